"""A message that somebody wrote is kept before anything else, once, sealed, and for its writer only."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select, update

from storage import walk_messages
from storage.database import Store, changed, open_store
from storage.keys import KeyStore
from storage.sealed import TamperedBody
from storage.tables import WrittenRow
from storage.walk_messages import WrittenText
from tests.storage.samples import CANARY, NOW, TEAM, SampleBarometers, SampleTemplates

IDA, LINE, ROOM = "U0IDA", "U0LINE", "D0IDA"
WALK, QUESTION = "abcdefghijklm", "q1"


def message(ts: str = "1.1", text: str = f"Hos {CANARY}", user: str = IDA, team: str = TEAM) -> WrittenText:
    return WrittenText(team, ROOM, ts, user, NOW, text)


async def kept(store: Store, written: WrittenText) -> WrittenText:
    async with store.writes() as tx:
        return await walk_messages.keep(tx, written)


async def found(store: Store, ts: str = "1.1", user: str = IDA, team: str = TEAM) -> WrittenText | None:
    async with store.reads() as tx:
        return await walk_messages.load(tx, team, user, ROOM, ts)


async def test_a_message_comes_back_as_it_was_written_and_nothing_is_decided(store: Store) -> None:
    assert await kept(store, message(text="Æbler 👍\n\u202eog pærer")) == await found(store)
    assert await found(store) == message(text="Æbler 👍\n\u202eog pærer")


async def test_a_redelivery_finds_what_is_there_whatever_it_says(store: Store) -> None:
    first = await kept(store, message())
    async with store.writes() as tx:
        await walk_messages.decide(tx, first, WALK, QUESTION)
    again = await kept(store, message(text="noget andet"))
    assert again == replace(first, decided=True, walk=WALK, question=QUESTION)


async def test_processes_that_hear_one_message_at_once_keep_it_once(
    store: Store, store_url: str, keys: KeyStore
) -> None:
    other = await open_store(store_url, keys, SampleBarometers(), SampleTemplates())
    both = await asyncio.gather(*(kept(where, message(text=str(at))) for at, where in enumerate([store, other] * 3)))
    await other.close()
    assert {one.text for one in both} == {(await found(store) or message()).text}


async def test_nobody_else_and_no_other_team_finds_it(store: Store) -> None:
    await kept(store, message())
    assert await found(store, user=LINE) is None
    assert await found(store, team="T0NABO") is None
    assert await found(store, ts="1.2") is None


async def test_deciding_for_another_team_decides_nothing_here(store: Store) -> None:
    await kept(store, message())
    async with store.writes() as tx:
        await walk_messages.decide(tx, message(team="T0NABO"), WALK, QUESTION)
        await walk_messages.propose(tx, message(team="T0NABO"), WALK, QUESTION)
        await walk_messages.rewrite(tx, message(team="T0NABO"), "andet")
    assert await found(store) == message()


async def test_what_is_undecided_is_found_the_oldest_first_until_it_is_decided(store: Store) -> None:
    later = replace(message("1.2"), at=NOW + timedelta(hours=1))
    for one in (later, message("1.3"), message("1.1"), message("1.4", user=LINE), message("1.5", team="T0NABO")):
        await kept(store, one)
    async with store.writes() as tx:
        await walk_messages.propose(tx, message("1.3"), WALK, QUESTION)
        waiting = await walk_messages.undecided(tx, TEAM, IDA)
        assert [one.ts for one in waiting] == ["1.1", "1.3", "1.2"]
        assert waiting[1] == replace(message("1.3"), walk=WALK, question=QUESTION)
        await walk_messages.decide(tx, message("1.1"), None, None)
        assert [one.ts for one in await walk_messages.undecided(tx, TEAM, IDA)] == ["1.3", "1.2"]
    assert await found(store, "1.1") == replace(message("1.1"), decided=True)


async def test_an_edit_changes_the_text_and_nothing_else(store: Store) -> None:
    await kept(store, message())
    async with store.writes() as tx:
        await walk_messages.rewrite(tx, message(), "Rettet")
    assert await found(store) == message(text="Rettet")


async def test_no_text_stands_readable_in_the_table(store: Store) -> None:
    await kept(store, message())
    async with store.reads() as tx:
        assert CANARY not in str((await tx.session.execute(select(WrittenRow.__table__))).all())


@pytest.mark.parametrize("column", ["ts", "channel", "team_id"])
async def test_a_text_that_is_moved_to_another_place_is_noticed(store: Store, column: str) -> None:
    await kept(store, message())
    moved = {"ts": "9.9", "channel": "D0LINE", "team_id": "T0NABO"}[column]
    async with store.writes() as tx:
        await changed(tx, update(WrittenRow).values({column: moved}))
        row = await tx.session.scalar(select(WrittenRow))
        assert row is not None
        with pytest.raises(TamperedBody):
            await walk_messages.load(tx, row.team_id, IDA, row.channel, row.ts)
