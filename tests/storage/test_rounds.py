from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from sqlalchemy import text

from domain.people import Invited
from domain.rounds import Before, Round, RoundState
from storage import outbox, rounds, sittings
from storage.database import Store
from tests.storage.samples import CHANNEL, COORDINATOR, NOW, TEAM, a_round, people, stored_round


async def inserted(store: Store, asked: Round) -> Round:
    async with store.writes() as tx:
        return await rounds.insert(tx, asked, origin=f"view-{asked.id}")


def test_a_round_id_is_thirteen_letters_that_nobody_guesses() -> None:
    ids = {rounds.new_round_id() for _ in range(1000)}
    assert len(ids) == 1000
    assert all(len(one) == 13 and set(one) <= set("abcdefghijklmnopqrstuvwxyz234567") for one in ids)


async def test_a_round_comes_back_as_it_was_kept(store: Store) -> None:
    asked = await inserted(store, a_round(RoundState.OPEN))
    async with store.reads() as tx:
        assert await rounds.load(tx, TEAM, asked.id) == asked


async def test_times_come_back_as_the_same_moment_in_utc(store: Store) -> None:
    danish = datetime(2027, 3, 1, 9, 0, tzinfo=timezone(timedelta(hours=1)))
    asked = await inserted(store, replace(a_round(), opens_at=danish))
    async with store.reads() as tx:
        kept = await rounds.load(tx, TEAM, asked.id)
    assert kept is not None
    assert (kept.opens_at, kept.opens_at.utcoffset()) == (danish, timedelta(0))


async def test_a_time_without_a_zone_is_refused(store: Store) -> None:
    naive = replace(a_round(), opens_at=datetime(2027, 3, 1, 9, 0))  # noqa: DTZ001
    with pytest.raises(Exception, match="a moment needs a time zone"):
        await inserted(store, naive)


async def test_another_teams_round_is_not_found(store: Store) -> None:
    asked = await inserted(store, a_round())
    async with store.reads() as tx:
        assert await rounds.load(tx, "T0ANDEN", asked.id) is None
        assert await rounds.load(tx, TEAM, "findesikke123") is None


async def test_the_same_view_starts_one_round(store: Store) -> None:
    first, second = a_round(), a_round()
    async with store.writes() as tx:
        assert await rounds.insert(tx, first, origin="V1") == first
        assert await rounds.insert(tx, second, origin="V1") == first
        assert await rounds.load(tx, TEAM, second.id) is None


async def test_the_same_view_id_in_another_team_starts_another_round(store: Store) -> None:
    first, second = a_round(), a_round(team="T0ANDEN")
    async with store.writes() as tx:
        await rounds.insert(tx, first, origin="V1")
        assert await rounds.insert(tx, second, origin="V1") == second


async def test_saving_needs_the_state_that_was_read(store: Store) -> None:
    asked = await inserted(store, a_round())
    async with store.writes() as tx:
        assert await rounds.save(tx, asked.confirm(), expected=RoundState.DRAFT)
        assert not await rounds.save(tx, asked.cancel(), expected=RoundState.DRAFT)
        kept = await rounds.load(tx, TEAM, asked.id)
    assert kept is not None
    assert kept.state is RoundState.CONFIRMED


async def test_a_round_saved_for_another_team_changes_nothing(store: Store) -> None:
    asked = await inserted(store, a_round())
    async with store.writes() as tx:
        assert not await rounds.save(tx, replace(asked, team="T0ANDEN", unit="x"), expected=RoundState.DRAFT)


async def test_of_two_who_confirm_at_once_one_wins(store: Store) -> None:
    first, second = await inserted(store, a_round()), await inserted(store, a_round())

    async def confirm(asked: Round) -> bool:
        async with store.writes() as tx:
            return await rounds.save(tx, asked.confirm(), expected=RoundState.DRAFT)

    assert sorted(await asyncio.gather(confirm(first), confirm(second))) == [False, True]


async def test_after_losing_the_transaction_goes_on(store: Store) -> None:
    first, second = await inserted(store, a_round(RoundState.OPEN)), await inserted(store, a_round())
    async with store.writes() as tx:
        assert not await rounds.save(tx, second.confirm(), expected=RoundState.DRAFT)
        assert await rounds.mark_reminded(tx, first.id, expected=0, sent=1)
    async with store.reads() as tx:
        kept = await rounds.load(tx, TEAM, first.id)
    assert kept is not None
    assert kept.reminders_sent == 1


async def test_a_channel_shows_its_rounds_newest_first_without_drafts_and_cancelled_ones(store: Store) -> None:
    old, new = a_round(RoundState.PUBLISHED, weeks=-30), a_round(RoundState.OPEN)
    hidden = (a_round(RoundState.DRAFT), a_round(RoundState.CANCELLED))
    for asked in (*hidden, old, new, a_round(RoundState.OPEN, channel="C0ANDEN"), a_round(team="T0ANDEN")):
        await inserted(store, asked)
    async with store.reads() as tx:
        assert await rounds.in_channel(tx, TEAM, CHANNEL) == [new, old]


@pytest.mark.parametrize("state", list(RoundState))
async def test_a_round_is_running_from_confirmed_to_sealed(store: Store, state: RoundState) -> None:
    asked = await inserted(store, a_round(state))
    runs = state in {RoundState.CONFIRMED, RoundState.OPEN, RoundState.CLOSING, RoundState.SEALED}
    async with store.reads() as tx:
        assert await rounds.running(tx, TEAM, CHANNEL) == (asked if runs else None)
        assert (await rounds.before(tx, TEAM, CHANNEL, "proeve")).running_in == ({CHANNEL} if runs else set())


