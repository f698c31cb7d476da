"""The two that are compared: Anker as it is, and Bolt with one listener that does nothing."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from aiohttp import web
from pydantic import SecretStr
from slack_bolt.async_app import AsyncAck, AsyncApp
from slack_bolt.authorization import AuthorizeResult
from slack_sdk.web.async_client import AsyncWebClient

from bench.processes import Listening
from bench.rounds import TEAM, confirm, open_now
from bench.slack import BOT_USER, SECRET, TOKEN
from bot.app import Bot, running, serving
from bot.clock import Clock
from bot.settings import Settings
from domain.rounds import Round

LOOPBACK = "127.0.0.1"


async def serve_bare_bolt(listening: Listening) -> None:
    """Bolt with its own adapter, the same mode as Anker's, and a listener that only acknowledges."""
    app = AsyncApp(
        client=AsyncWebClient(),
        authorize=_authorize,
        signing_secret=SECRET,
        process_before_response=True,
    )
    app.action("sittings.answer")(_acknowledge)
    runner = web.AppRunner(app.web_app("/slack/events"), access_log=None)
    await runner.setup()
    await web.TCPSite(runner, LOOPBACK, 0).start()
    try:
        await listening(runner.addresses[0][1])
    finally:
        await runner.cleanup()


async def _authorize() -> AuthorizeResult:
    return AuthorizeResult(enterprise_id=None, team_id=TEAM, bot_token=TOKEN, bot_id="B0ANKER", bot_user_id=BOT_USER)


async def _acknowledge(ack: AsyncAck) -> None:
    await ack()


async def serve_anker(
    listening: Listening, home: Path, database_url: str, slack_url: str, asked: Round, people: int
) -> None:
    """Anker as `python -m bot web` runs it, with a round that has just opened."""
    async with anker(home, database_url, slack_url, asked, people) as bot, serving(bot, LOOPBACK, 0) as port:
        await listening(port)


@asynccontextmanager
async def anker(home: Path, database_url: str, slack_url: str, asked: Round, people: int) -> AsyncIterator[Bot]:
    """Anker with a round that has just opened; keys are kept in `home`."""
    settings = Settings.model_construct(
        slack_bot_token=SecretStr(TOKEN),
        slack_signing_secret=SecretStr(SECRET),
        slack_api_url=f"{slack_url}/api/",
        database_url=database_url,
        keys_dir=home / "keys",
        secret_keys=None,
        operator="Bench",
        content_dir=None,
        host=LOOPBACK,
        port=0,
    )
    async with running(settings, Clock()) as bot:
        await confirm(bot.desk.store, asked, people)
        await open_now(bot.desk.store, asked)
        yield bot
