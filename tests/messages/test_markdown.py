"""Markdown in which every text is a text: what people write makes no heading, link, list, code or HTML."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from datetime import date

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from markdown_it.token import Token

from messages.charts import Picture
from messages.markdown import escaped, markdown
from messages.office_files import as_written, on_one_line
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
from tests.attacks.hostile import CORPUS
from tests.messages.office import INJECTIONS

FRAME = Frame("Titel", "Enhed", ("", ""), "", ("Side", "af"), date(2027, 1, 12), "da")
#: What Markdown takes for something at the beginning of a line, or anywhere.
SIGNS = (
    *("# x", "## x ##", "- x", "* x", "+ x", "1. x", "1) x", "> x", "    x", "\tx", "---", "***", "===", "```", "~~~"),
    *("| a | b |\n|---|---|\n| 1 | 2 |", "[a](https://x.example)", "![a](x)", "[a]: https://x.example"),
    *(
        "<a@b.example>",
        "<!-- x -->",
        "<script>x</script>",
        "&copy; &#60;",
        "~~x~~",
        "**x** __y__ `z`",
        "x\\",
        "x\\\ny",
        "[^1]",
        "$x$",
    ),
    *("x\n---", "x\n===", ": x", "- [ ] x", "\\# x", "https://x.example www.x.example a@b.example", "1986. Et godt år"),
)
some_text = pytest.mark.parametrize("text", [*SIGNS, *CORPUS, *INJECTIONS])


def read(text: str) -> list[Token]:
    """As GitHub and most editors read it."""
    return MarkdownIt("commonmark").enable(["table", "strikethrough"]).parse(text)


def flat(tokens: list[Token]) -> Iterator[Token]:
    for token in tokens:
        yield token
        yield from flat(token.children or [])


def kinds(text: str) -> set[str]:
    return {token.type for token in flat(read(text))}


def seen(text: str) -> str:
    """What a reader sees of one or more paragraphs, line by line, with the spaces that begin a line."""
    lines = {"hardbreak": "\n", "softbreak": "\n", "paragraph_close": "\n\n"}
    shown = (token.content + lines.get(token.type, "") for token in flat(read(text)) if token.type != "inline")
    return "".join(shown).strip("\n")


def plain(text: str) -> str:
    """What somebody wrote, with the spaces that Markdown has for those at the beginning of a line."""
    lines = [re.sub(r"^[ \t]+", _margin, line.rstrip()) for line in as_written(text).split("\n")]
    return re.sub(r"\n{2,}", "\n\n", "\n".join(lines)).strip("\n")


def _margin(found: re.Match[str]) -> str:
    return found[0].replace("\t", "    ").replace(" ", "\xa0")


def body(*parts: Part) -> str:
    return markdown(FRAME, parts).removeprefix("# Titel\n\nEnhed\n").removeprefix("\n")


@some_text
def test_what_somebody_wrote_is_read_as_they_wrote_it_and_is_nothing_else(text: str) -> None:
    made = body(Written(text))
    assert kinds(made) <= {"paragraph_open", "paragraph_close", "inline", "text", "hardbreak", "text_special"}
    assert seen(made) == plain(text)


@given(st.text(st.one_of(st.sampled_from("\\`*_{}[]()<>#+-.!|~=&:@$^\"' \t\n1a"), st.characters()), max_size=60))
@example("\\")
@example("x  \ny")
@example("\t\t\n \n\tx")
def test_no_text_is_more_than_text(text: str) -> None:
    made = body(Written(text))
    assert kinds(made) <= {"paragraph_open", "paragraph_close", "inline", "text", "hardbreak", "text_special"}
    # The reader takes the spaces of other scripts away at the ends of a line.
    assert seen(made).split() == plain(text).split()


@some_text
def test_a_text_on_one_line_stays_in_its_heading_its_fact_and_its_cell(text: str) -> None:
    text += "x"
    table = Table((Column(text, 1), Column("n", 1, is_number=True)), (Row((text, "1")), Row((Cell(text, span=2),))))
    made = body(Heading(text), Heading("x", level=2), Facts((("Navn", text),)), Mark("x"), Bullets((text,)), table)
    tags = [token.tag for token in read(made) if token.type.endswith("_open")]
    item = ["ul", "li", "p"]
    row = ["tr", "td", "td"]
    assert tags == ["h2", "h3", *item, "p", *item, "table", "thead", "tr", "th", "th", "tbody", *row, *row]
    shown = [token.content for token in flat(read(made)) if token.type == "text"]
    assert "".join(shown).count(on_one_line(text)) >= (5 if on_one_line(text) else 0)


@some_text
def test_nothing_is_html_or_an_address_where_a_viewer_is_not_strict(text: str) -> None:
    made = escaped(text)
    assert not set("<>") & set(made)
    assert html.unescape(made).count("\n") == 0
    assert not re.search(r"(?i)\b(https?|ftp|mailto):|\bwww\.|(?<!\\)@", made)


def test_stress_is_ours_alone() -> None:
    made = body(Paragraph("*a*", quiet=True), Mark("**b**"), Shown(Picture(b"", "_c_")), Paragraph("", quiet=True))
    assert made == "*\\*a\\**\n\n**\\*\\*b\\*\\***\n\n*\\_c\\_*\n"
    assert [token.type for token in flat(read(made))].count("em_open") == 2


def test_a_quotation_is_quoted_line_by_line() -> None:
    made = body(Quotation("En\n\nTo\n# tre"))
    assert made == "> En\n> \n> To\\\n> \\# tre\n"
    assert {"blockquote_open", "hardbreak"} <= kinds(made)


def test_nobody_writes_a_title_into_the_page_by_being_empty() -> None:
    assert markdown(Frame("T", "", ("", ""), "", ("", ""), date(2027, 1, 1), "da"), []) == "# T\n"
