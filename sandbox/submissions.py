"""Submitting and closing a window, and the app's answer to it. docs.slack.dev/surfaces/modals"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from sandbox import payloads
from sandbox.controls import controls
from sandbox.delivery import Answer
from sandbox.errors import SlackError
from sandbox.fields import holds
from sandbox.held_back import mistakes
from sandbox.shapes import Obj
from sandbox.view_checks import check_view
from sandbox.views import View

if TYPE_CHECKING:
    from sandbox.workspace import Workspace

TROUBLE = "Der var problemer med forbindelsen. Prøv igen."


async def submit(workspace: Workspace, view: View) -> Answer:
    """Send `view_submission` and do what the app answers."""
    if "submit" not in view.given:
        return Answer()  # there is nothing to press: the view has changed under the second of two presses
    view.errors = mistakes(view)
    if view.errors:
        workspace.changed()
        return Answer(error="required_fields_missing")
    payload = payloads.envelope(workspace, "view_submission", view.owner)
    payload |= payloads.view_part(workspace, view) | {"response_urls": _response_urls(workspace, view)}
    payload["trigger_id"] = workspace.triggers.issue(view.owner)
    answer = await workspace.delivery.interaction(payload)
    if answer.error is None:
        answer = _carried_out(workspace, view, answer)
    if answer.error:
        workspace.tell_person(view.owner, TROUBLE)
    workspace.changed()
    return answer


def _response_urls(workspace: Workspace, view: View) -> list[Obj]:
    """An address for each channel that was chosen where the app asked for one (`response_url_enabled`)."""
    urls = []
    for field in controls(view):
        chosen = view.values.get(field.block_id, {}).get(field.action_id, {}).get(holds(field.kind))
        if field.element.get("response_url_enabled") and chosen:
            ids = {"block_id": field.block_id, "action_id": field.action_id, "channel_id": chosen}
            urls.append({**ids, "response_url": workspace.response_urls.issue(view.owner, chosen)})
    return urls


def _carried_out(workspace: Workspace, view: View, answer: Answer) -> Answer:
    if answer.body in (None, {}):
        workspace.windows.close(view)
        return answer
    try:
        _respond(workspace, view, answer.body)
    except SlackError as refusal:
        workspace.refuse(f"answer to view_submission {view.callback_id}", refusal)
        return replace(answer, error=refusal.error)
    return answer


def _respond(workspace: Workspace, view: View, body: Obj | str | None) -> None:
    if not isinstance(body, dict):
        raise SlackError("invalid_response", messages=["the answer is not a JSON object"])
    match body.get("response_action"):
        case "clear":
            workspace.windows.close_all(view.owner)
        case "errors":
            view.errors = _checked_errors(view, body.get("errors"))
        case "update":
            workspace.windows.update(view, _checked(workspace, body))
        case "push":
            workspace.windows.push(view.owner, _checked(workspace, body))
        case other:
            raise SlackError("invalid_response", messages=[f"unknown response_action: {other}"])


def _checked(workspace: Workspace, body: Obj) -> Obj:
    workspace.look_for_markup(body.get("view"))
    return check_view(body.get("view"), workspace.files, types={"modal"}, scopes=workspace.app.scopes)


def _checked_errors(view: View, errors: object) -> dict[str, str]:
    inputs = {block["block_id"] for block in view.blocks if block["type"] == "input"}
    if not isinstance(errors, dict) or not errors:
        raise SlackError("invalid_response", messages=["errors must be an object with at least one field"])
    if unknown := sorted(set(errors) - inputs):
        raise SlackError("invalid_response", messages=[f"errors name no input block: {', '.join(unknown)}"])
    if not all(isinstance(text, str) and text for text in errors.values()):
        raise SlackError("invalid_response", messages=["an error must be a text"])
    return dict(errors)


async def close(workspace: Workspace, view: View, *, cleared: bool) -> Answer:
    """Close the window (or the whole stack), and send `view_closed` where `notify_on_close` asks for it."""
    if cleared or view.given.get("clear_on_close"):
        closed = workspace.windows.close_all(view.owner)
    else:
        workspace.windows.close(view)
        closed = [view]
    workspace.changed()
    answer = Answer()
    for gone in reversed(closed):
        if gone.given.get("notify_on_close"):
            payload = payloads.envelope(workspace, "view_closed", gone.owner)
            payload |= payloads.view_part(workspace, gone) | {"is_cleared": cleared}
            answer = await workspace.delivery.interaction(payload)
    return answer
