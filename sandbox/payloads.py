"""The bodies of interactive requests. docs.slack.dev/reference/interaction-payloads"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sandbox.controls import Control, Place
from sandbox.shapes import Obj
from sandbox.views import View

if TYPE_CHECKING:
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
            "team_id": place.team_of(person),
        },
        "api_app_id": workspace.app.app_id,
        "token": "retired",
        "team": {"id": place.team_id, "domain": place.domain},
        "enterprise": None,
        "is_enterprise_install": False,
    }


def view_part(workspace: Workspace, view: View) -> Obj:
    """The view in a payload. In the window of somebody from another organisation `team` is theirs, and only
    `view.app_installed_team_id` names ours: Slack's own kit reads it first for that reason (bolt-python,
    request/internals.py).
    """
    owner, part = workspace.people[view.owner], {"view": view_object(workspace, view)}
    if workspace.town.is_stranger(owner):
        part["team"] = {"id": workspace.town.team_of(owner), "domain": "elsewhere"}
    return part


def view_object(workspace: Workspace, view: View) -> Obj:
    """The view object as payloads and view methods show it."""
    given = view.given
    shown: Obj = {
        "id": view.id,
        "team_id": workspace.town.team_of(workspace.people[view.owner]),
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


def container(workspace: Workspace, place: Place) -> Obj:
    """Where a click happened; an ephemeral message is not sent along."""
    if isinstance(place, View):
        return {"container": {"type": "view", "view_id": place.id}, **view_part(workspace, place)}
    at: Obj = {"type": "message", "message_ts": place.ts, "channel_id": place.channel}
    at["is_ephemeral"] = bool(place.only_for)
    shown = {} if place.only_for else {"message": place.as_slack()}
    channel = {"id": place.channel, "name": channel_name(workspace, place.channel)}
    return {"container": at, "channel": channel, **shown}


def action_object(on: Control, state: Obj, action_ts: str) -> Obj:
    """One entry of `actions`."""
    action = {"block_id": on.block_id, "action_id": on.action_id, "action_ts": action_ts, **state}
    for key in ("text", "value", "style", "confirm", "url", "placeholder"):
        if key in on.element and key not in action:
            action[key] = on.element[key]
    return action
