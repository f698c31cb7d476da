"""The bot as a process of its own, on a database and a key folder that outlive it."""

from __future__ import annotations

import asyncio
import os
import re
import sys
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from multiprocessing.connection import Connection
from multiprocessing.context import ForkServerProcess
from pathlib import Path

from bot.__main__ import main
from sandbox.workspace import Workspace
from tests.storage.processes import CONTEXT

ROOT = Path(__file__).parents[2]
LISTENS = re.compile(r"http://127\.0\.0\.1:\d+/slack/events")


class Started:
    """`python -m bot command`, quick to start because it shares the imports of all that are started."""

    def __init__(self, command: str, environment: Mapping[str, str], home: Path) -> None:
        here, there = CONTEXT.Pipe(duplex=False)
        self._said = here
        self._process: ForkServerProcess = CONTEXT.Process(target=_live, args=(command, environment, home, there))
        self._process.start()
        there.close()

    async def says(self) -> str:
        """The next it prints; empty once it is gone."""
        return (await asyncio.to_thread(os.read, self._said.fileno(), 10_000)).decode()

    async def dies(self) -> None:
        """Gone at once, as by a power cut to the process: no handler of its own runs."""
        self._process.kill()
        await asyncio.to_thread(self._process.join)
        self._said.close()


def _live(command: str, environment: Mapping[str, str], home: Path, says: Connection) -> None:
    """What the process does, in an environment and a folder of its own; its log is `home / "log"`."""
    os.chdir(home)
    os.environ.clear()
    os.environ.update(environment)
    os.dup2(says.fileno(), 1)
    os.dup2(os.open("log", os.O_WRONLY | os.O_CREAT | os.O_APPEND), 2)
    sys.exit(main([command]))


@asynccontextmanager
async def started(command: str, workspace: Workspace, database_url: str, keys: Path) -> AsyncIterator[Started]:
    """`python -m bot command`, which is killed at the end where it still lives; its log is in `keys.parent / "log"`."""
    environment = {
        "PATH": os.environ["PATH"],
        "SLACK_BOT_TOKEN": workspace.app.token,
        "SLACK_SIGNING_SECRET": workspace.app.signing_secret,
        "SLACK_API_URL": workspace.api_url,
        "DATABASE_URL": database_url,
        "KEYS_DIR": str(keys),
        "OPERATOR": "Egelund It",
        "PORT": "0",
    }
    process = Started(command, environment, keys.parent)
    try:
        yield process
    finally:
        await killed(process)


async def address_of(process: Started) -> str:
    """Where it listens, as it says itself once it does."""
    said = await process.says()
    found = LISTENS.search(said)
    assert found, said
    return found.group()


async def killed(process: Started) -> None:
    """It is there no more; twice is harmless."""
    await process.dies()
