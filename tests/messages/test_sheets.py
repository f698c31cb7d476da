"""Blank sheets hold nothing but themselves and can be read when they are filled in; every mistake has its sentence."""

from __future__ import annotations

import re
from datetime import date
from io import BytesIO
from zipfile import ZipFile

import pytest
from openpyxl import Workbook, load_workbook

from domain.barometers import Barometer, Language
from domain.sheet_forms import name_of
from domain.sheets import Mistake, Where, Wrong, WrongSheet
from messages.mistakes import told
from messages.sheets import blank_barometer, blank_counts
from messages.wording import Words
from storage.barometer_sheets import KNOWN_ROLES, read_barometer_sheet
from storage.count_sheets import read_counts
from tests.messages.results import shipped
from tests.storage.workbooks import filled, saved

DAY = date(2027, 1, 11)
LANGUAGES: list[Language] = ["da", "en"]


@pytest.fixture(params=LANGUAGES)
def words(request: pytest.FixtureRequest) -> Words:
    return Words(request.param)


def test_the_blank_barometer_needs_a_title_and_is_then_one(words: Words) -> None:
    blank = blank_barometer(words, DAY)
    with pytest.raises(WrongSheet) as wrong:
        read_barometer_sheet(blank)
    assert wrong.value.mistakes == (Mistake(Wrong.NO_TITLE),)
    made = read_barometer_sheet(named(blank, words))
    assert tuple(role.id for role in made.roles) == KNOWN_ROLES


def named(blank: bytes, words: Words) -> bytes:
    """The blank barometer with a title."""
    return filled(blank, {"About" if words.language == "en" else "Om": {"B2": "Vores"}})


def headings(book: Workbook) -> dict[str, list[str]]:
    """The top row of each sheet."""
    return {sheet.title: [str(cell.value) for cell in sheet[1]] for sheet in book.worksheets}


def test_the_guide_comes_first_and_everything_is_called_as_the_reader_says_it() -> None:
    danish = load_workbook(BytesIO(blank_barometer(Words("da"), DAY)))
    guide, *sheets = headings(danish).items()
    assert guide[0] == "Vejledning"
    assert danish.active == danish["Vejledning"]
    assert dict(sheets) == {
        "Udsagn": ["id", "tema", "dansk", "engelsk", "roller", "omvendt"],
        "Om": ["felt", "dansk", "engelsk"],
        "Temaer": ["tema", "engelsk", "spørgsmål til mødet", "spørgsmål på engelsk"],
        "Roller": ["id", "dansk", "engelsk", "gruppe", "gruppe på engelsk"],
        "Åbne spørgsmål": ["id", "dansk", "engelsk"],
    }
    assert [danish["Om"].cell(row, 1).value for row in (2, 3, 4)] == ["navn", "note", "hjælpetekst"]
    english = headings(load_workbook(BytesIO(blank_barometer(Words("en"), DAY))))
    assert list(english) == ["Guide", "Items", "About", "Themes", "Roles", "Open questions"]
    assert english["Items"] == ["id", "theme", "da", "en", "roles", "reversed"]
    counts = headings(load_workbook(BytesIO(blank_counts(shipped(), "roles", Words("da"), DAY))))
    assert list(counts) == ["Vejledning", "Tal", "Svar"]
    assert counts["Tal"] == ["udsagn", "tekst", "gruppe", *"12345", "ved ikke", "sprunget over"]
    assert counts["Svar"] == ["gruppe", "navn", "spurgt", "har svaret"]


