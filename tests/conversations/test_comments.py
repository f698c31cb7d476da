"""What people wrote, as it is met: the notice, the reader's window, and what others see of it."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import update

from domain.barometers import Choice
from domain.comments import CommentState
from domain.people import Named
from domain.releases import Release
from domain.rounds import Round
from domain.sittings import Sitting
from handlers import comments as operations
from messages.charts import Charts, Picture
from messages.labels import closing_day
from messages.wording import Words
from sandbox.message import Message
from sandbox.reading import button_labels
from storage import audit, comments, people, rounds, sittings
from storage.tables import RoundRow
from tests.conversations.house import HERE, House, Someone

FIRST, SECOND = "AAB-1", "AAB-2"
CPR = "Borgeren 010165-1234 fik hjælp"
UNKNOWN = "Den runde findes ikke"


@pytest.fixture(autouse=True)
def drawn(monkeypatch: pytest.MonkeyPatch) -> None:
    """A result without the seconds that drawing takes."""

    async def themes(_charts: Charts, _asked: Round, _release: Release, _words: Words) -> Picture:
        return Picture(b"\x89PNG tiny", "Søjler for 8 temaer")

    monkeypatch.setattr(Charts, "themes", themes)


async def published(
    house: House, written: dict[str, list[str]], *, handed_in: int = 12, reader: str = "Mette", posted: bool = True
) -> Round:
    """A round whose result is out, or only on its way, in which the first people wrote one comment to each question."""
    asked = await house.starts()
    store = house.bot.desk.store
    user = house.person(reader).id
    async with store.writes() as tx:
        await tx.session.execute(update(RoundRow).where(RoundRow.id == asked.id).values(reader=user))
    async with store.reads() as tx:
        roster = await rounds.roster(tx, asked.id)
    for number, person in enumerate(roster[:handed_in]):
        sitting = Sitting(asked.barometer, person.role)
        for item in sitting.items:
            sitting = sitting.answer(item.id, Choice.AGREE)
        for question, texts in written.items():
            sitting = sitting.comment(question, texts[number] if number < len(texts) else "")
        async with store.writes() as tx:
            await sittings.save(tx, asked, person.user, sitting)
    await house.turn(to=asked.closes_at)
    if posted:
        await house.turn(to=asked.closes_at + timedelta(hours=17))
    return await house.round()


async def opened(house: House, who: str = "Mette") -> Someone:
    """The reader with the first comment before them."""
    reader = house.person(who)
    await reader.types("/barometer resultat")
    await reader.clicks("Læs kommentarerne", channel=HERE)
    return reader


async def until(reader: Someone, text: str) -> None:
    """Turn to the comment with this text, from the first one on."""
    while "Forrige" in button_labels(reader.modal.blocks):
        await reader.clicks("Forrige")
    while text not in reader.modal.text:
        await reader.clicks("Næste")


async def shown_to(house: House, who: str) -> str:
    """What somebody reads below Frigivne kommentarer; empty where there is no such button."""
    person = house.person(who)
    await person.types("/barometer resultat")
    card = person.message(channel=HERE)
    if "Frigivne kommentarer" not in button_labels(card.blocks):
        return ""
    await person.clicks("Frigivne kommentarer", on=card)
    text = str(person.modal.text)
    await person.seat.closes_all()
    return text


async def texts(house: House, asked: Round) -> dict[str, list[str]]:
    """What documents get."""
    async with house.bot.desk.store.reads() as tx:
        return await operations.released(tx, asked.team, asked.id)


async def noted(house: House, who: str) -> list[str]:
    desk = house.bot.desk
    async with desk.store.reads() as tx:
        lines = await audit.acts_of(tx, desk.team, house.person(who).id)
    return [line.action for line in lines if line.action.startswith("comments.")]


async def test_the_reader_alone_is_told_once_with_the_result_that_comments_wait(house: House) -> None:
    asked = await published(house, {FIRST: ["Godt", "Fint"], SECOND: ["Mere tid"]}, reader="Line")
    told = [one for one in house.person("Line").messages() if "venter på dig" in one.text]
    [one] = told
    assert one.text == (
        f"3 kommentarer fra barometeret i Børn og Familie, lukket {closing_day(asked, Words())}, venter på dig. "
        "Kun du kan læse dem, og ingen andre ser dem, før du frigiver dem én for én."
    )
    await house.turn(to=asked.closes_at + timedelta(days=3))
    for name in ("Line", "Mette", "Camilla"):
        assert len([m for m in house.person(name).messages() if "venter på dig." in m.text]) == (name == "Line")
    line = house.person("Line")
    await line.clicks("Læs kommentarerne", on=one)
    closed = closing_day(asked, Words())
    assert f"Barometeret i Børn og Familie, lukket {closed}. 3 nye, 3 i alt." in line.modal.text


async def test_nothing_is_told_before_the_result_is_out(house: House) -> None:
    asked = await house.starts()
    await house.turn(to=asked.closes_at)
    await house.turn(to=asked.closes_at + timedelta(hours=16))
    assert not [one for one in house.person("Mette").messages() if "venter på dig" in one.text]


async def test_each_comment_stands_alone_and_a_decision_leads_to_the_next(house: House) -> None:
    asked = await published(house, {FIRST: ["Godt", "Fint"], SECOND: ["Mere tid"]})
    mette = await opened(house)
    seen = []
    for left, label in ((2, "Frigiv"), (1, "Hold tilbage"), (0, "Frigiv")):
        seen.append(next(text for text in ("Godt", "Fint", "Mere tid") if text in mette.modal.text))
        await mette.clicks(label)
        assert f"{left} ny" in mette.modal.text
    assert sorted(seen) == ["Fint", "Godt", "Mere tid"]
    assert seen[2] == "Mere tid"
    assert "Nr. 3 er frigivet." in mette.modal.text
    assert "3 af 3 · frigivet" in mette.modal.text
    assert await texts(house, asked) == {FIRST: [seen[0]], SECOND: ["Mere tid"]}


async def test_what_is_released_is_seen_by_those_who_see_the_result_and_nothing_else_is(house: House) -> None:
    await published(house, {FIRST: ["Godt", "Ikke til andre"]})
    assert await shown_to(house, "Camilla") == ""
    posted = len(house.person("Camilla").messages(channel=HERE))
    mette = await opened(house)
    await until(mette, "Godt")
    await mette.clicks("Frigiv")
    shown = await shown_to(house, "Camilla")
    assert "»Godt«" in shown
    assert "Hvad går godt" in shown
    assert "Ikke til andre" not in shown
    assert "Læs kommentarerne" not in house.person("Camilla").has_read(channel=HERE)
    new = house.person("Camilla").messages(channel=HERE)[posted:]
    assert all(one.only_for for one in new)
    assert not any("Godt" in str(one.blocks) for one in new)


async def test_a_released_comment_can_be_taken_back(house: House) -> None:
    asked = await published(house, {FIRST: ["Godt"]})
    mette = await opened(house)
    await mette.clicks("Frigiv")
    assert "Godt" in await shown_to(house, "Camilla")
    await mette.clicks("Træk tilbage")
    assert "Nr. 1 er holdt tilbage." in mette.modal.text
    assert await shown_to(house, "Camilla") == ""
    assert await texts(house, asked) == {}
    await mette.clicks("Frigiv")
    assert await texts(house, asked) == {FIRST: ["Godt"]}


async def test_a_deleted_comment_is_gone_for_everybody_and_the_one_behind_comes(house: House) -> None:
    asked = await published(house, {FIRST: ["Godt", "Fint", "Min egen"]})
    mette = await opened(house)
    await until(mette, "Min egen")
    await mette.clicks("Frigiv")
    await until(mette, "Min egen")
    await mette.clicks("Slet")
    assert "Kommentaren er slettet." in mette.modal.text
    assert "2 nye, 2 i alt." in mette.modal.text
    assert await texts(house, asked) == {}
    async with house.bot.desk.store.reads() as tx:
        left = [one.text for one in await comments.of_round(tx, asked.team, asked.id)]
    assert sorted(left) == ["Fint", "Godt"]
    await mette.clicks("Slet")
    await mette.clicks("Slet")
    assert "Der er ingen kommentarer." in mette.modal.text


async def test_nobody_else_is_offered_to_read_and_an_old_card_of_the_readers_opens_nothing(house: House) -> None:
    await published(house, {FIRST: ["Godt"]}, reader="Line")
    line = await opened(house, "Line")
    card = line.message(channel=HERE)
    for name in ("Mette", "Jonas", "Camilla"):
        stranger = house.person(name)
        await stranger.types("/barometer resultat")
        assert "Læs kommentarerne" not in stranger.has_read(channel=HERE)
        await stranger.clicks("Læs kommentarerne", on=card)
        assert stranger.modal is None
        assert UNKNOWN in stranger.sees(channel=HERE)


async def test_that_comments_were_read_and_released_is_noted_without_saying_which(house: House) -> None:
    asked = await published(house, {FIRST: ["Godt", "Fint"]})
    mette = await opened(house)
    await mette.clicks("Frigiv")
    await mette.clicks("Slet")
    await mette.clicks("Træk tilbage")
    assert await noted(house, "Mette") == [
        *("comments.read", "comments.released", "comments.deleted", "comments.kept_back"),
    ]
    async with house.bot.desk.store.reads() as tx:
        lines = await audit.acts_of(tx, asked.team, asked.reader)
    assert {line.object for line in lines if line.action.startswith("comments.")} == {asked.id}
    await mette.types("/barometer mine-data")
    assert "frigav en kommentar fra en runde" in mette.modal.text


async def test_what_now_looks_like_a_civil_registration_number_is_shown_to_nobody_and_the_reader_is_told(
    house: House,
) -> None:
    asked = await published(house, {FIRST: ["Godt"]})
    store = house.bot.desk.store
    async with store.writes() as tx:
        await comments.insert(tx, asked, {SECOND: [CPR]})
        [old] = [one for one in await comments.of_round(tx, asked.team, asked.id) if one.item == SECOND]
        await comments.decide(tx, asked.team, asked.id, old, CommentState.RELEASED)
    assert await texts(house, asked) == {}
    mette = await opened(house)
    await mette.clicks("Frigiv")
    assert await texts(house, asked) == {FIRST: ["Godt"]}
    assert "1 vises ikke." in mette.modal.text
    assert "1234" not in await shown_to(house, "Camilla")
    await mette.clicks("Næste")
    assert "ligner et CPR-nummer" in mette.modal.text
    assert "Frigiv" not in button_labels(mette.modal.blocks)
    assert "1234" not in str(mette.modal.blocks)
    await mette.clicks("Træk tilbage")
    async with store.writes() as tx:
        person = await house.bot.desk.who(asked.reader, asked.channel)
        await operations.release(tx, person, asked.id, old.key, house.clock.now())
        again = await comments.of_round(tx, asked.team, asked.id)
    assert [one.state for one in again if one.item == SECOND] == ["kept_back"]
    await mette.clicks("Slet")
    assert await house.rows("released_comments") == 1


async def test_where_few_handed_in_nobody_is_told_and_there_is_nothing_to_read(house: House) -> None:
    await published(house, {FIRST: ["Godt"] * 9}, handed_in=9)
    mette = house.person("Mette")
    await mette.types("/barometer resultat")
    assert "Få har svaret, så eventuelle kommentarer er slettet ulæst" in mette.sees(channel=HERE)
    assert "Læs kommentarerne" not in mette.has_read(channel=HERE)
    assert not [one for one in mette.messages() if "venter på dig" in one.text]
    assert await house.rows("released_comments") == 0


async def test_another_coordinator_does_not_become_the_reader(house: House) -> None:
    asked = await published(house, {FIRST: ["Godt"]})
    mette, jonas = house.person("Mette"), house.person("Jonas")
    async with house.bot.desk.store.writes() as tx:
        await people.save_named(tx, asked.team, asked.channel, Named(coordinator=jonas.id))
    await jonas.types("/barometer resultat")
    assert "Læs kommentarerne" not in jonas.has_read(channel=HERE)
    await mette.types("/barometer resultat")
    await mette.clicks("Læs kommentarerne", channel=HERE)
    assert "Godt" in mette.modal.text


async def test_a_reader_who_has_left_leaves_the_comments_unread_and_the_coordinator_is_told(house: House) -> None:
    house.workspace.change_person("Line", deleted=True)
    await published(house, {FIRST: ["Godt"]}, reader="Line")
    mette = house.person("Mette")
    [told] = [one.text for one in mette.messages() if "kommentarerne" in one.text]
    assert "kan ikke få besked i Slack" in told
    assert "Ingen andre kan læse dem" in told
    assert house.person("Line").id in told
    await mette.types("/barometer resultat")
    assert "Læs kommentarerne" not in mette.has_read(channel=HERE)


async def test_pressing_twice_changes_nothing_more_and_an_old_window_leads_to_what_is_left(house: House) -> None:
    asked = await published(house, {FIRST: ["Godt", "Fint"]})
    mette = await opened(house)
    old = replace(mette.modal)
    await mette.clicks("Frigiv", on=old)
    await mette.clicks("Frigiv", on=old)
    assert sum(map(len, (await texts(house, asked)).values())) == 1
    assert (await noted(house, "Mette")).count("comments.released") == 1
    await mette.clicks("Slet", on=old)
    await mette.clicks("Slet", on=old)
    assert await house.rows("released_comments") == 1
    await mette.clicks("Frigiv", on=old)
    assert "1 ny, 1 i alt." in mette.modal.text


async def test_the_window_is_english_for_who_has_chosen_english(house: House) -> None:
    mette = house.person("Mette")
    async with house.bot.desk.store.writes() as tx:
        await people.save_language(tx, house.bot.desk.team, mette.id, "en")
    await published(house, {FIRST: ["Godt"]})
    await mette.types("/barometer results")
    await mette.clicks("Read the comments", channel=HERE)
    assert "1 new, 1 in all. Only you see them here." in mette.modal.text
    await mette.clicks("Release")
    assert "No. 1 is released." in mette.modal.text


async def test_the_home_tab_of_the_reader_counts_what_waits_and_opens_it(house: House) -> None:
    line, camilla = house.person("Line"), house.person("Camilla")
    for one in (line, camilla):
        await one.seat.opens_home()
    asked = await published(house, {FIRST: ["Godt", "Fint"]}, reader="Line")
    said = f"fra barometeret i Børn og Familie, lukket {closing_day(asked, Words())}, venter på dig."
    assert f"2 kommentarer* {said}" in line.home.text
    assert "kommentar" not in camilla.home.text
    await line.clicks("Læs kommentarerne", on=line.home)
    await line.clicks("Frigiv")
    await house.due()
    assert f"1 kommentar* {said}" in line.home.text
    await line.clicks("Slet")
    await house.due()
    assert "kommentar" not in line.home.text
    assert not house.workspace.refusals
    assert (await texts(house, asked))[FIRST]


async def test_the_home_tab_tells_of_no_comment_before_the_result_is_out(house: House) -> None:
    """The round is sealed at its close, and its result is posted in working hours."""
    line = house.person("Line")
    await published(house, {FIRST: ["Godt"]}, reader="Line", posted=False)
    await line.seat.opens_home()
    await house.due()
    assert await house.rows("released_comments") == 1
    assert "kommentar" not in line.home.text


async def test_the_notice_counts_what_still_waits_and_becomes_a_line_when_the_last_comment_is_decided_about(
    house: House,
) -> None:
    asked = await published(house, {FIRST: ["Godt"], SECOND: ["Mere tid"]}, reader="Line")
    line = house.person("Line")

    def notice() -> Message:
        told: list[Message] = [one for one in line.messages() if "fra barometeret" in one.text]
        return told[0]

    assert notice().text.startswith("2 kommentarer fra barometeret")
    await line.clicks("Læs kommentarerne", on=notice())
    await line.clicks("Frigiv")
    assert notice().text.startswith("1 kommentar fra barometeret")
    assert "venter på dig" in notice().text
    await line.clicks("Slet")
    assert notice().text == (
        "Du har taget stilling til alle kommentarer fra barometeret i Børn og Familie, lukket "
        f"{closing_day(asked, Words())}. Dem, du ikke har slettet, læser du igen med `/barometer resultat` i kanalen."
    )
    assert notice().labels == []
