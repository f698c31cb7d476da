"""The result as people meet it: in the channel, behind its buttons, and once more on request."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime, timedelta
from typing import Any

import pytest

from domain.barometers import Choice
from domain.rounds import Round, RoundState
from domain.sittings import Sitting
from handlers.slack.rooms import has_result_for
from messages.charts import Charts, Picture
from messages.sketches import Sketch
from messages.wording import Words
from sandbox.message import Message
from sandbox.town import DEPARTMENT
from storage import rounds, sittings
from tests.conversations.house import HERE, House, Someone

TEAM_ROOM = "#forankringsteam-ics"
ELSEWHERE = "#alle-i-egelund"
EVERYBODY = 100
COMES = "Resultatet kommer i kanalen"


@pytest.fixture(autouse=True)
def drawn(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """A picture without the seconds that drawing takes; the list has the titles of what was drawn."""
    asked_for: list[str] = []

    async def draw(_charts: Charts, sketches: Sequence[Sketch]) -> tuple[Picture, ...]:
        asked_for.extend(one.painting.title for one in sketches)
        return tuple(Picture(b"\x89PNG tiny", one.alt) for one in sketches)

    monkeypatch.setattr(Charts, "draw", draw)
    return asked_for


async def hand_in(house: House, asked: Round, how_many: int, choices: str = "2344455") -> None:
    """So many people hand in, each with answers and a comment of their own."""
    chance = random.Random(7)
    store = house.bot.desk.store
    async with store.reads() as tx:
        roster = await rounds.roster(tx, asked.id)
    for person in roster[:how_many]:
        sitting = Sitting(asked.barometer, person.role)
        for item in sitting.items:
            sitting = sitting.answer(item.id, Choice(chance.choice(choices)))
        async with store.writes() as tx:
            await sittings.save(tx, asked, person.user, sitting.comment("AAB-1", "<!channel> *Godt* gået"))


def morning_after(asked: Round) -> datetime:
    """Nine o'clock on the day after a close at four."""
    return asked.closes_at + timedelta(hours=17)


async def published(house: House, how_many: int = EVERYBODY, choices: str = "2344455") -> Round:
    """A round that has run its course, with its result in the channels."""
    asked = await house.starts()
    await hand_in(house, asked, how_many, choices)
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


async def without_a_place_for_the_result(house: House, closes: Callable[[Someone], Awaitable[object]]) -> Round:
    """A round whose result could not be put into its channel, which Mette has closed to Anker; it came to the other."""
    asked = await house.starts()
    await hand_in(house, asked, EVERYBODY)
    await closes(house.person("Mette"))
    await house.turn(asked.closes_at)
    await house.turn(morning_after(asked))
    assert "23 af 23 har svaret" in result_in(house, TEAM_ROOM).visible
    assert "har svaret" not in result_in(house).visible
    return await house.round()


async def reopens_and_invites(who: Someone) -> None:
    """A public channel that was archived has lost its members."""
    await who.seat.reopens(HERE)
    await who.types("/invite @Anker")


@pytest.mark.parametrize(
    ("closes", "opens", "told"),
    [
        pytest.param(
            lambda who: who.seat.removes("Anker", HERE),
            lambda who: who.types("/invite @Anker"),
            "for jeg er ikke med i kanalen. Skriv `/invite @Anker` dér, så lægger jeg det der.",
            marks=pytest.mark.provokes("chat.postMessage: not_in_channel"),
            id="removed",
        ),
        pytest.param(
            lambda who: who.seat.archives(HERE),
            reopens_and_invites,
            "for kanalen er arkiveret. Åbn den igen, og skriv `/invite @Anker` dér, så lægger jeg det der.",
            marks=pytest.mark.provokes("chat.postMessage: is_archived", "chat.update: is_inactive"),
            id="archived",
        ),
    ],
)
async def test_a_result_that_its_channel_did_not_take_comes_there_once_it_can(
    house: House,
    closes: Callable[[Someone], Awaitable[object]],
    opens: Callable[[Someone], Awaitable[object]],
    told: str,
) -> None:
    await without_a_place_for_the_result(house, closes)
    mette = house.person("Mette")
    room = house.workspace.channel(DEPARTMENT).id
    assert f"Resultatet af barometeret i Børn og Familie kunne ikke lægges i <#{room}>, {told}" in mette.sees()
    await opens(mette)
    await house.due()
    assert "23 af 23 har svaret" in result_in(house).visible
    assert sum("har svaret (100 %)" in one.visible for one in mette.messages(channel=HERE)) == 1


