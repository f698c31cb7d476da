"""Excel and CSV files as somebody would send them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from io import BytesIO

from openpyxl import Workbook, load_workbook
from openpyxl.utils.cell import coordinate_to_tuple

Value = str | int | float | None
Cells = Sequence[Value]
HEAD: Cells = ("id", "theme", "da", "en", "roles", "reversed")


def workbook(sheets: Mapping[str, Sequence[Cells]]) -> bytes:
    """An .xlsx file with these rows."""
    book = Workbook()
    for sheet in book.worksheets:
        book.remove(sheet)
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(list(row))
    return saved(book)


def saved(book: Workbook) -> bytes:
    packed = BytesIO()
    book.save(packed)
    return packed.getvalue()


def filled(blank: bytes, cells: Mapping[str, Mapping[str, Value]]) -> bytes:
    """The file with more in it: by sheet and cell, "A2"."""
    book = load_workbook(BytesIO(blank))
    for name, values in cells.items():
        for cell, value in values.items():
            column, row = coordinate_to_tuple(cell)[::-1]
            book[name].cell(row, column, value)
    return saved(book)


def team_barometer(*items: Cells, title: str = "Team Egelund") -> bytes:
    """A barometer of these items, or of two; every other sheet is left out."""
    rows = items or (
        ("A-1", "Møder", "Vi mødes hver uge.", None, "leder, sagsbehandler", None),
        ("A-2", "Møder", "Jeg går fra møder uden at vide, hvad jeg skal.", None, "sagsbehandler", "ja"),
    )
    return workbook({"Om": [("field", "da", "en"), ("title", title)], "Udsagn": [HEAD, *rows]})
