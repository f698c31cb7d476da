"""Who has a Home tab, what makes it out of date, and who publishes it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import func, insert, select

from domain.people import Named
from storage import courses, homes, people, walks
from storage.database import LinksAPerson, Store
from storage.homes import COURSE, LEASE, WALK
from storage.tables import HomeMarkRow, WalkPersonRow
from tests.domain.small_walks import a_walk
from tests.storage.samples import NOW, TEAM
from tests.storage.test_courses import a_course

ME, SOMEBODY, STRANGER = "U0MIG", "U0ANDEN", "U0FREMMED"


async def opened(store: Store, *users: str) -> None:
    """These people have opened their tab, and it was published as it stood."""
    for user in users:
        async with store.writes() as tx:
            await homes.opened(tx, TEAM, user)
            await homes.shown(tx, TEAM, user, 1)


async def stale(store: Store) -> list[str]:
    """Whose tabs are published when everything marked so far has been looked at, in order."""
    found = []
    async with store.writes() as tx:
        await homes.spread(tx)
        while claimed := await homes.claim(tx, TEAM, NOW):
            found.append(claimed[0])
    return found


async def marks(store: Store) -> int:
    async with store.reads() as tx:
        return await tx.session.scalar(select(func.count()).select_from(HomeMarkRow)) or 0


async def test_a_tab_that_was_opened_is_out_of_date_until_it_was_published(store: Store) -> None:
    async with store.writes() as tx:
        await homes.opened(tx, TEAM, ME)
        await homes.opened(tx, TEAM, ME)
    assert await stale(store) == [ME]
    async with store.writes() as tx:
        await homes.shown(tx, TEAM, ME, 1)
        assert await homes.claim(tx, TEAM, NOW) is None
        assert not await homes.anything_stale(tx, TEAM, NOW)


async def test_nobody_has_a_tab_who_never_opened_one(store: Store) -> None:
    await opened(store, ME)
    async with store.writes() as tx:
        await homes.mark(tx, TEAM)
        await homes.mark(tx, "T0NABO")
        assert await homes.edition(tx, TEAM, STRANGER) is None
    assert await stale(store) == [ME]
    assert await marks(store) == 0


async def test_a_course_is_on_the_tabs_of_its_channel(store: Store) -> None:
    await opened(store, ME, SOMEBODY, STRANGER)
    course = a_course("C0TEAM", TEAM)
    async with store.writes() as tx:
        await people.save_named(tx, TEAM, "C0TEAM", Named(coordinator=ME, observers=frozenset({SOMEBODY})))
        await courses.insert(tx, course, "V1")
    assert await stale(store) == [SOMEBODY, STRANGER, ME], "roles concern everybody"
    async with store.writes() as tx:
        for user in (ME, SOMEBODY, STRANGER):
            await homes.shown(tx, TEAM, user, await homes.edition(tx, TEAM, user) or 0)
        await homes.mark(tx, TEAM, COURSE, course.id)
    assert await stale(store) == [SOMEBODY, ME]


async def test_a_walk_is_on_the_tabs_of_those_in_it(store: Store) -> None:
    await opened(store, ME, STRANGER)
    async with store.writes() as tx:
        walk = await walks.insert(tx, a_walk(walks.new_walk_id(), TEAM), "V1")
        row = {"walk_id": walk.id, "user_id": ME, "position": 9, "parts": ["author"]}
        await tx.session.execute(insert(WalkPersonRow).values(row))
        await homes.mark(tx, TEAM, WALK, walk.id)
    assert await stale(store) == [ME]


async def test_what_one_publishes_nobody_else_does_until_its_time_is_up(store: Store) -> None:
    async with store.writes() as tx:
        await homes.opened(tx, TEAM, ME)
        assert await homes.claim(tx, TEAM, NOW) == (ME, 1)
        assert await homes.claim(tx, TEAM, NOW + LEASE) is None
        assert await homes.claim(tx, TEAM, NOW + LEASE + timedelta(seconds=1)) == (ME, 1)
        await homes.let_go(tx, TEAM, ME)
        assert await homes.claim(tx, TEAM, NOW) == (ME, 1)


async def test_an_older_state_that_is_published_last_is_published_anew(store: Store) -> None:
    await opened(store, ME)
    async with store.writes() as tx:
        await homes.mark(tx, TEAM)
        await homes.spread(tx)
        await homes.shown(tx, TEAM, ME, 2)
        assert not await homes.anything_stale(tx, TEAM, NOW)
        await homes.shown(tx, TEAM, ME, 1)
    assert await stale(store) == [ME]


async def test_who_is_forgotten_has_no_tab(store: Store) -> None:
    await opened(store, ME, SOMEBODY)
    async with store.writes() as tx:
        await homes.forget(tx, TEAM, [ME])
        await homes.mark(tx, TEAM)
    assert await stale(store) == [SOMEBODY]


async def test_a_tab_never_shares_a_commit_with_an_answer(store: Store) -> None:
    async with store.writes() as tx:
        tx.writes("answer")
        with pytest.raises(LinksAPerson):
            await homes.opened(tx, TEAM, ME)
