from __future__ import annotations

import asyncio
import logging
from collections import Counter
from contextlib import ExitStack
from datetime import timedelta
from itertools import chain
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from storage import audit, outbox, people, rounds, workspaces
from storage.database import Store, make_engine
from storage.keys import KeyStore
from storage.outbox import Post
from tests.storage.processes import CONTEXT, claim_everything, commit_for_ever, received, together
from tests.storage.samples import CANARY, NOW, TEAM, SampleBarometers, a_round


async def test_what_raises_is_rolled_back(store: Store) -> None:
    with pytest.raises(LookupError):
        await _save_and_raise(store)
    async with store.reads() as tx:
        assert await workspaces.bot_user(tx, TEAM) is None


async def _save_and_raise(store: Store) -> None:
    async with store.writes() as tx:
        await workspaces.save(tx, TEAM, "U0BOT", "x")
        raise LookupError


async def test_what_is_only_read_cannot_be_written(store: Store) -> None:
    async with store.reads() as tx:
        with pytest.raises(DBAPIError, match=r"(?i)read-?only"):
            await workspaces.save(tx, TEAM, "U0BOT", "x")
        await tx.session.rollback()
    async with store.writes() as tx:
        await workspaces.save(tx, TEAM, "U0BOT", "x")


async def test_two_hundred_writers_at_once_are_all_served(store: Store) -> None:
    async def write(number: int) -> None:
        async with store.writes() as tx:
            await people.save_language(tx, TEAM, f"U{number}", "en")

    await asyncio.gather(*(write(number) for number in range(200)))
    async with store.reads() as tx:
        assert (await tx.session.execute(text("SELECT count(*) FROM preferences"))).scalar_one() == 200


async def test_readers_do_not_wait_for_a_writer(store: Store) -> None:
    async with store.writes() as tx:
        await workspaces.save(tx, TEAM, "U0BOT", "x")
        async with asyncio.timeout(3), store.reads() as other:
            assert await workspaces.bot_user(other, TEAM) is None


async def test_sqlite_is_set_up_as_promised(sqlite_store: Store) -> None:
    expected = {
        "journal_mode": "wal",
        "synchronous": 2,
        "secure_delete": 1,
        "foreign_keys": 1,
        "busy_timeout": 5000,
        "temp_store": 2,
    }
    async with sqlite_store.writes() as tx:
        found = {name: (await tx.session.execute(text(f"PRAGMA {name}"))).scalar_one() for name in expected}
    assert found == expected


async def test_sqlite_keeps_its_settings_after_forgetting(sqlite_store: Store) -> None:
    assert await sqlite_store.forget_deleted()
    async with sqlite_store.reads() as tx:
        assert (await tx.session.execute(text("PRAGMA busy_timeout"))).scalar_one() == 5000


async def test_forgetting_empties_the_log_unless_somebody_reads(sqlite_store: Store, tmp_path: Path) -> None:
    async with sqlite_store.writes() as tx:
        await workspaces.save(tx, TEAM, "U0BOT", CANARY)
    log = tmp_path / "anker.db-wal"
    assert CANARY.encode() in log.read_bytes()
    async with sqlite_store.reads() as tx:
        await workspaces.bot_user(tx, TEAM)
        async with sqlite_store.writes() as other:
            await workspaces.save(other, TEAM, "U0BOT", "y")
        assert not await sqlite_store.forget_deleted()
    assert await sqlite_store.forget_deleted()
    assert log.read_bytes() == b""


async def test_postgresql_has_nothing_to_forget(postgres_store: Store) -> None:
    assert await postgres_store.forget_deleted()


async def test_neither_an_error_nor_a_log_shows_what_was_written(
    store: Store, caplog: pytest.LogCaptureFixture
) -> None:
    row = text("INSERT INTO roster (round_id, user_id, role) VALUES ('r', :user, 'x') RETURNING user_id")
    loggers = ("", "sqlalchemy.engine.Engine", "aiosqlite", "asyncpg")
    with ExitStack() as levels:
        for logger in loggers:
            levels.enter_context(caplog.at_level(logging.DEBUG, logger))
        async with store.writes() as tx:
            assert (await tx.session.execute(row, {"user": CANARY})).scalar_one() == CANARY
            with pytest.raises(DBAPIError) as refused:
                await tx.session.execute(row, {"user": CANARY})
            await tx.session.rollback()
    told = ""
    error: BaseException | None = refused.value
    while error is not None:
        told += f"{error} {error!r} {vars(error).get('detail')}"
        error = error.__cause__ or error.__context__
    assert "unique" in told.lower()
    assert CANARY not in told
    assert CANARY not in caplog.text


async def test_four_processes_claim_each_of_300_messages_once(store: Store, store_url: str, tmp_path: Path) -> None:
    posts = [Post(f"k{n}", f"T{n % 30:02}", "reminder", NOW - timedelta(seconds=n), channel="C") for n in range(300)]
    async with store.writes() as tx:
        assert await outbox.add(tx, posts) == 300
    claims = await asyncio.to_thread(together, 4, claim_everything, store_url, tmp_path / "keys")
    assert Counter(chain.from_iterable(claims)) == Counter(post.dedupe_key for post in posts)
    assert all(claims)


async def test_no_acknowledged_row_is_lost_when_the_process_is_killed(sqlite_url: str, tmp_path: Path) -> None:
    acknowledged: set[str] = set()
    for run, commits in (("first", 5), ("second", 40)):
        there, here = CONTEXT.Pipe(duplex=False)
        process = CONTEXT.Process(target=commit_for_ever, args=(here, sqlite_url, tmp_path / "keys", run))
        process.start()
        here.close()
        acknowledged |= {await asyncio.to_thread(there.recv) for _ in range(commits)}
        process.kill()
        process.join()
        acknowledged |= set(received(there))
    engine = make_engine(sqlite_url)
    async with engine.connect() as connection:
        kept = set((await connection.execute(text("SELECT h FROM handled"))).scalars())
        assert (await connection.execute(text("PRAGMA integrity_check"))).scalar_one() == "ok"
    await engine.dispose()
    assert len(acknowledged) >= 45
    assert acknowledged <= kept


async def test_an_open_transaction_of_a_killed_process_has_not_happened(store: Store, store_url: str) -> None:
    engine = make_engine(store_url)
    async with engine.connect() as other:
        await other.execute(text("INSERT INTO preferences VALUES ('T', 'U', 'en')"))
    await engine.dispose()
    async with store.reads() as tx:
        assert await people.language(tx, "T", "U") == "da"


async def test_keys_and_parameters_are_in_no_representation(store: Store, keys: KeyStore) -> None:
    asked = a_round()
    keys.create_round_key(asked.id)
    async with store.writes() as tx:
        await rounds.insert(tx, asked, "v")
        await audit.note(tx, TEAM, "U", "open", asked.id, NOW)
        assert keys.round_keys(asked.id).content.hex() not in f"{tx!r} {store.engine!r} {SampleBarometers()!r}"
