"""A course whose channel is archived or gone, or that Anker was removed from: it rests, somebody is told, it goes on.

Nothing is said while it rests. What was missed is caught up with as after any long stop (docs/operating.md, "When
Anker was down").
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime

from domain.course_channels import brought
from domain.courses import Course, CourseId, Rest
from domain.people import Act, ChannelId, Person, TeamId, UserId
from domain.workdays import Workdays
from handlers import courses
from handlers.courses import post_to_channel
from storage import audit, course_due, course_rests, outbox, people
from storage import courses as stored
from storage.database import Tx
from storage.outbox import Claimed, Post

#: What the outbox calls the private message that a course rests, and the one in the channel that it goes on.
LOST, BACK = "course_channels.lost", "course_channels.back"
#: What Slack answers when nothing can be posted in a channel, and what that means for a course.
CLOSED = {
    "is_archived": Rest.ARCHIVED,
    "not_in_channel": Rest.NOT_IN_CHANNEL,
    "channel_not_found": Rest.NOT_IN_CHANNEL,
}


async def of_channel(tx: Tx, team: TeamId, channel: ChannelId) -> Course | None:
    """The course under way in the channel."""
    return await stored.running(tx, team, channel)


async def of_post(tx: Tx, team: TeamId, course_id: CourseId) -> Course | None:
    """The course that a message is about, while it is there."""
    return await stored.load(tx, team, course_id)


async def found(tx: Tx, team: TeamId, course_id: CourseId, why: Rest | None, now: datetime, workdays: Workdays) -> None:
    """How things stand in the course's channel now: it rests from now on, goes on, or nothing has changed."""
    course = await stored.load(tx, team, course_id, lock=True)
    if course is None or course.over or course.resting is why:
        return
    if why is None:
        await _go_on(tx, course, now, workdays)
    else:
        await _rest(tx, course, why, now)


async def _rest(tx: Tx, course: Course, why: Rest, now: datetime) -> None:
    await courses.rest(tx, course, why)
    await course_rests.begin(tx, course.team, course.id, now)


async def _go_on(
    tx: Tx, course: Course, now: datetime, workdays: Workdays, came_from: ChannelId | None = None
) -> Course:
    since = await course_rests.since(tx, course.team, course.id) or now
    after = await courses.rest(tx, course, None)
    await course_rests.end(tx, course.team, course.id)
    subject = {"since": since.isoformat()} | ({"from": came_from} if came_from else {})
    post = post_to_channel(after, BACK, workdays.soonest(now), f"{after.channel}:{now.timestamp():.3f}", **subject)
    await outbox.add(tx, [post])
    return after


async def undelivered(tx: Tx, claimed: Claimed, error: str, now: datetime) -> bool:
    """A message to a course's channel was refused because nothing can be posted there: the course rests.

    Whether the message is said again when the course goes on, if it is still worth it then; others are lost.
    """
    why, course_id = CLOSED.get(error), claimed.subject.get("course")
    if why is None or course_id is None:
        return False
    course = await stored.load(tx, claimed.team, course_id, lock=True)
    if course is None or course.over or claimed.target != course.channel:
        return False
    if course.resting is None:
        await _rest(tx, course, why, now)
    return await course_due.unsay(tx, course, claimed.dedupe_key.removeprefix(f"{claimed.team}:"))


async def untold(tx: Tx, team: TeamId) -> list[Course]:
    """The courses that rest, and of which nobody was told yet."""
    found = [await stored.load(tx, team, one) for one in await course_rests.untold(tx, team)]
    return [course for course in found if course]


async def resting(tx: Tx, team: TeamId) -> list[Course]:
    """All courses that rest."""
    found = [await stored.load(tx, team, one) for one in await course_rests.every(tx, team)]
    return [course for course in found if course]


async def leaders(tx: Tx, course: Course) -> list[UserId]:
    """Who is told of it, the first of them that is there: who leads now, the coordinator, the deputy."""
    named = await people.named(tx, course.team, course.channel)
    return [user for user in dict.fromkeys((named.leader, named.coordinator, named.deputy)) if user]


async def tell(tx: Tx, course: Course, users: Iterable[UserId], now: datetime, workdays: Workdays) -> None:
    """Tell these people once that the course rests, and how it can go on."""
    since = await course_rests.since(tx, course.team, course.id)
    if since is None or not await course_rests.told(tx, course.team, course.id):
        return
    key = f"{course.team}:{course.id}:{LOST}:{course.resting}:{since.timestamp():.3f}"
    subject, due = {"course": course.id}, workdays.soonest(now)
    posts = (Post(f"{key}:{user}", course.team, LOST, due, channel=user, subject=subject) for user in users)
    await outbox.add(tx, posts)


async def may_move(tx: Tx, person: Person, course_id: CourseId, *, lock: bool = False) -> Course:
    """The course, for somebody who may bring it to another channel. Raises `UnknownCourse` and `NotAllowed`."""
    return await courses.take_part(tx, person, course_id, Act.NAME_PEOPLE, lock=lock)


async def is_free(tx: Tx, person: Person, course: Course, channel: ChannelId) -> bool:
    """Whether the course may be brought there: no course is under way, and nobody else leads."""
    there = await people.named(tx, person.team, channel)
    here = await people.named(tx, person.team, course.channel)
    leads = there.coordinator in {None, person.user, here.coordinator}
    return leads and await stored.running(tx, person.team, channel) is None


async def move(
    tx: Tx, person: Person, course_id: CourseId, channel: ChannelId, now: datetime, workdays: Workdays
) -> Course | None:
    """Bring the course to another channel, with who has which right in it, and go on there; None for a channel that
    somebody else leads or that has a course.

    Whoever leads the old channel still does: a round that runs there is closed there. Raises as `may_move` does.
    """
    course = await may_move(tx, person, course_id, lock=True)
    if not await is_free(tx, person, course, channel):
        return None
    named, there = [await people.named(tx, person.team, one) for one in (course.channel, channel)]
    await people.save_named(tx, person.team, channel, brought(named, there))
    is_department = course.department == course.channel
    if is_department:
        await _bring_department(tx, course, channel)
    after = replace(course, channel=channel, department=channel if is_department else course.department)
    await stored.save(tx, course, after)
    await audit.note(tx, person.team, person.user, "course.channel", f"{course.id}:{channel}", now)
    return await _go_on(tx, after, now, workdays, came_from=course.channel)


async def _bring_department(tx: Tx, course: Course, channel: ChannelId) -> None:
    """The list of who is asked goes along, unless the other channel has one of its own."""
    listed = await people.department(tx, course.team, course.channel)
    if listed and await people.department(tx, course.team, channel) is None:
        source = None if listed.channel == course.channel else listed.channel
        await people.save_department(tx, course.team, channel, replace(listed, channel=source))
