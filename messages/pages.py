"""What a printed page is made of, as values: headings, paragraphs, tables and pictures, in the order of reading.

What stands in a part is text, never code. `messages.typesetting` makes a Word file of them and
`messages.markdown` Markdown.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from domain.barometers import Language
from messages.charts import Picture


@dataclass(frozen=True, slots=True)
class Heading:
    """Level 1 begins a section, on a new page if wanted; level 2 stands inside one."""

    text: str
    level: int = 1
    new_page: bool = False


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Running text; `quiet` is smaller and grey, `stays` keeps it on the page of what follows."""

    text: str
    quiet: bool = False
    stays: bool = False


@dataclass(frozen=True, slots=True)
class Quotation:
    """What somebody wrote, each text for itself and with the line breaks it had."""

    text: str


@dataclass(frozen=True, slots=True)
class Written:
    """A long text of somebody's, line by line as they wrote it; a short end stays by what follows."""

    text: str


@dataclass(frozen=True, slots=True)
class Mark:
    """A line that is to be seen at once, such as that nobody has answered; `stays` keeps it by what follows."""

    text: str
    stays: bool = False


@dataclass(frozen=True, slots=True)
class Facts:
    """Names and what they are, one pair a line."""

    rows: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Bullets:
    texts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell that is as wide as `span` columns."""

    text: str
    span: int = 1


@dataclass(frozen=True, slots=True)
class Column:
    """A column's heading, its share of the width, and whether it holds numbers."""

    name: str
    share: float
    is_number: bool = False


@dataclass(frozen=True, slots=True)
class Row:
    """Cells from left to right; a `strong` row is a heading of the rows below it."""

    cells: tuple[str | Cell, ...]
    strong: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """Its heading row is repeated on every page."""

    columns: tuple[Column, ...]
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class Shown:
    """A picture, which stays on the page of what follows it."""

    picture: Picture


Part = Heading | Paragraph | Quotation | Written | Mark | Facts | Bullets | Table | Shown


@dataclass(frozen=True, slots=True)
class Frame:
    """What stands around the text: title, the line under it, and what is printed on every page."""

    title: str
    subtitle: str
    header: tuple[str, str]
    footer: str
    page_of: tuple[str, str]
    day: date
    language: Language
