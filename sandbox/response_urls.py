"""The addresses that come with a click or a command. docs.slack.dev/interactivity/handling-user-interaction"""

from __future__ import annotations

import secrets
from collections.abc import Callable
from dataclasses import dataclass

from sandbox.errors import SlackError
from sandbox.limits import RESPONSE_URL_SECONDS, RESPONSE_URL_USES
from sandbox.shapes import Obj

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
class Ticket:
    """One address: whom it was given out for, and where; `ts` names the message that `replace_original` means."""

    user: str
    channel: str
    ts: str
    issued: float
    uses: int = 0


class ResponseUrls:
    """Five uses in 30 minutes of real time, each payload with its own. `url` is where the workspace listens."""

    def __init__(self, url: Callable[[], str], seconds: Callable[[], float]) -> None:
        self._url = url
        self._seconds = seconds
        self._tickets: dict[str, Ticket] = {}

    def issue(self, user: str, channel: str, ts: str = "") -> str:
        """A new address."""
        key = secrets.token_urlsafe(18)
        self._tickets[key] = Ticket(user, channel, ts, self._seconds())
        return f"{self._url()}/response/{key}"

    def follow(self, old: str, new: str) -> None:
        """A channel has another id from now on."""
        for ticket in self._tickets.values():
            ticket.channel = new if ticket.channel == old else ticket.channel

    def ticket(self, key: str) -> Ticket:
        """What an address is good for, or the refusal `expired_url` or `used_url`."""
        ticket = self._tickets.get(key)
        if ticket is None or self._seconds() - ticket.issued > RESPONSE_URL_SECONDS:
            raise SlackError("expired_url")
        if ticket.uses >= RESPONSE_URL_USES:
            raise SlackError("used_url")
        return ticket
