"""The window "since last": every theme and item of everybody in two rounds, and what cannot be compared, with why."""

from __future__ import annotations

from collections.abc import Mapping

from slack_sdk.models.blocks import Block
from slack_sdk.models.views import View

from domain.barometers import Item, Theme
from domain.comparisons import Comparison
from domain.releases import TOTAL, PopulationId, Release
from domain.round_numbers import RoundNumber
from domain.rounds import Round
from messages.labels import (
    change_name,
    change_points,
    changes_explained,
    closed_barometer,
    hindrance_name,
    population_names,
)
from messages.slack.cards import context, modal, section
from messages.slack.figures import answered
from messages.slack.paging import paged
from messages.slack.pictures import NO_PICTURES, Pictures, picture
from messages.slack.release_views import in_sections
from messages.slack.text import literal
from messages.wording import Words

#: The one picture of this window.
CHANGES = "changes"

#: A round, what was released of it, and which barometer it is.
Numbered = tuple[Round, Release, RoundNumber]


def changes_view(
    now: Numbered, before: Numbered, words: Words, page: int = 0, pictures: Pictures = NO_PICTURES
) -> View:
    """Themes with points before and now and a word, their items with points alone, and the groups' themes."""
    asked, release, _ = now
    comparison = Comparison(asked.barometer, release, before[0].barometer, before[1])
    blocks: list[Block] = [
        section("\n".join(_which(one, words) for one in (before, now))),
        context(_caution(release, words)),
        *picture(pictures.get(CHANGES)),
    ]
    for theme in asked.barometer.themes:
        lines = [
            _theme_line(theme, TOTAL, comparison, words),
            *(_item_line(one, comparison, words) for one in theme.items),
        ]
        blocks += [section(text) for text in in_sections(lines)]
    blocks += [section(text) for text in in_sections(_gone(comparison, words))]
    blocks += [section(text) for text in in_sections(_groups(asked, comparison, words))]
    return paged("releases.changes", words("Siden sidst"), blocks, asked.id, page, words)


def nothing_before_view(words: Words) -> View:
    """There is no round before that this one can be compared with."""
    text = words("Der er ingen tidligere runde, som denne kan sammenlignes med.")
    return modal("releases.changes", words("Siden sidst"), [section(text)], close=words("Luk"))


def _which(numbered: Numbered, words: Words) -> str:
    asked, release, number = numbered
    return f"*{literal(closed_barometer(asked, number, words))}*: {literal(answered(release, words))}"


def _caution(release: Release, words: Words) -> str:
    """How the figures are to be read; of the words of change those that are used."""
    how = words("Point 0-100, før og nu; hvert tal er afrundet for sig. Det er ikke nødvendigvis de samme personer.")
    items = words("Enkelte udsagn får ingen vurdering: blandt mange ændrer nogle sig altid.")
    return literal(" ".join([how, *changes_explained(release, words), items]))


def _theme_line(theme: Theme, population: PopulationId, comparison: Comparison, words: Words) -> str:
    name = f"*{literal(words.of(theme.name))}*"
    hindrance = comparison.hinders_theme(theme, population)
    if hindrance is not None:
        return f"{name}: {_not_comparable(hindrance_name(hindrance, words), words)}"
    before, now = comparison.themes(theme, population)
    change = (comparison.release.change or {})[population][theme.id]
    said = f", {change_name(change.word, words)}" if change.word else ""
    return f"{name}: {_from_to(before.points, now.points)} (*{change_points(change)}*{said})"


def _item_line(item: Item, comparison: Comparison, words: Words) -> str:
    text = literal(words.of(item.text))
    hindrance = comparison.hinders_item(item)
    if hindrance is not None:
        return f"• {text} {_not_comparable(hindrance_name(hindrance, words), words)}"
    before, now = comparison.items(item)
    return f"• {text} {_from_to(before.points, now.points)}"


def _from_to(before: int | None, now: int | None) -> str:
    """Two numbers that no line break comes between."""
    return f"{before}\u00a0→\u00a0{now}"


def _not_comparable(why: str, words: Words) -> str:
    return f"_{words('ikke sammenlignelig')}: {why}_"


def _gone(comparison: Comparison, words: Words) -> list[str]:
    gone = comparison.gone()
    title = [f"*{words('Blev kun spurgt sidst')}*"] if gone else []
    return [*title, *(f"• {literal(words.of(item.text))}" for item in gone)]


def _groups(asked: Round, comparison: Comparison, words: Words) -> list[str]:
    """The themes that have a change in a group, group by group."""
    names = population_names(asked, comparison.release, words)
    found = {
        name: title for name, title in names.items() if name != TOTAL and (comparison.release.change or {}).get(name)
    }
    lines: list[str] = []
    for name, title in found.items():
        changed: Mapping[str, object] = (comparison.release.change or {})[name]
        lines.append(f"*{literal(title)}*")
        lines += [
            f"• {_theme_line(theme, name, comparison, words).replace('*', '')}"
            for theme in asked.barometer.themes
            if theme.id in changed
        ]
    return lines
