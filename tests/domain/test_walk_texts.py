from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.walk_texts import Doubt, doubt, is_courtesy

COURTESIES = [
    *("ok tak", "Ok!", "OK, tak :-)", "okay", "tak", "Mange tak!", "tusind tak", "Super, tak", "fint", "Det er fint."),
    *(
        "ja tak",
        "ja",
        "nej",
        "modtaget",
        "👍",
        "👍🏽",
        "🙏",
        "tak 🙂",
        "Perfekt!",
        "det gør jeg",
        "hej",
        "Forstået",
        "godt",
    ),
    *("Thanks!", "thank you", "ok, thanks", "Got it", "great", "fine", "hello", "cool 👍", "THX", "yes", "no"),
    *(
        "",
        "...",
        "!",
        "Super 👍 tak",
        "selv tak",
        "you're welcome",
        "sounds good",
        "❤️",
        "👍🏻👍🏻",
        ":+1:",
        "ok :tada:",
        ":wave::skin-tone-3:",
    ),
]
ANSWERS = [
    *("Ja, på herberget", "Nej, det er ikke aftalt", "Lederen", "Mette Holm", "3", "§ 85", "Ok, men kun på Egely"),
    *("tak til alle, der kom", "Det er fint, men vi mangler lokaler", "The manager", "Yes, in the municipality"),
    *(
        "Vi gør det hver uge",
        "It is good that we meet every week",
        "Kommunen",
        "ved ikke",
        "kl. 9",
        "9:30:15",
        "<@U0IDA>",
    ),
    "ok ok ok ok ok ok",
]


@pytest.mark.parametrize("text", COURTESIES)
def test_a_politeness_is_no_answer(text: str) -> None:
    assert is_courtesy(text)


@pytest.mark.parametrize("text", ANSWERS)
def test_an_answer_is_not_taken_for_a_politeness(text: str) -> None:
    assert not is_courtesy(text)


@given(st.sampled_from(COURTESIES), st.sampled_from(["", " ", "!", ".", " :)", "\n"]))
def test_signs_and_capitals_make_no_answer_of_a_politeness(text: str, sign: str) -> None:
    assert is_courtesy(text.upper() + sign)


@pytest.mark.parametrize("walks", [1, 2])
@pytest.mark.parametrize("other_card", [False, True])
@pytest.mark.parametrize("in_thread", [False, True])
@pytest.mark.parametrize("text", ["På Egely", "ok tak"])
@pytest.mark.parametrize("shown", [None, "q1"])
def test_a_message_is_an_answer_only_where_nothing_is_in_doubt(
    text: str, shown: str | None, walks: int, *, in_thread: bool, other_card: bool
) -> None:
    found = doubt(text, shown, in_thread=in_thread, other_card=other_card, walks=walks)
    expected = (
        Doubt.NOTHING_SHOWN
        if shown is None
        else Doubt.COURTESY
        if text == "ok tak"
        else None
        if in_thread
        else Doubt.SEVERAL_WALKS
        if walks > 1
        else Doubt.OTHER_CARD
        if other_card
        else None
    )
    assert found is expected
