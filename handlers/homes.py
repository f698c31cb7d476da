"""The Home tab: who has one, what stands on it for them, and when it is published again."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from domain.courses import Course
from domain.people import ChannelId, Named, TeamId, UserId
from domain.plans import Owned
from domain.rounds import Round
from domain.walk_reviews import is_ready, waiting_for
from domain.walks import Walk, WalkAct, WalkId
from domain.workdays import Workdays
from handlers import courses, plans, releases, walk_reviews, walks
from handlers.walk_texts import own_waiting
from storage import comments, homes, people, rounds, workspaces
from storage import courses as stored_courses
from storage.database import Tx


@dataclass(frozen=True, slots=True)
class Waiting:
    """What waits for one person. Of a round only that they are asked: whether they have answered is read nowhere."""

    rounds: tuple[Round, ...] = ()
    walks: tuple[Walk, ...] = ()
    #: Those that are ready for the person's approval.
    approvals: tuple[Walk, ...] = ()
    #: Those among them whose approval somebody has asked for, and those for which the person could ask for it.
    asked: frozenset[WalkId] = frozenset()
    to_ask: tuple[Walk, ...] = ()
    #: Those in which only a text of theirs waits to be placed.
    texts: tuple[Walk, ...] = ()
    #: Whether they take part in any template, also one where nothing waits for them.
    in_walk: bool = False
    actions: tuple[Owned, ...] = ()
    #: The rounds whose comments the person reads, with how many wait.
    comments: tuple[tuple[Round, int], ...] = ()


@dataclass(frozen=True, slots=True)
class Room:
    """A channel in which the person has a right, with what goes on there."""

    channel: ChannelId
    course: Course | None
    running: Round | None
    named: Named
    #: The newest course that is over, where none is under way.
    ended: Course | None = None


async def opened(tx: Tx, team: TeamId, user: UserId) -> None:
    """Somebody has opened their tab: from now on it is kept up to date."""
    await homes.opened(tx, team, user)


async def edition(tx: Tx, team: TeamId, user: UserId) -> int | None:
    """How far the person's tab has changed; None for somebody who has never opened it. Asked before what is shown."""
    return await homes.edition(tx, team, user)


async def waiting(tx: Tx, team: TeamId, user: UserId, now: datetime, workdays: Workdays) -> Waiting:
    """What waits for the person. Raises `KeyMissing` and `TamperedBody` for texts that cannot be read."""
    mine = await walks.walks_of(tx, team, user)
    ready = [walk for walk in mine if is_ready(walk)]
    asked = frozenset([walk.id for walk in ready if await walk_reviews.asked(tx, walk)])
    return Waiting(
        rounds=tuple(one for one in await rounds.rounds_of(tx, team, user) if one.takes_answers),
        walks=tuple(walk for walk in mine if waiting_for(walk, user)),
        approvals=tuple(walk for walk in ready if walk.may(user, WalkAct.APPROVE)),
        asked=asked,
        to_ask=tuple(walk for walk in ready if walk.id not in asked and _asks_others(walk, user)),
        texts=tuple([walk for walk in mine if not waiting_for(walk, user) and await own_waiting(tx, walk, user)]),
        in_walk=bool(mine),
        actions=tuple(await plans.of_owner(tx, team, user)),
        comments=tuple(
            (one, number)
            for one, sealed_at, number in await comments.unread_by(tx, team, user)
            if releases.shown_from(one, sealed_at, workdays) <= now
        ),
    )


def _asks_others(walk: Walk, user: UserId) -> bool:
    """Whether the next step is theirs: to ask those who approve, of whom they are none."""
    return walk.may(user, WalkAct.WRITE) and not walk.may(user, WalkAct.APPROVE) and bool(walk.approvers)


async def rooms_of(tx: Tx, team: TeamId, user: UserId) -> list[Room]:
    """The channels in which the person has a right; those with a course come first."""
    channels = dict.fromkeys(channel for channel, _ in await people.channels_of(tx, team, user))
    found = [await _room(tx, team, channel) for channel in channels]
    return sorted(found, key=lambda room: room.course is None)


async def _room(tx: Tx, team: TeamId, channel: ChannelId) -> Room:
    course = await stored_courses.running(tx, team, channel)
    ended = [] if course else await courses.ended_in(tx, team, channel)
    named = await people.named(tx, team, channel)
    return Room(channel, course, await rounds.running(tx, team, channel), named, next(iter(ended), None))


async def spread(tx: Tx, team: TeamId, now: datetime, workdays: Workdays) -> None:
    """Find out whose tabs what has changed stands on; a new day changes all of them."""
    today = workdays.local(now).date()
    if await workspaces.first_time(tx, team, f"homes.day:{today}", now):
        await homes.mark(tx, team)
    await homes.spread(tx)


async def is_marked(tx: Tx) -> bool:
    """Whether anything has changed that nobody has looked at."""
    return await homes.anything_marked(tx)


async def is_stale(tx: Tx, team: TeamId, now: datetime) -> bool:
    """Whether a tab waits to be published."""
    return await homes.anything_stale(tx, team, now)


async def claim(tx: Tx, team: TeamId, now: datetime) -> UserId | None:
    """Somebody whose tab is to be published, which nobody else does meanwhile."""
    claimed = await homes.claim(tx, team, now)
    return claimed[0] if claimed else None


async def published(tx: Tx, team: TeamId, user: UserId, shown: int) -> None:
    """The tab stands as it was at that edition."""
    await homes.shown(tx, team, user, shown)


async def let_go(tx: Tx, team: TeamId, user: UserId) -> None:
    """It could not be published now."""
    await homes.let_go(tx, team, user)


async def forget(tx: Tx, team: TeamId, user: UserId) -> None:
    """The person has no tab any more."""
    await homes.forget(tx, team, [user])
