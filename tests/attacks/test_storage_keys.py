"""The folder of keys after a round (A15), also when destroying its key was interrupted."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from storage.keys import KeyExists, KeyMissing, KeyStore

ROUND, OTHER = "abcdefghijklm", "nopqrstuvwxyz"


class PowerCut(Exception):  # noqa: N818 - the name is the sentence
    """The machine stops here."""


def files(folder: Path) -> bytes:
    return b"".join(path.read_bytes() for path in sorted(folder.iterdir()))


def test_a15_after_the_seal_the_folder_holds_no_key_of_the_round(keys: KeyStore, tmp_path: Path) -> None:
    folder = tmp_path / "keys"
    keys.create_round_key(ROUND)
    keys.create_round_key(OTHER)
    wrapped = (folder / f"{ROUND}.key").read_bytes()
    keys.destroy_round_key(ROUND)
    assert keys.round_ids() == [OTHER]
    assert wrapped[1:] not in files(folder)
    keys.round_keys(OTHER)


@pytest.mark.parametrize("step", ["fsync", "unlink"])
def test_a15_a_key_half_destroyed_is_unreadable_and_the_next_start_finishes(
    keys: KeyStore, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    keys.create_round_key(ROUND)
    with monkeypatch.context() as power:
        power.setattr(os if step == "fsync" else Path, step, _cut)
        with pytest.raises(PowerCut):
            keys.destroy_round_key(ROUND)
    after_restart = KeyStore(tmp_path / "keys")
    assert after_restart.round_ids() == [ROUND]
    with pytest.raises(KeyMissing):
        after_restart.round_keys(ROUND)
    for left in after_restart.round_ids():
        after_restart.destroy_round_key(left)
    assert after_restart.round_ids() == []


def _cut(*_: object, **__: object) -> None:
    raise PowerCut


def test_a15_a_power_cut_while_a_key_is_made_leaves_a_whole_key_or_none(
    keys: KeyStore, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as power:
        power.setattr(os, "link", _cut)
        with pytest.raises(PowerCut):
            keys.create_round_key(ROUND)
    assert KeyStore(tmp_path / "keys").round_ids() == []
    keys.create_round_key(ROUND)
    assert KeyStore(tmp_path / "keys").round_keys(ROUND) == keys.round_keys(ROUND)


def test_a15_an_old_key_file_put_back_opens_only_what_it_was_for(keys: KeyStore, tmp_path: Path) -> None:
    folder = tmp_path / "keys"
    keys.create_round_key(ROUND)
    stolen = (folder / f"{ROUND}.key").read_bytes()
    keys.destroy_round_key(ROUND)
    (folder / f"{OTHER}.key").write_bytes(stolen)
    with pytest.raises(KeyMissing):
        keys.round_keys(OTHER)
    with pytest.raises(KeyExists):
        keys.create_round_key(OTHER)


def test_a15_the_folder_without_the_secret_keys_opens_nothing(tmp_path: Path) -> None:
    secret = "1:" + "QUJD" * 10 + "QUI="
    KeyStore(tmp_path / "keys", "2:" + "RUZH" * 10 + "RUY=," + secret).create_round_key(ROUND)
    with pytest.raises(KeyMissing):
        KeyStore(tmp_path / "keys", secret).round_keys(ROUND)
