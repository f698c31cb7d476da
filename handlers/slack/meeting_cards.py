"""Where the cards of a course's meetings stand: the newest is one, and those before it become lines."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from domain.course_definitions import MilestoneId
from domain.courses import Course, Moved
from handlers.course_meetings import AGREED, LEFT_OUT, MOVED, RECORD, TAKEN_BACK
from handlers.slack.desk import Desk
from handlers.slack.directory import names_of
from handlers.slack.lines import rewrite
from messages.slack import course_changes as changes
from messages.slack.cards import Card
from messages.slack.course_meetings import Today
from messages.wording import Words
from storage import people
from storage.sent_messages import Sent


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


async def words_at(desk: Desk, sent: Sent, course: Course) -> Words:
    """What becomes of a card is said in its own language: a private one is in its reader's."""
    return await desk.words(sent.target) if sent.is_private else words_of(desk, course)


def line_of(desk: Desk, kind: str, done: Moved, words: Words) -> Card:
    """What the cards about a milestone become when it is changed in this way."""
    course, milestone = done.course, done.moved.milestone
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
            words = await words_at(desk, sent, done.course)
            moved_along = changes.moved_line(done.course, shift, by, words) if shift else None
            await rewrite(desk, sent, moved_along or line_of(desk, kind, done, words))
