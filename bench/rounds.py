"""Rounds to be measured: their people, their items, and a house of their own on the disk."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import cycle, islice
from pathlib import Path

from bot.settings import CONTENT
from domain.barometers import Barometer, Item
from domain.people import Invited, TeamId
from domain.rounds import Round, RoundState
from handlers import rounds as operations
from storage import rounds
from storage.content import Barometers, load_barometers
from storage.database import Store, migrate, open_store
from storage.keys import KeyStore

TEAM: TeamId = "T0BENCH"
COORDINATOR = "U0METTE"
CHANNEL = "C0BOERN"
#: Small rounds in other channels warm up what the large one then uses; with as few people as a round may have.
WARMING_UP, FEW = ("C0FIRST", "C0SECOND"), 5


def shipped_barometer() -> Barometer:
    """The barometer that comes with Anker."""
    return load_barometers([CONTENT]).all()[0]


def barometer_of(items: int) -> Barometer:
    """The shipped barometer with so many items, all of them asked of everybody: repeated, or left out."""
    shipped = shipped_barometer()
    everybody = frozenset(role.id for role in shipped.roles)
    wanted = [
        replace(item, id=f"{item.id}-{n}", roles=everybody)
        for n, item in enumerate(islice(cycle(shipped.items), items))
    ]
    share = -(-items // len(shipped.themes))
    themes = tuple(
        replace(theme, items=_slice(wanted, n * share, share))
        for n, theme in enumerate(shipped.themes)
        if n * share < items
    )
    return replace(shipped, id="bench", themes=themes)


def _slice(items: list[Item], start: int, length: int) -> tuple[Item, ...]:
    return tuple(items[start : start + length])


def crowd(count: int) -> tuple[Invited, ...]:
    """So many people: of a hundred, four lead, four more are professional leads, six are super-users."""
    roles = ["leder"] * 4 + ["faglig_leder"] * 4 + ["superbruger"] * 6 + ["sagsbehandler"] * 86
    return tuple(Invited(f"U{n:05}", roles[(n * 37) % 100]) for n in range(count))


def a_round(barometer: Barometer, channel: str = CHANNEL) -> Round:
    """A round that is to open now."""
    now = datetime.now(UTC)
    return Round(
        id=rounds.new_round_id(),
        team=TEAM,
        channel=channel,
        unit="Børn og Familie",
        barometer=barometer,
        grouping=barometer.groupings[0].id,
        coordinator=COORDINATOR,
        reader=COORDINATOR,
        opens_at=now,
        closes_at=now + timedelta(days=14),
        state=RoundState.CONFIRMED,
        result_channels=(channel,),
    )


def sqlite_in(home: Path) -> str:
    """The driver URL of the house's own file."""
    return f"sqlite+aiosqlite:///{home / 'anker.sqlite'}"


@asynccontextmanager
async def house(home: Path, barometer: Barometer) -> AsyncIterator[Store]:
    """The store that lives in `home`, on SQLite."""
    await migrate(sqlite_in(home))
    store = await open_store(sqlite_in(home), KeyStore(home / "keys"), Barometers((barometer,)))
    try:
        yield store
    finally:
        await store.close()


async def confirm(store: Store, asked: Round, people: int) -> None:
    """What there is of a round before it opens: its key and its roster."""
    store.keys.create_round_key(asked.id)
    async with store.writes() as tx:
        await rounds.insert(tx, asked, origin=asked.id)
        await rounds.replace_roster(tx, asked.id, crowd(people))


async def open_now(store: Store, asked: Round) -> Round:
    """Open it as the clock does, everybody being still there."""
    async with store.writes() as tx:
        opened = await operations.open_round(tx, asked.team, asked.id, {}, asked.opens_at)
    if opened is None or not opened.takes_answers:
        raise RuntimeError("the round did not open")
    return opened
