"""What SQLite's files give away (A12): the order of rows and pages, and what was deleted."""

from __future__ import annotations

import random
from collections.abc import Sequence
from pathlib import Path
from statistics import fmean

from scipy.stats import kendalltau
from sqlalchemy import text

from domain.barometers import Choice
from domain.people import Invited
from domain.rounds import Round, RoundState
from storage import outbox, rounds, sittings
from storage.database import Store
from storage.outbox import Post
from tests.storage.samples import NOW, STAFF, TEAM, a_round, answer, open_round, people, stored_round

ROUNDS, CROWD = 25, 12
#: Two random orders of 12 agree by 0 on average; the mean of 25 such pairs lies within 0.2 in all but 1 of 10^5 runs.
CHANCE = 0.2


def files(folder: Path) -> bytes:
    return b"".join(path.read_bytes() for path in sorted(folder.glob("anker.db*")))


async def bodies_of(store: Store, asked: Round) -> dict[bytes, bytes]:
    query = text("SELECT p, body FROM sittings WHERE round_id = :r")
    async with store.reads() as tx:
        return {row.p: row.body for row in await tx.session.execute(query, {"r": asked.id})}


async def places_of(store: Store, folder: Path, asked: Round, crowd: Sequence[Invited]) -> list[int]:
    """Where in the file the end of each person's body lies."""
    assert await store.forget_deleted()
    data, bodies, own = (
        (folder / "anker.db").read_bytes(),
        await bodies_of(store, asked),
        store.keys.round_keys(asked.id),
    )
    places = [data.find(bodies[own.pseudonym_of(TEAM, who.user)][-64:]) for who in crowd]
    assert min(places) > 0
    return places


async def test_a12_where_a_row_lies_tells_neither_its_person_nor_when_they_answered(
    sqlite_store: Store, tmp_path: Path
) -> None:
    by_roster, by_time, rows_by_roster = [], [], []
    for number in range(ROUNDS):
        crowd = people(CROWD)
        asked = await stored_round(sqlite_store, a_round(RoundState.OPEN, channel=f"C{number}"), crowd)
        turns = random.sample(crowd, CROWD)
        for turn, who in enumerate(turns):
            await answer(sqlite_store, asked, who, "u1", Choice.AGREE, comment="x" * turn)
        own, rows = sqlite_store.keys.round_keys(asked.id), list(await bodies_of(sqlite_store, asked))
        in_rows = [rows.index(own.pseudonym_of(TEAM, who.user)) for who in crowd]
        by_roster.append(agreement(await places_of(sqlite_store, tmp_path, asked, crowd)))
        by_time.append(agreement(await places_of(sqlite_store, tmp_path, asked, turns)))
        rows_by_roster.append(agreement(in_rows))
    assert [abs(fmean(taus)) < CHANCE for taus in (by_roster, by_time, rows_by_roster)] == [True] * 3


def agreement(places: Sequence[int]) -> float:
    """Kendall's tau of the places with the order in which they are listed: 1 where they are the same."""
    return float(kendalltau(places, range(len(places))).statistic)


def test_the_measure_finds_an_order_where_there_is_one() -> None:
    assert agreement(range(CROWD)) > 0.99


async def test_a12_after_the_seal_no_file_holds_anything_of_a_person(sqlite_store: Store, tmp_path: Path) -> None:
    crowd = [Invited(f"UKANARIE{number:04}", STAFF) for number in range(40)]
    asked = await open_round(sqlite_store, crowd)
    traces = {b"UKANARIE"}
    posts = [Post(f"{TEAM}:{who.user}", TEAM, "reminder", NOW, person=who.user, round=asked) for who in crowd]
    async with sqlite_store.writes() as tx:
        await outbox.add(tx, posts)
    for who in crowd:
        traces |= await pieces(sqlite_store)
        await answer(sqlite_store, asked, who, "u1", Choice.AGREE)
        async with sqlite_store.writes() as tx:
            await sittings.first_time(tx, asked, who.user, "klik")
    traces |= await pieces(sqlite_store)
    before = files(tmp_path)
    assert sum(trace in before for trace in traces) > 3 * len(crowd), "the scan would find what is there"
    async with sqlite_store.writes() as tx:
        await rounds.delete_personal(tx, asked.id)
    sqlite_store.keys.destroy_round_key(asked.id)
    assert await sqlite_store.forget_deleted()
    after = files(tmp_path)
    assert [trace for trace in traces if trace in after] == []
    async with sqlite_store.reads() as tx:
        assert (await tx.session.execute(text("PRAGMA freelist_count"))).scalar_one() > 0
        assert (await tx.session.execute(text("PRAGMA integrity_check"))).scalar_one() == "ok"


async def pieces(store: Store) -> set[bytes]:
    """A piece of everything that stands for one person right now."""
    async with store.reads() as tx:
        found = {bytes(p) for p in (await tx.session.execute(text("SELECT p FROM sittings"))).scalars()}
        found |= {bytes(h) for h in (await tx.session.execute(text("SELECT h FROM seen"))).scalars()}
        for column, table in (("body", "sittings"), ("person", "outbox")):
            rows = await tx.session.execute(text(f"SELECT {column} FROM {table}"))  # noqa: S608
            found |= {piece for body in rows.scalars() for piece in (bytes(body[:40]), bytes(body[-40:]))}
    return found


async def test_a12_a_reader_who_keeps_the_log_alive_is_reported(sqlite_store: Store, tmp_path: Path) -> None:
    asked = await open_round(sqlite_store, people(5))
    async with sqlite_store.reads() as reader:
        await rounds.roster(reader, asked.id)
        async with sqlite_store.writes() as tx:
            await rounds.delete_personal(tx, asked.id)
        assert not await sqlite_store.forget_deleted()
        assert b"U0003" in files(tmp_path)
    assert await sqlite_store.forget_deleted()
    assert b"U0003" not in files(tmp_path)


async def test_a12_a_cancelled_round_leaves_as_little(sqlite_store: Store, tmp_path: Path) -> None:
    crowd = [Invited(f"UKANARIE{number:04}", STAFF) for number in range(10)]
    asked = await open_round(sqlite_store, crowd)
    async with sqlite_store.writes() as tx:
        await rounds.delete_personal(tx, asked.id)
        assert await rounds.save(tx, asked.cancel(), expected=RoundState.OPEN)
    assert await sqlite_store.forget_deleted()
    assert b"UKANARIE" not in files(tmp_path)
