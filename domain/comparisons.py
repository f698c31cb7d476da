"""Two rounds of a barometer side by side: what of the later one can be read against the earlier, and what hinders it.

Made from two releases alone; the change of a theme stands in the later release (`domain.changes`).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from domain.barometers import Barometer, Item, ItemId, Theme
from domain.changes import same_items
from domain.figures import ItemFigures, ThemeFigures
from domain.pooling import items_in_numbers
from domain.releases import TOTAL, Population, PopulationId, Release
from domain.withholding import SMALLEST_DETAIL


class Hindrance(StrEnum):
    """Why an item or a theme of two rounds is not compared; the first that applies."""

    NEW = "new"
    REWORDED = "reworded"
    OTHER_ROLES = "other_roles"
    TURNED = "turned"
    NOT_SHOWN_BEFORE = "not_shown_before"
    NOT_SHOWN_NOW = "not_shown_now"
    OTHER_ITEMS = "other_items"
    FEW_ANSWERS = "few_answers"


@dataclass(frozen=True, slots=True)
class Comparison:
    """A barometer and a release of it, and both of the round before."""

    barometer: Barometer
    release: Release
    earlier_barometer: Barometer
    earlier_release: Release

    def populations(self, population: PopulationId = TOTAL) -> tuple[Population, Population]:
        """What is shown of a population before and now; empty where nothing is."""
        nothing = Population({}, {})
        return (
            self.earlier_release.populations.get(population, nothing),
            self.release.populations.get(population, nothing),
        )

    def themes(self, theme: Theme, population: PopulationId = TOTAL) -> tuple[ThemeFigures, ThemeFigures]:
        """A theme that has a change, before and now."""
        before, now = self.populations(population)
        return before.themes[theme.id], now.themes[theme.id]

    def items(self, item: Item) -> tuple[ItemFigures, ItemFigures]:
        """An item of everybody that nothing hinders, before and now."""
        before, now = self.populations()
        return before.items[item.id], now.items[item.id]

    def hinders_item(self, item: Item) -> Hindrance | None:
        """Why an item cannot be read against the round before; None where it can."""
        changed = self._asked_otherwise(item)
        if changed is not None:
            return changed
        before, now = (shown.items.get(item.id) for shown in self.populations())
        if before is None or before.points is None:
            return Hindrance.NOT_SHOWN_BEFORE
        if now is None or now.points is None:
            return Hindrance.NOT_SHOWN_NOW
        return Hindrance.FEW_ANSWERS if _few([before, now]) else None

    def hinders_theme(self, theme: Theme, population: PopulationId = TOTAL) -> Hindrance | None:
        """Why a theme has no change; None where it has one."""
        if theme.id in (self.release.change or {}).get(population, {}):
            return None
        if theme.id not in {one.id for one in self.earlier_barometer.themes}:
            return Hindrance.NEW
        before, now = self.populations(population)
        if theme.id not in before.themes:
            return Hindrance.NOT_SHOWN_BEFORE
        if theme.id not in now.themes:
            return Hindrance.NOT_SHOWN_NOW
        return Hindrance.FEW_ANSWERS if self._same_items(theme, before, now) else Hindrance.OTHER_ITEMS

    def gone(self) -> tuple[Item, ...]:
        """The items that were asked in the round before and are no more."""
        asked = {item.id for item in self.barometer.items}
        return tuple(item for item in self.earlier_barometer.items if item.id not in asked)

    def _same_items(self, theme: Theme, before: Population, now: Population) -> bool:
        earlier: dict[ItemId, ItemFigures] = {}
        for one in self.earlier_barometer.themes:
            if one.id == theme.id:
                earlier = items_in_numbers(one, before)
        later = items_in_numbers(theme, now)
        return earlier.keys() == later.keys() and later.keys() <= same_items(self.earlier_barometer, self.barometer)

    def _asked_otherwise(self, item: Item) -> Hindrance | None:
        earlier = next((one for one in self.earlier_barometer.items if one.id == item.id), None)
        if earlier is None:
            return Hindrance.NEW
        differs = {
            Hindrance.REWORDED: earlier.text != item.text,
            Hindrance.OTHER_ROLES: earlier.roles != item.roles,
            Hindrance.TURNED: earlier.reversed != item.reversed,
        }
        return next((why for why, holds in differs.items() if holds), None)


def _few(figures: Iterable[ItemFigures]) -> bool:
    return any(one.n < SMALLEST_DETAIL for one in figures)
