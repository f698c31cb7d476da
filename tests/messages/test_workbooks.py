"""The Excel file: the release and nothing else, laid out alike for everybody, and no text that is more than text."""

from __future__ import annotations

import json
from dataclasses import replace
from io import BytesIO
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook

from domain.figures import Change
from domain.releases import TOTAL, Resolution
from domain.scoring import ChangeWord
from messages.office_files import file_name
from messages.reports import set_id
from messages.wording import Words
from messages.workbooks import RISKY, as_text, excel_file
from tests.messages.office import (
    INJECTIONS,
    UNIT,
    attributes,
    check_that_nothing_is_hidden,
    hostile,
    named,
    opened_in_office,
    properties,
)
from tests.messages.results import Sample, nasty_samples, sample

DANISH, ENGLISH = Words("da"), Words("en")
SMALL = {"leder": 1, "faglig_leder": 1, "superbruger": 2, "sagsbehandler": 8}
#: Levels and groups; three steps and words; nothing to show.
SAMPLES = {
    "levels": sample(rate=0.8),
    "bins": sample(rate=0.9, seed=3, invited=SMALL),
    "words": sample("5", invited=SMALL),
    "nothing": sample(rate=0.1, seed=4),
}
some_sample = pytest.mark.parametrize("one", SAMPLES.values(), ids=SAMPLES)

Row = dict[str, Any]


def book(one: Sample, words: Words = DANISH) -> Workbook:
    return load_workbook(BytesIO(excel_file(one.round, one.release, words)))


def rows(opened: Workbook, sheet: str) -> list[Row]:
    """The rows of a sheet by the names of its columns."""
    names, *found = opened[sheet].iter_rows(values_only=True)
    return [dict(zip(map(str, names), row, strict=True)) for row in found]


def known(row: Row) -> Row:
    return {name: value for name, value in row.items() if value is not None}


@some_sample
def test_every_figure_of_an_item_stands_in_its_row_and_no_other(one: Sample) -> None:
    found = {(row["gruppe_id"], row["udsagn_id"]): row for row in rows(book(one), "Tal")}
    shown = {
        (name, item): figures
        for name, population in one.release.populations.items()
        for item, figures in population.items.items()
    }
    assert found.keys() == shown.keys()
    for place, figures in shown.items():
        row = found[place]
        assert (row["n"], row["mulige"]) == (figures.n, figures.eligible)
        assert (row["ikke_relevant"], row["sprunget_over"]) == (figures.not_relevant, figures.skipped)
        assert tuple(row[f"antal_{level}"] for level in range(1, 6)) == (figures.counts or (None,) * 5)
        assert (row["gennemsnit"], row["point"], row["median"]) == (figures.mean, figures.points, figures.median)
        assert (row["spredning"], row["enighed"]) == (figures.sd, figures.consensus)
        assert (row["gns_lav"], row["gns_hoej"]) == (figures.mean_interval95 or (None, None))
        assert row["andel_enige"] == figures.agree_share
        assert (row["enige_lav"], row["enige_hoej"]) == (figures.agree_people or (None, None))
        assert (row["enige_mindst"], row["enige_hoejst"]) == (figures.agree_bounds or (None, None))
        percents = [row[f"procent_{name}"] for name in (1, 2, 3, 4, 5, "uenig", "hverken", "enig")]
        assert [percent for percent in percents if percent is not None] == list(figures.percent or ())
        assert (row["i_ord"] is None) == (figures.words is None)


def test_three_steps_stand_as_three_and_five_are_added_up() -> None:
    for one in (SAMPLES["levels"], SAMPLES["bins"]):
        for row in rows(book(one), "Tal"):
            levels = [row[f"antal_{level}"] for level in range(1, 6)]
            three = [row[f"antal_{name}"] for name in ("uenig", "hverken", "enig")]
            if None not in levels:
                assert three == [levels[0] + levels[1], levels[2], levels[3] + levels[4]]
            if None not in three:
                assert sum(three) == row["n"]
    assert {row["vist_som"] for row in rows(book(SAMPLES["bins"]), "Tal")} >= {"3 trin"}


def test_where_three_steps_stand_nothing_is_said_of_whether_the_label_is_uncertain() -> None:
    one = sample(rate=0.9, seed=3, invited=SMALL)
    three = {name for name, figures in one.release.everybody.items.items() if figures.resolution is Resolution.BINS}
    told = {row["udsagn_id"]: row["usikkert"] for row in rows(book(one), "Tal") if row["gruppe_id"] == TOTAL}
    assert three
    assert {name for name, unsure in told.items() if unsure is None} >= three


