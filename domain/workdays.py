"""Working days and working hours, counted on the local calendar.

Which days are public holidays comes in as a function, so that the rules need no almanac of their own.
"""

from __future__ import annotations

import calendar
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from domain.barometers import Text

#: Working hours are 8-16, Monday to Friday, no public holiday (docs/privacy.md, "Reminders").
OPENS, CLOSES = time(8), time(16)
#: The hour at which Anker prefers to begin, remind and publish.
MORNING = time(9)


def months_later(day: date, months: int) -> date:
    """The same day of the month so many months later, or earlier; a day that its month does not have is its last."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    longest = calendar.monthrange(year, month + 1)[1]
    return date(year, month + 1, min(day.day, longest))


def _nameless(_: date) -> Text | None:
    return None


@dataclass(frozen=True, slots=True)
class Workdays:
    """One place's working days: a time zone and its public holidays, with their names where somebody knows them."""

    zone: ZoneInfo
    is_holiday: Callable[[date], bool]
    holiday_name: Callable[[date], Text | None] = _nameless

    def is_working_day(self, day: date) -> bool:
        return day.weekday() < 5 and not self.is_holiday(day)

    def local(self, moment: datetime) -> datetime:
        return moment.astimezone(self.zone)

    def is_working_hour(self, moment: datetime) -> bool:
        local = self.local(moment)
        return self.is_working_day(local.date()) and OPENS <= local.time() < CLOSES

    def at(self, day: date, clock: time) -> datetime:
        """The moment, in UTC, when the local clock shows `clock` on `day`."""
        return datetime.combine(day, clock, self.zone).astimezone(UTC)

    def on_or_after(self, day: date) -> date:
        while not self.is_working_day(day):
            day += timedelta(days=1)
        return day

    def on_or_before(self, day: date) -> date:
        while not self.is_working_day(day):
            day -= timedelta(days=1)
        return day

    def nearest(self, day: date) -> date:
        """The working day closest to `day`; of two equally close ones the earlier."""
        before, after = self.on_or_before(day), self.on_or_after(day)
        return before if day - before <= after - day else after

    def shifted(self, day: date, working_days: int) -> date:
        """The day that lies so many working days later (or, when negative, earlier)."""
        step = timedelta(days=1 if working_days > 0 else -1)
        for _ in range(abs(working_days)):
            day += step
            day = self.on_or_after(day) if working_days > 0 else self.on_or_before(day)
        return day

    def next_morning(self, moment: datetime) -> datetime:
        """Nine o'clock on the first working day after the day of `moment`."""
        return self.at(self.on_or_after(self.local(moment).date() + timedelta(days=1)), MORNING)

    def soonest(self, moment: datetime) -> datetime:
        """`moment` itself in working hours, else nine o'clock when work next begins."""
        if self.is_working_hour(moment):
            return moment
        local = self.local(moment)
        if self.is_working_day(local.date()) and local.time() < OPENS:
            return self.at(local.date(), MORNING)
        return self.next_morning(moment)
