"""An answer that got its 200 is there, and a message that Slack got is not sent again, when the process is killed."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import func, select, update

from domain.barometers import Choice, ItemId
from domain.people import Invited, UserId
from domain.rounds import Round, RoundState
from sandbox import payloads
from sandbox.demo import demo_app
from sandbox.server import running as workspace_running
from sandbox.shapes import Obj
from sandbox.town import CASEWORKER, DEPARTMENT, town
from sandbox.workspace import Workspace
from storage import outbox, sittings
from storage.content import load_barometers
from storage.database import Store, changed, open_store
from storage.keys import KeyStore
from storage.outbox import Post
from storage.rounds import new_round_id
from storage.tables import OutboxRow
from tests.conversations.house import PATIENCE, unhurried
from tests.faults.lives import ROOT, address_of, killed, started
from tests.prepared import prepare
from tests.storage.samples import stored_round

PEOPLE, ITEMS = 40, 25
ANSWERS = PEOPLE * ITEMS
KILLS = 4
#: As many people answer at the same moment.
AT_ONCE = 12


@dataclass(frozen=True, slots=True)
class Given:
    """One click: who chose what on which item."""

    user: UserId
    item: ItemId
    choice: Choice


@dataclass
class Crowd:
    """People who click, and click again where no 200 came; `confirmed` are the clicks that got one."""

    workspace: Workspace
    asked: Round
    to_give: Iterator[Given]
    confirmed: list[Given] = field(default_factory=list)
    unconfirmed: int = 0
    is_up: asyncio.Event = field(default_factory=asyncio.Event)
    progress: asyncio.Condition = field(default_factory=asyncio.Condition)

    async def answer(self) -> None:
        """One of them after the other, until everything is given."""
        for given in self.to_give:
            while not await self._is_taken(given):
                self.unconfirmed += 1
                await self.is_up.wait()
            self.confirmed.append(given)
            async with self.progress:
                self.progress.notify_all()

    async def until(self, count: int) -> None:
        """Wait until so many have their 200."""
        async with self.progress:
            await self.progress.wait_for(lambda: len(self.confirmed) >= count)

    async def _is_taken(self, given: Given) -> bool:
        await self.is_up.wait()
        answer = await self.workspace.delivery.interaction(self._click(given))
        return answer.ok

    def _click(self, given: Given) -> Obj:
        """A press on a card in the person's direct message, as Slack sends it."""
        room = self.workspace.direct(given.user)
        card = next(iter(room.posts.values()), None) or self.workspace.post_as_app(room.id, {"text": "Udsagn"})
        value = f"{self.asked.id}:{given.item}:{given.choice}"
        press = {"type": "button", "block_id": "b", "action_id": "sittings.answer", "value": value}
        return payloads.envelope(self.workspace, "block_actions", given.user) | {
            "container": {"type": "message", "message_ts": card.ts, "channel_id": room.id},
            "channel": {"id": room.id, "name": "directmessage"},
            "response_url": self.workspace.response_urls.issue(given.user, room.id, card.ts),
            "trigger_id": self.workspace.triggers.issue(given.user),
            "actions": [press | {"action_ts": self.workspace.next_ts()}],
        }


@dataclass(frozen=True, slots=True)
class Remains:
    """What outlives the process: its database and its key folder."""

    database_url: str
    keys: Path

    async def store(self) -> Store:
        return await open_store(self.database_url, KeyStore(self.keys), load_barometers([ROOT / "content"]))


@pytest.fixture
async def remains(tmp_path: Path) -> Remains:
    url = f"sqlite+aiosqlite:///{tmp_path / 'anker.sqlite'}"
    prepare(url)
    return Remains(url, tmp_path / "keys")


def caseworkers(workspace: Workspace) -> list[UserId]:
    return [person.id for person in workspace.town.people if person.role == CASEWORKER and not person.deleted][:PEOPLE]


async def open_round(store: Store, workspace: Workspace) -> Round:
    """A round that takes answers from everybody who is to give some."""
    [barometer, *_] = store.barometers.all()
    role = barometer.roles[-1].id
    now = datetime.now(UTC)
    here = workspace.channel(DEPARTMENT).id
    asked = Round(
        id=new_round_id(),
        team=workspace.town.team_id,
        channel=here,
        unit="Børn og Familie",
        barometer=barometer,
        grouping=barometer.groupings[0].id,
        coordinator=workspace.person("Mette").id,
        reader=workspace.person("Mette").id,
        opens_at=now,
        closes_at=now + timedelta(days=14),
        state=RoundState.OPEN,
        result_channels=(here,),
        invited={role: PEOPLE},
    )
    return await stored_round(store, asked, [Invited(user, role) for user in caseworkers(workspace)])


