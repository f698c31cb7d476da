"""What state a database is in, found out without changing anything in it: for whoever runs Anker."""

from __future__ import annotations

import sqlite3
from collections.abc import Collection
from contextlib import closing
from enum import Enum, auto
from pathlib import Path

from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, make_url, text
from sqlalchemy.exc import DBAPIError, SQLAlchemyError

from storage.database import PATIENCE, make_engine, migrations


class State(Enum):
    """Of a database: whether it is there and takes anything, and how its schema compares with this program's."""

    ABSENT = auto()
    EMPTY = auto()
    OLDER = auto()
    CURRENT = auto()
    NEWER = auto()
    READ_ONLY = auto()
    UNREACHABLE = auto()


async def look(url: str) -> tuple[State, str]:
    """The state of the database at a driver URL, and the kind of failure where it cannot be reached."""
    path = make_url(url).database
    if url.startswith("sqlite") and path:
        return _of_file(Path(path))
    return await _of_server(url)


def _of_file(path: Path) -> tuple[State, str]:
    try:
        if not path.exists():
            return State.ABSENT, ""
        with closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=rw", uri=True, timeout=PATIENCE / 1000)) as file:
            heads = _heads_of_file(file)
            # Takes the right to write and gives it back.
            file.execute("BEGIN IMMEDIATE")
            file.execute("ROLLBACK")
    except sqlite3.OperationalError as refused:
        is_read_only = refused.sqlite_errorname.startswith("SQLITE_READONLY")
        return (State.READ_ONLY, "") if is_read_only else (State.UNREACHABLE, refused.sqlite_errorname)
    except sqlite3.DatabaseError as failure:
        return State.UNREACHABLE, failure.sqlite_errorname
    except OSError:
        # Its name is too long, or it is where this user cannot look.
        return State.UNREACHABLE, "SQLITE_CANTOPEN"
    return _compared(heads), ""


def _heads_of_file(file: sqlite3.Connection) -> Collection[str]:
    if not file.execute("SELECT name FROM sqlite_master WHERE name = 'alembic_version'").fetchall():
        return ()
    return [head for (head,) in file.execute("SELECT version_num FROM alembic_version")]


async def _of_server(url: str) -> tuple[State, str]:
    engine = make_engine(url)
    try:
        async with engine.connect() as connection:
            heads = await connection.run_sync(_heads)
            allowed = await connection.run_sync(_may_change)
    except (OSError, SQLAlchemyError) as failure:
        cause = failure.orig if isinstance(failure, DBAPIError) else failure
        return State.UNREACHABLE, type(cause.__cause__ or cause).__name__ if cause else type(failure).__name__
    finally:
        await engine.dispose()
    return (_compared(heads), "") if allowed else (State.READ_ONLY, "")


def _heads(connection: Connection) -> Collection[str]:
    return MigrationContext.configure(connection).get_current_heads()


def _may_change(connection: Connection) -> bool:
    """A standby takes nothing, nor does a schema in which Anker's user may not create tables."""
    asked = "SELECT NOT pg_is_in_recovery() AND has_schema_privilege(current_schema(), 'CREATE')"
    return bool(connection.execute(text(asked)).scalar())


def _compared(heads: Collection[str]) -> State:
    script = ScriptDirectory.from_config(migrations())
    if not heads:
        return State.EMPTY
    if set(heads) == set(script.get_heads()):
        return State.CURRENT
    known = {revision.revision for revision in script.walk_revisions()}
    return State.OLDER if set(heads) <= known else State.NEWER
