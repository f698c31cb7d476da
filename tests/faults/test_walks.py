"""What somebody wrote in a template is there, once and in its place, whenever the process is killed."""

from __future__ import annotations

import asyncio
import random
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager, nullcontext
from dataclasses import dataclass
from datetime import UTC, date, datetime
from enum import StrEnum
from itertools import cycle
from pathlib import Path

import pytest
from sqlalchemy import func, select

from domain.walks import Part, Walk
from sandbox.delivery import Answer
from sandbox.demo import demo_app
from sandbox.log import Exchange
from sandbox.seats import Seat
from sandbox.server import running as workspace_running
from sandbox.town import DEPARTMENT, town
from sandbox.workspace import Workspace
from storage import walks
from storage.content import load_barometers
from storage.database import Store, open_store
from storage.keys import KeyStore
from storage.tables import RevisionRow, WrittenRow
from storage.template_files import load_templates
from tests.conversations.house import PATIENCE, unhurried
from tests.faults.lives import ROOT, Started, address_of, killed, started
from tests.prepared import prepare

#: Slack repeats an event so often that was not answered.
REPEATS = 3
QUESTIONS = 32
CHANCE = random.Random(20270111)


class Moment(StrEnum):
    """When the process is killed, reckoned from Slack's 200 for what was written."""

    BEFORE = "before"
    SOMEWHERE = "somewhere around"
    AFTER = "after"


@dataclass(frozen=True, slots=True)
class Remains:
    """What outlives the process: its database and its key folder."""

    database_url: str
    keys: Path

    async def store(self) -> Store:
        content = [ROOT / "content"]
        keys = KeyStore(self.keys)
        return await open_store(self.database_url, keys, load_barometers(content), load_templates(content))


@pytest.fixture
async def remains(tmp_path: Path) -> Remains:
    url = f"sqlite+aiosqlite:///{tmp_path / 'anker.sqlite'}"
    prepare(url)
    return Remains(url, tmp_path / "keys")


async def begun(remains: Remains, workspace: Workspace, *authors: str) -> Walk:
    """A walk of Mette's with these colleagues."""
    store = await remains.store()
    [template] = store.templates.all()
    owner = workspace.person("Mette").id
    people = {owner: frozenset({Part.OWNER, Part.AUTHOR})}
    people |= {workspace.person(name).id: frozenset({Part.AUTHOR}) for name in authors}
    walk = Walk(
        id=walks.new_walk_id(),
        team=workspace.town.team_id,
        template=template,
        unit="Børn og Familie",
        people=people,
        target=date(2099, 2, 22),
        channel=workspace.channel(DEPARTMENT).id,
        started_at=datetime.now(UTC),
    )
    async with store.writes() as tx:
        await walks.insert(tx, walk, walk.id)
    await store.close()
    return walk


@contextmanager
def locked(database: Path) -> Iterator[None]:
    """Nobody else writes in it meanwhile."""
    with closing(sqlite3.connect(database, isolation_level=None)) as connection:
        connection.execute("BEGIN IMMEDIATE")
        yield
        connection.execute("ROLLBACK")


def answer_to(number: int) -> str:
    return f"Svaret på nr. {number}, skrevet én gang."


@dataclass
class Robot:
    """Somebody who answers one question after the other, whatever becomes of the bot."""

    workspace: Workspace
    seat: Seat
    database: Path

    async def comes_to(self, number: int) -> None:
        """The open question is shown, as after any pause."""
        answer = await self.seat.types("/icm")
        assert answer.ok, answer
        await self.seat.until_sees(f"{number} af 32", timeout=PATIENCE)

    async def writes(self, text: str, bot: Started, dies: Moment) -> None:
        """A message, in the middle of which the process is killed."""
        if dies is Moment.AFTER:
            assert (await self.seat.writes(text)).ok
            await killed(bot)
            return
        since = len(self.workspace.log)
        with locked(self.database) if dies is Moment.BEFORE else nullcontext():
            writing = asyncio.create_task(self.seat.writes(text))
            await self._is_at_it(text, since)
            await asyncio.sleep(CHANCE.uniform(0, 0.03))
            await killed(bot)
            answer = await writing
        assert dies is Moment.SOMEWHERE or not answer.ok

    async def _is_at_it(self, text: str, since: int) -> None:
        """The bot has looked up the card before the message: next the message is kept."""
        async with asyncio.timeout(PATIENCE):
            while not self._has_looked_back(text, since):  # noqa: ASYNC110 - Slack tells nobody of it
                await asyncio.sleep(0.005)

    def _has_looked_back(self, text: str, since: int) -> bool:
        written = [message.ts for message in self.seat.messages() if message.text == text]
        asked = [one.request for one in self.workspace.log[since:] if one.what == "conversations.history"]
        # Where nothing holds it up the bot may be further by now; what was written need not be the newest any more.
        return any(ts in request for ts in written for request in asked)

    async def is_heard_again(self, text: str) -> None:
        """Slack repeats the message, all its repeats at once."""
        event = next(one for one in self.workspace.log if one.what == "event message" and text in one.request)
        again = (self._repeat(event, number) for number in range(1, REPEATS + 1))
        assert all(answer.ok for answer in await asyncio.gather(*again))

    async def _repeat(self, event: Exchange, number: int) -> Answer:
        headers = {"x_slack_retry_num": str(number), "x_slack_retry_reason": "connection_failed"}
        return await self.workspace.delivery.again(event, **headers)


@pytest.mark.timeout(900)
async def test_of_thirty_two_answers_none_is_lost_or_doubled_by_kills(remains: Remains, tmp_path: Path) -> None:
    """Killed while each of them is written, and again when its 200 had come, before the next one has its own."""
    dies = cycle(Moment)
    async with workspace_running(app=demo_app(), place=town(), seconds=unhurried) as workspace:
        workspace.delivery.answer_seconds = PATIENCE
        workspace.rates.enforced = False
        walk = await begun(remains, workspace)
        robot = Robot(workspace, workspace.person("Mette"), tmp_path / "anker.sqlite")
        for number in range(1, QUESTIONS + 2):
            async with started("web", workspace, remains.database_url, remains.keys) as bot:
                workspace.app.request_url = await address_of(bot)
                if number > 1:
                    await robot.is_heard_again(answer_to(number - 1))
                if number <= QUESTIONS:
                    await robot.comes_to(number)
                    await robot.writes(answer_to(number), bot, next(dies))
    assert await answers(remains, walk) == [answer_to(number) for number in range(1, QUESTIONS + 1)]
    assert b"Traceback" not in (tmp_path / "log").read_bytes()


async def answers(remains: Remains, walk: Walk) -> list[str]:
    """What stands under each question, in order, each written once."""
    store = await remains.store()
    async with store.reads() as tx:
        found = await walks.load(tx, walk.team, walk.id)
        revisions = await tx.session.scalar(select(func.count()).select_from(RevisionRow))
        undecided = await tx.session.scalar(
            select(func.count()).select_from(WrittenRow).where(WrittenRow.decided.is_(False))
        )
    await store.close()
    assert found is not None
    assert (revisions, undecided) == (len(found.answers), 0)
    return [found.answers[question.id].text for question in found.questions if question.id in found.answers]
