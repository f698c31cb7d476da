"""Every figure of a round, with nothing withheld: for checking figures on test data, never for anything people see.

Only `python -m bot score --unsafe-all` imports this; an import contract keeps it from everything that meets a chat.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from domain.barometers import Barometer, GroupId, GroupingId
from domain.counting import Counted
from domain.releases import laid_out, release_of, response_of
from domain.shown import Release
from domain.tallies import Tally
from domain.withholding import SMALLEST_K, TOTAL, Decision, Resolution


def unsafe_release(barometer: Barometer, grouping: GroupingId, numbers: Counted, k: int = SMALLEST_K) -> Release:
    """Every item with an answer, at five levels, for every population: rules P1, P2, P3 and P9 are switched off.

    `withheld` tells what `release_of` would withhold with this `k`. Raises `UnknownGrouping`.
    """
    everything = {item: _everything(by_group) for item, by_group in numbers.tallies.items()}
    shown = laid_out(barometer, grouping, numbers, everything, response_of(numbers, fewest=1))
    return replace(shown, withheld=release_of(barometer, grouping, numbers, k).withheld)


def _everything(by_group: Mapping[GroupId, Tally]) -> Decision:
    answered = [group for group, tally in by_group.items() if tally.n]
    return Decision(shown=dict.fromkeys([TOTAL, *answered] if answered else [], Resolution.LEVELS), withheld={})
