"""The anchoring plan: written down at once, edited by its owners, reminded of in private, and shared as one card."""

from __future__ import annotations

from datetime import date, time, timedelta
from io import BytesIO

import docx
import pytest

from domain.courses import Course, Rest
from domain.people import Department
from domain.plans import ActionState, NewAction
from handlers import course_reminders, courses, plans
from handlers.plan_reminders import LEFT, REMINDER
from sandbox.message import Message
from storage import courses as stored_courses
from storage import outbox, people
from storage import plans as stored_plans
from tests.conversations.course_houses import TEAM_ROOM, comes, course_in, posts
from tests.conversations.house import HERE, House, Someone, built
from tests.conversations.plan_houses import DEADLINE, TEXT, all_planned, plan_now, planned
from tests.conversations.test_walk_documents import files_of

#: A week before the deadline of `planned`, and the working day after it.
BEFORE, AFTER = date(2027, 9, 3), date(2027, 9, 13)
REMINDED = "i planen"


async def opened(house: House, who: str = "Mette", channel: str = TEAM_ROOM) -> Someone:
    """Somebody has the plan in front of them."""
    person = house.person(who)
    await person.types("/anker plan", channel=channel)
    return person


async def writing(house: House) -> Someone:
    """Mette has the window open in which actions are written down."""
    mette = await opened(house)
    await mette.clicks("Tilføj handlinger", channel=TEAM_ROOM)
    return mette


async def row(who: Someone, number: int, text: str = "", owner: str = "", deadline: str = "") -> None:
    """Fill in one row of the window."""
    if text:
        await who.fills(f"{number}. Hvad", text)
    if owner:
        await who.chooses(owner, for_=f"{number}. Hvem")
    if deadline:
        await who.chooses(deadline, for_=f"{number}. Hvornår")


def reminders(who: Someone) -> list[Message]:
    return posts(who, REMINDED, None)


def shown(who: Someone) -> str:
    """What stands in the newest message of the team's channel."""
    return str(who.message(TEAM_ROOM).visible)


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
    assert "2 handlinger: 2 åbne" in shown(mette)


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
    assert "Række 1: Vælg en kollega, der kan skrive til Anker." in mette.modal.text


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


async def test_what_is_handed_over_stands_with_its_new_owner_in_the_shared_plan(house: House) -> None:
    course = await course_in(house)
    await house.turn(hours=2)
    await planned(house, course, "Amina")
    await shared(house)
    house.workspace.change_person("Amina", deleted=True)
    await house.turn(hours=1)
    mette, jonas = house.person("Mette"), house.person("Jonas")
    await comes(house, BEFORE)
    asked = [one for one in posts(mette, "er ikke længere i Slack", None) if "Overtag" in one.visible][-1]
    await mette.clicks("Overtag", on=asked)
    assert f"<@{mette.id}>" in posts(jonas, "Forankringsplan")[0].visible


async def test_actions_that_are_written_down_elsewhere_stand_in_the_shared_plan_at_once(house: House) -> None:
    await course_in(house)
    await comes(house, date(2027, 2, 23))
    mette = house.person("Mette")
    [asked] = posts(mette, "Blev mødet om rapporten holdt?")
    await writing(house)
    await row(mette, 1, "Det første", "Jonas", "2027-04-09")
    await mette.submits()
    await mette.closes_all()
    await shared(house)
    await mette.clicks("Holdt", on=asked)
    await mette.fills("Handling 1", "Fra mødet")
    owner, deadline = (mette.modal.blocks[place] for place in places_of(mette, "Handling 1"))
    mette.modal.values[owner["block_id"]] = {"meetings.owner": {"selected_user": mette.id, "type": "users_select"}}
    mette.modal.values[deadline["block_id"]] = {
        "meetings.deadline": {"selected_date": "2027-04-09", "type": "datepicker"}
    }
    await mette.submits()
    await mette.closes_all()
    assert "Fra mødet" in posts(house.person("Jonas"), "Forankringsplan")[0].visible


def places_of(who: Someone, label: str) -> tuple[int, int]:
    """Where owner and deadline of the row with this label stand in the window."""
    labels = [(block.get("label") or {}).get("text") for block in who.modal.blocks]
    return labels.index(label) + 1, labels.index(label) + 2


# Reading


async def test_who_has_no_part_sees_what_is_their_own(house: House) -> None:
    course = await course_in(house)
    await planned(house, course, "Hanne")
    await planned(house, course, "Jonas", "En andens")
    hanne = await opened(house, "Hanne", HERE)
    assert TEXT in hanne.sees(HERE)
    assert "En andens" not in hanne.sees(HERE)
    ida = await opened(house, "Ida", HERE)
    assert "du har ingen åbne handlinger" in ida.sees(HERE)


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
    for sentence in ("ligner et CPR-nummer", "en dag, der ikke er gået", "en kollega, der kan skrive"):
        assert sentence in said
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


