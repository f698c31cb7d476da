"""The anchoring course: set it up, agree on its dates, move them, and say what came of its meetings."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, time

from domain import course_rounds, courses
from domain.barometers import Language
from domain.course_definitions import AnchorId, CourseTypeId, MilestoneId
from domain.courses import Course, CourseId, Moved, Record, Rest
from domain.people import Act, ChannelId, Person, TeamId
from domain.reminders import Reminder, reminders
from domain.walks import WalkId
from domain.workdays import Workdays
from storage import audit, course_due, outbox, rounds
from storage import courses as stored
from storage.course_due import Due
from storage.database import Tx
from storage.keys import KeyMissing
from storage.outbox import Post
from storage.sealed import TamperedBody

logger = logging.getLogger("anker.courses")

#: What the outbox calls the message that tells the channel of a new course.
STARTED = "courses.started"
#: The first number of that message, and how it counts up, tells it apart where a course is brought to a channel anew.
FIRST = "1"


class UnknownCourse(Exception):  # noqa: N818 - the name is the sentence
    """There is no such course for this person: not there, another workspace's, or no right of theirs in its channel."""


@dataclass(frozen=True, slots=True)
class CoursePlan:
    """What was chosen when a course was set up. `department` is the channel whose barometer rounds belong to it."""

    channel: ChannelId
    department: ChannelId
    municipality: str
    course_type: CourseTypeId
    anchors: Mapping[AnchorId, date]
    walk: WalkId | None = None
    language: Language = "da"


async def may_start(tx: Tx, person: Person) -> None:
    """Raises `NotAllowed`, and `OneIsRunning` where the channel has a course that is not over."""
    person.check(Act.START_COURSE)
    if await stored.running(tx, person.team, person.channel):
        raise stored.OneIsRunning


async def proposed(tx: Tx, person: Person, plan: CoursePlan, today: date, workdays: Workdays) -> Course:
    """The course as it would be, for its calendar to be looked at; nothing is kept.

    A round that is under way in its department is one of its own. Raises `DateNotGiven` where an anchor is missing.
    """
    course_type = next(one for one in tx.course_types.all() if one.id == plan.course_type)
    course = Course(
        id=stored.new_course_id(),
        team=person.team,
        channel=plan.channel,
        department=plan.department,
        municipality=plan.municipality,
        type=course_type,
        anchors=dict(plan.anchors),
        set_up_on=today,
        walk=plan.walk,
        language=plan.language,
    )
    asked = await rounds.running(tx, person.team, plan.department)
    return course_rounds.joined(course, asked, workdays) if asked else course


async def start(tx: Tx, person: Person, plan: CoursePlan, origin: str, now: datetime, workdays: Workdays) -> Course:
    """Begin a course and tell its channel; the same submission twice begins one.

    Raises `NotAllowed`, `OneIsRunning`, and `DateNotGiven` where an anchor is missing.
    """
    person.check(Act.START_COURSE)
    begun = await proposed(tx, person, plan, workdays.local(now).date(), workdays)
    wanted = reminders(begun, workdays, after=now)
    course = await stored.insert(tx, begun, origin)
    if course.id != begun.id:
        return course
    await stored.save(tx, course, begun)
    await course_due.plan(tx, begun, [due_row(one, workdays) for one in wanted])
    await audit.note(tx, person.team, person.user, "course.start", begun.id, now)
    for milestone, round_id in begun.rounds.items():
        await audit.note(tx, person.team, audit.ANKER, "course.round", f"{begun.id}:{milestone}:{round_id}", now)
    await outbox.add(tx, [post_to_channel(begun, STARTED, workdays.soonest(now), FIRST)])
    return begun


async def in_channel(tx: Tx, person: Person) -> Course | None:
    """The channel's course, also one that is over where no other has begun. Raises `NotAllowed`."""
    person.check(Act.SEE_COURSE)
    if running := await stored.running(tx, person.team, person.channel):
        return running
    return next(iter(await stored.in_channel(tx, person.team, person.channel)), None)


async def has_any(tx: Tx, team: TeamId, channel: ChannelId) -> bool:
    """Whether the channel has a course, or had one."""
    return bool(await stored.in_channel(tx, team, channel))


async def ended_in(tx: Tx, team: TeamId, channel: ChannelId) -> list[Course]:
    """The channel's courses that are over, the newest first; none where one cannot be read, which is logged: what is
    damaged there holds up nothing of the course that came after it.
    """
    try:
        return [one for one in await stored.in_channel(tx, team, channel) if one.over]
    except (KeyMissing, TamperedBody) as frozen:
        logger.error("the earlier courses of a channel are frozen: %s", type(frozen).__name__)  # noqa: TRY400 - no text
        return []


async def channel_of(tx: Tx, team: TeamId, course_id: CourseId) -> ChannelId | None:
    """The channel in which rights in the course are kept; None for a course that is not there."""
    course = await stored.load(tx, team, course_id)
    return course.channel if course else None


async def take_part(tx: Tx, person: Person, course_id: CourseId, act: Act, *, lock: bool = False) -> Course:
    """The course, for somebody who may do this in its channel. Raises `UnknownCourse` and `NotAllowed`."""
    course = await stored.load(tx, person.team, course_id, lock=lock)
    if course is None or course.channel != person.channel or not person.rights:
        raise UnknownCourse
    person.check(act)
    return course


