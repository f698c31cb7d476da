"""The tables of a report: every number of its pictures, and those that no picture shows."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence

from domain.barometers import Item, ItemId, Theme
from domain.comparisons import Comparison, Hindrance
from domain.figures import ItemFigures
from domain.pooling import items_in_numbers
from domain.releases import TOTAL, Population, PopulationId, Reason, Release, Resolution, Withheld
from domain.rounds import Round
from domain.scoring import Suffix
from domain.standings import themes_by_points
from messages.labels import almost_all, change_points, hindrance_name, label_name, population_names
from messages.pages import Cell, Column, Row, Table
from messages.readings import (
    agreeing,
    change_said,
    hidden_groups,
    labelled,
    possible,
    reason_of,
    suffixes,
    why_withheld,
)
from messages.wording import Words


def themes(asked: Round, release: Release, words: Words) -> Table:
    """Everybody's themes, most points first, and those that are not shown."""
    columns = [Column(words("Tema"), 5), Column(words("Point"), 1.5, is_number=True)]
    columns += [Column(words("Etiket"), 4), Column(words("Bemærkning"), 3), Column(words("Bygger på"), 2.6)]
    shown = themes_by_points(release, asked.barometer)
    rows = [
        Row(
            (
                words.of(theme.name),
                str(figures.points),
                label_name(figures.label, words),
                ", ".join(suffixes(figures.suffixes, words)),
                words.count("{x} af 1 udsagn", "{x} af {n} udsagn", figures.of, x=figures.items),
            )
        )
        for theme, figures in shown
    ]
    missing = {one.theme: one.reason for one in release.withheld if one.population == TOTAL and one.theme is not None}
    rows += [
        Row((words.of(theme.name), Cell(_not_shown(missing[theme.id], words), 4)))
        for theme in asked.barometer.themes
        if theme.id in missing
    ]
    return Table(tuple(columns), tuple(rows))


def _not_shown(why: Reason, words: Words) -> str:
    return words("Vises ikke: {why}.", why=why_withheld(why, words))


def divided_items(asked: Round, release: Release) -> list[ItemId]:
    """The items that divide everybody's opinions, in the order in which they are asked."""
    shown = release.everybody.items
    return [item.id for item in asked.barometer.items if item.id in shown and _is_divided(shown[item.id])]


def _is_divided(figures: ItemFigures) -> bool:
    return Suffix.DIVIDED in (figures.suffixes or ())


def standing_out(items: Iterable[ItemId], asked: Round, release: Release, words: Words) -> Table:
    """A few items in people and points."""
    columns = (
        Column(words("Udsagn"), 7),
        Column(words("Tema"), 3.4),
        Column(words("I personer"), 2.7),
        Column(words("Af alle"), 2.2),
        Column(words("Point"), 1.5, is_number=True),
    )
    return Table(columns, tuple(_standing_out(asked.barometer.item(item), asked, release, words) for item in items))


def _standing_out(item: Item, asked: Round, release: Release, words: Words) -> Row:
    figures = release.everybody.items[item.id]
    theme = words.of(asked.barometer.theme_of(item.id).name)
    people, of_all = agreeing(item, figures, words), possible(figures, words)
    return Row((numbered(item, asked, words), theme, people, of_all, _points(figures)))


def _points(figures: ItemFigures) -> str:
    return "" if figures.points is None else str(figures.points)


def legend(asked: Round, words: Words) -> str:
    """What the columns 1 to 5 mean."""
    levels = [point for point in asked.barometer.scale if point.choice.level is not None]
    named = ", ".join(f"{point.choice.level} = {words.of(point.name)}" for point in levels)
    told = words(
        "Antal personer ved hvert svar: {levels}. Hvor under 10 har svaret, eller en gruppe på under 10 vises, er 1 og "
        "2 lagt sammen og 4 og 5 lagt sammen, og det er ikke regnet ud, om etiketten er usikker. I.r. = ved ikke eller "
        "ikke relevant.",
        levels=named,
    )
    if not any(item.reversed for item in asked.barometer.items):
        return told
    return f"{told} {words('Ved et omvendt udsagn er det godt at være uenig; dets point er vendt.')}"


def numbered(item: Item, asked: Round, words: Words) -> str:
    """An item under the number that it has in the pictures and when it is asked."""
    return f"{asked.barometer.items.index(item) + 1}. {words.of(item.text)}"


def items(theme: Theme, asked: Round, release: Release, words: Words) -> Table:
    """The items of a theme, of everybody: how many chose what, points and label."""
    levels = [Column(str(level), 0.85, is_number=True) for level in range(1, 6)]
    columns = [
        Column(words("Udsagn"), 5.3),
        Column(words("Svar"), 1.3, is_number=True),
        *levels,
        Column(words("I.r."), 1.15, is_number=True),
        Column(words("Point"), 1.5, is_number=True),
        Column(words("Etiket"), 3.7),
    ]
    return Table(tuple(columns), tuple(_item(item, asked, release, words) for item in theme.items))


