from __future__ import annotations

from collections.abc import Sequence

import pytest

from domain.barometers import Barometer
from domain.sheets import Mistake, Where, Wrong, WrongSheet
from domain.tallies import Tally
from storage.count_sheets import Numbers, read_counts
from tests.domain.small_rounds import barometer, item
from tests.storage.workbooks import Cells, workbook

HEAD: Cells = ("item", "text", "group", 1, 2, 3, 4, 5, "na", "skipped")
#: q1 is asked of everybody, q2 of one role out of the group of two, and of the other group.
ASKED = barometer(
    [item("q1", ["leder", "faglig", "staff"]), item("q2", ["leder", "staff"])],
    groups={"heads": ["leder", "faglig"], "staff": ["staff"]},
)
SIZES: list[Cells] = [("group", "name", "invited", "responded"), ("heads", "", 6, 5), ("staff", "", 20, 12)]
COUNTS: list[Cells] = [
    ("q1", "Udsagn q1", "heads", 1, 1, 1, 1, 1, 0, 0),
    ("q1", None, "staff", 2, 2, 2, 2, 2, 1, None),
    ("q2", None, "heads", 0, 0, 0, 0, 3, None, None),
    ("q2", None, "Staff", 12, None, None, None, None, None, 0),
]


def sheet(counts: Sequence[Cells] = COUNTS, sizes: Sequence[Cells] = SIZES) -> bytes:
    return workbook({"Tal": [HEAD, *counts], "Svar": sizes})


def numbers(raw: bytes, asked: Barometer = ASKED) -> Numbers:
    return read_counts(raw, asked, "g")


def told(raw: bytes) -> list[tuple[Wrong, int, str]]:
    with pytest.raises(WrongSheet) as wrong:
        numbers(raw)
    mistakes: tuple[Mistake, ...] = wrong.value.mistakes
    return [(one.wrong, one.where.row, one.where.column) for one in mistakes]


def test_counts_are_read_and_those_who_skipped_are_the_rest_of_a_group() -> None:
    found = numbers(sheet())
    assert (found.responded, found.invited) == ({"heads": 5, "staff": 12}, {"heads": 6, "staff": 20})
    assert found.tallies == {
        "q1": {"heads": Tally((1, 1, 1, 1, 1)), "staff": Tally((2, 2, 2, 2, 2), 1, 1)},
        # Nobody knows how many of the group were asked, so nobody is taken to have skipped.
        "q2": {"heads": Tally((0, 0, 0, 0, 3)), "staff": Tally((12, 0, 0, 0, 0))},
    }


def test_a_csv_file_has_the_groups_beside_the_counts() -> None:
    head = "item;group;1;2;3;4;5;na;skipped;invited;responded\n"
    rows = "q1;heads;1;1;1;1;1;;;6;5\nq1;staff;2;2;2;2;2;1;1;20;12\nq2;heads;;;;;3;;;6;5\nq2;staff;12;;;;;;;;\n"
    assert numbers((head + rows).encode()) == numbers(sheet())


def test_the_danish_names_of_the_columns_are_known_as_well() -> None:
    head: Cells = ("Udsagn", "tekst", "gruppe", 1, 2, 3, 4, 5, "ved ikke", "Sprunget over")
    sizes: list[Cells] = [("Gruppe", "navn", "spurgt", "har  svaret"), *SIZES[1:]]
    assert numbers(workbook({"Tal": [head, *COUNTS], "Svar": sizes})) == numbers(sheet())


def test_a_group_twice_is_told_with_the_row_of_the_first() -> None:
    with pytest.raises(WrongSheet) as wrong:
        numbers(sheet([*COUNTS, ("q1", None, "staff", 1)], [*SIZES, SIZES[1]]))
    firsts = [(one.where, one.first) for one in wrong.value.mistakes if one.wrong is Wrong.TWICE]
    assert firsts == [
        (Where("Tal", 6, "group"), Where("Tal", 3, "group")),
        (Where("Svar", 4, "group"), Where("Svar", 2, "group")),
    ]


