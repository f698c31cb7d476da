"""What a new release and the earlier ones of its channel tell together, by adding and subtracting populations.

A round is shown by one division of its people into groups, and rules P2 and P3 see to it that nothing follows from
that one division. Where earlier rounds of the channel were divided otherwise, or asked an item of other roles, their
populations cut across the new ones. Then an item's answers are taken to be the same in all the rounds, as if nobody
had changed their mind: a set of roles is determined if its row is a combination of the published rows.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import compress, product

from domain.barometers import Barometer, GroupingId, Item, ItemId, RoleId
from domain.counting import Counted, populations_of
from domain.shown import Release
from domain.withholding import SMALLEST_K, TOTAL, Decision, PopulationId, Reason, Resolution, floor_of

#: Of so many independent small sets not all sums are tried; they are taken to be determined.
MOST_COMBINED = 12

Roles = frozenset[RoleId]
Row = tuple[Fraction, ...]


@dataclass(frozen=True, slots=True)
class Published:
    """A release that went out earlier, with what was asked in it."""

    barometer: Barometer
    release: Release

    def rows(self, item: Item) -> frozenset[Roles]:
        """The roles of each population of which the item was shown, if it was asked in the same words."""
        asked = next((one for one in self.barometer.items if (one.id, one.text) == (item.id, item.text)), None)
        if asked is None:
            return frozenset()
        populations = populations_of(self.barometer, self.release.grouping)
        shown = (name for name, found in self.release.populations.items() if item.id in found.items)
        return frozenset(populations[name] & asked.roles for name in shown)


def guarded(
    barometer: Barometer,
    grouping: GroupingId,
    numbers: Counted,
    decisions: Mapping[ItemId, Decision],
    earlier: Sequence[Published],
    k: int = SMALLEST_K,
) -> dict[ItemId, Decision]:
    """The decisions, with so much more withheld that no set of 1 to k-1 valid answers is determined by all releases.

    While there is one, the smallest group that is shown of the item is withheld (ties: fewest invited, then id), and
    everybody together last; then those are shown again, the last one first, that were not needed. Groups in words go
    with any that is withheld. What the earlier releases determine by themselves cannot be helped any more. Where they
    were divided as the new one is, nothing changes.
    """
    roles = populations_of(barometer, grouping)
    found = dict(decisions)
    for item in barometer.items:
        before = [(one.barometer, one.release.grouping, rows) for one in earlier if (rows := one.rows(item))]
        here = _parts(item.id, barometer, grouping)
        if any(_parts(item.id, there, division) != here for there, division, _ in before):
            crossing = _Crossing(item, roles, numbers, frozenset[Roles]().union(*(rows for *_, rows in before)))
            found[item.id] = crossing.guarded(decisions[item.id], floor_of(k))
    return found


def _parts(item: ItemId, barometer: Barometer, grouping: GroupingId) -> frozenset[Roles]:
    """The roles asked an item, as the grouping divides them."""
    asked = barometer.item(item).roles
    return frozenset(group.roles & asked for group in barometer.grouping(grouping).groups) - {frozenset()}


@dataclass(frozen=True, slots=True)
class _Crossing:
    """An item of which populations were shown that cut across the ones of now."""

    item: Item
    populations: Mapping[PopulationId, Roles]
    numbers: Counted
    before: frozenset[Roles]

    def guarded(self, decision: Decision, k: int) -> Decision:
        kept, taken = sorted(decision.shown, key=self._by_size), list[PopulationId]()
        while kept and self._gives_away(kept, k):
            taken.append(kept.pop(0))
        for name in reversed(taken):
            if not self._gives_away([*kept, name], k):
                kept.append(name)
        if len(kept) < len(decision.shown):
            # Words stand beside a certain set of people without numbers (rule P9); of a larger one they may tell more.
            kept = [name for name in kept if name == TOTAL or decision.shown[name] is not Resolution.WORDS]
        shown = {name: how for name, how in decision.shown.items() if name in kept}
        withheld = {name: Reason.PROTECTS_ANOTHER for name in decision.shown if name not in kept}
        return Decision(shown=shown, withheld={**decision.withheld, **withheld})

    def _by_size(self, name: PopulationId) -> tuple[bool, int, int, str]:
        tally = self.numbers.tally(self.item.id, name)
        return name == TOTAL, tally.n, tally.invited, name

    def _gives_away(self, shown: Iterable[PopulationId], k: int) -> bool:
        """Whether a set of 1 to k-1 answers is determined by all releases, but not by the earlier ones alone."""
        rows = self.before | {self.populations[name] & self.item.roles for name in shown}
        size = {atom: self.numbers.valid(self.item.id, atom & self.item.roles) for atom in _atoms(rows)}
        atoms = sorted(size, key=lambda atom: (size[atom] < k, sorted(atom)))
        large = sum(size[atom] >= k for atom in atoms)
        everything, before = (_reduced(_row(one, atoms) for one in among) for among in (rows, self.before))
        small = [row for pivot, row in everything.items() if pivot >= large]
        if len(small) > MOST_COMBINED:
            return True
        for row in _sums_of_noughts_and_ones(small):
            answers = sum(size[atom] for atom, inside in zip(atoms, row, strict=True) if inside)
            if 0 < answers < k and any(_remainder(row, before)):
                return True
        return False


def _atoms(rows: Iterable[Roles]) -> set[Roles]:
    """The roles that stand in the rows; those that stand in the same ones are taken together."""
    listed = sorted(rows, key=sorted)
    found: dict[tuple[bool, ...], set[RoleId]] = {}
    for role in frozenset[RoleId]().union(*listed):
        found.setdefault(tuple(role in row for row in listed), set()).add(role)
    return {frozenset(roles) for roles in found.values()}


def _row(roles: Roles, atoms: Iterable[Roles]) -> Row:
    return tuple(Fraction(atom <= roles) for atom in atoms)


def _sums_of_noughts_and_ones(rows: Sequence[Row]) -> Iterator[Row]:
    """Every sum of some of the rows that holds nothing but noughts and ones.

    Of reduced rows these are all such combinations: where a row begins, the others have a nought.
    """
    for taken in product((False, True), repeat=len(rows)):
        summed = [sum(column, Fraction(0)) for column in zip(*compress(rows, taken), strict=True)]
        if summed and all(value in (0, 1) for value in summed):
            yield tuple(summed)


def _reduced(rows: Iterable[Row]) -> dict[int, Row]:
    """Rows with the same span, by the column in which each begins and in which no other has anything."""
    kept: dict[int, Row] = {}
    for row in rows:
        left = _remainder(row, kept)
        begins = next((column for column, value in enumerate(left) if value), None)
        if begins is not None:
            new = {begins: tuple(value / left[begins] for value in left)}
            kept = {column: _remainder(other, new) for column, other in kept.items()} | new
    return kept


def _remainder(row: Row, reduced: Mapping[int, Row]) -> Row:
    """What is left of a row when the reduced rows are taken out of it: nothing, if it is a combination of them."""
    for column, other in reduced.items():
        if row[column]:
            row = tuple(value - row[column] * less for value, less in zip(row, other, strict=True))
    return row
