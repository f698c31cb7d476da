"""The dates of a course: the worked examples of the method, what is skipped and said so, and rules that always hold."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.calendars import DateNotGiven, Entry, Reason, Why, calendar, misplaced, open_days
from domain.course_definitions import Counted, CourseType, Offset, UnknownMilestone
from domain.courses import Course, Standing
from tests.domain.small_courses import HERE, OPEN, SHIPPED, dates, made_up, many, meeting, small

SEEDS = st.integers(0, 2**40)


def of_start(start: date, course: CourseType) -> dict[str, Entry]:
    return {entry.id: entry for entry in calendar(course, {"start": start}, HERE)}


# The worked examples


def test_a_course_from_the_eleventh_of_january_stands_as_the_method_counts_it() -> None:
    found = dates(date(2027, 1, 11))
    assert {name: entry.counted for name, entry in found.items()} == {
        "team_formed": date(2026, 12, 21),
        "staff_informed": date(2027, 1, 4),
        "barometer_1_open": date(2027, 1, 11),
        "barometer_1_close": date(2027, 1, 25),
        "focus_groups": date(2027, 2, 1),
        "screening_report": date(2027, 2, 15),
        "report_meeting": date(2027, 2, 22),
        "development_day": date(2027, 3, 1),
        "status_meeting_1": date(2027, 4, 12),
        "status_meeting_2": date(2027, 5, 24),
        "barometer_2_open": date(2027, 7, 11),
        "barometer_2_close": date(2027, 7, 25),
        "final_meeting": date(2027, 8, 8),
        "after_care": date(2028, 2, 8),
    }
    assert {name: entry.proposed for name, entry in found.items() if entry.proposed} == {
        "screening_report": date(2027, 2, 22),
        "barometer_2_open": date(2027, 8, 2),
        "barometer_2_close": date(2027, 8, 16),
        "final_meeting": date(2027, 8, 30),
        "after_care": date(2028, 2, 29),
    }


def test_a_second_barometer_in_the_summer_waits_for_august_and_everything_skipped_is_named() -> None:
    assert dates(date(2027, 1, 11))["barometer_2_open"].reasons == (
        Reason(Why.SUNDAY, date(2027, 7, 11), date(2027, 7, 11)),
        Reason(Why.CLOSED_WEEKS, date(2027, 7, 12), date(2027, 8, 1)),
    )


def test_what_is_proposed_only_because_of_what_it_follows_says_so() -> None:
    [follows] = dates(date(2027, 1, 11))["after_care"].reasons
    assert follows == Reason(Why.FOLLOWS, date(2027, 8, 8), date(2027, 8, 30), follows="final_meeting")


def test_the_staffed_days_of_a_course_are_the_working_days_outside_its_closed_weeks_and_days() -> None:
    staffed = open_days(SHIPPED, HERE).staffed
    first = date(2027, 2, 8)
    days = [first + timedelta(days=n) for n in range(21)]
    assert [day.day for day in days if staffed.is_working_day(day)] == [8, 9, 10, 11, 12, 22, 23, 24, 25, 26]
    assert not staffed.is_working_day(date(2027, 12, 27))
    assert HERE.is_working_day(date(2027, 12, 27))


def test_the_staff_are_told_before_the_barometer_opens_also_where_the_week_between_is_closed() -> None:
    told = dates(date(2027, 2, 22))["staff_informed"]
    assert (told.counted, told.proposed) == (date(2027, 2, 15), date(2027, 2, 12))
    assert told.reasons == (
        Reason(Why.SATURDAY, date(2027, 2, 13), date(2027, 2, 13)),
        Reason(Why.SUNDAY, date(2027, 2, 14), date(2027, 2, 14)),
        Reason(Why.CLOSED_WEEKS, date(2027, 2, 15), date(2027, 2, 15)),
    )


def test_what_comes_before_something_goes_back_only_where_it_would_reach_it() -> None:
    # Easter Monday is a week before the opening, and the Tuesday is soon enough.
    assert dates(date(2027, 4, 5))["staff_informed"].day == date(2027, 3, 30)
    assert dates(date(2027, 8, 2))["staff_informed"].day == date(2027, 7, 9)


@many
@given(st.dates(date(2026, 1, 1), date(2031, 12, 31)))
def test_the_staff_are_told_before_the_opening_of_every_course_and_on_an_open_day(start: date) -> None:
    found = dates(start)
    assert found["staff_informed"].day < found["barometer_1_open"].day
    assert OPEN.is_open(found["staff_informed"].day)


def test_half_a_year_after_the_pilots_start_is_easter_day() -> None:
    second = dates(date(2026, 9, 28))["barometer_2_open"]
    assert (second.counted, second.proposed) == (date(2027, 3, 28), date(2027, 3, 30))
    assert [reason.why for reason in second.reasons] == [Why.SUNDAY, Why.HOLIDAY, Why.HOLIDAY]
    assert [reason.name.da for reason in second.reasons if reason.name] == ["påskedag", "2. påskedag"]


def test_half_a_year_after_the_last_of_august_is_the_last_of_february_and_then_a_working_day() -> None:
    # Fault F24: 28 February 2027 is a Sunday.
    second = dates(date(2026, 8, 31))["barometer_2_open"]
    assert (second.counted, second.proposed) == (date(2027, 2, 28), date(2027, 3, 1))
    assert dates(date(2027, 8, 31))["barometer_2_open"].counted == date(2028, 2, 29)


def test_a_development_day_that_is_given_carries_the_status_meetings_and_nothing_else() -> None:
    usual, later = dates(date(2027, 1, 11)), dates(date(2027, 1, 11), date(2027, 3, 8))
    changed = {name for name in usual if usual[name] != later[name]}
    assert changed == {"development_day", "status_meeting_1", "status_meeting_2"}
    assert later["status_meeting_1"].counted == date(2027, 4, 19)


# Single rules


@pytest.mark.parametrize(
    ("day", "proposed", "why"),
    [
        (date(2027, 5, 15), date(2027, 5, 18), [Why.SATURDAY, Why.SUNDAY, Why.HOLIDAY, Why.HOLIDAY]),
        (date(2027, 5, 17), date(2027, 5, 18), [Why.HOLIDAY]),
        (date(2026, 6, 5), date(2026, 6, 8), [Why.HOLIDAY, Why.SATURDAY, Why.SUNDAY]),
        (date(2026, 12, 30), date(2027, 1, 4), [Why.CLOSED_DAYS, Why.SATURDAY, Why.SUNDAY]),
        (date(2027, 10, 20), date(2027, 10, 25), [Why.CLOSED_WEEKS]),
        (date(2027, 10, 25), date(2027, 10, 25), []),
    ],
)
def test_every_day_that_is_skipped_is_named_in_its_order(day: date, proposed: date, why: list[Why]) -> None:
    assert OPEN.on_or_after(day) == proposed
    assert [reason.why for reason in OPEN.skipped(day)] == why


@pytest.mark.parametrize(("first", "last"), [(24, 28), (29, 31), (28, 28)])
def test_a_row_of_closed_days_is_one_reason_and_the_whole_closing_whichever_of_them_are_skipped(
    first: int, last: int
) -> None:
    [closed] = OPEN.closed(date(2026, 12, first), date(2026, 12, last))
    assert closed == Reason(Why.CLOSED_DAYS, date(2026, 12, 24), date(2027, 1, 1))


def test_an_anchor_that_is_no_milestone_is_proposed_forward_as_well() -> None:
    course = CourseType("k", 1, SHIPPED.title, small().anchors, (meeting("m", "start", weeks=1),))
    [entry] = calendar(course, {"start": date(2027, 1, 9)}, HERE)
    assert (entry.counted, entry.proposed) == (date(2027, 1, 16), date(2027, 1, 18))
    assert [reason.follows for reason in entry.reasons] == [None, "start"]


def test_a_course_without_its_first_date_cannot_be_counted() -> None:
    with pytest.raises(DateNotGiven, match="barometer_1_open"):
        calendar(SHIPPED, {}, HERE)
    assert SHIPPED.needed == ("barometer_1_open",)


def test_a_development_day_before_the_first_barometer_is_noticed() -> None:
    early = {"barometer_1_open": date(2027, 1, 11), "development_day": date(2027, 1, 10)}
    assert misplaced(SHIPPED, early) == (("development_day", "barometer_1_open"),)
    assert misplaced(SHIPPED, early | {"development_day": date(2027, 1, 11)}) == ()
    assert misplaced(SHIPPED, {"barometer_1_open": date(2027, 1, 11)}) == ()


def test_a_milestone_that_the_course_does_not_have_is_refused() -> None:
    with pytest.raises(UnknownMilestone):
        SHIPPED.milestone("nope")
    closing = SHIPPED.closing_of("barometer_2_open")
    assert closing is not None
    assert closing.id == "barometer_2_close"
    assert SHIPPED.closing_of("final_meeting") is None


@pytest.mark.parametrize(
    ("offset", "day", "after"),
    [
        (Offset(months=6), date(2026, 8, 31), date(2027, 2, 28)),
        (Offset(months=-1), date(2027, 3, 31), date(2027, 2, 28)),
        (Offset(months=12), date(2028, 2, 29), date(2029, 2, 28)),
        (Offset(weeks=6), date(2027, 3, 1), date(2027, 4, 12)),
        (Offset(days=-21), date(2027, 1, 11), date(2026, 12, 21)),
        (Offset(), date(2027, 1, 9), date(2027, 1, 9)),
    ],
)
def test_days_weeks_and_months_are_counted_on_the_calendar(offset: Offset, day: date, after: date) -> None:
    assert offset.after(day) == after


# Rules that hold for every course


@many
@given(SEEDS)
def test_dates_of_any_course_are_open_named_and_in_order(seed: int) -> None:
    course = made_up(seed)
    nothing_stands_on_a_closed_day_and_everything_skipped_is_named(course)
    what_is_counted_from_the_same_keeps_its_order_and_nothing_comes_before_what_it_follows(course)


def nothing_stands_on_a_closed_day_and_everything_skipped_is_named(course: Course) -> None:
    days = open_days(course.type, HERE)
    for entry in course.calendar(HERE):
        if course.state(entry.id).standing is Standing.CONFIRMED:
            assert entry.proposed is None
            continue
        assert days.is_open(entry.day)
        assert bool(entry.proposed) == bool(entry.reasons)
        if not any(reason.why is Why.FOLLOWS for reason in entry.reasons):
            named = {day for reason in entry.reasons for day in _between(reason.first, reason.last)}
            first, last = sorted([entry.counted, entry.day])
            assert named >= {*_between(first, last)} - {entry.day}
            # A closing is named whole, also where it began before or goes on behind.
            assert not any(days.is_open(day) for day in named - {entry.counted})


def _between(first: date, last: date) -> list[date]:
    return [first + timedelta(days=n) for n in range((last - first).days + 1)]


def what_is_counted_from_the_same_keeps_its_order_and_nothing_comes_before_what_it_follows(course: Course) -> None:
    days = course.days(HERE)
    for offset, follows in _rows(course):
        ordered = [days[name] for _, name in sorted(follows)]
        assert all(earlier <= later for earlier, later in pairwise(ordered)), offset
    for milestone in course.type.milestones:
        counted = milestone.counted
        if counted.after in days and _forward(counted) and _free(course, milestone.id):
            assert days[milestone.id] >= days[counted.after]
        if counted.after in days and _free(course, milestone.id):
            is_before = counted.offset.after(days[counted.after]) < days[counted.after]
            assert (days[milestone.id] < days[counted.after]) == is_before


def _rows(course: Course) -> list[tuple[str, list[tuple[int, str]]]]:
    """Milestones that nobody has agreed on, counted in the same unit from the same thing."""
    rows: dict[str, list[tuple[int, str]]] = {}
    for milestone in course.type.milestones:
        offset = milestone.counted.offset
        for unit in ("days", "weeks", "months"):
            if (number := getattr(offset, unit)) and _free(course, milestone.id):
                rows.setdefault(f"{milestone.counted.after} {unit}", []).append((number, milestone.id))
    return [*rows.items()]


def _forward(counted: Counted) -> bool:
    return min(counted.offset.days, counted.offset.weeks, counted.offset.months) >= 0


def _free(course: Course, milestone: str) -> bool:
    return course.state(milestone).standing is Standing.PROPOSED
