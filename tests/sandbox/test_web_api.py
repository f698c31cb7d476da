"""The Web API as the app meets it."""

from __future__ import annotations

from collections.abc import Awaitable
from typing import Any

import aiohttp
import pytest
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from sandbox import Workspace, running, town
from tests.sandbox.cards import button, section


async def refusal(call: Awaitable[object]) -> dict[str, Any]:
    with pytest.raises(SlackApiError) as error:
        await call
    data = error.value.response.data
    assert isinstance(data, dict)
    return data


async def test_the_token_tells_who_the_app_is(workspace: Workspace, client: AsyncWebClient) -> None:
    who = await client.auth_test()
    assert (who["team"], who["user_id"]) == ("Egelund Kommune", workspace.app.bot_user)


@pytest.mark.parametrize(("token", "error"), [("xoxb-wrong", "invalid_auth"), ("", "not_authed")])
async def test_a_wrong_token_is_refused(workspace: Workspace, token: str, error: str) -> None:
    """docs.slack.dev/reference/methods/auth.test: not_authed, invalid_auth."""
    async with aiohttp.ClientSession() as session:
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        async with session.post(f"{workspace.api_url}auth.test", headers=headers) as response:
            assert (await response.json())["error"] == error


async def test_a_token_in_the_form_counts_too(workspace: Workspace) -> None:
    """docs.slack.dev/apis/web-api: the token as a POST parameter."""
    async with aiohttp.ClientSession() as session:
        form = {"token": workspace.app.token, "team_id": workspace.town.team_id, "user": workspace.person("Mette").id}
        async with session.post(f"{workspace.api_url}users.info", data=form) as response:
            assert (await response.json())["user"]["real_name"] == "Mette Skovgaard"


async def test_reading_methods_can_be_called_with_a_query(workspace: Workspace) -> None:
    """docs.slack.dev/apis/web-api: GET with a query string."""
    async with aiohttp.ClientSession() as session:
        url = f"{workspace.api_url}users.info?user={workspace.person('Mette').id}"
        async with session.get(url, headers={"Authorization": f"Bearer {workspace.app.token}"}) as response:
            assert (await response.json())["ok"]


async def test_an_uninstalled_app_has_no_account(workspace: Workspace, client: AsyncWebClient) -> None:
    """docs.slack.dev/reference/methods/auth.test: account_inactive."""
    workspace.uninstall()
    assert (await refusal(client.auth_test()))["error"] == "account_inactive"


async def test_an_unknown_method_is_called_that(client: AsyncWebClient) -> None:
    """docs.slack.dev/apis/web-api: unknown_method."""
    assert (await refusal(client.api_call("chat.shout")))["error"] == "unknown_method"


async def test_an_unknown_argument_is_refused(workspace: Workspace, client: AsyncWebClient) -> None:
    """Ours, stricter than Slack, which ignores most unknown arguments: they are mistakes of the app."""
    answer = await refusal(client.chat_postMessage(channel=workspace.person("Mette").id, text="x", colour="red"))
    assert answer["error"] == "invalid_arguments"
    assert answer["response_metadata"]["messages"] == ["[ERROR] unknown argument: colour"]


async def test_a_missing_scope_is_named(workspace: Workspace, client: AsyncWebClient) -> None:
    """docs.slack.dev/apis/web-api: missing_scope with needed and provided."""
    workspace.app.scopes = frozenset({"chat:write"})
    answer = await refusal(client.users_info(user="U1"))
    assert (answer["error"], answer["needed"], answer["provided"]) == ("missing_scope", "users:read", "chat:write")


async def test_a_message_to_a_person_stands_in_the_direct_message(workspace: Workspace, client: AsyncWebClient) -> None:
    mette = workspace.person("Mette")
    answer = await client.chat_postMessage(channel=mette.id, text="Hej", blocks=[section("Hej *du*")])
    assert str(answer["channel"]).startswith("D")
    assert mette.sees() == "Hej *du*"
    assert mette.message().text == "Hej"
    assert answer["ts"] == mette.message().ts
    assert answer["message"]["blocks"][0]["block_id"]


