"""Bytes of files, up and down."""

from __future__ import annotations

from typing import TYPE_CHECKING

from aiohttp import BodyPartReader, web

from sandbox.files import File
from sandbox.log import FROM_APP, Exchange

if TYPE_CHECKING:
    from sandbox.workspace import Workspace


class Transfers:
    """The upload address that files.getUploadURLExternal gives out, and the addresses where files can be had."""

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace

    async def upload(self, request: web.Request) -> web.Response:
        """Take the bytes, as the whole body or as the first part of a form."""
        file = self._workspace.files.waiting_for(request.match_info["key"])
        if file is None:
            return self._answer(request, 404, "not found", b"")
        data = await _body(request)
        if len(data) != file.length:
            return self._answer(request, 400, "length mismatch", data)
        file.data = data
        return self._answer(request, 200, f"OK - {len(data)}", data)

    async def show(self, request: web.Request) -> web.Response:
        """The bytes for the page."""
        return _bytes(self._file(request))

    async def download(self, request: web.Request) -> web.Response:
        """`url_private`: with the app's token the bytes; without it a sign-in page, and still 200, as Slack does."""
        if request.headers.get("Authorization") != f"Bearer {self._workspace.app.token}":
            return web.Response(text="<!DOCTYPE html><title>Sign in</title>", content_type="text/html")
        return _bytes(self._file(request))

    def _file(self, request: web.Request) -> File:
        file = self._workspace.files.by_id.get(request.match_info["file"])
        if file is None or file.data is None:
            raise web.HTTPNotFound
        return file

    def _answer(self, request: web.Request, status: int, text: str, data: bytes) -> web.Response:
        self._workspace.record(Exchange(FROM_APP, "upload", request.path, f"<{len(data)} bytes>", status, text))
        return web.Response(status=status, text=text)


def _bytes(file: File) -> web.Response:
    return web.Response(body=file.data, content_type=file.mimetype)


async def _body(request: web.Request) -> bytes:
    if not request.content_type.startswith("multipart/"):
        return await request.read()
    async for part in await request.multipart():
        if isinstance(part, BodyPartReader):
            return bytes(await part.read())
    return b""
