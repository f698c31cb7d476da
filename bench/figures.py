"""What is measured how often, and what came of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median


@dataclass(frozen=True, slots=True)
class Sizes:
    """How much is measured; the defaults take about a minute and a half on two cores."""

    #: Clicks one after the other, in each repetition.
    clicks: int = 30
    #: People who click at the same moment, five at least, and how often they do so in each repetition.
    at_once: int = 30
    bursts: int = 2
    repetitions: int = 5
    #: The large round, and how many of them.
    people: int = 1000
    items: int = 40
    rounds: int = 3
    #: Rounds that close at the same moment, and how many people each has.
    together: int = 20
    department: int = 60
    #: Courses, how many of them have something to say at one moment, and how many rows lie beside those.
    courses: int = 5000
    due: int = 20
    few_rows: int = 1_000
    many_rows: int = 1_000_000


@dataclass(frozen=True, slots=True)
class Spread:
    """The middle of several repetitions, and how far they lie apart."""

    median: float
    lowest: float
    highest: float

    @classmethod
    def of(cls, values: Sequence[float]) -> Spread:
        """Rounded to four digits after the point."""
        return cls(*(round(figure, 4) for figure in (median(values), min(values), max(values))))
