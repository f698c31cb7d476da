"""After the seal somebody takes everything there is: files, log, keys, an old backup (A12, A14, A15)."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from domain.barometers import Choice
from handlers import seals
from storage import rounds, sittings
from storage.database import Store, open_store
from storage.keys import KeyMissing, KeyStore
from tests.faults.closed_rounds import CLOSED, WORKDAYS, close, closed_round, hand_in, left_of, open_round
from tests.storage.samples import CANARY, SampleBarometers, people


def every_byte(folder: Path) -> bytes:
    """All files below the folder, the write-ahead log among them."""
    return b"".join(path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file())


async def test_no_file_holds_a_comment_a_person_or_a_pseudonym_after_the_seal(
    sqlite_store: Store, tmp_path: Path
) -> None:
    asked = await closed_round(sqlite_store, comment=CANARY)
    pseudonyms = [sqlite_store.keys.round_keys(asked.id).pseudonym_of(asked.team, who.user) for who in people(12)]
    before = every_byte(tmp_path)
    assert all(pseudonym in before for pseudonym in pseudonyms)
    assert b"U0007" in before
    await seals.seal_due(sqlite_store, CLOSED, WORKDAYS)
    after = every_byte(tmp_path)
    assert CANARY.encode() not in after
    assert not [who.user for who in people(12) if who.user.encode() in after]
    assert not any(pseudonym in after for pseudonym in pseudonyms)


async def test_a_backup_from_the_open_round_cannot_be_read_after_the_seal(sqlite_store: Store, tmp_path: Path) -> None:
    asked = await open_round(sqlite_store)
    await hand_in(sqlite_store, asked, people(1)[0], Choice.STRONGLY_DISAGREE, CANARY)
    await sqlite_store.forget_deleted()
    stolen = tmp_path / "backup.db"
    shutil.copy(tmp_path / "anker.db", stolen)
    await close(sqlite_store, asked)
    await seals.seal_due(sqlite_store, CLOSED, WORKDAYS)
    everything_left = KeyStore(tmp_path / "keys")
    restored = await open_store(f"sqlite+aiosqlite:///{stolen}", everything_left, SampleBarometers())
    with pytest.raises(KeyMissing):
        async with restored.reads() as tx:
            await sittings.all_of(tx, asked, people(12))
    await restored.close()


async def test_the_key_folder_holds_no_round_after_the_seal(store: Store, tmp_path: Path) -> None:
    asked = await closed_round(store)
    assert asked.id in "".join(path.name for path in (tmp_path / "keys").iterdir())
    await seals.seal_due(store, CLOSED, WORKDAYS)
    assert asked.id not in "".join(path.name for path in (tmp_path / "keys").iterdir())
    assert asked.id.encode() not in every_byte(tmp_path / "keys")


async def test_a_cancelled_round_leaves_no_answer_in_any_file(sqlite_store: Store, tmp_path: Path) -> None:
    asked = await open_round(sqlite_store)
    await hand_in(sqlite_store, asked, people(1)[0], comment=CANARY)
    pseudonym = sqlite_store.keys.round_keys(asked.id).pseudonym_of(asked.team, people(1)[0].user)
    async with sqlite_store.writes() as tx:
        await rounds.save(tx, asked.cancel(), asked.state)
    await seals.destroy(sqlite_store, asked)
    left = every_byte(tmp_path)
    assert pseudonym not in left
    assert CANARY.encode() not in left
    assert not (await left_of(sqlite_store, asked)).has_key
