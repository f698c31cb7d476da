from __future__ import annotations

import asyncio
from contextlib import suppress

import pytest
from sqlalchemy import text, update

from domain.barometers import Choice
from domain.people import Invited
from domain.rounds import Round
from domain.sittings import LONGEST_COMMENT, Sitting, SittingState
from storage import rounds, sittings
from storage.database import LinksAPerson, Store
from storage.keys import KeyMissing
from storage.sealed import TamperedBody
from storage.tables import SittingRow
from tests.storage.samples import STAFF, TEAM, a_round, answer, open_round, people

ANNE = Invited("U0001", STAFF)


async def load(store: Store, asked: Round, person: Invited = ANNE) -> Sitting | None:
    async with store.reads() as tx:
        return await sittings.load(tx, asked, person.user, person.role)


async def test_everybody_invited_has_an_empty_sitting_from_the_start(store: Store) -> None:
    asked = await open_round(store, people(6))
    async with store.reads() as tx:
        everybody = await sittings.all_of(tx, asked, people(6))
    assert [person for person, _ in everybody] == list(people(6))
    assert all(sitting == Sitting(asked.barometer, person.role) for person, sitting in everybody)


async def test_a_sitting_comes_back_as_it_was_saved(store: Store) -> None:
    asked = await open_round(store, people(5))
    kept = Sitting(
        asked.barometer,
        STAFF,
        state=SittingState.STARTED,
        answers={"u1": Choice.STRONGLY_AGREE, "u2": Choice.NOT_RELEVANT, "u3": Choice.SKIPPED},
        comments={"fritekst": 'Æblegrød "og" \\ linje 2\n😀'},
        reminders=False,
    )
    async with store.writes() as tx:
        await sittings.save(tx, asked, ANNE.user, kept)
    assert await load(store, asked) == kept


async def test_who_is_not_invited_has_no_sitting(store: Store) -> None:
    asked = await open_round(store, people(5))
    assert await load(store, asked, Invited("U9999", STAFF)) is None


async def test_saving_touches_nobody_else(store: Store) -> None:
    asked = await open_round(store, people(5))
    await answer(store, asked, ANNE, "u1", Choice.AGREE)
    async with store.reads() as tx:
        states = [sitting.state for _, sitting in await sittings.all_of(tx, asked, people(5))]
    assert sorted(states) == ["empty"] * 4 + ["started"]


async def test_saving_for_somebody_without_a_row_makes_none(store: Store) -> None:
    asked = await open_round(store, people(5))
    async with store.writes() as tx:
        await sittings.save(tx, asked, "U9999", Sitting(asked.barometer, STAFF))
        assert (await tx.session.execute(text("SELECT count(*) FROM sittings"))).scalar_one() == 5


async def test_the_longest_comment_fits_whatever_it_is_written_in(store: Store) -> None:
    asked = await open_round(store, people(5))
    for letter in ("e", "æ", "😀", '"', "\n"):
        written = f"x{letter * (LONGEST_COMMENT - 2)}x"
        await answer(store, asked, ANNE, "u1", Choice.AGREE, comment=written)
        kept = await load(store, asked)
        assert kept is not None
        assert kept.comments == {"fritekst": written}


async def test_half_a_character_does_not_stop_an_answer(store: Store) -> None:
    asked = await open_round(store, people(5))
    await answer(store, asked, ANNE, "u1", Choice.AGREE, comment="hej \ud83d")
    kept = await load(store, asked)
    assert kept is not None
    assert kept.comments == {"fritekst": "hej ?"}


async def test_two_hundred_changes_at_the_same_time_are_all_kept(store: Store) -> None:
    asked = await open_round(store, people(5))

    async def one_more() -> None:
        async with store.writes() as tx:
            sitting = await sittings.load(tx, asked, ANNE.user, STAFF, lock=True)
            assert sitting is not None
            so_far = sitting.comments.get("fritekst", "")
            await sittings.save(tx, asked, ANNE.user, sitting.comment("fritekst", f"{so_far}x"))

    await asyncio.gather(*(one_more() for _ in range(200)))
    kept = await load(store, asked)
    assert kept is not None
    assert kept.comments == {"fritekst": "x" * 200}


async def test_the_first_delivery_of_an_event_is_new_and_no_other(store: Store) -> None:
    asked = await open_round(store, people(5))

    async def deliver(user: str, event: str) -> bool:
        async with store.writes() as tx:
            return await sittings.first_time(tx, asked, user, event)

    assert sorted(await asyncio.gather(*(deliver("U1", "e1") for _ in range(5)))) == [False] * 4 + [True]
    assert await deliver("U1", "e2")
    assert await deliver("U2", "e1")


