from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.rounds import (
    Before,
    Progress,
    Refusal,
    Round,
    RoundState,
    Step,
    WrongState,
    closing_on,
    early_closing,
    first_day,
    opening_on,
    progress_moment,
    proposed_closing,
    proposed_opening,
    refusals,
    shown_progress,
    waits_until,
)
from domain.workdays import MORNING, Workdays
from tests.domain.small_rounds import barometer, item

DAYS = Workdays(ZoneInfo("Europe/Copenhagen"), lambda _: False)
ROLE = "sagsbehandler"


def at(day: int, hour: int, month: int = 1) -> datetime:
    return DAYS.at(date(2027, month, day), time(hour))


DRAFT = Round(
    id="abcdefghijklm",
    team="T1",
    channel="C1",
    unit="Børn og Familie",
    barometer=barometer([item("Q1", [ROLE])]),
    grouping="roles",
    coordinator="U1",
    reader="U1",
    opens_at=at(11, 9),
    closes_at=at(25, 16),
    invited={ROLE: 12},
)
OPEN = DRAFT.confirm().open({ROLE: 12})


def test_a_round_goes_from_draft_to_closing_one_step_at_a_time() -> None:
    assert DRAFT.confirm().state is RoundState.CONFIRMED
    assert OPEN.state is RoundState.OPEN
    assert OPEN.close().state is RoundState.CLOSING


@pytest.mark.parametrize("state", [state for state in RoundState if state is not RoundState.OPEN])
def test_only_an_open_round_takes_answers_and_can_be_closed(state: RoundState) -> None:
    other = replace(OPEN, state=state)
    assert not other.takes_answers
    with pytest.raises(WrongState):
        other.close()


@pytest.mark.parametrize("state", [RoundState.SEALED, RoundState.PUBLISHED, RoundState.CANCELLED])
def test_what_is_sealed_cannot_be_cancelled(state: RoundState) -> None:
    with pytest.raises(WrongState):
        replace(OPEN, state=state).cancel()


@pytest.mark.parametrize("state", [RoundState.DRAFT, RoundState.CONFIRMED, RoundState.OPEN, RoundState.CLOSING])
def test_until_it_is_sealed_a_round_can_be_cancelled(state: RoundState) -> None:
    assert replace(OPEN, state=state).cancel().state is RoundState.CANCELLED


def test_the_result_is_posted_the_next_working_morning_after_a_close_at_four() -> None:
    assert OPEN.result_at(DAYS) == at(26, 9)


def test_the_result_of_a_round_closed_in_working_hours_is_posted_at_once() -> None:
    assert replace(OPEN, closes_at=at(20, 11)).result_at(DAYS) == at(20, 11)


def test_reminders_are_due_near_forty_percent_and_two_working_days_before_the_close() -> None:
    assert OPEN.reminders_at(DAYS) == (at(18, 9), at(21, 9))


def test_the_next_step_is_the_reminder_then_the_close_then_none() -> None:
    assert DRAFT.confirm().next_step(DAYS, at(8, 9)) == (Step.OPENING, at(11, 9))
    assert OPEN.next_step(DAYS, at(11, 10)) == (Step.REMINDER, at(18, 9))
    assert OPEN.next_step(DAYS, at(18, 9)) == (Step.REMINDER, at(21, 9))
    assert OPEN.next_step(DAYS, at(21, 9)) == (Step.CLOSING, at(25, 16))
    assert OPEN.close().next_step(DAYS, at(25, 16)) is None


def test_only_reminders_whose_moment_has_come_are_due() -> None:
    assert OPEN.reminders_due(DAYS, at(18, 8)) == 0
    assert OPEN.reminders_due(DAYS, at(18, 9)) == 1
    assert OPEN.reminders_due(DAYS, at(24, 9)) == 2


