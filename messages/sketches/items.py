"""The items of one theme, as everybody answered them."""

from __future__ import annotations

from domain.barometers import Item, Theme, ThemeId
from domain.figures import ItemFigures
from domain.releases import TOTAL, Release
from domain.rounds import Round
from messages.labels import almost_all, suffix_name, why_withheld
from messages.painting import Bar, Painting, Part, Row
from messages.sketches import FEWEST_IN_PERCENT, Sketch, bar, key, sketch, who_answered
from messages.wording import Words

Numbered = tuple[int, Item]


def items(asked: Round, release: Release, words: Words) -> dict[ThemeId, Sketch]:
    """A picture for every theme in which any item is shown in numbers, in the order asked."""
    numbered = list(enumerate(asked.barometer.items, 1))
    found = {theme.id: _theme(asked, theme, numbered, release, words) for theme in asked.barometer.themes}
    return {theme: one for theme, one in found.items() if one is not None}


def _theme(asked: Round, theme: Theme, numbered: list[Numbered], release: Release, words: Words) -> Sketch | None:
    shown = release.everybody.items
    ours = [(number, item) for number, item in numbered if item in theme.items]
    in_numbers = [shown[item.id] for _, item in ours if item.id in shown and shown[item.id].points is not None]
    if not in_numbers:
        return None
    in_percent = min(figures.n for figures in in_numbers) >= FEWEST_IN_PERCENT
    rows = tuple(_row(number, item, release, words, in_percent=in_percent) for number, item in ours)
    how = words("I søjlerne: procent.") if in_percent else words("I søjlerne: antal personer.")
    painting = Painting(
        title=words.of(theme.name),
        subtitle=f"{asked.unit}. {who_answered(release, words)} {how} {words('Til højre: point, 0-100.')}",
        parts=(Part("", rows),),
        key=key([row.drawn for row in rows if isinstance(row.drawn, Bar)], asked.barometer, words),
    )
    return sketch(painting, _alt(asked, theme, ours, release, words))


def _row(number: int, item: Item, release: Release, words: Words, *, in_percent: bool) -> Row:
    figures = release.everybody.items.get(item.id)
    name = f"{number}. {words.of(item.text)}"
    if item.reversed:
        name += f" ({words('omvendt: her er det godt at være uenig')})"
    if figures is None:
        return Row(name, note=why_withheld(item, TOTAL, release, words), quiet=True)
    if figures.words is not None:
        said = f"{words('{n} svar', n=figures.n)}: {almost_all(figures.words, words)}"
        return Row(name, note=said, quiet=True)
    drawn = bar(figures.counts or figures.bins or (), in_percent=in_percent)
    suffixes = tuple(suffix_name(suffix, words) for suffix in figures.suffixes or ())
    beside = (words("{n} svar", n=figures.n), *suffixes)
    return Row(name, drawn, str(figures.points), beside, quiet=True)


def _alt(asked: Round, theme: Theme, ours: list[Numbered], release: Release, words: Words) -> str:
    found = release.everybody.items
    in_numbers = [(item, found[item.id]) for _, item in ours if item.id in found]
    pointed = [(item, figures) for item, figures in in_numbers if figures.points is not None]
    top, bottom = max(pointed, key=_points), min(pointed, key=_points)
    return words.count(
        "Søjler for 1 udsagn om {theme} i {unit}: {top}, {most} point. Alle tal står som tekst.",
        "Søjler for {n} udsagn om {theme} i {unit}. Højest: {top}, {most} point. Lavest: {bottom}, {least} point. "
        "Alle tal står som tekst.",
        len(pointed),
        theme=words.of(theme.name),
        unit=asked.unit,
        top=words.of(top[0].text).rstrip("."),
        most=top[1].points,
        bottom=words.of(bottom[0].text).rstrip("."),
        least=bottom[1].points,
    )


def _points(one: tuple[Item, ItemFigures]) -> int:
    return one[1].points or 0
