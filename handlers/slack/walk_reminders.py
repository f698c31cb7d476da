"""What a walk reminds people of: the week's nudge, what falls due, and who is gone from it."""

from __future__ import annotations

import logging
from datetime import timedelta

from domain.people import TeamId
from domain.walk_reviews import due_for
from domain.walks import Walk
from handlers import walk_reminders, walk_texts, walks
from handlers.slack import directory
from handlers.slack.desk import Desk
from handlers.slack.requests import Click, Listeners, Made, Reply
from handlers.walk_reminders import DUE, NUDGE
from messages.slack import walk_reminders as cards
from storage.keys import KeyMissing
from storage.outbox import Claimed
from storage.sealed import TamperedBody
from storage.template_files import UnknownTemplate

logger = logging.getLogger("anker.walks")


async def remind_due(desk: Desk) -> None:
    """What the clock asks for: once a working day, everything that people are to be reminded of."""
    now = desk.now()
    day = ("walk reminders", desk.workdays.local(now).date())
    if not walk_reminders.is_time(now, desk.workdays) or desk.alarms.get(day):
        return
    for team, found in (await _all_walks(desk)).items():
        deactivated = await directory.gone_of(desk, (user for walk in found for user in walk.people))
        async with desk.store.writes() as tx:
            await walk_reminders.remind(tx, team, found, deactivated, now, desk.workdays)
    desk.alarms.note(day, value=True)


async def _all_walks(desk: Desk) -> dict[TeamId, list[Walk]]:
    """Every walk by team; one that cannot be read is logged, and does not hold up the others."""
    found: dict[TeamId, list[Walk]] = {}
    async with desk.store.reads() as tx:
        known = await walk_reminders.all_ids(tx)
    for team, walk_id in known:
        try:
            async with desk.store.reads() as tx:
                walk = await walk_reminders.load(tx, team, walk_id)
        except (KeyMissing, TamperedBody, UnknownTemplate) as frozen:
            logger.error("walk %s is frozen: %s", walk_id, type(frozen).__name__)  # noqa: TRY400 - no text
            continue
        found.setdefault(team, []).extend([walk] if walk else [])
    return found


async def nudge_post(desk: Desk, claimed: Claimed) -> Made:
    """The week's one message to somebody; None where nothing waits for them any more."""
    async with desk.store.reads() as tx:
        mine = await walks.walks_of(tx, claimed.team, claimed.target)
        waiting = await walk_reminders.nudging(tx, mine, claimed.target, desk.now(), desk.workdays)
        kept = {walk.id: await walk_texts.own_waiting(tx, walk, claimed.target) for walk in waiting}
    if not waiting:
        return None
    today = desk.workdays.local(desk.now()).date()
    card = cards.nudge_card(waiting, claimed.target, today, await desk.words(claimed.target), kept)
    return card, card


async def due_post(desk: Desk, claimed: Claimed) -> Made:
    """What somebody is to settle today or on the next working day; None where all of it is settled."""
    async with desk.store.reads() as tx:
        mine = await walks.walks_of(tx, claimed.team, claimed.target)
    today = desk.workdays.local(desk.now()).date()
    due = [(walk, one) for walk in mine for one in due_for(walk, claimed.target, today, desk.workdays)]
    if not due:
        return None
    card = cards.due_card(due, today, await desk.words(claimed.target))
    return card, card


async def on_not_this_week(desk: Desk, click: Click) -> Reply:
    """The week's reminder is put away; the next one comes next week."""
    today = desk.workdays.local(desk.now()).date()
    monday = today + timedelta(days=7 - today.weekday())
    card = cards.not_this_week_card(desk.workdays.on_or_after(monday), await desk.words(click.user))
    return Reply(after=desk.replace(click.response_url, card))


LISTENERS = Listeners(
    clicks={"walks.not_this_week": on_not_this_week},
    posts={NUDGE: nudge_post, DUE: due_post},
)