def test_the_guide_calls_columns_and_rows_as_the_sheets_do(words: Words) -> None:
    of_items = ("id", "theme", "da", "en", "roles", "reversed")
    told_of = {
        blank_barometer(words, DAY): (*of_items, "title", "note", "help", "discuss", "group"),
        blank_counts(shipped(), "roles", words, DAY): ("na", "skipped", "invited", "responded"),
    }
    for blank, columns in told_of.items():
        guide, *sheets = load_workbook(BytesIO(blank)).worksheets
        text = "\n".join(str(cell.value) for row in guide.iter_rows() for cell in row)
        written = {cell.value for sheet in sheets for row in sheet.iter_rows() for cell in row}
        for column in columns:
            assert words.of(name_of(column)) in written
            assert re.search(rf"\b{words.of(name_of(column))}\b", text), column
        english_only = {column for column in columns if name_of(column).da != column} - {"da", "en"}
        assert words.language == "en" or not re.search(rf"\b({'|'.join(english_only)})\b", text)


def test_neither_the_order_of_sheets_and_columns_nor_capitals_and_spaces_matter(words: Words) -> None:
    filled_in = named(blank_barometer(words, DAY), words)
    book = load_workbook(BytesIO(filled_in))
    turned = Workbook()
    turned.remove(turned.worksheets[0])
    for sheet in reversed(book.worksheets):
        other = turned.create_sheet(f" {sheet.title.upper()}")
        head, *rows = [list(reversed(row)) for row in sheet.iter_rows(values_only=True)]
        other.append([f"  {str(name).upper().replace('_', ' ')} " for name in head])
        for row in rows:
            other.append(row)
    assert read_barometer_sheet(saved(turned)) == read_barometer_sheet(filled_in)


def test_the_blank_counts_have_a_row_for_each_item_and_group(words: Words) -> None:
    barometer: Barometer = shipped()
    for grouping in barometer.groupings:
        blank = blank_counts(barometer, grouping.id, words, DAY)
        _, counts, sizes = load_workbook(BytesIO(blank)).worksheets
        zeros = {f"D{row}": 0 for row in range(2, counts.max_row + 1)}
        people = {f"{column}{row}": 0 for column in "CD" for row in range(2, sizes.max_row + 1)}
        numbers = read_counts(filled(blank, {counts.title: zeros, sizes.title: people}), barometer, grouping.id)
        assert set(numbers.tallies) == {item.id for item in barometer.items}
        for item in barometer.items:
            assert set(numbers.tallies[item.id]) == {group.id for group in grouping.groups if group.roles & item.roles}


def test_blank_sheets_are_the_same_every_time_and_hold_nothing_else(words: Words) -> None:
    for blank in (blank_barometer(words, DAY), blank_counts(shipped(), "roles", words, DAY)):
        with ZipFile(BytesIO(blank)) as archive:
            everything = {name: archive.read(name).decode() for name in archive.namelist()}
        assert not [name for name in everything if "vba" in name.lower() or "external" in name.lower()]
        assert "openpyxl" not in "".join(everything.values())
        book = load_workbook(BytesIO(blank))
        assert all(sheet.sheet_state == "visible" for sheet in book.worksheets)
        cells = [cell for sheet in book.worksheets for row in sheet.iter_rows() for cell in row]
        assert {cell.data_type for cell in cells if cell.value is not None} == {"s"}
    assert blank_barometer(words, DAY) == blank_barometer(words, DAY)


@pytest.mark.parametrize("kind", list(Wrong))
def test_every_mistake_is_told_with_its_place_in_both_languages(kind: Wrong) -> None:
    mistake = Mistake(kind, Where("Udsagn", 7, "roles"), "leedr", "leder")
    danish, english = told(mistake, Words("da")), told(mistake, Words("en"))
    assert danish.startswith("Ark Udsagn, række 7, kolonne `roller`: ")
    assert english.startswith("Sheet Udsagn, row 7, column `roles`: ")
    assert danish.split(": ", 1)[1] != english.split(": ", 1)[1]


