"""What owners of a plan's actions are reminded of: taken when its day comes, one message for each owner.

Of several reminders about one action, such as after a long stop, only the newest is sent, and none about an action
that is done or given up (docs/operating.md, "When Anker was down"). When the course is over nobody is reminded of
anything more, and they are told so once.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from domain.calendars import OpenDays, open_days
from domain.courses import Course
from domain.people import ChannelId, TeamId, UserId
from domain.plans import SUBJECT, Action, Owned, Plan, newest
from domain.workdays import Workdays
from handlers.plan_gifts import GIVEN
from handlers.plans import of_course
from storage import course_due, outbox, people, sent_messages
from storage import courses as stored_courses
from storage.course_due import SAID, SKIPPED, Due
from storage.database import Tx
from storage.outbox import Post
from storage.sent_messages import Sent

#: What the outbox calls them: to an owner, to whoever leads where an owner has left Slack, and to an owner of what a
#: course leaves open.
REMINDER, LEFT, COURSE_OVER = "plans.reminder", "plans.left", "plans.course_over"


@dataclass(frozen=True, slots=True)
class Told:
    """What an owner was told of: reminded of it, or given it `by` somebody, `after` whoever had it before."""

    owned: Sequence[Owned] = ()
    by: UserId | None = None
    after: UserId | None = None


def is_about_an_action(due: Due) -> bool:
    """Whether a due row is one of the plan's and not a milestone's."""
    return due.subject.startswith(SUBJECT)


async def say(tx: Tx, course: Course, waiting: Sequence[Due], now: datetime, workdays: Workdays) -> None:
    """Write what owners are reminded of now into the outbox; the course was loaded with `lock`.

    `waiting` are the course's due rows about actions.
    """
    if not waiting:
        return
    days, plan = open_days(course.type, workdays), await of_course(tx, course)
    known = {one.key(nudge, day): (one, nudge, day) for one in plan.open for nudge, day in one.nudges(days)}
    due = [known[one.key] for one in waiting if one.key in known]
    send = newest(due)
    today = workdays.local(now).date()
    await outbox.add(tx, [_post(course, owner, mine, today, now) for owner, mine in _by_owner(send).items()])
    said = {action.key(nudge, day) for action, nudge, day in send}
    await course_due.mark(tx, said, SAID)
    await course_due.mark(tx, {action.key(nudge, day) for action, nudge, day in due} - said, SKIPPED)
    readable = {one.subject for one in plan.actions}  # what is damaged is not among them
    lost = [one for one in waiting if one.subject not in readable]
    await course_due.mark(tx, [one.key for one in lost], SKIPPED)
    strange = [one for one in waiting if one.key not in known and one not in lost]
    await _plan_anew(tx, course, plan, strange, days)


async def _plan_anew(tx: Tx, course: Course, plan: Plan, strange: Iterable[Due], days: OpenDays) -> None:
    """Rows that the calendar does not know, as after a law that made a working day of a holiday: the reminders of the
    same actions are written anew, from the day of those rows on."""
    since = {one.subject: one.due_on for one in sorted(strange, key=lambda one: one.due_on, reverse=True)}
    if not since:
        return
    unsaid = await course_due.unsaid(tx, course)
    wanted = [
        Due(one.key(nudge, day), one.subject, day)
        for one in plan.open
        for nudge, day in one.nudges(days)
        if one.subject in since and (day >= since[one.subject] or one.key(nudge, day) in unsaid)
    ]
    await course_due.plan(tx, course, wanted, since)


def _by_owner(send: Iterable[tuple[Action, object, date]]) -> Mapping[UserId, list[Action]]:
    found: dict[UserId, list[Action]] = {}
    for action, _, _ in send:
        found.setdefault(action.owner, []).append(action)
    return found


def _post(course: Course, owner: UserId, actions: Sequence[Action], today: date, now: datetime) -> Post:
    names = " ".join(one.id for one in sorted(actions, key=lambda one: (one.deadline, one.id)))
    return Post(
        dedupe_key=f"{course.team}:{course.id}:{REMINDER}:{owner}:{today.isoformat()}:{names}",
        team=course.team,
        kind=REMINDER,
        due_at=now,
        channel=owner,
        subject={"course": course.id, "actions": names, "day": today.isoformat()},
    )


async def of_post(tx: Tx, team: TeamId, subject: Mapping[str, str], owner: UserId, workdays: Workdays) -> list[Owned]:
    """What a reminder is still about when it is sent: open, the owner's still, and not moved ahead meanwhile."""
    day = date.fromisoformat(subject["day"])
    return [
        one
        for one in await reminded_of(tx, team, subject)
        if one.action.owner == owner and one.action.came(day, open_days(one.course.type, workdays))
    ]


