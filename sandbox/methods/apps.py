"""The method that opens the way for Socket Mode. docs.slack.dev/reference/methods/apps.connections.open"""

from __future__ import annotations

from sandbox.errors import SlackError
from sandbox.limits import TIER_3
from sandbox.methods.calls import Call, method
from sandbox.shapes import Obj


@method("apps.connections.open", "", TIER_3, by_app_token=True)
def open_connection(call: Call) -> Obj:
    """The address of a WebSocket, good for one connection. The error for an app without Socket Mode is remembered."""
    app = call.workspace.app
    if "connections:write" not in app.app_scopes:
        raise SlackError("missing_scope", needed="connections:write", provided=",".join(sorted(app.app_scopes)))
    if not app.socket_mode:
        raise SlackError("forbidden_team")
    address = call.workspace.url.replace("http", "ws", 1)
    return {"url": f"{address}/link/?ticket={call.workspace.sockets.ticket()}&app_id={app.app_id}"}
