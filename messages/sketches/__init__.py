"""What a release looks like as pictures: each a painting to be drawn, and an alternative text.

A picture shows nothing that its release does not hold, and all its numbers stand as text beside it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from domain.barometers import Barometer, Choice
from domain.pooling import IN_THREE, Pooled
from domain.releases import Release
from domain.scoring import whole_percents
from messages.labels import drawable, n_of_all
from messages.painting import FIVE, THREE, Bar, Fill, Painting, Part, Row
from messages.wording import Words

#: Longest alternative text of a file (docs.slack.dev/reference/methods/files.getUploadURLExternal).
LONGEST_ALT = 1000
#: Percents of fewer people than this look more exact than they are: their numbers are whole people.
FEWEST_IN_PERCENT = 20


@dataclass(frozen=True, slots=True)
class Sketch:
    """What is to be drawn, and what it shows in at most 1,000 characters."""

    painting: Painting
    alt: str


def sketch(painting: Painting, alt: str) -> Sketch:
    """With everything as a picture can show it, and an alternative text that Slack takes."""
    parts = tuple(Part(drawable(one.heading), tuple(map(_drawable, one.rows)), one.bold) for one in painting.parts)
    clean = replace(
        painting,
        title=drawable(painting.title),
        subtitle=drawable(painting.subtitle),
        parts=parts,
        key=tuple((fill, drawable(name)) for fill, name in painting.key),
    )
    return Sketch(clean, alt if len(alt) <= LONGEST_ALT else alt[: LONGEST_ALT - 1] + "…")


def _drawable(row: Row) -> Row:
    return replace(row, name=drawable(row.name), note=drawable(row.note))


def bar(counts: Sequence[int], *, in_percent: bool) -> Bar:
    """Counts with what is written into each piece: whole percents that sum to 100, or the counts themselves."""
    numbers = whole_percents(counts) if in_percent else counts
    return Bar(tuple(counts), tuple(map(str, numbers)))


def key(bars: Iterable[Bar], barometer: Barometer, words: Words) -> tuple[tuple[Fill, str], ...]:
    """What the colours of these bars are called, from disagree to agree: levels, sides, or both."""
    used = {fill for one in bars for fill in one.fills}
    levels = [choice for choice in Choice if choice.level is not None]
    names = {point.choice: words.of(point.name) for point in barometer.scale}
    five = [(fill, names[choice]) for fill, choice in zip(FIVE, levels, strict=True)]
    if used >= set(FIVE):
        # Some bars beside have three pieces only: their sides hold two levels each, and are called so.
        both = zip(THREE, (words("Uenig, begge trin"), words("Hverken"), words("Enig, begge trin")), strict=True)
        return (*five, *((fill, name) for fill, name in both if fill in used - set(FIVE)))
    three = zip(THREE, (words("Uenig"), words("Hverken"), words("Enig")), strict=True)
    return tuple((fill, name) for fill, name in three if fill in used)


def in_one_form(pools: Sequence[Pooled]) -> list[Pooled]:
    """All with five counts, or all with three: bars in one picture are read against each other."""
    if any(len(one.counts) == IN_THREE for one in pools):
        return [one if len(one.counts) == IN_THREE else one.in_three() for one in pools]
    return list(pools)


def who_answered(release: Release, words: Words) -> str:
    """ "18 af 23 har svaret." """
    return words("{answered} har svaret.", answered=n_of_all(release, words))
