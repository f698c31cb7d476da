"""Closing a large round in which everybody answered everything: from closing to published."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, replace
from pathlib import Path
from random import Random
from time import perf_counter

from bench.processes import peak_memory
from bench.rounds import FEW, WARMING_UP, a_round, confirm, crowd, house, open_now
from bot.almanac import danish_workdays
from domain.barometers import Choice
from domain.people import Invited
from domain.rounds import Round, RoundState
from domain.sittings import Sitting, SittingState
from handlers import rounds, seals
from storage import rounds as stored
from storage import sittings
from storage.database import Store, Tx, insert_into
from storage.tables import SeenRow

CHOICES = [choice for choice in Choice if choice is not Choice.SKIPPED]
COMMENT = "Vi mangler tid til at læse sagerne igennem sammen. " * 4


@dataclass(frozen=True, slots=True)
class Closing:
    """Seconds from closing to published, and the most memory of the process before and after it, in MiB."""

    seconds: float
    memory_before: float
    memory_peak: float


def answer_all(home: Path, asked: Round, people: int) -> None:
    """Everybody hands in, every third with comments; what was seen of each click is noted, as it is in life."""
    asyncio.run(_answer_all(home, asked, people))


async def _answer_all(home: Path, asked: Round, people: int) -> None:
    async with house(home, asked.barometer) as store:
        await everybody_answers(store, asked, people)


async def everybody_answers(store: Store, asked: Round, people: int) -> None:
    """All the people of an open round hand in."""
    chance = Random(1)
    async with store.writes() as tx:
        for person in crowd(people):
            await _answer(tx, asked, person, chance)


async def _answer(tx: Tx, asked: Round, person: Invited, chance: Random) -> None:
    empty = Sitting(asked.barometer, person.role)
    answers = {item.id: chance.choice(CHOICES) for item in empty.items}
    comments = {item.id: COMMENT for item in asked.barometer.open_items if chance.random() < 1 / 3}
    handed_in = replace(empty, state=SittingState.HANDED_IN, answers=answers, comments=comments)
    await sittings.save(tx, asked, person.user, handed_in)
    keys = tx.keys.round_keys(asked.id)
    seen = [{"round_id": asked.id, "h": keys.dedupe_of(person.user, item)} for item in answers]
    await tx.session.execute(insert_into(tx, SeenRow), seen)


def close_one(home: Path, asked: Round) -> Closing:
    """Close the open round that is in `home`."""
    return asyncio.run(_close_one(home, asked))


async def _close_one(home: Path, asked: Round) -> Closing:
    async with house(home, asked.barometer) as store:
        small = a_round(asked.barometer, WARMING_UP[1])
        await confirm(store, small, FEW)
        await open_now(store, small)
        await _closed(store, small)  # warms up
        memory, begun = peak_memory(), perf_counter()
        await _closed(store, asked)
        return Closing(perf_counter() - begun, memory, peak_memory())


async def _closed(store: Store, asked: Round) -> None:
    """What the clock does when a round's time is over, but for waiting for its next tick."""
    async with store.writes() as tx:
        await rounds.close_when_due(tx, asked.team, asked.id)
    await seals.seal_due(store, asked.closes_at, danish_workdays())
    async with store.reads() as tx:
        left = await stored.load(tx, asked.team, asked.id)
    if left is None or left.state is not RoundState.PUBLISHED:
        raise RuntimeError("the round was not published")
