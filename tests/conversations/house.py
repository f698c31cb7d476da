"""The bot and a workspace together, over HTTP, by one clock that a test turns."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from time import monotonic
from typing import Any, Literal

from sqlalchemy import text

from bot.app import Bot, running, serving
from domain.people import Department, Named
from domain.rounds import Round
from sandbox.delivery import Answer
from sandbox.demo import demo_app, demo_settings, name_people
from sandbox.limits import TRIGGER_SECONDS
from sandbox.message import Message
from sandbox.seats import Seat
from sandbox.server import running as workspace_running
from sandbox.town import DEPARTMENT, EVERYONE, Town, town
from sandbox.views import View
from sandbox.workspace import Workspace
from storage import people, rounds
from tests.prepared import lasting_charts, prepare

#: Signed requests to the bot's address, or the connections that the bot opens.
Road = Literal["http", "socket"]
#: Seconds that an answer may take, and a trigger lives: a busy machine is nothing that a conversation is about.
PATIENCE = 60.0
HERE = f"#{DEPARTMENT}"
#: Where everybody is, and Anker is not: who leads from above writes here.
COMMONS = f"#{EVERYONE}"
MONDAY_MORNING = datetime(2027, 1, 11, 8, tzinfo=UTC)


@dataclass
class TestClock:
    """Stands still until a test turns it; whoever waits for a moment makes it come."""

    __test__ = False
    at: datetime = MONDAY_MORNING

    def now(self) -> datetime:
        return self.at

    async def until(self, moment: datetime) -> None:
        await asyncio.sleep(0)
        self.at = max(self.at, moment)


class Someone:
    """A person whose every act is over when the app has done all that it set going."""

    def __init__(self, seat: Seat, bot: Bot) -> None:
        self.seat = seat
        self.bot = bot

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401 - everything else is the seat's own
        return getattr(self.seat, name)

    def has_read(self, channel: str | None = None) -> str:
        """All that others have written to this person there, old messages too: what is not in it was never said."""
        return "\n".join(message.visible for message in self.seat.messages(channel) if message.user != self.seat.id)

    async def types(self, line: str, channel: str | None = HERE) -> Answer:
        return await self._settled(await self.seat.types(line, channel=channel))

    async def writes(self, text: str, channel: str | None = None) -> Answer:
        return await self._settled(await self.seat.writes(text, channel=channel))

    async def uploads(self, name: str, data: bytes, channel: str | None = None) -> Answer:
        return await self._settled(await self.seat.uploads(name, data, channel=channel))

    async def attaches(self, label: str, name: str, data: bytes) -> Answer:
        """Put a file into a file field of the open window; the app hears of it with the submission."""
        return await self.seat.attaches(label, name, data)

    async def clicks(
        self, label: str, on: Message | View | None = None, channel: str | None = None, beside: str = ""
    ) -> Answer:
        return await self._settled(await self.seat.clicks(label, on=on, channel=channel, beside=beside))

    async def chooses(self, *args: Any, **kwargs: Any) -> Answer:  # noqa: ANN401 - as the seat has it
        return await self._settled(await self.seat.chooses(*args, **kwargs))

    async def submits(self) -> Answer:
        return await self._settled(await self.seat.submits())

    async def _settled(self, answer: Answer) -> Answer:
        await self.bot.desk.background.finish()
        return answer


@dataclass
class House:
    """Bot and workspace, and what a test does with both."""

    workspace: Workspace
    bot: Bot
    clock: TestClock
    home: Path
    people: dict[str, Someone] = field(default_factory=dict)

    def person(self, name: str) -> Someone:
        return self.people.setdefault(name, Someone(self.workspace.person(name), self.bot))

    async def due(self) -> None:
        """What the clock would do now; several times, for what one thing sets going for the next.

        Seconds pass in between: a message to a channel waits for the one before it.
        """
        for _ in range(4):
            self.clock.at += timedelta(seconds=2)
            await self.bot.do_due_work()
            await self.bot.desk.background.finish()

    async def turn(self, to: datetime | None = None, **forward: float) -> None:
        """Turn the clock and do what is then due."""
        self.clock.at = to or self.clock.at + timedelta(**forward)
        await self.due()

    async def starts(self, by: str = "Mette", channel: str = HERE, days: tuple[date, date] | None = None) -> Round:
        """A round is started, and is open if it opens today: with what is proposed, or on the `days` chosen instead."""
        leader = self.person(by)
        await leader.types("/barometer start", channel=channel)
        for day, label in zip(days or (), ("Åbner", "Lukker"), strict=False):
            await leader.chooses(day.isoformat(), for_=label)
        await leader.submits()
        await leader.submits()
        await leader.seat.closes_all()
        await self.due()
        return await self.round(channel)

    async def round(self, channel: str = HERE) -> Round:
        async with self.bot.desk.store.reads() as tx:
            found = await rounds.in_channel(tx, self.bot.desk.team, self.workspace.channel(channel.lstrip("#")).id)
        return found[0]

    async def rows(self, table: str) -> int:
        """How many rows a table holds."""
        async with self.bot.desk.store.reads() as tx:
            return int(await tx.session.scalar(text(f"SELECT count(*) FROM {table}")) or 0)  # noqa: S608

    def invitation(self, who: Someone) -> Message:
        """The message in which somebody is asked, whatever it has become meanwhile."""
        asked = ("Barometer i", "Barometeret i", "Udsagn", "Afleveret", "Rettet")
        messages: list[Message] = who.messages()
        return next(message for message in messages if message.text.startswith(asked))

    async def answers(self, name: str, label: str = "Enig") -> None:
        """Somebody answers every item with the same choice."""
        who = self.person(name)
        await who.clicks("Begynd", on=self.invitation(who))
        while "Udsagn" in (card := self.invitation(who)).text:
            await who.clicks(label, on=card)

    async def name(self, channel: str = HERE, department: Department | None = None, **named: Any) -> None:  # noqa: ANN401
        """Store rights and a department list as an administrator would have them."""
        place = self.workspace.channel(channel.lstrip("#")).id
        async with self.bot.desk.store.writes() as tx:
            if named:
                await people.save_named(tx, self.bot.desk.team, place, Named(**named))
            if department:
                await people.save_department(tx, self.bot.desk.team, place, department)


def unhurried() -> float:
    """Seconds of which so few pass that what lives three of them lives as long as our patience."""
    return monotonic() * TRIGGER_SECONDS / PATIENCE


@asynccontextmanager
async def built(
    home: Path,
    place: Town | None = None,
    database_url: str | None = None,
    clock: TestClock | None = None,
    seconds: Callable[[], float] = unhurried,
    road: Road = "http",
) -> AsyncIterator[House]:
    """A house of its own, let go at the end; `seconds` is what triggers and response_urls live by, and `road` is how
    what happens in the workspace reaches the bot.
    """
    clock = clock or TestClock()
    async with AsyncExitStack() as stack:
        opened = workspace_running(clock, demo_app(socket_mode=road == "socket"), place or town(), seconds=seconds)
        workspace = await stack.enter_async_context(opened)
        settings = demo_settings(workspace, home)
        if database_url:
            settings.database_url = database_url
        workspace.delivery.answer_seconds = PATIENCE
        prepare(settings.database_url)
        bot = await stack.enter_async_context(running(settings, clock, lasting_charts()))
        await name_people(bot, workspace)
        port = await stack.enter_async_context(serving(bot, "127.0.0.1", 0))
        workspace.app.request_url = f"http://127.0.0.1:{port}/slack/events"  # in Socket Mode nobody is let in there
        yield House(workspace, bot, clock, home)
