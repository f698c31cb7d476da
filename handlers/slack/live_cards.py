"""One live card for each person and round: whichever was used last. The others become a line that leads to it, and
all that are known a line when the round takes no answers any more, or cannot be tried any more.

Where the cards stand is in this process's memory alone, as far as it has seen them; docs/privacy.md lets nothing be
stored of it. After a restart an older card stays as it was until somebody presses it.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable
from dataclasses import replace
from functools import partial

from aiohttp import ClientError
from slack_sdk.errors import SlackApiError

from domain.people import ChannelId, UserId
from domain.rounds import Round, RoundId
from handlers import releases, rounds, sittings
from handlers.sittings import TRIAL
from handlers.slack.desk import Desk, Place
from handlers.slack.lines import rewrite
from handlers.slack.outcomes import failed
from handlers.slack.requests import Click
from messages.slack.cards import Card
from messages.slack.rounds import redrawn_card
from messages.slack.sittings import gone_on_card, trial_over_card
from messages.wording import Words
from storage.outbox import Claimed

logger = logging.getLogger("anker.sittings")

#: Messages to somebody who is asked that are cards of the round itself.
CARDS = frozenset({"rounds.invitation", "rounds.reminder", "rounds.closing_early"})


def note_sent(desk: Desk, claimed: Claimed, channel: ChannelId, ts: str) -> None:
    """Anker has sent somebody who is asked a card of the round."""
    if claimed.kind in CARDS and claimed.round_id:
        note(desk, claimed.round_id, claimed.target, Place(channel, ts, sent=claimed))


def note(desk: Desk, round_id: RoundId, user: UserId, place: Place) -> None:
    """Somebody has a card of the round, or of its trial, there."""
    desk.cards[round_id, user] = (*desk.cards.get((round_id, user), ()), place)


async def keep_one(desk: Desk, click: Click, asked: Round) -> None:
    """The card that was pressed is the live one from now on."""
    if click.channel is None or click.message_ts is None:
        return
    used = Place(click.channel, click.message_ts, click.response_url if click.is_ephemeral else None)
    others = [place for place in desk.cards.get((asked.id, click.user), ()) if place.ts != used.ts]
    desk.cards[asked.id, click.user] = (*(replace(place, is_line=True) for place in others), used)
    if live := [place for place in others if not place.is_line]:
        card = gone_on_card(asked, await desk.words(click.user))
        for place in live:
            await _retire(desk, place, card)


async def end_over(desk: Desk) -> None:
    """The cards of a round that takes no answers any more, and of a trial that is over, become a line, and who had them
    is not remembered here.
    """
    known = set(desk.cards)
    if not known:
        return
    async with desk.store.reads() as tx:
        live = await sittings.with_live_cards(tx)
    for round_id in sorted({key[0] for key in known} - live):
        await _end(desk, round_id, sorted(user for one, user in known if one == round_id))


async def _end(desk: Desk, round_id: RoundId, users: Iterable[UserId]) -> None:
    """Everybody's alike, whatever they have answered. What only its reader sees is gone when they load it again, and
    cannot be changed half an hour after the last press.
    """
    last_card = await _last_card(desk, round_id)
    for user in users:
        places = desk.cards.pop((round_id, user), ())
        if last_card:
            card = last_card(await desk.words(user))
            for place in places:
                if place.response_url is None:
                    await rewrite(desk, place, card)


async def _last_card(desk: Desk, round_id: RoundId) -> Callable[[Words], Card] | None:
    """The line; a round of which nothing is left has none."""
    if round_id.startswith(TRIAL):
        return trial_over_card
    async with desk.store.reads() as tx:
        over = await rounds.find(tx, desk.team, round_id)
        coming = await releases.awaited(tx, over, desk.now(), desk.workdays) if over else None
    return partial(redrawn_card, over, coming) if over else None


async def _retire(desk: Desk, place: Place, card: Card) -> None:
    """A card that cannot be reached any more stays: it counts for what is written on it, and says what it did. Nor is
    a connection that broke anything to tell: what was pressed on the other card is done and shown.
    """
    if place.response_url is None:
        await rewrite(desk, place, card)
        return
    try:
        await desk.replace(place.response_url, card)
    except (SlackApiError, ClientError, TimeoutError) as failure:
        logger.debug("an older card stays as it is: %s", failed(failure).error)
