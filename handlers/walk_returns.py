"""An approver sends a walk back with a word on what is to be changed; whoever writes in it hears of it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from domain.people import TeamId, UserId
from domain.walk_returns import Returned, may_send_back
from domain.walk_reviews import edition
from domain.walks import Walk, WalkAct, WalkId
from domain.workdays import Workdays
from handlers.walk_reviews import ChangedMeanwhile, requests, returned
from handlers.walks import post_to, take_part
from storage import audit, homes, outbox, sent_messages, walk_returns
from storage.database import Tx

#: The kind of outbox rows.
RETURNED = "walks.returned"


@dataclass(frozen=True, slots=True)
class SentBack:
    """The walk, and what was said of it."""

    walk: Walk
    said: Returned


async def send_back(
    tx: Tx, team: TeamId, user: UserId, walk_id: WalkId, seen_edition: str, text: str, now: datetime, workdays: Workdays
) -> SentBack:
    """Keep the word and tell those who write; the same word on the same edition twice is said once.

    Raises `UnknownWalk`, `NotInWalk`, and `ChangedMeanwhile` where what stands is not what the approver saw, or there
    is nothing to send back any more.
    """
    walk = await take_part(tx, team, user, walk_id, WalkAct.APPROVE, lock=True)
    if edition(walk) != seen_edition or not may_send_back(walk, user):
        raise ChangedMeanwhile(walk)
    said = Returned(user, now, seen_edition, text)
    before = await returned(tx, walk)
    if before and replace(before, at=now) == said:
        return SentBack(walk, before)
    number = await walk_returns.add(tx, walk_id, said)
    await audit.note(tx, team, user, "walk.send_back", walk_id, now)
    await homes.mark(tx, team, homes.WALK, walk_id)
    due = workdays.soonest(now)
    posts = [post_to(walk, other, RETURNED, due, f"{number}:{other}") for other in walk.authors if other != user]
    about = {"walk": walk.id, "number": str(number)}
    await outbox.add(tx, [replace(post, subject=about) for post in posts])
    return SentBack(walk, said)


async def own_requests(tx: Tx, walk: Walk, user: UserId) -> list[sent_messages.Sent]:
    """Where this approver was asked, since a version was approved last: before that, the cards tell of the approval."""
    since = walk.versions[-1].at.isoformat() if walk.versions else ""
    mine = [sent for sent in await requests(tx, walk) if sent.target == user]
    return [sent for sent in mine if sent.subject.get("asked", "") >= since]


async def said(tx: Tx, walk: Walk, number: int) -> Returned | None:
    """What was said under a number, if it stands there. Raises `KeyMissing` and `TamperedBody`."""
    found = await walk_returns.of_walk(tx, walk.id)
    return found[number - 1] if 0 < number <= len(found) else None
