"""A template that was begun by mistake: deleted by its owner, with everything in it, and nobody is asked again."""

from __future__ import annotations

from sandbox.message import Message
from sandbox.reading import button_labels
from storage import courses, walks
from tests.conversations.course_houses import course_in
from tests.conversations.house import COMMONS, HERE, House, Someone
from tests.conversations.test_walk_reviews import approved, shares, status, write
from tests.conversations.test_walks import begin

SECRET = "Det her skal ingen læse bagefter"
#: Every table with rows of a walk that a fresh one fills.
TABLES = ("walks", "walk_people", "walk_revisions", "walk_places", "walk_handed", "walk_written")


async def asks(house: House, name: str = "Mette") -> Someone:
    """The owner presses the button in the status, and reads what would be lost."""
    who = await status(house, name)
    await who.clicks("Slet skabelonen", channel=HERE)
    return who


def pressable(who: Someone) -> list[Message]:
    """The cards in somebody's direct message on which something can be pressed."""
    return [message for message in who.messages() if button_labels(message.blocks)]


async def test_the_owner_deletes_a_template_and_nothing_of_it_is_left(house: House) -> None:
    mette = await begin(house, "Jonas")
    await write(mette, SECRET)
    await mette.clicks("Giv til kollega")
    await mette.chooses("Jonas", for_="Hvem kan svare?")
    await mette.submits()
    await asks(house)
    text = mette.modal.text
    assert "1 spørgsmål er behandlet." in text
    assert f"Det, der er skrevet, er af <@{mette.id}>." in text
    assert "hent først *Dokument*" in text
    await mette.submits()
    assert "er slettet" in mette.modal.text
    assert "Skabelonen er slettet." in mette.sees(HERE)
    assert "Gennemse" not in mette.sees(HERE)
    assert [await house.rows(table) for table in TABLES] == [0] * len(TABLES)
    await mette.closes_all()
    await mette.types("/icm")
    assert "Du er ikke med i nogen skabelon lige nu." in mette.sees(HERE)


async def test_the_others_are_told_once_and_no_card_asks_anybody_any_more(house: House) -> None:
    mette = await begin(house, "Jonas")
    jonas, henrik = house.person("Jonas"), house.person("Henrik")
    await jonas.types("/icm")
    await jonas.writes("Noget af mit")
    await mette.types("/icm")
    await asks(house)
    assert f"er af <@{jonas.id}>" in mette.modal.text
    await mette.submits()
    await house.due()
    for other in (jonas, henrik):
        assert f"<@{mette.id}> har slettet den skabelon" in other.sees()
        assert f"<#{house.workspace.channel(HERE).id}>" in other.sees()
        assert other.has_read().count("har slettet den skabelon") == 1
    for who in (mette, jonas, henrik):
        assert not pressable(who)
        assert "Skabelonen er slettet." in who.has_read()
    assert "har slettet den skabelon" not in mette.has_read()
    await house.turn(days=8)
    assert not pressable(mette)


async def test_nobody_has_written_and_that_is_said(house: House) -> None:
    mette = await begin(house)
    await asks(house)
    assert "Der er ikke skrevet noget i den." in mette.modal.text
    assert "Dokument" not in mette.modal.text


async def test_what_was_written_while_the_owner_looked_is_not_deleted_unseen(house: House) -> None:
    mette = await begin(house, "Jonas")
    await asks(house)
    jonas = house.person("Jonas")
    await jonas.types("/icm")
    await jonas.writes(SECRET)
    await mette.submits()
    assert "Nogen har skrevet imens." in mette.modal.text
    assert f"er af <@{jonas.id}>" in mette.modal.text
    assert await house.rows("walks") == 1
    await mette.submits()
    assert await house.rows("walks") == 0


async def test_an_approved_template_cannot_be_deleted(house: House) -> None:
    mette = await begin(house)
    await write(mette, "Et svar")
    await asks(house)
    henrik = await approved(house)
    await mette.submits()
    assert f"Version 1 er godkendt af <@{henrik.id}>" in mette.modal.text
    assert "kan ikke slettes" in mette.modal.text
    assert await house.rows("walks") == 1
    await mette.closes_all()
    await status(house)
    assert "Slet skabelonen" not in button_labels(mette.message(HERE).blocks)


async def test_only_the_owner_is_offered_to_delete(house: House) -> None:
    await begin(house, "Jonas")
    for name in ("Jonas", "Henrik"):
        who = await status(house, name, COMMONS)
        assert "Personer" in button_labels(who.message(COMMONS).blocks)
        assert "Slet skabelonen" not in button_labels(who.message(COMMONS).blocks)


async def test_another_template_of_the_same_people_keeps_its_cards(house: House) -> None:
    mette = await begin(house, "Jonas")
    await begin(house, "Jonas")
    jonas = house.person("Jonas")
    assert len([card for card in pressable(jonas) if "Begynd" in card.visible]) == 2
    await status(house)
    await mette.clicks("Se status", channel=HERE)
    await mette.clicks("Slet skabelonen", channel=HERE)
    await mette.submits()
    await house.due()
    assert len([card for card in pressable(jonas) if "Begynd" in card.visible]) == 1
    assert await house.rows("walks") == 1


async def test_the_summary_in_the_channel_becomes_a_line(house: House) -> None:
    mette = await begin(house)
    await status(house)
    await shares(house, mette)
    await asks(house)
    await mette.submits()
    ida = house.person("Ida")
    assert "skabelonen er slettet" in ida.has_read(HERE)
    assert "Åbne spørgsmål" not in ida.has_read(HERE)


async def test_a_course_that_told_of_it_tells_of_none(house: House) -> None:
    course = await course_in(house)
    mette = await begin(house)
    async with house.bot.desk.store.writes() as tx:
        [walk] = await walks.of_person(tx, course.team, mette.id)
        before = await courses.load(tx, course.team, course.id, lock=True)
        assert before is not None
        await courses.save(tx, before, before.with_walk(walk.id))
    await asks(house)
    assert "Forløbet fortæller ikke mere om den." in mette.modal.text
    await mette.submits()
    async with house.bot.desk.store.reads() as tx:
        after = await courses.load(tx, course.team, course.id)
    assert after is not None
    assert after.walk is None


async def test_who_was_not_reached_yet_hears_nothing_of_it(house: House) -> None:
    """An invitation that has not gone out is taken back with the template."""
    mette = house.person("Mette")
    await mette.types("/icm start", channel=HERE)
    await mette.chooses(["Henrik"], for_="Hvem godkender?")
    await mette.submits()
    await mette.closes_all()
    await asks(house)
    await mette.submits()
    await house.due()
    assert "skabelon" not in house.person("Henrik").has_read()
