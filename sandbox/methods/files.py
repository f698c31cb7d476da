"""files.*: docs.slack.dev/reference/methods/files.getUploadURLExternal and its neighbours."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import TYPE_CHECKING

from sandbox.blocks import check_message_blocks
from sandbox.channel import Channel
from sandbox.errors import SlackError
from sandbox.files import File
from sandbox.limits import FILE_ALT_TEXT, FILE_BYTES, FILE_CHANNELS, SNIPPET_BYTES, TIER_2, TIER_3, TIER_4
from sandbox.message import Message
from sandbox.methods.calls import Call, method, reading
from sandbox.shapes import Obj
from sandbox.sharing import app_may_read, share

if TYPE_CHECKING:
    from sandbox.workspace import Workspace

_IN_AN_ENTRY = {"id", "title", "highlight_type"}
_BESIDE_FILES = {"rich_text", "section"}  # observed: a file's message takes no others, and nothing to press


@reading("files.getUploadURLExternal", "filename length alt_txt snippet_type", TIER_4, ("files:write",))
def get_upload_url(call: Call) -> Obj:
    """An address to post the bytes to."""
    length = _length(call)
    if call.text("snippet_type") and length > SNIPPET_BYTES:
        raise SlackError("snippet_too_large")
    if len(call.text("alt_txt")) > FILE_ALT_TEXT:
        raise SlackError("alt_txt_too_large")
    workspace = call.workspace
    file = workspace.files.expect(call.need("filename"), length, workspace.app.bot_user, call.text("alt_txt"))
    return {"upload_url": f"{workspace.url}/upload/{file.upload_key}", "file_id": file.id}


def _length(call: Call) -> int:
    raw = call.need("length")
    if not raw.isdigit() or int(raw) < 1:
        raise SlackError("missing_argument", messages=["must be greater than 0 [json-pointer:/length]"])
    if int(raw) > FILE_BYTES:
        raise SlackError("file_upload_size_restricted")
    return int(raw)


@method(
    "files.completeUploadExternal",
    "files channel_id channels initial_comment thread_ts blocks",
    TIER_4,
    ("files:write",),
)
def complete_upload(call: Call) -> Obj:
    """Say that the bytes are there, and where to show them; without a channel they stay private. The message comes a
    moment later, and the answer names no ts of it.
    """
    titles = _titles(call)
    files = [_uploaded(call, file_id) for file_id in titles]
    channels, message = _channels(call), _beside(call)
    for file in files:
        file.title, file.completed = titles[file.id] or file.name, True
    if channels:
        call.workspace.delivery.in_background(_shared(call.workspace, files, channels, message))
    return {"files": [{"id": file.id, "title": file.title} for file in files]}


def _titles(call: Call) -> dict[str, str]:
    """The titles of the files by their ids."""
    given = call.parsed("files")
    if not isinstance(given, list) or not given:
        raise SlackError("invalid_arguments", messages=["missing required field: files"])
    for index, entry in enumerate(given):
        if not isinstance(entry, dict) or not entry.get("id") or set(entry) - _IN_AN_ENTRY:
            raise SlackError("invalid_arguments", messages=[f"not a file [json-pointer:/files/{index}]"])
    return {str(entry["id"]): str(entry.get("title") or "") for entry in given}


def _uploaded(call: Call, file_id: str) -> File:
    file = call.workspace.files.by_id.get(file_id)
    if file is None or file.data is None or file.deleted:
        raise SlackError("file_not_found")
    if file.user != call.workspace.app.bot_user:
        raise SlackError("access_denied")
    return file


def _channels(call: Call) -> list[Channel]:
    """Where to share: `channel_id` is a channel's or a direct message's id; `channels` may name people as well."""
    listed = [name.strip() for name in call.text("channels").split(",") if name.strip()]
    if len(listed) > FILE_CHANNELS:
        raise SlackError("channels_limit_exceeded")
    people = call.workspace.people
    found = [call.workspace.direct(name) if name in people else _channel(call, name) for name in listed]
    if call.text("channel_id"):
        found.append(_channel(call, call.text("channel_id")))
    if call.text("thread_ts") and len(found) != 1:
        raise SlackError("invalid_arguments", messages=["thread_ts needs exactly one channel"])
    return list(dict.fromkeys(found))


def _channel(call: Call, channel_id: str) -> Channel:
    channel = call.workspace.channels.get(channel_id)
    if channel is None:
        raise SlackError("channel_not_found")
    if call.workspace.app.bot_user not in channel.members:
        raise SlackError("channel_not_found" if channel.is_private or channel.is_im else "not_in_channel")
    if channel.is_archived or channel.is_read_only:
        raise SlackError("posting_to_channel_denied")
    return channel


def _beside(call: Call) -> Message:
    """What stands beside the files; `blocks` are left out when there is a comment."""
    app, comment = call.workspace.app, call.text("initial_comment")
    blocks = [] if comment else call.parsed("blocks") or []
    if not isinstance(blocks, list) or any(_kind(block) not in _BESIDE_FILES for block in blocks):
        raise SlackError("invalid_blocks")
    check_message_blocks(blocks, call.workspace.files)
    thread = call.text("thread_ts")
    return Message("", "", app.bot_user, comment, tuple(blocks), bot_id=app.bot_id, thread_ts=thread)


def _kind(block: object) -> object:
    return block.get("type") if isinstance(block, dict) else None


async def _shared(workspace: Workspace, files: Sequence[File], channels: Sequence[Channel], message: Message) -> None:
    await asyncio.sleep(workspace.files.seconds_until_shared)
    for channel in channels:
        share(workspace, files, message.moved_to(channel.id))


@method("files.upload", "channels content file filename filetype title", TIER_2, ("files:write",))
def upload_in_one(_: Call) -> Obj:
    """The old way, closed since 2025-11-12 (docs.slack.dev/reference/methods/files.upload)."""
    raise SlackError("method_deprecated")


@reading("files.info", "file count cursor limit page", TIER_4, ("files:read",))
def info(call: Call) -> Obj:
    """One file; until it is processed its `mimetype` is empty."""
    file = _known(call)
    file.is_ready()
    return {"file": call.workspace.file_object(file), "comments": [], "response_metadata": {"next_cursor": ""}}


@method("files.delete", "file", TIER_3, ("files:write",))
def delete(call: Call) -> Obj:
    """Delete a file of the app's own; where it was shared, its place stays, empty."""
    file = _known(call)
    if file.user != call.workspace.app.bot_user:
        raise SlackError("cant_delete_file")
    file.deleted, file.data = True, None
    call.workspace.changed()
    return {}


def _known(call: Call) -> File:
    file = call.workspace.files.by_id.get(call.need("file"))
    if file is None or not (file.user == call.workspace.app.bot_user or app_may_read(call.workspace, file)):
        raise SlackError("file_not_found")
    if file.deleted:
        raise SlackError("file_deleted")
    return file
