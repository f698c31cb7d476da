"""Markup that a person typed, and that the app sends on alive: a mention of everybody, a link with another face.

Slack takes it: escaping is up to the app (docs.slack.dev/messaging/formatting-message-text, "Escaping text"). So it
is not refused here either, but noted beside what was.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from sandbox.shapes import Obj

#: A mention of somebody, of a group or of everybody, a channel, a date, a link.
_LIVE = re.compile(r"<(?:[!@#]|https?:|mailto:)[^<>]*>")


class Typed:
    """What people have typed, as far as Slack would take it for more than text."""

    def __init__(self) -> None:
        self._texts: list[str] = []

    def note(self, text: object) -> None:
        """Somebody typed this."""
        if isinstance(text, str) and _LIVE.search(text):
            self._texts.append(text)

    def alive_in(self, body: object, names: Iterable[str] = ()) -> list[str]:
        """What of it stands alive in what the app sends; `names` are what people call themselves."""
        found = {live for text in _marked_up(body) for live in _LIVE.findall(text)}
        typed = [*self._texts, *(name for name in names if "<" in name)] if found else []
        return sorted(live for live in found if any(live in text for text in typed))


def _marked_up(body: object) -> Iterator[str]:
    """Every text in which Slack looks for markup: that of the message itself, and each mrkdwn of its blocks."""
    if isinstance(body, dict):
        text = body.get("text")
        if isinstance(text, str) and _is_mrkdwn(body):
            yield text
        for part in body.values():
            yield from _marked_up(part)
    elif isinstance(body, list | tuple):
        for part in body:
            yield from _marked_up(part)


def _is_mrkdwn(one: Obj) -> bool:
    return one.get("type", "mrkdwn") == "mrkdwn" and one.get("mrkdwn") is not False
