"""What a post to a response_url does. docs.slack.dev/interactivity/handling-user-interaction"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sandbox.errors import SlackError
from sandbox.response_urls import Ticket, refuse_unknown
from sandbox.shapes import Obj

if TYPE_CHECKING:
    from sandbox.workspace import Workspace


def respond(workspace: Workspace, key: str, body: Obj) -> None:
    """Do what a post to the address with this key asks for, or refuse with `SlackError`; a refused one is no use."""
    ticket = workspace.response_urls.ticket(key)
    refuse_unknown(body)
    if body.get("response_type", "ephemeral") not in {"ephemeral", "in_channel"}:
        raise SlackError("invalid_response_type")
    if body.get("thread_ts") and (body.get("replace_original") or body.get("response_type") != "in_channel"):
        raise SlackError("invalid_thread_ts")  # threads need in_channel, and nothing replaced
    _carry_out(workspace, ticket, body)
    ticket.uses += 1


def _carry_out(workspace: Workspace, ticket: Ticket, body: Obj) -> None:
    posts = workspace.channels[ticket.channel].posts
    if body.get("delete_original"):
        workspace.remove(ticket.channel, ticket.ts)
    elif body.get("replace_original") and ticket.ts:
        if ticket.ts not in posts:
            raise SlackError("message_not_found")
        workspace.replace(posts[ticket.ts], body)
    else:
        only_for = "" if body.get("response_type") == "in_channel" else ticket.user
        workspace.post_as_app(ticket.channel, body, only_for=only_for)
