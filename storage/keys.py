"""The key store: files outside the database, and never in its backup (docs/privacy.md, "Keys").

On several machines it is a folder that they share. Losing a round's key while the round is open means
asking again: there is no escrow.
"""

from __future__ import annotations

import base64
import binascii
import hmac
import os
import secrets
from contextlib import suppress
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from domain.people import TeamId, UserId
from domain.rounds import RoundId
from storage.key_folders import RING_FILE, ROUND_ID, SUFFIX, SharedFolder, is_shared
from storage.sealed import NONCE_BYTES, TamperedBody, place

KEY_BYTES = 32


class KeyMissing(Exception):  # noqa: N818 - the name is the sentence
    """The round's key is not there or cannot be read: the round is frozen. A new one is never made in its place."""


class KeyExists(Exception):  # noqa: N818 - the name is the sentence
    """The round already has a key, which is left as it is."""


class BadSecretKeys(ValueError):  # noqa: N818 - the name is the sentence
    """SECRET_KEYS is not `id:key,id:key` with ids from 1 to 255 and keys of 32 bytes in base64; repeats no key."""


class SecretRing:
    """The long-lived keys, newest first: the first one seals, each of them opens what it sealed."""

    def __init__(self, written: str) -> None:
        self._keys = _parse_ring(written)

    def __repr__(self) -> str:
        return "SecretRing(***)"

    @property
    def newest(self) -> int:
        """The id of the key that new bodies are sealed with, 1 to 255."""
        return next(iter(self._keys))

    def __contains__(self, key_id: int) -> bool:
        return key_id in self._keys

    def seal(self, plaintext: bytes, aad: bytes) -> bytes:
        """Key id, nonce and ciphertext; 29 bytes longer than the plaintext."""
        nonce = secrets.token_bytes(NONCE_BYTES)
        return bytes([self.newest]) + nonce + AESGCM(self._keys[self.newest]).encrypt(nonce, plaintext, aad)

    def open(self, body: bytes, aad: bytes) -> bytes:
        """The plaintext. Raises `KeyMissing` where the ring lost the key, `TamperedBody` where it does not fit."""
        if body[:1] == b"":
            raise TamperedBody
        if body[0] not in self._keys:
            raise KeyMissing(f"secret key {body[0]}")
        try:
            return AESGCM(self._keys[body[0]]).decrypt(body[1 : 1 + NONCE_BYTES], body[1 + NONCE_BYTES :], aad)
        except (InvalidTag, ValueError):
            raise TamperedBody from None


@dataclass(frozen=True, slots=True, repr=False)
class RoundKeys:
    """What one round's key is used for; 32 bytes each, and never printed."""

    pseudonym: bytes
    content: bytes
    dedupe: bytes

    @classmethod
    def derive(cls, round_key: bytes) -> RoundKeys:
        return cls(*(_derived(round_key, purpose) for purpose in ("pseudonym", "content", "dedupe")))

    def __repr__(self) -> str:
        return "RoundKeys(***)"

    def pseudonym_of(self, team: TeamId, user: UserId) -> bytes:
        """Under which a person's sitting is kept, 32 bytes; an unkeyed hash would be no pseudonym at all."""
        return hmac.digest(self.pseudonym, place(team, user), sha256)

    def dedupe_of(self, user: UserId, event: str) -> bytes:
        """By which a redelivery of one person's event is known again, 32 bytes."""
        return hmac.digest(self.dedupe, place("event", user, event), sha256)

    def dedupe_of_post(self, dedupe_key: str) -> str:
        """The dedupe key of a post to a person, without the person: 64 hexadecimal digits."""
        return hmac.digest(self.dedupe, place("post", dedupe_key), sha256).hex()


