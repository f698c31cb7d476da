"""One call of a method: its arguments, and what every method asks of them."""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeVar

from sandbox.errors import SlackError
from sandbox.limits import PAGE, PAGE_MOST
from sandbox.shapes import Obj

if TYPE_CHECKING:
    from sandbox.channel import Channel
    from sandbox.workspace import Workspace

T = TypeVar("T")
_TRUE = {"true", "1"}


@dataclass(frozen=True, slots=True)
class Call:
    """A call whose token, scope and argument names are in order."""

    workspace: Workspace
    method: str
    arguments: Obj

    def text(self, name: str, default: str = "") -> str:
        """A text argument; a number counts as its digits."""
        value = self.arguments.get(name)
        return default if value is None else str(value)

    def need(self, name: str) -> str:
        """A text argument that must be there."""
        value = self.text(name)
        if not value:
            raise SlackError("invalid_arguments", messages=[f"missing required field: {name}"])
        return value

    def flag(self, name: str) -> bool:
        """A yes or no, however it is spelled."""
        return self.text(name).lower() in _TRUE

    def number(self, name: str, default: int, most: int) -> int:
        """A count from 1 to `most`; else `invalid_limit`."""
        raw = self.text(name, str(default))
        if not raw.isdigit() or not 1 <= int(raw) <= most:
            raise SlackError("invalid_limit")
        return int(raw)

    def parsed(self, name: str) -> Any:  # noqa: ANN401  JSON
        """A JSON argument, sent as itself or as text."""
        value = self.arguments.get(name)
        if not isinstance(value, str) or not value:
            return value
        try:
            return json.loads(value)
        except ValueError:
            raise SlackError(
                "invalid_blocks_format" if name == "blocks" else "invalid_arguments",
                messages=[f"not JSON [json-pointer:/{name}]"],
            ) from None

    def need_scope(self, *scopes: str) -> None:
        """Any one of these scopes, or `missing_scope`."""
        provided = self.workspace.app.scopes
        if scopes and not provided & set(scopes):
            raise SlackError("missing_scope", needed=",".join(scopes), provided=",".join(sorted(provided)))

    def page(self, things: Sequence[T], default: int = PAGE, most: int = PAGE_MOST) -> tuple[list[T], Obj]:
        """One page of things, and the `response_metadata` that leads to the next."""
        limit, start = self.number("limit", default, most), _offset(self.text("cursor"))
        if start > len(things):
            raise SlackError("invalid_cursor")
        end = start + limit
        cursor = base64.b64encode(f"next:{end}".encode()).decode() if end < len(things) else ""
        return list(things[start:end]), {"next_cursor": cursor}

    def channel(self, name: str = "channel") -> Channel:
        """The channel of this id, if the app may know of it; else `channel_not_found`."""
        channel = self.workspace.channels.get(self.need(name))
        if channel is None or not (self.workspace.app.bot_user in channel.members or self._is_open(channel)):
            raise SlackError("channel_not_found")
        return channel

    @staticmethod
    def _is_open(channel: Channel) -> bool:
        return not (channel.is_private or channel.is_im)


def _offset(cursor: str) -> int:
    if not cursor:
        return 0
    try:
        word, _, number = base64.b64decode(cursor, validate=True).decode().partition(":")
    except (binascii.Error, UnicodeDecodeError):
        raise SlackError("invalid_cursor") from None
    if word != "next" or not number.isdigit():
        raise SlackError("invalid_cursor")
    return int(number)


Run = Callable[[Call], Obj]


@dataclass(frozen=True, slots=True)
class Method:
    """One method: what it may be given, what the app must be allowed, and how often a minute it may be called
    (0: it counts for itself). `takes_json`: whether it looks into a JSON body. `by_app_token`: whether it is the
    app-level token that it takes, in the header only, and no other.
    """

    name: str
    arguments: frozenset[str]
    scopes: tuple[str, ...]
    per_minute: int
    run: Run
    takes_json: bool = True
    by_app_token: bool = False


METHODS: dict[str, Method] = {}


def method(
    name: str,
    arguments: str,
    per_minute: int,
    scopes: Sequence[str] = (),
    *,
    takes_json: bool = True,
    by_app_token: bool = False,
) -> Callable[[Run], Run]:
    """Register a method; `arguments` are the names that Slack's reference lists, and any of `scopes` suffices."""

    def register(run: Run) -> Run:
        names = frozenset(arguments.split())
        METHODS[name] = Method(name, names, tuple(scopes), per_minute, run, takes_json, by_app_token)
        return run

    return register


def reading(name: str, arguments: str, per_minute: int, scopes: Sequence[str]) -> Callable[[Run], Run]:
    """Register a method that takes its arguments from the query or a form, not from JSON: those that read
    (docs.slack.dev/apis/web-api), and what Slack's reference gives no JSON for.
    """
    return method(name, arguments, per_minute, scopes, takes_json=False)