def _item(item: Item, asked: Round, release: Release, words: Words) -> Row:
    name = numbered(item, asked, words)
    if item.reversed:
        name = words("{item} (omvendt)", item=name)
    figures = release.everybody.items.get(item.id)
    if figures is None:
        return Row((name, Cell(_not_shown(reason_of(release, TOTAL, item.id), words), 9)))
    spread = _spread(figures, words)
    return Row((name, str(figures.n), *spread, str(figures.not_relevant), _points(figures), labelled(figures, words)))


def _spread(figures: ItemFigures, words: Words) -> tuple[str | Cell, ...]:
    """Five levels, three where they are put together, or words in place of numbers (rule P9)."""
    if figures.words is not None:
        return (Cell(almost_all(figures.words, words), 5),)
    if figures.resolution is Resolution.BINS:
        disagree, neither, agree = (str(count) for count in figures.bins or (0, 0, 0))
        return Cell(disagree, 2), neither, Cell(agree, 2)
    return tuple(str(count) for count in figures.counts or ())


def groups(asked: Round, release: Release, words: Words) -> Table | None:
    """The shown populations beside each other, theme by theme, without the groups that have no theme: their columns
    would be empty. None where no group has one.
    """
    names = population_names(asked, release, words)
    shown = {one: name for one, name in names.items() if one == TOTAL or release.populations[one].themes}
    if not shown.keys() - {TOTAL}:
        return None
    rows = [Row((words.of(one.name), *_theme_by_group(one, release, shown))) for one in asked.barometer.themes]
    return Table(_side_by_side(words("Tema"), shown.values()), tuple(rows))


def groups_by_item(asked: Round, release: Release, words: Words) -> Table | None:
    """The same with its items below each theme, without the groups that are hardly shown: their columns would be empty.
    None where no group is left; what those have is `few_items_of`.
    """
    names = population_names(asked, release, words)
    shown = {population: name for population, name in names.items() if release.mostly_withheld(population) is None}
    if not shown.keys() - {TOTAL}:
        return None
    rows: list[Row] = []
    for theme in asked.barometer.themes:
        rows.append(Row((words.of(theme.name), *_theme_by_group(theme, release, shown)), strong=True))
        rows += [
            Row((numbered(item, asked, words), *(_in_group(item, one, asked, release, words) for one in shown)))
            for item in theme.items
        ]
    return Table(_side_by_side(words("Tema og udsagn"), shown.values()), tuple(rows))


def _side_by_side(first: str, names: Collection[str]) -> tuple[Column, ...]:
    return (Column(first, 7), *(Column(name, 9 / len(names), is_number=True) for name in names))


def few_items_of(group: PopulationId, asked: Round, release: Release, words: Words) -> list[str]:
    """The items that are shown of a group, each with its points or words."""
    shown = [item for item in asked.barometer.items if item.id in release.populations[group].items]
    return [
        words(
            "{item}: {told}",
            item=numbered(item, asked, words).removesuffix("."),
            told=_points_or_words(item, group, asked, release, words),
        )
        for item in shown
    ]


def _points_or_words(item: Item, group: PopulationId, asked: Round, release: Release, words: Words) -> str:
    told = _in_group(item, group, asked, release, words)
    return words("{points} point", points=told) if told.isdigit() else told


def has_star(asked: Round, release: Release) -> bool:
    """Whether a star stands at any theme of a group."""
    populations = release.populations.values()
    return any(_is_starred(theme, one, release) for theme in asked.barometer.themes for one in populations)


def _theme_by_group(theme: Theme, release: Release, shown: Iterable[PopulationId]) -> list[str]:
    """Points, with a star where they rest on other items than everybody's do."""
    return [_with_star(theme, release.populations[population], release) for population in shown]


def _with_star(theme: Theme, population: Population, release: Release) -> str:
    figures = population.themes.get(theme.id)
    if figures is None:
        return "–"
    return f"{figures.points}{'*' if _is_starred(theme, population, release) else ''}"


def _is_starred(theme: Theme, population: Population, release: Release) -> bool:
    of_all = set(items_in_numbers(theme, release.everybody))
    return theme.id in population.themes and set(items_in_numbers(theme, population)) != of_all


def _in_group(item: Item, population: PopulationId, asked: Round, release: Release, words: Words) -> str:
    figures = release.populations[population].items.get(item.id)
    if figures is None:
        roles = {group.id: group.roles for group in asked.barometer.grouping(release.grouping).groups}
        is_asked = population == TOTAL or roles[population] & item.roles
        return words("vises ikke") if is_asked else words("ikke spurgt")
    return almost_all(figures.words, words) if figures.words is not None else str(figures.points)


