from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest
from sqlalchemy import text

from storage import audit
from storage.audit import Line
from storage.database import Store
from tests.storage.samples import COORDINATOR, NOW, TEAM


async def note(store: Store, action: str, actor: str = COORDINATOR, team: str = TEAM) -> None:
    async with store.writes() as tx:
        await audit.note(tx, team, actor, action, "round:abc", NOW + timedelta(microseconds=123456))


async def test_a_person_is_told_what_they_did(store: Store) -> None:
    await note(store, "open")
    await note(store, "close")
    await note(store, "close", actor="U0ANDEN")
    await note(store, "close", team="T0ANDEN")
    moment = NOW + timedelta(microseconds=123456)
    async with store.reads() as tx:
        assert await audit.acts_of(tx, TEAM, COORDINATOR) == [
            Line(moment, COORDINATOR, "open", "round:abc"),
            Line(moment, COORDINATOR, "close", "round:abc"),
        ]


async def test_acts_noted_at_the_same_time_make_one_chain(store: Store) -> None:
    await asyncio.gather(*(note(store, f"act {n}", team=team) for n in range(10) for team in (TEAM, "T0ANDEN")))
    async with store.reads() as tx:
        assert await audit.is_whole(tx, TEAM)
        assert await audit.is_whole(tx, "T0ANDEN")
        assert len(await audit.acts_of(tx, TEAM, COORDINATOR)) == 10


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE audit SET action = 'open' WHERE seq = 2",
        "UPDATE audit SET actor = 'U0ANDEN' WHERE seq = 2",
        "UPDATE audit SET object = 'round:xyz' WHERE seq = 1",
        "DELETE FROM audit WHERE seq = 1",
        "DELETE FROM audit WHERE seq = 2",
    ],
)
async def test_a_line_that_was_changed_or_taken_out_breaks_the_chain(store: Store, change: str) -> None:
    for action in ("open", "close", "export"):
        await note(store, action)
    async with store.writes() as tx:
        assert await audit.is_whole(tx, TEAM)
        await tx.session.execute(text(change))
        assert not await audit.is_whole(tx, TEAM)


async def test_an_empty_chain_is_whole(store: Store) -> None:
    async with store.reads() as tx:
        assert await audit.is_whole(tx, TEAM)
        assert await audit.acts_of(tx, TEAM, COORDINATOR) == []
