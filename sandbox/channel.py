"""A channel or a direct message, and what stands in it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from sandbox.message import Message


@dataclass(slots=True, eq=False)
class Channel:
    """Members keep their order; messages are kept by their ts, oldest first."""

    id: str
    name: str
    members: dict[str, None]
    topic: str = ""
    is_private: bool = False
    is_im: bool = False
    is_archived: bool = False
    is_read_only: bool = False
    created: int = 0
    connected: dict[str, None] = field(default_factory=dict)
    """The other organisations' teams that take part (Slack Connect)."""
    posts: dict[str, Message] = field(default_factory=dict)
    read: dict[str, str] = field(default_factory=dict)
    """Per person the ts of the newest message they have seen."""

    @property
    def is_ext_shared(self) -> bool:
        return bool(self.connected)

    @property
    def event_kind(self) -> tuple[str, str]:
        """The event that tells of messages here, and Slack's name for this kind of place."""
        if self.is_im:
            return "message.im", "im"
        return ("message.groups", "group") if self.is_private else ("message.channels", "channel")

    def newest_first(self, seen_by: str = "") -> Iterator[Message]:
        """The messages that this person can see, or without a person those that everyone can."""
        return (post for post in reversed(self.posts.values()) if post.only_for in {"", seen_by})

    def unread(self, person: str) -> int:
        """How many messages of others stand here since the person looked last.

        Remembered: replies do not count, Slack shows what is new in threads in a place of its own.
        """
        since, count = self.read.get(person, ""), 0
        for post in self.newest_first(person):
            if post.ts <= since:
                break
            count += post.user != person and not post.is_reply
        return count
