"""What the workspace sends and answers, read with the classes of Slack's own kit.

Source: slack_bolt (request.internals, request.payload_utils, listener_matcher, middleware) and slack_sdk (models, web,
signature), as they are installed: what they look for in a payload of Slack's must be in ours, in the same place.
"""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest
from slack_bolt.authorization import AuthorizeResult
from slack_bolt.listener_matcher import builtins
from slack_bolt.middleware.ignoring_self_events import IgnoringSelfEvents
from slack_bolt.request import payload_utils
from slack_bolt.request.async_request import AsyncBoltRequest
from slack_sdk.models.blocks import Block
from slack_sdk.models.views import View as KitView
from slack_sdk.signature import SignatureVerifier
from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.web.async_slack_response import AsyncSlackResponse

from sandbox import App, Seat, Workspace
from sandbox.shapes import Obj
from tests.sandbox.cards import button, entry, modal, options, section
from tests.sandbox.test_delivery import PlainApp, plain_app

__all__ = ["plain_app"]

ROOM, TEAM = "#boern-familie", "#forankringsteam-ics"
SELECT = {"type": "external_select", "action_id": "theme"}
NAME = {"type": "plain_text_input"}


@pytest.fixture(autouse=True)
def everything_is_told(workspace: Workspace) -> None:
    workspace.app.events = App().events | {"message.channels", "message.groups"}


@pytest.fixture
def mette(workspace: Workspace) -> Seat:
    return workspace.person("Mette")


@pytest.fixture
async def card(workspace: Workspace, mette: Seat) -> str:
    """A card with a button in Mette's direct message."""
    direct = workspace.direct(mette.id).id
    return workspace.post_as_app(direct, {"text": "kort", "blocks": [section("x"), button("Enig", "press")]}).ts


def read(app: PlainApp, workspace: Workspace) -> list[AsyncBoltRequest]:
    """What Bolt makes of everything that came; signatures are in order."""
    for headers, body in app.requests:
        assert SignatureVerifier(workspace.app.signing_secret).is_valid_request(body, headers)
    return [AsyncBoltRequest(body=body, headers=dict(headers)) for headers, body in app.requests]


async def newest(app: PlainApp, workspace: Workspace) -> AsyncBoltRequest:
    await workspace.delivery.settled()
    return read(app, workspace)[-1]


def kinds(request: AsyncBoltRequest) -> set[str]:
    """All that Bolt takes it for."""
    checks: dict[str, Callable[[Obj], bool]] = {
        name: getattr(payload_utils, name) for name in dir(payload_utils) if name.startswith("is_")
    }
    return {name for name, check in checks.items() if check(request.body)}


def is_from(request: AsyncBoltRequest, workspace: Workspace, user: str, channel: str | None) -> bool:
    """Whether Bolt finds this workspace, person and place in it, and no organisation above."""
    context = request.context
    who = (context.team_id, context.user_id, context.actor_user_id, context.channel_id)
    alone = context.enterprise_id is None and not context.is_enterprise_install
    return alone and who == (workspace.town.team_id, user, user, channel)


async def test_a_command(workspace: Workspace, plain_app: PlainApp, mette: Seat) -> None:
    await mette.types("/anker status", channel=ROOM)
    (request,) = read(plain_app, workspace)
    assert kinds(request) == {"is_slash_command"}
    assert is_from(request, workspace, mette.id, workspace.channel(ROOM).id)
    assert request.context.response_url
    fields = """token team_id team_domain channel_id channel_name user_id user_name command text api_app_id
        is_enterprise_install response_url trigger_id"""
    assert set(request.body) == set(fields.split())


async def test_a_click_in_a_message(workspace: Workspace, plain_app: PlainApp, mette: Seat, card: str) -> None:
    await workspace.delivery.settled()
    await mette.clicks("Enig")
    request = await newest(plain_app, workspace)
    direct = workspace.direct(mette.id)
    assert kinds(request) == {"is_action", "is_block_actions"}
    assert is_from(request, workspace, mette.id, direct.id)
    assert request.context.response_url
    body = request.body
    action = payload_utils.to_action(body)
    assert action is not None
    assert set(action) == {"type", "block_id", "action_id", "action_ts", "text", "value"}
    assert builtins.block_action("press", False).matches(request, None)  # type: ignore[arg-type]
    assert body["container"] == {"type": "message", "message_ts": card, "channel_id": direct.id, "is_ephemeral": False}
    assert (body["channel"]["name"], body["message"]["ts"]) == ("directmessage", card)
    assert {"bot_id", "user", "text", "blocks", "type"} <= set(body["message"])
    assert [each.to_dict()["type"] for each in Block.parse_all(body["message"]["blocks"])] == ["section", "actions"]
    assert body["state"] == {"values": {}}
    assert set(body["user"]) == {"id", "username", "name", "team_id"}


