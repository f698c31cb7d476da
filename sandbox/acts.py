"""What a person can do, and what Slack then does: it asks the app, and shows what came back."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from sandbox import payloads, places, submissions
from sandbox.connections import is_stranger
from sandbox.controls import Control, Place
from sandbox.delivery import Answer
from sandbox.element_checks import checked_suggestions
from sandbox.errors import SlackError
from sandbox.fields import carried_over, state_of
from sandbox.message import Message
from sandbox.response_urls import refuse_unknown
from sandbox.shapes import Obj
from sandbox.sharing import share
from sandbox.typing_in import as_typed, escaped
from sandbox.views import View

if TYPE_CHECKING:
    from sandbox.workspace import Workspace

TROUBLE_WITH_CLICK = "Der gik noget galt. Prøv igen."
TROUBLE_WITH_OPTIONS = "Mulighederne kunne ikke hentes."
"""Slack's words are remembered: a warning sign at what was pressed, and a field without options."""


async def command(workspace: Workspace, user: str, channel_id: str, line: str, thread_ts: str = "") -> Answer:
    """A slash command, as typed; in a thread there are none."""
    workspace.typed.note(line)
    name, _, text = line.strip().partition(" ")
    if thread_ts:
        workspace.tell_person(user, f"{name} kan ikke bruges i tråde. Beklager!")
        return Answer(error="not_in_threads")
    if name in places.COMMANDS:
        return await places.COMMANDS[name](workspace, user, workspace.channels[channel_id], text.strip())
    if shut_out := _shut_out(workspace, user, channel_id):
        return shut_out
    known = workspace.app.command(name)
    if known is None or not _has_commands(workspace, user):
        workspace.tell_person(user, f"{name} er ikke en gyldig kommando.")
        return Answer(error="unknown_command")
    text = as_typed(workspace, text.strip()) if known.escapes else text.strip()
    answer = await workspace.delivery.command(_command_fields(workspace, user, channel_id, name, text))
    if answer.error:
        workspace.tell_person(user, f"{name} mislykkedes med fejlen »{answer.error}«")
        return answer
    return _show_command_answer(workspace, user, channel_id, name, answer)


def _shut_out(workspace: Workspace, user: str, channel_id: str) -> Answer | None:
    """Why somebody writes nothing in a conversation: whoever is deactivated is signed out, an archived channel takes
    nothing, and to those who only look into a public channel Slack shows a button to join in place of the field.
    """
    channel = workspace.channels[channel_id]
    if workspace.people[user].deleted:
        return Answer(error="account_inactive")
    if channel.is_archived:
        return Answer(error="is_archived")
    return None if user in channel.members else Answer(error="not_in_channel")


def _has_commands(workspace: Workspace, user: str) -> bool:
    """Whether the app's commands are there for somebody: for members of its own workspace, guests among them."""
    has_app = "commands" in workspace.app.scopes and not workspace.uninstalled
    return has_app and not is_stranger(workspace, user)


def _command_fields(workspace: Workspace, user: str, channel_id: str, name: str, text: str) -> dict[str, str]:
    """docs.slack.dev/interactivity/implementing-slash-commands"""
    return {
        "token": "retired",
        "team_id": workspace.town.team_id,
        "team_domain": workspace.town.domain,
        "channel_id": channel_id,
        "channel_name": payloads.channel_name(workspace, channel_id),
        "user_id": user,
        "user_name": workspace.people[user].handle,
        "command": name,
        "text": text,
        "api_app_id": workspace.app.app_id,
        "is_enterprise_install": "false",
        "response_url": workspace.response_urls.issue(user, channel_id),
        "trigger_id": workspace.triggers.issue(user),
    }


def _show_command_answer(workspace: Workspace, user: str, channel_id: str, name: str, answer: Answer) -> Answer:
    if not answer.body:
        return answer
    body = answer.body if isinstance(answer.body, dict) else {"text": answer.body}
    only_for = "" if body.get("response_type") == "in_channel" else user
    try:
        refuse_unknown(body)
        workspace.post_as_app(channel_id, body, only_for=only_for)
    except SlackError as refusal:
        workspace.refuse(f"answer to {name}", refusal)
        return replace(answer, error=refusal.error)
    return answer


async def say(workspace: Workspace, user: str, channel_id: str, text: str, thread_ts: str = "") -> Answer:
    """Write a message; the app hears of it where it subscribes. Nobody writes to an app that takes no messages."""
    channel = workspace.channels[channel_id]
    if shut_out := _shut_out(workspace, user, channel_id):
        return shut_out
    if channel.is_im and (workspace.app.messages_tab_read_only or not workspace.app.messages_tab):
        return Answer(error="messages_tab_disabled")
    workspace.typed.note(text)
    message = Message(channel_id, "", user, as_typed(workspace, escaped(text)), thread_ts=thread_ts)
    return await _answer_to(workspace.announce(workspace.post(message), {}))


