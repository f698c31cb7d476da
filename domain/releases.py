"""A release: what may be shown of a closed round, and nothing else.

Everything that outlives the close is made here, once, from the answers; the answers are then destroyed.
The rules, P1 to P17, stand in docs/privacy.md; which population is shown how is decided in `domain.withholding`.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, Self

from domain.barometers import Barometer, BarometerId, GroupId, GroupingId, Item, ItemId, RoleId, Theme, ThemeId
from domain.figures import Change, ItemFigures, ThemeFigures, item_figures, scored_counts, theme_figures
from domain.intervals import Sample
from domain.scoring import ResponseWords, Suffix, competition_ranks, half_up, response_words
from domain.tallies import Answers, Handed, Tally
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
    together,
)

#: What makes and reads a release, wherever in the domain it stands; the rules before a round: `domain.withholding`.
__all__ = [
    "TOTAL",
    "Handed",
    "ItemFigures",
    "Population",
    "PopulationId",
    "Ranked",
    "Reason",
    "Release",
    "Resolution",
    "Response",
    "ThemeFigures",
    "Withheld",
    "comments_kept",
    "make_release",
]

Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Response:
    """How many answered; `responded` and `percent` are None where that would be 1-4 people, `invited` where unknown."""

    invited: int | None
    responded: int | None
    percent: int | None
    words: ResponseWords | None

    def as_dict(self) -> Json:
        """The keys that apply; `words` stands wherever the invited are known, also as null."""
        numbers = {"invited": self.invited, "responded": self.responded, "percent": self.percent}
        known: Json = {name: number for name, number in numbers.items() if number is not None}
        return known if self.invited is None else known | {"words": self.words}

    @classmethod
    def from_dict(cls, stored: Json) -> Self:
        """Read back what `as_dict` gave."""
        words = stored.get("words")
        return cls(
            invited=stored.get("invited"),
            responded=stored.get("responded"),
            percent=stored.get("percent"),
            words=None if words is None else ResponseWords(words),
        )


@dataclass(frozen=True, slots=True)
class Population:
    """What is shown of one group, or of everybody."""

    items: Mapping[ItemId, ItemFigures]
    themes: Mapping[ThemeId, ThemeFigures]

    def as_dict(self) -> Json:
        """Items and themes by id."""
        return {
            "items": {name: figures.as_dict() for name, figures in self.items.items()},
            "themes": {name: figures.as_dict() for name, figures in self.themes.items()},
        }

    @classmethod
    def from_dict(cls, stored: Json) -> Self:
        """Read back what `as_dict` gave."""
        return cls(
            items={name: ItemFigures.from_dict(figures) for name, figures in stored["items"].items()},
            themes={name: ThemeFigures.from_dict(figures) for name, figures in stored["themes"].items()},
        )


@dataclass(frozen=True, slots=True)
class Withheld:
    """An item or a theme that is not shown of a population, and why; never how many people it was about."""

    population: PopulationId
    item: ItemId | None
    theme: ThemeId | None
    reason: Reason

    def as_dict(self) -> Json:
        """The population, either `item` or `theme`, and the reason."""
        about = {"theme": self.theme} if self.item is None else {"item": self.item}
        return {"population": self.population, **about, "reason": self.reason}

    @classmethod
    def from_dict(cls, stored: Json) -> Self:
        """Read back what `as_dict` gave."""
        reason = Reason(stored["reason"])
        return cls(population=stored["population"], item=stored.get("item"), theme=stored.get("theme"), reason=reason)


@dataclass(frozen=True, slots=True)
class Ranked:
    """An item's place among all items, by the mean of everybody; equal means share a place."""

    item: ItemId
    rank: int


@dataclass(frozen=True, slots=True)
class Release:
    """A round's result; populations are `total` and the ids of the grouping's groups, those with anything to show."""

    barometer: BarometerId
    version: int
    grouping: GroupingId
    response: Response
    populations: Mapping[PopulationId, Population]
    withheld: tuple[Withheld, ...]
    ranking: tuple[Ranked, ...]
    #: Against the round before, by population and theme; None where there was none, or not the same barometer.
    change: Mapping[PopulationId, Mapping[ThemeId, Change]] | None = None

    @property
    def everybody(self) -> Population:
        """What is shown of everybody together; empty where nothing is."""
        return self.populations.get(TOTAL, Population({}, {}))

    def as_dict(self) -> Json:
        """The release as plain values, with the keys that `python -m bot score --json` prints."""
        plain: Json = {
            "barometer": {"id": self.barometer, "version": self.version},
            "grouping": self.grouping,
            "response": self.response.as_dict(),
            "populations": {name: population.as_dict() for name, population in self.populations.items()},
            "withheld": [withheld.as_dict() for withheld in self.withheld],
            "ranking": [{"item": ranked.item, "rank": ranked.rank} for ranked in self.ranking],
        }
        if self.change is not None:
            plain["change"] = {
                name: {theme: change.as_dict() for theme, change in themes.items()}
                for name, themes in self.change.items()
            }
        return plain

    @classmethod
    def from_dict(cls, stored: Json) -> Self:
        """Read back what `as_dict` gave, also after a way through JSON."""
        change = stored.get("change")
        return cls(
            barometer=stored["barometer"]["id"],
            version=stored["barometer"]["version"],
            grouping=stored["grouping"],
            response=Response.from_dict(stored["response"]),
            populations={name: Population.from_dict(found) for name, found in stored["populations"].items()},
            withheld=tuple(Withheld.from_dict(found) for found in stored["withheld"]),
            ranking=tuple(Ranked(**found) for found in stored["ranking"]),
            change=None if change is None else {name: _changes(themes) for name, themes in change.items()},
        )

    def to_json(self) -> str:
        """The one text of this release: equal releases give equal text, so that a hash can stand for it."""
        return json.dumps(self.as_dict(), sort_keys=True, ensure_ascii=False, separators=(",", ":"))