async def test_before_the_first_round_there_is_nothing_to_respect(store: Store) -> None:
    async with store.reads() as tx:
        assert await rounds.before(tx, TEAM, CHANNEL, "proeve") == Before(released_at=None)


async def test_what_is_due_is_found_for_every_team(store: Store) -> None:
    due = a_round(RoundState.CONFIRMED)
    other = a_round(RoundState.CONFIRMED, team="T0ANDEN", weeks=-1)
    later = a_round(RoundState.CONFIRMED, channel="C0SENERE", weeks=1)
    for asked in (due, other, later, a_round()):
        await inserted(store, asked)
    async with store.reads() as tx:
        found = await rounds.due(tx, RoundState.CONFIRMED, "opens_at", NOW)
        assert found == [("T0ANDEN", other.id), (TEAM, due.id)]
        assert await rounds.due(tx, RoundState.CONFIRMED, "closes_at", NOW + timedelta(days=7)) == [
            ("T0ANDEN", other.id)
        ]
        assert set(await rounds.all_in_state(tx, RoundState.DRAFT, RoundState.CONFIRMED)) > set(found)


async def test_the_roster_is_replaced_whole(store: Store) -> None:
    asked = await stored_round(store, a_round(), people(5))
    async with store.writes() as tx:
        assert await rounds.roster(tx, asked.id) == people(5)
        await rounds.replace_roster(tx, asked.id, [Invited("U9", "leder")])
        assert await rounds.roster(tx, asked.id) == (Invited("U9", "leder"),)
        assert await rounds.role_of(tx, asked.id, "U9") == "leder"
        assert await rounds.role_of(tx, asked.id, "U0001") is None
        await rounds.replace_roster(tx, asked.id, [])
        assert await rounds.roster(tx, asked.id) == ()


async def test_a_persons_rounds_are_those_open_or_about_to_open(store: Store) -> None:
    mine = await stored_round(store, a_round(RoundState.OPEN), people(5))
    next_one = await stored_round(store, a_round(RoundState.CONFIRMED, channel="C2", weeks=2), people(5))
    await stored_round(store, a_round(RoundState.CLOSING, channel="C3"), people(5))
    await stored_round(store, a_round(RoundState.OPEN, channel="C4"), people(5)[:1])
    await stored_round(store, a_round(RoundState.OPEN, team="T0ANDEN"), people(5))
    async with store.reads() as tx:
        assert await rounds.rounds_of(tx, TEAM, "U0003") == [next_one, mine]
        assert await rounds.rounds_of(tx, TEAM, COORDINATOR) == []


async def test_progress_is_told_once_a_day(store: Store) -> None:
    monday, tuesday = date(2027, 1, 18), date(2027, 1, 19)
    async with store.writes() as tx:
        assert await rounds.latest_progress(tx, "r") is None
        assert await rounds.add_progress(tx, "r", tuesday, "17")
        assert await rounds.add_progress(tx, "r", monday, "fewer_than_five")
        assert not await rounds.add_progress(tx, "r", tuesday, "18")
        assert await rounds.latest_progress(tx, "r") == (tuesday, "17")


async def test_a_reminder_is_counted_once(store: Store) -> None:
    asked = await inserted(store, a_round(RoundState.OPEN))

    async def remind() -> bool:
        async with store.writes() as tx:
            return await rounds.mark_reminded(tx, asked.id, expected=0, sent=1)

    assert sorted(await asyncio.gather(*(remind() for _ in range(5)))) == [False] * 4 + [True]


async def test_deleting_what_is_personal_leaves_the_round_and_its_channel_posts(store: Store) -> None:
    asked = await stored_round(store, a_round(RoundState.CLOSING), people(5))
    kept = await stored_round(store, a_round(RoundState.OPEN, channel="C2"), people(5))
    to_channel = outbox.Post("k1", TEAM, "opened", NOW, channel=CHANNEL, round=asked)
    to_person = outbox.Post("k2", TEAM, "reminder", NOW, person="U0001", round=asked)
    async with store.writes() as tx:
        await outbox.add(tx, [to_channel, to_person])
    async with store.writes() as tx:
        await sittings.first_time(tx, asked, "U0001", "click")
    async with store.writes() as tx:
        await rounds.delete_personal(tx, asked.id)
    async with store.reads() as tx:
        left = {table: await count(tx.session, table, asked.id) for table in ("roster", "sittings", "seen", "outbox")}
        assert left == {"roster": 0, "sittings": 0, "seen": 0, "outbox": 1}
        assert await rounds.load(tx, TEAM, asked.id) == asked
        assert len(await sittings.all_of(tx, kept, await rounds.roster(tx, kept.id))) == 5


async def count(session: object, table: str, round_id: str) -> int:
    from sqlalchemy.ext.asyncio import AsyncSession

    assert isinstance(session, AsyncSession)
    query = text(f"SELECT count(*) FROM {table} WHERE round_id = :round_id")  # noqa: S608
    return int((await session.execute(query, {"round_id": round_id})).scalar_one())


def test_utc_is_the_zone_of_every_sample() -> None:
    assert NOW.tzinfo is UTC
