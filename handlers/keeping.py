"""How long things are kept, and under which key: what the clock does without anybody's asking."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import groupby

from domain.people import TeamId
from domain.walks import Walk, WalkId
from domain.workdays import Workdays, months_later
from storage import audit, course_due, course_retention, outbox, rotation, walk_retention, walks
from storage.database import Store, Tx
from storage.outbox import Post

logger = logging.getLogger("anker.keeping")

#: A template is deleted so long after it was last used (docs/privacy.md, "What is kept").
YEARS_OF_A_WALK = 2
#: Its owner is warned so long before, and it is never deleted sooner than that after the warning.
WARNING = timedelta(days=30)
#: The kind of outbox rows.
EXPIRING = "walks.expiring"
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


async def warn_owners(store: Store, now: datetime, workdays: Workdays) -> int:
    """Tell the owners of templates that nobody uses, a month before they are deleted, once; how many were told.

    A template that is used again, and is left unused again, is told of again.
    """
    before = years_before(now + WARNING, YEARS_OF_A_WALK)
    async with store.reads() as tx:
        unused = await walk_retention.unused_since(tx, before)
    told = 0
    for team, walk_id in unused:
        async with store.writes() as tx:
            owner = await walk_retention.owner_of(tx, walk_id)
            key = await _warning_key(tx, team, walk_id)
            due, subject = workdays.soonest(now), {"walk": walk_id}
            told += await outbox.add(tx, [Post(key, team, EXPIRING, due, channel=owner, subject=subject)])
    return told


async def _warning_key(tx: Tx, team: TeamId, walk_id: WalkId) -> str:
    """One warning for each time that a template was left."""
    used = await walk_retention.last_used(tx, walk_id)
    return f"{team}:{walk_id}:{EXPIRING}:{used:%Y-%m-%dT%H:%M:%S}"


async def expiring(tx: Tx, team: TeamId, walk_id: WalkId, now: datetime) -> tuple[Walk, datetime] | None:
    """The walk and the moment from which it is deleted, for a warning; None where it is in use again, or gone.

    Raises `KeyMissing` and `TamperedBody` for texts that cannot be read.
    """
    if (team, walk_id) not in await walk_retention.unused_since(tx, years_before(now + WARNING, YEARS_OF_A_WALK)):
        return None
    walk = await walks.load(tx, team, walk_id)
    deleted = years_before(await walk_retention.last_used(tx, walk_id), -YEARS_OF_A_WALK)
    return (walk, max(deleted, now + WARNING)) if walk else None


async def forget_walks(store: Store, now: datetime) -> int:
    """Delete templates that nobody has used for two years, and messages that became no answer; how many templates.

    A template whose owner was not warned a month ago waits for that.
    """
    before = years_before(now, YEARS_OF_A_WALK)
    async with store.reads() as tx:
        unused = await walk_retention.unused_since(tx, before)
    deleted = 0
    for team, walk_id in unused:
        async with store.writes() as tx:
            if not await outbox.was_due(tx, await _warning_key(tx, team, walk_id), now - WARNING):
                continue
            if await walk_retention.destroy_unused(tx, team, walk_id, before):
                await audit.note(tx, team, audit.ANKER, "walk.deleted", walk_id, now)
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
                await audit.note(tx, team, audit.ANKER, "course.deleted", course_id, now)
                deleted += 1
    async with store.writes() as tx:
        await course_due.forget_said(tx, months_later(now.date(), -MONTHS_OF_WHAT_WAS_SAID))
        await course_retention.forget_orphans(tx, orphans)
        types = await course_retention.forget_types(tx)
    if deleted or orphans or types:
        await store.forget_deleted()
    return deleted


def years_before(moment: datetime, years: int) -> datetime:
    """The same day and time so many years earlier, or later where they are negative; 28 February for a lacking 29th."""
    try:
        return moment.replace(year=moment.year - years)
    except ValueError:
        return moment.replace(year=moment.year - years, day=28)
