"""Seal a closed round: answers become a release, the answers and their key are destroyed, and the result is on its way.

The clock seals, never a click, and only when nothing personal is left the result is posted (docs/privacy.md, "Close and
seal"). Every step may be the last one before a crash; the next tick goes on where it stopped.
"""
# ruff: noqa: A002 - a round is called a round

from __future__ import annotations

import asyncio
import logging
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from functools import lru_cache
from secrets import SystemRandom

from domain.barometers import BarometerError
from domain.cpr import find_cpr
from domain.people import ChannelId, Invited, TeamId
from domain.releases import Handed, comments_kept
from domain.rounds import Round, RoundId, RoundState
from domain.sealing import Earlier, Sealed
from domain.sittings import Sitting
from domain.workdays import Workdays
from handlers import comments
from handlers.releases import channels_of, shown_from
from handlers.sittings import UnknownRound
from storage import audit, outbox, rounds, sittings
from storage import releases as stored
from storage.content import UnknownBarometer
from storage.database import Store, Tx
from storage.keys import KeyMissing
from storage.outbox import Post
from storage.sealed import TamperedBody

logger = logging.getLogger("anker.seals")

#: The kind of the outbox row that posts a result.
RESULT = "releases.result"
#: For so long deleted text may stay in the database's log before it is worth an alarm.
PATIENCE = timedelta(hours=1)
#: What is over: whose key must not exist any more.
OVER = (RoundState.SEALED, RoundState.PUBLISHED, RoundState.CANCELLED)

#: What freezes a round: it can be cancelled, never released, and no new key is made in place of a lost one.
Frozen = (KeyMissing, TamperedBody, BarometerError, UnknownBarometer, ValueError)


async def seal_due(store: Store, now: datetime, workdays: Workdays) -> None:
    """Take every closed round as far as it will go; one that is frozen does not hold up the others."""
    await destroy_keys_of_the_past(store)
    async with store.reads() as tx:
        closed = await rounds.all_in_state(tx, RoundState.CLOSING, RoundState.SEALED)
    for team, round_id in closed:
        await seal(store, team, round_id, now, workdays=workdays)


async def seal(store: Store, team: TeamId, round_id: RoundId, now: datetime, *, workdays: Workdays) -> None:
    """Turn a closing round into a published one; doing so again, also at the same time, changes nothing more.

    A round whose key or answers cannot be read stays closing, and the log says so with the round's id.
    """
    if not await _release(store, team, round_id, now):
        return
    store.keys.destroy_round_key(round_id)
    if await store.forget_deleted():
        await _publish(store, team, round_id, now, workdays)
    else:
        await _alarm_when_late(store, team, round_id, now)


async def destroy_keys_of_the_past(store: Store) -> None:
    """Destroy the key of every round that is sealed, published or cancelled: what a crash may have left behind."""
    kept = set(store.keys.round_ids())
    if not kept:
        return
    async with store.reads() as tx:
        over = {round_id for _, round_id in await rounds.all_in_state(tx, *OVER)}
    for round_id in kept & over:
        store.keys.destroy_round_key(round_id)


async def destroy(store: Store, round: Round) -> None:
    """Destroy what is left of a cancelled round: answers, roster and key; nothing is released.

    Raises `UnknownRound`, and `WrongState` where the round is not cancelled in the database.
    """
    async with store.writes() as tx:
        found = await rounds.load(tx, round.team, round.id, lock=True)
        if found is None:
            raise UnknownRound
        found.in_state(RoundState.CANCELLED)
        await rounds.delete_personal(tx, round.id)
    store.keys.destroy_round_key(round.id)
    await store.forget_deleted()


async def _release(store: Store, team: TeamId, round_id: RoundId, now: datetime) -> bool:
    """Whether the round is sealed now: by us, or by somebody before us."""
    try:
        async with store.reads() as tx:
            found = await rounds.load(tx, team, round_id)
            if found is None or found.state is not RoundState.CLOSING:
                return found is not None and found.state is RoundState.SEALED
            everybody = await sittings.all_of(tx, found, await rounds.roster(tx, round_id))
            earlier = await _earlier(tx, found, now)
        # Counting many answers takes a while; meanwhile other people's clicks are answered.
        made = await asyncio.to_thread(_made, found, everybody, earlier)
        return await _keep(store, found, made, everybody, now)
    except Frozen as problem:
        return await _is_sealed_anyway(store, team, round_id, now, problem)


