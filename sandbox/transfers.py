"""Bytes of files, up and down."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import quote

from aiohttp import BodyPartReader, web

from sandbox.answering import asked
from sandbox.faults import DOWNLOAD, UPLOAD
from sandbox.files import File
from sandbox.sharing import app_may_read, may_see

if TYPE_CHECKING:
    from sandbox.workspace import Workspace

_SAFE = {"X-Content-Type-Options": "nosniff"}


class Transfers:
    """The upload address that files.getUploadURLExternal gives out, and the addresses where files can be had."""

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace

    async def upload(self, request: web.Request) -> web.StreamResponse:
        """Take the bytes, as the whole body or as the first part of a form."""
        data = await _body(request)
        asked_for = await asked(self._workspace, request, UPLOAD, f"<{len(data)} bytes>")
        runs = asked_for.takes_effect
        status, text = self._taken(request.match_info["key"], data) if runs else (200, "")
        return await asked_for.answer(web.Response(status=status, text=text))

    async def show(self, request: web.Request) -> web.Response:
        """The bytes for the page, to a seat that may see them."""
        file = self._file(request)
        if not may_see(self._workspace, request.query.get("seat", ""), file):
            raise web.HTTPForbidden(text="Filen er ikke delt med dig.")
        return _bytes(file, inline=file.is_picture)  # a page that somebody sends must not run as ours

    async def download(self, request: web.Request) -> web.StreamResponse:
        """`url_private`: the bytes to the app, if it may read them; else Slack leads to a page to sign in at.

        Source: docs.slack.dev/reference/objects/file-object (authentication); that it is a redirect is observed.
        """
        asked_for = await asked(self._workspace, request, DOWNLOAD, "")
        file = self._workspace.files.by_id.get(request.match_info["file"])
        allowed = request.headers.get("Authorization") == f"Bearer {self._workspace.app.token}"
        if not allowed or (file is not None and not app_may_read(self._workspace, file)):
            answer = web.Response(status=302, headers={"Location": f"/?redir={quote(request.path, safe='')}"})
        elif file is None or file.data is None or file.deleted:
            answer = web.Response(status=404, text="<!DOCTYPE html><title>404</title>", content_type="text/html")
        else:
            answer = _bytes(file, inline=not request.match_info["name"].startswith("download/"))
        size = len(answer.body) if isinstance(answer.body, bytes) else 0
        return await asked_for.answer(answer, f"<{size} bytes>")

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
