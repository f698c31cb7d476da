"""How what a person types becomes Slack text."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sandbox.workspace import Workspace

_MENTION = re.compile(r"(?<!\S)([@#])([\w-]+(?: [A-ZÆØÅ]\w+)?)")


def escaped(text: str) -> str:
    """& < > as Slack stores them: typed angle brackets never make a mention."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def as_typed(workspace: Workspace, text: str) -> str:
    """`@Mette`, `@Mette Skovgaard`, `@handle` and `#channel` as Slack's ids; other words as they are."""
    return _MENTION.sub(lambda found: _mention(workspace, found), text)


def _mention(workspace: Workspace, found: re.Match[str]) -> str:
    sign, words = found.groups()
    for name in (words, words.split()[0]):
        mention = _channel(workspace, name) if sign == "#" else _someone(workspace, name)
        if mention:
            return mention + words[len(name) :]
    return found.group()


def _channel(workspace: Workspace, name: str) -> str:
    match = next((c for c in workspace.channels.values() if c.name == name and not c.is_im), None)
    return f"<#{match.id}|{match.name}>" if match else ""


def _someone(workspace: Workspace, name: str) -> str:
    user = workspace.id_of(name)
    if user:
        return f"<@{user}|{workspace.people[user].handle}>"
    group = next((group for group in workspace.groups.values() if group.handle == name), None)
    return f"<!subteam^{group.id}|@{group.handle}>" if group else ""
