"""How a course stands on a day: done, next, late, unknown, and what lay before it was set up."""

from __future__ import annotations

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from domain.course_progress import Progress, timeline
from domain.courses import Course, confirmed, held, not_needed
from tests.domain.small_courses import EARLY, HERE, made_up, many, shipped


def standing(course: Course, today: date) -> dict[str, Progress]:
    return {line.entry.id: line.progress for line in timeline(course, today, HERE)}


def test_what_lay_before_the_set_up_is_before_start_and_not_late() -> None:
    found = standing(shipped(set_up_on=date(2027, 1, 8)), date(2027, 1, 8))
    assert found["team_formed"] is Progress.BEFORE_START
    assert found["staff_informed"] is Progress.BEFORE_START
    assert found["barometer_1_open"] is Progress.NEXT
    assert found["focus_groups"] is Progress.AHEAD
    on_the_day = shipped(set_up_on=date(2027, 1, 4))
    assert standing(on_the_day, date(2027, 1, 4))["staff_informed"] is Progress.NEXT


def test_a_deadline_is_late_from_the_day_after_until_it_is_done() -> None:
    # The report is proposed for Monday 22 February.
    assert standing(shipped(), date(2027, 2, 22))["screening_report"] is not Progress.LATE
    assert standing(shipped(), date(2027, 2, 23))["screening_report"] is Progress.LATE
    done = held(shipped(), "screening_report", date(2027, 2, 24), EARLY, HERE).course
    assert standing(done, date(2027, 2, 25))["screening_report"] is Progress.DONE


def test_a_meeting_that_nobody_marked_is_unknown_from_the_next_working_day() -> None:
    course = confirmed(shipped(), "status_meeting_1", date(2027, 4, 16), EARLY, HERE).course
    assert standing(course, date(2027, 4, 16))["status_meeting_1"] is Progress.NEXT
    assert standing(course, date(2027, 4, 18))["status_meeting_1"] is Progress.NEXT
    assert standing(course, date(2027, 4, 19))["status_meeting_1"] is Progress.UNKNOWN
    marked = held(course, "status_meeting_1", date(2027, 4, 16), EARLY, HERE).course
    assert standing(marked, date(2027, 4, 19))["status_meeting_1"] is Progress.DONE


def test_what_is_not_needed_is_neither_next_nor_late() -> None:
    course = not_needed(not_needed(shipped(), "team_formed"), "screening_report")
    assert standing(course, date(2026, 12, 1))["staff_informed"] is Progress.NEXT
    assert standing(course, date(2027, 3, 1))["screening_report"] is Progress.NOT_NEEDED


def test_in_a_course_that_is_over_nothing_is_next_ahead_or_late() -> None:
    found = standing(held(shipped(), "team_formed", EARLY, EARLY, HERE).course.ended(), date(2027, 3, 2))
    assert set(found.values()) == {Progress.DONE, Progress.UNKNOWN, Progress.NOT_REACHED}
    assert found["team_formed"] is Progress.DONE
    assert found["screening_report"] is found["development_day"] is Progress.UNKNOWN
    assert found["status_meeting_1"] is found["after_care"] is Progress.NOT_REACHED


def test_a_close_is_not_late_by_itself_where_its_barometer_never_opened() -> None:
    # Barometer 1 closes on 25 January.
    found = standing(shipped(), date(2027, 3, 2))
    assert (found["barometer_1_open"], found["barometer_1_close"]) == (Progress.LATE, Progress.WAITS)
    opened = held(shipped(), "barometer_1_open", date(2027, 1, 11), EARLY, HERE).course
    assert standing(opened, date(2027, 3, 2))["barometer_1_close"] is Progress.LATE
    after = shipped(set_up_on=date(2027, 1, 12))
    assert standing(after, date(2027, 3, 2))["barometer_1_close"] is Progress.LATE, "it may have been asked already"
    assert standing(shipped().ended(), date(2027, 3, 2))["barometer_1_close"] is Progress.NOT_REACHED


def test_the_timeline_goes_by_the_days_on_which_things_stand() -> None:
    course = confirmed(shipped(), "development_day", date(2027, 1, 20), EARLY, HERE).course
    names = [line.entry.id for line in timeline(course, date(2027, 1, 1), HERE)]
    assert names.index("barometer_1_open") < names.index("development_day") < names.index("barometer_1_close")
    assert names[-1] == "after_care"


@many
@given(st.integers(0, 2**40), st.dates(date(2026, 1, 1), date(2029, 12, 31)))
def test_one_thing_is_next_as_long_as_anything_is_ahead(seed: int, today: date) -> None:
    lines = timeline(made_up(seed), today, HERE)
    ahead = [line for line in lines if line.progress in {Progress.NEXT, Progress.AHEAD}]
    assert [line.progress is Progress.NEXT for line in ahead] == [True, *[False] * (len(ahead) - 1)][: len(ahead)]
    assert all(line.entry.day < today for line in lines if line.progress in {Progress.LATE, Progress.UNKNOWN})
