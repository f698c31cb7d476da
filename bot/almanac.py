"""Denmark's working days: the almanac that the rules are given.

The days are those of helligdagsreformen of 1770 with what has been given up since, and those on which Danish
municipalities are closed: 1 May, 5 June, 24 and 31 December. A library would bring those of 250 countries, and their
memory, to every process.
"""

from __future__ import annotations

from datetime import date, timedelta
from functools import cache
from zoneinfo import ZoneInfo

from domain.barometers import Text
from domain.workdays import Workdays

#: By their distance from Easter Sunday in days.
_BY_EASTER = {
    -3: Text("skærtorsdag", "Maundy Thursday"),
    -2: Text("langfredag", "Good Friday"),
    0: Text("påskedag", "Easter Sunday"),
    1: Text("2. påskedag", "Easter Monday"),
    26: Text("store bededag", "Great Prayer Day"),
    39: Text("kristi himmelfartsdag", "Ascension Day"),
    49: Text("pinsedag", "Pentecost"),
    50: Text("2. pinsedag", "Pentecost Monday"),
}
#: By month and day.
_BY_DATE = {
    (1, 1): Text("nytårsdag", "New Year's Day"),
    (5, 1): Text("arbejdernes kampdag", "Workers' Day"),
    (6, 5): Text("grundlovsdag", "Constitution Day"),
    (12, 24): Text("juleaftensdag", "Christmas Eve"),
    (12, 25): Text("juledag", "Christmas Day"),
    (12, 26): Text("2. juledag", "Second Day of Christmas"),
    (12, 31): Text("nytårsaften", "New Year's Eve"),
}
#: Act no. 214 of 6 March 2023 gave it up from 2024 on.
_PRAYER, _LAST_PRAYER = 26, 2023


@cache
def easter(year: int) -> date:
    """Easter Sunday. Source: J. Meeus, "Astronomical Algorithms", chapter 8."""
    century, of_century = divmod(year, 100)
    leaps, rest = divmod(century, 4)
    moved = (century - (century + 8) // 25 + 1) // 3
    moon = (19 * (year % 19) + century - leaps - moved + 15) % 30
    weekday = (32 + 2 * rest + 2 * (of_century // 4) - moon - of_century % 4) % 7
    late = (year % 19 + 11 * moon + 22 * weekday) // 451
    month, day = divmod(moon + weekday - 7 * late + 114, 31)
    return date(year, month, day + 1)


def _holidays(day: date) -> list[Text]:
    distance = (day - easter(day.year)) // timedelta(days=1)
    was_given_up = distance == _PRAYER and day.year > _LAST_PRAYER
    names = (None if was_given_up else _BY_EASTER.get(distance), _BY_DATE.get((day.month, day.day)))
    return [name for name in names if name]


@cache  # asked for the same few thousand days again and again
def is_danish_holiday(day: date) -> bool:
    return bool(_holidays(day))


def danish_holiday_name(day: date) -> Text | None:
    """What the holiday is called, as calendars print it inside a sentence; None on other days."""
    names = _holidays(day)
    return Text(", ".join(name.da for name in names), ", ".join(name.en or "" for name in names)) if names else None


def danish_workdays() -> Workdays:
    return Workdays(ZoneInfo("Europe/Copenhagen"), is_danish_holiday, danish_holiday_name)
