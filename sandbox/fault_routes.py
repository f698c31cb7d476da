"""What the page asks for to make something go wrong, and to see what was sent and answered."""

from __future__ import annotations

from typing import TYPE_CHECKING

from aiohttp import web

from sandbox.faults import (
    CLICK,
    CLOSING,
    COMMAND,
    DOWNLOAD,
    EVENT,
    RESPONSE_URL,
    SUBMISSION,
    SUGGESTION,
    UPLOAD,
    WEB_API,
    Fault,
)
from sandbox.log import FROM_APP, TO_APP
from sandbox.log_view import newest, whole
from sandbox.methods import METHODS
from sandbox.mishaps import MISHAPS
from sandbox.shapes import Obj

if TYPE_CHECKING:
    from sandbox.workspace import Workspace

MOST_TIMES = 100
LONGEST_SECONDS = 600
_SENT_TO_APP = (CLICK, SUBMISSION, COMMAND, EVENT, SUGGESTION, CLOSING, TO_APP)
_NO_METHODS = (RESPONSE_URL, UPLOAD, DOWNLOAD, FROM_APP)


class FaultRoutes:
    """The panels "Faults" and "Log"."""

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace

    def routes(self) -> list[web.AbstractRouteDef]:
        """All of their addresses."""
        return [
            web.get("/faults", self._show),
            web.post("/faults", self._ask_for),
            web.post("/faults/clear", self._clear),
            web.get("/log", self._lines),
            web.get("/log/{number:[0-9]+}", self._exchange),
        ]

    async def _show(self, _: web.Request) -> web.Response:
        faults = self._workspace.faults
        return web.json_response(
            {
                "waiting": [_shown(fault) for fault in faults.waiting],
                "held": [_shown(fault) for fault in faults.held],
                "offered": offered(),
            }
        )

    async def _ask_for(self, request: web.Request) -> web.Response:
        try:
            what, mishap, times, seconds = _wanted(await request.json())
        except (ValueError, TypeError, KeyError, AttributeError):
            return web.json_response({"ok": False, "error": "Den fejl kan ikke laves."}, status=400)
        fault = self._workspace.faults.make_next(what, mishap, times=times, seconds=seconds)
        return web.json_response(_shown(fault))

    async def _clear(self, request: web.Request) -> web.Response:
        """All of them, or the one whose number is given."""
        given = await request.json()
        self._workspace.faults.clear(given.get("number") if isinstance(given, dict) else None)
        return web.json_response({"ok": True})

    async def _lines(self, request: web.Request) -> web.Response:
        asked, log = request.query, self._workspace.log
        after = int(asked["after"]) if asked.get("after", "").isdecimal() else 0
        lines = newest(log, after, asked.get("direction", ""), asked.get("text", ""))
        return web.json_response({"newest": log.gone + len(log), "lines": lines})

    async def _exchange(self, request: web.Request) -> web.Response:
        found = whole(self._workspace.log, int(request.match_info["number"]))
        if found is None:
            return web.json_response({"ok": False, "error": "Den udveksling er ikke gemt længere."}, status=404)
        return web.json_response(found)


def offered() -> list[Obj]:
    """What can be made to go wrong, each with the mishaps that can befall it."""
    return [_offer(what, TO_APP) for what in _SENT_TO_APP] + [
        _offer(what, FROM_APP) for what in (WEB_API, *_NO_METHODS, *sorted(METHODS))
    ]


def _offer(what: str, direction: str) -> Obj:
    is_method = what == WEB_API or what in METHODS
    fitting = [
        {"name": name, "takes": mishap.takes, "seconds": mishap.seconds}
        for name, mishap in MISHAPS.items()
        if direction in mishap.befalls and (is_method or not mishap.web_api_only)
    ]
    return {"what": what, "direction": direction, "is_method": what in METHODS, "mishaps": fitting}


def _shown(fault: Fault) -> Obj:
    return {"number": fault.number, "what": fault.what, "name": fault.name, "times": fault.times}


def _wanted(given: Obj) -> tuple[str, str, int, float | None]:
    """`ValueError` and the like for what is not offered."""
    what, mishap, times = str(given["what"]), str(given["mishap"]), int(given.get("times", 1))
    seconds = None if given.get("seconds") is None else float(given["seconds"])
    fits = any(each["what"] == what and any(one["name"] == mishap for one in each["mishaps"]) for each in offered())
    if not fits or not 1 <= times <= MOST_TIMES or not 0 <= (seconds or 0) <= LONGEST_SECONDS:
        raise ValueError(what)
    return what, mishap, times, seconds
