"""Somebody has the database: stolen while a round is open (A11), restored from a backup (A14), measured (A16) or
changed (A17)."""

from __future__ import annotations

import hmac
import json
from collections.abc import Iterable, Iterator
from hashlib import md5, sha1, sha256
from itertools import product
from pathlib import Path

import pytest
from sqlalchemy import text, update

from domain.barometers import Choice
from domain.people import Invited
from domain.rounds import Round
from storage import outbox, rounds, sittings
from storage.database import Store, open_store
from storage.keys import KeyMissing, KeyStore
from storage.outbox import Post
from storage.sealed import TamperedBody, open_sealed, place
from storage.tables import SittingRow
from tests.storage.samples import (
    CANARY,
    NOW,
    STAFF,
    TEAM,
    SampleBarometers,
    answer,
    open_round,
    people,
)

CROWD = people(12)
SIGNING_SECRET = b"8f742231b10e8888abcd99yyyzzz85a5"


async def answered_round(store: Store) -> Round:
    """Everybody was asked, half of them answered, with a click that was seen and a message that waits."""
    asked = await open_round(store, CROWD)
    posts = [
        Post(f"{TEAM}:{asked.id}:{who.user}", TEAM, "reminder", NOW, person=who.user, round=asked) for who in CROWD
    ]
    async with store.writes() as tx:
        await outbox.add(tx, posts)
    for number, who in enumerate(CROWD[::2]):
        await answer(store, asked, who, "u1", Choice.STRONGLY_DISAGREE, comment=CANARY * number)
        async with store.writes() as tx:
            await sittings.first_time(tx, asked, who.user, "1736582400.000100")
    return asked


async def bodies_of(store: Store) -> dict[bytes, bytes]:
    async with store.reads() as tx:
        return {row.p: row.body for row in await tx.session.execute(text("SELECT p, body FROM sittings"))}


async def seal(store: Store, asked: Round) -> None:
    """What a close leaves behind; the release itself is not the matter here."""
    async with store.writes() as tx:
        await rounds.delete_personal(tx, asked.id)
    store.keys.destroy_round_key(asked.id)
    assert await store.forget_deleted()


def known_secrets(keys_folder: Path, asked: Round) -> list[bytes]:
    """What a thief of the database may hold besides, or try: never the round's own key."""
    written = (keys_folder / "secret.keys").read_bytes()
    return [b"", written, written.partition(b":")[2], SIGNING_SECRET, asked.id.encode(), TEAM.encode(), b"\0" * 32]


def guesses(users: Iterable[str], asked: Round, secrets: Iterable[bytes]) -> Iterator[bytes]:
    """Every pseudonym that a thief would try for the people they know."""
    for user, secret in product(users, secrets):
        for words in (user, TEAM + user, f"{TEAM}|{user}", f"{asked.id}{user}", f"{asked.id}|{TEAM}|{user}"):
            message = words.encode()
            yield from (sha256(message).digest(), sha256(secret + message).digest(), sha256(message + secret).digest())
            yield hmac.digest(secret, message, sha256)
            yield from (hmac.digest(secret, place(TEAM, user), sha256), sha256(place(TEAM, user)).digest())
            yield from (md5(message, usedforsecurity=False).digest(), sha1(message, usedforsecurity=False).digest())


async def test_a11_no_row_is_matched_by_anybody_known(store: Store, tmp_path: Path) -> None:
    asked = await answered_round(store)
    rows = set(await bodies_of(store))
    async with store.reads() as tx:
        rows |= set((await tx.session.execute(text("SELECT h FROM seen"))).scalars())
    users = [who.user for who in CROWD]
    assert len(rows) == 18
    assert not rows & set(guesses(users, asked, known_secrets(tmp_path / "keys", asked)))
    own = store.keys.round_keys(asked.id)
    assert rows >= {own.pseudonym_of(TEAM, user) for user in users}, (
        "the scheme that was guessed at is not the one used"
    )


async def test_a11_no_body_opens_with_what_a_thief_has(store: Store, tmp_path: Path) -> None:
    asked = await answered_round(store)
    for p, body in (await bodies_of(store)).items():
        for secret in known_secrets(tmp_path / "keys", asked):
            for aad in (b"", place("sittings", "1", asked.id, p)):
                with pytest.raises(TamperedBody):
                    open_sealed(sha256(secret).digest(), body, aad)


async def test_a11_every_row_looks_like_noise(store: Store) -> None:
    await answered_round(store)
    for p, body in (await bodies_of(store)).items():
        assert len(p) == 32
        # 8,220 random bytes hold each of the 256 values; a text of ours does not.
        assert len(set(body)) == 256
        with pytest.raises((UnicodeDecodeError, ValueError)):
            json.loads(body)


async def test_a11_the_stolen_files_hold_no_answer(sqlite_store: Store, tmp_path: Path) -> None:
    await answered_round(sqlite_store)
    stolen = b"".join((tmp_path / name).read_bytes() for name in ("anker.db", "anker.db-wal", "anker.db-shm"))
    assert CROWD[1].user.encode() in stolen, "the roster should be readable: the scan looks in the right files"
    # What an item is called stands in the barometer's definition, but never as a key that has an answer.
    for answered in (CANARY, '"answers"', "handed_in", '"started"', '"u1":"', "1736582400"):
        assert answered.encode() not in stolen


