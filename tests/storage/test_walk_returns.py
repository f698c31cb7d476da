"""What approvers said of a template: in order, unreadable in the database, and tied to its row."""

from __future__ import annotations

import pytest
from sqlalchemy import select, update

from domain.walk_returns import Returned
from storage import walk_returns
from storage.database import Store
from storage.sealed import TamperedBody
from storage.tables import WalkReturnRow
from tests.domain.small_walks import APPROVER
from tests.storage.samples import CANARY, NOW

FIRST = Returned(APPROVER, NOW, "1" * 12, CANARY)
SECOND = Returned(APPROVER, NOW, "2" * 12, "Og så lige én ting til.")


async def test_they_are_read_in_order_each_with_its_number(store: Store) -> None:
    async with store.writes() as tx:
        assert [await walk_returns.add(tx, "walk", one) for one in (FIRST, SECOND)] == [1, 2]
        assert await walk_returns.add(tx, "other", SECOND) == 1
    async with store.reads() as tx:
        assert await walk_returns.of_walk(tx, "walk") == [FIRST, SECOND]
        bodies = [*await tx.session.scalars(select(WalkReturnRow.body))]
    assert all(CANARY.encode() not in body for body in bodies)


async def test_one_that_was_moved_to_another_place_is_not_read(store: Store) -> None:
    async with store.writes() as tx:
        await walk_returns.add(tx, "walk", FIRST)
        await tx.session.execute(update(WalkReturnRow).values(walk_id="other"))
    async with store.reads() as tx:
        with pytest.raises(TamperedBody):
            await walk_returns.of_walk(tx, "other")
