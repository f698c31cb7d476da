"""The seal is interrupted at every step, run twice, and left without its key: it is done once and whole, or not yet."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select, update

from domain.barometers import Choice
from domain.rounds import RoundState, WrongState
from domain.sealing import Sealed
from handlers import seals
from handlers.sittings import RoundClosed, UnknownRound, answer
from storage import audit, outbox, rounds, sittings
from storage import releases as stored
from storage.database import Store, open_store
from storage.keys import KeyStore
from storage.tables import ReleaseRow, SittingRow
from tests.faults.closed_rounds import (
    CLOSED,
    MORNING,
    NEXT_TICK,
    TEAM_ROOM,
    WORKDAYS,
    close,
    closed_round,
    hand_in,
    is_published,
    is_released,
    is_untouched,
    left_of,
    open_round,
)
from tests.storage.samples import CHANNEL, TEAM, SampleBarometers, people


class Crash(BaseException):
    """The process ends here; nothing of the program catches it."""


#: What each step of the seal begins with, in their order: to crash there is to crash between two steps.
STEPS: dict[str, tuple[object, str]] = {
    "reading": (sittings, "all_of"),
    "counting": (Sealed, "of"),
    "writing the release": (stored, "insert"),
    "deleting the answers": (rounds, "delete_personal"),
    "destroying the key": (KeyStore, "destroy_round_key"),
    "emptying the log": (Store, "forget_deleted"),
    "publishing": (rounds, "load"),
    "noting": (audit, "note"),
    "posting": (outbox, "add"),
}


def crash_at(patch: pytest.MonkeyPatch, step: str) -> None:
    owner, name = STEPS[step]
    original: Callable[..., Any] = getattr(owner, name)
    calls = 0

    def crash(*arguments: Any, **options: Any) -> Any:  # noqa: ANN401 - stands for any function
        nonlocal calls
        calls += 1
        # The round is read before it is sealed and right after; the third time is the publishing.
        if step == "publishing" and calls < 3:
            return original(*arguments, **options)
        raise Crash(step)

    patch.setattr(owner, name, crash)


async def tick(store: Store) -> None:
    await seals.seal_due(store, CLOSED + NEXT_TICK, WORKDAYS)


@pytest.mark.parametrize("step", STEPS)
async def test_a_crash_at_any_step_leaves_everything_or_a_whole_release(
    store: Store, store_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    asked = await closed_round(store)
    with monkeypatch.context() as patch:
        crash_at(patch, step)
        with pytest.raises(Crash):
            await tick(store)
    after_crash = await left_of(store, asked)
    assert is_untouched(after_crash) or is_released(after_crash)
    assert not after_crash.posts
    restarted = await open_store(store_url, KeyStore(tmp_path / "keys"), SampleBarometers())
    await seals.destroy_keys_of_the_past(restarted)
    assert is_untouched(await left_of(restarted, asked)) != (asked.id not in restarted.keys.round_ids())
    await tick(restarted)
    assert is_published(await left_of(restarted, asked))
    await tick(restarted)
    assert len((await left_of(restarted, asked)).posts) == 2
    await restarted.close()


async def test_two_processes_seal_one_round_once(store: Store, store_url: str, tmp_path: Path) -> None:
    asked = await closed_round(store)
    other = await open_store(store_url, KeyStore(tmp_path / "keys"), SampleBarometers())
    await asyncio.gather(*(tick(one) for one in (store, other, store, other)))
    # Whoever came too late to see the end goes on at the next tick.
    await tick(other)
    left = await left_of(store, asked)
    assert is_published(left)
    async with store.reads() as tx:
        assert await tx.session.scalar(select(func.count()).select_from(ReleaseRow)) == 1
        lines = await audit.acts_of(tx, TEAM, audit.ANKER)
    assert [line.action for line in lines] == ["round.key_destroyed"]
    await other.close()


async def test_the_result_is_due_at_nine_on_the_next_working_day_in_both_channels(store: Store) -> None:
    asked = await closed_round(store)
    await tick(store)
    assert (await left_of(store, asked)).posts == {CHANNEL: MORNING, TEAM_ROOM: MORNING}


async def test_a_late_seal_posts_in_working_hours_too(store: Store) -> None:
    asked = await closed_round(store)
    night = MORNING.replace(hour=20)
    await seals.seal_due(store, night, WORKDAYS)
    assert set((await left_of(store, asked)).posts.values()) == {MORNING.replace(day=27)}


async def test_the_summary_waits_until_deleted_text_has_left_the_log(
    store: Store, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    async def busy(_store: Store) -> bool:
        return False

    asked = await closed_round(store)
    with monkeypatch.context() as patch:
        patch.setattr(Store, "forget_deleted", busy)
        await tick(store)
        await tick(store)
        waiting = await left_of(store, asked)
        assert waiting.state is RoundState.SEALED
        assert not waiting.posts
        assert not waiting.has_key
        assert not caplog.records
        await seals.seal_due(store, CLOSED + 2 * seals.PATIENCE, WORKDAYS)
        assert [record.levelno for record in caplog.records] == [logging.ERROR]
        assert asked.id in caplog.text
    await tick(store)
    assert is_published(await left_of(store, asked))


async def test_a_click_that_comes_while_the_round_closes_is_refused(store: Store) -> None:
    asked = await open_round(store)
    await close(store, asked)
    with pytest.raises(RoundClosed):
        async with store.writes() as tx:
            await answer(tx, TEAM, people(1)[0].user, asked.id, "u1", Choice.AGREE, "1:click")
    await tick(store)
    with pytest.raises(RoundClosed):
        async with store.writes() as tx:
            await answer(tx, TEAM, people(1)[0].user, asked.id, "u1", Choice.AGREE, "2:click")


async def test_answers_that_race_with_the_close_count_or_are_refused(store: Store) -> None:
    asked = await open_round(store)
    accepted: list[str] = []

    async def click(user: str) -> None:
        try:
            for item in ("u1", "u2", "u3"):
                async with store.writes() as tx:
                    await answer(tx, TEAM, user, asked.id, item, Choice.AGREE, f"{item}:{user}")
            accepted.append(user)
        except (RoundClosed, UnknownRound):
            return

    async def close_and_seal() -> None:
        await asyncio.sleep(0)
        await close(store, asked)
        await tick(store)

    await asyncio.gather(*(click(who.user) for who in people(12)), close_and_seal())
    released = (await left_of(store, asked)).release
    assert released is not None
    assert released.response.responded == (len(accepted) if len(accepted) >= 5 or not accepted else None)


async def test_a_round_without_its_key_is_frozen_and_holds_nobody_up(
    store: Store, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    frozen, healthy = await closed_round(store), await closed_round(store, channel="C0ANDEN")
    (tmp_path / "keys" / f"{frozen.id}.key").unlink()
    for _ in range(3):
        await tick(store)
    left = await left_of(store, frozen)
    assert left.state is RoundState.CLOSING
    assert left.personal_rows > 0
    assert not left.has_key
    assert is_published(await left_of(store, healthy))
    [record] = caplog.records
    assert record.levelno == logging.ERROR
    assert record.getMessage() == f"round {frozen.id} is frozen and cannot be released: KeyMissing"


async def test_a_body_that_was_tampered_with_freezes_the_round(store: Store, caplog: pytest.LogCaptureFixture) -> None:
    asked = await closed_round(store)
    async with store.writes() as tx:
        one = await tx.session.scalar(select(SittingRow.p).limit(1))
        body = await tx.session.scalar(select(SittingRow.body).where(SittingRow.p != one).limit(1))
        await tx.session.execute(update(SittingRow).where(SittingRow.p == one).values(body=body))
    await tick(store)
    assert is_untouched(await left_of(store, asked))
    assert "TamperedBody" in caplog.text


async def test_a_round_that_will_not_change_its_state_keeps_its_key(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def refused(*_: object) -> bool:
        return False

    asked = await closed_round(store)
    with monkeypatch.context() as patch:
        patch.setattr(rounds, "save", refused)
        await tick(store)
    assert is_untouched(await left_of(store, asked))
    await tick(store)
    assert is_published(await left_of(store, asked))


async def test_a_cancelled_round_is_destroyed_and_releases_nothing(store: Store) -> None:
    asked = await open_round(store)
    await hand_in(store, asked, people(1)[0])
    with pytest.raises(WrongState):
        await seals.destroy(store, asked)
    async with store.writes() as tx:
        await rounds.save(tx, asked.cancel(), RoundState.OPEN)
    await seals.destroy(store, asked)
    left = await left_of(store, asked)
    assert (left.state, left.release, left.personal_rows, left.has_key) == (RoundState.CANCELLED, None, 0, False)
    assert not left.posts


async def test_the_key_of_a_cancelled_round_does_not_survive_the_next_tick(store: Store) -> None:
    asked = await open_round(store)
    async with store.writes() as tx:
        await rounds.save(tx, asked.cancel(), RoundState.OPEN)
        await rounds.delete_personal(tx, asked.id)
    await tick(store)
    assert asked.id not in store.keys.round_ids()


async def test_open_rounds_keep_their_keys_and_their_rows(store: Store) -> None:
    asked = await open_round(store)
    await tick(store)
    left = await left_of(store, asked)
    assert left.state is RoundState.OPEN
    assert left.has_key
    assert left.personal_rows == 24
