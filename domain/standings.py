"""What stands out in a release: its strongest and weakest items, and the themes worth a talk.

Made from the release alone, so that nothing stands out that is not shown.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from fractions import Fraction

from domain.barometers import Barometer, ItemId, Theme, ThemeId
from domain.figures import ItemFigures, ThemeFigures
from domain.releases import Release
from domain.scoring import Suffix, Words

_PLACES = 3


def strongest_items(release: Release, barometer: Barometer) -> tuple[ItemId, ...]:
    """Three items, and all that share the third place: those that nearly everybody thinks well of and that have no
    figures therefore (rule P9), then those with the highest means, best first.
    """
    alike = _nearly_all(Words.ALMOST_ALL_AGREE, Words.ALMOST_ALL_DISAGREE, release, barometer)
    left = _PLACES - len(alike)
    return (*alike, *(ranked.item for ranked in release.ranking if ranked.rank <= left))


def weakest_items(release: Release, barometer: Barometer) -> tuple[ItemId, ...]:
    """The same of those that nearly nobody thinks well of, and with the lowest means, lowest first."""
    alike = _nearly_all(Words.ALMOST_ALL_DISAGREE, Words.ALMOST_ALL_AGREE, release, barometer)
    left = _PLACES - len(alike)
    sharing = Counter(ranked.rank for ranked in release.ranking)
    last = len(release.ranking)
    lower = {rank: last - (rank + shared - 1) for rank, shared in sharing.items()}  # how many stand below the rank
    weakest = [ranked for ranked in release.ranking if lower[ranked.rank] < left]
    return (*alike, *(ranked.item for ranked in sorted(weakest, key=lambda ranked: lower[ranked.rank])))


def _nearly_all(said: Words, of_reversed: Words, release: Release, barometer: Barometer) -> tuple[ItemId, ...]:
    """The items of which this is said in place of figures, the other of a reversed item, in the order asked."""
    shown = release.everybody.items
    return tuple(
        item.id
        for item in barometer.items
        if item.id in shown and shown[item.id].words is (of_reversed if item.reversed else said)
    )


def themes_by_points(release: Release, barometer: Barometer) -> list[tuple[Theme, ThemeFigures]]:
    """The themes shown of everybody with the highest mean first (ties: the one asked first)."""
    shown = _themes(release)
    themes = [(theme, shown[theme.id]) for theme in barometer.themes if theme.id in shown]
    return sorted(themes, key=lambda one: -one[1].mean)


def most_divided_theme(release: Release, barometer: Barometer) -> ThemeId | None:
    """The theme in which the largest share of everybody's items divides opinions; None where no item does.

    Ties go to the least mean consensus, where single levels are shown, and then to the theme asked first.
    """
    items = release.everybody.items
    in_numbers = {item: figures for item, figures in items.items() if figures.suffixes is not None}
    shown = {
        theme.id: [in_numbers[item.id] for item in theme.items if item.id in in_numbers] for theme in barometer.themes
    }
    divided = {theme: _divided_share(figures) for theme, figures in shown.items()}
    candidates = [theme for theme in _in_order(barometer, _themes(release)) if divided[theme]]
    return min(candidates, key=lambda theme: (-divided[theme], _mean_consensus(shown[theme])), default=None)


def divided_items(theme: Theme, release: Release) -> tuple[int, int]:
    """How many of a theme's items divide everybody's opinions, of how many that are shown in numbers."""
    shown = [release.everybody.items[item.id] for item in theme.items if item.id in release.everybody.items]
    in_numbers = [figures.suffixes for figures in shown if figures.suffixes is not None]
    return sum(Suffix.DIVIDED in suffixes for suffixes in in_numbers), len(in_numbers)


def _themes(release: Release) -> Mapping[ThemeId, ThemeFigures]:
    return release.everybody.themes


def _in_order(barometer: Barometer, themes: Mapping[ThemeId, ThemeFigures]) -> list[ThemeId]:
    return [theme.id for theme in barometer.themes if theme.id in themes]


def _divided_share(items: list[ItemFigures]) -> Fraction:
    if not items:
        return Fraction(0)
    return Fraction(sum(Suffix.DIVIDED in (item.suffixes or ()) for item in items), len(items))


def _mean_consensus(items: Iterable[ItemFigures]) -> float:
    known = [item.consensus for item in items if item.consensus is not None]
    return sum(known) / len(known) if known else 1.0
