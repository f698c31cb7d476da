"""What may be posted, edited and seen."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import aiohttp
import pytest
from slack_bolt.async_app import AsyncAck, AsyncApp
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from sandbox import Workspace, limits
from sandbox.clocks import StillClock
from sandbox.shapes import Obj
from tests.sandbox.cards import button, section

ROOM = "#boern-familie"
METADATA = {"event_type": "posted", "event_payload": {"key": "1"}}


@pytest.fixture(autouse=True)
def unhurried(workspace: Workspace) -> None:
    workspace.rates.enforced = False


@pytest.mark.parametrize(
    ("content", "error"),
    [
        ({"text": "x", "attachments": [{"text": "a"}] * 101}, "too_many_attachments"),
        ({"text": "x", "blocks": "[{"}, "invalid_blocks_format"),
        ({"text": "x", "blocks": {"type": "divider"}}, "invalid_blocks_format"),
        ({"text": "x", "metadata": {**METADATA, "more": 1}}, "invalid_metadata_format"),
        ({"text": "x", "metadata": {"event_type": "", "event_payload": {}}}, "invalid_metadata_format"),
        (
            {"text": "x", "metadata": {**METADATA, "event_payload": {"k": "x" * limits.METADATA_BYTES}}},
            "metadata_too_large",
        ),
        ({"text": ""}, "no_text"),
    ],
)
async def test_what_cannot_be_said_is_refused(
    workspace: Workspace, client: AsyncWebClient, content: dict[str, Any], error: str
) -> None:
    """docs.slack.dev/reference/methods/chat.postMessage (errors); the size of metadata is remembered."""
    mette = workspace.person("Mette")
    with pytest.raises(SlackApiError) as refusal:
        await client.api_call("chat.postMessage", json={"channel": mette.id, **content})
    assert refusal.value.response["error"] == error
    assert not mette.messages()


async def test_metadata_stays_until_other_or_none_is_given(workspace: Workspace, client: AsyncWebClient) -> None:
    """docs.slack.dev/reference/methods/chat.update: retained without the field, removed by an empty object."""
    posted = await client.chat_postMessage(channel=workspace.person("Mette").id, text="1", metadata=METADATA)
    place = {"channel": posted["channel"], "ts": posted["ts"], "text": "2"}
    assert (await client.chat_update(**place))["message"]["metadata"] == METADATA
    assert "metadata" not in (await client.chat_update(**place, metadata={}))["message"]


async def test_an_app_without_a_messages_tab_writes_to_nobody(workspace: Workspace, client: AsyncWebClient) -> None:
    """docs.slack.dev/reference/methods/chat.postMessage: messages_tab_disabled; surfaces/app-home."""
    workspace.app.messages_tab = False
    mette = workspace.person("Mette")
    with pytest.raises(SlackApiError, match="messages_tab_disabled"):
        await client.chat_postMessage(channel=mette.id, text="x")
    assert (await mette.writes("hej")).error == "messages_tab_disabled"
    await client.chat_postMessage(channel=workspace.channel(ROOM).id, text="x")
    workspace.app.messages_tab, workspace.app.messages_tab_read_only = True, True
    await client.chat_postMessage(channel=mette.id, text="x")
    assert (await mette.writes("hej")).error == "messages_tab_disabled"


async def test_a_workspace_can_close_the_time_for_edits(
    workspace: Workspace, client: AsyncWebClient, clock: StillClock
) -> None:
    """docs.slack.dev/reference/methods/chat.update: edit_window_closed, by the workspace's setting."""
    workspace.edit_window = timedelta(minutes=5)
    posted = await client.chat_postMessage(channel=workspace.person("Mette").id, text="1")
    clock.forward(minutes=5)
    await client.chat_update(channel=posted["channel"], ts=posted["ts"], text="2")
    clock.forward(seconds=1)
    with pytest.raises(SlackApiError, match="edit_window_closed"):
        await client.chat_update(channel=posted["channel"], ts=posted["ts"], text="3")
    assert workspace.person("Mette").sees() == "2"


async def test_an_update_without_blocks_takes_them_away(workspace: Workspace, client: AsyncWebClient) -> None:
    """docs.slack.dev/reference/methods/chat.update: text without blocks removes the blocks."""
    posted = await client.chat_postMessage(channel=workspace.person("Mette").id, text="1", blocks=[section("kort")])
    await client.chat_update(channel=posted["channel"], ts=posted["ts"], text="2")
    assert workspace.person("Mette").message().blocks == ()


