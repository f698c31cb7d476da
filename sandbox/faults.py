"""Failures on command: what is asked to go wrong with something that is sent, to the app or by it."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import count
from typing import Literal, TypedDict, Unpack

from sandbox.mishaps import MISHAPS

RESPONSE_URL = "response_url"
"""The name under which posts to a response_url can be told to fail."""

UPLOAD, DOWNLOAD = "upload", "download"
"""The names under which the bytes of a file, on their way to Slack or from it, can be told to fail."""

WEB_API = "web api"
"""Any method of the Web API."""

CLICK, SUBMISSION, COMMAND, EVENT = "click", "submission", "command", "event"
SUGGESTION, CLOSING = "suggestion", "closing"
"""What the app is sent, by kind. `event message`, `/barometer` and the like name it more closely."""

_KINDS = {
    "block_actions": CLICK,
    "view_submission": SUBMISSION,
    "block_suggestion": SUGGESTION,
    "view_closed": CLOSING,
}

Twice = Literal["", "at once", "in a row"]


class How(TypedDict, total=False):
    """What goes wrong, how often, and with which request of those that are meant.

    `error` answers `ok: false` with that code (to a person who waits for the app, it is Slack's word for what went
    wrong); `status` (and `body`, `headers`) answers with that HTTP status; `drop` cuts the connection, and `silent`
    keeps it open without an answer, after `half` of the answer if wanted; with `stored` the request has taken effect
    all the same. `delay` seconds pass between effect and answer, `hold` keeps the answer until `release()` of the
    fault, `late` seconds pass before the receiver sees the request at all; `overtaken` lets the next of the same kind
    through first, and `twice` sends the same thing two times (to the app only). With a delay, hold, lateness,
    overtaking or doubling alone, the answer is the ordinary one.

    `name` stands in the log; with `containing`, only a request with this text is meant.
    """

    name: str
    times: int
    containing: str
    error: str
    status: int
    body: str
    headers: dict[str, str]
    stored: bool
    drop: bool
    half: bool
    silent: bool
    delay: float
    late: float
    hold: bool
    twice: Twice
    overtaken: bool


@dataclass(slots=True, kw_only=True)
class Fault:
    """One failure, waiting for what it is to befall (`what`); `How` tells the rest. `times` counts down, and `number`
    tells it from the others.
    """

    what: str
    number: int
    name: str = ""
    times: int = 1
    containing: str = ""
    error: str = ""
    status: int = 0
    body: str | None = None
    headers: dict[str, str] = field(default_factory=dict)
    stored: bool = False
    drop: bool = False
    half: bool = False
    silent: bool = False
    delay: float = 0.0
    late: float = 0.0
    hold: bool = False
    twice: Twice = ""
    overtaken: bool = False
    holding: int = 0
    begun: asyncio.Event = field(default_factory=asyncio.Event)
    """Set as soon as it holds something for the first time."""
    released: asyncio.Event = field(default_factory=asyncio.Event)

    @property
    def answers(self) -> bool:
        """Whether it puts an answer of its own in place of the receiver's."""
        return bool(self.error or self.status or self.body is not None)

    @property
    def runs_method(self) -> bool:
        """Whether the request takes effect: asked for, or only its timing is disturbed."""
        return self.stored or not (self.answers or self.drop or self.silent)

    @property
    def holds(self) -> bool:
        """Whether it keeps something back until it is let go."""
        return self.hold or self.silent or self.overtaken

    def release(self) -> None:
        """Let go of what is held."""
        self.released.set()

    @contextmanager
    def held(self) -> Iterator[None]:
        """As long as something waits for this fault to let go."""
        self.holding += 1
        self.begun.set()
        try:
            yield
        finally:
            self.holding -= 1

    async def before(self) -> None:
        """The time before the receiver gets to see the request."""
        if self.late:
            await asyncio.sleep(self.late)
        if self.overtaken:
            with self.held():
                await self.released.wait()

    async def wait(self) -> None:
        """The time between the effect and the answer."""
        if self.delay:
            await asyncio.sleep(self.delay)
        if self.hold:
            with self.held():
                await self.released.wait()


class Faults:
    """Failures waiting for their moment, first asked first used."""

    def __init__(self) -> None:
        self._waiting: list[Fault] = []
        self._holders: list[Fault] = []
        self._numbers = count(1)

    def make_next(
        self, what: str, mishap: str, *, times: int = 1, seconds: float | None = None, containing: str = ""
    ) -> Fault:
        """Let one of the mishaps that have a name (`MISHAPS`) befall the next `times` of `what`.

        `what` is a kind (`click`, `submission`, `command`, `event`, `web api`, …), a closer name (`event message`,
        `/barometer`, `chat.postMessage`, `response_url`, `upload`, `download`), or a direction (`to app`, `from app`).
        `seconds` are those of a mishap that takes time; with `containing`, only a request with this text is meant.
        """
        how = MISHAPS[mishap].settings(seconds)
        return self.fail_next(what, name=mishap, times=times, containing=containing, **how)

    def fail_next(self, what: str, **how: Unpack[How]) -> Fault:
        """Make the next `times` of `what` (see `make_next`) go wrong, in this way."""
        fault = Fault(what=what, number=next(self._numbers), **how)
        fault.name = fault.name or _description(fault)
        self._waiting.append(fault)
        return fault

    def clear(self, number: int | None = None) -> None:
        """Forget all failures that have not happened yet, or the one of this number, and let go of what is held."""
        for fault in [*self._waiting, *self._holders]:
            if number in {None, fault.number}:
                fault.release()
        self._waiting = [fault for fault in self._waiting if number not in {None, fault.number}]
        self._holders = [fault for fault in self._holders if number not in {None, fault.number}]

    @property
    def waiting(self) -> list[Fault]:
        """What has not happened yet, in the order it was asked for."""
        return list(self._waiting)

    @property
    def held(self) -> list[Fault]:
        """What holds a request or an answer back at this moment."""
        return [fault for fault in self._holders if fault.holding]

    def take(self, names: tuple[str, ...], text: str = "") -> Fault | None:
        """The failure for a request that goes by any of these names and reads `text`, if one was asked for."""
        fault = next((each for each in self._waiting if each.what in names and each.containing in text), None)
        if fault is None:
            return None
        fault.times -= 1
        if fault.times <= 0:
            self._waiting.remove(fault)
        if fault.holds and fault not in self._holders:
            self._holders.append(fault)
        return fault

    def passed(self, names: tuple[str, ...], fault: Fault | None = None) -> None:
        """Something of these names has been through: what it was to overtake may follow."""
        for held in self._holders:
            if held.overtaken and held is not fault and held.what in names:
                held.release()
                held.released = asyncio.Event()  # whatever it befalls next is to be overtaken too


def names_to_app(what: str) -> tuple[str, ...]:
    """What something that the app is sent can be called: as in the log, by its kind, by its direction."""
    if what.startswith("/"):
        return what, COMMAND, "to app"
    return what, EVENT if what.startswith("event ") else _KINDS.get(what, what), "to app"


def names_from_app(what: str) -> tuple[str, ...]:
    """The same of what the app sends."""
    return (what, "from app") if what in {RESPONSE_URL, UPLOAD, DOWNLOAD} else (what, WEB_API, "from app")


def _description(fault: Fault) -> str:
    """A name in the log for a failure without one."""
    without_words = "cut off" if fault.drop else "silent" if fault.silent else "disturbed"
    said = fault.error or (str(fault.status) if fault.status else without_words)
    return f"{said}, stored" if fault.stored else said
