"""How the workspace answers the app: as it would, or as a fault has it; and what the log keeps of it."""

from __future__ import annotations

import asyncio
import json
import time
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING

from aiohttp import web

from sandbox.faults import Fault, names_from_app
from sandbox.log import FROM_APP, Exchange

if TYPE_CHECKING:
    from sandbox.workspace import Workspace

_STILL_THERE_SECONDS = 0.1
_TYPE = "Content-Type"


@dataclass(frozen=True, slots=True)
class Asked:
    """A request of the app that waits for its answer; `text` is what the log shows of it."""

    workspace: Workspace
    request: web.Request
    what: str
    text: str
    fault: Fault | None
    began: float

    @property
    def takes_effect(self) -> bool:
        """Whether what is asked for is to be done."""
        return self.fault is None or self.fault.runs_method

    async def answer(self, ordinary: web.Response, shown: str | None = None) -> web.StreamResponse:
        """The ordinary answer, or what the fault makes of it; `shown` stands in the log where it is no text."""
        self.workspace.faults.passed(names_from_app(self.what), self.fault)
        if self.fault is None:
            return self._recorded(ordinary, ordinary.status, shown)
        await self.fault.wait()
        given = _altered(ordinary, self.fault)
        breaks = self.fault.drop or self.fault.silent
        self._recorded(given, 0 if breaks else given.status, shown if given is ordinary else None)
        return await self._broken(given, self.fault) if breaks else given

    def _recorded(self, given: web.Response, status: int, shown: str | None) -> web.Response:
        text = given.text or "" if shown is None else shown
        seconds, name = time.monotonic() - self.began, self.fault.name if self.fault else ""
        path = self.request.path
        self.workspace.record(Exchange(FROM_APP, self.what, path, self.text, status, text, seconds, name))
        return given

    async def _broken(self, given: web.Response, fault: Fault) -> web.StreamResponse:
        """Nothing of it is sent, or the first half; then the connection is cut, or stays open until somebody tires."""
        answered = await self._half(given) if fault.half else given
        if fault.silent:
            with fault.held():
                while not fault.released.is_set() and not self._has_hung_up():
                    with suppress(TimeoutError):
                        await asyncio.wait_for(fault.released.wait(), _STILL_THERE_SECONDS)
        if self.request.transport is not None:
            self.request.transport.abort()
        return answered

    def _has_hung_up(self) -> bool:
        return self.request.transport is None or self.request.transport.is_closing()

    async def _half(self, given: web.Response) -> web.StreamResponse:
        body = given.body if isinstance(given.body, bytes) else b""
        begun = web.StreamResponse(status=given.status, headers=given.headers)
        begun.content_length = len(body)
        await begun.prepare(self.request)
        await begun.write(body[: len(body) // 2])
        return begun


async def asked(workspace: Workspace, request: web.Request, what: str, text: str) -> Asked:
    """What the app asks for, once the workspace sees it."""
    began, fault = time.monotonic(), workspace.faults.take(names_from_app(what), text)
    if fault:
        await fault.before()
    return Asked(workspace, request, what, text, fault, began)


def json_answer(status: int, content: object, headers: dict[str, str]) -> web.Response:
    """An answer of the Web API."""
    text = json.dumps(content, ensure_ascii=False)
    return web.Response(status=status, text=text, content_type="application/json", headers=headers)


def _altered(ordinary: web.Response, fault: Fault) -> web.Response:
    if not fault.answers:
        ordinary.headers.update(fault.headers)
        return ordinary
    if fault.body is not None:
        text = fault.body
    else:
        text = json.dumps({"ok": False, "error": fault.error}) if fault.error else ""
    headers = {_TYPE: ordinary.headers[_TYPE]} | fault.headers
    return web.Response(status=fault.status or ordinary.status, body=text.encode(), headers=headers)
