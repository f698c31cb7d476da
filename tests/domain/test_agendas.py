"""What is told under the points of an agenda: themes by name, what moved by word, and what was agreed last."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.agendas import Filling, Point, last_meeting, most_to_gain, movements, points, unplaced
from domain.barometers import Barometer
from domain.course_definitions import Agenda, Topic
from domain.course_records import Present, present_in
from domain.courses import Course, Record, held
from domain.figures import Change
from domain.releases import TOTAL, Population, Release
from domain.scoring import ChangeWord
from domain.standings import themes_by_points
from tests.domain.small_courses import EARLY, HERE, SHIPPED, shipped
from tests.messages.results import sample
from tests.messages.results import shipped as barometer_of_ours

NOW = datetime(2027, 3, 1, 12, tzinfo=UTC)


@pytest.fixture(scope="module")
def barometer() -> Barometer:
    return barometer_of_ours()


@pytest.fixture(scope="module")
def release() -> Release:
    return sample().release


def record(agreed: str, at: datetime = NOW) -> Record:
    return Record("", agreed, "U1", at)


def with_record(course: Course, milestone: str, on: date, agreed: str, at: datetime = NOW) -> Course:
    return held(course, milestone, on, EARLY, HERE, record=record(agreed, at)).course


# Points


def test_every_point_of_the_shipped_status_meeting_has_its_topic_in_both_languages() -> None:
    agenda = SHIPPED.milestone("status_meeting_1").agenda
    for language in ("da", "en"):
        found = points(agenda, language)
        assert [point.topic for point in found] == [
            Topic.PLAN,
            Topic.MOST_TO_GAIN,
            Topic.LAST_TIME,
            Topic.NEXT_STEPS,
        ]
        assert [point.text for point in found] == [*agenda.in_(language)]


def test_an_agenda_that_is_translated_with_other_points_has_no_topics_there() -> None:
    agenda = Agenda(("a", "b"), ("only one",), (Topic.PLAN, None))
    assert [point.topic for point in points(agenda, "da")] == [Topic.PLAN, None]
    assert points(agenda, "en") == (Point("only one"),)


def test_what_no_point_is_about_is_told_after_them_but_movements_only_where_they_are_asked_for(
    release: Release, barometer: Barometer
) -> None:
    filling = Filling(due=(), most_to_gain=most_to_gain(release, barometer), moved={})
    assert unplaced([Point("a", Topic.PLAN)], filling) == (Topic.MOST_TO_GAIN,)
    assert unplaced([], Filling()) == ()


# Themes


def test_there_is_most_to_gain_in_the_lowest_themes_the_lowest_first(release: Release, barometer: Barometer) -> None:
    found = most_to_gain(release, barometer)
    ordered = [theme for theme, _ in themes_by_points(release, barometer)]
    assert found == tuple(reversed(ordered[-3:]))


@pytest.mark.parametrize(("shown", "named"), [(0, 0), (1, 1), (2, 1), (3, 1), (4, 2), (6, 3)])
def test_never_more_than_the_lower_half_of_the_themes_shown_is_named(
    release: Release, barometer: Barometer, shown: int, named: int
) -> None:
    everybody = release.everybody
    few = Population(everybody.items, dict(list(everybody.themes.items())[:shown]))
    assert len(most_to_gain(replace(release, populations={TOTAL: few}), barometer)) == named


def test_themes_are_told_by_how_sure_their_movement_is(release: Release, barometer: Barometer) -> None:
    first, second, third = barometer.themes[:3]
    moved = {
        first.id: Change(8.0, ChangeWord.CLEARLY_HIGHER),
        second.id: Change(-9.0, ChangeWord.MAYBE_LOWER),
        third.id: Change(1.0, ChangeWord.TOO_FEW_TO_TELL),
    }
    found = movements(replace(release, change={TOTAL: moved}), barometer)
    assert found == {ChangeWord.CLEARLY_HIGHER: (first,), ChangeWord.MAYBE_LOWER: (second,)}


def test_one_round_alone_has_no_movements_and_two_without_any_have_none_to_tell(
    release: Release, barometer: Barometer
) -> None:
    assert movements(replace(release, change=None), barometer) is None
    assert movements(replace(release, change={}), barometer) == {}


# The last meeting


def test_the_last_meeting_is_the_newest_one_before_that_was_written_down() -> None:
    course = with_record(shipped(), "report_meeting", date(2027, 2, 22), "Rapporten")
    course = with_record(course, "development_day", date(2027, 3, 1), "Handlingerne")
    found = last_meeting(course, "status_meeting_1", HERE)
    assert found is not None
    assert (found.milestone, found.day, found.record.agreed) == (
        "development_day",
        date(2027, 3, 1),
        "Handlingerne",
    )
    before = last_meeting(course, "development_day", HERE)
    assert before is not None
    assert before.milestone == "report_meeting"


def test_a_meeting_without_a_record_or_after_this_one_is_not_the_last() -> None:
    course = held(shipped(), "development_day", date(2027, 3, 1), EARLY, HERE).course
    assert last_meeting(course, "status_meeting_1", HERE) is None
    later = with_record(course, "status_meeting_2", date(2027, 5, 24), "Senere")
    assert last_meeting(later, "status_meeting_1", HERE) is None
    assert last_meeting(later, "status_meeting_2", HERE) is None


def test_of_two_meetings_on_one_day_the_one_written_down_last_counts() -> None:
    day = date(2027, 2, 22)
    course = with_record(shipped(), "report_meeting", day, "Først", NOW)
    course = with_record(course, "focus_groups", day, "Sidst", NOW + timedelta(hours=1))
    found = last_meeting(course, "status_meeting_1", HERE)
    assert found is not None
    assert found.record.agreed == "Sidst"


# Who took part

IDS = st.lists(st.from_regex(r"U[A-Z0-9]{8,10}", fullmatch=True), max_size=5).map(tuple)
OTHERS = st.text(max_size=60).map(str.strip)


@given(IDS, OTHERS)
def test_who_took_part_is_read_back_as_it_was_written(users: tuple[str, ...], others: str) -> None:
    assert present_in(Present(users, others).written) == Present(users, others)


def test_a_text_without_ids_is_about_others() -> None:
    assert present_in("Hele teamet\nog Bo") == Present((), "Hele teamet\nog Bo")
    assert present_in("") == Present()
    assert Present((), "  ").written == ""
