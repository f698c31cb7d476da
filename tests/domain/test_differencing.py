"""Rounds of one channel that were divided differently: what they tell together, and what is withheld for it."""

from __future__ import annotations

import random
import time
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from itertools import combinations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.barometers import Barometer, Choice, GroupId, Grouping, GroupingId, ItemId, RoleId, Text
from domain.counting import Counted, counted, counted_elsewhere, populations_of
from domain.differencing import Published, guarded
from domain.releases import TOTAL, Handed, Reason, Release, make_release, release_of
from domain.tallies import Answers
from domain.withholding import Resolution, decide
from tests.domain.small_rounds import barometer, item

ROLES = "abcde"
DIVISIONS: Mapping[GroupingId, Mapping[GroupId, str]] = {
    "each": {role: role for role in ROLES},
    "ab": {"ab": "ab", "c": "c", "de": "de"},
    "bc": {"a": "a", "bc": "bc", "d": "d", "e": "e"},
    "all": {"all": ROLES},
}


def divided(asked: Barometer, divisions: Mapping[GroupingId, Mapping[GroupId, str]] = DIVISIONS) -> Barometer:
    """The barometer with these groupings."""
    return replace(asked, groupings=tuple(_grouping(asked, name, groups) for name, groups in divisions.items()))


def _grouping(asked: Barometer, name: GroupingId, groups: Mapping[GroupId, str]) -> Grouping:
    themes = [list(theme.items) for theme in asked.themes]
    return replace(barometer(*themes, groups=groups).groupings[0], id=name)


ONE_ITEM = divided(barometer([item("q1", ROLES)]))


def numbers_of(asked: Barometer, grouping: GroupingId, sizes: Mapping[RoleId, int], seed: int = 1) -> Counted:
    """So many people of each role, who answer whatever comes to their mind."""
    rng = random.Random(seed)
    choices = [choice for choice in Choice if choice is not Choice.SKIPPED]
    sittings = [
        Handed(role, {one.id: rng.choice(choices[:5]) for one in asked.items_for(role)})
        for role, size in sizes.items()
        for _ in range(size)
    ]
    return counted(asked, grouping, Answers.of(asked, dict(sizes), sittings))


def released(asked: Barometer, grouping: GroupingId, sizes: Mapping[RoleId, int], *earlier: Published) -> Published:
    numbers = numbers_of(asked, grouping, sizes)
    return Published(asked, release_of(asked, grouping, numbers, earlier=earlier))


def withheld_of(release: Release, item_id: ItemId = "q1") -> dict[str, Reason]:
    return {one.population: one.reason for one in release.withheld if one.item == item_id}


def test_a_cut_across_an_earlier_one_would_give_three_people_away_and_is_withheld() -> None:
    """Of a, b and c: first a+b beside c, now a beside b+c. Together they tell b, who are three."""
    sizes = {"a": 20, "b": 3, "c": 9, "d": 8, "e": 8}
    before = released(ONE_ITEM, "ab", sizes)
    assert before.release.populations.keys() == {TOTAL, "ab", "c", "de"}
    alone, together = released(ONE_ITEM, "bc", sizes), released(ONE_ITEM, "bc", sizes, before)
    assert alone.release.populations.keys() == {TOTAL, "a", "bc", "d", "e"}
    assert together.release.populations.keys() == {TOTAL, "d", "e"}
    assert withheld_of(together.release) == {"a": Reason.PROTECTS_ANOTHER, "bc": Reason.PROTECTS_ANOTHER}


