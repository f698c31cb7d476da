"""One live card for each person and round: whichever was used last. The others become a line that leads to it.

Where the cards stand is in this process's memory alone, as far as it has seen them; docs/privacy.md lets nothing be
stored of it. After a restart an older card stays as it was until somebody presses it.
"""

from __future__ import annotations

import logging

from aiohttp import ClientError
from slack_sdk.errors import SlackApiError

from domain.people import ChannelId
from domain.rounds import Round
from handlers import rounds
from handlers.sittings import TRIAL
from handlers.slack.desk import Desk, Place
from handlers.slack.outcomes import failed
from handlers.slack.requests import Click
from messages.slack.cards import Card
from messages.slack.sittings import gone_on_card
from storage.outbox import Claimed

logger = logging.getLogger("anker.sittings")

#: Messages to somebody who is asked that are cards of the round itself.
CARDS = frozenset({"rounds.invitation", "rounds.reminder", "rounds.closing_early"})


def note_sent(desk: Desk, claimed: Claimed, channel: ChannelId, ts: str) -> None:
    """Anker has sent somebody who is asked a card of the round."""
    if claimed.kind in CARDS and claimed.round_id:
        key = (claimed.round_id, claimed.target)
        desk.cards[key] = (*desk.cards.get(key, ()), Place(channel, ts))


async def keep_one(desk: Desk, click: Click, asked: Round) -> None:
    """The card that was pressed is the live one from now on; those of a trial, which has one, are left alone."""
    if click.channel is None or click.message_ts is None or asked.id.startswith(TRIAL):
        return
    used = Place(click.channel, click.message_ts, click.response_url if click.is_ephemeral else None)
    others = [place for place in desk.cards.get((asked.id, click.user), ()) if place.ts != used.ts]
    desk.cards[asked.id, click.user] = (used,)
    if others:
        card = gone_on_card(asked, await desk.words(click.user))
        for place in others:
            await _retire(desk, place, card)


async def forget_over(desk: Desk) -> None:
    """Who was asked in a round that takes no answers any more is not remembered here either."""
    known = set(desk.cards)
    if not known:
        return
    async with desk.store.reads() as tx:
        still_open = {round_id for _, round_id in await rounds.all_open(tx)}
    for key in known:
        if key[0] not in still_open:
            desk.cards.pop(key, None)


async def _retire(desk: Desk, place: Place, card: Card) -> None:
    """A card that cannot be reached any more stays: it counts for what is written on it, and says what it did. Nor is
    a connection that broke anything to tell: what was pressed on the other card is done and shown.
    """
    try:
        if place.response_url:
            await desk.replace(place.response_url, card)
        else:
            await desk.slack.chat_update(channel=place.channel, ts=place.ts, **card.payload())
    except (SlackApiError, ClientError, TimeoutError) as failure:
        logger.debug("an older card stays as it is: %s", failed(failure).error)
