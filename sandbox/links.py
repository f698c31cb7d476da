"""One connection of the app in Socket Mode, and the envelopes that went by it."""

from __future__ import annotations

import asyncio
import json
from contextlib import suppress

from aiohttp import web

from sandbox.errors import SlackError
from sandbox.shapes import Obj


class Link:
    """A connection. While it `is_silent` it stays open, and nothing goes or comes: as a firewall may leave it."""

    def __init__(self, number: int, socket: web.WebSocketResponse, transport: asyncio.BaseTransport | None) -> None:
        self.number = number
        self.socket = socket
        self._transport = transport
        self.is_silent = False
        self.handed_over = 0
        """How many envelopes went by it."""
        self._ends = False
        self._takes_answer: dict[str, bool] = {}
        self._waiting: dict[str, asyncio.Future[Obj]] = {}
        self._acknowledged: set[str] = set()

    @property
    def takes(self) -> bool:
        """Whether something may be sent by it."""
        return not (self._ends or self.socket.closed)

    def has_sent(self, envelope: str) -> bool:
        """Whether an envelope went by it."""
        return envelope in self._takes_answer

    async def says(self, message: Obj) -> None:
        """Send a message. Raises `ConnectionError` where the app is gone."""
        if not self.is_silent:
            await self.socket.send_str(json.dumps(message, ensure_ascii=False))

    async def hands_over(self, envelope: Obj) -> Obj:
        """Send an envelope and wait for the payload of its acknowledgement, which may be empty.

        Raises `ConnectionError` where the connection is lost before that.
        """
        name: str = envelope["envelope_id"]
        self._takes_answer[name] = envelope["accepts_response_payload"]
        waiting = self._waiting[name] = asyncio.get_running_loop().create_future()
        self.handed_over += 1
        try:
            await self.says(envelope)
            payload: Obj = await waiting
            return payload
        finally:
            del self._waiting[name]

    def acknowledges(self, given: Obj) -> None:
        """The app says that it has an envelope; what comes after its time is of no use, and no mistake."""
        name, payload = given["envelope_id"], given.get("payload", {})
        if name not in self._takes_answer:
            raise SlackError("unknown_envelope_id")
        if payload and not self._takes_answer[name]:
            raise SlackError("unexpected_payload", messages=["the envelope accepts no payload in response"])
        if name in self._acknowledged:
            raise SlackError("acknowledged_twice")
        self._acknowledged.add(name)
        if name in self._waiting:
            self._waiting[name].set_result(payload)

    async def disconnects(self, reason: str) -> None:
        """Tell the app that the connection ends, or after a `warning` that it will."""
        self._ends = reason != "warning"
        with suppress(ConnectionError):  # it has ended already
            await self.says({"type": "disconnect", "reason": reason, "debug_info": {"host": "sandbox"}})

    async def closes(self, grace: float) -> None:
        """Close it when what is under way has been acknowledged, and at the latest after so many seconds."""
        if grace and self._waiting:
            await asyncio.wait(self._waiting.values(), timeout=grace)
        await self.socket.close()

    def is_cut(self) -> None:
        """Cut it without a word."""
        if isinstance(self._transport, asyncio.WriteTransport):
            self._transport.abort()

    def is_lost(self) -> None:
        """Nobody will acknowledge what went by it."""
        for waiting in self._waiting.values():
            if not waiting.done():
                waiting.set_exception(ConnectionResetError())
