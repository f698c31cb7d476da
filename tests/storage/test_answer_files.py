"""Answers and invitations from CSV files: read as Excel writes them, and every mistake told with its place."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from domain.barometers import Barometer, Choice
from domain.tallies import Handed
from storage.answer_files import Returned, read_round
from storage.csv_files import CsvError, Row, read_table
from tests.domain.small_rounds import barometer, item

#: `q1` is asked of both roles, `q2` of a alone, `q3` of b alone.
ASKED = barometer([item("q1", "ab"), item("q2", "a"), item("q3", "b")])
ONE, FIVE, NA = Choice.STRONGLY_DISAGREE, Choice.STRONGLY_AGREE, Choice.NOT_RELEVANT
MANY_CASES = settings(suppress_health_check=[HealthCheck.function_scoped_fixture])

Write = Callable[[str | bytes], Path]


@pytest.fixture
def write(tmp_path: Path) -> Write:
    def write(content: str | bytes, name: str = "svar.csv") -> Path:
        path = tmp_path / name
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return path

    return write


def read(path: Path, invited: Path | None = None, asked: Barometer = ASKED) -> Returned:
    return read_round(asked, path, invited)


def mistakes(path: Path, invited: Path | None = None) -> list[str]:
    """What is told, without the folder."""
    with pytest.raises(CsvError) as wrong:
        read(path, invited)
    return [mistake.replace(f"{path.parent}/", "") for mistake in wrong.value.mistakes]


def test_a_row_is_a_person_and_an_empty_cell_is_skipped(write: Write) -> None:
    path = write("role,q1,q2,q3\na,1,na,\nb,5,,\na,,,\n")
    assert read(path) == Returned(
        (Handed("a", {"q1": ONE, "q2": NA}), Handed("b", {"q1": FIVE}), Handed("a", {})), invited=None
    )


@pytest.mark.parametrize(
    "content",
    [
        "role,q1,q2,q3\na,1,na,\n",
        "\ufeffrole;q1;q2;q3\r\na;1;na;\r\n",
        "sep=;\r\nrole;q1;q2;q3\r\na;1;na;\r\n",
        "\ufeffSEP=,\nrole,q1,q2,q3\na,1,na,",
        '"sep=;";;;\nrole;q1;q2;q3\na;1;NA;\n',
        "sep=,\nrole;q1;q2;q3\na;1;na;\n",
        '"role";"q1";"q2";"q3"\n"a";"1";"na";""\n',
        ' role ; q1 ;\tq2 ; q3\n a ; "1" ;\u00a0NA\u00a0;  \n',
        "role;q3;q2;q1\na;;na;1\n",
        "q1;role;q2;q3\n1;a;na;\n",
        "role;q1;q2;q3\na;1;na;\n;;;\n;;;\n",
        "role;q1;q2;q3\na;1;na;\n\n \n;;;;;;;\n\n",
        "role;q1;q2;q3\ra;1;na;\r",
    ],
)
def test_the_forms_in_which_a_file_is_saved_are_read_alike(write: Write, content: str) -> None:
    assert read(write(content)) == Returned((Handed("a", {"q1": ONE, "q2": NA}),), invited=None)


def test_a_file_of_nothing_but_a_header_is_a_round_that_nobody_answered(write: Write) -> None:
    assert read(write("role;q1;q2;q3\n")) == Returned((), invited=None)


def test_the_invited_are_read_and_a_role_that_is_missing_has_nobody(write: Write, tmp_path: Path) -> None:
    invited = tmp_path / "inviteret.csv"
    invited.write_text("\ufeffrole;invited\r\na; 007 \r\n;\r\n", "utf-8")
    assert read(write("role,q1,q2,q3\na,1,1,\n"), invited).invited == {"a": 7}


def test_a_long_file_is_read_whole(write: Write) -> None:
    returned = read(write("role;q1;q2;q3\n" + "a;1;na;\n" * 60_000))
    assert len(returned.handed_in) == 60_000


# What is no answer


@pytest.mark.parametrize(
    "cell",
    [
        "0",
        "6",
        "-1",
        "−1",
        "+3",
        "3.0",
        "3,5",
        "03",
        "３",
        "١",
        "1e0",
        "n/a",
        "Na",
        "x",
        "skipped",
        "=1+1",
        "3 4",
        "None",
    ],
)
def test_what_is_no_answer_is_told_with_its_place_and_what_is_allowed(write: Write, cell: str) -> None:
    path = write(f"role;q1;q2;q3\na;5;5;\na;4;{cell};\n")
    allowed = "allowed: 1, 2, 3, 4, 5, na or an empty cell."
    assert mistakes(path) == [f'svar.csv, line 3, column q2: read "{cell}"; {allowed}']


@pytest.mark.parametrize("cell", ["1", "na"])
def test_a_cell_under_an_item_that_the_role_is_not_asked_must_be_empty(write: Write, cell: str) -> None:
    assert mistakes(write(f"role;q1;q2;q3\nb;5;{cell};5\n")) == [
        f'svar.csv, line 2, column q2: read "{cell}"; allowed: an empty cell, because q2 is not asked of b.'
    ]


@pytest.mark.parametrize(("role", "told"), [("c", '"c"'), ("A", '"A"'), ("", "an empty cell")])
def test_an_unknown_role_is_told_with_those_that_there_are(write: Write, role: str, told: str) -> None:
    assert mistakes(write(f"role;q1;q2;q3\n{role};5;;\n")) == [
        f"svar.csv, line 2, column role: read {told}; allowed: one of a, b."
    ]


def test_a_row_of_nothing_is_ignored_at_the_end_only(write: Write) -> None:
    only = "allowed: empty rows at the end of the file only."
    assert mistakes(write("role;q1;q2;q3\n;;;\n\na;1;1;\n;;;\n")) == [
        f"svar.csv, line 2, column 1: read an empty row; {only}",
        f"svar.csv, line 3, column 1: read an empty row; {only}",
    ]


def test_a_decimal_comma_between_commas_makes_a_row_too_long(write: Write) -> None:
    assert mistakes(write("role,q1,q2,q3\na,3,5,1,\na,3\n")) == [
        "svar.csv, line 2, column 5: read 5 cells; allowed: 4, as many as the header has.",
        "svar.csv, line 3, column q2: read 2 cells; allowed: 4, as many as the header has.",
    ]


def test_a_quotation_mark_that_is_not_closed_does_not_swallow_answers(write: Write) -> None:
    told = mistakes(write('role;q1;q2;q3\na;1;"2;\na;3;3;\n'))
    assert len(told) == 1
    assert told[0].startswith("svar.csv, line 2, column q3: read 3 cells")


def test_a_cell_of_several_lines_is_told_in_one_and_the_lines_are_counted_on(write: Write) -> None:
    assert mistakes(write('role;q1;q2;q3\na;"to\nlinjer\u202e";1;\na;7;1;\n')) == [
        'svar.csv, line 2, column q1: read "to\\nlinjer\\u202e"; allowed: 1, 2, 3, 4, 5, na or an empty cell.',
        'svar.csv, line 4, column q1: read "7"; allowed: 1, 2, 3, 4, 5, na or an empty cell.',
    ]


def test_lines_are_those_of_the_file_also_after_a_separator_line(write: Write) -> None:
    assert mistakes(write("sep=;\nrole;q1;q2;q3\na;7;1;\n"))[0].startswith("svar.csv, line 3, column q1")
    assert mistakes(write("sep=;\nrole;q1;q2\na;1;1\n"))[0].startswith("svar.csv, line 2, column q3")


def test_a_long_cell_is_cut_where_it_is_told(write: Write) -> None:
    told = mistakes(write(f"role;q1;q2;q3\na;{'x' * 5000};1;\n"))
    assert f'"{"x" * 40}…"' in told[0]


# The header


@pytest.mark.parametrize(
    ("header", "told"),
    [
        ("role;q1;q2", ["column q3: read nothing, it is missing; allowed: each of role, q1, q2, q3 once."]),
        ("role;q1;q2;q3;q9", ['column 5: read "q9"; allowed: one of role, q1, q2, q3.']),
        ("role;q1;q2;q3;", ["column 5: read an empty cell; allowed: one of role, q1, q2, q3."]),
        ("role;q1;q2;q3;q1", ['column 5: read "q1" a second time; allowed: each column once.']),
        ("q1;q2;q3", ["column role: read nothing, it is missing; allowed: each of role, q1, q2, q3 once."]),
        (
            "role;q1;Q2;q3",
            [
                'column 3: read "Q2"; allowed: one of role, q1, q2, q3.',
                "column q2: read nothing, it is missing; allowed: each of role, q1, q2, q3 once.",
            ],
        ),
        (
            "navn\trole\tq1",
            ['column 1: read "navn\\trole\\tq1"; allowed: a header with the columns role, q1, q2, q3, between ; or ,.'],
        ),
    ],
)
def test_a_header_has_the_role_and_every_item_once(write: Write, header: str, told: list[str]) -> None:
    assert mistakes(write(f"{header}\n")) == [f"svar.csv, line 1, {one}" for one in told]


def test_all_mistakes_of_both_files_are_told_at_once(write: Write, tmp_path: Path) -> None:
    invited = tmp_path / "inviteret.csv"
    invited.write_text("role;invited\na;to\nc;3\na;4\n", "utf-8")
    answers = "allowed: 1, 2, 3, 4, 5, na or an empty cell."
    assert mistakes(write("role;q1;q2;q4\na;6;1;\nz;0;;\n"), invited) == [
        'svar.csv, line 1, column 4: read "q4"; allowed: one of role, q1, q2, q3.',
        "svar.csv, line 1, column q3: read nothing, it is missing; allowed: each of role, q1, q2, q3 once.",
        f'svar.csv, line 2, column q1: read "6"; {answers}',
        'svar.csv, line 3, column role: read "z"; allowed: one of a, b.',
        f'svar.csv, line 3, column q1: read "0"; {answers}',
        'inviteret.csv, line 2, column invited: read "to"; allowed: a whole number, 0 or more, in digits only.',
        'inviteret.csv, line 3, column role: read "c"; allowed: one of a, b.',
        'inviteret.csv, line 4, column role: read "a"; allowed: each role once, and it stands on line 2.',
    ]


# The invited


@pytest.mark.parametrize("number", ["-1", "−1", "2,5", "2.0", "1.000", "+2", "", "２", "tyve", "1e3", "9" * 5000])
def test_a_number_of_invited_that_is_not_whole_is_a_mistake(write: Write, tmp_path: Path, number: str) -> None:
    invited = tmp_path / "inviteret.csv"
    invited.write_text(f"role;invited\na;{number}\n", "utf-8")
    (told,) = mistakes(write("role;q1;q2;q3\n"), invited)
    assert told.startswith("inviteret.csv, line 2, column invited: read ")
    assert told.endswith("; allowed: a whole number, 0 or more, in digits only.")


def test_more_answers_than_invitations_are_told_once_a_role_at_the_first_row_too_many(
    write: Write, tmp_path: Path
) -> None:
    invited = tmp_path / "inviteret.csv"
    invited.write_text("role,invited\na,2\n", "utf-8")
    said = f"as many as {tmp_path}/inviteret.csv says were invited.".replace(f"{tmp_path}/", "")
    assert mistakes(write("role;q1;q2;q3\na;1;1;\na;;;\na;1;1;\na;1;1;\nb;1;;1\n"), invited) == [
        f'svar.csv, line 4, column role: read "a" in 4 rows; allowed: 2, {said}',
        f'svar.csv, line 6, column role: read "b" in 1 row; allowed: 0, {said}',
    ]


def test_as_many_answers_as_invitations_are_right(write: Write, tmp_path: Path) -> None:
    invited = tmp_path / "inviteret.csv"
    invited.write_text("invited,role\n2,a\n0,b\n", "utf-8")
    assert len(read(write("role;q1;q2;q3\na;1;1;\na;;;\n"), invited).handed_in) == 2


# Files that are none


@pytest.mark.parametrize(
    "content",
    [
        "role;q1;q2;q3\næ;1;1;\n".encode("latin-1"),
        "role;q1;q2;q3\na;1;1;\n".encode("utf-16"),
        "role;q1;q2;q3\na;1;1;\n".encode("utf-16-le"),
        b"role;q1;q2;q3\na;\x00;1;\n",
    ],
)
def test_bytes_that_are_not_utf8_stop_with_advice(write: Write, content: bytes) -> None:
    (told,) = mistakes(write(content))
    assert told.startswith("svar.csv, line ")
    assert told.endswith(': is not UTF-8 text. Save it as "CSV UTF-8" (in Excel: Save as, CSV UTF-8).')


def test_a_wrong_byte_is_told_with_its_line(write: Write) -> None:
    assert mistakes(write(b"role;q1;q2;q3\na;1;1;\n\xe6;1;1;\n"))[0].startswith("svar.csv, line 3:")


@pytest.mark.parametrize("content", ["", "\n\n", "\ufeff", "sep=;\n", ";;\n"])
def test_an_empty_file_is_told_what_it_must_begin_with(write: Write, content: str) -> None:
    assert mistakes(write(content)) == ["svar.csv: is empty. The first line must be a header."]


def test_a_file_that_cannot_be_read_is_named_with_the_reason(tmp_path: Path) -> None:
    assert mistakes(tmp_path / "væk.csv", tmp_path) == [
        "væk.csv: cannot be read (No such file or directory). Check the name and the rights of the file.",
        f"{tmp_path}: cannot be read (Is a directory). Check the name and the rights of the file.",
    ]
    assert "embedded null byte" in mistakes(tmp_path / "nul\0.csv")[0]


def test_a_cell_without_end_is_told_with_its_line(write: Write) -> None:
    (told,) = mistakes(write(f'role;q1;q2;q3\na;1;1;\na;"{"x" * csv.field_size_limit()};1;\n'))
    assert told.startswith("svar.csv, line 3: a cell is longer than 131072 characters.")


@MANY_CASES
@given(st.binary(max_size=300) | st.text(alphabet='role;q123,an"\n\r\t \ufeff=−', max_size=300).map(str.encode))
def test_whatever_is_in_a_file_it_is_read_or_told_in_lines_never_a_crash(write: Write, content: bytes) -> None:
    path = write(content)
    told = ["read"]
    try:
        read(path, path)
    except CsvError as wrong:
        told = [mistake.removeprefix(str(path)) for mistake in wrong.mistakes]
    assert told
    assert all(mistake.isprintable() and (mistake == "read" or mistake[0] in ",:") for mistake in told)


@MANY_CASES
@given(
    st.lists(st.lists(st.text(max_size=8), min_size=2, max_size=4), min_size=1, max_size=8),
    st.sampled_from([";", ","]),
    st.sampled_from(["\n", "\r\n"]),
)
def test_cells_come_back_from_a_csv_file_as_they_were_written(
    write: Write, rows: list[list[str]], delimiter: str, end: str
) -> None:
    rows = [["role", "q1"], *([cell.replace("\0", "") for cell in row] for row in rows), ["a", "1"]]
    text = io.StringIO(newline="")
    csv.writer(text, delimiter=delimiter, lineterminator=end, quoting=csv.QUOTE_ALL).writerows(rows)
    try:
        content = text.getvalue().encode()
    except UnicodeEncodeError:
        return
    table = read_table(write(content))
    assert [list(row.cells) for row in (table.header, *table.rows)] == [[cell.strip() for cell in row] for row in rows]
    assert table.header == Row(1, ("role", "q1"))
