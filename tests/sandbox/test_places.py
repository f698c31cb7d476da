"""What people do to channels, and what the app hears of it."""

from __future__ import annotations

import pytest
from slack_bolt.async_app import AsyncAck, AsyncApp
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from sandbox import App, Workspace, running
from sandbox.clocks import StillClock
from sandbox.shapes import Obj
from tests.sandbox.cards import section

TEAM = "#forankringsteam-ics"


@pytest.fixture
def heard(bolt: AsyncApp) -> list[Obj]:
    """Every event that the app hears, in order."""
    events: list[Obj] = []

    async def on_event(ack: AsyncAck, event: Obj) -> None:
        events.append(event)
        await ack()

    for kind in App().events - {"message.im"}:
        bolt.event(kind)(on_event)
    return events


@pytest.fixture
def room(workspace: Workspace) -> str:
    """The team's private channel, with the app in it."""
    return workspace.channel(TEAM).id


def kinds(heard: list[Obj]) -> list[str]:
    return [str(event["type"]) for event in heard]


async def test_nobody_writes_in_an_archived_channel(
    workspace: Workspace, bolt: AsyncApp, heard: list[Obj], room: str
) -> None:
    """docs.slack.dev/reference/methods/chat.postMessage: is_archived."""
    mette = workspace.person("Mette")
    assert (await mette.archives(TEAM)).ok
    assert kinds(heard) == ["group_archive"]
    assert heard[0]["channel"] == room
    assert (await mette.writes("hej", channel=TEAM)).error == "is_archived"
    assert (await mette.uploads("a.txt", b"a", channel=TEAM)).error == "is_archived"
    assert (await mette.types("/anker status", channel=TEAM)).error == "is_archived"
    assert (await mette.archives(TEAM)).error == "is_archived"
    with pytest.raises(SlackApiError, match="is_archived"):
        await bolt.client.chat_postMessage(channel=room, text="hej")


@pytest.mark.parametrize(("who", "why"), [("Hanne", "not_in_channel"), ("Lars", "account_inactive")])
async def test_whoever_is_not_there_writes_nothing_and_the_app_hears_nothing(
    workspace: Workspace, heard: list[Obj], who: str, why: str
) -> None:
    """Slack shows a button to join in place of the field, and a deactivated account is signed out
    (slack.com/help/articles/204475027-Deactivate-a-members-account).
    """
    someone = workspace.person(who)
    assert (await someone.writes("hej", channel=TEAM)).error == why
    assert (await someone.uploads("a.txt", b"a", channel=TEAM)).error == why
    assert (await someone.types("/anker status", channel=TEAM)).error == why
    assert heard == []
    assert "hej" not in workspace.person("Mette").sees(TEAM)


async def test_a_private_channel_keeps_its_members_when_it_is_opened_again(
    workspace: Workspace, heard: list[Obj], room: str
) -> None:
    mette, members = workspace.person("Mette"), [*workspace.channel(TEAM).members]
    await mette.archives(TEAM)
    assert (await mette.reopens(TEAM)).ok
    assert (await mette.reopens(TEAM)).error == "not_archived"
    assert [*workspace.channel(TEAM).members] == members
    assert (kinds(heard)[-1], heard[-1]["channel"]) == ("group_unarchive", room)


async def test_a_public_channel_has_lost_its_members_and_the_app_when_it_is_opened_again(
    workspace: Workspace, bolt: AsyncApp, heard: list[Obj]
) -> None:
    """slack.com/help/articles/213185307; chat.postMessage: not_in_channel."""
    mette, channel = workspace.person("Mette"), workspace.channel("#boern-familie")
    await mette.archives("#boern-familie")
    await mette.reopens("#boern-familie")
    assert [*channel.members] == [mette.id]
    assert kinds(heard) == ["channel_archive", "channel_unarchive"]
    with pytest.raises(SlackApiError, match="not_in_channel"):
        await bolt.client.chat_postMessage(channel=channel.id, text="hej")
    await mette.invites("Anker", "#boern-familie")
    assert (kinds(heard)[-1], heard[-1]["user"]) == ("member_joined_channel", workspace.app.bot_user)
    assert (await bolt.client.conversations_info(channel=channel.id))["channel"]["is_member"]


