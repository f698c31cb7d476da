"""A person's seat, with a small Bolt app as counterpart."""

from __future__ import annotations

from typing import Any

import pytest
from slack_bolt.async_app import AsyncAck, AsyncApp, AsyncRespond
from slack_sdk.web.async_client import AsyncWebClient

from sandbox import Workspace
from tests.sandbox.cards import button, section


async def test_a_click_replaces_the_message_through_its_response_url(workspace: Workspace, bolt: AsyncApp) -> None:
    @bolt.action("answer")
    async def on_answer(ack: AsyncAck, respond: AsyncRespond, action: dict[str, Any]) -> None:
        await ack()
        await respond(text="next", blocks=[section(f"got {action['value']}")], replace_original=True)

    mette = workspace.person("Mette")
    await bolt.client.chat_postMessage(
        channel=mette.id, text="q", blocks=[section("2 af 29"), button("Enig", "answer")]
    )
    old = mette.message()
    assert mette.sees() == "2 af 29\nEnig"
    assert (await mette.clicks("Enig")).ok
    await mette.until_sees("got 1")
    await mette.clicks("Enig", on=old)
    with pytest.raises(AssertionError, match="no button 'Uenig'"):
        await mette.clicks("Uenig")
    assert not workspace.refusals


async def test_a_command_opens_a_window_and_its_submission_answers(
    workspace: Workspace, bolt: AsyncApp, client: AsyncWebClient
) -> None:
    view = {
        "type": "modal",
        "callback_id": "start",
        "title": {"type": "plain_text", "text": "Ny runde"},
        "submit": {"type": "plain_text", "text": "Videre"},
        "blocks": [
            {
                "type": "input",
                "block_id": "name",
                "label": {"type": "plain_text", "text": "Navn"},
                "element": {"type": "plain_text_input", "action_id": "a"},
            }
        ],
    }

    @bolt.command("/barometer")
    async def on_command(ack: AsyncAck, body: dict[str, Any]) -> None:
        await ack("finder")
        await client.views_open(trigger_id=body["trigger_id"], view=view)

    @bolt.view("start")
    async def on_submit(ack: AsyncAck, body: dict[str, Any]) -> None:
        name = body["view"]["state"]["values"]["name"]["a"]["value"]
        if name == "x":
            await ack(response_action="errors", errors={"name": "For kort"})
        else:
            await ack()

    mette = workspace.person("Mette")
    await mette.types("/barometer start", channel="#boern-familie")
    assert mette.sees("#boern-familie") == "finder"
    assert not workspace.person("Jonas").sees("#boern-familie")
    await mette.until_modal("Navn")
    assert (await mette.submits()).error == "required_fields_missing"
    await mette.fills("Navn", "x")
    await mette.submits()
    assert mette.modal is not None
    assert "For kort" in mette.modal.text
    await mette.fills("navn", "Barometer 1")
    await mette.submits()
    assert mette.modal is None


async def test_what_a_person_writes_reaches_the_app(workspace: Workspace, bolt: AsyncApp) -> None:
    heard: list[dict[str, Any]] = []

    @bolt.event("message")
    async def on_message(event: dict[str, Any]) -> None:
        heard.append(event)

    mette = workspace.person("Mette")
    await mette.writes("tak & farvel, @Karen")
    assert heard[0]["text"] == f"tak &amp; farvel, <@{workspace.person('Karen').id}|karen.winther>"
    await mette.edits(mette.messages()[0], "rettet")
    assert heard[1]["subtype"] == "message_changed"
    assert heard[1]["message"]["text"] == "rettet"
    await mette.deletes(mette.messages()[0])
    assert heard[2]["subtype"] == "message_deleted"
