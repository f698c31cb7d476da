"""How the windows of a course's meetings are shown, and how a mistake is told in one."""

from __future__ import annotations

from slack_sdk.models.views import View

from handlers.slack.desk import Desk
from handlers.slack.requests import Click, Reply


async def show(desk: Desk, click: Click, view: View) -> None:
    """In a window, on top of one that is open; from a message, with the way back to it."""
    if click.view is not None and click.view.get("type") == "modal":
        await desk.slack.views_push(trigger_id=click.trigger_id, view=view)
        return
    view_id = await desk.open_view(click.trigger_id, view)
    desk.opened_from.note(view_id, click.response_url)


def told_at(block: str, text: str) -> Reply:
    return Reply({"response_action": "errors", "errors": {block: text}})