async def confirm(
    tx: Tx,
    person: Person,
    course_id: CourseId,
    milestone: MilestoneId,
    on: date,
    now: datetime,
    workdays: Workdays,
    *,
    at: time | None = None,
    place: str = "",
) -> Moved:
    """The date is agreed. Raises as `take_part` does, and as `domain.courses.confirmed`."""
    today = workdays.local(now).date()
    return await _change(
        tx,
        person,
        course_id,
        now,
        workdays,
        lambda course: courses.confirmed(course, milestone, on, today, workdays, at=at, place=place, by=person.user),
    )


async def move(
    tx: Tx,
    person: Person,
    course_id: CourseId,
    milestone: MilestoneId,
    to: date,
    now: datetime,
    workdays: Workdays,
    *,
    keeps_place: bool = True,
) -> Moved:
    """Put a milestone on another day. Raises as `take_part` does, and as `domain.courses.moved`."""
    today = workdays.local(now).date()
    return await _change(
        tx,
        person,
        course_id,
        now,
        workdays,
        lambda course: courses.moved(course, milestone, to, today, workdays, by=person.user, keeps_place=keeps_place),
    )


async def hold(
    tx: Tx,
    person: Person,
    course_id: CourseId,
    milestone: MilestoneId,
    on: date,
    now: datetime,
    workdays: Workdays,
    *,
    present: str = "",
    agreed: str = "",
) -> Moved:
    """It took place on this day, or is done; what is written about it is its record.

    Raises as `take_part` does, and as `domain.courses.held`.
    """
    today = workdays.local(now).date()
    record = Record(present, agreed, person.user, now) if present or agreed else None
    return await _change(
        tx,
        person,
        course_id,
        now,
        workdays,
        lambda course: courses.held(course, milestone, on, today, workdays, record=record, by=person.user),
    )


async def leave_out(
    tx: Tx, person: Person, course_id: CourseId, milestone: MilestoneId, now: datetime, workdays: Workdays
) -> Course:
    """The milestone is not needed. Raises as `take_part` does, and as `domain.courses.not_needed`."""
    return await _where_it_stands(tx, person, course_id, milestone, now, workdays, courses.not_needed)


async def take_back(
    tx: Tx, person: Person, course_id: CourseId, milestone: MilestoneId, now: datetime, workdays: Workdays
) -> Course:
    """The milestone is needed after all. Raises as `take_part` does, and as `domain.courses.needed_again`."""
    return await _where_it_stands(tx, person, course_id, milestone, now, workdays, courses.needed_again)


async def rest(tx: Tx, course: Course, why: Rest | None) -> Course:
    """Nothing is said in the channel from now on, or again where `why` is None; what was missed is caught up with.

    The course was loaded with `lock`.
    """
    after = course.rests(why)
    await stored.save(tx, course, after)
    await course_due.rest(tx, after, resting=why is not None)
    return after


async def replan(tx: Tx, before: Course, after: Course, now: datetime, workdays: Workdays) -> None:
    """Keep the changed course, and write anew what it will say about the milestones that changed.

    What is due already and has not been said yet is said still, where it is true still.
    """
    await stored.save(tx, before, after)
    if after.over:
        await course_due.plan(tx, after, [])
        return
    old, new = before.days(workdays), after.days(workdays)
    touched = {
        one.id
        for one in after.type.milestones
        if old[one.id] != new[one.id]
        or replace(before.state(one.id), record=None) != replace(after.state(one.id), record=None)
        or before.rounds.get(one.id) != after.rounds.get(one.id)
    }
    unsaid = await course_due.unsaid(tx, before)
    ahead = [one for one in reminders(after, workdays) if one.is_worth_saying(now) or one.key in unsaid]
    await course_due.plan(tx, after, [due_row(one, workdays) for one in ahead if one.milestone in touched], touched)


def due_row(reminder: Reminder, workdays: Workdays) -> Due:
    """What waits in the database for a reminder."""
    at = workdays.local(reminder.due_at).time()
    return Due(reminder.key, reminder.milestone, reminder.due_on, at)


def post_to_channel(course: Course, kind: str, due: datetime, sequence: str, **subject: str) -> Post:
    """A message to the course's channel; `sequence` tells it from the others of its kind."""
    return Post(
        dedupe_key=f"{course.team}:{course.id}:{kind}:{sequence}",
        team=course.team,
        kind=kind,
        due_at=due,
        channel=course.channel,
        subject={"course": course.id, **subject},
    )


async def _change(
    tx: Tx,
    person: Person,
    course_id: CourseId,
    now: datetime,
    workdays: Workdays,
    change: Callable[[Course], Moved],
) -> Moved:
    course = await take_part(tx, person, course_id, Act.WORK_COURSE, lock=True)
    done = change(course)
    if done.course != course:
        await replan(tx, course, done.course, now, workdays)
        await audit.note(tx, person.team, person.user, "course.change", f"{course.id}:{done.moved.milestone}", now)
    return done


async def _where_it_stands(
    tx: Tx,
    person: Person,
    course_id: CourseId,
    milestone: MilestoneId,
    now: datetime,
    workdays: Workdays,
    change: Callable[..., Course],
) -> Course:
    """Change a milestone without moving it, as one of `domain.courses` does."""

    def unmoved(course: Course) -> Moved:
        after = change(course, milestone, by=person.user)
        day = after.days(workdays)[milestone]
        return Moved(after, courses.Shift(milestone, day, day))

    return (await _change(tx, person, course_id, now, workdays, unmoved)).course
