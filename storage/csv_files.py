"""A CSV file, as Danish Excel or a survey tool writes it -> its header and rows of text, each with its line."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

#: A million people's answers are less; whatever is larger is some other file.
LARGEST_FILE = 200_000_000
#: As much of a cell as helps to find it again.
_LONGEST_QUOTE = 40

_ADVICE = 'Save it as "CSV UTF-8" (in Excel: Save as, CSV UTF-8)'
_SEPARATOR_LINE = re.compile(r'\s*"?sep=[;,]"?[\s;,]*', re.IGNORECASE)
_END_OF_LINE = re.compile(r"\r\n|\r|\n")


class CsvError(Exception):
    """CSV files cannot be used; the text has a line for every mistake."""

    def __init__(self, mistakes: Sequence[str]) -> None:
        self.mistakes = tuple(mistakes)
        super().__init__("\n".join(self.mistakes))


@dataclass(frozen=True, slots=True)
class Row:
    """The cells of a row, without the blanks round them, and the line of the file on which the row begins."""

    line: int
    cells: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """A file's first row, and all the others but empty ones at the end."""

    path: Path
    header: Row
    rows: tuple[Row, ...]

    def mistake(self, line: int, column: str, read: str, allowed: str) -> str:
        """One mistake in one line: file, line, column, what was read, what is allowed."""
        return f"{self.path}, line {line}, column {column}: read {read}; allowed: {allowed}."


def read_table(path: Path) -> Table:
    """The table of a CSV file in UTF-8; a first line `sep=;` is skipped, and the header decides between ; and ,.

    Raises `CsvError` where the file cannot be read as such.
    """
    rows = list(_rows(path, _text(path)))
    while rows and not any(rows[-1].cells):
        rows.pop()
    if not rows:
        raise CsvError([f"{path}: is empty. The first line must be a header."])
    return Table(path, rows[0], tuple(rows[1:]))


def quoted(cell: str) -> str:
    """A cell as a mistake tells it: in one line, and nothing in it that a terminal would obey."""
    shown = cell if len(cell) <= _LONGEST_QUOTE else f"{cell[:_LONGEST_QUOTE]}…"
    return '"' + "".join(sign if sign.isprintable() else ascii(sign)[1:-1] for sign in shown) + '"'


def _text(path: Path) -> str:
    try:
        with path.open("rb") as file:
            raw = file.read(LARGEST_FILE + 1)
    except (OSError, ValueError) as problem:  # ValueError: a name with a NUL in it
        reason = problem.strerror if isinstance(problem, OSError) else problem
        raise CsvError([f"{path}: cannot be read ({reason}). Check the name and the rights of the file."]) from None
    if len(raw) > LARGEST_FILE:
        raise CsvError([f"{path}: is larger than {LARGEST_FILE // 1_000_000} MB. Check what the file is."])
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as problem:
        raise _not_text(path, raw.count(b"\n", 0, problem.start) + 1) from None
    if "\0" in text:  # UTF-16 without its mark reads so
        raise _not_text(path, text.count("\n", 0, text.index("\0")) + 1)
    return text


def _not_text(path: Path, line: int) -> CsvError:
    return CsvError([f"{path}, line {line}: is not UTF-8 text. {_ADVICE}."])


def _rows(path: Path, text: str) -> Iterator[Row]:
    skipped = 0
    first, rest = _first_line(text)
    if _SEPARATOR_LINE.fullmatch(first):
        text, skipped = rest, 1
        first, _ = _first_line(text)
    delimiter = ";" if ";" in first else ","
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, skipinitialspace=True)
    line = skipped
    try:
        for cells in reader:
            yield Row(line + 1, tuple(cell.strip() for cell in cells))
            line = skipped + reader.line_num
    except csv.Error:  # the one that is left without NULs: a cell without end
        told = f"{path}, line {line + 1}: a cell is longer than {csv.field_size_limit()} characters"
        raise CsvError([f'{told}. Check for a " that is not closed.']) from None


def _first_line(text: str) -> tuple[str, str]:
    end = _END_OF_LINE.search(text)
    return (text[: end.start()], text[end.end() :]) if end else (text, "")
