"""A round measured elsewhere, as an Excel or CSV file with counts by item and group -> numbers, or every mistake.

An Excel file has a sheet of counts and a small one of how many were invited and answered in each group; a CSV file has
both in one, in the columns `invited` and `responded`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from domain.barometers import Barometer, Group, GroupId, GroupingId, Item, ItemId
from domain.sheet_forms import COUNTS, EARLIER_ROUND, LEVELS, SIZES
from domain.sheets import Mistake, Where, Wrong
from domain.tallies import Tally
from storage import sheets
from storage.sheets import Row, Sheets

_WHOLE = re.compile(r"[0-9]{1,6}")


@dataclass(frozen=True, slots=True)
class Numbers:
    """What was counted elsewhere: people by group, and answers by item and group. Nobody's answers are in it."""

    responded: Mapping[GroupId, int]
    invited: Mapping[GroupId, int] | None
    tallies: Mapping[ItemId, Mapping[GroupId, Tally]]


def read_counts(raw: bytes, barometer: Barometer, grouping: GroupingId) -> Numbers:
    """The numbers of a file; an item without any number was not measured. Raises `WrongSheet` with every mistake."""
    found = sheets.read(raw, EARLIER_ROUND)
    counts = _Counts(found, barometer, barometer.grouping(grouping).groups)
    numbers = counts.numbers()
    if wrong := [*found.mistakes, *counts.mistakes]:
        raise found.wrong(sorted(wrong, key=counts.order))
    return numbers


@dataclass(frozen=True, slots=True)
class _Size:
    """How many of a group were invited, where that is told, and how many answered."""

    row: Row
    invited: int | None
    responded: int


