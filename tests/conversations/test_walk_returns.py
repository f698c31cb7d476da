"""An approver sends a template back with a word: those who write are told, and nobody is asked before it changes."""

from __future__ import annotations

from sandbox.reading import button_labels
from tests.conversations.house import COMMONS, HERE, House, Someone
from tests.conversations.test_walk_reviews import answered, approved, status

WORD = "Nr. 5 siger ikke, *hvem* der visiterer. <!channel>"


async def asked(house: House) -> tuple[Someone, Someone]:
    """Everything is answered, Jonas writes too, and Henrik has been asked to approve."""
    mette = await answered(house, "Jonas")
    await status(house)
    await mette.clicks("Bed om godkendelse", channel=HERE)
    await house.due()
    return mette, house.person("Henrik")


async def sends_back(henrik: Someone, text: str = WORD, channel: str | None = None) -> None:
    await henrik.clicks("Send tilbage", channel=channel)
    await henrik.fills("Hvad skal ændres?", text)
    await henrik.submits()


async def test_those_who_write_are_told_what_is_to_be_changed_and_by_whom(house: House) -> None:
    mette, henrik = await asked(house)
    await sends_back(henrik)
    assert "Sendt tilbage." in henrik.modal.text
    await henrik.closes_all()
    assert "du har sendt den tilbage" in henrik.sees()
    assert not button_labels(henrik.message().blocks)
    await house.due()
    for who in (mette, house.person("Jonas")):
        assert f"<@{henrik.id}> vil have noget ændret, før skabelonen godkendes:" in who.sees()
        assert "<!channel>" not in who.message().text
        assert "hvem" in who.sees()
    await status(house)
    assert f"<@{henrik.id}> sendte den tilbage mandag 11. januar." in mette.sees(HERE)
    assert "siger ikke" in mette.sees(HERE)
    assert "bad om godkendelse" not in mette.sees(HERE)


async def test_nobody_is_asked_to_approve_before_something_has_changed(house: House) -> None:
    mette, henrik = await asked(house)
    await sends_back(henrik)
    await henrik.closes_all()
    await status(house)
    await mette.clicks("Bed om godkendelse", channel=HERE)
    assert "Ret svarene først, og bed så om godkendelse igen." in mette.sees(HERE)
    before = len(henrik.messages())
    await house.turn(days=14)
    assert len(henrik.messages()) == before
    await status(house)
    await mette.clicks("Gennemse", channel=HERE)
    await mette.clicks("Gå til", beside="5. Hvor ligger visitationskompetencen?")
    await mette.closes_all()
    await mette.writes("Hos lederen")
    await status(house)
    await mette.clicks("Bed om godkendelse", channel=HERE)
    assert "Bedt om godkendelse:" in mette.sees(HERE)
    await house.due()
    assert "klar til, at du ser på den" in henrik.sees()
    await status(house)
    assert "sendte den tilbage" not in mette.sees(HERE)


async def test_a_request_that_has_not_gone_out_is_not_sent_any_more(house: House) -> None:
    mette = await answered(house)
    await house.turn(house.workspace.clock.now().replace(hour=20))
    await status(house)
    await mette.clicks("Bed om godkendelse", channel=HERE)
    henrik = await status(house, "Henrik", COMMONS)
    await sends_back(henrik, channel=COMMONS)
    await house.turn(days=1)
    assert "klar til, at du ser på den" not in henrik.has_read()
    assert "vil have noget ændret" in mette.has_read()


async def test_what_was_written_while_the_approver_looked_is_told_and_their_word_is_kept(house: House) -> None:
    mette, henrik = await asked(house)
    await henrik.clicks("Send tilbage")
    await status(house)
    await mette.clicks("Gennemse", channel=HERE)
    await mette.clicks("Gå til", beside="5. Hvor ligger visitationskompetencen?")
    await mette.closes_all()
    await mette.writes("Hos lederen")
    await henrik.fills("Hvad skal ændres?", WORD)
    await henrik.submits()
    assert "Nogen har skrevet imens." in henrik.modal.text
    assert await house.rows("walk_returns") == 0
    await henrik.submits()
    assert "Sendt tilbage." in henrik.modal.text
    assert await house.rows("walk_returns") == 1


