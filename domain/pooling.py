"""The released answers to a theme's items taken together, for a picture of the theme.

Made from a release alone: a pooled count is a sum of counts that are shown one by one.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from domain.barometers import ItemId, Theme
from domain.figures import ItemFigures
from domain.releases import Population, PopulationId, Release
from domain.withholding import Resolution

#: Disagree, neither, agree.
IN_THREE = 3


@dataclass(frozen=True, slots=True)
class Pooled:
    """Answers to `items` items, as five counts or as three; those of a reversed item turned round.

    `people` is how many answered the item that fewest answered.
    """

    counts: tuple[int, ...]
    items: int
    people: int
    turned: bool

    def in_three(self) -> Pooled:
        """The same as disagree, neither, agree."""
        return Pooled(_in_three(self.counts), self.items, self.people, self.turned)


def pooled(theme: Theme, population: Population) -> Pooled | None:
    """All answers that are shown in numbers; three counts where one of the items is in three. None where none is."""
    figures = list(items_in_numbers(theme, population).values())
    if not figures:
        return None
    closest = [_as_shown(one) for one in figures]
    if any(one.resolution is Resolution.BINS for one in figures):
        closest = [_in_three(one) for one in closest]
    turned = [counts[::-1] if one.reversed else counts for one, counts in zip(figures, closest, strict=True)]
    return Pooled(
        counts=tuple(map(sum, zip(*turned, strict=True))),
        items=len(figures),
        people=min(one.n for one in figures),
        turned=any(one.reversed for one in figures),
    )


def items_in_numbers(theme: Theme, population: Population) -> dict[ItemId, ItemFigures]:
    """The items that a theme's points rest on in a population; one that is shown in words is not among them."""
    shown = {item.id: population.items[item.id] for item in theme.items if item.id in population.items}
    return {item: figures for item, figures in shown.items() if figures.points is not None}


def alike(theme: Theme, release: Release, populations: Iterable[PopulationId]) -> list[list[PopulationId]]:
    """The populations with this theme, together where their points rest on the same items and may be compared."""
    by_items: dict[frozenset[ItemId], list[PopulationId]] = {}
    for name in populations:
        shown = release.populations[name]
        if theme.id in shown.themes:
            by_items.setdefault(frozenset(items_in_numbers(theme, shown)), []).append(name)
    return list(by_items.values())


def _as_shown(figures: ItemFigures) -> tuple[int, ...]:
    return figures.counts or figures.bins or ()


def _in_three(counts: Iterable[int]) -> tuple[int, ...]:
    shown = tuple(counts)
    return shown if len(shown) == IN_THREE else (shown[0] + shown[1], shown[2], shown[3] + shown[4])
