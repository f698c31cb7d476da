"""A release as an Excel file: one row for each group and statement, made to be laid under those of other departments.

Every text is a text and every number a number: nothing that somebody typed becomes a formula.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from io import BytesIO
from typing import TypeVar

from openpyxl import Workbook
from openpyxl.cell import Cell, MergedCell
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from domain.releases import Release
from domain.rounds import Round
from domain.scoring import PARTLY_FROM, WELL_FROM
from messages import columns
from messages.columns import Column, ItemRow, Set, ThemeRow, Value, WithheldRow
from messages.labels import closing_day
from messages.office_files import neutral, on_one_line
from messages.readings import answered, caveat
from messages.reports import set_id
from messages.wording import Words

#: A spreadsheet may take a text that begins so for a formula (OWASP ASVS 5.0, 1.2.10), the full-width forms too.
RISKY = frozenset("=+-@\t\r\n＝＋－＠")
#: Longest text of a cell (support.microsoft.com, "Excel specifications and limits").
LONGEST_CELL = 32_000
#: "_x003D_" in a cell is read as "=" (ECMA-376 part 1, 22.9.2.19); escaped, it is what somebody typed.
_ESCAPE = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")
WIDEST = 60
HEADING = PatternFill("solid", fgColor="1D4E5F")

RowOfSet = TypeVar("RowOfSet", ItemRow, ThemeRow, WithheldRow)


def excel_file(asked: Round, release: Release, words: Words) -> bytes:
    """The workbook; the same release gives the same bytes."""
    of = Set(set_id(asked, release), asked, release, words)
    book = Workbook()
    book.remove(book.worksheets[0])
    first = columns.of_set(words)
    _add_sheet(book, "Tal", first, columns.of_items(words), _items(of))
    _add_sheet(book, "Temaer", first, columns.of_themes(words), _themes(of))
    _add_sheet(book, "Tilbageholdt", first, columns.of_withheld(words), _withheld(of))
    _add_about(book, of)
    file = BytesIO()
    book.save(file)
    title = words("Barometer: tal fra {unit}", unit=asked.unit)
    return neutral(file.getvalue(), title, words.local(asked.closes_at).date())


def _items(of: Set) -> list[ItemRow]:
    """Every item that is shown of a population, everybody first, in the order asked."""
    return [
        ItemRow(of, name, theme, item, found.items[item.id])
        for name, found in of.release.populations.items()
        for theme in of.asked.barometer.themes
        for item in theme.items
        if item.id in found.items
    ]


def _themes(of: Set) -> list[ThemeRow]:
    changes = of.release.change or {}
    return [
        ThemeRow(of, name, theme, found.themes[theme.id], changes.get(name, {}).get(theme.id))
        for name, found in of.release.populations.items()
        for theme in of.asked.barometer.themes
        if theme.id in found.themes
    ]


def _withheld(of: Set) -> list[WithheldRow]:
    return [WithheldRow(of, one) for one in of.release.withheld]


def _add_sheet(
    book: Workbook,
    name: str,
    first: Sequence[Column[Set]],
    more: Sequence[Column[RowOfSet]],
    rows: Sequence[RowOfSet],
) -> None:
    sheet = book.create_sheet(name)
    names = [*(column.name for column in first), *(column.name for column in more)]
    _fill(sheet, [names, *(_values(row, first, more) for row in rows)])
    _lay_out(sheet)


def _values(row: RowOfSet, first: Sequence[Column[Set]], more: Sequence[Column[RowOfSet]]) -> list[Value]:
    return [*(column.value(row.of) for column in first), *(column.value(row) for column in more)]


def _fill(sheet: Worksheet, rows: Iterable[Sequence[Value]]) -> None:
    for place, values in enumerate(rows, 1):
        for column, value in enumerate(values, 1):
            if value is not None:
                _write(sheet.cell(place, column), value)


def _write(cell: Cell | MergedCell, value: str | float) -> None:
    if isinstance(value, str):
        cell.value = as_text(value)
        # Without this a text that begins with "=" would be a formula, whatever else is done about it.
        cell.data_type = "s"
    else:
        cell.value = value


def as_text(text: str) -> str:
    """A text that no spreadsheet takes for more: what begins like a formula begins with an apostrophe instead."""
    shown = on_one_line(text, LONGEST_CELL)
    begins = {text[:1], text.lstrip()[:1], shown[:1]}
    literal = _ESCAPE.sub("_x005F_", shown)
    return f"'{literal}" if begins & RISKY else literal


def _lay_out(sheet: Worksheet) -> None:
    """A heading row that stays in sight and is printed on every page; columns as wide as what stands in them."""
    for cell in sheet[1]:
        cell.font, cell.fill = Font(bold=True, color="FFFFFF"), HEADING
    sheet.freeze_panes = "A2"
    for place, cells in enumerate(sheet.columns, 1):
        longest = max(len(str(cell.value or "")) for cell in cells)
        sheet.column_dimensions[get_column_letter(place)].width = min(longest + 3, WIDEST)
    sheet.page_setup.orientation, sheet.page_setup.paperSize = "landscape", sheet.PAPERSIZE_A4
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    sheet.print_title_rows = "1:1"


def _where(asked: Round, words: Words) -> list[tuple[str, str]]:
    if not asked.measured_elsewhere:
        return []
    return [(words("Målt"), words("et andet sted, lukket {day}", day=closing_day(asked, words)))]


def _add_about(book: Workbook, of: Set) -> None:
    """What the file holds, how its figures are to be read, and what each column means."""
    words, asked, release = of.words, of.asked, of.release
    sheet = book.create_sheet("Om")
    barometer = words(
        "{barometer}, version {version}", barometer=words.of(asked.barometer.title), version=release.version
    )
    facts: list[tuple[str, str]] = [
        (words("Afdeling"), asked.unit),
        (words("Barometer"), barometer),
        (words("Grupper"), words.of(asked.barometer.grouping(release.grouping).name)),
        (words("Svar"), " ".join(filter(None, [f"{answered(release, words)}.", caveat(release, words)]))),
        *_where(asked, words),
        (words("Kontrolnummer, ens i alle filer med disse tal"), of.id),
        *((words("Læs"), text) for text in _how_to_read(of)),
    ]
    meanings = [
        *_meanings("", columns.of_set(words)),
        *_meanings("Tal: ", columns.of_items(words)),
        *_meanings("Temaer: ", columns.of_themes(words)),
        *_meanings("Tilbageholdt: ", columns.of_withheld(words)),
    ]
    _fill(sheet, [*facts, *meanings])
    sheet.column_dimensions["A"].width, sheet.column_dimensions["B"].width = 30, 100
    for cells in sheet.iter_rows():
        cells[0].font = Font(bold=True)
        cells[1].alignment = Alignment(wrap_text=True, vertical="top")


def _meanings(where: str, found: Sequence[Column[Set] | Column[RowOfSet]]) -> list[tuple[str, str]]:
    return [(f"{where}{column.name}", column.meaning) for column in found]


def _how_to_read(of: Set) -> list[str]:
    words = of.words
    texts = [
        words("Tallene er medarbejdernes oplevelse. De er ikke et tilsyn og siger ikke, hvad der står i sagerne."),
        words(
            "Etiketterne er vejledende: Velimplementeret fra {well} point, Delvist implementeret fra {partly}.",
            well=WELL_FROM,
            partly=PARTLY_FROM,
        ),
        words("En tom celle: tallet må ikke vises, eller det findes ikke. Nul står som 0."),
        words("Kolonnerne hedder det samme i alle filer, så flere afdelingers tal kan lægges under hinanden."),
    ]
    note = of.asked.barometer.note
    return [*texts, *([words.of(note)] if note else [])]
