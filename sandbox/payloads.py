"""The bodies of interactive requests. docs.slack.dev/reference/interaction-payloads"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sandbox.shapes import Obj

if TYPE_CHECKING:
    from sandbox.message import Message
    from sandbox.modals import View
    from sandbox.workspace import Workspace


def channel_name(workspace: Workspace, channel_id: str) -> str:
    """The name that stands in payloads: Slack hides those of direct messages and private channels."""
    channel = workspace.channels[channel_id]
    return "directmessage" if channel.is_im else "privategroup" if channel.is_private else channel.name


def envelope(workspace: Workspace, kind: str, user: str) -> Obj:
    """What all interactive payloads have in common."""
    person, place = workspace.people[user], workspace.town
    return {
        "type": kind,
        "user": {
            "id": user,
            "username": person.handle,
            "name": person.handle,
            "team_id": person.team_id or place.team_id,
        },
        "api_app_id": workspace.app.app_id,
        "token": "retired",
        "team": {"id": place.team_id, "domain": place.domain},
        "enterprise": None,
        "is_enterprise_install": False,
    }


def view_object(workspace: Workspace, view: View) -> Obj:
    """The view object as payloads and view methods show it."""
    given = view.given
    shown: Obj = {
        "id": view.id,
        "team_id": workspace.town.team_id,
        "type": view.type,
        "blocks": view.blocks,
        "private_metadata": given.get("private_metadata", ""),
        "callback_id": view.callback_id,
        "external_id": given.get("external_id", ""),
        "state": {"values": view.values},
        "hash": view.hash,
        "title": given.get("title"),
        "clear_on_close": given.get("clear_on_close", False),
        "notify_on_close": given.get("notify_on_close", False),
        "close": given.get("close"),
        "submit": given.get("submit"),
        "previous_view_id": view.previous or None,
        "root_view_id": view.root,
        "app_id": workspace.app.app_id,
        "app_installed_team_id": workspace.town.team_id,
        "bot_id": workspace.app.bot_id,
    }
    return shown


def message_container(workspace: Workspace, message: Message) -> Obj:
    """Where a click in a message happened; an ephemeral one is not sent along."""
    channel = {"id": message.channel, "name": channel_name(workspace, message.channel)}
    container = {"type": "message", "message_ts": message.ts, "channel_id": message.channel}
    if message.only_for:
        return {"container": {**container, "is_ephemeral": True}, "channel": channel}
    shown = message.as_slack()
    return {"container": {**container, "is_ephemeral": False}, "channel": channel, "message": shown}


def view_container(workspace: Workspace, view: View) -> Obj:
    """Where a click in a window happened."""
    return {"container": {"type": "view", "view_id": view.id}, "view": view_object(workspace, view)}


def action_object(block: Obj, element: Obj, state: Obj, action_ts: str) -> Obj:
    """One entry of `actions`."""
    action = {"block_id": block["block_id"], "action_id": element["action_id"], "action_ts": action_ts, **state}
    for key in ("text", "value", "style", "confirm", "url", "placeholder"):
        if key in element and key not in action:
            action[key] = element[key]
    return action
