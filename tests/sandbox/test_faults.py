"""Slack failing on command."""

from __future__ import annotations

import asyncio

import aiohttp
import pytest
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from sandbox import Workspace


async def said(workspace: Workspace, client: AsyncWebClient) -> None:
    await client.chat_postMessage(channel=workspace.person("Mette").id, text="x")


@pytest.mark.parametrize("stored", [False, True])
async def test_an_error_is_answered_once_stored_or_not(
    workspace: Workspace, client: AsyncWebClient, *, stored: bool
) -> None:
    workspace.rates.enforced = False
    workspace.faults.fail_next("chat.postMessage", error="internal_error", stored=stored)
    with pytest.raises(SlackApiError, match="internal_error"):
        await said(workspace, client)
    assert len(workspace.person("Mette").messages()) == int(stored)
    await said(workspace, client)
    assert len(workspace.person("Mette").messages()) == 1 + int(stored)


async def test_an_http_status_with_any_body_can_be_answered(workspace: Workspace, client: AsyncWebClient) -> None:
    workspace.faults.fail_next("chat.postMessage", status=429, headers={"Retry-After": "30"}, body="{}", times=2)
    for _ in range(2):
        with pytest.raises(SlackApiError) as refusal:
            await said(workspace, client)
        assert refusal.value.response.status_code == 429
        assert refusal.value.response.headers["Retry-After"] == "30"
    assert not workspace.person("Mette").messages()


async def test_the_connection_can_be_cut_after_the_message_is_stored(
    workspace: Workspace, client: AsyncWebClient
) -> None:
    workspace.faults.fail_next("chat.postMessage", drop=True, stored=True)
    with pytest.raises(aiohttp.ClientError):
        await said(workspace, client)
    assert len(workspace.person("Mette").messages()) == 1
    assert workspace.log[-1].status == 0


async def test_a_reply_can_be_held_until_it_is_let_go(workspace: Workspace, client: AsyncWebClient) -> None:
    fault = workspace.faults.fail_next("chat.postMessage", hold=True)
    posting = asyncio.create_task(said(workspace, client))
    await workspace.until(lambda: workspace.person("Mette").messages())
    assert not posting.done()
    fault.release()
    await posting


async def test_a_reply_can_be_late_and_a_request_can_be_looked_at_late(
    workspace: Workspace, client: AsyncWebClient
) -> None:
    workspace.rates.enforced = False
    loop = asyncio.get_running_loop()
    workspace.faults.fail_next("chat.postMessage", delay=0.05)
    started = loop.time()
    await said(workspace, client)
    workspace.faults.fail_next("chat.postMessage", late=0.05)
    await said(workspace, client)
    assert loop.time() - started >= 0.1
    assert len(workspace.person("Mette").messages()) == 2


async def test_a_response_url_can_fail_too(workspace: Workspace) -> None:
    mette = workspace.person("Mette")
    url = workspace.response_urls.issue(mette.id, workspace.direct(mette.id).id)
    workspace.faults.fail_next("response_url", status=500)
    workspace.faults.fail_next("chat.update", status=500)
    workspace.faults.clear()
    workspace.faults.fail_next("response_url", status=500)
    async with aiohttp.ClientSession() as session:
        for status in (500, 200):
            async with session.post(url, json={"text": "x"}) as response:
                assert response.status == status
    assert len(mette.messages()) == 1
