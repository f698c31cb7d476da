"""Two buttons of one row have the same action_id (docs.slack.dev/reference/block-kit/block-elements/button-element)."""

from __future__ import annotations

import pytest
from slack_sdk.models.blocks import ActionsBlock, ButtonElement


def buttons(*elements: ButtonElement | None) -> ActionsBlock:
    given = [element for element in elements if element]
    return ActionsBlock(elements=[*given, given[0]])


pytest.MonkeyPatch().setattr("messages.slack.cards.buttons", buttons)