@pytest.mark.parametrize("surface", ["modal", "home"])
async def test_a_click_in_a_view(workspace: Workspace, plain_app: PlainApp, mette: Seat, surface: str) -> None:
    if surface == "modal":
        view = workspace.windows.open(mette.id, modal(button("Mere", "more")))
    else:
        view = workspace.windows.publish(mette.id, {"type": "home", "blocks": [button("Mere", "more")]})
    await mette.clicks("Mere", on=view)
    (request,) = read(plain_app, workspace)
    assert kinds(request) == {"is_action", "is_block_actions"}
    assert is_from(request, workspace, mette.id, None)
    assert "response_url" not in request.body
    assert request.body["container"] == {"type": "view", "view_id": view.id}
    assert KitView(**request.body["view"]).to_dict()["type"] == surface


async def test_a_submission_and_a_closed_window(workspace: Workspace, plain_app: PlainApp, mette: Seat) -> None:
    workspace.windows.open(mette.id, modal(entry("Navn", NAME), private_metadata="n", external_id="one"))
    await mette.fills("Navn", "x")
    await mette.submits()
    workspace.windows.open(mette.id, modal(section("x"), notify_on_close=True))
    await mette.closes()
    submitted, closed = read(plain_app, workspace)
    assert kinds(submitted) == {"is_view", "is_view_submission"}
    assert kinds(closed) == {"is_view", "is_view_closed"}
    assert builtins.view_submission("form", False).matches(submitted, None)  # type: ignore[arg-type]
    assert builtins.view_closed("form", False).matches(closed, None)  # type: ignore[arg-type]
    for request in (submitted, closed):
        assert is_from(request, workspace, mette.id, None)
    assert (closed.body["is_cleared"], submitted.body["response_urls"]) == (False, [])
    view = KitView(**submitted.body["view"])
    assert view.to_dict()["private_metadata"] == "n"
    assert submitted.body["view"]["state"]["values"]["entry"]["a"] == {"type": "plain_text_input", "value": "x"}
    assert view.state is not None
    assert (view.external_id, view.root_view_id, view.previous_view_id) == ("one", view.id, None)


async def test_a_question_for_options(workspace: Workspace, plain_app: PlainApp, mette: Seat) -> None:
    workspace.windows.open(mette.id, modal(entry("Tema", SELECT)))
    plain_app.says(body={"options": options("Ledelse")})
    await mette.chooses("Ledelse", for_="Tema")
    request = read(plain_app, workspace)[0]
    assert kinds(request) == {"is_options", "is_block_suggestion"}
    assert builtins.block_suggestion("theme", False).matches(request, None)  # type: ignore[arg-type]
    assert is_from(request, workspace, mette.id, None)
    assert "trigger_id" not in request.body, "docs.slack.dev/reference/interaction-payloads/block_suggestion-payload"
    assert set(request.body) >= {"value", "action_id", "block_id", "container", "view", "api_app_id"}


async def test_what_a_person_writes_in_a_direct_message(
    workspace: Workspace,
    plain_app: PlainApp,
    mette: Seat,
) -> None:
    await mette.writes("hej")
    await mette.edits(mette.messages()[0], "hej igen")
    await mette.deletes(mette.messages()[0])
    await mette.uploads("a.csv", b"1")
    requests = read(plain_app, workspace)
    assert [request.body["event"].get("subtype") for request in requests] == [
        None, "message_changed", "message_deleted", "file_share",
    ]  # fmt: skip
    message = {"is_event", "is_message_event", "is_any_im_message_event"}
    assert [kinds(request) - message for request in requests] == [
        {"is_im_message_event"}, set(), set(), {"is_im_message_event"},
    ]  # fmt: skip
    assert all(is_from(request, workspace, mette.id, workspace.direct(mette.id).id) for request in requests)
    assert all(set(request.body["authorizations"][0]) == AUTHORIZATION for request in requests)


AUTHORIZATION = {"enterprise_id", "team_id", "user_id", "is_bot", "is_enterprise_install"}
AROUND = {
    "token",
    "team_id",
    "context_team_id",
    "context_enterprise_id",
    "api_app_id",
    "event",
    "type",
    "event_id",
    "event_time",
    "authorizations",
    "is_ext_shared_channel",
    "event_context",
}


async def test_the_apps_own_messages_are_known_as_its_own(
    workspace: Workspace,
    plain_app: PlainApp,
    mette: Seat,
) -> None:
    """slack_bolt.middleware.ignoring_self_events: neither they nor the echoes of their edits reach a listener."""
    own = workspace.post_as_app(workspace.direct(mette.id).id, {"text": "1"})
    workspace.replace(own, {"text": "2"})
    await workspace.delivery.settled()
    who = AuthorizeResult(
        enterprise_id=None,
        team_id=workspace.town.team_id,
        bot_id=workspace.app.bot_id,
        bot_user_id=workspace.app.bot_user,
    )
    requests = read(plain_app, workspace)
    for request in requests:
        bot_id = request.body["event"].get("bot_id")
        assert IgnoringSelfEvents._is_self_event(who, request.context.user_id, bot_id, request.body)
    changed = next(request for request in requests if "message" in request.body["event"])
    inner = changed.body["event"]
    assert (inner["message"]["bot_id"], inner["message"]["user"]) == (workspace.app.bot_id, workspace.app.bot_user)
    assert inner["previous_message"]["text"] == "1"
    assert (inner["hidden"], inner["channel_type"]) == (True, "im")


