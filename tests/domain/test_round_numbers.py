"""Which barometer a round is: counted by its course, or else among the rounds of its channel that are in none."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.course_definitions import UnknownMilestone
from domain.round_numbers import RoundNumber, numbered
from tests.domain.small_courses import SHIPPED


def test_without_a_course_the_rounds_of_a_channel_count_as_they_opened() -> None:
    assert numbered(["r1", "r2"], {}) == {"r1": RoundNumber(1), "r2": RoundNumber(2)}


def test_a_round_before_the_course_leaves_the_course_its_own_numbers() -> None:
    found = numbered(["before", "first", "between", "second"], {"first": 1, "second": 2})
    assert found == {
        "before": RoundNumber(1, outside_course=True),
        "first": RoundNumber(1),
        "between": RoundNumber(2, outside_course=True),
        "second": RoundNumber(2),
    }


def test_a_course_of_another_channel_changes_no_name() -> None:
    assert numbered(["r1"], {"elsewhere": 1}) == {"r1": RoundNumber(1)}


@given(st.lists(st.text(min_size=1), unique=True), st.data())
def test_every_round_has_a_number_and_no_two_outside_a_course_share_one(rounds: list[str], data: st.DataObject) -> None:
    ours = data.draw(st.lists(st.sampled_from(rounds), unique=True) if rounds else st.just([]))
    found = numbered(rounds, {one: place for place, one in enumerate(ours, 1)})
    assert found.keys() == set(rounds)
    assert len(set(found.values())) == len(rounds)
    assert [found[one].number for one in rounds if one not in ours] == [*range(1, len(rounds) - len(ours) + 1)]
    assert {found[one].outside_course for one in rounds if one not in ours} <= {bool(ours)}
    assert all(found[one] == RoundNumber(place) for place, one in enumerate(ours, 1))


def test_a_course_counts_its_barometers_in_the_order_of_its_file() -> None:
    assert SHIPPED.barometer_number("barometer_1_open") == 1
    assert SHIPPED.barometer_number("barometer_2_open") == 2
    with pytest.raises(UnknownMilestone):
        SHIPPED.barometer_number("barometer_1_close")
