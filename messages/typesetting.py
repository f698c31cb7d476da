"""Typesetting: from the parts of a page to a Word file in which nothing becomes a field, a link or markup."""

from __future__ import annotations

import struct
from collections.abc import Sequence
from io import BytesIO

import docx
from docx.document import Document
from docx.enum.table import WD_CELL_VERTICAL_ALIGNMENT, WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_TAB_ALIGNMENT
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.oxml.xmlchemy import BaseOxmlElement
from docx.shared import Cm, Length, Pt, RGBColor
from docx.styles.style import ParagraphStyle
from docx.table import Table as WordTable
from docx.table import _Cell as WordCell
from docx.table import _Row as WordRow
from docx.text.paragraph import Paragraph as WordParagraph

from domain.barometers import Language
from messages.charts import Picture
from messages.office_files import neutral, on_lines, on_one_line
from messages.pages import (
    Bullets,
    Cell,
    Column,
    Facts,
    Frame,
    Heading,
    Mark,
    Paragraph,
    Part,
    Quotation,
    Row,
    Shown,
    Table,
    Written,
)
from messages.written_lines import add_facts, add_written

FONT = "Calibri"
INK, QUIET, ACCENT = RGBColor(0x1D, 0x1C, 0x1D), RGBColor(0x55, 0x59, 0x5F), RGBColor(0x1D, 0x4E, 0x5F)
WHITE = RGBColor(0xFF, 0xFF, 0xFF)
HEADING_FILL, STRONG_FILL, LINE = "1D4E5F", "E8EEF1", "C6D0DC"
LANGUAGES = {"da": "da-DK", "en": "en-GB"}
#: A4. The smallest type of a picture, which is drawn for telephones, is as large as that of a table at this width.
PAGE_WIDTH, PAGE_HEIGHT, MARGIN = Cm(21.0), Cm(29.7), Cm(2.2)
TEXT_CM, PICTURE_CM, TALLEST_CM = 16.6, 11.5, 16.0
#: Type sizes in points.
SMALL, IN_TABLES = 9, 9
SIZES = {"Normal": 10.5, "Title": 26.0, "Subtitle": 13.0, "Heading 1": 16.0, "Heading 2": 12.5, "List Bullet": 10.5}
BEFORE = {"Heading 1": 20.0, "Heading 2": 14.0}
AFTER = {"Heading 1": 6.0, "Heading 2": 4.0, "Title": 2.0, "Subtitle": 12.0, "List Bullet": 3.0}

#: Styles for versions of Word that are gone, and the mode without which Word takes a file for an old one.
_OLD_STYLES = "http://schemas.microsoft.com/office/2007/relationships/stylesWithEffects"
_WORD_2013 = "15"


def typeset(frame: Frame, parts: Sequence[Part], on: Document | None = None) -> bytes:
    """The Word file; the same frame and parts give the same bytes.

    `on` is a document without text, whose look is kept and whose header and footer stand in place of the frame's.
    """
    document = on or _blank(frame)
    set_language(document, frame.language)
    _write(_styled(document, "Title"), on_one_line(frame.title))
    _write(_styled(document, "Subtitle"), on_one_line(frame.subtitle))
    for part in parts:
        _add(document, part)
    file = BytesIO()
    document.save(file)
    return neutral(file.getvalue(), frame.title, frame.day)


def _blank(frame: Frame) -> Document:
    document = docx.Document()
    forget_template(document)
    _set_up(document)
    _print_on_every_page(document, frame)
    return document


def forget_template(document: Document) -> None:
    """What a document was made from brings a thumbnail and data of its own, which are nobody's business."""
    unseen = {RELATIONSHIP_TYPE.THUMBNAIL, RELATIONSHIP_TYPE.CUSTOM_XML, _OLD_STYLES}
    for holder in (document.part.package, document.part):
        for name in [name for name, relation in holder.rels.items() if relation.reltype in unseen]:
            del holder.rels[name]
    settings = document.settings.element
    for name in ("w:rsids", "w:savePreviewPicture", "w:proofState"):
        for unwanted in settings.findall(qn(name)):
            settings.remove(unwanted)
    for setting in settings.iter(qn("w:compatSetting")):
        if setting.get(qn("w:name")) == "compatibilityMode":
            setting.set(qn("w:val"), _WORD_2013)


def _set_up(document: Document) -> None:
    section = document.sections[0]
    section.page_width, section.page_height = PAGE_WIDTH, PAGE_HEIGHT
    section.left_margin = section.right_margin = section.top_margin = section.bottom_margin = MARGIN
    for name, size in SIZES.items():
        style = document.styles[name]
        assert isinstance(style, ParagraphStyle)  # noqa: S101 - as the library's template has it
        _set_font(style)
        set_style(style, name, size)


