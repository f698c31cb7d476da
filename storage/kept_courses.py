"""Where courses name one person: the dates they agreed on, the texts they wrote, what they have to do."""

from __future__ import annotations

import json
from collections import Counter

from sqlalchemy import func, select
from sqlalchemy.orm import InstrumentedAttribute

from domain.course_records import present_in
from domain.courses import CourseId
from domain.kept import CourseMark, InCourse
from domain.people import ChannelId, Right, TeamId, UserId
from storage import people
from storage.course_texts import place_of
from storage.database import Tx
from storage.keys import KeyMissing
from storage.sealed import TamperedBody
from storage.tables import CourseDraftRow, CourseRow, CourseStateRow, CourseTextRow, HomeRow, PlanActionRow

#: Each column that names a person, beside the course that its row belongs to.
_NAMING: tuple[tuple[CourseMark, InstrumentedAttribute[str], InstrumentedAttribute[str | None]], ...] = (
    (CourseMark.DATES, CourseStateRow.course_id, CourseStateRow.changed_by),
    (CourseMark.TEXTS, CourseTextRow.course_id, CourseTextRow.author),
    (CourseMark.ACTIONS, PlanActionRow.course_id, PlanActionRow.owner),
    (CourseMark.ACTIONS_WRITTEN, PlanActionRow.course_id, PlanActionRow.made_by),
)


async def of_person(tx: Tx, team: TeamId, user: UserId) -> tuple[InCourse, ...]:
    """Every course of the team in which the person has a part or that names them in any way, the oldest first."""
    mine = select(CourseRow).where(CourseRow.team_id == team).order_by(CourseRow.set_up_on, CourseRow.id)
    courses = {row.id: row for row in await tx.session.scalars(mine)}
    counts: dict[CourseId, Counter[CourseMark]] = {course_id: Counter() for course_id in courses}
    for mark, course_id, named in _NAMING:
        query = select(course_id, func.count()).where(named == user, course_id.in_([*courses])).group_by(course_id)
        for found, count in await tx.session.execute(query):
            counts[found][mark] += count
    texts = select(CourseTextRow).where(CourseTextRow.course_id.in_([*courses]))
    for row in await tx.session.scalars(texts):
        counts[row.course_id][CourseMark.PRESENT] += user in _present(tx, row)
    rights = await people.channels_of(tx, team, user)
    of_each = (
        InCourse(row.municipality, row.set_up_on, _in(row, rights), +counts[course_id])
        for course_id, row in courses.items()
    )
    return tuple(one for one in of_each if one.rights or one.counts)


def _in(row: CourseRow, rights: list[tuple[ChannelId, Right]]) -> tuple[Right, ...]:
    return () if row.over else tuple(right for channel, right in rights if channel == row.channel)


def _present(tx: Tx, row: CourseTextRow) -> tuple[UserId, ...]:
    """Who took part, by the record of a meeting; nobody where the text is none, or cannot be read."""
    try:
        text = tx.keys.ring.open(row.body, place_of(row)).decode()
    except (KeyMissing, TamperedBody):
        return ()
    try:
        present, _ = json.loads(text)
    except ValueError:
        return ()
    return present_in(str(present)).users


async def drafts(tx: Tx, team: TeamId, user: UserId) -> int:
    """In how much of what was filled in to begin a course the person stands, whether it has begun or not."""
    rows = await tx.session.scalars(select(CourseDraftRow).where(CourseDraftRow.team_id == team))
    return sum(user in {row.user_id, row.body["deputy"], *row.body["members"]} for row in rows)


async def has_home(tx: Tx, team: TeamId, user: UserId) -> bool:
    """Whether the person has opened the Home tab."""
    mine = (HomeRow.team_id == team, HomeRow.user_id == user)
    return bool(await tx.session.scalar(select(func.count()).select_from(HomeRow).where(*mine)))
