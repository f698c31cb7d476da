"""That the benchmark measures what it says; how fast anything is depends on the machine and is asserted nowhere."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NoReturn

import pytest

from bench import __main__ as bench
from bench import answers, closing_together, courses, large_rounds, postgres, walks
from bench.answers import AnswerSpeed
from bench.closing_together import TogetherSpeed
from bench.courses import CourseSpeed
from bench.figures import Sizes, Spread
from bench.large_rounds import ClosingSpeed, OpeningSpeed
from bench.rounds import barometer_of
from bench.walks import WalkSpeed

ROUNDS = {"people": 6, "items": 9, "rounds": 1, "together": 2, "department": 5}
COURSES = {"courses": 4, "due": 2, "few_rows": 10, "many_rows": 100}
TINY = Sizes(clicks=2, at_once=5, bursts=1, repetitions=1, **ROUNDS, **COURSES)
WIDE, NARROW = Spread(120.0, 110.0, 130.0), Spread(1.5, 1.25, 1.75)
SPREAD = {"median": float, "lowest": float, "highest": float}
ANSWERS = {
    "database": str,
    "at_once": int,
    "clicks": int,
    "bare_bolt_ms": SPREAD,
    "anker_ms": SPREAD,
    "ratio": SPREAD,
    "card_ms": SPREAD,
}
REPORT = {
    "machine": {"cores": int, "python": str, "system": str},
    "synced_write_ms": float,
    "answers": [ANSWERS] * 4,
    "opening": {"people": int, "rows": int, "seconds": SPREAD},
    "closing": {"people": int, "items": int, "seconds": SPREAD, "memory_before": SPREAD, "memory_peak": SPREAD},
    "together": {
        "rounds": int,
        "people": int,
        "seconds": float,
        "clicks_meanwhile": int,
        "quiet_ms": SPREAD,
        "meanwhile_ms": SPREAD,
    },
    "walk": {
        "people": int,
        "wordings": int,
        "characters": int,
        **dict.fromkeys(("status", "review", "word", "markdown"), SPREAD),
    },
    "courses": [
        {
            "database": str,
            **dict.fromkeys(("courses", "due", "few_rows", "many_rows"), int),
            **dict.fromkeys(("few_ms", "many_ms", "ratio", "idle_few_ms", "idle_many_ms", "idle_ratio"), SPREAD),
        }
    ]
    * 2,
    "notes": [],
}


def shape(value: Any) -> Any:  # noqa: ANN401 - whatever JSON holds
    """Of what types the value is made."""
    if isinstance(value, dict):
        return {key: shape(inner) for key, inner in value.items()}
    return [shape(inner) for inner in value] if isinstance(value, list) else type(value)


@pytest.fixture
def tests_own_server(postgres_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """The tests' own server in place of one that is started for the benchmark."""

    @contextmanager
    def running(_: Path) -> Iterator[str]:
        yield postgres_url

    monkeypatch.setattr(postgres, "running", running)


@pytest.mark.usefixtures("tests_own_server")
def test_json_is_all_that_is_printed_and_has_every_measurement(capfd: pytest.CaptureFixture[str]) -> None:
    assert bench.main(["--json"], TINY) == 0
    told = json.loads(capfd.readouterr().out)
    assert shape(told) == REPORT
    runs = [(run["database"], run["at_once"], run["clicks"]) for run in told["answers"]]
    assert runs == [("SQLite", 1, 2), ("SQLite", 5, 5), ("PostgreSQL", 1, 2), ("PostgreSQL", 5, 5)]
    # A sitting, a place on the roster and an invitation for each; the channel and the coordinator are told.
    assert told["opening"]["rows"] == 6 * 3 + 2
    assert all(run["ratio"]["median"] > 0 for run in told["answers"])
    assert [tick["database"] for tick in told["courses"]] == ["SQLite", "PostgreSQL"]
    assert all(tick["ratio"]["median"] > 0 and tick["idle_ratio"]["median"] > 0 for tick in told["courses"])
    assert (told["walk"]["people"], told["walk"]["wordings"], told["walk"]["characters"]) == (12, 320, 64_000)


def test_without_postgresql_the_table_ends_with_the_reason(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def running(_: Path) -> NoReturn:
        raise postgres.CannotStart("OSError: no such program")

    async def answered(database: str, *_: object) -> list[AnswerSpeed]:
        return [AnswerSpeed(database, 30, 60, WIDE, WIDE, NARROW, WIDE)]

    async def looked(database: str, *_: object) -> CourseSpeed:
        return CourseSpeed(database, 5000, 20, 1000, 1_000_000, WIDE, WIDE, NARROW, *[NARROW] * 3)

    rounds = OpeningSpeed(1000, 3002, NARROW), ClosingSpeed(1000, 40, NARROW, WIDE, WIDE)
    monkeypatch.setattr(postgres, "running", running)
    monkeypatch.setattr(answers, "measure", answered)
    monkeypatch.setattr(courses, "measure", looked)
    monkeypatch.setattr(large_rounds, "measure", lambda *_: rounds)
    monkeypatch.setattr(closing_together, "measure", lambda *_: TogetherSpeed(20, 60, 1.25, 9, NARROW, WIDE))
    walk = WalkSpeed(12, 320, 64_000, NARROW, NARROW, NARROW, NARROW)
    monkeypatch.setattr(walks, "measure", lambda *_: walk)
    assert bench.main([], TINY) == 0
    told = capsys.readouterr().out.splitlines()
    assert [line.split() for line in told if line.startswith("SQLite, 30")] == [
        ["SQLite,", "30", "at", "once", *["120", "(110-130)"] * 2, "1.50", "(1.25-1.75)", "120", "(110-130)"]
    ]
    assert "A round of 1000 opened, 3002 rows: 1.50 (1.25-1.75) s" in told
    assert told[-4] == (
        "20 rounds of 60 closed and published at once: 1.25 s; "
        "a click takes 120 (110-130) ms meanwhile, 1.50 (1.25-1.75) ms otherwise"
    )
    assert told[-2] == (
        "SQLite, 5000 courses, 20 due: 120 (110-130) ms beside 1000 rows, 120 (110-130) ms beside 1000000, "
        "x 1.50 (1.25-1.75); "
        "none due: 1.50 (1.25-1.75) ms, 1.50 (1.25-1.75) ms, x 1.50 (1.25-1.75)"
    )
    assert told[-3].startswith("A template of 12 people, 320 wordings, 64000 characters: status 1.50 (1.25-1.75) s")
    assert told[-1] == "PostgreSQL is left out, it did not start: OSError: no such program"


@pytest.mark.parametrize("items", [1, 9, 40])
def test_a_barometer_of_any_size_asks_everybody_everything(items: int) -> None:
    barometer = barometer_of(items)
    assert len({item.id for item in barometer.items}) == items
    assert {len(barometer.items_for(role.id)) for role in barometer.roles} == {items}
