"""From question to question: handed on with a receipt, jumped to, and pressed twice without harm."""

from __future__ import annotations

import asyncio

import pytest

from sandbox.message import Message
from sandbox.reading import button_labels
from tests.conversations.house import House, Someone
from tests.conversations.test_walks import answer, begin, live

#: Whom Slack's menu of people offers although they cannot write to Anker, and why they cannot.
REFUSED = {
    "Pia": "gæst",
    "Vagtplan": "app eller bot",
    "Lars": "deaktiveret i Slack",
    "Dorte": "fra en anden organisation",
}


async def handed(house: House, taker: str = "Karen") -> Someone:
    mette = await begin(house)
    await mette.types("/icm")
    await mette.clicks("Giv til kollega")
    await mette.chooses(taker, for_="Hvem kan svare?")
    await mette.submits()
    return mette


async def test_whoever_hands_a_question_on_has_a_receipt_that_stays(house: House) -> None:
    mette = await handed(house)
    karen = house.person("Karen").id
    receipt = f"Spørgsmål 1 er givet til <@{karen}>. Du får besked her, når der er svaret."
    assert "2 af 32" in mette.sees()
    await mette.clicks("Næste")
    assert "3 af 32" in mette.sees()
    assert receipt in [message.text for message in mette.messages()]
    [line] = [message.text for message in mette.messages() if message.text.startswith("Nr. 1: ")]
    assert f"· hos <@{karen}>." in line
    await mette.writes("Det går til spørgsmål 3")
    assert "Gemt under spørgsmål 3" in mette.sees(), "the receipt is no card that a text could belong to"


async def test_whoever_comes_back_to_a_question_that_was_given_away_reads_whose_it_is_and_takes_it_back(
    house: House,
) -> None:
    mette = await handed(house)
    await house.due()
    karen = house.person("Karen")
    await mette.clicks("Tilbage")
    assert "1 af 32" in mette.sees()
    assert f"Givet til <@{karen.id}>. Svarer du selv, får <@{karen.id}> det at vide." in mette.sees()
    assert "Giv til kollega" not in button_labels(mette.message().blocks)
    await mette.clicks("Tag tilbage")
    assert "1 af 32" in mette.sees()
    assert "Givet til" not in mette.has_read()
    await house.due()
    assert "Nr. 1 er taget tilbage: Hvor forankres ICM-indsatsen?" in karen.sees()
    assert any("· Ikke besvaret. Fortsæt i den nyeste besked." in message.text for message in karen.messages())
    assert not any("Skriv i felt" in message.visible for message in karen.messages())
    await karen.clicks("Næste spørgsmål")
    assert "2 af 32" in karen.sees(), "Mette is on the first"


async def test_whoever_is_not_asked_any_more_is_on_nothing_and_is_asked_where_a_text_belongs(house: House) -> None:
    mette = await handed(house)
    await house.due()
    karen = house.person("Karen")
    await karen.types("/icm")
    await mette.clicks("Tilbage")
    assert f"<@{karen.id}> er på nr. 1" in mette.sees()
    await mette.clicks("Tag tilbage")
    await house.due()
    await mette.types("/icm")
    assert "er på nr." not in mette.has_read()
    await karen.writes("Noget helt andet")
    assert "Der kom en anden besked imellem." in karen.sees()
    assert await house.rows("walk_revisions") == 0
    await karen.clicks("Næste spørgsmål", on=told_back(karen))
    await karen.writes("Svaret på det næste")
    assert "Gemt under spørgsmål 2" in karen.sees()


def told_back(karen: Someone) -> Message:
    told: Message = next(one for one in karen.messages() if "Du behøver ikke svare på det" in one.visible)
    return told


