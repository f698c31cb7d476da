"""How a course ends: who secures what, the one question half a year later, and an end before its time."""

from __future__ import annotations

from datetime import date, timedelta

from domain.courses import Course, Standing
from sandbox.message import Message
from storage import closings
from tests.conversations.course_houses import TEAM_ROOM, comes, course_in, course_now, day_of, posts
from tests.conversations.house import House, Someone
from tests.conversations.plan_houses import ends, opened, planned

SECURES = "Hvad skal sikres? (1)"
FETCH_AGAIN = "Har du den i din kalender, så hent den igen."


async def holds_the_last(house: House, course: Course, who: Someone, what: str = "Oplæring af nye") -> None:
    """The final meeting is held on its day, and who secures what is written down."""
    await comes(house, await day_of(house, course, "final_meeting"))
    await who.clicks("Holdt", on=posts(who, "Afsluttende møde i dag")[-1])
    await who.fills("Hvad blev aftalt?", "Vi fortsætter.")
    await who.fills(SECURES, what)
    await who.submits()
    await house.due()


async def question(house: House, course: Course) -> Message:
    await comes(house, await day_of(house, course, "after_care"))
    return posts(house.person("Sofie"), "Én af jer svarer for teamet")[-1]


async def test_the_record_of_the_final_meeting_tells_who_secures_what(house: House) -> None:
    course, sofie = await course_in(house), house.person("Sofie")
    await holds_the_last(house, course, sofie, "Oplæring af *nye* <!channel>")
    record = posts(sofie, "Referat: Afsluttende møde")[-1]
    assert "*Sådan sikres det efter forløbet:*" in record.visible
    assert "Oplæring af ∗nye∗ &lt;!channel&gt;" in record.visible
    await sofie.types("/anker status", channel=TEAM_ROOM)
    assert "Sådan sikres det efter forløbet" in sofie.messages(TEAM_ROOM)[-1].visible
    assert not (await course_now(house, course)).over


async def test_no_other_meeting_asks_who_secures_what(house: House) -> None:
    course, sofie = await course_in(house), house.person("Sofie")
    await comes(house, await day_of(house, course, "report_meeting"))
    await sofie.clicks("Holdt", on=posts(sofie, "Møde om rapporten i dag")[-1])
    assert SECURES not in str(sofie.modal.blocks)


async def test_a_number_in_what_is_to_be_secured_is_refused(house: House) -> None:
    course, sofie = await course_in(house), house.person("Sofie")
    await holds_the_last(house, course, sofie, "010190-1234")
    assert "CPR" in str(sofie.modal.errors)
    assert not posts(sofie, "Referat:")
    async with house.bot.desk.store.reads() as tx:
        assert not (await closings.read(tx, course.id)).secured


async def test_half_a_year_later_the_team_is_asked_once_and_the_course_is_over(house: House) -> None:
    course, sofie = await course_in(house), house.person("Sofie")
    await holds_the_last(house, course, sofie)
    asked = await question(house, course)
    assert "• Oplæring af nye" in asked.visible
    await sofie.clicks("Delvist", on=asked)
    await sofie.fills("Vil I sige mere?", "Det halter i *vest*")
    await sofie.submits()
    await house.due()
    told = posts(sofie, "svarede")[-1]
    assert f"*Følges planen stadig?* Delvist, svarede <@{sofie.id}>." in told.visible
    assert "Det halter i *vest*" in told.visible
    assert "Besvaret" in sofie.messages(TEAM_ROOM)[[m.ts for m in sofie.messages(TEAM_ROOM)].index(asked.ts)].text
    after = await course_now(house, course)
    assert (after.over, after.state("after_care").standing) == (True, Standing.HELD)
    await sofie.types("/anker status", channel=TEAM_ROOM)
    status = sofie.messages(TEAM_ROOM)[-1].visible
    assert "Forløbet er slut." in status
    assert "Delvist, svarede" in status
    assert await house.rows("course_due WHERE state = 'waiting'") == 0


async def test_the_question_is_answered_once_and_the_second_answer_is_not_lost(house: House) -> None:
    course = await course_in(house)
    asked = await question(house, course)
    sofie, amina = house.person("Sofie"), house.person("Amina")
    for who, label in ((sofie, "Ja"), (amina, "Nej")):
        await who.clicks(label, on=asked)
        await who.fills("Vil I sige mere?", f"Siger {who.id}")
    await sofie.submits()
    await amina.submits()
    assert f"<@{sofie.id}> har svaret for teamet imens" in amina.modal.text
    assert f"Siger {amina.id}" in str(amina.modal.blocks)
    async with house.bot.desk.store.reads() as tx:
        kept = (await closings.read(tx, course.id)).followed
    assert kept is not None
    assert (kept.answer, kept.by) == ("yes", sofie.id)


async def test_a_number_in_the_comment_is_refused(house: House) -> None:
    course, sofie = await course_in(house), house.person("Sofie")
    await sofie.clicks("Ja", on=await question(house, course))
    await sofie.fills("Vil I sige mere?", "010190-1234")
    await sofie.submits()
    assert "CPR" in str(sofie.modal.errors)
    assert not (await course_now(house, course)).over


