"""What whoever installed Anker is told first, and whoever invites it into a channel (docs/decisions/0018)."""

from __future__ import annotations

from datetime import datetime, timedelta

from domain.people import ChannelId, TeamId, UserId
from storage import courses, outbox, people, workspaces
from storage.database import Tx
from storage.outbox import Post

#: What the outbox calls the first message to a workspace's administrator, and the one after an invitation.
FIRST, INVITED = "welcome.first", "welcome.invited"
#: An answer to what somebody has just done: after a day it is none any more.
STALE = timedelta(days=1)


async def is_welcomed(tx: Tx, team: TeamId) -> bool:
    """Whether the workspace's first administrator was welcomed already."""
    return await workspaces.is_welcomed(tx, team)


async def welcome(tx: Tx, team: TeamId, administrator: UserId, now: datetime) -> None:
    """Welcome the first administrator who comes; whoever comes later is not, neither are two who come at once."""
    if await workspaces.welcome(tx, team, now):
        await outbox.add(tx, [Post(f"{team}:{FIRST}", team, FIRST, now, person=administrator)])


async def invited(tx: Tx, team: TeamId, channel: ChannelId, by: UserId, event: str, now: datetime) -> None:
    """Tell whoever invited Anker into a channel what comes next there, once for each `event`, an invitation's own
    time in Slack; where it is at home already, nothing."""
    if not await is_at_home(tx, team, channel):
        subject = {"channel": channel}
        key = f"{team}:{INVITED}:{channel}:{event}"
        await outbox.add(tx, [Post(key, team, INVITED, now, person=by, subject=subject, not_after=now + STALE)])


async def is_at_home(tx: Tx, team: TeamId, channel: ChannelId) -> bool:
    """Whether somebody coordinates there, or a course is under way or rests."""
    named = await people.named(tx, team, channel)
    return named.coordinator is not None or await courses.running(tx, team, channel) is not None
