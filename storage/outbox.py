"""The outbox: one row per message that the bot starts itself, claimed by one process at a time.

A row holds no text. Written in the transaction that gives the reason, under a key that makes it unique;
claimed, sent, marked. Whoever died in between leaves a row in `sending`, whose outcome is unknown: it comes back
as `uncertain` when Slack can no longer deliver the first attempt.
"""
# ruff: noqa: A002 - a round is called a round

from __future__ import annotations

import json
import logging
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, and_, delete, func, or_, select, update

from domain.people import ChannelId, TeamId, UserId
from domain.rounds import Round, RoundId
from storage.database import Tx, changed, insert_into
from storage.keys import KeyMissing
from storage.sealed import TamperedBody, open_sealed, place, seal
from storage.sent_messages import as_stored
from storage.tables import OutboxRow, WorkspaceRow

log = logging.getLogger(__name__)

#: Slack takes some 300 posts a minute from one app in one workspace before it refuses (docs.slack.dev, "Rate limits").
#: They are spread over a little more than the minute: a message that is held up on its way meets those behind it.
PACE = timedelta(seconds=61.5) / 300
#: A workspace whose next free moment lies further ahead waits for the next round of claims: others come first.
HORIZON = timedelta(seconds=10)
#: No pace leads so far ahead: such a moment was written by a clock that has been put back since, and is ignored.
NONSENSE = timedelta(minutes=10)
#: An owner who has not been heard of for so long after the moment of sending has lost the row.
LEASE = timedelta(seconds=60)
#: After so long a request that got no answer is no longer under way: 10 seconds of its own, and time to settle.
SETTLED = timedelta(seconds=180)
#: Every sealed person has this size: the length of an id tells nothing.
PERSON_SIZE = 64


@dataclass(frozen=True, slots=True)
class Post:
    """A message to be sent: to a channel or to a person, from `due_at` on and never after `not_after`.

    `person` with `round` is sealed under the round's key and leaves no trace once sent; `subject` holds ids, never
    a person's. `dedupe_key` names the message: the same one is never sent twice.
    """

    dedupe_key: str
    team: TeamId
    kind: str
    due_at: datetime
    channel: ChannelId | None = None
    person: UserId | None = None
    round: Round | None = None
    subject: Mapping[str, str] = field(default_factory=dict)
    not_after: datetime | None = None


@dataclass(frozen=True, slots=True)
class Claimed:
    """A row that one process may send, at `slot` or later. `uncertain`: an earlier attempt may have arrived."""

    id: int
    dedupe_key: str
    team: TeamId
    kind: str
    target: ChannelId | UserId
    round_id: RoundId | None
    subject: Mapping[str, str]
    attempt: int
    owner: str
    due_at: datetime
    not_after: datetime | None
    first_try_at: datetime
    last_try_at: datetime
    slot: datetime
    uncertain: bool
    personal: bool


async def add(tx: Tx, posts: Iterable[Post]) -> int:
    """Keep the messages that are not there yet, by their dedupe key; how many were new. Raises `KeyMissing`."""
    rows = [_row(tx, post) for post in posts]
    if not rows:
        return 0
    if any(row["person"] is None for row in rows):
        tx.writes("person")
    fresh = insert_into(tx, OutboxRow).on_conflict_do_nothing(index_elements=["dedupe_key"]).returning(OutboxRow.id)
    return len((await tx.session.scalars(fresh, rows)).all())


async def was_due(tx: Tx, dedupe_key: str, before: datetime) -> bool:
    """Whether the message is there, and was to be sent by then."""
    query = select(OutboxRow.id).where(OutboxRow.dedupe_key == dedupe_key, OutboxRow.due_at <= before)
    return await tx.session.scalar(query) is not None


async def is_waiting(tx: Tx, since: datetime, until: datetime) -> bool:
    """Whether a message that was or will be due in that time has not been sent yet."""
    unsent = OutboxRow.state.in_(["pending", "sending"])
    query = select(OutboxRow.id).where(unsent, OutboxRow.due_at.between(since, until)).limit(1)
    return await tx.session.scalar(query) is not None


async def claim(tx: Tx, owner: str, now: datetime, limit: int) -> list[Claimed]:
    """Take at most `limit` rows that are due; nobody else gets them until the lease is over.

    Rows whose `not_after` has passed become dead with the error `expired` instead.
    """
    await changed(tx, update(OutboxRow).where(_free(now), OutboxRow.not_after < now).values(_dead("expired")))
    paced_out = select(WorkspaceRow.team_id).where(WorkspaceRow.posts_from.between(now + HORIZON, now + NONSENSE))
    free = select(OutboxRow.id).where(_free(now), OutboxRow.team_id.not_in(paced_out))
    picked = free.order_by(OutboxRow.due_at, OutboxRow.id).limit(limit).with_for_update(skip_locked=True)
    # PostgreSQL may run a plain subquery more than once, and then claim more than was locked.
    once = picked.cte("picked").prefix_with("MATERIALIZED", dialect="postgresql")
    claiming = update(OutboxRow).where(OutboxRow.id.in_(select(once.c.id)))
    taken = claiming.values(_taken(owner, now)).returning(OutboxRow)
    rows = list(await tx.session.scalars(taken, execution_options={"synchronize_session": False}))
    rows.sort(key=lambda row: (row.due_at, row.id))
    slots = await _slots(tx, rows, now)
    return [claimed for row in rows if (claimed := _claimed(tx, row, slots[row.id])) is not None]


