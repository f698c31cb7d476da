"""Leaders fill in the template together, one question at a time, in direct messages."""

from __future__ import annotations

from tests.conversations.house import HERE, House, Someone


async def begin(house: House, *authors: str, by: str = "Mette", approver: str = "Henrik") -> Someone:
    """A walk with these colleagues, begun in the department's channel; everybody has been told."""
    leader = house.person(by)
    await leader.types("/icm start", channel=HERE)
    if authors:
        await leader.chooses([by, *authors], for_="Hvem skriver med?")
    await leader.chooses([approver], for_="Hvem godkender?")
    await leader.submits()
    await leader.closes_all()
    await house.due()
    return leader


async def test_a_leader_answers_the_first_question_by_writing(house: House) -> None:
    mette = await begin(house)
    await mette.types("/icm")
    assert "1 af 32" in mette.sees()
    assert "Hvor forankres ICM-indsatsen?" in mette.sees()
    assert "ikke anonymt" in mette.message().text
    await mette.writes("På herberget Egely.")
    assert "Gemt under 1 (19 tegn)" in mette.sees()
    await mette.clicks("Næste")
    assert "2 af 32" in mette.sees()


async def test_ok_tak_never_becomes_an_answer(house: House) -> None:
    mette = await begin(house)
    await mette.types("/icm")
    await mette.writes("ok tak!")
    assert "Er det et svar?" in mette.sees()
    await mette.clicks("Ikke et svar")
    await mette.types("/icm")
    assert "1 af 32" in mette.sees()
    assert "Du har skrevet" not in mette.sees()


async def test_a_message_that_is_delivered_again_changes_nothing(house: House) -> None:
    mette = await begin(house)
    await mette.types("/icm")
    house.workspace.delivery.answer_seconds = 5
    await mette.writes("En ting")
    before = len(mette.messages())
    await mette.writes("En ting mere")
    assert "Gemt under 1 (21 tegn)" in mette.sees()
    assert len(mette.messages()) == before + 2


async def test_a_civil_registration_number_is_refused_and_not_repeated(house: House) -> None:
    mette = await begin(house)
    await mette.types("/icm")
    await mette.writes("Linje et\nBorgeren 010165-1234 bor der")
    assert "Ligner et CPR-nummer (linje 2). Ikke gemt." in mette.sees()
    assert "1234" not in mette.sees()
    assert await house.rows("walk_revisions") == 0
    assert await house.rows("walk_written") == 0


async def test_two_who_edit_the_same_answer_see_each_other(house: House) -> None:
    mette = await begin(house, "Jonas")
    jonas = house.person("Jonas")
    await mette.types("/icm")
    await jonas.types("/icm")
    assert "2 af 32" in jonas.sees()
    assert "er på nr. 1" in jonas.sees()
    await jonas.clicks("Tilbage")
    await jonas.clicks("Skriv i felt")
    await mette.writes("Mettes tekst")
    await jonas.fills("Svar", "Jonas' tekst")
    await jonas.submits()
    assert "har skrevet i mellemtiden" in jonas.modal.text
    assert "Mettes tekst" in jonas.modal.text
    await jonas.submits()
    await jonas.closes_all() if jonas.modal else None
    await jonas.types("/icm")
    await jonas.clicks("Tilbage")
    assert "Mettes tekst" in jonas.sees()
    assert "Jonas' tekst" in jonas.sees()


async def test_a_question_goes_to_a_colleague_and_comes_back(house: House) -> None:
    mette = await begin(house)
    await mette.types("/icm")
    await mette.clicks("Giv til kollega")
    await mette.chooses("Karen", for_="Hvem kan svare?")
    await mette.submits()
    assert "2 af 32" in mette.sees()
    await house.due()
    karen = house.person("Karen")
    assert "beder dig svare på ét spørgsmål" in karen.sees()
    await karen.writes("Det er afdelingen på Egely")
    assert "Gemt under 1" in karen.sees()
    await house.due()
    assert "har svaret på nr. 1" in mette.sees()
    assert "Det er afdelingen på Egely" in mette.sees()


async def test_a_long_text_survives_the_form(house: House) -> None:
    mette = await begin(house)
    await mette.types("/icm")
    paragraph = "Et afsnit om forankring. " * 60
    text = "\n\n".join([paragraph.strip()] * 6)
    await mette.writes(text)
    await mette.clicks("Ret")
    await mette.submits()
    await mette.clicks("Læs hele", on=next(m for m in mette.messages()[::-1] if "Læs hele" in m.visible))
    assert mette.modal.text.count("Et afsnit om forankring.") == 360
    assert "Tidligere udgaver" not in mette.modal.text