async def _earlier(tx: Tx, closing: Round, now: datetime) -> tuple[Earlier, ...]:
    """What was released of the same people before; what is damaged of it is left out, and the log says so."""
    found, damaged = await stored.readable_among_the_same(tx, closing.team, closing.channel)
    for round_id in damaged:
        _alarm(f"round {round_id} is damaged and {closing.id} is released as if it had never been", _hour(now))
    return tuple(Earlier(one.round, one.release) for one in found if one.round.id != closing.id)


def _made(closing: Round, everybody: Sequence[tuple[Invited, Sitting]], earlier: Sequence[Earlier]) -> Sealed:
    """What may be shown. The answers are shuffled, so that no order can reach the result."""
    handed = [Handed(person.role, sitting.answers) for person, sitting in everybody if sitting.handed_in]
    SystemRandom().shuffle(handed)
    return Sealed.of(closing, handed, earlier)


async def _keep(
    store: Store, closing: Round, made: Sealed, everybody: Sequence[tuple[Invited, Sitting]], now: datetime
) -> bool:
    """Exchange the answers for the release, in one commit; the first of several processes wins.

    Whether the round is over now, through us or somebody else: only then the key may be destroyed.
    """
    handed_in = [sitting for _, sitting in everybody if sitting.handed_in]
    kept = await asyncio.to_thread(kept_comments, closing, handed_in)
    async with store.writes() as tx:
        if await rounds.save(tx, replace(closing, state=RoundState.SEALED), RoundState.CLOSING):
            await stored.insert(tx, closing, made.release, now, kept, made.before)
            await rounds.delete_personal(tx, closing.id)
        current = await rounds.load(tx, closing.team, closing.id)
    return current is not None and current.state in OVER


def kept_comments(closing: Round, handed_in: Sequence[Sitting]) -> dict[str, list[str]]:
    """The comments that outlive the close, by open question, each for itself and in no order (rule P10).

    What looks as if it held a civil registration number is dropped, also where it was let through when written.
    """
    if not (closing.asks_open_questions and comments_kept(len(handed_in))):
        return {}
    kept = {item.id: _without_cpr(handed_in, item.id) for item in closing.barometer.open_items}
    for texts in kept.values():
        SystemRandom().shuffle(texts)
    return kept


def _without_cpr(handed_in: Iterable[Sitting], item: str) -> list[str]:
    texts = (sitting.comments.get(item) for sitting in handed_in)
    return [text for text in texts if text and not find_cpr(text)]


async def _is_sealed_anyway(store: Store, team: TeamId, round_id: RoundId, now: datetime, problem: Exception) -> bool:
    """Another process may have sealed while we read; only otherwise the round is frozen."""
    async with store.reads() as tx:
        sealed = await rounds.all_in_state(tx, RoundState.SEALED)
        closing = await rounds.all_in_state(tx, RoundState.CLOSING)
    if (team, round_id) in closing:
        _alarm(f"round {round_id} is frozen and cannot be released: {type(problem).__name__}", _hour(now))
    return (team, round_id) in sealed


async def _alarm_when_late(store: Store, team: TeamId, round_id: RoundId, now: datetime) -> None:
    async with store.reads() as tx:
        since = await stored.released_at(tx, team, round_id)
    if since is not None and now - since > PATIENCE:
        _alarm(f"round {round_id} waits for deleted text to leave the database's log", _hour(now))


@lru_cache(maxsize=1000)
def _alarm(line: str, _in_hour: datetime) -> None:
    """Say it once an hour: the clock asks every second."""
    logger.error("%s", line)


def _hour(now: datetime) -> datetime:
    return now.replace(minute=0, second=0, microsecond=0)


async def _publish(store: Store, team: TeamId, round_id: RoundId, now: datetime, workdays: Workdays) -> None:
    """Only now, with answers and key gone, the result is on its way to its channels."""
    async with store.writes() as tx:
        sealed = await rounds.load(tx, team, round_id, lock=True)
        if sealed is None or sealed.state is not RoundState.SEALED:
            return
        await rounds.save(tx, replace(sealed, state=RoundState.PUBLISHED), RoundState.SEALED)
        await audit.note(tx, team, audit.ANKER, "round.key_destroyed", round_id, now)
        due = shown_from(sealed, now, workdays)
        posts = [_post(sealed, channel, due) for channel in channels_of(sealed)]
        if await comments.any_kept(tx, team, round_id):
            posts.append(comments.waiting_post(sealed, due))
        await outbox.add(tx, posts)


def _post(round: Round, channel: ChannelId, due: datetime) -> Post:
    return Post(
        dedupe_key=f"{round.team}:{round.id}:result:{channel}",
        team=round.team,
        kind=RESULT,
        due_at=due,
        channel=channel,
        subject={"round": round.id},
    )
