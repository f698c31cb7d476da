"""The anchoring plan: written down several at a time, read, and edited by its owners and by whoever leads."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, time, timedelta

import pytest
from sqlalchemy import text

from domain.courses import Course, CourseOver
from domain.people import Department, NotAllowed, Person, Right
from domain.plans import ActionState, NewAction, NotYours, UnknownAction
from handlers import plans
from handlers.plans import Edit
from storage import course_texts
from storage.course_texts import CourseText
from tests.conversations.course_houses import TEAM_ROOM, comes, course_in, posts
from tests.conversations.house import HERE, House
from tests.conversations.plan_houses import (
    BEFORE,
    DEADLINE,
    TEXT,
    all_planned,
    ends,
    opened,
    plan_now,
    planned,
    row,
    shown,
    writing,
)

# Writing down


async def test_several_actions_are_written_down_at_once(house: House) -> None:
    course = await course_in(house)
    mette = await writing(house)
    await row(mette, 1, "Fast ICM-tid", "Jonas", "2027-04-09")
    await mette.chooses("Kompetencer og fælles sprog", for_="1. Tema")
    await row(mette, 3, "Sidemandsoplæring", "Amina", "2027-03-12")
    await mette.submits()
    assert "2 handlinger er i planen" in mette.modal.text
    await mette.closes_all()
    plan = await plan_now(house, course)
    assert [(one.text, one.owner, one.deadline) for one in plan.actions] == [
        ("Sidemandsoplæring", house.person("Amina").id, date(2027, 3, 12)),
        ("Fast ICM-tid", house.person("Jonas").id, date(2027, 4, 9)),
    ]
    assert [one.theme.name.da if one.theme else None for one in plan.actions] == [
        None,
        "Kompetencer og fælles sprog",
    ]
    assert "2 handlinger, 2 åbne" in shown(mette)


async def test_more_rows_come_without_losing_what_was_typed(house: House) -> None:
    await course_in(house)
    mette = await writing(house)
    await row(mette, 1, "Fast ICM-tid", "Jonas", "2027-04-09")
    await mette.clicks("Flere rækker")
    await row(mette, 6, "Den sjette", "Amina", "2027-04-09")
    for _ in range(4):
        await mette.clicks("Flere rækker")
    assert "18. Hvad" in mette.modal.text
    assert "Flere rækker" not in mette.modal.text
    await mette.submits()
    assert "2 handlinger er i planen" in mette.modal.text


async def test_what_is_wrong_is_told_at_its_row_and_nothing_is_kept_or_lost(house: House) -> None:
    course = await course_in(house)
    mette = await writing(house)
    await row(mette, 1, "Fast ICM-tid", "Jonas", "2027-04-09")
    await row(mette, 2, "Ring om 010203-1234", "", "2027-01-10")
    await mette.submits()
    said = mette.modal.text
    assert "Række 2: Noget i linje 1 ligner et CPR-nummer" in said
    assert "1234" not in said.replace("010203-1234", "", 1)
    assert "Række 2: Vælg, hvem der gør det." in said
    assert "Række 2: Vælg en dag, der ikke er gået." in said
    assert "Række 1" not in said
    assert (await plan_now(house, course)).actions == ()
    await row(mette, 2, "Ring til dem", "Amina", "2027-01-11")
    await mette.submits()
    assert len((await plan_now(house, course)).actions) == 2


async def test_nobody_who_cannot_be_reminded_is_in_charge(house: House) -> None:
    await course_in(house)
    mette = await writing(house)
    await row(mette, 1, "Fast ICM-tid", "Pia", "2027-04-09")
    await mette.submits()
    assert "Række 1: Pia kan ikke vælges: gæst. Vælg en kollega, der selv kan skrive til Anker." in mette.modal.text


async def test_an_empty_window_says_what_is_missing(house: House) -> None:
    await course_in(house)
    mette = await writing(house)
    await mette.submits()
    assert "Skriv mindst én handling." in mette.modal.text


async def test_themes_are_those_of_the_departments_barometer(house: House) -> None:
    course = await course_in(house)
    async with house.bot.desk.store.reads() as tx:
        ours = [theme.id for theme in await plans.themes_of(tx, course)]
    await house.name(department=Department("Børn og Familie", house.workspace.channel(HERE[1:]).id))
    started = await house.starts()
    async with house.bot.desk.store.reads() as tx:
        assert [theme.id for theme in await plans.themes_of(tx, course)] == [one.id for one in started.barometer.themes]
    assert ours


async def test_a_theme_that_the_barometer_does_not_have_is_left_out(house: House) -> None:
    course = await course_in(house)
    assert (await planned(house, course, "Jonas", theme="findes-ikke")).theme is None


async def test_after_the_development_day_the_record_and_the_status_offer_to_make_the_plan(house: House) -> None:
    await course_in(house)
    await comes(house, date(2027, 3, 2))
    mette = house.person("Mette")
    [asked] = posts(mette, "Blev udviklingsdagen holdt?")
    await mette.types("/anker status", channel=TEAM_ROOM)
    assert "Tilføj handlinger" not in shown(mette)
    await mette.clicks("Holdt", on=asked)
    await mette.submits()
    await mette.closes_all()
    await house.due()
    await mette.types("/anker status", channel=TEAM_ROOM)
    assert "Tilføj handlinger" in shown(mette)
    [record] = posts(mette, "Referat: Udviklingsdag")
    await mette.clicks("Tilføj handlinger", on=record)
    await row(mette, 1, "Fast ICM-tid", "Jonas", "2027-04-09")
    await mette.submits()
    await mette.closes_all()
    assert "Tilføj handlinger" in posts(mette, "Referat: Udviklingsdag")[0].visible
    await mette.types("/anker status", channel=TEAM_ROOM)
    assert "Tilføj handlinger" not in shown(mette)


# Reading


async def test_who_has_no_part_sees_what_is_their_own(house: House) -> None:
    course = await course_in(house)
    await planned(house, course, "Hanne")
    await planned(house, course, "Jonas", "En andens")
    hanne = await opened(house, "Hanne", HERE)
    assert TEXT in hanne.sees(HERE)
    assert "En andens" not in hanne.has_read(HERE)
    ida = await opened(house, "Ida", HERE)
    assert "har ingen åbne handlinger" in ida.sees(HERE)


async def test_what_one_has_left_open_is_ones_own_after_the_course_too_and_is_told_as_such(house: House) -> None:
    course = await course_in(house)
    await planned(house, course, "Hanne")
    await ends(house)
    hanne = house.person("Hanne")
    await hanne.types("/anker plan", channel=None)
    assert "Du har 1 åben handling." in hanne.sees()
    assert "Frist fr. 10. september · forløbet er slut" in hanne.sees()
    await hanne.seat.opens_home()
    await house.bot.desk.background.finish()
    assert hanne.home is not None
    assert "Du har 1 åben handling i planen" in hanne.home.text
    assert "forløbet er slut" in hanne.home.text
    await hanne.clicks("Gjort", beside=TEXT, on=hanne.message())
    assert "Du har ingen åbne handlinger." in hanne.sees()


async def test_a_course_that_is_over_takes_no_action_and_says_so_before_anything_is_written(house: House) -> None:
    await course_in(house)
    mette = await opened(house)
    before = mette.message(TEAM_ROOM)
    await ends(house)
    await mette.clicks("Tilføj handlinger", on=before)
    assert mette.modal is None
    assert "Det hører til et forløb, der er slut." in mette.sees(TEAM_ROOM)


async def test_the_plan_of_the_course_before_is_named_and_one_press_away_from_the_new_one(house: House) -> None:
    first = await course_in(house)
    await planned(house, first, "Amina")
    await ends(house)
    await comes(house, first.set_up_on + timedelta(days=14))
    second = await course_in(house, municipality="Nyby Kommune", origin="second")
    told = "*Planen fra forløbet, der begyndte mandag 11. januar 2027:* 1 handling, 1 åben."
    jonas = house.person("Jonas")
    for line in ("/anker status", "/anker plan"):
        amina = house.person("Amina")
        await jonas.types(line, channel=TEAM_ROOM)
        assert told in shown(jonas)
        assert "Du har selv" not in shown(jonas)
        await amina.types(line, channel=TEAM_ROOM)
        assert f"{told} Du har selv 1 åben dér." in shown(amina)
        await amina.clicks("Se den tidligere plan", channel=TEAM_ROOM)
        assert "Forløbet begyndte mandag 11. januar 2027 og er slut." in shown(amina)
        assert TEXT in shown(amina)
        assert told not in shown(amina)
    await amina.clicks("Gjort", channel=TEAM_ROOM, beside=TEXT)
    assert "1 gjort" in shown(amina)
    assert (await plan_now(house, second)).actions == ()


async def test_a_damaged_course_holds_up_nothing_of_the_one_after_it(
    house: House, caplog: pytest.LogCaptureFixture
) -> None:
    first = await course_in(house)
    await planned(house, first, "Amina")
    await ends(house)
    await comes(house, first.set_up_on + timedelta(days=14))
    await course_in(house, municipality="Nyby Kommune", origin="second")
    async with house.bot.desk.store.writes() as tx:
        await course_texts.keep(tx, first.id, "report_meeting", CourseText("[]", "U", house.clock.at))
    async with house.bot.desk.store.writes() as tx:
        await tx.session.execute(text("UPDATE course_texts SET body = x'00'"))
    mette = house.person("Mette")
    for line in ("/anker status", "/anker plan"):
        await mette.types(line, channel=TEAM_ROOM)
        assert "Nyby Kommune" in shown(mette)
        assert "tidligere plan" not in shown(mette)
    await mette.types("/anker status", channel=TEAM_ROOM)
    await mette.clicks("Del i kanalen", channel=TEAM_ROOM)
    await mette.submits()
    await house.due()
    assert "Nyby Kommune" in house.person("Amina").message(TEAM_ROOM).visible
    await mette.seat.opens_home()
    await house.bot.desk.background.finish()
    assert mette.home is not None
    assert "Nyby Kommune" in mette.home.text
    assert "the earlier courses of a channel are frozen: KeyMissing" in caplog.text


async def test_owners_change_their_own_and_no_one_elses(house: House) -> None:
    course = await course_in(house)
    await planned(house, course, "Amina")
    await planned(house, course, "Jonas", "Jonas' egen")
    amina = await opened(house, "Amina")
    await amina.clicks("Gjort", channel=TEAM_ROOM, beside=TEXT)
    assert "1 åben, 1 gjort" in shown(amina)
    with pytest.raises(AssertionError, match="no button 'Gjort'"):
        await amina.clicks("Gjort", channel=TEAM_ROOM, beside="Jonas' egen")
    await amina.clicks("Åbn igen", channel=TEAM_ROOM)
    assert "2 åbne" in shown(amina)


async def test_an_owner_edits_text_and_deadline_and_whoever_leads_all_of_it(house: House) -> None:
    course = await course_in(house)
    await planned(house, course, "Amina", theme="ledelse")
    amina = await opened(house, "Amina")
    await amina.clicks("Ret", channel=TEAM_ROOM)
    assert "Hvem gør det?" not in amina.modal.text
    assert "bed koordinatoren give den videre" in amina.modal.text
    await amina.fills("Hvad skal gøres?", "Andre ord")
    await amina.chooses("2027-10-01", for_="Hvornår?")
    await amina.submits()
    await amina.closes_all()
    assert "Andre ord" in shown(amina)
    mette = await opened(house)
    await mette.clicks("Ret", channel=TEAM_ROOM)
    await mette.chooses("Jonas", for_="Hvem gør det?")
    await mette.chooses("Uden tema", for_="Tema")
    await mette.submits()
    [action] = (await plan_now(house, course)).actions
    assert (action.text, action.deadline, action.theme) == ("Andre ord", date(2027, 10, 1), None)
    assert action.owner == house.person("Jonas").id


async def test_an_edit_that_changes_nothing_says_so_and_leaves_no_trace(house: House) -> None:
    course = await course_in(house)
    await planned(house, course, "Amina", theme="ledelse")
    amina, traces = await opened(house, "Amina"), await house.rows("audit")
    card = amina.message(TEAM_ROOM)
    await amina.clicks("Ret", channel=TEAM_ROOM)
    await amina.submits()
    assert amina.modal.text == "Intet er ændret."
    assert await house.rows("audit") == traces
    assert amina.message(TEAM_ROOM) == card


async def test_an_edit_is_refused_at_its_field(house: House) -> None:
    course = await course_in(house)
    await planned(house, course, "Mette")
    mette = await opened(house)
    await mette.clicks("Ret", channel=TEAM_ROOM)
    await mette.fills("Hvad skal gøres?", "010203-1234")
    await mette.chooses("2027-01-10", for_="Hvornår?")
    await mette.chooses("Pia", for_="Hvem gør det?")
    await mette.submits()
    said = mette.modal.text
    for sentence in ("ligner et CPR-nummer", "en dag, der ikke er gået", "Pia kan ikke vælges: gæst"):
        assert sentence in said
    await mette.fills("Hvad skal gøres?", "  ")
    await mette.submits()
    assert "Her står kun mellemrum." in mette.modal.text
    assert (await plan_now(house, course)).actions[0].text == TEXT


async def test_given_up_says_why_to_the_team_and_refuses_a_cpr_number(house: House) -> None:
    course = await course_in(house)
    await planned(house, course, "Mette")
    mette = await opened(house)
    await mette.clicks("Opgiv", channel=TEAM_ROOM)
    await mette.fills("Hvorfor?", "010203-1234 er flyttet")
    await mette.submits()
    assert "ligner et CPR-nummer" in mette.modal.text
    await mette.fills("Hvorfor?", "Ingen nye")
    await mette.submits()
    await mette.closes_all()
    assert "Opgivet fordi: Ingen nye" in shown(mette)
    assert (await plan_now(house, course)).actions[0].state is ActionState.GIVEN_UP


async def test_sixty_actions_are_read_page_by_page(house: House) -> None:
    course = await course_in(house)
    owner, long = house.person("Jonas").id, "& langt ord " * 25
    many = [NewAction(f"Nr. {n} {long}"[:300], owner, DEADLINE + timedelta(days=n)) for n in range(60)]
    await all_planned(house, course, *many)
    mette = await opened(house)
    assert "Nr. 0 " in shown(mette)
    seen = shown(mette)
    while "Næste side" in shown(mette):
        await mette.clicks("Næste side", channel=TEAM_ROOM)
        seen += shown(mette)
    assert all(f"Nr. {n} " in seen for n in range(60))
    assert "Forrige side" in shown(mette)
    await mette.clicks("Del i kanalen", channel=TEAM_ROOM)
    await mette.clicks("Del i kanalen", channel=TEAM_ROOM)
    await house.due()
    card = posts(house.person("Jonas"), "60 handlinger")[-1].visible
    assert "Nr. 0 " in card
    assert "Resten står under Se planen." in card or "Nr. 59 " in card


# What no button offers, and is refused all the same


def member(house: House, name: str, course: Course, *rights: Right, channel: str | None = None) -> Person:
    return Person(course.team, house.person(name).id, rights=frozenset(rights), channel=channel or course.channel)


async def test_an_owner_names_no_other_owner_or_theme_and_nobody_puts_off_for_another(house: House) -> None:
    course = await course_in(house)
    action = await planned(house, course, "Amina", theme="ledelse")
    amina = member(house, "Amina", course, Right.TEAM)
    wanted = Edit("Andre ord", DEADLINE, house.person("Jonas").id, None)
    desk = house.bot.desk
    async with desk.store.writes() as tx:
        changed = (await plans.edit(tx, amina, action.id, wanted, desk.now(), desk.workdays)).action
    assert (changed.text, changed.owner, changed.theme) == ("Andre ord", amina.user, action.theme)
    mette = member(house, "Mette", course, Right.COORDINATOR)
    house.clock.at = desk.workdays.at(BEFORE, time(10))
    async with desk.store.writes() as tx:
        with pytest.raises(NotYours):
            await plans.snooze(tx, mette, action.id, desk.now(), desk.workdays)
        await plans.snooze(tx, amina, action.id, desk.now(), desk.workdays)


async def test_rights_in_another_channel_count_for_nothing(house: House) -> None:
    course = await course_in(house)
    action = await planned(house, course, "Amina")
    elsewhere = member(house, "Mette", course, Right.COORDINATOR, channel="C0ANDEN")
    stranger = replace(member(house, "Amina", course, Right.COORDINATOR), team="T0ANDEN")
    async with house.bot.desk.store.reads() as tx:
        for person in (elsewhere, stranger):
            with pytest.raises(UnknownAction):
                await plans.find(tx, person, action.id)
        with pytest.raises(NotYours):
            await plans.find(tx, member(house, "Jonas", course, Right.TEAM), action.id)


async def test_a_window_that_is_sent_twice_adds_once_and_one_of_a_course_that_is_over_nothing(house: House) -> None:
    course = await course_in(house)
    mette = member(house, "Mette", course, Right.COORDINATOR)
    desk, new = house.bot.desk, NewAction(TEXT, mette.user, DEADLINE)
    for _ in range(2):
        async with desk.store.writes() as tx:
            await plans.add(tx, course, [new], mette, desk.now(), desk.workdays, "V1")
    assert len((await plan_now(house, course)).actions) == 1
    async with desk.store.writes() as tx:
        with pytest.raises(CourseOver):
            await plans.add(tx, course.ended(), [new], mette, desk.now(), desk.workdays)
        observer = member(house, "Ulla", course, Right.OBSERVER)
        with pytest.raises(NotAllowed):
            await plans.add(tx, course, [new], observer, desk.now(), desk.workdays)
