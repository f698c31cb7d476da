"""Whose course it is: a person's rights in a course are those in its channel, wherever they press."""

from __future__ import annotations

from domain.courses import CourseId
from domain.people import Person, UserId
from handlers import courses
from handlers.courses import UnknownCourse
from handlers.slack.desk import Desk


async def member(desk: Desk, user: UserId, course_id: CourseId) -> Person:
    """The person with their rights in the course's channel.

    Raises `NotWelcome`, and `UnknownCourse`, with nothing to tell a course that is not there from one in whose channel
    the person has no right at all.
    """
    async with desk.store.reads() as tx:
        channel = await courses.channel_of(tx, desk.team, course_id)
    person = await desk.who(user, channel or "")
    if channel is None or not person.rights:
        raise UnknownCourse
    return person