# Reminders


async def test_an_owner_is_reminded_privately_a_week_before_and_on_the_working_day_after(house: House) -> None:
    course = await course_in(house)
    await planned(house, course, "Amina")
    amina = house.person("Amina")
    await comes(house, BEFORE, time(8, 59))
    assert reminders(amina) == []
    await comes(house, BEFORE)
    [first] = reminders(amina)
    assert TEXT in first.visible
    assert "Frist fr. 10. september" in first.visible
    await comes(house, DEADLINE)
    assert len(reminders(amina)) == 1
    await comes(house, AFTER)
    assert "Fristen var fr. 10. september" in reminders(amina)[-1].visible
    await comes(house, AFTER + timedelta(days=30))
    assert len(reminders(amina)) == 2
    assert not posts(house.person("Jonas"), TEXT)


async def test_five_actions_of_one_owner_are_one_message(house: House) -> None:
    course = await course_in(house)
    hanne, others = house.person("Hanne"), house.person("Jonas")
    names = [f"Nr. {n}" for n in range(5)]
    await all_planned(
        house,
        course,
        *(NewAction(name, hanne.id, DEADLINE) for name in names),
        NewAction("En andens", others.id, DEADLINE),
    )
    await comes(house, BEFORE)
    [message] = reminders(hanne)
    assert all(name in message.visible for name in names)
    assert "Dine 5 handlinger i planen" in message.visible
    assert "En andens" not in message.visible
    assert len(reminders(others)) == 1


async def test_after_a_long_stop_only_the_newest_comes_and_nothing_for_what_is_done(house: House) -> None:
    course = await course_in(house)
    late, done = await planned(house, course, "Amina"), await planned(house, course, "Jonas")
    mette = await opened(house)
    await mette.clicks("Gjort", channel=TEAM_ROOM, beside=f"<@{done.owner}>")
    house.clock.at = house.bot.desk.workdays.at(AFTER + timedelta(days=21), time(7))
    await house.due()
    assert reminders(house.person("Amina")) == []
    await house.turn(hours=3)
    [one] = reminders(house.person("Amina"))
    assert "Fristen var" in one.visible
    assert late.text in one.visible
    assert reminders(house.person("Jonas")) == []


async def test_two_bots_on_one_database_remind_once(house: House) -> None:
    course = await course_in(house)
    await planned(house, course, "Amina")
    async with built(house.home, clock=house.clock) as other:
        other.bot.desk.store = house.bot.desk.store
        house.clock.at = house.bot.desk.workdays.at(BEFORE, time(9))
        await other.bot.do_due_work()
        await house.due()
        assert len(reminders(house.person("Amina"))) + len(reminders(other.person("Amina"))) == 1


async def test_ones_own_reminder_is_put_off_once_by_a_week(house: House) -> None:
    course = await course_in(house)
    await planned(house, course, "Amina", deadline=date(2027, 9, 17))
    amina = house.person("Amina")
    await comes(house, date(2027, 9, 10))
    await amina.clicks("Udsæt påmindelsen en uge")
    assert "jeg minder dig om det fr. 17. september" in amina.message().visible
    with pytest.raises(AssertionError, match="no button 'Udsæt"):
        await amina.clicks("Udsæt påmindelsen en uge")
    await comes(house, date(2027, 9, 17))
    assert len(reminders(amina)) == 2
    await comes(house, date(2027, 9, 20))
    assert "Fristen var" in reminders(amina)[-1].visible
    await amina.clicks("Udsæt påmindelsen en uge")
    await comes(house, date(2027, 9, 27))
    assert len(reminders(amina)) == 4
    await comes(house, date(2027, 11, 1))
    assert len(reminders(amina)) == 4


async def test_nobody_puts_off_anothers_reminder(house: House) -> None:
    course = await course_in(house)
    await planned(house, course, "Amina")
    await comes(house, BEFORE)
    mette = await opened(house)
    with pytest.raises(AssertionError, match="no button 'Udsæt"):
        await mette.clicks("Udsæt påmindelsen en uge", channel=TEAM_ROOM)


async def test_a_reminder_is_answered_where_it_stands(house: House) -> None:
    course = await course_in(house)
    await planned(house, course, "Hanne")
    await planned(house, course, "Hanne", "Det andet")
    await comes(house, BEFORE)
    hanne = house.person("Hanne")
    await hanne.clicks("Gjort", beside=TEXT)
    assert "Gjort" in hanne.message().visible
    await hanne.clicks("Ret", beside="Det andet")
    await hanne.fills("Hvad skal gøres?", "Det tredje")
    await hanne.submits()
    await hanne.closes_all()
    assert "Det tredje" in hanne.message().visible
    assert len(reminders(hanne)) == 1


