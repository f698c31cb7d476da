"""Roles and lists as operations: rights decided there, deliveries repeated, acts noted."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.almanac import danish_workdays
from domain.departments import Setup
from domain.people import Act, Department, Invited, Named, NotAllowed, Person, Right
from domain.rounds import RoundState
from handlers import kept, people, roles
from handlers.people import Outdated
from storage import audit, outbox, rounds
from storage import people as stored
from storage.database import Store
from tests.storage.samples import CHANNEL, NOW, TEAM, a_round

WANTED = Setup(Named("U1", "U2"), Department("Børn", CHANNEL), "en")
LATER = NOW + timedelta(hours=1)


def somebody(*rights: Right, user: str = "U1") -> Person:
    return Person(TEAM, user, rights=frozenset(rights), channel=CHANNEL)


async def save(store: Store, person: Person, wanted: Setup = WANTED, event: str = "V1:1", edition: str = "") -> bool:
    async with store.writes() as tx:
        return await people.save(
            tx, person, wanted, edition=edition or Setup().edition, event=event, now=NOW, due=LATER
        )


async def acts(store: Store, user: str = "U1") -> list[tuple[str, str]]:
    async with store.reads() as tx:
        return [(line.action, line.object) for line in await audit.acts_of(tx, TEAM, user)]


async def told(store: Store) -> list[tuple[str, str]]:
    async with store.writes() as tx:
        return [(claimed.kind, claimed.target) for claimed in await outbox.claim(tx, "owner", LATER, 50)]


@pytest.mark.parametrize("right", [Right.TEAM, Right.OBSERVER])
async def test_nobody_without_the_right_keeps_a_list(sqlite_store: Store, right: Right) -> None:
    with pytest.raises(NotAllowed) as refused:
        await save(sqlite_store, somebody(right))
    assert refused.value.act is Act.NAME_PEOPLE
    async with sqlite_store.reads() as tx:
        assert await stored.named(tx, TEAM, CHANNEL) == Named()


async def test_a_list_is_kept_whole_and_noted(store: Store) -> None:
    assert await save(store, somebody(Right.ADMINISTRATOR, user="U9"))
    async with store.reads() as tx:
        found = await people.setup(tx, somebody(Right.TEAM))
    assert found == WANTED
    assert await acts(store, "U9") == [
        ("people.department", CHANNEL),
        ("people.named", CHANNEL),
        ("people.coordinator", f"{CHANNEL}:U1"),
        ("people.deputy", f"{CHANNEL}:U2"),
    ]
    assert await told(store) == [("people.named", "U1"), ("people.named", "U2")]


async def test_a_repeated_delivery_changes_nothing(sqlite_store: Store) -> None:
    assert await save(sqlite_store, somebody(Right.COORDINATOR))
    before = await acts(sqlite_store)
    assert not await save(sqlite_store, somebody(Right.COORDINATOR), Setup(Named("U7")))
    assert await acts(sqlite_store) == before
    async with sqlite_store.reads() as tx:
        assert (await stored.named(tx, TEAM, CHANNEL)).coordinator == "U1"


async def test_an_older_edition_is_refused_and_may_be_sent_again(sqlite_store: Store) -> None:
    assert await save(sqlite_store, somebody(Right.COORDINATOR))
    with pytest.raises(Outdated):
        await save(sqlite_store, somebody(Right.COORDINATOR), event="V2:1")
    assert await save(sqlite_store, somebody(Right.COORDINATOR), event="V2:1", edition=WANTED.edition)


async def test_nobody_is_told_of_a_role_they_took_or_had(sqlite_store: Store) -> None:
    await save(sqlite_store, somebody(Right.COORDINATOR), Setup(Named("U1")))
    assert await told(sqlite_store) == []
    again = Setup(Named("U1"), Department("Børn", CHANNEL))
    person = somebody(Right.ADMINISTRATOR, user="U9")
    await save(sqlite_store, person, again, "V2:1", Setup(Named("U1")).edition)
    assert await told(sqlite_store) == []


async def test_a_role_given_twice_is_given_once(sqlite_store: Store) -> None:
    administrator = somebody(Right.ADMINISTRATOR, user="U9")
    for _ in range(2):
        async with sqlite_store.writes() as tx:
            named = await roles.name_coordinator(tx, administrator, "U3", now=NOW, due=LATER)
    assert named == Named("U3")
    assert await told(sqlite_store) == [("people.named", "U3")]
    assert len(await acts(sqlite_store, "U9")) == 2


async def test_only_whoever_names_people_gives_a_role(sqlite_store: Store) -> None:
    async with sqlite_store.writes() as tx:
        with pytest.raises(NotAllowed):
            await roles.name_coordinator(tx, somebody(Right.TEAM), "U1", now=NOW, due=LATER)


async def test_every_administrator_is_asked_once_a_day(sqlite_store: Store) -> None:
    async with sqlite_store.writes() as tx:
        for administrators, now in ((["U8", "U9"], NOW), (["U8", "U9"], LATER), (["U9"], NOW + timedelta(days=1))):
            await roles.ask_role(tx, somebody(), administrators, now=now, due=NOW)
    assert await told(sqlite_store) == [(roles.ROLE_REQUEST, one) for one in ("U8", "U9", "U9")]


async def test_a_no_is_said_once_for_each_time_that_somebody_asked(sqlite_store: Store) -> None:
    leader, day_after = somebody(Right.COORDINATOR, user="U8"), NOW + timedelta(days=1)
    async with sqlite_store.writes() as tx:
        for now in (NOW, day_after):
            assert await roles.ask_role(tx, somebody(), [], now=now, due=NOW) is None
            await roles.ask_role(tx, somebody(), ["U9"], now=now, due=NOW)
            for _ in range(2):
                assert await roles.refuse_role(tx, leader, somebody().user, now=now, due=NOW)
            assert await roles.ask_role(tx, somebody(), ["U9"], now=now, due=NOW) == leader.user
    assert [kind for kind, _ in await told(sqlite_store)] == [roles.ROLE_REQUEST, roles.ROLE_REFUSED] * 2
    assert [act for act, _ in await acts(sqlite_store, leader.user)] == ["people.refused"] * 2


async def test_only_whoever_names_people_says_no(sqlite_store: Store) -> None:
    async with sqlite_store.writes() as tx:
        with pytest.raises(NotAllowed):
            await roles.refuse_role(tx, somebody(Right.TEAM), "U1", now=NOW, due=NOW)


async def test_only_whoever_may_change_a_list_notes_who_was_found(sqlite_store: Store) -> None:
    async with sqlite_store.writes() as tx:
        with pytest.raises(NotAllowed):
            await people.note_found(tx, somebody(Right.TEAM), [])


async def test_a_department_without_anybody_to_ask_waits(sqlite_store: Store) -> None:
    async with sqlite_store.writes() as tx:
        await people.ask_about_changes(tx, TEAM, CHANNEL, now=NOW, workdays=danish_workdays())
    assert await told(sqlite_store) == []


async def test_somebody_listed_in_a_draft_reads_that_no_answers_are_kept(sqlite_store: Store) -> None:
    drafted = a_round(RoundState.DRAFT)
    async with sqlite_store.writes() as tx:
        await rounds.insert(tx, drafted, origin="V1")
        await rounds.replace_roster(tx, drafted.id, [Invited("U1", "leder")])
    async with sqlite_store.reads() as tx:
        [asked] = (await kept.about(tx, TEAM, "U1")).asked
    assert (asked.role, asked.sitting, asked.readable) == ("leder", None, True)
