"""A clock that a test turns, on which one thing happens after the other, as it does in life."""

from __future__ import annotations

import asyncio
import heapq
from dataclasses import dataclass, field
from datetime import datetime
from itertools import count
from typing import Any

from handlers.slack import outbox
from tests.conversations.house import TestClock

Waiting = tuple[datetime, int, asyncio.Task[Any], asyncio.Event]


@dataclass
class OrderlyClock(TestClock):
    """Whoever waits for a moment gets it when all the earlier ones have come and what they set going is done: a
    message that is due a second later is posted when the one before it stands, and a second later.
    """

    __test__ = False
    waiting: list[Waiting] = field(default_factory=list)
    resting: set[asyncio.Task[Any]] = field(default_factory=set)
    arrivals: Any = field(default_factory=count)
    arrival: asyncio.Event = field(default_factory=asyncio.Event)
    ticking: asyncio.Task[None] | None = None

    async def until(self, moment: datetime) -> None:
        task, come = asyncio.current_task(), asyncio.Event()
        assert task is not None
        heapq.heappush(self.waiting, (moment, next(self.arrivals), task, come))
        self.resting.add(task)
        self.arrival.set()
        if self.ticking is None or self.ticking.done():
            self.ticking = asyncio.create_task(self._tick())
        await come.wait()

    def leaves_asleep(self) -> None:
        """Whoever is under way now sleeps, and is not waited for."""
        self.resting |= _sending()

    async def _tick(self) -> None:
        while self.waiting:
            while under_way := _sending() - self.resting:
                self.arrival.clear()
                arrival = asyncio.create_task(self.arrival.wait())
                await asyncio.wait({*under_way, arrival}, return_when=asyncio.FIRST_COMPLETED)
                arrival.cancel()
            moment, _, task, come = heapq.heappop(self.waiting)
            self.at = max(self.at, moment)
            self.resting.discard(task)
            come.set()


def _sending() -> set[asyncio.Task[Any]]:
    """The messages under way, whether they wait for their turn or not."""
    return {task for task in asyncio.all_tasks() if _is_sending(task)}


def _is_sending(task: asyncio.Task[Any]) -> bool:
    code = getattr(task.get_coro(), "cr_code", None)
    # The sending of a whole batch waits for its messages, and is no message itself.
    return code is not None and code.co_filename == outbox.__file__ and code is not outbox.deliver.__code__