class KeyStore:
    """The folder of keys, readable by its owner only. `secret_keys` None: made once and kept there.

    Raises `SharedFolder`, with nothing done to that folder.
    """

    def __init__(self, folder: Path, secret_keys: str | None = None) -> None:
        self._folder = folder
        folder.mkdir(parents=True, exist_ok=True)
        if is_shared(folder):
            raise SharedFolder
        folder.chmod(0o700)
        self._open: dict[RoundId, RoundKeys] = {}
        self.ring = SecretRing(secret_keys or self._own_ring())

    def __repr__(self) -> str:
        return "KeyStore(***)"

    def create_round_key(self, round_id: RoundId) -> None:
        """Make the round's key and have it on disk before returning. Raises `KeyExists`."""
        wrapped = self.ring.seal(secrets.token_bytes(KEY_BYTES), _key_place(round_id))
        try:
            self._write_new(self._path(round_id), wrapped)
        except FileExistsError:
            raise KeyExists(round_id) from None

    def round_keys(self, round_id: RoundId) -> RoundKeys:
        """The round's keys. Raises `KeyMissing` where the file is gone, also when another process destroyed it."""
        path = self._path(round_id)
        if not path.exists():
            self._open.pop(round_id, None)
            raise KeyMissing(round_id)
        if round_id not in self._open:
            self._open[round_id] = self._read(path, round_id)
        return self._open[round_id]

    def destroy_round_key(self, round_id: RoundId) -> None:
        """Overwrite the key on disk and remove it; doing so again is harmless."""
        self._open.pop(round_id, None)
        path = self._path(round_id)
        # An unfinished file of a creation that was interrupted may be a second name of the same key.
        for name in (*self._folder.glob(f".{round_id}.*"), path):
            with suppress(FileNotFoundError):
                _overwrite(name)
                name.unlink()
        _sync_folder(self._folder)

    def round_ids(self) -> list[RoundId]:
        """The rounds that have a key, in order."""
        return sorted(path.name.removesuffix(SUFFIX) for path in self._folder.glob(f"[!.]*{SUFFIX}"))

    def wrapped_with(self) -> list[int]:
        """The id of the secret key that wraps it, for each round key that can be read."""
        wrapped: list[int] = []
        for round_id in self.round_ids():
            with suppress(OSError):
                wrapped += self._path(round_id).read_bytes()[:1]
        return wrapped

    def _path(self, round_id: RoundId) -> Path:
        if not ROUND_ID.fullmatch(round_id):
            raise KeyMissing("not the id of a round")
        return self._folder / f"{round_id}{SUFFIX}"

    def _read(self, path: Path, round_id: RoundId) -> RoundKeys:
        try:
            return RoundKeys.derive(self.ring.open(path.read_bytes(), _key_place(round_id)))
        except (OSError, TamperedBody):
            raise KeyMissing(round_id) from None

    def _own_ring(self) -> str:
        path = self._folder / RING_FILE
        with suppress(FileExistsError):
            if not path.exists():
                made = base64.b64encode(secrets.token_bytes(KEY_BYTES)).decode()
                self._write_new(path, f"1:{made}".encode())
        return path.read_text(encoding="ascii")

    def _write_new(self, path: Path, content: bytes) -> None:
        """Whole or not at all, and never over a file that is there (`FileExistsError`)."""
        unfinished = path.with_name(f".{path.stem}.{secrets.token_hex(8)}")
        descriptor = os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        try:
            with os.fdopen(descriptor, "wb") as file:
                os.fchmod(file.fileno(), 0o600)
                file.write(content)
                file.flush()
                os.fsync(file.fileno())
            os.link(unfinished, path)
        finally:
            unfinished.unlink()
        _sync_folder(self._folder)


def _key_place(round_id: RoundId) -> bytes:
    return place("round key", round_id)


def _derived(round_key: bytes, purpose: str) -> bytes:
    return HKDF(algorithm=SHA256(), length=KEY_BYTES, salt=None, info=purpose.encode()).derive(round_key)


def _parse_ring(written: str) -> dict[int, bytes]:
    ring: dict[int, bytes] = {}
    for entry in filter(None, (part.strip() for part in written.split(","))):
        name, _, encoded = entry.partition(":")
        try:
            number, key = int(name), base64.b64decode(encoded, validate=True)
        except (ValueError, binascii.Error):
            raise BadSecretKeys("write SECRET_KEYS as id:key,id:key, with a number and base64") from None
        if not 1 <= number <= 255 or number in ring or len(key) != KEY_BYTES:
            raise BadSecretKeys("each secret key needs an id of its own from 1 to 255, and 32 bytes")
        ring[number] = key
    if not ring:
        raise BadSecretKeys("SECRET_KEYS holds no key")
    return ring


def _overwrite(path: Path) -> None:
    with path.open("r+b") as file:
        size = os.fstat(file.fileno()).st_size
        file.write(secrets.token_bytes(size))
        file.flush()
        os.fsync(file.fileno())


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
