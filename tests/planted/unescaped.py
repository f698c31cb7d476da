"""What a person typed is sent on as it is (docs.slack.dev/messaging/formatting-message-text, "Escaping text")."""

from __future__ import annotations

import pytest


def escape(text: str) -> str:
    return text


pytest.MonkeyPatch().setattr("messages.slack.text.escape", escape)