async def still_mine(tx: Tx, claimed: Claimed, now: datetime) -> bool:
    """Whether the row may still be sent by who claimed it: asked right before the call.

    Whoever slept past the lease has lost it, even to nobody: another may be looking for the message at this moment.
    A message whose last moment has come meanwhile is not sent either.
    """
    in_time = or_(OutboxRow.not_after.is_(None), OutboxRow.not_after >= now)
    query = select(OutboxRow.id).where(_mine(claimed), OutboxRow.lease_until >= now, in_time)
    return await tx.session.scalar(query) is not None


async def sent(tx: Tx, claimed: Claimed, slack_channel: str | None, slack_ts: str | None) -> None:
    """The message arrived. A row that was for one person is deleted; others keep where the message stands."""
    if claimed.personal:
        await changed(tx, delete(OutboxRow).where(_mine(claimed)))
    else:
        await _set(tx, claimed, {"state": "sent", "slack_channel": slack_channel, "slack_ts": slack_ts})


async def not_needed(tx: Tx, claimed: Claimed) -> None:
    """The message has become pointless; the row ends as if it had been sent, so that nothing tells the two apart."""
    await sent(tx, claimed, None, None)


async def again(tx: Tx, claimed: Claimed, due_at: datetime, *, counts: bool = True) -> None:
    """Slack certainly did not take the message: due again later. `counts=False` forgets the attempt."""
    handed_back = {"owner": None, "lease_until": None, "attempt": claimed.attempt - (not counts)}
    await _set(tx, claimed, {"state": "pending", "due_at": due_at} | handed_back)


async def release_uncertain(tx: Tx, claimed: Claimed, until: datetime | None = None, *, counts: bool = True) -> None:
    """Nobody knows whether the message arrived: the row stays in `sending` for whoever looks after the wait, which
    is over at `until` at the earliest. `counts=False` forgets the attempt."""
    lease = max(until or claimed.last_try_at, claimed.last_try_at)
    await _set(tx, claimed, {"owner": None, "lease_until": lease, "attempt": claimed.attempt - (not counts)})


async def pause(tx: Tx, team: TeamId, until: datetime) -> None:
    """No message of the workspace is claimed before, or little before, `until`: at most ten minutes from now."""
    await changed(tx, update(WorkspaceRow).where(WorkspaceRow.team_id == team).values(posts_from=until))


async def dead(tx: Tx, claimed: Claimed, error: str) -> None:
    """The message will never be sent; `error` is Slack's word for why."""
    await _set(tx, claimed, _dead(error))


async def revive(tx: Tx, team: TeamId, kind: str, channel: ChannelId, errors: Collection[str], since: datetime) -> int:
    """Messages to a channel that Slack certainly did not take, for one of these reasons, wait again; how many.

    Those that were due before `since` stay as they are.
    """
    mine = (OutboxRow.team_id == team, OutboxRow.kind == kind, OutboxRow.channel == channel)
    lost = (OutboxRow.state == "dead", OutboxRow.error.in_([*errors]), OutboxRow.due_at >= since)
    fresh = {"state": "pending", "error": None, "attempt": 0, "first_try_at": None, "last_try_at": None}
    return await changed(tx, update(OutboxRow).where(*mine, *lost).values(fresh))


async def withdraw(tx: Tx, claimed: Claimed) -> None:
    """Slack certainly did not take the message, and the reason for it will write it anew under the same key."""
    await changed(tx, delete(OutboxRow).where(_mine(claimed)))


def _free(now: datetime) -> ColumnElement[bool]:
    pending = and_(OutboxRow.state == "pending", OutboxRow.due_at <= now)
    left = and_(OutboxRow.state == "sending", OutboxRow.lease_until < now, OutboxRow.last_try_at <= now - SETTLED)
    return or_(pending, left)


def _taken(owner: str, now: datetime) -> dict[str, Any]:
    """What claiming writes; the right-hand sides still see the row as it was."""
    return {
        "uncertain": OutboxRow.state == "sending",
        "state": "sending",
        "owner": owner,
        "attempt": OutboxRow.attempt + 1,
        "lease_until": now + LEASE,
        "first_try_at": func.coalesce(OutboxRow.first_try_at, now, type_=OutboxRow.first_try_at.type),
        "last_try_at": now,
    }


