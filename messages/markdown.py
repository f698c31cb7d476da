"""The parts of a page as Markdown (CommonMark with GitHub's tables), in which no text becomes markup.

Brackets and ampersands are escaped as HTML has it, every sign that Markdown knows with a backslash: so nothing that
somebody wrote becomes a heading, a link, a list, code or HTML, also in a viewer that is not strict.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from messages.office_files import as_written, on_one_line
from messages.pages import Bullets, Cell, Facts, Frame, Heading, Mark, Paragraph, Part, Quotation, Shown, Table, Written

#: What begins something anywhere in a line, and what does so at its beginning only.
_ANYWHERE = re.compile(r"([\\`*_{}\[\]#|~$^])")
_AT_THE_START = re.compile(r"[-+=:]|\d+(?=[.)])")
#: What a viewer may take for an address though nobody marked it as one.
_ADDRESS = re.compile(r"(?i)\b(https?|ftp|mailto|xmpp|www)([:.])|()(@)")
_HTML = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;"})
#: A new line inside a paragraph; spaces at the end of a line would be lost when somebody edits the file.
_BREAK = "\\\n"
_SPACE, _TAB = "&nbsp;", "&nbsp;" * 4


def markdown(frame: Frame, parts: Sequence[Part]) -> str:
    """The whole page; the same frame and parts give the same text."""
    head = [f"# {escaped(frame.title)}", *([escaped(frame.subtitle)] if frame.subtitle else [])]
    return "\n\n".join([*head, *filter(None, (_of_text(part) for part in parts))]) + "\n"


def escaped(text: str) -> str:
    """A text on one line, in which nothing is markup."""
    return _line(on_one_line(text))


def _line(line: str) -> str:
    """One line of somebody's, with the space it begins with: four of Markdown's own spaces would make code of it."""
    text = line.lstrip(" \t")
    margin = "".join(_TAB if sign == "\t" else _SPACE for sign in line[: len(line) - len(text)])
    return margin + _unmarked(text.rstrip())


def _unmarked(text: str) -> str:
    signs = _ANYWHERE.sub(r"\\\1", text.translate(_HTML))
    apart = _ADDRESS.sub(lambda found: f"{found[1] or ''}\\{found[2] or found[4]}", signs)
    begins = _AT_THE_START.match(apart)
    if begins is None:
        return apart
    # Of "1." the full stop is escaped, of "-" the sign itself.
    at = begins.end() if begins[0].isdigit() else 0
    return f"{apart[:at]}\\{apart[at:]}"


def _of_text(part: Part) -> str:
    match part:
        case Heading():
            return f"{'#' * (part.level + 1)} {escaped(part.text)}"
        case Paragraph():
            return _stressed("*" if part.quiet else "", part.text)
        case Mark():
            return _stressed("**", part.text)
        case Written():
            return _paragraphs(part.text)
        case Quotation():
            return re.sub("(?m)^", "> ", _paragraphs(part.text))
        case _:
            return _composed(part)


def _stressed(sign: str, text: str) -> str:
    return f"{sign}{escaped(text)}{sign}" if escaped(text) else ""


def _paragraphs(text: str) -> str:
    """Paragraphs where there are empty lines, and every line where it was."""
    lines = [line if line.strip() else "" for line in as_written(text).split("\n")]
    blocks = re.split(r"\n{2,}", "\n".join(lines).strip("\n"))
    return "\n\n".join(_BREAK.join(map(_line, block.split("\n"))) for block in blocks)


def _composed(part: Facts | Bullets | Table | Shown) -> str:
    match part:
        case Facts():
            return "\n".join(f"- **{escaped(name)}:** {escaped(text)}" for name, text in part.rows)
        case Bullets():
            return "\n".join(f"- {escaped(text)}" for text in part.texts)
        case Table():
            return "\n".join(_rows(part))
        case Shown():
            return _stressed("*", part.picture.alt)


def _rows(table: Table) -> Iterator[str]:
    yield _row([escaped(column.name) for column in table.columns])
    yield _row(["--:" if column.is_number else "---" for column in table.columns])
    for row in table.rows:
        cells = [cell if isinstance(cell, Cell) else Cell(cell) for cell in row.cells]
        yield _row([escaped(text) for cell in cells for text in (cell.text, *[""] * (cell.span - 1))])


def _row(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cells)} |"