@some_sample
def test_themes_and_what_is_withheld_are_those_of_the_release(one: Sample) -> None:
    opened = book(one)
    themes = {(row["gruppe_id"], row["tema_id"]): (row["point"], row["udsagn_vist"]) for row in rows(opened, "Temaer")}
    assert themes == {
        (name, theme): (figures.points, figures.items)
        for name, population in one.release.populations.items()
        for theme, figures in population.themes.items()
    }
    withheld = [(row["gruppe_id"], row["udsagn_id"]) for row in rows(opened, "Tilbageholdt")]
    assert withheld == [(found.population, found.item) for found in one.release.withheld]
    assert all(row["hvorfor"] for row in rows(opened, "Tilbageholdt"))


def test_a_change_stands_beside_its_theme_with_its_word() -> None:
    one = SAMPLES["levels"]
    theme = one.round.barometer.themes[0].id
    change = {TOTAL: {theme: Change(8.333333, ChangeWord.MAYBE_HIGHER)}}
    opened = book(Sample(one.round, replace(one.release, change=change)))
    changed = {row["tema_id"]: row for row in rows(opened, "Temaer") if row["aendring"] is not None}
    assert list(changed) == [theme]
    assert (changed[theme]["aendring"], changed[theme]["aendring_i_ord"]) == (8.333333, "måske højere")


def test_files_of_different_departments_and_languages_can_be_laid_under_each_other() -> None:
    heads = {
        tuple((name, *next(opened[name].iter_rows(values_only=True))) for name in ("Tal", "Temaer", "Tilbageholdt"))
        for one in SAMPLES.values()
        for words in (DANISH, ENGLISH)
        for opened in [book(one, words)]
    }
    assert len(heads) == 1
    for one in (SAMPLES["levels"], SAMPLES["words"]):
        every = [row for sheet in ("Tal", "Temaer", "Tilbageholdt") for row in rows(book(one), sheet)]
        response = one.release.response
        wanted = (set_id(one.round, one.release), "ics-standard", 1, response.invited, response.responded, "key_people")
        told = {
            tuple(row[name] for name in ("saet", "barometer", "version", "inviteret", "besvaret", "gruppering"))
            for row in every
        }
        assert told == {wanted}


def test_a_set_of_figures_has_a_name_of_its_own() -> None:
    one, other = SAMPLES["levels"], SAMPLES["bins"]
    names = {
        set_id(one.round, one.release),
        set_id(one.round, other.release),
        set_id(replace(one.round, id="another"), one.release),
    }
    assert len(names) == 3


def test_every_number_is_one_of_the_release_and_every_text_is_a_text() -> None:
    for one in SAMPLES.values():
        numbers = {float(number) for number in numbers_in(json.loads(one.release.to_json()))} | {0.0, 1.0}
        for sheet in book(one).worksheets:
            for cell in (cell for row in sheet.iter_rows() for cell in row if cell.value is not None):
                assert cell.data_type == ("s" if isinstance(cell.value, str) else "n")
                if not isinstance(cell.value, str):
                    three = sheet.title == "Tal" and "antal_" in str(sheet.cell(1, cell.column).value)
                    assert three or float(str(cell.value)) in numbers


def numbers_in(value: object) -> list[float]:
    if isinstance(value, dict | list):
        return [
            number for part in (value.values() if isinstance(value, dict) else value) for number in numbers_in(part)
        ]
    return [] if isinstance(value, bool | str | None) else [float(str(value))]


@pytest.mark.parametrize("text", INJECTIONS)
def test_what_begins_like_a_formula_begins_with_an_apostrophe(text: str) -> None:
    shown = as_text(text)
    assert shown[:1] not in RISKY
    assert shown.lstrip()[:1] not in RISKY
    assert not set(shown) & set("\x00\x1b\x0b\x0c\u200b\ufeff\u202e")


@given(st.text(max_size=40))
def test_no_text_begins_like_a_formula(text: str) -> None:
    shown = as_text(text)
    assert not {shown[:1], shown.lstrip("'")[:1] if not shown.startswith("'") else ""} & RISKY
    again = Workbook()
    again.active.cell(1, 1).value = shown or "x"  # type: ignore[union-attr]
    assert again.active.cell(1, 1).data_type == "s"  # type: ignore[union-attr]


def test_a_formula_is_a_text_even_where_it_begins_like_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("messages.workbooks.as_text", lambda text: text)
    opened = book(sample(rate=0.8, unit="=1+1"))
    assert (opened["Tal"]["D2"].value, opened["Tal"]["D2"].data_type) == ("=1+1", "s")


