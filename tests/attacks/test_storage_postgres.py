"""What PostgreSQL keeps beside the rows (A13): transaction numbers, places, the write-ahead log, the server's log."""

from __future__ import annotations

import random
from collections.abc import AsyncIterator
from pathlib import Path
from statistics import fmean

import pytest
from scipy.stats import kendalltau
from sqlalchemy import make_url, text

from domain.barometers import Choice
from domain.people import Named
from domain.rounds import Round, RoundState
from domain.sittings import Sitting
from storage import audit, outbox, people, rounds, sittings, workspaces
from storage.database import Barometers, Store, migrate, open_store
from storage.keys import KeyStore
from storage.outbox import Post
from tests.conftest import PostgresServer
from tests.storage.samples import CHANNEL, COORDINATOR, NOW, TEAM, a_round, answer, stored_round
from tests.storage.samples import people as crowd_of

CROWD = crowd_of(12)
#: In every comment of these tests, and in nothing else that the server is given.
CANARY = "Rumdrummen-drøner-77310"
#: A name that PostgreSQL does see in the clear: it shows that a scan looks where things are written.
SEEN_CANARY = "Graaspurven-kvidrer-55103"
#: Every table that holds the id of a person, in a column of its own or inside another one.
WITH_PEOPLE = ("rounds", "roster", "named", "department_marks", "departments", "preferences", "audit", "outbox")


@pytest.fixture
async def talkative_store(
    postgres: PostgresServer, postgres_url: str, keys: KeyStore, barometers: Barometers
) -> AsyncIterator[Store]:
    """A store in a database of its own, whose server logs every statement with all it was given."""
    name = make_url(postgres_url).database
    for setting in ("log_min_duration_statement = 0", "log_statement = 'all'", "log_parameter_max_length = -1"):
        await postgres.run(f"ALTER DATABASE {name} SET {setting}")
    await migrate(postgres_url)
    opened = await open_store(postgres_url, keys, barometers)
    yield opened
    await opened.close()


async def a_day_in_a_round(store: Store) -> Round:
    """A round in which coordinators act and everybody answers, in random order, twice."""
    asked = await stored_round(store, a_round(RoundState.OPEN), CROWD)
    async with store.writes() as tx:
        await workspaces.save(tx, TEAM, "U0BOT", SEEN_CANARY)
        await people.save_named(tx, TEAM, CHANNEL, Named(coordinator=COORDINATOR, team=frozenset({"U0003"})))
        await audit.note(tx, TEAM, COORDINATOR, "open", asked.id, NOW)
    posts = [Post(who.user, TEAM, "reminder", NOW, person=who.user, round=asked) for who in CROWD]
    async with store.writes() as tx:
        await outbox.add(tx, posts)
    for who in random.sample([*CROWD, *CROWD], 2 * len(CROWD)):
        async with store.writes() as tx:
            found = await rounds.load(tx, TEAM, asked.id, share=True)
            role = await rounds.role_of(tx, asked.id, who.user)
            assert found is not None
            assert role is not None
            sitting = await sittings.load(tx, found, who.user, role, lock=True)
            assert sitting is not None
            await sittings.first_time(tx, found, who.user, f"klik {random.random()}")
            await sittings.save(tx, found, who.user, sitting.answer("u1", Choice.AGREE).comment("fritekst", CANARY))
    return asked


async def transactions(store: Store, table: str) -> set[str]:
    """The numbers of the transactions that wrote, locked or deleted a row that is still in the table."""
    async with store.reads() as tx:
        rows = await tx.session.execute(text(f"SELECT xmin::text, xmax::text FROM {table}"))  # noqa: S608
        return {number for row in rows for number in row} - {"0"}


async def test_a13_no_answer_shares_a_transaction_with_a_person(postgres_store: Store) -> None:
    await a_day_in_a_round(postgres_store)
    answers = await transactions(postgres_store, "sittings") | await transactions(postgres_store, "seen")
    assert len(answers) >= len(CROWD)
    for table in WITH_PEOPLE:
        assert not answers & await transactions(postgres_store, table), table


async def test_a13_a_shared_transaction_would_be_found(postgres_store: Store) -> None:
    asked = await stored_round(postgres_store, a_round(RoundState.OPEN), CROWD)
    async with postgres_store.writes() as tx:
        await tx.session.execute(text("UPDATE roster SET role = role WHERE user_id = 'U0003'"))
        await tx.session.execute(text("UPDATE sittings SET body = body WHERE round_id = :r"), {"r": asked.id})
    assert await transactions(postgres_store, "sittings") & await transactions(postgres_store, "roster")


async def test_a13_where_a_row_lies_tells_nothing_of_the_roster(postgres_store: Store) -> None:
    taus = []
    for number in range(25):
        asked = await stored_round(postgres_store, a_round(RoundState.OPEN, channel=f"C{number}"), CROWD)
        for who in random.sample(CROWD, len(CROWD) // 2):
            await answer(postgres_store, asked, who, "u1", Choice.AGREE)
        query = text("SELECT p FROM sittings WHERE round_id = :r ORDER BY ctid")
        async with postgres_store.reads() as tx:
            rows = [bytes(p) for p in (await tx.session.execute(query, {"r": asked.id})).scalars()]
        own = postgres_store.keys.round_keys(asked.id)
        places = [rows.index(own.pseudonym_of(TEAM, who.user)) for who in CROWD]
        taus.append(float(kendalltau(places, range(len(CROWD))).statistic))
    assert abs(fmean(taus)) < 0.2  # as for SQLite: chance exceeds this once in 10^5 runs


async def test_a13_neither_files_nor_logs_hold_an_answer(talkative_store: Store, postgres: PostgresServer) -> None:
    asked = await a_day_in_a_round(talkative_store)
    await postgres.run("CHECKPOINT")
    own = talkative_store.keys.round_keys(asked.id)
    secrets = [CANARY.encode(), CANARY.encode().hex().encode(), own.content, own.pseudonym, own.content.hex().encode()]
    seen, found = set(), set()
    for path in filter(Path.is_file, postgres.folder.rglob("*")):
        content, place = path.read_bytes(), path.relative_to(postgres.folder).parts[0]
        seen |= {place} if SEEN_CANARY.encode() in content else set()
        found |= {(place, number) for number, secret in enumerate(secrets) if secret in content}
    assert seen >= {"log", "pg_wal", "base"}, "the scan looks in the wrong places"
    assert found == set()


async def test_a13_who_watches_the_server_sees_statements_without_values(postgres_store: Store) -> None:
    asked = await stored_round(postgres_store, a_round(RoundState.OPEN), CROWD)
    async with postgres_store.writes() as writing, postgres_store.reads() as tx:
        sitting = Sitting(asked.barometer, CROWD[3].role).comment("fritekst", CANARY)
        await sittings.save(writing, asked, CROWD[3].user, sitting)
        watched = str((await tx.session.execute(text("SELECT query FROM pg_stat_activity"))).all())
    assert "UPDATE sittings SET body" in watched
    assert CANARY not in watched
    assert CROWD[3].user not in watched


async def test_a13_a_restored_log_is_of_no_use_without_the_key(postgres_store: Store) -> None:
    asked = await a_day_in_a_round(postgres_store)
    postgres_store.keys.destroy_round_key(asked.id)
    async with postgres_store.writes() as tx:
        await rounds.delete_personal(tx, asked.id)
    assert postgres_store.keys.round_ids() == []
    async with postgres_store.reads() as tx:
        for table in ("sittings", "seen", "roster"):
            assert (await tx.session.execute(text(f"SELECT count(*) FROM {table}"))).scalar_one() == 0  # noqa: S608
