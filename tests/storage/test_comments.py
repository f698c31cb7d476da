from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import text, update

from domain.comments import Comment, CommentState
from domain.rounds import Round, RoundState
from storage import comments, releases
from storage.database import Store
from storage.keys import KeyMissing, KeyStore
from storage.sealed import TamperedBody
from storage.tables import ReleasedCommentRow
from tests.storage.samples import CANARY, NOW, TEAM, a_release, a_round, people, stored_round

WRITTEN = {"fritekst": ["Vi mangler tid", "Æbler\nog pærer"], "andet": ["kort"]}
OTHER_TEAM = "T0ANDEN"


async def kept(store: Store, written: dict[str, list[str]], team: str = TEAM) -> Round:
    asked = await stored_round(store, a_round(RoundState.PUBLISHED, team=team), people(5))
    async with store.writes() as tx:
        await releases.insert(tx, asked, a_release(), NOW, written)
    return asked


async def of(store: Store, asked: Round, team: str = TEAM) -> list[Comment]:
    async with store.reads() as tx:
        return await comments.of_round(tx, team, asked.id)


async def test_comments_come_back_by_question_and_nobody_has_decided_about_them(store: Store) -> None:
    found = await of(store, await kept(store, WRITTEN))
    assert sorted((one.item, one.text) for one in found) == sorted(
        (item, written) for item, texts in WRITTEN.items() for written in texts
    )
    assert {one.state for one in found} == {CommentState.UNREAD}


async def test_comments_come_back_in_an_order_of_their_own_that_stays(store: Store) -> None:
    written = [f"kommentar {n}" for n in range(40)]
    asked = await kept(store, {"fritekst": written})
    found = [one.text for one in await of(store, asked)]
    assert sorted(found) == sorted(written)
    assert found != written
    assert found == [one.text for one in await of(store, asked)]


async def test_another_team_finds_decides_and_deletes_nothing(store: Store) -> None:
    asked = await kept(store, WRITTEN)
    [first, *_] = await of(store, asked)
    async with store.writes() as tx:
        assert await comments.of_round(tx, OTHER_TEAM, asked.id) == []
        assert await comments.number(tx, OTHER_TEAM, asked.id) == 0
        assert not await comments.decide(tx, OTHER_TEAM, asked.id, first, CommentState.RELEASED)
        assert not await comments.destroy(tx, OTHER_TEAM, asked.id, first)
    assert first in await of(store, asked)


async def test_what_was_decided_is_kept_for_that_comment_alone_and_is_new_only_once(store: Store) -> None:
    asked = await kept(store, WRITTEN)
    [first, *others] = await of(store, asked)
    async with store.writes() as tx:
        assert await comments.decide(tx, TEAM, asked.id, first, CommentState.RELEASED)
        assert not await comments.decide(tx, TEAM, asked.id, first, CommentState.RELEASED)
        assert await comments.number(tx, TEAM, asked.id, CommentState.RELEASED) == 1
        assert await comments.number(tx, TEAM, asked.id, CommentState.UNREAD, CommentState.KEPT_BACK) == 2
        assert await comments.number(tx, TEAM, asked.id) == 3
    found = await of(store, asked)
    assert [one.state for one in found if one.key == first.key] == [CommentState.RELEASED]
    assert [one for one in found if one.key != first.key] == others


async def test_a_deleted_comment_is_gone_and_its_neighbours_stay(store: Store) -> None:
    asked = await kept(store, WRITTEN)
    [first, *others] = await of(store, asked)
    async with store.writes() as tx:
        assert await comments.destroy(tx, TEAM, asked.id, first)
        assert not await comments.destroy(tx, TEAM, asked.id, first)
    assert await of(store, asked) == others


async def test_no_byte_of_a_deleted_comment_is_left_in_a_file(sqlite_store: Store, tmp_path: Path) -> None:
    asked = await kept(sqlite_store, {"fritekst": [CANARY, "en anden"]})
    [gone] = [one for one in await of(sqlite_store, asked) if one.text == CANARY]
    async with sqlite_store.reads() as tx:
        found = await tx.session.execute(text("SELECT body FROM released_comments WHERE slot = :s"), {"s": gone.slot})
        body = bytes(found.scalar_one())
    pieces = [body[start : start + 64] for start in range(0, len(body) - 64, 512)]
    assert any(piece in every_byte(tmp_path) for piece in pieces)
    async with sqlite_store.writes() as tx:
        assert await comments.destroy(tx, TEAM, asked.id, gone)
    assert await sqlite_store.forget_deleted()
    assert not any(piece in every_byte(tmp_path) for piece in pieces)


def every_byte(folder: Path) -> bytes:
    return b"".join(path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file())


async def test_a_comment_is_unreadable_in_the_database_and_its_length_too(store: Store) -> None:
    await kept(store, {"fritekst": [CANARY, "x", "æ" * 1000, "🙂" * 1000]})
    async with store.reads() as tx:
        bodies = (await tx.session.execute(text("SELECT body FROM released_comments"))).scalars().all()
    assert len(bodies) == 4
    assert len({len(body) for body in bodies}) == 1
    assert not any(CANARY.encode() in bytes(body) for body in bodies)


async def test_a_comment_moved_to_another_question_is_refused(store: Store) -> None:
    asked = await kept(store, WRITTEN)
    async with store.writes() as tx:
        await tx.session.execute(update(ReleasedCommentRow).values(item="x"))
        with pytest.raises(TamperedBody):
            await comments.of_round(tx, TEAM, asked.id)


async def test_comments_outlive_the_rounds_key_but_not_the_secret_keys(
    store: Store, tmp_path_factory: pytest.TempPathFactory
) -> None:
    asked = await kept(store, WRITTEN)
    store.keys.destroy_round_key(asked.id)
    stranger = Store(store.engine, KeyStore(tmp_path_factory.mktemp("stranger")), store.barometers)
    assert len(await of(store, asked)) == 3
    with pytest.raises((TamperedBody, KeyMissing)):
        await of(stranger, asked)