async def test_messages_of_one_moment_still_have_times_of_their_own(
    client: AsyncWebClient, workspace: Workspace
) -> None:
    first = await client.chat_postMessage(channel=workspace.person("Mette").id, text="1")
    second = await client.chat_postMessage(channel=workspace.person("Jonas").id, text="2")
    assert first["ts"] < second["ts"]
    assert first["ts"].startswith(str(int(workspace.clock.now().timestamp())))


@pytest.mark.parametrize(
    ("channel", "error"),
    [
        ("C404", "channel_not_found"),
        ("Vagtplan", "cannot_dm_bot"),
        ("", "invalid_arguments"),
    ],
)
async def test_there_are_places_where_nothing_can_be_posted(
    workspace: Workspace, client: AsyncWebClient, channel: str, error: str
) -> None:
    """docs.slack.dev/reference/methods/chat.postMessage: channel_not_found; cannot_dm_bot is remembered."""
    target = workspace.id_of(channel) or channel
    assert (await refusal(client.chat_postMessage(channel=target, text="x")))["error"] == error


async def test_posting_takes_membership_and_an_open_channel(workspace: Workspace, client: AsyncWebClient) -> None:
    """docs.slack.dev/reference/methods/chat.postMessage: not_in_channel, is_archived,
    restricted_action_read_only_channel.
    """
    everyone = workspace.channel("#alle-i-egelund")
    assert (await refusal(client.chat_postMessage(channel=everyone.id, text="x")))["error"] == "not_in_channel"
    await workspace.person("Mette").types("/invite @Anker", channel="#alle-i-egelund")
    everyone.is_archived = True
    workspace.rates.enforced = False
    assert (await refusal(client.chat_postMessage(channel=everyone.id, text="x")))["error"] == "is_archived"
    everyone.is_archived, everyone.is_read_only = False, True
    answer = await refusal(client.chat_postMessage(channel=everyone.id, text="x"))
    assert answer["error"] == "restricted_action_read_only_channel"


async def test_a_message_needs_something_to_say(workspace: Workspace, client: AsyncWebClient) -> None:
    """docs.slack.dev/reference/methods/chat.postMessage: no_text."""
    post = client.api_call("chat.postMessage", json={"channel": workspace.person("Mette").id, "text": " "})
    assert (await refusal(post))["error"] == "no_text"


async def test_long_text_without_blocks_becomes_several_messages(workspace: Workspace, client: AsyncWebClient) -> None:
    """Observed: over about 4,040 characters the text is split."""
    mette = workspace.person("Mette")
    await client.chat_postMessage(channel=mette.id, text="x" * 9000)
    assert [len(message.text) for message in mette.messages()] == [4000, 4000, 1000]


async def test_an_update_replaces_text_and_blocks(workspace: Workspace, client: AsyncWebClient) -> None:
    mette = workspace.person("Mette")
    posted = await client.chat_postMessage(channel=mette.id, text="a", blocks=[section("a"), button("Enig", "x")])
    before = mette.message()
    await client.chat_update(channel=posted["channel"], ts=posted["ts"], text="b")
    assert (mette.sees(), mette.message().labels) == ("b", [])
    assert before.labels == ["Enig"]
    assert mette.message().edited


@pytest.mark.parametrize(("ts", "text", "error"), [("1.1", "b", "message_not_found"), ("", "x" * 4001, "msg_too_long")])
async def test_an_update_that_cannot_be_is_refused(
    workspace: Workspace, client: AsyncWebClient, ts: str, text: str, error: str
) -> None:
    """docs.slack.dev/reference/methods/chat.update: message_not_found, msg_too_long."""
    posted = await client.chat_postMessage(channel=workspace.person("Mette").id, text="a")
    answer = await refusal(client.chat_update(channel=posted["channel"], ts=ts or posted["ts"], text=text))
    assert answer["error"] == error


