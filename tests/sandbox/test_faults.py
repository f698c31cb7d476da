"""Slack failing on command when the app calls it; the other direction is in `test_mischief`."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import aiohttp
import pytest
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from sandbox import Workspace
from sandbox.clocks import StillClock
from sandbox.log import FROM_APP, Exchange, Log
from sandbox.mishaps import (
    BUSY_PAGE,
    CUT_SHORT,
    FATAL_ERROR,
    INTERNAL_ERROR_DONE,
    LOST,
    OVERTAKEN,
    RATE_LIMITED,
    SILENT,
    SILENT_DONE,
    SLOW,
)


async def said(workspace: Workspace, client: AsyncWebClient) -> None:
    await client.chat_postMessage(channel=workspace.person("Mette").id, text="x")


def calls(workspace: Workspace) -> list[Exchange]:
    """What the app has sent."""
    return [exchange for exchange in workspace.log if exchange.direction == FROM_APP]


@asynccontextmanager
async def post(workspace: Workspace, **arguments: str) -> AsyncIterator[aiohttp.ClientResponse]:
    """chat.postMessage by a client that repeats nothing."""
    headers = {"Authorization": f"Bearer {workspace.app.token}"}
    async with (
        aiohttp.ClientSession() as session,
        session.post(f"{workspace.api_url}chat.postMessage", json=arguments, headers=headers) as response,
    ):
        yield response


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


@pytest.mark.parametrize("done", [False, True])
async def test_the_two_errors_that_stand_under_every_method_may_come_after_the_deed(
    workspace: Workspace, client: AsyncWebClient, *, done: bool
) -> None:
    """docs.slack.dev/reference/methods/chat.postMessage: "It's possible some aspect of the operation succeeded"."""
    workspace.faults.make_next("chat.postMessage", INTERNAL_ERROR_DONE if done else FATAL_ERROR)
    with pytest.raises(SlackApiError, match="internal_error" if done else "fatal_error"):
        await said(workspace, client)
    assert len(workspace.person("Mette").messages()) == int(done)


async def test_too_many_calls_are_answered_with_when_to_come_again(
    workspace: Workspace, client: AsyncWebClient
) -> None:
    """docs.slack.dev/apis/web-api/rate-limits"""
    workspace.faults.make_next("web api", RATE_LIMITED, seconds=7)
    with pytest.raises(SlackApiError, match="ratelimited") as refusal:
        await client.users_info(user=workspace.person("Mette").id)
    assert (refusal.value.response.status_code, refusal.value.response.headers["Retry-After"]) == (429, "7")


async def test_a_gateway_can_answer_with_a_page(workspace: Workspace, client: AsyncWebClient) -> None:
    workspace.faults.make_next("chat.postMessage", BUSY_PAGE)
    with pytest.raises(SlackApiError) as refusal:
        await said(workspace, client)
    assert refusal.value.response.status_code == 502
    assert refusal.value.response.headers["Content-Type"] == "text/html"
    assert "502 Bad Gateway" in calls(workspace)[0].answer


async def test_an_answer_can_be_cut_short(workspace: Workspace) -> None:
    workspace.faults.make_next("chat.postMessage", CUT_SHORT)
    async with post(workspace, channel=workspace.person("Mette").id, text="x") as response:
        with pytest.raises(aiohttp.ClientPayloadError):
            await response.read()
    assert len(workspace.person("Mette").messages()) == 1


@pytest.mark.parametrize("name", [SILENT, SILENT_DONE])
async def test_a_connection_can_stay_open_without_an_answer(workspace: Workspace, name: str) -> None:
    """Until whoever waits hangs up: nothing is sent, or the first half of an answer to what was done."""
    fault = workspace.faults.make_next("chat.postMessage", name)
    body: list[bytes] = []

    async def waits_for_an_answer() -> None:
        async with post(workspace, channel=workspace.person("Mette").id, text="x") as response:
            body.append(await response.content.readany())
            await response.read()

    waiting = asyncio.create_task(waits_for_an_answer())
    await fault.begun.wait()
    assert workspace.faults.held == [fault]
    done, _ = await asyncio.wait({waiting}, timeout=0.2)
    assert not done
    assert [part[:6] for part in body] == ([b'{"ok":'] if name == SILENT_DONE else [])
    waiting.cancel()
    async with asyncio.timeout(5):
        while workspace.faults.held:  # noqa: ASYNC110  the server looks whether anybody is there still
            await asyncio.sleep(0.01)
    assert len(workspace.person("Mette").messages()) == (name == SILENT_DONE)
    [call] = calls(workspace)
    assert (call.status, call.fault) == (0, name)


async def test_clearing_lets_go_of_what_is_held_and_of_what_waits(workspace: Workspace, client: AsyncWebClient) -> None:
    workspace.rates.enforced = False
    silent = workspace.faults.make_next("chat.postMessage", SILENT)
    waits = workspace.faults.make_next("chat.postMessage", LOST, times=3)
    posting = asyncio.create_task(said(workspace, client))
    await silent.begun.wait()
    assert workspace.faults.waiting == [waits]
    workspace.faults.clear()
    with pytest.raises(aiohttp.ClientError):
        await posting
    await said(workspace, client)
    assert not workspace.faults.held
    assert not workspace.faults.waiting


async def test_a_call_can_be_overtaken_by_the_next(workspace: Workspace, client: AsyncWebClient) -> None:
    workspace.rates.enforced = False
    overtaken = workspace.faults.make_next("chat.postMessage", OVERTAKEN)
    to = workspace.person("Mette").id
    first = asyncio.create_task(client.chat_postMessage(channel=to, text="først"))
    await overtaken.begun.wait()
    await client.chat_postMessage(channel=to, text="siden")
    await first
    assert [message.text for message in workspace.person("Mette").messages()] == ["siden", "først"]


async def test_the_log_tells_when_how_long_and_which_fault(
    workspace: Workspace, client: AsyncWebClient, clock: StillClock
) -> None:
    workspace.faults.make_next("chat.postMessage", SLOW, seconds=0.05)
    await said(workspace, client)
    clock.forward(hours=1)
    await client.users_info(user=workspace.person("Mette").id)
    slow, plain = calls(workspace)
    assert (slow.what, slow.fault, slow.status) == ("chat.postMessage", SLOW, 200)
    assert slow.seconds >= 0.05 > plain.seconds
    assert (plain.fault, plain.at) == ("", clock.now())


async def test_a_failure_without_a_name_is_described_in_the_log(workspace: Workspace, client: AsyncWebClient) -> None:
    workspace.faults.fail_next("chat.postMessage", status=503, stored=True)
    with pytest.raises(SlackApiError):
        await said(workspace, client)
    assert [call.fault for call in calls(workspace)] == ["503, stored"]


def test_a_log_lets_go_of_the_oldest_and_counts_them() -> None:
    log = Log()
    log.keeps, log.keeps_characters = 3, 40
    for number in range(5):
        log.keep(Exchange("to app", f"{number}", "", "x", 200, "y"))
    assert ([one.what for one in log], log.gone) == (["2", "3", "4"], 2)
    log.keep(Exchange("to app", "5", "", "x" * 34, 200, "y"))
    assert ([one.what for one in log], log.gone) == (["4", "5"], 4)
    log.keep(Exchange("to app", "6", "", "x" * 100, 200, "y"))
    assert (log[:], log.gone) == ([], 7)