@dataclass
class _Counts:
    """The rows of a file against the barometer."""

    sheets: Sheets
    barometer: Barometer
    groups: tuple[Group, ...]
    mistakes: list[Mistake] = field(default_factory=list)

    def numbers(self) -> Numbers:
        """Everything that was counted; what is wrong is noted."""
        sizes = self._sizes()
        tallies: dict[ItemId, dict[GroupId, Tally]] = {}
        counted: dict[tuple[ItemId, GroupId], Row] = {}
        for row, item, group in self._rows():
            if group.id in tallies.get(item.id, {}):
                self.mistakes.append(row.mistake(Wrong.TWICE, "group", first=counted[item.id, group.id]))
            elif any(row[column] for column in (*LEVELS, "na", "skipped")) and group.id in sizes:
                counted[item.id, group.id] = row
                tallies.setdefault(item.id, {})[group.id] = self._tally(row, item, group, sizes[group.id].responded)
        if not self.mistakes:  # a row that is wrong is missing, too
            self._nobody_left_out(tallies, sizes)
        invited = {name: size.invited for name, size in sizes.items() if size.invited is not None}
        responded = {name: size.responded for name, size in sizes.items()}
        return Numbers(responded, invited or None, tallies)

    def order(self, mistake: Mistake) -> tuple[bool, int, str]:
        """The mistakes of the counts come first, by their rows."""
        return mistake.where.sheet != self.sheets[COUNTS].name, mistake.where.row, mistake.where.column

    @cached_property
    def _by_name(self) -> dict[str, Group]:
        """The groups by everything that they may be called."""
        named = ((name, group) for group in self.groups for name in (group.id, group.name.da, group.name.en))
        return {name.casefold(): group for name, group in named if name}

    def _sizes(self) -> dict[GroupId, _Size]:
        """Who was invited and answered in each group: from their own sheet, or from columns beside the counts."""
        own = self.sheets[SIZES]
        rows = own.rows or [row for row in self.sheets[COUNTS].rows if row["responded"] or row["invited"]]
        sizes: dict[GroupId, _Size] = {}
        for row in rows:
            group = self._by_name.get(row["group"].casefold())
            if group is None:
                if own.rows:
                    self._unknown_group(row)
                continue
            size = self._size(row)
            known = sizes.setdefault(group.id, size)
            if known is not size and (own.rows or (known.invited, known.responded) != (size.invited, size.responded)):
                self.mistakes.append(row.mistake(Wrong.TWICE, "group", first=known.row))
        where = Where(own.name if own.rows else self.sheets[COUNTS].name)
        missing = [group for group in self.groups if group.id not in sizes]
        self.mistakes += [Mistake(Wrong.NO_GROUP_ROW, where, group.id) for group in missing]
        self._some_invited(sizes.values())
        return sizes

    def _size(self, row: Row) -> _Size:
        if not row["responded"]:
            self.mistakes.append(row.mistake(Wrong.MISSING, "responded"))
        size = _Size(row, self._number(row, "invited") if row["invited"] else None, self._number(row, "responded"))
        if size.invited is not None and size.responded > size.invited:
            self.mistakes.append(row.mistake(Wrong.MORE_THAN_INVITED, "responded", str(size.invited)))
        return size

    def _some_invited(self, sizes: Iterable[_Size]) -> None:
        """Those invited are known for all groups or for none."""
        without = [size for size in sizes if size.invited is None]
        if 0 < len(without) < len(list(sizes)):
            self.mistakes += [size.row.mistake(Wrong.MISSING, "invited") for size in without]

    def _rows(self) -> Iterator[tuple[Row, Item, Group]]:
        """The rows whose item and group there are."""
        items = {item.id.casefold(): item for item in self.barometer.items}
        for row in self.sheets[COUNTS].rows:
            item, group = items.get(row["item"].casefold()), self._by_name.get(row["group"].casefold())
            if item is None:
                self.mistakes.append(row.mistake(Wrong.UNKNOWN_ITEM, "item"))
            elif row["text"] and row["text"] not in {item.text.da, item.text.en}:
                self.mistakes.append(row.mistake(Wrong.OTHER_TEXT, "text", item.text.da))
            if group is None:
                self._unknown_group(row)
            if item and group and not item.roles & group.roles:
                self.mistakes.append(row.mistake(Wrong.NOT_ASKED, "group"))
            elif item and group:
                yield row, item, group

    def _unknown_group(self, row: Row) -> None:
        self.mistakes.append(row.mistake(Wrong.UNKNOWN_GROUP, "group", ", ".join(group.id for group in self.groups)))

    def _tally(self, row: Row, item: Item, group: Group, responded: int) -> Tally:
        """The counts of a row. Where nobody counted those who skipped, they are the rest of a group that was asked."""
        one, two, three, four, five = (self._number(row, level) for level in LEVELS)
        tally = Tally((one, two, three, four, five), self._number(row, "na"), self._number(row, "skipped"))
        whole = group.roles <= item.roles
        if tally.rows > responded:
            self.mistakes.append(row.mistake(Wrong.MORE_THAN_RESPONDED, "group", f"{tally.rows}/{responded}"))
        elif whole and row["skipped"] and tally.rows < responded:
            self.mistakes.append(row.mistake(Wrong.NOT_EVERYBODY, "group", f"{tally.rows}/{responded}"))
        elif whole:
            return Tally(tally.counts, tally.not_relevant, responded - tally.n - tally.not_relevant)
        return tally

    def _nobody_left_out(
        self, tallies: Mapping[ItemId, Mapping[GroupId, Tally]], sizes: Mapping[GroupId, _Size]
    ) -> None:
        """An item that was measured has numbers of every group that all of were asked it."""
        answered = [group for group in self.groups if group.id in sizes and sizes[group.id].responded]
        for item in self.barometer.items:
            found = tallies.get(item.id)
            whole = [group for group in answered if group.roles <= item.roles]
            missing = [group.id for group in whole if found and group.id not in found]
            self.mistakes += [
                Mistake(Wrong.NO_GROUP_ROW, Where(self.sheets[COUNTS].name, 0, "group"), group, item.id)
                for group in missing
            ]

    def _number(self, row: Row, column: str) -> int:
        cell = row[column]
        if cell and not _WHOLE.fullmatch(cell):
            self.mistakes.append(row.mistake(Wrong.NO_NUMBER, column))
            return 0
        return int(cell or 0)
