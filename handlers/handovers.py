"""Somebody with a part in a course is gone or away: it is asked who takes over; nothing changes before the answer."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from hashlib import sha256

from domain.courses import Course, CourseId
from domain.handovers import Gone, Left, handed_over, left_by, stands_in, whom_to_ask
from domain.people import Act, ChannelId, Named, Person, TeamId, UserId
from domain.plans import Action
from domain.workdays import MORNING, Workdays
from handlers import courses, plans
from handlers.roles import keep_named
from storage import courses as stored
from storage import outbox, people, sent_messages
from storage.database import Tx
from storage.outbox import Post
from storage.sent_messages import Sent

#: What the outbox calls the question who takes over.
GONE = "handovers.gone"
#: A question that could not be sent for so long waits for the next week's.
STALE = timedelta(days=4)


def is_time(now: datetime, workdays: Workdays) -> bool:
    """Whether people may be asked now: in working hours, from nine o'clock on."""
    return workdays.is_working_hour(now) and workdays.local(now).time() >= MORNING


async def under_way(tx: Tx, team: TeamId) -> list[Course]:
    """Every course that is not over."""
    return await stored.under_way(tx, team)


async def of_channel(tx: Tx, team: TeamId, channel: ChannelId) -> Course | None:
    """The course under way in a channel."""
    return await stored.running(tx, team, channel)


async def find(
    tx: Tx, person: Person, course_id: CourseId, gone: UserId, why: Gone, *, lock: bool = False
) -> tuple[Course, Named]:
    """The course and who is named in it, for somebody who may say who takes over.

    Raises `UnknownCourse` and `NotAllowed`.
    """
    course = await courses.take_part(tx, person, course_id, Act.SEE_PEOPLE, lock=lock)
    here = await named(tx, course)
    if not stands_in(here, person.user, gone, why):
        person.check(Act.NAME_PEOPLE)
    return course, here


async def part_of(tx: Tx, course: Course) -> list[UserId]:
    """Everybody who is named in the course's channel, or has something to do in its plan."""
    here = await named(tx, course)
    owners = [action.owner for action in (await plans.of_course(tx, course)).open]
    leads = [user for user in (here.coordinator, here.deputy) if user]
    return [*dict.fromkeys([*leads, *sorted(here.team), *owners])]


async def named(tx: Tx, course: Course) -> Named:
    """Who has which right in the course's channel."""
    return await people.named(tx, course.team, course.channel)


async def on_leave(tx: Tx, course: Course) -> UserId | None:
    """The coordinator while the list of people says that they are on leave."""
    here = await named(tx, course)
    return here.coordinator if here.coordinator_away else None


async def left(tx: Tx, course: Course, gone: UserId, why: Gone) -> Left:
    """What somebody leaves in the course."""
    return left_by(gone, why, await named(tx, course), len(await _open(tx, course, gone)))


async def _open(tx: Tx, course: Course, user: UserId) -> list[Action]:
    return [one for one in (await plans.of_course(tx, course)).open if one.owner == user]


async def asked(tx: Tx, course: Course, gone: UserId, absent: Iterable[UserId]) -> UserId | None:
    """Who is asked; None where only the workspace's administrators are left."""
    return whom_to_ask(await named(tx, course), gone, frozenset(absent))


async def ask(
    tx: Tx, course: Course, gone: UserId, why: Gone, users: Iterable[UserId], now: datetime, workdays: Workdays
) -> int:
    """Ask these people who takes over, where there is anything; how many questions are new.

    Once a week while somebody is gone for good; for somebody who comes back, once for the same actions.
    """
    leaves = await left(tx, course, gone, why)
    if leaves.is_nothing:
        return 0
    due = workdays.soonest(now)
    again = await _actions_told(tx, course, gone) if why is Gone.AWAY else _week(now, workdays)
    key = f"{course.team}:{course.id}:{GONE}:{gone}:{why}:{again}"
    subject = {"course": course.id, "user": gone, "why": why.value}
    posts = [
        Post(f"{key}:{user}", course.team, GONE, due, channel=user, subject=subject, not_after=due + STALE)
        for user in users
    ]
    return await outbox.add(tx, posts)


def _week(now: datetime, workdays: Workdays) -> str:
    year, week, _ = workdays.local(now).isocalendar()
    return f"{year}-{week:02}"


async def _actions_told(tx: Tx, course: Course, gone: UserId) -> str:
    """A short name for exactly these actions."""
    ids = sorted(action.id for action in await _open(tx, course, gone))
    return sha256(" ".join(ids).encode()).hexdigest()[:12]


async def of_post(tx: Tx, team: TeamId, course_id: CourseId) -> Course | None:
    """The course that a question is about, while it is under way."""
    course = await stored.load(tx, team, course_id)
    return course if course and not course.over else None


async def hand_over(
    tx: Tx,
    person: Person,
    course_id: CourseId,
    gone: UserId,
    why: Gone,
    heir: UserId,
    now: datetime,
    workdays: Workdays,
) -> Left:
    """The heir has from now on what the other leaves in the course, and is told; what was left, which may be nothing.

    Whether the person is gone, and the heir is there, the caller has made sure of. Raises `UnknownCourse` and
    `NotAllowed`.
    """
    course, before = await find(tx, person, course_id, gone, why, lock=True)
    leaves = await left(tx, course, gone, why)
    if leaves.is_nothing:
        return leaves
    due = workdays.soonest(now)
    after = before if why in {Gone.AWAY, Gone.TAKEN_OUT} else handed_over(before, gone, heir)
    if after != before:
        await keep_named(tx, person, before, after, now, due)
    await plans.hand_over(tx, course, gone, heir, person.user, now, workdays)
    return leaves


async def after_naming(
    tx: Tx, person: Person, before: Named, after: Named, now: datetime, workdays: Workdays
) -> list[UserId]:
    """Whoever has just changed the list of people is asked about those whom it takes out, or says to be on leave;
    who of those taken out still has something to do in the plan."""
    course = await stored.running(tx, person.team, person.channel)
    if course is None:
        return []
    out = sorted(before.whole_team - after.whole_team)
    for user in out:
        await ask(tx, course, user, Gone.TAKEN_OUT, [person.user], now, workdays)
    if after.coordinator and after.coordinator_away and not before.coordinator_away:
        await ask(tx, course, after.coordinator, Gone.AWAY, [after.deputy or person.user], now, workdays)
    return [user for user in out if await _open(tx, course, user)]


async def other_questions(tx: Tx, course: Course, gone: UserId, pressed: tuple[ChannelId, str]) -> list[Sent]:
    """Where it stands elsewhere that somebody is asked who takes over from the same person."""
    sent = await sent_messages.where_sent(tx, course.team, [GONE], course=course.id, user=gone)
    return [one for one in sent if (one.channel, one.ts) != pressed]
