"""When the barometers of a course may open, and whether people are there while they are open.

A result keeps the next round of the same barometer in the channel waiting (rule P8). A round is refused for that when
somebody wants to start it; a course knows months before, and says so while its dates can still be chosen.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from domain.calendars import DAY, SPANS, Reason, calendar, open_days
from domain.course_definitions import CourseType, Kind, MilestoneId
from domain.courses import Course, Standing
from domain.rounds import Before, closing_on, first_day, proposed_closing
from domain.workdays import MORNING, Workdays

#: A first date that nothing speaks against is looked for so far ahead.
LOOKED_AHEAD = timedelta(days=366)


@dataclass(frozen=True, slots=True)
class TooSoon:
    """A barometer whose round would be refused on the day `opens`; `first` is the first day on which it is not."""

    milestone: MilestoneId
    opens: date
    first: date


@dataclass(frozen=True, slots=True)
class OverClosed:
    """A barometer that is open in closed weeks or on closed days of its course; `reasons` names them."""

    milestone: MilestoneId
    opens: date
    closes: date
    reasons: tuple[Reason, ...]


Concern = TooSoon | OverClosed


@dataclass(frozen=True, slots=True)
class _Plan:
    """The days of a course; `ahead` are its barometers that still wait for a round, `started` those that have one."""

    type: CourseType
    days: Mapping[MilestoneId, date]
    ahead: Collection[MilestoneId]
    started: Collection[MilestoneId] = ()


def concerns(course: Course, earliest: datetime | None, today: date, workdays: Workdays) -> tuple[Concern, ...]:
    """What speaks most against the days on which the course has its barometers, as far as they are ahead; by day.

    `earliest` is from when the last result in the department's channel lets the next round of its barometer open, None
    where there is none. A barometer whose round is started keeps its day, and keeps the later ones waiting.
    """
    openings = [one.id for one in course.type.of_kind(Kind.BAROMETER_OPEN)]
    ahead = [one for one in openings if course.state(one).standing in _COMING and one not in course.rounds]
    plan = _Plan(course.type, course.days(workdays), ahead, [one for one in openings if one in course.rounds])
    return tuple(_concerns(plan, earliest, today, workdays))


_COMING = frozenset({Standing.PROPOSED, Standing.CONFIRMED})


def _concerns(plan: _Plan, earliest: datetime | None, today: date, workdays: Workdays) -> Iterator[Concern]:
    ahead = {one for one in plan.ahead if plan.days[one] >= today}
    for opening in sorted(ahead | {*plan.started}, key=lambda one: plan.days[one]):
        opens, closes = plan.days[opening], _closing_day(plan, opening, workdays)
        if opening in ahead and earliest and workdays.at(opens, MORNING) < earliest:
            first = open_days(plan.type, workdays).on_or_after(first_day(workdays, earliest))
            yield TooSoon(opening, opens, first)
        elif opening in ahead and (reasons := closed_meanwhile(plan.type, opens, closes, workdays)):
            yield OverClosed(opening, opens, closes, reasons)
        if closes >= today:
            # What a round shows is fixed when it closes, whenever it is posted.
            earliest = Before(released_at=closing_on(workdays, closes)).earliest


def _closing_day(plan: _Plan, opening: MilestoneId, workdays: Workdays) -> date:
    """On which day the barometer closes: as the course says, else as a round is proposed to."""
    closing = plan.type.closing_of(opening)
    if closing:
        return plan.days[closing.id]
    return workdays.local(proposed_closing(workdays, workdays.at(plan.days[opening], MORNING))).date()


def closed_meanwhile(course: CourseType, opens: date, closes: date, workdays: Workdays) -> tuple[Reason, ...]:
    """The closed weeks and days of the course from one day to the other; weekends and holidays are none of them."""
    found = open_days(course, workdays).closed(opens, closes)
    return tuple(reason for reason in found if reason.why in SPANS)


def first_date(course: CourseType, since: date, earliest: datetime | None, today: date, workdays: Workdays) -> date:
    """The date to propose for all that a course needs a date for: the first from `since` on without any concern.

    Nothing of the course lies before `today` then. Where no open day of a year will do, it is the first of them.
    """
    ours = open_days(course, workdays)
    first = day = ours.on_or_after(since)
    while day <= first + LOOKED_AHEAD:
        days = {one.id: one.day for one in calendar(course, dict.fromkeys(course.needed, day), workdays)}
        plan = _Plan(course, days, [one.id for one in course.of_kind(Kind.BAROMETER_OPEN)])
        if min(days.values()) >= today and not any(_concerns(plan, earliest, today, workdays)):
            return day
        day = ours.on_or_after(day + DAY)
    return first
