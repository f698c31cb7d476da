"""A section of 3,001 characters (docs.slack.dev/reference/block-kit/blocks/section-block)."""

from __future__ import annotations

from typing import Any

import pytest

from messages.slack.cards import Card

made = Card.payload


def payload(card: Card) -> dict[str, Any]:
    given = made(card)
    text = {"type": "mrkdwn", "text": card.text.ljust(3001, ".")}
    return {**given, "blocks": [{"type": "section", "text": text}, *given["blocks"]]}


pytest.MonkeyPatch().setattr(Card, "payload", payload)
