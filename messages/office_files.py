"""Word and Excel files that hold what is seen in them and nothing more: no name of a user or machine, no hidden part.

Equal contents give equal bytes: a file says when its round closed, never when it was made or for whom.
"""

from __future__ import annotations

import re
import unicodedata
from datetime import date
from io import BytesIO
from xml.sax.saxutils import escape
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from messages.slack.text import clean

AUTHOR = "Anker"
#: A municipality's own letterhead, looked for in the folder of its own files.
LETTERHEAD = "brevpapir.docx"
#: The first moment that a zip can tell.
_NO_MOMENT = (1980, 1, 1, 0, 0, 0)
_CORE, _APP = "docProps/core.xml", "docProps/app.xml"
_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
#: Danish letters that have two Latin ones in place of a base letter and a mark.
_LETTERS = str.maketrans({"æ": "ae", "ø": "oe", "å": "aa"})
_LONGEST_NAME = 60
#: Everything that begins a new line somewhere.
_BREAKS = re.compile("\r\n|[\r\x0b\x0c\x1c-\x1e\x85\u2028\u2029]")
#: Kept though nobody sees them: breaks, tabs, and what joins or parts the signs of an emoji or a word.
_ZWNJ, _ZWJ = "\u200c", "\u200d"
_MEANT = frozenset(("\n", "\t", _ZWNJ, _ZWJ))
_LOOSE_JOINER = re.compile(rf"(?<!\S)[{_ZWNJ}{_ZWJ}]+|[{_ZWNJ}{_ZWJ}]+(?!\S)|(?<=[{_ZWNJ}{_ZWJ}])[{_ZWNJ}{_ZWJ}]+")
_NO_SIGNS = frozenset(map(chr, range(0xFDD0, 0xFDF0)))
#: The bullet of an old Word document as it comes out when it is pasted.
_PASTED = str.maketrans({"\uf0b7": "•", "\uf0a7": "▪"})


def neutral(data: bytes, title: str, day: date) -> bytes:
    """The package with properties of our own: title, author "Anker" and `day`, and no other."""
    new = {_CORE: _core(title, day).encode(), _APP: _app().encode()}
    packed = BytesIO()
    with ZipFile(BytesIO(data)) as given, ZipFile(packed, "w", ZIP_DEFLATED) as made:
        for name in given.namelist():
            entry = ZipInfo(name, _NO_MOMENT)
            entry.compress_type = ZIP_DEFLATED
            made.writestr(entry, new.get(name) or given.read(name))
    return packed.getvalue()


def _core(title: str, day: date) -> str:
    """Core properties (ECMA-376 part 2, section 11)."""
    moment = f"{day.isoformat()}T00:00:00Z"
    return (
        f'{_HEAD}<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties"'
        ' xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/"'
        ' xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">'
        f"<dc:title>{escape(on_one_line(title))}</dc:title><dc:creator>{AUTHOR}</dc:creator>"
        f"<cp:lastModifiedBy>{AUTHOR}</cp:lastModifiedBy>"
        f'<dcterms:created xsi:type="dcterms:W3CDTF">{moment}</dcterms:created>'
        f'<dcterms:modified xsi:type="dcterms:W3CDTF">{moment}</dcterms:modified></cp:coreProperties>'
    )


def _app() -> str:
    properties = "http://schemas.openxmlformats.org/officeDocument/2006/extended-properties"
    return f'{_HEAD}<Properties xmlns="{properties}"><Application>{AUTHOR}</Application></Properties>'


def on_one_line(text: str, longest: int = 3000) -> str:
    """A text as it stands in a line or a cell: nothing that XML forbids or nobody sees, spaces in place of breaks."""
    return " ".join(clean(text, longest).split())


def on_lines(text: str, longest: int = 3000) -> str:
    """The same for what somebody wrote in several lines, which stay."""
    return "\n".join(filter(None, (" ".join(line.split()) for line in clean(text, longest).splitlines())))


def as_written(text: str) -> str:
    """What somebody wrote, whole: nothing that XML forbids or that turns the direction of writing, any break a newline.

    Tabs stay, and so do the invisible characters that hold an emoji or a word together.
    """
    broken = _BREAKS.sub("\n", text).translate(_PASTED)
    unseen = dict.fromkeys(ord(sign) for sign in set(broken) - _MEANT if _is_unseen(sign))
    return unicodedata.normalize("NFC", _LOOSE_JOINER.sub("", broken.translate(unseen))).strip("\n")


def _is_unseen(sign: str) -> bool:
    """Controls, formats, halves of pairs and what is no character at all; new emoji that Python does not know stay."""
    return unicodedata.category(sign) in {"Cc", "Cf", "Cs"} or (ord(sign) & 0xFFFE) == 0xFFFE or sign in _NO_SIGNS


def file_name(*parts: str, kind: str) -> str:
    """A name of small letters, digits and hyphens that every system takes: "barometer-boern-og-familie.docx"."""
    folded = unicodedata.normalize("NFKD", "-".join(parts).casefold().translate(_LETTERS))
    letters = re.sub(r"[^a-z0-9]+", "-", folded.encode("ascii", "ignore").decode())
    return f"{letters.strip('-')[:_LONGEST_NAME].strip('-') or 'anker'}.{kind}"
