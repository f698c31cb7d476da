"""`python -m bot run | web | clock`: the processes that stay."""

from __future__ import annotations

import asyncio
import signal
from contextlib import AsyncExitStack

from bot.app import Bot, running, serving, ticking, tidying
from bot.clock import Clock
from bot.logs import start_logging
from bot.settings import Settings


async def until_stopped(settings: Settings, what: str) -> None:
    """Run until SIGINT or SIGTERM; then finish what was begun."""
    start_logging()
    stopped = asyncio.Event()
    for name in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(name, stopped.set)
    async with AsyncExitStack() as stack:
        bot = await stack.enter_async_context(running(settings, Clock()))
        if what in {"run", "web"}:
            port = await stack.enter_async_context(serving(bot, settings.host, settings.port))
            print(_how_it_hears(bot, settings.host, port), flush=True)
        await stack.enter_async_context(tidying(bot) if what == "web" else ticking(bot))
        await stopped.wait()


def _how_it_hears(bot: Bot, host: str, port: int) -> str:
    if bot.sockets is None:
        return f"Anker listens on http://{host}:{port}/slack/events"
    if bot.sockets.connected:
        return "Anker is connected to Slack by Socket Mode"
    return "Anker goes on trying to reach Slack by Socket Mode"
