"""What state a database is in is seen without changing it."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest
from alembic import command
from sqlalchemy import text

from storage.database import make_engine, migrate, migrations
from storage.soundness import State, look


@pytest.fixture(params=["sqlite", "postgresql"])
def empty_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """A database without any table."""
    if request.param == "postgresql":
        return str(request.getfixturevalue("postgres_url"))
    sqlite3.connect(tmp_path / "empty.db").close()
    return f"sqlite+aiosqlite:///{tmp_path / 'empty.db'}"


def inside(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


async def upgrade(url: str, to: str) -> None:
    engine = make_engine(url)
    async with engine.begin() as connection:
        await connection.run_sync(lambda plain: command.upgrade(migrations(plain), to))
    await engine.dispose()


async def execute(url: str, statement: str) -> None:
    engine = make_engine(url)
    async with engine.begin() as connection:
        await connection.execute(text(statement))
    await engine.dispose()


async def test_the_schema_is_compared_and_left_as_it_is(empty_url: str) -> None:
    assert (await look(empty_url))[0] is State.EMPTY
    await upgrade(empty_url, "0006")
    for _ in range(2):
        assert (await look(empty_url))[0] is State.OLDER
    await migrate(empty_url)
    assert (await look(empty_url))[0] is State.CURRENT
    await execute(empty_url, "UPDATE alembic_version SET version_num = '9999'")
    assert (await look(empty_url))[0] is State.NEWER


async def test_a_file_that_is_not_there_is_not_made(tmp_path: Path) -> None:
    assert (await look(f"sqlite+aiosqlite:///{tmp_path / 'none.db'}"))[0] is State.ABSENT
    assert inside(tmp_path) == []


async def test_a_file_that_is_no_database_is_told_by_its_kind(tmp_path: Path) -> None:
    (tmp_path / "text.db").write_text("no database at all, " * 100)
    assert await look(f"sqlite+aiosqlite:///{tmp_path / 'text.db'}") == (State.UNREACHABLE, "SQLITE_NOTADB")


async def test_a_server_that_is_away_or_refuses_is_told_by_its_kind() -> None:
    state, why = await look("postgresql+asyncpg://anker:canary@127.0.0.1:9/anker")
    assert (state, why) == (State.UNREACHABLE, "ConnectionRefusedError")


async def test_a_user_who_may_make_no_tables_is_found_out(postgres_url: str) -> None:
    await execute(postgres_url, "CREATE ROLE reader LOGIN")
    await execute(postgres_url, "REVOKE CREATE ON SCHEMA public FROM PUBLIC")
    as_reader = postgres_url.replace("//postgres:@", "//reader:@")
    assert as_reader != postgres_url
    state, _ = await look(as_reader)
    await execute(postgres_url, "DROP ROLE reader")
    assert state is State.READ_ONLY
