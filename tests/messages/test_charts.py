"""The picture of a result: what it holds, that it is told in words as well, and that nobody waits for it."""

from __future__ import annotations

import asyncio
import os
import signal
import struct
import subprocess
import sys
from collections.abc import AsyncIterator, Sequence
from concurrent.futures.process import BrokenProcessPool
from dataclasses import replace
from time import monotonic

import pytest
from hypothesis import given, settings

from domain.releases import TOTAL
from domain.scoring import Label
from messages import charts
from messages.charts import LONGEST_ALT, Charts, themes_alt, themes_painting
from messages.painting import BANDS, FILLS, WIDTH, Painting, Part, Row, paint
from messages.wording import Words
from tests.messages.results import Sample, nasty_samples, sample

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


def every_row(painting: Painting) -> list[Row]:
    return [row for part in painting.parts for row in part.rows]


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
    picture = await drawer.themes(one.round, one.release, DANISH)
    running = False
    await ticking
    assert picture is not None
    width, height = size(picture.png)
    assert (width, 900 < height < 2000) == (WIDTH, True)
    # Drawing takes a second or more; in this process it would have stood still for as long.
    assert longest < 0.5


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


def test_every_theme_has_a_row_with_its_points_under_its_label() -> None:
    one = sample(rate=0.7, seed=2)
    painting = themes_painting(one.round, one.release, DANISH)
    names = {theme.id: theme.name.da for theme in one.round.barometer.themes}
    figures = one.release.populations[TOTAL].themes
    assert {(row.name, row.points) for row in every_row(painting)} == {
        (names[theme], found.points) for theme, found in figures.items()
    }
    for part in painting.parts:
        assert all(figures[theme].label is part.label for theme in figures if names[theme] in _names(part.rows))
        assert [row.points for row in part.rows] == sorted((row.points or 0 for row in part.rows), reverse=True)


def _names(rows: Sequence[Row]) -> set[str]:
    return {row.name for row in rows}


def test_the_title_says_whose_result_it_is_and_how_many_answered() -> None:
    painting = themes_painting(sample().round, sample().release, DANISH)
    assert painting.title == "Børn og Familie"
    assert painting.subtitle == "23 af 23 har svaret. Skala 0-100 point."


def test_suffixes_stand_beside_the_bar_and_limits_in_the_heading() -> None:
    one = sample("15", seed=6)
    painting = themes_painting(one.round, one.release, DANISH)
    beside = {text for row in every_row(painting) for text in row.beside}
    assert "delte meninger" in beside
    assert {part.heading for part in painting.parts} <= {
        "Velimplementeret (75-100)",
        "Delvist implementeret (50-74)",
        "Ikke implementeret endnu (0-49)",
    }


def test_a_theme_that_is_not_shown_says_so_and_has_no_bar() -> None:
    one = sample("n", rate=1.0)
    shown = sample(rate=1.0)
    few = replace(shown, release=replace(shown.release, withheld=one.release.withheld))
    last = themes_painting(few.round, few.release, DANISH).parts[-1]
    assert last.heading == "For få svar"
    assert all(row.points is None for row in last.rows)


@given(nasty_samples())
@settings(max_examples=25, deadline=None)
def test_the_alternative_text_is_short_and_names_the_extremes(one: Sample) -> None:
    if TOTAL not in one.release.populations or not one.release.populations[TOTAL].themes:
        return
    alt = themes_alt(one.round, one.release, DANISH)
    points = [found.points for found in one.release.populations[TOTAL].themes.values()]
    assert 0 < len(alt) <= LONGEST_ALT
    assert f"{max(points)} point" in alt
    assert f"{min(points)} point" in alt


@pytest.mark.parametrize("name", ["Ærlig øl på åen", "$x^2$ & <b>", "W" * 75, "et langt navn " * 6])
def test_any_name_fits_into_the_picture(name: str) -> None:
    rows = (Row(name, 100, ("usikkert", "delte meninger")), Row(name, 0))
    painting = Painting(name, name, (Part(name, Label.WELL, rows), Part(name, None, (Row(name, None),))))
    assert size(paint(painting))[0] == WIDTH


def test_the_three_labels_differ_in_pattern_and_lightness_not_only_in_hue() -> None:
    patterns = [pattern for _, pattern in FILLS.values()]
    assert len(set(patterns)) == len(Label)
    bands = [int(colour[1:3], 16) + int(colour[3:5], 16) + int(colour[5:], 16) for _, _, colour in BANDS]
    assert bands == sorted(bands, reverse=True)