def test_groups_in_words_are_withheld_with_whoever_is() -> None:
    sizes = {"a": 20, "b": 3, "c": 9, "d": 8, "e": 8}
    before = released(ONE_ITEM, "ab", sizes)
    choices = {role: "4" if role == "d" else "12345" for role in sizes}
    sittings = [
        Handed(role, {"q1": Choice(choices[role][n % len(choices[role])])})
        for role in sizes
        for n in range(sizes[role])
    ]
    numbers = counted(ONE_ITEM, "bc", Answers.of(ONE_ITEM, sizes, sittings))
    alone, together = (release_of(ONE_ITEM, "bc", numbers, earlier=found) for found in ([], [before]))
    assert alone.populations.keys() == {TOTAL, "a", "bc", "d"}
    assert alone.populations["d"].items["q1"].resolution is Resolution.WORDS
    assert together.populations.keys() == {TOTAL}


def test_everybody_together_is_withheld_where_nothing_else_helps() -> None:
    """An item that was asked of all but c, and now of all: everybody then and now tells c, who are three."""
    before = divided(barometer([item("q1", "ab"), item("q2", "abc")]), {"g": {"a": "a", "b": "b", "c": "c"}})
    after = divided(barometer([item("q1", "abc"), item("q2", "abc")]), {"g": {"a": "a", "b": "b", "c": "c"}})
    sizes = {"a": 20, "b": 9, "c": 3}
    first = released(before, "g", sizes)
    second = released(after, "g", sizes, first)
    assert withheld_of(released(after, "g", sizes).release) == {"b": Reason.PROTECTS_ANOTHER, "c": Reason.TOO_FEW}
    assert set(withheld_of(second.release)) == {TOTAL, "b", "c"}
    assert set(withheld_of(second.release, "q2")) == {"b", "c"}


def test_what_the_earlier_releases_told_by_themselves_is_not_held_against_the_new_one() -> None:
    """Five of b were shown before; of the three who answered now nothing new is told by everybody together."""
    before = released(ONE_ITEM, "each", {"a": 20, "b": 5, "c": 9, "d": 8, "e": 8})
    now = {"a": 20, "b": 3, "c": 9, "d": 8, "e": 8}
    assert released(ONE_ITEM, "all", now, before) == released(ONE_ITEM, "all", now)


@pytest.mark.parametrize(
    "changed", [replace(item("q1", ROLES), text=Text("Et andet udsagn")), replace(item("q1", ROLES), id="q9")]
)
def test_another_item_is_another_matter(changed: object) -> None:
    sizes = {"a": 20, "b": 3, "c": 9, "d": 8, "e": 8}
    other = replace(ONE_ITEM, themes=(replace(ONE_ITEM.themes[0], items=(changed,)),))  # type: ignore[arg-type]
    before = released(other, "ab", sizes)
    assert released(ONE_ITEM, "bc", sizes, before) == released(ONE_ITEM, "bc", sizes)


sizes_of_roles = st.fixed_dictionaries({role: st.sampled_from([0, 1, 2, 3, 4, 5, 6, 9, 12, 20]) for role in ROLES})


@given(st.sampled_from(sorted(DIVISIONS)), st.lists(sizes_of_roles, min_size=2, max_size=4), st.integers(0, 99))
def test_with_one_and_the_same_grouping_nothing_changes(
    grouping: GroupingId, rounds: list[dict[RoleId, int]], seed: int
) -> None:
    published: list[Published] = []
    for sizes in rounds:
        numbers = numbers_of(ONE_ITEM, grouping, sizes, seed)
        release = release_of(ONE_ITEM, grouping, numbers, earlier=published)
        assert release == release_of(ONE_ITEM, grouping, numbers)
        published.append(Published(ONE_ITEM, release))


@given(st.lists(st.tuples(st.sampled_from(sorted(DIVISIONS)), sizes_of_roles), min_size=2, max_size=4))
def test_no_few_people_are_determined_by_all_releases_together(
    rounds: list[tuple[GroupingId, dict[RoleId, int]]],
) -> None:
    published: list[Published] = []
    for grouping, sizes in rounds:
        one = released(ONE_ITEM, grouping, sizes, *published)
        if any(other.release.grouping != grouping for other in published if other.release.populations):
            assert not list(newly_told(published, one, sizes))
        published.append(one)


