"""What was written and waits for its writer's choice is never forgotten; what asks about it is asked once."""

from __future__ import annotations

from sandbox.message import Message
from tests.conversations.house import COMMONS, HERE, House, Someone
from tests.conversations.test_walk_reminders import NUDGE, WEEK_LATER
from tests.conversations.test_walk_reviews import approved
from tests.conversations.test_walks import answer, begin

WAITS = "Du har en tekst, der venter på dit valg, til spørgsmål 1"


async def left_open(house: House, *authors: str) -> tuple[Someone, Message]:
    """Mette wrote something that may be an answer to the first question, and has not said so."""
    mette = await begin(house, *authors)
    await mette.types("/icm")
    question = mette.message()
    await mette.writes("nej")
    assert "Er det et svar?" in mette.sees()
    return mette, question


async def asks_again(mette: Someone) -> None:
    """The choice is there again with the text, once, and can be made."""
    assert "Det her skrev du" in mette.message().visible
    assert "nej" in mette.message().visible
    assert sum(message.visible.count("Føj til") for message in mette.messages()) == 1
    assert any("Valget står længere nede" in message.text for message in mette.messages())


async def test_next_tells_of_a_text_that_waits_and_asks_again(house: House) -> None:
    mette, question = await left_open(house)
    await mette.clicks("Næste", on=question)
    assert "2 af 32" in mette.sees()
    assert WAITS in mette.sees()
    assert WAITS in mette.message().text
    await mette.clicks("Vælg")
    await asks_again(mette)
    await mette.clicks("Føj til")
    assert await answer(house) == "nej"
    await mette.types("/icm")
    assert "venter på dit valg" not in mette.sees()


async def test_icm_tells_of_a_text_that_waits_and_so_does_the_end(house: House) -> None:
    mette, _ = await left_open(house)
    await mette.types("/icm")
    assert WAITS in mette.sees()
    for _ in range(32):
        await mette.clicks("Ikke relevant hos os")
    assert "Der er ikke flere åbne spørgsmål" in mette.sees()
    assert WAITS in mette.sees()
    await mette.clicks("Vælg")
    await asks_again(mette)
    await mette.clicks("Ikke et svar")
    await mette.types("/icm")
    assert "venter på dit valg" not in mette.sees()


async def test_what_is_written_after_the_approval_can_be_placed_and_says_what_that_does(house: House) -> None:
    mette = await begin(house)
    await mette.types("/icm")
    await mette.writes("På Egely")
    await approved(house)
    await mette.writes("Og på rådhuset")
    told = mette.sees()
    assert "Det, du skrev, er gemt, men hører ikke til et spørgsmål endnu." in told
    assert "Version 1 er godkendt. Lægger du teksten her, er skabelonen ændret siden." in told
    assert await answer(house) == "På Egely"
    await mette.clicks("Føj til")
    assert await answer(house) == "På Egely\n\nOg på rådhuset"


async def test_the_status_and_the_review_tell_of_a_text_that_waits(house: House) -> None:
    mette, _ = await left_open(house)
    await mette.types("/icm status", channel=HERE)
    assert WAITS in mette.sees(HERE)
    await mette.clicks("Gennemse", channel=HERE)
    assert WAITS in mette.modal.text
    await mette.clicks("Vælg")
    assert "Valget står i vores direkte besked" in mette.modal.text
    await mette.closes_all()
    await asks_again(mette)


async def test_the_weeks_message_tells_of_ones_own_text_that_waits(house: House) -> None:
    mette, _ = await left_open(house, "Jonas")
    await house.turn(to=WEEK_LATER)
    jonas = house.person("Jonas")
    assert NUDGE in mette.sees()
    assert WAITS in mette.sees()
    assert NUDGE in jonas.sees()
    assert "en tekst" not in jonas.sees(), "a colleague's is theirs to place"
    await mette.clicks("Vælg")
    await asks_again(mette)


async def test_the_weeks_message_comes_for_a_text_alone(house: House) -> None:
    mette, _ = await left_open(house, "Jonas")
    await mette.types("/icm")
    for _ in range(32):
        await mette.clicks("Ikke relevant hos os")
    await house.turn(to=WEEK_LATER)
    jonas = house.person("Jonas")
    assert "Du har skrevet noget i skabelonen, som ikke er lagt under et spørgsmål endnu." in mette.sees()
    assert WAITS in mette.sees()
    assert "ikke i denne uge" not in jonas.has_read().lower(), "nothing waits for him"
    await mette.clicks("Vælg")
    await asks_again(mette)


async def test_whoever_approves_is_told_whose_text_stands_outside_and_not_what_it_says(house: House) -> None:
    mette, question = await left_open(house)
    await mette.clicks("Næste", on=question)
    await mette.writes("Lederen af Egely")
    henrik = house.person("Henrik")
    await henrik.types("/icm status", channel=COMMONS)
    told = f"<@{mette.id}> har en tekst, der ikke er lagt under et spørgsmål endnu (måske nr. 1)"
    assert told in henrik.sees(COMMONS)
    await henrik.clicks("Godkend version 1", channel=COMMONS)
    assert told in henrik.modal.text
    assert "nej" not in henrik.modal.text.split()
    assert "Vælg" not in henrik.modal.text.splitlines()
    await henrik.submits()
    assert "Godkendt" in henrik.modal.title
    assert told in henrik.modal.text


async def test_the_anchoring_team_hears_nothing_of_a_text_that_waits(house: House) -> None:
    await left_open(house)
    amina = house.person("Amina")
    await amina.types("/icm status", channel=HERE)
    assert "32 spørgsmål" in amina.sees(HERE)
    assert "tekst" not in amina.has_read(HERE)


async def test_of_an_edit_that_is_no_answer_any_more_nothing_is_asked(house: House) -> None:
    mette = await begin(house)
    await mette.types("/icm")
    await mette.writes("På Egelly")
    receipt = mette.message()
    mine = next(message for message in mette.messages() if message.user == mette.id)
    for text in ("På Egel", "På Egely"):
        await mette.seat.edits(mine, text)
        await house.due()
    assert sum("Ret svaret" in message.visible for message in mette.messages()) == 1, "asked once for the newest edit"
    await mette.clicks("Ikke et svar", on=receipt)
    assert not any("Ret svaret" in message.visible for message in mette.messages())
    assert any("ikke længere et svar" in message.text for message in mette.messages())
    assert await answer(house) == ""
