"""Failures on command: what a test asks Slack to do wrong."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from dataclasses import dataclass, field

RESPONSE_URL = "response_url"
"""The name under which posts to a response_url can be told to fail."""

UPLOAD, DOWNLOAD = "upload", "download"
"""The names under which the bytes of a file, on their way to Slack or from it, can be told to fail."""


@dataclass(slots=True)
class Fault:
    """One kind of failure; `times` counts down."""

    times: int
    error: str
    status: int
    body: str | None
    headers: dict[str, str]
    stored: bool
    drop: bool
    delay: float
    late: float
    hold: bool
    released: asyncio.Event = field(default_factory=asyncio.Event)

    @property
    def answers(self) -> bool:
        """Whether it puts an answer of its own in place of the method's."""
        return bool(self.error or self.status or self.body is not None)

    @property
    def runs_method(self) -> bool:
        """Whether the call takes effect: asked for, or only its timing is disturbed."""
        return self.stored or not (self.answers or self.drop)

    def release(self) -> None:
        """Let go of a reply that was held."""
        self.released.set()

    async def wait(self) -> None:
        """The time between the effect and the reply."""
        if self.delay:
            await asyncio.sleep(self.delay)
        if self.hold:
            await self.released.wait()


class Faults:
    """Failures waiting for their call, by method (`chat.postMessage`, `response_url`, …), first asked first used."""

    def __init__(self) -> None:
        self._waiting: dict[str, list[Fault]] = defaultdict(list)

    def fail_next(
        self,
        method: str,
        *,
        error: str = "",
        times: int = 1,
        stored: bool = False,
        status: int = 0,
        body: str | None = None,
        headers: dict[str, str] | None = None,
        drop: bool = False,
        delay: float = 0.0,
        late: float = 0.0,
        hold: bool = False,
    ) -> Fault:
        """Make the next `times` calls of `method` go wrong.

        `error` answers `ok: false` with that code; `status` (and `body`, `headers`) answers with that HTTP status;
        `drop` cuts the connection; with `stored` the call has taken effect all the same. `delay` seconds pass between
        effect and reply, `hold` keeps the reply until `release()` of the returned fault, `late` seconds pass before
        Slack looks at the request at all. With a delay, hold or lateness alone, the answer is the ordinary one.
        """
        fault = Fault(times, error, status, body, headers or {}, stored, drop, delay, late, hold)
        self._waiting[method].append(fault)
        return fault

    def clear(self) -> None:
        """Forget all failures that have not happened yet."""
        self._waiting.clear()

    def take(self, method: str) -> Fault | None:
        """The failure for this call, if one was asked for."""
        waiting = self._waiting.get(method)
        if not waiting:
            return None
        fault = waiting[0]
        fault.times -= 1
        if fault.times <= 0:
            waiting.pop(0)
        return fault
