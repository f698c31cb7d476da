"""Rules that would show more than ours, so that the attacks can prove they find what those would give away."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from domain.barometers import GroupId
from domain.releases import laid_out, response_of
from domain.shown import Release
from domain.tallies import Tally
from domain.withholding import TOTAL, Decision, Resolution, decide, shown_groups, together, total_shown
from tests.attacks.departments import Department

Tallies = Mapping[GroupId, Tally]
Rule = Callable[[Tallies], Decision]


def released_by(rule: Rule, department: Department) -> Release:
    """The release of a department under another rule for what may be shown of an item."""
    decisions = {item: rule(by_group) for item, by_group in department.numbers.tallies.items()}
    numbers = department.numbers
    return laid_out(department.barometer, department.grouping, numbers, decisions, response_of(numbers, 5))


def at_least_five(tallies: Tallies) -> Decision:
    """The plain rule: whatever five people answered is shown at all its levels."""
    return _in_levels(tallies, {group for group, tally in _everybody(tallies).items() if tally.n >= 5})


def without_p2(tallies: Tallies) -> Decision:
    """Nobody is hidden to protect another; small groups still get classes and words."""
    everybody = _everybody(tallies)
    ours = {name: decide({name: tally}).shown.get(name) for name, tally in everybody.items()}
    return Decision({name: how for name, how in ours.items() if how is not None}, {})


def without_p3(tallies: Tallies) -> Decision:
    """P2 looks at who handed in, not at who answered the item."""
    rows = {group: tally.rows for group, tally in tallies.items() if tally.rows}
    shown = shown_groups(rows)
    names = {*shown, TOTAL} if total_shown(rows, shown) else {*shown}
    return _in_levels(tallies, {name for name in names if _everybody(tallies)[name].n >= 5})


def without_p9(tallies: Tallies) -> Decision:
    """P1 to P3 alone: a group of five is shown at all its levels, also where all of them think alike."""
    sizes = {group: tally.n for group, tally in tallies.items() if tally.rows}
    shown = shown_groups(sizes)
    return _in_levels(tallies, {*shown, TOTAL} if total_shown(sizes, shown) else {*shown})


def _everybody(tallies: Tallies) -> dict[str, Tally]:
    return {TOTAL: together(tallies.values()), **{group: tally for group, tally in tallies.items() if tally.rows}}


def _in_levels(tallies: Tallies, names: set[str]) -> Decision:
    everybody = _everybody(tallies)
    return Decision({name: Resolution.LEVELS for name in everybody if name in names}, {})
