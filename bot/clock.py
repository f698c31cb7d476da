"""What time it is, and the few interval jobs that ask an operation to do what is due now.

APScheduler holds no product state: what is due is a row, so several processes, a restart and a missed night
are harmless.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
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
    invitations,
    keeping,
    live_cards,
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
#: How long a stop waits for what has been begun, in seconds: far below the minute after which a process is killed.
PATIENCE = 20.0


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


@asynccontextmanager
async def ticking(
    jobs: Mapping[str, Callable[[], Awaitable[None]]], every: float = EVERY_SECONDS, patience: float = PATIENCE
) -> AsyncIterator[None]:
    """One interval job per kind of due work until left; a job that is still running is not started again.

    Left, what has been begun is finished. What takes longer than `patience` seconds is given up in good order, so that
    the database can be closed: what it had claimed is claimed again later.
    """
    at_work: set[asyncio.Task[None]] = set()
    scheduler = AsyncIOScheduler(timezone=UTC)
    for name, job in jobs.items():
        scheduler.add_job(
            _begun,
            "interval",
            args=[name, job, at_work],
            id=name,
            seconds=every,
            max_instances=1,
            coalesce=True,
            misfire_grace_time=None,
            next_run_time=datetime.now(UTC),
        )
    scheduler.start()
    try:
        yield
    finally:
        scheduler.pause()
        await asyncio.sleep(0)  # what was just begun is at work from the next turn of the loop on
        await _finished(at_work, patience)
        scheduler.shutdown()


async def _begun(name: str, job: Callable[[], Awaitable[None]], at_work: set[asyncio.Task[None]]) -> None:
    """The job, known to be at work: the scheduler itself would break off whatever runs when it is shut down."""
    if task := asyncio.current_task():
        at_work.add(task)
        task.add_done_callback(at_work.discard)
    try:
        await _watched(name, job)
    except asyncio.CancelledError:
        logger.warning("due work was given up at the stop: %s", name)


async def _finished(at_work: set[asyncio.Task[None]], patience: float) -> None:
    if at_work:
        await asyncio.wait(set(at_work), timeout=patience)
    for task in at_work:
        task.cancel()
    if at_work:
        await asyncio.wait(set(at_work))


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
        **own_work(desk),
    }


def own_work(desk: Desk) -> dict[str, Callable[[], Awaitable[None]]]:
    """What every process does for itself, whether it does due work or only hears Slack: others do not know its
    cards.
    """
    return {
        "end cards": partial(live_cards.end_over, desk),
        "follow closings": partial(invitations.follow_closings, desk),
    }


async def _watched(name: str, job: Callable[[], Awaitable[None]]) -> None:
    """Errors are logged here, by their places only: the scheduler would log their text."""
    logger.debug("looking for due work: %s", name)
    [outcome] = await asyncio.gather(job(), return_exceptions=True)
    if isinstance(outcome, Exception):
        logger.error("due work failed: %s (%s)", name, errors.log(outcome))
