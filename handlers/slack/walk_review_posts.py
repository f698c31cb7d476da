"""What a walk says by itself: its summary in the channel, that it is ready or approved, what is to be settled."""

from __future__ import annotations

from datetime import datetime

from domain.walk_returns import is_of_what_stands
from domain.walk_reviews import Asked
from domain.walks import Walk, WalkAct
from handlers import walk_reviews, walks
from handlers.slack.desk import Desk, Place
from handlers.slack.lines import rewrite
from handlers.slack.requests import Made
from messages.slack import walk_reviews as cards
from messages.slack import walk_summaries as summaries
from storage.outbox import Claimed


async def summary_post(desk: Desk, claimed: Claimed) -> Made:
    """For the channel; the summary before it becomes a line that points down."""
    async with desk.store.reads() as tx:
        walk = await walks.of_post(tx, claimed.team, claimed.subject["walk"])
        before = await walk_reviews.last_summary(tx, walk) if walk else None
    if walk is None:
        return None
    words = await desk.words(claimed.target, claimed.target)
    if before:
        await rewrite(desk, Place(*before), summaries.older_summary_card(walk, words))
    card = summaries.summary_card(walk, words)
    return card, card


async def approved_post(desk: Desk, claimed: Claimed) -> Made:
    """For everybody in the walk."""
    walk = await _walk_of(desk, claimed)
    if walk is None or not walk.versions:
        return None
    card = cards.approved_card(walk, await desk.words(claimed.target))
    return card, card


async def to_approve_post(desk: Desk, claimed: Claimed) -> Made:
    """For an approver; None once it is approved or sent back, or they are no approver any more.

    Later than on the day on which somebody asked it says when that was, and who.
    """
    walk = await _walk_of(desk, claimed)
    if walk is None or not walk.changed or not walk.may(claimed.target, WalkAct.APPROVE):
        return None
    async with desk.store.reads() as tx:
        if is_of_what_stands(walk, await walk_reviews.returned(tx, walk)):
            return None
    asked = Asked(claimed.subject["by"], datetime.fromisoformat(claimed.subject["asked"]))
    waits = asked if asked.has_waited(desk.now()) else None
    card = cards.to_approve_card(walk, claimed.target, await desk.words(claimed.target), waits)
    return card, card


async def end_requests(desk: Desk, walk: Walk) -> None:
    """Whatever asked the approvers for the version that is approved now becomes a line."""
    async with desk.store.reads() as tx:
        found = await walk_reviews.requests(tx, walk)
    for sent in found:
        await rewrite(desk, sent, cards.approved_line(walk, await desk.words(sent.target)))


async def to_settle_post(desk: Desk, claimed: Claimed) -> Made:
    """For the one who is to find out; None once it is settled, or somebody else's."""
    walk = await _walk_of(desk, claimed)
    question = claimed.subject["question"]
    if walk is None or question not in walk.unsettled or walk.unsettled[question].owner != claimed.target:
        return None
    card = cards.to_settle_card(walk, walk.question(question), await desk.words(claimed.target))
    return card, card


async def _walk_of(desk: Desk, claimed: Claimed) -> Walk | None:
    async with desk.store.reads() as tx:
        walk = await walks.of_post(tx, claimed.team, claimed.subject["walk"])
    return walk if walk and claimed.target in walk.people else None
