"""Everything that a person in their seat can see, as the page wants it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from copy import deepcopy
from dataclasses import dataclass, field
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
NEWEST_MESSAGES = 100


@dataclass(frozen=True, slots=True)
class Place:
    """Where a person stands: an open room, perhaps with a thread beside it, and how far back they have read.

    The `newest` messages are shown, and beyond them those since the ts `since`.
    """

    room: str = ""
    thread: str = ""
    newest: int = NEWEST_MESSAGES
    since: str = ""


@dataclass(frozen=True, slots=True)
class Listed:
    """Things by their ids. A mark is equal as long as its thing looks the same; `shown` is what the page gets of it."""

    marks: Mapping[str, object]
    shown: Callable[[str], Obj]


@dataclass(frozen=True, slots=True)
class Look:
    """The screen of one person: single facts, and lists of things that can be sent one by one."""

    facts: Obj
    lists: Mapping[str, Listed]


@dataclass(frozen=True, slots=True)
class _Window:
    """The messages of one room that are shown, by ts, oldest first; replies only where their thread is open."""

    messages: dict[str, Message] = field(default_factory=dict)
    replies: Counter[str] = field(default_factory=Counter)
    starts: str = ""
    has_older: bool = False


def look(workspace: Workspace, user: str, place: Place | None = None) -> Look:
    """What this person sees: of all rooms how much is unread, of the open one the newest messages."""
    place = place or Place()
    direct = workspace.direct(user)
    rooms = {c.id: c for c in workspace.channels.values() if not c.is_im and _visible(c, user)}
    window = _window(workspace, user, place)
    home = workspace.windows.homes.get(user)
    facts: Obj = {
        "town": {"name": workspace.town.name, "team_id": workspace.town.team_id},
        "now": workspace.clock.now().astimezone(TOWN_ZONE).isoformat(timespec="seconds"),
        "language": workspace.language,
        "me": _person(user, workspace.people[user]),
        "directs": [{"id": direct.id, "with": workspace.app.bot_user, "unread": direct.unread(user)}],
        "groups": [_group(workspace, group_id) for group_id in workspace.groups],
        "home": _view(workspace, home) if home else None,
        "commands": [
            {"command": command.command, "description": command.description, "hint": command.usage_hint}
            for command in workspace.app.commands
        ],
        "shown": {"room": place.room, "starts": window.starts, "older": window.has_older},
    }
    lists = {
        "people": Listed(dict(workspace.people), lambda each: _person(each, workspace.people[each])),
        "channels": _listed({each: _channel(workspace, channel, user) for each, channel in rooms.items()}),
        "messages": _messages(workspace, user, window),
        "modals": _listed({view.id: _view(workspace, view) for view in workspace.windows.stack(user)}),
        "notices": _listed({str(at): each for at, each in enumerate(_notices(workspace, user))}),
    }
    return Look(facts, lists)


def _listed(things: Mapping[str, Obj]) -> Listed:
    """Things that are their own marks."""
    return Listed(things, things.__getitem__)


def _visible(channel: Channel, user: str) -> bool:
    return user in channel.members or not channel.is_private


def _person(user: str, person: Person) -> Obj:
    flags = {"is_bot": person.is_bot, "is_guest": person.is_guest, "is_admin": person.is_admin}
    words = {"name": person.name, "title": person.title, "note": person.note}
    return {"id": user, **words, "deleted": person.deleted, **flags}


def _channel(workspace: Workspace, channel: Channel, user: str) -> Obj:
    return {
        "id": channel.id,
        "name": channel.name,
        "is_private": channel.is_private,
        "is_archived": channel.is_archived,
        "topic": channel.topic,
        "size": len(channel.members),
        "has_app": workspace.app.bot_user in channel.members,
        "joined": user in channel.members,
        "unread": channel.unread(user) if user in channel.members else 0,
    }


def _group(workspace: Workspace, group_id: str) -> Obj:
    group = workspace.groups[group_id]
    return {"id": group.id, "handle": group.handle, "name": group.name}


def _notices(workspace: Workspace, user: str) -> list[Obj]:
    told = workspace.notices.get(user, [])
    return [{"at": at.astimezone(TOWN_ZONE).isoformat(timespec="seconds"), "text": text} for at, text in told]


def _window(workspace: Workspace, user: str, place: Place) -> _Window:
    channel = workspace.channels.get(place.room)
    if channel is None or user not in channel.members:
        return _Window()
    replies: list[Message] = []
    roots: list[Message] = []
    for message in channel.newest_first(user):
        (replies if message.is_reply else roots).append(message)
    shown = [root for at, root in enumerate(roots) if at < place.newest or "" < place.since <= root.ts]
    beside = [message for message in (*roots, *replies) if place.thread and place.thread in _own_thread(message)]
    messages = {message.ts: message for message in sorted((*shown, *beside), key=lambda message: message.ts)}
    starts = shown[-1].ts if shown else ""
    return _Window(messages, Counter(each.thread_ts for each in replies), starts, len(shown) < len(roots))


def _own_thread(message: Message) -> set[str]:
    return {message.ts, message.thread_ts}


def _messages(workspace: Workspace, user: str, window: _Window) -> Listed:
    def mark(message: Message) -> tuple[object, ...]:
        gone = [workspace.files.by_id[file["id"]].deleted for file in message.files]
        return message, window.replies[message.ts], gone, user if gone else ""

    return Listed(
        {ts: mark(message) for ts, message in window.messages.items()},
        lambda ts: _message(workspace, window.messages[ts], user) | {"replies": window.replies[ts]},
    )


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
    """A copy: what is typed into a view alters its state in place, and a mark must not alter with it."""
    return deepcopy(payloads.view_object(workspace, view) | {"errors": view.errors})
