"""What every bot of the tests would make anew, made once: a migrated database, the content's files, a drawing process.

Tests about one of these make it for themselves.
"""

from __future__ import annotations

import asyncio
import tempfile
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import TypeVar

import pytest
from sqlalchemy import make_url

from messages.charts import Charts
from messages.painting import paint
from storage import marked_yaml
from storage.database import migrate

Done = TypeVar("Done")

CONTENT = Path(__file__).parents[1] / "content"


def prepare(database_url: str) -> None:
    """Where a SQLite file is to be and is not, there is now an empty one with the newest schema."""
    url = make_url(database_url)
    if url.get_backend_name() == "sqlite" and url.database and not Path(url.database).exists():
        Path(url.database).write_bytes(empty_database())


@cache
def empty_database() -> bytes:
    """A SQLite file with the newest schema and no row."""
    with tempfile.TemporaryDirectory() as folder, ThreadPoolExecutor(1) as beside:
        path = Path(folder) / "anker.db"
        # In a thread, for whoever asks may be in an event loop.
        beside.submit(asyncio.run, migrate(f"sqlite+aiosqlite:///{path}")).result()
        return path.read_bytes()


@contextmanager
def content_read_once() -> Iterator[None]:
    """The shipped files do not change while tests run; all others are read as always."""
    read = marked_yaml.read
    shipped = cache(read)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(marked_yaml, "read", lambda path: (shipped if path.parent == CONTENT else read)(path))
        yield


class LastingCharts(Charts):
    """Draws in a process that stays for the next test, and each picture once."""

    def __init__(self) -> None:
        super().__init__()
        self._painted: dict[object, object] = {}

    async def do(self, work: Callable[..., Done], *of: object) -> Done:
        if work is paint and of in self._painted:
            return self._painted[of]  # type: ignore[return-value]
        try:
            done = await super().do(work, *of)
        except RuntimeError:
            self.ends()
            raise
        if work is paint:
            self._painted[of] = done
        return done

    def close(self, *, wait: bool = True) -> None:  # noqa: ARG002 - nobody waits for what stays
        """The test's event loop ends, and with it what waits in it; the process stays."""
        if self._leaving:
            self._leaving.cancel()
        self._leaving = None

    def ends(self) -> None:
        super().close()


@cache
def lasting_charts() -> LastingCharts:
    """The one of this test process; `ends` lets its drawing process go."""
    return LastingCharts()