async def test_an_update_needs_the_channels_own_id(workspace: Workspace, client: AsyncWebClient) -> None:
    """docs.slack.dev/reference/methods/chat.update: a DM id instead of a user id."""
    mette = workspace.person("Mette")
    posted = await client.chat_postMessage(channel=mette.id, text="a")
    assert (await refusal(client.chat_update(channel=mette.id, ts=posted["ts"], text="b")))[
        "error"
    ] == "channel_not_found"


async def test_only_the_apps_own_messages_can_be_changed_or_deleted(
    workspace: Workspace, client: AsyncWebClient
) -> None:
    """docs.slack.dev/reference/methods/chat.update: cant_update_message; chat.delete: cant_delete_message."""
    mette = workspace.person("Mette")
    await mette.writes("min egen")
    hers = mette.messages()[0]
    update = client.chat_update(text="x", channel=hers.channel, ts=hers.ts)
    assert (await refusal(update))["error"] == "cant_update_message"
    delete = client.chat_delete(channel=hers.channel, ts=hers.ts)
    assert (await refusal(delete))["error"] == "cant_delete_message"


async def test_a_deleted_message_is_gone(workspace: Workspace, client: AsyncWebClient) -> None:
    mette = workspace.person("Mette")
    posted = await client.chat_postMessage(channel=mette.id, text="a")
    await client.chat_delete(channel=posted["channel"], ts=posted["ts"])
    assert mette.messages() == []


async def test_an_ephemeral_message_is_for_one_member_only(workspace: Workspace, client: AsyncWebClient) -> None:
    """docs.slack.dev/reference/methods/chat.postEphemeral: user_not_in_channel, not to be used with chat.update."""
    room, mette = workspace.channel("#boern-familie"), workspace.person("Mette")
    answer = await client.chat_postEphemeral(channel=room.id, user=mette.id, text="kun dig")
    assert mette.sees("#boern-familie") == "kun dig"
    assert workspace.person("Jonas").sees("#boern-familie") == ""
    again = await refusal(client.chat_update(channel=room.id, ts=answer["message_ts"], text="x"))
    assert again["error"] == "message_not_found"
    stranger = workspace.person("Henrik").id
    refused = await refusal(client.chat_postEphemeral(channel=room.id, user=stranger, text="x"))
    assert refused["error"] == "user_not_in_channel"


async def test_metadata_comes_back_only_when_asked_for(workspace: Workspace, client: AsyncWebClient) -> None:
    metadata = {"event_type": "anker_post", "event_payload": {"k": "abc"}}
    posted = await client.chat_postMessage(channel=workspace.person("Mette").id, text="x", metadata=metadata)
    plain_history = await client.conversations_history(channel=posted["channel"])
    assert "metadata" not in plain_history["messages"][0]
    history = await client.conversations_history(channel=posted["channel"], include_all_metadata=True)
    assert history["messages"][0]["metadata"] == metadata


async def test_metadata_of_another_form_is_refused(workspace: Workspace, client: AsyncWebClient) -> None:
    """docs.slack.dev/reference/methods/chat.postMessage: invalid_metadata_format."""
    user = workspace.person("Mette").id
    answer = await refusal(client.chat_postMessage(channel=user, text="x", metadata={"k": "abc"}))
    assert answer["error"] == "invalid_metadata_format"


async def test_history_is_newest_first_and_between_its_bounds(workspace: Workspace, client: AsyncWebClient) -> None:
    workspace.rates.enforced = False
    user = workspace.person("Mette").id
    posts = [await client.chat_postMessage(channel=user, text=str(n)) for n in range(4)]
    channel, times = posts[0]["channel"], [post["ts"] for post in posts]
    found = await client.conversations_history(channel=channel, oldest=times[0], latest=times[3])
    assert [message["text"] for message in found["messages"]] == ["2", "1"]
    found = await client.conversations_history(channel=channel, oldest=times[0], latest=times[1], inclusive=True)
    assert [message["text"] for message in found["messages"]] == ["1", "0"]
    page = await client.conversations_history(channel=channel, limit=3)
    assert page["has_more"]
    rest = await client.conversations_history(channel=channel, cursor=page["response_metadata"]["next_cursor"])
    assert [message["text"] for message in rest["messages"]] == ["0"]


