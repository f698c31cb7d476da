"""A municipality's own letterhead: a Word file whose look, header and footer a document takes over."""

from __future__ import annotations

from io import BytesIO
from zipfile import BadZipFile

import docx
from docx.document import Document
from docx.enum.style import WD_STYLE_TYPE
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.opc.exceptions import OpcError
from docx.oxml.ns import qn
from docx.styles.style import ParagraphStyle

from messages.typesetting import SIZES, forget_template, set_style

#: How one part of the file refers to another, and the kinds of parts that belong to a text.
_REFERS = frozenset((qn("r:id"), qn("r:embed"), qn("r:link")))
_OF_THE_TEXT = frozenset(
    (
        *(RELATIONSHIP_TYPE.HEADER, RELATIONSHIP_TYPE.FOOTER, RELATIONSHIP_TYPE.IMAGE, RELATIONSHIP_TYPE.HYPERLINK),
        *(RELATIONSHIP_TYPE.COMMENTS, RELATIONSHIP_TYPE.OLE_OBJECT, RELATIONSHIP_TYPE.CHART),
    )
)
#: Settings that would make Word look for other files.
_LOOKS_ELSEWHERE = ("w:attachedTemplate", "w:mailMerge")


class NotALetterhead(Exception):  # noqa: N818 - the name is the sentence
    """The file cannot be used as a letterhead; the text says what to do about it."""


def on_letterhead(data: bytes) -> Document:
    """An empty document on the letterhead: its page, styles, header and footer stay, and what stands in it goes.

    Styles that it lacks are added as ours have them, in its own typeface. Raises `NotALetterhead`.
    """
    document = _opened(data)
    _empty(document)
    forget_template(document)
    _look_nowhere_else(document)
    for name, size in SIZES.items():
        _add_style(document, name, size)
    return document


def _opened(data: bytes) -> Document:
    try:
        return docx.Document(BytesIO(data))
    except (BadZipFile, OpcError, KeyError, ValueError, SyntaxError):
        raise NotALetterhead(
            "is no Word file. Save it in Word as a Word document (.docx), not as a template."
        ) from None


def _empty(document: Document) -> None:
    """Nothing is left but the first section, which alone is sure to have its own header and footer."""
    first = document.sections[0]._sectPr  # noqa: SLF001 - the library cannot move a section
    body = document.element.body
    for element in [*body]:
        body.remove(element)
    body.append(first)
    _forget_unused(document)


def _forget_unused(document: Document) -> None:
    """Pictures, notes and headers of what is gone would stay in the file, where nobody sees them."""
    used = {value for element in document.element.iter() for name, value in element.attrib.items() if name in _REFERS}
    relations = document.part.rels
    for name in [name for name, relation in relations.items() if relation.reltype in _OF_THE_TEXT and name not in used]:
        del relations[name]


def _look_nowhere_else(document: Document) -> None:
    settings = document.settings.element
    for name in _LOOKS_ELSEWHERE:
        for unwanted in settings.findall(qn(name)):
            settings.remove(unwanted)
    relations = document.part._settings_part.rels  # noqa: SLF001 - the library hides what the settings refer to
    for name in [name for name, relation in relations.items() if relation.is_external]:
        del relations[name]


def _add_style(document: Document, name: str, size: float) -> None:
    if name in document.styles:
        return
    style = document.styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH, builtin=True)
    assert isinstance(style, ParagraphStyle)  # noqa: S101 - of the kind that was asked for
    if "Normal" in document.styles and name != "Normal":
        style.base_style = document.styles["Normal"]
    style.font.bold = name.startswith("Heading") or None
    style.paragraph_format.keep_with_next = name.startswith("Heading") or None
    set_style(style, name, size)
