"""Bytes of files, up and down."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING
from urllib.parse import quote

from aiohttp import BodyPartReader, web

from sandbox.faults import DOWNLOAD, UPLOAD, Fault
from sandbox.files import File
from sandbox.log import FROM_APP, Exchange
from sandbox.sharing import app_may_read, may_see

if TYPE_CHECKING:
    from sandbox.workspace import Workspace

_SAFE = {"X-Content-Type-Options": "nosniff"}


class Transfers:
    """The upload address that files.getUploadURLExternal gives out, and the addresses where files can be had."""

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace

    async def upload(self, request: web.Request) -> web.Response:
        """Take the bytes, as the whole body or as the first part of a form."""
        data, fault = await _body(request), await self._fault(UPLOAD)
        runs = fault is None or fault.runs_method
        status, text = self._taken(request.match_info["key"], data) if runs else (200, "")
        return await self._answer(
            request, UPLOAD, f"<{len(data)} bytes>", web.Response(status=status, text=text), fault
        )

    async def show(self, request: web.Request) -> web.Response:
        """The bytes for the page, to a seat that may see them."""
        file = self._file(request)
        if not may_see(self._workspace, request.query.get("seat", ""), file):
            raise web.HTTPForbidden(text="Filen er ikke delt med dig.")
        return _bytes(file, inline=file.is_picture)  # a page that somebody sends must not run as ours

    async def download(self, request: web.Request) -> web.Response:
        """`url_private`: the bytes to the app, if it may read them; else Slack leads to a page to sign in at.

        Source: docs.slack.dev/reference/objects/file-object (authentication); that it is a redirect is observed.
        """
        fault = await self._fault(DOWNLOAD)
        file = self._workspace.files.by_id.get(request.match_info["file"])
        allowed = request.headers.get("Authorization") == f"Bearer {self._workspace.app.token}"
        if not allowed or (file is not None and not app_may_read(self._workspace, file)):
            answer = web.Response(status=302, headers={"Location": f"/?redir={quote(request.path, safe='')}"})
        elif file is None or file.data is None or file.deleted:
            answer = web.Response(status=404, text="<!DOCTYPE html><title>404</title>", content_type="text/html")
        else:
            answer = _bytes(file, inline=not request.match_info["name"].startswith("download/"))
        return await self._answer(request, DOWNLOAD, "", answer, fault)

    def _taken(self, key: str, data: bytes) -> tuple[int, str]:
        file = self._workspace.files.waiting_for(key)
        if file is None or file.completed:
            return 404, "not found"
        if len(data) != file.length:
            return 400, "length mismatch"
        file.data = data
        return 200, f"OK - {len(data)}"

    def _file(self, request: web.Request) -> File:
        file = self._workspace.files.by_id.get(request.match_info["file"])
        if file is None or file.data is None or file.deleted:
            raise web.HTTPNotFound
        return file

    async def _fault(self, name: str) -> Fault | None:
        fault = self._workspace.faults.take(name)
        if fault and fault.late:
            await asyncio.sleep(fault.late)
        return fault

    async def _answer(
        self, request: web.Request, what: str, sent: str, answer: web.Response, fault: Fault | None
    ) -> web.Response:
        """Record the exchange, and let it go wrong as asked for."""
        if fault:
            await fault.wait()
            if fault.answers:
                answer = web.Response(status=fault.status or 500, text=fault.body or "", headers=fault.headers)
            if fault.drop and request.transport is not None:
                request.transport.abort()
        self._workspace.record(Exchange(FROM_APP, what, request.path, sent, answer.status, ""))
        return answer


def _bytes(file: File, *, inline: bool) -> web.Response:
    shown = "inline" if inline else f"attachment; filename*=UTF-8''{quote(file.name, safe='')}"
    return web.Response(body=file.data, content_type=file.mimetype, headers=_SAFE | {"Content-Disposition": shown})


async def _body(request: web.Request) -> bytes:
    if not request.content_type.startswith("multipart/"):
        return await request.read()
    async for part in await request.multipart():
        if isinstance(part, BodyPartReader):
            return bytes(await part.read())
    return b""
