"""A reminder keeps its rhythm, comes on working days, comes once after an outage, and is moved without drifting."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.barometers import Text
from domain.follow_ups import (
    LONGEST,
    QUARTERLY,
    FollowUp,
    NotThen,
    OutOfDate,
    Rhythm,
    Unit,
    asks_how_often,
    left_by,
    proposed_first,
    proposed_rhythm,
)
from domain.revisions import Question
from tests.domain.small_walks import IDA, LINE
from tests.domain.test_workdays import DAYS, HERE

MONTHLY, WEEKLY = Rhythm(1, Unit.MONTHS), Rhythm(1, Unit.WEEKS)
RHYTHMS = st.one_of([st.builds(Rhythm, st.integers(1, LONGEST[unit]), st.just(unit)) for unit in Unit])
#: A Monday.
FIRST = date(2027, 1, 11)


def follow_up(rhythm: Rhythm = MONTHLY, first: date = FIRST) -> FollowUp:
    return FollowUp("id", "T0EGELUND", "walk", "q1", IDA, None, rhythm, first)


FOLLOW_UPS = st.builds(follow_up, RHYTHMS, DAYS)


# The rhythm


def test_months_are_counted_from_the_first_day_and_never_drift() -> None:
    first = date(2027, 1, 31)
    assert [MONTHLY.after(first, times) for times in range(4)] == [
        first,
        date(2027, 2, 28),
        date(2027, 3, 31),
        date(2027, 4, 30),
    ]
    assert Rhythm(12, Unit.MONTHS).after(date(2028, 2, 29), 1) == date(2029, 2, 28)
    assert Rhythm(12, Unit.MONTHS).after(date(2028, 2, 29), 4) == date(2032, 2, 29)
    assert Rhythm(1, Unit.MONTHS).after(date(2027, 11, 30), 1) == date(2027, 12, 30)


def test_weeks_keep_their_weekday() -> None:
    assert Rhythm(6, Unit.WEEKS).after(FIRST, 3) == FIRST + timedelta(weeks=18)


@given(FOLLOW_UPS, st.integers(0, 30))
def test_every_day_is_a_working_day_in_order_and_never_after_the_planned_one(one: FollowUp, number: int) -> None:
    day, planned = one.day(number, HERE), one.rhythm.after(one.first, number)
    assert HERE.is_working_day(day)
    assert planned - timedelta(days=7) < day <= planned
    assert day < one.day(number + 1, HERE)


# What is due


def test_it_is_due_from_its_day_on_and_then_waits_for_the_next() -> None:
    one = follow_up()
    assert one.due(date(2027, 1, 10), HERE) is None
    assert one.due(FIRST, HERE) == 0
    told = one.reminded(0)
    assert told.due(date(2027, 2, 10), HERE) is None
    assert told.due(date(2027, 2, 11), HERE) == 1
    assert replace(one, stopped=True).due(FIRST, HERE) is None


def test_a_day_that_is_no_working_day_is_moved_back() -> None:
    # Good Friday, and the Thursday before it, are holidays.
    one = follow_up(first=date(2027, 3, 26))
    assert one.next_day(HERE) == date(2027, 3, 24)
    assert one.due(date(2027, 3, 24), HERE) == 0


@given(FOLLOW_UPS, st.integers(0, 3000))
def test_of_all_that_were_missed_only_the_newest_comes(one: FollowUp, days: int) -> None:
    today = one.first + timedelta(days=days)
    number = one.due(today, HERE)
    assert number is not None
    assert one.day(number, HERE) <= today < one.day(number + 1, HERE)
    assert one.reminded(number).due(today, HERE) is None


# Held, moved, put off


def test_held_moves_nothing_and_can_be_said_twice() -> None:
    told = follow_up().reminded(0)
    assert told.held(0) == told
    assert told.held(0).held(0) == told


def test_one_that_was_put_off_and_then_held_does_not_come_again() -> None:
    off = follow_up().reminded(0).put_off_a_week(0, FIRST, HERE)
    assert off.held(0).next_day(HERE) == date(2027, 2, 11)


def test_holding_this_one_leaves_the_next_where_it_was_moved_to() -> None:
    told = follow_up().reminded(0)
    moved = told.moved(1, date(2027, 2, 15), FIRST, HERE)
    assert moved.held(0).next_day(HERE) == date(2027, 2, 15)


def test_put_off_comes_in_a_week_once_and_the_rhythm_stays() -> None:
    told = follow_up().reminded(0)
    off = told.put_off_a_week(0, FIRST + timedelta(days=1), HERE)
    assert off.next_day(HERE) == date(2027, 1, 19)
    assert off.due(date(2027, 1, 19), HERE) == 0
    again = off.reminded(0)
    assert again.next_day(HERE) == date(2027, 2, 11)
    assert not again.can_be_put_off(0, date(2027, 1, 19), HERE)
    with pytest.raises(NotThen):
        again.put_off_a_week(0, date(2027, 1, 19), HERE)
    later = again.reminded(1)
    assert later.can_be_put_off(1, date(2027, 2, 11), HERE)


def test_what_comes_every_week_is_not_put_off_by_a_week() -> None:
    told = follow_up(WEEKLY).reminded(0)
    assert not told.can_be_put_off(0, FIRST, HERE)
    with pytest.raises(NotThen):
        told.put_off_a_week(0, FIRST, HERE)


@given(FOLLOW_UPS, st.integers(0, 20), st.integers(-10, 1000))
def test_a_moved_one_comes_on_its_day_and_the_ones_after_it_as_planned(one: FollowUp, number: int, days: int) -> None:
    today = one.day(number, HERE)
    told = one.reminded(number)
    day = today + timedelta(days=days)
    if today < HERE.on_or_before(day) < one.day(number + 1, HERE):
        moved = told.moved(number, day, today, HERE)
        assert moved.due(HERE.on_or_before(day) - timedelta(days=1), HERE) is None
        assert moved.due(HERE.on_or_before(day), HERE) == number
        assert moved.reminded(number) == told
        assert moved.day(number + 1, HERE) == one.day(number + 1, HERE)
    else:
        with pytest.raises(NotThen):
            told.moved(number, day, today, HERE)


def test_an_older_one_or_a_stopped_one_is_out_of_date() -> None:
    told = follow_up().reminded(3)
    for number in (1, 2, 5):
        with pytest.raises(OutOfDate):
            told.held(number)
    with pytest.raises(OutOfDate):
        replace(told, stopped=True).held(3)
    with pytest.raises(OutOfDate):
        told.moved(2, date(2027, 5, 1), date(2027, 4, 20), HERE)


def test_another_rhythm_begins_anew_and_the_same_one_goes_on() -> None:
    off = follow_up().reminded(0).put_off_a_week(0, FIRST, HERE)
    assert off.replanned(MONTHLY, off.next_day(HERE), HERE) == off
    anew = off.replanned(QUARTERLY, date(2027, 3, 1), HERE)
    assert (anew.first, anew.passed, anew.moved_to, anew.put_off) == (date(2027, 3, 1), 0, None, None)
    assert off.replanned(MONTHLY, date(2027, 3, 1), HERE).next_day(HERE) == date(2027, 3, 1)


def test_who_leaves_leaves_theirs_to_the_heir_and_nobody_elses() -> None:
    mine, other = follow_up(), replace(follow_up(), id="other", owner=LINE)
    assert left_by([mine, other], IDA, LINE) == [replace(mine, owner=LINE)]


# What an answer proposes


@pytest.mark.parametrize(
    ("answer", "every", "unit"),
    [
        ("Vi følger op hver måned på ledermødet.", 1, Unit.MONTHS),
        ("En gang om måneden", 1, Unit.MONTHS),
        ("Månedligt", 1, Unit.MONTHS),
        ("hver anden måned", 2, Unit.MONTHS),
        ("Der følges op hvert kvartal", 3, Unit.MONTHS),
        ("Kvartalsvis opfølgning", 3, Unit.MONTHS),
        ("hver tredje måned", 3, Unit.MONTHS),
        ("Hvert halvår", 6, Unit.MONTHS),
        ("Halvårligt, og der samles op til sidst", 6, Unit.MONTHS),
        ("To gange om året", 6, Unit.MONTHS),
        ("4 gange årligt", 3, Unit.MONTHS),
        ("Årligt i januar", 12, Unit.MONTHS),
        ("Hvert år", 12, Unit.MONTHS),
        ("En gang om året", 12, Unit.MONTHS),
        ("hvert andet år", 24, Unit.MONTHS),
        ("Hver 6. uge", 6, Unit.WEEKS),
        ("hver sjette uge", 6, Unit.WEEKS),
        ("hver 14. dag", 2, Unit.WEEKS),
        ("Ugentligt på teammødet", 1, Unit.WEEKS),
        ("Hver uge, og grundigt hvert halvår", 1, Unit.WEEKS),
        ("Every six weeks", 6, Unit.WEEKS),
        ("every month", 1, Unit.MONTHS),
        ("Quarterly", 3, Unit.MONTHS),
        ("twice a year", 6, Unit.MONTHS),
        ("once a year", 12, Unit.MONTHS),
        ("Løbende, efter behov", 3, Unit.MONTHS),
        ("", 3, Unit.MONTHS),
        ("hver 99. uge", 3, Unit.MONTHS),
    ],
)
def test_the_rhythm_is_proposed_from_the_words_of_the_answer(answer: str, every: int, unit: Unit) -> None:
    assert proposed_rhythm(answer) == Rhythm(every, unit)


@given(st.text())
def test_any_text_proposes_a_rhythm_that_can_be_chosen(answer: str) -> None:
    rhythm = proposed_rhythm(answer)
    assert 1 <= rhythm.every <= LONGEST[rhythm.unit]


@given(RHYTHMS, DAYS)
def test_the_first_day_that_is_proposed_is_a_working_day_ahead(rhythm: Rhythm, today: date) -> None:
    first = proposed_first(rhythm, today, HERE)
    assert HERE.is_working_day(first)
    assert today < first <= rhythm.after(today, 1)


def test_only_questions_that_ask_how_often_offer_it() -> None:
    def asked(da: str, en: str) -> bool:
        return asks_how_often(Question("q", "hjem", Text(da, en)))

    assert asked("Hvordan og hvor\nofte følges der op?", "How?")
    assert asked("Hvor ofte?", "Hvor ofte?")
    assert asked("Eget", "And how often?")
    assert not asked("Hvor forankres indsatsen?", "Where is it anchored?")
