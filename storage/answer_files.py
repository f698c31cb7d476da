"""Answers and invitations from CSV files -> domain values, or every mistake with its place.

`role,<item id>,…` has a row per person who answered at all; `role,invited` has how many of each role were asked.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from domain.barometers import Barometer, Choice, ItemId, RoleId
from domain.tallies import Handed
from storage.barometer_files import ROLE_COLUMN
from storage.csv_files import CsvError, Row, Table, quoted, read_table

ROLE, INVITED = ROLE_COLUMN, "invited"

_CHOICES: Mapping[str, Choice] = {
    **{choice.value: choice for choice in Choice if choice.level is not None},
    "na": Choice.NOT_RELEVANT,
    "NA": Choice.NOT_RELEVANT,
    "": Choice.SKIPPED,
}
_ANSWERS = "1, 2, 3, 4, 5, na or an empty cell"
_WHOLE_NUMBER = re.compile(r"[0-9]{1,9}")


@dataclass(frozen=True, slots=True)
class Returned:
    """What came back of one round; `invited` is None where no file says who was."""

    handed_in: tuple[Handed, ...]
    invited: Mapping[RoleId, int] | None


def read_round(barometer: Barometer, answers: Path, invited: Path | None) -> Returned:
    """The round that one or two files describe; raises `CsvError` with every mistake of both."""
    mistakes: list[str] = []
    found = _table(answers, mistakes)
    asked = None if invited is None else _table(invited, mistakes)
    sheet = None if found is None else _AnswerSheet(found, barometer)
    numbers = None if asked is None else _InvitedSheet(asked, barometer)
    if sheet:
        mistakes += sheet.mistakes()
    if numbers:
        wrong = list(numbers.mistakes())
        mistakes += wrong
        if sheet and not wrong:
            mistakes += sheet.beyond(numbers.invited(), numbers.table.path)
    if mistakes or sheet is None:
        raise CsvError(mistakes)
    return Returned(tuple(sheet.handed_in()), numbers.invited() if numbers else None)


def _table(path: Path, mistakes: list[str]) -> Table | None:
    try:
        return read_table(path)
    except CsvError as wrong:
        mistakes.extend(wrong.mistakes)
        return None


@dataclass(frozen=True, slots=True)
class _AnswerSheet:
    """A file of answers; what is not a mistake is read, so that all mistakes can be told at once."""

    table: Table
    barometer: Barometer

    def mistakes(self) -> Iterator[str]:
        names = (ROLE, *(item.id for item in self.barometer.items))
        wrong_header = list(_wrong_header(self.table, names))
        yield from wrong_header
        places = _places(self.table, names)
        if not places:
            return
        asked = self._asked()
        for row in self.table.rows:
            if _fits(self.table, row):
                yield from self._wrong_cells(row, places, asked)
            else:
                yield _wrong_length(self.table, row)

    def _wrong_cells(
        self, row: Row, places: Mapping[str, int], asked: Mapping[RoleId, frozenset[ItemId]]
    ) -> Iterator[str]:
        role = row.cells[places[ROLE]] if ROLE in places else None
        if role is not None and role not in asked:
            yield self.table.mistake(row.line, ROLE, _read(role), _any_of(asked))
        for item, place in places.items():
            cell = row.cells[place]
            if item == ROLE or not cell:
                continue
            if role is not None and item not in asked.get(role, places):
                allowed = f"an empty cell, because {item} is not asked of {role}"
                yield self.table.mistake(row.line, item, _read(cell), allowed)
            elif cell not in _CHOICES:
                yield self.table.mistake(row.line, item, _read(cell), _ANSWERS)

    def beyond(self, invited: Mapping[RoleId, int], path: Path) -> Iterator[str]:
        """The first row of each role that has more rows than invitations."""
        lines: dict[RoleId, list[int]] = defaultdict(list)
        place = _places(self.table, (ROLE,)).get(ROLE)
        for row in self.table.rows:
            if place is not None and place < len(row.cells):
                lines[row.cells[place]].append(row.line)
        for role in (role.id for role in self.barometer.roles):
            most = invited.get(role, 0)
            if len(lines[role]) > most:
                rows = "1 row" if len(lines[role]) == 1 else f"{len(lines[role])} rows"
                read = f"{quoted(role)} in {rows}"
                yield self.table.mistake(lines[role][most], ROLE, read, f"{most}, as many as {path} says were invited")

    def handed_in(self) -> Iterator[Handed]:
        places = _places(self.table, (ROLE, *(item.id for item in self.barometer.items)))
        role = places.pop(ROLE)
        for row in self.table.rows:
            answers = {item: _CHOICES[row.cells[place]] for item, place in places.items() if row.cells[place]}
            yield Handed(row.cells[role], answers)

    def _asked(self) -> dict[RoleId, frozenset[ItemId]]:
        roles = [role.id for role in self.barometer.roles]
        return {role: frozenset(item.id for item in self.barometer.items_for(role)) for role in roles}


@dataclass(frozen=True, slots=True)
class _InvitedSheet:
    """A file of how many were invited by role; a role that is not in it has nobody."""

    table: Table
    barometer: Barometer

    def mistakes(self) -> Iterator[str]:
        wrong_header = list(_wrong_header(self.table, (ROLE, INVITED)))
        yield from wrong_header
        places = _places(self.table, (ROLE, INVITED))
        first: dict[str, int] = {}
        for row in self.table.rows if places else ():
            if not _fits(self.table, row):
                yield _wrong_length(self.table, row)
                continue
            if ROLE in places:
                yield from self._wrong_role(row, row.cells[places[ROLE]], first)
            if INVITED in places and not _WHOLE_NUMBER.fullmatch(row.cells[places[INVITED]]):
                read = _read(row.cells[places[INVITED]])
                yield self.table.mistake(row.line, INVITED, read, "a whole number, 0 or more, in digits only")

    def _wrong_role(self, row: Row, role: str, first: dict[str, int]) -> Iterator[str]:
        known = [role.id for role in self.barometer.roles]
        if role not in known:
            yield self.table.mistake(row.line, ROLE, _read(role), _any_of(known))
        elif role in first:
            allowed = f"each role once, and it stands on line {first[role]}"
            yield self.table.mistake(row.line, ROLE, _read(role), allowed)
        first.setdefault(role, row.line)

    def invited(self) -> dict[RoleId, int]:
        places = _places(self.table, (ROLE, INVITED))
        return {row.cells[places[ROLE]]: int(row.cells[places[INVITED]]) for row in self.table.rows}


def _places(table: Table, names: Sequence[str]) -> dict[str, int]:
    """Where each of the columns stands; the first place of one that stands twice."""
    cells = table.header.cells
    return {name: cells.index(name) for name in names if name in cells}


def _wrong_header(table: Table, names: Sequence[str]) -> Iterator[str]:
    """Columns that are unknown, stand twice, or are missing; one mistake where no column is known at all."""
    header, line = table.header.cells, table.header.line
    if not _places(table, names):
        read = _read(header[0] if header else "")
        yield table.mistake(line, "1", read, f"a header with the columns {_listed(names)}, between ; or ,")
        return
    for place, name in enumerate(header):
        if name not in names:
            yield table.mistake(line, str(place + 1), _read(name), _any_of(names))
        elif header.index(name) < place:
            yield table.mistake(line, str(place + 1), f"{quoted(name)} a second time", "each column once")
    for name in names:
        if name not in header:
            yield table.mistake(line, name, "nothing, it is missing", f"each of {_listed(names)} once")


def _fits(table: Table, row: Row) -> bool:
    return len(row.cells) == len(table.header.cells) and any(row.cells)


def _wrong_length(table: Table, row: Row) -> str:
    wanted, found = len(table.header.cells), len(row.cells)
    if not any(row.cells):
        return table.mistake(row.line, "1", "an empty row", "empty rows at the end of the file only")
    column = table.header.cells[found] if found < wanted else str(wanted + 1)
    cells = "1 cell" if found == 1 else f"{found} cells"
    return table.mistake(row.line, column, cells, f"{wanted}, as many as the header has")


def _read(cell: str) -> str:
    return quoted(cell) if cell else "an empty cell"


def _any_of(names: Iterable[str]) -> str:
    return f"one of {_listed(names)}"


def _listed(names: Iterable[str]) -> str:
    return ", ".join(names)
