"""What people write to Anker as answers: kept first, then added, or asked about; only a button moves on."""

from __future__ import annotations

import logging
from typing import Any

from slack_sdk.errors import SlackApiError

from domain.cpr import find_cpr
from domain.revisions import LONGEST_ANSWER, AnswerTooLong, Overtaken
from handlers import walk_texts
from handlers.slack.desk import Desk
from handlers.slack.requests import Click, Listeners, Reply, Rewritten, Written
from handlers.walk_texts import Heard
from messages.slack import walks as cards
from messages.slack.cards import Card
from messages.wording import Words
from storage.walk_messages import WrittenText

logger = logging.getLogger("anker.walks")

#: How many of the newest messages are looked through for a card of ours; what one writes oneself stands between.
NEWEST = 20


async def on_written(desk: Desk, written: Written) -> Reply | None:
    """A message of somebody who is in a walk; None for everybody else.

    It is stored before Slack hears that it arrived, and Slack's repetition of it changes nothing.
    """
    async with desk.store.reads() as tx:
        writing = await walk_texts.writing(tx, written.team, written.user)
    if not writing:
        return None
    card = await _card_before(desk, written)
    if not walk_texts.concerns(writing, written.user, card):
        return None
    words = await desk.words(written.user)
    refused = _refused(written, words)
    return Reply(after=_say(desk, written.channel, refused or await _kept(desk, written, card, words)))


def _refused(written: Written, words: Words) -> Card | None:
    """What is not kept: its writer still has it in Slack, and is told what to do."""
    if lines := find_cpr(written.text):
        return cards.cpr_card(lines[0], words)
    return cards.too_long_card(LONGEST_ANSWER, words) if len(written.text) > LONGEST_ANSWER else None


async def _kept(desk: Desk, written: Written, card: walk_texts.Card | None, words: Words) -> Card:
    """The text is safe before anything is decided about it."""
    kept = WrittenText(written.team, written.channel, written.ts, written.user, desk.now(), written.text)
    async with desk.store.writes() as tx:
        kept = await walk_texts.keep(tx, kept)
    try:
        async with desk.store.writes() as tx:
            heard = await walk_texts.place(tx, kept, desk.now(), card, in_thread=written.thread is not None)
    except AnswerTooLong:
        return cards.too_long_card(LONGEST_ANSWER, words)
    return _told(heard, written.ts, words)


def _told(heard: Heard, ts: str, words: Words) -> Card:
    if heard.walk and heard.question:
        return cards.receipt_card(heard.walk, heard.question, ts, words)
    if heard.doubt:
        return cards.asked_card(heard.doubt, heard.choices, ts, words)
    return cards.dropped_card(words)


async def _say(desk: Desk, channel: str, card: Card) -> None:
    await desk.say(channel, card)


async def _card_before(desk: Desk, written: Written) -> walk_texts.Card | None:
    """What the card shows that the message replies to, else the newest card of ours before it.

    None where there is none or Slack does not answer: then the question shown last counts.
    """
    latest = written.thread or written.ts
    try:
        page = await desk.slack.conversations_history(
            channel=written.channel, latest=latest, inclusive=written.thread is not None, limit=NEWEST
        )
    except SlackApiError as refused:
        logger.warning("the card before a message cannot be looked up: %s", refused.response.get("error"))
        return None
    ours = (message for message in page["messages"] if _is_ours(desk, message))
    newest: dict[str, Any] | None = next(ours, None)
    return cards.shown_in(newest.get("blocks") or ()) if newest else None


def _is_ours(desk: Desk, message: dict[str, Any]) -> bool:
    return bool(message.get("bot_id")) or message.get("user") == desk.bot_user


async def on_add(desk: Desk, click: Click) -> Reply:
    """The writer says where a kept message belongs."""
    return await _decide(desk, click, instead=False)


async def on_instead(desk: Desk, click: Click) -> Reply:
    """The message takes the place of what stands there."""
    return await _decide(desk, click, instead=True)


async def _decide(desk: Desk, click: Click, *, instead: bool) -> Reply:
    walk, question, ts = click.ids
    words = await desk.words(click.user)
    try:
        async with desk.store.writes() as tx:
            heard = await walk_texts.decide(
                tx, click.team, click.user, click.channel or "", ts, (walk, question), desk.now(), instead=instead
            )
    except AnswerTooLong:
        return Reply(after=desk.replace(click.response_url, cards.too_long_card(LONGEST_ANSWER, words)))
    card = _told(heard, ts, words) if heard else cards.line_card(words("Det er allerede afgjort."))
    return Reply(after=desk.replace(click.response_url, card))


async def on_drop(desk: Desk, click: Click) -> Reply:
    """The message is no answer."""
    async with desk.store.writes() as tx:
        await walk_texts.decide(tx, click.team, click.user, click.channel or "", click.value, None, desk.now())
    return Reply(after=desk.replace(click.response_url, cards.dropped_card(await desk.words(click.user))))


async def on_undo(desk: Desk, click: Click) -> Reply:
    """What was added is taken out of the answer again."""
    walk, question, ts = click.ids
    words = await desk.words(click.user)
    try:
        async with desk.store.writes() as tx:
            await walk_texts.undo(tx, click.team, click.user, click.channel or "", ts, walk, question, desk.now())
    except Overtaken:
        card = cards.line_card(words("Svaret er ændret i mellemtiden. Brug Ret på spørgsmålet i stedet."))
        return Reply(after=desk.replace(click.response_url, card))
    return Reply(after=desk.replace(click.response_url, cards.dropped_card(words)))


async def on_rewritten(desk: Desk, edited: Rewritten) -> Reply | None:
    """Somebody edited a message of theirs in Slack; None where it never became an answer."""
    async with desk.store.reads() as tx:
        found = await walk_texts.answer_of(tx, edited.team, edited.user, edited.channel, edited.ts)
    if found is None or edited.old == edited.new:
        return None
    words = await desk.words(edited.user)
    if lines := find_cpr(edited.new):
        return Reply(after=_say(desk, edited.channel, cards.cpr_card(lines[0], words)))
    return Reply(after=_say(desk, edited.channel, cards.edited_card(*found, edited.ts, words)))


async def on_follow_edit(desk: Desk, click: Click) -> Reply:
    """The answer follows the edit; the message is read anew, so that its newest text counts."""
    ts = click.ids[2]
    words = await desk.words(click.user)
    page = await desk.slack.conversations_history(channel=click.channel or "", latest=ts, inclusive=True, limit=1)
    text = str(page["messages"][0].get("text", "")) if page["messages"] else ""
    if not text or find_cpr(text):
        card = (
            cards.cpr_card((find_cpr(text) or (1,))[0], words) if text else cards.line_card(words("Beskeden er væk."))
        )
        return Reply(after=desk.replace(click.response_url, card))
    async with desk.store.writes() as tx:
        heard = await walk_texts.follow_edit(tx, click.team, click.user, click.channel or "", ts, text, desk.now())
    card = _told(heard, ts, words) if heard else cards.dropped_card(words)
    return Reply(after=desk.replace(click.response_url, card))


async def on_keep_answer(desk: Desk, click: Click) -> Reply:
    """The answer stays as it was."""
    words = await desk.words(click.user)
    return Reply(after=desk.replace(click.response_url, cards.line_card(words("Svaret står, som det var."))))


LISTENERS = Listeners(
    clicks={
        "walks.add": on_add,
        "walks.instead": on_instead,
        "walks.drop": on_drop,
        "walks.undo": on_undo,
        "walks.follow_edit": on_follow_edit,
        "walks.keep_answer": on_keep_answer,
    },
)
