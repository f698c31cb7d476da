"""What the page asks for on behalf of the person in the seat: one deed, carried out through `acts`."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, Any

from sandbox import acts, file_fields, places
from sandbox.controls import Control, Place, control
from sandbox.delivery import Answer
from sandbox.errors import SlackError
from sandbox.message import Message
from sandbox.roads import DISPATCH_FAILED, OPERATION_TIMEOUT
from sandbox.shapes import Obj
from sandbox.views import View

if TYPE_CHECKING:
    from sandbox.workspace import Workspace

GONE = "Det findes ikke længere. Se på siden igen."
_SENTENCES = {
    "account_inactive": "Kontoen er deaktiveret.",
    "operation_timeout": "Appen svarede ikke inden for 3 sekunder (operation_timeout).",
    "dispatch_failed": "Appen kunne ikke nås, eller svarede med en fejl (dispatch_failed).",
    "required_fields_missing": "Udfyld de felter, der mangler.",
    "unknown_command": "Den kommando findes ikke.",
    "invalid_name": "Skriv navnet med små bogstaver, højst 80 tegn, uden mellemrum og punktum.",
    "is_archived": "Kanalen er arkiveret. Åbn den igen for at skrive.",
    "messages_tab_disabled": "Appen tager ikke imod beskeder.",
    "name_taken": "Der er allerede en kanal med det navn.",
    "not_archived": "Kanalen er ikke arkiveret.",
    "not_in_threads": "Kommandoer kan ikke bruges i tråde.",
    "not_in_channel": "Det kan kun den, der er medlem af kanalen.",
    "restricted_action": "Det må du ikke i denne kanal.",
    "user_not_found": "Ingen hedder sådan. Skriv for eksempel @Anker eller et fornavn.",
}


async def carry_out(workspace: Workspace, deed: Obj) -> Obj:
    """`{"ok": true, …}` when the app has answered, else `{"ok": false, "error": a sentence}`."""
    run = _DEEDS.get(str(deed.get("do")))
    if run is None or deed.get("seat") not in workspace.people:
        return {"ok": False, "error": "Ukendt handling eller plads."}
    try:
        done = await run(workspace, deed["seat"], deed)
    except (LookupError, SlackError):
        return {"ok": False, "error": GONE}
    except (ValueError, binascii.Error):
        return {"ok": False, "error": "Handlingen kunne ikke læses."}
    if isinstance(done, Answer):
        return {"ok": True} if done.error is None else {"ok": False, "error": _sentence(done.error)}
    return {"ok": True, **done}


def _sentence(error: str) -> str:
    return _SENTENCES.get(error, f"Slack afviste det, appen svarede ({error}).")


async def _say(workspace: Workspace, user: str, deed: Obj) -> Answer:
    channel, text = _channel(workspace, user, deed), str(deed["text"])
    if text.startswith("/"):
        return await acts.command(workspace, user, channel, text, str(deed.get("thread_ts") or ""))
    return _unnoticed(await acts.say(workspace, user, channel, text, str(deed.get("thread_ts") or "")))


def _unnoticed(answer: Answer) -> Answer:
    """What was done is done: that the app did not hear of it is between Slack and the app, and Slack repeats it."""
    return Answer() if answer.error in {OPERATION_TIMEOUT, DISPATCH_FAILED} else answer


async def _action(workspace: Workspace, user: str, deed: Obj) -> Answer:
    if _has_changed(workspace, user, deed):
        # The second press of a double click comes when the first has put something else there already.
        return Answer()
    return await acts.act(workspace, user, _control(workspace, user, deed), _chosen(deed))


def _has_changed(workspace: Workspace, user: str, deed: Obj) -> bool:
    """Whether the message or window still stands there, but not what was pressed in it."""
    where = deed["container"]
    if "view" in where:
        place: Place | None = _view(workspace, user, where["view"])
    else:
        place = workspace.channels[_channel(workspace, user, where)].posts.get(where["ts"])
    return place is not None and all(block.get("block_id") != deed["block_id"] for block in place.blocks)


async def _input(workspace: Workspace, user: str, deed: Obj) -> Answer:
    view = _view(workspace, user, deed["view"])
    field = control(view, deed["block_id"], deed["action_id"])
    if field.kind == "file_input":
        raise ValueError("files are attached")
    acts.enter(workspace, user, field, _chosen(deed))
    return Answer()


async def _attach(workspace: Workspace, user: str, deed: Obj) -> Obj:
    """Files go in one by one; a refusal stands at the field, in the window."""
    view, data = _view(workspace, user, deed["view"]), base64.b64decode(deed["content_base64"], validate=True)
    field = control(view, deed["block_id"], deed["action_id"])
    answer = file_fields.attach(workspace, user, field, str(deed["name"]), data)
    return {"ok": False, "error": view.errors[field.block_id]} if answer.error else {}


async def _detach(workspace: Workspace, user: str, deed: Obj) -> Answer:
    field = control(_view(workspace, user, deed["view"]), deed["block_id"], deed["action_id"])
    return file_fields.detach(workspace, field, str(deed["file"]))


async def _submit(workspace: Workspace, user: str, deed: Obj) -> Answer:
    return await acts.submit(workspace, _view(workspace, user, deed["view"]))


async def _close(workspace: Workspace, user: str, deed: Obj) -> Answer:
    view = _view(workspace, user, deed["view"])
    return await acts.close(workspace, view, all_of_them=bool(deed.get("all")))


async def _suggest(workspace: Workspace, user: str, deed: Obj) -> Obj:
    field = _control(workspace, user, deed)
    return {"options": await acts.suggestions(workspace, user, field, str(deed.get("query") or ""))}


async def _open_home(workspace: Workspace, user: str, deed: Obj) -> Answer:
    tab = deed.get("tab", "home")
    if tab not in {"home", "messages"}:
        raise ValueError("an app has two tabs")
    return _unnoticed(await acts.open_home(workspace, user, tab))


def _place(do: places.Deed) -> _Deed:
    """What is done to a channel from its menu; it need not be one that the person is a member of."""

    async def deed_of(workspace: Workspace, user: str, deed: Obj) -> Answer:
        return await do(workspace, user, workspace.channels[deed["channel"]], str(deed.get("text") or ""))

    return deed_of


async def _delete_message(workspace: Workspace, user: str, deed: Obj) -> Answer:
    return _unnoticed(await acts.delete(workspace, _own(workspace, user, deed)))


async def _edit_message(workspace: Workspace, user: str, deed: Obj) -> Answer:
    return _unnoticed(await acts.edit(workspace, _own(workspace, user, deed), str(deed["text"])))


async def _upload(workspace: Workspace, user: str, deed: Obj) -> Answer:
    data = base64.b64decode(deed["content_base64"], validate=True)
    thread = str(deed.get("thread_ts") or "")
    channel, name = _channel(workspace, user, deed), str(deed["name"])
    return _unnoticed(await acts.upload(workspace, user, channel, name, data, thread))


_Deed = Callable[["Workspace", str, Obj], Awaitable[Answer | Obj]]
_DEEDS: dict[str, _Deed] = {
    "say": _say,
    "action": _action,
    "input": _input,
    "attach": _attach,
    "detach": _detach,
    "submit": _submit,
    "close": _close,
    "suggest": _suggest,
    "open_home": _open_home,
    "delete_message": _delete_message,
    "edit_message": _edit_message,
    "upload": _upload,
    "invite": _place(places.invite),
    "remove": _place(places.remove),
    "rename": _place(places.rename),
    "archive": _place(places.archive),
    "reopen": _place(places.reopen),
    "delete_channel": _place(places.delete),
}


def _chosen(deed: Obj) -> Any:  # noqa: ANN401  an option, an id, a date, a text
    return deed["selected"] if "selected" in deed else deed.get("value")


def _channel(workspace: Workspace, user: str, deed: Obj) -> str:
    channel = workspace.channels[deed["channel"]]
    if user not in channel.members:
        raise LookupError(channel.id)
    channel.read[user] = next(reversed(channel.posts), "")
    return channel.id


def _control(workspace: Workspace, user: str, deed: Obj) -> Control:
    where = deed["container"]
    place: Place
    if "view" in where:
        place = _view(workspace, user, where["view"])
    else:
        place = workspace.channels[_channel(workspace, user, where)].posts[where["ts"]]
    return control(place, deed["block_id"], deed["action_id"])


def _view(workspace: Workspace, user: str, view_id: str) -> View:
    view = workspace.windows.find(view_id=view_id)
    if view.owner != user:
        raise LookupError(view_id)
    return view


def _own(workspace: Workspace, user: str, deed: Obj) -> Message:
    message = workspace.channels[_channel(workspace, user, deed)].posts[deed["ts"]]
    if message.user != user:
        raise LookupError(message.ts)
    return message
