"""Attack A1: what can be calculated exactly from all published populations of an item, by linear algebra.

A population is a row that says which groups it holds. The answers of a set of groups are determined when the set's
row is a combination of published rows, whatever figure it is about. No such set may hold 1-4 valid answers, nor
people of whom nobody gave one. What a release says of themes, places and changes follows from its items, and so adds no
row; two rounds are other unknowns, since nobody has to answer as before.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping
from dataclasses import replace
from fractions import Fraction
from typing import Any

import pytest

from domain.changes import Wave, changes
from domain.counting import populations_of
from domain.scoring import Bins, bins
from domain.tallies import Tally
from domain.withholding import TOTAL, Decision, Resolution, decide, together
from tests.attacks.departments import AT_ONCE, MANY, Department, departments, next_round, random_item
from tests.attacks.row_space import Set, determined
from tests.attacks.weaker_rules import Rule, at_least_five, released_by, without_p2, without_p3

Tallies = Mapping[str, Tally]
SEEDS = range(20270100, 20270100 + max(1, MANY // AT_ONCE))


def in_numbers(decision: Decision, tallies: Tallies) -> frozenset[Set]:
    """The populations of which figures are shown."""
    return _populations((name for name, how in decision.shown.items() if how is not Resolution.WORDS), tallies)


def shown_at_all(decision: Decision, tallies: Tallies) -> frozenset[Set]:
    """Also those in words: how many skipped an item or found it not relevant is shown of them too."""
    return _populations(decision.shown, tallies)


def _populations(names: Iterator[str] | Mapping[str, Any], tallies: Tallies) -> frozenset[Set]:
    return frozenset(frozenset(tallies) if name == TOTAL else frozenset({name}) for name in names)


def derivable(tallies: Tallies, published: frozenset[Set]) -> Iterator[Tally]:
    """What an attacker can calculate: the tally of every determined set of groups of which anybody handed in."""
    for union in determined(published, frozenset(tallies)):
        yield together(tallies[group] for group in union)


def leaks(tallies: Tallies, published: frozenset[Set]) -> bool:
    """Whether people are determined of whom fewer than five gave a valid answer."""
    return any(found.n < 5 for found in derivable(tallies, published))


def random_rounds(count: int) -> Iterator[Tallies]:
    """One item in two rounds of so many departments, without the groups of which nobody handed in."""
    rng = random.Random(20270111)
    found = (random_item(rng) for _ in range(2 * count))
    return ({group: tally for group, tally in one.items() if tally.rows} for one in found)


@pytest.fixture(scope="module")
def rounds() -> list[tuple[Tallies, Decision]]:
    """What ten thousand departments answered to an item in two rounds, and what is shown of it."""
    return [(tallies, decide(tallies)) for tallies in random_rounds(10_000)]


def test_no_set_of_fewer_than_five_answers_is_determined(rounds: list[tuple[Tallies, Decision]]) -> None:
    assert not any(leaks(tallies, in_numbers(decision, tallies)) for tallies, decision in rounds)


def test_nor_is_it_told_how_many_of_them_skipped_it(rounds: list[tuple[Tallies, Decision]]) -> None:
    """A5: of populations in words, too, n, not relevant and skipped are exact."""
    assert not any(leaks(tallies, shown_at_all(decision, tallies)) for tallies, decision in rounds)


def test_no_determined_set_of_fewer_than_ten_is_alike_in_one_bin(rounds: list[tuple[Tallies, Decision]]) -> None:
    """Rule P9 (A10): otherwise a figure tells what each of them answered, though nobody is shown alone."""
    for tallies, decision in rounds:
        assert not any(_alike(found) for found in derivable(tallies, in_numbers(decision, tallies)))


def test_the_attack_has_teeth_against_a_plain_rule_of_five() -> None:
    items = list(random_rounds(1000))
    found = [leaks(tallies, in_numbers(at_least_five(tallies), tallies)) for tallies in items]
    assert sum(found) / len(found) > 0.3


@pytest.mark.parametrize("rule", [without_p2, without_p3])
def test_a_rule_that_is_switched_off_alone_is_missed(rule: Rule) -> None:
    found = [leaks(tallies, in_numbers(rule(tallies), tallies)) for tallies in random_rounds(1000)]
    assert sum(found) / len(found) > 0.05


def test_it_is_not_because_nothing_is_shown() -> None:
    items = list(random_rounds(1000))
    ours, plain = (
        sum(len(in_numbers(rule(tallies), tallies)) for tallies in items) for rule in (decide, at_least_five)
    )
    assert ours / plain > 0.6


def test_a_known_leak_is_found() -> None:
    everybody, staff, leaders = frozenset({"leaders", "staff"}), frozenset({"staff"}), frozenset({"leaders"})
    assert leaders in determined(frozenset({everybody, staff}), everybody)
    assert frozenset("ab") in determined(frozenset({frozenset("abc"), frozenset("c")}), frozenset("abc"))
    assert frozenset("a") not in determined(frozenset({frozenset("abc"), frozenset("c")}), frozenset("abc"))
    tallies = {"leaders": Tally((1, 0, 1, 1, 0)), "staff": Tally((1, 2, 3, 4, 7))}
    assert leaks(tallies, frozenset({everybody, staff}))


def test_the_plain_rule_would_tell_of_people_who_are_alike() -> None:
    items = [(tallies, in_numbers(at_least_five(tallies), tallies)) for tallies in random_rounds(1000)]
    assert sum(any(_alike(found) for found in derivable(*item)) for item in items) / len(items) > 0.3


def _alike(found: Tally) -> bool:
    three: Bins = bins(found.counts)
    return 0 < found.n < 10 and max(three) >= found.n - 1


# Whole releases, as they are stored, of two rounds


def courses(seed: int, count: int = AT_ONCE) -> Iterator[tuple[Department, Department]]:
    """Departments with their next round, of which the release says what changed."""
    rng = random.Random(seed)
    for before in departments(seed, count):
        after = next_round(rng, before)
        waves = (
            Wave.released(before.barometer, before.release),
            Wave.counted(after.barometer, after.release, after.numbers),
        )
        vars(after)["release"] = replace(after.release, change=changes(*waves))
        yield before, after


@pytest.mark.parametrize("seed", SEEDS)
def test_two_whole_releases_give_away_no_more_than_what_was_decided(seed: int) -> None:
    """With the roles that each round really had, also inside a group that is shown as one."""
    for both in courses(seed):
        for department in both:
            assert not any(leaks(*rows) for rows in published_rows(department, department.release.as_dict()))


def published_rows(department: Department, released: dict[str, Any]) -> Iterator[tuple[Tallies, frozenset[Set]]]:
    """Of each item what each role answered, and the roles of every population that anything is said of."""
    populations = populations_of(department.barometer, department.grouping)
    for item in department.barometer.items:
        tallies = department.tallies(item.id)
        named = (populations[name] for name, found in released["populations"].items() if item.id in found["items"])
        yield tallies, frozenset(frozenset(roles & tallies.keys()) for roles in named)


def test_the_attack_has_teeth_against_whole_releases_too() -> None:
    found = [
        any(leaks(*rows) for rows in published_rows(one, released_by(at_least_five, one).as_dict()))
        for one in departments(20270121, 100)
    ]
    assert sum(found) / len(found) > 0.38


@pytest.mark.parametrize("seed", SEEDS)
def test_themes_places_and_changes_follow_from_the_items_that_are_shown(seed: int) -> None:
    """A4: nothing beside the items is a further equation. What is not a number, 'uncertain' and the word of a change,
    is looked at in `test_release_persons`."""
    for before, after in courses(-seed, AT_ONCE // 2):
        for department in (before, after):
            follows(department, department.release.as_dict())
        for population, themes in after.release.change.items() if after.release.change else ():
            for theme, change in themes.items():
                earlier, later = (
                    exact_mean(one, one.release.as_dict()["populations"][population]["items"], theme)
                    for one in (before, after)
                )
                assert change.points == pytest.approx(float(25 * (later - earlier)), abs=1e-6)


def follows(department: Department, released: dict[str, Any]) -> None:
    for found in released["populations"].values():
        for theme, figures in found["themes"].items():
            mean = exact_mean(department, found["items"], theme)
            assert figures["mean"] == pytest.approx(float(mean), abs=1e-6)
            assert figures["points"] == (25 * (mean - 1) + Fraction(1, 2)) // 1
    everybody = released["populations"].get(TOTAL, {"items": {}})["items"]
    means = {item: exact(figures) for item, figures in everybody.items() if "mean" in figures}
    ranks = {item: 1 + sum(other > mean for other in means.values()) for item, mean in means.items()}
    assert {one["item"]: one["rank"] for one in released["ranking"]} == ranks


def exact(figures: Mapping[str, Any]) -> Fraction:
    """The exact mean: the sum of n answers is a whole number."""
    return Fraction(round(figures["mean"] * figures["n"]), figures["n"])


def exact_mean(department: Department, items: Mapping[str, Any], theme_id: str) -> Fraction:
    """The mean of a theme, from its items as they are shown."""
    theme = next(one for one in department.barometer.themes if one.id == theme_id)
    means = [exact(items[one.id]) for one in theme.items if "mean" in items.get(one.id, {})]
    return sum(means, Fraction(0)) / len(means)
