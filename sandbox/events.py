"""What stands around every event. docs.slack.dev/apis/events-api (Callback field overview)"""

from __future__ import annotations

import base64
import json
import secrets

from sandbox.app import App
from sandbox.shapes import Obj


def event_callback(app: App, team_id: str, event: Obj, at: float, *, shared: bool = False) -> Obj:
    """The whole body of a delivery; `at` is the event's time in seconds since 1970, `shared` says whether it happened
    in a channel that other organisations take part in. Of several installations only one is named.
    """
    authorization = {
        "enterprise_id": None,
        "team_id": team_id,
        "user_id": app.bot_user,
        "is_bot": True,
        "is_enterprise_install": False,
    }
    return {
        "token": "retired",
        "team_id": team_id,
        "context_team_id": team_id,
        "context_enterprise_id": None,
        "api_app_id": app.app_id,
        "event": event,
        "type": "event_callback",
        "event_id": "Ev0" + secrets.token_hex(5).upper(),
        "event_time": int(at),
        "authorizations": [authorization],
        "is_ext_shared_channel": shared,
        "event_context": _context(app, team_id, event),
    }


def _context(app: App, team_id: str, event: Obj) -> str:
    """What apps.event.authorizations.list is asked with; opaque to the app."""
    about = {"et": event["type"], "tid": team_id, "aid": app.app_id, "cid": event.get("channel")}
    return "4-" + base64.b64encode(json.dumps(about).encode()).decode()


def app_rate_limited(app: App, team_id: str, at: float) -> Obj:
    """What is sent for a minute in which events are held back. docs.slack.dev/reference/events/app_rate_limited"""
    return {
        "token": "retired",
        "type": "app_rate_limited",
        "team_id": team_id,
        "minute_rate_limited": int(at) // 60 * 60,
        "api_app_id": app.app_id,
    }
