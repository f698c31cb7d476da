from __future__ import annotations

import pytest


@pytest.fixture(autouse=True)
def patience(monkeypatch: pytest.MonkeyPatch) -> None:
    """Attacks ask what is told, not how fast: on a busy machine Slack's three seconds must not change the answer."""
    monkeypatch.setattr("sandbox.delivery.ANSWER_SECONDS", 60.0)
    monkeypatch.setattr("sandbox.workspace.TRIGGER_SECONDS", 60.0)
