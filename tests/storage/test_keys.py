from __future__ import annotations

import base64
import logging
import os
import stat
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storage.key_folders import SharedFolder
from storage.keys import BadSecretKeys, KeyExists, KeyMissing, KeyStore, RoundKeys, SecretRing
from storage.sealed import TamperedBody
from tests.storage.processes import make_ring, together

ROUND, OTHER_ROUND = "abcdefghijklm", "nopqrstuvwxyz"


def secret(number: int, fill: bytes) -> str:
    return f"{number}:{base64.b64encode(fill * 32).decode()}"


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def test_a_key_that_was_made_is_there_for_the_next_process(tmp_path: Path) -> None:
    made = KeyStore(tmp_path / "keys")
    made.create_round_key(ROUND)
    assert KeyStore(tmp_path / "keys").round_keys(ROUND) == made.round_keys(ROUND)


def test_every_round_has_keys_of_its_own(keys: KeyStore) -> None:
    keys.create_round_key(ROUND)
    keys.create_round_key(OTHER_ROUND)
    one, other = keys.round_keys(ROUND), keys.round_keys(OTHER_ROUND)
    assert len({one.pseudonym, one.content, one.dedupe, other.pseudonym, other.content, other.dedupe}) == 6
    assert keys.round_ids() == [ROUND, OTHER_ROUND]


def test_only_the_owner_can_read_a_key_whatever_the_umask_says(tmp_path: Path) -> None:
    before = os.umask(0)
    try:
        keys = KeyStore(tmp_path / "keys")
        keys.create_round_key(ROUND)
    finally:
        os.umask(before)
    assert mode(tmp_path / "keys") == 0o700
    assert {mode(path) for path in (tmp_path / "keys").iterdir()} == {0o600}


def test_a_folder_that_was_open_to_others_is_closed(tmp_path: Path) -> None:
    (tmp_path / "keys").mkdir(mode=0o755)
    KeyStore(tmp_path / "keys")
    assert mode(tmp_path / "keys") == 0o700


@pytest.mark.parametrize(("open_to", "held"), [(0o755, "of-others"), (0o1777, "secret.keys")])
def test_a_folder_that_is_used_for_other_things_is_refused_and_left_as_it_was(
    tmp_path: Path, open_to: int, held: str
) -> None:
    (tmp_path / held).write_text("x")
    tmp_path.chmod(open_to)
    with pytest.raises(SharedFolder):
        KeyStore(tmp_path)
    assert stat.S_IMODE(tmp_path.stat().st_mode) == open_to
    assert [one.name for one in tmp_path.iterdir()] == [held]


def test_what_is_in_a_folder_of_keys_does_not_make_it_shared(tmp_path: Path) -> None:
    KeyStore(tmp_path).create_round_key(ROUND)
    for left_over in (f".{ROUND}.{'0f' * 8}", ".secret.0123456789abcdef", "lost+found"):
        (tmp_path / left_over).write_text("x")
    tmp_path.chmod(0o755)
    KeyStore(tmp_path)
    assert mode(tmp_path) == 0o700


def test_a_key_is_never_overwritten(keys: KeyStore) -> None:
    keys.create_round_key(ROUND)
    before = keys.round_keys(ROUND)
    with pytest.raises(KeyExists):
        keys.create_round_key(ROUND)
    assert keys.round_keys(ROUND) == before


def test_a_key_that_is_missing_is_not_made_anew(keys: KeyStore, tmp_path: Path) -> None:
    with pytest.raises(KeyMissing):
        keys.round_keys(ROUND)
    assert not list((tmp_path / "keys").glob("*.key"))


@pytest.mark.parametrize("round_id", ["", "../secret", "a/b", "A" * 13, "abc.key", "a\0b"])
def test_nothing_but_the_id_of_a_round_names_a_file(keys: KeyStore, round_id: str) -> None:
    with pytest.raises(KeyMissing):
        keys.round_keys(round_id)
    with pytest.raises(KeyMissing):
        keys.create_round_key(round_id)


def test_a_damaged_key_freezes_the_round(keys: KeyStore, tmp_path: Path) -> None:
    keys.create_round_key(ROUND)
    (tmp_path / "keys" / f"{ROUND}.key").write_bytes(b"\1" + b"x" * 60)
    with pytest.raises(KeyMissing):
        keys.round_keys(ROUND)


def test_a_key_moved_to_another_round_does_not_open_it(keys: KeyStore, tmp_path: Path) -> None:
    keys.create_round_key(ROUND)
    (tmp_path / "keys" / f"{ROUND}.key").rename(tmp_path / "keys" / f"{OTHER_ROUND}.key")
    with pytest.raises(KeyMissing):
        keys.round_keys(OTHER_ROUND)


def test_a_destroyed_key_is_gone_and_destroying_it_again_is_harmless(keys: KeyStore) -> None:
    keys.create_round_key(ROUND)
    keys.round_keys(ROUND)
    keys.destroy_round_key(ROUND)
    keys.destroy_round_key(ROUND)
    with pytest.raises(KeyMissing):
        keys.round_keys(ROUND)
    assert keys.round_ids() == []


