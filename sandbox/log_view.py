"""The log as the page shows it: a line for each exchange, and on demand all that was said in it, but for tokens."""

from __future__ import annotations

import json
import re
from typing import Any, TypeVar
from urllib.parse import parse_qsl, unquote_plus

from sandbox.log import FROM_APP, TO_APP, Exchange, Log
from sandbox.look import TOWN_ZONE
from sandbox.shapes import Obj

T = TypeVar("T")

MOST_SHOWN = 200
MOST_CHARACTERS = 20_000
MASKED = "•••"
_TOKEN = re.compile(r"x(?:ox[a-z]|app)-[\w-]+")
_SECRET_FIELDS = {"token", "client_secret", "signing_secret"}
_REFUSAL = re.compile(r'"ok": ?false.*?"error": ?"([^"]+)"', re.DOTALL)
_INSIDE = ("blocks", "view", "metadata", "attachments", "files", "unfurls")
"""Arguments that may come as a text with JSON in it."""


def newest(log: Log, after: int, direction: str, text: str) -> list[Obj]:
    """Lines for the newest exchanges that fit, oldest first; the first exchange that ever was has number 1."""
    lines: list[Obj] = []
    for at in range(len(log) - 1, max(after - log.gone, 0) - 1, -1):
        if len(lines) < MOST_SHOWN and _fits(log[at], direction, text.casefold()):
            lines.append(_line(log.gone + at + 1, log[at]))
    return lines[::-1]


def whole(log: Log, number: int) -> Obj | None:
    """Request and answer of one exchange, made readable and cut where they are long; None when it is gone."""
    at = number - log.gone - 1
    if not 0 <= at < len(log):
        return None
    exchange = log[at]
    asked = to_app(exchange.request) if exchange.direction == TO_APP else from_app(exchange.request)
    return {"path": masked(exchange.path), "request": _readable(asked), "answer": _readable(_parsed(exchange.answer))}


def to_app(text: str) -> object:
    """What the app was sent: an event, a command's fields, or the payload of anything else."""
    if text.startswith("{"):
        return _parsed(text)
    fields = _form(text)
    return _parsed(fields["payload"]) if "payload" in fields else fields or text


def from_app(text: str) -> object:
    """The arguments of a call, wherever they stood."""
    query, _, body = text.partition("\n")
    if text.startswith("{"):
        return _parsed(text)
    sent = _parsed(body)
    arguments = _form(query) | (sent if isinstance(sent, dict) else _form(body))
    return {name: _parsed(value) if name in _INSIDE else value for name, value in arguments.items()} or text.strip()


def masked(text: str) -> str:
    """The text with a sign in place of every token."""
    return _TOKEN.sub(MASKED, text)


def _fits(exchange: Exchange, direction: str, text: str) -> bool:
    if direction not in {"", exchange.direction}:
        return False
    if not text:
        return True
    shown = f"{exchange.what} {exchange.status} {exchange.fault} {unquote_plus(exchange.request)} {exchange.answer}"
    return text in shown.casefold()


def _line(number: int, exchange: Exchange) -> Obj:
    refusal = _REFUSAL.match(exchange.answer.lstrip("{ ")) if exchange.direction == FROM_APP else None
    return {
        "number": number,
        "direction": exchange.direction,
        "what": exchange.what,
        "about": _about(exchange),
        "status": exchange.status,
        "error": refusal.group(1) if refusal else "",
        "at": exchange.at.astimezone(TOWN_ZONE).isoformat(timespec="milliseconds") if exchange.at else None,
        "seconds": round(exchange.seconds, 3),
        "fault": exchange.fault,
    }


def _about(exchange: Exchange) -> str:
    """What a person would call it: the button, the window, the words behind a command, the kind of a message event."""
    sent = to_app(exchange.request) if exchange.direction == TO_APP else None
    if not isinstance(sent, dict):
        return ""
    if actions := sent.get("actions"):
        return str(actions[0].get("text", {}).get("text") or actions[0].get("action_id", ""))
    if view := sent.get("view"):
        return str(view.get("callback_id", ""))
    return str(sent.get("event", {}).get("subtype") or sent.get("text", ""))


def _form(text: str) -> Obj:
    return dict(parse_qsl(text, keep_blank_values=True)) if "=" in text else {}


def _readable(content: object) -> Obj:
    text = content if isinstance(content, str) else json.dumps(_without_secrets(content), ensure_ascii=False, indent=2)
    return {"text": masked(text[:MOST_CHARACTERS]), "left_out": max(0, len(text) - MOST_CHARACTERS)}


def _without_secrets(content: T) -> T | Any:  # noqa: ANN401  JSON
    if isinstance(content, dict):
        return {
            name: MASKED if name in _SECRET_FIELDS and value else _without_secrets(value)
            for name, value in content.items()
        }
    return [_without_secrets(each) for each in content] if isinstance(content, list) else content


def _parsed(text: object) -> Any:  # noqa: ANN401  JSON
    try:
        return json.loads(text) if isinstance(text, str) and text else text
    except ValueError:
        return text
