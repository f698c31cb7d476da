from __future__ import annotations

import asyncio
from datetime import timedelta

from storage import workspaces
from storage.database import Store
from tests.storage.samples import NOW, TEAM


async def test_the_bot_of_a_workspace_is_the_one_seen_last(store: Store) -> None:
    async with store.writes() as tx:
        assert await workspaces.bot_user(tx, TEAM) is None
        await workspaces.save(tx, TEAM, "U0BOT", "Egelund")
        await workspaces.save(tx, TEAM, "U1BOT", "Egelund Kommune")
        assert await workspaces.bot_user(tx, TEAM) == "U1BOT"
        assert await workspaces.bot_user(tx, "T0ANDEN") is None


async def test_a_workspace_is_welcomed_once_however_many_come_at_the_same_time(store: Store) -> None:
    async def comes() -> bool:
        async with store.writes() as tx:
            return await workspaces.welcome(tx, TEAM, NOW)

    async with store.writes() as tx:
        await workspaces.save(tx, TEAM, "U0BOT", "Egelund")
        assert not await workspaces.is_welcomed(tx, TEAM)
    assert sorted(await asyncio.gather(*(comes() for _ in range(3)))) == [False, False, True]
    async with store.reads() as tx:
        assert await workspaces.is_welcomed(tx, TEAM)
        assert await workspaces.is_welcomed(tx, "T0UKENDT"), "one that nobody knows is nobody to welcome"


async def test_an_act_is_new_once_in_each_team(store: Store) -> None:
    async def deliver(team: str) -> bool:
        async with store.writes() as tx:
            return await workspaces.first_time(tx, team, "view-1", NOW)

    assert sorted(await asyncio.gather(*(deliver(TEAM) for _ in range(5)))) == [False] * 4 + [True]
    assert await deliver("T0ANDEN")


async def test_acts_are_forgotten_after_their_time(store: Store) -> None:
    async with store.writes() as tx:
        await workspaces.first_time(tx, TEAM, "old", NOW - timedelta(hours=25))
        await workspaces.first_time(tx, TEAM, "new", NOW)
        assert await workspaces.forget_handled(tx, NOW - timedelta(hours=24)) == 1
        assert await workspaces.first_time(tx, TEAM, "old", NOW)
        assert not await workspaces.first_time(tx, TEAM, "new", NOW)
