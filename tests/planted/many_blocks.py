"""A message of 51 blocks (docs.slack.dev/reference/block-kit/blocks)."""

from __future__ import annotations

from typing import Any

import pytest

from messages.slack.cards import Card

made = Card.payload


def payload(card: Card) -> dict[str, Any]:
    given = made(card)
    dividers = [{"type": "divider"}] * (51 - len(given["blocks"]))
    return {**given, "blocks": [*given["blocks"], *dividers]}


pytest.MonkeyPatch().setattr(Card, "payload", payload)