async def upload(
    workspace: Workspace, user: str, channel_id: str, name: str, data: bytes, thread_ts: str = ""
) -> Answer:
    """Put a file into a conversation."""
    if shut_out := _shut_out(workspace, user, channel_id):
        return shut_out
    message = Message(channel_id, "", user, thread_ts=thread_ts)
    posted = share(workspace, [workspace.files.add(name, data, user)], message)
    return await _answer_to(workspace.announce(posted, {"subtype": "file_share"}))


async def edit(workspace: Workspace, message: Message, text: str) -> Answer:
    """Change one's own message."""
    workspace.typed.note(text)
    changed = replace(message, text=as_typed(workspace, escaped(text)), edited_by=message.user)
    return await _answer_to(workspace.edit(message, changed))


async def delete(workspace: Workspace, message: Message) -> Answer:
    """Delete one's own message."""
    return await _answer_to(workspace.remove(message.channel, message.ts))


async def _answer_to(telling: asyncio.Task[Answer] | None) -> Answer:
    return await telling if telling is not None else Answer()


async def open_home(workspace: Workspace, user: str, tab: str = "home") -> Answer:
    """Open one of the app's tabs, "home" or "messages" (the direct message with it); where the app has no such tab
    there is nothing to open, and no event. The Home tab comes with what was last published.

    Source: docs.slack.dev/reference/events/app_home_opened.
    """
    if not (workspace.app.home_tab if tab == "home" else workspace.app.messages_tab):
        return Answer()
    home = workspace.windows.homes.get(user) if tab == "home" else None
    event: Obj = {"user": user, "channel": workspace.direct(user).id, "tab": tab}
    event |= {"view": payloads.view_object(workspace, home)} if home else {}
    return await _answer_to(workspace.tell_app("app_home_opened", event))


def state_here(workspace: Workspace, user: str, place: Place) -> dict[str, Obj]:
    """`state.values` of a window, or of a message as this person has filled it in."""
    if isinstance(place, View):
        return place.values
    key = (place.channel, place.ts, user)
    states = workspace.message_states[key] = carried_over(place.blocks, workspace.message_states.get(key, {}))
    return states


def enter(workspace: Workspace, user: str, field: Control, chosen: Any) -> Obj:  # noqa: ANN401  see `state_of`
    """Fill in a field without telling the app; returns its new state."""
    workspace.typed.note(chosen)
    state = state_of(field.kind, chosen)
    if not field.is_pressed:
        state_here(workspace, user, field.place).setdefault(field.block_id, {})[field.action_id] = state
        workspace.changed()
    return state


async def act(workspace: Workspace, user: str, on: Control, chosen: Any = None) -> Answer:  # noqa: ANN401  see `state_of`
    """Press or choose something that the app is told of at once (`block_actions`)."""
    state = {"type": "button"} if on.kind == "button" else enter(workspace, user, on, chosen)
    payload = payloads.envelope(workspace, "block_actions", user) | payloads.container(workspace, on.place)
    if isinstance(on.place, Message):
        payload["state"] = {"values": state_here(workspace, user, on.place)}
        payload["response_url"] = workspace.response_urls.issue(user, on.place.channel, on.place.ts)
    payload["trigger_id"] = workspace.triggers.issue(user)
    payload["actions"] = [payloads.action_object(on, state, workspace.next_ts())]
    answer = await workspace.delivery.interaction(payload)
    if answer.error:
        workspace.tell_person(user, TROUBLE_WITH_CLICK)
    return answer


async def suggestions(workspace: Workspace, user: str, field: Control, query: str) -> list[Obj]:
    """The options that the app offers for what has been typed so far (`block_suggestion`)."""
    payload = payloads.envelope(workspace, "block_suggestion", user) | payloads.container(workspace, field.place)
    payload |= {"block_id": field.block_id, "action_id": field.action_id, "value": query}
    answer = await workspace.delivery.interaction(payload)
    if answer.error:
        workspace.tell_person(user, TROUBLE_WITH_OPTIONS)
        return []
    try:
        return checked_suggestions(answer.body if isinstance(answer.body, dict) else {}, workspace.files)
    except SlackError as refusal:
        workspace.refuse("answer to block_suggestion", refusal)
        return []


async def submit(workspace: Workspace, view: View) -> Answer:
    """Press a window's submit button; required fields are held back by Slack itself."""
    return await submissions.submit(workspace, view)


async def close(workspace: Workspace, view: View, *, all_of_them: bool = False) -> Answer:
    """Close a window, or with `all_of_them` the whole stack; the app is told where it asked for it."""
    return await submissions.close(workspace, view, cleared=all_of_them)
