"""The HTTP door: verify, then parse, then hand to Bolt; what may wait happens after the answer is sent.

The signature is checked over the raw bytes before anything is parsed, and the body is parsed here: Bolt 1.30 parses
first, and reads a slash command whose text contains "payload" as an empty body (docs/decisions/0005).
"""

from __future__ import annotations

import hashlib
import hmac
import json
import logging
from collections.abc import Awaitable, Callable
from time import time
from typing import Any
from urllib.parse import parse_qsl

from aiohttp import web
from slack_bolt.async_app import AsyncApp
from slack_bolt.request.async_request import AsyncBoltRequest

from handlers.slack.desk import Background, Later

logger = logging.getLogger("anker.http")

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

    def __init__(
        self, app: AsyncApp, signing_secret: str, background: Background, may_post_to: Callable[[str], bool]
    ) -> None:
        self.app = app
        self.secret = signing_secret
        self.background = background
        self.may_post_to = may_post_to

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
        return await self._answer(request, self._without_strange_addresses(payload))

    def _without_strange_addresses(self, payload: dict[str, Any]) -> dict[str, Any]:
        """Bolt itself posts to these where it serves no such workspace, so a strange one must not get that far."""
        url = payload.get("response_url")
        is_slacks = isinstance(url, str) and self.may_post_to(url)
        strange = {"response_urls"} if is_slacks else {"response_urls", "response_url"}
        return {key: value for key, value in payload.items() if key not in strange}

    async def _answer(self, request: web.Request, payload: dict[str, Any]) -> web.StreamResponse:
        after: list[Later] = []
        # The body is verified and parsed, which is what Bolt's other mode takes for granted.
        heard = AsyncBoltRequest(
            body=payload, headers=dict(request.headers), context={"after": after}, mode="socket_mode"
        )
        answer = await self.app.async_dispatch(heard)
        content_type = answer.first_headers_without_set_cookie().get("content-type", "text/plain").split(";")[0]
        response = web.Response(status=answer.status, text=answer.body or "", content_type=content_type)
        try:
            await response.prepare(request)
            await response.write_eof()
        except ConnectionError:
            # Slack hung up while it waited; what was done is done, and the person must still see it.
            logger.info("an answer came too late for Slack")
        finally:
            for work in after:
                self.background.start(work)
        return response


def routes(
    door: Door, is_ready: Callable[[], Awaitable[bool]], metrics: Callable[[], Awaitable[str]]
) -> web.Application:
    """Slack's address, and three for whoever runs the bot; none of those tells a workspace's name or a person."""

    async def healthz(_: web.Request) -> web.Response:
        return web.Response(text="ok")

    async def readyz(_: web.Request) -> web.Response:
        return web.Response(text="ready") if await is_ready() else web.Response(status=503, text="not ready")

    async def measured(_: web.Request) -> web.Response:
        return web.Response(text=await metrics(), content_type="text/plain")

    application = web.Application(client_max_size=LARGEST_BODY)
    application.router.add_post("/slack/events", door.take)
    application.router.add_get("/healthz", healthz)
    application.router.add_get("/readyz", readyz)
    application.router.add_get("/metrics", measured)
    return application
