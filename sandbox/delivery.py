"""What Slack sends to the app: clicks, commands, and events with their repeats, on whichever road leads to it."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import Awaitable, Callable, Coroutine, Mapping
from dataclasses import dataclass, replace
from typing import Any, TypeAlias, TypeVar

from sandbox.app import App
from sandbox.carrying import carried
from sandbox.events import app_rate_limited, event_callback
from sandbox.limits import ANSWER_SECONDS, EVENT_RETRY_SECONDS
from sandbox.log import TO_APP, Exchange
from sandbox.roads import OPERATION_TIMEOUT, Parcel, Receipt, Road
from sandbox.shapes import Obj

T = TypeVar("T")

Carry: TypeAlias = Callable[[Parcel], Awaitable[Receipt]]
OnTheWay: TypeAlias = Callable[[Parcel, Carry], Awaitable[Receipt]]
"""What becomes of a parcel: carried once, or not at all, or late, or twice."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What came of an act: the app's HTTP status (0 = nothing was sent, or nothing came back; 200 also stands for an
    acknowledgement by a socket), its body, and, when it went wrong, the word Slack uses for that: `operation_timeout`,
    `dispatch_failed`, or why it refused the answer.
    """

    status: int = 0
    body: Obj | str | None = None
    error: str | None = None

    @property
    def ok(self) -> bool:
        return self.error is None


async def straight(parcel: Parcel, carry: Carry) -> Receipt:
    """Nothing goes wrong on the way."""
    return await carry(parcel)


class Delivery:
    """The way from the workspace to the app. `retry_scale` shortens the wait before an event is repeated, and
    `answer_seconds` the time the app has; both are real time. `on_the_way` is where a delivery can be told to go wrong.
    """

    def __init__(self, app: App, team_id: str, record: Callable[[Exchange], None], road: Callable[[], Road]) -> None:
        self.retry_scale = 1.0
        self.answer_seconds = ANSWER_SECONDS
        self.on_the_way: OnTheWay = straight
        self._app = app
        self._team_id = team_id
        self._record = record
        self._road = road
        self._tasks: set[asyncio.Task[Any]] = set()
        self._repeats: set[asyncio.Task[Any]] = set()

    async def interaction(self, payload: Obj) -> Answer:
        """A click, a submission, a closed window or a question for options."""
        return _understood(await self._send(Parcel(payload["type"], "interactive", payload)))

    async def command(self, fields: Mapping[str, str]) -> Answer:
        """A slash command."""
        return _understood(await self._send(Parcel(fields["command"], "slash_commands", dict(fields))))

    async def event(self, event: Obj, at: float, *, shared: bool = False) -> Answer:
        """An event; returns when its first delivery is answered, and repeats a failed one in the background.

        `at` is the event's time in seconds since 1970; `shared` says whether it happened in a channel that other
        organisations take part in.
        """
        body = event_callback(self._app, self._team_id, event, at, shared=shared)
        parcel = Parcel(f"event {event['type']}", "events_api", body)
        receipt = await self._send(parcel)
        if receipt.failed and not receipt.no_repeat:
            repeat = self.in_background(self._repeat(parcel, receipt))
            self._repeats.add(repeat)
            repeat.add_done_callback(self._repeats.discard)
        return _understood(receipt)

    async def holds_events_back(self, at: float) -> Answer:
        """The app is told, unasked, that its events of a minute are lost; `at` is in seconds since 1970. Slack
        documents it for the Events API and says nothing of Socket Mode: there it comes as an event does.
        """
        body = app_rate_limited(self._app, self._team_id, at)
        return _understood(await self._send(Parcel(body["type"], "events_api", body)))

    async def again(self, exchange: Exchange, **headers: str) -> Answer:
        """Send once more what was sent before, freshly signed: a redelivery, or a second tap on the same button.
        `x_slack_retry_num="1"` and `x_slack_retry_reason` make it a repeat, on either road.
        """
        parcel = Parcel.read_from(exchange.what, exchange.request)
        number, reason = int(headers.get("x_slack_retry_num", 0)), headers.get("x_slack_retry_reason", "")
        return _understood(await self._send(replace(parcel, attempt=number, reason=reason)))

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
        """End all deliveries."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def _repeat(self, parcel: Parcel, failed: Receipt) -> None:
        for number, wait in enumerate(EVENT_RETRY_SECONDS, start=1):
            await asyncio.sleep(wait * self.retry_scale)
            failed = await self._send(replace(parcel, attempt=number, reason=_reason(failed)))
            if failed.no_repeat or not failed.failed:
                return

    async def _send(self, parcel: Parcel) -> Receipt:
        """Every delivery passes here, and so whatever is to go wrong with one."""
        return await self.on_the_way(parcel, self._carry)

    async def _carry(self, parcel: Parcel) -> Receipt:
        road, began, name = self._road(), time.monotonic(), parcel.fault.name if parcel.fault else ""
        receipt, text = await carried(road, parcel, self.answer_seconds)
        took, written = time.monotonic() - began, road.written(parcel)
        self._record(Exchange(TO_APP, parcel.what, road.address, written, receipt.status, text, took, name))
        return receipt


def _reason(failed: Receipt) -> str:
    """docs.slack.dev/apis/events-api names six reasons; these three can happen here."""
    if failed.status:
        return "http_error"
    return "http_timeout" if failed.failed == OPERATION_TIMEOUT else "connection_failed"


def _understood(receipt: Receipt) -> Answer:
    try:
        body = json.loads(receipt.text) if receipt.text else None
    except ValueError:
        body = receipt.text
    shown = body if isinstance(body, dict | str) else receipt.text or None
    return Answer(receipt.status, shown, receipt.failed or None)
