"""The agenda of a meeting, filled in from two rounds, from a template and from what was agreed."""

from __future__ import annotations

from datetime import date, time, timedelta

import pytest
from sqlalchemy import text

from sandbox.others import Others
from storage import walks
from tests.conversations.course_houses import comes, course_in, posts
from tests.conversations.house import HERE, House, Road


@pytest.fixture
def road() -> Road:
    """Months of a course are played through: what is said when is asked here, and is decided behind both roads."""
    return "http"


async def test_the_final_meeting_asks_who_secures_what_and_brings_both_rounds(house: House) -> None:
    house.clock.at = house.bot.desk.workdays.at(date(2027, 1, 8), time(10))
    await course_in(house, channel="#boern-familie")
    for opens in (date(2027, 1, 11), date(2027, 8, 2)):
        await comes(house, opens)
        asked = await house.starts()
        await Others(house.workspace).answer(but="")
        await house.turn(asked.closes_at + timedelta(hours=17))
    await comes(house, date(2027, 8, 23))
    mette = house.person("Mette")
    card = posts(mette, "Afsluttende møde om 7 dage", "#boern-familie")[-1]
    assert "Dagsorden: Begge barometre: hvad har flyttet sig?; Hvad har virket?" in card.text
    assert "> Skriv i referatet, hvem der sikrer hvad efter forløbet." in card.visible
    assert "> Mest at hente: " in card.visible
    agenda = card.visible.split("Dagsorden")[1].split("Datoen er aftalt")[0]
    assert not any(sign.isdigit() for sign in agenda.replace("1.", "").replace("2.", "").replace("3.", ""))


async def test_a_linked_template_tells_how_many_questions_are_open(house: House) -> None:
    mette = house.person("Mette")
    await mette.types("/icm start", channel=HERE)
    await mette.chooses(["Henrik"], for_="Hvem godkender?")
    await mette.submits()
    await mette.closes_all()
    async with house.bot.desk.store.reads() as tx:
        [walk] = await walks.of_person(tx, house.bot.desk.team, mette.id)
    house.clock.at = house.bot.desk.workdays.at(date(2027, 3, 2), time(10))
    await course_in(house, walk=walk.id)
    await comes(house, date(2027, 4, 5))
    [card] = posts(mette, "Statusmøde om 7 dage")
    assert f"Skabelonen: {len(walk.questions)} spørgsmål står åbne." in card.visible


async def test_a_result_that_cannot_be_read_is_left_out_and_the_reminder_comes(house: House) -> None:
    house.clock.at = house.bot.desk.workdays.at(date(2027, 2, 1), time(10))
    asked = await house.starts()
    await Others(house.workspace).answer(but="")
    await house.turn(asked.closes_at + timedelta(hours=17))
    await course_in(house, opens=date(2027, 2, 1))
    async with house.bot.desk.store.writes() as tx:
        await tx.session.execute(text("UPDATE releases SET sha256 = 'x'"))
    await comes(house, date(2027, 3, 15))
    [card] = posts(house.person("Mette"), "Udviklingsdag om 7 dage")
    assert "Mest at hente" not in card.visible
