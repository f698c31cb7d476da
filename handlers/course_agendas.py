"""What there is to tell under the agenda of a course's meeting: from the plan, the results, and the last meeting."""

from __future__ import annotations

from datetime import datetime

from domain import agendas
from domain.agendas import Filling, Meeting
from domain.course_definitions import MilestoneId
from domain.courses import Course, CourseId
from domain.people import TeamId
from domain.plans import REMIND_BEFORE
from domain.revisions import Status
from domain.workdays import Workdays
from handlers import plans
from storage import courses as stored
from storage import people, releases, walks
from storage.content import UnknownBarometer
from storage.database import Tx
from storage.releases import Released, ReleaseDamaged


async def meeting(
    tx: Tx, team: TeamId, course_id: CourseId, milestone: MilestoneId, now: datetime, workdays: Workdays
) -> Meeting | None:
    """All that a meeting's card tells, as it is now; None for a course that is not there.

    Raises `KeyMissing`, and `TamperedBody` for records that cannot be read; an action that is damaged is left out.
    """
    course = await stored.load(tx, team, course_id)
    if course is None or not course.type.has(milestone):
        return None
    named = await people.named(tx, team, course.channel)
    return Meeting(course, milestone, named, await _filling(tx, course, milestone, now, workdays))


async def _filling(tx: Tx, course: Course, milestone: MilestoneId, now: datetime, workdays: Workdays) -> Filling:
    today = workdays.local(now).date()
    plan = await plans.of_course(tx, course)
    until = max(course.days(workdays)[milestone], today + REMIND_BEFORE)
    released = await _last_release(tx, course)
    return Filling(
        due=plan.due(today, until) if plan.actions else None,
        late=plan.late(today),
        most_to_gain=agendas.most_to_gain(released.release, released.round.barometer) if released else (),
        moved=agendas.movements(released.release, released.round.barometer) if released else None,
        last=agendas.last_meeting(course, milestone, workdays),
        open_questions=await _open_questions(tx, course),
    )


async def _last_release(tx: Tx, course: Course) -> Released | None:
    """The department's newest result; one that cannot be read is nothing to tell about."""
    try:
        found = await releases.published_in(tx, course.team, course.department)
    except (ReleaseDamaged, UnknownBarometer):
        return None
    return next((one for one in found if one.round.channel == course.department), None)


async def _open_questions(tx: Tx, course: Course) -> int | None:
    walk = await walks.load(tx, course.team, course.walk) if course.walk else None
    if walk is None:
        return None
    progress = walk.progress()
    return progress[Status.OPEN] + progress[Status.NOT_SETTLED]
