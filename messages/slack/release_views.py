"""The views behind a result's buttons: every item, and groups side by side."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from slack_sdk.models.blocks import Block
from slack_sdk.models.views import View

from domain.barometers import Choice, Item, Theme
from domain.figures import ItemFigures
from domain.pooling import alike
from domain.releases import TOTAL, PopulationId, Release, Resolution
from domain.rounds import Round
from domain.scoring import whole_percents
from messages.labels import almost_all, label_name, population_names, suffix_name, why_withheld
from messages.sketches import FEWEST_IN_PERCENT
from messages.slack.cards import context, modal, section
from messages.slack.figures import in_people, of_all, theme_figures, withheld_notes
from messages.slack.paging import paged
from messages.slack.pictures import NO_PICTURES, Pictures, picture
from messages.slack.text import clean, cut, literal, marked
from messages.wording import Words

#: A bar of characters: so many cells, and one sign for each level, from "strongly disagree" on.
CELLS, SIGNS, SIGNS_OF_BINS = 20, "·░▒▓█", "░▒█"


def items_view(asked: Round, release: Release, words: Words, page: int = 0, pictures: Pictures = NO_PICTURES) -> View:
    """Every item in the order asked, with how everybody answered it."""
    numbers = {item.id: number for number, item in enumerate(asked.barometer.items, 1)}
    signs = [] if pictures else _key(asked, release, words)
    key = [*signs, *_about_three(release, words), *of_all(release, words)]
    blocks: list[Block] = [context("\n".join(key))] if key else []
    for theme in asked.barometer.themes:
        shown = picture(pictures.get(theme.id))
        blocks += [section(_theme_line(theme, release, words)), *shown]
        texts = (_item_text(asked, item, numbers[item.id], release, words, drawn=bool(shown)) for item in theme.items)
        blocks += map(section, texts)
    return paged("releases.items", words("Alle udsagn"), blocks, asked.id, page, words)


def _key(asked: Round, release: Release, words: Words) -> list[str]:
    """What the signs of the bars below stand for: a line for each of the two kinds that there are."""
    drawn = [figures for figures in release.everybody.items.values() if figures.percent is not None]
    in_bins = any(figures.resolution is Resolution.BINS for figures in drawn)
    in_full = any(figures.resolution not in {Resolution.BINS, Resolution.WORDS} for figures in drawn)
    names = {point.choice: words.of(point.name) for point in asked.barometer.scale}
    levels = [names[choice] for choice in Choice if choice.level is not None]
    full, three = _signs(SIGNS, levels), _signs(SIGNS_OF_BINS, _three(words))
    if in_bins and in_full:
        three = f"{literal(words('Hvor kun uenig, hverken og enig vises:'))} {three}"
    return [line for line, is_used in ((full, in_full), (three, in_bins)) if is_used]


def _about_three(release: Release, words: Words) -> Iterator[str]:
    """Why some answers are shown in three, and what cannot be said of them (rule P9)."""
    if any(figures.resolution is Resolution.BINS for figures in release.everybody.items.values()):
        yield marked(
            words,
            "Hvor under 10 har svaret, eller en gruppe på under 10 vises, står kun uenig, hverken og enig. Der er det "
            "ikke regnet ud, om etiketten er usikker.",
        )


def _signs(signs: str, names: Sequence[str]) -> str:
    """One of the signs is a dot, so that no dot stands between them."""
    return ", ".join(f"`{sign}` {literal(name)}" for sign, name in zip(signs, names, strict=True))


def _three(words: Words) -> list[str]:
    return [words("uenig"), words("hverken"), words("enig")]


def _theme_line(theme: Theme, release: Release, words: Words) -> str:
    figures = release.everybody.themes.get(theme.id)
    name = f"*{literal(words.of(theme.name))}*"
    if figures is None:
        return f"{name} · {words('For få svar')}"
    return f"{name} · {theme_figures(figures, words)} · {label_name(figures.label, words)}"


def _item_text(asked: Round, item: Item, number: int, release: Release, words: Words, *, drawn: bool) -> str:
    figures = release.everybody.items.get(item.id)
    first = f"{number}. {literal(words.of(item.text))}"
    if figures is None:
        return cut(f"{first}\n_{why_withheld(item, TOTAL, release, words)}_", 2900)
    lines = [first, *_distribution(asked, figures, words, drawn=drawn), _people_line(item, figures, words)]
    return cut("\n".join(lines), 2900)


def _distribution(asked: Round, figures: ItemFigures, words: Words, *, drawn: bool) -> list[str]:
    """The points, with a bar of signs where no picture has one, and the same in numbers: of few, in people."""
    if figures.resolution is Resolution.WORDS or figures.percent is None:
        return []
    if figures.resolution is Resolution.BINS:
        signs, spread = SIGNS_OF_BINS, figures.bins or ()
        names = _three(words)
        shares = [str(count) for count in spread]
    else:
        signs, spread = SIGNS, figures.counts or ()
        names = [words.of(point.name) for point in asked.barometer.scale if point.choice.level is not None]
        shares = [f"{percent} %" for percent in figures.percent]
        if figures.n < FEWEST_IN_PERCENT:
            shares = [str(count) for count in spread]
    numbers = " · ".join(f"{literal(name)} {share}" for name, share in zip(names, shares, strict=True))
    points = _points(figures, words)
    return [points if drawn else f"`{bar(spread, signs)}` {points}", numbers]


def bar(spread: Sequence[int], signs: str) -> str:
    """Twenty cells, divided between the signs as the answers are."""
    twentieths = whole_percents(spread)
    ends = [round(sum(twentieths[: place + 1]) * CELLS / 100) for place in range(len(twentieths))]
    return "".join(sign * (end - start) for sign, start, end in zip(signs, [0, *ends], ends, strict=False))


def _points(figures: ItemFigures, words: Words) -> str:
    parts = [f"*{figures.points}*"]
    if figures.label is not None:
        parts.append(label_name(figures.label, words))
    parts += [suffix_name(suffix, words) for suffix in figures.suffixes or ()]
    return " · ".join(parts)


def _people_line(item: Item, figures: ItemFigures, words: Words) -> str:
    """In people: who agrees, to whom it is not relevant, who left it out."""
    parts = [in_people(item, figures, words)]
    if figures.words is not None:
        parts.insert(0, words("{n} svar", n=figures.n))
    if figures.not_relevant:
        parts.append(words("{n} ved ikke / ikke relevant", n=figures.not_relevant))
    if figures.skipped:
        parts.append(words("{n} sprunget over", n=figures.skipped))
    return " · ".join(parts)


def groups_view(asked: Round, release: Release, words: Words, page: int = 0, pictures: Pictures = NO_PICTURES) -> View:
    """The shown groups side by side, theme by theme, and why the others are not shown."""
    shown = population_names(asked, release, words)
    notes = withheld_notes(asked, release, words)
    blocks: list[Block] = [section("\n".join(notes))] if notes else []
    if len(shown) < 2:
        alone = marked(words, "Ingen gruppe vises for sig i denne runde; se tallene for alle under Alle udsagn.")
        return modal("releases.groups", words("Grupper"), [*blocks, section(alone)], close=words("Luk"))
    caution = marked(
        words,
        "Point 0-100. En forskel mellem to grupper kan være tilfældig; brug den som et spørgsmål. Står to grupper på "
        "hver sin linje under et tema, bygger deres tal på forskellige udsagn og kan ikke holdes op mod hinanden. "
        "Mangler en gruppe ved et udsagn, er der for få svar, eller en mindre gruppe kunne ellers regnes ud.",
    )
    blocks.append(context(caution))
    for theme in asked.barometer.themes:
        blocks += [*picture(pictures.get(theme.id)), *_theme_by_group(theme, release, shown, words)]
    return paged("releases.groups", words("Grupper"), blocks, asked.id, page, words)


def _theme_by_group(theme: Theme, release: Release, shown: Mapping[PopulationId, str], words: Words) -> list[Block]:
    """An item is named where a group has figures of its own; the others are counted."""
    lines = [f"*{literal(words.of(theme.name))}*", *_theme_lines(theme, release, shown, words)]
    alone, hidden = 0, 0
    for item in theme.items:
        figures = {name: release.populations[name].items.get(item.id) for name in shown}
        values = {name: f"{literal(shown[name])} {_short(one, words)}" for name, one in figures.items() if one}
        if values.keys() - {TOTAL}:
            lines.append(f"{literal(clean(words.of(item.text), 100))}\n      {' · '.join(values.values())}")
        else:
            alone, hidden = alone + bool(values), hidden + (not values)
    if alone:
        lines.append(f"_{words.count('1 udsagn vises kun for alle.', '{n} udsagn vises kun for alle.', alone)}_")
    if hidden:
        lines.append(f"_{words.count('1 udsagn vises ikke.', '{n} udsagn vises ikke.', hidden)}_")
    return [section(text) for text in in_sections(lines)]


def _theme_lines(theme: Theme, release: Release, shown: Mapping[PopulationId, str], words: Words) -> list[str]:
    """Points side by side, but only of populations whose points rest on the same items."""
    return [
        " · ".join(
            f"{literal(shown[name])} {theme_figures(release.populations[name].themes[theme.id], words)}"
            for name in together
        )
        for together in alike(theme, release, shown)
    ]


def _short(figures: ItemFigures, words: Words) -> str:
    return almost_all(figures.words, words) if figures.words is not None else f"*{figures.points}*"


def in_sections(lines: Iterable[str]) -> list[str]:
    """Lines joined to as few texts as Slack's 3,000 characters for a section allow."""
    texts: list[str] = []
    for line in lines:
        whole = cut(line, 2900)
        if texts and len(texts[-1]) + len(whole) < 2900:
            texts[-1] += f"\n{whole}"
        else:
            texts.append(whole)
    return texts