def to_give(asked: Round, users: list[UserId]) -> list[Given]:
    """Everybody's choice on every item, in no order, so that several clicks of one person are under way at once."""
    chance = random.Random(20270111)
    items = asked.barometer.items_for(asked.barometer.roles[-1].id)[:ITEMS]
    choices = [choice for choice in Choice if choice is not Choice.SKIPPED]
    given = [Given(user, item.id, chance.choice(choices)) for user in users for item in items]
    chance.shuffle(given)
    return given


@pytest.mark.timeout(300)
async def test_of_a_thousand_confirmed_answers_none_is_lost_to_kills(remains: Remains, tmp_path: Path) -> None:
    async with workspace_running(app=demo_app(), place=town(PEOPLE + 20), seconds=unhurried) as workspace:
        workspace.delivery.answer_seconds = PATIENCE
        store = await remains.store()
        asked = await open_round(store, workspace)
        await store.close()
        crowd = Crowd(workspace, asked, iter(to_give(asked, caseworkers(workspace))))
        clicking = [asyncio.create_task(crowd.answer()) for _ in range(AT_ONCE)]
        for life in range(1, KILLS + 2):
            async with started("web", workspace, remains.database_url, remains.keys) as bot:
                workspace.app.request_url = await address_of(bot)
                crowd.is_up.set()
                await crowd.until(ANSWERS * life // (KILLS + 1))
                crowd.is_up.clear()
                await killed(bot)
        await asyncio.gather(*clicking)
        assert len(crowd.confirmed) == ANSWERS
        assert crowd.unconfirmed >= KILLS, "no click was under way when the process was killed"
    assert await lost(remains, asked, crowd.confirmed) == []
    assert b"Traceback" not in (tmp_path / "log").read_bytes()


async def lost(remains: Remains, asked: Round, confirmed: list[Given]) -> list[Given]:
    """The confirmed answers that do not stand in the database, or stand there otherwise."""
    role = asked.barometer.roles[-1].id
    store = await remains.store()
    kept: dict[UserId, Mapping[ItemId, Choice]] = {}
    async with store.reads() as tx:
        for user in {given.user for given in confirmed}:
            sitting = await sittings.load(tx, asked, user, role)
            kept[user] = sitting.answers if sitting else {}
    await store.close()
    return [given for given in confirmed if kept[given.user].get(given.item) != given.choice]


async def test_a_message_that_slack_had_before_the_kill_is_found_and_not_sent_again(remains: Remains) -> None:
    async with workspace_running(app=demo_app(), place=town(PEOPLE + 20), seconds=unhurried) as workspace:
        workspace.delivery.answer_seconds = PATIENCE
        store = await remains.store()
        asked = await open_round(store, workspace)
        someone = caseworkers(workspace)[0]
        invitation = Post("k", asked.team, "rounds.invitation", asked.opens_at, None, someone, asked)
        async with store.writes() as tx:
            await outbox.add(tx, [invitation])
        posts = workspace.direct(someone).posts
        workspace.faults.fail_next("chat.postMessage", hold=True)
        async with started("clock", workspace, remains.database_url, remains.keys) as bot:
            await workspace.until(lambda: posts, timeout=60)
            await killed(bot)
        assert await time_has_passed(store) == 1
        async with started("clock", workspace, remains.database_url, remains.keys):
            await until_nothing_waits(store)
        await store.close()
        assert len(posts) == 1
        assert [exchange.what for exchange in workspace.log if exchange.what.startswith("conversations.")] == [
            "conversations.open",
            "conversations.history",
        ]


async def time_has_passed(store: Store) -> int:
    """Date the attempts of a dead process back by the time that their outcome is waited for; how many there are."""
    async with store.writes() as tx:
        long_ago = datetime.now(UTC) - 2 * outbox.SETTLED
        values = {"last_try_at": long_ago, "lease_until": long_ago}
        return await changed(tx, update(OutboxRow).where(OutboxRow.attempt == 1).values(values))


async def until_nothing_waits(store: Store) -> None:
    """A message to a person leaves no row once it is done; it is another process that does it."""
    async with asyncio.timeout(60):
        while await messages_waiting(store):  # noqa: ASYNC110 - nothing here hears of it
            await asyncio.sleep(0.05)


async def messages_waiting(store: Store) -> int:
    async with store.reads() as tx:
        return await tx.session.scalar(select(func.count()).select_from(OutboxRow)) or 0
