"""One Socket Mode connection: what comes by it is answered by it, and it says when it needs a successor.

Source of the messages: docs.slack.dev/apis/events-api/using-socket-mode. None of them is logged, nor is the address,
which holds a ticket.
"""

from __future__ import annotations

import asyncio
import json
from dataclasses import dataclass
from typing import Any

from aiohttp import ClientSession, ClientWebSocketResponse, ClientWSTimeout, WSMsgType

from bot.reaching import proxy_to
from bot.reception import Answer, Reception

#: Nobody said that the connection would end.
LOST = "lost"
#: Socket Mode has been switched off in the app's settings.
LINK_DISABLED = "link_disabled"
#: Slack's reason for closing what is one connection more than the ten that an app may have.
TOO_MANY = "too_many_websockets"


@dataclass(frozen=True, slots=True)
class Pace:
    """How long the sockets wait for what, in seconds."""

    #: A ping goes out after so long a silence, and has half of that for its answer: a connection that no longer leads
    #: anywhere is noticed within 30 seconds. Firewalls that forget quiet connections do so after minutes.
    heartbeat: float = 20.0
    #: Slack says hello within a second; what takes this long is tried anew.
    hello: float = 10.0
    #: After a lost connection: short, since people wait; growing, since Slack limits how often connections are opened;
    #: never longer than a person would wait before trying again.
    first_wait: float = 1.0
    longest_wait: float = 60.0
    #: Where somebody has to change a setting first.
    rarely: float = 300.0
    #: Slack closes a connection some ten seconds after it announced that; one that is still there so long is closed.
    farewell: float = 60.0
    #: For Slack's own farewell while we close.
    close: float = 2.0


class NoConnectionError(Exception):
    """Slack has ended a connection before it began; the text is Slack's reason."""


class Connection:
    """An open connection. `leaving` is set as soon as it needs a successor, and then `reason` says why."""

    def __init__(self, socket: ClientWebSocketResponse, reception: Reception, pace: Pace) -> None:
        self.leaving = asyncio.Event()
        self.reason = ""
        self._socket = socket
        self._reception = reception
        self._limit = asyncio.timeout(None)
        self._farewell = pace.farewell
        self._at_work: set[asyncio.Task[None]] = set()
        self._running = asyncio.create_task(self._run())

    @classmethod
    async def open(cls, session: ClientSession, address: str, reception: Reception, pace: Pace) -> Connection:
        """Connect and be greeted. Raises `NoConnectionError`, and what aiohttp raises."""
        closing = ClientWSTimeout(ws_close=pace.close)
        proxy = proxy_to(address)
        socket = await session.ws_connect(address, heartbeat=pace.heartbeat, timeout=closing, proxy=proxy)
        greeting: dict[str, Any] = {}
        try:
            async with asyncio.timeout(pace.hello):
                greeting = read(await socket.receive_str())
        except (TypeError, TimeoutError):  # TypeError: the connection was closed instead
            raise NoConnectionError(LOST) from None
        finally:
            if greeting.get("type") != "hello":
                await socket.close()
        if greeting.get("type") != "hello":
            raise NoConnectionError(str(greeting.get("reason", LOST)))
        return cls(socket, reception, pace)

    @property
    def is_open(self) -> bool:
        """Whether anything can come by it; it may be leaving already."""
        return not (self.is_over or self._socket.closed)

    @property
    def is_over(self) -> bool:
        """Whether it is closed, and everything that came by it dealt with."""
        return self._running.done()

    async def close(self) -> None:
        """Take nothing more, answer what was taken, hang up."""
        self._running.cancel()
        await asyncio.wait([self._running])
        await self._socket.close()

    async def _run(self) -> None:
        try:
            async with self._limit:
                async for message in self._socket:
                    if message.type is WSMsgType.TEXT:
                        self._hear(read(message.data))
        except TimeoutError:
            pass  # it has been replaced long ago
        finally:
            self._leave(LOST)
            await self._finish()

    async def _finish(self) -> None:
        while self._at_work:
            await asyncio.wait(self._at_work)
        await self._socket.close()

    def _hear(self, message: dict[str, Any]) -> None:
        if message.get("type") == "disconnect":
            self._leave(str(message.get("reason", LOST)))
            self._limit.reschedule(asyncio.get_running_loop().time() + self._farewell)
        elif message.get("envelope_id") and isinstance(message.get("payload"), dict):
            task = asyncio.create_task(self._answer(message))
            self._at_work.add(task)
            task.add_done_callback(self._at_work.discard)

    def _leave(self, reason: str) -> None:
        """The first reason counts. Slack goes on sending until it closes the connection."""
        if not self.leaving.is_set():
            self.reason = reason
            self.leaving.set()

    async def _answer(self, envelope: dict[str, Any]) -> None:
        async def acknowledge(answer: Answer) -> None:
            """Slack is not told of what failed: it repeats an event, and tells the person who waits."""
            if 200 <= answer.status < 300:
                await self._socket.send_str(json.dumps(acknowledgement(envelope, answer)))

        await self._reception.take(envelope["payload"], headers_of(envelope), acknowledge)


def read(text: str) -> dict[str, Any]:
    """A message of Slack; empty where it is none."""
    try:
        message = json.loads(text)
    except (ValueError, RecursionError):
        return {}
    return message if isinstance(message, dict) else {}


def headers_of(envelope: dict[str, Any]) -> dict[str, str]:
    """What says over HTTP that an event is repeated; the same as Bolt's own adapter makes of an envelope."""
    headers = {"x-slack-retry-num": envelope.get("retry_attempt"), "x-slack-retry-reason": envelope.get("retry_reason")}
    return {name: str(value) for name, value in headers.items() if value is not None}


def acknowledgement(envelope: dict[str, Any], answer: Answer) -> dict[str, Any]:
    """What Slack is sent for an envelope, with the answer in it where the envelope takes one."""
    bare = {"envelope_id": envelope["envelope_id"]}
    if not (answer.body and envelope.get("accepts_response_payload")):
        return bare
    is_json = answer.content_type == "application/json"
    return {**bare, "payload": json.loads(answer.body) if is_json else {"text": answer.body}}
