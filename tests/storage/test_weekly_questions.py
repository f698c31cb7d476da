"""Who was found in a department, whose question is due, and whether a question was left."""

from __future__ import annotations

from datetime import timedelta

from domain.people import Department
from storage import audit, outbox, people, workspaces
from storage.database import Store, Tx
from storage.outbox import Post
from tests.storage.samples import CHANNEL, NOW, TEAM

KIND, WEEK = "people.changes", "2027-02"


async def department(tx: Tx, channel: str = CHANNEL, team: str = TEAM, known: tuple[str, ...] = ("U1",)) -> None:
    await people.save_department(tx, team, channel, Department("Børn", channel))
    await people.save_known(tx, team, channel, known)


async def asked(store: Store, user: str = "U1", at: int = 0) -> None:
    """A question that reached the person so many hours after `NOW`."""
    now = NOW + timedelta(hours=at)
    async with store.writes() as tx:
        await outbox.add(tx, [Post(f"{TEAM}:{KIND}:{user}:{at}", TEAM, KIND, now, person=user)])
    async with store.writes() as tx:
        [claimed] = await outbox.claim(tx, "owner", now, 10)
        await outbox.sent(tx, claimed, "D1", "1.0")


async def left(store: Store, user: str = "U1", hours: int = 48) -> bool:
    async with store.reads() as tx:
        return await people.left_unanswered(tx, TEAM, user, [KIND], NOW + timedelta(hours=hours))


async def test_who_was_found_is_noted_and_outlives_a_change_of_the_list(store: Store) -> None:
    async with store.writes() as tx:
        assert await people.known(tx, TEAM, CHANNEL) == frozenset()
        await department(tx, known=("U2", "U1"))
        await people.save_department(tx, TEAM, CHANNEL, Department("Familie", CHANNEL))
    async with store.reads() as tx:
        assert await people.known(tx, TEAM, CHANNEL) == {"U1", "U2"}
        assert (await people.department(tx, TEAM, CHANNEL)) == Department("Familie", CHANNEL)
        assert await people.known(tx, "T0ANDEN", CHANNEL) == frozenset()


async def test_departments_of_all_teams_are_due_until_they_are_asked(store: Store) -> None:
    async with store.writes() as tx:
        await department(tx)
        await department(tx, team="T0ANDEN")
        assert await people.unasked(tx, KIND, WEEK) == [("T0ANDEN", CHANNEL), (TEAM, CHANNEL)]
        await outbox.add(tx, [Post(f"{TEAM}:{KIND}:{CHANNEL}:{WEEK}", TEAM, KIND, NOW, person="U1")])
        assert await people.unasked(tx, KIND, WEEK) == [("T0ANDEN", CHANNEL)]
        assert (TEAM, CHANNEL) in await people.unasked(tx, KIND, "2027-03")


async def test_a_department_in_which_nobody_was_noted_is_never_due(store: Store) -> None:
    async with store.writes() as tx:
        await department(tx, known=())
        assert await people.unasked(tx, KIND, WEEK) == []


async def test_a_question_is_left_when_nothing_was_done_since_it_came(store: Store) -> None:
    assert not await left(store)
    async with store.writes() as tx:
        await workspaces.save(tx, TEAM, "U0BOT", "Egelund")
        await audit.note(tx, TEAM, "U1", "people.department", CHANNEL, NOW - timedelta(hours=1))
    await asked(store)
    assert await left(store)
    assert not await left(store, hours=-1)
    assert not await left(store, user="U2")


async def test_a_question_is_answered_by_whatever_the_person_does_after_it(store: Store) -> None:
    await asked(store)
    async with store.writes() as tx:
        await audit.note(tx, TEAM, "U2", "people.opened", CHANNEL, NOW + timedelta(hours=1))
    assert await left(store)
    async with store.writes() as tx:
        await audit.note(tx, TEAM, "U1", "people.opened", CHANNEL, NOW + timedelta(hours=1))
    assert not await left(store)
    await asked(store, at=5)
    assert await left(store)


async def test_a_question_that_was_never_delivered_is_nobodys_to_answer(store: Store) -> None:
    async with store.writes() as tx:
        await outbox.add(tx, [Post("x", TEAM, KIND, NOW, person="U1")])
    async with store.writes() as tx:
        [claimed] = await outbox.claim(tx, "owner", NOW, 10)
        await outbox.not_needed(tx, claimed)
    assert not await left(store)