async def test_every_event_is_wrapped_alike_and_found_by_its_type(
    workspace: Workspace,
    plain_app: PlainApp,
    mette: Seat,
) -> None:
    """docs.slack.dev/apis/events-api, and the page of each event under docs.slack.dev/reference/events."""
    henrik = workspace.person("Henrik")
    workspace.windows.publish(mette.id, {"type": "home", "blocks": [section("Hjem")]})
    await mette.opens_home()
    workspace.change_person("Jonas", deleted=True)
    await mette.invites("Henrik", TEAM)
    await henrik.leaves(TEAM)
    await mette.renames(TEAM, "team")
    await mette.archives("#team")
    await mette.reopens("#team")
    await mette.removes("Anker", "#team")
    await mette.renames(ROOM, "familier")
    await mette.removes("Anker", "#familier")
    await mette.archives("#familier")
    await mette.reopens("#familier")
    await henrik.deletes_channel("#familier")
    workspace.uninstall()
    await workspace.delivery.settled()
    heard = {request.body["event"]["type"]: request for request in read(plain_app, workspace)}
    assert heard.keys() == FIELDS.keys()
    for kind, request in heard.items():
        assert set(request.body) == AROUND
        assert set(request.body["event"]) == {"type", "event_ts", *FIELDS[kind].split()}, kind
        assert builtins.event(kind, asyncio=False).matches(request, None)  # type: ignore[arg-type]
        assert request.context.team_id == workspace.town.team_id
    home = heard["app_home_opened"].body
    assert payload_utils.is_app_home_opened_event(home, tab="home")
    assert KitView(**home["event"]["view"]).to_dict()["type"] == "home"
    assert set(heard["user_change"].body["event"]["user"]) >= {"id", "team_id", "deleted", "profile", "is_restricted"}


FIELDS = {
    "app_home_opened": "user channel tab view",
    "user_change": "user cache_ts",
    "member_joined_channel": "user channel channel_type team inviter",
    "member_left_channel": "user channel channel_type team",
    "group_rename": "channel",
    "group_archive": "channel user",
    "group_unarchive": "channel user",
    "group_left": "channel actor_id",
    "channel_rename": "channel",
    "channel_left": "channel actor_id",
    "channel_archive": "channel user",
    "channel_unarchive": "channel user",
    "channel_deleted": "channel actor_id",
    "tokens_revoked": "tokens",
    "app_uninstalled": "",
}


async def test_what_methods_answer(workspace: Workspace, client: AsyncWebClient, mette: Seat) -> None:
    """The objects of docs.slack.dev/reference/objects, in what slack_sdk hands on."""
    blocks = [section("x"), button("Enig", "press")]
    posted = await client.chat_postMessage(channel=mette.id, text="kort", blocks=blocks)
    assert isinstance(posted, AsyncSlackResponse)
    assert set(posted.data) == {"ok", "channel", "ts", "message"}
    assert {"type", "user", "ts", "bot_id", "app_id", "text", "team", "blocks"} <= set(posted["message"])
    assert len(Block.parse_all(posted["message"]["blocks"])) == 2
    user = (await client.users_info(user=mette.id, include_locale=True))["user"]
    assert {
        "id",
        "team_id",
        "name",
        "deleted",
        "profile",
        "is_bot",
        "is_restricted",
        "is_stranger",
        "tz",
        "locale",
    } <= (set(user))
    room = (await client.conversations_info(channel=workspace.channel(ROOM).id))["channel"]
    flags = {"is_channel", "is_group", "is_im", "is_mpim", "is_private", "is_archived", "is_member", "is_ext_shared"}
    assert {"id", "name", "name_normalized", "created", "topic", "purpose", *flags} <= set(room)
    direct = await client.conversations_open(users=mette.id, return_im=True)
    assert {"id", "is_im", "user", "created"} <= set(direct["channel"])


async def test_what_views_open_answers(workspace: Workspace, client: AsyncWebClient, mette: Seat) -> None:
    """docs.slack.dev/reference/views; the kit's class takes it as it is."""
    opened = await client.views_open(trigger_id=workspace.triggers.issue(mette.id), view=modal(entry("Navn", NAME)))
    view = KitView(**opened["view"])
    assert view.to_dict()["type"] == "modal"
    assert (view.team_id, view.app_id, view.bot_id) == (
        workspace.town.team_id, workspace.app.app_id, workspace.app.bot_id,
    )  # fmt: skip
    assert (view.root_view_id, bool(view.hash)) == (view.id, True)


async def test_what_files_info_answers(workspace: Workspace, client: AsyncWebClient, mette: Seat) -> None:
    """docs.slack.dev/reference/objects/file-object"""
    file = workspace.files.add("a.csv", b"1", workspace.app.bot_user)
    shown = (await client.files_info(file=file.id))["file"]
    fields = "id created name title mimetype filetype user size mode url_private permalink channels groups ims shares"
    assert set(fields.split()) <= set(shown)
    assert json.dumps(shown)
    assert mette.id != shown["user"]
