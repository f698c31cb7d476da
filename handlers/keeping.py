"""How long things are kept, and under which key: what the clock does without anybody's asking."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import groupby

from domain.workdays import months_later
from handlers.releases import ANKER
from storage import audit, course_due, course_retention, rotation, walk_retention
from storage.database import Store

logger = logging.getLogger("anker.keeping")

#: A template is deleted so long after it was last used (docs/privacy.md, "What is kept").
YEARS_OF_A_WALK = 2
#: A course is deleted so long after the last day that anything in it is about.
YEARS_OF_A_COURSE = 2
#: What says that a reminder was given, so that it is not given again: as long as a course runs, and a month.
MONTHS_OF_WHAT_WAS_SAID = 13
#: A message whose writer said that it is no answer.
DROPPED_MESSAGES = timedelta(days=30)
#: So many texts are sealed anew in one transaction: nobody waits for more than that.
BATCH = 50


@dataclass(frozen=True, slots=True)
class Rotated:
    """How many texts were sealed anew, and how many cannot be read and were left."""

    sealed: int
    unreadable: int


async def rotate(store: Store) -> Rotated:
    """Seal everything anew that an older secret key has sealed; again, or in several processes, is harmless."""
    async with store.reads() as tx:
        old = await rotation.outdated(tx)
    unreadable = 0
    for _, of_a_kind in groupby(old, key=lambda one: one.kind):
        rows = [*of_a_kind]
        for start in range(0, len(rows), BATCH):
            async with store.writes() as tx:
                unreadable += await rotation.reseal(tx, rows[start : start + BATCH])
    if len(old) > unreadable:
        await store.forget_deleted()
        logger.info("%s texts were sealed with the newest secret key", len(old) - unreadable)
    if unreadable:
        logger.error("%s texts cannot be read, and keep the secret key that they have", unreadable)
    return Rotated(len(old) - unreadable, unreadable)


async def forget_walks(store: Store, now: datetime) -> int:
    """Delete templates that nobody has used for two years, and messages that became no answer; how many templates."""
    before = years_before(now, YEARS_OF_A_WALK)
    async with store.reads() as tx:
        unused = await walk_retention.unused_since(tx, before)
    deleted = 0
    for team, walk_id in unused:
        async with store.writes() as tx:
            if await walk_retention.destroy(tx, team, walk_id, before):
                await audit.note(tx, team, ANKER, "walk.deleted", walk_id, now)
                deleted += 1
    async with store.writes() as tx:
        others = await walk_retention.forget_written(tx, now - DROPPED_MESSAGES, before)
        others += await walk_retention.forget_orphans(tx)
    if deleted or others:
        await store.forget_deleted()
    return deleted


async def forget_courses(store: Store, now: datetime) -> int:
    """Delete courses in which nothing has happened for two years, and that reminders were given; how many courses."""
    before = years_before(now, YEARS_OF_A_COURSE)
    async with store.reads() as tx:
        unused, orphans = await course_retention.unused_since(tx, before), await course_retention.orphans(tx)
    deleted = 0
    for team, course_id in unused:
        async with store.writes() as tx:
            if await course_retention.destroy(tx, team, course_id, before):
                await audit.note(tx, team, ANKER, "course.deleted", course_id, now)
                deleted += 1
    async with store.writes() as tx:
        await course_due.forget_said(tx, months_later(now.date(), -MONTHS_OF_WHAT_WAS_SAID))
        await course_retention.forget_orphans(tx, orphans)
        types = await course_retention.forget_types(tx)
    if deleted or orphans or types:
        await store.forget_deleted()
    return deleted


def years_before(moment: datetime, years: int) -> datetime:
    """The same day and time so many years earlier; 28 February for a 29th that is not there."""
    try:
        return moment.replace(year=moment.year - years)
    except ValueError:
        return moment.replace(year=moment.year - years, day=28)
