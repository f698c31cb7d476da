"""A recurring reminder that grew out of an answer: offered, set up, sent when it is due, and held, moved or stopped."""

from __future__ import annotations

from datetime import date

from domain.follow_ups import FollowUp, NotThen, OutOfDate, proposed_first, proposed_rhythm
from domain.people import UserId
from domain.walks import Walk
from handlers import follow_ups
from handlers.follow_ups import DUE, Found, Plan, Which
from handlers.slack import directory
from handlers.slack.desk import Desk
from handlers.slack.requests import Click, Listeners, Made, Reply, Submission, chosen
from handlers.slack.windows import show
from messages.slack import follow_ups as cards
from messages.slack.cards import Card
from messages.slack.field_errors import cannot_write
from messages.slack.follow_ups import IN_CHANNEL, Proposed
from messages.wording import Words
from storage.outbox import Claimed


async def on_offer(desk: Desk, click: Click) -> Reply:
    """The form, filled in with what the answer says, or with what runs already. Raises what `find` raises."""
    walk_id, question = click.ids[:2]
    async with desk.store.reads() as tx:
        found = await follow_ups.find(tx, click.team, click.user, walk_id, question)
    words = await desk.words(click.user)
    proposed = _proposed(desk, found, click.user)
    view = cards.plan_view(found.walk, found.question, proposed, words, is_running=found.follow_up is not None)
    await show(desk, click, view)
    return Reply()


def _proposed(desk: Desk, found: Found, user: UserId) -> Proposed:
    standing = found.follow_up
    if standing is not None:
        day = standing.next_day(desk.workdays)
        return Proposed(standing.rhythm, day, standing.owner, standing.channel is not None)
    answer = found.walk.answers.get(found.question.id)
    rhythm = proposed_rhythm(answer.text if answer else "")
    return Proposed(rhythm, proposed_first(rhythm, _today(desk), desk.workdays), user, in_channel=False)


def _today(desk: Desk) -> date:
    return desk.workdays.local(desk.now()).date()


async def on_plan_sent(desk: Desk, submission: Submission) -> Reply:
    """Set up, or changed. Raises what `plan` raises."""
    walk_id, question = submission.subject[:2]
    async with desk.store.reads() as tx:
        before = await follow_ups.find(tx, submission.team, submission.user, walk_id, question)
    words = await desk.words(submission.user)
    plan = Plan(
        rhythm=cards.rhythm_of(chosen(submission.field("follow_ups.rhythm"))[0]),
        first=date.fromisoformat(chosen(submission.field("follow_ups.first"))[0]),
        owner=chosen(submission.field("follow_ups.owner"))[0],
        in_channel=chosen(submission.field("follow_ups.where")) == (IN_CHANNEL,),
    )
    if mistake := await _mistake(desk, before.walk, plan, words):
        return mistake
    async with desk.store.writes() as tx:
        found = await follow_ups.plan(
            tx, submission.team, submission.user, walk_id, question, plan, desk.now(), desk.workdays
        )
    if found.follow_up is None:
        return Reply()
    text = cards.planned_text(found.walk, found.question, found.follow_up, desk.workdays, words)
    return Reply({"response_action": "update", "view": cards.receipt_view(text, words).to_dict()})


async def _mistake(desk: Desk, walk: Walk, plan: Plan, words: Words) -> Reply | None:
    """What cannot be, told at its field."""
    if plan.first < _today(desk):
        return _told("follow_ups-first", words("Vælg en dag, der ikke er gået."))
    if told := cannot_write(await directory.member(desk, plan.owner), words):
        return _told("follow_ups-owner", told)
    if plan.in_channel and not await directory.is_in_channel(desk, walk.channel):
        return _told("follow_ups-where", words("Jeg er ikke med i kanalen. Skriv /invite @Anker dér, og prøv igen."))
    return None


def _told(block: str, text: str) -> Reply:
    return Reply({"response_action": "errors", "errors": {block: text}})


def which(value: str) -> Which:
    """Read back what a button of a reminder carries."""
    walk, question, first, number, *_ = value.split(":")
    return Which(walk, question, date.fromisoformat(first), int(number))


async def on_held(desk: Desk, click: Click) -> Reply:
    """It was held; the card becomes a line."""
    words = await _words(desk, click)
    pressed = which(click.value)
    try:
        async with desk.store.writes() as tx:
            found = await follow_ups.held(tx, click.team, click.user, pressed)
    except OutOfDate:
        return Reply(after=desk.replace(click.response_url, cards.out_of_date_card(words)))
    next_day = _running(found).next_day(desk.workdays)
    card = cards.held_card(found.walk, found.question, click.user, next_day, words)
    return Reply(after=desk.replace(click.response_url, card))


async def on_put_off(desk: Desk, click: Click) -> Reply:
    """This one comes again in a week; the card becomes a line."""
    words = await _words(desk, click)
    try:
        async with desk.store.writes() as tx:
            found = await follow_ups.put_off(tx, click.team, click.user, which(click.value), desk.now(), desk.workdays)
    except OutOfDate:
        return Reply(after=desk.replace(click.response_url, cards.out_of_date_card(words)))
    except NotThen:
        return Reply(after=desk.whisper(click.response_url, cards.not_then_card(words)))
    return Reply(after=desk.replace(click.response_url, _moved_card(desk, found, click.user, words)))


