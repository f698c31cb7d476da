"""The dates of a course: as counted, and as proposed where a counted date falls on a day when nobody is there.

A date is counted from counted dates, a proposal from what is proposed for the thing it is counted from; proposals
go forward to the next open day. What is to come before the thing it is counted from goes back to the last open day
where it would reach that thing: people are told of a barometer before it opens. Nothing is moved silently: whatever
was skipped is named.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum

from domain.barometers import Text
from domain.course_definitions import AnchorId, Counted, CourseType, MilestoneId
from domain.workdays import Workdays

DAY = timedelta(days=1)


class DateNotGiven(Exception):  # noqa: N818 - read aloud where it is raised
    """A course cannot be dated: an anchor that has no default is not given. Holds the anchor's id."""


class Why(StrEnum):
    """Why a date is not proposed as it was counted."""

    SATURDAY = "saturday"
    SUNDAY = "sunday"
    HOLIDAY = "holiday"
    CLOSED_WEEKS = "closed_weeks"
    CLOSED_DAYS = "closed_days"
    #: What it is counted from is itself proposed on another day.
    FOLLOWS = "follows"


@dataclass(frozen=True, slots=True)
class Reason:
    """Days that were skipped, first and last; of closed days the whole closing, as people know it. A holiday has a
    `name` where the almanac knows one.

    For `Why.FOLLOWS` the days are the counted and the proposed date of the milestone or anchor `follows`.
    """

    why: Why
    first: date
    last: date
    name: Text | None = None
    follows: str | None = None


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of a calendar: the date as `counted`, and the one `proposed` instead with the reasons.

    `proposed` is None, and `reasons` are empty, where nothing is wrong with the counted date. `candidate` is the day
    that comes out where one counts from the day on which that stands which it is counted from; it is another than
    `counted` where that is proposed on another day.
    """

    id: MilestoneId
    counted: date
    proposed: date | None = None
    reasons: tuple[Reason, ...] = ()
    candidate: date | None = None

    @property
    def day(self) -> date:
        """The day on which it stands: the proposed one where there is one."""
        return self.proposed or self.counted

    @property
    def skipped(self) -> tuple[Reason, ...]:
        """Why it does not stand on the candidate; empty where it does, or only follows what moved."""
        moved = [place for place, reason in enumerate(self.reasons) if reason.why is Why.FOLLOWS]
        return self.reasons[moved[-1] + 1 :] if moved else self.reasons


@dataclass(frozen=True, slots=True)
class Chosen:
    """A date that people chose.

    A fixed one stays whatever it hangs on; another keeps its distance to the day it is `counted_from`, the day on
    which what it hangs on stood when it was chosen. A fixed one that is counted from a day was chosen by nobody: it
    had passed, and was kept when what it hangs on moved.
    """

    day: date
    counted_from: date | None = None
    fixed: bool = False

    @property
    def is_kept(self) -> bool:
        return self.fixed and self.counted_from is not None


@dataclass(frozen=True, slots=True)
class OpenDays:
    """The days on which a course can have something: working days outside its closed weeks and days."""

    workdays: Workdays
    weeks: frozenset[int]
    days: frozenset[tuple[int, int]]

    @property
    def staffed(self) -> Workdays:
        """The working days on which people are there: what goes by working days skips the closed ones with these."""
        return replace(self.workdays, is_holiday=lambda day: self.workdays.is_holiday(day) or self._is_closed(day))

    def is_open(self, day: date) -> bool:
        return self.workdays.is_working_day(day) and not self._is_closed(day)

    def on_or_after(self, day: date) -> date:
        while not self.is_open(day):
            day += DAY
        return day

    def on_or_before(self, day: date) -> date:
        while not self.is_open(day):
            day -= DAY
        return day

    def skipped(self, day: date) -> tuple[Reason, ...]:
        """Everything between `day` and the next open day, as `closed` gives it."""
        return self.closed(day, self.on_or_after(day) - DAY)

    def closed(self, first: date, last: date) -> tuple[Reason, ...]:
        """Why nobody is there on days from `first` to `last`, in order; days of one kind in a row are one reason."""
        found: list[Reason] = []
        days = [first + n * DAY for n in range((last - first).days + 1)]
        for reason in (reason for day in days for reason in self.why(day)):
            before = found[-1] if found else None
            if reason == before:
                continue
            if before and reason.why is before.why is Why.CLOSED_WEEKS and before.last == reason.first - DAY:
                found[-1] = replace(before, last=reason.last)
            else:
                found.append(reason)
        return tuple(found)

    def _is_closed(self, day: date) -> bool:
        return day.isocalendar().week in self.weeks or self._is_closed_day(day)

    def _is_closed_day(self, day: date) -> bool:
        return (day.month, day.day) in self.days

    def why(self, day: date) -> Iterator[Reason]:
        """Why nobody is there on this one day, nothing where it is open.

        A closed week or a row of closed days says enough; else a Sunday can be Easter Day as well.
        """
        if day.isocalendar().week in self.weeks:
            yield Reason(Why.CLOSED_WEEKS, day, day)
            return
        if self._is_closed_day(day):
            yield self._closing(day)
            return
        if day.weekday() >= 5:
            yield Reason(Why.SATURDAY if day.weekday() == 5 else Why.SUNDAY, day, day)
        if self.workdays.is_holiday(day):
            yield Reason(Why.HOLIDAY, day, day, self.workdays.holiday_name(day))

    def _closing(self, day: date) -> Reason:
        """The row of closed days that the day belongs to."""
        first = last = day
        while self._is_closed_day(first - DAY):
            first -= DAY
        while self._is_closed_day(last + DAY):
            last += DAY
        return Reason(Why.CLOSED_DAYS, first, last)


#: Why nobody is there for days on end.
SPANS = (Why.CLOSED_WEEKS, Why.CLOSED_DAYS)


def open_days(course: CourseType, workdays: Workdays) -> OpenDays:
    return OpenDays(workdays, course.closed_weeks, course.closed_days)


def calendar(
    course: CourseType,
    anchors: Mapping[AnchorId, date],
    workdays: Workdays,
    chosen: Mapping[MilestoneId, Chosen] | None = None,
) -> tuple[Entry, ...]:
    """Every milestone with its dates, in the order of the file. Raises `DateNotGiven`."""
    dates = _Dates(course, anchors, open_days(course, workdays), chosen or {}, {})
    return tuple(dates.of(milestone.id) for milestone in course.milestones)


def base_of(course: CourseType, milestone_id: MilestoneId, anchors: Mapping[AnchorId, date]) -> Counted | None:
    """What the milestone is counted from, None where its own date is given. Raises `UnknownMilestone`."""
    counted = course.milestone(milestone_id).counted
    if counted.after != milestone_id:
        return counted
    anchor = course.anchor(milestone_id)
    return None if milestone_id in anchors or anchor is None else anchor.default


def base_day(
    course: CourseType,
    anchors: Mapping[AnchorId, date],
    workdays: Workdays,
    milestone_id: MilestoneId,
    chosen: Mapping[MilestoneId, Chosen],
) -> date | None:
    """The day on which that stands which the milestone is counted from, None where its own date is given."""
    counted = base_of(course, milestone_id, anchors)
    dates = _Dates(course, anchors, open_days(course, workdays), chosen, {})
    return dates.of(counted.after).day if counted else None


def misplaced(course: CourseType, anchors: Mapping[AnchorId, date]) -> tuple[tuple[AnchorId, AnchorId], ...]:
    """Given anchors that lie before a given one that they are to come after: (the early one, the other)."""
    defaults = {anchor.id: anchor.default for anchor in course.anchors if anchor.default and anchor.id in anchors}
    return tuple(
        (name, counted.after)
        for name, counted in defaults.items()
        if counted.after in anchors
        and anchors[name] < anchors[counted.after] <= counted.offset.after(anchors[counted.after])
    )


def skipped(day: date, workdays: Workdays) -> tuple[Reason, ...]:
    """Why something that no course decides about is not on `day` but on the next working day."""
    return OpenDays(workdays, frozenset(), frozenset()).skipped(day)


@dataclass(frozen=True, slots=True)
class _Dates:
    """One reckoning; `known` remembers what is reckoned, milestones and anchors by their ids."""

    course: CourseType
    anchors: Mapping[AnchorId, date]
    open: OpenDays
    chosen: Mapping[MilestoneId, Chosen]
    known: dict[str, Entry]

    def of(self, name: str) -> Entry:
        if name not in self.known:
            self.known[name] = self._milestone(name) if self.course.has(name) else self._anchor(name)
        return self.known[name]

    def _milestone(self, name: MilestoneId) -> Entry:
        chosen = self.chosen.get(name)
        if chosen and chosen.fixed:
            return Entry(name, chosen.day)
        counted = base_of(self.course, name, self.anchors)
        if counted is None:
            return Entry(name, chosen.day) if chosen else self._anchor(name)
        return self._kept(name, counted, chosen) if chosen else self._from(name, counted)

    def _anchor(self, name: AnchorId) -> Entry:
        if name in self.anchors:
            return self._entry(name, self.anchors[name])
        anchor = self.course.anchor(name)
        if anchor is None or anchor.default is None:
            raise DateNotGiven(name)
        return self._from(name, anchor.default)

    def _from(self, name: str, counted: Counted) -> Entry:
        base = self.of(counted.after)
        return self._entry(name, counted.offset.after(base.counted), counted.offset.after(base.day), base)

    def _kept(self, name: MilestoneId, counted: Counted, chosen: Chosen) -> Entry:
        """A chosen date, as far from what it hangs on as it was when it was chosen."""
        base = self.of(counted.after).day
        before = base if chosen.counted_from is None else chosen.counted_from
        if before == base:
            return Entry(name, chosen.day)
        distance = chosen.day - counted.offset.after(before)
        day = counted.offset.after(base) + distance
        return self._entry(name, day, day, self.of(counted.after))

    def _entry(self, name: str, day: date, candidate: date | None = None, base: Entry | None = None) -> Entry:
        """The line for a counted day; `candidate` is the day counted from what is proposed for `base`."""
        candidate = candidate or day
        proposed = self.open.on_or_after(candidate)
        if base and candidate < base.day <= proposed:
            proposed = self.open.on_or_before(candidate)
        if proposed == day:
            return Entry(name, day)
        reasons = self.open.closed(min(candidate, proposed), max(candidate, proposed))
        if base and candidate != day:
            follows = Reason(Why.FOLLOWS, base.counted, base.day, follows=base.id)
            reasons = (*self.open.why(day), follows, *reasons)
        return Entry(name, day, proposed, reasons, candidate)
