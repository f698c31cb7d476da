"""One live card for each person and round: whichever was used last. The others become a line that leads to it, and
all that are known a line when the round takes no answers any more, or cannot be tried any more. Where the close is
moved they follow it (`handlers.slack.invitations`).

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
from domain.rounds import RoundId
from handlers import releases, rounds, sittings
from handlers.sittings import TRIAL, Seat
from handlers.slack.desk import Desk, Place, Shows
from handlers.slack.lines import rewrite
from handlers.slack.outcomes import failed
from handlers.slack.requests import Click
from messages.slack.cards import Card
from messages.slack.rounds import redrawn_card
from messages.slack.sittings import done_card, gone_on_card, trial_over_card
from messages.wording import Words
from storage.outbox import Claimed

logger = logging.getLogger("anker.sittings")

#: Messages to somebody who is asked that are cards of the round itself.
CARDS = frozenset({"rounds.role_notice", "rounds.invitation", "rounds.reminder", "rounds.closing_early"})


def note_sent(desk: Desk, claimed: Claimed, channel: ChannelId, ts: str) -> None:
    """Anker has sent somebody who is asked a card of the round."""
    if claimed.kind in CARDS and claimed.round_id:
        note(desk, claimed.round_id, claimed.target, Place(channel, ts, sent=claimed))


def note(desk: Desk, round_id: RoundId, user: UserId, place: Place) -> None:
    """Somebody has a card of the round, or of its trial, there."""
    desk.cards[round_id, user] = (*desk.cards.get((round_id, user), ()), place)


async def keep_one(desk: Desk, click: Click, seat: Seat, shows: Shows | None = None) -> None:
    """The card that was pressed is the live one from now on; it `shows` what it did before unless that is told."""
    if click.channel is None or click.message_ts is None:
        return
    key = (seat.round.id, click.user)
    known = desk.cards.get(key, ())
    before = next((place.shows for place in known if place.ts == click.message_ts), None)
    response_url = click.response_url if click.is_ephemeral else None
    used = Place(click.channel, click.message_ts, response_url, shows=shows or before)
    desk.cards[key] = (*(place for place in known if place.ts != used.ts), used)
    desk.closings.setdefault(seat.round.id, seat.round.closes_at)
    await _lead_on(desk, click.user, seat)


async def follow(desk: Desk, user: UserId, seat: Seat, shows: Shows) -> None:
    """The live card shows something else now, by what was done in a window."""
    key = (seat.round.id, user)
    if known := desk.cards.get(key):
        desk.cards[key] = (*known[:-1], replace(known[-1], shows=shows))
        await _lead_on(desk, user, seat)


async def _lead_on(desk: Desk, user: UserId, seat: Seat) -> None:
    """All cards but the live one become a line. Where only its reader sees that one, and what is handed in is told on
    it, the newest of the others that stay is a receipt too: Slack forgets the live one when it is loaded again.
    """
    *others, live = desk.cards[seat.round.id, user]
    staying = [place for place in others if place.response_url is None]
    receipt = staying[-1] if live.response_url and seat.sitting.handed_in and staying else None
    desk.cards[seat.round.id, user] = (*(_as(place, is_receipt=place is receipt) for place in others), live)
    words = await desk.words(user)
    for place in others:
        if place is receipt and place.shows is not receipt_card:
            await change(desk, place, receipt_card(seat, words))
        elif place is not receipt and not place.is_line:
            await change(desk, place, gone_on_card(seat.round, words))


def _as(place: Place, *, is_receipt: bool) -> Place:
    shows = receipt_card if is_receipt else None
    return replace(place, is_line=not is_receipt, sent=None, shows=shows)


def receipt_card(seat: Seat, words: Words) -> Card:
    return done_card(seat.round, words, trial=seat.trial)


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
    desk.closings.pop(round_id, None)
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


async def change(desk: Desk, place: Place, card: Card) -> None:
    """The card becomes another. One that cannot be reached any more stays: it counts for what is written on it, and
    says what it did. Nor is a connection that broke anything to tell: what was pressed is done and shown.
    """
    if place.response_url is None:
        await rewrite(desk, place, card)
        return
    try:
        await desk.replace(place.response_url, card)
    except (SlackApiError, ClientError, TimeoutError) as failure:
        logger.debug("an older card stays as it is: %s", failed(failure).error)
