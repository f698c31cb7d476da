"""What people do to channels: invite, remove, leave, rename, archive, reopen, delete; and what the app hears of it.

Slack does not tell an app that it was removed with the event that others make, `member_left_channel`: it hears
`channel_left`, or `group_left` of a private channel (observed; docs.slack.dev/reference/events/channel_left). Of a
private channel it hears only while it is a member; of a public one always.

A public channel that is opened again has lost its members, but for whoever opened it; a private one keeps them
(slack.com/help/articles/213185307, "Unarchive a channel").
"""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable, Mapping
from typing import TYPE_CHECKING

from sandbox.channel import Channel
from sandbox.delivery import Answer
from sandbox.limits import CHANNEL_NAME
from sandbox.shapes import Obj

if TYPE_CHECKING:
    from sandbox.workspace import Workspace

#: What somebody does to a channel: their id, the channel, and what they typed behind the command.
Deed = Callable[["Workspace", str, Channel, str], Awaitable[Answer]]
_NAME = re.compile(r"[^\s.A-Z]+")


async def invite(workspace: Workspace, user: str, channel: Channel, whom: str) -> Answer:
    """`/invite @somebody`, also the app; nothing happens to somebody who is there already."""
    guest = _named(workspace, whom)
    if guest is None:
        return Answer(error="user_not_found")
    if channel.is_archived:
        return Answer(error="is_archived")
    if guest in channel.members:
        return Answer()
    channel.members[guest] = None
    joined = _member(workspace, channel, guest) | {"inviter": user}
    return await _told(workspace, channel, "member_joined_channel", joined)


async def remove(workspace: Workspace, user: str, channel: Channel, whom: str) -> Answer:
    """`/remove @somebody`, by a member who is no guest."""
    gone = _named(workspace, whom)
    if gone is None or gone not in channel.members:
        return Answer(error="not_in_channel")
    return _refused(workspace, user, channel) or await _left(workspace, channel, gone, user)


async def leave(workspace: Workspace, user: str, channel: Channel, _: str = "") -> Answer:
    """`/leave`."""
    if user not in channel.members:
        return Answer(error="not_in_channel")
    return await _left(workspace, channel, user, user)


async def rename(workspace: Workspace, user: str, channel: Channel, name: str) -> Answer:
    """`/rename new-name`: lower-case, without spaces or full stops, of at most 80 characters, not taken."""
    name = name.removeprefix("#")
    if refused := _refused(workspace, user, channel):
        return refused
    if len(name) > CHANNEL_NAME or not _NAME.fullmatch(name):
        return Answer(error="invalid_name")
    if any(other.name == name and other is not channel for other in workspace.channels.values()):
        return Answer(error="name_taken")
    channel.name = name
    renamed: Obj = {"channel": {"id": channel.id, "name": name, "created": channel.created}}
    return await _told(workspace, channel, _kind(channel, "rename"), renamed)


async def archive(workspace: Workspace, user: str, channel: Channel, _: str = "") -> Answer:
    """`/archive`, by a member who is no guest: nobody writes there any more."""
    if refused := _refused(workspace, user, channel):
        return refused
    channel.is_archived = True
    return await _told(workspace, channel, _kind(channel, "archive"), {"channel": channel.id, "user": user})


async def reopen(workspace: Workspace, user: str, channel: Channel, _: str = "") -> Answer:
    """`/unarchive`, by somebody who is no guest: of a private channel only by one of its members."""
    if not channel.is_archived:
        return Answer(error="not_archived")
    if workspace.people[user].is_guest or (channel.is_private and user not in channel.members):
        return Answer(error="restricted_action")
    channel.is_archived = False
    if not channel.is_private:
        channel.members = {user: None}
    return await _told(workspace, channel, _kind(channel, "unarchive"), {"channel": channel.id, "user": user})


async def delete(workspace: Workspace, user: str, channel: Channel, _: str = "") -> Answer:
    """Delete a channel with all that stands in it, by an administrator."""
    if not workspace.people[user].is_admin:
        return Answer(error="restricted_action")
    del workspace.channels[channel.id]
    return await _told(workspace, channel, _kind(channel, "deleted"), {"channel": channel.id, "actor_id": user})


#: Slack's own slash commands, with the old word for one that the client now has in a menu.
COMMANDS: Mapping[str, Deed] = {
    "/invite": invite,
    "/remove": remove,
    "/kick": remove,
    "/leave": leave,
    "/rename": rename,
    "/archive": archive,
    "/unarchive": reopen,
}


def _refused(workspace: Workspace, user: str, channel: Channel) -> Answer | None:
    if channel.is_archived:
        return Answer(error="is_archived")
    if user not in channel.members:
        return Answer(error="not_in_channel")
    return Answer(error="restricted_action") if workspace.people[user].is_guest else None


async def _left(workspace: Workspace, channel: Channel, gone: str, by: str) -> Answer:
    del channel.members[gone]
    workspace.changed()
    if gone != workspace.app.bot_user:
        return await _told(workspace, channel, "member_left_channel", _member(workspace, channel, gone))
    telling = workspace.tell_app(_kind(channel, "left"), {"channel": channel.id, "actor_id": by})
    return await telling if telling is not None else Answer()


def _member(workspace: Workspace, channel: Channel, user: str) -> Obj:
    letter = "G" if channel.is_private else "C"
    return {"user": user, "channel": channel.id, "channel_type": letter, "team": workspace.town.team_id}


def _named(workspace: Workspace, whom: str) -> str | None:
    """The id of `@name` or `name`, the app's own too; None for nobody."""
    name = whom.removeprefix("@")
    if name == workspace.app.name:
        return workspace.app.bot_user
    return name if name in workspace.people else workspace.id_of(name) or None


def _kind(channel: Channel, what: str) -> str:
    return f"{'group' if channel.is_private else 'channel'}_{what}"


def _hears(workspace: Workspace, channel: Channel) -> bool:
    return not channel.is_private or workspace.app.bot_user in channel.members


async def _told(workspace: Workspace, channel: Channel, kind: str, event: Obj) -> Answer:
    """Tell the app, if it may know of the channel, and wait for its answer."""
    workspace.changed()
    telling = workspace.tell_app(kind, event) if _hears(workspace, channel) else None
    return await telling if telling is not None else Answer()
