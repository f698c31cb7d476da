"""A second round is sealed beside the first: compared, guarded against subtraction, and never held up by it."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import text, update

from domain.barometers import Barometer, Choice, Group, Grouping, Text
from domain.people import Invited
from domain.releases import TOTAL, Reason, Release
from domain.rounds import Round, RoundState
from domain.scoring import ChangeWord
from handlers import releases, seals
from handlers.releases import Result
from storage import releases as stored
from storage.database import Store
from storage.releases import ReleaseDamaged
from storage.tables import BarometerRow, ReleaseRow, RoundRow
from tests.faults.closed_rounds import WORKDAYS, close, hand_in
from tests.storage.samples import CHANNEL, LEADER, STAFF, TEAM, a_round, barometer, stored_round

SUPER = "superbruger"
HALF_A_YEAR = 26


def three_roles(version: int = 1, items: int = 3) -> Barometer:
    """Three roles, with three ways to divide them."""
    asked = barometer(version=version, items=items)
    roles = (*asked.roles, replace(asked.roles[0], id=SUPER))
    everybody = tuple(replace(item, roles=frozenset({STAFF, LEADER, SUPER})) for item in asked.themes[0].items)
    groupings = (
        _grouping("leaders", staff={STAFF, SUPER}, leaders={LEADER}),
        _grouping("supers", staff={STAFF, LEADER}, supers={SUPER}),
        _grouping("rest", staff={STAFF}, rest={LEADER, SUPER}),
    )
    return replace(asked, roles=roles, groupings=groupings, themes=(replace(asked.themes[0], items=everybody),))


def _grouping(name: str, **groups: set[str]) -> Grouping:
    return Grouping(name, Text(name), tuple(Group(one, Text(one), frozenset(roles)) for one, roles in groups.items()))


async def released(
    store: Store,
    sizes: Mapping[str, int],
    *,
    weeks: int = 0,
    asks: Barometer | None = None,
    grouping: str = "leaders",
    choices: str = "23",
    k: int = 5,
) -> Round:
    """A round in which everybody answers and which is then sealed."""
    asks = asks or three_roles()
    opened = a_round(RoundState.OPEN, weeks=weeks)
    invited = {role: size for role, size in sizes.items() if size}
    asked = replace(opened, barometer=asks, grouping=grouping, invited=invited, k=k)
    people = [Invited(f"U{role}{n:03}", role) for role, size in invited.items() for n in range(size)]
    await stored_round(store, asked, people)
    for number, person in enumerate(people):
        await hand_in(store, asked, person, Choice(choices[number % len(choices)]))
    await close(store, asked)
    await seal(store, asked)
    return asked


async def seal(store: Store, asked: Round) -> None:
    await seals.seal_due(store, asked.closes_at + timedelta(seconds=1), WORKDAYS)


async def result_of(store: Store, asked: Round) -> Result:
    async with store.reads() as tx:
        found = await releases.posted(tx, TEAM, asked.id)
    assert found is not None
    return found


async def release_of(store: Store, asked: Round) -> Release:
    return (await result_of(store, asked)).release


async def before(store: Store, asked: Round) -> Result | None:
    async with store.reads() as tx:
        return await releases.before(tx, await result_of(store, asked))


SIZES = {STAFF: 20, LEADER: 6, SUPER: 8}


async def test_a_second_round_tells_what_changed_and_from_which_round(store: Store) -> None:
    first = await released(store, SIZES)
    second = await released(store, SIZES, weeks=HALF_A_YEAR, choices="34")
    found = await release_of(store, second)
    assert found.change is not None
    assert found.change.keys() == {TOTAL, "staff"}
    assert found.change[TOTAL]["tema"].points == 25
    assert found.change[TOTAL]["tema"].word is ChangeWord.CLEARLY_HIGHER
    compared = await before(store, second)
    assert compared is not None
    assert compared.round.id == first.id
    assert (await release_of(store, first)).change is None
    assert await before(store, first) is None


async def test_the_newest_earlier_round_is_the_one_before(store: Store) -> None:
    for weeks in (0, HALF_A_YEAR):
        newest = await released(store, SIZES, weeks=weeks)
    third = await released(store, SIZES, weeks=2 * HALF_A_YEAR)
    assert (await result_of(store, third)).before == newest.id


async def test_another_version_is_compared_and_another_barometer_is_not(store: Store) -> None:
    first = await released(store, SIZES)
    await released(store, SIZES, weeks=HALF_A_YEAR, asks=replace(three_roles(), id="andet"))
    third = await released(store, SIZES, weeks=2 * HALF_A_YEAR, asks=three_roles(version=2))
    assert (await result_of(store, third)).before == first.id


async def test_with_an_item_more_the_round_is_compared_but_the_theme_is_not(store: Store) -> None:
    first = await released(store, SIZES)
    second = await released(store, SIZES, weeks=HALF_A_YEAR, asks=three_roles(version=2, items=4))
    assert (await result_of(store, second)).before == first.id
    assert (await release_of(store, second)).change == {}


async def test_with_other_groups_nothing_is_compared_and_few_cannot_be_subtracted(store: Store) -> None:
    """Staff with three leaders were shown before: staff alone would now give the leaders away."""
    sizes = {STAFF: 20, LEADER: 3, SUPER: 8}
    first = await released(store, sizes, grouping="supers")
    assert (await release_of(store, first)).populations.keys() == {TOTAL, "staff", "supers"}
    second = await released(store, sizes, weeks=HALF_A_YEAR, grouping="rest")
    found = await result_of(store, second)
    assert (found.before, found.release.change) == (None, None)
    assert found.release.populations.keys() == {TOTAL}
    assert {(one.population, one.reason) for one in found.release.withheld if one.item} == {
        ("staff", Reason.PROTECTS_ANOTHER),
        ("rest", Reason.PROTECTS_ANOTHER),
    }


async def test_the_same_groups_as_without_a_round_before_are_shown_of_an_only_one(store: Store) -> None:
    only = await released(store, {STAFF: 20, LEADER: 3, SUPER: 8}, grouping="rest")
    assert (await release_of(store, only)).populations.keys() == {TOTAL, "staff", "rest"}


async def test_a_k_that_was_raised_holds_for_every_figure(store: Store) -> None:
    asked = await released(store, SIZES, k=9)
    found = await release_of(store, asked)
    assert found.populations.keys() == {TOTAL}
    assert {one.reason for one in found.withheld if one.population == "leaders"} >= {Reason.TOO_FEW}


async def test_a_k_that_was_lowered_in_the_database_counts_as_five(store: Store) -> None:
    opened = replace(a_round(RoundState.OPEN), barometer=three_roles(), grouping="leaders", invited=SIZES)
    people = [Invited(f"U{n:03}", STAFF) for n in range(4)]
    await stored_round(store, opened, people)
    for person in people:
        await hand_in(store, opened, person)
    async with store.writes() as tx:
        await tx.session.execute(update(RoundRow).values(k=1))
    await close(store, opened)
    await seal(store, opened)
    found = await release_of(store, opened)
    assert found.populations == {}
    assert found.response.responded is None


# What is damaged of the round before


async def body_altered(store: Store, asked: Round) -> None:
    async with store.writes() as tx:
        mine = update(ReleaseRow).where(ReleaseRow.round_id == asked.id)
        await tx.session.execute(mine.values(body=ReleaseRow.body + " "))


async def barometer_altered(store: Store, _asked: Round) -> None:
    async with store.writes() as tx:
        await tx.session.execute(update(BarometerRow).where(BarometerRow.version == 1).values(body="{}"))
    forget_parsed()


async def another_round_set_in(store: Store, asked: Round) -> None:
    async with store.writes() as tx:
        await tx.session.execute(update(RoundRow).where(RoundRow.id == asked.id).values(grouping="supers"))


def forget_parsed() -> None:
    from storage import definitions

    definitions._parsed.clear()


@pytest.mark.parametrize("damage", [body_altered, barometer_altered, another_round_set_in])
async def test_a_damaged_release_of_before_holds_nothing_up(
    store: Store, caplog: pytest.LogCaptureFixture, damage: object
) -> None:
    first = await released(store, SIZES)
    await damage(store, first)  # type: ignore[operator]
    with caplog.at_level(logging.ERROR):
        second = await released(store, SIZES, weeks=HALF_A_YEAR, asks=three_roles(version=2))
    found = await result_of(store, second)
    assert found.round.state is RoundState.PUBLISHED
    assert (found.before, found.release.change) == (None, None)
    assert f"round {first.id} is damaged" in caplog.text


async def test_a_round_before_that_was_set_in_afterwards_is_not_believed(store: Store) -> None:
    first = await released(store, SIZES)
    second = await released(store, SIZES, weeks=HALF_A_YEAR)
    async with store.writes() as tx:
        await tx.session.execute(text("UPDATE releases SET before = NULL WHERE before = :first"), {"first": first.id})
    with pytest.raises(ReleaseDamaged):
        await result_of(store, second)


async def test_what_can_be_read_of_a_channel_is_listed_beside_what_cannot(store: Store) -> None:
    first = await released(store, SIZES)
    second = await released(store, SIZES, weeks=HALF_A_YEAR)
    await body_altered(store, second)
    async with store.reads() as tx:
        found, damaged = await stored.readable_among_the_same(tx, TEAM, CHANNEL)
    assert [one.round.id for one in found] == [first.id]
    assert damaged == [second.id]
