"""Attack A26: whoever may fetch the files, or reads the cards, learns what the release says and not a number more."""

from __future__ import annotations

import ast
import random
from collections.abc import Iterator, Mapping
from dataclasses import replace
from io import BytesIO
from itertools import chain
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

import messages
from messages.wording import Words
from messages.workbooks import excel_file
from tests.attacks.departments import Department, departments, next_round
from tests.attacks.reconstruction import Sight, Verdict, sights
from tests.messages.office import check_that_nothing_is_hidden
from tests.messages.results import Sample, a_round, compared

Rows = list[dict[str, Any]]
#: What holds answers or counts that were not decided upon yet.
RAW = frozenset({"domain.tallies", "domain.counting", "domain.sealing", "domain.unsafe"})


def as_sample(department: Department) -> Sample:
    asked = replace(a_round(department.barometer, department.invited), grouping=department.grouping)
    return Sample(asked, department.release, department.handed_in)


def random_results(seed: int, count: int) -> Iterator[tuple[Department, Sample]]:
    """Second rounds of random departments, with what changed."""
    rng = random.Random(seed)
    for before in departments(seed, count):
        after = next_round(rng, before)
        yield after, compared(as_sample(before), as_sample(after))


def sheets(file: bytes) -> dict[str, Rows]:
    """Every table of the file, hidden or not, by the names of its columns."""
    book = load_workbook(BytesIO(file))
    tables = {}
    for sheet in book.worksheets:
        names, *rows = sheet.iter_rows(values_only=True)
        tables[sheet.title] = [dict(zip(map(str, names), row, strict=True)) for row in rows]
    return tables


def numbers(value: object) -> Iterator[float]:
    """Every number in nested values."""
    if isinstance(value, Mapping):
        yield from numbers(list(value.values()))
    elif isinstance(value, list | tuple):
        yield from chain.from_iterable(numbers(one) for one in value)
    elif isinstance(value, int | float) and not isinstance(value, bool):
        yield value


def test_every_number_of_an_excel_file_is_one_of_the_release_in_the_same_place() -> None:
    for _, result in random_results(20270501, 12):
        released, tables = result.release.as_dict(), sheets(excel_file(result.round, result.release, Words("da")))
        about = {result.round.barometer.version, *numbers(released["response"])}
        for row in tables["Tal"]:
            figures = released["populations"][row["gruppe_id"]]["items"][row["udsagn_id"]]
            ranks = [one["rank"] for one in released["ranking"] if one["item"] == row["udsagn_id"]]
            # Of single levels the classes are sums; whether an item is reversed stands as 0 or 1.
            allowed = about | {0, 1, *ranks, *numbers(figures), *in_three(figures)}
            assert {*numbers(row)} <= allowed
        for row in tables["Temaer"]:
            population, theme = row["gruppe_id"], row["tema_id"]
            change = released.get("change", {}).get(population, {}).get(theme, {})
            figures = released["populations"][population]["themes"][theme]
            assert {*numbers(row)} <= about | {0, 1, *numbers(figures), *numbers(change)}
        assert all({*numbers(row)} <= about for row in tables["Tilbageholdt"])
        assert len(tables["Tilbageholdt"]) == len(released["withheld"])


def in_three(figures: Mapping[str, Any]) -> tuple[int, ...]:
    counts = figures.get("counts")
    return (counts[0] + counts[1], counts[2], counts[3] + counts[4]) if counts else ()


def test_an_excel_file_can_be_attacked_like_the_release_and_tells_no_more() -> None:
    """A2 from the numbers that stand in the file."""
    for department, result in random_results(20270502, 8):
        rows = sheets(excel_file(result.round, result.release, Words("da")))["Tal"]
        for read, kept in zip(
            sights(department, as_published(rows)), sights(department, result.release.as_dict()), strict=True
        ):
            assert {roles for roles, _ in read.shown} == {roles for roles, _ in kept.shown}
            assert not [*Verdict(with_words(read, kept)).leaks()]


def as_published(rows: Rows) -> dict[str, Any]:
    """The figures of a file as an attacker types them off."""
    populations: dict[str, Any] = {}
    for row in rows:
        found = populations.setdefault(row["gruppe_id"], {"items": {}})
        found["items"][row["udsagn_id"]] = figures_of(row)
    return {"populations": populations}


def figures_of(row: Mapping[str, Any]) -> dict[str, Any]:
    figures: dict[str, Any] = {"n": row["n"], "reversed": bool(row["omvendt"])}
    if row["antal_1"] is not None:
        figures["counts"] = [row[f"antal_{level}"] for level in range(1, 6)]
        figures["percent"] = [row[f"procent_{level}"] for level in range(1, 6)]
    elif row["antal_uenig"] is not None:
        figures["bins"] = [row[f"antal_{name}"] for name in ("uenig", "hverken", "enig")]
        figures["percent"] = [row[f"procent_{name}"] for name in ("uenig", "hverken", "enig")]
    if row["gennemsnit"] is not None:
        figures |= {"mean": row["gennemsnit"], "points": row["point"]}
    return figures


def with_words(read: Sight, kept: Sight) -> Sight:
    """Words are read as the release has them; the file says them as a sentence."""
    said = {roles: figures["words"] for roles, figures in kept.shown if "words" in figures}
    shown = tuple(
        (roles, {**figures, "words": said[roles]} if roles in said else figures) for roles, figures in read.shown
    )
    return Sight(read.answers, shown)


def test_files_of_random_departments_hide_nothing() -> None:
    for _, result in random_results(20270503, 3):
        check_that_nothing_is_hidden(excel_file(result.round, result.release, Words("da")))


@pytest.mark.parametrize("path", sorted(Path(str(messages.__path__[0])).rglob("*.py")), ids=lambda path: path.stem)
def test_nothing_that_people_see_is_made_from_anything_rawer_than_a_release(path: Path) -> None:
    """Cards, windows, pictures, alternative texts and files cannot even name an answer that was counted."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            found |= {one.name for one in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found |= {node.module, *(f"{node.module}.{one.name}" for one in node.names)}
    assert not found & RAW