def change(asked: Round, release: Release, earlier: Comparison | None, words: Words) -> Table:
    """Theme by theme against the round before; of groups only what can be compared."""
    columns = (
        Column(words("Gruppe"), 3.6),
        Column(words("Tema"), 4.4),
        Column(words("Sidst"), 1.6, is_number=True),
        Column(words("Nu"), 1.3, is_number=True),
        Column(words("Forskel"), 1.9, is_number=True),
        Column(words("Vurdering"), 4.4),
    )
    changes = release.change or {}
    rows = [
        _changed(name, population, theme, release, earlier, words)
        for population, name in population_names(asked, release, words).items()
        for theme in asked.barometer.themes
        if population == TOTAL or theme.id in changes.get(population, {})
    ]
    return Table(columns, tuple(rows))


def _changed(
    name: str, population: PopulationId, theme: Theme, release: Release, earlier: Comparison | None, words: Words
) -> Row:
    found = (release.change or {}).get(population, {}).get(theme.id)
    if found is None:
        hindrance = earlier.hinders_theme(theme, population) if earlier else None
        why = hindrance_name(hindrance, words) if hindrance else ""
        cannot = words("kan ikke sammenlignes: {why}", why=why) if why else words("kan ikke sammenlignes")
        return Row((name, words.of(theme.name), Cell(cannot, 4)))
    now = release.populations[population].themes[theme.id]
    before = str(earlier.themes(theme, population)[0].points) if earlier else ""
    return Row((name, words.of(theme.name), before, str(now.points), change_points(found), change_said(found, words)))


def hindered_items(earlier: Comparison, words: Words) -> list[str]:
    """The items that the barometer asks otherwise than it did, and those that it asks no more."""
    asked = earlier.barometer.items
    changed = (Hindrance.NEW, Hindrance.REWORDED, Hindrance.OTHER_ROLES, Hindrance.TURNED)
    found = [(item, earlier.hinders_item(item)) for item in asked]
    texts = [
        words("{item}: {why}", item=f"{asked.index(item) + 1}. {words.of(item.text)}", why=hindrance_name(why, words))
        for item, why in found
        if why in changed
    ]
    return [*texts, *(words("{item}: spørges der ikke om mere", item=words.of(item.text)) for item in earlier.gone())]


def withheld(asked: Round, release: Release, words: Words) -> Table | None:
    """Each population of which something is not shown, how much, and why; None where all is shown."""
    names = {group.id: words.of(group.name) for group in asked.barometer.grouping(release.grouping).groups}
    names = {TOTAL: words("Alle")} | names
    wholly = {group.id: reason for group, reason in hidden_groups(asked, release)}
    rows = [Row((names[group], words("hele gruppen"), why_withheld(why, words))) for group, why in wholly.items()]
    rest = [one for one in release.withheld if one.population not in wholly]
    for (population, reason), found in _by_population_and_reason(rest).items():
        items = [one.item for one in found if one.item is not None]
        titles = [words.of(theme.name) for theme in asked.barometer.themes if theme.id in {one.theme for one in found}]
        texts = [_items_named(items, asked, words)] if items else []
        texts += (
            [words.count("tema: {names}", "temaer: {names}", len(titles), names=", ".join(titles))] if titles else []
        )
        rows.append(Row((names[population], "; ".join(texts), why_withheld(reason, words))))
    columns = (Column(words("Gruppe"), 4), Column(words("Hvad"), 7), Column(words("Hvorfor"), 5))
    return Table(columns, tuple(rows)) if rows else None


def _items_named(items: Sequence[ItemId], asked: Round, words: Words) -> str:
    return words.count("udsagn {numbers}", "udsagn {numbers}", len(items), numbers=_numbers(items, asked))


def _by_population_and_reason(withheld: Iterable[Withheld]) -> dict[tuple[PopulationId, Reason], list[Withheld]]:
    found: dict[tuple[PopulationId, Reason], list[Withheld]] = {}
    for one in withheld:
        found.setdefault((one.population, one.reason), []).append(one)
    return found


def _numbers(items: Iterable[ItemId], asked: Round) -> str:
    """The numbers under which the items are asked: "1, 4-6, 9"."""
    places = sorted(asked.barometer.items.index(asked.barometer.item(item)) + 1 for item in items)
    runs: list[list[int]] = []
    for place in places:
        if runs and runs[-1][-1] == place - 1:
            runs[-1].append(place)
        else:
            runs.append([place])
    return ", ".join(str(run[0]) if len(run) == 1 else f"{run[0]}-{run[-1]}" for run in runs)