async def test_a_question_that_was_only_shown_and_taken_back_takes_no_text_and_neither_does_the_one_before(
    house: House,
) -> None:
    mette = await begin(house, "Jonas")
    jonas = house.person("Jonas")
    await jonas.types("/icm")
    await jonas.writes("På Egely")
    await mette.types("/icm")
    await mette.clicks("Giv til kollega")
    await mette.chooses("Jonas", for_="Hvem kan svare?")
    await mette.submits()
    await house.due()
    await mette.clicks("Tilbage")
    await mette.clicks("Tag tilbage")
    await house.due()
    await jonas.writes("Noget, der hører til nr. 2")
    assert "Der kom en anden besked imellem." in jonas.sees()
    assert await answer(house) == "På Egely"


async def test_next_leads_to_the_question_that_a_colleague_has_just_given(house: House) -> None:
    mette = await begin(house, "Jonas")
    jonas = house.person("Jonas")
    await jonas.types("/icm")
    await jonas.writes("På Egely")
    receipt = jonas.message()
    await mette.types("/icm")
    await mette.clicks("Giv til kollega")
    await mette.chooses("Jonas", for_="Hvem kan svare?")
    await mette.submits()
    await house.due()
    await jonas.clicks("Næste", on=receipt)
    assert "2 af 32" in jonas.sees()
    assert f"<@{mette.id}> beder dig svare" in jonas.sees()
    await jonas.clicks("Næste")
    assert "4 af 32" in jonas.sees(), "Mette is on the third"
    assert f"nr. 2 fra <@{mette.id}> venter på dig" in jonas.sees()


async def test_the_receipt_follows_when_the_question_is_taken_back_by_whomever(house: House) -> None:
    mette = await begin(house, "Jonas")
    jonas = house.person("Jonas")
    await mette.types("/icm")
    await mette.clicks("Giv til kollega")
    await mette.chooses("Karen", for_="Hvem kan svare?")
    await mette.submits()
    await house.due()
    await jonas.types("/icm")
    while "Tag tilbage" not in button_labels(jonas.message().blocks):
        await jonas.clicks("Tilbage")
    await jonas.clicks("Tag tilbage")
    await house.due()
    assert not any("Du får besked her" in message.text for message in mette.messages())
    taken_back = "Nr. 1 er taget tilbage: Hvor forankres ICM-indsatsen?"
    assert taken_back in [message.text for message in mette.messages()]
    assert mette.messages()[-1].text == f"{taken_back} Alle kan svare på det igen."
    await mette.writes("Det går til spørgsmål 2")
    assert "Gemt under spørgsmål 2" in mette.sees(), "what was taken back interrupts nothing of the giver's"


async def test_whoever_gave_a_question_that_is_passed_on_is_told_to_whom_its_answer_comes(house: House) -> None:
    mette = await handed(house)
    await house.due()
    karen = house.person("Karen")
    await karen.clicks("Giv til kollega")
    await karen.chooses("Jonas", for_="Hvem kan svare?")
    await karen.submits()
    await house.due()
    passed_on = f"<@{karen.id}> har givet nr. 1 videre til <@{house.person('Jonas').id}>: Hvor forankres ICM-indsatsen?"
    assert passed_on in [message.text for message in mette.messages()], "the receipt"
    assert mette.messages()[-1].text == f"{passed_on} Svaret kommer til <@{karen.id}>."
    assert not any("Du får besked her" in message.text for message in mette.messages())


async def test_whoever_was_asked_is_told_when_somebody_else_answers(house: House) -> None:
    mette = await handed(house)
    await house.due()
    karen = house.person("Karen")
    await mette.clicks("Tilbage")
    await mette.writes("På Egely")
    before = len(mette.messages())
    await house.due()
    assert f"<@{mette.id}> har svaret på nr. 1: Hvor forankres ICM-indsatsen?" in karen.sees()
    assert "Du behøver ikke svare på det." in karen.sees()
    assert not any("Skriv i felt" in message.visible for message in karen.messages())
    assert len(mette.messages()) == before, "whoever gave it and answered it knows"
    await mette.writes("Og i Lind")
    await house.due()
    assert sum("Du behøver ikke svare" in message.visible for message in karen.messages()) == 1