@pytest.mark.provokes("chat.postMessage: not_in_channel")
async def test_a_result_that_is_a_month_late_is_not_put_into_a_channel_any_more(house: House) -> None:
    await without_a_place_for_the_result(house, lambda who: who.seat.removes("Anker", HERE))
    await house.turn(days=29)
    await house.person("Mette").types("/invite @Anker")
    await house.due()
    assert "har svaret" not in result_in(house).visible


async def test_nothing_is_posted_between_the_close_and_nine_o_clock(house: House) -> None:
    asked = await house.starts()
    await hand_in(house, asked, EVERYBODY)
    await house.turn(asked.closes_at)
    await house.turn(morning_after(asked) - timedelta(minutes=1))
    assert (await house.round()).state is RoundState.PUBLISHED
    assert "har svaret" not in result_in(house).visible


async def test_until_the_result_comes_every_answer_says_when(house: House) -> None:
    asked, mette, hanne = await house.starts(), house.person("Mette"), house.person("Hanne")
    await hand_in(house, asked, EVERYBODY)
    card = house.invitation(hanne)
    await house.turn(asked.closes_at)
    for now in (asked.closes_at, morning_after(asked) - timedelta(minutes=1)):
        await house.turn(now)
        for command in ("resultat", "status", "luk", "annuller"):
            await mette.types(f"/barometer {command}")
            assert f"Runden er lukket. {COMES}" in mette.sees(channel=HERE), command
        await mette.types("/anker")
        assert f"Runden er lukket. {COMES}" in mette.sees(channel=HERE)
        for command in ("", " resultat", " status"):
            await hanne.types(f"/barometer{command}")
            assert f"Runden er lukket. {COMES}" in hanne.sees(channel=HERE), command
        await hanne.clicks("Begynd", on=card)
        assert "Der kan ikke svares, rettes eller slettes mere." in hanne.sees()
        assert COMES in hanne.sees()
    henrik = house.person("Henrik")
    await henrik.types("/barometer resultat", channel=ELSEWHERE)
    assert "Her er ikke noget resultat, du kan se." in henrik.sees(channel=ELSEWHERE)
    await house.turn(morning_after(asked))
    await mette.types("/barometer status")
    running = "Der er ingen barometerrunde i gang i kanalen."
    for who in (mette, hanne):
        await who.types("/barometer status")
        assert f"{running} Det seneste resultat ses med `/barometer resultat`." in who.sees(channel=HERE)
    await hanne.clicks("Begynd", on=card)
    assert "Skriv `/barometer resultat` i kanalen for at se resultatet." in hanne.sees()
    here, desk = house.workspace.channel(HERE).id, house.bot.desk
    del house.workspace.channel(HERE).members[hanne.id]
    assert not await has_result_for(desk, await desk.who(hanne.id, here), here), "nobody outside learns of it"


async def test_while_a_round_is_open_whoever_asks_in_its_channel_is_told_when_it_closes_and_the_result_comes(
    house: House,
) -> None:
    asked, hanne, mette = await house.starts(), house.person("Hanne"), house.person("Mette")
    told = f"Runden er åben til mandag 25. januar kl. 16. {COMES}"
    for who in (hanne, mette):
        await who.types("/barometer resultat")
        assert told in who.sees(channel=HERE)
    guest = await unasked(house)
    for command in ("", " resultat", " status"):
        await guest.types(f"/barometer{command}")
        assert told in guest.sees(channel=HERE), command
    assert "ingen barometerrunde i gang" not in guest.has_read(channel=HERE)
    await house.turn(asked.closes_at)
    await hanne.types("/barometer resultat")
    assert f"Runden er lukket. {COMES}" in hanne.sees(channel=HERE)