async def test_who_leads_ends_a_course_after_being_asked_and_another_can_begin(house: House) -> None:
    course, mette, sofie = await course_in(house), house.person("Mette"), house.person("Sofie")
    await mette.types("/anker status", channel=TEAM_ROOM)
    await mette.clicks("Afslut forløbet", channel=TEAM_ROOM)
    assert not (await course_now(house, course)).over
    assert FETCH_AGAIN in mette.modal.text
    assert "men referater, noter og datoer kan ikke ændres, og planen får ingen nye handlinger" in mette.modal.text
    assert "De møder, der ikke er meldt holdt, aflyses" in mette.modal.text, "a past one too"
    assert "Så spørger jeg heller ikke: »Følges planen stadig?«" in mette.modal.text
    await mette.submits()
    await house.due()
    assert (await course_now(house, course)).over
    [told] = posts(sofie, f"er afsluttet af <@{mette.id}>")
    assert FETCH_AGAIN in told.visible
    await sofie.clicks("Kalenderfil", on=told)
    assert "det, der ikke er meldt holdt, er aflyst i filen" in sofie.sees()
    before = len(sofie.messages(TEAM_ROOM))
    await comes(house, date(2027, 2, 1))
    assert len(sofie.messages(TEAM_ROOM)) == before
    await mette.seat.closes_all()
    await mette.types("/anker start", channel=TEAM_ROOM)
    assert mette.modal is not None


async def test_between_the_last_meeting_and_the_question_a_new_course_is_one_press_away(house: House) -> None:
    course, mette = await course_in(house), house.person("Mette")
    await holds_the_last(house, course, house.person("Sofie"))
    await mette.types("/anker start", channel=TEAM_ROOM)
    assert "Under *Status* kan du afslutte det: *Afslut forløbet*." in mette.sees(TEAM_ROOM)
    await mette.clicks("Status", channel=TEAM_ROOM)
    await mette.clicks("Afslut forløbet", channel=TEAM_ROOM)
    assert "Så spørger jeg heller ikke" in mette.modal.text
    await mette.submits()
    await mette.seat.closes_all()
    await mette.types("/anker start", channel=TEAM_ROOM)
    assert "Kommune" in mette.modal.text


async def test_who_ends_a_course_is_told_how_many_actions_it_leaves_open(house: House) -> None:
    course, mette = await course_in(house), house.person("Mette")
    for number in (1, 2):
        await planned(house, course, "Jonas", f"Handling {number}")
    await mette.types("/anker status", channel=TEAM_ROOM)
    await mette.clicks("Afslut forløbet", channel=TEAM_ROOM)
    assert "2 handlinger er åbne. De bliver i planen, og de, der har dem, ser dem på fanen Hjem." in mette.modal.text
    assert "Alle andre end dig, der har noget åbent, får en besked fra mig." in mette.modal.text
    await mette.closes_all()
    jonas = house.person("Jonas")
    for number in (1, 2):
        await opened(house, "Jonas")
        await jonas.clicks("Gjort", channel=TEAM_ROOM, beside=f"Handling {number}")
    await mette.clicks("Afslut forløbet", channel=TEAM_ROOM)
    assert "åbne" not in mette.modal.text
    await mette.closes_all()
    await planned(house, course, "Mette")
    await mette.clicks("Afslut forløbet", channel=TEAM_ROOM)
    assert "1 handling er åben" in mette.modal.text
    assert "Andre, der har" not in mette.modal.text, "only her own"


async def test_an_old_card_is_of_the_course_that_is_over_also_where_a_new_one_runs(house: House) -> None:
    course, sofie = await course_in(house), house.person("Sofie")
    await comes(house, await day_of(house, course, "report_meeting"))
    old = posts(sofie, "Møde om rapporten i dag")[-1]
    await ends(house)
    await course_in(house, origin="second")
    await sofie.clicks("Holdt", on=old)
    assert "Det hører til et forløb, der er slut. Intet er ændret." in sofie.sees(TEAM_ROOM)
    assert "Er der ikke et nyt i gang, begynder den, der koordinerer, det" in sofie.sees(TEAM_ROOM)


async def test_a_member_of_the_team_is_not_offered_to_end_it(house: House) -> None:
    await course_in(house)
    sofie = house.person("Sofie")
    await sofie.types("/anker status", channel=TEAM_ROOM)
    assert "Afslut forløbet" not in sofie.messages(TEAM_ROOM)[-1].visible


async def test_nothing_is_asked_in_a_course_that_was_ended_meanwhile(house: House) -> None:
    course, mette = await course_in(house), house.person("Mette")
    day = await day_of(house, course, "after_care")
    await comes(house, day - timedelta(days=7))
    await mette.types("/anker status", channel=TEAM_ROOM)
    await mette.clicks("Afslut forløbet", channel=TEAM_ROOM)
    await mette.submits()
    await comes(house, day)
    assert not posts(mette, "Én af jer svarer for teamet")
