"""The barometers of a course: proposed to who leads it, started as they were before, and followed by its dates."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime

from domain import course_rounds
from domain.barometers import Barometer, BarometerId
from domain.calendars import open_days
from domain.course_definitions import Kind, MilestoneId
from domain.course_rounds import InCourse, Rounds
from domain.courses import AlreadyHeld, Course, CourseId, CourseOver
from domain.people import ChannelId, Department, TeamId, UserId
from domain.rounds import Round
from domain.workdays import Workdays
from handlers import courses
from handlers.course_meetings import written
from handlers.course_reminders import round_changed, starter
from handlers.courses import UnknownCourse, post_to_channel
from storage import audit, barometers, outbox, people, rounds
from storage import courses as stored
from storage.content import UnknownBarometer
from storage.database import Tx
from storage.keys import KeyMissing
from storage.sealed import TamperedBody

logger = logging.getLogger("anker.courses")

#: What the outbox calls the message about dates that follow a round.
FOLLOWED = "course_rounds.followed"
#: Why a course cannot be read: rounds go on without it.
FROZEN = (KeyMissing, TamperedBody, UnknownBarometer)


class CoursesChanged(Exception):  # noqa: N818 - the name is the sentence
    """What a round was to be in the courses of its channel, as it was shown, can no longer be."""


@dataclass(frozen=True, slots=True)
class Proposal:
    """A round as the course would have it: where, and from when to when; local dates."""

    course: Course
    milestone: MilestoneId
    opens: date
    closes: date | None

    @property
    def channel(self) -> ChannelId:
        """Where the round runs: rights in it are those of this channel."""
        return self.course.department


@dataclass(frozen=True, slots=True)
class Upcoming:
    """A round that is to be prepared: with what it asks, the department list, and who was known when it was saved."""

    proposal: Proposal
    barometer: Barometer
    department: Department | None
    known: frozenset[UserId]
    is_again: bool = False


@dataclass(frozen=True, slots=True)
class Unstarted:
    """A barometer whose day has passed without a round: `starter` is who may start it, None where nobody does."""

    proposal: Proposal
    starter: UserId | None


async def proposed(tx: Tx, team: TeamId, course_id: CourseId, milestone: MilestoneId, workdays: Workdays) -> Proposal:
    """What the course has in mind for one of its barometers.

    Raises `UnknownCourse`, `UnknownMilestone`, `CourseOver`, and `AlreadyHeld` where a round was started for it.
    """
    course = await stored.load(tx, team, course_id)
    if course is None or course.type.milestone(milestone).kind is not Kind.BAROMETER_OPEN:
        raise UnknownCourse
    if course.over:
        raise CourseOver
    if milestone not in course_rounds.waiting(course, await rounds_of(tx, course)):
        raise AlreadyHeld(milestone)
    days, closing = course.days(workdays), course.type.closing_of(milestone)
    return Proposal(course, milestone, days[milestone], days[closing.id] if closing else None)


async def next_in(tx: Tx, team: TeamId, channel: ChannelId, workdays: Workdays) -> Proposal | None:
    """The next barometer of the courses whose rounds run in this channel; the earliest, where there are several."""
    found = [
        await proposed(tx, team, course.id, milestone, workdays)
        for course in await in_department(tx, team, channel)
        for milestone in course_rounds.waiting(course, await rounds_of(tx, course))[:1]
    ]
    return min(found, key=lambda one: one.opens, default=None)


async def department_of(tx: Tx, team: TeamId, course_id: CourseId) -> ChannelId | None:
    """The channel in which the course's rounds run; None for a course that is not there."""
    course = await stored.load(tx, team, course_id)
    return course.department if course else None


async def upcoming(tx: Tx, team: TeamId, subject: Mapping[str, str], workdays: Workdays) -> Upcoming | None:
    """All that the message about a round tells; None where there is nothing to prepare on that day any more."""
    found = await _still_proposed(tx, team, subject, workdays)
    if found is None:
        return None
    offered = await barometers.offered(tx, team)
    before = course_rounds.measured(await rounds_of(tx, found.course))
    if before is None and not offered:
        return None
    return Upcoming(
        found,
        before or offered[0],
        await people.department(tx, team, found.channel),
        await people.known(tx, team, found.channel),
        is_again=before is not None,
    )


async def unstarted(
    tx: Tx, team: TeamId, subject: Mapping[str, str], leader: UserId | None, workdays: Workdays
) -> Unstarted | None:
    """What is told when no round was started, to the `leader` or in the channel; None where that is so no more."""
    found = await _still_proposed(tx, team, subject, workdays)
    return Unstarted(found, await starter(tx, found.course, leader)) if found else None


async def _still_proposed(tx: Tx, team: TeamId, subject: Mapping[str, str], workdays: Workdays) -> Proposal | None:
    """The proposal that a message is about, unless its round was started meanwhile or it stands on another day."""
    try:
        found = await proposed(tx, team, subject["course"], subject["milestone"], workdays)
    except (UnknownCourse, CourseOver, AlreadyHeld):
        return None
    return found if found.opens.isoformat() == subject["day"] else None


