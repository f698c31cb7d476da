"""`make demo` at rest: the workspace and the bot together take less than 150 MB."""

from __future__ import annotations

import os
import select
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).parents[2]
MOST_KB = 150_000
#: At rest is what no longer grows by more than this while the clock ticks a few times.
STILL_KB, TICKS = 300, 5
START_SECONDS, REST_SECONDS = 60.0, 60.0

pytestmark = pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="memory is read where Linux tells it")


def status(pid: int, name: str) -> int:
    """A number that Linux tells of a process, 0 where the process is gone."""
    try:
        lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    except OSError:
        return 0
    return next((int(line.split()[1]) for line in lines if line.startswith(f"{name}:")), 0)


def family(pid: int) -> list[int]:
    """The process and those that it has started, and theirs."""
    processes = [int(entry.name) for entry in Path("/proc").iterdir() if entry.name.isdigit()]
    children = [one for one in processes if status(one, "PPid") == pid]
    return [pid, *(one for child in children for one in family(child))]


def taken(pid: int) -> int:
    """The resident memory of the whole family in kB; what they share counts for each of them."""
    return sum(status(one, "VmRSS") for one in family(pid))


def at_rest(pid: int) -> int:
    """The memory once it has stopped growing."""
    until, seen = time.monotonic() + REST_SECONDS, [taken(pid)]
    while len(seen) <= TICKS or seen[-1] - seen[-1 - TICKS] > STILL_KB:
        assert time.monotonic() < until, f"it does not stop growing: {seen}"
        select.select([], [], [], 1.0)
        seen.append(taken(pid))
    return seen[-1]


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[int]:
    """The demo as `make demo` starts it, once its page is there."""
    own = os.environ | {"PORT": "0", "PYTHONPATH": str(REPOSITORY)}
    started = subprocess.Popen(
        [sys.executable, "-m", "sandbox"],
        cwd=tmp_path_factory.mktemp("demo"),
        env=own,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
    )
    try:
        assert started.stdout is not None
        assert select.select([started.stdout], [], [], START_SECONDS)[0], "it does not start"
        assert started.stdout.readline().startswith(b"Anker is ready")
        yield started.pid
    finally:
        started.send_signal(signal.SIGTERM)
        started.communicate(timeout=START_SECONDS)


def test_the_workspace_and_the_bot_take_less_than_150_mb_at_rest(demo: int) -> None:
    assert at_rest(demo) < MOST_KB


def test_what_only_a_document_or_a_sheet_needs_is_not_loaded_before_somebody_asks_for_one(demo: int) -> None:
    loaded = Path(f"/proc/{demo}/maps").read_text()
    assert not [name for name in ("numpy", "lxml", "matplotlib", "PIL") if f"/site-packages/{name}/" in loaded]
