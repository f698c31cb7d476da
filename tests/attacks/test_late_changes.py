"""Too late (A24, A29): once a start is confirmed nobody is added or taken out; after the close nothing is changed."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import text

from domain.people import Attendance, Department, Invited
from domain.people import Person as Leader
from domain.rounds import Round, RoundState, WrongState
from handlers import drafts
from handlers import rounds as operations
from sandbox.town import Person, Town, town
from storage import people, rounds
from tests.attacks.forged import Forger
from tests.attacks.leaks import rows
from tests.attacks.traffic import decoded
from tests.attacks.walk import opened
from tests.conversations.house import HERE, House, built
from tests.conversations.test_rights import CLICKS, SUBMISSIONS

DUMMIES = tuple(Person(f"Vikar{number} Tom", "Oprettet i går") for number in range(4))
CLOSED = "Der kan ikke svares, rettes eller slettes mere"
CLOSING = "Nøglen og de enkelte svar slettes, så ingen kan finde dit svar igen, heller ikke vi."
PUBLISHED = "Nøglen og de enkelte svar er slettet, så ingen kan finde dit svar igen, heller ikke vi."
UNKNOWN = "Den runde findes ikke, eller du er ikke spurgt i den."


def crowded() -> Town:
    """Egelund with four accounts that were made to surround somebody; they are in no channel yet."""
    place = town()
    return replace(place, people=(*place.people, *DUMMIES))


@pytest.fixture
async def house(tmp_path: Path) -> AsyncIterator[House]:
    async with built(tmp_path, crowded()) as house:
        yield house


async def roster(house: House, asked: Round) -> tuple[object, ...]:
    async with house.bot.desk.store.reads() as tx:
        found = await rounds.load(tx, asked.team, asked.id)
        assert found
        return (*await rounds.roster(tx, asked.id), found.people_invited, dict(found.invited))


def join(house: House) -> None:
    """The dummies join the department's channel."""
    members = house.workspace.channel(HERE).members
    for dummy in DUMMIES:
        members[house.person(dummy.first_name).id] = None


async def everything_a_coordinator_can_try(house: House, asked: Round) -> None:
    """Save another department list, send the old windows in again, close the list around one person."""
    mette = house.person("Mette")
    hanne = house.person("Hanne").id
    everybody_else = frozenset(p.id for p in house.workspace.town.people if p.id != hanne and p not in DUMMIES)
    here = house.workspace.channel(HERE).id
    async with house.bot.desk.store.writes() as tx:
        await people.save_department(tx, asked.team, here, Department("Omkring Hanne", here, not_asked=everybody_else))
    forger = Forger(house, mette.id, asked.team)
    await resend(house, "drafts.setup")
    await resend(house, "drafts.confirm")
    await forger.submits("drafts.confirm", f"{asked.id}:preview")
    await forger.clicks("drafts.try", asked.id)
    await forger.clicks("drafts.more", here)
    await mette.types("/barometer start", channel=HERE)
    await house.turn(minutes=1)


async def resend(house: House, callback: str) -> None:
    """The same window a second time, as it was sent in."""
    sent = [e.request for e in house.workspace.log if e.what == "view_submission" and callback in e.request]
    await Forger(house, house.person("Mette").id, house.bot.desk.team).sends(decoded(sent[-1])["payload"])


async def test_nobody_is_added_to_a_round_that_is_open(house: House) -> None:
    asked = await opened(house)
    before = await roster(house, asked)
    join(house)
    await everything_a_coordinator_can_try(house, asked)
    assert await roster(house, asked) == before
    for dummy in DUMMIES:
        forger = Forger(house, house.person(dummy.first_name).id, asked.team)
        assert UNKNOWN in await forger.clicks("sittings.begin", asked.id)
        assert UNKNOWN in await forger.clicks("sittings.answer", f"{asked.id}:TRE-1:1")
        assert house.person(dummy.first_name).messages() == []


async def test_nobody_is_added_between_the_start_and_the_opening(house: House) -> None:
    mette = house.person("Mette")
    await mette.types("/barometer start", channel=HERE)
    await mette.chooses("2027-01-18", for_="Åbner")
    await mette.submits()
    await mette.submits()
    confirmed = await house.round()
    assert confirmed.state is RoundState.CONFIRMED
    before = await roster(house, confirmed)
    join(house)
    await everything_a_coordinator_can_try(house, confirmed)
    await house.turn(to=confirmed.opens_at + timedelta(minutes=1))
    assert (await house.round()).state is RoundState.OPEN
    assert await roster(house, confirmed) == before
    assert not [d for d in DUMMIES if house.person(d.first_name).messages()]


