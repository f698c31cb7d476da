"""One answer, from the click to Slack's 200, and to the next item's card; Anker and bare Bolt in turn."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from time import perf_counter

from aiohttp import ClientSession, TCPConnector

from bench.figures import Sizes, Spread
from bench.processes import served
from bench.rounds import a_round, shipped_barometer
from bench.servers import serve_anker, serve_bare_bolt
from bench.slack import Clicks, SignedClick, StandIn, standing_in


@dataclass(frozen=True, slots=True)
class AnswerSpeed:
    """In milliseconds, of so many people who click at once: until the last of them has the 200, or the card.

    `ratio` is Anker's time by that of bare Bolt in the same repetition.
    """

    database: str
    at_once: int
    clicks: int
    bare_bolt_ms: Spread
    anker_ms: Spread
    ratio: Spread
    card_ms: Spread


@dataclass(frozen=True, slots=True)
class Press:
    """The moments of one click, in seconds; bare Bolt shows nothing."""

    begun: float
    answered: float
    shown: float


@dataclass(frozen=True, slots=True)
class Contestant:
    """One of the two; `slack` where its cards are waited for."""

    url: str
    session: ClientSession
    slack: StandIn | None = None

    async def press(self, click: SignedClick) -> Press:
        """Click, and wait for all that follows. Raises `RuntimeError` where that is not a 200 and a card."""
        card = self.slack.card_for(click.name) if self.slack else None
        begun = perf_counter()
        async with self.session.post(self.url, data=click.body, headers=click.headers) as response:
            await response.read()
            answered = perf_counter()
        if response.status != 200:
            raise RuntimeError(f"a click was answered with {response.status}")
        return Press(begun, answered, await card if card else answered)

    async def at_once(self, clicks: Sequence[SignedClick]) -> Press:
        """Of several clicks at the same moment: from the first one on, until the last one has what it waits for."""
        presses = await asyncio.gather(*(self.press(click) for click in clicks))
        return Press(
            min(press.begun for press in presses),
            max(press.answered for press in presses),
            max(press.shown for press in presses),
        )


async def measure(database: str, url: str, home: Path, sizes: Sizes) -> list[AnswerSpeed]:
    """One at a time, and many at once; keys are kept in `home`."""
    async with AsyncExitStack() as stack:
        slack = await stack.enter_async_context(standing_in())
        session = await stack.enter_async_context(ClientSession(connector=TCPConnector(limit=0)))
        asked = a_round(shipped_barometer())
        clicks = Clicks(asked, sizes.at_once, slack.url)
        bare = await stack.enter_async_context(served(serve_bare_bolt))
        anker = await stack.enter_async_context(served(serve_anker, home, url, slack.url, asked, sizes.at_once))
        contestants = Contestant(bare, session), Contestant(anker, session, slack)
        return [
            await _compared(database, contestants, clicks, 1, sizes.clicks, sizes.repetitions),
            await _compared(database, contestants, clicks, sizes.at_once, sizes.bursts, sizes.repetitions),
        ]


async def _compared(
    database: str,
    contestants: tuple[Contestant, Contestant],
    clicks: Clicks,
    at_once: int,
    times: int,
    repetitions: int,
) -> AnswerSpeed:
    bare, anker = contestants
    turns = [
        (await _turn(bare, clicks, at_once, times), await _turn(anker, clicks, at_once, times))
        for _ in range(1 + repetitions)
    ]
    counted = turns[1:]  # the first one warms up
    return AnswerSpeed(
        database=database,
        at_once=at_once,
        clicks=at_once * times,
        bare_bolt_ms=Spread.of([ours[0] for ours, _ in counted]),
        anker_ms=Spread.of([theirs[0] for _, theirs in counted]),
        ratio=Spread.of([theirs[0] / ours[0] for ours, theirs in counted]),
        card_ms=Spread.of([theirs[1] for _, theirs in counted]),
    )


async def _turn(contestant: Contestant, clicks: Clicks, at_once: int, times: int) -> tuple[float, float]:
    """The middle of so many times: milliseconds until the 200, and until the card."""
    presses = [await contestant.at_once([clicks.next() for _ in range(at_once)]) for _ in range(times)]
    return (
        median((press.answered - press.begun) * 1000 for press in presses),
        median((press.shown - press.begun) * 1000 for press in presses),
    )
