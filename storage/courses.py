"""Courses: who has one, what is agreed about its milestones, and what was written down at its meetings.

Dates are local dates; nothing here knows what time it is.
"""

from __future__ import annotations

import json
import secrets
from collections.abc import Iterable
from datetime import date
from typing import Any, cast

from sqlalchemy import Select, delete, select, update
from sqlalchemy.exc import IntegrityError

from domain.barometers import Language
from domain.calendars import Chosen
from domain.courses import Course, CourseId, Record, Rest, Standing, State
from domain.people import ChannelId, TeamId
from domain.walks import WalkId
from storage import course_texts, course_types, homes
from storage.course_texts import CourseText
from storage.database import Tx, changed, hold, insert_into
from storage.rounds import ID_LENGTH, ID_LETTERS
from storage.tables import CourseRow, CourseStateRow


class OneIsRunning(Exception):  # noqa: N818 - read aloud where it is raised
    """The channel has a course that is not over."""


def new_course_id() -> CourseId:
    """An id that nobody guesses; also for an action of a plan."""
    return "".join(secrets.choice(ID_LETTERS) for _ in range(ID_LENGTH))


async def insert(tx: Tx, course: Course, origin: str) -> Course:
    """Keep a new course with its type; `origin` names what set it up, and one that it already set up is returned.

    Raises `OneIsRunning` where the channel has another that is not over.
    """
    tx.writes("person")
    digest = await course_types.keep(tx, course.team, course.type)
    once = {"id": course.id, "team_id": course.team, "origin": origin, "type_sha256": digest}
    values = {**once, "set_up_on": course.set_up_on, **_columns(course)}
    inserted = insert_into(tx, CourseRow).values(values).on_conflict_do_nothing(index_elements=["team_id", "origin"])
    try:
        async with tx.session.begin_nested():
            await changed(tx, inserted)
    except IntegrityError:
        raise OneIsRunning from None
    found = await _all(tx, select(CourseRow).where(CourseRow.team_id == course.team, CourseRow.origin == origin))
    await homes.mark(tx, course.team, homes.COURSE, found[0].id)
    return found[0]


async def load(tx: Tx, team: TeamId, course_id: CourseId, *, lock: bool = False) -> Course | None:
    """The course, if it is this team's. `lock` keeps everybody else from changing it until the transaction ends.

    Raises `KeyMissing` and `TamperedBody` for records that cannot be read.
    """
    if lock:
        await hold(tx, f"course {course_id}")
    found = await _all(tx, select(CourseRow).where(CourseRow.team_id == team, CourseRow.id == course_id))
    return found[0] if found else None


async def running(tx: Tx, team: TeamId, channel: ChannelId) -> Course | None:
    """The channel's course that is not over; there is never more than one."""
    found = await _all(tx, _under_way(team).where(CourseRow.channel == channel))
    return found[0] if found else None


async def in_channel(tx: Tx, team: TeamId, channel: ChannelId) -> list[Course]:
    """The channel's courses, the newest first; those that are over too."""
    query = select(CourseRow).where(CourseRow.team_id == team, CourseRow.channel == channel)
    return await _all(tx, query.order_by(CourseRow.over, CourseRow.set_up_on.desc(), CourseRow.id))


async def of_department(tx: Tx, team: TeamId, department: ChannelId) -> list[Course]:
    """The courses under way whose barometer rounds run in this channel."""
    return await _all(tx, _under_way(team).where(CourseRow.department == department))


async def of_walk(tx: Tx, team: TeamId, walk: WalkId) -> list[Course]:
    """The courses under way that tell of this template."""
    return await _all(tx, _under_way(team).where(CourseRow.walk_id == walk))


async def under_way(tx: Tx, team: TeamId) -> list[Course]:
    """Every course of the team that is not over."""
    return await _all(tx, _under_way(team))