async def test_the_app_is_told_of_its_own_removal_in_the_way_of_slack(
    workspace: Workspace, heard: list[Obj], room: str
) -> None:
    """docs.slack.dev/reference/events/channel_left and …/group_left; observed."""
    mette = workspace.person("Mette")
    await mette.removes("Jonas", TEAM)
    assert (kinds(heard), heard[0]["user"]) == (["member_left_channel"], workspace.person("Jonas").id)
    assert (await mette.types("/remove @Anker", channel=TEAM)).ok
    assert (kinds(heard)[1:], heard[1]["channel"]) == (["group_left"], room)
    await mette.removes("Torben", TEAM)
    assert len(heard) == 2, "of a private channel it hears no more"
    await mette.types("/kick Anker", channel="#boern-familie")
    assert kinds(heard)[2:] == ["channel_left"]


async def test_a_channel_is_renamed_by_the_rules(
    workspace: Workspace, client: AsyncWebClient, heard: list[Obj]
) -> None:
    """docs.slack.dev/reference/methods/conversations.rename: naming."""
    mette, channel = workspace.person("Mette"), workspace.channel("#boern-familie")
    for name, error in (("Ny", "invalid_name"), ("a b", "invalid_name"), ("x" * 81, "invalid_name")):
        assert (await mette.renames("#boern-familie", name)).error == error
    assert (await mette.renames("#boern-familie", TEAM)).error == "name_taken"
    assert (await mette.types("/rename #familier", channel="#boern-familie")).ok
    assert (await client.conversations_info(channel=channel.id))["channel"]["name"] == "familier"
    assert (kinds(heard), heard[0]["channel"]["name"]) == (["channel_rename"], "familier")


async def test_a_deleted_channel_is_gone(workspace: Workspace, client: AsyncWebClient, heard: list[Obj]) -> None:
    """docs.slack.dev/reference/methods/conversations.info: channel_not_found; events/channel_deleted."""
    channel = workspace.channel("#boern-familie")
    assert (await workspace.person("Mette").deletes_channel("#boern-familie")).error == "restricted_action"
    admin = next(one.first_name for one in workspace.people.values() if one.is_admin)
    assert (await workspace.person(admin).deletes_channel("#boern-familie")).ok
    assert kinds(heard) == ["channel_deleted"]
    with pytest.raises(SlackApiError, match="channel_not_found"):
        await client.conversations_info(channel=channel.id)


async def test_whoever_is_no_member_and_guests_change_no_channel(workspace: Workspace, heard: list[Obj]) -> None:
    """Remembered: guests and those outside manage no channel."""
    mette = workspace.person("Mette")
    await mette.leaves(TEAM)
    assert kinds(heard) == ["member_left_channel"]
    refused = [await mette.archives(TEAM), await mette.renames(TEAM, "ny"), await mette.removes("Jonas", TEAM)]
    assert [answer.error for answer in refused] == ["not_in_channel"] * 3
    assert (await mette.leaves(TEAM)).error == "not_in_channel"
    workspace.change_person("Jonas", is_guest=True)
    assert (await workspace.person("Jonas").archives(TEAM)).error == "restricted_action"
    assert (await mette.invites("Ingen", TEAM)).error == "user_not_found"


async def test_an_app_without_a_home_tab_publishes_none(clock: StillClock) -> None:
    """docs.slack.dev/reference/methods/views.publish: not_enabled."""
    async with running(clock=clock, app=App(home_tab=False)) as workspace:
        client = AsyncWebClient(token=workspace.app.token, base_url=workspace.api_url, retry_handlers=[])
        with pytest.raises(SlackApiError, match="not_enabled"):
            await client.views_publish(user_id=workspace.person("Mette").id, view={"type": "home", "blocks": []})
        await workspace.person("Mette").opens_home()
        assert [exchange.what for exchange in workspace.log] == ["views.publish"]


async def test_an_app_without_a_messages_tab_hears_of_nobody_opening_it(clock: StillClock) -> None:
    async with running(clock=clock, app=App(messages_tab=False)) as workspace:
        await workspace.person("Mette").opens_messages()
        assert list(workspace.log) == []


async def test_a_home_tab_is_held_to_slacks_limits(workspace: Workspace, client: AsyncWebClient) -> None:
    """docs.slack.dev/reference/methods/views.publish and docs.slack.dev/reference/views."""
    mette = workspace.person("Mette")

    async def refused(user: str, blocks: list[Obj], match: str) -> None:
        with pytest.raises(SlackApiError, match=match):
            await client.views_publish(user_id=user, view={"type": "home", "blocks": blocks})

    await refused(mette.id, [section("x")] * 101, "invalid_arguments")
    await refused(mette.id, [section("x" * 3000) for _ in range(90)], "view_too_large")
    await refused(mette.id, [section("x" * 3001)], "invalid_arguments")
    await refused("U0NOBODY", [section("x")], "invalid_arguments")
    assert mette.home is None
