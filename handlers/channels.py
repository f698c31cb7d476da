"""A channel that Slack has given another id, as it does when a private one is shared with another organisation."""

from __future__ import annotations

from datetime import datetime, timedelta

from domain.people import ChannelId, TeamId, UserId
from domain.workdays import Workdays
from storage import channels, outbox, people
from storage.database import Tx
from storage.outbox import Post

#: What the outbox calls the message that others can read along from now on.
SHARED = "channels.shared"
#: News of what has happened: after a week it is none any more.
STALE = timedelta(days=7)


async def renumbered(tx: Tx, team: TeamId, old: ChannelId, new: ChannelId) -> bool:
    """Everything that was kept about the channel is about the same channel under its new id; whether anything was."""
    return await channels.renumber(tx, team, old, new)


async def tell_shared(tx: Tx, team: TeamId, channel: ChannelId, now: datetime, workdays: Workdays) -> None:
    """Tell whoever leads there, once, that another organisation reads along: what is posted there reaches them."""
    leader = (await people.named(tx, team, channel)).leader
    if leader:
        await outbox.add(tx, [_shared(team, channel, leader, workdays.soonest(now))])


def _shared(team: TeamId, channel: ChannelId, leader: UserId, due: datetime) -> Post:
    key, subject = f"{team}:{SHARED}:{channel}", {"channel": channel}
    return Post(key, team, SHARED, due, channel=leader, subject=subject, not_after=due + STALE)
