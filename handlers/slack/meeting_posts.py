"""What is posted about a course's meetings, made when it is sent from what is true then; None where it is moot."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from domain.agendas import Meeting
from domain.closings import asks_who_secures
from domain.courses import Course, Moved, Standing
from domain.reminders import Occasion
from handlers import closings, course_agendas, course_meetings
from handlers.course_meetings import AGREED, LEFT_OUT, MOVED, RECORD, TAKEN_BACK
from handlers.course_reminders import KINDS, MISSED
from handlers.slack.desk import Desk
from handlers.slack.lines import rewrite
from handlers.slack.meeting_cards import line_of, plain_today, settle, today, words_at, words_of
from handlers.slack.requests import Listeners, Made
from messages.slack import course_changes as changes
from messages.slack import course_meetings as cards
from messages.slack import course_records as records
from messages.slack.cards import Card
from messages.slack.course_missed import missed_card
from storage import courses as stored
from storage.outbox import Claimed

#: What is not reminded of any more, and not asked about.
SETTLED = frozenset({Standing.HELD, Standing.NOT_NEEDED})


async def reminder_post(desk: Desk, claimed: Claimed) -> Made:
    """The meeting comes; moot once it is moved, held or left out, or its course is over."""
    subject = claimed.subject
    async with desk.store.reads() as tx:
        meeting = await course_agendas.meeting(
            tx, claimed.team, subject["course"], subject["milestone"], desk.now(), desk.workdays
        )
        if meeting is None or not _stands(desk, meeting.course, claimed):
            return None
        old = await course_meetings.cards_of(tx, meeting.course, meeting.milestone)
    words = words_of(desk, meeting.course)
    for sent in old[-1:]:
        told = await words_at(desk, sent, meeting.course)
        await rewrite(desk, sent, changes.newer_line(meeting.course, meeting.milestone, told))
    return _made(cards.reminder_card(meeting, await today(desk, meeting.course), words))


async def was_it_held_post(desk: Desk, claimed: Claimed) -> Made:
    """Asked once; moot when somebody has said so meanwhile."""
    course = await _course(desk, claimed)
    if course is None or not _stands(desk, course, claimed):
        return None
    milestone, words = claimed.subject["milestone"], words_of(desk, course)
    async with desk.store.reads() as tx:
        old = await course_meetings.cards_of(tx, course, milestone)
    for sent in old[-1:]:
        await rewrite(desk, sent, changes.newer_line(course, milestone, await words_at(desk, sent, course)))
    return _made(cards.was_it_held_card(course, milestone, await today(desk, course), words))


def _stands(desk: Desk, course: Course, claimed: Claimed) -> bool:
    """Whether the milestone still stands on the day that the message is about, and nobody has settled it."""
    milestone, day = claimed.subject["milestone"], date.fromisoformat(claimed.subject["day"])
    if course.over or not course.type.has(milestone):
        return False
    return course.state(milestone).standing not in SETTLED and course.days(desk.workdays)[milestone] == day


async def moved_post(desk: Desk, claimed: Claimed) -> Made:
    """What moved, what moved along, what did not and why; moot once it stands on yet another day, or is settled."""
    done = await _change(desk, claimed)
    if done is None or (not _is_newest(done, claimed) and _is_settled(done)):
        return None
    if done.course.days(desk.workdays)[done.moved.milestone] != done.moved.after:
        return None
    await _settle(desk, MOVED, done)
    return _made(changes.moved_card(done, plain_today(desk), words_of(desk, done.course)))


async def agreed_post(desk: Desk, claimed: Claimed) -> Made:
    """The date is agreed; moot once something has changed again."""
    done = await _newest(desk, claimed, AGREED)
    if done is None:
        return None
    words = words_of(desk, done.course)
    return _made(changes.agreed_card(done, plain_today(desk), words, await _reminded_of(desk, done)))


async def _reminded_of(desk: Desk, done: Moved) -> Meeting | None:
    """What the reminder told that has become a line by now: the card below it tells it in its place."""
    course, milestone = done.course, done.moved.milestone
    async with desk.store.reads() as tx:
        old = await course_meetings.cards_of(tx, course, milestone)
        if not any(sent.kind == KINDS[Occasion.MEETING] for sent in old):
            return None
        return await course_agendas.meeting(tx, course.team, course.id, milestone, desk.now(), desk.workdays)


async def left_out_post(desk: Desk, claimed: Claimed) -> Made:
    """It is not needed, with the way back."""
    done = await _newest(desk, claimed, LEFT_OUT)
    if done is None:
        return None
    return _made(changes.left_out_card(done.course, done.moved.milestone, words_of(desk, done.course)))


async def taken_back_post(desk: Desk, claimed: Claimed) -> Made:
    """It is needed after all."""
    done = await _newest(desk, claimed, TAKEN_BACK)
    return _made(changes.taken_back_card(done, plain_today(desk), words_of(desk, done.course))) if done else None


async def record_post(desk: Desk, claimed: Claimed) -> Made:
    """The record of a meeting; an older one becomes a line. Moot where a newer one is on its way."""
    done = await _change(desk, claimed)
    if done is None or not _is_newest(done, claimed):
        return None
    course, milestone, words = done.course, done.moved.milestone, words_of(desk, done.course)
    async with desk.store.reads() as tx:
        actions = await course_meetings.actions_of(tx, course, milestone)
        is_last = asks_who_secures(course.type.milestone(milestone))
        secured = (await closings.of_course(tx, course)).secured if is_last else ()
        old = await course_meetings.cards_of(tx, course, milestone)
    for sent in old:
        await rewrite(desk, sent, line_of(desk, RECORD, done, await words_at(desk, sent, course)))
    again = "again" in claimed.subject
    return _made(records.record_card(done, actions, plain_today(desk), words, again=again, secured=secured))


async def missed_post(desk: Desk, claimed: Claimed) -> Made:
    """To who leads the course, or to its channel where nobody does: what was not said while Anker was down."""
    course = await _course(desk, claimed)
    if course is None:
        return None
    is_led = claimed.target != course.channel
    words = await desk.words(claimed.target) if is_led else words_of(desk, course)
    return _made(missed_card(course, claimed.subject["missed"], plain_today(desk), words, is_led=is_led))


async def _course(desk: Desk, claimed: Claimed) -> Course | None:
    async with desk.store.reads() as tx:
        return await stored.load(tx, claimed.team, claimed.subject["course"])


async def _change(desk: Desk, claimed: Claimed) -> Moved | None:
    """What a message about a change tells, with the course as it is now."""
    course = await _course(desk, claimed)
    return course_meetings.read(claimed.subject, course) if course and not course.over else None


async def _newest(desk: Desk, claimed: Claimed, kind: str) -> Moved | None:
    """The same where nothing has changed since; the older cards then tell it too. None where the message is moot."""
    done = await _change(desk, claimed)
    if done is None or not _is_newest(done, claimed):
        return None
    await _settle(desk, kind, done)
    return done


def _is_settled(done: Moved) -> bool:
    return done.course.state(done.moved.milestone).standing in SETTLED


def _is_newest(done: Moved, claimed: Claimed) -> bool:
    return done.course.state(done.moved.milestone).changes == int(claimed.subject["changes"])


async def _settle(desk: Desk, kind: str, done: Moved) -> None:
    """Once more what was done when somebody pressed, in case Anker went down in between."""
    alone = replace(done, along=())
    async with desk.store.reads() as tx:
        old = await course_meetings.old_cards(tx, alone)
    await settle(desk, kind, alone, old)


def _made(card: Card) -> Made:
    return card, card


LISTENERS = Listeners(
    posts={
        KINDS[Occasion.MEETING]: reminder_post,
        KINDS[Occasion.WAS_IT_HELD]: was_it_held_post,
        MISSED: missed_post,
        MOVED: moved_post,
        AGREED: agreed_post,
        LEFT_OUT: left_out_post,
        TAKEN_BACK: taken_back_post,
        RECORD: record_post,
    },
)
