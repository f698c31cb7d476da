"""A release as tables of plain text, for the terminal."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import groupby

from domain.barometers import Barometer, Item
from domain.figures import ItemFigures, ThemeFigures
from domain.scoring import Label, ResponseWords, Suffix
from domain.shown import Population, Release
from domain.withholding import TOTAL, PopulationId, Reason
from messages.labels import almost_all, change_name, label_name, suffix_name
from messages.wording import Words

_NOTHING = "-"

Line = tuple[str, ...]


def table(release: Release, barometer: Barometer, words: Words) -> list[str]:
    """Response, themes and items of each population, the order of items, what is withheld, the change, wordings."""
    names = {TOTAL: words("Alle")}
    names |= {group.id: words.of(group.name) for group in barometer.grouping(release.grouping).groups}
    parts = [
        _head(release, barometer, words),
        _response(release, words),
        *(_population(names[name], found, barometer, words) for name, found in release.populations.items()),
        _ranking(release, words),
        _withheld(release, names, words),
        _change(release, barometer, names, words),
        _wordings(barometer, words),
    ]
    return [line for part in parts if part for line in ("", *part)][1:]


def _head(release: Release, barometer: Barometer, words: Words) -> list[str]:
    version = words("{name}, version {version}", name=release.barometer, version=release.version)
    grouping = words("Vist for: {grouping}", grouping=words.of(barometer.grouping(release.grouping).name))
    return [f"{words.of(barometer.title)} ({version})", f"{grouping} ({release.grouping})"]


def _response(release: Release, words: Words) -> list[str]:
    """How many answered, and the caveat."""
    response = release.response
    caveats = {
        ResponseWords.SOME_MISSING: words("Mange har ikke svaret."),
        ResponseWords.UNDER_HALF: words("Under halvdelen har svaret; læs tallene som de svarendes mening."),
    }
    said = words("Færre end 5 har svaret.") if response.responded is None else _answered(response.responded, words)
    if response.invited is not None:
        said += " " + words.count("1 var inviteret.", "{n} var inviteret.", response.invited)
    if response.percent is not None:
        said += f" {response.percent} %."
    return [said, *([caveats[response.words]] if response.words else [])]


def _answered(responded: int, words: Words) -> str:
    return words.count("1 har svaret.", "{n} har svaret.", responded)


def _population(name: str, found: Population, barometer: Barometer, words: Words) -> list[str]:
    lines = [name.upper(), *_themes(found.themes, barometer, words)]
    return [*lines, *([""] if len(lines) > 1 else []), *_items(found.items, barometer, words)]


def _themes(themes: Mapping[str, ThemeFigures], barometer: Barometer, words: Words) -> list[str]:
    shown = [(theme, themes[theme.id]) for theme in barometer.themes if theme.id in themes]
    if not shown:
        return []
    head = (words("Tema"), words("Point"), words("Snit"), words("Ud fra"), words("Mærkat (vejledende)"))
    rows = [
        (
            words.of(theme.name),
            str(figures.points),
            _number(figures.mean, words),
            words("{n} af {total}", n=figures.items, total=figures.of),
            _label(figures.label, figures.suffixes, words),
        )
        for theme, figures in shown
    ]
    return _aligned([head, *rows], numbers=(1, 2))


def _items(items: Mapping[str, ItemFigures], barometer: Barometer, words: Words) -> list[str]:
    head = (
        words("Id"),
        words("Svar"),
        words("Af"),
        words("Ikke rel."),
        words("Sprunget"),
        words("1-5, el. uenig-hverken-enig"),
        words("Procent"),
        words("Point"),
        words("Snit"),
        words("95 %"),
        words("Median"),
        words("Spredning"),
        words("Enighed"),
        words("Enige af alle"),
        words("Muligt"),
        words("Mærkat (vejledende)"),
    )
    rows = [_item(item, items[item.id], words) for item in barometer.items if item.id in items]
    return _aligned([head, *rows], numbers=(1, 2, 3, 4, 7, 8, 10, 11, 12))


def _item(item: Item, figures: ItemFigures, words: Words) -> Line:
    name = words("{item} (omvendt)", item=item.id) if figures.reversed else item.id
    levels = figures.counts or figures.bins or ()
    label = "" if figures.label is None else _label(figures.label, figures.suffixes or (), words)
    return (
        name,
        str(figures.n),
        _NOTHING if figures.eligible is None else str(figures.eligible),
        str(figures.not_relevant),
        str(figures.skipped),
        almost_all(figures.words, words) if figures.words else "-".join(map(str, levels)),
        "-".join(map(str, figures.percent or ())) or _NOTHING,
        _NOTHING if figures.points is None else str(figures.points),
        _number(figures.mean, words),
        _range([_number(bound, words) for bound in figures.mean_interval95 or ()]),
        _number(figures.median, words),
        _number(figures.sd, words),
        _number(figures.consensus, words),
        _range([str(bound) for bound in figures.agree_people or ()]),
        _range([str(bound) for bound in figures.agree_bounds or ()]),
        label or _NOTHING,
    )


def _ranking(release: Release, words: Words) -> list[str]:
    if not release.ranking:
        return []
    places = (f"{ranked.rank}. {ranked.item}" for ranked in release.ranking)
    return [words("UDSAGN EFTER SNIT (ALLE)"), ", ".join(places)]


def _withheld(release: Release, names: Mapping[PopulationId, str], words: Words) -> list[str]:
    """A line for each population and reason, with the items and themes that are not shown."""
    why = {
        Reason.TOO_FEW: words("for få svar"),
        Reason.PROTECTS_ANOTHER: words("andre kunne ellers regnes ud"),
        Reason.TOO_FEW_ITEMS: words("for få udsagn at bygge på"),
    }
    grouped = groupby(
        sorted(release.withheld, key=lambda one: (list(names).index(one.population), list(why).index(one.reason))),
        key=lambda one: (one.population, one.reason),
    )
    lines = [
        (names[population], why[reason], ", ".join(one.item or one.theme or "" for one in found))
        for (population, reason), found in grouped
    ]
    return [words("VISES IKKE I ET RESULTAT"), *_aligned(lines)] if lines else []


def _change(release: Release, barometer: Barometer, names: Mapping[PopulationId, str], words: Words) -> list[str]:
    if release.change is None:
        return []
    lines = [
        (
            names[name],
            words.of(theme.name),
            _signed(found.points, words),
            _NOTHING if found.word is None else change_name(found.word, words),
        )
        for name, themes in release.change.items()
        for theme in barometer.themes
        if (found := themes.get(theme.id))
    ]
    head = words("SIDEN SIDST, I POINT (IKKE NØDVENDIGVIS DE SAMME PERSONER)")
    return [head, *(_aligned(lines, numbers=(2,)) if lines else [words("Intet tema kan sammenlignes.")])]


def _wordings(barometer: Barometer, words: Words) -> list[str]:
    lines = [(item.id, " ".join(words.of(item.text).split())) for item in barometer.items]
    return [words("ORDLYD"), *_aligned(lines)]


def _label(label: Label, suffixes: Iterable[Suffix], words: Words) -> str:
    return ", ".join((label_name(label, words), *(suffix_name(suffix, words) for suffix in suffixes)))


def _number(value: float | None, words: Words) -> str:
    if value is None:
        return _NOTHING
    said = f"{value:.2f}".replace("-", "−")
    return said if words.language == "en" else said.replace(".", ",")


def _signed(value: float, words: Words) -> str:
    return ("+" if value > 0 else "") + _number(value, words)


def _range(bounds: Sequence[str]) -> str:
    return "-".join(bounds) or _NOTHING


def _aligned(lines: Sequence[Line], numbers: Sequence[int] = ()) -> list[str]:
    """The lines in columns two blanks apart, those with numbers to the right."""
    widths = [max(map(len, column)) for column in zip(*lines, strict=True)]
    return ["  ".join(_padded(line, widths, numbers)).rstrip() for line in lines]


def _padded(line: Line, widths: Sequence[int], numbers: Sequence[int]) -> list[str]:
    cells = enumerate(zip(line, widths, strict=True))
    return [cell.rjust(width) if place in numbers else cell.ljust(width) for place, (cell, width) in cells]
