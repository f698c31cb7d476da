"""What time it is, and the few interval jobs that ask an operation to do what is due now.

APScheduler holds no product state: what is due is a row, so several processes, a restart and a missed night
are harmless.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Mapping
from datetime import UTC, datetime
from functools import partial
from typing import Protocol

from apscheduler.schedulers.asyncio import AsyncIOScheduler

from handlers.slack import (
    MAKERS,
    course_channels,
    course_reminders,
    errors,
    follow_ups,
    handovers,
    home,
    keeping,
    outbox,
    releases,
    roles,
    rounds,
    walk_reminders,
)
from handlers.slack.desk import Desk

logger = logging.getLogger("anker.clock")

#: How often each kind of due work is looked for, in seconds.
EVERY_SECONDS = 1.0


class Ticking(Protocol):
    """What time it is, and a way to wait for a moment."""

    def now(self) -> datetime: ...

    async def until(self, moment: datetime) -> None: ...


class Clock:
    """The real time. Whoever needs another gives the bot a clock of their own."""

    def now(self) -> datetime:
        return datetime.now(UTC)

    async def until(self, moment: datetime) -> None:
        """Wait until the clock shows `moment`."""
        await asyncio.sleep(max(0.0, (moment - self.now()).total_seconds()))


def schedule(jobs: Mapping[str, Callable[[], Awaitable[None]]], every: float = EVERY_SECONDS) -> AsyncIOScheduler:
    """A scheduler with one interval job per kind of due work; a job that is still running is not started again."""
    scheduler = AsyncIOScheduler(timezone=UTC)
    for name, job in jobs.items():
        scheduler.add_job(
            _watched,
            "interval",
            args=[name, job],
            id=name,
            seconds=every,
            max_instances=1,
            coalesce=True,
            misfire_grace_time=None,
            next_run_time=datetime.now(UTC),
        )
    return scheduler


def due_work(desk: Desk, owner: str) -> dict[str, Callable[[], Awaitable[None]]]:
    """Each kind of due work, by name; every one may run in several processes at once."""
    return {
        "open rounds": partial(rounds.open_due, desk),
        "remind": partial(rounds.remind_due, desk),
        "count": partial(rounds.count_due, desk),
        "close": partial(rounds.close_due, desk),
        "seal": partial(releases.seal_due, desk),
        "ask": partial(roles.ask_due, desk),
        "walks": partial(walk_reminders.remind_due, desk),
        "follow up": partial(follow_ups.remind_due, desk),
        "course channels": partial(course_channels.watch_due, desk),
        "handovers": partial(handovers.look_due, desk),
        "courses": partial(course_reminders.remind_due, desk),
        "homes": partial(home.publish_due, desk),
        "tidy": partial(rounds.tidy, desk),
        "forget walks": partial(keeping.forget_walks, desk),
        "forget courses": partial(keeping.forget_courses, desk),
        "rotate": partial(keeping.rotate, desk),
        "send": partial(outbox.deliver, desk, MAKERS, owner),
    }


async def _watched(name: str, job: Callable[[], Awaitable[None]]) -> None:
    """Errors are logged here, by their places only: the scheduler would log their text."""
    logger.debug("looking for due work: %s", name)
    [outcome] = await asyncio.gather(job(), return_exceptions=True)
    if isinstance(outcome, Exception):
        logger.error("due work failed: %s (%s)", name, errors.log(outcome))
