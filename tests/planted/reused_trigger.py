"""A window is opened again with the trigger of the first (docs.slack.dev/interactivity/handling-user-interaction)."""

from __future__ import annotations

import pytest
from slack_sdk.models.views import View

from handlers.slack.desk import Desk

opened = Desk.open_view


async def open_view(desk: Desk, trigger_id: str, view: View) -> str:
    await opened(desk, trigger_id, view)
    return await opened(desk, trigger_id, view)


pytest.MonkeyPatch().setattr(Desk, "open_view", open_view)
