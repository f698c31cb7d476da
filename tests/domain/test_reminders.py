"""What a course says by itself: on which day, at which hour whatever the clocks do, once, and what is left unsaid."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.calendars import open_days
from domain.course_definitions import Counted, Kind, Milestone, Offset
from domain.courses import Course, confirmed, held, moved, not_needed
from domain.reminders import CatchUp, Occasion, Reminder, catch_up, reminders
from domain.workdays import MORNING, OPENS
from tests.domain.small_courses import EARLY, HERE, SHIPPED, at, course_of, made_up, many, meeting, shipped, small

SEEDS = st.integers(0, 2**40)
STATUS = date(2027, 4, 12)


def said(course: Course, milestone: str, after: datetime | None = None) -> list[Reminder]:
    return [one for one in reminders(course, HERE, after) if one.milestone == milestone]


def proposal(course: Course, milestone: str) -> list[Reminder]:
    return [one for one in said(course, milestone) if one.occasion is Occasion.ROUND]


def due_days(course: Course, milestone: str) -> list[date]:
    return [one.due_on for one in said(course, milestone) if one.occasion is Occasion.MEETING]


def only(start: date, remind: tuple[int, ...]) -> Course:
    """A course of one meeting."""
    kind = replace(small(), milestones=(meeting("start", "start", remind),))
    return course_of(kind, {"start": start})


# On which day


def test_a_status_meeting_is_reminded_of_a_week_and_a_working_day_before_and_on_the_day() -> None:
    # The day before Monday 12 April is a Sunday.
    assert due_days(shipped(), "status_meeting_1") == [date(2027, 4, 5), date(2027, 4, 9), STATUS]


def test_the_development_day_is_reminded_of_on_the_days_of_the_file() -> None:
    # Fourteen days before lies in week 7, two days before is a Saturday.
    assert due_days(shipped(), "development_day") == [date(2027, 2, 12), date(2027, 2, 26)]


def test_reminders_that_move_to_one_day_are_one() -> None:
    # A meeting on 5 January: one day before is open, seven and three lie among the closed days.
    course = moved(shipped(), "status_meeting_1", date(2027, 1, 5), EARLY, HERE).course
    assert due_days(course, "status_meeting_1") == [date(2026, 12, 23), date(2027, 1, 4), date(2027, 1, 5)]
    several = only(date(2027, 3, 31), (6, 5, 4, 3, 2, 1))
    # Easter: from Maundy Thursday to Easter Monday everything falls on Wednesday 24 March.
    assert due_days(several, "start") == [date(2027, 3, 24), date(2027, 3, 30)]


def test_a_meeting_that_people_put_on_a_saturday_is_reminded_of_on_the_friday_at_the_latest() -> None:
    course = moved(shipped(), "status_meeting_1", date(2027, 4, 17), EARLY, HERE).course
    assert due_days(course, "status_meeting_1") == [date(2027, 4, 9), date(2027, 4, 16)]


def test_a_barometer_is_proposed_two_weeks_before_it_opens_unless_its_round_is_there() -> None:
    [one] = proposal(shipped(), "barometer_2_open")
    # Two weeks before Monday 2 August lies in the closed weeks 28-30.
    assert one.due_on == date(2027, 7, 9)
    assert one.not_after == at(date(2027, 8, 2), 16)
    assert said(shipped().with_round("barometer_2_open", "r2"), "barometer_2_open") == []
    assert said(shipped().with_round("barometer_1_open", "r1"), "barometer_2_open")[0] == one


@pytest.mark.parametrize(
    ("set_up", "proposed"), [(date(2027, 7, 8), True), (date(2027, 7, 26), True), (date(2027, 8, 2), False)]
)
def test_a_barometer_that_opens_sooner_than_in_two_weeks_is_proposed_until_its_day_is_over(
    set_up: date, *, proposed: bool
) -> None:
    since = said(shipped(), "barometer_2_open", at(set_up, 16))
    assert ([one.occasion for one in since].count(Occasion.ROUND) == 1) is proposed


def test_that_a_barometer_was_not_started_is_told_once_on_the_next_open_day_unless_its_round_is_there() -> None:
    on_a_friday = moved(shipped(), "barometer_2_open", date(2027, 8, 6), EARLY, HERE).course
    [_, told] = said(on_a_friday, "barometer_2_open")
    assert (told.occasion, told.day) == (Occasion.NOT_STARTED, date(2027, 8, 6))
    assert (told.due_at, told.not_after) == (at(date(2027, 8, 9), 9), at(date(2027, 9, 6), 16))
    assert said(on_a_friday.with_round("barometer_2_open", "r2"), "barometer_2_open") == []


def test_a_barometer_from_before_the_set_up_is_not_told_of() -> None:
    set_up = shipped(set_up_on=date(2027, 1, 12))
    assert [one for one in said(set_up, "barometer_1_open") if one.occasion is Occasion.NOT_STARTED] == []
    the_day_itself = shipped(set_up_on=date(2027, 1, 11))
    assert said(the_day_itself, "barometer_1_open")[-1].due_on == date(2027, 1, 12)


def test_the_question_after_the_course_is_asked_on_its_day() -> None:
    [one] = said(shipped(), "after_care")
    assert (one.occasion, one.due_at) == (Occasion.QUESTION, at(date(2028, 2, 29), 9))


def test_whether_a_meeting_was_held_is_asked_once_on_the_next_working_day() -> None:
    course = moved(shipped(), "status_meeting_1", date(2027, 4, 16), EARLY, HERE).course
    [asked] = [one for one in said(course, "status_meeting_1") if one.occasion is Occasion.WAS_IT_HELD]
    assert asked.due_at == at(date(2027, 4, 19), 9)


def test_deadlines_and_closings_are_not_reminded_of() -> None:
    assert {one.milestone for one in reminders(shipped(), HERE)} == {
        *(milestone.id for milestone in SHIPPED.of_kind(Kind.MEETING)),
        *(milestone.id for milestone in SHIPPED.of_kind(Kind.BAROMETER_OPEN)),
        "after_care",
    }


def test_nothing_is_said_of_what_was_held_or_is_not_needed_or_of_a_course_that_is_over() -> None:
    assert said(held(shipped(), "status_meeting_1", STATUS, EARLY, HERE).course, "status_meeting_1") == []
    assert said(not_needed(shipped(), "status_meeting_1"), "status_meeting_1") == []
    assert reminders(shipped().ended(), HERE) == ()


def test_what_would_have_been_due_before_the_set_up_or_the_move_is_neither_said_nor_missed() -> None:
    set_up = at(date(2027, 4, 7), 10)
    assert next(one.due_on for one in said(shipped(), "status_meeting_1", set_up)) == date(2027, 4, 9)
    since = reminders(shipped(), HERE, set_up)
    assert all(one.due_at > set_up for one in since if one.occasion is not Occasion.ROUND)
    # What is due at the very moment of a change has been said, or is about something that stood otherwise.
    assert said(shipped(), "status_meeting_1", at(date(2027, 4, 9), 9))[0].due_on == STATUS


# At which hour


@pytest.mark.parametrize(
    ("begins", "on_the_day"),
    [
        (None, at(STATUS, 9)),
        (time(13), at(STATUS, 9)),
        (time(9, 1), at(STATUS, 9)),
        (time(9), at(STATUS, 8)),
        (time(8, 1), at(STATUS, 8)),
        (time(8), at(date(2027, 4, 9), 9)),
        (time(7), at(date(2027, 4, 9), 9)),
    ],
)
def test_the_days_reminder_comes_before_its_meeting_begins(begins: time | None, on_the_day: datetime) -> None:
    course = confirmed(shipped(), "status_meeting_1", STATUS, EARLY, HERE, at=begins).course
    last = [one for one in said(course, "status_meeting_1") if one.occasion is Occasion.MEETING][-1]
    assert last.due_at == on_the_day
    assert last.not_after == at(STATUS, begins.hour if begins else 16, begins.minute if begins else 0)


def test_nine_o_clock_stays_nine_o_clock_over_both_changes_of_the_clocks() -> None:
    # Fault F23: counting 168 hours in UTC would give 8.00 in spring and 10.00 in autumn.
    spring = said(moved(shipped(), "status_meeting_1", date(2027, 4, 2), EARLY, HERE).course, "status_meeting_1")
    assert [HERE.local(one.due_at).time() for one in spring] == [time(9)] * 4
    assert [one.due_at.hour for one in spring] == [8, 7, 7, 7]
    autumn = said(moved(shipped(), "status_meeting_1", date(2026, 10, 30), EARLY, HERE).course, "status_meeting_1")
    assert [HERE.local(one.due_at).time() for one in autumn] == [time(9)] * 4
    # A week before lies on the Friday of week 43; week 42 is closed.
    assert [one.due_at.hour for one in autumn] == [7, 8, 8, 8]


def test_an_hour_that_does_not_exist_is_an_hour_later_and_one_that_comes_twice_is_the_first() -> None:
    # Faults F21 and F22.
    assert HERE.at(date(2027, 3, 28), time(2, 30)) == datetime(2027, 3, 28, 1, 30, tzinfo=UTC)
    assert HERE.local(HERE.at(date(2027, 3, 28), time(2, 30))).time() == time(3, 30)
    assert HERE.at(date(2026, 10, 25), time(2, 30)) == datetime(2026, 10, 25, 0, 30, tzinfo=UTC)


# After Anker was down (fault F25)


def status() -> list[Reminder]:
    """Due on 5, 9 and 12 April at nine, and on the 13th the question whether it was held."""
    return said(shipped(), "status_meeting_1")


def test_a_reminder_that_is_a_night_late_is_sent() -> None:
    week, *_ = status()
    assert catch_up(status(), at(date(2027, 4, 6), 8), HERE) == CatchUp(send=(week,))


def test_after_a_weekend_only_the_newest_is_sent_and_the_coordinator_hears_of_the_other() -> None:
    week, day, today, _ = status()
    assert catch_up(status(), at(STATUS, 10), HERE) == CatchUp(send=(today,), skipped=(week, day))
    assert catch_up([day, today], at(STATUS, 10), HERE) == CatchUp(send=(today,), skipped=(day,))


def test_no_reminder_is_sent_once_its_meeting_has_begun() -> None:
    course = confirmed(shipped(), "status_meeting_1", STATUS, EARLY, HERE, at=time(13)).course
    *meetings, _ = said(course, "status_meeting_1")
    assert catch_up(meetings, at(STATUS, 12, 59), HERE).send == (meetings[-1],)
    assert catch_up(meetings, at(STATUS, 13), HERE) == CatchUp(skipped=tuple(meetings))


def test_after_three_weeks_it_is_only_asked_whether_the_meeting_was_held() -> None:
    *meetings, asked = status()
    assert catch_up(status(), at(date(2027, 5, 3), 9), HERE) == CatchUp(send=(asked,), skipped=tuple(meetings))
    assert catch_up([asked], at(date(2027, 5, 12), 9), HERE) == CatchUp(skipped=(asked,))


def test_a_round_is_not_proposed_any_more_once_it_should_have_opened() -> None:
    [one] = proposal(shipped(), "barometer_2_open")
    assert catch_up([one], at(date(2027, 8, 2), 15), HERE).send == (one,)
    assert catch_up([one], at(date(2027, 8, 3), 9), HERE).skipped == (one,)


def test_nothing_is_sent_or_given_up_outside_working_hours() -> None:
    for moment in (at(STATUS, 7, 59), at(date(2027, 4, 11), 12), at(STATUS, 16)):
        assert catch_up(status(), moment, HERE) == CatchUp()


def test_each_meeting_has_a_newest_of_its_own() -> None:
    other = said(shipped(), "status_meeting_2")
    found = catch_up([*other, *status()], at(date(2027, 5, 18), 9), HERE)
    assert {one.milestone for one in found.send} == {"status_meeting_2"}
    assert {one.milestone for one in found.skipped} == {"status_meeting_1"}


# Rules that hold for every course


@many
@given(SEEDS)
def test_everything_any_course_says_comes_once_in_time_and_in_working_hours(seed: int) -> None:
    course = made_up(seed)
    found = reminders(course, HERE)
    assert len({one.key for one in found}) == len(found)
    assert [*found] == sorted(found, key=lambda one: one.due_at)
    open_now = open_days(course.type, HERE)
    days = course.days(HERE)
    for one in found:
        local = HERE.local(one.due_at)
        assert local.date() == one.due_on
        assert local.time() == MORNING or (local.time() == OPENS and one.due_on == one.day)
        assert open_now.is_open(one.due_on)
        assert one.due_at < one.not_after
        assert one.day == days[one.milestone]
    for milestone in course.type.of_kind(Kind.MEETING):
        for before in milestone.remind_days_before:
            wanted = open_now.on_or_before(days[milestone.id] - timedelta(days=before))
            due_on = {one.due_on for one in found if one.milestone == milestone.id}
            assert wanted in due_on or (before == 0 and open_now.on_or_before(wanted - timedelta(days=1)) in due_on)


@many
@given(SEEDS)
def test_a_clock_that_looks_often_sends_everything_once_and_one_that_sleeps_tells_what_it_left_out(seed: int) -> None:
    dice, due = Random(seed), list(reminders(made_up(seed), HERE))
    punctual = [catch_up([one], one.due_at, HERE) for one in due]
    assert [found.send for found in punctual] == [(one,) for one in due]
    sent: list[Reminder] = []
    skipped: list[Reminder] = []
    now, waiting = due[0].due_at if due else at(date(2026, 1, 1), 9), due
    while waiting:
        now += timedelta(hours=dice.choice([1, 5, 15, 65, 500]))
        found = catch_up(waiting, now, HERE)
        assert all(one.due_at <= now < one.not_after for one in found.send)
        assert len({one.milestone for one in found.send}) == len(found.send)
        assert not found.send or HERE.is_working_hour(now)
        sent, skipped = [*sent, *found.send], [*skipped, *found.skipped]
        waiting = [one for one in waiting if one not in found.send and one not in found.skipped]
    assert sorted([*sent, *skipped], key=lambda one: one.key) == sorted(due, key=lambda one: one.key)


def test_a_question_on_a_day_that_people_closed_is_asked_when_they_are_back() -> None:
    asks = Milestone("q", Kind.QUESTION, small().title, Counted("start", Offset(days=1)))
    course = moved(course_of(small(asks), {"start": date(2027, 3, 1)}), "q", date(2027, 3, 6), EARLY, HERE).course
    assert [one.due_on for one in said(course, "q")] == [date(2027, 3, 8)]