def test_what_is_quoted_stands_on_one_line_and_is_not_long() -> None:
    hostile = "<!channel>`*b*`\n" + "x" * 500 + "\u202e"
    sentence = told(Mistake(Wrong.UNKNOWN_ROLE, Where(hostile, 1, hostile), hostile, "leder"), Words())
    assert "\n" not in sentence
    assert "\u202e" not in sentence
    assert "<" not in sentence
    # A backtick in a cell ends no span of code.
    assert sentence.count("`") == 6
    assert len(sentence) < 400


def test_a_mistake_in_many_rows_names_the_first_of_them() -> None:
    where = Where("Udsagn", 2, "roles", tuple(range(3, 23)))
    sentence = told(Mistake(Wrong.UNKNOWN_ROLE, where, "leedr", "leder"), Words())
    assert sentence.startswith("Ark Udsagn, række 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13 og 9 til, kolonne `roller`: ")
    two = told(Mistake(Wrong.UNKNOWN_ROLE, Where("Udsagn", 2, "roles", (5,)), "leedr", "leder"), Words("en"))
    assert two.startswith("Sheet Udsagn, row 2 and 5, column `roles`: ")


def test_an_id_is_told_as_it_is_written() -> None:
    where = Where("Udsagn", 2, "roles")
    sentence = told(Mistake(Wrong.UNKNOWN_ROLE, where, "_faglig_", "leder, faglig_leder"), Words())
    assert sentence.endswith(": `_faglig_` findes ikke. Brug `leder`, `faglig_leder`.")


def test_a_column_is_told_as_the_file_calls_it() -> None:
    where = Where("Udsagn", 2, "roles", heading="Roles ")
    assert told(Mistake(Wrong.UNKNOWN_ROLE, where, "x", "leder"), Words()).startswith(
        "Ark Udsagn, række 2, kolonne `Roles`: "
    )


def test_columns_that_are_missing_or_unknown_are_told_by_the_names_of_the_language() -> None:
    top = Where("Udsagn", 1)
    assert told(Mistake(Wrong.NO_COLUMN, top, "theme"), Words()) == (
        "Ark Udsagn, række 1: Kolonnen `tema` mangler. Skriv navnet i den øverste række."
    )
    unknown = Mistake(Wrong.UNKNOWN_COLUMN, top, "temma", "id, theme, da")
    assert told(unknown, Words()).endswith(": `temma` er ikke en kolonne her. Brug `id`, `tema`, `dansk`.")
    assert told(unknown, Words("en")).endswith(": `temma` is not a column here. Use `id`, `theme`, `da`.")
    assert "Arket Items mangler" not in told(Mistake(Wrong.NO_SUCH_SHEET, read="Udsagn"), Words())
    assert told(Mistake(Wrong.NO_SUCH_SHEET, read="Udsagn"), Words("en")).startswith("The sheet Items is missing.")


def test_what_stands_twice_is_told_with_both_places() -> None:
    here, there = Where("Udsagn", 5, "id"), Where("Udsagn", 3, "id")
    assert told(Mistake(Wrong.TWICE, here, "A_1", first=there), Words()) == (
        "Ark Udsagn, række 5, kolonne `id`: `A_1` står også i række 3. Ret eller slet den ene."
    )
    open_item = Mistake(Wrong.TWICE, Where("Åbne spørgsmål", 2, "id"), "A_1", first=there)
    assert "`A_1` står også i ark Udsagn, række 3." in told(open_item, Words())
    in_one_cell = Mistake(Wrong.TWICE, Where("Udsagn", 5, "roles"), "leder")
    assert told(in_one_cell, Words()).endswith("`leder` står der to gange. Slet den ene.")


def test_a_barometer_without_a_name_is_told_that_it_is_the_name_and_where_it_is_written() -> None:
    assert told(Mistake(Wrong.NO_TITLE), Words()) == (
        "Barometerets navn mangler. Skriv det i arket Om ud for `navn`; til en CSV-fil nederst i vinduet."
    )
    assert "in the sheet About, beside `title`;" in told(Mistake(Wrong.NO_TITLE), Words("en"))
