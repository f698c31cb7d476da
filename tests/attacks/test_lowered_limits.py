"""Attack A31: k lowered by a stored row, a setting, the environment, a content file or a round that says so."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from bot.settings import Settings
from domain.releases import release_of
from domain.sealing import Sealed
from storage.content import ContentError, load_barometers
from tests.attacks.departments import departments
from tests.messages.results import CONTENT, sample

ROOT = Path(__file__).parents[2]
#: What somebody might try.
NAMES = ("K", "k", "ANKER_K", "SMALLEST_K", "SMALLEST_DETAIL", "FEWEST_INVITED", "MINIMUM", "THRESHOLD", "DEBUG")
#: A round of four leaders, and of twenty among whom three are hidden, made into text by a process of its own.
PROGRAM = """
from tests.domain.small_rounds import one_item_release
for answers in ({"a": "1255"}, {"a": "125", "b": "12345" * 4, "c": "55555"}):
    print(one_item_release(answers).to_json())
"""


@pytest.mark.parametrize("k", [5, 4, 1, 0, -1, -(10**6)])
def test_any_k_below_five_is_five(k: int) -> None:
    for one in departments(20270601, 10):
        assert release_of(one.barometer, one.grouping, one.numbers, k) == one.release


@pytest.mark.parametrize("k", [6, 9, 12])
def test_a_raised_k_holds_for_every_figure(k: int) -> None:
    for one in departments(20270602, 10):
        raised = release_of(one.barometer, one.grouping, one.numbers, k)
        figures = [item for found in raised.populations.values() for item in found.items.values()]
        assert all(item.n >= k for item in figures)


@pytest.mark.parametrize("k", [4, 1, 0, -1])
def test_a_round_that_says_so_is_sealed_with_five(k: int) -> None:
    few = {"leder": 2, "faglig_leder": 2, "superbruger": 3, "sagsbehandler": 9}
    one = sample(invited=few)
    lowered = replace(one.round, k=k)
    assert Sealed.of(lowered, one.handed, ()).release == Sealed.of(one.round, one.handed, ()).release == one.release


def test_no_setting_is_about_it() -> None:
    described = " ".join(f"{name} {field.description}" for name, field in Settings.model_fields.items())
    assert not {"k", "threshold", "minimum", "smallest", "fewest"} & set(described.lower().replace("_", " ").split())


def test_nothing_in_the_environment_changes_what_is_released() -> None:
    released = [
        subprocess.run(
            [sys.executable, "-c", PROGRAM], cwd=ROOT, env={**os.environ, **lowered}, capture_output=True, check=True
        ).stdout
        for lowered in ({}, dict.fromkeys(NAMES, "1"))
    ]
    assert released[0] == released[1]
    assert b'"populations":{}' in released[0]


@pytest.mark.parametrize("name", ["k", "smallest", "anonymity"])
def test_the_start_is_refused_with_a_barometer_that_wants_less(tmp_path: Path, name: str) -> None:
    text = (CONTENT / "barometer-standard.yaml").read_text(encoding="utf-8")
    (tmp_path / "barometer-own.yaml").write_text(f"{name}: 1\n{text}", encoding="utf-8")
    with pytest.raises(ContentError, match="is not known here"):
        load_barometers([tmp_path])
