"""A round measured elsewhere is brought in: chosen, counted in a sheet, looked at, and compared with the next one."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from domain.rounds import RoundState
from storage import releases
from tests.conversations.house import House, Someone
from tests.conversations.test_imports import received, seen
from tests.conversations.test_releases import published, result_in
from tests.storage.workbooks import filled

CLOSED = "2026-07-01"
#: Asked and answered in each role: 17 of the department's people, the others too few to be shown.
SIZES = {"leder": (2, 2), "faglig_leder": (1, 1), "superbruger": (2, 1), "sagsbehandler": (17, 14)}


async def chooses(who: Someone, day: str = CLOSED, grouping: str = "Hver rolle for sig") -> None:
    """From the command to the window for the numbers."""
    if who.modal:
        await who.seat.closes_all()
    await who.types("/barometer importer")
    await who.clicks("Tidligere måling")
    await who.chooses(grouping, "Barometer og grupper")
    await who.chooses(day, "Målingen lukkede")
    await who.submits()


async def blank(house: House, who: Someone) -> bytes:
    await who.clicks("Hent tomt Excel-ark")
    data = received(house).data
    assert data
    return data


def counted(house: House, sheet: bytes, sizes: dict[str, tuple[int, int]] | None = None) -> bytes:
    """The sheet with everybody on "agree"."""
    sizes = sizes or SIZES
    barometer = house.bot.desk.store.barometers.all()[0]
    groups = barometer.grouping("roles").groups
    rows = [group.id for item in barometer.items for group in groups if item.roles & group.roles]
    counts: dict[str, Any] = {f"G{row}": sizes[group][1] for row, group in enumerate(rows, 2)}
    people: dict[str, Any] = {f"C{row}": sizes[group.id][0] for row, group in enumerate(groups, 2)}
    people |= {f"D{row}": sizes[group.id][1] for row, group in enumerate(groups, 2)}
    return filled(sheet, {"Tal": counts, "Svar": people})


async def sends(who: Someone, data: bytes) -> None:
    await who.attaches("Send det udfyldte ark", "tal.xlsx", data)
    await who.submits()


async def brings_in(house: House, who: Someone, day: str = CLOSED) -> None:
    await chooses(who, day)
    await sends(who, counted(house, await blank(house, who)))
    await who.submits()


async def test_an_earlier_round_is_looked_at_and_brought_in(house: House) -> None:
    mette = house.person("Mette")
    await chooses(mette)
    assert "lukket onsdag 1. juli 2026." in seen(mette)
    sheet = counted(house, await blank(house, mette))
    await sends(mette, sheet)
    told = seen(mette)
    assert "lukket onsdag 1. juli 2026, målt et andet sted. 18 af 22 har svaret." in told
    assert "• *hele afdelingen*: " in told
    assert "*Det bliver ikke vist*" in told
    assert "(for få)" in told
    channel = house.workspace.channel("boern-familie").id
    assert f"*Hentes ind i <#{channel}>, og det kan ikke fortrydes.*" in told
    assert "Næste runde dér sammenlignes med det, får de samme grupper" in told
    assert await house.rows("rounds") == 0
    await mette.submits()
    assert f"Målingen er hentet ind i <#{channel}>. Se den dér" in seen(mette)
    brought = await house.round()
    assert (brought.state, brought.measured_elsewhere) == (RoundState.PUBLISHED, True)
    assert brought.closes_at.date().isoformat() == CLOSED


async def test_it_is_posted_nowhere_and_seen_on_request(house: House) -> None:
    mette = house.person("Mette")
    before = len(mette.messages("#boern-familie"))
    await brings_in(house, mette)
    await house.turn(days=2)
    assert len(mette.messages("#boern-familie")) == before
    await mette.seat.closes_all()
    await mette.types("/barometer resultat")
    card = str(mette.message("#boern-familie").blocks)
    assert "Målt et andet sted, lukket onsdag 1. juli 2026." in card
    assert "Læs kommentarerne" not in card


async def test_nothing_of_the_file_is_kept_but_what_may_be_shown(house: House) -> None:
    mette = house.person("Mette")
    await brings_in(house, mette)
    async with house.bot.desk.store.reads() as tx:
        found = await releases.latest(tx, house.bot.desk.team, house.workspace.channel("boern-familie").id)
    assert found
    release = found[1]
    assert set(release.populations) == {"total", "sagsbehandler"}
    assert release.populations["sagsbehandler"].items
    assert "leder" not in release.to_json().replace("faglig_leder", "").split('"withheld"')[0]
    assert await house.rows("sittings") == 0


async def test_the_next_round_is_compared_with_it(house: House) -> None:
    mette = house.person("Mette")
    await brings_in(house, mette)
    await mette.seat.closes_all()
    opened = await published(house)
    async with house.bot.desk.store.reads() as tx:
        closed = await releases.published(tx, house.bot.desk.team, opened.id)
    assert closed
    assert closed.before is not None
    assert closed.release.change is not None
    sidst = "Sidst: Barometer 1, målt et andet sted, 1. juli 2026."
    assert sidst in result_in(house).visible
    await mette.types("/barometer resultat")
    assert sidst in mette.message("#boern-familie").visible
    await mette.clicks("Siden sidst", on=mette.message("#boern-familie"))
    assert "*Barometer 1, målt et andet sted, 1. juli 2026*: 18 af 22 har svaret" in seen(mette)


async def test_the_same_confirmation_twice_is_one_round(house: House) -> None:
    mette = house.person("Mette")
    await chooses(mette)
    sheet = counted(house, await blank(house, mette))
    await sends(mette, sheet)
    window, blocks = mette.modal, list(mette.modal.blocks)
    await mette.submits()
    again = {"id": window.id, "callback_id": "imports.bring_in", "blocks": blocks, "state": {"values": {}}}
    from handlers.slack import earlier_rounds
    from handlers.slack.requests import Submission

    reply = await earlier_rounds.on_bring_in(
        house.bot.desk, Submission(house.bot.desk.team, mette.id, "imports.bring_in", again)
    )
    assert reply.after
    await reply.after
    assert await house.rows("rounds") == 1


async def test_mistakes_are_told_with_their_places(house: House) -> None:
    mette = house.person("Mette")
    await chooses(mette)
    sheet = await blank(house, mette)
    wrong = filled(
        counted(house, sheet),
        {"Tal": {"E5": "3,5", "C3": "chefer", "A4": "X-9", "G2": 99}, "Svar": {"D2": 7, "C5": -1}},
    )
    await sends(mette, wrong)
    told = seen(mette)
    for sentence in (
        "Ark Tal, række 5, kolonne `2`: `3,5` er ikke et helt tal.",
        "Ark Tal, række 3, kolonne `gruppe`: Gruppen `chefer` findes ikke.",
        "Ark Tal, række 4, kolonne `udsagn`: Udsagnet `X-9` findes ikke",
        "Ark Tal, række 2, kolonne `gruppe`: Der er flere svar end personer i gruppen (99/",
        "Ark Svar, række 2, kolonne `har svaret`: Der er flere, der svarede (7), end der blev spurgt (2).",
        "Ark Svar, række 5, kolonne `spurgt`: `-1` er ikke et helt tal.",
    ):
        assert sentence in told, (sentence, told)
    assert await house.rows("rounds") == 0


async def test_a_round_that_would_stand_too_close_to_another_is_refused(house: House) -> None:
    mette = house.person("Mette")
    await chooses(mette, "2027-03-01")
    assert "Datoen ligger i fremtiden." in str(mette.modal.errors)
    opened = await house_started(house, mette)
    await chooses(mette, (opened - timedelta(days=20)).date().isoformat())
    assert "Der er en runde i gang mindre end 90 dage efter" in str(mette.modal.errors)


async def house_started(house: House, who: Someone) -> Any:  # noqa: ANN401 - a moment
    await who.seat.closes_all()
    return (await house.starts()).opens_at


async def test_a_result_that_went_out_stays_as_it_was(house: House) -> None:
    mette = house.person("Mette")
    await brings_in(house, mette)
    await chooses(mette, "2026-01-05")
    assert "Der er allerede et resultat blandt de samme medarbejdere fra samme dag eller senere." in str(
        mette.modal.errors
    )
    await chooses(mette, "2026-01-05", grouping="Ledere og medarbejdere")
    assert "En måling fra før det kan ikke hentes ind." in str(mette.modal.errors)
    assert "andre grupper" not in str(mette.modal.errors)
    await chooses(mette, "2026-08-05")
    assert "Der er mindre end 90 dage til et andet resultat" in mette.modal.errors["imports-closed"]
    await chooses(mette, "2026-12-01", grouping="Ledere og medarbejdere")
    assert "De andre runder her har andre grupper." in mette.modal.errors["imports-what"]


async def test_what_a_result_keeps_out_is_said_before_anything_is_filled_in(house: House) -> None:
    mette = house.person("Mette")
    await brings_in(house, mette)
    await mette.seat.closes_all()
    await mette.types("/barometer importer")
    await mette.clicks("Tidligere måling")
    assert "er fra runden, der lukkede onsdag 1. juli 2026." in seen(mette)
    assert "mindst 90 dage efter: tirsdag 29. september 2026 eller senere." in seen(mette)
    assert "2026-09-29" in str(mette.modal.blocks), "the proposed day can be chosen"
    await mette.chooses("Hver rolle for sig", "Barometer og grupper")
    await mette.submits()
    assert not mette.modal.errors


async def test_where_no_day_can_be_chosen_there_is_nothing_to_fill_in(house: House) -> None:
    mette = house.person("Mette")
    await brings_in(house, mette, "2026-12-01")
    await mette.seat.closes_all()
    await mette.types("/barometer importer")
    await mette.clicks("Tidligere måling")
    assert "er fra runden, der lukkede tirsdag 1. december 2026." in seen(mette)
    assert "mandag 1. marts 2027 eller senere." in seen(mette)
    assert not mette.modal.submit


async def test_too_few_people_leave_nothing_to_bring_in(house: House) -> None:
    mette = house.person("Mette")
    await chooses(mette)
    few = {"leder": (1, 1), "faglig_leder": (0, 0), "superbruger": (0, 0), "sagsbehandler": (3, 3)}
    await sends(mette, counted(house, await blank(house, mette), few))
    assert "*Der er intet, der må vises.*" in seen(mette)
    assert "Derfor er der ikke noget at hente ind." in seen(mette)
    assert "sammenlignes" not in seen(mette)
    assert not mette.modal.submit
