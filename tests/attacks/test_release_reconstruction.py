"""Attack A2: nothing that is displayed leaves only one possibility for what fewer than five people answered.

`make test` looks at two hundred departments, `make soak` at ten thousand: the same tests, in another size.
"""

from __future__ import annotations

import json
import random
from collections.abc import Iterator

import pytest

from tests.attacks.departments import AT_ONCE, MANY, Department, departments, next_round
from tests.attacks.reconstruction import BINS, Finding, Sight, Verdict, sights
from tests.attacks.weaker_rules import Rule, at_least_five, released_by, without_p2, without_p3, without_p9
from tests.domain.small_rounds import barometer, handed, item

SEEDS = range(20270200, 20270200 + max(1, MANY // AT_ONCE))


def ours(department: Department) -> Iterator[Sight]:
    """From the text that is stored, as anybody who may see the result could copy it."""
    return sights(department, json.loads(department.release.to_json()))


def learned(sight: Sight) -> list[Finding]:
    verdict = Verdict(sight)
    return [*verdict.leaks(), *verdict.alike()]


@pytest.mark.parametrize("seed", SEEDS)
def test_no_answer_of_fewer_than_five_people_is_the_only_one_possible(seed: int) -> None:
    for department in departments(seed):
        for sight in ours(department):
            assert not learned(sight), sight


@pytest.mark.parametrize("seed", SEEDS)
def test_nor_in_the_next_round(seed: int) -> None:
    rng = random.Random(seed)
    for department in departments(-seed, AT_ONCE // 5):
        for sight in ours(next_round(rng, department)):
            assert not learned(sight), sight


def share_that_leaks(rule: Rule, count: int = 50) -> float:
    """Of how many departments this rule gives away what fewer than five people answered."""
    leaky = [
        any(any(Verdict(sight).leaks()) for sight in sights(one, released_by(rule, one).as_dict()))
        for one in departments(20270301, count)
    ]
    return sum(leaky) / count


def test_a_plain_rule_of_five_is_found_to_leak() -> None:
    """In more than 38 of 100 departments, which is what a single item gives away."""
    assert share_that_leaks(at_least_five) > 0.38


@pytest.mark.parametrize("rule", [without_p2, without_p3])
def test_each_rule_that_is_switched_off_alone_is_missed(rule: Rule) -> None:
    assert share_that_leaks(rule) > 0.1


def test_without_p9_a_handful_that_thinks_alike_is_known_to() -> None:
    found = [
        any(Verdict(sight).alike())
        for one in departments(20270302, 20)
        for sight in sights(one, released_by(without_p9, one).as_dict())
    ]
    assert sum(found) / len(found) > 0.05


def test_words_are_known_to_within_one_and_so_are_watched(monkeypatch: pytest.MonkeyPatch) -> None:
    """The leak that was found: with them, the total told what hidden people answered (docs/decisions/0014)."""
    assert not any(learned(sight) for sight in ours(polarised()))
    monkeypatch.setattr("domain.withholding._less_telling_words", lambda _present, kept: kept)
    assert Finding(frozenset("a"), 1, BINS[0], 1) in [one for sight in ours(polarised()) for one in learned(sight)]


def polarised() -> Department:
    """One leader and five super-users disagree, of six team leaders all but one agree; the others are divided."""
    asked = barometer([item("q1", "abcd")])
    rows = {"a": "2", "b": "2222223333444445555", "c": "255555", "d": "22222"}
    handed_in = tuple(one for role, row in rows.items() for one in handed(role, *row))
    return Department(asked, "roles", {role: len(row) for role, row in rows.items()}, handed_in)
