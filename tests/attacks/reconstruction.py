"""Attack A2: which answers do the displayed numbers leave only one possibility for?

What is published of an item is written as equations over unknown whole numbers, how many of each role chose each
level, and a solver finds the least and the most that each of them can be. The attacker is strong: they know how many of
each role gave a valid answer. Rounding is taken at its word: a number that is shown with six digits allows everything
that would be shown the same.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from itertools import combinations, permutations, product
from typing import Any

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp

from domain.barometers import RoleId
from domain.scoring import Counts
from tests.attacks.departments import Department
from tests.attacks.row_space import determined, unions

Roles = frozenset[RoleId]
Weights = tuple[float, float, float, float, float]
Value = Callable[[Roles, Weights], int | None]
Vector = np.ndarray[Any, np.dtype[np.float64]]

#: The levels one by one, and the three classes: what must not be known of fewer than five people.
LEVELS: tuple[Weights, ...] = ((1, 0, 0, 0, 0), (0, 1, 0, 0, 0), (0, 0, 1, 0, 0), (0, 0, 0, 1, 0), (0, 0, 0, 0, 1))
BINS: tuple[Weights, ...] = ((1, 1, 0, 0, 0), (0, 0, 1, 0, 0), (0, 0, 0, 1, 1))
EVERYBODY: Weights = (1, 1, 1, 1, 1)
SUM: Weights = (1, 2, 3, 4, 5)
SUM_REVERSED: Weights = (5, 4, 3, 2, 1)
SAID = {"almost_all_disagree": BINS[0], "almost_all_neither": BINS[1], "almost_all_agree": BINS[2]}
#: Half of the last digit of a number with six digits, and a little for the machine's own rounding.
SIX_DIGITS = 0.501e-6


@dataclass(frozen=True, slots=True)
class Sight:
    """One item: what each role answered, which only the judge knows, and what is said of which population."""

    answers: Mapping[RoleId, Counts]
    shown: tuple[tuple[Roles, Mapping[str, Any]], ...]

    def n(self, roles: Iterable[RoleId]) -> int:
        """How many valid answers these roles gave; the attacker knows as much."""
        return sum(sum(self.answers[role]) for role in roles)

    @property
    def in_numbers(self) -> frozenset[Roles]:
        """The populations of which figures are given."""
        return frozenset(roles for roles, figures in self.shown if "percent" in figures)

    @property
    def in_levels(self) -> bool:
        """Whether single levels are shown, of one population and so of all."""
        return any(len(figures.get("percent", ())) == len(LEVELS) for _, figures in self.shown)


@dataclass(frozen=True, slots=True)
class Finding:
    """Of so many people of these roles just so many gave these answers: nothing else fits what was published."""

    roles: Roles
    people: int
    weights: Weights
    value: int


def sights(department: Department, published: Mapping[str, Any]) -> Iterator[Sight]:
    """What a release, as its JSON has it, says of each item that anybody answered."""
    groups = {group.id: group.roles for group in department.barometer.grouping(department.grouping).groups}
    for item in department.barometer.items:
        answers = {role: tally.counts for role, tally in department.tallies(item.id).items() if tally.n}
        shown = (
            (frozenset(groups.get(name, answers.keys()) & answers.keys()), found["items"][item.id])
            for name, found in published["populations"].items()
            if item.id in found["items"]
        )
        if answers:
            yield Sight(answers, tuple(shown))


class Puzzle:
    """All that is published about one item, as equations over the number of each role at each level."""

    def __init__(self, sight: Sight) -> None:
        self._order = sorted(sight.answers)
        sizes = {role: float(sight.n([role])) for role in self._order}
        rows = [(self._vector([role], EVERYBODY), n, n) for role, n in sizes.items()]
        for roles, figures in sight.shown:
            rows += [(self._vector(roles, weights), least, most) for weights, least, most in stated(figures)]
        self._rows = np.array([row for row, _, _ in rows])
        self._least, self._most = (np.array([row[place] for row in rows]) for place in (1, 2))
        self._upper = np.array([n for n in sizes.values() for _ in LEVELS])
        truth = np.array([count for role in self._order for count in sight.answers[role]], dtype=float)
        self._solutions = self._fitting(truth + _swaps(len(self._order)))
        assert (self._solutions[0] == truth).all(), f"The truth does not fit what is published: {sight}"

    def fixed(self, roles: Roles, weights: Weights) -> int | None:
        """The one possible value of so many people's answers weighed so, or None where several fit."""
        wanted = self._vector(roles, weights)
        for objective in (wanted, -wanted):
            if np.ptp(self._solutions @ wanted) > 0.5:
                return None
            self._solutions = np.vstack([self._solutions, self._best(objective)])
        return None if np.ptp(self._solutions @ wanted) > 0.5 else self.value(roles, weights)

    def value(self, roles: Roles, weights: Weights) -> int:
        """What it is in one of the solutions."""
        return round(float(self._solutions[0] @ self._vector(roles, weights)))

    def _best(self, objective: Vector) -> Vector:
        found = milp(
            objective,
            integrality=np.ones(len(self._upper)),
            bounds=Bounds(np.zeros(len(self._upper)), self._upper),
            constraints=LinearConstraint(self._rows, self._least, self._most),
        )
        assert found.x is not None, found.message
        return np.asarray(np.rint(found.x))

    def _fitting(self, found: Vector) -> Vector:
        """Those that fit everything: the truth first, and what saves the solver most of its work."""
        sums = found @ self._rows.T
        fits = (sums >= self._least - 1e-9) & (sums <= self._most + 1e-9)
        return np.asarray(found[fits.all(axis=1) & (found >= 0).all(axis=1)])

    def _vector(self, roles: Iterable[RoleId], weights: Weights) -> Vector:
        inside = frozenset(roles)
        return np.array([weight if role in inside else 0.0 for role in self._order for weight in weights])


