from __future__ import annotations

import time
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.cpr import find_contact, find_cpr

MILLION = 1_000_000


@pytest.mark.parametrize(
    "written",
    [
        "0101651234",
        "010165-1234",
        "010165 1234",
        "01 01 65 1234",
        "01.01.65-1234",
        "01/01/65/1234",
        "010165–1234",
        "010165 - 1234",
        "010165\u00a01234",
        "010165\u200b-\u200b1234",
        "０１０１６５－１２３４",
        "٠١٠١٦٥-١٢٣٤",
        "0\ufe0f\u20e31\ufe0f\u20e30165-1234",
        "610165-1234",
        "910165-1234",
        "290201-1234",
        "cpr010165-1234x",
    ],
)
def test_a_civil_registration_number_is_found_however_it_is_written(written: str) -> None:
    assert find_cpr(f"Vi talte om {written} i går") == (1,)


@pytest.mark.parametrize(
    "written",
    [
        "12345678",
        "20 24 12 34",
        "2024123456",
        "310265-1234",
        "310465-1234",
        "910465-1234",
        "300265-1234",
        "900265-1234",
        "320165-1234",
        "920165-1234",
        "600165-1234",
        "011365-1234",
        "010065-1234",
        "10101651234",
        "01016512345",
        "010165 -- - 1234",
        "010165\n1234",
        "1. januar 2027 kl. 14",
    ],
)
def test_other_numbers_are_left_alone(written: str) -> None:
    assert find_cpr(f"Vi talte om {written} i går") == ()


def test_a_number_without_a_valid_check_digit_is_found_all_the_same() -> None:
    assert all(find_cpr(f"010107-{last:04}") == (1,) for last in range(1000, 1011))


def test_a_number_is_found_right_after_one_that_cannot_be_a_date() -> None:
    assert find_cpr("31 02 010165 1234") == (1,)


def test_only_the_lines_are_told_and_never_a_digit() -> None:
    assert find_cpr("intet her\n010165-1234\nintet\n020265-1234 og 030365-1234") == (2, 4)


@given(st.text())
def test_any_text_can_be_searched(text: str) -> None:
    lines = range(1, text.count("\n") + 2)
    assert set(find_cpr(text)) | set(find_contact(text)) <= set(lines)


@given(
    parts=st.tuples(st.integers(1, 28), st.integers(1, 12), st.integers(0, 99), st.integers(0, 9999)),
    plus=st.sampled_from([0, 60]),
    gaps=st.tuples(*[st.text("-–./ \u00a0", max_size=3)] * 3),
    before=st.text(st.characters(exclude_categories=["Nd", "No", "Nl", "Cs"]), max_size=5),
)
def test_every_date_with_any_separators_is_found(
    parts: tuple[int, int, int, int], plus: int, gaps: tuple[str, str, str], before: str
) -> None:
    day, month, year, last = parts
    number = f"{day + plus:02}{gaps[0]}{month:02}{gaps[1]}{year:02}{gaps[2]}{last:04}"
    assert find_cpr(f"{before} {number} .")


@pytest.mark.parametrize(
    "written",
    ["skriv til mette@egelund.dk", "ring 23456789", "ring 23 45 67 89", "2345 6789", "+45 23 45 67 89", "+46701234567"],
)
def test_contact_details_are_warned_of(written: str) -> None:
    assert find_contact(f"første linje\n{written}") == (2,)


@pytest.mark.parametrize(
    "written", ["@mette", "kl. 14@ mødet", "sag 123456789", "år 2027", "3 af 4", "1-2-3", "mette@ho"]
)
def test_what_is_no_contact_detail_is_left_alone(written: str) -> None:
    assert find_contact(written) == ()


@pytest.mark.parametrize("find", [find_cpr, find_contact])
@pytest.mark.parametrize(
    "piece", ["0", "01 01 6", "01-", "a", "a@", "a.", "+4 ", " ", "\n", "é", "\u200b", "0101651234\n"]
)
def test_a_million_signs_are_searched_without_delay(find: Callable[[str], object], piece: str) -> None:
    text = piece * (MILLION // len(piece))
    started = time.process_time()
    find(text)
    assert time.process_time() - started < 1.0  # linear; a quadratic search would take minutes