async def test_a_deadline_that_is_moved_ahead_is_reminded_of_again_and_not_before(house: House) -> None:
    course = await course_in(house)
    await planned(house, course, "Amina")
    await comes(house, BEFORE)
    amina = house.person("Amina")
    await amina.clicks("Ret")
    await amina.chooses("2027-10-29", for_="Hvornår?")
    await amina.submits()
    await amina.closes_all()
    await comes(house, AFTER)
    assert len(reminders(amina)) == 1
    # A week before lies in the closed week 42.
    await comes(house, date(2027, 10, 15))
    assert len(reminders(amina)) == 2


async def test_what_was_settled_between_the_tick_and_the_sending_is_not_reminded_of(house: House) -> None:
    course = await course_in(house)
    action = await planned(house, course, "Amina")
    desk = house.bot.desk
    house.clock.at = desk.workdays.at(BEFORE, time(9))
    async with desk.store.writes() as tx:
        await course_reminders.say_due(tx, course.team, course.id, desk.now(), desk.workdays)
        await stored_plans.save(tx, course.team, action.done())
    await house.due()
    assert reminders(house.person("Amina")) == []


async def test_a_course_that_rests_reminds_nobody_and_catches_up(house: House) -> None:
    course = await course_in(house)
    await planned(house, course, "Amina")
    await rests(house, course, Rest.ARCHIVED)
    await comes(house, BEFORE)
    assert reminders(house.person("Amina")) == []
    await rests(house, course, None)
    await house.due()
    assert len(reminders(house.person("Amina"))) == 1


async def rests(house: House, course: Course, why: Rest | None) -> None:
    async with house.bot.desk.store.writes() as tx:
        standing = await stored_courses.load(tx, course.team, course.id, lock=True)
        assert standing
        await courses.rest(tx, standing, why)


async def test_whoever_leads_is_told_instead_of_an_owner_who_has_left(house: House) -> None:
    course = await course_in(house)
    await planned(house, course, "Amina")
    amina = house.person("Amina")
    house.workspace.change_person("Amina", deleted=True)
    await comes(house, BEFORE)
    assert reminders(amina) == []
    [told] = posts(house.person("Mette"), "får ingen påmindelser", None)
    assert TEXT in told.visible
    await house.due()
    assert len(posts(house.person("Mette"), "får ingen påmindelser", None)) == 1


async def test_the_deputy_is_told_where_it_is_the_coordinator_who_has_left(house: House) -> None:
    course = await course_in(house)
    await planned(house, course, "Mette")
    house.workspace.change_person("Mette", deleted=True)
    await comes(house, BEFORE)
    assert len(posts(house.person("Jonas"), "får ingen påmindelser", None)) == 1


async def test_what_somebody_leaves_open_is_handed_over_and_its_new_owner_reminded(house: House) -> None:
    course = await course_in(house)
    await planned(house, course, "Amina")
    await planned(house, course, "Jonas", "Jonas' egen")
    amina, jonas, mette = (house.person(name) for name in ("Amina", "Jonas", "Mette"))
    desk = house.bot.desk
    async with desk.store.writes() as tx:
        standing = await stored_courses.load(tx, course.team, course.id, lock=True)
        assert standing
        handed = await plans.hand_over(tx, standing, amina.id, jonas.id, mette.id, desk.now(), desk.workdays)
        assert [one.text for one in handed] == [TEXT]
        assert await plans.hand_over(tx, standing, amina.id, jonas.id, mette.id, desk.now(), desk.workdays) == []
    await comes(house, BEFORE)
    assert reminders(amina) == []
    assert TEXT in reminders(jonas)[0].visible


# In the channel, and as a file


async def shared(house: House) -> Someone:
    """Mette has put the plan into the channel, after a look at it."""
    mette = await opened(house)
    await mette.clicks("Del i kanalen", channel=TEAM_ROOM)
    assert "Sådan kommer planen til at stå i kanalen" in shown(mette)
    await mette.clicks("Del i kanalen", channel=TEAM_ROOM)
    await house.due()
    return mette


async def test_the_plan_in_the_channel_follows_what_changes(house: House) -> None:
    course = await course_in(house)
    await house.turn(hours=2)
    await planned(house, course, "Amina", theme="ledelse")
    await shared(house)
    jonas, amina = house.person("Jonas"), house.person("Amina")
    [card] = posts(jonas, "1 handling: 1 åben")
    assert "Ledelse og prioritering" in card.visible
    await opened(house, "Amina")
    await amina.clicks("Gjort", channel=TEAM_ROOM)
    assert "· gjort" in posts(jonas, "Forankringsplan")[0].visible
    await opened(house, "Amina", HERE)
    assert "du har ingen åbne handlinger" in amina.sees(HERE)


