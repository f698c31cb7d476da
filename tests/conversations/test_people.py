"""Roles and department lists, as people meet them."""

from __future__ import annotations

from tests.conversations.house import HERE, House


async def test_the_coordinator_saves_the_list_and_reads_who_is_asked_and_who_is_not(house: House) -> None:
    mette = house.person("Mette")
    await mette.types("/anker personer")
    await mette.submits()
    said = mette.sees(HERE)
    assert "Gemt. Børn og Familie: 23 kan spørges." in said
    assert "Leder med personaleansvar: 2" in said
    assert "Sagsbehandler: 16" in said
    assert "gæst" in said
