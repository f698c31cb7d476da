"""The figures of one item or one theme in one population, at the resolution that was decided for it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields
from fractions import Fraction
from typing import Any, Self

from domain.barometers import Item
from domain.intervals import Sample, logical_bounds, mean_interval, people
from domain.scoring import (
    ChangeWord,
    Counts,
    Label,
    Suffix,
    Words,
    almost_alike,
    bins,
    consensus,
    divided,
    flipped,
    label,
    median,
    points,
    split_in_two,
    uncertain,
    whole_percents,
)
from domain.tallies import Spread, Tally
from domain.withholding import Resolution

Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class ItemFigures:
    """One item in one population; what its resolution does not allow is None.

    `counts`, `bins`, `percent` and `words` are as answered, also of a reversed item; the rest is after reversing.
    `agree_people` and `agree_bounds` are whole people of the `eligible`: what is likely (95 %), and what is possible.
    """

    n: int
    not_relevant: int
    skipped: int
    resolution: Resolution
    eligible: int | None = None
    reversed: bool = False
    words: Words | None = None
    counts: tuple[int, ...] | None = None
    bins: tuple[int, ...] | None = None
    percent: tuple[int, ...] | None = None
    mean: float | None = None
    points: int | None = None
    median: float | None = None
    sd: float | None = None
    mean_interval95: tuple[float, ...] | None = None
    consensus: float | None = None
    agree_share: float | None = None
    agree_people: tuple[int, ...] | None = None
    agree_bounds: tuple[int, ...] | None = None
    label: Label | None = None
    suffixes: tuple[Suffix, ...] | None = None

    def as_dict(self) -> Json:
        """The keys that apply; `reversed` only where it is true."""
        return {name: value for name, value in known_fields(self).items() if value is not False}

    @classmethod
    def from_dict(cls, stored: Json) -> Self:
        """Read back what `as_dict` gave."""
        read: Json = {name: tuple(value) if isinstance(value, list) else value for name, value in stored.items()}
        read["resolution"] = Resolution(read["resolution"])
        read["words"] = Words(read["words"]) if "words" in read else None
        read["label"] = Label(read["label"]) if "label" in read else None
        read["suffixes"] = tuple(map(Suffix, read["suffixes"])) if "suffixes" in read else None
        return cls(**read)


@dataclass(frozen=True, slots=True)
class ThemeFigures:
    """One theme in one population: the mean of the means of `items` released items, `of` so many asked there."""

    items: int
    of: int
    mean: float
    points: int
    label: Label
    suffixes: tuple[Suffix, ...]

    def as_dict(self) -> Json:
        """All fields."""
        return known_fields(self)

    @classmethod
    def from_dict(cls, stored: Json) -> Self:
        """Read back what `as_dict` gave."""
        read = {"label": Label(stored["label"]), "suffixes": tuple(map(Suffix, stored["suffixes"]))}
        return cls(**{**stored, **read})


@dataclass(frozen=True, slots=True)
class Change:
    """How a theme stands against the round before: the exact difference in points, and what may be said of it.

    `word` is None where neither round shows any spread. They need not be the same people.
    """

    points: float
    word: ChangeWord | None

    def as_dict(self) -> Json:
        """The keys that apply."""
        return {"points": self.points} | ({} if self.word is None else {"word": self.word})

    @classmethod
    def from_dict(cls, stored: Json) -> Self:
        """Read back what `as_dict` gave."""
        return cls(points=stored["points"], word=ChangeWord(stored["word"]) if "word" in stored else None)


def item_figures(item: Item, tally: Tally, resolution: Resolution, *, invited_known: bool) -> ItemFigures:
    """The figures of an item that may be shown with this tally (n >= 1) at this resolution."""
    scored = scored_counts(item, tally)
    detail = {Resolution.WORDS: _in_words, Resolution.BINS: _in_bins, Resolution.LEVELS: _in_levels}[resolution]
    shown = detail(tally.counts, scored)
    eligible: Json = {"eligible": tally.eligible} if invited_known else {}
    if resolution is not Resolution.WORDS:
        shown |= _averages(scored)
    if resolution is not Resolution.WORDS and invited_known:
        shown |= _among_all(scored, tally.eligible)
    if resolution is Resolution.LEVELS and invited_known:
        shown |= _interval_of_all(scored, tally.eligible, shown["suffixes"])
    return ItemFigures(
        n=tally.n,
        not_relevant=tally.not_relevant,
        skipped=tally.skipped,
        resolution=resolution,
        reversed=item.reversed,
        **eligible,
        **shown,
    )


def scored_counts(item: Item, tally: Tally) -> Counts:
    """The counts that means, points and labels are made of: those of a reversed item turned round."""
    return flipped(tally.counts) if item.reversed else tally.counts


def _in_words(answered: Counts, _scored: Counts) -> Json:
    return {"words": almost_alike(bins(answered))}


def _in_bins(answered: Counts, scored: Counts) -> Json:
    three = bins(answered)
    disagree, _, agree = bins(scored)
    suffixes = (Suffix.DIVIDED,) if split_in_two(disagree, agree, sum(three)) else ()
    return {"bins": three, "percent": whole_percents(three), "suffixes": suffixes}


def _in_levels(answered: Counts, scored: Counts) -> Json:
    sample = Sample.of_counts(scored)
    return {
        "counts": answered,
        "percent": whole_percents(answered),
        "median": float(median(scored)),
        "sd": rounded(sample.sd) if sample.n > 1 else None,
        "consensus": rounded(consensus(scored)),
        "suffixes": (Suffix.DIVIDED,) if divided(scored) else (),
    }


def _averages(scored: Counts) -> Json:
    mean = Sample.of_counts(scored).mean
    share = Fraction(bins(scored)[2], sum(scored))
    return {"mean": rounded(mean), "points": points(mean), "agree_share": rounded(share), "label": label(mean)}


def _among_all(scored: Counts, eligible: int) -> Json:
    agree, n = bins(scored)[2], sum(scored)
    return {"agree_people": people(agree, n, eligible), "agree_bounds": logical_bounds(agree, n, eligible)}


def _interval_of_all(scored: Counts, eligible: int, suffixes: tuple[Suffix, ...]) -> Json:
    sample = Sample.of_counts(scored)
    interval = tuple(rounded(bound) for bound in mean_interval(sample, eligible)) if sample.n > 1 else None
    unsure = uncertain(sample.mean, mean_interval(sample, eligible, 0.80))
    return {"mean_interval95": interval, "suffixes": (Suffix.UNCERTAIN, *suffixes) if unsure else suffixes}


def theme_figures(means: Sequence[Fraction], of: int, divided_items: int, spread: Spread | None) -> ThemeFigures:
    """The figures of a theme made of the exact means of its released items; `spread` where the invited are known."""
    mean = sum(means, Fraction(0)) / len(means)
    unsure = spread is not None and uncertain(mean, mean_interval(spread.sample, spread.concerned, 0.80))
    marks = {Suffix.UNCERTAIN: unsure, Suffix.DIVIDED: 2 * divided_items >= len(means)}
    return ThemeFigures(
        items=len(means),
        of=of,
        mean=rounded(mean),
        points=points(mean),
        label=label(mean),
        suffixes=tuple(suffix for suffix, holds in marks.items() if holds),
    )


def rounded(value: Fraction | float) -> float:
    """As figures are stored and printed: six digits."""
    return round(float(value), 6)


def known_fields(figures: ItemFigures | ThemeFigures) -> Json:
    """The fields that apply, with lists for tuples, as JSON has them."""
    found = ((field.name, getattr(figures, field.name)) for field in fields(figures))
    return {name: list(value) if isinstance(value, tuple) else value for name, value in found if value is not None}
