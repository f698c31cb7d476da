"""views.*: docs.slack.dev/reference/methods/views.open and its neighbours."""

from __future__ import annotations

from sandbox.errors import SlackError
from sandbox.limits import TIER_4
from sandbox.methods.calls import Call, method
from sandbox.payloads import view_object
from sandbox.shapes import Obj
from sandbox.view_checks import check_view
from sandbox.views import View


@method("views.open", "trigger_id interactivity_pointer view", TIER_4)
def open_view(call: Call) -> Obj:
    """Open a modal for whoever the trigger belongs to."""
    given = _given(call, "modal")
    return _shown(call, call.workspace.windows.open(call.workspace.triggers.redeem(call.need("trigger_id")), given))


@method("views.push", "trigger_id interactivity_pointer view", TIER_4)
def push(call: Call) -> Obj:
    """Put a modal on top of the open one."""
    given = _given(call, "modal")
    return _shown(call, call.workspace.windows.push(call.workspace.triggers.redeem(call.need("trigger_id")), given))


@method("views.update", "view view_id external_id hash", TIER_4)
def update(call: Call) -> Obj:
    """Redraw an open window."""
    given = _given(call, "modal", "home")
    if not (call.text("view_id") or call.text("external_id")):
        raise SlackError("invalid_arguments", messages=["missing required field: view_id"])
    view = call.workspace.windows.find(view_id=call.text("view_id"), external_id=call.text("external_id"))
    if view.type != given["type"]:
        raise SlackError("invalid_arguments", messages=["the type of a view cannot change [json-pointer:/view/type]"])
    return _shown(call, call.workspace.windows.update(view, given, call.text("hash")))


@method("views.publish", "user_id view hash", TIER_4)
def publish(call: Call) -> Obj:
    """Redraw a person's Home tab."""
    if not call.workspace.app.home_tab:
        raise SlackError("not_enabled")
    user = call.need("user_id")
    if user not in call.workspace.people:
        raise SlackError("invalid_arguments", messages=["user_not_found [json-pointer:/user_id]"])
    return _shown(call, call.workspace.windows.publish(user, _given(call, "home"), call.text("hash")))


def _given(call: Call, *types: str) -> Obj:
    workspace = call.workspace
    workspace.look_for_markup(call.parsed("view"))
    return check_view(call.parsed("view"), workspace.files, types=set(types), scopes=workspace.app.scopes)


def _shown(call: Call, view: View) -> Obj:
    call.workspace.changed()
    return {"view": view_object(call.workspace, view)}
