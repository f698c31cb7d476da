"""People of another organisation, in a channel that is shared with them. docs.slack.dev/apis/slack-connect"""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
from slack_bolt.async_app import AsyncAck, AsyncApp
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from sandbox import Workspace
from sandbox.connections import STRANGER, share_channel
from sandbox.responses import respond
from sandbox.shapes import Obj
from tests.sandbox.cards import button, entry, modal

PUBLIC, PRIVATE = "#boern-familie", "#forankringsteam-ics"
KINDS = ("channel_shared", "channel_id_changed", "member_joined_channel", "message")


@pytest.fixture
def heard(workspace: Workspace, bolt: AsyncApp) -> list[Obj]:
    """The bodies of all events that the app hears."""
    workspace.app.events |= {"channel_shared", "channel_id_changed", "message.channels"}
    bodies: list[Obj] = []

    async def on_event(ack: AsyncAck, body: Obj) -> None:
        bodies.append(body)
        await ack()

    for kind in KINDS:
        bolt.event(kind)(on_event)
    return bodies


async def test_the_app_hears_that_a_channel_is_shared_and_who_came(workspace: Workspace, heard: list[Obj]) -> None:
    """docs.slack.dev/reference/events/channel_shared, …/member_joined_channel."""
    room = await share_channel(workspace, PUBLIC)
    told = {body["event"]["type"]: body for body in heard}
    assert told["channel_shared"]["event"]["connected_team_id"] == STRANGER.team_id
    assert told["member_joined_channel"]["event"]["team"] == STRANGER.team_id
    assert {body["is_ext_shared_channel"] for body in heard} == {True}
    assert "channel_id_changed" not in told
    assert room.is_ext_shared


async def test_a_private_channel_gets_another_id_and_the_old_one_is_unknown(
    workspace: Workspace, bolt: AsyncApp, heard: list[Obj]
) -> None:
    """docs.slack.dev/reference/events/channel_id_changed"""
    old = workspace.channel(PRIVATE).id
    card = workspace.post_as_app(old, {"text": "kort", "blocks": [button("Tryk", "press")]})
    url = workspace.response_urls.issue(workspace.person("Mette").id, old, card.ts)
    await share_channel(workspace, PRIVATE)
    change = next(body["event"] for body in heard if body["event"]["type"] == "channel_id_changed")
    assert (change["old_channel_id"], change["new_channel_id"]) == (old, workspace.channel(PRIVATE).id)
    with pytest.raises(SlackApiError, match="channel_not_found"):
        await bolt.client.chat_update(channel=old, ts=card.ts, text="nyt")
    await bolt.client.chat_update(channel=change["new_channel_id"], ts=card.ts, text="nyt")
    respond(workspace, url.rpartition("/")[2], {"replace_original": True, "text": "nyere"})
    assert workspace.person("Mette").sees(PRIVATE) == "nyere"


async def test_a_channel_tells_that_it_is_shared(workspace: Workspace, client: AsyncWebClient) -> None:
    """docs.slack.dev/reference/objects/conversation-object: is_ext_shared, connected_team_ids."""
    room = workspace.channel(PUBLIC).id
    assert not (await client.conversations_info(channel=room))["channel"]["is_ext_shared"]
    await share_channel(workspace, PUBLIC)
    shown = (await client.conversations_info(channel=room))["channel"]
    assert (shown["is_ext_shared"], shown["is_shared"]) == (True, True)
    assert shown["connected_team_ids"] == [STRANGER.team_id]
    assert STRANGER.id in (await client.conversations_members(channel=room))["members"]


async def test_the_app_knows_a_stranger_only_while_they_share_a_channel(
    workspace: Workspace, client: AsyncWebClient
) -> None:
    """docs.slack.dev/reference/methods/users.info, …/conversations.open: user_not_visible; that chat.postMessage says
    channel_not_found is remembered.
    """
    room = await share_channel(workspace, PUBLIC)
    shown = (await client.users_info(user=STRANGER.id, include_locale=True))["user"]
    assert (shown["is_stranger"], shown["team_id"]) == (True, STRANGER.team_id)
    assert "locale" not in shown, "docs.slack.dev/apis/slack-connect: no locale of external members"
    await client.chat_postMessage(channel=STRANGER.id, text="hej")
    del room.members[STRANGER.id]
    for call in (client.users_info(user=STRANGER.id), client.conversations_open(users=STRANGER.id)):
        with pytest.raises(SlackApiError, match="user_not_visible"):
            await call
    with pytest.raises(SlackApiError, match="channel_not_found"):
        await client.chat_postMessage(channel=STRANGER.id, text="hej")


