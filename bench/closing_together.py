"""Answers while many rounds close: what the seals of a whole town leave of the time of one click."""

from __future__ import annotations

import asyncio
from contextlib import AsyncExitStack
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from time import perf_counter

from aiohttp import ClientSession

from bench.answers import Contestant
from bench.closings import everybody_answers
from bench.figures import Sizes, Spread
from bench.processes import Listening, served
from bench.rounds import a_round, confirm, open_now, shipped_barometer, sqlite_in
from bench.servers import LOOPBACK, anker
from bench.slack import Clicks, standing_in
from bot.almanac import danish_workdays
from bot.app import serving
from domain.rounds import Round
from handlers import rounds, seals
from storage.database import Store

#: Files by which the two processes tell each other when to begin and when it is over.
BEGIN, OVER = "begin", "over"
#: So often they look for them, in seconds.
LOOKS = 0.005


@dataclass(frozen=True, slots=True)
class TogetherSpeed:
    """So many rounds of so many people close at once, in `seconds`; a click in milliseconds, before and meanwhile.

    Spreads are the middle, the fastest and the slowest of all clicks.
    """

    rounds: int
    people: int
    seconds: float
    clicks_meanwhile: int
    quiet_ms: Spread
    meanwhile_ms: Spread


def measure(home: Path, sizes: Sizes) -> TogetherSpeed:
    """`home` is an empty folder."""
    return asyncio.run(_measure(home, sizes))


async def _measure(home: Path, sizes: Sizes) -> TogetherSpeed:
    async with AsyncExitStack() as stack:
        slack = await stack.enter_async_context(standing_in())
        session = await stack.enter_async_context(ClientSession())
        asked = a_round(shipped_barometer())
        url = await stack.enter_async_context(served(serve_closing, home, slack.url, asked, sizes))
        clicks, contestant = Clicks(asked, sizes.at_once, slack.url), Contestant(url, session, slack)

        async def click() -> float:
            press = await contestant.press(clicks.next())
            return (press.answered - press.begun) * 1000

        for _ in range(sizes.clicks):  # warms up
            await click()
        quiet = [await click() for _ in range(sizes.clicks)]
        (home / BEGIN).touch()
        meanwhile = [await click()]
        while not (home / OVER).exists():
            meanwhile.append(await click())
        seconds = float((home / OVER).read_text(encoding="ascii"))
    spreads = Spread.of(quiet), Spread.of(meanwhile)
    return TogetherSpeed(sizes.together, sizes.department, seconds, len(meanwhile), *spreads)


async def serve_closing(listening: Listening, home: Path, slack_url: str, asked: Round, sizes: Sizes) -> None:
    """Anker with a round that takes clicks, and others whose time is over, which it seals when it is told to."""
    async with anker(home, sqlite_in(home), slack_url, asked, sizes.at_once) as bot:
        for number in range(sizes.together):
            await _close(bot.desk.store, a_round(asked.barometer, f"C0ROOM{number:03}"), sizes.department)
        async with serving(bot, LOOPBACK, 0) as port, asyncio.TaskGroup() as group:
            sealing = group.create_task(_seal_when_told(bot.desk.store, home, asked.closes_at))
            await listening(port)
            sealing.cancel()


async def _close(store: Store, other: Round, people: int) -> None:
    """A round in which everybody has answered and which takes no more answers."""
    await confirm(store, other, people)
    await everybody_answers(store, await open_now(store, other), people)
    async with store.writes() as tx:
        await rounds.close_when_due(tx, other.team, other.id)


async def _seal_when_told(store: Store, home: Path, now: datetime) -> None:
    while not (home / BEGIN).exists():  # noqa: ASYNC110 - another process leaves nothing else to wait for
        await asyncio.sleep(LOOKS)
    begun = perf_counter()
    await seals.seal_due(store, now, danish_workdays())
    (home / "seconds").write_text(str(perf_counter() - begun), encoding="ascii")
    (home / "seconds").rename(home / OVER)
