"""When a course's barometers may open: ninety days after a result (rule P8), and better not across closed weeks."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.barometers import Text
from domain.calendars import Reason, Why
from domain.course_definitions import Anchor, Counted, CourseType, Kind, Milestone, Offset
from domain.course_openings import Concern, OverClosed, TooSoon, concerns, first_date
from domain.courses import Course, confirmed, held, moved, not_needed
from domain.rounds import Before
from tests.domain.small_courses import EARLY, HERE, OPEN, SHIPPED, at, course_of, shipped

TODAY = date(2027, 1, 11)
#: A course is reckoned for every day of months here: fewer examples say as much.
FEW = settings(max_examples=300)
DAYS = st.dates(date(2026, 1, 1), date(2031, 12, 31))
RELEASED = at(date(2027, 1, 26), 9)
EARLIEST = Before(released_at=RELEASED).earliest


def begun(opens: date, today: date = TODAY) -> Course:
    return shipped(today, {"barometer_1_open": opens})


def against(course: Course, earliest: datetime | None = None, today: date = TODAY) -> tuple[Concern, ...]:
    return concerns(course, earliest, today, HERE)


def test_a_barometer_within_ninety_days_of_a_result_is_told_of_with_the_first_day_that_may_be_chosen() -> None:
    # 90 days after nine o'clock in winter is ten o'clock in summer: on the 26th nine is too early.
    # That the day lies before closed weeks besides is not told: another is to be chosen anyway.
    opens = date(2027, 2, 8)
    [early] = [one for one in against(begun(opens), EARLIEST) if one.milestone == "barometer_1_open"]
    assert early == TooSoon("barometer_1_open", opens, date(2027, 4, 27))


def test_on_the_first_day_that_is_named_nothing_speaks_against_it() -> None:
    assert against(begun(date(2027, 4, 27)), EARLIEST) == ()
    assert against(begun(date(2027, 3, 8))) == ()


def test_the_first_day_that_is_named_is_an_open_day_of_the_course() -> None:
    [early] = against(begun(date(2027, 6, 1)), at(date(2027, 7, 14), 9))
    assert early == TooSoon("barometer_1_open", date(2027, 6, 1), date(2027, 8, 2))


def test_a_round_that_is_open_in_closed_weeks_is_told_of_with_the_weeks() -> None:
    opens = date(2027, 2, 8)
    week_7 = Reason(Why.CLOSED_WEEKS, date(2027, 2, 15), date(2027, 2, 21))
    assert against(begun(opens))[0] == OverClosed("barometer_1_open", opens, date(2027, 2, 22), (week_7,))


def test_weekends_and_holidays_of_a_round_are_nothing_to_tell_of() -> None:
    easter = date(2027, 3, 22)
    assert against(begun(easter)) == ()


def test_a_second_barometer_is_held_against_the_result_of_the_first_and_may_be_moved_away() -> None:
    course = begun(date(2027, 3, 8))
    near = moved(course, "barometer_2_open", date(2027, 5, 3), EARLY, HERE).course
    # The first closes on Monday 22 March at four.
    assert against(near) == (TooSoon("barometer_2_open", date(2027, 5, 3), date(2027, 6, 21)),)
    assert against(moved(course, "barometer_2_open", date(2027, 6, 21), EARLY, HERE).course) == ()


@pytest.mark.parametrize("settled", ["past", "done", "left out", "started"])
def test_a_barometer_that_is_past_settled_or_started_is_let_alone(settled: str) -> None:
    course = begun(date(2027, 2, 8))
    match settled:
        case "past":
            found = against(course, EARLIEST, date(2027, 2, 9))
        case "done":
            found = against(held(course, "barometer_1_open", date(2027, 2, 8), EARLY, HERE).course, EARLIEST)
        case "left out":
            found = against(not_needed(course, "barometer_1_open"), EARLIEST)
        case _:
            found = against(course.with_round("barometer_1_open", "r1"), EARLIEST)
    assert not any(one.milestone == "barometer_1_open" for one in found)


def test_a_round_that_is_started_keeps_the_next_one_waiting() -> None:
    course = confirmed(begun(date(2027, 3, 8)), "barometer_2_open", date(2027, 5, 3), EARLY, HERE).course
    [early] = against(course.with_round("barometer_1_open", "r1"), today=date(2027, 3, 10))
    assert early == TooSoon("barometer_2_open", date(2027, 5, 3), date(2027, 6, 21))


def test_a_course_that_does_not_say_when_its_barometer_closes_is_reckoned_as_a_round_is_proposed() -> None:
    opening = Milestone("b", Kind.BAROMETER_OPEN, Text("b"), Counted("start", Offset(weeks=1)))
    kind = CourseType("k", 1, Text("k"), (Anchor("start"),), (opening,), closed_weeks=frozenset({7}))
    [across] = against(course_of(kind, {"start": date(2027, 2, 1)}, TODAY))
    assert across == OverClosed(
        "b", date(2027, 2, 8), date(2027, 2, 22), (Reason(Why.CLOSED_WEEKS, date(2027, 2, 15), date(2027, 2, 21)),)
    )


# The date that is proposed


def proposed(today: date, earliest: datetime | None = None, kind: CourseType = SHIPPED) -> date:
    return first_date(kind, today + timedelta(days=21), earliest, today, HERE)


def test_the_proposed_date_is_three_weeks_ahead_where_nothing_speaks_against_it() -> None:
    assert proposed(date(2027, 3, 8)) == date(2027, 3, 30)  # the Tuesday after Easter
    assert proposed(date(2027, 2, 22)) == date(2027, 3, 15)


def test_the_proposed_date_leaves_out_the_winter_holidays_and_waits_for_the_last_result() -> None:
    assert proposed(TODAY) == date(2027, 2, 22)
    assert proposed(TODAY, EARLIEST) == date(2027, 4, 27)


def test_a_course_that_is_set_up_in_the_holidays_has_time_to_tell_the_staff_afterwards() -> None:
    # Three weeks ahead is Monday 27 July: nobody is there before it to tell them.
    today = date(2026, 7, 4)
    days = begun(proposed(today), today).days(HERE)
    assert (days["staff_informed"], days["barometer_1_open"]) == (date(2026, 7, 27), date(2026, 7, 28))


def test_where_a_year_has_no_good_day_the_first_open_one_is_proposed() -> None:
    always = replace(SHIPPED, closed_weeks=frozenset(range(1, 54, 2)))
    assert proposed(TODAY, kind=always) == date(2027, 2, 8)


@FEW
@given(DAYS, st.none() | st.integers(-200, 60))
def test_nothing_that_is_proposed_is_refused_later_or_lies_across_closed_weeks(
    today: date, released: int | None
) -> None:
    result = None if released is None else at(today + timedelta(days=released), 9)
    earliest = Before(released_at=result).earliest
    opens = proposed(today, earliest)
    course = begun(opens, today)
    days: Mapping[str, date] = course.days(HERE)
    assert OPEN.is_open(opens)
    assert opens >= today + timedelta(days=21)
    assert today <= days["staff_informed"] < opens
    rounds = [(days[f"barometer_{n}_open"], days[f"barometer_{n}_close"]) for n in (1, 2)]
    if result:
        assert at(opens, 9) >= result + timedelta(days=90)
    assert rounds[1][0] > rounds[0][1] + timedelta(days=90)
    for first, last in rounds:
        span = [first + timedelta(days=n) for n in range((last - first).days + 1)]
        assert not [day for day in span if day.isocalendar().week in SHIPPED.closed_weeks]
        assert not [day for day in span if (day.month, day.day) in SHIPPED.closed_days]
    assert concerns(course, earliest, today, HERE) == ()


@FEW
@given(DAYS, st.integers(0, 300), st.integers(-200, 60))
def test_what_is_told_as_too_soon_is_what_a_round_is_refused_for(today: date, ahead: int, released: int) -> None:
    result = at(today + timedelta(days=released), 9)
    opens = OPEN.on_or_after(today + timedelta(days=ahead))
    found = concerns(begun(opens, today), Before(released_at=result).earliest, today, HERE)
    early = [one for one in found if isinstance(one, TooSoon) and one.milestone == "barometer_1_open"]
    assert bool(early) == (at(opens, 9) < result + timedelta(days=90))
    for one in early:
        assert at(one.first, 9) >= result + timedelta(days=90)
        assert OPEN.is_open(one.first)
        assert one.first > opens
