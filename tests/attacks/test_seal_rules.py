"""Small, unanimous and talkative rounds: what the seal keeps of them (A10, A22, A23, A31)."""

from __future__ import annotations

import json

import pytest
from sqlalchemy import select, text, update

from domain.barometers import Choice
from domain.releases import Resolution
from domain.rounds import RoundState
from handlers import releases, seals
from messages.slack.releases import result_card
from messages.wording import Words
from storage import comments, rounds
from storage import releases as stored
from storage.database import Store
from storage.tables import ReleaseRow, RoundRow
from tests.faults.closed_rounds import CLOSED, WORKDAYS, close, closed_round, hand_in, left_of, open_round
from tests.storage.samples import TEAM, people

CPR = "Borgeren 010165-1234 fik hjælp"


async def sealed(store: Store) -> None:
    await seals.seal_due(store, CLOSED, WORKDAYS)


@pytest.mark.parametrize(("answered", "others"), [(5, 0), (6, 0), (6, 1)])
async def test_a_unanimous_handful_leaves_words_and_no_number(store: Store, answered: int, others: int) -> None:
    asked = await open_round(store)
    for number, who in enumerate(people(12)[1 : 1 + answered]):
        choice = Choice.STRONGLY_DISAGREE if number < others else Choice.AGREE
        await hand_in(store, asked, who, choice)
    await close(store, asked)
    await sealed(store)
    released = (await left_of(store, asked)).release
    assert released is not None
    figures = [one for population in released.populations.values() for one in population.items.values()]
    assert {one.resolution for one in figures} == {Resolution.WORDS}
    told = {name for one in figures for name in one.as_dict()}
    assert told <= {"n", "not_relevant", "skipped", "eligible", "resolution", "words"}
    assert not any(population.themes for population in released.populations.values())


@pytest.mark.parametrize(("answered", "kept"), [(9, 0), (10, 10)])
async def test_comments_outlive_the_close_only_where_ten_handed_in(store: Store, answered: int, kept: int) -> None:
    asked = await closed_round(store, handed_in=answered, comment="Det går godt")
    await sealed(store)
    assert (await left_of(store, asked)).comments == kept
    async with store.reads() as tx:
        result = await releases.posted(tx, TEAM, asked.id)
    assert result is not None
    blocks = str(result_card(result.round, result.release, result.number, Words()).payload()["blocks"])
    assert ("Få har svaret, så eventuelle kommentarer er slettet ulæst" in blocks) == (kept == 0)


async def test_a_comment_with_a_civil_registration_number_does_not_outlive_the_close(store: Store) -> None:
    asked = await open_round(store)
    for number, who in enumerate(people(12)):
        await hand_in(store, asked, who, comment=CPR if number == 3 else f"Kommentar {number}")
    await close(store, asked)
    await sealed(store)
    async with store.reads() as tx:
        kept = [one.text for one in await comments.of_round(tx, TEAM, asked.id)]
    assert sorted(kept) == sorted(f"Kommentar {number}" for number in range(12) if number != 3)


async def test_what_was_not_handed_in_does_not_count_and_its_comment_is_gone(store: Store) -> None:
    asked = await closed_round(store, handed_in=11, comment="Det går godt")
    await sealed(store)
    left = await left_of(store, asked)
    assert left.release is not None
    assert left.release.response.responded == 11
    assert left.comments == 11


async def test_the_order_of_comments_follows_neither_people_nor_the_order_of_writing(store: Store) -> None:
    orders = set()
    for number in range(6):
        asked = await open_round(store, channel=f"C0{number:04}")
        for who in people(12):
            await hand_in(store, asked, who, comment=who.user)
        await close(store, asked)
        await sealed(store)
        async with store.reads() as tx:
            orders.add(tuple(one.text for one in await comments.of_round(tx, TEAM, asked.id)))
    assert len(orders) > 4


async def test_a_lowered_k_in_the_database_shows_nothing_of_four_people(store: Store) -> None:
    asked = await closed_round(store, handed_in=4)
    async with store.writes() as tx:
        await tx.session.execute(update(RoundRow).values(k=1))
    await sealed(store)
    released = (await left_of(store, asked)).release
    assert released is not None
    assert released.populations == {}
    assert released.response.responded is None


async def test_a_round_that_nobody_answered_is_published_and_empty(store: Store) -> None:
    asked = await closed_round(store, handed_in=0)
    await sealed(store)
    left = await left_of(store, asked)
    assert left.state is RoundState.PUBLISHED
    assert left.release is not None
    assert left.release.response.responded == 0
    assert left.release.populations == {}


async def test_a_release_that_was_changed_in_the_database_is_not_shown(store: Store) -> None:
    asked = await closed_round(store)
    await sealed(store)
    async with store.writes() as tx:
        body = json.loads(await tx.session.scalar(select(ReleaseRow.body)) or "{}")
        body["response"]["responded"] = 11
        await tx.session.execute(text("UPDATE releases SET body = :body"), {"body": json.dumps(body)})
    with pytest.raises(stored.ReleaseDamaged):
        async with store.reads() as tx:
            await releases.posted(tx, TEAM, asked.id)


async def test_nothing_is_written_about_respondents_beside_the_release(store: Store) -> None:
    asked = await closed_round(store)
    await sealed(store)
    async with store.reads() as tx:
        assert await rounds.roster(tx, asked.id) == ()
        lines = (await tx.session.execute(text("SELECT actor, action, object FROM audit"))).all()
    assert [tuple(line) for line in lines] == [("anker", "round.key_destroyed", asked.id)]
