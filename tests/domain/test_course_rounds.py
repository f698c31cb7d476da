"""Which barometer of a course a round is for, and what the course's dates say when it has one."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.almanac import danish_workdays
from domain.course_definitions import Kind
from domain.course_rounds import (
    TooEarly,
    closing_day,
    followed,
    in_course,
    joined,
    meant,
    measured,
    not_started,
    passed_over,
    too_early,
    waiting,
)
from domain.courses import Course, Standing, confirmed, moved, not_needed
from domain.rounds import Round, RoundState
from storage.course_files import load_courses
from tests.domain.small_courses import EARLY, made_up, many
from tests.messages.results import INVITED, a_round, shipped

WORKDAYS = danish_workdays()
TYPE = load_courses([Path(__file__).parents[2] / "content"]).get("forankringsstoette", 1)
OPENS = date(2027, 1, 11)
COURSE = Course("c", "T0", "C0TEAM", "C0BOERN", "Egelund", TYPE, {"barometer_1_open": OPENS}, date(2026, 12, 1))
FIRST, SECOND = "barometer_1_open", "barometer_2_open"


def a_round_on(day: date, state: RoundState = RoundState.CONFIRMED, name: str = "r1", days: int = 14) -> Round:
    opens = datetime.combine(day, time(8), UTC)
    asked = a_round(shipped(), INVITED)
    return replace(asked, id=name, opens_at=opens, closes_at=opens + timedelta(days=days, hours=7), state=state)


def test_a_round_is_for_the_first_barometer_that_was_never_asked() -> None:
    barometer = shipped().id
    assert meant(COURSE, {}, date(2027, 2, 1), barometer, WORKDAYS) == (FIRST,)
    first = {FIRST: a_round_on(OPENS)}
    assert meant(COURSE, first, date(2027, 2, 1), barometer, WORKDAYS) == (SECOND,)
    both = first | {SECOND: a_round_on(date(2027, 8, 2), name="r2")}
    assert meant(COURSE, both, date(2027, 8, 2), barometer, WORKDAYS) == ()


def test_half_a_year_late_it_may_be_the_first_or_the_second() -> None:
    """By hand: barometer 1 stands on 11 January, 2 on 2 August; halfway between them is 22 April."""
    barometer = shipped().id
    assert meant(COURSE, {}, date(2027, 4, 22), barometer, WORKDAYS) == (FIRST,)
    assert meant(COURSE, {}, date(2027, 4, 23), barometer, WORKDAYS) == (FIRST, SECOND)
    assert meant(not_needed(COURSE, FIRST), {}, date(2027, 4, 23), barometer, WORKDAYS) == (SECOND,)


def test_what_lies_before_the_set_up_is_passed_over_unless_it_is_the_nearest() -> None:
    joined, barometer = replace(COURSE, set_up_on=date(2027, 3, 1)), shipped().id
    assert meant(joined, {}, date(2027, 8, 2), barometer, WORKDAYS) == (SECOND,)
    assert meant(joined, {}, date(2027, 3, 2), barometer, WORKDAYS) == (FIRST,)


def test_a_barometer_before_one_that_was_asked_has_had_its_turn() -> None:
    second = {SECOND: a_round_on(date(2027, 8, 2))}
    assert waiting(COURSE, second) == ()
    assert waiting(COURSE, {SECOND: a_round_on(date(2027, 8, 2), RoundState.CANCELLED)}) == (FIRST, SECOND)


def test_only_what_waited_for_a_round_is_passed_over() -> None:
    asked = a_round_on(date(2027, 8, 2))
    both, later = COURSE.with_round(FIRST, "r0").with_round(SECOND, asked.id), COURSE.with_round(SECOND, asked.id)
    assert passed_over(later, {SECOND: asked}) == (FIRST,)
    assert passed_over(both, {FIRST: a_round_on(OPENS, name="r0"), SECOND: asked}) == ()
    assert passed_over(not_needed(later, FIRST), {SECOND: asked}) == ()
    assert passed_over(COURSE, {}) == passed_over(later.ended(), {SECOND: asked}) == ()


@many
@given(st.integers(0, 2**40), st.integers(-100, 900), st.data())
def test_no_barometer_is_passed_over_without_a_choice(seed: int, offset: int, data: st.DataObject) -> None:
    """Whatever course it is, whatever was asked in it, and whenever the round opens."""
    course = made_up(seed)
    barometers = [one.id for one in course.type.of_kind(Kind.BAROMETER_OPEN)]
    asked = data.draw(st.sets(st.sampled_from(barometers)))
    rounds = {one: a_round_on(course.set_up_on, name=one) for one in asked}
    days, opens = course.days(WORKDAYS), course.set_up_on + timedelta(days=offset)
    left = waiting(course, rounds)
    found = meant(course, rounds, opens, shipped().id, WORKDAYS)
    assert len(found) == len(set(found)) <= 2
    assert bool(found) == bool(left)
    if not left:
        return
    assert set(found) <= set(left) - asked
    passed_over = left[: left.index(found[0])]
    assert all(days[one] < course.set_up_on for one in passed_over)
    assert min(abs(days[one] - opens) for one in left) == abs(days[found[-1]] - opens)
    assert [*found] == sorted(found, key=left.index)


@given(st.integers(-30, 300))
def test_what_a_round_would_be_is_told_as_it_then_happens(offset: int) -> None:
    asked = a_round_on(OPENS + timedelta(days=offset), RoundState.DRAFT)
    foreseen = in_course(COURSE, {}, asked, EARLY, WORKDAYS)
    assert foreseen.course == COURSE
    for candidate in foreseen.candidates:
        done = followed(COURSE, candidate.milestone, asked.confirm(), EARLY, WORKDAYS)
        assert done.course.rounds == {candidate.milestone: asked.id}
        assert candidate.moved == done.told


@pytest.mark.parametrize(("opens", "closes"), [(OPENS, date(2027, 1, 25)), (date(2027, 1, 22), date(2027, 2, 5))])
def test_a_barometer_that_opens_late_closes_as_much_later(opens: date, closes: date) -> None:
    assert closing_day(COURSE, FIRST, opens, EARLY, WORKDAYS) == closes


@pytest.mark.parametrize("state", RoundState)
def test_a_course_begins_with_the_round_that_is_under_way(state: RoundState) -> None:
    """By hand: opened on 30 November, it closes on 14 December; the team was to be formed three weeks before,
    and no other day of that has ever been told, though both have passed on 1 December."""
    course = replace(COURSE, anchors={FIRST: date(2026, 12, 14)})
    begun = joined(course, a_round_on(date(2026, 11, 30), state), WORKDAYS)
    if state not in {RoundState.CONFIRMED, RoundState.OPEN}:
        assert begun == course
        return
    days = begun.days(WORKDAYS)
    assert begun.rounds == {FIRST: "r1"}
    assert (days[FIRST], days["barometer_1_close"]) == (date(2026, 11, 30), date(2026, 12, 14))
    assert days["team_formed"] == date(2026, 11, 9)


def test_a_close_that_is_agreed_stays_however_late_the_barometer_opens() -> None:
    agreed = confirmed(COURSE, "barometer_1_close", date(2027, 1, 29), EARLY, WORKDAYS).course
    assert closing_day(agreed, FIRST, date(2027, 1, 22), EARLY, WORKDAYS) == date(2027, 1, 29)


def test_a_round_that_was_cancelled_leaves_its_barometer_waiting() -> None:
    gone = {FIRST: a_round_on(OPENS, RoundState.CANCELLED)}
    assert waiting(COURSE, gone) == (FIRST, SECOND)
    assert measured(gone) is None


def test_nothing_waits_in_a_course_that_is_over_or_for_what_is_left_out() -> None:
    assert waiting(COURSE.ended(), {}) == ()
    assert waiting(not_needed(COURSE, FIRST), {}) == (SECOND,)


def test_a_round_of_another_barometer_than_the_first_is_none_of_the_course_s() -> None:
    first = {FIRST: a_round_on(OPENS)}
    assert meant(COURSE, first, date(2027, 8, 2), "another", WORKDAYS) == ()


def test_what_is_asked_again_is_what_the_first_round_asked() -> None:
    newer = replace(shipped(), version=9)
    rounds = {SECOND: replace(a_round_on(date(2027, 8, 2)), barometer=newer), FIRST: a_round_on(OPENS)}
    assert measured(rounds) == shipped()


def test_a_round_on_the_day_that_was_counted_tells_nothing() -> None:
    done = followed(COURSE, FIRST, a_round_on(OPENS), EARLY, WORKDAYS)
    assert done.told is None
    assert done.course.rounds == {FIRST: "r1"}


def test_a_round_on_another_day_moves_what_hangs_on_it_and_leaves_what_is_agreed() -> None:
    done = followed(COURSE, FIRST, a_round_on(date(2027, 1, 18)), EARLY, WORKDAYS)
    assert done.told is not None
    assert (done.told.moved.before, done.told.moved.after) == (OPENS, date(2027, 1, 18))
    along = {shift.milestone: shift.after for shift in done.told.along}
    assert along["development_day"] == date(2027, 3, 8)
    assert "barometer_1_close" in along


def test_a_close_that_moves_alone_is_told_alone() -> None:
    begun = followed(COURSE, FIRST, a_round_on(OPENS), EARLY, WORKDAYS).course
    earlier = followed(begun, FIRST, a_round_on(OPENS, RoundState.OPEN, days=3), EARLY, WORKDAYS)
    assert earlier.told is not None
    assert earlier.told.moved.milestone == "barometer_1_close"
    assert earlier.told.along == ()


STATES = [RoundState.CONFIRMED, RoundState.OPEN, RoundState.CLOSING, RoundState.SEALED, RoundState.PUBLISHED]


@given(st.integers(-60, 200), st.integers(1, 40), st.sampled_from(STATES))
def test_the_course_stands_where_its_round_does_and_following_twice_is_following_once(
    offset: int, days: int, state: RoundState
) -> None:
    asked = a_round_on(OPENS + timedelta(days=offset), state, days=days)
    done = followed(COURSE, FIRST, asked, EARLY, WORKDAYS).course
    stands = done.days(WORKDAYS)
    assert stands[FIRST] == WORKDAYS.local(asked.opens_at).date()
    assert stands["barometer_1_close"] == WORKDAYS.local(asked.closes_at).date()
    is_over = state in STATES[2:]
    assert done.state("barometer_1_close").standing is (Standing.HELD if is_over else Standing.CONFIRMED)
    again = followed(done, FIRST, asked, EARLY, WORKDAYS)
    assert (again.course, again.told) == (done, None)


@given(st.sampled_from([RoundState.CONFIRMED, RoundState.OPEN]))
def test_a_cancelled_round_is_let_go_and_the_dates_stay(state: RoundState) -> None:
    begun = followed(COURSE, FIRST, a_round_on(date(2027, 1, 18), state), EARLY, WORKDAYS).course
    gone = followed(begun, FIRST, a_round_on(date(2027, 1, 18), RoundState.CANCELLED), EARLY, WORKDAYS)
    assert gone.course.rounds == {}
    assert gone.course.state(FIRST).standing is Standing.PROPOSED
    assert gone.course.days(WORKDAYS)[FIRST] == date(2027, 1, 18)
    assert followed(gone.course, FIRST, a_round_on(OPENS, RoundState.CANCELLED), EARLY, WORKDAYS).course == gone.course


def test_what_a_cancelled_round_leaves_behind_moves_along_again() -> None:
    """By hand: the round was to be open from 18 January to 8 February; three weeks later is 8 February to 1 March."""
    begun = followed(COURSE, FIRST, a_round_on(date(2027, 1, 18), days=21), EARLY, WORKDAYS).course
    gone = followed(begun, FIRST, a_round_on(date(2027, 1, 18), RoundState.CANCELLED), EARLY, WORKDAYS).course
    assert gone.days(WORKDAYS) == begun.days(WORKDAYS)
    later = moved(gone, FIRST, date(2027, 2, 8), EARLY, WORKDAYS)
    assert later.course.days(WORKDAYS)["barometer_1_close"] == date(2027, 3, 1)
    second = followed(COURSE, SECOND, a_round_on(date(2027, 8, 9)), EARLY, WORKDAYS).course
    gone = followed(second, SECOND, a_round_on(date(2027, 8, 9), RoundState.CANCELLED), EARLY, WORKDAYS).course
    later = moved(gone, FIRST, date(2027, 1, 18), EARLY, WORKDAYS)
    assert {SECOND, "barometer_2_close"} <= {one.milestone for one in later.along}


def test_a_round_that_closes_late_leaves_meetings_before_their_result_and_moves_none() -> None:
    """By hand: opened on 11 January and open for 30 days, it closes on 10 February; the groups are on the 1st."""
    late = followed(COURSE, FIRST, a_round_on(OPENS, days=30), EARLY, WORKDAYS)
    assert late.course.days(WORKDAYS)["focus_groups"] == COURSE.days(WORKDAYS)["focus_groups"] == date(2027, 2, 1)
    assert too_early(late.course, WORKDAYS) == (TooEarly("focus_groups", "barometer_1_close", date(2027, 2, 10)),)
    assert too_early(COURSE, WORKDAYS) == ()
    assert too_early(followed(COURSE, FIRST, a_round_on(OPENS), EARLY, WORKDAYS).course, WORKDAYS) == ()


def test_a_meeting_has_no_result_while_its_barometer_s_day_has_passed_without_a_round() -> None:
    later = date(2027, 1, 12)
    assert not_started(COURSE, "focus_groups", OPENS, WORKDAYS) is None, "it may start today still"
    assert not_started(COURSE, "focus_groups", later, WORKDAYS) == FIRST
    assert not_started(COURSE, "final_meeting", later, WORKDAYS) is None, "barometer 2 is ahead"
    assert not_started(COURSE, "final_meeting", date(2027, 8, 3), WORKDAYS) == SECOND
    for course in (
        followed(COURSE, FIRST, a_round_on(OPENS), EARLY, WORKDAYS).course,
        COURSE.with_round(SECOND, "r2"),
        not_needed(COURSE, FIRST),
        replace(COURSE, set_up_on=later),
    ):
        assert not_started(course, "focus_groups", later, WORKDAYS) is None


def test_a_meeting_that_is_moved_behind_the_close_or_left_out_is_not_too_early() -> None:
    late = followed(COURSE, FIRST, a_round_on(OPENS, days=30), EARLY, WORKDAYS).course
    on_the_day = moved(late, "focus_groups", date(2027, 2, 10), EARLY, WORKDAYS).course
    assert [one.meeting for one in too_early(on_the_day, WORKDAYS)] == ["focus_groups"], "the result comes after it"
    assert too_early(moved(late, "focus_groups", date(2027, 2, 11), EARLY, WORKDAYS).course, WORKDAYS) == ()
    assert too_early(not_needed(late, "focus_groups"), WORKDAYS) == ()
    closed = followed(late, FIRST, a_round_on(OPENS, RoundState.PUBLISHED, days=30), EARLY, WORKDAYS).course
    assert too_early(closed, WORKDAYS) == ()


def test_a_late_round_moves_nothing_from_one_day_that_has_passed_to_another() -> None:
    """By hand: on 20 January the round of 11 January is started for the 22nd. The staff were to be told by 4 January;
    seven days before the round is the 15th, which has passed as well."""
    done = followed(COURSE, FIRST, a_round_on(date(2027, 1, 22)), date(2027, 1, 20), WORKDAYS)
    assert done.told
    assert [one.milestone for one in done.told.along][:2] == ["barometer_1_close", "focus_groups"]
    before, after = COURSE.days(WORKDAYS), done.course.days(WORKDAYS)
    assert (after["team_formed"], after["staff_informed"]) == (before["team_formed"], before["staff_informed"])
    again = followed(done.course, FIRST, a_round_on(date(2027, 1, 22)), date(2027, 1, 21), WORKDAYS)
    assert (again.course, again.told) == (done.course, None)
