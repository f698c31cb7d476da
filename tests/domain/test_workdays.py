from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from domain.workdays import Workdays

EASTER = {date(2027, 3, 25), date(2027, 3, 26), date(2027, 3, 28), date(2027, 3, 29)}
HERE = Workdays(ZoneInfo("Europe/Copenhagen"), lambda day: day in EASTER)

DAYS = st.dates(date(2027, 1, 1), date(2027, 12, 31))
MOMENTS = st.datetimes(datetime(2027, 1, 1), datetime(2027, 12, 31), timezones=st.just(UTC))  # noqa: DTZ001


def at(day: int, hour: int, minute: int = 0, month: int = 1) -> datetime:
    return HERE.at(date(2027, month, day), time(hour, minute))


def test_working_hours_are_eight_to_sixteen_on_working_days() -> None:
    assert HERE.is_working_hour(at(11, 8))
    assert HERE.is_working_hour(at(11, 15, 59))
    assert not HERE.is_working_hour(at(11, 16))
    assert not HERE.is_working_hour(at(11, 7, 59))
    assert not HERE.is_working_hour(at(9, 10))


def test_a_public_holiday_is_no_working_day() -> None:
    assert not HERE.is_working_day(date(2027, 3, 26))


def test_what_is_due_at_night_waits_for_nine_o_clock() -> None:
    assert HERE.soonest(at(11, 6)) == at(11, 9)
    assert HERE.soonest(at(11, 20)) == at(12, 9)


def test_what_is_due_on_a_friday_afternoon_waits_for_monday() -> None:
    assert HERE.soonest(at(15, 16)) == at(18, 9)


def test_what_is_due_before_easter_waits_until_it_is_over() -> None:
    assert HERE.soonest(at(24, 17, month=3)) == at(30, 9, month=3)


def test_of_two_equally_near_working_days_the_earlier_one_is_taken() -> None:
    closed = {date(2027, 1, 13)}
    days = Workdays(HERE.zone, lambda day: day in closed)
    assert days.nearest(date(2027, 1, 13)) == date(2027, 1, 12)


def test_nine_o_clock_stays_nine_o_clock_when_the_clocks_change() -> None:
    before, after = HERE.at(date(2027, 3, 27), time(9)), HERE.at(date(2027, 3, 28), time(9))
    assert after - before == timedelta(hours=23)
    assert HERE.local(after).time() == time(9)


@given(MOMENTS)
def test_nothing_is_ever_put_outside_working_hours_or_earlier(moment: datetime) -> None:
    soonest = HERE.soonest(moment)
    assert soonest >= moment
    assert HERE.is_working_hour(soonest)


@given(DAYS, st.integers(1, 30))
def test_so_many_working_days_later_and_back_is_the_same_working_day(day: date, number: int) -> None:
    start = HERE.on_or_after(day)
    assert HERE.shifted(HERE.shifted(start, number), -number) == start


@given(DAYS)
def test_the_nearest_working_day_is_a_working_day_with_none_closer(day: date) -> None:
    nearest = HERE.nearest(day)
    assert HERE.is_working_day(nearest)
    distance = abs(nearest - day)
    closer = [day + timedelta(days=n) for n in range(-distance.days + 1, distance.days)]
    assert not any(HERE.is_working_day(other) for other in closer)
