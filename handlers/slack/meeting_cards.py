"""Where the cards of a course's meetings stand: the newest is one, and those before it become lines."""

from __future__ import annotations

import logging
from collections.abc import Iterable
from dataclasses import replace
from datetime import timedelta

from slack_sdk.errors import SlackApiError

from domain.course_definitions import MilestoneId
from domain.courses import Course, Moved
from handlers.course_meetings import AGREED, LEFT_OUT, MOVED, RECORD, TAKEN_BACK
from handlers.slack.desk import MOST_TRIES, Desk
from handlers.slack.directory import names_of
from handlers.slack.outcomes import Failed, Meaning, failed
from messages.slack import course_changes as changes
from messages.slack.cards import Card
from messages.slack.course_meetings import Today
from messages.wording import Words
from storage import people
from storage.outbox import Sent

logger = logging.getLogger("anker.courses")

#: How long one waits where Slack puts a change off and does not say for how long, in seconds.
UNNAMED_WAIT = 5.0
LONGEST_WAIT = 60.0


async def today(desk: Desk, course: Course) -> Today:
    """What a card goes by, with the names of those who lead as Slack knows them."""
    async with desk.store.reads() as tx:
        named = await people.named(tx, course.team, course.channel)
    names = await names_of(desk, [user for user in (named.coordinator, named.deputy) if user])
    leader, deputy = names.get(named.coordinator or "", ""), names.get(named.deputy or "", "")
    return replace(plain_today(desk), leader=leader, deputy=deputy)


def plain_today(desk: Desk) -> Today:
    """The same without names, for windows and lines."""
    return Today(desk.workdays.local(desk.now()).date(), desk.workdays)


def words_of(desk: Desk, course: Course) -> Words:
    """A card in the channel is in the course's language, whoever presses."""
    return Words(course.language, desk.workdays.zone)


def line_of(desk: Desk, kind: str, done: Moved) -> Card:
    """What the cards about a milestone become when it is changed in this way."""
    course, milestone, words = done.course, done.moved.milestone, words_of(desk, done.course)
    if kind == MOVED:
        return changes.moved_line(course, done.moved, course.state(milestone).by, words)
    if kind == AGREED:
        return changes.agreed_line(course, milestone, plain_today(desk), words)
    if kind == RECORD:
        return changes.held_line(course, milestone, plain_today(desk), words)
    if kind == LEFT_OUT:
        return changes.left_out_line(course, milestone, words)
    return changes.newer_line(course, milestone, words)


async def settle(desk: Desk, kind: str, done: Moved, old: Iterable[tuple[MilestoneId, Sent]]) -> None:
    """The old cards of what was changed, and of what moved along, become lines.

    A record stays until a newer one stands below it.
    """
    along = {shift.milestone: shift for shift in done.along}
    # That there is something newer below is for the newest only: what those before it say is true still.
    old = [*old][-1:] if kind == TAKEN_BACK else old
    by = done.course.state(done.moved.milestone).by
    for milestone, sent in old:
        if sent.kind != RECORD:
            shift = along.get(milestone)
            words = words_of(desk, done.course)
            moved_along = changes.moved_line(done.course, shift, by, words) if shift else None
            await rewrite(desk, sent, moved_along or line_of(desk, kind, done))


async def rewrite(desk: Desk, sent: Sent, line: Card) -> None:
    """The message becomes the line. One that was deleted, or that Anker may not change any more, stays as it is."""
    for attempt in range(1, MOST_TRIES + 1):
        try:
            await desk.slack.chat_update(channel=sent.channel, ts=sent.ts, **line.payload())
        except SlackApiError as refused:
            failure = failed(refused)
            if failure.meaning is not Meaning.LATER or attempt == MOST_TRIES:
                logger.info("a card of a meeting stays as it is: %s", failure.error)
                return
            await _wait(desk, failure)
        else:
            return


async def _wait(desk: Desk, failure: Failed) -> None:
    asked = failure.seconds or UNNAMED_WAIT
    await desk.until(desk.now() + timedelta(seconds=min(asked, LONGEST_WAIT)))
