"""Blank sheets hold nothing but themselves and can be read when they are filled in; every mistake has its sentence."""

from __future__ import annotations

from datetime import date
from io import BytesIO
from zipfile import ZipFile

import pytest
from openpyxl import load_workbook

from domain.barometers import Barometer, Language
from domain.sheets import Mistake, Where, Wrong, WrongSheet
from messages.mistakes import told
from messages.sheets import blank_barometer, blank_counts
from messages.wording import Words
from storage.barometer_sheets import KNOWN_ROLES, read_barometer_sheet
from storage.count_sheets import read_counts
from tests.messages.results import shipped
from tests.storage.workbooks import filled

DAY = date(2027, 1, 11)
LANGUAGES: list[Language] = ["da", "en"]


@pytest.fixture(params=LANGUAGES)
def words(request: pytest.FixtureRequest) -> Words:
    return Words(request.param)


def test_the_blank_barometer_needs_a_title_and_is_then_one(words: Words) -> None:
    blank = blank_barometer(words, DAY)
    with pytest.raises(WrongSheet) as wrong:
        read_barometer_sheet(blank)
    about = "About" if words.language == "en" else "Om"
    assert wrong.value.mistakes == (Mistake(Wrong.MISSING, Where(about, 2, "da")),)
    made = read_barometer_sheet(filled(blank, {about: {"B2": "Vores"}}))
    assert tuple(role.id for role in made.roles) == KNOWN_ROLES


def test_the_blank_counts_have_a_row_for_each_item_and_group(words: Words) -> None:
    barometer: Barometer = shipped()
    for grouping in barometer.groupings:
        blank = blank_counts(barometer, grouping.id, words, DAY)
        counts, sizes = load_workbook(BytesIO(blank)).worksheets[:2]
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
    assert danish.startswith("Ark Udsagn, række 7, kolonne roles: ")
    assert english.startswith("Sheet Udsagn, row 7, column roles: ")
    assert danish.split(": ", 1)[1] != english.split(": ", 1)[1]


def test_what_is_quoted_stands_on_one_line_and_is_not_long() -> None:
    hostile = "<!channel>\n" + "x" * 500 + "\u202e"
    sentence = told(Mistake(Wrong.UNKNOWN_ROLE, Where(hostile, 1, hostile), hostile, "leder"), Words())
    assert "\n" not in sentence
    assert "\u202e" not in sentence
    assert len(sentence) < 400


def test_a_mistake_in_many_rows_names_the_first_of_them() -> None:
    where = Where("Udsagn", 2, "roles", tuple(range(3, 23)))
    sentence = told(Mistake(Wrong.UNKNOWN_ROLE, where, "leedr", "leder"), Words())
    assert sentence.startswith("Ark Udsagn, række 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13 og 9 til, kolonne roles: ")
    two = told(Mistake(Wrong.UNKNOWN_ROLE, Where("Udsagn", 2, "roles", (5,)), "leedr", "leder"), Words("en"))
    assert two.startswith("Sheet Udsagn, row 2 and 5, column roles: ")
