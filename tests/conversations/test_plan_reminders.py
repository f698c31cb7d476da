"""Owners of a plan are reminded in private, once, and put it off once; who has left leaves it to others."""

from __future__ import annotations

from datetime import date, time, timedelta

import pytest
from sqlalchemy import text, update

from domain.courses import Course, Rest
from domain.plans import NewAction
from handlers import course_reminders, courses, plans
from sandbox.message import Message
from storage import courses as stored_courses
from storage import plans as stored_plans
from storage.tables import PlanActionRow
from tests.conversations.course_houses import TEAM_ROOM, comes, course_in, day_of, posts
from tests.conversations.house import House, Road, Someone, built
from tests.conversations.plan_houses import (
    AFTER,
    BEFORE,
    DEADLINE,
    TEXT,
    all_planned,
    ends,
    opened,
    planned,
)

REMINDED = "Fra planen: "


def reminders(who: Someone) -> list[Message]:
    return posts(who, REMINDED, None)


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


async def test_two_bots_on_one_database_remind_once(house: House, road: Road) -> None:
    course = await course_in(house)
    await planned(house, course, "Amina")
    async with built(house.home, clock=house.clock, road=road) as other:
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
    await amina.clicks("Udsæt påmindelsen en uge", on=reminders(amina)[-1])
    assert "jeg minder dig om det fr. 17. september" in reminders(amina)[-1].visible
    with pytest.raises(AssertionError, match="no button 'Udsæt"):
        await amina.clicks("Udsæt påmindelsen en uge", on=reminders(amina)[-1])
    await comes(house, date(2027, 9, 17))
    assert len(reminders(amina)) == 2
    await comes(house, date(2027, 9, 20))
    assert "Fristen var" in reminders(amina)[-1].visible
    await amina.clicks("Udsæt påmindelsen en uge", on=reminders(amina)[-1])
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
    await hanne.clicks("Gjort", beside=TEXT, on=reminders(hanne)[-1])
    assert "Gjort" in reminders(hanne)[-1].visible
    await hanne.clicks("Ret", beside="Det andet", on=reminders(hanne)[-1])
    await hanne.fills("Hvad skal gøres?", "Det tredje")
    await hanne.submits()
    await hanne.closes_all()
    assert "Det tredje" in reminders(hanne)[-1].visible
    assert len(reminders(hanne)) == 1


async def test_what_is_done_by_one_card_is_done_on_the_owners_others_too(house: House) -> None:
    course = await course_in(house)
    await planned(house, course, "Amina")
    await house.due()
    amina = house.person("Amina")
    await comes(house, BEFORE)
    await comes(house, AFTER)
    [given] = posts(amina, "har skrevet dig på planen", None)
    assert ["Gjort" in one.visible for one in reminders(amina)] == [True, True]
    await amina.clicks("Gjort", on=given)
    for one in reminders(amina):
        assert "Fristen var" not in one.visible
        assert "Åbn igen" in one.visible
    await amina.clicks("Åbn igen", on=reminders(amina)[0])
    assert "Fristen var fr. 10. september" in reminders(amina)[1].visible
    mette = await opened(house)
    await mette.clicks("Gjort", channel=TEAM_ROOM, beside=TEXT)
    [given] = posts(amina, "har skrevet dig på planen", None)
    assert all("Åbn igen" in one.visible for one in [given, *reminders(amina)])