async def test_a_channels_history_takes_a_scope_of_its_own(workspace: Workspace, client: AsyncWebClient) -> None:
    """docs.slack.dev/reference/methods/conversations.history: channels:history."""
    answer = await refusal(client.conversations_history(channel=workspace.channel("#boern-familie").id))
    assert (answer["error"], answer["needed"]) == ("missing_scope", "channels:history")


async def test_members_come_in_pages_with_bots_guests_and_leavers_among_them(
    workspace: Workspace, client: AsyncWebClient
) -> None:
    """docs.slack.dev/reference/methods/conversations.members: invalid_cursor; who is among them is observed."""
    room = workspace.channel("#boern-familie").id
    first = await client.conversations_members(channel=room, limit=20)
    second = await client.conversations_members(channel=room, cursor=first["response_metadata"]["next_cursor"])
    ids = [*first["members"], *second["members"]]
    assert len(ids) == len(set(ids)) == 23 + 3 + 1
    assert {workspace.person(name).id for name in ("Pia", "Lars", "Vagtplan")} < set(ids)
    assert (await refusal(client.conversations_members(channel=room, cursor="x")))["error"] == "invalid_cursor"


async def test_a_channel_tells_what_it_is(workspace: Workspace, client: AsyncWebClient) -> None:
    """docs.slack.dev/reference/methods/conversations.info: channel_not_found of a private one."""
    public = await client.conversations_info(channel=workspace.channel("#alle-i-egelund").id)
    assert (public["channel"]["is_member"], public["channel"]["is_private"]) == (False, False)
    team = workspace.channel("#forankringsteam-ics")
    assert (await client.conversations_info(channel=team.id))["channel"]["is_private"]
    del team.members[workspace.app.bot_user]
    assert (await refusal(client.conversations_info(channel=team.id)))["error"] == "channel_not_found"


async def test_lists_of_channels_are_by_kind(client: AsyncWebClient) -> None:
    """docs.slack.dev/reference/methods/conversations.list: types, invalid_types, and a scope for each."""
    public = await client.conversations_list()
    assert [channel["name"] for channel in public["channels"]] == ["boern-familie", "alle-i-egelund"]
    mine = await client.users_conversations(types="public_channel,private_channel")
    assert [channel["name"] for channel in mine["channels"]] == ["boern-familie", "forankringsteam-ics"]
    assert (await refusal(client.conversations_list(types="secret")))["error"] == "invalid_types"


async def test_a_direct_message_is_opened_with_one_living_person(workspace: Workspace, client: AsyncWebClient) -> None:
    """docs.slack.dev/reference/methods/conversations.open: user_disabled, user_not_found."""
    opened = await client.conversations_open(users=workspace.person("Mette").id)
    assert opened["channel"]["id"] == workspace.direct(workspace.person("Mette").id).id
    assert (await refusal(client.conversations_open(users=workspace.person("Lars").id)))["error"] == "user_disabled"
    assert (await refusal(client.conversations_open(users="U404")))["error"] == "user_not_found"


async def test_people_tell_who_they_are(workspace: Workspace, client: AsyncWebClient) -> None:
    async def user(name: str) -> dict[str, Any]:
        found = await client.users_info(user=workspace.person(name).id, include_locale=True)
        shown: dict[str, Any] = found["user"]
        return shown

    assert (await user("Henrik"))["is_admin"]
    assert (await user("Pia"))["is_restricted"]
    assert (await user("Lars"))["deleted"]
    assert (await user("Vagtplan"))["is_bot"]
    mette = await user("Mette")
    assert (mette["locale"], mette["profile"]["title"]) == ("da-DK", "Faglig leder og koordinator for ICS")
    assert "email" not in mette["profile"]
    assert not (await user("Slackbot"))["is_bot"]


