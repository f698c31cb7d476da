from __future__ import annotations

import sqlite3
from collections.abc import AsyncIterator
from typing import Any

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import IntegrityError

from storage import one_trip, people, workspaces
from storage.database import Store
from storage.tables import WorkspaceRow
from tests.storage.samples import TEAM


@pytest.fixture
async def connection() -> AsyncIterator[one_trip.OneTripConnection]:
    opened = one_trip.connect(":memory:")
    async with opened:
        yield opened


@pytest.fixture
def trips(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """Everything that is done in a connection's thread from now on."""
    made: list[Any] = []
    send = one_trip.OneTripConnection._execute

    async def counted(self: one_trip.OneTripConnection, work: Any, *args: Any, **options: Any) -> Any:  # noqa: ANN401
        made.append(work)
        return await send(self, work, *args, **options)  # type: ignore[no-untyped-call]

    monkeypatch.setattr(one_trip.OneTripConnection, "_execute", counted)
    return made


async def test_a_read_makes_a_trip_for_each_statement_and_two_to_end(sqlite_store: Store, trips: list[Any]) -> None:
    async with sqlite_store.reads() as tx:
        await people.language(tx, TEAM, "U0METTE")
    trips.clear()  # the connection is there now
    async with sqlite_store.reads() as tx:
        await people.language(tx, TEAM, "U0METTE")
    assert len(trips) == len(["query_only", "begin", "select", "commit", "rollback"])


async def test_a_cursor_tells_what_the_drivers_own_would_tell(connection: one_trip.OneTripConnection) -> None:
    own, other = connection.cursor(), sqlite3.connect(":memory:")
    for statement, parameters in (
        ("CREATE TABLE t (n INTEGER PRIMARY KEY, name TEXT)", ()),
        ("INSERT INTO t (name) VALUES (?), (?)", ("Mette", "Jonas")),
        ("UPDATE t SET name = ? WHERE n > 0", ("Amina",)),
        ("INSERT INTO t (name) VALUES (?) RETURNING n", ("Sofie",)),
        ("SELECT n, name FROM t ORDER BY n", ()),
        ("DELETE FROM t WHERE n > 99", ()),
    ):
        await own.execute(statement, parameters)
        expected = other.execute(statement, parameters)
        assert await own.fetchall() == expected.fetchall()
        told = (own.description, own.rowcount, own.lastrowid)
        assert told == (expected.description, expected.rowcount, expected.lastrowid)
    other.close()


async def test_many_rows_go_in_one_trip(connection: one_trip.OneTripConnection, trips: list[Any]) -> None:
    cursor = connection.cursor()
    await cursor.execute("CREATE TABLE t (n)")
    await cursor.executemany("INSERT INTO t VALUES (?)", [(n,) for n in range(1000)])
    assert (cursor.rowcount, len(trips)) == (1000, 2)


async def test_a_statement_that_fails_raises_the_drivers_error(connection: one_trip.OneTripConnection) -> None:
    cursor = connection.cursor()
    await cursor.execute("CREATE TABLE t (n UNIQUE)")
    await cursor.execute("INSERT INTO t VALUES (1)")
    with pytest.raises(sqlite3.IntegrityError):
        await cursor.execute("INSERT INTO t VALUES (1)")
    await cursor.execute("SELECT count(*) FROM t")
    assert await cursor.fetchall() == [(1,)]


async def test_what_the_database_refuses_is_sqlalchemys_error(sqlite_store: Store) -> None:
    async with sqlite_store.writes() as tx:
        await workspaces.save(tx, TEAM, "U0BOT", "x")
        with pytest.raises(IntegrityError):
            await tx.session.execute(text("INSERT INTO workspaces (team_id, name) VALUES (:team, '')"), {"team": TEAM})
    async with sqlite_store.reads() as tx:
        assert await tx.session.scalar(select(WorkspaceRow.bot_user_id)) == "U0BOT"