def test_nobody_is_reminded_on_the_day_on_which_they_were_asked() -> None:
    """Open from Monday at eight to Wednesday: two working days before the close is nine on that Monday."""
    short = replace(OPEN, opens_at=at(11, 8), closes_at=at(13, 16))
    assert short.reminders_at(DAYS) == (at(12, 9), at(11, 9))
    assert short.next_step(DAYS, at(11, 8)) == (Step.REMINDER, at(12, 9))
    assert short.reminders_due(DAYS, at(11, 10)) == 0
    assert short.reminds_after(DAYS, at(12, 9)) is None, "the only one is the last"


@given(st.sets(st.integers(0, 20)), st.integers(0, 20), st.integers(1, 20))
def test_a_reminder_comes_only_on_a_day_on_which_people_are_there(closed: set[int], opens: int, days: int) -> None:
    """From Monday 4 January, a number for a day; what is closed may be all of it."""
    monday = date(2027, 1, 4)
    shut = {monday + timedelta(days=one) for one in closed}
    staffed = Workdays(DAYS.zone, lambda day: day in shut)
    first = monday + timedelta(days=opens)
    asked = replace(OPEN, opens_at=DAYS.at(first, time(9)), closes_at=DAYS.at(first + timedelta(days=days), time(16)))
    now, reminded = asked.opens_at, []
    while (step := asked.next_step(staffed, now)) and step[0] is Step.REMINDER:
        now = step[1]
        reminded.append(now)
    assert len(reminded) <= 2
    assert all(asked.opens_at < one < asked.closes_at for one in reminded)
    assert all(staffed.is_working_day(staffed.local(one).date()) for one in reminded)
    assert asked.reminders_due(staffed, now) == len(reminded)


def test_a_reminder_before_the_opening_or_after_the_close_is_never_due() -> None:
    short = replace(OPEN, opens_at=at(19, 13), closes_at=at(20, 16))
    assert short.reminders_due(DAYS, at(19, 14)) == 0
    assert OPEN.reminders_due(DAYS, at(26, 9)) == OPEN.reminders_sent


def test_fewer_than_ten_invited_have_neither_comments_nor_progress() -> None:
    small, large = replace(OPEN, invited={ROLE: 9}), replace(OPEN, invited={ROLE: 10})
    assert not small.shows_progress
    assert large.shows_progress
    assert not small.asks_open_questions


def test_fewer_than_five_invited_are_refused() -> None:
    four, five = replace(DRAFT, invited={ROLE: 4}), replace(DRAFT, invited={ROLE: 5})
    assert refusals(four, Before(), at(11, 9)) == (Refusal.TOO_FEW_INVITED,)
    assert refusals(five, Before(), at(11, 9)) == ()


def test_within_ninety_days_of_a_release_the_next_round_is_refused() -> None:
    released = DRAFT.opens_at - timedelta(days=90)
    assert refusals(DRAFT, Before(released_at=released), at(11, 9)) == ()
    assert refusals(DRAFT, Before(released_at=released + timedelta(seconds=1)), at(11, 9)) == (Refusal.TOO_SOON,)


@pytest.mark.parametrize(
    ("earliest", "day"),
    [(at(12, 9), 12), (at(12, 16), 13), (at(15, 16), 18), (at(16, 9), 18)],
)
def test_the_first_day_that_is_named_can_be_chosen(earliest: datetime, day: int) -> None:
    """A Friday afternoon and a weekend lead to Monday: rounds are chosen by their day and open at nine."""
    assert first_day(DAYS, earliest) == date(2027, 1, day)
    assert opening_on(DAYS, date(2027, 1, day), time(9), at(11, 10)) >= earliest


def test_nothing_released_keeps_no_round_waiting() -> None:
    assert Before().earliest is None
    assert Before(released_at=at(11, 16)).earliest == at(11, 16) + timedelta(days=90)


def test_a_running_round_a_backward_period_and_a_past_opening_are_refused() -> None:
    backward = replace(DRAFT, closes_at=DRAFT.opens_at)
    past = replace(DRAFT, opens_at=at(1, 9))
    assert refusals(DRAFT, Before(running_in=frozenset({DRAFT.channel})), at(11, 9)) == (Refusal.RUNNING_HERE,)
    assert refusals(DRAFT, Before(running_in=frozenset({"C-other"})), at(11, 9)) == (Refusal.RUNNING_ELSEWHERE,)
    assert refusals(backward, Before(), at(11, 9)) == (Refusal.CLOSES_BEFORE_IT_OPENS,)
    assert refusals(past, Before(), at(11, 9)) == (Refusal.OPENS_IN_THE_PAST,)


