"""Channels that another organisation takes part in, and its people there. docs.slack.dev/apis/slack-connect

They are members like others, read, write and press; but they are strangers: they have no slash commands of an app that
is not theirs, the app is told no language of theirs, and it sees them only while they share a channel with it.
"""

from __future__ import annotations

import asyncio
from dataclasses import replace
from typing import TYPE_CHECKING

from sandbox.channel import Channel
from sandbox.delivery import Answer
from sandbox.shapes import Obj
from sandbox.town import Person, stable_id

if TYPE_CHECKING:
    from sandbox.workspace import Workspace

STRANGER = Person("Vera Nabo", "Konsulent i nabokommunen", team_id=stable_id("T", "nabokommune"))
"""Somebody from the municipality next door; nobody of the town, until a channel is shared with her."""


def is_stranger(workspace: Workspace, user: str) -> bool:
    """Whether somebody belongs to another organisation."""
    return workspace.town.is_stranger(workspace.people[user])


def is_seen(workspace: Workspace, user: str) -> bool:
    """Whether the app can see somebody: a stranger only in a channel that both are in."""
    if not is_stranger(workspace, user):
        return True
    shared = (channel for channel in workspace.channels.values() if channel.is_ext_shared)
    return any({user, workspace.app.bot_user} <= channel.members.keys() for channel in shared)


async def share_channel(workspace: Workspace, name: str, stranger: Person = STRANGER) -> Channel:
    """Connect a channel with the stranger's organisation, and bring them in. A private channel gets a new id with it
    (docs.slack.dev/reference/events/channel_id_changed).
    """
    channel = workspace.channel(name)
    workspace.add_person(stranger)
    channel.connected[stranger.team_id] = None
    told = [_tell(workspace, channel, "channel_shared", {"connected_team_id": stranger.team_id, "channel": channel.id})]
    if channel.is_private:
        change = _renumber(workspace, channel, stable_id("C", channel.name, "shared"))
        told.append(_tell(workspace, channel, "channel_id_changed", change))
    channel.members[stranger.id] = None
    joined = {"user": stranger.id, "channel": channel.id, "channel_type": "C", "team": stranger.team_id}
    told.append(_tell(workspace, channel, "member_joined_channel", joined))
    workspace.changed()
    await asyncio.gather(*(telling for telling in told if telling is not None))
    return channel


def _tell(workspace: Workspace, channel: Channel, kind: str, event: Obj) -> asyncio.Task[Answer] | None:
    is_told = not channel.is_private or workspace.app.bot_user in channel.members
    return workspace.tell_app(kind, event) if is_told else None


def _renumber(workspace: Workspace, channel: Channel, new: str) -> Obj:
    """Everything that stood under the old id stands under the new one; the old one is not known any more."""
    old, channel.id = channel.id, new
    del workspace.channels[old]
    workspace.channels[new] = channel
    channel.posts = {ts: message.moved_to(new) for ts, message in channel.posts.items()}
    workspace.message_states = {
        (new if place == old else place, ts, user): state
        for (place, ts, user), state in workspace.message_states.items()
    }
    for file in workspace.files.by_id.values():
        file.shares = [replace(shared, channel=new) if shared.channel == old else shared for shared in file.shares]
    workspace.response_urls.follow(old, new)
    return {"old_channel_id": old, "new_channel_id": new}
