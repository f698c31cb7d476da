"""A release made from counts is the one made from the answers that were counted, and never surer."""

from __future__ import annotations

import random
from collections.abc import Mapping
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.barometers import Barometer, Choice, GroupId, ItemId, NotAsked, UnknownItem
from domain.counting import Counted, counted, counted_elsewhere
from domain.releases import TOTAL, Release, make_release, release_of, release_of_counts
from domain.scoring import Suffix
from domain.shown import Population, Response
from domain.tallies import Answers, Handed, Tally
from domain.unsafe import unsafe_release
from domain.withholding import Resolution
from tests.domain.small_rounds import barometer, handed, item

GROUPS = {"ab": "ab", "c": "c"}


def random_department(seed: int) -> tuple[Barometer, Counted]:
    """A round counted from answers; items asked of whole groups, some answers missing."""
    rng = random.Random(seed)
    asked = barometer(
        [item("q1", "abc"), item("q2", "abc"), item("q3", "ab", is_reversed=True)],
        [item("q4", "c"), item("q5", "abc")],
        groups=GROUPS,
    )
    sittings = [
        Handed(role, {one.id: rng.choice(list(Choice)) for one in asked.items_for(role) if rng.random() < 0.9})
        for role in "abc"
        for _ in range(rng.randint(0, 14))
    ]
    invited = {role: sum(one.role == role for one in sittings) + rng.randint(0, 4) for role in "abc"}
    return asked, counted(asked, "g", Answers.of(asked, invited, sittings))


def sizes_of(numbers: Counted) -> tuple[dict[GroupId, int], dict[GroupId, int]]:
    """Responded and invited of both groups; every group is asked `q1`."""
    tallies = numbers.tallies["q1"]
    return {g: tally.rows for g, tally in tallies.items()}, {g: tally.invited for g, tally in tallies.items()}


def without_uncertainty(release: Release) -> Release:
    """The release with no theme called uncertain: all that persons' means are for."""
    populations = {
        name: Population(
            found.items,
            {
                theme: replace(figures, suffixes=tuple(one for one in figures.suffixes if one is not Suffix.UNCERTAIN))
                for theme, figures in found.themes.items()
            },
        )
        for name, found in release.populations.items()
    }
    return replace(release, populations=populations)


@given(st.integers(0, 10**9))
def test_counts_give_the_release_of_the_answers_but_for_what_needs_persons(seed: int) -> None:
    asked, numbers = random_department(seed)
    responded, invited = sizes_of(numbers)
    elsewhere = release_of_counts(asked, "g", responded, invited, numbers.tallies)
    here = release_of(asked, "g", numbers)
    assert without_uncertainty(elsewhere) == without_uncertainty(here)


@given(st.integers(0, 10**9))
def test_person_means_are_never_taken_to_lie_closer_than_they_really_did(seed: int) -> None:
    asked, numbers = random_department(seed)
    bound = counted_elsewhere(asked, "g", *sizes_of(numbers), numbers.tallies)
    for name, themes in numbers.spreads.items():
        assert themes.keys() == bound.spreads[name].keys()
        for theme, spread in themes.items():
            real, widest = spread.sample, bound.spreads[name][theme].sample
            assert widest.n <= real.n
            if widest.n >= 2:
                assert widest.sd >= real.sd
                assert widest.variance / widest.n >= real.variance / real.n
            assert bound.spreads[name][theme].concerned >= spread.concerned


def test_with_every_answer_there_the_bound_is_the_mean_of_the_items_own_deviations() -> None:
    asked = barometer([item("q1", "a"), item("q2", "a")])
    rows = handed("a", *["15", "24", "33", "42", "51"] * 2)
    numbers = counted(asked, "roles", Answers.of(asked, {"a": 10}, rows))
    bound = counted_elsewhere(asked, "roles", {"a": 10}, {"a": 10}, numbers.tallies).spreads["a"]["t1"].sample
    assert numbers.spreads["a"]["t1"].sample.variance == 0
    assert bound.n == 10
    assert float(bound.variance) == pytest.approx(20 / 9)


def test_an_item_that_was_not_measured_is_neither_shown_nor_withheld() -> None:
    asked = barometer([item("q1", "a"), item("q2", "a")])
    release = release_of_counts(asked, "roles", {"a": 10}, {"a": 12}, {"q1": {"a": Tally((2, 2, 2, 2, 2))}})
    assert list(release.populations[TOTAL].items) == ["q1"]
    assert not [one for one in release.withheld if one.item]


