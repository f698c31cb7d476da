"""Messages of the outbox on their way into a workspace that goes wrong: one open round, and posts added to it."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path

from sqlalchemy import select

from bot.app import Bot, running
from domain.people import Invited
from domain.rounds import Round, RoundState
from handlers.slack import MAKERS, outbox
from handlers.slack.desk import Desk
from handlers.slack.requests import Made, Makers
from messages.slack.cards import Card, section
from sandbox.demo import demo_settings
from sandbox.message import Message
from sandbox.town import DEPARTMENT
from storage import outbox as stored
from storage.outbox import SETTLED, Claimed, Post
from storage.rounds import new_round_id
from storage.tables import OutboxRow
from tests.conversations.house import House, built
from tests.faults.orderly_clock import OrderlyClock
from tests.storage.samples import stored_round

SECOND, MINUTE, HOUR = timedelta(seconds=1), timedelta(minutes=1), timedelta(hours=1)
#: When a message of unknown outcome is looked for at last: the wait, and what chance adds to it.
LOOKED_FOR = SETTLED + 3 * SECOND
#: Nothing listens there.
NOWHERE = "http://127.0.0.1:1/api/"


@dataclass
class Outgoing:
    """A house with an open round whose own messages have arrived, and what a test sends from there on."""

    house: House
    clock: OrderlyClock
    round: Round
    makers: dict[str, object]
    before: Mapping[str, int]

    @property
    def here(self) -> str:
        """The department's channel, by id."""
        return self.house.workspace.channel(DEPARTMENT).id

    @property
    def now(self) -> datetime:
        return self.clock.at

    def person(self, name: str) -> str:
        return self.house.workspace.person(name).id

    async def to_channel(self, *keys: str, kind: str = "rounds.opened", not_after: datetime | None = None) -> None:
        """So many messages to the department's channel; one where no key is given."""
        made = self._post(kind, channel=self.here, not_after=not_after)
        await self._add(replace(made, dedupe_key=key) for key in keys or ("one",))

    async def to_each(self, key: str, users: Iterable[str]) -> None:
        """The same message to so many people, asked or not."""
        await self._add(
            replace(self._post("rounds.started", channel=user), dedupe_key=f"{key}:{user}") for user in users
        )

    async def to_person(self, name: str = "Ida", kind: str = "rounds.invitation") -> None:
        """A message to somebody who is asked, sealed as invitations and reminders are."""
        made = self._post(kind, person=self.person(name), round=self.round, not_after=self.round.closes_at)
        await self._add([replace(made, dedupe_key=f"{kind} to {name}")])

    def _post(self, kind: str, **where: object) -> Post:
        about = {"round": self.round.id}
        return replace(Post("one", self.round.team, kind, self.now, subject=about), **where)  # type: ignore[arg-type]

    async def _add(self, posts: Iterable[Post]) -> None:
        async with self.house.bot.desk.store.writes() as tx:
            assert await stored.add(tx, posts)

    async def send(self, after: timedelta = SECOND, bot: Bot | None = None) -> None:
        """Let time pass, and send what is due then."""
        self.clock.at += after
        by = bot or self.house.bot
        await outbox.deliver(by.desk, self._makers, by.name)

    async def send_for(self, time: timedelta, step: timedelta = 4 * MINUTE) -> None:
        """Let so much time pass, and send whatever becomes due in it."""
        end = self.now + time
        while self.now < end:
            await self.send(after=step)

    @property
    def _makers(self) -> Makers:
        return self.makers  # type: ignore[return-value]

    async def rows(self, *states: str) -> list[OutboxRow]:
        """The rows in these states, oldest first."""
        async with self.house.bot.desk.store.reads() as tx:
            query = select(OutboxRow).where(OutboxRow.state.in_(states)).order_by(OutboxRow.id)
            return list(await tx.session.scalars(query))

    async def waiting(self) -> list[OutboxRow]:
        return await self.rows("pending", "sending")

    async def dead(self) -> list[tuple[str, str | None]]:
        """What was given up: the kind, and why."""
        return [(row.kind, row.error) for row in await self.rows("dead")]

    def arrived(self, name: str | None = None) -> list[Message]:
        """What the bot has posted since the round's own messages: in somebody's direct message, or in the channel."""
        room = self.house.workspace.direct(self.person(name)) if name else self.house.workspace.channels[self.here]
        posts = [m for m in room.posts.values() if m.user == self.house.workspace.app.bot_user]
        return posts[self.before.get(room.id, 0) :]

    def calls(self, method: str = "chat.postMessage") -> int:
        return sum(exchange.what == method for exchange in self.house.workspace.log)

    def disappears(self) -> None:
        """Slack is not there any more."""
        self.house.bot.desk.slack.base_url = NOWHERE

    def comes_back(self) -> None:
        self.house.bot.desk.slack.base_url = self.house.workspace.api_url

    @asynccontextmanager
    async def second_bot(self) -> AsyncIterator[Bot]:
        """Another process of the same bot: its own connections, on the same database and keys."""
        settings = demo_settings(self.house.workspace, self.house.home)
        settings.database_url = self.house.bot.desk.store.engine.url.render_as_string(hide_password=False)
        async with running(settings, self.clock) as bot:
            yield bot


@asynccontextmanager
async def outgoing(home: Path, database_url: str | None = None) -> AsyncIterator[Outgoing]:
    """A round is open for a few people, and nothing is on its way."""
    clock = OrderlyClock()
    async with built(home, database_url=database_url, clock=clock) as house:
        asked = await _opened(house)
        bot = house.workspace.app.bot_user
        before = {
            room.id: sum(m.user == bot for m in room.posts.values()) for room in house.workspace.channels.values()
        }
        sending = Outgoing(house, clock, asked, dict(MAKERS), before)
        house.workspace.log.clear()
        yield sending


async def _opened(house: House) -> Round:
    """A round as opening one leaves it, without its invitations."""
    desk, now = house.bot.desk, house.clock.at
    barometer = desk.store.barometers.all()[0]
    names = ("Ida", "Karen", "Jonas", "Amina", "Sofie", "Torben")
    role = barometer.roles[-1].id
    asked = Round(
        id=new_round_id(),
        team=desk.team,
        channel=house.workspace.channel(DEPARTMENT).id,
        unit="Børn og Familie",
        barometer=barometer,
        grouping=barometer.groupings[0].id,
        coordinator=house.person("Mette").id,
        reader=house.person("Mette").id,
        opens_at=now,
        closes_at=now + timedelta(days=14),
        state=RoundState.OPEN,
        result_channels=(house.workspace.channel(DEPARTMENT).id,),
        invited={role: len(names)},
    )
    return await stored_round(desk.store, asked, [Invited(house.person(name).id, role) for name in names])


def may_look_in_channels(house: House) -> None:
    """Give the app the optional scopes with which it can look for a message in a channel, also a private one."""
    house.workspace.app.scopes |= {"channels:history", "groups:history"}


async def poisoned(_: Desk, __: Claimed) -> Made:
    """The maker of a card that cannot be made."""
    raise ValueError("poison")


async def with_picture(_: Desk, __: Claimed) -> Made:
    """The maker of a card with and without a picture."""
    return Card("med billede", [section("med billede")]), Card("uden billede", [section("uden billede")])
