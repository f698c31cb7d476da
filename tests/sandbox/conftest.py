"""A small Bolt app as the workspace's counterpart."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
from aiohttp import ClientSession, web
from slack_bolt.adapter.aiohttp import to_aiohttp_response, to_bolt_request
from slack_bolt.async_app import AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from sandbox import App, Workspace, running
from sandbox.clocks import StillClock
from tests.sandbox.seconds import Seconds


@pytest.fixture
def clock() -> StillClock:
    return StillClock()


@pytest.fixture
def seconds() -> Seconds:
    return Seconds()


@pytest.fixture
async def workspace(clock: StillClock) -> AsyncIterator[Workspace]:
    async with running(clock=clock, app=App()) as workspace:
        workspace.delivery.retry_scale = 0.0
        yield workspace


@pytest.fixture
async def client(workspace: Workspace) -> AsyncIterator[AsyncWebClient]:
    async with ClientSession() as session:
        token = workspace.app.token
        yield AsyncWebClient(token=token, base_url=workspace.api_url, session=session, retry_handlers=[])


@pytest.fixture
async def bolt(workspace: Workspace, client: AsyncWebClient) -> AsyncIterator[AsyncApp]:
    """An app in the workspace, listening where the workspace sends."""
    app = AsyncApp(client=client, signing_secret=workspace.app.signing_secret, process_before_response=True)

    async def handle(request: web.Request) -> web.Response:
        return await to_aiohttp_response(await app.async_dispatch(await to_bolt_request(request)))

    web_app = web.Application()
    web_app.router.add_post("/slack/events", handle)
    runner = web.AppRunner(web_app, access_log=None, shutdown_timeout=0.1)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    workspace.app.request_url = f"http://127.0.0.1:{runner.addresses[0][1]}/slack/events"
    yield app
    await runner.cleanup()
