"""What a course says by itself and when: reminders of meetings, whether one was held, and what comes before a round
or instead of it.

Everything falls due at a local hour on an open day; what would fall on a closed day comes on the last open day
before it, and merges with what is due there already.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum

from domain.calendars import Entry, OpenDays, open_days
from domain.course_definitions import Kind, Milestone, MilestoneId
from domain.courses import Course, CourseId, Standing, State
from domain.workdays import CLOSES, MORNING, OPENS, Workdays

DAY = timedelta(days=1)
#: How many days before a barometer opens its round is proposed to the coordinator: people are told their role a
#: week before, and the department list has to be right by then.
ROUND_PROPOSED_DAYS = 14
#: For how long a question about something past is still worth asking.
ASKED_WITHIN = timedelta(days=28)


class Occasion(StrEnum):
    """What falls due."""

    #: A meeting is coming: to the channel, with its agenda.
    MEETING = "meeting"
    #: A meeting's day has passed and nobody has marked it: asked once.
    WAS_IT_HELD = "was_it_held"
    #: A barometer opens soon: its round is proposed to the coordinator.
    ROUND = "round"
    #: A barometer's day has passed and it has no round: whoever leads is told once, also of one that was cancelled.
    NOT_STARTED = "not_started"
    #: The question that a milestone of the kind question is.
    QUESTION = "question"


#: What is said of a barometer as long as it has no round.
WITHOUT_ROUND = frozenset({Occasion.ROUND, Occasion.NOT_STARTED})


@dataclass(frozen=True, slots=True)
class Reminder:
    """One thing that falls due once, at `due_at` in UTC, and is not said any more from `not_after` on.

    `due_on` is the local date of `due_at`; `day` the day on which the milestone stands.
    """

    course: CourseId
    milestone: MilestoneId
    occasion: Occasion
    day: date
    due_on: date
    due_at: datetime
    not_after: datetime

    @property
    def key(self) -> str:
        """The same for the same thing said on the same day, whoever reckons it: nothing is said twice."""
        return f"{self.course}:{self.milestone}:{self.occasion}:{self.due_on:%Y-%m-%d}"

    def is_worth_saying(self, since: datetime) -> bool:
        """Whether it falls due after that moment, or is a round that can still be prepared then."""
        return self.due_at > since or (self.occasion is Occasion.ROUND and since < self.not_after)


@dataclass(frozen=True, slots=True)
class CatchUp:
    """Of what is due: what is sent now, and what is not said any more and told to the coordinator."""

    send: tuple[Reminder, ...] = ()
    skipped: tuple[Reminder, ...] = ()


def reminders(course: Course, workdays: Workdays, after: datetime | None = None) -> tuple[Reminder, ...]:
    """Everything that the course will say from now on as it stands, the earliest first.

    `after` is the moment of set-up or of a change: what would have been due until then is not said and not missed;
    only a round is proposed late as well, until its day is over.
    """
    if course.over:
        return ()
    found = [one for entry in course.calendar(workdays) for one in _of(course, entry, workdays)]
    wanted = [one for one in found if after is None or one.is_worth_saying(after)]
    return tuple(sorted(wanted, key=lambda one: one.due_at))


def catch_up(due: Iterable[Reminder], now: datetime, workdays: Workdays) -> CatchUp:
    """What to do with reminders that are due and not sent; those not yet due, and all outside working hours, wait.

    Of several about one thing only the newest is sent, and none once its meeting has begun or its round is open
    (docs/operating.md, "When Anker was down").
    """
    if not workdays.is_working_hour(now):
        return CatchUp()
    newest: dict[tuple[CourseId, MilestoneId], Reminder] = {}
    skipped: list[Reminder] = []
    for one in sorted((one for one in due if one.due_at <= now), key=lambda one: one.due_at):
        before = newest.pop((one.course, one.milestone), None)
        skipped += [before] if before else []
        if now < one.not_after:
            newest[one.course, one.milestone] = one
        else:
            skipped.append(one)
    return CatchUp(tuple(newest.values()), tuple(skipped))


def _of(course: Course, entry: Entry, workdays: Workdays) -> Iterator[Reminder]:
    milestone, state = course.type.milestone(entry.id), course.state(entry.id)
    if state.standing in {Standing.HELD, Standing.NOT_NEEDED}:
        return
    days = open_days(course.type, workdays)
    for occasion, due_on, clock, not_after in _due(milestone, state, entry.day, days):
        if occasion in WITHOUT_ROUND and entry.id in course.rounds:
            continue
        if occasion is Occasion.NOT_STARTED and entry.day < course.set_up_on:
            continue  # what lies before the set-up is never late
        due_at = workdays.at(due_on, clock)
        yield Reminder(course.id, entry.id, occasion, entry.day, due_on, due_at, not_after)


def _due(
    milestone: Milestone, state: State, day: date, days: OpenDays
) -> Iterator[tuple[Occasion, date, time, datetime]]:
    if milestone.kind is Kind.MEETING:
        begins = days.workdays.at(day, state.at or CLOSES)
        for due_on, clock in sorted({*_reminded(milestone, state, day, days)}):
            yield Occasion.MEETING, due_on, clock, begins
        asked = asked_on(day, days)
        yield Occasion.WAS_IT_HELD, asked, MORNING, days.workdays.at(asked + ASKED_WITHIN, CLOSES)
    elif milestone.kind is Kind.BAROMETER_OPEN:
        due_on = days.on_or_before(day - timedelta(days=ROUND_PROPOSED_DAYS))
        yield Occasion.ROUND, due_on, MORNING, days.workdays.at(day, CLOSES)
        told = asked_on(day, days)
        yield Occasion.NOT_STARTED, told, MORNING, days.workdays.at(told + ASKED_WITHIN, CLOSES)
    elif milestone.kind is Kind.QUESTION:
        due_on = days.on_or_after(day)
        yield Occasion.QUESTION, due_on, MORNING, days.workdays.at(due_on + ASKED_WITHIN, CLOSES)


def asked_on(day: date, days: OpenDays) -> date:
    """The day on which it is asked whether a meeting was held that nobody has marked, or told that a barometer has no
    round: the next open one."""
    return days.on_or_after(day + DAY)


def _reminded(milestone: Milestone, state: State, day: date, days: OpenDays) -> Iterator[tuple[date, time]]:
    for before in milestone.remind_days_before:
        due_on = days.on_or_before(day - timedelta(days=before))
        if due_on != day:
            yield due_on, MORNING
        elif state.at is None or state.at > MORNING:
            yield day, MORNING
        elif state.at > OPENS:
            yield day, OPENS
        else:  # it begins before anybody is at work, so that the day before is the last chance
            yield days.on_or_before(day - DAY), MORNING
