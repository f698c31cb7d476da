"""An Excel or CSV file that somebody sends -> rows of text with their places, or everything that is wrong with them.

The file comes from outside: its size is bounded before anything is unpacked, XML with a document type is refused
(defusedxml would refuse its entities as well), and nothing in it is ever calculated.
"""

from __future__ import annotations

import csv
import io
import warnings
import zipfile
import zlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import islice
from typing import Any

from domain.sheet_forms import Form, is_called, known_as
from domain.sheets import Mistake, Where, Wrong, WrongSheet

LARGEST_FILE = 2_000_000
#: What all members of a workbook may be together when unpacked, in bytes, and how many there may be.
LARGEST_UNPACKED, MOST_MEMBERS = 8_000_000, 200
MOST_ROWS, MOST_COLUMNS = 2000, 40
#: As much of a cell as helps to find it again.
LONGEST_QUOTE = 60

_ZIP = b"PK\x03\x04"
#: What openpyxl, zipfile and the XML readers raise for files that only look like workbooks.
_UNREADABLE = (
    ArithmeticError,
    AssertionError,
    AttributeError,
    EOFError,
    LookupError,
    NotImplementedError,
    OSError,
    RecursionError,
    RuntimeError,
    SyntaxError,
    TypeError,
    ValueError,
    zipfile.BadZipFile,
    zlib.error,
)


@dataclass(frozen=True, slots=True)
class Row:
    """The cells of a row by column, without blanks round them; an empty cell is an empty text."""

    where: Where
    cells: Mapping[str, str]

    def __getitem__(self, column: str) -> str:
        return self.cells.get(column, "")

    def at(self, column: str) -> Where:
        return Where(self.where.sheet, self.where.row, column)

    def mistake(self, wrong: Wrong, column: str, allowed: str = "", *, first: Row | None = None) -> Mistake:
        already = first.at(column) if first else None
        return Mistake(wrong, self.at(column), quoted(self[column]), allowed, already)


@dataclass(frozen=True, slots=True)
class Table:
    """The rows of one sheet that are not empty."""

    name: str = ""
    rows: tuple[Row, ...] = ()


@dataclass
class Sheets:
    """The tables of a file by their forms, and what is wrong with them."""

    tables: dict[Form, Table] = field(default_factory=dict)
    mistakes: list[Mistake] = field(default_factory=list)
    #: What the file calls a column, by sheet and column.
    headings: dict[tuple[str, str], str] = field(default_factory=dict)

    def __getitem__(self, form: Form) -> Table:
        return self.tables.get(form, Table(form.name.da))

    def wrong(self, mistakes: Iterable[Mistake]) -> WrongSheet:
        """These mistakes, each with its column as the file calls it."""
        return WrongSheet(tuple(replace(one, where=self._headed(one.where)) for one in mistakes))

    def _headed(self, where: Where) -> Where:
        return replace(where, heading=self.headings.get((where.sheet, where.column), ""))


@dataclass(frozen=True, slots=True)
class _Raw:
    """A sheet as it stands in a file: cells in rows, from row 1 on."""

    name: str
    cells: Iterable[Sequence[object]]
    is_hidden: bool = False


@dataclass(frozen=True, slots=True)
class _NoValue:
    """A cell that holds a formula or an error."""

    wrong: Wrong
    text: str


def read(raw: bytes, forms: Sequence[Form]) -> Sheets:
    """The sheets of a file that these forms describe; a CSV file has the first of them only.

    Raises `WrongSheet` where the file cannot be read at all; mistakes in single cells stand in the result.
    """
    if len(raw) > LARGEST_FILE:
        raise WrongSheet((Mistake(Wrong.TOO_LARGE, allowed=f"{LARGEST_FILE // 1_000_000} MB"),))
    if not raw.strip():
        raise WrongSheet((Mistake(Wrong.EMPTY),))
    return _workbook(raw, forms) if raw.startswith(_ZIP) else _of_csv(raw, forms[0])


def quoted(text: str) -> str:
    """What was read in a cell, as a mistake tells it."""
    return text if len(text) <= LONGEST_QUOTE else f"{text[:LONGEST_QUOTE]}…"


def _workbook(raw: bytes, forms: Sequence[Form]) -> Sheets:
    from openpyxl import load_workbook  # noqa: PLC0415 - takes 20 MB, which only a workbook needs
    from openpyxl.utils.exceptions import InvalidFileException  # noqa: PLC0415

    try:
        _check_archive(raw)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of what openpyxl leaves out of a workbook, nothing is read
            book = load_workbook(io.BytesIO(raw), read_only=True, data_only=False, keep_links=False)
            try:
                return _tables([_raw_sheet(sheet) for sheet in book.worksheets], forms)
            finally:
                book.close()
    except (*_UNREADABLE, InvalidFileException):
        raise WrongSheet((Mistake(Wrong.NO_SHEET_FILE),)) from None


