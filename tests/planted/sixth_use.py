"""A response_url is used six times (docs.slack.dev/interactivity/handling-user-interaction)."""

from __future__ import annotations

import pytest

from handlers.slack.desk import Desk
from messages.slack.cards import Card

whispered = Desk.whisper


async def whisper(desk: Desk, response_url: str | None, card: Card) -> None:
    for _ in range(6):
        await whispered(desk, response_url, card)


pytest.MonkeyPatch().setattr(Desk, "whisper", whisper)
