"""A channel that Slack has given another id, as it does when a private one is shared with another organisation."""

from __future__ import annotations

import logging
from datetime import datetime, timedelta

from domain.people import ChannelId, TeamId, UserId
from domain.workdays import Workdays
from storage import channels, outbox, people
from storage.database import Tx
from storage.outbox import Post

logger = logging.getLogger("anker.channels")

#: What the outbox calls the message that others can read along from now on.
SHARED = "channels.shared"
#: News of what has happened: after a week it is none any more.
STALE = timedelta(days=7)


async def renumbered(tx: Tx, team: TeamId, old: ChannelId, new: ChannelId, now: datetime, workdays: Workdays) -> None:
    """Everything that was kept about the channel is about the same channel under its new id, unless people have begun
    anew under that one. Whoever leads there is told, once, if another organisation reads along by then: what is posted
    there reaches them.
    """
    if old == new or not await channels.is_kept(tx, team, old):
        return
    if await channels.is_begun(tx, team, new):
        logger.warning("channel %s is now %s, where something was begun: what is kept stays under the old id", old, new)
        return
    await channels.renumber(tx, team, old, new)
    leader = (await people.named(tx, team, new)).leader
    if leader:
        await outbox.add(tx, [_shared(team, new, leader, workdays.soonest(now))])


def _shared(team: TeamId, channel: ChannelId, leader: UserId, due: datetime) -> Post:
    key, subject = f"{team}:{SHARED}:{channel}", {"channel": channel}
    return Post(key, team, SHARED, due, channel=leader, subject=subject, not_after=due + STALE)