@cache
def _swaps(roles: int) -> Vector:
    """Nothing, and every way in which two people of different roles can change places."""
    steps = [np.zeros(roles * 5)]
    for (one, other), (low, high) in product(permutations(range(roles), 2), combinations(range(5), 2)):
        step = np.zeros(roles * 5)
        step[[5 * one + high, 5 * other + low]], step[[5 * one + low, 5 * other + high]] = 1, -1
        steps.append(step)
    return np.array(steps)


def stated(figures: Mapping[str, Any]) -> Iterator[tuple[Weights, float, float]]:
    """Every displayed number of a population that says something of its counts: what it sums, its least and most."""
    n, turned = figures["n"], figures.get("reversed", False)
    if "words" in figures:
        yield SAID[figures["words"]], n - 1, n
    if "percent" in figures:
        classes = LEVELS if len(figures["percent"]) == len(LEVELS) else BINS
        counts = figures.get("counts") or figures.get("bins") or ()
        yield from ((weights, count, count) for weights, count in zip(classes, counts, strict=False))
        for weights, percent in zip(classes, figures["percent"], strict=True):
            yield weights, (percent - 1) * n / 100, (percent + 1) * n / 100
    if "mean" in figures:
        total = SUM_REVERSED if turned else SUM
        yield total, (figures["mean"] - SIX_DIGITS) * n, (figures["mean"] + SIX_DIGITS) * n
    if "points" in figures:
        total = SUM_REVERSED if turned else SUM
        yield total, (1 + (figures["points"] - 0.5) / 25) * n, (1 + (figures["points"] + 0.5) / 25) * n
    if "agree_bounds" in figures:
        agree = figures["agree_bounds"][0]
        yield BINS[0 if turned else 2], agree, agree


class Verdict:
    """What the attacker learned of one item, and whether it is more than the rules allow."""

    def __init__(self, sight: Sight) -> None:
        self.sight = sight
        self.puzzle = Puzzle(sight)

    def leaks(self, k: int = 5) -> Iterator[Finding]:
        """Numbers of fewer than k people that are known, and not because they hold for a shown population alike."""
        for roles in unions(self.sight.answers):
            if self.sight.n(roles) < k:
                yield from self._known(roles, (*LEVELS, *BINS), k)

    def alike(self) -> Iterator[Finding]:
        """Fewer than ten people who are known to fall all into one class (rule P9), inherited from no ten or more."""
        for roles in unions(self.sight.answers):
            n = self.sight.n(roles)
            if n < 10:
                together = [weights for weights in BINS if self.puzzle.value(roles, weights) == n]
                yield from self._known(roles, together, 10)

    def _known(self, roles: Roles, quantities: Iterable[Weights], fewest: int) -> Iterator[Finding]:
        for weights in quantities:
            if not self._inherited(roles, weights, fewest, self._plainly):
                value = self.puzzle.fixed(roles, weights)
                if value is not None and not self._inherited(roles, weights, fewest, self.puzzle.fixed):
                    yield Finding(roles, self.sight.n(roles), weights, value)

    def _inherited(self, roles: Roles, weights: Weights, fewest: int, value: Value) -> bool:
        """Whether each role belongs to a population that is large enough, and itself all or none of it."""
        large = [(larger, n) for larger in self._derivable if (n := self.sight.n(larger)) >= fewest]
        return all(
            any(role in larger and value(larger, weights) in {0, n} for larger, n in large) for role in sorted(roles)
        )

    def _plainly(self, roles: Roles, weights: Weights) -> int | None:
        """What a population that can be calculated says without any solver: classes always, levels where shown."""
        known = BINS if weights in BINS or not self.sight.in_levels else LEVELS
        around = next(one for one in known if all(part >= weight for part, weight in zip(one, weights, strict=True)))
        value = self.puzzle.value(roles, around)
        return value if around == weights or not value else None

    @cached_property
    def _derivable(self) -> tuple[Roles, ...]:
        return determined(self.sight.in_numbers, frozenset(self.sight.answers))
