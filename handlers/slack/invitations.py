"""The messages that a round sends by itself, made when they are sent from what is true then."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from datetime import date, datetime

from slack_sdk.errors import SlackApiError

from domain.people import UserId
from domain.rounds import Coming, Round, RoundId, first_day
from domain.sittings import Sitting
from handlers import releases, rounds, sittings
from handlers.sittings import Seat
from handlers.slack import live_cards
from handlers.slack.desk import Desk, Place
from handlers.slack.lines import rewrite
from handlers.slack.outcomes import Meaning, failed
from handlers.slack.requests import Listeners, Made
from handlers.slack.sitting_cards import where_we_are
from messages.slack import invitations
from messages.slack import rounds as cards
from messages.slack.cards import Card
from messages.slack.sittings import gone_on_card
from messages.wording import Words
from storage.outbox import Claimed

logger = logging.getLogger("anker.rounds")

#: Messages to the channel, or privately to the coordinator.
ABOUT_A_ROUND: Mapping[str, Callable[[Round, Words], Card]] = {
    "rounds.cancelled": cards.cancelled_card,
    rounds.STARTED: cards.started_card,
}


async def personal(desk: Desk, claimed: Claimed) -> Made:
    """A message to somebody who is asked. Who needs none any more gets none, and the row ends all the same."""
    async with desk.store.reads() as tx:
        found = await rounds.seat_of(tx, claimed.team, claimed.target, claimed.round_id or "")
    card = _card_for(desk, claimed, *found, await desk.words(claimed.target)) if found else None
    return (card, card) if card else None


async def in_new_language(desk: Desk, user: UserId) -> None:
    """The cards that somebody has follow the language they have just chosen, whether they have used them or not: what
    is promised, what is asked, and what leads on have to be understood.
    """
    for (round_id, asked), places in list(desk.cards.items()):
        for place in places if asked == user else ():
            if card := await (_line_again if place.is_line else _again)(desk, user, round_id, place):
                await live_cards.change(desk, place, card)


async def _line_again(desk: Desk, user: UserId, round_id: RoundId, _place: Place) -> Card | None:
    seat = await _seat(desk, user, round_id)
    return gone_on_card(seat.round, await desk.words(user)) if seat else None


async def follow_closings(desk: Desk) -> None:
    """Everybody's cards alike follow a close that was moved, as far as this process has seen them: until when one can
    change and delete is promised on them.
    """
    if not desk.cards:
        return
    async with desk.store.reads() as tx:
        closings = await rounds.closing_times(tx, desk.team)
    known = {round_id for round_id, _ in desk.cards}
    for round_id in sorted(known & set(closings)):
        told = desk.closings.setdefault(round_id, closings[round_id])
        if told != closings[round_id]:
            desk.closings[round_id] = closings[round_id]
            await _follow_closing(desk, round_id)


async def _follow_closing(desk: Desk, round_id: RoundId) -> None:
    for (one, user), places in list(desk.cards.items()):
        for place in places if one == round_id else ():
            if not place.is_line and (card := await _at_new_closing(desk, user, round_id, place)):
                await live_cards.change(desk, place, card)


async def _at_new_closing(desk: Desk, user: UserId, round_id: RoundId, place: Place) -> Card | None:
    """What stands there with the new time; a card that tells none, the one of an item, stays where one is on it. Of one
    from which only a window was opened so much is known: what is handed in has its receipt there.
    """
    if place.sent or place.shows not in {None, where_we_are}:
        return await _again(desk, user, round_id, place)
    seat = await _seat(desk, user, round_id)
    if seat is None or not seat.sitting.handed_in or (place.shows is None and place.response_url):
        return None
    return live_cards.receipt_card(seat, await desk.words(user))


async def _again(desk: Desk, user: UserId, round_id: RoundId, place: Place) -> Card | None:
    """What stands there, as things are now; a trial stores nothing that its card could be made from."""
    if place.sent:
        made = await personal(desk, place.sent)
        return made[0] if made else None
    if place.shows is None or round_id.startswith(sittings.TRIAL):
        return None
    seat = await _seat(desk, user, round_id)
    return place.shows(seat, await desk.words(user)) if seat else None


async def _seat(desk: Desk, user: UserId, round_id: RoundId) -> Seat | None:
    """None where the round is over: the card becomes a line in a moment."""
    try:
        async with desk.store.reads() as tx:
            return await sittings.take_seat(tx, desk.team, user, round_id)
    except (sittings.UnknownRound, sittings.RoundClosed, sittings.TrialOver):
        return None


def _card_for(desk: Desk, claimed: Claimed, asked: Round, sitting: Sitting, words: Words) -> Card | None:
    if claimed.kind == "rounds.role_notice":
        return invitations.role_notice(asked, words.of(asked.barometer.role(sitting.role).name), words)
    if claimed.kind == "rounds.invitation":
        shown = invitations.shown_in(asked, desk.workdays, words)
        return invitations.invitation(asked, sitting, shown, desk.operator, words)
    if claimed.kind == "rounds.closing_early":
        return invitations.closing_early_card(asked, sitting, words)
    if not sitting.wants_reminder:
        return None
    return invitations.reminder(asked, sitting, words, last="last" in claimed.subject)


async def about_a_round(desk: Desk, claimed: Claimed) -> Made:
    """A message about a round, in the language of whoever gets it."""
    async with desk.store.reads() as tx:
        asked = await rounds.find(tx, claimed.team, claimed.subject["round"])
    words = await desk.words(claimed.target, claimed.target)
    if asked is None:
        return None
    if claimed.kind == "rounds.undelivered":
        card = cards.undelivered_card(asked, claimed.subject["error"], words, claimed.subject.get("channel"))
    elif claimed.kind == "rounds.called_off":
        card = cards.called_off_card(asked, words, _first_day(desk, claimed))
    else:
        card = ABOUT_A_ROUND[claimed.kind](asked, words)
    return card, card


async def opened(desk: Desk, claimed: Claimed) -> Made:
    """That the round is open, for its channel; not needed where it is over before that could be told."""
    async with desk.store.reads() as tx:
        asked = await rounds.find(tx, claimed.team, claimed.subject["round"])
    if asked is None or not asked.takes_answers:
        return None
    card = cards.opened_card(asked, await desk.words(claimed.target, claimed.target))
    return card, card


async def redrawn(desk: Desk, claimed: Claimed) -> Made:
    """The card that told of the opening says what is true now; nothing new is posted.

    Raises `SlackApiError` where it is worth trying again.
    """
    async with desk.store.reads() as tx:
        asked = await rounds.find(tx, claimed.team, claimed.subject["round"])
        where = await rounds.opened_card(tx, asked) if asked else None
        coming = await releases.awaited(tx, asked, desk.now(), desk.workdays) if asked else None
    if asked is None:
        return None
    await _told_the_coordinator(desk, asked, coming)
    if where is None:
        return None
    card = cards.redrawn_card(asked, coming, await desk.words(claimed.target, claimed.target))
    try:
        await desk.slack.chat_update(channel=where[0], ts=where[1], **card.payload())
    except SlackApiError as refused:
        if failed(refused).meaning is not Meaning.REFUSED:
            raise
        logger.warning("the card of round %s stays as it is: %s", asked.id, failed(refused).error)
    return None


async def _told_the_coordinator(desk: Desk, asked: Round, coming: Coming | None) -> None:
    """The message that told them of the opening says until when the round is open, or that it is over."""
    async with desk.store.reads() as tx:
        told = await rounds.started_cards(tx, asked)
    for sent in told:
        words = await desk.words(sent.target)
        is_open = asked.takes_answers
        card = cards.started_card(asked, words) if is_open else cards.redrawn_card(asked, coming, words)
        await rewrite(desk, sent, card)


def _first_day(desk: Desk, claimed: Claimed) -> date | None:
    """The day that is named where a result keeps the round waiting."""
    earliest = claimed.subject.get("earliest")
    return first_day(desk.workdays, datetime.fromisoformat(earliest)) if earliest else None


LISTENERS = Listeners(
    posts={
        "rounds.role_notice": personal,
        "rounds.invitation": personal,
        "rounds.reminder": personal,
        "rounds.closing_early": personal,
        "rounds.undelivered": about_a_round,
        "rounds.called_off": about_a_round,
        rounds.OPENED: opened,
        rounds.REDRAWN: redrawn,
        **dict.fromkeys(ABOUT_A_ROUND, about_a_round),
    }
)
