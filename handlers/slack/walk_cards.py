"""Where a walk's card stands in the direct message: the newest one is live, what is above it becomes a line.

Which messages are whose is read back from the conversation itself, so that it holds after a restart as well.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from slack_sdk.errors import SlackApiError

from domain.people import ChannelId, UserId
from domain.revisions import QuestionId
from domain.walks import Walk, WalkId
from handlers import walks
from handlers.slack.desk import Desk, Place
from handlers.slack.lines import rewrite
from handlers.slack.outcomes import failed
from handlers.slack.requests import Click
from handlers.walks import Shown
from messages.slack import walk_marks as marks
from messages.slack import walks as cards
from messages.slack.cards import Card
from messages.slack.walk_handing import awaited_no_more_line, is_given
from messages.slack.walk_moves import nothing_left_card, sent_line
from messages.slack.walk_texts import waiting_part
from messages.wording import Words
from storage.outbox import Claimed

logger = logging.getLogger("anker.walks")

#: How many of the newest messages are looked through; what one writes oneself stands between ours.
NEWEST = 50

Message = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Pressed:
    """The message that was pressed, also where a window was opened from it; without a `ts` none is known."""

    channel: ChannelId = ""
    ts: str = ""
    response_url: str | None = None

    @property
    def is_direct(self) -> bool:
        return self.channel.startswith("D")


def pressed(click: Click) -> Pressed:
    return Pressed(click.channel or "", click.message_ts or "", click.response_url)


async def show(desk: Desk, user: UserId, shown: Shown, words: Words, where: Pressed = Pressed()) -> None:
    """Put the question, or that there is none left, with what waits for its writer to say where it belongs."""
    waiting = waiting_part(shown.walk, shown.waiting, user, words)
    if shown.question is None:
        card = nothing_left_card(shown.walk, user, desk.workdays.local(desk.now()).date(), words, waiting)
    else:
        card = cards.question_card(shown.walk, shown.question, user, desk.now(), words, waiting)
    await put(desk, user, shown.walk, card, words, where)


async def put(desk: Desk, user: UserId, walk: Walk, card: Card, words: Words, where: Pressed = Pressed()) -> None:
    """Show a card in the person's direct message, and turn this walk's cards above it into lines.

    It takes the place of the card that was pressed while nothing stands below that one; else it comes below
    everything, so that what somebody wrote keeps its place under the question it was written to. Where the newest
    message shows that question already, an older card that is pressed, or one pressed twice, leads to it.
    """
    async with desk.in_order.of(user):
        above = await newest(desk, where.channel) if where.is_direct else []
        channel, live = await _placed(desk, user, card, words, where, above)
        await settle(desk, channel, live, walk, words, above or await newest(desk, channel))


async def _placed(
    desk: Desk, user: UserId, card: Card, words: Words, where: Pressed, above: list[Message]
) -> tuple[ChannelId, str]:
    """Where the card stands now: the channel and the ts."""
    if where.ts and above and above[0]["ts"] == where.ts:
        await desk.replace(where.response_url, card)
        return where.channel, where.ts
    if where.ts and above and _shows_the_same(desk, above[0], card):
        await desk.slack.chat_update(channel=where.channel, ts=above[0]["ts"], **card.payload())
        return where.channel, str(above[0]["ts"])
    placed = await desk.say(user, card)
    if where.ts and where.ts not in {message["ts"] for message in above}:
        # Only the person sees what they pressed, or Slack does not tell what stands there: it says where the card went.
        await desk.replace(where.response_url, sent_line(words, is_here=where.is_direct))
    return placed


def _shows_the_same(desk: Desk, message: Message, card: Card) -> bool:
    """Whether a message is the same question's card, and not a receipt or a line."""
    blocks = message.get("blocks") or ()
    shown = marks.shown_in([block.to_dict() for block in card.blocks])
    is_question = not marks.is_aside(blocks) and not marks.is_receipt(blocks) and is_ours(desk, message)
    return is_question and shown != ("", "") and marks.shown_in(blocks) == shown


async def settle(
    desk: Desk,
    channel: ChannelId,
    live: str,
    walk: Walk,
    words: Words,
    above: list[Message],
    written_to: QuestionId | None = None,
) -> None:
    """Turn the walk's cards and receipts above the live one into lines, but for the card of the question written to.

    What came below it in the meantime, from a message that was written at the same time, is newer and stays.
    """
    for message in above:
        if message["ts"] < live and is_ours(desk, message):
            line = _line(message.get("blocks") or (), walk, words, written_to)
            if line is not None:
                await desk.slack.chat_update(channel=channel, ts=message["ts"], **line.payload())