async def given_of_post(tx: Tx, team: TeamId, subject: Mapping[str, str], owner: UserId) -> list[Owned]:
    """What somebody was given or keeps, as far as it is open and theirs still when they are told; also after the
    course."""
    found = await told_of(tx, team, subject)
    return [one for one in found if one.action.is_open and one.action.owner == owner]


async def shown_at(tx: Tx, team: TeamId, channel: ChannelId, ts: str) -> Told:
    """What the message that stands there was about; nothing where none stands."""
    subject = await sent_messages.subject_at(tx, team, channel, ts) or {}
    owned = await told_of(tx, team, subject) if "actions" in subject else []
    return Told(owned, subject.get("by"), subject.get("after"))


async def gone_from(tx: Tx, course: Course, user: UserId) -> list[tuple[Sent, Told]]:
    """Where messages to somebody stand that are about actions which are another's by now, the oldest first."""
    told = await _told_to(tx, course, user)
    return [(one, what) for one, what in told if any(mine.action.owner != user for mine in what.owned)]


async def standing_about(tx: Tx, course: Course, action: Action) -> list[tuple[Sent, Told]]:
    """Where messages to an action's owner stand that are about it, the oldest first."""
    told = await _told_to(tx, course, action.owner)
    return [(one, what) for one, what in told if action.id in {mine.action.id for mine in what.owned}]


async def _told_to(tx: Tx, course: Course, user: UserId) -> list[tuple[Sent, Told]]:
    sent = await sent_messages.where_sent(tx, course.team, [GIVEN, REMINDER], course=course.id)
    return [(one, await shown_at(tx, course.team, one.channel, one.ts)) for one in sent if one.target == user]


async def reminded_of(tx: Tx, team: TeamId, subject: Mapping[str, str]) -> list[Owned]:
    """What Anker reminds of by itself with a message; nothing where the course is over."""
    return [one for one in await told_of(tx, team, subject) if not one.course.over]


async def told_of(tx: Tx, team: TeamId, subject: Mapping[str, str]) -> list[Owned]:
    """All that a message to an owner was about, whatever has become of it and of the course since."""
    course = await stored_courses.load(tx, team, subject["course"])
    if course is None:
        return []
    plan, names = await of_course(tx, course), subject["actions"].split()
    return [Owned(course, one) for one in plan.actions if one.id in names]


async def tell_of_end(tx: Tx, course: Course, by: UserId, now: datetime, workdays: Workdays) -> None:
    """Whoever still has something to do when the course is over is told that no reminder comes any more; not who ended
    it, who knows. The course was loaded with `lock`."""
    mine = _by_owner((one, None, one.deadline) for one in (await of_course(tx, course)).open if one.owner != by)
    due = workdays.soonest(now)
    await outbox.add(tx, [_over(course, owner, actions, due) for owner, actions in mine.items()])


def _over(course: Course, owner: UserId, actions: Sequence[Action], due: datetime) -> Post:
    return Post(
        dedupe_key=f"{course.team}:{course.id}:{COURSE_OVER}:{owner}",
        team=course.team,
        kind=COURSE_OVER,
        due_at=due,
        channel=owner,
        subject={"course": course.id, "actions": " ".join(one.id for one in actions)},
    )


async def owner_left(tx: Tx, course: Course, owner: UserId, owned: Sequence[Owned], now: datetime) -> bool:
    """Tell whoever leads that the owner of these cannot be reminded; False where nobody else leads."""
    named = await people.named(tx, course.team, course.channel)
    leader = next((one for one in (named.leader, named.deputy) if one and one != owner), None)
    if leader is None:
        return False
    names = " ".join(one.action.id for one in owned)
    subject = {"course": course.id, "actions": names, "owner": owner}
    key = f"{course.team}:{course.id}:{LEFT}:{owner}:{now:%Y-%m-%d}:{names}"
    await outbox.add(tx, [Post(key, course.team, LEFT, now, channel=leader, subject=subject)])
    return True
