"""Once an hour: what has served its time is deleted, its owner being warned first, and old seals are made anew."""

from __future__ import annotations

from handlers import keeping
from handlers.keeping import EXPIRING
from handlers.slack.desk import Desk
from handlers.slack.requests import Listeners, Made
from messages.slack import walk_reminders as cards
from storage.outbox import Claimed


async def rotate(desk: Desk) -> None:
    if desk.first_this_hour("rotate"):
        await keeping.rotate(desk.store)


async def forget_walks(desk: Desk) -> None:
    if desk.first_this_hour("forget walks"):
        await keeping.warn_owners(desk.store, desk.now(), desk.workdays)
        await keeping.forget_walks(desk.store, desk.now())


async def forget_courses(desk: Desk) -> None:
    if desk.first_this_hour("forget courses"):
        await keeping.forget_courses(desk.store, desk.now())


async def expiring_post(desk: Desk, claimed: Claimed) -> Made:
    """For the owner of a template that is to be deleted; None where it is in use again."""
    async with desk.store.reads() as tx:
        found = await keeping.expiring(tx, claimed.team, claimed.subject["walk"], desk.now())
    if found is None:
        return None
    walk, deleted = found
    card = cards.expiring_card(walk, desk.workdays.local(deleted).date(), await desk.words(claimed.target))
    return card, card


LISTENERS = Listeners(posts={EXPIRING: expiring_post})
