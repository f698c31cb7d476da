"""Denmark's holidays, by the names that stand in calendars."""

from __future__ import annotations

from datetime import date, timedelta

import holidays
import pytest

from bot.almanac import danish_workdays
from domain.barometers import Text

HERE = danish_workdays()


@pytest.mark.parametrize(
    ("day", "name"),
    [
        (date(2027, 5, 17), Text("2. pinsedag", "Pentecost Monday")),
        (date(2027, 3, 25), Text("skærtorsdag", "Maundy Thursday")),
        (date(2027, 3, 29), Text("2. påskedag", "Easter Monday")),
        (date(2026, 6, 5), Text("grundlovsdag", "Constitution Day")),
        (date(2022, 12, 26), Text("2. juledag", "Second Day of Christmas")),
        (date(2027, 5, 18), None),
    ],
)
def test_a_holiday_has_its_name_in_both_languages(day: date, name: Text | None) -> None:
    assert HERE.holiday_name(day) == name
    assert HERE.is_holiday(day) is (name is not None)


def test_two_holidays_on_one_day_are_both_named() -> None:
    # Ascension Day 2008 fell on the first of May.
    name = HERE.holiday_name(date(2008, 5, 1))
    assert name is not None
    assert "kristi himmelfartsdag" in name.da
    assert "arbejdernes kampdag" in name.da


def test_the_great_prayer_day_was_given_up_in_2024() -> None:
    assert HERE.is_holiday(date(2023, 5, 5))
    assert not HERE.is_holiday(date(2024, 4, 26))


def test_for_two_centuries_the_days_and_names_are_those_of_an_independent_list() -> None:
    listed = {
        language: holidays.country_holidays(
            "DK", language=language, categories=("public", "optional"), years=range(1900, 2100)
        )
        for language in ("da", "en_US")
    }
    days = [date(1900, 1, 1) + timedelta(days=number) for number in range(366 * 200)]
    assert {day for day in days if HERE.is_holiday(day) and day.year < 2100} == set(listed["da"])
    for day in listed["da"]:
        name = HERE.holiday_name(day)
        assert name is not None
        danish = {one.replace("Anden", "2.").lower() for one in listed["da"].get_list(day)}
        assert {one.lower() for one in name.da.split(", ")} == danish
        assert set((name.en or "").split(", ")) == set(listed["en_US"].get_list(day))
