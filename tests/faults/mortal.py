"""Bots on one database that are killed at any step of their work, and started again, while a test's clock runs."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

from bot.app import Bot, running
from handlers.slack import MAKERS, course_reminders, outbox
from sandbox.demo import demo_settings
from storage.database import Tx
from tests.conversations.house import House


class Killed(Exception):  # noqa: N818 - the name is the sentence
    """The process is not there any more: nothing that it was about to do is done."""


@dataclass
class Life:
    """So many steps more does it live; None: until it is told."""

    left: int | None = None
    is_over: bool = False

    def step(self) -> None:
        if not self.is_over and self.left is not None:
            self.left -= 1
            self.is_over = self.left < 0
        if self.is_over:
            raise Killed


@dataclass
class Process:
    """A clock process of the house, on the house's database and keys."""

    house: House
    bot: Bot | None = None
    life: Life = field(default_factory=Life)
    kills: int = 0
    _stack: AsyncExitStack = field(default_factory=AsyncExitStack)

    async def starts(self) -> None:
        settings = demo_settings(self.house.workspace, self.house.home)
        settings.database_url = self.house.bot.desk.store.engine.url.render_as_string(hide_password=False)
        self.life = Life()
        self.bot = await self._stack.enter_async_context(running(settings, self.house.clock))
        _make_mortal(self.bot, self.life)

    async def stops(self) -> None:
        await self._stack.aclose()
        self.bot, self._stack = None, AsyncExitStack()

    async def ticks(self) -> None:
        """What courses have to say now is said; whoever is killed in the middle of it is started again."""
        if self.bot is None:
            return
        try:
            await course_reminders.remind_due(self.bot.desk)
            await outbox.deliver(self.bot.desk, MAKERS, self.bot.name)
        except Killed:
            self.kills += 1
            await self.stops()
            await self.starts()


@asynccontextmanager
async def processes(house: House, count: int) -> AsyncIterator[list[Process]]:
    """So many processes beside the house's own bot, which only listens."""
    found = [Process(house) for _ in range(count)]
    try:
        for one in found:
            await one.starts()
        yield found
    finally:
        for one in found:
            await one.stops()


async def all_tick(found: list[Process]) -> None:
    await asyncio.gather(*(one.ticks() for one in found))


def _make_mortal(bot: Bot, life: Life) -> None:
    """It may die before a transaction begins, before and after it is committed, and before and after a call."""
    store, slack = bot.desk.store, bot.desk.slack
    writes, reads, call = store.writes, store.reads, slack.api_call

    @asynccontextmanager
    async def mortal_writes() -> AsyncIterator[Tx]:
        life.step()
        async with writes() as tx:
            yield tx
            life.step()
        life.step()

    @asynccontextmanager
    async def mortal_reads() -> AsyncIterator[Tx]:
        life.step()
        async with reads() as tx:
            yield tx

    async def mortal_call(*given: Any, **named: Any) -> Any:  # noqa: ANN401 - as the client has it
        life.step()
        answer = await call(*given, **named)
        life.step()
        return answer

    for place, name, mortal in (
        (store, "writes", mortal_writes),
        (store, "reads", mortal_reads),
        (slack, "api_call", mortal_call),
    ):
        setattr(place, name, mortal)
