"""Large rounds, each in a fresh house; closed in a process of its own, whose memory is then that of closing."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from bench.closings import Closing, answer_all, close_one
from bench.figures import Sizes, Spread
from bench.openings import Opening, open_one
from bench.processes import alone
from bench.rounds import a_round, barometer_of
from domain.rounds import Round


@dataclass(frozen=True, slots=True)
class OpeningSpeed:
    """Of a round of so many people: the rows that one commit writes, and its seconds."""

    people: int
    rows: int
    seconds: Spread


@dataclass(frozen=True, slots=True)
class ClosingSpeed:
    """From closing to published, everybody having answered every item; memory is the process's, in MiB."""

    people: int
    items: int
    seconds: Spread
    memory_before: Spread
    memory_peak: Spread


def measure(home: Path, sizes: Sizes) -> tuple[OpeningSpeed, ClosingSpeed]:
    """`home` is an empty folder."""
    pairs = [_one_round(home / str(number), sizes) for number in range(sizes.rounds)]
    openings, closings = [opening for opening, _ in pairs], [closing for _, closing in pairs]
    return (
        OpeningSpeed(sizes.people, openings[0].rows, Spread.of([one.seconds for one in openings])),
        ClosingSpeed(
            people=sizes.people,
            items=sizes.items,
            seconds=Spread.of([one.seconds for one in closings]),
            memory_before=Spread.of([one.memory_before for one in closings]),
            memory_peak=Spread.of([one.memory_peak for one in closings]),
        ),
    )


def _one_round(home: Path, sizes: Sizes) -> tuple[Opening, Closing]:
    home.mkdir()
    asked = a_round(barometer_of(sizes.items))
    return alone(_open_and_answer, home, asked, sizes.people), alone(close_one, home, asked)


def _open_and_answer(home: Path, asked: Round, people: int) -> Opening:
    opening = open_one(home, asked, people)
    answer_all(home, asked, people)
    return opening