def test_a_group_without_numbers_of_a_measured_item_must_be_empty() -> None:
    asked = barometer([item("q1", "ab")])
    some = {"q1": {"a": Tally((2, 2, 2, 2, 2))}}
    assert release_of_counts(asked, "roles", {"a": 10}, {"a": 10, "b": 3}, some).populations[TOTAL].items["q1"].n == 10
    with pytest.raises(ValueError, match="q1 in group b"):
        release_of_counts(asked, "roles", {"a": 10, "b": 2}, {"a": 10, "b": 3}, some)


ASKED = barometer([item("q1", "abc"), item("q2", "a")], groups=GROUPS)


@pytest.mark.parametrize(
    ("responded", "invited", "tallies"),
    [
        ({"ab": 3}, {"ab": 2}, {}),
        ({"ab": 3}, {"ab": 4}, {"q1": {"ab": Tally((1, 1, 0, 0, 0))}}),
        ({"ab": 3}, {"ab": 4}, {"q1": {"ab": Tally((4, 0, 0, 0, 0))}}),
        ({"ab": 3}, {"ab": 4}, {"q2": {"ab": Tally((4, 0, 0, 0, 0))}}),
        ({"ab": 3}, {"ab": 4}, {"q2": {"ab": Tally((2, 0, 0, 0, 0), invited=5)}}),
        ({"ab": 3}, {"ab": 4}, {"q2": {"ab": Tally((2, 0, 0, 0, 0), invited=1)}}),
        ({"c": 3}, {"c": 4}, {"q2": {"c": Tally((3, 0, 0, 0, 0))}}),
    ],
)
def test_numbers_that_cannot_be_are_refused(
    responded: Mapping[GroupId, int],
    invited: Mapping[GroupId, int],
    tallies: Mapping[ItemId, Mapping[GroupId, Tally]],
) -> None:
    with pytest.raises(ValueError, match=r"tem q[12]"):
        release_of_counts(ASKED, "g", responded, invited, tallies)


def test_of_a_group_that_is_asked_in_part_the_counts_may_tell_how_many_were() -> None:
    tallies = {"q2": {"ab": Tally((2, 2, 2, 2, 2), invited=11)}}
    told = counted_elsewhere(ASKED, "g", {"ab": 15}, {"ab": 20}, tallies)
    untold = counted_elsewhere(ASKED, "g", {"ab": 15}, {"ab": 20}, {"q2": {"ab": Tally((2, 2, 2, 2, 2))}})
    assert [numbers.tallies["q2"]["ab"].invited for numbers in (told, untold)] == [11, 20]


def test_an_unknown_item_is_refused_and_so_is_a_group_that_is_not_asked() -> None:
    with pytest.raises(UnknownItem):
        release_of_counts(ASKED, "g", {}, {}, {"q9": {}})
    with pytest.raises(ValueError, match="q2"):
        release_of_counts(ASKED, "g", {}, {}, {"q2": {"c": Tally()}})


# Nothing withheld, for checking figures


def everything(asked: Barometer, *sittings: Handed, invited: Mapping[str, int]) -> Release:
    return unsafe_release(asked, "roles", counted(asked, "roles", Answers.of(asked, invited, sittings)))


def test_the_unsafe_release_shows_one_person_and_tells_what_a_release_would_withhold() -> None:
    asked = barometer([item("q1", "ab"), item("q2", "ab")])
    sittings = [*handed("a", "5n"), *handed("b", *["12", "23", "34", "45", "51", "55"])]
    shown = everything(asked, *sittings, invited={"a": 1, "b": 6})
    alone = shown.populations["a"].items["q1"]
    assert alone.resolution is Resolution.LEVELS
    assert (alone.counts, alone.sd, alone.mean_interval95) == ((0, 0, 0, 0, 1), None, None)
    assert "q2" not in shown.populations["a"].items
    assert shown.withheld == make_release(asked, "roles", {"a": 1, "b": 6}, sittings).withheld
    assert {found.population for found in shown.withheld} == {"a", "b"}


def test_the_unsafe_release_makes_themes_and_ranks_of_every_item_with_an_answer() -> None:
    asked = barometer([item("q1", "a"), item("q2", "a")])
    shown = everything(asked, *handed("a", "54", "55", "54"), invited={"a": 3})
    assert shown.populations["a"].themes["t1"].items == 2
    assert [(ranked.item, ranked.rank) for ranked in shown.ranking] == [("q1", 1), ("q2", 2)]
    assert shown.response == Response(invited=3, responded=3, percent=100, words=None)


def test_the_unsafe_release_of_nobody_is_empty() -> None:
    shown = everything(barometer([item("q1", "a")]), invited={"a": 3})
    assert shown.populations == {}


def test_an_answer_to_an_item_that_is_not_asked_is_refused_before_anything_is_counted() -> None:
    with pytest.raises(NotAsked):
        everything(barometer([item("q1", "a"), item("q2", "b")]), *handed("a", "55"), invited={"a": 1})
