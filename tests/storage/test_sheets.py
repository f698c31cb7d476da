"""Files from outside: whatever they hold, they are read or told what is wrong; what is unpacked is bounded."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from time import process_time
from typing import Literal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import Workbook

from domain.barometers import Text
from domain.sheet_forms import Form
from domain.sheets import Mistake, Where, Wrong, WrongSheet
from storage import sheets
from storage.sheets import Sheets, read
from tests.storage.workbooks import saved, workbook

FORM = Form(Text("Ark", "Sheet"), ("a", "b", "c"), ("a", "b"))
OTHER = Form(Text("Andet"), ("x",), ("x",))
SMALL = workbook({"Ark": [("a", "b"), ("1", "2")]})


def wrong(raw: bytes) -> list[Mistake]:
    """Everything that is told of a file."""
    try:
        return read(raw, [FORM, OTHER]).mistakes
    except WrongSheet as told:
        return list(told.mistakes) or pytest.fail("nothing is told")


def kinds(raw: bytes) -> list[Wrong]:
    return [mistake.wrong for mistake in wrong(raw)]


def cells(found: Sheets) -> list[dict[str, str]]:
    return [dict(row.cells) for row in found[FORM].rows]


def repacked(change: Callable[[str, bytes], bytes], raw: bytes = SMALL) -> bytes:
    """The workbook with other content in its members."""
    packed = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(raw)) as given_, zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as made:
        for name in given_.namelist():
            made.writestr(name, change(name, given_.read(name)))
    return packed.getvalue()


def test_cells_are_read_as_somebody_reads_them() -> None:
    raw = workbook({"ark ": [(" A ", "b", "c"), (1, 2.0, 2.5), (None, None, None), ("  x ", True, None)]})
    found = read(raw, [FORM])
    assert not found.mistakes
    assert cells(found) == [{"a": "1", "b": "2", "c": "2.5"}, {"a": "x", "b": "True", "c": ""}]
    assert [row.where.row for row in found[FORM].rows] == [2, 4]
    assert found[OTHER].rows == ()


@pytest.mark.parametrize(
    "text",
    [
        "a;b;c\n1;2;3\n",
        "\ufeffa;b;c\r\n1;2;3\r\n",
        "sep=;\na;b;c\n1;2;3",
        "a,b,c\n1,2,3\n,,\n",
        "a\tb\tc\n1\t2\t3",
        'A;"b";c\n"1";2;3\n;;\n;;',
    ],
)
def test_a_csv_file_is_read_however_it_was_saved(text: str) -> None:
    found = read(text.encode(), [FORM])
    assert not found.mistakes
    assert cells(found) == [{"a": "1", "b": "2", "c": "3"}]


@pytest.mark.parametrize("encoding", ["latin-1", "utf-16", "utf-16-le"])
def test_other_encodings_are_told(encoding: str) -> None:
    assert kinds("a;b\næ;ø\n".encode(encoding)) == [Wrong.NOT_UTF8]


@pytest.mark.parametrize("raw", [b"", b"   \r\n\t", b"\n"])
def test_an_empty_file_is_told(raw: bytes) -> None:
    assert kinds(raw) == [Wrong.EMPTY]


def test_formulas_and_errors_are_no_values() -> None:
    raw = workbook({"Ark": [("a", "b"), ("=1+1", "#N/A"), ("=HYPERLINK(1)", "@SUM(1)")]})
    told = [(one.wrong, one.where, one.read) for one in wrong(raw)]
    assert told == [
        (Wrong.FORMULA, Where("Ark", 2, "a"), "=1+1"),
        (Wrong.ERROR_VALUE, Where("Ark", 2, "b"), "#N/A"),
        (Wrong.FORMULA, Where("Ark", 3, "a"), "=HYPERLINK(1)"),
    ]


def test_a_formula_in_csv_is_the_text_that_it_is() -> None:
    assert cells(read(b"a;b\n=1+1;+2", [FORM])) == [{"a": "=1+1", "b": "+2"}]


def test_merged_cells_hold_their_value_in_the_first_one() -> None:
    book = Workbook()
    sheet = book.worksheets[0]
    sheet.title = "Ark"
    for row in (("a", "b"), ("1", "2"), ("3", "4")):
        sheet.append(row)
    sheet.merge_cells("A2:A3")
    assert cells(read(saved(book), [FORM])) == [{"a": "1", "b": "2"}, {"a": "", "b": "4"}]


@pytest.mark.parametrize("state", ["hidden", "veryHidden"])
def test_a_hidden_sheet_is_told(state: Literal["hidden", "veryHidden"]) -> None:
    book = Workbook()
    sheet = book.worksheets[0]
    sheet.title = "Ark"
    sheet.append(["a", "b"])
    book.create_sheet("Synligt")
    sheet.sheet_state = state
    assert kinds(saved(book)) == [Wrong.HIDDEN]


def test_sheets_and_columns_that_are_missing_strange_or_double_are_told() -> None:
    assert kinds(workbook({"Noget": [("a", "b")]})) == [Wrong.NO_SUCH_SHEET]
    assert kinds(workbook({"Ark": []})) == [Wrong.NO_COLUMN, Wrong.NO_COLUMN]
    told = wrong(workbook({"Ark": [("a", "a", "bb", None)]}))
    assert [(one.wrong, one.read) for one in told] == [
        (Wrong.TWO_COLUMNS, "a"),
        (Wrong.UNKNOWN_COLUMN, "bb"),
        (Wrong.NO_COLUMN, "b"),
    ]


def test_a_hundred_thousand_rows_are_refused_before_they_are_read() -> None:
    assert kinds(b"a;b\n" + b"1;2\n" * 100_000) == [Wrong.TOO_MANY_ROWS]
    book = Workbook(write_only=True)
    sheet = book.create_sheet("Ark")
    sheet.append(["a", "b"])
    for _ in range(100_000):
        sheet.append(["1", "2"])
    raw = saved(book)
    before = process_time()
    assert kinds(raw) in ([Wrong.TOO_MANY_ROWS], [Wrong.TOO_LARGE])
    assert process_time() - before < 5


def test_a_file_over_the_limit_is_refused() -> None:
    assert kinds(b"a;b\n" + b"x" * sheets.LARGEST_FILE) == [Wrong.TOO_LARGE]


def test_a_zip_bomb_is_refused_without_being_unpacked() -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as bomb:
        for number in range(3):
            bomb.writestr(f"xl/worksheets/sheet{number}.xml", b"0" * 10_000_000)
    assert len(packed.getvalue()) < 100_000
    assert kinds(packed.getvalue()) == [Wrong.TOO_LARGE]


def test_thousands_of_members_are_refused() -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as many:
        for number in range(1000):
            many.writestr(f"{number}.xml", b"")
    assert kinds(packed.getvalue()) == [Wrong.TOO_LARGE]


BILLION = b"""<?xml version="1.0"?><!DOCTYPE l [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;">]><l>&b;</l>"""
OUTSIDE = b"""<?xml version="1.0"?><!DOCTYPE l [<!ENTITY a SYSTEM "file:///etc/passwd">]><l>&a;</l>"""


@pytest.mark.parametrize(
    "member", ["xl/workbook.xml", "xl/theme/theme1.xml", "xl/worksheets/sheet1.xml", "_rels/.rels"]
)
@pytest.mark.parametrize("text", [BILLION, OUTSIDE, OUTSIDE.decode().encode("utf-16")])
def test_xml_with_a_document_type_is_refused(member: str, text: bytes) -> None:
    raw = repacked(lambda name, content: text if name == member else content)
    assert kinds(raw) == [Wrong.NO_SHEET_FILE]


def test_a_sheet_that_claims_to_be_enormous_is_read_as_it_is() -> None:
    def enormous(name: str, content: bytes) -> bytes:
        return content.replace(b'ref="A1:B2"', b'ref="A1:XFD1048576"') if "sheet1" in name else content

    assert cells(read(repacked(enormous), [FORM])) == [{"a": "1", "b": "2"}]


def test_a_row_far_down_is_too_far() -> None:
    def far(name: str, content: bytes) -> bytes:
        return (
            content.replace(b'r="2"', b'r="1048576"').replace(b'"A2"', b'"A1048576"') if "sheet1" in name else content
        )

    assert Wrong.TOO_MANY_ROWS in kinds(repacked(far)) or kinds(repacked(far)) == []


@settings(max_examples=200)
@given(st.binary(max_size=2000))
def test_any_bytes_are_read_or_told(raw: bytes) -> None:
    wrong(raw)
    wrong(b"PK\x03\x04" + raw)


@settings(max_examples=150, suppress_health_check=[HealthCheck.too_slow])
@given(st.data())
def test_a_workbook_with_a_broken_member_is_read_or_told(data: st.DataObject) -> None:
    with zipfile.ZipFile(io.BytesIO(SMALL)) as archive:
        member = data.draw(st.sampled_from(archive.namelist()))
    start, length = data.draw(st.integers(0, 3000)), data.draw(st.integers(0, 60))
    junk = data.draw(
        st.one_of(st.binary(max_size=30), st.sampled_from([b"<", b'"', b"&x;", b"1e999", b"-1", b"NaN", b"A0"]))
    )

    def broken(name: str, content: bytes) -> bytes:
        return content[:start] + junk + content[start + length :] if name == member else content

    wrong(repacked(broken))


@settings(max_examples=100)
@given(st.integers(0, 5000), st.binary(min_size=1, max_size=8))
def test_a_workbook_with_broken_bytes_is_read_or_told(at: int, junk: bytes) -> None:
    wrong(SMALL[:at] + junk + SMALL[at + len(junk) :])
    wrong(SMALL[:at])


@settings(max_examples=200)
@given(st.text(max_size=300))
def test_any_text_is_read_or_told(text: str) -> None:
    wrong(text.encode("utf-8", "surrogatepass"))
    wrong(f"a;b\n{text}".encode("utf-8", "surrogatepass"))
