from __future__ import annotations

import asyncio
from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import insert, select, text

from domain.barometers import Barometer, Text
from domain.rounds import Round, RoundState
from handlers.rounds import PREVIEWS_ARE_KEPT, tidy
from storage import barometers, definitions, rounds
from storage.content import UnknownBarometer, load_barometers
from storage.database import Store
from storage.tables import BarometerRow
from tests.storage.samples import NOW, TEAM, a_round, barometer

SHIPPED = load_barometers([Path(__file__).parents[2] / "content"]).latest("ics-standard")


@pytest.fixture(autouse=True)
def _nothing_parsed_yet(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(definitions, "_parsed", {})


class Files:
    """A content folder whose files a test changes."""

    def __init__(self, *held: Barometer) -> None:
        self.held = held

    def every(self) -> tuple[Barometer, ...]:
        return self.held

    def all(self) -> tuple[Barometer, ...]:
        return tuple({one.id: one for one in sorted(self.held, key=lambda one: one.version)}.values())


async def kept(store: Store, asked: Round) -> Round:
    async with store.writes() as tx:
        return await rounds.insert(tx, asked, origin=f"view-{asked.id}")


async def imported(store: Store, *all_of_them: Barometer, team: str = TEAM) -> None:
    async with store.writes() as tx:
        for one in all_of_them:
            await barometers.import_(tx, team, one, NOW)


def named(found: Iterable[Barometer]) -> list[tuple[str, int]]:
    return [(one.id, one.version) for one in found]


async def test_a_barometer_comes_back_as_it_was_kept(store: Store) -> None:
    async with store.writes() as tx:
        digest = await barometers.keep(tx, TEAM, SHIPPED)
        assert await barometers.keep(tx, TEAM, SHIPPED) == digest
    async with store.reads() as tx:
        assert await barometers.read(tx, TEAM, digest) == SHIPPED


async def test_a_round_asks_what_its_file_said_when_it_was_drafted(store: Store) -> None:
    asked = await kept(store, a_round(RoundState.OPEN))
    store.barometers = Files(replace(asked.barometer, title=Text("Noget andet")))
    async with store.reads() as tx:
        assert await rounds.load(tx, TEAM, asked.id) == asked
    store.barometers = Files()
    async with store.reads() as tx:
        assert await rounds.load(tx, TEAM, asked.id) == asked


async def test_a_definition_that_somebody_altered_is_not_used(store: Store) -> None:
    asked = await kept(store, a_round(RoundState.OPEN))
    definitions._parsed.clear()
    async with store.writes() as tx:
        await tx.session.execute(text("UPDATE barometers SET body = replace(body, 'Udsagn 1', 'Udsagn 9')"))
    async with store.reads() as tx:
        with pytest.raises(UnknownBarometer):
            await rounds.load(tx, TEAM, asked.id)


async def test_another_teams_definition_is_not_found(store: Store) -> None:
    async with store.writes() as tx:
        digest = await barometers.keep(tx, "T0ANDEN", SHIPPED)
        assert await barometers.read(tx, "T0ANDEN", digest) == SHIPPED
    async with store.reads() as tx:
        with pytest.raises(UnknownBarometer):
            await barometers.read(tx, TEAM, digest)


async def test_what_has_another_form_than_a_barometer_is_not_used(store: Store) -> None:
    digest = definitions.digest_of("{}")
    row = {"team_id": TEAM, "sha256": digest, "id": "x", "version": 1, "body": "{}"}
    async with store.writes() as tx:
        await tx.session.execute(insert(BarometerRow).values(row))
        with pytest.raises(UnknownBarometer):
            await barometers.read(tx, TEAM, digest)


@pytest.mark.parametrize(
    ("state", "is_changed"),
    [(RoundState.DRAFT, False), (RoundState.CANCELLED, False), (RoundState.OPEN, True), (RoundState.PUBLISHED, True)],
)
async def test_a_barometer_is_in_use_from_the_start_of_a_round(
    store: Store, state: RoundState, *, is_changed: bool
) -> None:
    used = (await kept(store, a_round(state))).barometer
    async with store.reads() as tx:
        assert await barometers.is_changed(tx, TEAM, replace(used, title=Text("Ny titel"))) is is_changed
        assert not await barometers.is_changed(tx, TEAM, used)
        assert not await barometers.is_changed(tx, TEAM, replace(used, title=Text("Ny titel"), version=2))
        assert not await barometers.is_changed(tx, "T0ANDEN", replace(used, title=Text("Ny titel")))


async def test_new_rounds_choose_between_the_files_and_the_teams_own_imports(store: Store) -> None:
    store.barometers = Files(barometer("a"), barometer("a", 2), barometer("b"))
    await imported(store, barometer("b", 2), barometer("c"))
    await imported(store, barometer("d"), team="T0ANDEN")
    async with store.reads() as tx:
        assert named(await barometers.offered(tx, TEAM)) == [("a", 2), ("b", 2), ("c", 1)]
        assert (await barometers.latest(tx, TEAM, "b")).version == 2
        with pytest.raises(UnknownBarometer):
            await barometers.latest(tx, TEAM, "d")


async def test_a_barometer_that_only_a_round_keeps_is_not_offered(store: Store) -> None:
    await kept(store, replace(a_round(RoundState.OPEN), barometer=barometer("slettet")))
    async with store.reads() as tx:
        assert named(await barometers.offered(tx, TEAM)) == [("proeve", 1)]


async def test_every_version_that_there_is_counts_for_the_next_one(store: Store) -> None:
    store.barometers = Files(barometer("a"))
    await imported(store, barometer("a", 4))
    await kept(store, replace(a_round(RoundState.OPEN), barometer=barometer("a", 7)))
    await kept(store, replace(a_round(RoundState.DRAFT), barometer=barometer("a", 9)))
    async with store.writes() as tx:
        assert named(await barometers.versions(tx, TEAM, "a")) == [("a", 7), ("a", 4), ("a", 1)]
        assert await barometers.versions(tx, TEAM, "b") == []


async def test_importing_what_a_round_keeps_already_makes_it_a_choice(store: Store) -> None:
    asked = await kept(store, replace(a_round(RoundState.OPEN), barometer=barometer("a")))
    await imported(store, asked.barometer)
    async with store.reads() as tx:
        assert ("a", 1) in named(await barometers.offered(tx, TEAM))


async def test_a_few_hundred_definitions_are_kept_parsed_and_no_more(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(definitions, "MOST_PARSED", 2)
    async with store.writes() as tx:
        for version in range(1, 5):
            digest = await barometers.keep(tx, TEAM, barometer(version=version))
            assert (await barometers.read(tx, TEAM, digest)).version == version
    assert len(definitions._parsed) <= 2


async def looked_at(store: Store, one: Barometer, when: datetime = NOW, team: str = TEAM) -> None:
    async with store.writes() as tx:
        await barometers.keep_for_preview(tx, team, one, when)


async def left(store: Store) -> set[tuple[str, str]]:
    """What is still kept a month after `NOW`, when the clock has been through."""
    async with store.writes() as tx:
        await tidy(tx, NOW + PREVIEWS_ARE_KEPT + timedelta(seconds=1))
        return {(row[0], row[1]) for row in await tx.session.execute(select(BarometerRow.team_id, BarometerRow.id))}


async def test_what_was_only_looked_at_is_forgotten_after_a_month_in_every_team(store: Store) -> None:
    await looked_at(store, barometer())
    await looked_at(store, barometer(), team="T0NABO")
    await looked_at(store, SHIPPED, NOW + timedelta(days=1))
    assert await left(store) == {(TEAM, SHIPPED.id)}


async def test_what_is_looked_at_again_is_kept_for_another_month(store: Store) -> None:
    await looked_at(store, barometer())
    await looked_at(store, barometer(), NOW + timedelta(days=1))
    assert await left(store) == {(TEAM, barometer().id)}


async def test_what_was_taken_in_use_or_is_asked_by_a_round_is_kept(store: Store) -> None:
    for one in (barometer(), SHIPPED):
        await looked_at(store, one)
    await imported(store, SHIPPED)
    await kept(store, a_round(RoundState.CANCELLED))
    assert await left(store) == {(TEAM, barometer().id), (TEAM, SHIPPED.id)}


async def test_a_barometer_goes_with_the_draft_that_nobody_confirmed(store: Store) -> None:
    await kept(store, a_round(RoundState.DRAFT))
    assert await left(store) == set()


async def test_a_round_that_is_drafted_while_its_barometer_is_forgotten_can_be_read(store: Store) -> None:
    await looked_at(store, barometer())
    drafted, _ = await asyncio.gather(kept(store, a_round(RoundState.OPEN)), left(store))
    definitions._parsed.clear()
    async with store.reads() as tx:
        found = await rounds.load(tx, TEAM, drafted.id)
    assert found is not None
    assert found.barometer == barometer()
