"""Files in messages, and who may see a file."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from sandbox.files import File, Shared
from sandbox.message import Message
from sandbox.shapes import Obj

if TYPE_CHECKING:
    from sandbox.workspace import Workspace


def share(workspace: Workspace, files: Sequence[File], message: Message) -> Message:
    """Post the message with these files in it; by then they are processed."""
    for file in files:
        file.processed = True
    shown = tuple(workspace.file_object(file) for file in files)
    posted = workspace.post(replace(message, files=shown))
    kind = workspace.channels[posted.channel].event_kind[1]
    for file in files:
        file.shares.append(Shared(kind, posted.channel, posted.ts))
    return posted


def app_may_read(workspace: Workspace, file: File) -> bool:
    """Whether the app can fetch it: its own, handed in to it, or shared where it is a member; and it has the scope."""
    if "files:read" not in workspace.app.scopes or workspace.uninstalled:
        return False
    return file.handed_in or _has_reached(workspace, workspace.app.bot_user, file)


def may_see(workspace: Workspace, user: str, file: File) -> bool:
    """Whether the page may show it to this person: as above, and pictures in messages and windows they can see."""
    if _has_reached(workspace, user, file):
        return True
    return any(_shows(blocks, file.id) for blocks in _seen_by(workspace, user))


def _has_reached(workspace: Workspace, user: str, file: File) -> bool:
    channels = (workspace.channels[shared.channel] for shared in file.shares)
    return file.user == user or any(user in channel.members for channel in channels)


def _seen_by(workspace: Workspace, user: str) -> Iterator[Iterable[Obj]]:
    """The blocks of all that is on this person's screen, windows first."""
    windows = workspace.windows
    yield from (view.blocks for view in windows.stack(user))
    if home := windows.homes.get(user):
        yield home.blocks
    for channel in list(workspace.channels.values()):
        if user in channel.members:
            yield from (message.blocks for message in channel.newest_first(user))


def _shows(value: Any, file_id: str) -> bool:  # noqa: ANN401  blocks, or anything in them
    if isinstance(value, dict):
        named = value.get("slack_file")
        if isinstance(named, dict) and file_id in str(named.get("id") or named.get("url")):
            return True
        return any(_shows(part, file_id) for part in value.values())
    return isinstance(value, list | tuple) and any(_shows(part, file_id) for part in value)