def _moved_card(desk: Desk, found: Found, user: UserId, words: Words) -> Card:
    return cards.moved_card(found.walk, found.question, _running(found), user, desk.workdays, words)


def _running(found: Found) -> FollowUp:
    if found.follow_up is None:
        raise OutOfDate
    return found.follow_up


async def on_stop(desk: Desk, click: Click) -> Reply:
    """It comes no more; it can be begun again from the line that is left."""
    words = await _words(desk, click)
    return Reply(after=desk.replace(click.response_url, await _stop(desk, click, words)))


async def _stop(desk: Desk, click: Click, words: Words) -> Card:
    try:
        async with desk.store.writes() as tx:
            found = await follow_ups.stop(tx, click.team, click.user, which(click.value), desk.now())
    except OutOfDate:
        return cards.out_of_date_card(words)
    return cards.stopped_card(found.walk, found.question, click.user, words)


async def on_move(desk: Desk, click: Click) -> Reply:
    """On which day it comes instead. Raises what `find` raises."""
    pressed = which(click.value)
    async with desk.store.reads() as tx:
        found = await follow_ups.find(tx, click.team, click.user, pressed.walk, pressed.question)
    words = await desk.words(click.user)
    standing = found.follow_up
    if standing is None or standing.first != pressed.first:
        return Reply(after=desk.whisper(click.response_url, cards.out_of_date_card(words)))
    day = max(standing.day(pressed.number, desk.workdays), desk.workdays.shifted(_today(desk), 1))
    await show(desk, click, cards.move_view(found.walk, found.question, standing, pressed.number, day, words))
    return Reply()


async def on_move_sent(desk: Desk, submission: Submission) -> Reply:
    """This one is moved; the card that it was moved from becomes a line."""
    pressed = which(":".join(submission.subject))
    async with desk.store.reads() as tx:
        found = await follow_ups.find(tx, submission.team, submission.user, pressed.walk, pressed.question)
    words = await desk.words(submission.user)
    day = date.fromisoformat(chosen(submission.field("follow_ups.day"))[0])
    try:
        async with desk.store.writes() as tx:
            found = await follow_ups.move(tx, submission.team, submission.user, pressed, day, desk.now(), desk.workdays)
    except OutOfDate:
        return _updated(cards.out_of_date_card(words), words)
    except NotThen:
        return _told("follow_ups-day", words("Vælg en dag, der ikke er gået, og som ligger før den næste."))
    card = _moved_card(desk, found, submission.user, words)
    response_url = desk.opened_from.get(submission.view_id)
    return Reply(
        {"response_action": "update", "view": cards.receipt_view(card.text, words).to_dict()},
        desk.replace(response_url, card) if response_url else None,
    )


def _updated(card: Card, words: Words) -> Reply:
    return Reply({"response_action": "update", "view": cards.receipt_view(card.text, words).to_dict()})


async def on_more(desk: Desk, click: Click) -> Reply:
    """The menu of a follow-up in the status."""
    what = click.ids[-1]
    if what == "plan":
        return await on_offer(desk, click)
    if what == "move":
        return await on_move(desk, click)
    card = await _stop(desk, click, await desk.words(click.user))
    return Reply(after=desk.whisper(click.response_url, card))


async def _words(desk: Desk, click: Click) -> Words:
    """A card in a channel stays in the channel's language, whoever presses."""
    channel = click.channel or ""
    return await desk.words(click.user if channel.startswith("D") else channel, channel)


async def status_part(desk: Desk, walk: Walk, user: UserId, words: Words) -> Card | None:
    """The walk's follow-ups as part of its status card; None where there are none."""
    async with desk.store.reads() as tx:
        found = await follow_ups.of_walk(tx, walk)
    return cards.listed(walk, found, user, desk.workdays, words)


async def remind_due(desk: Desk) -> None:
    """What the clock asks for: the reminders that are due now, written into the outbox once."""
    now = desk.now()
    async with desk.store.reads() as tx:
        found = await follow_ups.due(tx, now, desk.workdays)
    for one in found:
        async with desk.store.writes() as tx:
            await follow_ups.remind(tx, one, now, desk.workdays)


async def due_post(desk: Desk, claimed: Claimed) -> Made:
    """The reminder; None where it was stopped or changed, or a newer one has come."""
    subject = claimed.subject
    about = Which(subject["walk"], subject["question"], date.fromisoformat(subject["first"]), int(subject["number"]))
    async with desk.store.reads() as tx:
        found = await follow_ups.of_post(tx, claimed.team, about)
    if found is None:
        return None
    words = await desk.words(claimed.target, claimed.target)
    card = cards.due_card(found.walk, found.question, _running(found), about.number, _today(desk), desk.workdays, words)
    return card, card


LISTENERS = Listeners(
    clicks={
        "follow_ups.offer": on_offer,
        "follow_ups.held": on_held,
        "follow_ups.move": on_move,
        "follow_ups.put_off": on_put_off,
        "follow_ups.stop": on_stop,
        "follow_ups.more": on_more,
    },
    submissions={"follow_ups.plan": on_plan_sent, "follow_ups.move": on_move_sent},
    posts={DUE: due_post},
)
