"""Somebody looks for who wrote which comment, or reads what is not theirs to read (A22, A23, A27)."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from pathlib import Path

import pytest
from scipy.stats import kstest
from sqlalchemy import text

from domain.barometers import OpenItem
from domain.comments import Comment, CommentState
from domain.people import Person
from domain.rounds import Round, RoundState
from handlers import comments, releases, seals
from handlers.sittings import UnknownRound
from messages.slack.comments import Page, reading_view
from messages.slack.releases import result_card
from messages.wording import Words
from storage import audit, sittings
from storage import comments as stored
from storage.database import Store
from tests.attacks.test_seal_leftovers import every_byte
from tests.faults.closed_rounds import CLOSED, MORNING, TEAM_ROOM, WORKDAYS, close, closed_round
from tests.storage import samples
from tests.storage.samples import CANARY, CHANNEL, COORDINATOR, LEADER, STAFF, TEAM, a_round, people, stored_round

READER = Person(TEAM, "U0LAESER")
ROUNDS, QUESTIONS, WRITERS = 8, 6, 12
#: A test that fails once in a million runs by chance.
CHANCE = 1e-6


@dataclass(frozen=True)
class Orders:
    """For each question of each round the writers, by their place on the roster, in an order that somebody can see."""

    shown: list[list[list[int]]]
    on_disk: list[list[list[int]]]


async def many_questions(store: Store, channel: str) -> Round:
    """A round in which twelve people answer six open questions each, and every comment is as long as it likes."""
    asked_of = replace(
        samples.barometer(),
        id="seks",
        open_items=tuple(OpenItem(f"f{n}", samples.text(f"Spørgsmål {n}")) for n in range(QUESTIONS)),
    )
    asked = replace(
        a_round(RoundState.OPEN, channel),
        barometer=asked_of,
        closes_at=CLOSED,
        invited={STAFF: WRITERS - 1, LEADER: 1},
        result_channels=(channel, TEAM_ROOM),
    )
    await stored_round(store, asked, people(WRITERS))
    for number, who in enumerate(people(WRITERS)):
        async with store.writes() as tx:
            sitting = await sittings.load(tx, asked, who.user, who.role, lock=True)
            assert sitting is not None
            for item in asked_of.open_items:
                sitting = sitting.comment(item.id, f"{number} " + "ord " * number)
            for one in sitting.items:
                sitting = sitting.skip(one.id)
            await sittings.save(tx, asked, who.user, sitting)
    await close(store, asked)
    return asked


async def in_table_order(store: Store, asked: Round) -> list[tuple[str, int]]:
    """Question and slot as the rows lie in the database."""
    place = "rowid" if store.engine.dialect.name == "sqlite" else "ctid"
    query = f"SELECT item, slot FROM released_comments WHERE round_id = :id ORDER BY {place}"  # noqa: S608
    async with store.reads() as tx:
        return [(row.item, row.slot) for row in await tx.session.execute(text(query), {"id": asked.id})]


@pytest.fixture
async def orders(store: Store) -> Orders:
    shown, on_disk = [], []
    for number in range(ROUNDS):
        asked = await many_questions(store, f"C0{number:04}")
        await seals.seal_due(store, CLOSED, WORKDAYS)
        async with store.reads() as tx:
            kept = {(one.item, one.slot): one for one in await stored.of_round(tx, TEAM, asked.id)}
        shown.append(by_question(list(kept.values())))
        on_disk.append(by_question([kept[place] for place in await in_table_order(store, asked)]))
    return Orders(shown, on_disk)


def by_question(found: Sequence[Comment]) -> list[list[int]]:
    return [[int(one.text.split()[0]) for one in found if one.item == f"f{number}"] for number in range(QUESTIONS)]


def p_value(one: Sequence[int], other: Sequence[int], chance: random.Random) -> float:
    """How often two orders agree, or disagree, as much as these by chance: a permutation test."""
    found, shuffled, as_much = agreement(one, other), list(other), 0
    for _ in range(199):
        chance.shuffle(shuffled)
        as_much += agreement(one, shuffled) >= found
    # Ties are broken by chance, so that the values are uniform where there is nothing to find.
    return (as_much + chance.random()) / 200


def agreement(one: Sequence[int], other: Sequence[int]) -> float:
    places = {writer: place for place, writer in enumerate(other)}
    middle = (len(one) - 1) / 2
    return abs(sum((place - middle) * (places[writer] - middle) for place, writer in enumerate(one)))


def tells(pairs: Sequence[tuple[Sequence[int], Sequence[int]]]) -> bool:
    """Whether somebody who compares these orders learns anything: the p-values are not uniform."""
    chance = random.Random(22)
    return float(kstest([p_value(one, other, chance) for one, other in pairs], "uniform").pvalue) < CHANCE


async def test_no_order_of_comments_follows_the_people_or_the_length_of_what_they_wrote(orders: Orders) -> None:
    roster = list(range(WRITERS))
    for seen in (orders.shown, orders.on_disk):
        assert all(sorted(order) == roster for one in seen for order in one)
        assert not tells([(order, roster) for one in seen for order in one])


async def test_no_comment_can_be_joined_to_another_of_the_same_person(orders: Orders) -> None:
    for seen in (orders.shown, orders.on_disk):
        assert not tells([pair for one in seen for pair in pairwise(one)])
    # Nor by where a question's rows lie beside those of another round.
    assert not tells([pair for one in zip(*orders.on_disk, strict=True) for pair in pairwise(one)])


def test_the_same_attack_finds_comments_that_stand_as_they_were_written() -> None:
    roster, chance = list(range(WRITERS)), random.Random(1)
    assert tells([(roster, roster)] * 48)
    once = [chance.sample(roster, WRITERS) for _ in range(ROUNDS)]
    assert not tells([(order, roster) for order in once])
    assert tells([(order, order) for order in once for _ in range(QUESTIONS - 1)])


async def test_no_row_tells_which_comments_were_written_together_or_how_long_they_are(store: Store) -> None:
    asked = await many_questions(store, CHANNEL)
    await seals.seal_due(store, CLOSED, WORKDAYS)
    async with store.reads() as tx:
        query = "SELECT slot, length(body) AS size, key_id, read_state FROM released_comments WHERE round_id = :id"
        rows = (await tx.session.execute(text(query), {"id": asked.id})).all()
    assert len(rows) == QUESTIONS * WRITERS
    assert len({(row.size, row.key_id, row.read_state) for row in rows}) == 1
    assert len({row.slot for row in rows}) == len(rows)


async def test_nine_respondents_leave_no_comment_and_few_is_all_that_is_said(
    sqlite_store: Store, tmp_path: Path
) -> None:
    asked = await closed_round(sqlite_store, handed_in=9, comment=CANARY)
    await seals.seal_due(sqlite_store, CLOSED, WORKDAYS)
    async with sqlite_store.writes() as tx:
        reading = await comments.start(tx, READER, asked.id, MORNING)
        result = await releases.posted(tx, TEAM, asked.id)
        assert await comments.waiting(tx, TEAM, asked.id) is None
        assert await comments.released(tx, TEAM, asked.id) == {}
        notices = await tx.session.scalar(text("SELECT count(*) FROM outbox WHERE kind LIKE 'comments.%'"))
    assert reading.comments == ()
    assert notices == 0
    assert CANARY.encode() not in every_byte(tmp_path)
    assert result is not None
    card = str(result_card(result.round, result.release, result.number, Words()).payload()["blocks"])
    assert "Få har svaret, så eventuelle kommentarer er slettet ulæst" in card
    view = reading_view(Page(reading.round, reading.comments, 0), Words()).to_dict()
    assert "Der er ingen kommentarer." in str(view)


async def test_only_the_named_reader_reads_decides_or_deletes_whatever_anybody_asks_for(store: Store) -> None:
    asked = await closed_round(store, comment="Det går godt")
    await seals.seal_due(store, CLOSED, WORKDAYS)
    async with store.reads() as tx:
        before = await stored.of_round(tx, TEAM, asked.id)
    for person in (Person(TEAM, "U0UKENDT"), Person(TEAM, COORDINATOR), Person("T0ANDEN", READER.user)):
        for act in (comments.release, comments.keep_back, comments.delete):
            for round_id in (asked.id, "aaaaaaaaaaaaa"):
                with pytest.raises(UnknownRound) as refused:
                    async with store.writes() as tx:
                        await act(tx, person, round_id, before[0].key, MORNING)
                assert str(refused.value) == ""
        with pytest.raises(UnknownRound):
            async with store.writes() as tx:
                await comments.start(tx, person, asked.id, MORNING)
        with pytest.raises(UnknownRound):
            async with store.reads() as tx:
                await comments.look(tx, person, asked.id, before[0].key)
    async with store.reads() as tx:
        assert await stored.of_round(tx, TEAM, asked.id) == before
        assert await audit.acts_of(tx, TEAM, COORDINATOR) == []


async def test_a_round_that_is_still_open_has_no_comments_for_anybody(store: Store) -> None:
    asked = await closed_round(store, comment="Det går godt")
    with pytest.raises(UnknownRound):
        async with store.writes() as tx:
            await comments.start(tx, READER, asked.id, MORNING)


async def test_another_rounds_comment_is_not_decided_by_its_reader(store: Store) -> None:
    first = await closed_round(store, comment="Det går godt")
    other = await closed_round(store, comment="Hos naboen", channel="C0NABO")
    await seals.seal_due(store, CLOSED, WORKDAYS)
    async with store.writes() as tx:
        theirs = await stored.of_round(tx, TEAM, other.id)
        for act in (comments.release, comments.delete):
            await act(tx, READER, first.id, theirs[0].key, MORNING)
        assert await stored.of_round(tx, TEAM, other.id) == theirs
        assert await comments.released(tx, TEAM, first.id) == {}
        assert {one.state for one in await stored.of_round(tx, TEAM, first.id)} == {CommentState.UNREAD}
