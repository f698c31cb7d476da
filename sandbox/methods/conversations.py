"""conversations.*: docs.slack.dev/reference/methods/conversations.info and its neighbours."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from sandbox.channel import Channel
from sandbox.connections import is_seen
from sandbox.errors import SlackError
from sandbox.limits import CONVERSATION_OPEN_USERS, HISTORY_MOST, PAGE, TIER_2, TIER_3, TIER_4
from sandbox.message import Message
from sandbox.methods.calls import Call, method, reading
from sandbox.profiles import is_program
from sandbox.shapes import Obj

_READ = ("channels:read", "groups:read", "im:read", "mpim:read")
_HISTORY = ("channels:history", "groups:history", "im:history", "mpim:history")
_KINDS = {"public_channel": "channels", "private_channel": "groups", "im": "im", "mpim": "mpim"}


@reading("conversations.info", "channel include_locale include_num_members", TIER_3, _READ)
def info(call: Call) -> Obj:
    """One channel."""
    channel = _readable(call)
    count = {"num_members": len(channel.members)} if call.flag("include_num_members") else {}
    return {"channel": _shown(call, channel) | count}


@reading("conversations.members", "channel cursor limit", TIER_4, _READ)
def members(call: Call) -> Obj:
    """The members' ids; bots, guests and those who have left are among them."""
    ids, more = call.page(list(_readable(call).members))
    return {"members": ids, "response_metadata": more}


@reading("conversations.list", "cursor exclude_archived limit types", TIER_2, _READ)
def list_channels(call: Call) -> Obj:
    """The channels that the app can know of."""
    return _listed(call, [c for c in call.workspace.channels.values() if _known(call, c)])


@reading("users.conversations", "cursor exclude_archived limit types user", TIER_3, _READ)
def list_of_user(call: Call) -> Obj:
    """The channels that a person, or without one the app, is a member of."""
    user = call.text("user") or call.workspace.app.bot_user
    return _listed(call, [c for c in call.workspace.channels.values() if user in c.members and _known(call, c)])


def _listed(call: Call, channels: Sequence[Channel]) -> Obj:
    kinds = set(call.text("types", "public_channel").replace(" ", "").split(","))
    if kinds - set(_KINDS):
        raise SlackError("invalid_types")
    for kind in kinds:
        call.need_scope(f"{_KINDS[kind]}:read")
    wanted = [c for c in channels if _kind(c) in kinds and not (c.is_archived and call.flag("exclude_archived"))]
    page, more = call.page(wanted)
    return {"channels": [_shown(call, channel) for channel in page], "response_metadata": more}


@method("conversations.open", "channel prevent_creation return_im users", TIER_3, ("im:write", "mpim:write"))
def open_direct(call: Call) -> Obj:
    """Open the direct message with one person."""
    users = [user for user in call.text("users").split(",") if user]
    if not users:
        raise SlackError("users_list_not_supplied")
    if len(users) > CONVERSATION_OPEN_USERS:
        raise SlackError("too_many_users")
    if len(users) > 1:
        raise SlackError("method_not_supported_for_channel_type", messages=["group direct messages are not built"])
    person = call.workspace.people.get(users[0])
    if person is None:
        raise SlackError("user_not_found")
    if person.deleted:
        raise SlackError("user_disabled")
    if not is_seen(call.workspace, person.id):
        raise SlackError("user_not_visible")
    if is_program(person):
        raise SlackError("cannot_dm_bot")  # remembered
    channel = call.workspace.direct(person.id)
    return {"channel": _shown(call, channel) if call.flag("return_im") else {"id": channel.id}}


_PAGED = "channel cursor include_all_metadata inclusive latest limit oldest"


@reading("conversations.history", _PAGED, TIER_3, _HISTORY)
def history(call: Call) -> Obj:
    """What stands in a channel, newest first; ephemerals and replies in threads do not."""
    channel = _history_of(call)
    asked_for = _between(call)
    posts = [m for m in channel.newest_first() if m.thread_ts in {"", m.ts} and asked_for(m)]
    page, more = call.page(posts, default=PAGE, most=HISTORY_MOST)
    shown = [m.as_slack(metadata=call.flag("include_all_metadata")) for m in page]
    return {"messages": shown, "has_more": bool(more["next_cursor"]), "pin_count": 0, "response_metadata": more}


@reading("conversations.replies", f"{_PAGED} ts", TIER_3, _HISTORY)
def replies(call: Call) -> Obj:
    """A message and the replies to it, oldest first."""
    channel, ts, asked_for = _history_of(call), call.need("ts"), _between(call)
    if ts not in channel.posts:
        raise SlackError("thread_not_found")
    posts = [m for m in channel.posts.values() if ts in {m.ts, m.thread_ts} and not m.only_for and asked_for(m)]
    page, more = call.page(posts)
    shown = [m.as_slack(metadata=call.flag("include_all_metadata")) for m in page]
    return {"messages": shown, "has_more": bool(more["next_cursor"]), "response_metadata": more}


def _history_of(call: Call) -> Channel:
    channel = call.channel()
    call.need_scope(f"{_KINDS[_kind(channel)]}:history")
    if call.workspace.app.bot_user not in channel.members:
        raise SlackError("not_in_channel")
    return channel


def _between(call: Call) -> Callable[[Message], bool]:
    """Whether a message is of the time that was asked for."""
    oldest, latest, inclusive = _moment(call, "oldest"), _moment(call, "latest"), call.flag("inclusive")

    def in_time(message: Message) -> bool:
        ts = float(message.ts)
        if inclusive and ts in {oldest, latest}:
            return True
        return (oldest is None or ts > oldest) and (latest is None or ts < latest)

    return in_time


def _moment(call: Call, name: str) -> float | None:
    raw = call.text(name)
    try:
        return float(raw) if raw else None
    except ValueError:
        raise SlackError(f"invalid_ts_{name}") from None


def _readable(call: Call) -> Channel:
    channel = call.channel()
    call.need_scope(f"{_KINDS[_kind(channel)]}:read")
    return channel


def _known(call: Call, channel: Channel) -> bool:
    is_open = not (channel.is_private or channel.is_im)
    return is_open or call.workspace.app.bot_user in channel.members


def _kind(channel: Channel) -> str:
    return "im" if channel.is_im else "private_channel" if channel.is_private else "public_channel"


def _shown(call: Call, channel: Channel) -> Obj:
    """docs.slack.dev/reference/objects/conversation-object"""
    bot = call.workspace.app.bot_user
    shared: Obj = {"id": channel.id, "created": channel.created, "is_archived": channel.is_archived}
    shared |= {"context_team_id": call.workspace.town.team_id, "is_org_shared": False}
    shared |= {"is_ext_shared": channel.is_ext_shared, "shared_team_ids": _teams(call, channel)}
    if channel.is_im:
        return shared | {"is_im": True, "user": next(user for user in channel.members if user != bot)}
    return shared | {
        "name": channel.name,
        "name_normalized": channel.name,
        "is_channel": not channel.is_private,
        "is_group": channel.is_private,
        "is_im": False,
        "is_mpim": False,
        "is_private": channel.is_private,
        "is_shared": channel.is_ext_shared,
        "connected_team_ids": list(channel.connected),
        "is_general": False,
        "is_member": bot in channel.members,
        "topic": {"value": channel.topic, "creator": "", "last_set": 0},
        "purpose": {"value": "", "creator": "", "last_set": 0},
    }


def _teams(call: Call, channel: Channel) -> list[str]:
    return [call.workspace.town.team_id, *channel.connected]