async def test_a11_the_outbox_names_nobody_of_the_round(store: Store) -> None:
    await answered_round(store)
    async with store.reads() as tx:
        rows = (await tx.session.execute(text("SELECT * FROM outbox"))).all()
    assert len(rows) == len(CROWD)
    assert not any(who.user in str(row) for row in rows for who in CROWD)


async def test_a14_a_backup_of_the_open_round_is_unreadable_after_the_seal(store: Store) -> None:
    asked = await answered_round(store)
    backup = await bodies_of(store)
    await seal(store, asked)
    async with store.writes() as tx:
        for p, body in backup.items():
            await tx.session.execute(
                text("INSERT INTO sittings VALUES (:r, :p, :body)"), {"r": asked.id, "p": p, "body": body}
            )
        await rounds.replace_roster(tx, asked.id, CROWD)
    async with store.reads() as tx:
        with pytest.raises(KeyMissing):
            await sittings.all_of(tx, asked, CROWD)
        store.keys.create_round_key(asked.id)
        with pytest.raises(TamperedBody):
            await sittings.all_of(tx, asked, CROWD)
        assert await sittings.load(tx, asked, CROWD[0].user, STAFF) is None


async def test_a14_a_restored_file_is_unreadable_with_everything_that_is_left(
    sqlite_store: Store, tmp_path: Path
) -> None:
    asked = await answered_round(sqlite_store)
    engine = await sqlite_store.engine.connect()
    plain = await engine.execution_options(sqlite_begin="NONE")
    await plain.exec_driver_sql(f"VACUUM INTO '{tmp_path / 'backup.db'}'")
    await engine.close()
    await seal(sqlite_store, asked)
    restored = await open_store(
        f"sqlite+aiosqlite:///{tmp_path / 'backup.db'}", KeyStore(tmp_path / "keys"), SampleBarometers()
    )
    async with restored.reads() as tx:
        assert await rounds.roster(tx, asked.id) == CROWD
        with pytest.raises(KeyMissing):
            await sittings.all_of(tx, asked, CROWD)
    for p, body in (await bodies_of(restored)).items():
        for secret in known_secrets(tmp_path / "keys", asked):
            with pytest.raises(TamperedBody):
                open_sealed(sha256(secret).digest(), body, place("sittings", "1", asked.id, p))
    await restored.close()


async def test_a16_every_ciphertext_has_one_size_whoever_answered_what(store: Store) -> None:
    asked = await answered_round(store)
    async with store.writes() as tx:
        withdrawn = await sittings.load(tx, asked, CROWD[2].user, STAFF, lock=True)
        assert withdrawn is not None
        await sittings.save(tx, asked, CROWD[2].user, withdrawn.withdraw().without_reminders())
    async with store.reads() as tx:
        people_sizes = (await tx.session.execute(text("SELECT DISTINCT length(person) FROM outbox"))).all()
    assert {len(body) for body in (await bodies_of(store)).values()} == {8192 + 28}
    assert len(people_sizes) == 1


async def test_a17_two_bodies_that_changed_places_stop_the_seal(store: Store) -> None:
    asked = await answered_round(store)
    await put(store, CROWD[0], CROWD[1], asked)
    async with store.reads() as tx:
        with pytest.raises(TamperedBody, match=asked.id):
            await sittings.all_of(tx, asked, CROWD)
        with pytest.raises(TamperedBody):
            await sittings.load(tx, asked, CROWD[1].user, CROWD[1].role)


async def test_a17_a_body_from_another_round_is_refused(store: Store) -> None:
    first = await answered_round(store)
    body = next(iter((await bodies_of(store)).values()))
    await seal(store, first)
    async with store.writes() as tx:
        closed = (await tx.session.execute(text("UPDATE rounds SET state = 'published' RETURNING id"))).all()
    assert len(closed) == 1
    second = await open_round(store, CROWD)
    async with store.writes() as tx:
        await tx.session.execute(update(SittingRow).values(body=body))
    async with store.reads() as tx:
        with pytest.raises(TamperedBody, match=second.id):
            await sittings.all_of(tx, second, CROWD)


async def test_a17_a_row_renamed_to_another_person_is_refused(store: Store) -> None:
    asked = await answered_round(store)
    own = store.keys.round_keys(asked.id)
    one, other = (own.pseudonym_of(TEAM, who.user) for who in CROWD[:2])
    async with store.writes() as tx:
        await tx.session.execute(text("DELETE FROM sittings WHERE p = :p"), {"p": other})
        await tx.session.execute(update(SittingRow).where(SittingRow.p == one).values(p=other))
    async with store.reads() as tx:
        with pytest.raises(TamperedBody):
            await sittings.load(tx, asked, CROWD[1].user, CROWD[1].role)


async def put(store: Store, one: Invited, other: Invited, asked: Round) -> None:
    """Let two people's bodies change places."""
    own, bodies = store.keys.round_keys(asked.id), await bodies_of(store)
    p, q = (own.pseudonym_of(TEAM, who.user) for who in (one, other))
    async with store.writes() as tx:
        await tx.session.execute(update(SittingRow).where(SittingRow.p == p).values(body=bodies[q]))
        await tx.session.execute(update(SittingRow).where(SittingRow.p == q).values(body=bodies[p]))
