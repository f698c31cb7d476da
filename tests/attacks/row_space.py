"""Linear algebra for attackers: which sets of people follow exactly from the populations that were published."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from fractions import Fraction
from functools import cache
from itertools import combinations

Row = tuple[Fraction, ...]
Set = frozenset[str]


@cache
def determined(published: frozenset[Set], everybody: Set) -> tuple[Set, ...]:
    """Every set of atoms whose figures are a combination of published populations, whatever the figure is about."""
    order = tuple(sorted(everybody))
    reduced = _reduced(_row(population, order) for population in sorted(published, key=sorted))
    return tuple(union for union in unions(order) if not any(_remainder(_row(union, order), reduced)))


def unions(atoms: Iterable[str]) -> Iterator[Set]:
    """Every set of atoms but the empty one."""
    order = sorted(atoms)
    return (frozenset(union) for size in range(1, len(order) + 1) for union in combinations(order, size))


def _row(members: Set, order: Iterable[str]) -> Row:
    return tuple(Fraction(atom in members) for atom in order)


def _reduced(rows: Iterable[Row]) -> list[tuple[int, Row]]:
    """Rows with the same span, each with the column in which it begins (exact elimination)."""
    kept: list[tuple[int, Row]] = []
    for row in rows:
        left = _remainder(row, kept)
        pivot = next((column for column, value in enumerate(left) if value), None)
        if pivot is not None:
            kept.append((pivot, tuple(value / left[pivot] for value in left)))
    return kept


def _remainder(row: Row, reduced: Iterable[tuple[int, Row]]) -> Row:
    for pivot, base in reduced:
        if row[pivot]:
            row = tuple(value - row[pivot] * other for value, other in zip(row, base, strict=True))
    return row
