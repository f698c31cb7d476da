"""Answers -> figures: counts, percents, points, labels and words (docs/privacy.md says which of them may be shown).

Whatever is shown as a whole number, and every label, is calculated from integers and fractions:
74.5 points are 75, also where a float would have said 74.49999.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from enum import StrEnum
from fractions import Fraction
from itertools import accumulate
from math import floor, log2

from domain.barometers import ItemId
from domain.intervals import LOWEST, Interval, Sample, welch_interval

#: How many people answered 1, 2, 3, 4 and 5.
Counts = tuple[int, int, int, int, int]
#: How many disagree (1-2), do neither (3), agree (4-5).
Bins = tuple[int, int, int]

NO_ANSWERS: Counts = (0, 0, 0, 0, 0)

#: Points from which a label holds. Nobody has fixed such limits; 75 is where the average answer is "agree".
WELL_FROM, PARTLY_FROM = 75, 50

_DIVIDED_CONSENSUS = 0.5
_DIVIDED_SHARE = Fraction(30, 100)


class Label(StrEnum):
    """How well implemented people experience something to be; guidance, not an inspection."""

    WELL = "well"
    PARTLY = "partly"
    NOT_YET = "not_yet"


class Suffix(StrEnum):
    """What should be said beside a label."""

    UNCERTAIN = "uncertain"
    DIVIDED = "divided"


class Words(StrEnum):
    """Said in place of figures when all, or all but one, of a small population think the same."""

    ALMOST_ALL_DISAGREE = "almost_all_disagree"
    ALMOST_ALL_NEITHER = "almost_all_neither"
    ALMOST_ALL_AGREE = "almost_all_agree"


class ResponseWords(StrEnum):
    """The caveat beside a response rate below 70 %."""

    SOME_MISSING = "some_missing"
    UNDER_HALF = "under_half"


class ChangeWord(StrEnum):
    """Whether a theme's change since last time is more than chance."""

    CLEARLY_HIGHER = "clearly_higher"
    MAYBE_HIGHER = "maybe_higher"
    TOO_FEW_TO_TELL = "too_few_to_tell"
    MAYBE_LOWER = "maybe_lower"
    CLEARLY_LOWER = "clearly_lower"


def half_up(value: Fraction) -> int:
    """The nearest whole number, the upper one in the middle (`round` would go to the even one)."""
    return floor(value + Fraction(1, 2))


def points(mean: Fraction) -> int:
    """A mean of 1 to 5 as whole points of 0 to 100."""
    return half_up((mean - LOWEST) * 25)


def whole_percents(counts: Sequence[int]) -> tuple[int, ...]:
    """Whole percents that sum to 100 (largest remainder, ties to the lower category); empty where nobody answered."""
    n = sum(counts)
    if not n:
        return ()
    floors = [100 * count // n for count in counts]
    by_remainder = sorted(range(len(counts)), key=lambda place: (-(100 * counts[place] % n), place))
    rounded_up = frozenset(by_remainder[: 100 - sum(floors)])
    return tuple(percent + (place in rounded_up) for place, percent in enumerate(floors))


def bins(counts: Counts) -> Bins:
    """The five levels as disagree, neither, agree."""
    return counts[0] + counts[1], counts[2], counts[3] + counts[4]


def flipped(counts: Counts) -> Counts:
    """The counts of a reversed item, as if it had been worded the other way."""
    one, two, three, four, five = counts
    return five, four, three, two, one


def median(counts: Sequence[int]) -> Fraction:
    """The middle answer, between the two middle ones where n is even; needs at least one answer."""
    n, sums = sum(counts), list(accumulate(counts))
    lower, upper = (
        next(level for level, reached in enumerate(sums, LOWEST) if reached > place) for place in ((n - 1) // 2, n // 2)
    )
    return Fraction(lower + upper, 2)


def consensus(counts: Sequence[int]) -> float:
    """Tastle and Wierman's measure over the categories given: 1 when all chose the same, 0 when split to the ends."""
    n = sum(counts)
    mean = Fraction(sum(place * count for place, count in enumerate(counts)), n)
    width = len(counts) - 1
    agreement = 1.0
    for place, count in enumerate(counts):
        if count:
            agreement += count / n * log2(1 - abs(place - mean) / width)
    return agreement


def split_in_two(disagree: int, agree: int, n: int) -> bool:
    """At least 30 % agree, and at least 30 % disagree."""
    return min(Fraction(disagree, n), Fraction(agree, n)) >= _DIVIDED_SHARE


def divided(counts: Counts) -> bool:
    """Opinions are divided: little consensus, or two camps (a calm 0-3-6-3-0 is neither)."""
    disagree, _, agree = bins(counts)
    return split_in_two(disagree, agree, sum(counts)) or consensus(counts) < _DIVIDED_CONSENSUS


def almost_alike(three: Bins) -> Words | None:
    """The words for answers that all, or all but one, fall in one bin; None where they do not, or there are none."""
    n = sum(three)
    for count, words in zip(three, Words, strict=True):
        if n and count >= n - 1:
            return words
    return None


def label(mean: Fraction) -> Label:
    """The label of a mean of 1 to 5, by the points shown."""
    shown = points(mean)
    if shown >= WELL_FROM:
        return Label.WELL
    return Label.PARTLY if shown >= PARTLY_FROM else Label.NOT_YET


def uncertain(mean: Fraction, interval: Interval) -> bool:
    """Whether the interval of the mean reaches out of the range of the mean's label."""
    low, high = ((bound - LOWEST) * 25 for bound in interval)
    well_from, partly_from = WELL_FROM - Fraction(1, 2), PARTLY_FROM - Fraction(1, 2)
    ranges: Mapping[Label, tuple[bool, bool]] = {
        Label.WELL: (low >= well_from, True),
        Label.PARTLY: (low >= partly_from, high < well_from),
        Label.NOT_YET: (True, high < partly_from),
    }
    return not all(ranges[label(mean)])


def competition_ranks(means: Mapping[ItemId, Fraction]) -> tuple[tuple[ItemId, int], ...]:
    """Items with the highest mean first, ranked 1, 2, 2, 4; equal ones keep the order in which they are given."""
    ordered = sorted(means, key=lambda item: -means[item])
    first_at: dict[Fraction, int] = {}
    for place, item in enumerate(ordered, 1):
        first_at.setdefault(means[item], place)
    return tuple((item, first_at[means[item]]) for item in ordered)


def response_words(responded: int, invited: int) -> ResponseWords | None:
    """The caveat for a response rate, by its exact share: none from 70 %."""
    share = Fraction(responded, invited)
    if share >= Fraction(70, 100):
        return None
    return ResponseWords.SOME_MISSING if share >= Fraction(1, 2) else ResponseWords.UNDER_HALF


def change_word(before: Sample, after: Sample, change: Fraction) -> ChangeWord | None:
    """What to say of a theme's change, given both rounds' person means and the exact change in points.

    None where neither round shows any spread. A word never contradicts the sign of the points beside it.
    """
    sure, likely = welch_interval(before, after, 0.95), welch_interval(before, after, 0.80)
    if sure is None or likely is None:
        return None
    if sure[0] > 0 and change > 0:
        return ChangeWord.CLEARLY_HIGHER
    if sure[1] < 0 and change < 0:
        return ChangeWord.CLEARLY_LOWER
    if likely[0] > 0 and change >= 5:
        return ChangeWord.MAYBE_HIGHER
    if likely[1] < 0 and change <= -5:
        return ChangeWord.MAYBE_LOWER
    return ChangeWord.TOO_FEW_TO_TELL