def _changes(stored: Json) -> dict[ThemeId, Change]:
    return {theme: Change.from_dict(change) for theme, change in stored.items()}


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
    answers = Answers.of(barometer, invited, handed_in)
    groups = {group.id: group.roles for group in barometer.grouping(grouping).groups}
    tallies = {item.id: _tallies(item, groups, answers) for item in barometer.items}
    decisions = {item: decide(by_group, k) for item, by_group in tallies.items()}
    names = {TOTAL: frozenset(role.id for role in barometer.roles)} | groups
    cuts = [_Cut(name, roles, barometer, answers, tallies, decisions) for name, roles in names.items()]
    populations = {cut.name: cut.population() for cut in cuts}
    return Release(
        barometer=barometer.id,
        version=barometer.version,
        grouping=grouping,
        response=_response(answers, k),
        populations={name: population for name, population in populations.items() if population.items},
        withheld=tuple(withheld for cut in cuts for withheld in cut.withheld(populations[cut.name])),
        ranking=tuple(Ranked(item, rank) for item, rank in competition_ranks(cuts[0].means(barometer.items))),
    )


def _response(answers: Answers, k: int) -> Response:
    responded = answers.handed_in
    shown = responded if responded == 0 or responded >= floor_of(k) else None
    if answers.invited is None:
        return Response(invited=None, responded=shown, percent=None, words=None)
    invited = sum(answers.invited.values())
    if not invited:
        return Response(invited=0, responded=shown, percent=None, words=None)
    percent = None if shown is None else half_up(Fraction(100 * shown, invited))
    return Response(invited=invited, responded=shown, percent=percent, words=response_words(responded, invited))


def _tallies(item: Item, groups: Mapping[GroupId, frozenset[RoleId]], answers: Answers) -> dict[GroupId, Tally]:
    """The item's tally in every group that has a role asked."""
    return {
        group: together(answers.tally(item, role) for role in sorted(roles & item.roles))
        for group, roles in groups.items()
        if roles & item.roles
    }


@dataclass(frozen=True, slots=True)
class _Cut:
    """One population, with all that was counted and decided: what of it may go into the release."""

    name: PopulationId
    roles: frozenset[RoleId]
    barometer: Barometer
    answers: Answers
    tallies: Mapping[ItemId, Mapping[GroupId, Tally]]
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
        asked = [theme.id for theme in self.barometer.themes if self.answers.anybody(self._asked(theme))]
        missing = [theme for theme in asked if theme not in population.themes]
        return items + [Withheld(self.name, None, theme, Reason.TOO_FEW_ITEMS) for theme in missing]

    def means(self, items: Iterable[Item]) -> dict[ItemId, Fraction]:
        """The exact means, reversed items turned round, of those of the items that are shown in numbers."""
        in_numbers = [item for item in items if self._resolution(item) in (Resolution.LEVELS, Resolution.BINS)]
        return {item.id: Sample.of_counts(scored_counts(item, self._tally(item))).mean for item in in_numbers}

    def _resolution(self, item: Item) -> Resolution | None:
        return self.decisions[item.id].shown.get(self.name)

    def _item(self, item: Item, resolution: Resolution) -> ItemFigures:
        return item_figures(item, self._tally(item), resolution, invited_known=self.answers.invited is not None)

    def _theme(self, theme: Theme, items: Mapping[ItemId, ItemFigures]) -> ThemeFigures | None:
        asked = [item for item in theme.items if item.roles & self.roles]
        means = self.means(asked)
        if len(means) < min(2, len(theme.items)):
            return None
        divided = sum(Suffix.DIVIDED in (items[item].suffixes or ()) for item in means)
        spread = None if self.answers.invited is None else self.answers.spread(theme, self.roles)
        return theme_figures(list(means.values()), of=len(asked), divided_items=divided, spread=spread)

    def _asked(self, theme: Theme) -> frozenset[RoleId]:
        return self.roles & frozenset(role for item in theme.items for role in item.roles)

    def _tally(self, item: Item) -> Tally:
        by_group = self.tallies[item.id]
        return together(by_group.values()) if self.name == TOTAL else by_group[self.name]
