"""files.*: docs.slack.dev/reference/methods/files.getUploadURLExternal and its neighbours."""

from __future__ import annotations

from sandbox.errors import SlackError
from sandbox.files import File
from sandbox.limits import FILE_ALT_TEXT, FILE_BYTES, FILE_CHANNELS, TIER_3, TIER_4
from sandbox.message import Message
from sandbox.methods.calls import Call, method
from sandbox.shapes import Obj


@method("files.getUploadURLExternal", "filename length alt_txt snippet_type", TIER_4, ("files:write",))
def get_upload_url(call: Call) -> Obj:
    """An address to post the bytes to."""
    raw = call.need("length")
    if not raw.isdigit() or int(raw) < 1:
        raise SlackError("invalid_arguments", messages=["must be greater than 0 [json-pointer:/length]"])
    if int(raw) > FILE_BYTES:
        raise SlackError("file_upload_size_restricted")
    if len(call.text("alt_txt")) > FILE_ALT_TEXT:
        raise SlackError("alt_txt_too_large")
    workspace = call.workspace
    file = workspace.files.expect(call.need("filename"), int(raw), workspace.app.bot_user, call.text("alt_txt"))
    return {"upload_url": f"{workspace.url}/upload/{file.upload_key}", "file_id": file.id}


@method(
    "files.completeUploadExternal",
    "files channel_id channels initial_comment thread_ts blocks",
    TIER_4,
    ("files:write",),
)
def complete_upload(call: Call) -> Obj:
    """Say that the bytes are there, and where to show them; without a channel they stay private."""
    given = call.parsed("files")
    if not isinstance(given, list) or not given:
        raise SlackError("invalid_arguments", messages=["missing required field: files"])
    files = [_completed(call, entry) for entry in given]
    channels = [name for name in (call.text("channels") or call.text("channel_id")).split(",") if name]
    if len(channels) > FILE_CHANNELS:
        raise SlackError("channels_limit_exceeded")
    for channel_id in channels:
        _share(call, channel_id, files)
    return {"files": [{"id": file.id, "title": file.title} for file in files]}


def _completed(call: Call, entry: Obj) -> File:
    file = call.workspace.files.by_id.get(str(entry.get("id")))
    if file is None or file.data is None:
        raise SlackError("file_not_found")
    file.title, file.completed = str(entry.get("title") or file.name), True
    return file


def _share(call: Call, channel_id: str, files: list[File]) -> None:
    """Slack does this a moment later and names no ts in its answer."""
    workspace = call.workspace
    channel = workspace.channels.get(channel_id)
    if channel is None:
        raise SlackError("channel_not_found")
    if workspace.app.bot_user not in channel.members:
        raise SlackError("not_in_channel")
    shown = tuple(workspace.file_object(file) for file in files)
    comment, thread = call.text("initial_comment"), call.text("thread_ts")
    app = workspace.app
    workspace.post(Message(channel.id, "", app.bot_user, comment, bot_id=app.bot_id, thread_ts=thread, files=shown))


@method("files.info", "file count cursor limit page", TIER_4, ("files:read",))
def info(call: Call) -> Obj:
    """One file; until it is processed its `mimetype` is empty."""
    file = _known(call)
    file.is_ready()
    return {"file": call.workspace.file_object(file), "comments": [], "response_metadata": {"next_cursor": ""}}


@method("files.delete", "file", TIER_3, ("files:write",))
def delete(call: Call) -> Obj:
    """Delete a file of the app's own."""
    file = _known(call)
    if file.user != call.workspace.app.bot_user:
        raise SlackError("cant_delete_file")
    del call.workspace.files.by_id[file.id]
    return {}


def _known(call: Call) -> File:
    file = call.workspace.files.by_id.get(call.need("file"))
    if file is None:
        raise SlackError("file_not_found")
    return file
