"""Attack A1: what can be calculated exactly from all published populations of an item, by linear algebra.

A population is a row that says which groups it holds. The answers of a set of groups are determined when the set's
row is a combination of published rows, whatever figure it is about. No such set may hold 1-4 valid answers.
"""

from __future__ import annotations

import random
from collections.abc import Iterable, Iterator, Mapping
from fractions import Fraction
from functools import cache
from itertools import combinations

import pytest

from domain.barometers import GroupId
from domain.scoring import Bins, bins
from domain.tallies import Tally
from domain.withholding import TOTAL, Resolution, decide, together
from tests.attacks.departments import random_department, random_item

Row = tuple[Fraction, ...]
Union = tuple[GroupId, ...]
Tallies = Mapping[GroupId, Tally]


def our_rule(tallies: Tallies) -> frozenset[str]:
    """The populations of which numbers are shown."""
    return frozenset(name for name, how in decide(tallies).shown.items() if how is not Resolution.WORDS)


def the_plain_rule(tallies: Tallies) -> frozenset[str]:
    """What a bare 'at least five' would show."""
    everybody = {TOTAL: together(tallies.values()), **tallies}
    return frozenset(name for name, tally in everybody.items() if tally.n >= 5)


@cache
def determined(published: frozenset[str], groups: Union) -> tuple[Union, ...]:
    """Every set of groups whose answers follow from the published populations."""
    reduced = _reduced(_row(groups if name == TOTAL else (name,), groups) for name in sorted(published))
    unions = (union for size in range(1, len(groups) + 1) for union in combinations(groups, size))
    return tuple(union for union in unions if not any(_remainder(_row(union, groups), reduced)))


def _row(members: Iterable[GroupId], groups: Union) -> Row:
    inside = set(members)
    return tuple(Fraction(group in inside) for group in groups)


def _reduced(rows: Iterable[Row]) -> list[tuple[int, Row]]:
    """Rows with the same span, each with the column in which it begins (exact elimination)."""
    kept: list[tuple[int, Row]] = []
    for row in rows:
        left = _remainder(row, kept)
        pivot = next((column for column, value in enumerate(left) if value), None)
        if pivot is not None:
            kept.append((pivot, tuple(value / left[pivot] for value in left)))
    return kept


def _remainder(row: Row, reduced: Iterable[tuple[int, Row]]) -> Row:
    for pivot, base in reduced:
        if row[pivot]:
            row = tuple(value - row[pivot] * other for value, other in zip(row, base, strict=True))
    return row


def derivable(tallies: Tallies, published: frozenset[str]) -> Iterator[Bins]:
    """What an attacker can calculate: the bins of every determined set of groups of which anybody handed in."""
    present = {group: bins(tally.counts) for group, tally in tallies.items() if tally.rows}
    for union in determined(published, tuple(present)):
        disagree, neither, agree = map(sum, zip(*[present[group] for group in union], strict=True))
        yield disagree, neither, agree


def leaks(tallies: Tallies, published: frozenset[str]) -> bool:
    """Whether any set of 1-4 valid answers is determined."""
    return any(0 < sum(found) < 5 for found in derivable(tallies, published))


def random_items(count: int) -> Iterator[Tallies]:
    rng = random.Random(20270111)
    return (random_item(rng) for _ in range(count))


@pytest.fixture(scope="module")
def derived() -> list[list[Bins]]:
    """What an attacker can calculate from each of ten thousand random items."""
    return [list(derivable(tallies, our_rule(tallies))) for tallies in random_items(10_000)]


def test_no_set_of_fewer_than_five_answers_is_determined(derived: list[list[Bins]]) -> None:
    assert not any(0 < sum(found) < 5 for item in derived for found in item)


def test_the_attack_has_teeth_against_a_plain_rule_of_five() -> None:
    found = [leaks(tallies, the_plain_rule(tallies)) for tallies in random_items(2000)]
    assert sum(found) / len(found) > 0.3


def test_it_is_not_because_nothing_is_shown() -> None:
    ours, plain = (sum(len(rule(tallies)) for tallies in random_items(2000)) for rule in (our_rule, the_plain_rule))
    assert ours / plain > 0.6


def test_a_known_leak_is_found() -> None:
    assert ("leaders",) in determined(frozenset({TOTAL, "staff"}), ("leaders", "staff"))
    assert ("a", "b") in determined(frozenset({TOTAL, "c"}), ("a", "b", "c"))
    assert ("a",) not in determined(frozenset({TOTAL, "c"}), ("a", "b", "c"))
    assert leaks({"leaders": Tally((1, 0, 1, 1, 0)), "staff": Tally((1, 2, 3, 4, 7))}, frozenset({TOTAL, "staff"}))


def test_no_determined_set_of_fewer_than_ten_is_alike_in_one_bin(derived: list[list[Bins]]) -> None:
    """Rule P9 (A10): otherwise a figure tells what each of them answered, though nobody is shown alone."""
    assert not any(_alike(found) for item in derived for found in item)


def test_the_plain_rule_would_tell_of_people_who_are_alike() -> None:
    items = [derivable(tallies, the_plain_rule(tallies)) for tallies in random_items(2000)]
    assert sum(any(_alike(found) for found in item) for item in items) / len(items) > 0.3


def _alike(found: Bins) -> bool:
    return 0 < sum(found) < 10 and max(found) >= sum(found) - 1


def test_a_whole_release_gives_away_no_more_than_what_was_decided() -> None:
    """From the figures as they stand in the JSON, with the groups that each round really had."""
    rng = random.Random(20270112)
    for _ in range(60):
        department = random_department(rng)
        populations = department.release.as_dict()["populations"]
        for item in department.barometer.items:
            tallies = department.tallies(item.id)
            shown = {name: found["items"][item.id] for name, found in populations.items() if item.id in found["items"]}
            numbers = frozenset(name for name, figures in shown.items() if "mean" in figures)
            assert not leaks(tallies, numbers)
            assert all(figures["n"] == together_of(tallies, name).n >= 5 for name, figures in shown.items())


def together_of(tallies: Tallies, population: str) -> Tally:
    return together(tallies.values()) if population == TOTAL else tallies[population]