async def test_nothing_is_sent_back_while_a_question_is_open(house: House) -> None:
    mette, henrik = await asked(house)
    await henrik.clicks("Send tilbage")
    await mette.types("/icm")
    await mette.clicks("Gennemse")
    await mette.clicks("Gå til")
    await mette.closes_all()
    await mette.clicks("Hop til")
    await mette.clicks("Tilføj jeres eget")
    await mette.fills("Jeres spørgsmål", "Hvem passer hunden?")
    await mette.submits()
    await henrik.fills("Hvad skal ændres?", WORD)
    await henrik.submits()
    assert "Der er åbne spørgsmål, så de, der skriver med, er ikke færdige." in henrik.modal.text
    assert "hvem" in henrik.modal.text, "what was written is not lost"
    assert await house.rows("walk_returns") == 0
    await henrik.closes_all()
    await status(house, "Henrik", COMMONS)
    assert "Godkend version 1" in button_labels(henrik.message(COMMONS).blocks)
    assert "Send tilbage" not in button_labels(henrik.message(COMMONS).blocks)


async def test_a_number_that_looks_like_a_citizens_is_not_kept(house: House) -> None:
    _, henrik = await asked(house)
    await sends_back(henrik, "Se 010190-1234")
    assert "ligner et CPR-nummer" in henrik.modal.text
    assert await house.rows("walk_returns") == 0


async def test_what_is_approved_meanwhile_is_not_sent_back(house: House) -> None:
    _, henrik = await asked(house)
    request = henrik.message()
    await henrik.clicks("Send tilbage", on=request)
    await henrik.closes_all()
    await approved(house)
    await henrik.closes_all()
    assert "Send tilbage" not in button_labels(henrik.message().blocks)
    assert await house.rows("walk_returns") == 0


async def test_an_approval_answers_what_was_said(house: House) -> None:
    mette, henrik = await asked(house)
    await sends_back(henrik)
    await henrik.closes_all()
    await approved(house)
    await status(house)
    assert "sendte den tilbage" not in mette.sees(HERE)


async def test_whoever_takes_no_part_reads_nothing_of_it(house: House) -> None:
    _, henrik = await asked(house)
    await sends_back(henrik)
    amina = await status(house, "Amina")
    assert "32 spørgsmål" in amina.sees(HERE)
    assert "siger ikke" not in amina.has_read(HERE)


async def test_the_same_word_on_the_same_answers_is_said_once_and_another_is_said_too(house: House) -> None:
    mette, henrik = await asked(house)
    for text in (WORD, WORD, "Og nr. 7"):
        await status(house, "Henrik", COMMONS)
        await sends_back(henrik, text, COMMONS)
        assert "Sendt tilbage." in henrik.modal.text
        await henrik.closes_all()
        await house.due()
    assert await house.rows("walk_returns") == 2
    assert mette.has_read().count("vil have noget ændret") == 2
    assert "Og nr. 7" in mette.sees()


async def test_what_was_approved_before_stays_told_as_approved(house: House) -> None:
    mette, henrik = await asked(house)
    await henrik.clicks("Godkend version 1")
    await henrik.submits()
    await henrik.closes_all()
    await house.turn(hours=1)
    await mette.types("/icm")
    await status(house)
    await mette.clicks("Gennemse", channel=HERE)
    await mette.clicks("Gå til", beside="5. Hvor ligger visitationskompetencen?")
    await mette.closes_all()
    await mette.writes("Hos lederen")
    await status(house)
    await mette.clicks("Bed om godkendelse", channel=HERE)
    await house.due()
    await sends_back(henrik)
    await henrik.closes_all()
    assert henrik.has_read().count("du har sendt den tilbage") == 1
    assert henrik.has_read().count("har godkendt version 1.") == 1
