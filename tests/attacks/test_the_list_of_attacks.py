"""The list of attacks in docs/privacy.md names tests that are there."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

HERE = Path(__file__).parent
PAGE = (HERE.parents[1] / "docs" / "privacy.md").read_text(encoding="utf-8")
ROWS = [[cell.strip() for cell in line.split("|")] for line in PAGE.splitlines() if re.match(r"\| A\d", line)]


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row[1])
def test_every_attack_of_the_page_has_its_tests(row: list[str]) -> None:
    files = re.findall(r"`(\w+\.py)`", row[4])
    text = "".join((HERE / name).read_text(encoding="utf-8") for name in files)
    first, _, last = row[1].replace(",", "-").partition("-")
    numbers = range(int(first[1:]), int((last.strip() or first)[1:]) + 1)
    assert all(re.search(rf"\bA{number}\b", text) for number in numbers)


def test_no_attack_is_left_out() -> None:
    listed = set(re.findall(r"\bA\d+\b", " ".join(row[1] for row in ROWS)))
    assert len(ROWS) > 15
    assert {"A1", "A2", "A3", "A4", "A5", "A9", "A10", "A22", "A23", "A24", "A25", "A26", "A31"} <= listed
