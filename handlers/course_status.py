"""How far a course is, for those who may see it, and for its channel when somebody shares it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from domain.closings import Closing
from domain.course_definitions import MilestoneId
from domain.course_openings import Concern, concerns
from domain.course_progress import Line, timeline
from domain.courses import Course, CourseId, Standing
from domain.people import Act, ChannelId, Named, Person, TeamId, UserId
from domain.plans import Plan
from domain.rounds import Round
from domain.walks import Walk
from domain.workdays import Workdays
from handlers import closings, courses, plans
from handlers.course_openings import earliest
from handlers.courses import STARTED, post_to_channel
from storage import audit, outbox, people, rounds, sent_messages, walks
from storage import courses as stored
from storage.database import Tx

#: What the outbox calls the status that somebody has put into the channel.
SHARED = "courses.shared"
#: The cards of which a newer one makes the older one a line.
TIMELINES = (SHARED, STARTED)


@dataclass(frozen=True, slots=True)
class Status:
    """A course with all that its status tells: its timeline today, who leads it, its plan, rounds and template.

    `concerns` is what speaks against the days of its barometers.
    """

    course: Course
    lines: tuple[Line, ...]
    named: Named
    plan: Plan
    rounds: Mapping[MilestoneId, Round] = field(default_factory=dict)
    walk: Walk | None = None
    closing: Closing = field(default_factory=Closing)
    concerns: tuple[Concern, ...] = ()


async def status(tx: Tx, person: Person, course_id: CourseId, now: datetime, workdays: Workdays) -> Status:
    """How far the course is. Raises `UnknownCourse` and `NotAllowed`."""
    course = await courses.take_part(tx, person, course_id, Act.SEE_COURSE)
    return await _status(tx, course, now, workdays)


async def status_for_channel(
    tx: Tx, team: TeamId, course_id: CourseId, now: datetime, workdays: Workdays
) -> Status | None:
    """The same for a card in the course's channel; None for a course that is not there."""
    course = await stored.load(tx, team, course_id)
    return await _status(tx, course, now, workdays) if course else None


async def _status(tx: Tx, course: Course, now: datetime, workdays: Workdays) -> Status:
    found = {milestone: await rounds.load(tx, course.team, one) for milestone, one in course.rounds.items()}
    today, opens_from = workdays.local(now).date(), await earliest(tx, course)
    return Status(
        course=course,
        lines=timeline(course, today, workdays),
        named=await people.named(tx, course.team, course.channel),
        plan=await plans.of_course(tx, course),
        rounds={milestone: one for milestone, one in found.items() if one},
        walk=await walks.load(tx, course.team, course.walk) if course.walk else None,
        closing=await closings.of_course(tx, course),
        concerns=() if course.over else concerns(course, opens_from, today, workdays),
    )


async def of_person(tx: Tx, team: TeamId, user: UserId) -> list[Course]:
    """The courses under way in whose channels the person has a right, by channel."""
    channels = dict.fromkeys(channel for channel, _ in await people.channels_of(tx, team, user))
    found = [await stored.running(tx, team, channel) for channel in channels]
    return [course for course in found if course]


async def meant(tx: Tx, person: Person, *, is_outside: bool) -> list[Course]:
    """The courses of which somebody asks: the channel's, elsewhere those in which they have a part, in a department's
    channel only those of the department. One that is over counts in its own channel, where no other has begun."""
    here = await courses.in_channel(tx, person) if person.may(Act.SEE_COURSE) and not is_outside else None
    if here:
        return [here]
    mine = await of_person(tx, person.team, person.user)
    return [course for course in mine if is_outside or course.department == person.channel]


async def done(
    tx: Tx, person: Person, course_id: CourseId, milestone: MilestoneId, now: datetime, workdays: Workdays
) -> None:
    """Something with a deadline is done today; what is done already stays done on its day.

    Raises `UnknownCourse`, `NotAllowed`, `UnknownMilestone` and `CourseOver`.
    """
    course = await courses.take_part(tx, person, course_id, Act.WORK_COURSE, lock=True)
    if course.state(milestone).standing is not Standing.HELD:
        today = workdays.local(now).date()
        await courses.hold(tx, person, course_id, milestone, today, now, workdays)


async def share(
    tx: Tx, person: Person, course_id: CourseId, event: str, now: datetime, workdays: Workdays
) -> tuple[Course, datetime]:
    """Put the status into the course's channel, once for each `event`; the course, and when it will stand there.

    Raises `UnknownCourse` and `NotAllowed`.
    """
    course = await courses.take_part(tx, person, course_id, Act.WORK_COURSE)
    due = workdays.soonest(now)
    if await outbox.add(tx, [post_to_channel(course, SHARED, due, event)]):
        await audit.note(tx, person.team, person.user, "course.share", course.id, now)
    return course, due


async def older_card(tx: Tx, course: Course) -> tuple[ChannelId, str] | None:
    """Where the newest timeline of the course stands, if one does; those before it are lines already."""
    sent = await sent_messages.where_sent(tx, course.team, TIMELINES, course=course.id)
    return (sent[-1].channel, sent[-1].ts) if sent else None
