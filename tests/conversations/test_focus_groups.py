"""The focus groups of a course: the guide for each group, its notes, and what the report has of them."""

from __future__ import annotations

from datetime import date, timedelta

from domain.courses import Course
from sandbox.message import Message
from storage import course_texts
from tests.conversations.course_houses import TEAM_ROOM, comes, course_in, course_now, posts
from tests.conversations.house import HERE, House, Someone
from tests.conversations.plan_houses import ends
from tests.conversations.test_course_rounds import measured
from tests.conversations.test_documents import drawn, files_of, text_of

#: Files without the seconds that drawing takes.
__all__ = ["drawn"]

INTERVIEWS = date(2027, 2, 1)
NUMBER = "Vi har travlt.\nBarnet 010190-1234 fylder meget."


async def card(house: House, course: Course) -> Message:
    """The card of the interviews in the team's channel, on the day."""
    await comes(house, INTERVIEWS)
    assert (await course_now(house, course)).id == course.id
    return posts(house.person("Sofie"), "Interviewguide")[-1]


async def writes_notes(who: Someone, on: Message, group: str, text: str) -> None:
    await who.clicks("Noter", on=on)
    await who.clicks("Skriv", beside=group)
    await who.fills("Hvad blev der sagt?", text)
    await who.submits()


async def test_the_card_names_the_three_groups_and_how_long_each_takes(house: House) -> None:
    shown = (await card(house, await course_in(house))).visible
    assert "*Grupper:* Ledelsen; Superbrugerne; Sagsbehandlerne (60 minutter hver)" in shown


async def test_a_guide_waits_for_a_result(house: House) -> None:
    course = await course_in(house)
    sofie = house.person("Sofie")
    await sofie.clicks("Interviewguide", on=await card(house, course))
    await sofie.clicks("Ledelsen", channel=TEAM_ROOM)
    assert "Guiden laves af barometerets resultat" in sofie.messages(TEAM_ROOM)[-1].visible
    assert not sofie.messages()


async def test_each_group_has_a_guide_of_its_own_from_the_released_result(house: House) -> None:
    course = await course_in(house)
    await measured(house, await house.starts())
    sofie = house.person("Sofie")
    await sofie.clicks("Interviewguide", on=await card(house, course))
    await sofie.clicks("Sagsbehandlerne", channel=TEAM_ROOM)
    sent = sofie.messages()[-1]
    assert "Interviewguide til fokusgruppen: Sagsbehandlerne" in sent.text
    file = files_of(house, sofie)[-1]
    assert file.name == "interviewguide-sagsbehandlerne-boern-og-familie.docx"


async def test_notes_are_kept_sealed_and_shown_to_the_team(house: House) -> None:
    course = await course_in(house)
    on = await card(house, course)
    sofie, amina = house.person("Sofie"), house.person("Amina")
    await writes_notes(sofie, on, "Ledelsen", "Vi mangler *tid* <!channel>")
    assert "Noterne til Ledelsen er gemt" in sofie.modal.text
    await amina.clicks("Noter", on=on)
    assert "Vi mangler *tid* <!channel>" in str(amina.modal.blocks)
    assert str(amina.modal.blocks).count("Ingen noter endnu.") == 2
    assert "mangler" not in "".join(one.visible for one in sofie.messages(TEAM_ROOM))


async def test_notes_can_be_written_from_the_record_once_the_interviews_are_held(house: House) -> None:
    course = await course_in(house)
    sofie = house.person("Sofie")
    await sofie.clicks("Holdt", on=await card(house, course))
    await sofie.submits()
    await sofie.seat.closes_all()
    await house.due()
    await writes_notes(
        sofie, posts(sofie, "Referat: Tre fokusgruppeinterviews")[-1], "Sagsbehandlerne", "Vi mangler tid"
    )
    assert "er gemt" in sofie.modal.text


async def test_a_number_is_refused_and_nothing_typed_is_lost(house: House) -> None:
    course = await course_in(house)
    sofie = house.person("Sofie")
    await writes_notes(sofie, await card(house, course), "Ledelsen", NUMBER)
    assert "linje 2 ligner et CPR-nummer" in str(sofie.modal.errors)
    async with house.bot.desk.store.reads() as tx:
        assert not await course_texts.read(tx, course.id, ["notes:1"])
    await sofie.fills("Hvad blev der sagt?", "Vi har travlt.")
    await sofie.submits()
    async with house.bot.desk.store.reads() as tx:
        assert (await course_texts.read(tx, course.id, ["notes:1"]))["notes:1"].text == "Vi har travlt."


async def test_two_who_write_at_the_same_time_lose_nothing(house: House) -> None:
    course = await course_in(house)
    on = await card(house, course)
    sofie, amina = house.person("Sofie"), house.person("Amina")
    await amina.clicks("Noter", on=on)
    await amina.clicks("Skriv", beside="Ledelsen")
    await amina.fills("Hvad blev der sagt?", "Aminas ord")
    await writes_notes(sofie, on, "Ledelsen", "Sofies ord")
    await amina.submits()
    assert "Sofies ord" in str(amina.modal.blocks)
    await amina.submits()
    async with house.bot.desk.store.reads() as tx:
        assert (await course_texts.read(tx, course.id, ["notes:1"]))["notes:1"].text == "Aminas ord"


async def test_in_a_course_that_is_over_notes_are_read_and_nobody_types_what_cannot_be_kept(house: House) -> None:
    course = await course_in(house)
    on = await card(house, course)
    sofie, amina = house.person("Sofie"), house.person("Amina")
    await writes_notes(sofie, on, "Ledelsen", "Vi mangler tid")
    await sofie.closes_all()
    await amina.clicks("Noter", on=on)
    await ends(house)
    await amina.clicks("Skriv", beside="Superbrugerne")
    assert "Det hører til et forløb, der er slut. Intet er ændret." in amina.modal.text
    await sofie.clicks("Noter", on=on)
    assert "Vi mangler tid" in str(sofie.modal.blocks)
    assert "noterne kan læses, men ikke ændres" in sofie.modal.text
    assert "focus_groups.write" not in str(sofie.modal.blocks)


async def test_the_report_has_the_notes_group_by_group_also_from_the_team_s_channel(house: House) -> None:
    course = await course_in(house)
    await measured(house, await house.starts())
    on = await card(house, course)
    await writes_notes(house.person("Sofie"), on, "Ledelsen", "Vi mangler tid")
    mette = house.person("Mette")
    for room in (TEAM_ROOM, "#boern-familie"):
        await mette.types("/anker rapport", channel=room)
        told = text_of(files_of(house, mette)[-1].data or b"")
        assert "Fra fokusgrupperne" in told
        assert "Vi mangler tid" in told
    assert house.clock.now().date() >= INTERVIEWS - timedelta(days=1)


async def test_whoever_is_not_in_the_team_gets_a_report_without_its_notes(house: House) -> None:
    course = await course_in(house)
    await measured(house, await house.starts())
    await writes_notes(house.person("Sofie"), await card(house, course), "Ledelsen", "Vi mangler tid")
    henrik = house.person("Henrik")
    await house.name("#boern-familie", coordinator=henrik.id)
    await house.person("Mette").invites("Henrik", HERE)
    await henrik.types("/anker rapport")
    told = text_of(files_of(house, henrik)[-1].data or b"")
    assert "Screeningsrapport" in told
    assert "Vi mangler tid" not in told
