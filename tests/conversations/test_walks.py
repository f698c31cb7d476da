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
