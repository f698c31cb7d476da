"""A follow-up comes back as it was kept, to its own team; of several processes one reminds."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import date, time

import pytest
from sqlalchemy import func, select

from domain.follow_ups import FollowUp, Rhythm, Unit
from handlers.follow_ups import DUE, due, hand_over, remind
from storage import follow_ups
from storage.database import LinksAPerson, Store
from storage.tables import OutboxRow
from tests.domain.small_walks import IDA, LINE, OWNER, a_walk
from tests.domain.test_workdays import HERE
from tests.storage.samples import TEAM

#: A Monday at nine, and the second before.
FIRST = date(2027, 1, 11)
NINE, BEFORE = HERE.at(FIRST, time(9)), HERE.at(FIRST, time(8, 59, 59))
WALK = a_walk(team=TEAM)


def follow_up(question: str = "q1", owner: str = IDA) -> FollowUp:
    rhythm = Rhythm(3, Unit.MONTHS)
    return FollowUp(f"id-{question}", TEAM, WALK.id, question, owner, None, rhythm, FIRST)


async def kept(store: Store, *new: FollowUp) -> None:
    async with store.writes() as tx:
        for one in new:
            await follow_ups.insert(tx, one)


async def standing(store: Store, team: str = TEAM) -> FollowUp | None:
    async with store.reads() as tx:
        return await follow_ups.find(tx, team, WALK.id, "q1")


async def test_it_comes_back_as_it_was_kept_and_changed(store: Store) -> None:
    one = follow_up()
    await kept(store, one)
    assert await standing(store) == one
    changed = replace(one, channel="C0EGELY", passed=2, moved_to=date(2027, 8, 2), put_off=2, owner=LINE)
    async with store.writes() as tx:
        await follow_ups.save(tx, changed)
    assert await standing(store) == changed


async def test_another_team_does_not_see_or_change_it(store: Store) -> None:
    await kept(store, follow_up())
    assert await standing(store, "T0NABO") is None
    async with store.writes() as tx:
        await follow_ups.save(tx, replace(follow_up(), team="T0NABO", stopped=True))
    assert await standing(store) == follow_up()
    async with store.reads() as tx:
        assert await follow_ups.of_walk(tx, replace(WALK, team="T0NABO")) == []


async def test_one_that_was_stopped_runs_no_more(store: Store) -> None:
    await kept(store, replace(follow_up(), stopped=True))
    assert await standing(store) is None
    async with store.reads() as tx:
        assert await follow_ups.running(tx) == []


async def test_it_names_a_person_and_says_so(store: Store) -> None:
    async with store.writes() as tx:
        tx.writes("answer")
        with pytest.raises(LinksAPerson):
            await follow_ups.insert(tx, follow_up())
        with pytest.raises(LinksAPerson):
            await follow_ups.save(tx, follow_up())


async def test_it_is_due_from_nine_o_clock_on_a_working_day(store: Store) -> None:
    await kept(store, follow_up())
    saturday, evening = HERE.at(date(2027, 1, 16), time(10)), HERE.at(FIRST, time(16))
    for moment, number in ((BEFORE, 0), (NINE, 1), (evening, 0), (saturday, 0)):
        async with store.reads() as tx:
            assert len(await due(tx, moment, HERE)) == number, moment


async def test_of_several_processes_one_reminds(store: Store) -> None:
    await kept(store, follow_up())

    async def process() -> bool:
        async with store.writes() as tx:
            return await remind(tx, follow_up(), NINE, HERE)

    assert sorted(await asyncio.gather(*(process() for _ in range(5)))) == [False] * 4 + [True]
    async with store.reads() as tx:
        query = select(func.count()).select_from(OutboxRow).where(OutboxRow.kind == DUE)
        assert await tx.session.scalar(query) == 1
        row = (await tx.session.scalars(select(OutboxRow))).one()
    assert (row.channel, row.due_at) == (IDA, NINE)


@pytest.mark.parametrize(("heir", "taker"), [(LINE, LINE), (None, OWNER), ("U0FREMMED", OWNER)])
async def test_who_leaves_leaves_it_to_the_heir_or_to_the_owner(store: Store, heir: str | None, taker: str) -> None:
    await kept(store, follow_up(), follow_up("q2", OWNER))
    async with store.writes() as tx:
        await hand_over(tx, replace(WALK, people={OWNER: WALK.people[OWNER], LINE: WALK.people[LINE]}), IDA, heir)
    async with store.reads() as tx:
        owners = {one.question: one.owner for one in await follow_ups.of_walk(tx, WALK)}
    assert owners == {"q1": taker, "q2": OWNER}
