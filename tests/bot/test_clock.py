"""The clock's jobs at a stop: what was begun is finished, and nothing is left waiting for a database that is closed."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from pathlib import Path

from bot.clock import ticking
from sandbox.demo import demo_app
from sandbox.server import running
from sandbox.town import town

ROOT = Path(__file__).parents[2]


async def test_a_stop_waits_for_a_job_that_was_begun() -> None:
    begun, go_on, done = asyncio.Event(), asyncio.Event(), []

    async def job() -> None:
        begun.set()
        await go_on.wait()
        done.append("all of it")

    async with ticking({"look": job}, every=60):
        await begun.wait()
        asyncio.get_running_loop().call_soon(go_on.set)
    assert done == ["all of it"]


async def test_a_job_that_takes_too_long_is_given_up_and_may_tidy_up_first() -> None:
    begun, tidied = asyncio.Event(), []

    async def job() -> None:
        begun.set()
        try:
            await asyncio.Event().wait()
        finally:
            await asyncio.sleep(0)
            tidied.append("its connection is back")

    async with ticking({"look": job}, every=60, patience=0.01):
        await begun.wait()
    assert tidied == ["its connection is back"]


async def test_a_process_that_is_stopped_as_soon_as_it_says_that_it_listens_ends_at_once_and_quietly(
    tmp_path: Path,
) -> None:
    """As systemd stops it: with a signal, here in the middle of the first look for due work."""
    async with running(None, demo_app(), town()) as workspace:
        settings = {
            "SLACK_BOT_TOKEN": workspace.app.token,
            "SLACK_SIGNING_SECRET": workspace.app.signing_secret,
            "SLACK_API_URL": f"{workspace.url}/api/",
            "OPERATOR": "It-drift i Egelund",
            "PORT": "0",
        }
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "bot", "run"),
            cwd=tmp_path,
            env={**os.environ, "PYTHONPATH": str(ROOT), **settings},
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
        )
        assert process.stdout is not None
        assert b"listens" in await process.stdout.readline()
        process.send_signal(signal.SIGTERM)
        _, complained = await asyncio.wait_for(process.communicate(), 60)
    assert (process.returncode, complained.decode()) == (0, "")
