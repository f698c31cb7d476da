from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.barometers import Barometer, Text
from domain.sheets import Mistake, Where, Wrong, WrongSheet
from storage.barometer_files import LONGEST_ID, LONGEST_ITEM
from storage.barometer_sheets import id_of, read_barometer_sheet
from tests.storage.workbooks import HEAD, Cells, Value, team_barometer, workbook

TITLE: list[Cells] = [("field", "da", "en"), ("title", "Team Egelund", "Team Egelund (en)")]
ROLES: list[Cells] = [
    ("id", "da", "en", "group", "group_en"),
    ("leder", "Leder", "Manager", "Ledelsen", "The managers"),
    ("faglig_leder", "Faglig leder", None, "Ledelsen", None),
    ("sagsbehandler", "Medarbejder", None, "Total", None),
]
WHOLE: dict[str, list[Cells]] = {
    "Om": [*TITLE, ("note", "Ikke afprøvet.", None), ("help", "Skriv ikke navne.", None)],
    "Udsagn": [
        HEAD,
        ("A-1", "Møder", "Jeg går glad fra møder.", "I leave meetings happy.", None, None),
        ("B-1", "Sager", "Vi har for mange sager.", None, "sagsbehandler", "ja"),
        ("A-2", "møder", "Vi mødes.", None, "Leder; faglig_leder sagsbehandler", "nej"),
    ],
    "Temaer": [("theme", "en", "discuss", "discuss_en"), ("Møder", "Meetings", "Hvad nu?", "What now?")],
    "Roller": ROLES,
    "Åbne spørgsmål": [("id", "da", "en"), ("F-1", "Andet?", None)],
}


def mistakes(raw: bytes, title: str = "") -> list[Mistake]:
    with pytest.raises(WrongSheet) as told:
        read_barometer_sheet(raw, title)
    return list(told.value.mistakes)


def told(raw: bytes) -> list[tuple[Wrong, str, int, str]]:
    return [(one.wrong, one.where.sheet, one.where.row, one.where.column) for one in mistakes(raw)]


def test_a_whole_workbook_becomes_the_barometer_that_it_describes() -> None:
    made = read_barometer_sheet(workbook(WHOLE))
    assert (made.id, made.version, made.languages) == ("team-egelund", 1, ("da", "en"))
    assert made.title == Text("Team Egelund", "Team Egelund (en)")
    assert (made.note, made.open_items_help) == (Text("Ikke afprøvet."), Text("Skriv ikke navne."))
    assert [(theme.id, theme.name, theme.discuss) for theme in made.themes] == [
        ("moeder", Text("Møder", "Meetings"), Text("Hvad nu?", "What now?")),
        ("sager", Text("Sager"), None),
    ]
    assert [(item.id, item.scope, item.reversed, sorted(item.roles)) for item in made.items] == [
        ("A-1", "self", False, ["faglig_leder", "leder", "sagsbehandler"]),
        ("A-2", "unit", False, ["faglig_leder", "leder", "sagsbehandler"]),
        ("B-1", "unit", True, ["sagsbehandler"]),
    ]
    assert [grouping.id for grouping in made.groupings] == ["roles", "groups"]
    assert [(group.id, group.name, sorted(group.roles)) for group in made.groupings[1].groups] == [
        ("ledelsen", Text("Ledelsen", "The managers"), ["faglig_leder", "leder"]),
        ("total-2", Text("Total"), ["sagsbehandler"]),
    ]
    assert [item.id for item in made.open_items] == ["F-1"]


def test_the_english_names_of_the_sheets_are_known_as_well() -> None:
    names = {
        "Om": "About",
        "Udsagn": "items",
        "Temaer": "Themes",
        "Roller": "Roles",
        "Åbne spørgsmål": "Open questions",
    }
    english = workbook({names[name]: rows for name, rows in WHOLE.items()})
    assert read_barometer_sheet(english) == read_barometer_sheet(workbook(WHOLE))