def _line(blocks: Sequence[Message], walk: Walk, words: Words, written_to: QuestionId | None) -> Card | None:
    """What becomes of a card of ours that is not the newest any more; None for one that stays as it is."""
    if marks.begins(blocks) == walk.id:
        return cards.begun_card(walk, words)
    walk_id, question = marks.shown_in(blocks)
    is_written_to = question == written_to and not marks.is_receipt(blocks)
    if walk_id != walk.id or is_written_to or marks.is_aside(blocks):
        return None
    return cards.was_card(walk, walk.question(question), words)


async def end(desk: Desk, user: UserId, channel: ChannelId, walk: Walk) -> None:
    """Somebody takes no part any more: whatever of the walk can be pressed in their direct message becomes a line."""
    words = await desk.words(user)
    await _end(desk, user, channel, lambda blocks: _last_line(blocks, walk, words))


async def end_deleted(desk: Desk, user: UserId, channel: ChannelId, walk_id: WalkId) -> None:
    """A walk is there no more: whatever of it can be pressed in somebody's direct message becomes a line."""
    line = cards.deleted_card(await desk.words(user))
    await _end(desk, user, channel, lambda blocks: line if marks.is_about(blocks, walk_id) else None)


async def end_question(desk: Desk, user: UserId, channel: ChannelId, walk: Walk, question: QuestionId) -> bool:
    """Somebody is not asked to answer a question any more, and is told so in a message: its card becomes a line.

    Whether that was the card to which what they wrote would have belonged.
    """
    line = cards.was_card(walk, walk.question(question), await desk.words(user))
    shown = (walk.id, question)
    return await _end(desk, user, channel, lambda blocks: line if marks.shown_in(blocks) == shown else None)


async def end_given(desk: Desk, user: UserId, channel: ChannelId, walk: Walk, question: QuestionId) -> None:
    """The receipt for a question that was given away says that it was taken back or handed on."""
    one = walk.question(question)
    line = awaited_no_more_line(walk, one, await desk.words(user))
    await _end(desk, user, channel, lambda blocks: line if is_given(blocks, walk, one) else None)


async def _end(
    desk: Desk, user: UserId, channel: ChannelId, line_of: Callable[[Sequence[Message]], Card | None]
) -> bool:
    """What stands in somebody's direct message becomes the line that there is for it.

    Whether the newest card that takes a text was among it.
    """
    async with desk.in_order.of(user):
        found = [*ours(desk, await newest(desk, channel))]
        live = next((blocks for one in found if not marks.is_aside(blocks := one.get("blocks") or ())), None)
        for message in found:
            line = line_of(message.get("blocks") or ())
            if line is not None:
                await rewrite(desk, Place(channel, str(message["ts"])), line)
    return live is not None and line_of(live) is not None


def _last_line(blocks: Sequence[Message], walk: Walk, words: Words) -> Card | None:
    walk_id, question = marks.shown_in(blocks)
    if walk_id == walk.id and not marks.is_aside(blocks):
        return cards.left_card(walk, walk.question(question), words)
    is_about = marks.begins(blocks) == walk.id or marks.places_in(blocks) == {walk.id}
    return cards.over_card(walk, words) if is_about else None


async def retire(
    desk: Desk, channel: ChannelId, asked: str, line: Card, *, but: str = "", above: str | None = None
) -> None:
    """Turn the cards into lines that ask about one message, by its `ts`; the card with the ts `but` stays.

    With `above`, only those before the card with this ts: of two that ask at the same time, the lower one stays.
    """
    for message in await newest(desk, channel, above):
        about = marks.asks_about(message.get("blocks") or ())
        if about == asked and message["ts"] != but and is_ours(desk, message):
            await desk.slack.chat_update(channel=channel, ts=message["ts"], **line.payload())


async def newest(
    desk: Desk, channel: ChannelId, latest: str | None = None, *, inclusive: bool = False
) -> list[Message]:
    """The newest messages of a conversation, the newest first; none where Slack does not tell, or asked for a pause."""
    if desk.looks_again_at and desk.now() < desk.looks_again_at:
        return []
    try:
        page = await desk.slack.conversations_history(channel=channel, latest=latest, inclusive=inclusive, limit=NEWEST)
    except SlackApiError as refused:
        failure = failed(refused)
        logger.warning("what stands in a conversation cannot be looked up: %s", failure.error)
        desk.looks_again_at = desk.now() + timedelta(seconds=failure.seconds or 0)
        return []
    return list(page["messages"])


def ours(desk: Desk, messages: list[Message]) -> Iterator[Message]:
    return (message for message in messages if is_ours(desk, message))


def is_ours(desk: Desk, message: Message) -> bool:
    return bool(message.get("bot_id")) or message.get("user") == desk.bot_user


async def walk_of(desk: Desk, claimed: Claimed) -> Walk | None:
    """The walk that a message of the outbox is about, while it is there."""
    async with desk.store.reads() as tx:
        return await walks.of_post(tx, claimed.team, claimed.subject["walk"])
