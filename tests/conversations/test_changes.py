"""Two rounds half a year apart, started, answered and closed as people do it: what the second one says of the first."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

import pytest

from domain.figures import ItemFigures
from domain.releases import TOTAL, Population, Release, Resolution
from domain.rounds import Round
from domain.scoring import ChangeWord
from handlers import releases
from messages.charts import Charts, Picture
from messages.sketches import Sketch
from tests.conversations.house import House
from tests.conversations.test_releases import hand_in, morning_after

HALF_A_YEAR = timedelta(days=182)
HIGHER = {ChangeWord.CLEARLY_HIGHER, ChangeWord.MAYBE_HIGHER, ChangeWord.TOO_FEW_TO_TELL}


@pytest.fixture(autouse=True)
def _drawn(monkeypatch: pytest.MonkeyPatch) -> None:
    """Pictures are another matter."""

    async def draw(_charts: Charts, sketches: Sequence[Sketch]) -> tuple[Picture, ...]:
        return tuple(Picture(b"\x89PNG tiny", one.alt) for one in sketches)

    monkeypatch.setattr(Charts, "draw", draw)


async def published(house: House, how_many: int, choices: str) -> Release:
    """A round that has run its course; so many have answered."""
    asked = await house.starts()
    await hand_in(house, asked, how_many, choices)
    await house.turn(asked.closes_at)
    await house.turn(morning_after(asked))
    return (await result_of(house, asked)).release


async def result_of(house: House, asked: Round) -> releases.Result:
    async with house.bot.desk.store.reads() as tx:
        found = await releases.posted(tx, asked.team, asked.id)
    assert found is not None
    return found


async def two_rounds(house: House, answered: tuple[int, int] = (23, 21)) -> tuple[Release, Release, Round]:
    """Both releases, and the second round; people are happier in it."""
    first = await published(house, answered[0], "1223")
    house.clock.at = morning_after(await house.round()) + HALF_A_YEAR
    second = await published(house, answered[1], "3445")
    return first, second, await house.round()


def in_numbers(release: Release, population: str, items: Sequence[str]) -> dict[str, ItemFigures]:
    """The items of a theme that are shown in numbers."""
    shown = release.populations.get(population, Population({}, {})).items
    return {item: shown[item] for item in items if item in shown and shown[item].resolution is not Resolution.WORDS}


async def test_the_second_release_has_words_where_both_rounds_allow_them_and_nowhere_else(house: House) -> None:
    first, second, asked = await two_rounds(house)
    assert first.change is None
    assert second.change is not None
    allowed = set()
    for population, shown in second.populations.items():
        for theme in asked.barometer.themes:
            before, now = (in_numbers(one, population, [item.id for item in theme.items]) for one in (first, second))
            enough = all(figures.n >= 10 for figures in (*before.values(), *now.values()))
            if theme.id in shown.themes and before.keys() == now.keys() and enough:
                allowed.add((population, theme.id))
    told = {(population, theme) for population, themes in second.change.items() for theme in themes}
    assert told == allowed
    assert {population for population, _ in told} == {TOTAL, "sagsbehandler"}


async def test_points_are_the_difference_of_what_both_rounds_show_and_the_word_follows_them(house: House) -> None:
    first, second, _ = await two_rounds(house)
    assert second.change is not None
    words = set()
    for population, themes in second.change.items():
        for theme, change in themes.items():
            before, now = (one.populations[population].themes[theme] for one in (first, second))
            assert change.points == pytest.approx(25 * (now.mean - before.mean), abs=1e-4)
            assert change.word in HIGHER
            words.add(change.word)
    assert ChangeWord.CLEARLY_HIGHER in words


async def test_after_a_round_in_which_few_answered_nothing_is_said_to_have_changed(house: House) -> None:
    first, second, _ = await two_rounds(house, (9, 21))
    assert first.populations
    assert second.change == {}