DANISH: dict[str, list[Cells]] = {
    "Om": [
        ("Felt", "Dansk", "Engelsk"),
        ("Navn", "Team Egelund", "Team Egelund (en)"),
        ("NOTE", "Ikke afprøvet.", None),
        ("hjælpetekst", "Skriv ikke navne.", None),
    ],
    "Udsagn": [("Id", "Tema", "Dansk", "Engelsk", "Roller", "Omvendt"), *WHOLE["Udsagn"][1:]],
    "Temaer": [("Tema", "Engelsk", "Spørgsmål til mødet", "Spørgsmål på engelsk"), *WHOLE["Temaer"][1:]],
    "Roller": [("id", "dansk", "engelsk", "gruppe", "gruppe på engelsk"), *ROLES[1:]],
    "Åbne spørgsmål": [("id", "dansk", "engelsk"), *WHOLE["Åbne spørgsmål"][1:]],
}


def test_the_danish_names_of_columns_and_rows_are_known_as_well() -> None:
    assert read_barometer_sheet(workbook(DANISH)) == read_barometer_sheet(workbook(WHOLE))
    mixed = DANISH | {name: WHOLE[name] for name in ("Om", "Roller")}
    assert read_barometer_sheet(workbook(mixed)) == read_barometer_sheet(workbook(WHOLE))
    composed = {
        name: [[_decomposed(cell) for cell in row] for row in rows[:1]] + rows[1:] for name, rows in DANISH.items()
    }
    assert read_barometer_sheet(workbook(composed)) == read_barometer_sheet(workbook(WHOLE))


def _decomposed(cell: Value) -> Value:
    """As a Mac may write it: å of two signs."""
    return unicodedata.normalize("NFD", cell) if isinstance(cell, str) else cell


def test_a_column_that_stands_there_in_both_languages_is_told_by_both_names() -> None:
    items = [("id", "tema", "Theme", "dansk", "roller"), ("A-1", "Møder", "Møder", "Vi mødes.", None)]
    [mistake] = mistakes(workbook({"Om": TITLE, "Udsagn": items}))
    assert (mistake.wrong, mistake.where, mistake.read) == (Wrong.TWO_COLUMNS, Where("Udsagn", 1), "Theme")
    assert mistake.allowed == "tema"


def test_a_mistake_knows_what_the_file_calls_its_column() -> None:
    items = [("id", "tema", "da", "Roller "), ("A-1", "Møder", "Vi mødes.", "chef"), ("A-2", None, "Vi går.", None)]
    found = mistakes(workbook({"Om": TITLE, "Udsagn": items}))
    assert [(one.where.column, one.where.heading) for one in found] == [("roles", "Roller"), ("theme", "tema")]


def test_the_same_id_twice_is_told_with_the_place_of_the_first() -> None:
    items = [(name, "Møder", f"Vi mødes {number} gange.", None, None, None) for number, name in enumerate("ABAA")]
    asked = workbook({"Om": TITLE, "Udsagn": [HEAD, *items], "Åbne spørgsmål": [("id", "da"), ("B", "Andet?")]})
    rows, open_item = mistakes(asked)
    assert (rows.where, rows.first) == (Where("Udsagn", 4, "id", (5,)), Where("Udsagn", 2, "id"))
    assert (open_item.where, open_item.first) == (Where("Åbne spørgsmål", 2, "id"), Where("Udsagn", 3, "id"))
    [in_one_cell] = mistakes(team_barometer(("A", "Møder", "Vi mødes.", None, "leder, leder", None)))
    assert (in_one_cell.wrong, in_one_cell.first) == (Wrong.TWICE, None)


def test_only_the_english_name_of_a_barometer_is_no_name() -> None:
    title = [("field", "da", "en"), ("title", None, "Team Egelund")]
    assert told(workbook({"Om": title, "Udsagn": WHOLE["Udsagn"]})) == [(Wrong.NO_TITLE, "", 0, "")]


