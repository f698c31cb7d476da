"""A plan: what is due and late, when owners are reminded, what they may put off, and who changes what."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.barometers import Text
from domain.courses import held
from domain.people import Person, Right
from domain.plans import (
    Action,
    ActionState,
    ActionTheme,
    Nudge,
    Plan,
    Settled,
    SnoozedAlready,
    UnknownAction,
    given_by,
    is_to_be_made,
    leads,
    makes_plan,
    may_change,
    newest,
    plan,
)
from tests.domain.small_courses import EARLY, HERE, OPEN, shipped

DAYS = st.dates(date(2026, 1, 1), date(2030, 12, 31))
#: A Friday with nothing closed around it.
DEADLINE = date(2027, 9, 10)
BEFORE, AFTER = date(2027, 9, 3), date(2027, 9, 13)
NOW = datetime(2027, 3, 1, 12, tzinfo=UTC)


def action(deadline: date = DEADLINE, name: str = "a1", owner: str = "U1", theme: str | None = None) -> Action:
    about = ActionTheme(theme, Text(theme.title())) if theme else None
    return Action(name, "c1", "Fast ICM-tid", owner, deadline, "U9", NOW, about)


def days_of(one: Action) -> list[date]:
    return [day for _, day in one.nudges(OPEN)]


# When owners are reminded


def test_an_owner_is_reminded_a_week_before_and_on_the_next_working_day() -> None:
    assert action().nudges(OPEN) == [(Nudge.BEFORE, BEFORE), (Nudge.AFTER, AFTER)]


def test_reminders_move_back_before_the_deadline_and_forward_after_it() -> None:
    # Weeks 28 to 30 are closed: 12 July to 1 August.
    assert days_of(action(date(2027, 7, 20))) == [date(2027, 7, 9), date(2027, 8, 2)]
    # The day before Christmas Eve is the last open one; after the closed days comes Monday 3 January.
    assert days_of(action(date(2027, 12, 31))) == [date(2027, 12, 23), date(2028, 1, 3)]


@given(DAYS)
def test_every_reminder_comes_on_an_open_day_as_near_as_there_is_one(deadline: date) -> None:
    (_, before), (_, after) = action(deadline).nudges(OPEN)
    assert OPEN.is_open(before)
    assert OPEN.is_open(after)
    assert before <= deadline - timedelta(days=7) < deadline < after
    between = [before + timedelta(days=n) for n in range(1, (deadline - timedelta(days=7) - before).days + 1)]
    between += [deadline + timedelta(days=n) for n in range(1, (after - deadline).days)]
    assert not any(OPEN.is_open(day) for day in between)


@given(DAYS, st.booleans())
def test_nobody_is_reminded_of_what_is_done_or_given_up(deadline: date, is_done: bool) -> None:
    one = action(deadline)
    assert (one.done() if is_done else one.given_up("Ingen tid")).nudges(OPEN) == []


# Putting off


def test_a_reminder_that_is_put_off_comes_again_in_a_week_and_then_the_one_after_the_deadline() -> None:
    early = replace(action(), deadline=date(2027, 9, 17))
    put_off = early.snoozed_a_week(date(2027, 9, 10), OPEN)
    assert put_off.nudges(OPEN)[1:] == [(Nudge.BEFORE, date(2027, 9, 17)), (Nudge.AFTER, date(2027, 9, 20))]


def test_nothing_comes_before_the_week_is_over() -> None:
    # Put off on the eve of the deadline: the reminder after it waits for the week as well.
    put_off = action().snoozed_a_week(date(2027, 9, 9), OPEN)
    assert put_off.nudges(OPEN) == [(Nudge.BEFORE, BEFORE), (Nudge.AFTER, date(2027, 9, 16))]


def test_each_reminder_is_put_off_once() -> None:
    put_off = action().snoozed_a_week(BEFORE, OPEN)
    with pytest.raises(SnoozedAlready):
        put_off.snoozed_a_week(date(2027, 9, 10), OPEN)
    again = put_off.snoozed_a_week(AFTER, OPEN)
    assert again.snoozed_to == date(2027, 9, 20)
    with pytest.raises(SnoozedAlready):
        again.snoozed_a_week(date(2027, 9, 21), OPEN)
    assert not again.can_be_snoozed(date(2027, 9, 21), OPEN)


def test_what_has_not_come_cannot_be_put_off() -> None:
    assert not action().can_be_snoozed(BEFORE - timedelta(days=1), OPEN)
    with pytest.raises(SnoozedAlready):
        action().snoozed_a_week(BEFORE - timedelta(days=1), OPEN)
    assert not action().done().can_be_snoozed(AFTER, OPEN)


def test_another_deadline_or_owner_begins_anew_and_another_text_does_not() -> None:
    put_off = action().snoozed_a_week(BEFORE, OPEN)
    same = put_off.edited(text="Andre ord", deadline=DEADLINE)
    assert (same.text, same.snoozed_to) == ("Andre ord", put_off.snoozed_to)
    assert put_off.edited(text="x", deadline=date(2027, 10, 1)).snoozed is None
    assert put_off.edited(text="x", deadline=DEADLINE, owner="U2").snoozed is None
    assert put_off.handed_to("U2").snoozed_to is None
    assert put_off.handed_to("U1") == put_off


@given(DAYS, st.lists(st.integers(0, 30), max_size=6))
def test_whatever_is_put_off_nobody_is_reminded_twice_on_a_day_or_more_than_four_times(
    deadline: date, waits: list[int]
) -> None:
    """The days of half a year one by one, as the clock and an owner who puts off go through them."""
    one, told = action(deadline), dict[str, date]()
    presses = {deadline - timedelta(days=20) + timedelta(days=sum(waits[: n + 1])) for n in range(len(waits))}
    for day in (deadline - timedelta(days=60) + timedelta(days=n) for n in range(180)):
        due = [one.key(nudge, on) for nudge, on in one.nudges(OPEN) if on == day]
        assert len(due) <= 1
        assert not due or due[0] not in told
        told |= dict.fromkeys(due, day)
        if day in presses and one.can_be_snoozed(day, OPEN):
            quiet, one = day, one.snoozed_a_week(day, OPEN)
            ahead = [on for on in days_of(one) if on > quiet]
            assert all(on >= quiet + timedelta(days=7) for on in ahead)
    assert 1 <= len(told) <= 4


def test_of_several_reminders_about_one_action_the_newest_counts() -> None:
    one, other = action(), action(name="a2")
    due = [(one, Nudge.AFTER, AFTER), (other, Nudge.BEFORE, BEFORE), (one, Nudge.BEFORE, BEFORE)]
    assert newest(due) == [(other, Nudge.BEFORE, BEFORE), (one, Nudge.AFTER, AFTER)]


# What a plan says


def test_due_is_what_comes_within_the_week_and_late_is_what_has_passed() -> None:
    first, second, third = action(date(2027, 9, 1), "a1"), action(date(2027, 9, 8), "a2"), action(name="a3")
    made = plan("c1", [third, first.done(), second, action(date(2027, 8, 30), "a4")])
    assert [one.id for one in made.actions] == ["a4", "a1", "a2", "a3"]
    assert [one.id for one in made.open] == ["a4", "a2", "a3"]
    assert [one.id for one in made.due(date(2027, 9, 2))] == ["a2"]
    assert [one.id for one in made.due(date(2027, 9, 2), until=DEADLINE)] == ["a2", "a3"]
    assert [one.id for one in made.late(date(2027, 8, 31))] == ["a4"]
    assert [one.id for one in made.late(date(2027, 8, 30))] == []


def test_a_deadline_of_today_is_due_and_not_late() -> None:
    made = plan("c1", [action()])
    assert made.due(DEADLINE) == made.actions
    assert made.late(DEADLINE) == ()
    assert made.late(DEADLINE + timedelta(days=1)) == made.actions


def test_themes_stand_by_their_first_deadline_and_what_has_none_last() -> None:
    made = plan(
        "c1",
        [
            action(date(2027, 5, 1), "a1"),
            action(date(2027, 8, 1), "a2", theme="ledelse"),
            action(date(2027, 6, 1), "a3", theme="kompetencer"),
            action(date(2027, 9, 1), "a4", theme="kompetencer"),
        ],
    )
    groups = [(theme.id if theme else None, [one.id for one in found]) for theme, found in made.by_theme()]
    assert groups == [("kompetencer", ["a3", "a4"]), ("ledelse", ["a2"]), (None, ["a1"])]


def test_an_action_is_found_by_its_id_or_not_at_all() -> None:
    assert plan("c1", [action()]).action("a1") == action()
    with pytest.raises(UnknownAction):
        Plan("c1").action("a1")


# Who changes what


def test_owners_change_their_own_and_whoever_leads_changes_all() -> None:
    def person(user: str, *rights: Right) -> Person:
        return Person("T1", user, rights=frozenset(rights))

    assert may_change(action(), person("U1"))
    assert not may_change(action(), person("U2", Right.TEAM, Right.OBSERVER, Right.ADMINISTRATOR))
    assert may_change(action(), person("U2", Right.COORDINATOR))
    assert may_change(action(), person("U2", Right.DEPUTY))
    assert not leads(person("U1", Right.TEAM))


def test_what_is_settled_is_opened_before_it_is_edited() -> None:
    given_up = action().given_up("Ingen tid")
    assert (given_up.state, given_up.reason) == (ActionState.GIVEN_UP, "Ingen tid")
    with pytest.raises(Settled):
        given_up.edited(text="x", deadline=DEADLINE)
    opened = given_up.opened()
    assert (opened.state, opened.reason) == (ActionState.OPEN, "")
    assert given_up.done().reason == ""


# When it is made


def test_a_plan_is_to_be_made_once_the_development_day_was_held() -> None:
    course = shipped()
    assert makes_plan(course, "development_day")
    assert not makes_plan(course, "status_meeting_1")
    assert not is_to_be_made(course, Plan("c1"))
    was_held = held(course, "development_day", date(2027, 3, 1), EARLY, HERE).course
    assert is_to_be_made(was_held, Plan("c1"))
    assert not is_to_be_made(was_held, plan("c1", [action()]))
    assert not is_to_be_made(was_held.ended(), Plan("c1"))


def test_whoever_gets_something_from_another_gets_all_of_it_at_once_and_nobody_gets_their_own() -> None:
    early, late = action(name="a", owner="U2"), action(date(2027, 10, 1), "b", "U2")
    mine = action(name="c", owner="U1")
    assert given_by("U1", [late, mine, early]) == {"U2": (early, late)}
    assert given_by("U3", [mine]) == {"U1": (mine,)}
