"""What a set-up of a round leaves behind, however often and whenever it is delivered."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest
from sqlalchemy import select

from domain.people import Invited, Person, Right
from domain.rounds import Round, RoundState
from handlers import drafts
from handlers.drafts import Plan
from storage import rounds
from storage.content import Barometers, load_barometers
from storage.database import Store
from storage.tables import RosterRow, RoundRow
from tests.storage.samples import CHANNEL, COORDINATOR, NOW, TEAM, a_round

METTE = Person(TEAM, COORDINATOR, rights=frozenset({Right.COORDINATOR}), channel=CHANNEL)


@pytest.fixture
def barometers() -> Barometers:
    return load_barometers([Path(__file__).parents[2] / "content"])


async def sets_up(store: Store, view: str) -> Round | None:
    asked = a_round(weeks=1)
    plan = Plan(CHANNEL, "Børn", "ics-standard", asked.opens_at, asked.closes_at, COORDINATOR, (CHANNEL,))
    async with store.writes() as tx:
        return await drafts.draft(tx, METTE, plan, view, NOW)


async def previewed(store: Store, view: str) -> Round:
    """A draft with somebody on its list."""
    drafted = await sets_up(store, view)
    assert drafted is not None
    async with store.writes() as tx:
        await rounds.replace_roster(tx, drafted.id, [Invited("U0IDA", drafted.barometer.roles[0].id)])
    return drafted


async def confirmed(store: Store, drafted: Round) -> None:
    async with store.writes() as tx:
        assert await rounds.save(tx, drafted.confirm(), RoundState.DRAFT)


async def standing(store: Store) -> tuple[list[str], list[str]]:
    """The rounds there are, and those in which somebody stands on the list."""
    async with store.reads() as tx:
        kept = await tx.session.scalars(select(RoundRow.id).order_by(RoundRow.opens_at))
        listed = await tx.session.scalars(select(RosterRow.round_id))
        return [*kept], [*listed]


async def test_a_set_up_that_is_delivered_again_is_the_same_draft(store: Store) -> None:
    drafted = await previewed(store, "V1")
    assert await sets_up(store, "V1") == drafted
    assert await standing(store) == ([drafted.id], [drafted.id])


async def test_a_later_set_up_takes_the_place_of_the_earlier_and_of_the_people_on_it(store: Store) -> None:
    await previewed(store, "V1")
    later = await previewed(store, "V2")
    assert await standing(store) == ([later.id], [later.id])


async def test_an_older_set_up_that_is_delivered_again_leaves_the_newer_one(store: Store) -> None:
    await previewed(store, "V1")
    later = await previewed(store, "V2")
    assert await sets_up(store, "V1") is None
    assert await standing(store) == ([later.id], [later.id])


async def test_an_older_set_up_does_not_come_back_beside_a_round_that_is_started(store: Store) -> None:
    await previewed(store, "V1")
    later = await previewed(store, "V2")
    await confirmed(store, later)
    assert await sets_up(store, "V1") is None
    assert await standing(store) == ([later.id], [later.id])


async def test_the_set_up_of_a_started_round_that_is_delivered_again_leaves_what_is_prepared_after_it(
    store: Store,
) -> None:
    started = await previewed(store, "V1")
    await confirmed(store, started)
    following = await previewed(store, "V2")
    again = await sets_up(store, "V1")
    assert again is not None
    assert again.id == started.id
    assert sorted((await standing(store))[1]) == sorted([started.id, following.id])


async def test_of_two_set_ups_at_the_same_moment_one_draft_is_left(store: Store) -> None:
    await asyncio.gather(*(sets_up(store, view) for view in ("V1", "V2", "V3")))
    assert len((await standing(store))[0]) == 1
