"""What is to be drawn, in words and numbers only: it crosses over to the drawing process, which turns it to a PNG.

Only `paint` loads matplotlib, so that the bot's own process never does.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum


class Fill(StrEnum):
    """What a piece of a bar stands for: a level of the scale, or the two levels of one side together."""

    STRONGLY_DISAGREE = "strongly_disagree"
    DISAGREE = "disagree"
    NEITHER = "neither"
    AGREE = "agree"
    STRONGLY_AGREE = "strongly_agree"
    ALL_DISAGREE = "all_disagree"
    ALL_AGREE = "all_agree"


#: The pieces of a bar from the left; the middle one lies across the line in the middle.
FIVE = (Fill.STRONGLY_DISAGREE, Fill.DISAGREE, Fill.NEITHER, Fill.AGREE, Fill.STRONGLY_AGREE)
THREE = (Fill.ALL_DISAGREE, Fill.NEITHER, Fill.ALL_AGREE)


@dataclass(frozen=True, slots=True)
class Bar:
    """Answers as a bar on both sides of a line: five counts or three, and the number written into each piece."""

    counts: tuple[int, ...]
    numbers: tuple[str, ...]

    @property
    def fills(self) -> tuple[Fill, ...]:
        """What each count stands for."""
        return FIVE if len(self.counts) == len(FIVE) else THREE

    @property
    def left(self) -> float:
        """The share of the bar that lies left of the line: those who disagree and half of the middle."""
        return _share_before_the_line(self.counts)

    @property
    def right(self) -> float:
        """The share that lies right of it."""
        return _share_before_the_line(self.counts[::-1])


@dataclass(frozen=True, slots=True)
class Step:
    """The way from one number of points to another, 0 to 100, on a common scale."""

    before: int
    after: int


@dataclass(frozen=True, slots=True)
class Row:
    """A name, and below it what is drawn, with a large number and a few words to the right of it.

    `note` stands where there is nothing to draw; `quiet` names are small and not bold.
    """

    name: str
    drawn: Bar | Step | None = None
    number: str = ""
    beside: tuple[str, ...] = ()
    note: str = ""
    quiet: bool = False


@dataclass(frozen=True, slots=True)
class Part:
    """Rows that belong together, under a heading that is bold or quiet."""

    heading: str
    rows: tuple[Row, ...]
    bold: bool = False


@dataclass(frozen=True, slots=True)
class Painting:
    """A picture: what it is about, what its colours or marks stand for, its rows, and what must be said below."""

    title: str
    subtitle: str
    parts: tuple[Part, ...]
    key: tuple[tuple[Fill, str], ...] = ()
    steps: tuple[str, str] | None = None
    notes: tuple[str, ...] = field(default=())

    @property
    def rows(self) -> tuple[Row, ...]:
        """Every row, from the top."""
        return tuple(row for part in self.parts for row in part.rows)


def paint(painting: Painting) -> bytes:
    """The PNG of a painting."""
    from messages.painting.drawing import drawn  # noqa: PLC0415 - loads matplotlib

    return drawn(painting)


def _share_before_the_line(counts: Sequence[int]) -> float:
    middle = len(counts) // 2
    whole = sum(counts)
    return (sum(counts[:middle]) + counts[middle] / 2) / whole if whole else 0.0