async def unasked(house: House) -> Someone:
    """Somebody who has come into the channel since the round was started."""
    someone = house.person("Henrik")
    house.workspace.channel(HERE).members.setdefault(someone.id, None)
    return someone


async def test_a_round_that_has_not_opened_yet_promises_no_result(house: House) -> None:
    mette = house.person("Mette")
    await mette.types("/barometer start")
    await mette.chooses("2027-02-01", for_="Åbner")
    await mette.submits()
    await mette.submits()
    await mette.seat.closes_all()
    await mette.types("/barometer resultat")
    assert mette.sees(channel=HERE).endswith(
        "Her er ikke noget resultat, du kan se. "
        "Når et resultat er kommet i en kanal, ses det dér med `/barometer resultat`."
    )


async def test_whoever_has_no_role_is_told_in_the_conversation_with_anker_where_a_result_is_seen(house: House) -> None:
    await published(house)
    hanne = house.person("Hanne")
    await hanne.types("/barometer resultat", channel=None)
    assert hanne.sees().endswith(
        "Her ses kun resultater fra kanaler, hvor du har en rolle. Skriv `/barometer resultat` i den kanal, hvor "
        "resultatet kom."
    )


async def test_nobody_outside_the_channel_learns_when_its_result_comes(house: House) -> None:
    asked, hanne = await house.starts(), house.person("Hanne")
    del house.workspace.channel(HERE).members[hanne.id]
    for now in (house.clock.now(), asked.closes_at):
        await house.turn(now)
        for command in ("", " resultat", " status"):
            await hanne.types(f"/barometer{command}")
            assert COMES not in hanne.has_read(channel=HERE)


async def test_a_result_that_does_not_come_is_told_as_late_and_promised_for_no_day(house: House) -> None:
    asked, mette, hanne = await house.starts(), house.person("Mette"), house.person("Hanne")
    card = house.invitation(hanne)
    house.bot.desk.store.keys.destroy_round_key(asked.id)
    await house.turn(asked.closes_at)
    await house.turn(morning_after(asked) + timedelta(days=10))
    for command in ("resultat", "status"):
        await mette.types(f"/barometer {command}")
        assert "Runden er lukket. Resultatet er forsinket." in mette.sees(channel=HERE), command
    await hanne.clicks("Begynd", on=card)
    assert "Resultatet er forsinket." in hanne.sees()
    assert COMES not in hanne.has_read()


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


@pytest.mark.provokes("chat.postMessage: invalid_blocks invalid slack file")
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
    assert "hverken" in camilla.modal.text.lower()
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
    assert "ses det dér med `/barometer resultat`" in camilla.sees(channel=ELSEWHERE)
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


async def two_rounds(house: House) -> tuple[Round, Round]:
    """Two rounds a good three months apart; people are happier in the second."""
    first = await published(house, choices="1223")
    house.clock.at = morning_after(first) + timedelta(days=97)
    return first, await published(house, choices="4455")


def pictures_in(blocks: list[dict[str, Any]]) -> int:
    return sum(block["type"] == "image" for block in blocks)


async def test_the_second_result_says_what_changed_and_the_first_does_not(house: House) -> None:
    first, _ = await two_rounds(house)
    shown = result_in(house)
    assert "siden sidst, tydeligt højere" in shown.visible
    assert "ikke nødvendigvis de samme personer" in shown.visible
    assert "siden sidst, tydeligt højere)" in shown.text
    sofie = house.person("Sofie")
    await sofie.types("/barometer resultat")
    day = Words().day(Words().local(first.closes_at).date())
    await sofie.chooses(
        f"Barometer 1, lukket {day} {first.closes_at.year}", for_="Se en anden runde", on=sofie.message(channel=HERE)
    )
    assert "iden sidst" not in sofie.sees(channel=HERE)


