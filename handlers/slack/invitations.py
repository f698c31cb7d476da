"""The messages that a round sends by itself, made when they are sent from what is true then."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from domain.rounds import Round
from domain.sittings import Sitting
from handlers import rounds
from handlers.slack.desk import Desk
from handlers.slack.requests import Listeners, Made
from messages.slack import invitations
from messages.slack import rounds as cards
from messages.slack.cards import Card
from messages.wording import Words
from storage.outbox import Claimed

#: Messages to the channel, or privately to the coordinator.
ABOUT_A_ROUND: Mapping[str, Callable[[Round, Words], Card]] = {
    "rounds.opened": cards.opened_card,
    "rounds.cancelled": cards.cancelled_card,
    "rounds.started": cards.started_card,
    "rounds.called_off": cards.called_off_card,
}


async def personal(desk: Desk, claimed: Claimed) -> Made:
    """A message to somebody who is asked. Who needs none any more gets none, and the row ends all the same."""
    async with desk.store.reads() as tx:
        found = await rounds.seat_of(tx, claimed.team, claimed.target, claimed.round_id or "")
    card = _card_for(desk, claimed, *found, await desk.words(claimed.target)) if found else None
    return (card, card) if card else None


def _card_for(desk: Desk, claimed: Claimed, asked: Round, sitting: Sitting, words: Words) -> Card | None:
    if claimed.kind == "rounds.role_notice":
        return invitations.role_notice(asked, words.of(asked.barometer.role(sitting.role).name), words)
    if claimed.kind == "rounds.invitation":
        shown = invitations.shown_in(asked, desk.workdays, words)
        return invitations.invitation(asked, sitting, shown, desk.operator, words)
    if not sitting.wants_reminder:
        return None
    if claimed.kind == "rounds.closing_early":
        return invitations.closing_early_card(asked, words)
    return invitations.reminder(asked, sitting, words, last=claimed.subject["sequence"] == "2")


async def about_a_round(desk: Desk, claimed: Claimed) -> Made:
    """A message about a round, in the language of whoever gets it."""
    async with desk.store.reads() as tx:
        asked = await rounds.find(tx, claimed.team, claimed.subject["round"])
    words = await desk.words(claimed.target, claimed.target)
    if asked is None:
        return None
    if claimed.kind == "rounds.undelivered":
        card = cards.undelivered_card(asked, claimed.subject["error"], words)
    else:
        card = ABOUT_A_ROUND[claimed.kind](asked, words)
    return card, card


LISTENERS = Listeners(
    posts={
        "rounds.role_notice": personal,
        "rounds.invitation": personal,
        "rounds.reminder": personal,
        "rounds.closing_early": personal,
        "rounds.undelivered": about_a_round,
        **dict.fromkeys(ABOUT_A_ROUND, about_a_round),
    }
)
