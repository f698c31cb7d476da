"""What courses say by themselves: the clock's part, and the messages made when they are sent."""

from __future__ import annotations

import logging

from handlers import course_reminders
from handlers.slack.desk import Desk
from storage.keys import KeyMissing
from storage.sealed import TamperedBody

logger = logging.getLogger("anker.courses")


async def remind_due(desk: Desk) -> None:
    """What the clock asks for: everything that courses have to say now, written into the outbox once.

    A course whose texts cannot be read is logged, and does not hold up the others.
    """
    now = desk.now()
    async with desk.store.reads() as tx:
        found = await course_reminders.courses_due(tx, now, desk.workdays)
    for team, course_id in found:
        try:
            async with desk.store.writes() as tx:
                await course_reminders.say_due(tx, team, course_id, now, desk.workdays)
        except (KeyMissing, TamperedBody) as frozen:
            logger.error("course %s is frozen: %s", course_id, type(frozen).__name__)  # noqa: TRY400 - no text