def test_opening_is_proposed_now_in_working_hours_and_else_the_next_morning() -> None:
    assert proposed_opening(DAYS, at(11, 10)) == at(11, 10)
    assert proposed_opening(DAYS, at(9, 10)) == at(11, 9)


@given(
    released=st.datetimes(datetime(2026, 1, 1), datetime(2028, 1, 1), timezones=st.just(UTC)),  # noqa: DTZ001
    later=st.timedeltas(timedelta(), timedelta(days=120)),
)
def test_the_opening_that_is_proposed_is_never_refused_as_too_soon(released: datetime, later: timedelta) -> None:
    before, now = Before(released_at=released), released + later
    day = waits_until(DAYS, now, before)
    opens = proposed_opening(DAYS, now, day)
    assert Refusal.TOO_SOON not in refusals(replace(DRAFT, opens_at=opens), before, now)
    # Nine on the working day before would be refused, or it could open at once.
    assert opens == DAYS.soonest(now) if day is None else before.is_too_soon(DAYS.at(DAYS.shifted(day, -1), MORNING))


def test_a_first_round_waits_for_no_result() -> None:
    assert waits_until(DAYS, at(11, 10), Before()) is None


def test_closing_is_proposed_two_weeks_later_at_four() -> None:
    assert proposed_closing(DAYS, at(11, 9)) == at(25, 16)
    assert proposed_closing(DAYS, at(9, 9)) == at(25, 16)


def test_a_chosen_day_off_moves_to_the_next_working_day() -> None:
    assert closing_on(DAYS, date(2027, 1, 23)) == at(25, 16)
    assert opening_on(DAYS, date(2027, 1, 16), time(9), at(11, 10)) == at(18, 9)


def test_opening_today_means_now_and_not_this_morning() -> None:
    assert opening_on(DAYS, date(2027, 1, 11), time(9), at(11, 13)) == at(11, 13)


def test_closing_early_is_proposed_for_the_next_working_day() -> None:
    assert early_closing(DAYS, at(15, 10)) == at(18, 16)


def test_the_day_s_total_belongs_to_the_latest_nine_o_clock() -> None:
    assert progress_moment(DAYS, at(12, 8)) == at(11, 9)
    assert progress_moment(DAYS, at(12, 9)) == at(12, 9)


@pytest.mark.parametrize(
    ("handed_in", "invited", "shown"),
    [
        (3, 9, None),
        (4, 23, Progress.FEWER_THAN_FIVE),
        (5, 23, 5),
        (18, 23, 18),
        (19, 23, Progress.ALMOST_ALL),
        (5, 10, 5),
    ],
)
def test_progress_is_exact_in_the_middle_and_a_word_near_the_ends(
    handed_in: int, invited: int, shown: int | Progress | None
) -> None:
    assert shown_progress(handed_in, invited) == shown


@given(st.integers(10, 1000).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))))
def test_progress_never_tells_of_fewer_than_five_on_either_side(counts: tuple[int, int]) -> None:
    handed_in, invited = counts
    shown = shown_progress(handed_in, invited)
    if isinstance(shown, int):
        assert shown >= 5
        assert invited - shown >= 5


@given(st.datetimes(datetime(2027, 1, 1), datetime(2027, 12, 1), timezones=st.just(UTC)))  # noqa: DTZ001
def test_every_proposed_round_has_its_reminders_inside_its_period(now: datetime) -> None:
    opens = proposed_opening(DAYS, now)
    asked = replace(OPEN, opens_at=opens, closes_at=proposed_closing(DAYS, opens))
    first, second = asked.reminders_at(DAYS)
    assert opens < first < second < asked.closes_at
