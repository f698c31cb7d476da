"""What changed between two rounds of the same barometer: points and a word per theme, only where both can be compared.

The rules stand in docs/privacy.md, how sure a word is in docs/decisions/0013. Nobody is followed from round to round.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from domain.barometers import Barometer, Grouping, Item, ItemId, RoleId, Theme, ThemeId
from domain.cautious import ItemSums, largest_squares, widest_sample
from domain.counting import Counted, populations_of
from domain.figures import Change, ItemFigures, rounded
from domain.intervals import LOWEST, Sample
from domain.scoring import ChangeWord, change_word
from domain.shown import Release
from domain.withholding import SMALLEST_DETAIL, PopulationId, Resolution

#: Of each population and theme, persons' means; None where fewer than two can be told.
Samples = Mapping[PopulationId, Mapping[ThemeId, Sample | None]]


@dataclass(frozen=True, slots=True)
class Wave:
    """One of two rounds that are compared: what was asked, what is shown of it, and how its people's means spread.

    `knows_persons`: the samples are real person means, not the widest that there can have been.
    """

    barometer: Barometer
    release: Release
    samples: Samples
    knows_persons: bool

    @classmethod
    def counted(cls, barometer: Barometer, release: Release, numbers: Counted) -> Wave:
        """A round whose answers are at hand."""
        samples = {name: {theme: one.sample for theme, one in found.items()} for name, found in numbers.spreads.items()}
        return cls(barometer, release, samples, knows_persons=True)

    @classmethod
    def released(cls, barometer: Barometer, release: Release) -> Wave:
        """A round of which the release alone is left. Raises `UnknownGrouping`.

        Persons' means are taken to lie as far apart as they can.
        """
        samples = {
            name: {theme.id: _widest(theme, roles, release, name) for theme in barometer.themes}
            for name, roles in populations_of(barometer, release.grouping).items()
        }
        return cls(barometer, release, samples, knows_persons=False)

    def rests_on(self, population: PopulationId, theme: ThemeId) -> Mapping[ItemId, ItemFigures]:
        """The items that the theme is made of, where it is shown of the population."""
        found = self.release.populations.get(population)
        if found is None or theme not in found.themes:
            return {}
        items = (item.id for one in self.barometer.themes if one.id == theme for item in one.items)
        return {item: found.items[item] for item in items if item in found.items and _in_numbers(found.items[item])}


def can_be_compared(before: Barometer, before_grouping: Grouping, after: Barometer, after_grouping: Grouping) -> bool:
    """Whether two rounds are of the same barometer, whatever version, with the same groups of the same roles."""
    groups = ({(group.id, group.roles) for group in one.groups} for one in (before_grouping, after_grouping))
    return before.id == after.id and next(groups) == next(groups)


def same_items(before: Barometer, after: Barometer) -> frozenset[ItemId]:
    """The items that were asked in the same words of the same roles, and scored the same way; others never compare."""
    asked = {item.id: item for item in before.items}
    return frozenset(item.id for item in after.items if item.id in asked and _same(asked[item.id], item))


def changes(before: Wave, after: Wave, fewest: int = SMALLEST_DETAIL) -> dict[PopulationId, dict[ThemeId, Change]]:
    """The change of every theme that rests on the same items in both rounds, each with `fewest` answers in both.

    A population without such a theme is left out.
    """
    same = same_items(before.barometer, after.barometer)
    found = {name: _Pair(before, after, name).changes(same, fewest) for name in after.release.populations}
    return {name: themes for name, themes in found.items() if themes}


@dataclass(frozen=True, slots=True)
class _Pair:
    """One population in both rounds."""

    before: Wave
    after: Wave
    population: PopulationId

    def changes(self, same: frozenset[ItemId], fewest: int) -> dict[ThemeId, Change]:
        found = {theme.id: self._change(theme.id, same, fewest) for theme in self.after.barometer.themes}
        return {theme: change for theme, change in found.items() if change is not None}

    def _change(self, theme: ThemeId, same: frozenset[ItemId], fewest: int) -> Change | None:
        earlier, later = (wave.rests_on(self.population, theme) for wave in (self.before, self.after))
        if not later or earlier.keys() != later.keys() or not later.keys() <= same:
            return None
        if any(figures.n < fewest for figures in (*earlier.values(), *later.values())):
            return None
        means = _mean(earlier), _mean(later)
        return Change(points=rounded(25 * (means[1] - means[0])), word=self._word(theme, *means))

    def _word(self, theme: ThemeId, earlier: Fraction, later: Fraction) -> ChangeWord | None:
        """From the interval of the person means; about the means shown, where one round's own are not known."""
        before, after = (wave.samples[self.population].get(theme) for wave in (self.before, self.after))
        if before is None or after is None or before.n < 2 or after.n < 2:
            return ChangeWord.TOO_FEW_TO_TELL
        if not (self.before.knows_persons and self.after.knows_persons):
            before, after = before.about(earlier), after.about(later)
        return change_word(before, after, 25 * (later - earlier))


def _same(one: Item, other: Item) -> bool:
    return (one.text, one.roles, one.reversed) == (other.text, other.roles, other.reversed)


def _mean(items: Mapping[ItemId, ItemFigures]) -> Fraction:
    means = [Fraction(_total(figures), figures.n) for figures in items.values()]
    return sum(means, Fraction(0)) / len(means)


def _total(figures: ItemFigures) -> int:
    """The exact sum of the answers, which a mean of six digits still tells."""
    return round(Fraction(str(figures.mean)) * figures.n)


def _widest(theme: Theme, roles: frozenset[RoleId], release: Release, name: PopulationId) -> Sample | None:
    """What a release still tells of persons' means of a theme."""
    found = release.populations.get(name)
    if found is None or theme.id not in found.themes:
        return None
    sums = [_sums(item, roles, found.items.get(item.id)) for item in theme.items if item.roles & roles]
    return widest_sample(sums, release.response.responded or 0, Fraction(3))


def _sums(item: Item, roles: frozenset[RoleId], figures: ItemFigures | None) -> ItemSums:
    asked = item.roles & roles
    if figures is None or not _in_numbers(figures):
        return ItemSums(asked)
    rows = figures.n + figures.not_relevant + figures.skipped
    return ItemSums(asked, rows, figures.n, _total(figures), _squares(figures))


def _squares(figures: ItemFigures) -> int:
    """The sum of the squares of the answers, reversed ones turned round; the largest possible, given bins only."""
    answered = figures.counts or figures.bins or ()
    scored = answered[::-1] if figures.reversed else answered
    if figures.counts:
        return sum(level * level * count for level, count in enumerate(scored, LOWEST))
    return largest_squares(_total(figures), *scored)


def _in_numbers(figures: ItemFigures) -> bool:
    return figures.resolution is not Resolution.WORDS
