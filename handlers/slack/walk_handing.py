"""A question is handed to a colleague, and its answer comes back."""

from __future__ import annotations

from domain.people import UserId
from domain.revisions import QuestionId
from domain.walks import Walk
from handlers import walks
from handlers.slack import directory, walk_cards
from handlers.slack.desk import Desk
from handlers.slack.requests import Click, Listeners, Made, Reply, Submission, chosen
from handlers.slack.walk_cards import walk_of
from handlers.slack.walk_windows import card_behind, open_from
from handlers.walks import CAME_BACK, HANDED, NOT_ASKED, TAKEN_BACK, Shown
from messages.slack import walk_handing as cards
from messages.slack.cards import Card
from messages.slack.field_errors import cannot_write
from messages.slack.walks import question_card
from messages.wording import Words
from storage.outbox import Claimed


async def ask_whom(desk: Desk, click: Click) -> Reply:
    """Who is asked to answer the question. Raises `UnknownWalk` and `NotInWalk`."""
    return await open_from(desk, click, cards.hand_view)


async def on_hand_sent(desk: Desk, submission: Submission) -> Reply:
    """The question goes to a colleague; the person gets a receipt and goes on to the next."""
    walk_id, question = submission.subject[:2]
    words = await desk.words(submission.user)
    [taker] = chosen(submission.field("walks.taker"))
    told = cannot_write(await directory.member(desk, taker), words)
    if taker == submission.user:
        told = words("Det er dig selv. Vælg en kollega.")
    if told:
        return Reply({"response_action": "errors", "errors": {"walks-taker": told}})
    async with desk.store.writes() as tx:
        walk = await walks.hand(tx, submission.team, submission.user, walk_id, question, taker, desk.now())
        shown = await walks.go_on(tx, submission.team, submission.user, walk_id, desk.now(), question)
    receipt = cards.given_card(walk, walk.question(question), words)
    return Reply(after=_go_on(desk, submission, receipt, shown, words))


async def _go_on(desk: Desk, submission: Submission, receipt: Card, shown: Shown, words: Words) -> None:
    await desk.say(submission.user, receipt)
    await walk_cards.show(desk, submission.user, shown, words, card_behind(desk, submission))


async def handed_post(desk: Desk, claimed: Claimed) -> Made:
    """A question that a colleague asks this person to answer; None once it is answered or handed on."""
    walk = await walk_of(desk, claimed)
    question = claimed.subject["question"]
    if walk is None or not _is_with(walk, question, claimed.target):
        return None
    words = await desk.words(claimed.target)
    card = question_card(walk, walk.question(question), claimed.target, desk.now(), words)
    card = cards.with_joined(card, words) if "joins" in claimed.subject else card
    return card, card


async def not_asked_post(desk: Desk, claimed: Claimed) -> Made:
    """For somebody who was asked to answer a question and need not; their card of it becomes a line.

    None where they never were told, have left, or are asked again.
    """
    walk = await walk_of(desk, claimed)
    question = claimed.subject["question"]
    if walk is None or claimed.target not in walk.people or _is_with(walk, question, claimed.target):
        return None
    async with desk.store.reads() as tx:
        channel = await walks.was_handed(tx, walk, question, claimed.target)
    if channel is None:
        return None
    was_live = await walk_cards.end_question(desk, claimed.target, channel, walk, question)
    interrupts = was_live or _is_at(walk, question, claimed.target)
    words = await desk.words(claimed.target)
    card = cards.not_asked_card(walk, walk.question(question), words, interrupts=interrupts)
    return card, card


def _is_at(walk: Walk, question: QuestionId, user: UserId) -> bool:
    """Whether it is the question that somebody was shown last."""
    return user in walk.places and walk.places[user].question == question


def _is_with(walk: Walk, question: QuestionId, user: UserId) -> bool:
    return question in walk.handed and walk.handed[question].taker == user


async def came_back_post(desk: Desk, claimed: Claimed) -> Made:
    """The answer to a question that this person handed out."""
    walk = await walk_of(desk, claimed)
    question = claimed.subject["question"]
    if walk is None or question not in walk.answers or claimed.target not in walk.people:
        return None
    card = cards.came_back_card(walk, walk.question(question), await desk.words(claimed.target))
    return card, card


async def taken_back_post(desk: Desk, claimed: Claimed) -> Made:
    """For whoever handed a question out that was taken back or handed on; their receipt says so too.

    None once it is with them, or they have given it anew.
    """
    walk = await walk_of(desk, claimed)
    question = claimed.subject["question"]
    handed = walk.handed.get(question) if walk else None
    is_theirs = handed is not None and claimed.target in {handed.giver, handed.taker}
    if walk is None or claimed.target not in walk.people or is_theirs:
        return None
    async with desk.store.reads() as tx:
        channel = await walks.direct_message(tx, walk, claimed.target)
    if channel is not None:
        await walk_cards.end_given(desk, claimed.target, channel, walk, question)
    card = cards.awaited_no_more_card(walk, walk.question(question), await desk.words(claimed.target))
    return card, card


LISTENERS = Listeners(
    submissions={"walks.hand": on_hand_sent},
    posts={
        HANDED: handed_post,
        CAME_BACK: came_back_post,
        NOT_ASKED: not_asked_post,
        TAKEN_BACK: taken_back_post,
    },
)