@pytest.mark.parametrize("how", ["deactivated", "away"])
async def test_whoever_is_not_there_never_sees_an_ephemeral_message_and_the_app_is_told_ok(
    workspace: Workspace, client: AsyncWebClient, how: str
) -> None:
    """docs.slack.dev/reference/methods/chat.postEphemeral: delivery is not guaranteed."""
    mette, room = workspace.person("Mette"), workspace.channel(ROOM)
    if how == "away":
        workspace.away.add(mette.id)
    else:
        workspace.change_person("Mette", deleted=True)
    assert (await client.chat_postEphemeral(channel=room.id, user=mette.id, text="kun dig"))["message_ts"]
    assert not mette.messages(ROOM)
    with pytest.raises(SlackApiError, match="invalid_blocks"):
        await client.chat_postEphemeral(channel=room.id, user=mette.id, text="x", blocks=[section("")])


async def test_ephemeral_messages_are_gone_when_the_page_is_loaded_again(
    workspace: Workspace, client: AsyncWebClient
) -> None:
    """docs.slack.dev/reference/methods/chat.postEphemeral: they do not persist across reloads."""
    mette, jonas, room = workspace.person("Mette"), workspace.person("Jonas"), workspace.channel(ROOM)
    for person in (mette, jonas):
        await client.chat_postEphemeral(channel=room.id, user=person.id, text="kun dig")
    await client.chat_postMessage(channel=room.id, text="alle")
    workspace.forget_ephemerals(mette.id)
    assert [message.text for message in mette.messages(ROOM)] == ["alle"]
    assert [message.text for message in jonas.messages(ROOM)] == ["kun dig", "alle"]


async def test_an_ephemeral_message_has_no_metadata_and_cannot_be_deleted(
    workspace: Workspace, client: AsyncWebClient
) -> None:
    """docs.slack.dev/reference/methods/chat.postEphemeral, …/chat.delete: changed through its response_url only."""
    mette, room = workspace.person("Mette"), workspace.channel(ROOM)
    with pytest.raises(SlackApiError, match="invalid_arguments"):
        await client.chat_postEphemeral(channel=room.id, user=mette.id, text="x", metadata=METADATA)
    answer = await client.chat_postEphemeral(channel=room.id, user=mette.id, text="x")
    with pytest.raises(SlackApiError, match="message_not_found"):
        await client.chat_delete(channel=room.id, ts=answer["message_ts"])
    assert not (await _history(workspace, client, room.id))


async def _history(workspace: Workspace, client: AsyncWebClient, channel: str) -> list[Obj]:
    workspace.app.scopes |= {"channels:history"}
    shown: list[Obj] = (await client.conversations_history(channel=channel))["messages"]
    return shown


async def test_a_message_to_somebody_deactivated_is_taken_and_read_by_nobody(
    workspace: Workspace, client: AsyncWebClient
) -> None:
    """Observed (github.com/slackapi/python-slack-sdk/issues/1156): chat.postMessage to a deactivated account is ok.
    Only conversations.open refuses: docs.slack.dev/reference/methods/conversations.open, user_disabled.
    """
    lars = workspace.person("Lars")
    assert (await client.chat_postMessage(channel=lars.id, text="x"))["ok"]
    with pytest.raises(SlackApiError, match="user_disabled"):
        await client.conversations_open(users=lars.id)


async def test_a_bot_that_was_removed_posts_there_no_more(workspace: Workspace, client: AsyncWebClient) -> None:
    """docs.slack.dev/reference/methods/chat.postMessage: not_in_channel; of a private channel it knows nothing more:
    channel_not_found.
    """
    public, private = workspace.channel(ROOM), workspace.channel("#forankringsteam-ics")
    for channel in (public, private):
        await workspace.person("Mette").removes("Anker", f"#{channel.name}")
    with pytest.raises(SlackApiError, match="not_in_channel"):
        await client.chat_postMessage(channel=public.id, text="x")
    for method in ("chat.postMessage", "conversations.info", "conversations.members"):
        with pytest.raises(SlackApiError, match="channel_not_found"):
            await client.api_call(method, params={"channel": private.id})


async def test_the_response_url_of_a_card_works_where_the_bot_may_not_post(
    workspace: Workspace, bolt: AsyncApp
) -> None:
    """docs.slack.dev/interactivity/handling-user-interaction: response_urls work where the app is no member, and in
    channels that it may not post to.
    """
    urls: list[str] = []

    @bolt.action("press")
    async def on_press(ack: AsyncAck, body: Obj) -> None:
        await ack()
        urls.append(body["response_url"])

    room, mette = workspace.channel(ROOM), workspace.person("Mette")
    card = workspace.post_as_app(room.id, {"text": "kort", "blocks": [button("Tryk", "press")]})
    await mette.removes("Anker", ROOM)
    room.is_read_only = True
    await mette.clicks("Tryk", on=card, channel=ROOM)
    async with (
        aiohttp.ClientSession() as session,
        session.post(urls[0], json={"replace_original": True, "text": "svaret"}) as response,
    ):
        assert response.status == 200
    assert mette.message(ROOM).text == "svaret"
