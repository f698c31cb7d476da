"""The columns of a workbook of figures.

Names and order are the same in every file whatever its language, so that several departments' files can be laid under
each other; what a column means is told in the reader's language.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from domain.barometers import Item, Theme
from domain.figures import Change, ItemFigures, ThemeFigures
from domain.releases import TOTAL, PopulationId, Release, Resolution, Withheld
from domain.rounds import Round
from domain.scoring import Suffix
from messages.labels import almost_all, change_name, label_name
from messages.readings import in_three, why_withheld
from messages.wording import Words

#: What a cell may hold; None leaves it empty.
Value = str | int | float | bool | None
Subject_contra = TypeVar("Subject_contra", contravariant=True)


@dataclass(frozen=True, slots=True)
class Column(Generic[Subject_contra]):
    """A column's name, what it means, and what it holds of a row's subject."""

    name: str
    meaning: str
    value: Callable[[Subject_contra], Value]


@dataclass(frozen=True, slots=True)
class Set:
    """What stands in every row: which figures these are."""

    id: str
    asked: Round
    release: Release
    words: Words

    def population(self, population: PopulationId) -> str:
        """What a group is called."""
        groups = self.asked.barometer.grouping(self.release.grouping).groups
        names = {group.id: self.words.of(group.name) for group in groups}
        return names.get(population, self.words("Alle"))


@dataclass(frozen=True, slots=True)
class ItemRow:
    """One item in one population."""

    of: Set
    population: PopulationId
    theme: Theme
    item: Item
    figures: ItemFigures


@dataclass(frozen=True, slots=True)
class ThemeRow:
    """One theme in one population."""

    of: Set
    population: PopulationId
    theme: Theme
    figures: ThemeFigures
    change: Change | None


@dataclass(frozen=True, slots=True)
class WithheldRow:
    """An item or a theme that is not shown of a population."""

    of: Set
    withheld: Withheld


def of_set(words: Words) -> tuple[Column[Set], ...]:
    """The first columns of every sheet."""
    return (
        Column("saet", words("talsættets navn: det samme i alle filer med de samme tal"), lambda s: s.id),
        Column("barometer", words("barometerets id"), lambda s: s.asked.barometer.id),
        Column("version", words("barometerets version"), lambda s: s.asked.barometer.version),
        Column("enhed", words("afdelingen"), lambda s: s.asked.unit),
        Column("lukket", words("dagen, da runden lukkede: år-måned-dag"), _closed),
        Column("inviteret", words("så mange er spurgt i alt"), lambda s: s.release.response.invited),
        Column("besvaret", words("så mange har svaret i alt; tom under 5"), lambda s: s.release.response.responded),
        Column("gruppering", words("sådan er rollerne lagt sammen i grupper"), lambda s: s.release.grouping),
    )


def _closed(figures: Set) -> str:
    return figures.words.local(figures.asked.closes_at).date().isoformat()


def of_items(words: Words) -> tuple[Column[ItemRow], ...]:
    """What an item has in a population; empty where its resolution does not allow it."""
    return (
        Column("gruppe_id", words("gruppens id; »total« er alle"), lambda r: r.population),
        Column("gruppe", words("gruppen"), lambda r: r.of.population(r.population)),
        Column("tema_id", words("temaets id"), lambda r: r.theme.id),
        Column("tema", words("temaet"), lambda r: words.of(r.theme.name)),
        Column("udsagn_id", words("udsagnets id"), lambda r: r.item.id),
        Column("udsagn", words("udsagnet"), lambda r: words.of(r.item.text)),
        Column("omvendt", words("1: her er det godt at være uenig"), lambda r: int(r.item.reversed)),
        Column("vist_som", words("hvor fint tallene må vises: 5 trin, 3 trin eller ord"), lambda r: _detail(r, words)),
        Column("n", words("så mange har svaret på udsagnet"), lambda r: r.figures.n),
        Column("mulige", words("de spurgte uden »ikke relevant«"), lambda r: r.figures.eligible),
        Column("ikke_relevant", words("svarede »ved ikke / ikke relevant«"), lambda r: r.figures.not_relevant),
        Column("sprunget_over", words("sprang udsagnet over"), lambda r: r.figures.skipped),
        *_levels(words),
        *_three(words),
        Column("gennemsnit", words("1-5; vendt ved omvendte udsagn"), lambda r: r.figures.mean),
        Column("point", words("gennemsnittet som 0-100"), lambda r: r.figures.points),
        Column("median", words("det midterste svar"), lambda r: r.figures.median),
        Column("spredning", words("standardafvigelse, n-1"), lambda r: r.figures.sd),
        Column("enighed", words("0-1: 1, når alle svarer det samme"), lambda r: r.figures.consensus),
        *_intervals(words),
        Column("etiket", words("vejledende etiket"), lambda r: _label(r.figures, words)),
        *_suffixes(words),
        Column(
            "i_ord", words("siges i stedet for tal, når næsten alle af få mener det samme"), lambda r: _said(r, words)
        ),
        Column("plads", words("udsagnets plads blandt alle udsagn, målt på alle"), _rank),
    )


def _levels(words: Words) -> tuple[Column[ItemRow], ...]:
    """Five counts and five percents, as answered; only where single levels are shown."""
    counts = words("antal, der valgte trinnet; fra 1, helt uenig, til 5, helt enig")
    percents = words("det samme i procent, der tilsammen er 100")
    return (
        *(Column(f"antal_{level}", counts, _nth_count(level - 1)) for level in range(1, 6)),
        *(Column(f"procent_{level}", percents, _nth_percent(level - 1, of=5)) for level in range(1, 6)),
    )


def _three(words: Words) -> tuple[Column[ItemRow], ...]:
    """The same in three; of an item with single levels, the levels added up."""
    counts = words("antal, uden vending af omvendte udsagn: 1-2 er uenig, 3 er hverken, 4-5 er enig")
    percents = words("det samme i procent; kun hvor tallene vises i 3 trin")
    names = ("uenig", "hverken", "enig")
    return (
        *(Column(f"antal_{name}", counts, _nth_of_three(place)) for place, name in enumerate(names)),
        *(Column(f"procent_{name}", percents, _nth_percent(place, of=3)) for place, name in enumerate(names)),
    )


def _nth_count(place: int) -> Callable[[ItemRow], Value]:
    return lambda row: _at(row.figures.counts, place)


def _nth_percent(place: int, *, of: int) -> Callable[[ItemRow], Value]:
    return lambda row: _at(row.figures.percent, place) if len(row.figures.percent or ()) == of else None


def _nth_of_three(place: int) -> Callable[[ItemRow], Value]:
    return lambda row: _at(row.figures.bins or in_three(row.figures), place)


def _intervals(words: Words) -> tuple[Column[ItemRow], ...]:
    return (
        Column("gns_lav", words("gennemsnittet af alle mulige, 95 procent: nedre"), lambda r: _mean(r, 0)),
        Column("gns_hoej", words("gennemsnittet af alle mulige, 95 procent: øvre"), lambda r: _mean(r, 1)),
        Column("andel_enige", words("andel enige, 0-1; uenige ved omvendte udsagn"), lambda r: r.figures.agree_share),
        Column("enige_lav", words("enige blandt alle mulige, 95 procent: nedre"), lambda r: _people(r, 0)),
        Column("enige_hoej", words("enige blandt alle mulige, 95 procent: øvre"), lambda r: _people(r, 1)),
        Column("enige_mindst", words("enige, hvis ingen af de øvrige er det"), lambda r: _bound(r, 0)),
        Column("enige_hoejst", words("enige, hvis alle de øvrige er det"), lambda r: _bound(r, 1)),
    )


def _mean(row: ItemRow, place: int) -> Value:
    return _at(row.figures.mean_interval95, place)


def _people(row: ItemRow, place: int) -> Value:
    return _at(row.figures.agree_people, place)


def _bound(row: ItemRow, place: int) -> Value:
    return _at(row.figures.agree_bounds, place)


def _at(values: Sequence[int | float] | None, place: int) -> Value:
    return values[place] if values else None


def _detail(row: ItemRow, words: Words) -> str:
    names = {Resolution.LEVELS: words("5 trin"), Resolution.BINS: words("3 trin"), Resolution.WORDS: words("ord")}
    return names[row.figures.resolution]


def _said(row: ItemRow, words: Words) -> Value:
    return None if row.figures.words is None else almost_all(row.figures.words, words)


def _rank(row: ItemRow) -> Value:
    ranks = {ranked.item: ranked.rank for ranked in row.of.release.ranking}
    return ranks.get(row.item.id) if row.population == TOTAL else None


def _label(figures: ItemFigures | ThemeFigures, words: Words) -> Value:
    return None if figures.label is None else label_name(figures.label, words)


def _suffixes(words: Words) -> tuple[Column[ItemRow | ThemeRow], ...]:
    unsure = words(
        "1: 80 procents-intervallet for gennemsnittet af alle rækker ud over etikettens grænser; tom, hvor tallene "
        "vises i 3 trin"
    )
    divided = words("1: svarene ligger langt fra hinanden")
    return (
        Column("usikkert", unsure, _is_unsure),
        Column("delte_meninger", divided, lambda r: _has(r.figures, Suffix.DIVIDED)),
    )


def _is_unsure(row: ItemRow | ThemeRow) -> Value:
    """1 or 0; empty also where the answers are shown in three, which tell of no interval (rule P9)."""
    if isinstance(row, ItemRow) and row.figures.resolution is Resolution.BINS:
        return None
    return _has(row.figures, Suffix.UNCERTAIN)


def _has(figures: ItemFigures | ThemeFigures, suffix: Suffix) -> Value:
    """1 or 0; empty where nothing can be said."""
    return None if figures.suffixes is None else int(suffix in figures.suffixes)


def of_themes(words: Words) -> tuple[Column[ThemeRow], ...]:
    """What a theme has in a population."""
    return (
        Column("gruppe_id", words("gruppens id; »total« er alle"), lambda r: r.population),
        Column("gruppe", words("gruppen"), lambda r: r.of.population(r.population)),
        Column("tema_id", words("temaets id"), lambda r: r.theme.id),
        Column("tema", words("temaet"), lambda r: words.of(r.theme.name)),
        Column("udsagn_vist", words("så mange udsagn bygger temaet på"), lambda r: r.figures.items),
        Column("udsagn_spurgt", words("så mange udsagn er gruppen spurgt om"), lambda r: r.figures.of),
        Column("gennemsnit", words("1-5; vendt ved omvendte udsagn"), lambda r: r.figures.mean),
        Column("point", words("gennemsnittet som 0-100"), lambda r: r.figures.points),
        Column("etiket", words("vejledende etiket"), lambda r: _label(r.figures, words)),
        *_suffixes(words),
        Column("aendring", words("point siden sidste runde"), lambda r: None if r.change is None else r.change.points),
        Column("aendring_i_ord", words("hvad der kan siges om ændringen"), lambda r: _change(r, words)),
    )


def _change(row: ThemeRow, words: Words) -> Value:
    return None if row.change is None or row.change.word is None else change_name(row.change.word, words)


def of_withheld(words: Words) -> tuple[Column[WithheldRow], ...]:
    """What is not shown, and why."""
    return (
        Column("gruppe_id", words("gruppens id; »total« er alle"), lambda r: r.withheld.population),
        Column("gruppe", words("gruppen"), lambda r: r.of.population(r.withheld.population)),
        Column("tema_id", words("temaets id"), _theme_of),
        Column("udsagn_id", words("udsagnets id"), lambda r: r.withheld.item),
        Column("hvorfor", words("hvorfor det ikke vises"), lambda r: why_withheld(r.withheld.reason, words)),
    )


def _theme_of(row: WithheldRow) -> Value:
    if row.withheld.item is None:
        return row.withheld.theme
    return row.of.asked.barometer.theme_of(row.withheld.item).id
