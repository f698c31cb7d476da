"""The views behind a result's buttons: every item, and groups side by side."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from slack_sdk.models.blocks import Block
from slack_sdk.models.views import View

from domain.barometers import Choice, Item, Theme
from domain.figures import ItemFigures
from domain.releases import TOTAL, PopulationId, Reason, Release, Resolution
from domain.rounds import Round
from domain.scoring import whole_percents
from messages.labels import almost_all, label_name, suffix_name
from messages.slack.cards import button, buttons, context, modal, section
from messages.slack.figures import in_people, theme_figures, withheld_notes
from messages.slack.text import clean, cut, literal, marked
from messages.wording import Words

#: A view takes 100 blocks and 250 kB (docs.slack.dev/reference/views); some room is left for the buttons.
MOST_BLOCKS, MOST_CHARACTERS = 90, 60_000
#: A bar of characters: so many cells, and one sign for each level, from "strongly disagree" on.
CELLS, SIGNS, SIGNS_OF_BINS = 20, "·░▒▓█", "░▒█"

Page = Sequence[Block]


def items_view(asked: Round, release: Release, words: Words, page: int = 0) -> View:
    """Every item in the order asked, with how everybody answered it."""
    numbers = {item.id: number for number, item in enumerate(asked.barometer.items, 1)}
    blocks: list[Block] = [context(_key(asked, words))]
    for theme in asked.barometer.themes:
        blocks.append(section(_theme_line(theme, release, words)))
        blocks += [section(_item_text(asked, item, numbers[item.id], release, words)) for item in theme.items]
    return _page("releases.items", words("Alle udsagn"), blocks, asked, page, words)


def _key(asked: Round, words: Words) -> str:
    """What the signs of a bar stand for."""
    names = {point.choice: words.of(point.name) for point in asked.barometer.scale}
    levels = (choice for choice in Choice if choice.level is not None)
    return " · ".join(f"`{sign}` {literal(names[choice])}" for sign, choice in zip(SIGNS, levels, strict=True))


def _theme_line(theme: Theme, release: Release, words: Words) -> str:
    figures = release.everybody.themes.get(theme.id)
    name = f"*{literal(words.of(theme.name))}*"
    if figures is None:
        return f"{name} · {words('For få svar')}"
    return f"{name} · {theme_figures(figures, words)} · {label_name(figures.label, words)}"


def _item_text(asked: Round, item: Item, number: int, release: Release, words: Words) -> str:
    figures = release.everybody.items.get(item.id)
    first = f"{number}. {literal(words.of(item.text))}"
    if figures is None:
        return cut(f"{first}\n_{withheld_item(item, TOTAL, release, words)}_", 2900)
    lines = [first, *_distribution(asked, figures, words), _people_line(item, figures, words)]
    return cut("\n".join(lines), 2900)


def _distribution(asked: Round, figures: ItemFigures, words: Words) -> list[str]:
    """A bar with the points beside it, and the same in numbers."""
    if figures.resolution is Resolution.WORDS or figures.percent is None:
        return []
    if figures.resolution is Resolution.BINS:
        signs, spread = SIGNS_OF_BINS, figures.bins or ()
        names = [words("uenig"), words("hverken"), words("enig")]
        shares = [str(count) for count in spread]
    else:
        signs, spread = SIGNS, figures.counts or ()
        names = [words.of(point.name) for point in asked.barometer.scale if point.choice.level is not None]
        shares = [f"{percent} %" for percent in figures.percent]
    numbers = " · ".join(f"{literal(name)} {share}" for name, share in zip(names, shares, strict=True))
    return [f"`{bar(spread, signs)}` {_points(figures, words)}", numbers]


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


def withheld_item(item: Item, population: PopulationId, release: Release, words: Words) -> str:
    """Why an item is not shown of a population."""
    for one in release.withheld:
        if (one.population, one.item) == (population, item.id) and one.reason is Reason.PROTECTS_ANOTHER:
            return words("Vises ikke, fordi en mindre gruppe ellers kunne regnes ud.")
    return words("Vises ikke: for få svar.")


def groups_view(asked: Round, release: Release, words: Words, page: int = 0) -> View:
    """The shown groups side by side, theme by theme, and why the others are not shown."""
    shown = shown_populations(asked, release, words)
    notes = withheld_notes(asked, release, words)
    blocks: list[Block] = [section("\n".join(notes))] if notes else []
    if len(shown) < 2:
        alone = marked(words, "Ingen gruppe vises for sig i denne runde; se tallene for alle under Alle udsagn.")
        return modal("releases.groups", words("Grupper"), [*blocks, section(alone)], close=words("Luk"))
    caution = marked(
        words,
        "Point 0-100. En forskel mellem to grupper kan være tilfældig; brug den som et spørgsmål. Står to grupper på "
        "hver sin linje under et tema, bygger deres tal på forskellige udsagn og kan ikke holdes op mod hinanden. "
        "“Vises ikke”: for få svar, eller en mindre gruppe kunne ellers regnes ud.",
    )
    blocks.append(context(caution))
    for theme in asked.barometer.themes:
        blocks += _theme_by_group(theme, release, shown, words)
    return _page("releases.groups", words("Grupper"), blocks, asked, page, words)


def shown_populations(asked: Round, release: Release, words: Words) -> dict[PopulationId, str]:
    """The populations with anything to show and their names: everybody first, then groups in the file's order."""
    groups = {group.id: words.of(group.name) for group in asked.barometer.grouping(release.grouping).groups}
    names = {TOTAL: words("Alle"), **groups}
    return {population: name for population, name in names.items() if population in release.populations}


