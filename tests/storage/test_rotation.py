"""Everything that the key ring has sealed follows its newest key, and nothing is readable only by a key that went."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path

import pytest
from sqlalchemy import Executable, LargeBinary, delete, select, update

from domain.revisions import Status
from domain.rounds import RoundState
from domain.walk_returns import Returned
from storage import comments, health, releases, rotation, walk_messages, walk_returns, walks
from storage.database import Store, Tx, changed, open_store
from storage.key_folders import RING_FILE
from storage.keys import KeyStore
from storage.rotation import SEALED, Lacking
from storage.tables import ReleasedCommentRow, RevisionRow, Table, WrittenRow
from storage.walk_messages import WrittenText
from tests.domain.small_walks import APPROVER, IDA, a_walk
from tests.storage.samples import NOW, TEAM, SampleBarometers, SampleTemplates, a_release, a_round, people, stored_round
from tests.storage.test_keys import secret

Reopened = Callable[[str], Awaitable[Store]]

ONE, TWO, THREE = secret(1, b"a"), secret(2, b"b"), secret(3, b"c")
#: Sealed with something else than the key ring: the key of a round.
OF_A_ROUND = {("sittings", "body"), ("sittings", "p"), ("seen", "h"), ("outbox", "person")}


@pytest.fixture
def keys(tmp_path: Path) -> KeyStore:
    return KeyStore(tmp_path / "keys", ONE)


@pytest.fixture
async def filled(store: Store) -> Store:
    """A walk with three wordings and a question of its own, a message, a word of its approver, and two comments."""
    walk = a_walk("abcdefghijklm", TEAM)
    after = walk.add_text("q1", "Et.", IDA, NOW).add_question("egen", "hjem", "Hvad nu?", IDA)
    async with store.writes() as tx:
        await walks.save(tx, await walks.insert(tx, walk, "V1"), after)
        last = after.replace_text("q1", "To.", 1, IDA, NOW).mark("q2", Status.NOT_RELEVANT, 0, IDA, NOW)
        await walks.save(tx, after, last.approve(APPROVER, NOW))
        await walk_messages.keep(tx, WrittenText(TEAM, "D0IDA", "1.1", IDA, NOW, "Tre."))
        await walk_returns.add(tx, walk.id, Returned(APPROVER, NOW, "edition", "Mere."))
    asked = await stored_round(store, a_round(RoundState.PUBLISHED), people(5))
    async with store.writes() as tx:
        await releases.insert(tx, asked, a_release(), NOW, {"fritekst": ["Fire.", "Fem."]})
    store.keys.destroy_round_key(asked.id)
    return store


@pytest.fixture
async def reopened(store_url: str, tmp_path: Path) -> AsyncIterator[Reopened]:
    """Opens the same database with another key ring."""
    stores: list[Store] = []

    async def opened(ring: str) -> Store:
        keys = KeyStore(tmp_path / "keys", ring)
        stores.append(await open_store(store_url, keys, SampleBarometers(), SampleTemplates()))
        return stores[-1]

    yield opened
    for one in stores:
        await one.close()


async def texts(store: Store) -> list[str]:
    """Everything readable: answers, questions, messages, words of approvers, and comments."""
    async with store.reads() as tx:
        walk = await walks.load(tx, TEAM, "abcdefghijklm")
        assert walk is not None
        wordings = await walks.history(tx, walk, "q1")
        message = await walk_messages.load(tx, TEAM, IDA, "D0IDA", "1.1")
        assert message is not None
        [round_id] = set(await tx.session.scalars(select(ReleasedCommentRow.round_id)))
        told = await comments.of_round(tx, TEAM, round_id)
        returns = await walk_returns.of_walk(tx, walk.id)
    found = [*(one.text for one in wordings), *(one.text.da for one in walk.added), message.text]
    return sorted([*found, *(one.text for one in told), *(one.text for one in returns)])


ALL = sorted(["Et.", "To.", "Hvad nu?", "Tre.", "Mere.", "Fire.", "Fem."])


async def left(store: Store) -> int:
    async with store.reads() as tx:
        return await rotation.left(tx)


async def reseal(store: Store, most: int | None = None) -> int:
    async with store.reads() as tx:
        old = await rotation.outdated(tx)
    async with store.writes() as tx:
        return await rotation.reseal(tx, old[:most])


async def lacking(store: Store) -> list[Lacking]:
    async with store.reads() as tx:
        return await rotation.lacking(tx)


def test_every_table_that_holds_something_sealed_is_known() -> None:
    binary = {
        (table.name, column.name)
        for table in Table.metadata.sorted_tables
        for column in table.columns
        if isinstance(column.type, LargeBinary)
    }
    assert binary - OF_A_ROUND == {(kind.rows.__tablename__, kind.body.key) for kind in SEALED}


async def test_with_one_key_nothing_is_left_and_nothing_is_lacking(filled: Store) -> None:
    assert await left(filled) == 0
    assert await lacking(filled) == []
    assert await texts(filled) == ALL


@pytest.mark.usefixtures("filled")
async def test_texts_are_sealed_anew_a_few_at_a_time_and_the_old_key_may_go_at_nought(reopened: Reopened) -> None:
    both = await reopened(f"{TWO},{ONE}")
    assert await left(both) == 8
    counts = []
    while await left(both):
        assert await reseal(both, 2) == 0
        counts.append(await left(both))
        assert await texts(both) == ALL
    assert counts == [6, 4, 2, 0]
    assert await reseal(both) == 0
    alone = await reopened(TWO)
    assert await texts(alone) == ALL
    assert await lacking(alone) == []


@pytest.mark.usefixtures("filled")
async def test_halfway_there_both_keys_are_needed(reopened: Reopened) -> None:
    both = await reopened(f"{TWO},{ONE}")
    await reseal(both, 3)
    assert await texts(both) == ALL
    for ring, missing in ((TWO, Lacking(1, 5, 0)), (ONE, Lacking(2, 3, 0)), (f"{ONE},{TWO}", None)):
        opened = await reopened(ring)
        assert await lacking(opened) == ([missing] if missing else [])


async def test_another_key_of_the_same_number_is_told_from_a_single_damaged_text(
    filled: Store, reopened: Reopened
) -> None:
    other = await reopened(secret(1, b"x"))
    assert await lacking(other) == [Lacking(1, 8, 0, is_another=True)]
    async with filled.writes() as tx:
        damaged = b"\x01" + bytes(40)
        await changed(tx, update(RevisionRow).where(RevisionRow.number == 1).values(body=damaged))
    assert await lacking(filled) == []


async def test_the_key_of_an_open_round_holds_its_secret_key_until_the_round_is_over(
    store: Store, reopened: Reopened
) -> None:
    asked = await stored_round(store, a_round(RoundState.OPEN), people(5))
    renewed = await reopened(f"{TWO},{ONE}")
    assert await left(renewed) == 1
    without = await reopened(TWO)
    assert await lacking(without) == [Lacking(1, 0, 1)]
    renewed.keys.destroy_round_key(asked.id)
    assert await left(renewed) == 0
    assert await lacking(without) == []


async def test_a_text_that_cannot_be_read_is_left_and_holds_up_nobody(filled: Store, reopened: Reopened) -> None:
    async with filled.writes() as tx:
        body = b"\x01" + bytes(40)
        await changed(
            tx, update(RevisionRow).where(RevisionRow.number == 1, RevisionRow.question == "q1").values(body=body)
        )
    both = await reopened(f"{TWO},{ONE}")
    assert await reseal(both) == 1
    assert await left(both) == 1
    async with both.reads() as tx:
        assert await tx.session.scalar(select(RevisionRow.body).where(RevisionRow.body == body)) == body


@pytest.mark.usefixtures("filled")
async def test_an_edit_that_comes_between_is_not_undone(reopened: Reopened, monkeypatch: pytest.MonkeyPatch) -> None:
    both = await reopened(f"{TWO},{ONE}")
    original = changed

    async def edited_first(tx: Tx, statement: Executable) -> int:
        if "walk_written" in str(statement):
            await walk_messages.rewrite(tx, WrittenText(TEAM, "D0IDA", "1.1", IDA, NOW, "Tre."), "Rettet.")
        return await original(tx, statement)

    monkeypatch.setattr(rotation, "changed", edited_first)
    await reseal(both)
    assert await left(both) == 0
    assert await texts(both) == sorted([*(text for text in ALL if text != "Tre."), "Rettet."])


@pytest.mark.usefixtures("filled")
async def test_a_text_that_was_deleted_meanwhile_stays_deleted(reopened: Reopened) -> None:
    both = await reopened(f"{TWO},{ONE}")
    async with both.reads() as tx:
        old = await rotation.outdated(tx)
    async with both.writes() as tx:
        await changed(tx, delete(WrittenRow))
    async with both.writes() as tx:
        assert await rotation.reseal(tx, old) == 0
    async with both.reads() as tx:
        assert (await tx.session.scalars(select(WrittenRow))).all() == []


@pytest.mark.usefixtures("filled")
async def test_the_key_of_a_comment_stands_beside_it_too(reopened: Reopened) -> None:
    three = await reopened(f"{THREE},{ONE}")
    await reseal(three)
    async with three.reads() as tx:
        rows = (await tx.session.execute(select(ReleasedCommentRow.key_id, ReleasedCommentRow.body))).all()
    assert {(key_id, body[0]) for key_id, body in rows} == {(3, 3)}


@pytest.mark.usefixtures("filled")
async def test_whoever_runs_the_bot_reads_how_much_is_left(reopened: Reopened) -> None:
    both = await reopened(f"{TWO},{ONE}")
    for count in (8, 0):
        async with both.reads() as tx:
            assert f"\nanker_texts_left_to_rotate {count}\n" in await health.figures(tx)
        await reseal(both)


def test_a_key_file_that_is_empty_names_no_key(tmp_path: Path) -> None:
    keys = KeyStore(tmp_path / "keys", ONE)
    keys.create_round_key("abcdefghijklm")
    (tmp_path / "keys" / "nopqrstuvwxyz.key").touch()
    assert keys.wrapped_with() == [1]
    assert not (tmp_path / "keys" / RING_FILE).exists()
