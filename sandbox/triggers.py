"""trigger_ids: three seconds of real time, one use. docs.slack.dev/interactivity/handling-user-interaction"""

from __future__ import annotations

import secrets
from collections.abc import Callable
from dataclasses import dataclass

from sandbox.errors import SlackError


@dataclass(slots=True)
class _Trigger:
    user: str
    issued: float
    used: bool = False


class Triggers:
    """Issued with every act of a person, redeemed by opening a window."""

    def __init__(self, seconds: Callable[[], float], lifetime: float) -> None:
        self._seconds = seconds
        self._lifetime = lifetime
        self._issued: dict[str, _Trigger] = {}

    def issue(self, user: str) -> str:
        """A new trigger_id for this person."""
        trigger_id = f"{secrets.randbelow(10**13)}.{secrets.token_hex(16)}"
        self._issued[trigger_id] = _Trigger(user, self._seconds())
        return trigger_id

    def redeem(self, trigger_id: str) -> str:
        """The person it was issued to, or one of Slack's three refusals."""
        trigger = self._issued.get(trigger_id)
        if trigger is None:
            raise SlackError("invalid_trigger_id")
        if trigger.used:
            raise SlackError("exchanged_trigger_id")
        if self._seconds() - trigger.issued > self._lifetime:
            raise SlackError("expired_trigger_id")
        trigger.used = True
        return trigger.user
