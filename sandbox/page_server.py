"""What the page in the browser asks for."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from aiohttp import web

from sandbox.deeds import carry_out
from sandbox.look import NEWEST_MESSAGES, TOWN_ZONE, Place, look
from sandbox.moments import moments, next_working_hour
from sandbox.named_days import named_days
from sandbox.others import Others
from sandbox.pages import Pages
from sandbox.shapes import Obj

if TYPE_CHECKING:
    from sandbox.workspace import Workspace

PAGE_FOLDER = Path(__file__).parent / "page"
LONG_POLL_SECONDS = 25.0
_FIRST_SEAT = "Mette"


class PageServer:
    """Looking, doing, waiting for changes, and turning the clock."""

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace
        self._others = Others(workspace)
        self._pages = Pages()

    def routes(self) -> list[web.AbstractRouteDef]:
        """All of the page's addresses."""
        return [
            web.get("/", self._index),
            web.get("/look", self._look),
            web.get("/changes", self._changes),
            web.post("/leave", self._leave),
            web.post("/act", self._act),
            web.post("/others", self._let_others),
            web.post("/clock", self._turn),
            web.get("/clock/milestones", self._milestones),
            web.get("/page/{name:[a-z-]+\\.(?:js|css)}", self._part),
        ]

    async def _index(self, _: web.Request) -> web.StreamResponse:
        return web.FileResponse(PAGE_FOLDER / "index.html", headers={"Cache-Control": "no-cache"})

    async def _part(self, request: web.Request) -> web.StreamResponse:
        """A module or style of the page; never an old one beside a new one."""
        file = PAGE_FOLDER / request.match_info["name"]
        if not file.is_file():
            raise web.HTTPNotFound
        return web.FileResponse(file, headers={"Cache-Control": "no-cache"})

    async def _look(self, request: web.Request) -> web.Response:
        """What is different for `page` since the look that it has taken last; 0 is a page that has just been loaded."""
        asked = request.query
        user = asked.get("seat") or self._workspace.person(_FIRST_SEAT).id
        if user not in self._workspace.people:
            return _refused("Der er ingen på den plads.")
        taken = _number(asked.get("look", ""))
        if asked.get("page") and not taken:
            self._workspace.forget_ephemerals(user)
        place = _place(asked)
        self._mark_read(user, place.room)
        seen = look(self._workspace, user, place)
        return web.json_response(self._pages.answer(asked.get("page", ""), taken, seen) | {"others": self._progress()})

    def _progress(self) -> Obj | None:
        """How far the others are, as long as they are at it."""
        run = self._others.run
        return None if run is None else {"answered": run.answered, "of": run.of}

    def _mark_read(self, user: str, channel_id: str) -> None:
        channel = self._workspace.channels.get(channel_id)
        if channel is not None and user in channel.members:
            channel.read[user] = next(reversed(channel.posts), "")

    async def _changes(self, request: web.Request) -> web.Response:
        seen = int(request.query.get("after", "0"))
        with suppress(TimeoutError):  # the page asks again
            await self._workspace.until(lambda: self._workspace.version > seen, LONG_POLL_SECONDS)
        return web.json_response({"version": self._workspace.version})

    async def _leave(self, request: web.Request) -> web.Response:
        """The page that says so is closed."""
        self._pages.close(request.query.get("page", ""))
        return web.json_response({})

    async def _act(self, request: web.Request) -> web.Response:
        return web.json_response(await carry_out(self._workspace, await _object(request)))

    async def _let_others(self, request: web.Request) -> web.Response:
        asked = await _object(request)
        if self._others.run is not None:
            return _refused("De andre er i gang med at svare.")
        seat = str(asked.get("seat", ""))
        seated = self._pages.seats() - {seat}
        themselves = self._others.asked(seated)
        answered = await self._others.answer(but=seat, how_many=asked.get("how_many"), seated=seated)
        return web.json_response({"answered": answered, "themselves": len(themselves)})

    async def _turn(self, request: web.Request) -> web.Response:
        now = self._workspace.clock.now()
        try:
            to = _wanted(await _object(request), now)
        except (ValueError, OverflowError):
            return _refused("Det tidspunkt kan ikke læses.")
        if self._workspace.turn is None:
            return _refused("Dette ur kan ikke stilles.")
        if to < now:
            return _refused("Uret kan kun stilles frem.")
        under_way = self._workspace.turn(to)
        if under_way is not None:
            await under_way
        self._workspace.changed()
        return web.json_response({"now": _iso(self._workspace.clock.now())})

    async def _milestones(self, request: web.Request) -> web.Response:
        """Moments to turn to: those that the app has named to whoever sits in `seat`, and handy ones."""
        language = request.query.get("language", self._workspace.language)
        seat = request.query.get("seat", "")
        handy = sorted(moments(self._workspace.clock.now(), language))
        named = named_days(self._workspace, seat) if seat in self._workspace.people else []
        offered = [(at, label, by_app) for some, by_app in ((named, True), (handy, False)) for at, label in some]
        return web.json_response([{"at": _iso(at), "label": label, "named": by_app} for at, label, by_app in offered])


def _place(asked: Mapping[str, str]) -> Place:
    newest = _number(asked.get("newest", "")) or NEWEST_MESSAGES
    return Place(asked.get("in", ""), asked.get("thread", ""), newest, asked.get("since", ""))


def _number(written: str) -> int:
    """0 for what is no number."""
    return int(written) if written.isdecimal() else 0


def _wanted(how: Obj, now: datetime) -> datetime:
    if how.get("to_next_working_hour"):
        return next_working_hour(now)
    if "forward_minutes" in how:
        return now + timedelta(minutes=float(how["forward_minutes"]))
    to = datetime.fromisoformat(str(how.get("to")))
    return to if to.tzinfo else to.replace(tzinfo=TOWN_ZONE)


def _iso(moment: datetime) -> str:
    return moment.astimezone(TOWN_ZONE).isoformat(timespec="seconds")


def _refused(sentence: str) -> web.Response:
    return web.json_response({"ok": False, "error": sentence}, status=400)


async def _object(request: web.Request) -> Obj:
    try:
        given = await request.json()
    except ValueError:
        raise web.HTTPBadRequest(text="JSON, please") from None
    if not isinstance(given, dict):
        raise web.HTTPBadRequest(text="a JSON object, please")
    return given
