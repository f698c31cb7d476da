"""A template seen as a whole: status, review, what is not settled, approval, versions, and the summary."""

from __future__ import annotations

from tests.conversations.house import HERE, House, Someone
from tests.conversations.test_walks import begin


async def status(house: House, name: str = "Mette") -> Someone:
    who = house.person(name)
    await who.types("/icm status")
    return who


async def write(who: Someone, *texts: str) -> None:
    """The next open questions, one text each."""
    await who.types("/icm")
    for text in texts:
        await who.writes(text)
        await who.clicks("Næste")


async def test_the_status_says_how_far_every_element_is_and_who_is_on_what(house: House) -> None:
    mette = await begin(house, "Jonas")
    await write(mette, "På Egely", "Lederen")
    await house.person("Jonas").types("/icm")
    await status(house)
    text = mette.sees(HERE)
    print(text)
    print(mette.message(HERE).text)
    assert "2 besvaret, 30 åbne" in text
    await mette.clicks("Gennemse", channel=HERE)
    print(mette.modal.text[:3000])


async def test_approve(house: House) -> None:
    mette = await begin(house, "Jonas")
    await write(mette, "På Egely", "Lederen")
    henrik = await status(house, "Henrik")
    await henrik.clicks("Godkend version 1", channel=HERE)
    print(henrik.modal.text)
    await henrik.submits()
    print(henrik.modal.text)
    await house.due()
    print(mette.sees())
    print(mette.sees(HERE))
    await write(mette, "Mere")
    await status(house)
    print(mette.sees(HERE))
    await mette.clicks("Se ændringer", channel=HERE)
    print(mette.modal.text)
    await mette.closes_all()
    await mette.clicks("Personer", channel=HERE)
    print(mette.modal.text)
