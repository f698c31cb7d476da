"""What a course missed while nothing could be posted in its channel, and who leads where it goes on."""

from __future__ import annotations

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from domain.course_channels import brought, unsaid
from domain.people import Named
from domain.reminders import reminders
from tests.domain.small_courses import HERE, at, made_up, shipped

ARCHIVED = at(date(2027, 4, 1), 12)


def test_of_several_reminders_about_one_meeting_the_newest_was_missed() -> None:
    missed = unsaid(shipped(), ARCHIVED, at(date(2027, 4, 9), 12), HERE)
    assert [(one.milestone, one.due_on) for one in missed] == [("status_meeting_1", date(2027, 4, 9))]


def test_nothing_is_missed_within_a_day_without_reminders() -> None:
    assert unsaid(shipped(), ARCHIVED, ARCHIVED + timedelta(hours=3), HERE) == ()


@given(seed=st.integers(0, 2**32), start=st.integers(0, 300), days=st.integers(0, 120))
def test_every_milestone_that_had_something_due_is_named_once_and_in_order(seed: int, start: int, days: int) -> None:
    course = made_up(seed)
    since = at(course.set_up_on, 12) + timedelta(days=start)
    until = since + timedelta(days=days)
    missed = unsaid(course, since, until, HERE)
    due = [one for one in reminders(course, HERE) if since < one.due_at <= until]
    assert {one.milestone for one in missed} == {one.milestone for one in due}
    assert len({one.milestone for one in missed}) == len(missed)
    assert [one.due_at for one in missed] == sorted(one.due_at for one in missed)
    assert all(max(d.due_at for d in due if d.milestone == one.milestone) == one.due_at for one in missed)


def test_whoever_had_a_role_before_has_it_in_the_other_channel() -> None:
    before = Named("M", None, frozenset({"T"}), frozenset({"O"}), coordinator_away=True)
    there = Named(None, "J", frozenset({"M", "A"}), frozenset({"P"}))
    after = brought(before, there)
    assert after == Named("M", "J", frozenset({"T", "A"}), frozenset({"O", "P"}), coordinator_away=True)
    assert brought(Named(), there) == there
