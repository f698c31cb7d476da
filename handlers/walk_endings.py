"""A template that was begun by mistake is deleted by its owner, and everybody who took part hears of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from domain.people import ChannelId, TeamId, UserId
from domain.walk_endings import Loss, loss_of
from domain.walk_reviews import edition
from domain.walks import Walk, WalkAct, WalkId
from domain.workdays import Workdays
from handlers.walk_people import BRINGS_IN
from handlers.walk_reviews import ChangedMeanwhile, last_summary
from handlers.walk_texts import waiting
from handlers.walks import take_part
from storage import audit, courses, homes, outbox, sent_messages, walk_retention
from storage.database import Tx
from storage.outbox import Post

#: The kind of outbox rows.
DELETED = "walks.deleted"


@dataclass(frozen=True, slots=True)
class Remains:
    """Where something of a deleted walk still stands: in the owner's direct message, and the summary in its channel."""

    walk: Walk
    room: ChannelId | None
    summary: tuple[ChannelId, str] | None


async def loss(tx: Tx, team: TeamId, user: UserId, walk_id: WalkId, *, lock: bool = False) -> Loss:
    """What would be lost, for the owner. Raises `UnknownWalk`, `NotInWalk` and `AlreadyApproved`."""
    walk = await take_part(tx, team, user, walk_id, WalkAct.MANAGE, lock=lock)
    in_course = bool(await courses.of_walk(tx, team, walk_id))
    return loss_of(walk, await waiting(tx, walk, user), in_course=in_course)


async def delete(
    tx: Tx, team: TeamId, user: UserId, walk_id: WalkId, seen_edition: str, now: datetime, workdays: Workdays
) -> Remains:
    """Delete a walk with all that is written in it; who has heard of it is told. `Store.forget_deleted` comes after.

    Raises what `loss` raises, and `ChangedMeanwhile` where what would be lost is not what the owner saw.
    """
    walk = (await loss(tx, team, user, walk_id, lock=True)).walk
    if edition(walk) != seen_edition:
        raise ChangedMeanwhile(walk)
    rooms = {one.target: one.channel for one in await sent_messages.where_sent(tx, team, BRINGS_IN, walk=walk_id)}
    remains = Remains(walk, rooms.get(user), await last_summary(tx, walk))
    await walk_retention.destroy(tx, team, walk_id)
    await audit.note(tx, team, user, "walk.delete", walk_id, now)
    await homes.mark(tx, team)
    due = workdays.soonest(now)
    others = [other for other in walk.people if other != user and other in rooms]
    await outbox.add(tx, [_told(walk, other, user, rooms[other], due) for other in others])
    return remains


def _told(walk: Walk, user: UserId, by: UserId, room: ChannelId, due: datetime) -> Post:
    """The walk is gone by then: what is told of it has to stand in the message's own row."""
    return Post(
        dedupe_key=f"{walk.team}:{walk.id}:{DELETED}:{user}",
        team=walk.team,
        kind=DELETED,
        due_at=due,
        channel=user,
        subject={"deleted": walk.id, "by": by, "summaries": walk.channel, "room": room},
    )
