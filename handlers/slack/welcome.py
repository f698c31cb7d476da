"""Notices the first administrator who comes, and whoever invites Anker into a channel."""

from __future__ import annotations

from slack_sdk.errors import SlackApiError

from domain.people import UserId
from handlers import welcome
from handlers.slack.desk import Desk
from handlers.slack.requests import Event, Listeners, Made
from messages.slack import welcome as cards
from storage.outbox import Claimed


async def meet(desk: Desk, user: UserId) -> None:
    """Somebody opened Anker or typed one of its words: the first administrator who does is welcomed. Where Slack does
    not say who it is, the welcome waits for the next time; what they came for does not.
    """
    async with desk.store.reads() as tx:
        if await welcome.is_welcomed(tx, desk.team):
            return
    try:
        known = await desk.person(user)
    except SlackApiError:
        return
    if not known.is_admin or known.member.absence:
        return
    async with desk.store.writes() as tx:
        await welcome.welcome(tx, desk.team, user, desk.now())


async def meet_channel(desk: Desk, event: Event) -> None:
    """Anker has come into a channel. Slack names no inviter where Anker was put there in another way."""
    inviter = str(event.told.get("inviter") or "")
    if not inviter or (await desk.person(inviter)).member.absence:
        return
    async with desk.store.writes() as tx:
        happened = str(event.told.get("event_ts", ""))
        await welcome.invited(tx, event.team, event.channel, inviter, happened, desk.now())


async def first_post(desk: Desk, claimed: Claimed) -> Made:
    card = cards.first_card(desk.operator, await desk.words(claimed.target))
    return card, card


async def invited_post(desk: Desk, claimed: Claimed) -> Made:
    """None where somebody was named meanwhile."""
    channel = claimed.subject["channel"]
    async with desk.store.reads() as tx:
        if await welcome.is_at_home(tx, claimed.team, channel):
            return None
    may_name = (await desk.person(claimed.target)).is_admin
    card = cards.invited_card(channel, await desk.words(claimed.target), may_name=may_name)
    return card, card


LISTENERS = Listeners(posts={welcome.FIRST: first_post, welcome.INVITED: invited_post})
