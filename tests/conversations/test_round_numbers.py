"""One numbering of barometers: a result has its course's number, and what was measured outside the course says so."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from domain.rounds import Round
from messages.sketches import Sketch
from messages.wording import Words
from tests.conversations.course_houses import course_in
from tests.conversations.house import HERE, House
from tests.conversations.test_documents import drawn, files_of, text_of
from tests.conversations.test_releases import morning_after, published, result_in

#: Files without the seconds that drawing takes.
__all__ = ["drawn"]

LATER = timedelta(days=97)


def closed(asked: Round) -> str:
    day = Words().local(asked.closes_at).date()
    return f"lukket {Words().day(day)} {day.year}"


async def course_after(house: House, earlier: Round) -> None:
    """A course begins a quarter after the round, and its first barometer is to open that day."""
    house.clock.at = morning_after(earlier) + LATER
    await course_in(house, opens=house.clock.at.date())


async def before_and_in_a_course(house: House) -> tuple[Round, Round]:
    """A round in a channel without a course, and the first barometer of the course that was set up afterwards."""
    before = await published(house, choices="1223")
    await course_after(house, before)
    return before, await published(house, choices="4455")


def steps(drawn: Sequence[Sketch]) -> list[tuple[str, str]]:
    """What the legend of each picture of before and now said."""
    return [one.painting.steps for one in drawn if one.painting.steps]


async def test_the_first_barometer_of_a_course_is_barometer_1_and_the_round_before_it_is_outside(
    house: House, drawn: list[Sketch]
) -> None:
    before, first = await before_and_in_a_course(house)
    shown = result_in(house)
    assert shown.text.startswith("Barometer 1: 23 af 23 har svaret.")
    assert "Barometer 1: Børn og Familie" in shown.visible
    ours, older = f"Barometer 1, {closed(first)}", f"Barometer 1 uden for forløbet, {closed(before)}"
    camilla = house.person("Camilla")
    await camilla.clicks("Siden sidst", on=shown)
    assert camilla.modal.text.index(older) < camilla.modal.text.index(ours)
    assert steps(drawn) == [(older, ours)]
    await camilla.closes()
    await camilla.types("/barometer resultat")
    again = camilla.message(channel=HERE)
    assert [option["text"]["text"] for option in again.blocks[-1]["elements"][0]["options"]] == [ours, older]
    await camilla.chooses(older, for_="Se en anden runde", on=again)
    assert "Barometer 1 uden for forløbet: Børn og Familie" in camilla.sees(channel=HERE)
    assert camilla.message(channel=HERE).text.startswith("Barometer 1 uden for forløbet: 23 af 23 har svaret.")


async def test_a_result_from_before_a_course_is_renamed_in_all_that_is_made_of_it_afterwards(
    house: House, drawn: list[Sketch]
) -> None:
    one = await published(house, choices="1223")
    house.clock.at = morning_after(one) + LATER
    two, shown = await published(house, choices="4455"), result_in(house)
    mette = house.person("Mette")
    await mette.clicks("Siden sidst", on=shown)
    await mette.closes()
    assert steps(drawn) == [(f"Barometer 1, {closed(one)}", f"Barometer 2, {closed(two)}")]
    await course_after(house, two)
    await house.starts()
    await mette.clicks("Siden sidst", on=shown)
    outside = (f"Barometer 1 uden for forløbet, {closed(one)}", f"Barometer 2 uden for forløbet, {closed(two)}")
    assert steps(drawn)[1:] == [outside]
    assert all(name in mette.modal.text for name in outside)
    await mette.closes()
    await mette.clicks("Word/Excel", on=shown)
    await mette.clicks("Excel", channel=HERE)
    assert mette.messages()[-1].text == "Barometer 2 uden for forløbet i Børn og Familie: tallene som Excel."
    await mette.types("/anker rapport")
    told = mette.messages()[-1].text
    assert "Screeningsrapport for Børn og Familie, barometer 2 uden for forløbet: et udkast" in told
    assert "Barometer 2 uden for forløbet · " in text_of(files_of(house, mette)[-1].data or b"")
