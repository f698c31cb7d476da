"""What a release is: the values that may be shown of a closed round, and their form as JSON.

How they come about stands in `domain.releases`. Cards, pictures and documents accept nothing rawer.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Self

from domain.barometers import BarometerId, GroupingId, ItemId, ThemeId
from domain.figures import Change, ItemFigures, ThemeFigures
from domain.scoring import ResponseWords
from domain.withholding import TOTAL, PopulationId, Reason

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
    def tells_nothing(self) -> bool:
        """Whether not even how many answered is told, or only that nobody did: no later result can be held up to it."""
        return not self.populations and not self.response.responded

    @property
    def everybody(self) -> Population:
        """What is shown of everybody together; empty where nothing is."""
        return self.populations.get(TOTAL, Population({}, {}))

    def mostly_withheld(self, population: PopulationId) -> Reason | None:
        """Why more items are withheld of a population than are shown of it: the commonest reason; None where not so."""
        why = [one.reason for one in self.withheld if one.population == population and one.item is not None]
        shown = self.populations.get(population)
        return max(why, key=why.count) if shown and len(why) > len(shown.items) else None

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