async def test_a_reminder_is_answered_where_it_stands_after_the_course_too_and_nothing_is_put_off(house: House) -> None:
    course = await course_in(house)
    await planned(house, course, "Hanne")
    await planned(house, course, "Hanne", "Det andet")
    await comes(house, BEFORE)
    hanne = house.person("Hanne")
    await ends(house)
    await hanne.clicks("Udsæt påmindelsen en uge", on=reminders(hanne)[-1])
    assert "Det hører til et forløb, der er slut. Intet er ændret." in hanne.sees()
    assert "Skriv `/anker` for at se, hvad du er med i." in hanne.sees()
    await hanne.clicks("Gjort", beside=TEXT, on=reminders(hanne)[-1])
    assert "Gjort" in reminders(hanne)[-1].visible
    await hanne.clicks("Ret", beside="Det andet", on=reminders(hanne)[-1])
    assert "Forløbet er slut, så jeg minder ikke om det." in hanne.modal.text
    await hanne.fills("Hvad skal gøres?", "Det tredje")
    await hanne.submits()
    await hanne.seat.closes_all()
    assert "Det tredje" in reminders(hanne)[-1].visible
    assert "forløbet er slut" in reminders(hanne)[-1].visible
    with pytest.raises(AssertionError, match="no button 'Udsæt"):
        await hanne.clicks("Udsæt påmindelsen en uge", on=reminders(hanne)[-1])
    await comes(house, AFTER)
    assert len(reminders(hanne)) == 1


async def test_what_one_does_about_a_reminder_stands_in_plain_sight_and_is_named_when_read_aloud(house: House) -> None:
    course = await course_in(house)
    await planned(house, course, "Hanne")
    await planned(house, course, "Hanne", "Det andet", DEADLINE + timedelta(days=1))
    await comes(house, BEFORE)
    hanne = house.person("Hanne")
    assert in_sight(hanne) == [
        {"Gjort": f"Gjort: {TEXT}", "Ret": f"Ret: {TEXT}"},
        {"Gjort": "Gjort: Det andet", "Ret": "Ret: Det andet"},
    ]
    await hanne.clicks("Gjort", beside=TEXT, on=reminders(hanne)[-1])
    assert in_sight(hanne)[0] == {"Åbn igen": f"Åbn igen: {TEXT}"}
    await hanne.clicks("Åbn igen", on=reminders(hanne)[-1])
    assert in_sight(hanne)[0].keys() == {"Gjort", "Ret"}


def in_sight(who: Someone) -> list[dict[str, str]]:
    """The buttons of the newest reminder, row by row, and what a screen reader says instead of each."""
    rows = [block["elements"] for block in reminders(who)[-1].blocks if block["type"] == "actions"]
    return [{one["text"]["text"]: one["accessibility_label"] for one in row if one["type"] == "button"} for row in rows]


async def test_an_old_reminder_offers_nothing_about_what_is_in_anothers_hands_now(house: House) -> None:
    course = await course_in(house)
    action = await planned(house, course, "Hanne")
    await planned(house, course, "Hanne", "Det andet")
    await comes(house, BEFORE)
    hanne, jonas = house.person("Hanne"), house.person("Jonas")
    async with house.bot.desk.store.writes() as tx:
        await stored_plans.save(tx, course.team, action.handed_to(jonas.id))
    await hanne.clicks("Gjort", beside="Det andet", on=reminders(hanne)[-1])
    assert f"nu hos <@{jonas.id}>" in reminders(hanne)[-1].visible
    assert in_sight(hanne) == [{"Åbn igen": "Åbn igen: Det andet"}]


async def test_a_deadline_that_is_moved_ahead_is_reminded_of_again_and_not_before(house: House) -> None:
    course = await course_in(house)
    await planned(house, course, "Amina")
    await comes(house, BEFORE)
    amina = house.person("Amina")
    await amina.clicks("Ret", on=reminders(amina)[-1])
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


