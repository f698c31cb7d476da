"""Opening a large round: an empty sitting and an invitation for everybody, in one commit."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter

from sqlalchemy import func, select

from bench.rounds import FEW, WARMING_UP, a_round, confirm, house, open_now
from domain.rounds import Round
from storage.database import Store
from storage.tables import OutboxRow, RosterRow, SittingRow


@dataclass(frozen=True, slots=True)
class Opening:
    """How long it took, and how many rows it wrote."""

    seconds: float
    rows: int


def open_one(home: Path, asked: Round, people: int) -> Opening:
    """Open a round in a fresh house, which stays in `home`."""
    return asyncio.run(_open_one(home, asked, people))


async def _open_one(home: Path, asked: Round, people: int) -> Opening:
    async with house(home, asked.barometer) as store:
        small = a_round(asked.barometer, WARMING_UP[0])
        await confirm(store, small, FEW)
        await confirm(store, asked, people)
        await open_now(store, small)  # warms up
        before = await _rows(store)
        begun = perf_counter()
        await open_now(store, asked)
        seconds = perf_counter() - begun
        # The roster was there before, and is written anew.
        return Opening(seconds, people + await _rows(store) - before)


async def _rows(store: Store) -> int:
    async with store.reads() as tx:
        counts = [await tx.session.scalar(select(func.count()).select_from(rows)) for rows in _WRITTEN]
    return sum(count or 0 for count in counts)


_WRITTEN = (SittingRow, RosterRow, OutboxRow)