async def waits_for_a_lock(house: House) -> None:
    """Until a transaction waits for another one."""
    async with asyncio.timeout(5):
        while True:
            async with house.bot.desk.store.reads() as tx:
                if await tx.session.scalar(text("SELECT count(*) FROM pg_locks WHERE NOT granted")):
                    return
            await asyncio.sleep(0)


async def test_a_preview_that_comes_while_the_start_is_confirmed_adds_nobody(tmp_path: Path, postgres_url: str) -> None:
    """Two windows, two processes: the later one finds the round confirmed and leaves its people alone."""
    async with built(tmp_path, crowded(), postgres_url) as house:
        mette, store = house.person("Mette"), house.bot.desk.store
        await mette.types("/barometer start", channel=HERE)
        await mette.submits()
        async with store.reads() as tx:
            [(_, draft_id)] = await rounds.all_in_state(tx, RoundState.DRAFT)
        leader = await house.bot.desk.who(mette.id, house.workspace.channel(HERE).id)
        found = Attendance((Invited("U0VIKAR", "sagsbehandler"),), {})
        async with store.writes() as tx:
            await drafts.confirm(tx, leader, draft_id, None, house.bot.desk.workdays, house.clock.now(), {})
            before = await rounds.roster(tx, draft_id)
            late_one = asyncio.create_task(previewed(house, leader, draft_id, found))
            await waits_for_a_lock(house)
        with pytest.raises(WrongState):
            await late_one
        async with store.reads() as tx:
            assert await rounds.roster(tx, draft_id) == before


async def previewed(house: House, leader: Leader, draft_id: str, found: Attendance) -> None:
    async with house.bot.desk.store.writes() as tx:
        await drafts.preview(tx, leader, draft_id, found, 0, house.clock.now())


async def test_whoever_is_asked_can_see_a_sham_group(house: House) -> None:
    """The sizes stand in the invitation, and nobody is taken out of a round that runs."""
    join(house)
    asked = await opened(house)
    assert "hele afdelingen (27)" in house.invitation(house.person("Hanne")).visible
    members = house.workspace.channel(HERE).members
    for dummy in DUMMIES:
        house.workspace.change_person(dummy.first_name, deleted=True)
        members.pop(house.person(dummy.first_name).id)
    before = await roster(house, asked)
    await house.turn(days=1)
    assert await roster(house, asked) == before


def late(asked: Round) -> list[tuple[str, str, str]]:
    """Every press and window of somebody who is asked, for a round that is over."""
    item, theme = asked.barometer.themes[0].items[0].id, asked.barometer.themes[0].id
    ids = {"open": asked.id, "item": item, "theme": theme}
    mine = "sittings."
    clicks = [("clicks", name, value.format(**ids)) for name, (_, value) in CLICKS.items() if name.startswith(mine)]
    sent = [("submits", name, about.format(**ids)) for name, (_, about) in SUBMISSIONS.items() if name.startswith(mine)]
    menu = [("clicks", "sittings.more", f"{asked.id}:{word}") for word in ("form", "delete")]
    # The promise may be read at any time.
    return [act for act in (*clicks, *sent, *menu) if act[1] != "sittings.promise"]


async def unrefused(asked: Round, forger: Forger, why: str) -> list[str]:
    """What was not refused with the explanation."""
    told = [(name, await getattr(forger, how)(name, value)) for how, name, value in late(asked)]
    return [f"{name}: {answer}" for name, answer in told if CLOSED not in answer or why not in answer]


async def everything(house: House) -> list[str]:
    return sorted(str(row) for row in await rows(house))


async def test_after_the_close_every_change_is_refused_with_the_reason(house: House) -> None:
    asked, hanne = await opened(house), house.person("Hanne")
    await hanne.clicks("Begynd", on=house.invitation(hanne))
    await hanne.clicks("Enig", on=house.invitation(hanne))
    await hanne.clicks("Aflevér det, jeg har", on=house.invitation(hanne))
    await hanne.submits()
    receipt, forger = house.invitation(hanne), Forger(house, hanne.id, asked.team)
    async with house.bot.desk.store.writes() as tx:
        mette = await house.bot.desk.who(house.person("Mette").id, asked.channel)
        await operations.close_now(tx, mette, asked.id, house.clock.now())
    closing = await everything(house)
    assert await unrefused(asked, forger, CLOSING) == []
    assert await everything(house) == closing
    await house.due()
    assert (await house.round()).state is RoundState.PUBLISHED
    published = await everything(house)
    assert await unrefused(asked, forger, PUBLISHED) == []
    await hanne.clicks("Slet mine svar", on=receipt)
    assert CLOSED in hanne.sees()
    assert await everything(house) == published