async def test_a_list_of_people_has_no_strangers(workspace: Workspace, client: AsyncWebClient) -> None:
    """Remembered: users.list is of the workspace's own people."""
    await share_channel(workspace, PUBLIC)
    assert STRANGER.id not in {user["id"] for user in (await client.users_list(limit=200))["members"]}


async def test_strangers_have_no_slash_commands(workspace: Workspace, bolt: AsyncApp) -> None:
    """docs.slack.dev/apis/slack-connect: commands are for members of the app's own workspace; guests are such."""
    asked: list[str] = []

    @bolt.command("/anker")
    async def on_command(ack: AsyncAck, body: Obj) -> None:
        asked.append(body["user_id"])
        await ack()

    await share_channel(workspace, PUBLIC)
    vera, guest = workspace.person("Vera"), workspace.person("Pia")
    assert (await vera.types("/anker status", channel=PUBLIC)).error == "unknown_command"
    assert vera.notices == ["/anker er ikke en gyldig kommando."]
    assert (await guest.types("/anker status", channel=PUBLIC)).ok
    assert asked == [guest.id]


async def test_strangers_press_buttons_and_are_named_with_their_team(workspace: Workspace, bolt: AsyncApp) -> None:
    """docs.slack.dev/apis/slack-connect: they can press; `user.team_id` tells whom. In a window `team` is theirs, and
    the kit reads `view.app_installed_team_id` (slack_bolt.request.internals.extract_team_id).
    """
    pressed: list[Obj] = []
    sent: list[Obj] = []
    teams: list[str | None] = []

    @bolt.action("press")
    async def on_press(ack: AsyncAck, body: Obj) -> None:
        pressed.append(body)
        await ack()

    @bolt.view("form")
    async def on_submit(ack: AsyncAck, body: Obj, context: Any) -> None:  # noqa: ANN401  Bolt's own
        sent.append(body)
        teams.append(context.team_id)
        await ack()

    room = await share_channel(workspace, PUBLIC)
    card = workspace.post_as_app(room.id, {"text": "kort", "blocks": [button("Tryk", "press")]})
    vera = workspace.person("Vera")
    await vera.clicks("Tryk", on=card, channel=PUBLIC)
    assert (pressed[0]["user"]["team_id"], pressed[0]["team"]["id"]) == (STRANGER.team_id, workspace.town.team_id)
    workspace.windows.open(vera.id, modal(entry("Navn", {"type": "plain_text_input"})))
    await vera.fills("Navn", "x")
    await vera.submits()
    assert (sent[0]["team"]["id"], sent[0]["view"]["team_id"]) == (STRANGER.team_id, STRANGER.team_id)
    assert teams == [workspace.town.team_id]


async def test_what_a_stranger_writes_names_their_team(workspace: Workspace, heard: list[Obj]) -> None:
    """docs.slack.dev/apis/slack-connect: user_team and source_team; is_ext_shared_channel on the event."""
    await share_channel(workspace, PUBLIC)
    await asyncio.gather(
        workspace.person("Vera").writes("hej", channel=PUBLIC), workspace.person("Mette").writes("hej", channel=PUBLIC)
    )
    teams = {body["event"]["user"]: body["event"] for body in heard if body["event"]["type"] == "message"}
    hers = teams[STRANGER.id]
    assert hers["team"] == hers["user_team"] == hers["source_team"] == STRANGER.team_id
    assert teams[workspace.person("Mette").id]["user_team"] == workspace.town.team_id


async def test_one_event_for_a_shared_channel_names_one_installation(workspace: Workspace, heard: list[Obj]) -> None:
    """docs.slack.dev/apis/events-api: `authorizations` holds one of them; event_context asks for all."""
    await share_channel(workspace, PUBLIC)
    await workspace.person("Vera").writes("hej", channel=PUBLIC)
    assert [given["team_id"] for given in heard[-1]["authorizations"]] == [workspace.town.team_id]
    assert heard[-1]["event_context"]


async def test_what_is_not_shared_says_so(workspace: Workspace, heard: list[Obj]) -> None:
    """docs.slack.dev/apis/events-api: is_ext_shared_channel."""
    await workspace.person("Mette").writes("hej", channel=PUBLIC)
    assert [body["is_ext_shared_channel"] for body in heard] == [False]
