"""SQLite connections that go to their thread once for each statement.

The driver goes there four times for a SELECT: for a cursor, for the statement, for its rows, and to close the cursor.
One answer took 38 such trips, and they were most of what it waited for; this way it takes 14 (`make bench`).
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Sequence
from functools import partial
from typing import Any, Self

import aiosqlite

#: The driver wants to know it; it is for iterating over its own cursors, which nobody does here.
ROWS_AT_A_TIME = 64


class Cursor:
    """As much of the driver's cursor as SQLAlchemy uses: what one statement gave, read out in the trip that ran it."""

    arraysize = 1

    def __init__(self, connection: OneTripConnection) -> None:
        self._connection = connection
        self._rows: list[Any] = []
        self.description: Any = None
        self.rowcount = -1
        self.lastrowid: int | None = None

    async def __aenter__(self) -> Self:
        return self

    async def execute(self, statement: str, parameters: Sequence[Any] = ()) -> Self:
        await self._connection.trip(partial(self._run, sqlite3.Cursor.execute, statement, parameters))
        return self

    async def executemany(self, statement: str, parameters: Iterable[Sequence[Any]]) -> Self:
        await self._connection.trip(partial(self._run, sqlite3.Cursor.executemany, statement, parameters))
        return self

    async def fetchall(self) -> list[Any]:
        return self._rows

    async def close(self) -> None:
        """The driver's own cursor is closed already."""

    def _run(self, execute: Any, statement: str, parameters: Any, connection: sqlite3.Connection) -> None:  # noqa: ANN401
        """In the connection's thread."""
        cursor = connection.cursor()
        try:
            execute(cursor, statement, parameters)
            self.description = cursor.description
            self._rows = cursor.fetchall() if cursor.description else []
            self.rowcount, self.lastrowid = cursor.rowcount, cursor.lastrowid
        finally:
            cursor.close()


class OneTripConnection(aiosqlite.Connection):
    """The driver's connection, with cursors that make fewer trips."""

    def cursor(self) -> Cursor:  # type: ignore[override]
        return Cursor(self)

    async def trip(self, work: Any) -> None:  # noqa: ANN401 - the driver does not say what it runs
        """Have the work done in the connection's thread, with SQLite's own connection."""
        await self._execute(work, self._conn)  # type: ignore[no-untyped-call]


def connect(database: str, **options: Any) -> OneTripConnection:  # noqa: ANN401 - whatever SQLAlchemy asks for
    """A connection that is not open yet; to be given to SQLAlchemy's engine as `async_creator_fn`."""
    connection = OneTripConnection(partial(sqlite3.connect, database, **options), ROWS_AT_A_TIME)
    # As SQLAlchemy does with the driver's own: a connection that is left open does not keep the program from ending.
    connection._thread.daemon = True  # noqa: SLF001
    return connection
