"""What a release is made of: numbers of people by item and group, from answers or from counts made elsewhere."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from domain.barometers import Barometer, GroupId, GroupingId, Item, ItemId, RoleId, Theme, ThemeId
from domain.tallies import Answers, Spread, Tally
from domain.withholding import TOTAL, PopulationId, together

Tallies = Mapping[ItemId, Mapping[GroupId, Tally]]


@dataclass(frozen=True, slots=True)
class Counted:
    """A closed round in numbers; nobody's answers are in it.

    `tallies` has, for each item, every group of which a role is asked it. `invited` is None where nobody knows who was.
    `spreads` has the person means of a theme (real or, of a round counted elsewhere, as far apart as they can have
    been); none where a population is not asked, or nobody could have told.
    """

    responded: int
    invited: int | None
    tallies: Tallies
    spreads: Mapping[PopulationId, Mapping[ThemeId, Spread]]

    def tally(self, item: ItemId, population: PopulationId) -> Tally:
        """What a population that is asked the item answered to it."""
        by_group = self.tallies[item]
        return together(by_group.values()) if population == TOTAL else by_group[population]

    def anybody(self, theme: Theme, population: PopulationId) -> bool:
        """Whether somebody of the population who is asked an item of the theme handed in."""
        asked = (self.tallies[item.id] for item in theme.items)
        return any(
            tally.rows for by_group in asked for group, tally in by_group.items() if population in (TOTAL, group)
        )


def populations_of(barometer: Barometer, grouping: GroupingId) -> dict[PopulationId, frozenset[RoleId]]:
    """Everybody and each group, with their roles. Raises `UnknownGrouping`."""
    groups = {group.id: group.roles for group in barometer.grouping(grouping).groups}
    return {TOTAL: frozenset(role.id for role in barometer.roles)} | groups


def counted(barometer: Barometer, grouping: GroupingId, answers: Answers) -> Counted:
    """Count answers by item and group. Raises `UnknownGrouping`."""
    populations = populations_of(barometer, grouping)
    return Counted(
        responded=answers.handed_in,
        invited=None if answers.invited is None else sum(answers.invited.values()),
        tallies={item.id: _by_group(item, populations, answers) for item in barometer.items},
        spreads={name: _spreads(barometer.themes, roles, answers) for name, roles in populations.items()},
    )


def _by_group(item: Item, populations: Mapping[PopulationId, frozenset[RoleId]], answers: Answers) -> dict[str, Tally]:
    return {
        group: together(answers.tally(item, role) for role in sorted(roles & item.roles))
        for group, roles in populations.items()
        if group != TOTAL and roles & item.roles
    }


def _spreads(themes: Iterable[Theme], roles: frozenset[RoleId], answers: Answers) -> dict[ThemeId, Spread]:
    asked = [theme for theme in themes if any(item.roles & roles for item in theme.items)]
    return {theme.id: answers.spread(theme, sorted(roles)) for theme in asked}
