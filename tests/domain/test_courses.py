"""A running course: what is agreed, what moves along with what, and that moving back puts everything back."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.calendars import Why, base_of, open_days
from domain.course_definitions import Anchor, Counted, CourseType, Offset, UnknownMilestone
from domain.courses import (
    AlreadyHeld,
    Course,
    CourseOver,
    Moved,
    Record,
    Shift,
    Standing,
    State,
    Stayed,
    confirmed,
    held,
    moved,
    needed_again,
    not_needed,
)
from tests.domain.small_courses import EARLY, HERE, course_of, made_up, many, meeting, shipped, small

SEEDS = st.integers(0, 2**40)
DEVELOPMENT_DAY = date(2027, 3, 1)
A_WEEK_LATER = date(2027, 3, 8)


def moved_day(course: Course, milestone: str = "development_day", to: date = A_WEEK_LATER) -> Moved:
    return moved(course, milestone, to, EARLY, HERE, by="U1")


def agreed(course: Course, milestone: str, on: date, at: time | None = None) -> Course:
    return confirmed(course, milestone, on, EARLY, HERE, at=at, place="Mødelokale 2", by="U1").course


def test_what_hangs_on_a_moved_date_moves_along() -> None:
    found = moved_day(shipped())
    assert found.moved == Shift("development_day", DEVELOPMENT_DAY, A_WEEK_LATER)
    assert found.along == (
        Shift("status_meeting_1", date(2027, 4, 12), date(2027, 4, 19)),
        Shift("status_meeting_2", date(2027, 5, 24), date(2027, 5, 31)),
    )
    assert found.stayed == ()
    assert found.wrong == ()
    assert found.course.state("development_day").by == "U1"


def late(course: Course, to: date, today: date = date(2027, 1, 20)) -> Moved:
    """Barometer 1 of 11 January is moved after its day: the team was to be formed by 21 December, and the staff told
    by 4 January."""
    return moved(course, "barometer_1_open", to, today, HERE)


def test_what_has_passed_stays_where_it_would_only_get_to_another_day_that_has_passed() -> None:
    found = late(shipped(), date(2027, 1, 25))
    assert [shift.milestone for shift in found.along][:2] == ["barometer_1_close", "focus_groups"]
    assert found.stayed == ()
    days = found.course.days(HERE)
    assert (days["team_formed"], days["staff_informed"]) == (date(2026, 12, 21), date(2027, 1, 4))
    assert found.course.state("team_formed").changes == 0


def test_what_has_passed_moves_along_where_it_can_be_done_still() -> None:
    """By hand: 7 and 21 days before 1 March are 22 and 8 February; also after it has stayed once."""
    for course in (shipped(), late(shipped(), date(2027, 1, 25)).course):
        found = late(course, date(2027, 3, 1))
        assert Shift("team_formed", date(2026, 12, 21), date(2027, 2, 8)) in found.along
        assert Shift("staff_informed", date(2027, 1, 4), date(2027, 2, 22)) in found.along
        assert not any(one.chosen and one.chosen.fixed for one in found.course.states.values())


def test_what_has_passed_stays_also_where_a_meeting_was_held_on_another_day_or_is_agreed() -> None:
    """By hand: status meeting 1 stands six weeks after the development day, on 12 April, and 2 on 24 May."""
    today, status = date(2027, 4, 20), date(2027, 4, 12)
    for change in (held, confirmed):
        found = change(shipped(), "development_day", date(2027, 3, 4), today, HERE)
        assert [shift.milestone for shift in found.along] == ["status_meeting_2"]
        assert found.course.days(HERE)["status_meeting_1"] == status


def test_what_stayed_because_it_had_passed_is_not_agreed() -> None:
    kept = late(shipped(), date(2027, 1, 25)).course
    assert kept.state("staff_informed").standing is Standing.PROPOSED
    back = needed_again(not_needed(kept, "staff_informed"), "staff_informed")
    assert back.state("staff_informed").standing is Standing.PROPOSED
    assert back.days(HERE) == kept.days(HERE)


def test_a_confirmed_meeting_does_not_move_along_and_that_is_told() -> None:
    found = moved_day(agreed(shipped(), "status_meeting_1", date(2027, 4, 13), time(13)))
    assert [shift.milestone for shift in found.along] == ["status_meeting_2"]
    assert found.stayed == (Stayed("status_meeting_1", Standing.CONFIRMED),)
    assert found.course.days(HERE)["status_meeting_1"] == date(2027, 4, 13)


def test_a_held_meeting_does_not_move_along_either() -> None:
    course = held(shipped(), "status_meeting_1", date(2027, 4, 12), EARLY, HERE).course
    assert moved_day(course).stayed == (Stayed("status_meeting_1", Standing.HELD),)


def test_the_first_barometer_carries_everything_but_what_is_agreed() -> None:
    course = agreed(shipped(), "focus_groups", date(2027, 2, 2))
    found = moved_day(course, "barometer_1_open", date(2027, 1, 18))
    days = found.course.days(HERE)
    assert days["development_day"] == date(2027, 3, 8)
    assert days["status_meeting_1"] == date(2027, 4, 19)
    assert days["barometer_2_open"] == date(2027, 8, 2)
    assert days["focus_groups"] == date(2027, 2, 2)
    assert found.stayed == (Stayed("focus_groups", Standing.CONFIRMED),)


def test_a_development_day_with_a_date_of_its_own_stays_when_the_first_barometer_moves() -> None:
    course = shipped(anchors={"barometer_1_open": date(2027, 1, 11), "development_day": date(2027, 3, 3)})
    found = moved_day(course, "barometer_1_open", date(2027, 1, 18))
    assert found.course.days(HERE)["development_day"] == date(2027, 3, 3)


def test_a_moved_meeting_that_is_not_agreed_keeps_its_distance_when_what_it_hangs_on_moves() -> None:
    course = moved_day(shipped(), "status_meeting_1", date(2027, 4, 14)).course
    found = moved_day(course)
    assert found.course.days(HERE)["status_meeting_1"] == date(2027, 4, 21)
    assert moved_day(found.course, to=DEVELOPMENT_DAY).course.days(HERE) == course.days(HERE)


def test_a_date_chosen_by_people_stands_where_they_put_it_and_they_are_told_why_nobody_may_be_there() -> None:
    found = moved_day(shipped(), "status_meeting_1", date(2027, 4, 17))
    assert found.course.days(HERE)["status_meeting_1"] == date(2027, 4, 17)
    assert [reason.why for reason in found.wrong] == [Why.SATURDAY, Why.SUNDAY]


def test_a_date_counted_from_an_anchor_that_is_no_milestone_can_be_moved() -> None:
    kind = CourseType("k", 1, small().title, (Anchor("start"),), (meeting("m", "start", weeks=1),))
    course = course_of(kind, {"start": date(2027, 1, 9)})
    assert moved_day(course, "m", date(2027, 1, 20)).course.days(HERE) == {"m": date(2027, 1, 20)}


def test_a_meeting_that_is_agreed_stays_agreed_when_it_is_moved() -> None:
    course = agreed(shipped(), "status_meeting_1", date(2027, 4, 13), time(13))
    state = moved_day(course, "status_meeting_1", date(2027, 4, 20)).course.state("status_meeting_1")
    assert (state.standing, state.at, state.place) == (Standing.CONFIRMED, time(13), "Mødelokale 2")
    assert state.chosen is not None
    assert state.chosen.fixed


def test_every_change_is_counted_once_also_of_what_moved_along() -> None:
    course = moved_day(shipped()).course
    changes = {name: course.state(name).changes for name in course.days(HERE) if course.state(name).changes}
    assert changes == {"development_day": 1, "status_meeting_1": 1, "status_meeting_2": 1}
    again = moved_day(course)
    assert again.course is course
    assert again.moved == Shift("development_day", A_WEEK_LATER, A_WEEK_LATER)
    course = agreed(course, "status_meeting_1", date(2027, 4, 19))
    assert agreed(course, "status_meeting_1", date(2027, 4, 19)) is course
    assert course.state("status_meeting_1").changes == 2


def test_agreeing_on_another_day_moves_along_what_hangs_on_it() -> None:
    found = confirmed(shipped(), "barometer_2_open", date(2027, 8, 9), EARLY, HERE)
    assert [shift.milestone for shift in found.along] == ["barometer_2_close", "final_meeting", "after_care"]


def test_a_meeting_held_on_another_day_moves_along_what_hangs_on_it() -> None:
    record = Record("Alle fire", "Vi begynder med tre handlinger", "U1", datetime(2027, 3, 2, 12, tzinfo=UTC))
    found = held(shipped(), "development_day", date(2027, 3, 2), EARLY, HERE, record=record, by="U1")
    assert [shift.after for shift in found.along] == [date(2027, 4, 13), date(2027, 5, 25)]
    assert found.course.state("development_day").record == record
    again = held(found.course, "development_day", date(2027, 3, 2), EARLY, HERE)
    assert again.course is found.course


def test_what_is_not_needed_keeps_what_hangs_on_it_and_can_be_needed_again() -> None:
    before = shipped()
    course = not_needed(before, "development_day", by="U1")
    assert course.days(HERE) == before.days(HERE)
    assert course.state("development_day").standing is Standing.NOT_NEEDED
    assert not_needed(course, "development_day") is course
    again = needed_again(course, "development_day")
    assert again.state("development_day").standing is Standing.PROPOSED
    assert again.state("development_day").changes == 2
    sure = needed_again(not_needed(agreed(before, "focus_groups", date(2027, 2, 2)), "focus_groups"), "focus_groups")
    assert sure.state("focus_groups").standing is Standing.CONFIRMED


def test_a_barometer_is_left_out_with_its_close_and_comes_back_with_it() -> None:
    both = ("barometer_1_open", "barometer_1_close")
    left_out = not_needed(agreed(shipped(), "barometer_1_close", date(2027, 1, 29)), "barometer_1_open", by="U1")
    assert {left_out.state(one).standing for one in both} == {Standing.NOT_NEEDED}
    again = needed_again(left_out, "barometer_1_open")
    assert [again.state(one).standing for one in both] == [Standing.PROPOSED, Standing.CONFIRMED]
    alone = not_needed(shipped(), "barometer_1_close")
    assert alone.state("barometer_1_open").standing is Standing.PROPOSED


def test_what_is_not_needed_is_not_told_of_when_it_would_move_along() -> None:
    found = moved_day(not_needed(shipped(), "status_meeting_1"))
    assert [shift.milestone for shift in found.along] == ["status_meeting_2"]
    assert found.stayed == ()


CHANGES: dict[str, Callable[[Course], object]] = {
    "moved": moved_day,
    "agreed": lambda course: agreed(course, "development_day", A_WEEK_LATER),
    "not needed": lambda course: not_needed(course, "development_day"),
    "needed again": lambda course: needed_again(course, "development_day"),
}


@pytest.mark.parametrize("what", CHANGES)
def test_what_was_held_is_not_changed_and_nothing_is_when_the_course_is_over(what: str) -> None:
    past = held(shipped(), "development_day", DEVELOPMENT_DAY, EARLY, HERE).course
    with pytest.raises(AlreadyHeld):
        CHANGES[what](past)
    with pytest.raises(CourseOver):
        CHANGES[what](shipped().ended())
    with pytest.raises(CourseOver):
        held(shipped().ended(), "development_day", DEVELOPMENT_DAY, EARLY, HERE)


def test_a_milestone_that_the_course_does_not_have_is_refused() -> None:
    for change in (
        moved_day,
        lambda course, name: course.state(name),
        lambda course, name: course.with_round(name, "r"),
    ):
        with pytest.raises(UnknownMilestone):
            change(shipped(), "nope")


def test_rounds_and_a_walk_are_part_of_a_course_only_when_they_are_linked() -> None:
    course = shipped().with_round("barometer_1_open", "r1").with_walk("w1")
    assert (course.rounds, course.walk) == ({"barometer_1_open": "r1"}, "w1")
    assert course.with_walk(None).walk is None
    assert shipped().state("development_day") == State()


# Rules that hold for every course


@many
@given(SEEDS)
def test_moving_tells_every_shift_and_moving_back_puts_everything_back(seed: int) -> None:
    course, dice = made_up(seed), Random(seed)
    before = course.days(HERE)
    name = dice.choice([*before])
    to = before[name] + timedelta(days=dice.randint(-40, 40))
    today = dice.choice([EARLY, dice.choice([*before.values()]) + timedelta(days=dice.randint(-5, 20))])
    there = moved(course, name, to, today, HERE)
    after = there.course.days(HERE)
    assert {shift.milestone: shift.after for shift in there.along} == {
        other: day for other, day in after.items() if day != before[other] and other != name
    }
    assert after[name] == to
    assert all(after[other] == day for other, day in before.items() if _agreed(course, other) and other != name)
    assert all(max(shift.before, shift.after) >= today for shift in there.along)
    past = {other for other in before if before[other] < today}
    assert all(_stands_as_counted(there.course, after, other) for other in after if other not in {name, *past})
    back = moved(there.course, name, before[name], today, HERE)
    assert back.course.days(HERE) == before
    assert {shift.milestone for shift in back.along} == {shift.milestone for shift in there.along}
    assert {stayed.milestone for stayed in back.stayed} == {stayed.milestone for stayed in there.stayed}
    assert back.course.state(name).changes == course.state(name).changes + (2 if to != before[name] else 0)


def _agreed(course: Course, milestone: str) -> bool:
    return course.state(milestone).standing is Standing.CONFIRMED


def _stands_as_counted(course: Course, days: Mapping[str, date], milestone: str) -> bool:
    """What is not agreed stands on the first open day from the day that is counted from where its base stands, and on
    the last one before where it would come only when its base does."""
    counted = base_of(course.type, milestone, course.anchors)
    if _agreed(course, milestone) or counted is None or counted.after not in days:
        return True
    reckoned, days_open = counted.offset.after(days[counted.after]), open_days(course.type, HERE)
    ahead = days_open.on_or_after(reckoned)
    is_too_late = reckoned < days[counted.after] <= ahead
    return days[milestone] == (days_open.on_or_before(reckoned) if is_too_late else ahead)


def test_a_default_counted_in_weeks_is_counted_from_where_the_first_date_stands() -> None:
    kind = replace(small(meeting("d", "d")), anchors=(Anchor("start"), Anchor("d", Counted("start", Offset(weeks=2)))))
    course = course_of(kind, {"start": date(2027, 1, 9)})
    assert course.days(HERE) == {"start": date(2027, 1, 11), "d": date(2027, 1, 25)}
