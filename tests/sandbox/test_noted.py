"""What Slack does not refuse at once, and no app should do: the workspace notes it, and tests fail for it."""

from __future__ import annotations

import asyncio
from dataclasses import replace

import pytest
from slack_bolt.async_app import AsyncAck, AsyncApp
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from sandbox import Workspace
from sandbox.clocks import StillClock
from tests.sandbox.cards import entry, modal, plain, section

TYPED = "Kom <!channel> og <https://bank.example|log ind>"
FORM = modal(entry("Navn", {"type": "plain_text_input"}))
TOO_EARLY = ["chat.postMessage: ratelimited called again before Retry-After"]


async def put_off(workspace: Workspace, client: AsyncWebClient) -> str:
    workspace.faults.fail_next("chat.postMessage", status=429, headers={"Retry-After": "30"}, body="{}")
    mette = workspace.person("Mette").id
    with pytest.raises(SlackApiError):
        await client.chat_postMessage(channel=mette, text="1")
    return mette


async def test_a_call_before_retry_after_is_over_is_noted(
    workspace: Workspace, client: AsyncWebClient, clock: StillClock
) -> None:
    """docs.slack.dev/apis/web-api/rate-limits: wait as long as Retry-After says."""
    mette = await put_off(workspace, client)
    clock.forward(seconds=29)
    await client.chat_postMessage(channel=mette, text="1")
    assert workspace.refusals == TOO_EARLY


async def test_a_call_after_it_is_over_and_another_call_are_not(
    workspace: Workspace, client: AsyncWebClient, clock: StillClock
) -> None:
    mette = await put_off(workspace, client)
    await client.chat_postMessage(channel=workspace.person("Jonas").id, text="1")
    await client.chat_postMessage(channel=mette, text="2")
    clock.forward(seconds=30)
    await client.chat_postMessage(channel=mette, text="1")
    assert workspace.refusals == []


async def test_an_answer_that_comes_too_late_is_noted(workspace: Workspace, bolt: AsyncApp) -> None:
    """docs.slack.dev/interactivity/handling-user-interaction: acknowledge within three seconds."""
    over = asyncio.Event()

    async def slow(ack: AsyncAck) -> None:
        await over.wait()
        await ack()

    bolt.command("/barometer")(slow)
    workspace.delivery.answer_seconds = 0.05
    await workspace.person("Mette").types("/barometer")
    over.set()
    assert workspace.refusals == ["/barometer: no_answer_in_time"]


@pytest.mark.usefixtures("bolt")
async def test_an_answer_that_says_that_it_failed_is_noted(workspace: Workspace) -> None:
    """docs.slack.dev/interactivity/handling-user-interaction: acknowledge with HTTP 200."""
    await workspace.person("Mette").types("/barometer")
    assert workspace.refusals == ["/barometer: failed_answer"]


async def test_what_a_person_typed_is_noted_where_the_app_sends_it_on_alive(
    workspace: Workspace, client: AsyncWebClient
) -> None:
    """docs.slack.dev/messaging/formatting-message-text, "Escaping text"."""
    mette = workspace.person("Mette")
    await client.views_open(trigger_id=workspace.triggers.issue(mette.id), view=FORM)
    await mette.fills("Navn", TYPED)
    await client.chat_postMessage(channel=mette.id, text="Navn", blocks=[section(f"Navn: {TYPED}")])
    await client.views_publish(user_id=mette.id, view={"type": "home", "blocks": [section("Hej <!channel>")]})
    alive = "a message or window: unescaped {} was typed by a person"
    link = alive.format("<https://bank.example|log ind>")
    assert workspace.refusals == [alive.format("<!channel>"), link, alive.format("<!channel>")]


async def test_what_people_call_themselves_is_typed_by_them_too(workspace: Workspace, client: AsyncWebClient) -> None:
    mette = workspace.person("Mette").id
    workspace.people[mette] = replace(workspace.people[mette], name="<!here> Mette", fixed_id=mette)
    await client.chat_postMessage(channel=mette, text="Hej <!here> Mette")
    assert workspace.refusals == ["a message or window: unescaped <!here> was typed by a person"]


async def test_escaped_text_plain_text_and_mentions_of_the_apps_own_are_not_noted(
    workspace: Workspace, client: AsyncWebClient, clock: StillClock
) -> None:
    mette = workspace.person("Mette")
    await mette.writes(TYPED)
    escaped = TYPED.replace("<", "&lt;").replace(">", "&gt;")
    await client.chat_postMessage(channel=mette.id, text=f"<@{mette.id}> <!here>: {escaped}")
    clock.forward(seconds=1)
    await client.chat_postMessage(channel=mette.id, text="x", blocks=[{"type": "section", "text": plain(TYPED)}])
    assert workspace.refusals == []