def _set_font(style: ParagraphStyle) -> None:
    style.font.name, style.font.italic = FONT, False
    style.element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), FONT)
    for theme in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
        style.element.rPr.rFonts.attrib.pop(qn(f"w:{theme}"), None)


def set_style(style: ParagraphStyle, name: str, size: float) -> None:
    """Size, colour and spacing as ours has them; the typeface is left."""
    style.font.size = Pt(size)
    style.font.color.rgb = INK if name in ("Normal", "List Bullet") else ACCENT
    spacing = style.paragraph_format
    spacing.space_before, spacing.space_after = Pt(BEFORE.get(name, 0)), Pt(AFTER.get(name, 6))
    spacing.line_spacing = 1.12
    spacing.widow_control = True


def set_language(document: Document, language: Language) -> None:
    """What the spelling checker and a screen reader go by."""
    for lang in document.styles.element.iter(qn("w:lang")):
        lang.set(qn("w:val"), LANGUAGES[language])


def _print_on_every_page(document: Document, frame: Frame) -> None:
    section = document.sections[0]
    left, right = frame.header
    header, footer = section.header.paragraphs[0], section.footer.paragraphs[0]
    for paragraph in (header, footer):
        paragraph.style = document.styles["Normal"]  # the template's own has tab stops in other places
        paragraph.paragraph_format.tab_stops.add_tab_stop(Cm(TEXT_CM), WD_TAB_ALIGNMENT.RIGHT)
    _write(header, on_one_line(left), size=SMALL, colour=QUIET)
    _write(header, f"\t{on_one_line(right)}", size=SMALL, colour=ACCENT, bold=True)
    page, of = frame.page_of
    _write(footer, on_one_line(frame.footer), size=SMALL, colour=QUIET)
    _write(footer, f"\t{page} ", size=SMALL, colour=QUIET)
    _number(footer, "PAGE")
    _write(footer, f" {of} ", size=SMALL, colour=QUIET)
    _number(footer, "NUMPAGES")


def _number(paragraph: WordParagraph, field: str) -> None:
    """The only fields there are: the page's number and how many pages there are."""
    run = paragraph.add_run("1")
    run.font.size, run.font.color.rgb = Pt(SMALL), QUIET
    counted = OxmlElement("w:fldSimple")
    counted.set(qn("w:instr"), field)
    run._r.addprevious(counted)  # noqa: SLF001 - the library knows no fields
    counted.append(run._r)  # noqa: SLF001


def _add(document: Document, part: Part) -> None:
    match part:
        case Heading():
            heading = _styled(document, f"Heading {part.level}")
            heading.paragraph_format.page_break_before = part.new_page or None
            _write(heading, on_one_line(part.text))
        case Paragraph():
            paragraph = document.add_paragraph()
            paragraph.paragraph_format.keep_with_next = part.stays
            size, colour = (SMALL, QUIET) if part.quiet else (None, None)
            _write(paragraph, on_one_line(part.text), size=size, colour=colour)
        case Quotation():
            _add_quotation(document, part)
        case Mark():
            marked = document.add_paragraph()
            marked.paragraph_format.keep_with_next = part.stays
            _write(marked, on_one_line(part.text), bold=True)
        case Bullets():
            for text in part.texts:
                _write(_styled(document, "List Bullet"), on_one_line(text))
        case _:
            _add_composed(document, part)


def _styled(document: Document, name: str) -> WordParagraph:
    """A new paragraph; the library itself looks through every style for each one, which takes most of its time."""
    paragraph = document.add_paragraph()
    paragraph._p.style = document.styles[name].style_id  # noqa: SLF001
    return paragraph


def _add_composed(document: Document, part: Written | Facts | Table | Shown) -> None:
    match part:
        case Written():
            add_written(document, part)
        case Facts():
            add_facts(document, part)
        case Table():
            _add_table(document, part)
        case Shown():
            _add_picture(document, part.picture)


def _write(
    paragraph: WordParagraph,
    text: str,
    *,
    size: float | None = None,
    colour: RGBColor | None = None,
    bold: bool = False,
) -> None:
    """Add the text as it is given; whoever calls has made it harmless."""
    run = paragraph.add_run(text)
    run.bold = bold or None
    if size is not None:
        run.font.size = Pt(size)
    if colour is not None:
        run.font.color.rgb = colour