async def test_a_newer_card_turns_the_older_into_a_line(house: House) -> None:
    course = await course_in(house)
    await house.turn(hours=2)
    await planned(house, course, "Amina")
    await shared(house)
    await house.turn(hours=1)
    await shared(house)
    jonas = house.person("Jonas")
    assert len(posts(jonas, "Forankringsplan")) == 1
    assert len(posts(jonas, "planen står i et nyere kort længere nede")) == 1


async def test_nothing_is_shared_outside_working_hours(house: House) -> None:
    course = await course_in(house)
    await planned(house, course, "Amina")
    await house.due()
    house.clock.at = house.bot.desk.workdays.at(date(2027, 1, 15), time(20))
    mette = await shared(house)
    assert "Planen kommer i kanalen mandag 18. januar kl. 9." in shown(mette)
    assert posts(house.person("Jonas"), "Forankringsplan") == []


async def test_a_reason_for_giving_up_stands_in_no_channel_and_nobody_is_counted(house: House) -> None:
    course = await course_in(house)
    await house.turn(hours=2)
    action = await planned(house, course, "Amina", deadline=date(2027, 1, 11))
    await planned(house, course, "Jonas", "For sent", deadline=date(2027, 1, 11))
    async with house.bot.desk.store.writes() as tx:
        await stored_plans.save(tx, course.team, action.given_up("Amina var syg"))
    await house.turn(to=house.bot.desk.workdays.at(date(2027, 1, 13), time(10)))
    await shared(house)
    [card] = posts(house.person("Jonas"), "Forankringsplan")
    assert "fristen var ma. 11. januar" in card.visible
    assert "syg" not in card.visible
    assert "%" not in card.visible


async def test_what_is_typed_is_no_markup_in_the_channel(house: House) -> None:
    course = await course_in(house)
    await house.turn(hours=2)
    await planned(house, course, "Amina", "<!channel> *fed* & <https://bank.example|klik>")
    await shared(house)
    [card] = posts(house.person("Jonas"), "Forankringsplan")
    assert "&lt;!channel&gt;" in str(card.blocks)
    assert "<!channel>" not in str(card.blocks)
    assert "*fed*" not in str(card.blocks)


async def test_the_plan_comes_as_a_word_file(house: House) -> None:
    course = await course_in(house)
    await planned(house, course, "Amina")
    mette = await opened(house)
    await mette.clicks("Word", channel=TEAM_ROOM)
    [file] = files_of(house, mette)
    assert file.name == "forankringsplan-egelund-kommune-2027-01-11.docx"
    cells = [cell.text for cell in docx.Document(BytesIO(file.data or b"")).tables[-1]._cells]
    assert TEXT in cells
    assert (await house.bot.desk.person(house.person("Amina").id)).member.name in cells
    assert "Filen ligger i en besked" in shown(mette)


async def test_an_observer_reads_and_takes_along_and_changes_nothing(house: House) -> None:
    course = await course_in(house)
    await house.name(TEAM_ROOM, coordinator=house.person("Mette").id, observers=frozenset({house.person("Ulla").id}))
    await planned(house, course, "Amina")
    ulla = house.person("Ulla")
    await ulla.types("/anker plan", channel=TEAM_ROOM)
    seen = ulla.message(TEAM_ROOM).visible
    assert TEXT in seen
    assert "Word" in seen
    assert "Tilføj handlinger" not in seen
    assert "Del i kanalen" not in seen


async def test_it_is_all_english_for_whoever_reads_english(house: House) -> None:
    course = await course_in(house)
    await planned(house, course, "Mette")
    mette = house.person("Mette")
    async with house.bot.desk.store.writes() as tx:
        await people.save_language(tx, course.team, mette.id, "en")
    await mette.types("/anker plan", channel=TEAM_ROOM)
    assert "by Fri 10 September" in shown(mette)
    await mette.clicks("Add actions", channel=TEAM_ROOM)
    assert "1. What is to be done?" in mette.modal.text


async def test_messages_of_a_plan_name_no_words_in_the_outbox(house: House) -> None:
    course = await course_in(house)
    await planned(house, course, "Amina", "Hemmelig handling")
    await comes(house, BEFORE)
    async with house.bot.desk.store.reads() as tx:
        sent = await outbox.where_sent(tx, course.team, [REMINDER, LEFT], course=course.id)
    assert len(sent) == 1
    assert "Hemmelig" not in str(sent)