def test_an_item_without_any_number_was_not_measured() -> None:
    empty: list[Cells] = [("q2", None, "heads"), ("q2", None, "staff")]
    assert "q2" not in numbers(sheet([*COUNTS[:2], *empty])).tallies
    assert "q2" not in numbers(sheet(COUNTS[:2])).tallies


def test_those_invited_may_be_unknown_for_all_groups() -> None:
    unknown: list[Cells] = [("group", "responded"), ("heads", 5), ("staff", 12)]
    assert numbers(sheet(sizes=unknown)).invited is None


SIZE_MISTAKES: list[tuple[list[Cells], tuple[Wrong, int, str]]] = [
    ([("heads", "", 6, 5), ("staff", "", 11, 12)], (Wrong.MORE_THAN_INVITED, 3, "responded")),
    ([("heads", "", 6, 5), ("staff", "", None, 12)], (Wrong.MISSING, 3, "invited")),
    ([("heads", "", 6, 5), ("staff", "", 20, None)], (Wrong.MISSING, 3, "responded")),
    ([("heads", "", 6, 5), ("staff", "", 20, "tolv")], (Wrong.NO_NUMBER, 3, "responded")),
    ([("heads", "", 6, 5), ("staff", "", 20, 12), ("total", "", 1, 1)], (Wrong.UNKNOWN_GROUP, 4, "group")),
    ([("heads", "", 6, 5), ("staff", "", 20, 12), ("staff", "", 20, 12)], (Wrong.TWICE, 4, "group")),
    ([("heads", "", 6, 5)], (Wrong.NO_GROUP_ROW, 0, "")),
]


@pytest.mark.parametrize(("sizes", "mistake"), SIZE_MISTAKES)
def test_a_mistake_in_the_groups_is_told(sizes: list[Cells], mistake: tuple[Wrong, int, str]) -> None:
    assert mistake in told(sheet(sizes=[SIZES[0], *sizes]))


COUNT_MISTAKES: list[tuple[Cells, tuple[Wrong, int, str]]] = [
    (("q9", None, "staff", 1), (Wrong.UNKNOWN_ITEM, 6, "item")),
    (("q1", "En anden ordlyd", "staff", 1), (Wrong.OTHER_TEXT, 6, "text")),
    (("q1", None, "chefer", 1), (Wrong.UNKNOWN_GROUP, 6, "group")),
    (("q1", None, "staff", 1), (Wrong.TWICE, 6, "group")),
]


@pytest.mark.parametrize(("row", "mistake"), COUNT_MISTAKES)
def test_a_mistake_in_a_row_is_told(row: Cells, mistake: tuple[Wrong, int, str]) -> None:
    assert mistake in told(sheet([*COUNTS, row]))


@pytest.mark.parametrize("cell", ["3,5", "1.5", "-1", "−1", "１", "1e3", "alle", "1234567"])
def test_only_whole_numbers_are_counts(cell: str) -> None:
    assert told(sheet([("q1", None, "heads", 5), ("q1", None, "staff", cell)])) == [(Wrong.NO_NUMBER, 3, "1")]


def test_numbers_that_do_not_fit_the_group_are_told() -> None:
    assert told(sheet([("q1", None, "heads", 5), ("q1", None, "staff", 13)])) == [
        (Wrong.MORE_THAN_RESPONDED, 3, "group")
    ]
    assert told(sheet([("q1", None, "heads", 5), ("q1", None, "staff", 3, 0, 0, 0, 0, 0, 1)])) == [
        (Wrong.NOT_EVERYBODY, 3, "group")
    ]
    assert told(sheet([("q1", None, "staff", 12)])) == [(Wrong.NO_GROUP_ROW, 0, "group")]


def test_a_group_that_is_not_asked_an_item_has_no_row_of_it() -> None:
    only_staff = barometer(
        [item("q1", ["staff"]), item("q2", ["leder", "staff"])], groups={"l": ["leder"], "s": ["staff"]}
    )
    sizes: list[Cells] = [SIZES[0], ("l", "", 5, 5), ("s", "", 5, 5)]
    with pytest.raises(WrongSheet) as wrong:
        numbers(sheet([("q1", None, "l", 5)], sizes), only_staff)
    assert [one.wrong for one in wrong.value.mistakes] == [Wrong.NOT_ASKED]
