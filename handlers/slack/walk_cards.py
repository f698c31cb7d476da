"""Where a walk's card stands in the direct message: the newest one is live, what is above it becomes a line.

Which messages are whose is read back from the conversation itself, so that it holds after a restart as well.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from slack_sdk.errors import SlackApiError

from domain.people import ChannelId, UserId
from domain.revisions import QuestionId
from domain.walks import Walk
from handlers.slack.desk import Desk
from handlers.slack.requests import Click
from messages.slack import walks as cards
from messages.slack.cards import Card
from messages.wording import Words

logger = logging.getLogger("anker.walks")

#: How many of the newest messages are looked through; what one writes oneself stands between ours.
NEWEST = 20

Shown = Mapping[str, Any]


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


async def put(desk: Desk, user: UserId, walk: Walk, card: Card, words: Words, where: Pressed = Pressed()) -> None:
    """Show a card in the person's direct message, and turn this walk's cards above it into lines.

    It takes the place of the card that was pressed while nothing stands below that one; else it comes below
    everything, so that what somebody wrote keeps its place under the question it was written to.
    """
    above = await newest(desk, where.channel) if where.is_direct else []
    if where.ts and above and above[0]["ts"] == where.ts:
        await desk.replace(where.response_url, card)
        channel, live = where.channel, where.ts
    else:
        channel, live = await desk.say(user, card)
        if where.ts and where.ts not in {message["ts"] for message in above}:
            # Only the person sees what they pressed: it says where the card went.
            await desk.replace(where.response_url, cards.sent_line(words))
    await settle(desk, channel, live, walk, words, above or await newest(desk, channel))


async def settle(
    desk: Desk,
    channel: ChannelId,
    live: str,
    walk: Walk,
    words: Words,
    above: list[Shown],
    written_to: QuestionId | None = None,
) -> None:
    """Turn the walk's cards and receipts into lines, but for the live one and the card of the question written to."""
    for message in above:
        blocks = message.get("blocks") or ()
        walk_id, question = cards.shown_in(blocks)
        is_old = message["ts"] != live and not cards.is_aside(blocks) and walk_id == walk.id
        is_written_to = question == written_to and not cards.is_receipt(blocks)
        if is_old and not is_written_to and is_ours(desk, message):
            line = cards.was_card(walk, walk.question(question), words)
            await desk.slack.chat_update(channel=channel, ts=message["ts"], **line.payload())


async def newest(desk: Desk, channel: ChannelId, latest: str | None = None, *, inclusive: bool = False) -> list[Shown]:
    """The newest messages of a conversation, the newest first; none where Slack does not tell."""
    try:
        page = await desk.slack.conversations_history(channel=channel, latest=latest, inclusive=inclusive, limit=NEWEST)
    except SlackApiError as refused:
        logger.warning("what stands in a conversation cannot be looked up: %s", refused.response.get("error"))
        return []
    return list(page["messages"])


def ours(desk: Desk, messages: list[Shown]) -> Iterator[Shown]:
    return (message for message in messages if is_ours(desk, message))


def is_ours(desk: Desk, message: Shown) -> bool:
    return bool(message.get("bot_id")) or message.get("user") == desk.bot_user