def newly_told(
    published: Iterable[Published], new: Published, sizes: Mapping[RoleId, int]
) -> Iterator[frozenset[RoleId]]:
    """Sets of one to four people that follow from all releases, but not from the earlier ones alone."""
    before = [row for one in published for row in rows_of(one)]
    for few in combinations_of(role for role in ROLES if sizes[role] < 5):
        told = follows(few, before + rows_of(new)) and not follows(few, before)
        if told and 0 < sum(sizes[role] for role in few) < 5:
            yield few


def rows_of(one: Published) -> list[list[int]]:
    populations = populations_of(one.barometer, one.release.grouping)
    return [[int(role in populations[name]) for role in ROLES] for name in one.release.populations]


def combinations_of(roles: Iterable[RoleId]) -> Iterator[frozenset[RoleId]]:
    found = list(roles)
    return (frozenset(some) for size in range(1, len(found) + 1) for some in combinations(found, size))


def follows(roles: Iterable[RoleId], rows: list[list[int]]) -> bool:
    """By the rank of a matrix, calculated with floats and by somebody else."""
    row = [int(role in set(roles)) for role in ROLES]
    return bool(rows) and np.linalg.matrix_rank([*rows, row]) == np.linalg.matrix_rank(rows)


def test_the_attack_finds_what_would_be_told_without_the_guard() -> None:
    sizes = {"a": 20, "b": 3, "c": 9, "d": 8, "e": 8}
    before, careless = released(ONE_ITEM, "ab", sizes), released(ONE_ITEM, "bc", sizes)
    assert list(newly_told([before], careless, sizes)) == [frozenset("b")]


def test_of_counts_by_group_a_part_of_a_group_might_always_be_few() -> None:
    """The import knows a+b together, not a and b: an earlier release that shows a apart would tell b."""
    sizes = {"a": 20, "b": 20, "c": 9, "d": 8, "e": 8}
    before = released(ONE_ITEM, "bc", sizes)
    numbers = numbers_of(ONE_ITEM, "ab", sizes)
    by_group = {group: tally.rows for group, tally in numbers.tallies["q1"].items()}
    elsewhere = counted_elsewhere(ONE_ITEM, "ab", by_group, by_group, numbers.tallies)
    known, unknown = (release_of(ONE_ITEM, "ab", one, earlier=[before]) for one in (numbers, elsewhere))
    assert "ab" in known.populations
    assert "ab" not in unknown.populations


def test_a_larger_k_guards_larger_sets() -> None:
    sizes = {"a": 20, "b": 7, "c": 9, "d": 12, "e": 12}
    before = released(ONE_ITEM, "ab", sizes)
    numbers = numbers_of(ONE_ITEM, "bc", sizes)
    decisions = {"q1": decide(numbers.tallies["q1"])}
    assert guarded(ONE_ITEM, "bc", numbers, decisions, [before]) == decisions
    assert guarded(ONE_ITEM, "bc", numbers, decisions, [before], k=8) != decisions


def test_forty_items_after_many_rounds_take_no_time() -> None:
    asked = divided(barometer([item(f"q{n}", ROLES) for n in range(1, 41)]))
    sizes = {"a": 20, "b": 3, "c": 9, "d": 8, "e": 8}
    before = [released(asked, name, sizes) for name in ["ab", "each", "all", "ab"] * 5]
    numbers = numbers_of(asked, "bc", sizes)
    decisions = {item_id: decide(tallies) for item_id, tallies in numbers.tallies.items()}
    started = time.process_time()
    guarded(asked, "bc", numbers, decisions, before)
    assert time.process_time() - started < 0.5


def test_a_release_without_earlier_ones_is_the_plain_one() -> None:
    numbers = numbers_of(ONE_ITEM, "ab", {"a": 9, "b": 9, "c": 9})
    assert release_of(ONE_ITEM, "ab", numbers, earlier=[]) == release_of(ONE_ITEM, "ab", numbers)
    assert make_release(ONE_ITEM, "ab", {}, []).populations == {}
