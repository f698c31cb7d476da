"""The two roads on which something reaches the app: signed requests to its address, and its own open sockets."""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import json
import time
from collections.abc import AsyncIterator
from contextlib import suppress
from dataclasses import dataclass
from typing import Literal, Protocol, TypeAlias
from urllib.parse import parse_qsl, urlencode

import aiohttp

from sandbox.app import App
from sandbox.faults import Fault
from sandbox.shapes import Obj

OPERATION_TIMEOUT = "operation_timeout"
DISPATCH_FAILED = "dispatch_failed"

Kind: TypeAlias = Literal["events_api", "interactive", "slash_commands"]
"""What is sent, by the name that it has in Socket Mode. docs.slack.dev/apis/events-api/using-socket-mode"""

_FORM = "application/x-www-form-urlencoded"
_JSON = "application/json"


@dataclass(frozen=True, slots=True)
class Parcel:
    """One thing for the app. `attempt` counts the repeats of an event, each with the `reason` for it; `fault` is what
    goes wrong with it.
    """

    what: str
    kind: Kind
    payload: Obj
    attempt: int = 0
    reason: str = ""
    fault: Fault | None = None

    @staticmethod
    def read_from(what: str, text: str) -> Parcel:
        """What was written as `text` on either road."""
        fields = {} if text.startswith("{") else dict(parse_qsl(text, keep_blank_values=True))
        payload: Obj = fields if fields and "payload" not in fields else json.loads(fields.get("payload", text))
        return Parcel(what, _kind_of(payload), payload)


@dataclass(frozen=True, slots=True)
class Receipt:
    """What came back: a status (0: nothing), a text, the word for a failure, and whether the app wants no repeat."""

    status: int = 0
    text: str = ""
    failed: str = ""
    no_repeat: bool = False


class Road(Protocol):
    """Carries parcels to the app. `address` is where they go, for the log."""

    @property
    def address(self) -> str: ...

    def written(self, parcel: Parcel) -> str:
        """The parcel as it stands on the wire."""
        ...

    async def carry(self, parcel: Parcel, seconds: float) -> Receipt:
        """Hand the parcel over and wait for the answer, at most so long."""
        ...

    async def close(self) -> None: ...


def signed_headers(secret: str, body: str, content_type: str) -> dict[str, str]:
    """Slack's signature, version 0, on real time. docs.slack.dev/authentication/verifying-requests-from-slack"""
    timestamp = str(int(time.time()))
    digest = hmac.new(secret.encode(), f"v0:{timestamp}:{body}".encode(), hashlib.sha256).hexdigest()
    return {
        "Content-Type": content_type,
        "X-Slack-Request-Timestamp": timestamp,
        "X-Slack-Signature": f"v0={digest}",
        "User-Agent": "Slackbot 1.0 (+https://api.slack.com/robots)",
    }


class SignedRequests:
    """The road over HTTP, to the app's `request_url`."""

    def __init__(self, app: App) -> None:
        self._app = app
        self._session: aiohttp.ClientSession | None = None

    @property
    def address(self) -> str:
        return self._app.request_url

    def written(self, parcel: Parcel) -> str:
        """Events are JSON, commands a form, and everything else JSON in a form's only field."""
        if parcel.kind == "slash_commands":
            return urlencode(parcel.payload)
        text = json.dumps(parcel.payload, ensure_ascii=False)
        return text if parcel.kind == "events_api" else urlencode({"payload": text})

    async def carry(self, parcel: Parcel, seconds: float) -> Receipt:
        body = self.written(parcel)
        headers, timeout, text = self._headers(parcel, body), aiohttp.ClientTimeout(total=seconds), ""
        try:
            async with self._open().post(
                self._app.request_url, data=body.encode(), headers=headers, timeout=timeout, allow_redirects=False
            ) as response:
                text = await response.text()
        except TimeoutError:
            return Receipt(failed=OPERATION_TIMEOUT)
        except (aiohttp.ClientError, ValueError):  # ValueError: no request_url has been set yet
            return Receipt(failed=DISPATCH_FAILED)
        failed = "" if 200 <= response.status < 300 else DISPATCH_FAILED
        return Receipt(response.status, text, failed, response.headers.get("x-slack-no-retry") == "1")

    async def begin(self, parcel: Parcel) -> None:
        """Send the first half of the request and no more of it, until the app has had enough, or the task is ended."""
        body = self.written(parcel)
        whole = body.encode()

        async def first_half() -> AsyncIterator[bytes]:
            yield whole[: len(whole) // 2]
            await asyncio.Event().wait()

        headers = self._headers(parcel, body) | {"Content-Length": str(len(whole))}
        with suppress(aiohttp.ClientError, ValueError):
            async with self._open().post(self._app.request_url, data=first_half(), headers=headers):
                pass

    async def close(self) -> None:
        if self._session is not None:
            await self._session.close()

    def _headers(self, parcel: Parcel, body: str) -> dict[str, str]:
        headers = signed_headers(self._app.signing_secret, body, _JSON if parcel.kind == "events_api" else _FORM)
        if not parcel.attempt:
            return headers
        return headers | {"X-Slack-Retry-Num": str(parcel.attempt), "X-Slack-Retry-Reason": parcel.reason}

    def _open(self) -> aiohttp.ClientSession:
        if self._session is None:
            self._session = aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=0))
        return self._session


def _kind_of(payload: Obj) -> Kind:
    if payload.get("type") in {"event_callback", "app_rate_limited"}:
        return "events_api"
    return "slash_commands" if "command" in payload else "interactive"