async def test_one_text_that_is_damaged_is_left_out_and_the_course_goes_on(
    house: House, caplog: pytest.LogCaptureFixture
) -> None:
    course = await course_in(house, development_day=date(2027, 3, 1))
    damaged = await planned(house, course, "Amina", deadline=date(2027, 4, 12))
    await planned(house, course, "Jonas", "Fast ICM-tid", deadline=date(2027, 4, 12))
    async with house.bot.desk.store.writes() as tx:
        rotten = update(PlanActionRow).where(PlanActionRow.id == damaged.id).values(body=b"\x01" + bytes(60))
        await tx.session.execute(rotten)
    await comes(house, date(2027, 4, 5))
    assert "Fast ICM-tid" in reminders(house.person("Jonas"))[0].visible
    assert reminders(house.person("Amina")) == []
    [card] = posts(house.person("Jonas"), "Statusmøde om 7 dage")
    assert "mandag 12. april" in card.visible
    lines = [record.getMessage() for record in caplog.records if record.name in {"anker.courses", "anker.errors"}]
    assert lines == [f"action {damaged.id} of course {course.id} is damaged and left out"]
    mette = await opened(house)
    assert "Fast ICM-tid" in mette.message(TEAM_ROOM).visible
    async with house.bot.desk.store.reads() as tx:
        waiting = text("SELECT count(*) FROM course_due WHERE state = 'waiting' AND due_on <= '2027-04-05'")
        assert await tx.session.scalar(waiting) == 0, "it is not looked at again and again"


def told_of_the_end(who: Someone) -> list[Message]:
    return posts(who, "og jeg minder dig ikke om mere", None)


async def test_whoever_has_something_open_when_the_course_ends_is_told_once_and_not_who_ended_it(house: House) -> None:
    course = await course_in(house)
    jonas, amina, mette = (house.person(name) for name in ("Jonas", "Amina", "Mette"))
    far = NewAction("Mål <!here> *igen*", jonas.id, date(2028, 9, 4))
    await all_planned(house, course, far, NewAction("Snart", jonas.id, DEADLINE), NewAction("Mit", mette.id, DEADLINE))
    await planned(house, course, "Amina", "Gjort forinden")
    await opened(house)
    await mette.clicks("Gjort", channel=TEAM_ROOM, beside="Gjort forinden")
    await ends(house)
    [message] = told_of_the_end(jonas)
    assert f"*Forankringsstøtte, Egelund Kommune* i <#{course.channel}> er slut" in message.visible
    assert "• Snart · frist fr. 10. september\n• Mål &lt;!here&gt; ∗igen∗ · frist ma. 4. september 2028" in (
        message.visible
    )
    assert "Kun du får denne besked." in message.visible
    assert told_of_the_end(amina) == [], "nothing of hers is open"
    assert told_of_the_end(mette) == [], "she ended it"
    await comes(house, AFTER)
    assert len(told_of_the_end(jonas)) == 1


async def test_what_is_settled_before_the_end_can_be_told_is_not_told(house: House) -> None:
    course = await course_in(house)
    action = await planned(house, course, "Jonas")
    friday = date(2027, 1, 15)
    house.clock.at = house.bot.desk.workdays.at(friday, time(20))
    await ends(house)
    assert told_of_the_end(house.person("Jonas")) == [], "it waits for working hours"
    async with house.bot.desk.store.writes() as tx:
        await stored_plans.save(tx, course.team, action.done())
    await comes(house, friday + timedelta(days=3))
    assert told_of_the_end(house.person("Jonas")) == []


async def test_of_very_many_open_actions_the_first_are_named_and_the_rest_counted(house: House) -> None:
    course, jonas = await course_in(house), house.person("Jonas")
    await all_planned(house, course, *(NewAction(f"Nr. {n}", jonas.id, DEADLINE) for n in range(22)))
    await ends(house)
    [message] = told_of_the_end(jonas)
    assert message.visible.count("frist fr. 10. september") == 20
    assert "Der er 2 til." in message.visible


async def test_the_last_answer_ends_the_course_and_tells_whoever_has_something_open(house: House) -> None:
    course = await course_in(house)
    await planned(house, course, "Jonas", deadline=date(2028, 9, 4))
    await comes(house, await day_of(house, course, "after_care"))
    sofie = house.person("Sofie")
    await sofie.clicks("Ja", on=posts(sofie, "Én af jer svarer for teamet")[-1])
    await sofie.submits()
    await house.due()
    assert len(told_of_the_end(house.person("Jonas"))) == 1