def test_without_a_sheet_of_roles_those_that_items_name_are_there() -> None:
    made = read_barometer_sheet(team_barometer(("A-1", "T", "Vi mødes.", None, "leder,superbruger", None)))
    assert [role.id for role in made.roles] == ["leder", "superbruger"]
    assert [grouping.id for grouping in made.groupings] == ["roles"]
    everybody = read_barometer_sheet(team_barometer(("A-1", "T", "Vi mødes.", None, "alle", None)))
    assert len(everybody.roles) == 4


def test_a_csv_file_takes_its_title_from_beside_it() -> None:
    raw = "id;theme;da;roles;reversed\nA-1;Møder;Vi mødes på fjerde sal.;leder;x\n".encode()
    made = read_barometer_sheet(raw, "Fra CSV")
    assert (made.id, made.items[0].reversed) == ("fra-csv", True)
    assert told(raw) == [(Wrong.NO_TITLE, "", 0, "")]


def test_every_mistake_of_a_workbook_is_told_where_it_is() -> None:
    broken: dict[str, list[Cells]] = {
        "Om": [("field", "da", "en"), ("titel", "X", None), ("note", None, "English only")],
        "Udsagn": [
            HEAD,
            ("A 1", "Møder", "Vi mødes.", None, "leder", None),
            ("A-2", "Møder", "x" * (LONGEST_ITEM + 1), None, "leder", "måske"),
            ("A-2", None, None, "English only", "chef", None),
            (None, "Møder", "=A1", None, "leder, leder", None),
        ],
        "Temaer": [("theme",), ("Mødder",)],
        "Roller": [
            ("id", "da", "group"),
            ("leder", None, "A"),
            ("chef", "Chef", None),
            ("superbruger", "Superbruger", "B"),
        ],
        "Åbne spørgsmål": [("id", "da"), ("A-2", "Andet?")],
    }
    assert told(workbook(broken)) == [
        (Wrong.NO_TITLE, "", 0, ""),
        (Wrong.NO_ID, "Udsagn", 2, "id"),
        (Wrong.TOO_LONG, "Udsagn", 3, "da"),
        (Wrong.NOT_YES_OR_NO, "Udsagn", 3, "reversed"),
        (Wrong.MISSING, "Udsagn", 4, "da"),
        (Wrong.TWICE, "Udsagn", 4, "id"),
        (Wrong.MISSING, "Udsagn", 4, "theme"),
        (Wrong.FORMULA, "Udsagn", 5, "da"),
        (Wrong.MISSING, "Udsagn", 5, "id"),
        (Wrong.TWICE, "Udsagn", 5, "roles"),
        (Wrong.UNKNOWN_FIELD, "Om", 2, "field"),
        (Wrong.MISSING, "Om", 3, "da"),
        (Wrong.UNKNOWN_THEME, "Temaer", 2, "theme"),
        (Wrong.MISSING, "Roller", 2, "da"),
        (Wrong.UNKNOWN_ROLE, "Roller", 3, "id"),
        (Wrong.ASKED_NOTHING, "Roller", 4, ""),
        (Wrong.TWICE, "Åbne spørgsmål", 2, "id"),
    ]


def test_a_role_that_no_department_list_knows_is_told_with_those_it_knows() -> None:
    [mistake] = mistakes(team_barometer(("A-1", "T", "Vi mødes.", None, "leedr, leder", None)))
    assert (mistake.where, mistake.read) == (Where("Udsagn", 2, "roles"), "leedr")
    assert mistake.allowed == "leder, faglig_leder, superbruger, sagsbehandler"


def test_a_role_with_a_sign_too_many_is_one_mistake() -> None:
    [mistake] = mistakes(team_barometer(("A-1", "T", "Vi mødes.", None, "leder.", None)))
    assert (mistake.wrong, mistake.read) == (Wrong.UNKNOWN_ROLE, "leder.")


def test_a_role_that_is_written_wrongly_everywhere_is_one_mistake_at_its_rows() -> None:
    items = [(f"A-{n}", "T", f"Vi mødes {n} gange.", None, "leedr", None) for n in (1, 2, 3)]
    [mistake] = mistakes(team_barometer(*items))
    assert mistake.where == Where("Udsagn", 2, "roles", (3, 4))