async def test_user_groups_have_members(workspace: Workspace, client: AsyncWebClient) -> None:
    """docs.slack.dev/reference/methods/usergroups.users.list: no_such_subteam."""
    groups = (await client.usergroups_list(include_users=True))["usergroups"]
    assert [(group["handle"], len(group["users"])) for group in groups] == [
        ("superbrugere-ics", 3),
        ("ledere-boern", 2),
    ]
    members = await client.usergroups_users_list(usergroup=groups[0]["id"])
    assert workspace.person("Jonas").id in members["users"]
    assert (await refusal(client.usergroups_users_list(usergroup="S404")))["error"] == "no_such_subteam"


async def test_a_plan_without_user_groups_says_so(workspace: Workspace, client: AsyncWebClient) -> None:
    """docs.slack.dev/reference/methods/usergroups.list: plan_upgrade_required."""
    group = (await client.usergroups_list())["usergroups"][0]["id"]
    workspace.has_user_groups = False
    assert (await refusal(client.usergroups_list()))["error"] == "plan_upgrade_required"
    assert (await refusal(client.usergroups_users_list(usergroup=group)))["error"] == "plan_upgrade_required"


async def test_bad_blocks_are_answered_with_pointers(workspace: Workspace, client: AsyncWebClient) -> None:
    """Observed (github.com/slackapi/java-slack-sdk/issues/1017): errors, and the same with [ERROR] in
    response_metadata.
    """
    answer = await refusal(
        client.chat_postMessage(channel=workspace.person("Mette").id, text="x", blocks=[section("")])
    )
    assert answer["error"] == "invalid_blocks"
    assert "[json-pointer:/blocks/0/text/text]" in answer["response_metadata"]["messages"][0]
    assert workspace.refusals
    assert workspace.person("Mette").messages() == []


async def test_everything_is_in_the_log(workspace: Workspace, client: AsyncWebClient) -> None:
    await client.chat_postMessage(channel=workspace.person("Mette").id, text="kanariefugl")
    posted = [exchange for exchange in workspace.log if exchange.what == "chat.postMessage"]
    assert [(exchange.direction, exchange.status) for exchange in posted] == [("from app", 200)]
    assert "kanariefugl" in posted[0].request
    assert workspace.app.token not in posted[0].text


async def test_text_is_cut_off_at_forty_thousand_characters(workspace: Workspace, client: AsyncWebClient) -> None:
    """docs.slack.dev/reference/methods/chat.postMessage#truncating"""
    mette = workspace.person("Mette")
    await client.chat_postMessage(channel=mette.id, text="x" * 41_000, blocks=[section("kort")])
    assert len(mette.message().text) == 40_000


async def test_replies_stand_in_their_thread_and_not_in_the_history(
    workspace: Workspace, client: AsyncWebClient
) -> None:
    """docs.slack.dev/reference/methods/conversations.replies: thread_not_found; chat.postMessage:
    cannot_reply_to_message.
    """
    workspace.rates.enforced = False
    mette = workspace.person("Mette")
    root = await client.chat_postMessage(channel=mette.id, text="spørgsmål")
    channel, ts = root["channel"], root["ts"]
    await client.chat_postMessage(channel=channel, text="svar", thread_ts=ts)
    assert [m["text"] for m in (await client.conversations_history(channel=channel))["messages"]] == ["spørgsmål"]
    replies = await client.conversations_replies(channel=channel, ts=ts)
    assert [m["text"] for m in replies["messages"]] == ["spørgsmål", "svar"]
    assert (await refusal(client.conversations_replies(channel=channel, ts="1.1")))["error"] == "thread_not_found"
    stray = await refusal(client.chat_postMessage(channel=channel, text="x", thread_ts="1.1"))
    assert stray["error"] == "cannot_reply_to_message"


