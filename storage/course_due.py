"""What courses will say, one row each on a local date: written anew when a course changes, taken when the hour comes.

A row knows its course and its key, and nothing of what is said: that is counted from the course when the row is
taken, so that it is true then.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from sqlalchemy import ColumnElement, and_, delete, func, or_, select, update

from domain.courses import Course, CourseId
from domain.people import TeamId
from domain.workdays import MORNING
from storage.database import Tx, changed, insert_into
from storage.tables import CourseDueRow

#: What rests waits as well, but is not looked at: its channel cannot be posted in.
WAITING, RESTING, SAID, SKIPPED = "waiting", "resting", "said", "skipped"


@dataclass(frozen=True, slots=True)
class Due:
    """Something to be said on a local date, from the local hour `at` on, about a milestone or an action of the plan.

    `key` names it for ever.
    """

    key: str
    subject: str
    due_on: date
    at: time = MORNING


async def plan(tx: Tx, course: Course, wanted: Iterable[Due], subjects: Iterable[str] | None = None) -> None:
    """From now on these wait and no others, of all subjects or of the `subjects` given.

    What was said or skipped already stays so, and is not said again.
    """
    unsaid = CourseDueRow.state.in_([WAITING, RESTING])
    stale = delete(CourseDueRow).where(CourseDueRow.course_id == course.id, unsaid)
    await changed(tx, stale.where(CourseDueRow.subject.in_([*subjects])) if subjects is not None else stale)
    rows: list[dict[str, Any]] = [
        {
            "key": one.key,
            "team_id": course.team,
            "course_id": course.id,
            "subject": one.subject,
            "due_on": one.due_on,
            "at": one.at,
            "state": RESTING if course.resting else WAITING,
        }
        for one in wanted
    ]
    if rows:
        await tx.session.execute(insert_into(tx, CourseDueRow).on_conflict_do_nothing(index_elements=["key"]), rows)


async def courses_due(tx: Tx, local: datetime) -> list[tuple[TeamId, CourseId]]:
    """The courses that have something to say by then, each once, those that have waited longest first.

    Costs what is due, not what the table holds: read from the index of what waits, by date. There is no limit: a
    course that says nothing, because it cannot be read, would keep its place and leave none to the others.
    """
    query = select(CourseDueRow.team_id, CourseDueRow.course_id).where(_due(local))
    by_course = query.group_by(CourseDueRow.team_id, CourseDueRow.course_id)
    rows = await tx.session.execute(by_course.order_by(func.min(CourseDueRow.due_on), CourseDueRow.course_id))
    return [(team, course) for team, course in rows]


async def waiting(tx: Tx, course: Course, local: datetime) -> list[Due]:
    """What the course is due to say; the course was loaded with `lock`, so that nobody else says it meanwhile."""
    mine = select(CourseDueRow).where(CourseDueRow.course_id == course.id, _due(local))
    found = await tx.session.scalars(mine.order_by(CourseDueRow.due_on, CourseDueRow.key))
    return [Due(row.key, row.subject, row.due_on, row.at) for row in found]


async def unsaid(tx: Tx, course: Course) -> frozenset[str]:
    """The keys of all that the course has not said yet, whenever it is due, and whether it rests or not."""
    mine = (CourseDueRow.course_id == course.id, CourseDueRow.state.in_([WAITING, RESTING]))
    return frozenset(await tx.session.scalars(select(CourseDueRow.key).where(*mine)))


async def rest(tx: Tx, course: Course, *, resting: bool) -> None:
    """What the course waits to say rests from now on, or waits again."""
    before, after = (WAITING, RESTING) if resting else (RESTING, WAITING)
    mine = (CourseDueRow.course_id == course.id, CourseDueRow.state == before)
    await changed(tx, update(CourseDueRow).where(*mine).values(state=after))


async def unsay(tx: Tx, course: Course, key: str) -> bool:
    """What was taken to be said could not be posted, and rests with the course; False for what is no row of it."""
    mine = (CourseDueRow.course_id == course.id, CourseDueRow.key == key, CourseDueRow.state == SAID)
    return await changed(tx, update(CourseDueRow).where(*mine).values(state=RESTING)) == 1


async def mark(tx: Tx, keys: Iterable[str], state: str) -> None:
    """These have been said, or are not said any more."""
    await changed(tx, update(CourseDueRow).where(CourseDueRow.key.in_([*keys])).values(state=state))


async def forget_said(tx: Tx, before: date) -> int:
    """Delete what was said or skipped before the date; how many."""
    old = (CourseDueRow.state.in_([SAID, SKIPPED]), CourseDueRow.due_on < before)
    return await changed(tx, delete(CourseDueRow).where(*old))


def _due(local: datetime) -> ColumnElement[bool]:
    """What waits and is due when the local clock shows this. What comes later the same day is no work for anybody."""
    today, clock = local.date(), local.time()
    by_now = or_(CourseDueRow.due_on < today, CourseDueRow.at <= clock)
    return and_(CourseDueRow.state == WAITING, CourseDueRow.due_on <= today, by_now)
