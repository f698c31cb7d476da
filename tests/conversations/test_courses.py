"""A course is set up with its whole calendar before one's eyes, its status is read and shared, its meetings fetched."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest
from icalendar import Calendar

from domain.course_progress import Progress, timeline
from domain.courses import Course, Rest, Standing
from domain.people import Department, Named
from handlers import course_setups, course_status, courses
from storage import courses as stored
from storage import people, sent_messages
from tests.conversations.course_houses import TEAM_ROOM, comes, course_in, course_now, posts
from tests.conversations.house import COMMONS, HERE, House, Someone
from tests.conversations.test_walk_documents import files_of
from tests.conversations.test_walks import begin


async def fills_in(house: House, opens: str = "2027-01-25", channel: str = TEAM_ROOM) -> Someone:
    """Mette fills the form in; the calendar stands before her."""
    mette = house.person("Mette")
    await mette.types("/anker start", channel=channel)
    await mette.chooses(opens, for_="Barometer 1 åbner")
    await mette.submits()
    return mette


async def sets_up(house: House, opens: str = "2027-01-25", channel: str = TEAM_ROOM) -> Course:
    mette = await fills_in(house, opens, channel)
    await mette.submits()
    await mette.seat.closes_all()
    return await running(house, channel)


def chosen_in(someone: Someone) -> dict[str, object]:
    """What stands in the form, by block; of several people the order does not count."""
    fields = {block: dict(next(iter(given.values()))) for block, given in someone.modal.values.items()}
    return {
        block: {name: sorted(value) if isinstance(value, list) else value for name, value in given.items()}
        for block, given in fields.items()
    }


async def running(house: House, channel: str = TEAM_ROOM) -> Course:
    async with house.bot.desk.store.reads() as tx:
        room = house.workspace.channel(channel.lstrip("#")).id
        found = await stored.running(tx, house.bot.desk.team, room)
    assert found is not None
    return found


async def named(house: House, channel: str = TEAM_ROOM) -> Named:
    async with house.bot.desk.store.reads() as tx:
        return await people.named(tx, house.bot.desk.team, house.workspace.channel(channel.lstrip("#")).id)


# Setting up


async def test_the_form_is_prefilled_with_what_is_known(house: House) -> None:
    mette = house.person("Mette")
    await mette.types("/anker start", channel=TEAM_ROOM)
    values = {action: given for fields in mette.modal.values.values() for action, given in fields.items()}
    assert values["courses.municipality"]["value"] == "Egelund Kommune"
    assert values["courses.department"]["selected_conversation"] == house.workspace.channel("boern-familie").id
    assert values["courses.deputy"]["selected_user"] == house.person("Jonas").id
    assert set(values["courses.members"]["selected_users"]) == (await named(house)).team
    assert "7, 28-30, 42; 24. december-1. januar" in mette.modal.text
    assert "Skabelon i forløbet" not in mette.modal.text, "she has no template"


async def test_where_the_channel_has_no_department_list_another_of_theirs_is_proposed(house: House) -> None:
    desk, mette = house.bot.desk, house.person("Mette")
    await house.name("#alle-i-egelund", coordinator=mette.id)
    here = house.workspace.channel("alle-i-egelund").id
    person = await desk.who(mette.id, here)
    async with desk.store.reads() as tx:
        beginning = await course_setups.begin(tx, person)
    with_lists = {house.workspace.channel(name).id for name in ("boern-familie", "forankringsteam-ics")}
    assert set(beginning.departments[:2]) == with_lists
    assert beginning.departments[2:] == (here,)


async def test_a_second_course_with_the_same_department_is_told_of_in_the_form_and_before_it_begins(
    house: House,
) -> None:
    first, mette = await course_in(house), house.person("Mette")
    await mette.types("/anker start", channel=HERE)
    told = f"Forløbet i <#{first.channel}> er i gang og har også sine barometre i <#{first.department}>."
    assert told in mette.modal.text
    await mette.submits()
    assert f"• {told} En runde dér kan høre til begge forløb." in mette.modal.text
    await mette.seat.closes_all()
    await house.name(TEAM_ROOM, coordinator=house.person("Jonas").id)
    await mette.types("/anker start", channel=HERE)
    assert f"Et andet forløb er i gang og har også sine barometre i <#{first.department}>." in mette.modal.text
    assert first.channel not in mette.modal.text, "she has no part in it"


async def test_the_whole_calendar_is_shown_before_one_confirms(house: House) -> None:
    mette = await fills_in(house, "2027-01-11")
    shown = mette.modal.text
    course = next(iter(house.bot.desk.store.course_types.all()))
    assert all(milestone.name.da in shown for milestone in course.milestones)
    assert "*ma. 21. december 2026* Forankringsteam nedsat (3 uger før barometer 1 åbner, før start)" in shown
    assert "er sø. 11. juli. En anden dag er foreslået på grund af weekend og ferielukning i uge 28-30." in shown
    assert "Udviklingsdag (7 uger efter barometer 1 åbner, foreslået)" in shown
    assert "(6 uger efter udviklingsdagen, foreslået)" in shown
    assert "»Foreslået« er ikke aftalt endnu." in shown
    assert "To af barometerets temaer, ledelse og superbrugere" in shown
    assert await house.rows("courses") == 0


async def test_a_day_that_is_proposed_instead_of_the_chosen_one_is_not_called_the_chosen_one(house: House) -> None:
    mette = house.person("Mette")
    await mette.types("/anker start", channel=TEAM_ROOM)
    await mette.chooses("2027-01-11", for_="Barometer 1 åbner")
    await mette.chooses("2027-02-16", for_="Udviklingsdag")
    await mette.submits()
    shown = mette.modal.text
    assert "*ma. 11. januar* Barometer 1 åbner (valgt dato)" in shown
    assert (
        "*ma. 22. februar* Udviklingsdag (foreslået)\n      _Den valgte dag er ti. 16. februar. En anden dag er "
        "foreslået på grund af ferielukning i uge 7._"
    ) in shown
    assert "*ma. 5. april* Statusmøde efter 6 uger (6 uger efter udviklingsdagen, foreslået)\n*" in shown, "no reason"


async def test_what_falls_on_one_day_is_told_before_the_course_begins(house: House) -> None:
    mette = await fills_in(house, "2027-06-08")
    assert "• *Samme dag, mandag 2. august" in mette.modal.text
    assert ":* Screeningsrapport klar; Møde om rapporten; Udviklingsdag. I planen kommer det efter" in mette.modal.text


async def test_going_back_keeps_everything(house: House) -> None:
    mette = house.person("Mette")
    await mette.types("/anker start", channel=TEAM_ROOM)
    await mette.fills("Kommune", "Egelund Nord")
    await mette.chooses("2027-03-15", for_="Barometer 1 åbner")
    await mette.chooses("2027-05-10", for_="Udviklingsdag")
    await mette.chooses("Birgitte", for_="Stedfortræder")
    await mette.chooses(["Karen", "Torben"], for_="Forankringsteamet")
    await mette.chooses(HERE, for_="Afdelingens kanal")
    filled = chosen_in(mette)
    await mette.submits()
    await mette.clicks("Ret")
    assert chosen_in(mette) == filled
    await mette.submits()
    await mette.submits()
    begun = await running(house)
    assert begun.municipality == "Egelund Nord"
    assert begun.anchors == {"barometer_1_open": date(2027, 3, 15), "development_day": date(2027, 5, 10)}
    assert begun.department == house.workspace.channel("boern-familie").id
    kept = await named(house)
    assert kept.deputy == house.person("Birgitte").id
    assert kept.team == {house.person("Karen").id, house.person("Torben").id}
    assert kept.coordinator == mette.id


async def test_a_missing_role_and_a_missing_deputy_are_told_of(house: House) -> None:
    await house.name(TEAM_ROOM, coordinator=house.person("Mette").id, team=frozenset({house.person("Torben").id}))
    mette = await fills_in(house)
    assert "*Teamet mangler:* ICS-superbruger og sagsbehandler." in mette.modal.text
    assert "Der er ingen stedfortræder." in mette.modal.text


async def test_a_full_team_is_not_warned_about(house: House) -> None:
    mette = await fills_in(house)
    assert "Teamet mangler" not in mette.modal.text
    assert "Der er ingen stedfortræder." not in mette.modal.text


async def test_what_cannot_be_is_said_at_its_field(house: House) -> None:
    mette = house.person("Mette")
    await mette.types("/anker start", channel=TEAM_ROOM)
    await mette.chooses("2027-03-15", for_="Barometer 1 åbner")
    await mette.chooses("2027-03-01", for_="Udviklingsdag")
    await mette.chooses("Mette", for_="Stedfortræder")
    await mette.chooses(["Pia"], for_="Forankringsteamet")
    await mette.chooses("#alle-i-egelund", for_="Afdelingens kanal")
    answer = await mette.submits()
    assert isinstance(answer.body, dict)
    errors = answer.body["errors"]
    assert "Pia" in errors.pop("courses-members")
    assert errors == {
        "courses-anchor-development_day": "Ligger før »Barometer 1 åbner«. Vælg en senere dag.",
        "courses-department": "Vælg en kanal, hvor du er koordinator: barometrene startes fra forløbet.",
        "courses-deputy": "Stedfortræderen skal være en anden end koordinatoren.",
    }
    assert await house.rows("course_drafts") == 0


async def test_a_coordinator_on_leave_needs_a_deputy(house: House) -> None:
    jonas = house.person("Jonas")
    await house.name(
        TEAM_ROOM, coordinator=house.person("Mette").id, deputy=jonas.id, coordinator_away=True, team=frozenset()
    )
    await jonas.types("/anker start", channel=TEAM_ROOM)
    await jonas.chooses("Karen", for_="Stedfortræder")
    await jonas.submits()
    assert "Koordinator:" in jonas.modal.text
    assert "på orlov" in jonas.modal.text


async def test_a_template_is_part_of_a_course_only_when_it_is_chosen(house: House) -> None:
    mette = await begin(house)
    await mette.types("/anker start", channel=TEAM_ROOM)
    await mette.submits()
    assert "Skabelon:" not in mette.modal.text
    await mette.clicks("Ret")
    await mette.chooses("ICM: Børn og Familie", for_="Skabelon i forløbet")
    await mette.submits()
    assert "Skabelon: ICM: Børn og Familie." in mette.modal.text
    await mette.submits()
    await mette.seat.closes_all()
    assert (await running(house)).walk is not None
    await mette.types("/anker", channel=TEAM_ROOM)
    assert "*ICM: Børn og Familie:* 32 spørgsmål: 32 åbne" in mette.sees(TEAM_ROOM)


async def test_the_channel_is_told_and_gets_the_timeline(house: House) -> None:
    course = await sets_up(house)
    await house.due()
    [told] = posts(house.person("Torben"), "Et forløb er begyndt her.")
    assert "→ næste · *ma. 18. januar* Orientering af medarbejdere" in told.visible
    assert "Status" in told.visible
    assert "Se planen" in told.visible
    assert course.set_up_on == date(2027, 1, 11)


async def test_the_receipt_offers_the_texts_with_the_dates(house: House) -> None:
    mette = await fills_in(house)
    await mette.submits()
    assert "Forløbet er begyndt, og" in mette.modal.text
    await mette.clicks("Tekster til medarbejdere og MED/TR")
    assert "Kære alle" in mette.modal.text
    assert mette.modal.text.count("metode, [metodens navn]") == 2, "in each of the two texts"
    assert "Skriv metodens navn, hvor der står [metodens navn]" in mette.modal.text
    assert "• mandag 25. januar: Barometer 1 åbner" in mette.modal.text
    assert "Til MED-udvalg og tillidsrepræsentanter" in mette.modal.text
    assert "Egelund It driver løsningen." in mette.modal.text


async def test_outside_working_hours_the_receipt_says_when_the_channel_hears(house: House) -> None:
    await house.turn(to=datetime(2027, 1, 15, 17, tzinfo=UTC))
    mette = await fills_in(house)
    await mette.submits()
    assert "får besked mandag 18. januar kl. 9." in mette.modal.text
    await house.due()
    assert posts(mette, "Et forløb er begyndt her.") == []


async def test_a_running_course_is_refused_with_its_status_as_the_next_step(house: House) -> None:
    await sets_up(house)
    mette = house.person("Mette")
    await mette.types("/anker start", channel=TEAM_ROOM)
    assert mette.modal is None
    assert "Der er allerede et forløb i gang" in mette.sees(TEAM_ROOM)
    await mette.clicks("Status", channel=TEAM_ROOM)
    assert "*Næste:*" in mette.sees(TEAM_ROOM)


async def test_two_forms_at_once_begin_one_course(house: House) -> None:
    mette = await fills_in(house)
    await course_in(house)
    await mette.submits()
    assert "Der er allerede et forløb i gang i kanalen." in mette.modal.text
    assert await house.rows("courses") == 1


async def test_the_same_draft_twice_begins_one_course(house: House) -> None:
    mette = await fills_in(house)
    desk = house.bot.desk
    draft = mette.modal.blocks[0]["block_id"].split(":")[0]
    person = await desk.who(mette.id, house.workspace.channel("forankringsteam-ics").id)
    begun = set()
    for _ in range(2):
        async with desk.store.writes() as tx:
            begun.add((await course_setups.confirm(tx, person, draft, desk.now(), desk.workdays)).id)
    assert len(begun) == 1
    assert await house.rows("courses") == 1


async def test_where_anker_is_not_it_says_how_to_invite_it(house: House) -> None:
    await house.name("#alle-i-egelund", coordinator=house.person("Mette").id)
    mette = house.person("Mette")
    await mette.types("/anker start", channel="#alle-i-egelund")
    assert mette.modal is None
    assert "/invite @Anker" in mette.sees("#alle-i-egelund")


async def test_what_nobody_confirmed_is_forgotten_after_a_day(house: House) -> None:
    await fills_in(house)
    assert await house.rows("course_drafts") == 1
    await house.turn(hours=23)
    assert await house.rows("course_drafts") == 1
    await house.turn(hours=2)
    assert await house.rows("course_drafts") == 0


# Status


async def test_the_status_is_private_and_says_how_far_everything_is_in_words(house: House) -> None:
    await course_in(house)
    await house.due()
    torben = house.person("Torben")
    await torben.types("/anker", channel=TEAM_ROOM)
    shown = torben.sees(TEAM_ROOM)
    assert "· før start · *ma. 21. december 2026* Forankringsteam nedsat" in shown
    assert "→ næste · *ma. 11. januar* Barometer 1 åbner" in shown
    assert "○ kommer · *ma. 12. april* Statusmøde efter 6 uger (foreslået)" in shown
    assert "Kun du ser dette." in shown
    assert "Kun du ser dette." not in house.person("Amina").has_read(TEAM_ROOM)
    assert torben.message(TEAM_ROOM).text.startswith("Forankringsstøtte, Egelund Kommune")


async def test_what_is_done_is_marked_and_stays_done(house: House) -> None:
    course = await course_in(house)
    amina = house.person("Amina")
    await amina.types("/anker", channel=TEAM_ROOM)
    await amina.clicks("Gjort", channel=TEAM_ROOM, beside="Forankringsteam nedsat")
    assert "✓ gjort · *ma. 11. januar* Forankringsteam nedsat" in amina.sees(TEAM_ROOM)
    old = amina.message(TEAM_ROOM)
    await house.turn(days=1)
    person = await house.bot.desk.who(amina.id, course.channel)
    async with house.bot.desk.store.writes() as tx:
        await course_status.done(tx, person, course.id, "team_formed", house.clock.now(), house.bot.desk.workdays)
    state = (await course_now(house, course)).state("team_formed")
    assert state.standing is Standing.HELD
    assert state.chosen is not None
    assert state.chosen.day == date(2027, 1, 11)
    assert old.visible


async def test_late_unknown_and_left_out_have_words_of_their_own(house: House) -> None:
    course = await course_in(house, date(2027, 1, 25))
    desk = house.bot.desk
    person = await desk.who(house.person("Mette").id, course.channel)
    async with desk.store.writes() as tx:
        await courses.leave_out(tx, person, course.id, "report_meeting", desk.now(), desk.workdays)
    await comes(house, date(2027, 3, 3))
    mette = house.person("Mette")
    await mette.types("/anker status", channel=TEAM_ROOM)
    shown = mette.sees(TEAM_ROOM)
    assert "*»Barometer 1 åbner« stod til mandag 25. januar og er ikke startet*" in shown
    assert "○ venter på åbningen · *ma. 8. februar* Barometer 1 lukker" in shown
    assert "! over datoen · *ma. 1. marts* Screeningsrapport klar" in shown
    assert "? vides ikke · *ma. 22. februar* Tre fokusgruppeinterviews" in shown
    assert "– ikke nødvendigt · *ma. 8. marts* Møde om rapporten" in shown
    told = {line.progress for line in timeline(await course_now(house, course), date(2027, 3, 3), desk.workdays)}
    assert told >= {Progress.LATE, Progress.UNKNOWN, Progress.NOT_NEEDED, Progress.NEXT, Progress.AHEAD}


async def test_what_has_passed_is_settled_from_the_status(house: House) -> None:
    course = await course_in(house, date(2027, 1, 25))
    await comes(house, date(2027, 3, 3))
    mette = house.person("Mette")
    await mette.types("/anker status", channel=TEAM_ROOM)
    assert "datoer er gået, uden at det er markeret, hvad der skete." in mette.sees(TEAM_ROOM)
    status = mette.message(TEAM_ROOM)
    await mette.clicks("Holdt", on=status, beside="Tre fokusgruppeinterviews")
    await mette.submits()
    assert (await course_now(house, course)).state("focus_groups").standing is Standing.HELD
    assert "✓ holdt · *ma. 22. februar* Tre fokusgruppeinterviews" in mette.sees(TEAM_ROOM), "the list follows"
    await mette.closes_all()
    await mette.clicks("Forbered runden", on=status, beside="Barometer 1 åbner")
    assert mette.modal is not None
    assert mette.modal.title == "Ny barometerrunde"


async def test_an_observer_sees_and_changes_nothing(house: House) -> None:
    await house.name(TEAM_ROOM, coordinator=house.person("Mette").id, observers=frozenset({house.person("Amina").id}))
    await course_in(house)
    amina = house.person("Amina")
    await amina.types("/anker", channel=TEAM_ROOM)
    shown = amina.sees(TEAM_ROOM)
    assert "*Næste:*" in shown
    assert "Kalenderfil" in shown
    for hidden in ("Gjort", "Del i kanalen", "flyt en dato", "Tekster"):
        assert hidden not in shown


async def test_in_a_direct_message_it_is_ones_own_course_or_a_choice(house: House) -> None:
    jonas = house.person("Jonas")
    await course_in(house)
    await jonas.types("/anker", channel=None)
    assert "*Næste:*" in jonas.sees()
    async with house.bot.desk.store.writes() as tx:
        one = await course_now(house, await running(house))
        other = replace(
            one, id=stored.new_course_id(), channel=house.workspace.channel("boern-familie").id, municipality="Nord"
        )
        await stored.insert(tx, other, "another")
    await jonas.types("/anker status", channel=None)
    assert "Du er med i flere forløb." in jonas.sees()
    await jonas.clicks("Status", beside="Nord")
    assert "Forankringsstøtte, Nord" in jonas.sees()


async def test_whoever_has_no_part_sees_whom_to_ask(house: House) -> None:
    await course_in(house, channel=HERE)
    await house.due()
    ida = house.person("Ida")
    await ida.types("/anker", channel=HERE)
    assert "Spørg" in ida.sees(HERE)
    assert "*Næste:*" not in ida.sees(HERE)
    [told] = posts(ida, "Et forløb er begyndt her.", HERE)
    await ida.clicks("Status", on=told)
    assert "Det kan kun forankringsteamet i" in ida.sees(HERE)


async def test_where_there_is_no_course_the_coordinator_can_begin_one(house: House) -> None:
    mette = house.person("Mette")
    await mette.types("/anker", channel=TEAM_ROOM)
    assert "Du er koordinator i" in mette.sees(TEAM_ROOM)
    await mette.clicks("Nyt forløb", channel=TEAM_ROOM)
    assert mette.modal is not None
    assert mette.modal.title == "Nyt forløb"


async def test_a_course_that_is_over_says_so_and_a_new_one_can_begin(house: House) -> None:
    course = await course_in(house)
    async with house.bot.desk.store.writes() as tx:
        locked = await stored.load(tx, course.team, course.id, lock=True)
        assert locked is not None
        await stored.save(tx, locked, locked.ended())
    mette = house.person("Mette")
    await mette.types("/anker", channel=TEAM_ROOM)
    assert "Forløbet er slut." in mette.sees(TEAM_ROOM)
    assert "Gjort" not in mette.has_read(TEAM_ROOM)
    await mette.clicks("Nyt forløb", channel=TEAM_ROOM)
    assert mette.modal.title == "Nyt forløb"


async def test_the_status_says_why_nobody_is_reminded(house: House) -> None:
    course = await course_in(house)
    async with house.bot.desk.store.writes() as tx:
        locked = await stored.load(tx, course.team, course.id, lock=True)
        assert locked is not None
        await courses.rest(tx, locked, Rest.ARCHIVED)
    mette = house.person("Mette")
    await mette.types("/anker", channel=None)
    assert "er arkiveret, så jeg minder ingen om noget." in mette.sees()


async def test_the_status_tells_of_the_rounds(house: House) -> None:
    course = await course_in(house)
    opened = await house.starts()
    async with house.bot.desk.store.writes() as tx:
        locked = await stored.load(tx, course.team, course.id, lock=True)
        assert locked is not None
        await stored.save(tx, locked, locked.with_round("barometer_1_open", opened.id))
    amina = house.person("Amina")
    await amina.types("/anker", channel=TEAM_ROOM)
    assert "*Barometer 1:* åbent til mandag 25. januar kl. 16." in amina.sees(TEAM_ROOM)


# In the channel


async def test_sharing_shows_what_will_stand_in_the_channel_and_then_puts_it_there(house: House) -> None:
    await sets_up(house, "2027-02-22")
    await house.due()
    amina = house.person("Amina")
    await amina.types("/anker", channel=TEAM_ROOM)
    await amina.clicks("Del i kanalen", channel=TEAM_ROOM)
    assert "Dette kommer i" in amina.modal.text
    assert "Orientering af medarbejdere" in amina.modal.text
    assert await house.rows("outbox") == 1, "nothing new waits to be sent"
    await amina.submits()
    await amina.seat.closes_all()
    await house.due()
    torben = house.person("Torben")
    assert "*Næste:*" in torben.sees(TEAM_ROOM)
    assert "Mette" not in torben.has_read(TEAM_ROOM)
    [line] = posts(torben, "den nyeste status står længere nede")
    assert "Status" not in line.visible.replace("status", "")
    assert posts(torben, "Et forløb er begyndt her.") == []


async def test_the_same_share_twice_stands_there_once(house: House) -> None:
    course = await course_in(house)
    desk = house.bot.desk
    person = await desk.who(house.person("Amina").id, course.channel)
    for _ in range(2):
        async with desk.store.writes() as tx:
            await course_status.share(tx, person, course.id, "V1", desk.now(), desk.workdays)
    await house.due()
    async with desk.store.reads() as tx:
        sent = await sent_messages.where_sent(tx, course.team, [course_status.SHARED], course=course.id)
    assert len(sent) == 1


@pytest.mark.provokes("conversations.info: channel_not_found")
async def test_nothing_can_be_shared_where_anker_is_not(house: House) -> None:
    await course_in(house)
    amina = house.person("Amina")
    await amina.types("/anker", channel=None)
    del house.workspace.channel(TEAM_ROOM).members[house.workspace.app.bot_user]
    await amina.clicks("Del i kanalen")
    assert "/invite @Anker" in amina.sees()
    assert amina.modal is None


# The calendar file


async def test_the_meetings_come_as_a_file_in_a_direct_message(house: House) -> None:
    await course_in(house)
    amina = house.person("Amina")
    await amina.types("/anker kalender", channel=TEAM_ROOM)
    assert "Filen ligger i en besked fra mig til dig." in amina.sees(TEAM_ROOM)
    told = amina.message()
    assert "hent filen igen" in told.visible
    [file] = files_of(house, amina)
    assert file.name == "anker-forloeb.ics"
    events = Calendar.from_ical(file.data or b"").walk("VEVENT")
    assert "Statusmøde efter 6 uger, Egelund Kommune" in [str(event["SUMMARY"]) for event in events]


async def test_fetched_again_after_a_move_the_meeting_keeps_its_uid(house: House) -> None:
    course = await course_in(house)
    desk, amina = house.bot.desk, house.person("Amina")
    await amina.types("/anker kalender", channel=TEAM_ROOM)
    before = status_meeting(house, amina)
    person = await desk.who(amina.id, course.channel)
    async with desk.store.writes() as tx:
        await courses.move(tx, person, course.id, "status_meeting_1", date(2027, 4, 20), desk.now(), desk.workdays)
    await amina.types("/anker", channel=TEAM_ROOM)
    await amina.clicks("Kalenderfil", channel=TEAM_ROOM)
    after = status_meeting(house, amina)
    assert after["UID"] == before["UID"]
    assert after["SEQUENCE"] > before["SEQUENCE"]
    assert after["DTSTART"].dt == date(2027, 4, 20)


def status_meeting(house: House, someone: Someone) -> Any:  # noqa: ANN401 - an event of the library
    events = Calendar.from_ical(files_of(house, someone)[-1].data or b"").walk("VEVENT")
    return next(event for event in events if str(event["SUMMARY"]).startswith("Statusmøde efter 6 uger"))


@pytest.mark.parametrize("where", [None, HERE])
async def test_without_a_course_it_is_told_who_begins_one(house: House, where: str | None) -> None:
    mette, amina = house.person("Mette"), house.person("Amina")
    here = f"<#{house.workspace.channel(HERE.lstrip('#')).id}>"
    for who in (mette, amina):
        await who.types("/anker calendar", channel=where)
    assert f"Der er intet forløb her.\nDu kan begynde et med `/anker start` i {here}." in mette.sees(where)
    assert "Du er ikke med i noget forløb her.\nKalenderfilen er for dem" in amina.sees(where)


async def test_in_the_departments_channel_whoever_is_in_its_course_finds_it(house: House) -> None:
    await course_in(house)
    mette, hanne = house.person("Mette"), house.person("Hanne")
    answers = {
        "/anker": "Udviklingsdag",
        "/anker plan": "Forankringsplan",
        "/anker kalender": "Filen ligger i en besked",
    }
    for line, found in answers.items():
        await mette.types(line, channel=HERE)
        assert found in mette.sees(HERE)
        assert "Nyt forløb" not in mette.message(HERE).labels
    await hanne.types("/anker", channel=HERE)
    assert "Udviklingsdag" not in hanne.has_read(HERE)
    await hanne.types("/anker kalender", channel=HERE)
    assert "Du er ikke med i noget forløb her." in hanne.sees(HERE)
    await mette.invites("Hanne", TEAM_ROOM)
    await hanne.types("/anker kalender", channel=TEAM_ROOM)
    assert "Det kan kun forankringsteamet" in hanne.sees(TEAM_ROOM)


# In English


async def test_everything_is_in_english_for_whoever_chose_it(house: House) -> None:
    mette = house.person("Mette")
    await mette.types("/anker help", channel=TEAM_ROOM)
    await mette.clicks("English", channel=TEAM_ROOM)
    await mette.types("/anker start", channel=TEAM_ROOM)
    await mette.chooses("2027-01-11", for_="Barometer 1 opens")
    await mette.submits()
    assert "is Sun 11 July. Another day is proposed because of the weekend and the holiday closing in weeks 28-30." in (
        mette.modal.text
    )
    assert "*Mon 12 April* Status meeting, week 6 (6 weeks after the development day, proposed)" in mette.modal.text
    await mette.submits()
    await mette.seat.closes_all()
    await mette.types("/anker", channel=TEAM_ROOM)
    assert "○ ahead · *Mon 12 April* Status meeting, week 6 (proposed)" in mette.sees(TEAM_ROOM)


async def test_the_department_list_that_counts_is_the_departments(house: House) -> None:
    room = house.workspace.channel("boern-familie").id
    await house.name(HERE, department=Department("Børn og Familie", room))
    mette = house.person("Mette")
    await mette.types("/anker start", channel=TEAM_ROOM)
    await mette.chooses(HERE, for_="Afdelingens kanal")
    await mette.submits()
    assert "*Teamet mangler:* Leder med personaleansvar, faglig leder og ICS-superbruger." in mette.modal.text


async def test_whoever_leads_from_now_on_reads_of_the_course_and_where_its_rounds_are_started(house: House) -> None:
    course = await course_in(house)
    mette, torben = house.person("Mette"), house.person("Torben")
    await mette.types("/anker personer", channel=TEAM_ROOM)
    await mette.chooses("Torben", for_="Koordinator")
    await mette.submits()
    await house.due()
    assert "Forløbet Forankringsstøtte, Egelund Kommune er i gang." in torben.has_read()
    assert f"Dets barometre startes i <#{course.department}> af <@{mette.id}>." in torben.has_read()
    assert "Begynd med" not in torben.has_read()
    await torben.types("/barometer start", channel=TEAM_ROOM)
    assert f"har sine barometre i <#{course.department}>, og de startes dér." in torben.modal.text
    await mette.types("/anker plan", channel=TEAM_ROOM)
    assert "Der er ingen handlinger endnu." in mette.sees(TEAM_ROOM), "she is still in the team"


async def test_a_course_is_not_told_in_a_channel_that_is_none_of_its_own(house: House) -> None:
    await course_in(house)
    mette = house.person("Mette")
    for word, told in (("/anker status", "Egelund Kommune"), ("/anker kalender", "Filen ligger")):
        await mette.types(word, channel=HERE)
        assert told in mette.sees(HERE)
        await mette.types(word, channel=COMMONS)
        assert told not in mette.has_read(COMMONS)
