"""What a walk still wants from whom, and on which days people are reminded of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.revisions import Status
from domain.walk_reviews import (
    Asked,
    can_be_approved,
    compared,
    due_for,
    edition,
    falls_due,
    is_finished,
    nobodys,
    waiting_for,
    wants_a_nudge,
)
from domain.walks import Walk
from domain.workdays import Workdays
from tests.domain.small_walks import APPROVER, IDA, LINE, NOW, OWNER, TARGET, a_walk

HOLIDAYS = {date(2027, 1, 1), date(2027, 3, 25), date(2027, 3, 26), date(2027, 3, 29)}
WORKDAYS = Workdays(ZoneInfo("Europe/Copenhagen"), HOLIDAYS.__contains__)
days = st.dates(date(2026, 12, 1), date(2027, 5, 1))


def answered(*questions: str, walk: Walk | None = None, by: str = IDA) -> Walk:
    walk = walk or a_walk()
    for question in questions:
        walk = walk.add_text(question, f"svar {question}", by, NOW)
    return walk


def ids(walk: Walk, user: str) -> list[str]:
    return [question.id for question in waiting_for(walk, user)]


def test_what_one_was_handed_comes_first_then_what_one_is_to_settle_then_anybodys() -> None:
    walk = a_walk().hand("q5", OWNER, IDA, NOW).hand("q1", OWNER, LINE, NOW)
    for question, settler in (("q4", IDA), ("q3", LINE)):
        walk = walk.mark(question, Status.NOT_SETTLED, 0, OWNER, NOW).settles(question, settler, TARGET)
    assert ids(walk, IDA) == ["q5", "q4", "q2", "q6", "q7"]
    assert ids(walk, LINE) == ["q1", "q3", "q2", "q6", "q7"]


def test_what_is_not_settled_waits_for_everybody_who_writes_until_somebody_is_chosen() -> None:
    walk = answered("q1", "q2", "q3", "q5", "q6", "q7").mark("q4", Status.NOT_SETTLED, 0, IDA, NOW)
    assert ids(walk, IDA) == ids(walk, LINE) == [one.id for one in nobodys(walk)] == ["q4"]
    chosen = walk.settles("q4", LINE, TARGET)
    assert (ids(chosen, IDA), ids(chosen, LINE), nobodys(chosen)) == ([], ["q4"], ())


def test_nothing_waits_for_whoever_does_not_write() -> None:
    assert ids(a_walk(), APPROVER) == ids(a_walk(), "U0FREMMED") == []


def test_nothing_waits_where_everything_is_answered_or_not_relevant() -> None:
    walk = answered("q1", "q2", "q3", "q4", "q5", "q6").mark("q7", Status.NOT_RELEVANT, 0, IDA, NOW)
    assert ids(walk, IDA) == []


def test_a_walk_is_finished_when_what_stands_is_approved_and_not_when_it_changes() -> None:
    walk = answered("q1")
    assert not is_finished(walk)
    assert can_be_approved(walk)
    done = walk.approve(APPROVER, NOW)
    assert is_finished(done)
    assert not can_be_approved(done)
    assert not is_finished(answered("q2", walk=done))


def test_an_empty_walk_cannot_be_approved() -> None:
    assert not can_be_approved(a_walk())
    assert not can_be_approved(answered("q1").replace_text("q1", "", 1, IDA, NOW))


@pytest.mark.parametrize(
    "change",
    [
        lambda walk: answered("q2", walk=walk),
        lambda walk: walk.replace_text("q1", "andet", 1, IDA, NOW),
        lambda walk: walk.mark("q3", Status.NOT_RELEVANT, 0, IDA, NOW),
        lambda walk: walk.add_question("egen", "hjem", "Hvad nu?", IDA),
    ],
    ids=["an answer", "another wording", "a mark", "a question of one's own"],
)
def test_whatever_an_approver_would_see_makes_another_edition(change: Callable[[Walk], Walk]) -> None:
    walk = answered("q1")
    assert edition(change(walk)) != edition(walk)
    assert edition(walk.at(IDA, "q4", NOW)) == edition(walk)


# Versions compared


def test_a_draft_is_compared_with_the_version_before_it_in_the_order_asked() -> None:
    assert compared(a_walk()) == (None, None, ())
    first = answered("q3", "q1").approve(APPROVER, NOW)
    assert compared(first) == (first.versions[0], None, ())
    changed = answered("q2", walk=first, by=LINE).replace_text("q1", "nyt", 1, IDA, NOW)
    before, after, found = compared(changed)
    assert (before, after) == (first.versions[0], None)
    assert [one.question for one in found] == ["q1", "q2"]
    second = changed.approve(APPROVER, NOW)
    assert compared(second) == (*second.versions, found)


# Days


@given(due=days, today=days)
def test_people_are_reminded_on_two_working_days_the_later_of_which_is_not_after_the_date(
    due: date, today: date
) -> None:
    around = [due - timedelta(days=n) for n in range(20)]
    reminded = [day for day in around if falls_due(due, day, WORKDAYS)]
    assert len(reminded) == 2
    assert all(WORKDAYS.is_working_day(day) for day in reminded)
    assert not [
        day for day in around if reminded[1] < day <= due and day != reminded[0] and WORKDAYS.is_working_day(day)
    ]
    if today > due:
        assert not falls_due(due, today, WORKDAYS)


def test_a_date_in_easter_is_reminded_of_before_easter() -> None:
    due = date(2027, 3, 29)
    assert falls_due(due, date(2027, 3, 24), WORKDAYS)
    assert falls_due(due, date(2027, 3, 23), WORKDAYS)
    assert not falls_due(due, due, WORKDAYS)


def test_what_falls_due_is_the_settlers_also_in_an_approved_version() -> None:
    due = date(2027, 2, 10)
    walk = a_walk().mark("q4", Status.NOT_SETTLED, 0, IDA, NOW).settles("q4", LINE, due)
    for one in (walk, walk.approve(APPROVER, NOW)):
        assert [question.id for question in due_for(one, LINE, due, WORKDAYS)] == ["q4"]
        assert not due_for(one, IDA, due, WORKDAYS)
    assert not due_for(answered("q4", walk=walk), LINE, due, WORKDAYS)


@pytest.mark.parametrize(("started", "wants"), [(11, True), (12, False), (17, False)])
def test_a_walk_is_left_in_peace_for_its_first_week(started: int, wants: bool) -> None:
    assert wants_a_nudge(a_walk(), date(2027, 1, 18), date(2027, 1, started)) is wants


def test_a_finished_walk_wants_no_nudge() -> None:
    done = answered("q1").approve(APPROVER, NOW)
    assert not wants_a_nudge(done, date(2027, 2, 1), NOW.date())
    assert wants_a_nudge(replace(done, versions=()), date(2027, 2, 1), NOW.date())


def test_a_request_is_reminded_of_from_its_fourth_day_until_its_fifth_week_is_over() -> None:
    asked = Asked("U1", datetime(2027, 1, 11, 8, tzinfo=UTC))
    reminded = [day for day in range(50) if asked.is_reminded_of(asked.at + timedelta(days=day))]
    assert (reminded[0], reminded[-1]) == (4, 34)
    assert [asked.has_waited(asked.at + timedelta(days=day)) for day in (3, 4, 40)] == [False, True, True]
