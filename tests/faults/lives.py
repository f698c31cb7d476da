"""The bot as a process of its own, on a database and a key folder that outlive it."""

from __future__ import annotations

import asyncio
import os
import re
import signal
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from sandbox.workspace import Workspace

ROOT = Path(__file__).parents[2]
LISTENS = re.compile(r"http://127\.0\.0\.1:\d+/slack/events")


@asynccontextmanager
async def started(
    command: str, workspace: Workspace, database_url: str, keys: Path
) -> AsyncIterator[asyncio.subprocess.Process]:
    """`python -m bot command`, which is killed at the end where it still lives; its log is in `keys.parent / "log"`."""
    environment = {
        "PATH": os.environ["PATH"],
        "PYTHONPATH": str(ROOT),
        "SLACK_BOT_TOKEN": workspace.app.token,
        "SLACK_SIGNING_SECRET": workspace.app.signing_secret,
        "SLACK_API_URL": workspace.api_url,
        "DATABASE_URL": database_url,
        "KEYS_DIR": str(keys),
        "OPERATOR": "Egelund It",
        "PORT": "0",
    }
    with (keys.parent / "log").open("ab") as log:
        process = await asyncio.create_subprocess_exec(
            sys.executable,
            "-m",
            "bot",
            command,
            cwd=keys.parent,
            env=environment,
            stdout=asyncio.subprocess.PIPE,
            stderr=log,
        )
    try:
        yield process
    finally:
        await killed(process)


async def address_of(process: asyncio.subprocess.Process) -> str:
    """Where it listens, as it says itself once it does."""
    assert process.stdout is not None
    said = (await process.stdout.readline()).decode()
    found = LISTENS.search(said)
    assert found, said
    return found.group()


async def killed(process: asyncio.subprocess.Process) -> None:
    """Gone at once, as by a power cut to the process: no handler of its own runs."""
    if process.returncode is None:
        process.send_signal(signal.SIGKILL)
    await process.wait()
