"""What comes too early once a date of a course is moved."""

from __future__ import annotations

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from domain.course_order import BeforeBase, Crowded, before_base, crowded, left_too_early
from domain.course_rounds import TooEarly
from domain.courses import confirmed, moved, not_needed
from tests.domain.small_courses import EARLY, HERE, made_up, many, shipped

COURSE = shipped()
#: By hand: barometer 1 closes on 25 January, the development day is on 1 March, and six weeks later is 12 April.
CLOSES, DEVELOPMENT_DAY = date(2027, 1, 25), date(2027, 3, 1)
STATUS = "status_meeting_1"


def test_a_meeting_comes_before_what_it_is_counted_from_only_once_it_stands_before_that_day() -> None:
    early = moved(COURSE, STATUS, date(2027, 2, 26), EARLY, HERE)
    assert left_too_early(early, HERE) == (BeforeBase(STATUS, "development_day", DEVELOPMENT_DAY),)
    assert left_too_early(moved(COURSE, STATUS, DEVELOPMENT_DAY, EARLY, HERE), HERE) == ()


def test_what_it_is_counted_from_can_be_moved_behind_an_agreed_meeting_as_well() -> None:
    agreed = confirmed(COURSE, STATUS, date(2027, 4, 12), EARLY, HERE).course
    later = moved(agreed, "development_day", date(2027, 4, 13), EARLY, HERE)
    assert left_too_early(later, HERE) == (BeforeBase(STATUS, "development_day", date(2027, 4, 13)),)
    assert before_base(not_needed(later.course, STATUS), HERE) == ()
    assert before_base(not_needed(later.course, "development_day"), HERE) == ()


def test_a_meeting_that_is_counted_from_a_barometer_waits_for_its_result_and_is_named_once() -> None:
    early = moved(COURSE, "focus_groups", date(2027, 1, 8), EARLY, HERE)
    assert left_too_early(early, HERE) == (TooEarly("focus_groups", "barometer_1_close", CLOSES),)


def test_a_change_that_has_nothing_to_do_with_it_does_not_name_it_again() -> None:
    early = moved(COURSE, STATUS, date(2027, 2, 26), EARLY, HERE).course
    assert left_too_early(moved(early, "final_meeting", date(2027, 9, 15), EARLY, HERE), HERE) == ()


def test_what_closed_weeks_push_onto_one_day_is_named_in_the_order_of_the_plan() -> None:
    """Five, six and seven weeks after 8 June are all in weeks 28 to 30."""
    course = shipped(date(2027, 5, 18), {"barometer_1_open": date(2027, 6, 8)})
    pushed = ("screening_report", "report_meeting", "development_day")
    assert crowded(course, HERE) == (Crowded(date(2027, 8, 2), pushed),)
    spread = moved(course, "development_day", date(2027, 8, 9), EARLY, HERE).course
    assert crowded(spread, HERE) == (Crowded(date(2027, 8, 2), pushed[:2]),)
    assert crowded(not_needed(spread, "report_meeting"), HERE) == ()
    assert crowded(shipped(anchors={"barometer_1_open": date(2027, 3, 8)}), HERE) == ()


@many
@given(st.integers(min_value=0), st.integers(min_value=0, max_value=400))
def test_in_a_calendar_that_nobody_has_touched_no_meeting_comes_before_what_it_is_counted_from(
    seed: int, days: int
) -> None:
    course = made_up(seed)
    untouched = shipped(course.set_up_on, {"barometer_1_open": course.set_up_on + timedelta(days=days)})
    assert before_base(untouched, HERE) == ()
