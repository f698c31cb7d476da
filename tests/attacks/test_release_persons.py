"""Who answered what together with what (A2, A4): a release is made of sums by item, and of nobody's row of answers.

Persons' means are used once, inside the close: for whether a theme is "uncertain", and for the word of a change. Each
is one of two or five possibilities, which is all that a release can tell of how one person's answers hang together.
"""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from fractions import Fraction
from itertools import product
from typing import Any

from domain.barometers import Choice, ItemId
from domain.figures import rounded
from domain.intervals import Sample, mean_interval
from domain.releases import TOTAL, Handed, make_release
from domain.scoring import Counts, uncertain
from tests.attacks.departments import Department, departments
from tests.domain.small_rounds import barometer, handed, item

Answers = Mapping[ItemId, Choice]


def dealt_anew(department: Department, rng: random.Random) -> Department:
    """The same answers to each item in each role, but other people's: every person is a patchwork of colleagues."""
    decks: dict[tuple[str, str], list[Choice]] = defaultdict(list)
    for sitting in department.handed_in:
        for one, answer in sitting.answers.items():
            decks[sitting.role, one].append(answer)
    for deck in decks.values():
        rng.shuffle(deck)
    dealt = tuple(
        Handed(one.role, {name: decks[one.role, name].pop() for name in one.answers}) for one in department.handed_in
    )
    return replace(department, handed_in=dealt)


def but_for_uncertain(department: Department) -> dict[str, Any]:
    released = department.release.as_dict()
    for found in released["populations"].values():
        for theme in found["themes"].values():
            theme["suffixes"] = [suffix for suffix in theme["suffixes"] if suffix != "uncertain"]
    return released


def test_whose_answers_they_are_changes_nothing_but_whether_a_theme_is_uncertain() -> None:
    rng = random.Random(20270401)
    different = 0
    for department in departments(20270401, 100):
        other = dealt_anew(department, rng)
        assert but_for_uncertain(other) == but_for_uncertain(department)
        different += other.handed_in != department.handed_in
    assert different > 80


# A theme made of persons' means would give single answers away


def one_not_relevant(rng: random.Random) -> tuple[Handed, ...]:
    """Twelve people and three items, of which somebody finds the last one not relevant."""
    rows = ["".join(rng.choice("12345") for _ in range(3)) for _ in range(11)]
    return tuple(handed("a", *rows, rng.choice("12345") + rng.choice("12345") + "n"))


def of_persons(handed_in: Sequence[Handed]) -> Fraction:
    """The theme as the mean of persons' means, which is the usual way to score it."""
    levels = [[answer.level for answer in one.answers.values() if answer.level] for one in handed_in]
    return sum((Fraction(sum(one), len(one)) for one in levels), Fraction(0)) / len(levels)


def of_items(handed_in: Sequence[Handed]) -> Fraction:
    """The theme as it is published."""
    asked = barometer([item(f"q{at}", "a") for at in (1, 2, 3)])
    published = make_release(asked, "roles", {"a": len(handed_in)}, handed_in).populations[TOTAL].themes["t1"].mean
    return Fraction(str(published))


def solved(handed_in: Sequence[Handed], theme: Fraction) -> float:
    """What the two other answers of the one who found an item not relevant sum to, if persons' means were shown.

    The items' means are published, so the sum of all answers is known; everybody else's count a third, theirs a half.
    """
    total = sum(answer.level or 0 for one in handed_in for answer in one.answers.values())
    return float(6 * (len(handed_in) * Fraction(rounded(theme)) - Fraction(total, 3)))


def share_solved(score: Callable[[Sequence[Handed]], Fraction]) -> float:
    """Of how many rounds the attacker gets that person's two answers right."""
    rng = random.Random(20270402)
    rounds = [one_not_relevant(rng) for _ in range(300)]
    truths = [sum(answer.level or 0 for answer in one[-1].answers.values()) for one in rounds]
    found = [abs(solved(one, score(one)) - truth) < 0.01 for one, truth in zip(rounds, truths, strict=True)]
    return sum(found) / len(found)