async def in_courses(tx: Tx, drafted: Round, now: datetime, workdays: Workdays) -> list[InCourse]:
    """What a draft would be in the courses of its channel, and what would move in them, if it were started now."""
    asked, today = replace(drafted, opens_at=max(drafted.opens_at, now)), workdays.local(now).date()
    found = [
        course_rounds.in_course(course, await rounds_of(tx, course), asked, today, workdays)
        for course in await in_department(tx, drafted.team, drafted.channel)
    ]
    return [one for one in found if one.candidates]


async def asked_before(tx: Tx, team: TeamId, channel: ChannelId) -> tuple[Barometer, ...]:
    """With what the channel's courses have asked that still wait for another round, as it stood then."""
    found = []
    for course in await in_department(tx, team, channel):
        linked = await rounds_of(tx, course)
        before = course_rounds.measured(linked)
        if before and course_rounds.waiting(course, linked):
            found.append(before)
    return tuple(found)


async def barometer_for(tx: Tx, team: TeamId, channel: ChannelId, barometer_id: BarometerId) -> Barometer:
    """What a new round asks: in a course the version of its first round, else the newest. Raises `UnknownBarometer`."""
    for before in await asked_before(tx, team, channel):
        if before.id == barometer_id:
            return before
    return await barometers.latest(tx, team, barometer_id)


async def follow(
    tx: Tx,
    asked: Round,
    now: datetime,
    workdays: Workdays,
    shown: Mapping[CourseId, MilestoneId] | None = None,
) -> None:
    """What has become of a round is seen in the courses of its channel, and told in theirs where a date moved.

    `shown` is which barometer of which course the round is, as whoever starts it saw and chose it: the round becomes
    that and no other. Raises `CoursesChanged` where it cannot be that any more, or would be one that was not shown.
    A course that cannot be read holds up no round: it is logged, and goes by the round with its next change.
    """
    found = await in_department(tx, asked.team, asked.channel)
    if shown and not shown.keys() <= {course.id for course in found}:
        raise CoursesChanged
    for course in found:
        held = await stored.load(tx, course.team, course.id, lock=True)
        milestone = await _milestone(tx, held, asked, workdays, shown) if held else None
        if held is None or milestone is None:
            continue
        done = course_rounds.followed(held, milestone, asked, workdays.local(now).date(), workdays)
        if done.course == held:
            continue
        await courses.replan(tx, held, done.course, now, workdays)
        await round_changed(tx, held, done.course, milestone, now, workdays)
        await audit.note(tx, course.team, audit.ANKER, "course.round", f"{course.id}:{milestone}:{asked.id}", now)
        if done.told:
            name = done.told.moved.milestone
            changes = str(done.course.state(name).changes)
            told = written(done.told) | {"milestone": name}
            sequence = f"{name}:{changes}:{asked.id}"
            post = post_to_channel(done.course, FOLLOWED, workdays.soonest(now), sequence, **told)
            await outbox.add(tx, [post])


async def _milestone(
    tx: Tx, course: Course, asked: Round, workdays: Workdays, shown: Mapping[CourseId, MilestoneId] | None
) -> MilestoneId | None:
    """The milestone that the round was started for, or is for as it starts: what was `shown`, or is meant."""
    for milestone, round_id in course.rounds.items():
        if round_id == asked.id:
            return milestone
    if asked.state in course_rounds.NOTHING or asked.measured_elsewhere:
        return None
    linked, opens = await rounds_of(tx, course), workdays.local(asked.opens_at).date()
    if shown is None:
        return next(iter(course_rounds.meant(course, linked, opens, asked.barometer.id, workdays)), None)
    possible = course_rounds.possible(course, linked, asked.barometer.id)
    seen = shown.get(course.id)
    if seen not in possible and (seen or possible):
        raise CoursesChanged
    return seen


async def staffed(tx: Tx, asked: Round, workdays: Workdays) -> Workdays:
    """The working days on which the people of a round are there: without the closed days of its course, if it has one.

    Where the channel's courses cannot be read these are all working days; that they cannot is logged by their clock.
    """
    try:
        found = await stored.of_department(tx, asked.team, asked.channel)
    except FROZEN:
        return workdays
    own = next((course for course in found if asked.id in course.rounds.values()), None)
    return open_days(own.type, workdays).staffed if own else workdays


async def rounds_of(tx: Tx, course: Course) -> Rounds:
    """The rounds that were started for the course's barometers."""
    found = {milestone: await rounds.load(tx, course.team, one) for milestone, one in course.rounds.items()}
    return {milestone: one for milestone, one in found.items() if one}


async def passed_over(tx: Tx, course: Course) -> tuple[MilestoneId, ...]:
    """The barometers of the course whose turn went by without a round."""
    return course_rounds.passed_over(course, await rounds_of(tx, course))


async def in_department(tx: Tx, team: TeamId, channel: ChannelId) -> list[Course]:
    """The courses under way whose rounds run in this channel; none where one cannot be read, which is logged."""
    try:
        return await stored.of_department(tx, team, channel)
    except FROZEN as frozen:
        _log_frozen(frozen)
        return []


async def led_from(tx: Tx, team: TeamId, channel: ChannelId) -> Course | None:
    """The course under way whose team is in this channel; none where it cannot be read, which is logged."""
    try:
        return await stored.running(tx, team, channel)
    except FROZEN as frozen:
        _log_frozen(frozen)
        return None


def _log_frozen(frozen: Exception) -> None:
    logger.error("the courses of a channel are frozen: %s", type(frozen).__name__)