def _theme_by_group(theme: Theme, release: Release, shown: Mapping[PopulationId, str], words: Words) -> list[Block]:
    lines = [f"*{literal(words.of(theme.name))}*", *_theme_lines(theme, release, shown, words)]
    for item in theme.items:
        figures = {name: release.populations[name].items.get(item.id) for name in shown}
        values = " · ".join(f"{literal(shown[name])} {_short(one, words)}" for name, one in figures.items())
        lines.append(f"{literal(clean(words.of(item.text), 100))}\n      {values}")
    return [section(text) for text in in_sections(lines)]


def _theme_lines(theme: Theme, release: Release, shown: Mapping[PopulationId, str], words: Words) -> list[str]:
    """Points side by side, but only of populations whose points rest on the same items."""
    by_items: dict[frozenset[str], list[str]] = {}
    for name, title in shown.items():
        figures = release.populations[name].themes.get(theme.id)
        if figures is not None:
            rests_on = items_in_numbers(theme, release, name)
            by_items.setdefault(rests_on, []).append(f"{literal(title)} {theme_figures(figures, words)}")
    return [" · ".join(alike) for alike in by_items.values()]


def items_in_numbers(theme: Theme, release: Release, population: PopulationId) -> frozenset[str]:
    """The items that a theme's points rest on in a population."""
    items = release.populations[population].items
    shown = {item.id: items[item.id] for item in theme.items if item.id in items}
    return frozenset(item for item, figures in shown.items() if figures.points is not None)


def _short(figures: ItemFigures | None, words: Words) -> str:
    if figures is None:
        return f"_{words('vises ikke')}_"
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


def _page(action: str, title: str, blocks: Sequence[Block], asked: Round, page: int, words: Words) -> View:
    """One page of the blocks, with buttons to its neighbours where one page is not enough."""
    pages = in_pages(blocks)
    here = min(max(page, 0), len(pages) - 1)
    moves = [
        button(label, action, f"{asked.id}:{to}")
        for label, to in ((words("Forrige side"), here - 1), (words("Næste side"), here + 1))
        if 0 <= to < len(pages)
    ]
    return modal(action, title, [*pages[here], *(buttons(move) for move in moves)], close=words("Luk"))


def in_pages(blocks: Iterable[Block]) -> list[Page]:
    """The blocks in pages that a view can hold."""
    pages: list[list[Block]] = [[]]
    size = 0
    for block in blocks:
        length = len(str(block.to_dict()))
        if pages[-1] and (len(pages[-1]) == MOST_BLOCKS or size + length > MOST_CHARACTERS):
            pages.append([])
            size = 0
        pages[-1].append(block)
        size += length
    return list(pages)
