"""What a release is made of: numbers of people by item and group, from answers or from counts made elsewhere."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import reduce

from domain.barometers import Barometer, Group, GroupId, GroupingId, Item, ItemId, RoleId, Theme, ThemeId
from domain.cautious import ItemSums, widest_sample
from domain.figures import scored_counts
from domain.intervals import Sample
from domain.tallies import Answers, Spread, Tally
from domain.withholding import TOTAL, PopulationId, together

Tallies = Mapping[ItemId, Mapping[GroupId, Tally]]


@dataclass(frozen=True, slots=True)
class Counted:
    """A closed round in numbers; nobody's answers are in it.

    `tallies` has, for each item, every group of which a role is asked it. `invited` is None where nobody knows who was.
    `spreads` has the person means of a theme (real or, of a round counted elsewhere, as far apart as they can have
    been); none where a population is not asked. `answered` has the valid answers of the smallest sets of roles of which
    they are known: single roles, or whole groups.
    """

    responded: int
    invited: int | None
    tallies: Tallies
    spreads: Mapping[PopulationId, Mapping[ThemeId, Spread]]
    answered: Mapping[ItemId, Mapping[frozenset[RoleId], int]]

    def valid(self, item: ItemId, roles: frozenset[RoleId]) -> int:
        """How many valid answers people in these roles gave; where that is not known the fewest, but not nobody."""
        known = {among: n for among, n in self.answered[item].items() if among <= roles}
        return max(sum(known.values()), 0 if frozenset[RoleId]().union(*known) == roles else 1)

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
    by_role = {item.id: {role: answers.tally(item, role) for role in item.roles} for item in barometer.items}
    groups = barometer.grouping(grouping).groups
    return Counted(
        responded=answers.handed_in,
        invited=None if answers.invited is None else sum(answers.invited.values()),
        tallies={item: _by_group(found, groups) for item, found in by_role.items()},
        spreads=_spreads(barometer.themes, populations, answers),
        answered={
            item: {frozenset({role}): tally.n for role, tally in found.items()} for item, found in by_role.items()
        },
    )


def _by_group(by_role: Mapping[RoleId, Tally], groups: Iterable[Group]) -> dict[GroupId, Tally]:
    """The tally of every group that has a role asked."""
    asked = {group.id: group.roles & by_role.keys() for group in groups}
    return {group: together(by_role[role] for role in roles) for group, roles in asked.items() if roles}


def _spreads(
    themes: Sequence[Theme], populations: Mapping[PopulationId, frozenset[RoleId]], answers: Answers
) -> dict[PopulationId, dict[ThemeId, Spread]]:
    """Each role is counted once, and added to the populations that it is part of."""
    asked = {theme.id: {role for item in theme.items for role in item.roles} for theme in themes}
    by_role = {theme.id: {role: answers.spread(theme, [role]) for role in asked[theme.id]} for theme in themes}
    return {
        name: {
            theme: reduce(Spread.__add__, (found[role] for role in roles & found.keys()))
            for theme, found in by_role.items()
            if roles & found.keys()
        }
        for name, roles in populations.items()
    }


def counted_elsewhere(
    barometer: Barometer,
    grouping: GroupingId,
    responded: Mapping[GroupId, int],
    invited: Mapping[GroupId, int] | None,
    tallies: Tallies,
) -> Counted:
    """A round of which there are counts by item and group only; an item that is not in `tallies` was not measured.

    Where all roles of a group are asked an item, `invited` of its tally is taken from the group; where only some are,
    the tally may tell it, else the whole group's stands for it. Nobody's mean of a theme is known, so a theme is
    uncertain where it could be. Raises `UnknownGrouping`, `UnknownItem`, and `ValueError`, naming item and group, for
    numbers that cannot be: more answers than people, or fewer where a whole group was asked.
    """
    groups = barometer.grouping(grouping).groups
    for item_id, by_group in tallies.items():
        asked = {group.id for group in groups if group.roles & barometer.item(item_id).roles}
        if not by_group.keys() <= asked:
            raise ValueError(f"Item {item_id} is not asked of every group that it has numbers of")
    roles = {group.id: group.roles for group in groups}
    sizes = [
        _Size(group, responded.get(group.id, 0), None if invited is None else invited.get(group.id, 0))
        for group in groups
    ]
    checked = {item.id: _checked(item, sizes, tallies.get(item.id)) for item in barometer.items}
    numbers = Counted(
        responded=sum(responded.values()),
        invited=None if invited is None else sum(invited.values()),
        tallies=checked,
        spreads={},
        answered={
            item.id: {roles[group] & item.roles: tally.n for group, tally in checked[item.id].items()}
            for item in barometer.items
        },
    )
    populations = populations_of(barometer, grouping)
    spreads = {name: _widest(barometer.themes, name, among, numbers) for name, among in populations.items()}
    return replace(numbers, spreads=spreads)


@dataclass(frozen=True, slots=True)
class _Size:
    """How many of a group handed in, and how many were invited where that is known."""

    group: Group
    responded: int
    invited: int | None

    def checked(self, item: Item, given: Tally | None) -> Tally:
        """The tally with its invited; raises `ValueError` for numbers that cannot be."""
        whole = self.group.roles <= item.roles
        tally = given or Tally()
        asked = self.invited or 0
        tally = replace(tally, invited=asked if whole else tally.invited or asked)
        fits = tally.rows == self.responded if whole and given else tally.rows <= self.responded
        if self.invited is not None:
            fits = fits and self.responded <= asked and tally.rows <= tally.invited <= asked
        if not fits:
            raise ValueError(f"The numbers of item {item.id} in group {self.group.id} cannot be")
        return tally


def _checked(item: Item, sizes: Iterable[_Size], given: Mapping[GroupId, Tally] | None) -> dict[GroupId, Tally]:
    """The item's tally in every group that is asked it."""
    asked = [size for size in sizes if size.group.roles & item.roles]
    return {
        size.group.id: size.checked(item, None if given is None else given.get(size.group.id, Tally()))
        for size in asked
    }


def _widest(
    themes: Iterable[Theme], population: PopulationId, roles: frozenset[RoleId], numbers: Counted
) -> dict[ThemeId, Spread]:
    asked = {theme.id: [item for item in theme.items if item.roles & roles] for theme in themes}
    return {theme: _cautious(items, population, roles, numbers) for theme, items in asked.items() if items}


def _cautious(items: list[Item], population: PopulationId, roles: frozenset[RoleId], numbers: Counted) -> Spread:
    sums = [_sums(item, roles, tally) for item in items if (tally := numbers.tally(item.id, population)).rows]
    means = [Fraction(one.total, one.n) for one in sums if one.n]
    mean = sum(means, Fraction(0)) / (len(means) or 1)
    sample = widest_sample(sums, numbers.responded, mean) or Sample(0, Fraction(0), Fraction(0))
    by_group = [numbers.tallies[item.id] for item in items]
    groups = {group for found in by_group for group in found if population in (TOTAL, group)}
    concerned = (max(found[group].invited for found in by_group if group in found) for group in groups)
    return Spread(sample, sum(concerned))


def _sums(item: Item, roles: frozenset[RoleId], tally: Tally) -> ItemSums:
    sample = Sample.of_counts(scored_counts(item, tally))
    return ItemSums(item.roles & roles, tally.rows, tally.n, int(sample.total), int(sample.squares))
