"""What the bot sends, call by call, and who gets to see it: read from the workspace's own record of the wire."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl

from sandbox.log import FROM_APP, Exchange
from sandbox.workspace import Workspace

#: A window: shown to one person, stored in no conversation, part of no export.
WINDOWS = frozenset({"views.open", "views.push", "views.update", "answer to view_submission"})
#: Fields that Slack takes as JSON inside another body.
NESTED = frozenset({"view", "blocks", "metadata", "payload", "files", "event"})


@dataclass(frozen=True, slots=True)
class Call:
    """One thing that left the bot: a Web API call, a post to a response_url, or its answer to Slack.

    `person` is the user id of the one person who sees it, empty for a channel and for what nobody sees.
    """

    what: str
    person: str
    body: dict[str, Any]

    @property
    def text(self) -> str:
        """All of it, as a reader of the wire would search it."""
        return json.dumps(self.body, ensure_ascii=False)

    @property
    def is_window(self) -> bool:
        return self.what in WINDOWS


def calls(workspace: Workspace, since: int = 0) -> list[Call]:
    """Everything sent from the `since`th exchange on."""
    seen = _Audience(workspace)
    for exchange in workspace.log:  # a window may be open before the press that opened it was answered
        seen.call(exchange)
    made = [seen.call(exchange) for exchange in workspace.log]
    return [call for call in made[since:] if call is not None]


def objects(value: object) -> Iterator[dict[str, Any]]:
    """Every object in a body, outermost first."""
    if isinstance(value, dict):
        yield value
    for part in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        yield from objects(part)


def decoded(raw: str) -> dict[str, Any]:
    """A request or answer as one object: JSON, or a form whose fields may hold JSON. What is neither is `raw`."""
    try:
        found = json.loads(raw)
        return found if isinstance(found, dict) else {"raw": found}
    except ValueError:
        fields = dict(parse_qsl(raw, keep_blank_values=True))
    return {key: _inner(key, value) for key, value in fields.items()} if fields else {"raw": raw}


def _inner(key: str, value: str) -> object:
    try:
        return json.loads(value) if key in NESTED else value
    except ValueError:
        return value


class _Audience:
    """Learns from the traffic itself who pressed, and so who sees the answer."""

    def __init__(self, workspace: Workspace) -> None:
        self._directs = {workspace.direct(user).id: user for user in workspace.people}
        self._by_address: dict[str, str] = {}
        self._by_trigger: dict[str, str] = {}
        self._by_view: dict[str, str] = {}

    def call(self, exchange: Exchange) -> Call | None:
        """What the bot sent in this exchange, None where it sent nothing."""
        if exchange.direction == FROM_APP:
            return self._sent(exchange)
        person = self._heard(decoded(exchange.request))
        return Call(f"answer to {exchange.what}", person, decoded(exchange.answer)) if exchange.answer else None

    def _heard(self, request: dict[str, Any]) -> str:
        payload = request.get("payload") or request
        user = payload.get("user") or {}
        person = str(user.get("id", "") if isinstance(user, dict) else "") or str(payload.get("user_id", ""))
        self._by_address[str(payload.get("response_url", "")).rpartition("/")[2]] = person
        self._by_trigger[str(payload.get("trigger_id", ""))] = person
        if payload.get("view"):
            self._by_view[payload["view"]["id"]] = person
        return person

    def _sent(self, exchange: Exchange) -> Call:
        query, _, body = exchange.request.partition("\n")
        sent = decoded(body) if exchange.what != "response_url" else decoded(exchange.request)
        if query and exchange.what != "response_url":
            sent = decoded(query) | sent
        person = self._person(exchange, sent)
        if shown := (decoded(exchange.answer).get("view") or {}).get("id"):
            self._by_view[shown] = person
        return Call(exchange.what, person, sent)

    def _person(self, exchange: Exchange, sent: dict[str, Any]) -> str:
        if exchange.what == "response_url":
            return self._by_address.get(exchange.path.rpartition("/")[2], "")
        if trigger := sent.get("trigger_id"):
            return self._by_trigger.get(trigger, "")
        if view := sent.get("view_id"):
            return self._by_view.get(view, "")
        channel = str(sent.get("channel", ""))
        return str(sent.get("user", "")) or self._directs.get(channel) or (channel if channel.startswith("U") else "")