def _dead(error: str) -> dict[str, Any]:
    return {"state": "dead", "error": error, "owner": None, "lease_until": None}


def _mine(claimed: Claimed) -> ColumnElement[bool]:
    """The row as it was claimed, and not claimed again since, by this owner either."""
    same = (OutboxRow.id == claimed.id, OutboxRow.owner == claimed.owner, OutboxRow.attempt == claimed.attempt)
    return and_(*same, OutboxRow.state == "sending")


async def _set(tx: Tx, claimed: Claimed, values: dict[str, Any]) -> None:
    await changed(tx, update(OutboxRow).where(_mine(claimed)).values(values))


async def _slots(tx: Tx, rows: Iterable[OutboxRow], now: datetime) -> dict[int, datetime]:
    """When each row may go out: one after the other within a workspace, at its pace."""
    by_team: dict[TeamId, list[OutboxRow]] = {}
    for row in rows:
        by_team.setdefault(row.team_id, []).append(row)
    start = await _reserve(tx, {team: len(posts) for team, posts in by_team.items()}, now)
    slots = {row.id: start[team] + PACE * n for team, posts in by_team.items() for n, row in enumerate(posts)}
    later = [{"id": key, "last_try_at": slot, "lease_until": slot + LEASE} for key, slot in slots.items() if slot > now]
    if later:
        await tx.session.execute(update(OutboxRow), later)
    return slots


async def _reserve(tx: Tx, posts: Mapping[TeamId, int], now: datetime) -> dict[TeamId, datetime]:
    """Take each workspace's next so many moments; the first of them."""
    if not posts:
        return {}
    # Always in the same order, so that two processes never wait for each other.
    query = select(WorkspaceRow.team_id, WorkspaceRow.posts_from).where(WorkspaceRow.team_id.in_(posts))
    kept = await tx.session.execute(query.order_by(WorkspaceRow.team_id).with_for_update())
    ahead = {row.team_id: row.posts_from for row in kept if row.posts_from and now < row.posts_from < now + NONSENSE}
    start = {team: ahead.get(team, now) for team in sorted(posts)}
    taken = [{"team_id": team, "name": "", "posts_from": start[team] + PACE * posts[team]} for team in start]
    fresh = insert_into(tx, WorkspaceRow)
    moved = {"posts_from": fresh.excluded.posts_from}
    await tx.session.execute(fresh.on_conflict_do_update(index_elements=["team_id"], set_=moved), taken)
    return start


def _claimed(tx: Tx, row: OutboxRow, slot: datetime) -> Claimed | None:
    """None where the person cannot be read: the row stays claimed and comes back after the wait."""
    target = _target(tx, row)
    if target is None or row.owner is None or row.first_try_at is None:
        return None
    return Claimed(
        id=row.id,
        dedupe_key=row.dedupe_key,
        team=row.team_id,
        kind=row.kind,
        target=target,
        round_id=row.round_id,
        subject=json.loads(row.subject),
        attempt=row.attempt,
        owner=row.owner,
        due_at=row.due_at,
        not_after=row.not_after,
        first_try_at=row.first_try_at,
        last_try_at=slot,
        slot=slot,
        uncertain=row.uncertain,
        personal=row.person is not None,
    )


def _target(tx: Tx, row: OutboxRow) -> str | None:
    if row.person is None or row.round_id is None:
        return row.channel
    try:
        key = tx.keys.round_keys(row.round_id).content
        return open_sealed(key, row.person, _place(row.round_id, row.dedupe_key)).decode()
    except (KeyMissing, TamperedBody) as problem:
        log.error("outbox row %s cannot be addressed: %s", row.id, type(problem).__name__)  # noqa: TRY400
        return None


def _row(tx: Tx, post: Post) -> dict[str, Any]:
    row = {
        "dedupe_key": post.dedupe_key,
        "team_id": post.team,
        "round_id": post.round.id if post.round else None,
        "channel": post.channel or post.person,
        "person": None,
        "kind": post.kind,
        "subject": as_stored(post.subject),
        "due_at": post.due_at,
        "not_after": post.not_after,
        "state": "pending",
        "attempt": 0,
        "uncertain": False,
    }
    return row if post.round is None or post.person is None else row | _personal(tx, post.round, post.person, post)


def _personal(tx: Tx, round: Round, person: UserId, post: Post) -> dict[str, Any]:
    keys = tx.keys.round_keys(round.id)
    dedupe_key = keys.dedupe_of_post(post.dedupe_key)
    sealed = seal(keys.content, person.encode(), PERSON_SIZE, _place(round.id, dedupe_key))
    return {"dedupe_key": dedupe_key, "channel": None, "person": sealed}


def _place(round_id: RoundId, dedupe_key: str) -> bytes:
    return place("outbox", round_id, dedupe_key)
