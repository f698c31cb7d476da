"""The shown groups beside everybody, theme by theme."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from domain.barometers import Theme, ThemeId
from domain.figures import ThemeFigures
from domain.pooling import Pooled, alike, pooled
from domain.releases import PopulationId, Release
from domain.rounds import Round
from messages.labels import population_names, suffix_name
from messages.painting import Bar, Painting, Part, Row
from messages.sketches import FEWEST_IN_PERCENT, Sketch, bar, in_one_form, key, sketch
from messages.wording import Words

#: So many bars go into one picture; the next theme begins another.
MOST_BARS = 12


@dataclass(frozen=True, slots=True)
class _Shown:
    theme: Theme
    population: PopulationId
    figures: ThemeFigures
    answers: Pooled


def groups(asked: Round, release: Release, words: Words) -> dict[ThemeId, Sketch]:
    """Pictures of the themes in the order asked, each by its first theme; none where fewer than two are shown."""
    names = population_names(asked, release, words)
    if len(names) < 2:
        return {}
    themes = [_of_theme(theme, release, names) for theme in asked.barometer.themes]
    # With one population alone there is nothing to set beside anything.
    pages = _pages([together for together in themes if sum(map(len, together)) > 1])
    return {
        page[0][0][0].theme.id: _page(asked, page, names, number, len(pages), words)
        for number, page in enumerate(pages, 1)
    }


def _of_theme(theme: Theme, release: Release, names: Mapping[PopulationId, str]) -> list[list[_Shown]]:
    return [
        [
            _Shown(theme, population, release.populations[population].themes[theme.id], answers)
            for population in together
            if (answers := pooled(theme, release.populations[population]))
        ]
        for together in alike(theme, release, names)
    ]


def _pages(themes: list[list[list[_Shown]]]) -> list[list[list[list[_Shown]]]]:
    """Whole themes on a page, as many as fit."""
    pages: list[list[list[list[_Shown]]]] = []
    room = 0
    for theme in themes:
        size = sum(map(len, theme))
        if not pages or size > room:
            pages.append([])
            room = MOST_BARS
        pages[-1].append(theme)
        room -= size
    return pages


def _page(
    asked: Round,
    page: list[list[list[_Shown]]],
    names: Mapping[PopulationId, str],
    number: int,
    of: int,
    words: Words,
) -> Sketch:
    shown = [one for theme in page for together in theme for one in together]
    in_percent = min(one.answers.people for one in shown) >= FEWEST_IN_PERCENT
    bars = [bar(pool.counts, in_percent=in_percent) for pool in in_one_form([one.answers for one in shown])]
    # In the order in which they are shown: every row takes the next one.
    drawn = iter(bars)
    parts = [
        Part(
            words("Ud fra andre udsagn:") if place else words.of(theme[0][0].theme.name),
            tuple(_row(one, names[one.population], next(drawn), words) for one in together),
            bold=not place,
        )
        for theme in page
        for place, together in enumerate(theme)
    ]
    painting = Painting(
        title=words("Grupper") + (f" {number}/{of}" if of > 1 else ""),
        subtitle=f"{asked.unit}. {_how(words, in_percent=in_percent)}",
        parts=tuple(parts),
        key=key(bars, asked.barometer, words),
        notes=_notes(page, words),
    )
    return sketch(painting, _alt(asked, page, names, words))


def _row(one: _Shown, name: str, drawn: Bar, words: Words) -> Row:
    suffixes = tuple(suffix_name(suffix, words) for suffix in one.figures.suffixes)
    return Row(name, drawn, str(one.figures.points), suffixes, quiet=True)


def _how(words: Words, *, in_percent: bool) -> str:
    if in_percent:
        return words("I søjlerne: procent af svarene. Til højre: point, 0-100.")
    return words("I søjlerne: antal svar på temaets udsagn. Til højre: point, 0-100.")


def _notes(page: list[list[list[_Shown]]], words: Words) -> tuple[str, ...]:
    notes = [words("En forskel mellem to grupper kan være tilfældig.")]
    if any(len(theme) > 1 for theme in page):
        notes.append(words("Det, der bygger på andre udsagn, kan ikke holdes op mod tallene ovenfor."))
    return tuple(notes)


def _alt(asked: Round, page: list[list[list[_Shown]]], names: Mapping[PopulationId, str], words: Words) -> str:
    return words(
        "Søjler for {groups} i {unit}, tema for tema: {themes}. Alle tal står som tekst.",
        groups=", ".join(names.values()),
        unit=asked.unit,
        themes=", ".join(words.of(theme[0][0].theme.name) for theme in page),
    )