async def test_an_event_of_a_transaction_that_failed_is_still_new(store: Store) -> None:
    asked = await open_round(store, people(5))
    with suppress(LookupError):
        async with store.writes() as tx:
            await sittings.first_time(tx, asked, "U1", "e1")
            raise LookupError
    async with store.writes() as tx:
        assert await sittings.first_time(tx, asked, "U1", "e1")


async def test_one_unreadable_sitting_is_reported_by_round_and_never_by_person(store: Store) -> None:
    asked = await open_round(store, people(5))
    async with store.writes() as tx:
        await tx.session.execute(update(SittingRow).values(body=b"x" * 50))
    async with store.reads() as tx:
        with pytest.raises(TamperedBody) as every:
            await sittings.all_of(tx, asked, people(5))
        with pytest.raises(TamperedBody) as one:
            await sittings.load(tx, asked, ANNE.user, STAFF)
    assert every.value.args == one.value.args == (asked.id,)


async def test_a_sitting_that_vanished_is_not_taken_for_an_empty_one(store: Store) -> None:
    asked = await open_round(store, people(4))
    async with store.reads() as tx:
        with pytest.raises(TamperedBody):
            await sittings.all_of(tx, asked, people(5))


async def test_without_its_key_a_round_is_frozen(store: Store) -> None:
    asked = await open_round(store, people(5))
    store.keys.destroy_round_key(asked.id)
    async with store.writes() as tx:
        with pytest.raises(KeyMissing):
            await sittings.load(tx, asked, ANNE.user, STAFF)
        with pytest.raises(KeyMissing):
            await sittings.save(tx, asked, ANNE.user, Sitting(asked.barometer, STAFF))
        with pytest.raises(KeyMissing):
            await sittings.first_time(tx, asked, ANNE.user, "e")
        with pytest.raises(KeyMissing):
            await sittings.all_of(tx, asked, people(5))


async def test_an_answer_and_a_person_are_never_written_together(store: Store) -> None:
    asked = await open_round(store, people(5))
    sitting = Sitting(asked.barometer, STAFF)

    async def answer_then_person() -> None:
        async with store.writes() as tx:
            await sittings.save(tx, asked, ANNE.user, sitting)
            await rounds.replace_roster(tx, asked.id, people(4))

    async def person_then_event() -> None:
        async with store.writes() as tx:
            await rounds.mark_reminded(tx, asked.id, expected=0, sent=1)
            await sittings.first_time(tx, asked, ANNE.user, "e")

    for both in (answer_then_person, person_then_event):
        with pytest.raises(LinksAPerson):
            await both()
    async with store.reads() as tx:
        assert len(await rounds.roster(tx, asked.id)) == 5


@pytest.mark.parametrize("how", ["locks the round", "saves what it read before"])
async def test_a_close_waits_for_the_answers_that_are_being_written(store: Store, how: str) -> None:
    asked = await open_round(store, people(5))
    order: list[str] = []

    async def close() -> None:
        async with store.writes() as tx:
            if how == "locks the round":
                assert await rounds.load(tx, TEAM, asked.id, lock=True) == asked
            else:
                assert await rounds.save(tx, asked.close(), expected=asked.state)
            order.append("closed")

    async with store.writes() as tx:
        assert await rounds.load(tx, TEAM, asked.id, share=True) == asked
        closing = asyncio.create_task(close())
        await asyncio.wait([closing], timeout=0.2)
        await sittings.save(tx, asked, ANNE.user, Sitting(asked.barometer, STAFF).answer("u1", Choice.AGREE))
        order.append("answered")
    await closing
    assert order == ["answered", "closed"]


async def test_answers_do_not_wait_for_each_other_on_postgresql(postgres_store: Store) -> None:
    asked = await open_round(postgres_store, people(5))
    async with postgres_store.writes() as one, postgres_store.writes() as other, asyncio.timeout(5):
        assert await rounds.load(one, TEAM, asked.id, share=True) == asked
        assert await rounds.load(other, TEAM, asked.id, share=True) == asked


async def test_a_round_without_people_has_no_sittings(store: Store) -> None:
    asked = a_round()
    store.keys.create_round_key(asked.id)
    async with store.writes() as tx:
        await sittings.insert_empty(tx, asked, ())
        assert await sittings.all_of(tx, asked, ()) == []
