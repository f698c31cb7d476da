"""The picture of a result: what it holds, that it is told in words as well, and that nobody waits for it."""

from __future__ import annotations

import asyncio
import os
import signal
import struct
import subprocess
import sys
from collections.abc import AsyncIterator
from concurrent.futures.process import BrokenProcessPool
from time import monotonic

import pytest

from messages import charts
from messages.charts import Charts
from messages.painting.pen import WIDTH
from messages.wording import Words
from tests.messages.results import sample

DANISH = Words()
PNG = b"\x89PNG\r\n\x1a\n"


@pytest.fixture
async def drawer() -> AsyncIterator[Charts]:
    made = Charts()
    yield made
    made.close()


def size(png: bytes) -> tuple[int, int]:
    """Width and height, from the first chunk of a PNG."""
    assert png.startswith(PNG)
    width, height = struct.unpack(">II", png[16:24])
    return width, height


async def test_a_release_becomes_a_png_while_the_event_loop_goes_on(drawer: Charts) -> None:
    one = sample(rate=0.8)
    longest, running = 0.0, True

    async def tick() -> None:
        nonlocal longest
        while running:
            before = monotonic()
            await asyncio.sleep(0.005)
            longest = max(longest, monotonic() - before)

    ticking = asyncio.create_task(tick())
    began = monotonic()
    picture = await drawer.themes(one.round, one.release, DANISH)
    drawn_in = monotonic() - began
    running = False
    await ticking
    assert picture is not None
    width, height = size(picture.png)
    assert (width, 900 < height < 2000) == (WIDTH, True)
    # In this process the loop would have stood still for as long as the drawing took.
    assert longest < drawn_in / 2


async def test_nothing_is_drawn_where_nothing_may_be_shown(drawer: Charts) -> None:
    nothing = sample(rate=0.1, seed=4)
    assert await drawer.themes(nothing.round, nothing.release, DANISH) is None


async def test_a_drawing_process_that_was_killed_is_replaced(drawer: Charts) -> None:
    one = sample()
    await drawer.themes(one.round, one.release, DANISH)
    assert drawer._pool is not None
    for pid in list(drawer._pool._processes):
        os.kill(pid, signal.SIGKILL)
    with pytest.raises(BrokenProcessPool):
        await drawer.themes(one.round, one.release, DANISH)
    assert await drawer.themes(one.round, one.release, DANISH) is not None


async def test_an_idle_drawing_process_is_let_go(drawer: Charts, monkeypatch: pytest.MonkeyPatch) -> None:
    let_go, close = asyncio.Event(), Charts.close

    def close_and_tell(one: Charts, *, wait: bool = True) -> None:
        close(one, wait=wait)
        let_go.set()

    monkeypatch.setattr(charts, "IDLE_SECONDS", 0.01)
    monkeypatch.setattr(Charts, "close", close_and_tell)
    one = sample()
    await drawer.themes(one.round, one.release, DANISH)
    await asyncio.wait_for(let_go.wait(), 5)
    assert drawer._pool is None


def test_the_bot_itself_never_loads_the_drawing_library() -> None:
    code = "import sys, handlers.slack.releases; sys.exit('matplotlib' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
