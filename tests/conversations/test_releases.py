"""The result as people meet it: in the channel, behind its buttons, and once more on request."""

from __future__ import annotations

import random
from collections.abc import Sequence
from datetime import datetime, timedelta

import pytest

from domain.barometers import Choice
from domain.rounds import Round, RoundState
from domain.sittings import Sitting
from messages.charts import Charts, Picture
from messages.sketches import Sketch
from messages.wording import Words
from sandbox.message import Message
from storage import rounds, sittings
from tests.conversations.house import HERE, House

TEAM_ROOM = "#forankringsteam-ics"
ELSEWHERE = "#alle-i-egelund"
EVERYBODY = 100


@pytest.fixture(autouse=True)
def drawn(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """A picture without the seconds that drawing takes; the list has the titles of what was drawn."""
    asked_for: list[str] = []

    async def draw(_charts: Charts, sketches: Sequence[Sketch]) -> tuple[Picture, ...]:
        asked_for.extend(one.painting.title for one in sketches)
        return tuple(Picture(b"\x89PNG tiny", one.alt) for one in sketches)

    monkeypatch.setattr(Charts, "draw", draw)
    return asked_for


async def hand_in(house: House, asked: Round, how_many: int) -> None:
    """So many people hand in, each with answers and a comment of their own."""
    chance = random.Random(7)
    store = house.bot.desk.store
    async with store.reads() as tx:
        roster = await rounds.roster(tx, asked.id)
    for person in roster[:how_many]:
        sitting = Sitting(asked.barometer, person.role)
        for item in sitting.items:
            sitting = sitting.answer(item.id, Choice(chance.choice("2344455")))
        async with store.writes() as tx:
            await sittings.save(tx, asked, person.user, sitting.comment("AAB-1", "<!channel> *Godt* gået"))


def morning_after(asked: Round) -> datetime:
    """Nine o'clock on the day after a close at four."""
    return asked.closes_at + timedelta(hours=17)


async def published(house: House, how_many: int = EVERYBODY) -> Round:
    """A round that has run its course, with its result in the channels."""
    asked = await house.starts()
    await hand_in(house, asked, how_many)
    await house.turn(asked.closes_at)
    await house.turn(morning_after(asked))
    return await house.round()


def result_in(house: House, room: str = HERE) -> Message:
    """The newest message that everybody in the room sees."""
    seen: list[Message] = house.person("Mette").messages(channel=room)
    return next(one for one in reversed(seen) if not one.only_for)


async def test_the_result_comes_to_both_channels_at_nine_with_picture_and_words(house: House, drawn: list[str]) -> None:
    asked = await published(house)
    assert asked.state is RoundState.PUBLISHED
    for room in (HERE, TEAM_ROOM):
        shown = result_in(house, room)
        assert "23 af 23 har svaret (100 %)" in shown.visible
        assert "Tallene er oplevelser, ikke et tilsyn med sager" in shown.visible
        assert "Til mødet" in shown.visible
        assert shown.text.endswith("Billedet er gengivet som tekst.")
        assert "slack_file" in str(shown.blocks)
    assert drawn == [asked.unit]


async def test_nothing_is_posted_between_the_close_and_nine_o_clock(house: House) -> None:
    asked = await house.starts()
    await hand_in(house, asked, EVERYBODY)
    await house.turn(asked.closes_at)
    await house.turn(morning_after(asked) - timedelta(minutes=1))
    assert (await house.round()).state is RoundState.PUBLISHED
    assert "har svaret" not in result_in(house).visible
    await house.person("Mette").types("/barometer resultat")
    assert "ikke noget resultat" in house.person("Mette").sees(channel=HERE)


async def test_a_refused_upload_leaves_the_result_without_its_picture(house: House) -> None:
    house.workspace.faults.fail_next("files.getUploadURLExternal", error="file_uploads_disabled", times=2)
    await published(house)
    shown = result_in(house)
    assert "23 af 23 har svaret" in shown.visible
    assert "slack_file" not in str(shown.blocks)
    assert "Billedet" not in shown.text


async def test_an_upload_address_that_fails_leaves_the_result_without_its_picture(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(house.workspace.files, "waiting_for", lambda _key: None)
    await published(house)
    assert "23 af 23 har svaret" in result_in(house).visible
    assert "slack_file" not in str(result_in(house).blocks)


async def test_a_picture_that_is_slow_to_be_ready_is_tried_again_with_the_same_file(
    house: House, drawn: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("handlers.slack.pictures.LOOKS", 0)
    house.workspace.files.looks_until_ready = 2
    asked = await published(house)
    await house.turn(seconds=6)
    await house.turn(seconds=6)
    assert drawn == [asked.unit]
    assert "slack_file" in str(result_in(house).blocks)


async def test_fewer_than_five_answers_give_a_kind_word_and_no_figure(house: House) -> None:
    await published(house, how_many=4)
    shown = result_in(house).visible
    assert "færre end 5 har svaret" in shown
    assert "4" not in shown.replace("Barometer 1", "")
    assert "Stærkest" not in shown


async def test_items_and_groups_are_shown_in_windows_and_nothing_is_posted(house: House) -> None:
    asked = await published(house)
    camilla = house.person("Camilla")
    before = len(camilla.messages(channel=HERE))
    await camilla.clicks("Alle udsagn", on=result_in(house))
    for item in asked.barometer.items:
        assert item.text.da in camilla.modal.text
    assert "% · " in camilla.modal.text
    await camilla.closes()
    await camilla.clicks("Grupper", on=result_in(house))
    assert "Sagsbehandlerne" in camilla.modal.text
    assert "kan være tilfældig" in camilla.modal.text
    assert len(camilla.messages(channel=HERE)) == before


async def test_the_result_is_shown_again_to_those_who_may_and_to_their_eyes_only(house: House) -> None:
    await published(house)
    camilla, torben = house.person("Camilla"), house.person("Torben")
    await camilla.types("/barometer results")
    assert "23 af 23 har svaret" in camilla.sees(channel=HERE)
    assert camilla.message(channel=HERE).only_for == camilla.id
    await camilla.types("/barometer resultat", channel=ELSEWHERE)
    assert "i afdelingens kanal" in camilla.sees(channel=ELSEWHERE)
    await torben.types("/barometer resultat", channel=ELSEWHERE)
    assert "23 af 23 har svaret" in torben.sees(channel=ELSEWHERE)


async def test_the_older_round_can_be_chosen_and_takes_the_place_of_the_newer(house: House) -> None:
    first = await published(house, how_many=20)
    house.clock.at = morning_after(first) + timedelta(days=97)
    second = await published(house, how_many=18)
    assert first.id != second.id
    sofie = house.person("Sofie")
    await sofie.types("/barometer resultat")
    assert "Barometer 2" in sofie.sees(channel=HERE)
    assert "18 af 23 har svaret" in sofie.sees(channel=HERE)
    day = Words().day(Words().local(first.closes_at).date())
    await sofie.chooses(
        f"Barometer 1, lukket {day} {first.closes_at.year}", for_="Se en anden runde", on=sofie.message(channel=HERE)
    )
    assert "20 af 23 har svaret" in sofie.sees(channel=HERE)
