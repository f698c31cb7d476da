"""Everything that a person in their seat can see, as the page wants it."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from sandbox import payloads
from sandbox.channel import Channel
from sandbox.message import Message
from sandbox.shapes import Obj
from sandbox.town import Person
from sandbox.views import View

if TYPE_CHECKING:
    from sandbox.workspace import Workspace

TOWN_ZONE = ZoneInfo("Europe/Copenhagen")
NEWEST_MESSAGES = 200


def look(workspace: Workspace, user: str) -> Obj:
    """The whole screen of one person; sizes are bounded by the newest 200 messages of each place."""
    direct = workspace.direct(user)
    rooms = [channel for channel in workspace.channels.values() if not channel.is_im and _visible(channel, user)]
    home = workspace.windows.homes.get(user)
    return {
        "town": {"name": workspace.town.name, "team_id": workspace.town.team_id},
        "now": workspace.clock.now().astimezone(TOWN_ZONE).isoformat(timespec="seconds"),
        "language": workspace.language,
        "me": _person(user, workspace.people[user]),
        "people": [_person(each, person) for each, person in workspace.people.items()],
        "channels": [_channel(channel, user) for channel in rooms],
        "directs": [{"id": direct.id, "with": workspace.app.bot_user, "unread": direct.unread(user)}],
        "groups": [_group(workspace, group_id) for group_id in workspace.groups],
        "messages": {c.id: _messages(workspace, c, user) for c in (direct, *rooms) if user in c.members},
        "modals": [_view(workspace, view) for view in workspace.windows.stack(user)],
        "home": _view(workspace, home) if home else None,
        "commands": [
            {"command": command.command, "description": command.description, "hint": command.usage_hint}
            for command in workspace.app.commands
        ],
        "notices": [
            {"at": at.astimezone(TOWN_ZONE).isoformat(timespec="seconds"), "text": text}
            for at, text in workspace.notices.get(user, [])
        ],
    }


def _visible(channel: Channel, user: str) -> bool:
    return user in channel.members or not channel.is_private


def _person(user: str, person: Person) -> Obj:
    flags = {"is_bot": person.is_bot, "is_guest": person.is_guest, "is_admin": person.is_admin}
    return {"id": user, "name": person.name, "title": person.title, "deleted": person.deleted, **flags}


def _channel(channel: Channel, user: str) -> Obj:
    return {
        "id": channel.id,
        "name": channel.name,
        "is_private": channel.is_private,
        "is_archived": channel.is_archived,
        "topic": channel.topic,
        "members": list(channel.members),
        "joined": user in channel.members,
        "unread": channel.unread(user) if user in channel.members else 0,
    }


def _group(workspace: Workspace, group_id: str) -> Obj:
    group = workspace.groups[group_id]
    users = [workspace.id_of(name) for name in group.members]
    return {"id": group.id, "handle": group.handle, "name": group.name, "users": users}


def _messages(workspace: Workspace, channel: Channel, user: str) -> list[Obj]:
    newest = list(islice(channel.newest_first(user), NEWEST_MESSAGES))
    return [_message(workspace, message, user) for message in reversed(newest)]


def _message(workspace: Workspace, message: Message, user: str) -> Obj:
    return {
        "ts": message.ts,
        "user": message.user,
        "text": message.text,
        "blocks": list(message.blocks),
        "edited": bool(message.edited),
        "ephemeral": bool(message.only_for),
        "files": [_file(workspace, file["id"], user) for file in message.files],
        "bot": bool(message.bot_id),
        **({"thread_ts": message.thread_ts} if message.thread_ts else {}),
    }


def _file(workspace: Workspace, file_id: str, user: str) -> Obj:
    file = workspace.files.by_id[file_id]
    if file.deleted:
        return {"id": file.id, "deleted": True}
    shown: Obj = {"id": file.id, "name": file.name, "title": file.title or file.name, "alt_txt": file.alt_text}
    shown["is_picture"], shown["size"] = file.is_picture, file.length
    return {**shown, "mimetype": file.mimetype, "url": f"/files/{file.id}?seat={user}"}


def _view(workspace: Workspace, view: View) -> Obj:
    return payloads.view_object(workspace, view) | {"errors": view.errors}
