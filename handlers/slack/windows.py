"""How a window opens and finds the way back to where it was opened from, and how a mistake is told in one."""

from __future__ import annotations

from slack_sdk.errors import SlackApiError
from slack_sdk.models.views import View

from handlers.slack.desk import Desk
from handlers.slack.outcomes import error_of
from handlers.slack.requests import Click, Command, Reply


async def open_window(desk: Desk, asked: Click | Command, view: View) -> str:
    """A window with the way back to the message or command that it was opened from; its id."""
    view_id = await desk.open_view(asked.trigger_id, view)
    desk.opened_from.note(view_id, asked.response_url)
    return view_id


async def show(desk: Desk, click: Click, view: View) -> None:
    """In a window, on top of one that is open; from a message, with the way back to it."""
    if click.view is not None and click.view.get("type") == "modal":
        await desk.slack.views_push(trigger_id=click.trigger_id, view=view)
    else:
        await open_window(desk, click, view)


async def turn(desk: Desk, view_id: str | None, view: View, seen: str | None = None) -> None:
    """Another view in the same window, unless somebody closed it meanwhile; with the hash of the view that they have
    `seen`, unless it shows another one by now (docs.slack.dev/reference/methods/views.update).
    """
    try:
        await desk.slack.views_update(view_id=view_id, hash=seen, view=view)
    except SlackApiError as refused:
        if error_of(refused) not in {"not_found", "hash_conflict"}:
            raise


def told_at(block: str, text: str) -> Reply:
    """The form stays open with the sentence at that block."""
    return Reply({"response_action": "errors", "errors": {block: text}})