def test_what_only_follows_from_a_role_that_is_written_wrongly_is_not_told_beside_it() -> None:
    asked = ("A-1", "T", "Vi mødes.", None, "leder, sagsbehandler", None)
    roles = [("id", "da"), ("leder", "Leder"), ("sagsbehandlr", "Sagsbehandler")]
    listed = workbook({"Om": TITLE, "Udsagn": [HEAD, asked], "Roller": roles})
    assert told(listed) == [(Wrong.UNKNOWN_ROLE, "Roller", 3, "id")]
    named = [HEAD, ("A-1", "T", "Vi mødes.", None, "leder, sagsbehandlr", None)]
    roles[2] = ("sagsbehandler", "Sagsbehandler")
    assert told(workbook({"Om": TITLE, "Udsagn": named, "Roller": roles})) == [
        (Wrong.UNKNOWN_ROLE, "Udsagn", 2, "roles")
    ]
    assert told(workbook({"About": TITLE, "Items": named, "Roles": roles})) == [
        (Wrong.UNKNOWN_ROLE, "Items", 2, "roles")
    ]


def test_a_sheet_without_items_says_so_and_nothing_else_of_it() -> None:
    assert told(workbook({"Om": TITLE, "Udsagn": [HEAD]})) == [(Wrong.NO_ITEMS, "Udsagn", 0, "")]
    assert told(workbook({"Om": TITLE, "Udsagn": []})) == [
        (Wrong.NO_COLUMN, "Udsagn", 0, "") for _ in ("id", "theme", "da", "roles")
    ]


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Børn & Familie: Årlig", "boern-familie-aarlig"),
        ("ÆØÅ", "aeoeaa"),
        ("  ", "x"),
        ("日本", "x"),
        ("x" * 60, "x" * LONGEST_ID),
        ("../../etc", "etc"),
    ],
)
def test_a_name_becomes_an_id(name: str, expected: str) -> None:
    assert id_of(name) == expected


@given(st.text(max_size=60), st.sets(st.text("abcx-2", max_size=LONGEST_ID), max_size=5))
def test_an_id_is_never_one_that_is_taken_and_never_too_long(name: str, taken: set[str]) -> None:
    made = id_of(name, {*taken, id_of(name)})
    assert made not in taken | {id_of(name)}
    assert 0 < len(made) <= LONGEST_ID


VALUES = st.one_of(
    st.none(), st.sampled_from(["A-1", "Møder", "leder", "ja", "=1", "", "x" * 300]), st.integers(), st.floats()
)


@settings(max_examples=150)
@given(
    st.fixed_dictionaries(
        {
            "Om": st.lists(st.tuples(st.sampled_from(["title", "note", "titel"]), VALUES), max_size=3),
            "Udsagn": st.lists(st.tuples(*[VALUES] * 6), max_size=4),
            "Temaer": st.lists(st.tuples(VALUES, VALUES, VALUES), max_size=2),
            "Roller": st.lists(st.tuples(*[VALUES] * 5), max_size=3),
            "Åbne spørgsmål": st.lists(st.tuples(VALUES, VALUES), max_size=2),
        }
    )
)
def test_whatever_stands_in_the_cells_there_is_a_barometer_or_mistakes_with_places(
    rows: dict[str, list[Cells]],
) -> None:
    heads: dict[str, Cells] = {
        "Om": ("field", "da"),
        "Udsagn": HEAD,
        "Temaer": ("theme", "en", "discuss"),
        "Roller": ROLES[0],
        "Åbne spørgsmål": ("id", "da"),
    }
    raw = workbook({name: [heads[name], *rows[name]] for name in heads})
    try:
        made: Barometer | tuple[Mistake, ...] = read_barometer_sheet(raw)
    except WrongSheet as wrong:
        made = wrong.mistakes
    assert made
    if not isinstance(made, Barometer):
        assert all(one.where.sheet or one.wrong is Wrong.NO_TITLE for one in made)
        assert not [one for one in made if one.wrong is Wrong.OTHER]
