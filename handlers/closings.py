"""How a course ends: who secures what afterwards, the one question half a year later, and an end before its time."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from domain import courses as rules
from domain.closings import Answer, Closing, Followed, Secured, after_answer
from domain.course_definitions import Kind, MilestoneId
from domain.courses import AlreadyHeld, Course, CourseId, CourseOver, Standing
from domain.people import Act, Person, TeamId
from domain.reminders import Occasion
from domain.workdays import Workdays
from handlers import courses, plan_reminders
from handlers.course_reminders import KINDS
from handlers.courses import UnknownCourse, post_to_channel
from storage import audit, outbox, sent_messages
from storage import closings as stored
from storage import courses as stored_courses
from storage.database import Tx
from storage.sent_messages import Sent

#: What the outbox calls the line with the answer, and the one that tells of an end before its time.
ANSWERED, ENDED = "closings.answered", "closings.ended"


async def of_course(tx: Tx, course: Course) -> Closing:
    """What is kept about the end of the course. Raises `KeyMissing` and `TamperedBody`."""
    return await stored.read(tx, course.id)


async def secure(tx: Tx, course: Course, person: Person, rows: Sequence[Secured], now: datetime) -> bool:
    """Keep who secures what after the course, which was loaded with `lock`; False where that is what stands there."""
    kept = (await stored.read(tx, course.id)).secured
    if kept == tuple(rows):
        return False
    await stored.keep_secured(tx, course.id, rows, person.user, now)
    return True


async def asked(tx: Tx, person: Person, course_id: CourseId, milestone: MilestoneId) -> Course:
    """The course, for somebody who may answer its question.

    Raises `UnknownCourse`, `NotAllowed`, `UnknownMilestone`, and `AlreadyHeld` and `CourseOver` where it is too late.
    """
    return _may_answer(await courses.take_part(tx, person, course_id, Act.WORK_COURSE), milestone)


def _may_answer(course: Course, milestone: MilestoneId) -> Course:
    if course.type.milestone(milestone).kind is not Kind.QUESTION:
        raise UnknownCourse
    if course.state(milestone).standing is Standing.HELD:
        raise AlreadyHeld(milestone)
    if course.over:
        raise CourseOver
    return course


async def answer(
    tx: Tx,
    person: Person,
    course_id: CourseId,
    milestone: MilestoneId,
    said: tuple[Answer, str],
    now: datetime,
    workdays: Workdays,
) -> Course:
    """Keep the team's answer and its comment; with the last question the course is over. Raises as `asked` does."""
    taken = await courses.take_part(tx, person, course_id, Act.WORK_COURSE, lock=True)
    before = _may_answer(taken, milestone)
    today = workdays.local(now).date()
    after = after_answer(rules.held(before, milestone, today, today, workdays, by=person.user).course)
    await stored.keep_followed(tx, before.id, Followed(*said, person.user, now))
    await courses.replan(tx, before, after, now, workdays)
    await audit.note(tx, person.team, person.user, "course.answer", f"{before.id}:{milestone}", now)
    post = post_to_channel(after, ANSWERED, workdays.soonest(now), milestone, milestone=milestone)
    await outbox.add(tx, [post])
    if after.over:
        await plan_reminders.tell_of_end(tx, after, person.user, now, workdays)
    return after


async def may_end(tx: Tx, person: Person, course_id: CourseId) -> Course:
    """The course, for somebody who may end it. Raises `UnknownCourse`, `NotAllowed` and `CourseOver`."""
    course = await courses.take_part(tx, person, course_id, Act.START_COURSE)
    if course.over:
        raise CourseOver
    return course


async def end(tx: Tx, person: Person, course_id: CourseId, now: datetime, workdays: Workdays) -> Course:
    """End the course before its time; nothing more is said in it but that, also to whoever has something open in its
    plan. Ending twice is ending once.

    Raises `UnknownCourse` and `NotAllowed`.
    """
    before = await courses.take_part(tx, person, course_id, Act.START_COURSE, lock=True)
    if before.over:
        return before
    after = before.ended()
    await courses.replan(tx, before, after, now, workdays)
    await audit.note(tx, person.team, person.user, "course.end", before.id, now)
    await outbox.add(tx, [post_to_channel(after, ENDED, workdays.soonest(now), "1", by=person.user)])
    await plan_reminders.tell_of_end(tx, after, person.user, now, workdays)
    return after


async def of_post(tx: Tx, team: TeamId, subject: Mapping[str, str]) -> tuple[Course, Closing] | None:
    """The course that a message is about, with what is kept about its end; None for a course that is not there."""
    course = await stored_courses.load(tx, team, subject["course"])
    return (course, await of_course(tx, course)) if course else None


async def question_at(tx: Tx, course: Course, milestone: MilestoneId) -> list[Sent]:
    """Where the question stands."""
    kinds = [KINDS[Occasion.QUESTION]]
    return await sent_messages.where_sent(tx, course.team, kinds, course=course.id, milestone=milestone)
