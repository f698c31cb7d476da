"""The HTTP door: verify, then parse, then hand to the reception.

The signature is checked over the raw bytes before anything is parsed, and the body is parsed here: Bolt 1.30 parses
first, and reads a slash command whose text contains "payload" as an empty body (docs/decisions/0005).
"""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Awaitable, Callable
from time import time
from typing import Any
from urllib.parse import parse_qsl

from aiohttp import web

from bot.reception import Answer, Reception

#: Older or newer requests are refused (docs.slack.dev/authentication/verifying-requests-from-slack).
SECONDS_OF_DRIFT = 300
#: Slack's own payloads stay far below this.
LARGEST_BODY = 1024 * 1024
#: Nesting deeper than Slack ever sends would exhaust the parser's stack.
TOO_DEEP = RecursionError


def is_signed(body: bytes, timestamp: str, signature: str, secret: str, now: float) -> bool:
    """Whether Slack signed this very body within the last five minutes; compared in constant time."""
    if not (timestamp.isascii() and timestamp.isdigit() and signature.isascii()):
        return False
    if abs(now - int(timestamp)) > SECONDS_OF_DRIFT:
        return False
    expected = hmac.new(secret.encode(), b"v0:" + timestamp.encode() + b":" + body, hashlib.sha256).hexdigest()
    return hmac.compare_digest(f"v0={expected}", signature)


def parsed(body: bytes, content_type: str) -> dict[str, Any]:
    """The payload as Slack means it. Raises `ValueError` for anything that is none."""
    text = body.decode("utf-8")
    if content_type == "application/json":
        return _object(text)
    fields = dict(parse_qsl(text, keep_blank_values=True, max_num_fields=100))
    return _object(fields["payload"]) if "payload" in fields else dict(fields)


def _object(text: str) -> dict[str, Any]:
    try:
        value = json.loads(text)
    except TOO_DEEP:
        raise ValueError("nested too deeply") from None
    if not isinstance(value, dict):
        raise ValueError("not an object")  # noqa: TRY004 - whoever sent it made the mistake, not a caller
    return value


class Door:
    """Takes everything Slack sends at one address."""

    def __init__(self, reception: Reception, signing_secret: str) -> None:
        self.reception = reception
        self.secret = signing_secret

    async def take(self, request: web.Request) -> web.StreamResponse:
        body = await request.read()
        headers = request.headers
        timestamp, signature = headers.get("X-Slack-Request-Timestamp", ""), headers.get("X-Slack-Signature", "")
        if not is_signed(body, timestamp, signature, self.secret, time()):
            return web.Response(status=401, text="signature missing, wrong or too old")
        try:
            payload = parsed(body, request.content_type)
        except ValueError:
            return web.Response(status=400, text="not a payload")
        response = web.Response()

        async def send(answer: Answer) -> None:
            response.set_status(answer.status)
            response.text, response.content_type = answer.body, answer.content_type
            await response.prepare(request)
            await response.write_eof()

        await self.reception.take(payload, headers, send)
        return response


def routes(
    door: Door | None, is_ready: Callable[[], Awaitable[bool]], metrics: Callable[[], Awaitable[str]]
) -> web.Application:
    """Slack's address, and three for whoever runs the bot; none of those tells a workspace's name or a person.

    Without a signing secret there is no door, and nobody is let in at Slack's address.
    """

    async def healthz(_: web.Request) -> web.Response:
        return web.Response(text="ok")

    async def readyz(_: web.Request) -> web.Response:
        return web.Response(text="ready") if await is_ready() else web.Response(status=503, text="not ready")

    async def measured(_: web.Request) -> web.Response:
        return web.Response(text=await metrics(), content_type="text/plain")

    application = web.Application(client_max_size=LARGEST_BODY)
    if door is not None:
        application.router.add_post("/slack/events", door.take)
    application.router.add_get("/healthz", healthz)
    application.router.add_get("/readyz", readyz)
    application.router.add_get("/metrics", measured)
    return application
