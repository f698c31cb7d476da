"""Text made unreadable before it reaches the database: AES-256-GCM over a body that always has the same size."""

from __future__ import annotations

import secrets

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from domain.barometers import Barometer

NONCE_BYTES = 12
#: The true length stands in front of the padding.
LENGTH_BYTES = 4
BLOCK = 4096


class TamperedBody(Exception):  # noqa: N818 - the name is the sentence
    """A sealed body that does not belong to this key and place, or was changed; says where, never what."""


class BodyTooLarge(ValueError):  # noqa: N818 - the name is the sentence
    """A text that does not fit into the size that every body of its kind has."""


def body_size(barometer: Barometer) -> int:
    """Bytes of every sitting of a round before sealing: 4 KiB, and 4 KiB more per open question.

    A comment of 1,000 characters takes at most 4,000 bytes, so a full sitting fits.
    """
    return BLOCK * (1 + len(barometer.open_items))


def place(*parts: bytes | str) -> bytes:
    """Associated data that ties a body to where it stands; lengths keep ("a1", "b") apart from ("a", "1b")."""
    encoded = [part.encode() if isinstance(part, str) else part for part in parts]
    return b"".join(len(part).to_bytes(LENGTH_BYTES, "big") + part for part in encoded)


def padded(plaintext: bytes, size: int) -> bytes:
    """Length, text and zeros: exactly `size` bytes. Raises `BodyTooLarge`."""
    if len(plaintext) + LENGTH_BYTES > size:
        raise BodyTooLarge(f"{len(plaintext)} bytes do not fit into {size - LENGTH_BYTES}")
    return (len(plaintext).to_bytes(LENGTH_BYTES, "big") + plaintext).ljust(size, b"\0")


def unpadded(body: bytes) -> bytes:
    """What `padded` was given."""
    return body[LENGTH_BYTES : LENGTH_BYTES + int.from_bytes(body[:LENGTH_BYTES], "big")]


def seal(key: bytes, plaintext: bytes, size: int, aad: bytes) -> bytes:
    """Nonce and ciphertext, always `size` + 28 bytes. `key` is 32 bytes. Raises `BodyTooLarge`."""
    nonce = secrets.token_bytes(NONCE_BYTES)
    return nonce + AESGCM(key).encrypt(nonce, padded(plaintext, size), aad)


def open_sealed(key: bytes, body: bytes, aad: bytes) -> bytes:
    """The plaintext of `seal`. Raises `TamperedBody` for another key, another place or a changed byte."""
    try:
        return unpadded(AESGCM(key).decrypt(body[:NONCE_BYTES], body[NONCE_BYTES:], aad))
    except (InvalidTag, ValueError):
        raise TamperedBody from None