async def test_markdown_stands_alone(workspace: Workspace, client: AsyncWebClient) -> None:
    """docs.slack.dev/reference/methods/chat.postMessage: markdown_text_conflict."""
    user = workspace.person("Mette").id
    await client.chat_postMessage(channel=user, markdown_text="# Hej")
    assert workspace.person("Mette").sees() == "# Hej"
    workspace.rates.enforced = False
    answer = await refusal(client.chat_postMessage(channel=user, markdown_text="# Hej", text="hej"))
    assert answer["error"] == "markdown_text_conflict"


async def test_rich_text_is_not_replaced_by_other_blocks(workspace: Workspace, client: AsyncWebClient) -> None:
    """docs.slack.dev/reference/methods/chat.update: block_mismatch."""
    text = {"type": "rich_text_section", "elements": [{"type": "text", "text": "hej"}]}
    rich = [{"type": "rich_text", "elements": [text]}]
    posted = await client.chat_postMessage(channel=workspace.person("Mette").id, text="hej", blocks=rich)
    change = client.chat_update(channel=posted["channel"], ts=posted["ts"], text="x", blocks=[section("x")])
    assert (await refusal(change))["error"] == "block_mismatch"


async def test_nothing_is_changed_in_an_archived_channel(workspace: Workspace, client: AsyncWebClient) -> None:
    """docs.slack.dev/reference/methods/chat.update: is_inactive."""
    room = workspace.channel("boern-familie")
    posted = await client.chat_postMessage(channel=room.id, text="x")
    room.is_archived = True
    update = client.chat_update(channel=room.id, ts=posted["ts"], text="y")
    assert (await refusal(update))["error"] == "is_inactive"


async def test_an_address_is_shown_only_with_its_scope(workspace: Workspace, client: AsyncWebClient) -> None:
    """docs.slack.dev/reference/methods/users.info: users:read.email."""
    workspace.app.scopes |= {"users:read.email"}
    shown = (await client.users_info(user=workspace.person("Mette").id))["user"]
    assert shown["profile"]["email"].startswith("mette.skovgaard@")


async def test_a_list_of_people_comes_in_pages_and_must_on_a_big_team(client: AsyncWebClient) -> None:
    """docs.slack.dev/reference/methods/users.list: limit_required; the number is ours."""
    async with running(place=town(people=600)) as big:
        client.base_url = big.api_url
        assert (await refusal(client.users_list()))["error"] == "limit_required"
        first = await client.users_list(limit=400)
        rest = await client.users_list(limit=400, cursor=first["response_metadata"]["next_cursor"])
        assert len({user["id"] for user in [*first["members"], *rest["members"]]}) == len(big.people)


async def test_team_info_is_of_this_workspace_only(workspace: Workspace, client: AsyncWebClient) -> None:
    """docs.slack.dev/reference/methods/team.info: team_not_found."""
    assert (await client.team_info())["team"]["name"] == "Egelund Kommune"
    assert (await refusal(client.team_info(team="T404")))["error"] == "team_not_found"
    assert workspace.refusals == ["team.info: team_not_found"]


async def test_every_answer_tells_the_tokens_scopes(workspace: Workspace, client: AsyncWebClient) -> None:
    """Observed: x-oauth-scopes is how a token's scopes are read (github.com/slack-ruby/slack-ruby-client/issues/378);
    x-accepted-oauth-scopes names those that would do, and is read by Slack's Node kit.
    """
    workspace.app.scopes = frozenset({"commands", "chat:write"})
    assert (await client.auth_test()).headers["x-oauth-scopes"] == "chat:write,commands"
    with pytest.raises(SlackApiError) as refused:
        await client.users_info(user="U1")
    headers = refused.value.response.headers
    assert (headers["x-oauth-scopes"], headers["x-accepted-oauth-scopes"]) == ("chat:write,commands", "users:read")


async def test_an_unknown_token_is_told_no_scopes(workspace: Workspace) -> None:
    """Observed, as above: there is no token whose scopes could be told."""
    headers = {"Authorization": "Bearer x"}
    async with (
        aiohttp.ClientSession() as session,
        session.post(f"{workspace.api_url}auth.test", headers=headers) as response,
    ):
        assert "x-oauth-scopes" not in response.headers
