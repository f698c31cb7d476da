"""`/barometer mine-data` and `/anker privatliv`: shown to one person, and never in a message."""

from __future__ import annotations

from tests.conversations.house import HERE, House


def window(house: House, name: str) -> str:
    modal = house.person(name).modal
    assert modal is not None
    return str(modal.text)


async def test_whoever_is_on_a_list_that_is_being_prepared_reads_so_once_however_often_it_was_set_up(
    house: House,
) -> None:
    mette, ida = house.person("Mette"), house.person("Ida")
    for _ in range(3):
        await mette.types("/barometer start", channel=HERE)
        await mette.submits()
        await mette.seat.closes_all()
    await ida.types("/barometer mine-data")
    text = window(house, "Ida")
    assert text.count("Du står på listen til en runde, der er ved at blive forberedt.") == 1
    assert "Startes den ikke, slettes listen en uge efter mandag 11. januar." in text


async def test_a_round_that_was_started_leaves_no_list_of_what_was_tried_before_it(house: House) -> None:
    mette, ida = house.person("Mette"), house.person("Ida")
    await mette.types("/barometer start", channel=HERE)
    await mette.submits()
    await mette.clicks("Prøv selv")
    await mette.seat.closes_all()
    await house.starts()
    await ida.types("/barometer mine-data")
    assert "ved at blive forberedt" not in window(house, "Ida")
    assert "Du er spurgt som sagsbehandler" in window(house, "Ida")
    assert "Et barometers invitation og påmindelser er ikke med: de er gemt uden dit navn." in window(house, "Ida")
    assert await house.rows("rounds") == 1


async def test_somebody_reads_their_own_open_answers_in_a_window(house: House) -> None:
    await house.starts()
    ida = house.person("Ida")
    await ida.clicks("Begynd")
    await ida.clicks("Uenig")
    await ida.types("/barometer mine-data")
    text = window(house, "Ida")
    assert "Du er spurgt som sagsbehandler" in text
    assert "Du er begyndt og har ikke afleveret." in text
    assert "*Uenig*" in text
    assert "artikel 11" in text
    assert "Uenig" not in ida.has_read(HERE)


async def test_nobody_reads_anybody_elses(house: House) -> None:
    await house.starts()
    await house.answers("Ida", "Uenig")
    line = house.person("Line")
    await line.types("/anker my-data")
    text = window(house, "Line")
    assert "Du har ikke svaret endnu." in text
    assert "Uenig" not in text


async def test_whoever_turned_reminders_off_reads_so(house: House) -> None:
    await house.starts()
    ida = house.person("Ida")
    await ida.clicks("Mind mig ikke")
    await ida.types("/barometer mine data")
    assert "Du har slået påmindelser fra." in window(house, "Ida")


async def test_after_the_close_nothing_can_be_connected_to_anybody(house: House) -> None:
    found = await house.starts()
    await house.answers("Ida", "Uenig")
    await house.turn(to=found.closes_at)
    await house.due()
    ida = house.person("Ida")
    await ida.types("/barometer mine-data")
    text = window(house, "Ida")
    assert "Du er spurgt" not in text
    assert "Uenig" not in text
    assert "intet, der kan knyttes til dig" in text


async def test_a_coordinator_reads_what_was_noted_about_them(house: House) -> None:
    mette = house.person("Mette")
    await mette.types("/anker personer")
    await mette.submits()
    await mette.types("/barometer mine-data")
    text = window(house, "Mette")
    assert "gemte afdelingslisten i <#" in text
    assert "koordinator" in text
    assert "Faglig leder" in text


async def test_a_round_that_was_only_previewed_says_so_among_those_that_one_leads_and_each_has_its_year(
    house: House,
) -> None:
    mette = house.person("Mette")
    await mette.types("/barometer start", channel=HERE)
    await mette.submits()
    await mette.seat.closes_all()
    await mette.types("/barometer mine-data")
    assert "• Børn og Familie, fra mandag 11. januar 2027 kl. 9: under forberedelse" in window(house, "Mette")
    await mette.seat.closes_all()
    await house.starts()
    await mette.types("/barometer mine-data")
    text = window(house, "Mette")
    assert "• Børn og Familie, fra mandag 11. januar 2027 kl. 9" in text
    assert "under forberedelse" not in text
    assert "startede en runde (Børn og Familie, fra mandag 11. januar 2027)" in text


async def test_a_round_whose_key_is_missing_says_so(house: House) -> None:
    found = await house.starts()
    house.bot.desk.store.keys.destroy_round_key(found.id)
    ida = house.person("Ida")
    await ida.types("/barometer mine-data")
    assert "rundens nøgle mangler" in window(house, "Ida")


async def test_privacy_names_who_runs_the_bot_and_what_is_kept(house: House) -> None:
    hanne = house.person("Hanne")
    await hanne.types("/anker privatliv")
    text = window(house, "Hanne")
    assert "Egelund It driver Anker for jer." in text
    assert "til runden lukker" in text
    assert "Din skrivestil kan røbe dig." in text
