from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storage.sealed import BLOCK, BodyTooLarge, TamperedBody, body_size, open_sealed, padded, place, seal, unpadded
from tests.storage.samples import barometer

KEY, OTHER = b"k" * 32, b"o" * 32


@given(st.binary(max_size=500), st.binary(max_size=40))
def test_what_is_sealed_is_opened_again_at_the_same_place(plaintext: bytes, aad: bytes) -> None:
    assert open_sealed(KEY, seal(KEY, plaintext, 512, aad), aad) == plaintext


@given(st.binary(max_size=508))
def test_every_body_has_one_size(plaintext: bytes) -> None:
    assert len(seal(KEY, plaintext, 512, b"")) == 512 + 28


def test_the_same_text_never_looks_the_same_twice() -> None:
    assert len({seal(KEY, b"ja", 64, b"") for _ in range(100)}) == 100


@pytest.mark.parametrize("position", [0, 5, 12, 40, 91])
def test_one_changed_bit_is_noticed(position: int) -> None:
    body = bytearray(seal(KEY, b"ja", 64, b"a"))
    body[position] ^= 1
    with pytest.raises(TamperedBody):
        open_sealed(KEY, bytes(body), b"a")


@pytest.mark.parametrize(("key", "aad"), [(OTHER, b"a"), (KEY, b"b")])
def test_another_key_or_another_place_opens_nothing(key: bytes, aad: bytes) -> None:
    with pytest.raises(TamperedBody):
        open_sealed(key, seal(KEY, b"ja", 64, b"a"), aad)


@pytest.mark.parametrize("body", [b"", b"x", b"x" * 12, b"x" * 27, b"x" * 92])
def test_rubbish_is_refused_like_any_other_change(body: bytes) -> None:
    with pytest.raises(TamperedBody):
        open_sealed(KEY, body, b"a")


def test_an_error_carries_nothing_of_the_text() -> None:
    with pytest.raises(BodyTooLarge) as refused:
        padded(b"hemmeligt" * 10, 64)
    assert "hemmeligt" not in str(refused.value)


@pytest.mark.parametrize("length", [0, 1, 60])
def test_padding_fills_up_to_the_size_and_comes_off_again(length: int) -> None:
    body = padded(b"\0" * length, 64)
    assert len(body) == 64
    assert unpadded(body) == b"\0" * length


@given(st.lists(st.text(max_size=4), max_size=4), st.lists(st.text(max_size=4), max_size=4))
def test_two_places_are_the_same_only_when_their_parts_are(one: list[str], other: list[str]) -> None:
    assert (place(*one) == place(*other)) == (one == other)


def test_a_sitting_has_a_block_and_one_more_for_each_open_question() -> None:
    assert body_size(barometer()) == 2 * BLOCK
