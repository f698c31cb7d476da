"""Roles and department lists from the direct message with Anker, where the channel is asked for first."""

from __future__ import annotations

from sandbox.town import DEPARTMENT
from tests.conversations.house import HERE, House, Someone


async def from_afar(house: House, name: str, channel: str) -> Someone:
    """Somebody has chosen a channel in the direct message."""
    someone = house.person(name)
    await someone.types("/anker personer", channel=None)
    await someone.chooses(channel, "Hvilken kanal?")
    await someone.submits()
    return someone


async def test_an_administrator_names_people_from_the_direct_message(house: House) -> None:
    henrik = house.person("Henrik")
    assert henrik.id not in house.workspace.channel(DEPARTMENT).members
    await henrik.types("/anker hjælp", channel=None)
    await henrik.clicks("Personer")
    assert "Hvilken kanal?" in str(henrik.modal.blocks)
    await henrik.chooses(HERE, "Hvilken kanal?")
    await henrik.submits()
    assert f"<#{house.workspace.channel(DEPARTMENT).id}>" in str(henrik.modal.blocks)
    await henrik.chooses("Sofie", "Koordinator")
    await henrik.submits()
    assert henrik.modal is None
    assert "Gemt. Børn og Familie: 23 kan spørges." in henrik.sees()
    assert f"Koordinator i <#{house.workspace.channel(DEPARTMENT).id}>: <@{house.person('Sofie').id}>" in henrik.sees()


async def test_whoever_leads_is_proposed_their_department_and_the_team_reads_it(house: House) -> None:
    mette = house.person("Mette")
    await mette.types("/anker personer", channel=None)
    await mette.submits()
    assert f"<#{house.workspace.channel(DEPARTMENT).id}>" in str(mette.modal.blocks)
    assert mette.modal.submit
    torben = await from_afar(house, "Torben", HERE)
    assert "Børn og Familie" in torben.modal.text
    assert not torben.modal.submit


async def test_whoever_has_no_right_in_the_channel_is_told_above_the_question_and_can_ask_for_the_role(
    house: House,
) -> None:
    hanne = await from_afar(house, "Hanne", HERE)
    assert "Det kan kun forankringsteamet i" in hanne.modal.text
    await hanne.closes()
    assert "Hvilken kanal?" in str(hanne.modal.blocks)
    await hanne.submits()
    await hanne.clicks("Bed om rollen")
    assert hanne.modal.title == "Sendt"


async def test_a_channel_that_anker_is_not_in_is_told_above_the_question(house: House) -> None:
    henrik = await from_afar(house, "Henrik", "#alle-i-egelund")
    assert henrik.modal.text.startswith("Jeg er ikke med i kanalen. Skriv /invite @Anker dér, og prøv igen.")
    await henrik.chooses(HERE, "Hvilken kanal?")
    await henrik.submits()
    assert "Hvem gør hvad i" in henrik.modal.text


async def test_what_slack_refuses_is_told_above_the_question_which_can_be_sent_again(house: House) -> None:
    mette = house.person("Mette")
    await mette.types("/anker personer", channel=None)
    house.workspace.faults.fail_next("conversations.info", error="internal_error")
    await mette.submits()
    assert mette.modal.text.startswith("Slack sagde nej (internal_error). Prøv igen om lidt.")
    await mette.submits()
    assert "Hvem gør hvad i" in mette.modal.text


async def test_no_channel_is_proposed_to_whoever_leads_nowhere(house: House) -> None:
    """What is offered is Slack's own list of what the person can see; Anker names no channel to them."""
    ids = [channel.id for channel in house.workspace.channels.values()]
    for name in ("Henrik", "Hanne"):
        someone = house.person(name)
        await someone.types("/anker personer", channel=None)
        assert not [channel for channel in ids if channel in str(someone.modal.blocks)]
    pia = house.person("Pia")
    await pia.types("/anker personer", channel=None)
    assert pia.modal is None
    assert "Gæster kan ikke bruge Anker." in pia.sees()