async def test_a_question_that_is_taken_back_before_anybody_was_asked_is_not_told_of(house: House) -> None:
    mette = await handed(house)
    await mette.clicks("Tilbage")
    await mette.clicks("Tag tilbage")
    await house.due()
    assert house.person("Karen").messages() == []


async def test_a_question_that_is_passed_over_is_not_said_to_be_a_colleagues(house: House) -> None:
    mette = await begin(house)
    await mette.types("/icm")
    for _ in range(31):
        await mette.clicks("Ikke relevant hos os")
    await mette.clicks("Næste")
    assert "1 spørgsmål står åbent: hos en kollega eller sprunget over." in mette.sees()


@pytest.mark.provokes("users.info: user_not_visible")  # Slack shows nobody of another organisation
async def test_whoever_cannot_be_given_a_question_is_named_with_the_reason_and_the_window_stays(house: House) -> None:
    mette = await begin(house)
    house.workspace.change_person("Dorte", team_id="T0ANDEN")
    await mette.types("/icm")
    await mette.clicks("Giv til kollega")
    for name, why in REFUSED.items():
        await mette.chooses(name, for_="Hvem kan svare?")
        await mette.submits()
        called = "Personen" if name == "Dorte" else name
        told = f"{called} kan ikke vælges: {why}. Vælg en kollega, der selv kan skrive til Anker."
        assert mette.modal.errors == {"walks-taker": told}
    await mette.chooses("Mette", for_="Hvem kan svare?")
    await mette.submits()
    assert mette.modal.errors == {"walks-taker": "Det er dig selv. Vælg en kollega."}
    assert await house.rows("walk_handed") == 0
    await mette.chooses("Karen", for_="Hvem kan svare?")
    await mette.submits()
    assert await house.rows("walk_handed") == 1


async def test_the_list_of_questions_says_what_its_marks_mean(house: House) -> None:
    mette = await handed(house)
    await mette.clicks("Hop til")
    assert "○ ikke besvaret" in mette.modal.text
    groups = next(block["element"]["option_groups"] for block in mette.modal.blocks if block["type"] == "input")
    first, second, *_ = (option["text"]["text"] for option in groups[0]["options"])
    assert first.startswith("→ 1. ")
    assert second.startswith("○ 2. ")
    assert [block["type"] for block in mette.modal.blocks].count("input") == 1, "a question of one's own is elsewhere"


async def test_pressing_next_again_leads_to_the_same_card(house: House) -> None:
    mette = await begin(house)
    await mette.types("/icm")
    question = mette.message()
    await mette.writes("På Egely")
    for _ in range(2):
        await mette.clicks("Næste", on=question)
        assert "2 af 32" in mette.message().text
    assert len(await live(mette)) == 1
    assert not any(message.text.startswith("Nr. 2:") for message in mette.messages())


async def test_a_double_click_leads_to_one_card(house: House) -> None:
    mette = await begin(house)
    await mette.types("/icm")
    question = mette.message()
    await mette.writes("På Egely")
    await asyncio.gather(*(mette.clicks("Næste", on=question) for _ in range(2)))
    assert "2 af 32" in mette.message().text
    assert sum("spørgsmål 2 af 32" in message.text for message in mette.messages()) == 1
    assert not any(message.text.startswith("Nr. 2:") for message in mette.messages())


async def test_an_invitation_that_is_over_is_a_line(house: House) -> None:
    mette = await begin(house)
    invitation = mette.message()
    await mette.types("/icm")
    assert not any("Begynd" in message.visible.splitlines() for message in mette.messages())
    assert any("I gang. Fortsæt i den nyeste besked." in message.text for message in mette.messages())
    await mette.clicks("Begynd", on=invitation)
    assert "1 af 32" in mette.message().text
    assert sum("redskab til at sikre" in message.visible for message in mette.messages()) == 0
    assert len(await live(mette)) == 1