async def save(tx: Tx, before: Course, after: Course) -> None:
    """Write what is different in `after`; the course was loaded with `lock` in this transaction as `before`."""
    tx.writes("person")
    await homes.mark(tx, after.team, homes.COURSE, after.id)
    if _columns(before) != _columns(after):
        mine = (CourseRow.team_id == after.team, CourseRow.id == after.id)
        await changed(tx, update(CourseRow).where(*mine).values(_columns(after)))
    touched = [
        one.id
        for one in after.type.milestones
        if before.state(one.id) != after.state(one.id) or before.rounds.get(one.id) != after.rounds.get(one.id)
    ]
    if touched:
        mine = (CourseStateRow.course_id == after.id, CourseStateRow.milestone.in_(touched))
        await changed(tx, delete(CourseStateRow).where(*mine))
        await tx.session.execute(insert_into(tx, CourseStateRow), [_state_row(after, one) for one in touched])
    for one in touched:
        record = after.state(one).record
        if record and record != before.state(one).record:
            written = json.dumps([record.present, record.agreed], ensure_ascii=False)
            await course_texts.keep(tx, after.id, one, CourseText(written, record.by, record.at))


def _under_way(team: TeamId) -> Select[Any]:
    return select(CourseRow).where(CourseRow.team_id == team, CourseRow.over.is_(False)).order_by(CourseRow.id)


def _columns(course: Course) -> dict[str, Any]:
    return {
        "channel": course.channel,
        "department": course.department,
        "municipality": course.municipality,
        "anchors": {name: day.isoformat() for name, day in course.anchors.items()},
        "walk_id": course.walk,
        "language": course.language,
        "over": course.over,
        "resting": course.resting.value if course.resting else None,
    }


def _state_row(course: Course, milestone: str) -> dict[str, Any]:
    state = course.state(milestone)
    chosen = state.chosen
    return {
        "course_id": course.id,
        "milestone": milestone,
        "standing": state.standing.value,
        "day": chosen.day if chosen else None,
        "counted_from": chosen.counted_from if chosen else None,
        "fixed": chosen.fixed if chosen else False,
        "at": state.at,
        "place": state.place,
        "changes": state.changes,
        "changed_by": state.by,
        "round_id": course.rounds.get(milestone),
    }


async def _all(tx: Tx, query: Select[Any]) -> list[Course]:
    rows = [*await tx.session.scalars(query)]
    states: dict[CourseId, list[CourseStateRow]] = {row.id: [] for row in rows}
    agreed = select(CourseStateRow).where(CourseStateRow.course_id.in_([*states]))
    for state in await tx.session.scalars(agreed) if rows else ():
        states[state.course_id].append(state)
    return [await _course(tx, row, states[row.id]) for row in rows]


async def _course(tx: Tx, row: CourseRow, states: Iterable[CourseStateRow]) -> Course:
    states = list(states)
    course_type = await course_types.read(tx, row.team_id, row.type_sha256)
    written = await course_texts.read(tx, row.id, [milestone.id for milestone in course_type.milestones])
    return Course(
        id=row.id,
        team=row.team_id,
        channel=row.channel,
        department=row.department,
        municipality=row.municipality,
        type=course_type,
        anchors={name: date.fromisoformat(day) for name, day in row.anchors.items()},
        set_up_on=row.set_up_on,
        states={
            one.milestone: state for one in states if (state := _state(one, written.get(one.milestone))) != State()
        },
        rounds={one.milestone: one.round_id for one in states if one.round_id},
        walk=row.walk_id,
        language=cast("Language", row.language),
        over=row.over,
        resting=Rest(row.resting) if row.resting else None,
    )


def _state(row: CourseStateRow, written: CourseText | None) -> State:
    return State(
        standing=Standing(row.standing),
        chosen=Chosen(row.day, row.counted_from, row.fixed) if row.day else None,
        at=row.at,
        place=row.place,
        record=_record(written) if written else None,
        changes=row.changes,
        by=row.changed_by,
    )


def _record(written: CourseText) -> Record:
    present, agreed = json.loads(written.text)
    return Record(present, agreed, written.author, written.at)
