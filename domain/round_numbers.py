"""Which barometer a round is: of its course, or of its channel."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from domain.rounds import RoundId


@dataclass(frozen=True, slots=True)
class RoundNumber:
    """Which barometer of its course a round is, or which of its channel's rounds that are in no course; from 1.

    `outside_course` where it is in no course and another round of its channel is in one: that one has the plain name.
    """

    number: int
    outside_course: bool = False


def numbered(rounds: Iterable[RoundId], in_course: Mapping[RoundId, int]) -> dict[RoundId, RoundNumber]:
    """The number of each of a channel's rounds, which come in the order in which they opened.

    `in_course` says of the rounds that are in a course which of its barometers they are; rounds of other channels in
    it change nothing.
    """
    rounds = tuple(rounds)
    alone = [one for one in rounds if one not in in_course]
    beside_a_course = len(alone) < len(rounds)
    outside = {one: RoundNumber(number, beside_a_course) for number, one in enumerate(alone, 1)}
    return outside | {one: RoundNumber(in_course[one]) for one in rounds if one in in_course}
