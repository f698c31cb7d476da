"""Long texts and short facts on a page of Word: line by line as somebody wrote them, in the direction they are read."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from copy import deepcopy
from dataclasses import dataclass

from docx.document import Document
from docx.oxml import OxmlElement
from docx.oxml.xmlchemy import BaseOxmlElement
from docx.shared import Cm, Pt
from docx.text.paragraph import Paragraph as WordParagraph

from messages.office_files import as_written, on_one_line
from messages.pages import Facts, Written

#: What somebody writes at the beginning of a line to make a list.
_LISTED = re.compile(r"\s*(?:[-–—*•·◦▪‣]|\d{1,3}[.)]|[A-Za-zÆØÅæøå][.)])[ \t]")
#: What is no text in Word but an element: breaks, tabs, and a hyphen at which no line may end.
_ELEMENTS = re.compile("[\n\r\t\u2011]")
_SPACE = "{http://www.w3.org/XML/1998/namespace}space"
#: How far the second line of a point in a list stands in, and the text beside a fact's name.
_HANGING, _FACT_CM = Cm(0.5), Cm(4.4)
#: A paragraph of so many characters may be kept on the page of what follows without leaving half a page empty.
_SHORT = 600
_BETWEEN_LINES, _BETWEEN_PARAGRAPHS, _BETWEEN_FACTS = Pt(1), Pt(7), Pt(2)


@dataclass(frozen=True, slots=True)
class _Look:
    """How a paragraph stands on the page; `ends` where an empty line or the end follows."""

    ends: bool
    stays: bool
    is_listed: bool


def add_written(document: Document, part: Written) -> None:
    """Paragraphs, and in them every line where it was; points of a list and lines from the right are paragraphs too.

    An empty line becomes the space below the paragraph before it.
    """
    pieces = list(_pieces(as_written(part.text)))
    drawn: dict[_Look, BaseOxmlElement] = {}
    for place, (lines, ends) in enumerate(pieces, 1):
        stays = place == len(pieces) and sum(map(len, lines)) < _SHORT
        look = _Look(ends, stays, _LISTED.match(lines[0]) is not None)
        if look not in drawn:
            drawn[look] = _draw(document, look)
        # A copy costs a tenth of what the library takes to draw the same paragraph again.
        copied = deepcopy(drawn[look])
        document.element.body[-1].addprevious(copied)
        paragraph = WordParagraph(copied, document._body)  # noqa: SLF001
        _add_lines(paragraph, lines)
        if reads_from_right(lines[0]):
            _turn(paragraph)


def _draw(document: Document, look: _Look) -> BaseOxmlElement:
    """An empty paragraph that looks so and stands nowhere."""
    paragraph = document.add_paragraph()
    drawn = paragraph.paragraph_format
    drawn.space_after = _BETWEEN_PARAGRAPHS if look.ends else _BETWEEN_LINES
    drawn.keep_with_next = look.stays or None
    if look.is_listed:
        drawn.left_indent, drawn.first_line_indent = _HANGING, -_HANGING
    empty = paragraph._p  # noqa: SLF001
    document.element.body.remove(empty)
    return empty


def _add_lines(paragraph: WordParagraph, lines: list[str]) -> None:
    """One run with every line; only where there is a sign that Word has an element for the library looks at each."""
    text = "\n".join(lines)
    if _ELEMENTS.search(text):
        paragraph.add_run(text)
        return
    run = OxmlElement("w:r")
    written = OxmlElement("w:t")
    written.text = text
    if text != text.strip():
        written.set(_SPACE, "preserve")
    run.append(written)
    paragraph._p.append(run)  # noqa: SLF001


def _pieces(text: str) -> Iterator[tuple[list[str], bool]]:
    """Lines that make one paragraph in Word, and whether an empty line or the end follows."""
    for block in re.split(r"\n(?:[ \t]*\n)+", text):
        found: list[list[str]] = []
        for line in block.split("\n"):
            if found and _is_plain(line) and _is_plain(found[-1][0]):
                found[-1].append(line.rstrip())
            else:
                found.append([line.rstrip()])
        yield from ((lines, place == len(found)) for place, lines in enumerate(found, 1))


def _is_plain(line: str) -> bool:
    return not _LISTED.match(line) and not reads_from_right(line)


def reads_from_right(line: str) -> bool:
    """Whether the first letter of the line belongs to a script that is read from right to left."""
    directions = (unicodedata.bidirectional(sign) for sign in line)
    return next((found for found in directions if found in {"L", "R", "AL"}), "L") != "L"


def _turn(paragraph: WordParagraph) -> None:
    """The paragraph begins at the right, and its letters are taken for what they are."""
    properties = paragraph._p.get_or_add_pPr()  # noqa: SLF001 - the library knows no direction
    after = ("w:adjustRightInd", "w:snapToGrid", "w:spacing", "w:ind", "w:contextualSpacing", "w:jc", "w:rPr")
    properties.insert_element_before(OxmlElement("w:bidi"), *after)
    for run in paragraph.runs:
        run.font.rtl = True


def add_facts(document: Document, part: Facts) -> None:
    """The names in bold, what they are beside them, both on one line to whoever reads them aloud."""
    for place, (name, text) in enumerate(part.rows, 1):
        paragraph = document.add_paragraph()
        look = paragraph.paragraph_format
        look.left_indent, look.first_line_indent = _FACT_CM, -_FACT_CM
        look.space_after = _BETWEEN_PARAGRAPHS if place == len(part.rows) else _BETWEEN_FACTS
        look.tab_stops.add_tab_stop(_FACT_CM)
        paragraph.add_run(f"{on_one_line(name)}:\t").bold = True
        paragraph.add_run(on_one_line(text))
