"""What is wrong in a sheet that somebody filled in, and where: values that are told in either language."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from enum import StrEnum


class Wrong(StrEnum):
    """Everything that can be wrong in a sheet."""

    NO_SHEET_FILE = "no_sheet_file"
    TOO_LARGE = "too_large"
    NOT_UTF8 = "not_utf8"
    EMPTY = "empty"
    NO_SUCH_SHEET = "no_such_sheet"
    HIDDEN = "hidden"
    TOO_MANY_ROWS = "too_many_rows"
    NO_COLUMN = "no_column"
    UNKNOWN_COLUMN = "unknown_column"
    TWO_COLUMNS = "two_columns"
    FORMULA = "formula"
    ERROR_VALUE = "error_value"
    MISSING = "missing"
    NO_TITLE = "no_title"
    NO_ID = "no_id"
    TOO_LONG = "too_long"
    TWICE = "twice"
    UNKNOWN_ROLE = "unknown_role"
    UNKNOWN_FIELD = "unknown_field"
    UNKNOWN_THEME = "unknown_theme"
    NOT_YES_OR_NO = "not_yes_or_no"
    TAKEN_NAME = "taken_name"
    COLUMN_NAME = "column_name"
    ASKED_NOTHING = "asked_nothing"
    NO_ITEMS = "no_items"
    NO_NUMBER = "no_number"
    UNKNOWN_ITEM = "unknown_item"
    UNKNOWN_GROUP = "unknown_group"
    NOT_ASKED = "not_asked"
    OTHER_TEXT = "other_text"
    MORE_THAN_RESPONDED = "more_than_responded"
    NOT_EVERYBODY = "not_everybody"
    MORE_THAN_INVITED = "more_than_invited"
    NO_GROUP_ROW = "no_group_row"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Where:
    """A place in a workbook; `row` as the program that shows it counts, 0 where it is about no row.

    `also` has the other rows where just the same is wrong; `heading` is what the file calls the column.
    """

    sheet: str = ""
    row: int = 0
    column: str = ""
    also: tuple[int, ...] = ()
    heading: str = field(default="", compare=False)


@dataclass(frozen=True, slots=True)
class Mistake:
    """One thing that is wrong, where, what was read there, and what is allowed instead.

    `first` is where the same stands already, if it may stand only once.
    """

    wrong: Wrong
    where: Where = Where()
    read: str = ""
    allowed: str = ""
    first: Where | None = None


def once(mistakes: Iterable[Mistake]) -> list[Mistake]:
    """The same mistake in several rows of a column as one, at the first of them."""
    rows: dict[Mistake, list[int]] = {}
    for one in mistakes:
        rows.setdefault(replace(one, where=replace(one.where, row=0)), []).append(one.where.row)
    return [replace(one, where=_at(one.where, sorted({*found}))) for one, found in rows.items()]


def _at(where: Where, rows: list[int]) -> Where:
    return replace(where, row=rows[0], also=tuple(rows[1:]))


class WrongSheet(Exception):  # noqa: N818 - the name is the sentence
    """A sheet cannot be used; carries every mistake."""

    def __init__(self, mistakes: tuple[Mistake, ...]) -> None:
        super().__init__(f"{len(mistakes)} mistakes")
        self.mistakes = mistakes