def _check_archive(raw: bytes) -> None:
    """Refuse what is too much to unpack, and XML that declares a document type."""
    with zipfile.ZipFile(io.BytesIO(raw)) as archive:
        members = archive.infolist()
        if len(members) > MOST_MEMBERS or sum(member.file_size for member in members) > LARGEST_UNPACKED:
            raise WrongSheet((Mistake(Wrong.TOO_LARGE, allowed=f"{LARGEST_UNPACKED // 1_000_000} MB"),))
        for member in members:
            # A NUL is UTF-16, in which a document type would look different.
            content = archive.read(member) if member.filename.endswith((".xml", ".rels")) else b""
            if b"<!DOCTYPE" in content or b"\0" in content:
                raise WrongSheet((Mistake(Wrong.NO_SHEET_FILE),))


def _raw_sheet(sheet: Any) -> _Raw:  # noqa: ANN401 - openpyxl has no types
    # A sheet tells its own size, and may lie.
    sheet.reset_dimensions()
    rows = sheet.iter_rows(max_row=MOST_ROWS + 2, max_col=MOST_COLUMNS)
    cells = [[_value(cell) for cell in row] for row in rows]
    return _Raw(str(sheet.title), cells, sheet.sheet_state != "visible")


def _value(cell: Any) -> object:  # noqa: ANN401 - openpyxl has no types
    kind = {"f": Wrong.FORMULA, "e": Wrong.ERROR_VALUE}.get(cell.data_type)
    return _NoValue(kind, str(cell.value)) if kind else cell.value


def _of_csv(raw: bytes, form: Form) -> Sheets:
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = "\0"
    if "\0" in text:
        raise WrongSheet((Mistake(Wrong.NOT_UTF8),))
    if text[:4].lower() == "sep=":
        _, _, text = text.partition("\n")
    header = text.partition("\n")[0]
    delimiter = ";" if ";" in header else "," if "," in header else "\t"
    try:
        rows = list(islice(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter), MOST_ROWS + 2))
    except csv.Error:
        raise WrongSheet((Mistake(Wrong.NO_SHEET_FILE),)) from None
    return _tables([_Raw(form.name.da, rows)], [form])


def _tables(sheets: Sequence[_Raw], forms: Sequence[Form]) -> Sheets:
    found = Sheets()
    for sheet in sheets:
        form = next((form for form in forms if is_called(sheet.name, form.name)), None)
        if form and form not in found.tables:
            found.tables[form] = _table(sheet, form, found)
    if forms[0] not in found.tables:
        found.mistakes.append(Mistake(Wrong.NO_SUCH_SHEET, read=forms[0].name.da))
    return found


def _table(sheet: _Raw, form: Form, found: Sheets) -> Table:
    mistakes = found.mistakes
    if sheet.is_hidden:
        mistakes.append(Mistake(Wrong.HIDDEN, Where(sheet.name)))
    filled = [(number, cells) for number, cells in enumerate(sheet.cells, 1) if any(map(_text, cells))]
    if not filled:
        mistakes += [Mistake(Wrong.NO_COLUMN, Where(sheet.name), column) for column in form.needed]
        return Table(sheet.name)
    columns = _columns(sheet.name, filled[0], form, found)
    if filled[-1][0] > MOST_ROWS:
        mistakes.append(Mistake(Wrong.TOO_MANY_ROWS, Where(sheet.name), allowed=str(MOST_ROWS)))
        return Table(sheet.name)
    rows = (_row(Where(sheet.name, number), cells, columns, mistakes) for number, cells in filled[1:])
    return Table(sheet.name, tuple(row for row in rows if any(row.cells.values())))


def _columns(sheet: str, header: tuple[int, Sequence[object]], form: Form, found: Sheets) -> dict[int, str]:
    """Where each column of the form stands."""
    number, cells = header
    columns: dict[int, str] = {}
    here = Where(sheet, number)
    for position, heading in enumerate(map(_text, cells)):
        column = known_as(heading, form.columns)
        if column and column in columns.values():
            already = found.headings[sheet, column]
            found.mistakes.append(Mistake(Wrong.TWO_COLUMNS, here, quoted(heading), already))
        elif column:
            columns[position] = column
            found.headings[sheet, column] = quoted(heading)
        elif heading:
            found.mistakes.append(Mistake(Wrong.UNKNOWN_COLUMN, here, quoted(heading), ", ".join(form.columns)))
    missing = [column for column in form.needed if column not in columns.values()]
    found.mistakes += [Mistake(Wrong.NO_COLUMN, here, column) for column in missing]
    return columns


def _row(where: Where, cells: Sequence[object], columns: Mapping[int, str], mistakes: list[Mistake]) -> Row:
    inside = {name: cells[position] for position, name in columns.items() if position < len(cells)}
    row = Row(where, {name: _text(cell) for name, cell in inside.items()})
    wrong = ((name, cell.wrong) for name, cell in inside.items() if isinstance(cell, _NoValue))
    mistakes += [row.mistake(kind, name) for name, kind in wrong]
    return row


def _text(value: object) -> str:
    """A cell as somebody reads it."""
    if value is None:
        return ""
    if isinstance(value, _NoValue):
        return value.text.strip()
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value).strip()
