"""What Slack sends to the app: signed requests, and events with their repeats."""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import json
import secrets
import time
from collections.abc import Callable, Coroutine, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar
from urllib.parse import urlencode

import aiohttp

from sandbox.app import App
from sandbox.limits import ANSWER_SECONDS, EVENT_RETRY_SECONDS
from sandbox.log import TO_APP, Exchange
from sandbox.shapes import Obj

T = TypeVar("T")

OPERATION_TIMEOUT = "operation_timeout"
DISPATCH_FAILED = "dispatch_failed"
_FORM = "application/x-www-form-urlencoded"
_JSON = "application/json"


@dataclass(frozen=True, slots=True)
class Answer:
    """What came of an act: the app's HTTP status (0 = nothing was sent, or nothing came back), its body, and, when it
    went wrong, the word Slack uses for that: `operation_timeout`, `dispatch_failed`, or why it refused the answer.
    """

    status: int = 0
    body: Obj | str | None = None
    error: str | None = None

    @property
    def ok(self) -> bool:
        return self.error is None


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


class Delivery:
    """The way from the workspace to the app. `retry_scale` shortens the wait before an event is repeated, and
    `answer_seconds` the time the app has; both are real time.
    """

    def __init__(self, app: App, team_id: str, record: Callable[[Exchange], None]) -> None:
        self.retry_scale = 1.0
        self.answer_seconds = ANSWER_SECONDS
        self._app = app
        self._team_id = team_id
        self._record = record
        self._session: aiohttp.ClientSession | None = None
        self._tasks: set[asyncio.Task[Any]] = set()
        self._repeats: set[asyncio.Task[Any]] = set()

    async def interaction(self, payload: Obj) -> Answer:
        """A click, a submission, a closed window or a question for options."""
        body = urlencode({"payload": json.dumps(payload, ensure_ascii=False)})
        answer, _ = await self._post(payload["type"], body, _FORM, {})
        return answer

    async def command(self, fields: Mapping[str, str]) -> Answer:
        """A slash command."""
        answer, _ = await self._post(fields["command"], urlencode(fields), _FORM, {})
        return answer

    async def event(self, event: Obj, at: float) -> Answer:
        """An event; returns when its first delivery is answered, and repeats a failed one in the background.

        `at` is the event's time in seconds since 1970.
        """
        body = json.dumps(self._wrapped(event, at), ensure_ascii=False)
        answer, final = await self._post(f"event {event['type']}", body, _JSON, {})
        if answer.error and not final:
            repeat = self.in_background(self._repeat(event["type"], body, answer))
            self._repeats.add(repeat)
            repeat.add_done_callback(self._repeats.discard)
        return answer

    async def again(self, exchange: Exchange, **headers: str) -> Answer:
        """Send once more what was sent before, freshly signed: a redelivery, or a second tap on the same button.
        Headers are given as `x_slack_retry_num="1"`.
        """
        more = {name.replace("_", "-"): value for name, value in headers.items()}
        content_type = _JSON if exchange.request.startswith("{") else _FORM
        answer, _ = await self._post(exchange.what, exchange.request, content_type, more)
        return answer

    def in_background(self, work: Coroutine[Any, Any, T]) -> asyncio.Task[T]:
        """Let something go on without waiting for it; `close` ends it."""
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return task

    async def gives_up(self) -> None:
        """Events that could not be delivered are not repeated any more, as if Slack's hour for that were over."""
        given_up = list(self._repeats)
        for repeat in given_up:
            repeat.cancel()
        await asyncio.gather(*given_up, return_exceptions=True)

    async def settled(self) -> None:
        """Wait until nothing is on its way to the app any more."""
        while self._tasks:
            await asyncio.wait(set(self._tasks))

    async def close(self) -> None:
        """End all deliveries and the connections."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        if self._session is not None:
            await self._session.close()

    async def _repeat(self, kind: str, body: str, failed: Answer) -> None:
        for number, wait in enumerate(EVENT_RETRY_SECONDS, start=1):
            await asyncio.sleep(wait * self.retry_scale)
            headers = {"X-Slack-Retry-Num": str(number), "X-Slack-Retry-Reason": _reason(failed)}
            failed, final = await self._post(f"event {kind}", body, _JSON, headers)
            if final or failed.error is None:
                return

    async def _post(self, what: str, body: str, content_type: str, more: Mapping[str, str]) -> tuple[Answer, bool]:
        """The answer, and whether the app asked not to be sent it again."""
        headers = signed_headers(self._app.signing_secret, body, content_type) | dict(more)
        timeout = aiohttp.ClientTimeout(total=self.answer_seconds)
        raw, no_retry = "", False
        try:
            async with self._open().post(
                self._app.request_url, data=body.encode(), headers=headers, timeout=timeout, allow_redirects=False
            ) as response:
                raw = await response.text()
                no_retry = response.headers.get("x-slack-no-retry") == "1"
                answer = _understood(response.status, raw)
        except TimeoutError:
            answer = Answer(error=OPERATION_TIMEOUT)
        except (aiohttp.ClientError, ValueError):  # ValueError: no request_url has been set yet
            answer = Answer(error=DISPATCH_FAILED)
        self._record(Exchange(TO_APP, what, self._app.request_url, body, answer.status, raw))
        return answer, no_retry

    def _open(self) -> aiohttp.ClientSession:
        if self._session is None:
            self._session = aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=0))
        return self._session

    def _wrapped(self, event: Obj, at: float) -> Obj:
        authorization = {
            "enterprise_id": None,
            "team_id": self._team_id,
            "user_id": self._app.bot_user,
            "is_bot": True,
            "is_enterprise_install": False,
        }
        return {
            "token": "retired",
            "team_id": self._team_id,
            "api_app_id": self._app.app_id,
            "event": event,
            "type": "event_callback",
            "event_id": "Ev0" + secrets.token_hex(5).upper(),
            "event_time": int(at),
            "authorizations": [authorization],
            "is_ext_shared_channel": False,
        }


def _reason(failed: Answer) -> str:
    """docs.slack.dev/apis/events-api names six reasons; these three can happen here."""
    if failed.status:
        return "http_error"
    return "http_timeout" if failed.error == OPERATION_TIMEOUT else "connection_failed"


def _understood(status: int, raw: str) -> Answer:
    error = None if 200 <= status < 300 else DISPATCH_FAILED
    try:
        body = json.loads(raw) if raw else None
    except ValueError:
        body = raw
    return Answer(status, body if isinstance(body, dict | str) else raw or None, error)