async def test_the_window_since_last_sets_both_rounds_side_by_side(house: House) -> None:
    first, second = await two_rounds(house)
    camilla = house.person("Camilla")
    await camilla.clicks("Siden sidst", on=result_in(house))
    text = camilla.modal.text
    assert text.index("Barometer 1, lukket") < text.index("Barometer 2, lukket")
    for item in second.barometer.items:
        assert item.text.da in text
    assert "→" in text
    assert "tydeligt højere" in text
    assert pictures_in(camilla.modal.blocks) == 1
    assert first.id != second.id


async def test_a_window_is_complete_before_its_pictures_come_and_they_are_drawn_once(
    house: House, drawn: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = await published(house)
    may_draw, draw = asyncio.Event(), Charts.draw

    async def when_told(charts: Charts, sketches: Sequence[Sketch]) -> tuple[Picture, ...]:
        await may_draw.wait()
        return await draw(charts, sketches)

    monkeypatch.setattr(Charts, "draw", when_told)
    camilla, sofie = house.person("Camilla"), house.person("Sofie")
    for who in (camilla, sofie):
        await who.seat.clicks("Alle udsagn", on=result_in(house))
        await who.seat.until_modal("Alle udsagn")
        assert all(item.text.da in who.modal.text for item in asked.barometer.items)
        assert pictures_in(who.modal.blocks) == 0
    may_draw.set()
    await house.bot.desk.background.finish()
    for who in (camilla, sofie):
        assert pictures_in(who.modal.blocks) == len(asked.barometer.themes)
        assert all(item.text.da in who.modal.text for item in asked.barometer.items)
    assert drawn == [asked.unit, *(theme.name.da for theme in asked.barometer.themes)]


async def test_pictures_that_cannot_be_shown_leave_the_window_as_it_is_and_the_next_look_may_have_them(
    house: House,
) -> None:
    asked = await published(house)
    camilla = house.person("Camilla")
    house.workspace.faults.fail_next("files.completeUploadExternal", error="internal_error")
    await camilla.clicks("Alle udsagn", on=result_in(house))
    assert pictures_in(camilla.modal.blocks) == 0
    await camilla.closes()
    house.workspace.faults.fail_next("views.update", error="hash_conflict")
    await camilla.clicks("Alle udsagn", on=result_in(house))
    assert pictures_in(camilla.modal.blocks) == 0
    assert asked.barometer.items[0].text.da in camilla.modal.text
    await camilla.closes()
    await camilla.clicks("Alle udsagn", on=result_in(house))
    assert pictures_in(camilla.modal.blocks) == len(asked.barometer.themes)


@pytest.mark.provokes("views.update: hash_conflict")
async def test_a_page_that_was_turned_meanwhile_is_not_turned_back(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("messages.slack.paging.MOST_BLOCKS", 20)
    await published(house)
    may_draw, draw = asyncio.Event(), Charts.draw

    async def when_told(charts: Charts, sketches: Sequence[Sketch]) -> tuple[Picture, ...]:
        await may_draw.wait()
        return await draw(charts, sketches)

    monkeypatch.setattr(Charts, "draw", when_told)
    camilla = house.person("Camilla")
    await camilla.seat.clicks("Alle udsagn", on=result_in(house))
    await camilla.seat.until_modal("Næste side")
    await camilla.seat.clicks("Næste side")
    second_page = (await camilla.seat.until_modal("Forrige side")).text
    may_draw.set()
    await house.bot.desk.background.finish()
    assert pictures_in(camilla.modal.blocks) > 0
    assert "Forrige side" in camilla.modal.text
    assert second_page.splitlines()[0] in camilla.modal.text