def test_a_theme_of_persons_means_gives_two_answers_of_one_person_away_every_time() -> None:
    assert share_solved(of_persons) == 1


def test_a_theme_of_items_means_does_not() -> None:
    """It says what the items say; a guess from it is right about as often as any guess."""
    assert share_solved(of_items) < 0.15


# What "uncertain" can tell


def tables(rows: Sequence[int], columns: Sequence[int]) -> Iterator[tuple[tuple[int, ...], ...]]:
    """Every way in which the answers to two items can hang together: how many gave this answer and that one."""
    if not rows:
        yield ()
        return
    for first in product(*(range(min(rows[0], most) + 1) for most in columns)):
        if sum(first) == rows[0]:
            left = [most - taken for most, taken in zip(columns, first, strict=True)]
            yield from ((first, *others) for others in tables(rows[1:], left))


def told(one: Counts, other: Counts, invited: int, *, said: bool | None) -> set[tuple[int, int]]:
    """Pairs of answers of which it is known how many people gave both, when the suffix is said, not said or unknown."""
    possible: dict[tuple[int, int], set[int]] = defaultdict(set)
    for table in tables(one, other):
        if said is None or is_uncertain(table, invited) is said:
            for one_level, other_level in product(range(5), repeat=2):
                possible[one_level, other_level].add(table[one_level][other_level])
    return {place for place, values in possible.items() if len(values) == 1}


def is_uncertain(table: Sequence[Sequence[int]], invited: int) -> bool:
    sums = {place: table[place[0]][place[1]] for place in product(range(5), repeat=2)}
    means: dict[Fraction, int] = defaultdict(int)
    for (one, other), people in sums.items():
        means[Fraction(one + other + 2, 2)] += people
    sample = Sample.of_values(means)
    return uncertain(sample.mean, mean_interval(sample, invited, 0.80))


def test_without_the_suffix_no_pair_of_answers_is_known_that_is_not_known_anyway() -> None:
    """Only where nobody gave one of the two answers, or everybody did."""
    for one, other, _ in random_pairs(40):
        trivial = {(a, b) for a, b in product(range(5), repeat=2) if {one[a], other[b]} & {0, sum(one)}}
        assert told(one, other, sum(one) + 2, said=None) == trivial


def test_the_suffix_is_one_bit_and_seldom_makes_a_pair_of_answers_certain() -> None:
    """The known price of showing it, here where it tells most: two items, five to seven people, all levels known."""
    certain = []
    for one, other, table in random_pairs(100):
        invited = sum(one) + 2
        said = is_uncertain(table, invited)
        certain.append(told(one, other, invited, said=said) > told(one, other, invited, said=None))
    assert 0 < sum(certain) / len(certain) < 0.2


def test_a_pair_that_the_suffix_makes_certain_is_found() -> None:
    """Two of six disagree with one item, two others with the other: 'uncertain' would tell if they were the same."""
    one, other = (2, 0, 0, 4, 0), (2, 0, 0, 1, 3)
    assert (0, 4) in told(one, other, 8, said=False)
    assert (0, 4) not in told(one, other, 8, said=True) | told(one, other, 8, said=None)


Table = tuple[tuple[int, ...], ...]


def random_pairs(count: int) -> Iterator[tuple[Counts, Counts, Table]]:
    """What five to seven people answered to two items, and how many gave which two answers."""
    rng = random.Random(20270403)
    for _ in range(count):
        n = rng.randint(5, 7)
        first, second = (rng.choices(range(5), [rng.random() for _ in range(5)], k=n) for _ in range(2))
        both = list(zip(first, second, strict=True))
        table = tuple(tuple(both.count((a, b)) for b in range(5)) for a in range(5))
        yield levels(first), levels(second), table


def levels(answers: Sequence[int]) -> Counts:
    one, two, three, four, five = (answers.count(level) for level in range(5))
    return one, two, three, four, five
