"""One message, as it stands at one moment."""

from __future__ import annotations

from dataclasses import dataclass, replace

from sandbox.reading import button_labels, visible_text
from sandbox.shapes import Obj


@dataclass(frozen=True, slots=True)
class Message:
    """A message is never changed: an edit puts a new one in its place, so a kept one shows what stood there."""

    channel: str
    ts: str
    user: str
    text: str = ""
    blocks: tuple[Obj, ...] = ()
    bot_id: str = ""
    only_for: str = ""
    """The one person who sees it; empty for everyone in the channel."""
    edited: str = ""
    edited_by: str = ""
    thread_ts: str = ""
    metadata: Obj | None = None
    files: tuple[Obj, ...] = ()
    attachments: tuple[Obj, ...] = ()

    def moved_to(self, channel: str) -> Message:
        """The same message for another channel."""
        return replace(self, channel=channel)

    @property
    def is_reply(self) -> bool:
        """Whether it stands in somebody's thread, and not in the channel itself."""
        return self.thread_ts not in {"", self.ts}

    @property
    def visible(self) -> str:
        """What a person reads: the blocks' text line by line, or the text when there are no blocks."""
        return visible_text(self.blocks) if self.blocks else self.text

    @property
    def labels(self) -> list[str]:
        """The labels of everything that can be pressed, top to bottom."""
        return button_labels(self.blocks)

    def as_slack(self, *, metadata: bool = False) -> Obj:
        """The message object of the Web API and the events; metadata only when it was asked for."""
        shape: Obj = {"type": "message", "user": self.user, "ts": self.ts, "text": self.text}
        shape |= {"blocks": list(self.blocks)} if self.blocks else {}
        shape |= {"bot_id": self.bot_id} if self.bot_id else {}
        shape |= {"edited": {"user": self.edited_by or self.user, "ts": self.edited}} if self.edited else {}
        shape |= {"thread_ts": self.thread_ts} if self.thread_ts else {}
        shape |= {"files": list(self.files), "upload": True, "display_as_bot": False} if self.files else {}
        shape |= {"attachments": list(self.attachments)} if self.attachments else {}
        return shape | ({"metadata": self.metadata} if metadata and self.metadata else {})
