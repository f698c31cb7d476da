"""Make a release: what may be shown of a closed round, and nothing else.

Everything that outlives the close is made here, once, from the answers; the answers are then destroyed.
The rules, P1 to P17, stand in docs/privacy.md; which population is shown how is decided in `domain.withholding`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from domain.barometers import Barometer, GroupId, GroupingId, Item, ItemId, RoleId, Theme
from domain.counting import Counted, Tallies, counted, counted_elsewhere, populations_of
from domain.differencing import Published, guarded
from domain.figures import ItemFigures, ThemeFigures, item_figures, scored_counts, theme_figures
from domain.intervals import Sample
from domain.scoring import Suffix, competition_ranks, half_up, response_words
from domain.shown import Population, Ranked, Release, Response, Withheld
from domain.tallies import Answers, Handed
from domain.withholding import (
    SMALLEST_K,
    TOTAL,
    Decision,
    PopulationId,
    Reason,
    Resolution,
    comments_kept,
    decide,
    floor_of,
)

#: What makes and reads a release, wherever in the domain it stands; the rules before a round: `domain.withholding`.
__all__ = [
    "TOTAL",
    "Handed",
    "ItemFigures",
    "Population",
    "PopulationId",
    "Published",
    "Ranked",
    "Reason",
    "Release",
    "Resolution",
    "Response",
    "ThemeFigures",
    "Withheld",
    "comments_kept",
    "make_release",
    "release_of",
    "release_of_counts",
]


def make_release(
    barometer: Barometer,
    grouping: GroupingId,
    invited: Mapping[RoleId, int] | None,
    handed_in: Iterable[Handed],
    k: int = SMALLEST_K,
) -> Release:
    """The release of a round; `k` below 5 counts as 5.

    `invited` is how many people of each role were; None where that is not known, and what needs it is then absent.
    Raises `UnknownGrouping`, and what `Answers.of` raises for sittings that do not fit the barometer.
    """
    return release_of(barometer, grouping, counted(barometer, grouping, Answers.of(barometer, invited, handed_in)), k)


def release_of(
    barometer: Barometer,
    grouping: GroupingId,
    numbers: Counted,
    k: int = SMALLEST_K,
    earlier: Sequence[Published] = (),
) -> Release:
    """The release of a round that is counted already; `k` below 5 counts as 5. Raises `UnknownGrouping`.

    `earlier` is what was published in the same channel: together with it, too, nothing hidden may be determined.
    """
    alone = {item: decide(by_group, k) for item, by_group in numbers.tallies.items()}
    decisions = guarded(barometer, grouping, numbers, alone, earlier, k)
    return laid_out(barometer, grouping, numbers, decisions, response_of(numbers, floor_of(k)))


def release_of_counts(
    barometer: Barometer,
    grouping: GroupingId,
    responded: Mapping[GroupId, int],
    invited: Mapping[GroupId, int] | None,
    tallies: Tallies,
    k: int = SMALLEST_K,
    earlier: Sequence[Published] = (),
) -> Release:
    """The release of a round measured elsewhere; it passes the same rules, and a theme is uncertain where it could be.

    Numbers as `counted_elsewhere` takes them; raises what it raises.
    """
    numbers = counted_elsewhere(barometer, grouping, responded, invited, tallies)
    return release_of(barometer, grouping, numbers, k, earlier)


def laid_out(
    barometer: Barometer,
    grouping: GroupingId,
    numbers: Counted,
    decisions: Mapping[ItemId, Decision],
    response: Response,
) -> Release:
    """The release that shows of every item what was decided, of themes and ranking what follows."""
    cuts = [
        _Cut(name, roles, barometer, numbers, decisions) for name, roles in populations_of(barometer, grouping).items()
    ]
    populations = {cut.name: cut.population() for cut in cuts}
    return Release(
        barometer=barometer.id,
        version=barometer.version,
        grouping=grouping,
        response=response,
        populations={name: population for name, population in populations.items() if population.items},
        withheld=tuple(withheld for cut in cuts for withheld in cut.withheld(populations[cut.name])),
        ranking=tuple(Ranked(item, rank) for item, rank in competition_ranks(cuts[0].means(barometer.items))),
    )


def response_of(numbers: Counted, fewest: int) -> Response:
    """How many answered, told where that is nobody or at least `fewest`."""
    responded, invited = numbers.responded, numbers.invited
    shown = responded if responded == 0 or responded >= fewest else None
    if not invited:
        return Response(invited=invited, responded=shown, percent=None, words=None)
    percent = None if shown is None else half_up(Fraction(100 * shown, invited))
    return Response(invited=invited, responded=shown, percent=percent, words=response_words(responded, invited))


@dataclass(frozen=True, slots=True)
class _Cut:
    """One population, with all that was counted and decided: what of it may go into the release."""

    name: PopulationId
    roles: frozenset[RoleId]
    barometer: Barometer
    numbers: Counted
    decisions: Mapping[ItemId, Decision]

    def population(self) -> Population:
        """The figures of every item shown of this population, and of every theme that enough of them speak for."""
        items = {item.id: self._item(item, how) for item in self.barometer.items if (how := self._resolution(item))}
        themes = {theme.id: self._theme(theme, items) for theme in self.barometer.themes}
        return Population(items=items, themes={name: theme for name, theme in themes.items() if theme is not None})

    def withheld(self, population: Population) -> list[Withheld]:
        """What does not stand in the population, of all that anybody of it was asked and handed in."""
        items = [
            Withheld(self.name, item, None, decision.withheld[self.name])
            for item, decision in self.decisions.items()
            if self.name in decision.withheld
        ]
        asked = [theme.id for theme in self.barometer.themes if self.numbers.anybody(theme, self.name)]
        missing = [theme for theme in asked if theme not in population.themes]
        return items + [Withheld(self.name, None, theme, Reason.TOO_FEW_ITEMS) for theme in missing]

    def means(self, items: Iterable[Item]) -> dict[ItemId, Fraction]:
        """The exact means, reversed items turned round, of those of the items that are shown in numbers."""
        in_numbers = [item for item in items if self._resolution(item) in (Resolution.LEVELS, Resolution.BINS)]
        tallies = {item.id: self.numbers.tally(item.id, self.name) for item in in_numbers}
        return {item.id: Sample.of_counts(scored_counts(item, tallies[item.id])).mean for item in in_numbers}

    def _resolution(self, item: Item) -> Resolution | None:
        return self.decisions[item.id].shown.get(self.name)

    def _item(self, item: Item, resolution: Resolution) -> ItemFigures:
        tally = self.numbers.tally(item.id, self.name)
        return item_figures(item, tally, resolution, invited_known=self.numbers.invited is not None)

    def _theme(self, theme: Theme, items: Mapping[ItemId, ItemFigures]) -> ThemeFigures | None:
        asked = [item for item in theme.items if item.roles & self.roles]
        means = self.means(asked)
        if len(means) < min(2, len(theme.items)):
            return None
        divided = sum(Suffix.DIVIDED in (items[item].suffixes or ()) for item in means)
        spread = None if self.numbers.invited is None else self.numbers.spreads[self.name][theme.id]
        return theme_figures(list(means.values()), of=len(asked), divided_items=divided, spread=spread)
