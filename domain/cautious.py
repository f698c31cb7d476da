"""How far apart persons' means of a theme can have been, where only figures of its items are left.

A person's mean is the mean over the theme's items if the answers that are missing are taken to be that mean itself.
So its standard deviation is at most the mean of the items' own (Cauchy-Schwarz), each with its missing answers where
they spread most; leaving people out does not add to the sum of squares, only to the divisor. See docs/decisions/0013.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import sqrt

from domain.barometers import RoleId
from domain.intervals import HIGHEST, LOWEST, Sample

#: A little more than floats can lose here: a bound must not end up below what it bounds.
_ROUNDING = 1 + 1e-9


@dataclass(frozen=True, slots=True)
class ItemSums:
    """What is known of one item: so many of those who handed in (`rows`) answered, with this sum and these squares.

    `squares` is the largest possible where it is not known exactly. None for numbers of which nothing is known.
    """

    roles: frozenset[RoleId]
    rows: int | None = None
    n: int = 0
    total: int = 0
    squares: int = 0


def widest_sample(items: Sequence[ItemSums], responded: int, mean: Fraction) -> Sample | None:
    """As few person means as there can have been, as far apart as they can have been, given their mean.

    `items` are all items of the theme that the population is asked, `responded` how many handed in altogether. Neither
    the standard deviation nor the standard error is ever below that of the real person means (a person counts who
    answered at least half of what their role is asked). None where there may have been fewer than two of them.
    """
    if not items:
        return None
    fewest, most = _people(items, responded)
    missing = sum((most if item.rows is None else item.rows) - item.n for item in items)
    counting = fewest - missing // _fewest_missing(items)
    if counting < 2:
        return None
    root = sum(sqrt(_largest_sum_of_squares(item, most)) for item in items) / len(items)
    squares = Fraction(root * root * _ROUNDING) + mean * mean * counting
    return Sample(n=counting, total=mean * counting, squares=squares)


def _people(items: Sequence[ItemSums], responded: int) -> tuple[int, int]:
    """How many handed in who are asked any of the items: at least, and at most."""
    known = {item.roles: item.rows for item in items if item.rows is not None}
    asked = {item.roles for item in items}
    widest = [roles for roles in asked if not any(roles < other for other in asked)]
    fewest = max(known.values(), default=0)
    return fewest, max(fewest, min(responded, sum(known.get(roles, responded) for roles in widest)))


def _fewest_missing(items: Sequence[ItemSums]) -> int:
    """How many answers at least are missing of a person who does not count: more than half of what they are asked."""
    roles = frozenset(role for item in items for role in item.roles)
    return min(sum(role in item.roles for item in items) // 2 + 1 for role in roles)


def _largest_sum_of_squares(item: ItemSums, people: int) -> Fraction:
    """The most that the answers can lie apart, about their own mean, when the missing ones may be anything.

    The missing ones are then at both ends, so many at each that the mean of all is as near the middle as it can be.
    """
    missing = people - item.n
    middle = (item.total + HIGHEST * missing - Fraction(LOWEST + HIGHEST, 2) * people) / (HIGHEST - LOWEST)
    at_the_lowest = (min(max(int(middle) + step, 0), missing) for step in (0, 1))
    return max(_sum_of_squares(item, missing, lowest) for lowest in at_the_lowest)


def _sum_of_squares(item: ItemSums, missing: int, lowest: int) -> Fraction:
    highest = missing - lowest
    total = item.total + LOWEST * lowest + HIGHEST * highest
    squares = item.squares + LOWEST**2 * lowest + HIGHEST**2 * highest
    return squares - Fraction(total * total, item.n + missing)


def largest_squares(total: int, disagree: int, neither: int, agree: int) -> int:
    """The largest sum of squares of answers with this sum, of which so many are 1-2, 3 and 4-5."""
    steps = total - disagree - 3 * neither - 4 * agree  # how many of the 1s are 2s, and of the 4s are 5s
    fives = min(agree, steps)
    return disagree + 9 * neither + 16 * agree + 9 * fives + 3 * (steps - fives)