def test_a_key_is_overwritten_before_its_name_is_removed(keys: KeyStore, tmp_path: Path) -> None:
    keys.create_round_key(ROUND)
    path, second_name = tmp_path / "keys" / f"{ROUND}.key", tmp_path / "second name"
    os.link(path, second_name)
    wrapped = path.read_bytes()
    keys.destroy_round_key(ROUND)
    assert len(second_name.read_bytes()) == len(wrapped)
    assert second_name.read_bytes() != wrapped


def test_what_an_interrupted_creation_left_is_destroyed_with_the_key(keys: KeyStore, tmp_path: Path) -> None:
    keys.create_round_key(ROUND)
    os.link(tmp_path / "keys" / f"{ROUND}.key", tmp_path / "keys" / f".{ROUND}.0011aabb")
    keys.destroy_round_key(ROUND)
    assert [path.name for path in (tmp_path / "keys").iterdir()] == ["secret.keys"]


def test_another_process_that_knew_the_key_loses_it_too(tmp_path: Path) -> None:
    one, other = KeyStore(tmp_path / "keys"), KeyStore(tmp_path / "keys")
    one.create_round_key(ROUND)
    other.round_keys(ROUND)
    one.destroy_round_key(ROUND)
    with pytest.raises(KeyMissing):
        other.round_keys(ROUND)


def test_processes_that_start_together_agree_on_one_ring(tmp_path: Path) -> None:
    sealed = together(4, make_ring, tmp_path / "keys")
    ring = KeyStore(tmp_path / "keys").ring
    assert [ring.open(bytes.fromhex(body), b"") for [body] in sealed] == [b"hej"] * 4


def test_the_newest_secret_key_seals_and_each_of_them_opens() -> None:
    old, both = SecretRing(secret(1, b"a")), SecretRing(f"{secret(2, b'b')},{secret(1, b'a')}")
    assert both.open(old.seal(b"hej", b"x"), b"x") == b"hej"
    assert both.seal(b"hej", b"x")[0] == both.newest == 2


def test_a_secret_key_taken_out_too_early_is_named_by_its_number() -> None:
    body = SecretRing(secret(7, b"a")).seal(b"hej", b"")
    with pytest.raises(KeyMissing, match="7"):
        SecretRing(secret(8, b"b")).open(body, b"")


@pytest.mark.parametrize("body", [b"", b"\1", b"\1" + b"x" * 40])
def test_the_ring_refuses_what_it_did_not_seal(body: bytes) -> None:
    with pytest.raises(TamperedBody):
        SecretRing(secret(1, b"a")).open(body, b"")


def test_a_body_moved_to_another_place_is_refused_by_the_ring() -> None:
    ring = SecretRing(secret(1, b"a"))
    with pytest.raises(TamperedBody):
        ring.open(ring.seal(b"hej", b"x"), b"y")


@pytest.mark.parametrize(
    "written",
    [
        *("", ",", "1", "1:", "1:kort", "x:" + "A" * 43 + "=", "1:????"),
        *(secret(0, b"a"), secret(256, b"a"), f"{secret(1, b'a')},{secret(1, b'b')}"),
    ],
)
def test_secret_keys_written_wrongly_are_refused_without_repeating_them(written: str) -> None:
    with pytest.raises(BadSecretKeys) as refused:
        SecretRing(written)
    assert "A" * 10 not in str(refused.value)


def test_nothing_that_holds_a_key_prints_it(keys: KeyStore, caplog: pytest.LogCaptureFixture) -> None:
    keys.create_round_key(ROUND)
    one = keys.round_keys(ROUND)
    with caplog.at_level(logging.DEBUG):
        logging.getLogger("x").debug("%s %r %s %r", keys, one, keys.ring, {"k": one})
    assert caplog.text.count("***") == 4
    assert one.content.hex() not in caplog.text
    assert repr(one.content) not in caplog.text


@given(st.text(max_size=6), st.text(max_size=6), st.text(max_size=6), st.text(max_size=6))
def test_a_pseudonym_stands_for_one_person_in_one_team(team: str, user: str, team2: str, user2: str) -> None:
    keys = RoundKeys.derive(b"r" * 32)
    same = (team, user) == (team2, user2)
    assert (keys.pseudonym_of(team, user) == keys.pseudonym_of(team2, user2)) == same
    assert (keys.dedupe_of(team, user) == keys.dedupe_of(team2, user2)) == same


def test_a_post_and_an_event_of_the_same_words_have_different_keys() -> None:
    keys = RoundKeys.derive(b"r" * 32)
    assert keys.dedupe_of("a", "b").hex() != keys.dedupe_of_post("ab")
    assert keys.dedupe_of("a", "b") != keys.pseudonym_of("a", "b")
