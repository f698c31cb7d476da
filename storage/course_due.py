"""What courses will say, one row each on a local date: written anew when a course changes, taken when the day comes.

A row knows its course and its key, and nothing of what is said: that is counted from the course when the row is
taken, so that it is true then.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import delete, select, update

from domain.courses import Course, CourseId
from domain.people import TeamId
from storage.database import Tx, changed, insert_into
from storage.tables import CourseDueRow

#: What rests waits as well, but is not looked at: its channel cannot be posted in.
WAITING, RESTING, SAID, SKIPPED = "waiting", "resting", "said", "skipped"


@dataclass(frozen=True, slots=True)
class Due:
    """Something to be said on a local date about a milestone, or an action of the plan; `key` names it for ever."""

    key: str
    subject: str
    due_on: date


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
            "state": RESTING if course.resting else WAITING,
        }
        for one in wanted
    ]
    if rows:
        await tx.session.execute(insert_into(tx, CourseDueRow).on_conflict_do_nothing(index_elements=["key"]), rows)


async def courses_due(tx: Tx, today: date, limit: int) -> list[tuple[TeamId, CourseId]]:
    """The courses that have something to say today or had before, those that have waited longest first.

    Costs what is due, not what the table holds: read from the index of what waits, by date.
    """
    waiting = (CourseDueRow.state == WAITING, CourseDueRow.due_on <= today)
    query = select(CourseDueRow.team_id, CourseDueRow.course_id).where(*waiting).order_by(CourseDueRow.due_on)
    rows = await tx.session.execute(query.limit(limit))
    return list(dict.fromkeys((team, course) for team, course in rows))


async def waiting(tx: Tx, course: Course, today: date) -> list[Due]:
    """What the course is due to say; the course was loaded with `lock`, so that nobody else says it meanwhile."""
    mine = (CourseDueRow.course_id == course.id, CourseDueRow.state == WAITING, CourseDueRow.due_on <= today)
    found = await tx.session.scalars(select(CourseDueRow).where(*mine).order_by(CourseDueRow.due_on, CourseDueRow.key))
    return [Due(row.key, row.subject, row.due_on) for row in found]


async def rest(tx: Tx, course: Course, *, resting: bool) -> None:
    """What the course waits to say rests from now on, or waits again."""
    before, after = (WAITING, RESTING) if resting else (RESTING, WAITING)
    mine = (CourseDueRow.course_id == course.id, CourseDueRow.state == before)
    await changed(tx, update(CourseDueRow).where(*mine).values(state=after))


async def mark(tx: Tx, keys: Iterable[str], state: str) -> None:
    """These have been said, or are not said any more."""
    await changed(tx, update(CourseDueRow).where(CourseDueRow.key.in_([*keys])).values(state=state))


async def forget_said(tx: Tx, before: date) -> int:
    """Delete what was said or skipped before the date; how many."""
    old = (CourseDueRow.state.in_([SAID, SKIPPED]), CourseDueRow.due_on < before)
    return await changed(tx, delete(CourseDueRow).where(*old))
