"""A release at its edges: hardly anybody, nobody with an opinion, and every entry of what is withheld."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.releases import TOTAL, ItemFigures, Reason, Resolution, make_release, release_of
from tests.domain.small_rounds import barometer, handed, item, one_item_release
from tests.domain.test_counting import random_department


def test_a_round_of_one_person_shows_nothing_whether_they_answered_or_not() -> None:
    for answers in ("", "-", "n", "5"):
        release = one_item_release({"a": answers}, {"a": 1})
        assert release.populations == {}
        assert release.response.responded == (None if answers else 0)
        assert {found.reason for found in release.withheld if found.item} == ({Reason.TOO_FEW} if answers else set())


@pytest.mark.parametrize("answers", ["nnnnnnnnnnnn", "------------", "nnnnnn------"])
def test_a_department_without_an_opinion_is_counted_and_shows_nothing(answers: str) -> None:
    release = one_item_release({"a": answers})
    assert release.response.responded == 12
    assert release.populations == {}
    assert release.ranking == ()


def test_where_every_group_is_hidden_everybody_together_may_still_be_shown() -> None:
    release = one_item_release({"a": "1234", "b": "5432", "c": "333"})
    assert release.populations.keys() == {TOTAL}
    assert {found.population for found in release.withheld if found.item} == {"a", "b", "c"}


def test_a_group_of_which_nobody_has_an_opinion_takes_the_smallest_other_one_with_it() -> None:
    release = one_item_release({"a": "nnnnnn", "b": "12345" * 2, "c": "12345" * 4})
    reasons = {found.population: found.reason for found in release.withheld if found.item}
    assert reasons == {"a": Reason.TOO_FEW, "b": Reason.PROTECTS_ANOTHER}


def test_a_theme_of_one_item_is_shown_with_that_one_and_not_without_it() -> None:
    asked = barometer([item("q1", "a"), item("q2", "a")], [item("q3", "a")])
    rows = [f"{sign}{sign}n" for sign in "1234512345"]
    release = make_release(asked, "roles", {"a": 10}, handed("a", *rows))
    assert list(release.populations[TOTAL].themes) == ["t1"]
    assert {found.theme for found in release.withheld} == {None, "t2"}


def test_reversed_items_point_the_other_way_in_theme_and_ranking_only() -> None:
    asked = barometer([item("q1", "a"), item("q2", "a", is_reversed=True)])
    release = make_release(asked, "roles", {"a": 10}, handed("a", *["51", "42"] * 5))
    everybody = release.populations[TOTAL]
    assert (everybody.items["q1"].counts, everybody.items["q2"].counts) == ((0, 0, 0, 5, 5), (5, 5, 0, 0, 0))
    assert everybody.items["q1"].mean == everybody.items["q2"].mean == everybody.themes["t1"].mean == 4.5
    assert [ranked.rank for ranked in release.ranking] == [1, 1]


@given(st.integers(0, 10**9))
def test_every_population_with_a_row_stands_either_in_what_is_shown_or_in_what_is_withheld(seed: int) -> None:
    asked, numbers = random_department(seed)
    release = release_of(asked, "g", numbers)
    shown = {(name, one) for name, found in release.populations.items() for one in found.items}
    withheld = [(found.population, found.item) for found in release.withheld if found.item]
    rows = {
        (name, one.id)
        for one in asked.items
        for name in (TOTAL, *numbers.tallies[one.id])
        if numbers.tally(one.id, name).rows
    }
    assert len(set(withheld)) == len(withheld)
    assert not shown & set(withheld)
    assert shown | set(withheld) == rows
    assert all(set(found.as_dict()) <= {"population", "item", "theme", "reason"} for found in release.withheld)


@given(st.integers(0, 10**9))
def test_a_theme_is_shown_or_withheld_wherever_somebody_was_asked(seed: int) -> None:
    asked, numbers = random_department(seed)
    release = release_of(asked, "g", numbers)
    told = {(name, theme) for name, found in release.populations.items() for theme in found.themes}
    told |= {(found.population, found.theme) for found in release.withheld if found.theme}
    assert told == {
        (name, theme.id)
        for theme in asked.themes
        for name in (TOTAL, "ab", "c")
        if any(name in (TOTAL, *numbers.tallies[one.id]) and numbers.tally(one.id, name).rows for one in theme.items)
    }


def figures(seed: int) -> Iterator[ItemFigures]:
    asked, numbers = random_department(seed)
    for found in release_of(asked, "g", numbers).populations.values():
        yield from found.items.values()


@given(st.integers(0, 10**9))
def test_at_bins_and_in_words_nothing_comes_from_single_levels_or_squares(seed: int) -> None:
    for one in figures(seed):
        assert one.n >= 5
        kept = set(one.as_dict())
        if one.resolution is not Resolution.LEVELS:
            assert not kept & {"counts", "median", "sd", "consensus", "mean_interval95"}
            assert "uncertain" not in one.as_dict().get("suffixes", [])
        if one.resolution is Resolution.WORDS:
            assert one.n < 10
            assert kept <= {"n", "eligible", "not_relevant", "skipped", "resolution", "reversed", "words"}
