"""Somebody asks for a result that is not theirs, or before its time (A27, S5, S6)."""

from __future__ import annotations

from datetime import timedelta

import pytest

from domain.people import Named, Person
from domain.round_numbers import RoundNumber
from domain.rounds import Round, RoundState
from handlers import releases, seals
from handlers.releases import Result
from handlers.sittings import UnknownRound
from storage import people, rounds
from storage.database import Store
from tests.faults.closed_rounds import CLOSED, MORNING, TEAM_ROOM, WORKDAYS, closed_round
from tests.storage.samples import CHANNEL, COORDINATOR, TEAM

ELSEWHERE = "C0KANTINEN"
STRANGER = Person(TEAM, "U0UKENDT")
OBSERVER = Person(TEAM, "U0GAEST")
OTHER_TEAM = Person("T0ANDEN", COORDINATOR)


@pytest.fixture
async def asked(store: Store) -> Round:
    """A published round, with one observer named in its channel."""
    closing = await closed_round(store)
    async with store.writes() as tx:
        await people.save_named(tx, TEAM, CHANNEL, Named(coordinator=COORDINATOR, observers=frozenset({OBSERVER.user})))
    await seals.seal_due(store, CLOSED, WORKDAYS)
    return closing


async def result(store: Store, person: Person, round_id: str, channel: str | None, after: timedelta) -> Result:
    async with store.reads() as tx:
        return await releases.result(tx, person, round_id, channel, MORNING + after, WORKDAYS)


async def listed(store: Store, person: Person, channel: str, *, is_member: bool) -> list[str]:
    async with store.reads() as tx:
        found = await releases.results(tx, person, channel, MORNING, WORKDAYS, is_member=is_member)
    return [one.round.id for one in found]


@pytest.mark.parametrize("channel", [CHANNEL, TEAM_ROOM])
async def test_members_of_a_channel_see_what_was_posted_there(store: Store, asked: Round, channel: str) -> None:
    assert await listed(store, STRANGER, channel, is_member=True) == [asked.id]
    assert (await result(store, STRANGER, asked.id, channel, timedelta())).number == RoundNumber(1)


async def test_somebody_outside_sees_nothing_whatever_they_ask_for(store: Store, asked: Round) -> None:
    assert await listed(store, STRANGER, CHANNEL, is_member=False) == []
    assert await listed(store, STRANGER, ELSEWHERE, is_member=True) == []
    for round_id, channel in ((asked.id, ELSEWHERE), (asked.id, None), ("aaaaaaaaaaaaa", CHANNEL)):
        with pytest.raises(UnknownRound):
            await result(store, STRANGER, round_id, channel, timedelta())


async def test_another_workspace_gets_the_answer_of_a_round_that_never_was(store: Store, asked: Round) -> None:
    assert await listed(store, OTHER_TEAM, CHANNEL, is_member=True) == []
    for person in (OTHER_TEAM, STRANGER):
        round_id = asked.id if person is OTHER_TEAM else "aaaaaaaaaaaaa"
        with pytest.raises(UnknownRound) as refused:
            await result(store, person, round_id, CHANNEL, timedelta())
        assert str(refused.value) == ""


@pytest.mark.parametrize("person", [OBSERVER, Person(TEAM, COORDINATOR)])
async def test_those_who_are_named_see_it_from_anywhere(store: Store, asked: Round, person: Person) -> None:
    assert await listed(store, person, ELSEWHERE, is_member=False) == [asked.id]
    assert (await result(store, person, asked.id, None, timedelta())).round.id == asked.id


async def test_nobody_sees_it_before_it_is_posted(store: Store, asked: Round) -> None:
    for person in (OBSERVER, Person(TEAM, COORDINATOR), STRANGER):
        with pytest.raises(UnknownRound):
            await result(store, person, asked.id, CHANNEL, timedelta(seconds=-1))
    async with store.reads() as tx:
        early = await releases.results(tx, OBSERVER, CHANNEL, CLOSED, WORKDAYS, is_member=True)
    assert early == ()


async def test_a_sealed_round_is_not_shown_before_its_key_is_gone_and_it_is_published(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def busy(_store: Store) -> bool:
        return False

    monkeypatch.setattr(Store, "forget_deleted", busy)
    closing = await closed_round(store)
    await seals.seal_due(store, CLOSED, WORKDAYS)
    async with store.reads() as tx:
        found = await rounds.load(tx, TEAM, closing.id)
        assert found is not None
        assert found.state is RoundState.SEALED
        assert await releases.posted(tx, TEAM, closing.id) is None
    assert await listed(store, STRANGER, CHANNEL, is_member=True) == []
