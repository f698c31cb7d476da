from __future__ import annotations

import pytest

from domain.people import Department, Named, Outside, Right
from storage import people
from storage.database import Store
from tests.storage.samples import CHANNEL, TEAM

NAMED = Named(
    coordinator="U1", deputy="U2", team=frozenset({"U1", "U3"}), observers=frozenset({"U4"}), coordinator_away=True
)
DEPARTMENT = Department(
    name="Børn og Familie",
    channel="C0ALLE",
    groups=("S1", "S2"),
    marks={"U1": "leder", "U5": "superbruger"},
    not_asked=frozenset({"U7", "U6"}),
    outside=(Outside("Vikarer", 2), Outside("Natholdet", 3)),
)


async def test_who_is_named_comes_back_as_it_was_kept(store: Store) -> None:
    async with store.writes() as tx:
        await people.save_named(tx, TEAM, CHANNEL, NAMED)
    async with store.reads() as tx:
        assert await people.named(tx, TEAM, CHANNEL) == NAMED


async def test_nobody_is_named_in_another_channel_or_team(store: Store) -> None:
    async with store.writes() as tx:
        await people.save_named(tx, TEAM, CHANNEL, NAMED)
        assert await people.named(tx, TEAM, "C0ANDEN") == Named()
        assert await people.named(tx, "T0ANDEN", CHANNEL) == Named()
        assert await people.channels_of(tx, "T0ANDEN", "U1") == []


async def test_naming_again_replaces_everybody(store: Store) -> None:
    async with store.writes() as tx:
        await people.save_named(tx, TEAM, CHANNEL, NAMED)
        await people.save_named(tx, TEAM, "C0ANDEN", NAMED)
        await people.save_named(tx, TEAM, CHANNEL, Named(coordinator="U9"))
        assert await people.named(tx, TEAM, CHANNEL) == Named(coordinator="U9")
        assert await people.named(tx, TEAM, "C0ANDEN") == NAMED
        await people.save_named(tx, TEAM, CHANNEL, Named())
        assert await people.named(tx, TEAM, CHANNEL) == Named()


async def test_a_person_finds_the_channels_where_they_have_a_right(store: Store) -> None:
    async with store.writes() as tx:
        await people.save_named(tx, TEAM, "C2", NAMED)
        await people.save_named(tx, TEAM, "C1", Named(deputy="U1"))
        await people.save_named(tx, "T0ANDEN", "C3", NAMED)
        found = await people.channels_of(tx, TEAM, "U1")
    assert found == [("C1", Right.DEPUTY), ("C2", Right.COORDINATOR), ("C2", Right.TEAM)]


async def test_a_department_list_comes_back_as_it_was_kept(store: Store) -> None:
    async with store.writes() as tx:
        assert await people.department(tx, TEAM, CHANNEL) is None
        await people.save_department(tx, TEAM, CHANNEL, DEPARTMENT)
    async with store.reads() as tx:
        assert await people.department(tx, TEAM, CHANNEL) == DEPARTMENT
        assert await people.department(tx, "T0ANDEN", CHANNEL) is None


async def test_a_department_list_is_replaced_whole(store: Store) -> None:
    async with store.writes() as tx:
        await people.save_department(tx, TEAM, CHANNEL, DEPARTMENT)
        await people.save_department(tx, TEAM, "C0ANDEN", DEPARTMENT)
        await people.save_department(tx, TEAM, CHANNEL, Department(name="Ny"))
        assert await people.department(tx, TEAM, CHANNEL) == Department(name="Ny")
        assert await people.department(tx, TEAM, "C0ANDEN") == DEPARTMENT


async def test_a_persons_own_language_wins_over_the_channels_and_danish_is_the_rest(store: Store) -> None:
    async with store.writes() as tx:
        assert await people.language(tx, TEAM, "U1", CHANNEL) == "da"
        await people.save_language(tx, TEAM, CHANNEL, "en")
        assert await people.language(tx, TEAM, "U1", CHANNEL) == "en"
        assert await people.language(tx, TEAM, "U1") == "da"
        await people.save_language(tx, TEAM, "U1", "en")
        await people.save_language(tx, TEAM, "U1", "da")
        assert await people.language(tx, TEAM, "U1", CHANNEL) == "da"
        assert await people.language(tx, "T0ANDEN", "U1", CHANNEL) == "da"


@pytest.mark.parametrize(
    ("other", "asks_the_same"),
    [
        (Department(channel=CHANNEL), True),
        (Department(channel="C0ALLE"), True),
        (Department(groups=("S2", "S9")), True),
        (Department(channel="C0TREDJE", groups=("S9",)), False),
        (Department(), False),
    ],
)
async def test_lists_that_name_the_same_channel_or_group_ask_the_same_people(
    store: Store, other: Department, asks_the_same: bool
) -> None:
    async with store.writes() as tx:
        await people.save_department(tx, TEAM, CHANNEL, DEPARTMENT)
        await people.save_department(tx, TEAM, "C0ANDEN", other)
        await people.save_department(tx, "T0ANDEN", "C0FREMMED", DEPARTMENT)
    async with store.reads() as tx:
        for one, another in ((CHANNEL, "C0ANDEN"), ("C0ANDEN", CHANNEL)):
            assert (another in await people.asking_the_same(tx, TEAM, one)) is asks_the_same
        assert "C0FREMMED" not in await people.asking_the_same(tx, TEAM, CHANNEL)


async def test_a_channel_without_a_list_asks_its_members_as_does_a_list_that_names_it(store: Store) -> None:
    async with store.writes() as tx:
        await people.save_department(tx, TEAM, CHANNEL, Department(channel="C0ALLE"))
    async with store.reads() as tx:
        assert await people.asking_the_same(tx, TEAM, "C0ALLE") == {"C0ALLE", CHANNEL}
        assert await people.asking_the_same(tx, TEAM, CHANNEL) == {"C0ALLE", CHANNEL}
        assert await people.asking_the_same(tx, TEAM, "C0ENSOM") == {"C0ENSOM"}
