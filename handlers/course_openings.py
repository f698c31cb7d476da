"""What a course knows about its barometers before anybody starts a round: from when on they may open."""

from __future__ import annotations

from datetime import date, datetime

from domain import course_openings, course_rounds
from domain.course_openings import Concern
from domain.courses import Course
from domain.workdays import Workdays
from handlers.course_rounds import rounds_of
from storage import rounds
from storage.database import Tx


async def earliest(tx: Tx, course: Course) -> datetime | None:
    """From when a round of the course may open; before its first round the last result of any barometer counts."""
    asked = course_rounds.measured(await rounds_of(tx, course))
    before = await rounds.before(tx, course.team, course.department, asked.id if asked else None)
    return before.earliest


async def if_moved(tx: Tx, course: Course, after: Course, today: date, workdays: Workdays) -> tuple[Concern, ...]:
    """What would speak against the barometers' days if the course became what it is `after`, and does not already."""
    first = await earliest(tx, course)
    before = course_openings.concerns(course, first, today, workdays)
    return tuple(one for one in course_openings.concerns(after, first, today, workdays) if one not in before)
