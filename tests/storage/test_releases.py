from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import text, update

from domain.barometers import Choice
from domain.rounds import Round, RoundState
from storage import releases, rounds
from storage.database import Store
from storage.releases import ReleaseDamaged
from storage.tables import ReleaseRow
from tests.storage.samples import CHANNEL, NOW, TEAM, a_release, a_round, people, stored_round


async def released(store: Store, weeks: int = 0, team: str = TEAM, choice: Choice = Choice.AGREE) -> Round:
    asked = await stored_round(store, a_round(RoundState.PUBLISHED, weeks=weeks, team=team), people(5))
    async with store.writes() as tx:
        await releases.insert(tx, asked, a_release(choice), NOW + timedelta(weeks=weeks), {})
    return asked


async def test_a_release_comes_back_as_it_was_kept(store: Store) -> None:
    asked = await released(store)
    async with store.reads() as tx:
        assert await releases.load(tx, TEAM, asked.id) == a_release()


async def test_another_teams_release_is_not_found(store: Store) -> None:
    asked = await released(store)
    async with store.reads() as tx:
        assert await releases.load(tx, "T0ANDEN", asked.id) is None
        assert await releases.latest(tx, "T0ANDEN", CHANNEL) is None


async def test_the_latest_release_of_a_channel_is_the_newest_one(store: Store) -> None:
    old, new = await released(store, weeks=-30), await released(store, choice=Choice.DISAGREE)
    await released(store, weeks=5, team="T0ANDEN")
    async with store.reads() as tx:
        assert await releases.latest(tx, TEAM, CHANNEL) == (new, a_release(Choice.DISAGREE))
        assert await releases.latest(tx, TEAM, CHANNEL, "proeve") == (new, a_release(Choice.DISAGREE))
        assert await releases.latest(tx, TEAM, CHANNEL, "en anden") is None
        assert await releases.latest(tx, TEAM, "C0ANDEN") is None
        assert [found.id for found, _ in await releases.in_channel(tx, TEAM, CHANNEL)] == [new.id, old.id]


async def test_a_new_round_hears_when_the_last_result_came(store: Store) -> None:
    await released(store, weeks=-30)
    await released(store, weeks=-3)
    async with store.reads() as tx:
        before = await rounds.before(tx, TEAM, CHANNEL, "proeve")
        assert before.released_at == NOW - timedelta(weeks=3)
        assert (await rounds.before(tx, TEAM, CHANNEL, "en anden")).released_at is None


async def test_a_release_that_tells_nothing_keeps_no_round_waiting(store: Store) -> None:
    asked = await stored_round(store, a_round(RoundState.PUBLISHED), people(5))
    async with store.writes() as tx:
        await releases.insert(tx, asked, a_release(count=4), NOW, {})
        assert (await rounds.before(tx, TEAM, CHANNEL, "proeve")).released_at is None
    async with store.reads() as tx:
        assert await releases.load(tx, TEAM, asked.id) == a_release(count=4)


@pytest.mark.parametrize("change", ["body = replace(body, '12', '13')", "team_id = 'T0ANDEN'"])
async def test_a_release_that_was_changed_is_not_shown(store: Store, change: str) -> None:
    asked = await released(store)
    async with store.writes() as tx:
        await tx.session.execute(text(f"UPDATE releases SET {change}"))  # noqa: S608
    async with store.reads() as tx:
        with pytest.raises(ReleaseDamaged, match=asked.id):
            await releases.load(tx, "T0ANDEN" if "team" in change else TEAM, asked.id)


async def test_a_release_stored_under_another_round_is_not_shown(store: Store) -> None:
    first, second = await released(store, weeks=-30), await released(store, choice=Choice.DISAGREE)
    async with store.writes() as tx:
        other = (
            await tx.session.scalars(text("SELECT body FROM releases WHERE round_id = :id"), {"id": first.id})
        ).one()
        await tx.session.execute(update(ReleaseRow).where(ReleaseRow.round_id == second.id).values(body=other))
    async with store.reads() as tx:
        with pytest.raises(ReleaseDamaged):
            await releases.latest(tx, TEAM, CHANNEL)


async def test_a_round_has_one_release(store: Store) -> None:
    asked = await released(store)
    with pytest.raises(Exception, match=r"(?i)unique"):
        async with store.writes() as tx:
            await releases.insert(tx, asked, a_release(Choice.DISAGREE), NOW, {})
