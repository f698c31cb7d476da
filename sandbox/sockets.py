"""Socket Mode: the app connects to the workspace, and hears everything by its connections.

Source, where nothing else is named: docs.slack.dev/apis/events-api/using-socket-mode
"""

from __future__ import annotations

import asyncio
import json
import secrets
import time
from collections.abc import Callable, Sequence
from random import Random
from uuid import uuid4

from aiohttp import WSMsgType, web

from sandbox.app import App
from sandbox.errors import SlackError
from sandbox.limits import ANSWER_SECONDS, CONNECTION_WARNING_SECONDS, CONNECTIONS, TICKET_SECONDS
from sandbox.links import Link
from sandbox.roads import DISPATCH_FAILED, OPERATION_TIMEOUT, Parcel, Receipt
from sandbox.shapes import Obj

ACKNOWLEDGEMENT = "acknowledgement"
_ANSWERED = frozenset({"view_submission", "block_suggestion"})
"""The interactive payloads whose acknowledgement may hold an answer; commands are the other one."""


class Sockets:
    """The road by sockets. `links` are the app's open connections; `random` chooses among them, and can be seeded."""

    def __init__(self, app: App, refuse: Callable[[str, SlackError], None], changed: Callable[[], None]) -> None:
        self.random = Random(0)
        self.links: list[Link] = []
        self._app = app
        self._refuse = refuse
        self._changed = changed
        self._tickets: dict[str, float] = {}
        self._opened = 0

    @property
    def address(self) -> str:
        return "socket"

    def written(self, parcel: Parcel) -> str:
        """The payload, without the envelope, which is another one each time."""
        return json.dumps(parcel.payload, ensure_ascii=False)

    def ticket(self) -> str:
        """What stands in the address that apps.connections.open gives: it lets one connection in, within its time."""
        ticket = secrets.token_urlsafe(24)
        self._tickets[ticket] = time.monotonic() + TICKET_SECONDS
        return ticket

    async def link(self, request: web.Request) -> web.StreamResponse:
        """The WebSocket."""
        if self._tickets.pop(request.query.get("ticket", ""), 0.0) < time.monotonic():
            self._refuse("link", SlackError("invalid_ticket"))
            return web.Response(status=401)
        socket = web.WebSocketResponse(autoping=False)
        await socket.prepare(request)
        self._opened += 1
        link = Link(self._opened, socket, request.transport)
        if len(self.links) >= CONNECTIONS:
            self._refuse("link", SlackError("too_many_websockets"))
            await link.disconnects("too_many_websockets")
            await socket.close()
            return socket
        await self._serve(link)
        return socket

    async def carry(self, parcel: Parcel, seconds: float) -> Receipt:
        """To any one of the connections. Where there is none, or it is lost on the way, nothing is acknowledged."""
        taking = [link for link in self.links if link.takes]
        if not taking:
            return Receipt(failed=DISPATCH_FAILED)
        envelope = envelope_of(parcel)
        try:
            async with asyncio.timeout(seconds):
                answer = await self.random.choice(taking).hands_over(envelope)
        except (TimeoutError, ConnectionError):
            return Receipt(failed=OPERATION_TIMEOUT)
        return Receipt(200, json.dumps(answer, ensure_ascii=False) if answer else "")

    async def warn(self, *links: Link) -> None:
        """Announce that these connections (all of them if none is named) will be closed in some ten seconds."""
        for link in links or tuple(self.links):
            await link.disconnects("warning")

    async def end(self, *links: Link, reason: str = "refresh_requested", grace: float = ANSWER_SECONDS) -> None:
        """Close these connections (all of them if none is named), and give what is under way so many seconds."""
        ending: Sequence[Link] = links or tuple(self.links)
        for link in ending:
            await link.disconnects(reason)
        await asyncio.gather(*(link.closes(grace) for link in ending))

    async def refresh(self, *links: Link, notice: float = CONNECTION_WARNING_SECONDS) -> None:
        """Renew these connections (all of them if none is named): warn, and close them after `notice` seconds."""
        ending: Sequence[Link] = links or tuple(self.links)
        await self.warn(*ending)
        await asyncio.sleep(notice)
        await self.end(*ending)

    async def disable(self) -> None:
        """Somebody switches Socket Mode off in the app's settings."""
        self._app.socket_mode = False
        if self.links:
            await self.end(reason="link_disabled", grace=0.0)

    async def close(self) -> None:
        """Hang up without a word, as when the workspace stops."""
        for link in tuple(self.links):
            link.is_cut()

    async def _serve(self, link: Link) -> None:
        self.links.append(link)
        try:
            await link.says(self._hello())
            self._changed()
            async for message in link.socket:
                if link.is_silent:
                    continue
                if message.type is WSMsgType.PING:
                    await link.socket.pong(message.data)
                elif message.type is WSMsgType.TEXT:
                    self._hear(link, message.data)
        except ConnectionError:
            pass  # the app is gone, which the end of the loop would have said too
        finally:
            self.links.remove(link)
            link.is_lost()
            self._changed()

    def _hello(self) -> Obj:
        return {
            "type": "hello",
            "num_connections": len(self.links),
            "debug_info": {"host": "sandbox", "build_number": 1, "approximate_connection_time": 3600},
            "connection_info": {"app_id": self._app.app_id},
        }

    def _hear(self, link: Link, text: str) -> None:
        try:
            given = _acknowledgement(text)
            self._check_connection(link, given["envelope_id"])
            link.acknowledges(given)
        except SlackError as refusal:
            self._refuse(ACKNOWLEDGEMENT, refusal)
            self._changed()

    def _check_connection(self, link: Link, envelope: str) -> None:
        """An acknowledgement counts only on the connection that the envelope came by: our reading, the stricter one."""
        if any(other.has_sent(envelope) for other in self.links if other is not link):
            raise SlackError("another_connection")


def envelope_of(parcel: Parcel) -> Obj:
    """A payload as it is sent by a socket. That events carry the two fields about repeats the first time too, and why
    they are repeated, is observed (github.com/slackapi/bolt-js/issues/2487).
    """
    takes_answer = parcel.kind == "slash_commands" or parcel.payload.get("type") in _ANSWERED
    envelope: Obj = {
        "envelope_id": str(uuid4()),
        "payload": parcel.payload,
        "type": parcel.kind,
        "accepts_response_payload": takes_answer,
    }
    if parcel.kind == "events_api":
        envelope |= {"retry_attempt": parcel.attempt, "retry_reason": "timeout" if parcel.attempt else ""}
    return envelope


def _acknowledgement(text: str) -> Obj:
    try:
        given = json.loads(text)
    except ValueError:
        raise SlackError("invalid_json") from None
    if not isinstance(given, dict) or not isinstance(given.get("envelope_id"), str):
        raise SlackError("missing_envelope_id")
    if unknown := sorted(set(given) - {"envelope_id", "payload"}):
        raise SlackError("invalid_acknowledgement", messages=[f"unknown field: {key}" for key in unknown])
    if not isinstance(given.get("payload", {}), dict):
        raise SlackError("invalid_acknowledgement", messages=["the payload is not a JSON object"])
    return given
