"""What courses say by themselves: the clock's part, and the messages made when they are sent."""

from __future__ import annotations

import logging

from domain.courses import CourseId
from domain.people import TeamId
from handlers import course_reminders
from handlers.slack.desk import Desk
from storage.course_files import UnknownCourse
from storage.keys import KeyMissing
from storage.sealed import TamperedBody

logger = logging.getLogger("anker.courses")


async def remind_due(desk: Desk) -> None:
    """What the clock asks for: everything that courses have to say now, written into the outbox once.

    A course that cannot be read is logged, looked at again an hour later, and does not hold up the others.
    """
    async with desk.store.reads() as tx:
        found = await course_reminders.courses_due(tx, desk.now(), desk.workdays)
    for team, course_id in found:
        if not desk.alarms.get(("frozen course", course_id)):
            await _remind(desk, team, course_id)


async def _remind(desk: Desk, team: TeamId, course_id: CourseId) -> None:
    try:
        async with desk.store.writes() as tx:
            await course_reminders.say_due(tx, team, course_id, desk.now(), desk.workdays)
    except (KeyMissing, TamperedBody, UnknownCourse) as frozen:
        logger.error("course %s is frozen: %s", course_id, type(frozen).__name__)  # noqa: TRY400 - no text
        desk.alarms.note(("frozen course", course_id), value=True)
