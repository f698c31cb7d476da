"""The barometers of a course: what is told before one opens, to whom. The round itself is started as any other."""

from __future__ import annotations

from slack_sdk.errors import SlackApiError

from domain.departments import changes_since
from domain.people import Attendance, Department, Member, UserId, attendance
from domain.reminders import WITHOUT_ROUND, Occasion
from handlers import course_meetings, course_rounds
from handlers.course_reminders import ASKED, KINDS, REDRAWN
from handlers.course_rounds import FOLLOWED, Unstarted, Upcoming
from handlers.slack import directory
from handlers.slack.desk import Desk
from handlers.slack.lines import rewrite
from handlers.slack.meeting_cards import plain_today, words_at, words_of
from handlers.slack.outcomes import error_of
from handlers.slack.requests import Listeners, Made
from messages.slack.course_changes import newer_line
from messages.slack.course_rounds import (
    RoundFacts,
    UnstartedFacts,
    asked_card,
    followed_card,
    followed_line,
    passed_over_line,
    round_card,
    unstarted_card,
)
from storage import courses as stored
from storage.outbox import Claimed

#: What stands about a barometer as long as it has no round.
BEFORE_A_ROUND = frozenset({*(KINDS[occasion] for occasion in WITHOUT_ROUND), ASKED})


async def round_post(desk: Desk, claimed: Claimed) -> Made:
    """A barometer opens soon; moot once its round is started, it stands on another day, or the course is over."""
    async with desk.store.reads() as tx:
        found = await course_rounds.upcoming(tx, claimed.team, claimed.subject, desk.workdays)
    if found is None:
        return None
    card = round_card(_facts(found, await _members(desk, found)), await desk.words(claimed.target))
    return card, card


async def asked_post(desk: Desk, claimed: Claimed) -> Made:
    """Somebody else was asked to prepare a round; moot when the proposal is."""
    async with desk.store.reads() as tx:
        found = await course_rounds.upcoming(tx, claimed.team, claimed.subject, desk.workdays)
    if found is None:
        return None
    one = found.proposal
    words = await desk.words(claimed.target)
    card = asked_card(one.course, one.milestone, one.opens, claimed.subject["asked"], words)
    return card, card


async def _members(desk: Desk, found: Upcoming) -> list[Member] | None:
    """Everybody in the department today, None where Anker cannot see into its channel."""
    try:
        return await directory.members_of(desk, found.department, found.proposal.channel)
    except SlackApiError as refused:
        if error_of(refused) in directory.OUTSIDE:
            return None
        raise


def _facts(found: Upcoming, members: list[Member] | None) -> RoundFacts:
    proposal, department = found.proposal, found.department or Department()
    asked: Attendance | None = None
    if members is not None:
        asked = attendance(department, members, [role.id for role in found.barometer.roles])
    return RoundFacts(
        course=proposal.course,
        milestone=proposal.milestone,
        opens=proposal.opens,
        closes=proposal.closes,
        barometer=found.barometer,
        outside=department.people_outside,
        found=asked,
        changes=changes_since(found.known, members or ()) if members else changes_since(frozenset(), ()),
        has_list=found.department is not None,
        is_again=found.is_again,
    )


async def followed_post(desk: Desk, claimed: Claimed) -> Made:
    """What moved in the course because a round was started or closes earlier; moot once it stands elsewhere again."""
    async with desk.store.reads() as tx:
        course = await stored.load(tx, claimed.team, claimed.subject["course"])
    if course is None or course.over:
        return None
    done = course_meetings.read(claimed.subject, course)
    if course.days(desk.workdays)[done.moved.milestone] != done.moved.after:
        return None
    card = followed_card(done, plain_today(desk), words_of(desk, course))
    return card, card


async def unstarted_post(desk: Desk, claimed: Claimed) -> Made:
    """A barometer's day has passed without a round: to who leads the course, or in its channel where nobody does.

    Moot once its round is started, it stands on another day, or the course is over. The proposal of the round, where
    the same person had it, becomes a line.
    """
    async with desk.store.reads() as tx:
        course = await stored.load(tx, claimed.team, claimed.subject["course"])
        leader = claimed.target if course and claimed.target != course.channel else None
        found = await course_rounds.unstarted(tx, claimed.team, claimed.subject, leader, desk.workdays)
        old = await course_meetings.cards_of(tx, course, claimed.subject["milestone"]) if course else []
    if found is None:
        return None
    one = found.proposal
    words = await desk.words(leader) if leader else words_of(desk, one.course)
    if found.starter == leader:
        for sent in old:
            if sent.kind == KINDS[Occasion.ROUND] and sent.subject["day"] == claimed.subject["day"]:
                await rewrite(desk, sent, newer_line(one.course, one.milestone, words))
    card = unstarted_card(_unstarted(found, leader), plain_today(desk), words)
    return card, card


async def redrawn_post(desk: Desk, claimed: Claimed) -> Made:
    """What was said of a barometer without a round becomes a line, of those too that it passes over; nothing new is
    posted."""
    milestone = claimed.subject["milestone"]
    async with desk.store.reads() as tx:
        course = await stored.load(tx, claimed.team, claimed.subject["course"])
        if course is None:
            return None
        over = await course_rounds.passed_over(tx, course)
        old = {name: await course_meetings.cards_of(tx, course, name) for name in (milestone, *over)}
    for name, cards in old.items():
        line = passed_over_line if name in over else followed_line
        for sent in cards:
            # What is told because this very round was cancelled is true still.
            if sent.kind in BEFORE_A_ROUND and sent.subject.get("cancelled") != claimed.subject["round"]:
                words = await words_at(desk, sent, course)
                await rewrite(desk, sent, line(course, name, plain_today(desk), words))
    return None


def _unstarted(found: Unstarted, leader: UserId | None) -> UnstartedFacts:
    """What stands in the channel can be pressed by whoever may; who leads is told where that is somebody else."""
    one = found.proposal
    other = found.starter if leader and found.starter != leader else None
    return UnstartedFacts(one.course, one.milestone, one.opens, starter=other, is_led=leader is not None)


LISTENERS = Listeners(
    posts={
        KINDS[Occasion.ROUND]: round_post,
        KINDS[Occasion.NOT_STARTED]: unstarted_post,
        ASKED: asked_post,
        FOLLOWED: followed_post,
        REDRAWN: redrawn_post,
    }
)
