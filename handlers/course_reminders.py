"""What courses say by themselves: taken when its day comes, said once, or told to the coordinator as too late.

A process that was down catches up: of several reminders about one thing only the newest is sent, and none once its
meeting has begun (docs/operating.md, "When Anker was down").
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import datetime

from domain.course_definitions import MilestoneId
from domain.courses import Course, CourseId
from domain.people import Act, ChannelId, Person, TeamId, UserId
from domain.reminders import ASKED_WITHIN, Occasion, Reminder, catch_up, reminders
from domain.rounds import RoundId
from domain.workdays import Workdays
from handlers import plan_reminders
from handlers.courses import due_row, post_to_channel
from handlers.plan_reminders import is_about_an_action
from storage import course_due, outbox, people
from storage import courses as stored
from storage.course_due import SAID, SKIPPED, Due
from storage.database import Tx
from storage.outbox import Post

#: What the outbox calls each of them.
KINDS: Mapping[Occasion, str] = {
    Occasion.MEETING: "courses.meeting",
    Occasion.WAS_IT_HELD: "courses.was_it_held",
    Occasion.ROUND: "courses.round",
    Occasion.NOT_STARTED: "courses.not_started",
    Occasion.QUESTION: "courses.question",
}
#: What is for one person alone: whoever may do it.
PRIVATE = frozenset({Occasion.ROUND})
MISSED = "courses.missed"
#: Tells who leads the course that somebody else was asked to prepare its round.
ASKED = "courses.round_asked"
#: What was said of a barometer that had no round is to become a line.
REDRAWN = "course_rounds.redrawn"


async def courses_due(tx: Tx, now: datetime, workdays: Workdays) -> list[tuple[TeamId, CourseId]]:
    """The courses that have something to say now; none outside working hours."""
    if not workdays.is_working_hour(now):
        return []
    return await course_due.courses_due(tx, workdays.local(now))


async def say_due(tx: Tx, team: TeamId, course_id: CourseId, now: datetime, workdays: Workdays) -> None:
    """Write what the course has to say now into the outbox, once, whoever else is at it."""
    course = await stored.load(tx, team, course_id, lock=True)
    if course is None:
        return
    rows = await course_due.waiting(tx, course, workdays.local(now))
    await plan_reminders.say(tx, course, [one for one in rows if is_about_an_action(one)], now, workdays)
    waiting = [one for one in rows if not is_about_an_action(one)]
    known = {one.key: one for one in reminders(course, workdays)}
    due = [known[one.key] for one in waiting if one.key in known]
    caught = catch_up(due, now, workdays)
    named = await people.named(tx, team, course.channel)
    for one in caught.send:
        await outbox.add(tx, await _posts(tx, course, one, now, named.leader))
    if caught.skipped:  # where nobody leads, the team is told in its channel, and how that is mended
        await outbox.add(tx, [_missed(course, caught.skipped, now, named.leader or course.channel)])
    await course_due.mark(tx, [one.key for one in caught.send], SAID)
    await course_due.mark(tx, [one.key for one in caught.skipped], SKIPPED)
    await _plan_anew(tx, course, [one for one in waiting if one.key not in known], workdays)


async def _plan_anew(tx: Tx, course: Course, strange: Iterable[Due], workdays: Workdays) -> None:
    """Rows that the course's calendar does not know, as after a law that made a working day of a holiday: what it will
    say about the same milestones is written anew, from the day of those rows on."""
    since = {one.subject: one.due_on for one in sorted(strange, key=lambda one: one.due_on, reverse=True)}
    if not since:
        return
    unsaid = await course_due.unsaid(tx, course)
    wanted = [
        due_row(one, workdays)
        for one in reminders(course, workdays)
        if one.milestone in since and (one.due_on >= since[one.milestone] or one.key in unsaid)
    ]
    await course_due.plan(tx, course, wanted, since)


async def _posts(tx: Tx, course: Course, one: Reminder, now: datetime, leader: UserId | None) -> list[Post]:
    """What is said: a round's proposal to whoever may start it, and if that is somebody else, a line to the leader;
    that it was not started to the leader, or in the channel where nobody leads."""
    if one.occasion is Occasion.NOT_STARTED:
        return [_post(course, one, now, leader or course.channel)]
    if one.occasion not in PRIVATE:
        return [_post(course, one, now, course.channel)]
    asked = await starter(tx, course, leader)
    said = _post(course, one, now, asked or course.channel)
    if asked is None or leader is None or asked == leader:
        return [said]
    subject = {**said.subject, "asked": asked}
    return [said, replace(said, dedupe_key=f"{said.dedupe_key}:asked", kind=ASKED, channel=leader, subject=subject)]


async def round_changed(
    tx: Tx, before: Course, after: Course, milestone: MilestoneId, now: datetime, workdays: Workdays
) -> None:
    """A barometer has its round from now on, or has it no more: what was said of it without one becomes a line.

    Where the round was cancelled after the day on which that is told, it is told now, once for each such round.
    """
    had, has = before.rounds.get(milestone), after.rounds.get(milestone)
    if had == has:
        return
    sequence = f"{milestone}:{has or had}:{'started' if has else 'cancelled'}"
    subject = {"milestone": milestone, "round": str(has or had)}
    await outbox.add(tx, [post_to_channel(after, REDRAWN, now, sequence, **subject)])
    if has is None:
        await outbox.add(tx, await _without_round(tx, after, milestone, str(had), now, workdays))


async def _without_round(
    tx: Tx, course: Course, milestone: MilestoneId, cancelled: RoundId, now: datetime, workdays: Workdays
) -> list[Post]:
    """That a barometer has no round any more, where the clock will not say so: its hour has passed."""
    named, says = await people.named(tx, course.team, course.channel), workdays.soonest(now)
    return [
        replace(post, dedupe_key=f"{post.dedupe_key}:{cancelled}", subject={**post.subject, "cancelled": cancelled})
        for one in reminders(course, workdays)
        if one.milestone == milestone and one.occasion is Occasion.NOT_STARTED and one.due_at <= now
        for post in [_post(course, replace(one, not_after=says + ASKED_WITHIN), says, named.leader or course.channel)]
    ]


async def starter(tx: Tx, course: Course, leader: UserId | None) -> UserId | None:
    """Who is asked to prepare a round of the course: its leader, if they may start one in the department's channel,
    else whoever leads there; the leader again where nobody does."""
    named = await people.named(tx, course.team, course.department)
    if leader and Person(course.team, leader, rights=named.rights_of(leader)).may(Act.START_ROUND):
        return leader
    return named.leader or leader


def _post(course: Course, one: Reminder, now: datetime, target: UserId | ChannelId) -> Post:
    return Post(
        dedupe_key=f"{course.team}:{one.key}",
        team=course.team,
        kind=KINDS[one.occasion],
        due_at=now,
        not_after=one.not_after,
        channel=target,
        subject={
            "course": course.id,
            "milestone": one.milestone,
            "day": one.day.isoformat(),
            "due_on": one.due_on.isoformat(),
        },
    )


def _missed(course: Course, skipped: Iterable[Reminder], now: datetime, target: UserId | ChannelId) -> Post:
    names = sorted(f"{one.due_on.isoformat()}/{one.milestone}/{one.occasion}" for one in skipped)
    return Post(
        dedupe_key=f"{course.team}:{course.id}:{MISSED}:{names[-1]}",
        team=course.team,
        kind=MISSED,
        due_at=now,
        channel=target,
        subject={"course": course.id, "missed": " ".join(names)},
    )
