"""chat.*: docs.slack.dev/reference/methods/chat.postMessage and its neighbours."""

from __future__ import annotations

from sandbox.channel import Channel
from sandbox.connections import is_seen
from sandbox.content import checked_content
from sandbox.errors import SlackError
from sandbox.limits import MESSAGE_SPLIT, MESSAGE_TEXT, TIER_3, TIER_4, UPDATE_TEXT
from sandbox.message import Message
from sandbox.methods.calls import Call, method
from sandbox.profiles import is_program
from sandbox.shapes import Obj

_POST = """channel text blocks attachments metadata thread_ts reply_broadcast mrkdwn parse link_names unfurl_links
 unfurl_media username icon_emoji icon_url as_user client_msg_id markdown_text"""
_WRITE = ("chat:write",)


@method("chat.postMessage", _POST, 0, _WRITE)
def post_message(call: Call) -> Obj:
    """Post for everyone; a person's id as channel opens the direct message."""
    channel = _where(call)
    call.workspace.rates.take_post(channel.id)
    _may_post(call, channel)
    body = _body(call)
    first, *rest = _split(body)
    message = call.workspace.post_as_app(channel.id, first)
    for part in rest:
        call.workspace.post_as_app(channel.id, part)
    return {"channel": channel.id, "ts": message.ts, "message": _shown(call, message)}


@method("chat.postEphemeral", f"{_POST} user", TIER_4, _WRITE)
def post_ephemeral(call: Call) -> Obj:
    """Post for one member only. Whoever is not there to see it never does; the answer is the same (reference/methods/
    chat.postEphemeral: "not guaranteed").
    """
    channel, user = _where(call), call.need("user")
    _may_post(call, channel)
    if user not in channel.members:
        raise SlackError("user_not_in_channel")
    if len(call.text("text")) > MESSAGE_TEXT:
        raise SlackError("msg_too_long")
    body = _body(call)
    if body.pop("metadata", None):
        raise SlackError("invalid_arguments", messages=["metadata is not allowed in an ephemeral message"])
    if user in call.workspace.away or call.workspace.people[user].deleted:
        checked_content(body, call.workspace.files)
        return {"message_ts": call.workspace.next_ts()}
    return {"message_ts": call.workspace.post_as_app(channel.id, body, only_for=user).ts}


@method("chat.update", f"{_POST} ts file_ids", TIER_3, _WRITE)
def update(call: Call) -> Obj:
    """Put new content in the place of a message of the app's own."""
    channel, message = _own_message(call, "cant_update_message")
    if channel.is_archived:
        raise SlackError("is_inactive")
    _may_still_edit(call, message)
    if len(call.text("text")) > UPDATE_TEXT:
        raise SlackError("msg_too_long")
    body = _body(call)
    if _is_rich(message) and body.get("blocks") and not _has_rich(body["blocks"]):
        raise SlackError("block_mismatch")
    message = call.workspace.replace(message, body)
    return {"channel": channel.id, "ts": message.ts, "text": message.text, "message": _shown(call, message)}


@method("chat.delete", "channel ts as_user", TIER_3, _WRITE)
def delete(call: Call) -> Obj:
    """Delete a message of the app's own."""
    channel, message = _own_message(call, "cant_delete_message")
    call.workspace.remove(channel.id, message.ts)
    return {"channel": channel.id, "ts": message.ts}


def _where(call: Call) -> Channel:
    """The channel by id, or by name with or without #, or the direct message with a person."""
    wanted, workspace = call.need("channel"), call.workspace
    person = workspace.people.get(wanted)
    if person is not None:
        if is_program(person):
            raise SlackError("cannot_dm_bot")  # remembered
        if not is_seen(workspace, wanted):
            raise SlackError("channel_not_found")  # remembered
        # A deactivated account takes messages as before (github.com/slackapi/python-slack-sdk/issues/1156).
        return workspace.direct(wanted)
    rooms = (c for c in workspace.channels.values() if c.name and wanted.removeprefix("#") == c.name)
    channel = workspace.channels.get(wanted) or next(rooms, None)
    if channel is None or (channel.is_private and workspace.app.bot_user not in channel.members):
        raise SlackError("channel_not_found")
    return channel


def _may_post(call: Call, channel: Channel) -> None:
    if channel.is_archived:
        raise SlackError("is_archived")
    if call.workspace.app.bot_user not in channel.members and "chat:write.public" not in call.workspace.app.scopes:
        raise SlackError("not_in_channel")
    if channel.is_im and not call.workspace.app.messages_tab:
        raise SlackError("messages_tab_disabled")
    if channel.is_read_only:
        raise SlackError("restricted_action_read_only_channel")
    thread = call.text("thread_ts")
    if thread and thread not in channel.posts:
        raise SlackError("cannot_reply_to_message")


def _may_still_edit(call: Call, message: Message) -> None:
    """The workspace can allow edits for some minutes only, also to apps (reference/methods/chat.update)."""
    window, now = call.workspace.edit_window, call.workspace.clock.now()
    if window is not None and now.timestamp() - float(message.ts) > window.total_seconds():
        raise SlackError("edit_window_closed")


def _body(call: Call) -> Obj:
    body = {name: call.parsed(name) for name in ("blocks", "attachments", "metadata")}
    body |= {"text": call.text("text"), "thread_ts": call.text("thread_ts")}
    markdown = call.text("markdown_text")
    if markdown:
        if body["text"] or body["blocks"]:
            raise SlackError("markdown_text_conflict")
        body["text"] = markdown
    return body


def _split(body: Obj) -> list[Obj]:
    """Long text without blocks becomes several messages (observed); beyond 40,000 characters it is cut off."""
    text = body["text"][:MESSAGE_TEXT]
    if body["blocks"] or len(text) <= MESSAGE_SPLIT:
        return [body]
    return [{**body, "text": text[start : start + MESSAGE_SPLIT]} for start in range(0, len(text), MESSAGE_SPLIT)]


def _own_message(call: Call, refusal: str) -> tuple[Channel, Message]:
    """The channel must be given by its own id: a person's id will not do."""
    channel = call.channel()
    message = channel.posts.get(call.need("ts"))
    if message is None or message.only_for:
        raise SlackError("message_not_found")
    if message.user != call.workspace.app.bot_user:
        raise SlackError(refusal)
    return channel, message


def _shown(call: Call, message: Message) -> Obj:
    return message.as_slack(metadata=True) | {"team": call.workspace.town.team_id, "app_id": call.workspace.app.app_id}


def _is_rich(message: Message) -> bool:
    return _has_rich(message.blocks)


def _has_rich(blocks: object) -> bool:
    return isinstance(blocks, list | tuple) and any(block.get("type") == "rich_text" for block in blocks)
