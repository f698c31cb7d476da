"""The workspace as a server: the Web API, uploads, files, response_urls and the page, all at one address."""

from __future__ import annotations

import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import datetime

from aiohttp import web

from sandbox.app import App
from sandbox.fault_routes import FaultRoutes
from sandbox.page_server import PageServer
from sandbox.shapes import Clock
from sandbox.town import Town
from sandbox.transfers import Transfers
from sandbox.web_api import WebApi
from sandbox.workspace import Workspace

_LARGEST_REQUEST = 50 * 1024 * 1024
LOOPBACK = "127.0.0.1"


def web_app(workspace: Workspace) -> web.Application:
    """Everything that the workspace answers to."""
    application = web.Application(client_max_size=_LARGEST_REQUEST)
    api, transfers = WebApi(workspace), Transfers(workspace)
    application.router.add_route("*", "/api/{method}", api.call)
    application.router.add_get("/link/", workspace.sockets.link)
    application.router.add_post("/response/{key}", api.response_url)
    application.router.add_post("/upload/{key}", transfers.upload)
    application.router.add_get("/files/{file}", transfers.show)
    application.router.add_get("/files-pri/{team:[A-Z0-9]+}-{file:[A-Z0-9]+}/{name:.*}", transfers.download)
    application.add_routes(PageServer(workspace).routes())
    application.add_routes(FaultRoutes(workspace).routes())
    return application


async def start_workspace(
    clock: Clock | None = None,
    app: App | None = None,
    place: Town | None = None,
    *,
    turn: Callable[[datetime], Awaitable[None] | None] | None = None,
    seconds: Callable[[], float] = time.monotonic,
    port: int = 0,
) -> Workspace:
    """A workspace that listens on the loopback address until `Workspace.stop`; port 0 takes a free one. The rest is
    as for `Workspace`; `running` stops it by itself.
    """
    workspace = Workspace(clock, app, place, turn=turn, seconds=seconds)
    runner = web.AppRunner(web_app(workspace), access_log=None, shutdown_timeout=1.0)
    await runner.setup()
    await web.TCPSite(runner, LOOPBACK, port).start()
    _, bound, *_ = runner.addresses[0]
    workspace.url = f"http://{LOOPBACK}:{bound}"
    workspace.on_stop = runner.cleanup
    return workspace


@asynccontextmanager
async def running(
    clock: Clock | None = None,
    app: App | None = None,
    place: Town | None = None,
    *,
    turn: Callable[[datetime], Awaitable[None] | None] | None = None,
    seconds: Callable[[], float] = time.monotonic,
    port: int = 0,
) -> AsyncIterator[Workspace]:
    """A workspace that listens as long as the block runs; see `start_workspace`."""
    workspace = await start_workspace(clock, app, place, turn=turn, seconds=seconds, port=port)
    try:
        yield workspace
    finally:
        await workspace.stop()
