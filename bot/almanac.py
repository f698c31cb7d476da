"""Denmark's working days: the almanac that the rules are given."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from functools import cache
from zoneinfo import ZoneInfo

import holidays

from domain.barometers import Text
from domain.workdays import Workdays


@cache
def _danish_holidays(language: str) -> holidays.HolidayBase:
    """Public holidays and the days on which Danish municipalities are closed (1 May, 5 June, 24 and 31 December)."""
    return holidays.country_holidays("DK", language=language, categories=("public", "optional"))


@cache  # asked for the same few thousand days again and again
def is_danish_holiday(day: date) -> bool:
    return day in _danish_holidays("da")


def danish_holiday_name(day: date) -> Text | None:
    """What the holiday is called, None on other days."""
    if not is_danish_holiday(day):
        return None
    return Text(da=", ".join(_danish_names(day)), en=_danish_holidays("en_US")[day].replace("; ", ", "))


def _danish_names(day: date) -> Iterator[str]:
    """As calendars print them: "2. pinsedag", and without a capital inside a sentence."""
    for name in _danish_holidays("da")[day].split("; "):
        yield f"2. {name.removeprefix('Anden ')}" if name.startswith("Anden ") else name[:1].lower() + name[1:]


def danish_workdays() -> Workdays:
    return Workdays(ZoneInfo("Europe/Copenhagen"), is_danish_holiday, danish_holiday_name)