@pytest.mark.libreoffice
def test_an_escape_of_excels_is_read_as_it_was_typed() -> None:
    assert as_text("_x003D_1+1 og _x") == "_x005F_x003D_1+1 og _x"
    one = sample(rate=0.8, unit="_x003D_1+1")
    opened = opened_in_office({"tal.xlsx": excel_file(one.round, one.release, DANISH)})["tal.xlsx"]
    seen = {"".join(cell.itertext()).strip() for cell in named(opened, "table-cell")}
    assert "_x003D_1+1" in seen
    assert "=1+1" not in seen


def test_a_harmless_text_stays_as_it_is() -> None:
    for text in ("Børn og Familie", "3 af 4", "a=1", "Æ & Ø <b>", "100 %", "'citat'"):
        assert as_text(text) == text


@pytest.mark.libreoffice
def test_a_hostile_barometer_becomes_text_in_libreoffice() -> None:
    one = sample(rate=0.8, barometer=hostile(), unit=UNIT)
    opened = opened_in_office({"tal.xlsx": excel_file(one.round, one.release, DANISH)})["tal.xlsx"]
    assert attributes(opened, "formula") == []
    assert attributes(opened, "href") == []
    assert named(opened, "dde-connection-decl") == []
    kinds = {value for cell in named(opened, "table-cell") for key, value in cell.attrib.items() if "value-type" in key}
    assert kinds <= {"string", "float"}
    seen = " ".join("".join(cell.itertext()) for cell in named(opened, "table-cell"))
    for text in ("{{7919*7907}}", "_x003D_1+1", "'=1+1", "'＝1+1", "{0.__class__}", "&xxe;", "'=HYPERLINK("):
        assert text in seen
    assert str(7919 * 7907) not in seen
    assert "_x005F_" not in seen


@some_sample
def test_nothing_is_hidden_and_nobody_is_named(one: Sample) -> None:
    data = excel_file(one.round, one.release, DANISH)
    check_that_nothing_is_hidden(data)
    told = properties(data)
    assert told["creator"] == told["lastModifiedBy"] == "Anker"
    assert told["created"] == told["modified"] == "2027-01-25T00:00:00Z"
    for sheet in load_workbook(BytesIO(data)).worksheets:
        assert sheet.sheet_state == "visible"
        assert not any(one.hidden for one in (*sheet.column_dimensions.values(), *sheet.row_dimensions.values()))


def test_the_same_release_gives_the_same_bytes() -> None:
    one = SAMPLES["levels"]
    assert excel_file(one.round, one.release, DANISH) == excel_file(one.round, one.release, DANISH)


def test_the_last_sheet_says_what_each_column_means_in_the_readers_language() -> None:
    for words, wanted in ((DANISH, "så mange har svaret på udsagnet"), (ENGLISH, "so many answered the item")):
        opened = book(SAMPLES["levels"], words)
        told = {str(name): str(meaning) for name, meaning in opened["Om"].iter_rows(values_only=True)}
        assert told["Tal: n"] == wanted
        explained = {str(name).rpartition(": ")[2] for name in told}
        for sheet in ("Tal", "Temaer", "Tilbageholdt"):
            assert set(next(opened[sheet].iter_rows(values_only=True))) <= explained


def test_the_last_sheet_says_where_a_round_was_measured_elsewhere() -> None:
    here = SAMPLES["levels"]
    elsewhere = replace(here, round=replace(here.round, measured_elsewhere=True))
    for one, wanted in ((here, None), (elsewhere, "et andet sted, lukket mandag 25. januar 2027")):
        told = {str(name): meaning for name, meaning in book(one)["Om"].iter_rows(values_only=True)}
        assert told.get("Målt") == wanted


def test_the_heading_row_stays_in_sight_and_is_printed_on_every_page() -> None:
    for name in ("Tal", "Temaer", "Tilbageholdt"):
        sheet = book(SAMPLES["levels"])[name]
        assert (sheet.freeze_panes, sheet.print_title_rows) == ("A2", "$1:$1")


@settings(max_examples=15)
@given(nasty_samples())
def test_any_barometer_and_any_answers_give_a_file_that_opens(one: Sample) -> None:
    opened = book(one)
    assert len(rows(opened, "Tal")) == sum(len(population.items) for population in one.release.populations.values())


@pytest.mark.parametrize(
    ("unit", "name"),
    [
        ("Børn og Familie", "barometer-boern-og-familie.xlsx"),
        ("../../etc/passwd", "barometer-etc-passwd.xlsx"),
        ('CON\x00|<>:"/\\?*', "barometer-con.xlsx"),
        ("Ærø, Ålborg & Østjylland", "barometer-aeroe-aalborg-oestjylland.xlsx"),
        ("漢字😀", "barometer.xlsx"),
        ("x" * 300, f"barometer-{'x' * 50}.xlsx"),
    ],
)
def test_a_file_name_is_one_that_every_system_takes(unit: str, name: str) -> None:
    assert file_name("barometer", unit, kind="xlsx") == name
