"""A field that began with the present text: what of it the writer added."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.walk_fields import own, text_of, with_own
from tests.domain.small_walks import IDA, NOW, a_walk

ADDED = [
    ("", "Ny", "Ny"),
    ("Før", "Før", ""),
    ("Før", "", ""),
    ("Før", "Før\nog efter", "og efter"),
    ("Før", "Før, og efter", ", og efter"),
    ("Vi", "Vigtigt nok", "Vigtigt nok"),
    ("Et\n\nTo", "Et\n\nImellem\n\nTo", "Imellem"),
    ("Et\n\nTo", "Et, rettet\n\nTo", "Et, rettet"),
    ("Før", "Noget helt andet", "Noget helt andet"),
]


@pytest.mark.parametrize(("opened", "text", "added"), ADDED)
def test_what_stood_there_already_is_not_the_writers_own(opened: str, text: str, added: str) -> None:
    assert own(opened, text) == added


@given(opened=st.lists(st.sampled_from("abc")), added=st.lists(st.sampled_from("xyz")), at=st.integers(0, 9))
def test_whatever_paragraphs_are_added_wherever_all_of_them_are_the_writers(
    opened: list[str], added: list[str], at: int
) -> None:
    text = [*opened[:at], *added, *opened[at:]]
    assert own("\n\n".join(opened), "\n\n".join(text)) == "\n\n".join(added)


def test_it_comes_below_what_stands() -> None:
    first = a_walk().add_text("q1", "Idas", IDA, NOW)
    second = first.add_text("q1", "Mere", IDA, NOW)
    wordings = [first.answers["q1"], second.answers["q1"]]
    assert with_own(wordings[1], text_of(wordings, 1), "Idas\n\nMin") == "Idas\n\nMere\n\nMin"
    assert with_own(None, text_of(wordings, 0), "Min") == "Min"