def _add_quotation(document: Document, quoted: Quotation) -> None:
    paragraph = document.add_paragraph()
    paragraph.paragraph_format.left_indent = Cm(0.6)
    paragraph.paragraph_format.keep_together = True
    _write(paragraph, on_lines(quoted.text))
    borders = OxmlElement("w:pBdr")
    borders.append(_line("left", size=18, space=8))
    paragraph._p.get_or_add_pPr().insert_element_before(borders, "w:shd", "w:spacing", "w:ind", "w:jc")  # noqa: SLF001


def _add_picture(document: Document, picture: Picture) -> None:
    """Of one width, unless it would be too tall then; said in words to whoever cannot see it."""
    wide, tall = struct.unpack(">II", picture.png[16:24])  # where a PNG has its size
    width = min(PICTURE_CM, TALLEST_CM * wide / tall)
    paragraph = document.add_paragraph()
    paragraph.paragraph_format.keep_with_next = True
    shown = paragraph.add_run().add_picture(BytesIO(picture.png), width=Cm(width))
    shown._inline.docPr.set("descr", on_one_line(picture.alt))  # noqa: SLF001


def _add_table(document: Document, table: Table) -> None:
    made = document.add_table(rows=0, cols=len(table.columns))
    made.alignment = WD_TABLE_ALIGNMENT.LEFT
    made.autofit = False
    _border(made)
    shares = sum(column.share for column in table.columns)
    widths = [Cm(TEXT_CM * column.share / shares) for column in table.columns]
    for grid, width in zip(made.columns, widths, strict=True):
        grid.width = width
    heading = made.add_row()
    _mark(heading, "w:tblHeader")
    _fill(heading, Row(tuple(column.name for column in table.columns), strong=True), table.columns, widths)
    for cell in heading.cells:
        _dress(cell, HEADING_FILL, WHITE)
    for row in table.rows:
        added = made.add_row()
        _fill(added, row, table.columns, widths)
        if row.strong:
            for cell in added.cells:
                _dress(cell, STRONG_FILL, ACCENT)
    _keep_ends(made)
    # Word joins two tables that have nothing between them.
    _write(document.add_paragraph(), "", size=4)


def _fill(added: WordRow, row: Row, columns: Sequence[Column], widths: Sequence[Length]) -> None:
    """Write the row's cells, joined where one is wider than its column; a row is never split over two pages."""
    _mark(added, "w:cantSplit")
    cells, place = added.cells, 0
    for given in row.cells:
        cell = given if isinstance(given, Cell) else Cell(given)
        last = place + cell.span - 1
        into = cells[place].merge(cells[last]) if cell.span > 1 else cells[place]
        into.width = Cm(sum(width.cm for width in widths[place : last + 1]))
        into.vertical_alignment = WD_CELL_VERTICAL_ALIGNMENT.CENTER
        paragraph = into.paragraphs[0]
        paragraph.paragraph_format.space_after = paragraph.paragraph_format.space_before = Pt(2)
        paragraph.paragraph_format.line_spacing = 1.0
        paragraph.paragraph_format.keep_with_next = row.strong
        if columns[place].is_number:
            paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER if cell.span > 1 else WD_ALIGN_PARAGRAPH.RIGHT
        _write(paragraph, on_one_line(cell.text), size=IN_TABLES, bold=row.strong)
        place = last + 1


def _keep_ends(table: WordTable) -> None:
    """A heading row stands on the page of the first rows below it, and no last row alone on a page."""
    rows = list(table.rows)
    for row in [*rows[:2], *rows[-2:-1]]:
        for cell in row.cells:
            cell.paragraphs[0].paragraph_format.keep_with_next = True


def _mark(row: WordRow, name: str) -> None:
    row._tr.get_or_add_trPr().append(OxmlElement(name))  # noqa: SLF001 - the library has no word for it


def _dress(cell: WordCell, fill: str, colour: RGBColor) -> None:
    shade = OxmlElement("w:shd")
    for name, value in (("val", "clear"), ("color", "auto"), ("fill", fill)):
        shade.set(qn(f"w:{name}"), value)
    cell._tc.get_or_add_tcPr().insert_element_before(shade, "w:noWrap", "w:tcMar", "w:vAlign")  # noqa: SLF001
    for run in cell.paragraphs[0].runs:
        run.font.color.rgb = colour


def _border(table: WordTable) -> None:
    """A thin line below every row."""
    borders = OxmlElement("w:tblBorders")
    for side in ("top", "bottom", "insideH"):
        borders.append(_line(side, size=4, space=0))
    table._tbl.tblPr.append(borders)  # noqa: SLF001


def _line(side: str, *, size: int, space: int) -> BaseOxmlElement:
    line = OxmlElement(f"w:{side}")
    for name, value in (("val", "single"), ("sz", str(size)), ("space", str(space)), ("color", LINE)):
        line.set(qn(f"w:{name}"), value)
    return line
