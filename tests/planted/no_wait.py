"""After HTTP 429 the same message is sent again at once (docs.slack.dev/apis/web-api/rate-limits)."""

from __future__ import annotations

from datetime import timedelta

import pytest


def asked(_: float | None) -> timedelta:
    return timedelta(0)


pytest.MonkeyPatch().setattr("handlers.outbox._asked", asked)
