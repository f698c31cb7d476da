"""The addresses that come with a click or a command. docs.slack.dev/interactivity/handling-user-interaction"""

from __future__ import annotations

import secrets
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sandbox.errors import SlackError
from sandbox.limits import RESPONSE_URL_SECONDS, RESPONSE_URL_USES
from sandbox.shapes import Obj

if TYPE_CHECKING:
    from sandbox.workspace import Workspace

KNOWN = frozenset(
    {
        "text",
        "blocks",
        "attachments",
        "response_type",
        "replace_original",
        "delete_original",
        "thread_ts",
        "metadata",
        "unfurl_links",
        "unfurl_media",
        "mrkdwn",
    }
)
"""The fields of an answer, at a response_url or to a command."""


def refuse_unknown(body: Obj) -> None:
    """Fields that Slack does not know are refused, which is stricter than Slack."""
    if unknown := set(body) - KNOWN:
        raise SlackError("invalid_arguments", messages=[f"unknown field: {name}" for name in sorted(unknown)])


@dataclass(slots=True)
class _Ticket:
    user: str
    channel: str
    ts: str
    issued: float
    uses: int = 0


class ResponseUrls:
    """Five uses in 30 minutes of real time, each payload with its own."""

    def __init__(self, workspace: Workspace, seconds: Callable[[], float]) -> None:
        self._workspace = workspace
        self._seconds = seconds
        self._tickets: dict[str, _Ticket] = {}

    def issue(self, user: str, channel: str, ts: str = "") -> str:
        """A new address; `ts` names the message that `replace_original` means."""
        key = secrets.token_urlsafe(18)
        self._tickets[key] = _Ticket(user, channel, ts, self._seconds())
        return f"{self._workspace.url}/response/{key}"

    def follow(self, old: str, new: str) -> None:
        """A channel has another id from now on."""
        for ticket in self._tickets.values():
            ticket.channel = new if ticket.channel == old else ticket.channel

    def use(self, key: str, body: Obj) -> None:
        """Do what a post to the address asks for, or refuse with `SlackError`."""
        ticket = self._tickets.get(key)
        if ticket is None or self._seconds() - ticket.issued > RESPONSE_URL_SECONDS:
            raise SlackError("expired_url")
        if ticket.uses >= RESPONSE_URL_USES:
            raise SlackError("used_url")
        refuse_unknown(body)
        if body.get("response_type", "ephemeral") not in {"ephemeral", "in_channel"}:
            raise SlackError("invalid_response_type")
        self._carry_out(ticket, body)
        ticket.uses += 1

    def _carry_out(self, ticket: _Ticket, body: Obj) -> None:
        if body.get("thread_ts") and (body.get("replace_original") or body.get("response_type") != "in_channel"):
            raise SlackError("invalid_thread_ts")  # threads need in_channel, and nothing replaced
        posts = self._workspace.channels[ticket.channel].posts
        if body.get("delete_original"):
            self._workspace.remove(ticket.channel, ticket.ts)
        elif body.get("replace_original") and ticket.ts:
            if ticket.ts not in posts:
                raise SlackError("message_not_found")
            self._workspace.replace(posts[ticket.ts], body)
        else:
            self._post(ticket, body)

    def _post(self, ticket: _Ticket, body: Obj) -> None:
        in_channel = body.get("response_type") == "in_channel"
        only_for = "" if in_channel else ticket.user
        self._workspace.post_as_app(ticket.channel, body, only_for=only_for)
