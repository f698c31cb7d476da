"""Whoever is given an action by somebody else is told so at once, in working hours, with what they can do about it."""

from __future__ import annotations

from datetime import date, time, timedelta

import pytest

from domain.courses import Course
from domain.people import Person, Right
from domain.plans import Action, NewAction
from handlers import plans
from handlers.plan_gifts import GIVEN
from handlers.plans import Edit
from sandbox.message import Message
from storage import people, sent_messages
from storage import plans as stored_plans
from tests.conversations.course_houses import TEAM_ROOM, comes, course_in, posts
from tests.conversations.house import House, Someone
from tests.conversations.plan_houses import DEADLINE, TEXT, all_planned, ends, opened, planned, row, writing

EVENING = date(2027, 1, 15)  # a Friday


@pytest.fixture
async def course(house: House) -> Course:
    begun = await course_in(house)
    await comes(house, date(2027, 1, 13), time(10))
    return begun


def told(who: Someone) -> list[Message]:
    return posts(who, "har skrevet dig på planen", None)


async def test_three_actions_that_are_given_at_once_are_one_message(house: House, course: Course) -> None:
    mette, jonas, amina = (house.person(name) for name in ("Mette", "Jonas", "Amina"))
    await writing(house)
    await row(mette, 1, "Fast <!here> *tid*", "Jonas", "2027-04-09")
    await row(mette, 2, "Oplæring", "Jonas", "2027-03-12")
    await row(mette, 3, "Mettes eget", "Mette", "2027-03-12")
    await mette.submits()
    await house.due()
    [message] = told(jonas)
    assert "Du har fået 2 handlinger" in message.visible
    assert f"<@{mette.id}> har skrevet dig på planen for" in message.visible
    assert f"<#{course.channel}>" in message.visible
    assert "Frist fr. 12. marts" in message.visible
    assert message.visible.index("Oplæring") < message.visible.index("&lt;!here&gt;")
    assert "<!here>" not in message.visible
    assert "Mettes eget" not in message.visible
    assert told(mette) == []
    assert told(amina) == []
    await house.turn(hours=1)
    assert len(told(jonas)) == 1


async def test_it_is_answered_where_it_stands(house: House, course: Course) -> None:
    await planned(house, course, "Jonas")
    await house.due()
    jonas = house.person("Jonas")
    await jonas.clicks("Gjort")
    [message] = told(jonas)
    assert "Gjort" in message.visible
    await jonas.clicks("Åbn igen")
    await jonas.clicks("Ret")
    await jonas.chooses("2027-10-29", for_="Hvornår?")
    await jonas.submits()
    await jonas.closes_all()
    assert "Frist fr. 29. oktober" in told(jonas)[0].visible


async def test_what_is_given_on_after_the_course_is_told_to_both_as_well(house: House, course: Course) -> None:
    await planned(house, course, "Hanne")
    await ends(house)
    mette = await opened(house)
    await mette.clicks("Ret", channel=TEAM_ROOM, beside=TEXT)
    await mette.chooses("Jonas", for_="Hvem gør det?")
    await mette.submits()
    await house.due()
    assert "forløbet er slut" in told(house.person("Jonas"))[-1].visible
    assert posts(house.person("Hanne"), "har givet en af dine handlinger videre", None)


async def test_it_waits_for_working_hours_and_tells_only_what_is_true_then(house: House, course: Course) -> None:
    house.clock.at = house.bot.desk.workdays.at(EVENING, time(20))
    jonas = house.person("Jonas")
    done, handed, stays = await all_planned(
        house, course, *(NewAction(text, jonas.id, DEADLINE) for text in ("Gjort alt", "Nu en andens", TEXT))
    )
    await planned(house, course, "Amina")
    await house.due()
    assert told(jonas) == []
    async with house.bot.desk.store.writes() as tx:
        await stored_plans.save(tx, course.team, done.done())
        await stored_plans.save(tx, course.team, handed.handed_to(house.person("Mette").id))
        [aminas] = [one for one in (await plans.of_course(tx, course)).open if one.owner == house.person("Amina").id]
        await stored_plans.save(tx, course.team, aminas.given_up())
    await comes(house, EVENING + timedelta(days=3))
    [message] = told(jonas)
    assert stays.text in message.visible
    assert "Gjort alt" not in message.visible
    assert "Nu en andens" not in message.visible
    assert told(house.person("Amina")) == []


async def test_whoever_gets_anothers_action_is_told_and_nobody_when_only_its_text_changes(
    house: House, course: Course
) -> None:
    action = await planned(house, course, "Mette")
    await edits(house, course, action, "Amina", TEXT)
    await house.due()
    [message] = told(house.person("Amina"))
    assert TEXT in message.visible
    await edits(house, course, action, "Amina", "Andre ord")
    await edits(house, course, action, "Mette", "Andre ord")
    await house.turn(hours=1)
    assert len(told(house.person("Amina"))) == 1
    assert told(house.person("Mette")) == [], "she took it herself"
    await edits(house, course, action, "Amina", "Andre ord")
    await house.turn(hours=1)
    assert len(told(house.person("Amina"))) == 2, "given once more"


async def edits(house: House, course: Course, action: Action, owner: str, text: str) -> None:
    """Mette names another owner, or writes other words."""
    desk = house.bot.desk
    leader = Person(desk.team, house.person("Mette").id, "da", frozenset({Right.COORDINATOR}), course.channel)
    async with desk.store.writes() as tx:
        wanted = Edit(text, DEADLINE, house.person(owner).id)
        await plans.edit(tx, leader, action.id, wanted, desk.now(), desk.workdays)


def told_gone(who: Someone) -> list[str]:
    """What somebody was told of actions that are not theirs any more."""
    gone = ("har givet en af dine handlinger videre", "har overtaget en handling fra dig")
    return [message.text for words in gone for message in posts(who, words, None)]


async def test_whoever_loses_an_action_by_anothers_hand_is_told_who_has_it(house: House, course: Course) -> None:
    mette, jonas, amina = (house.person(name) for name in ("Mette", "Jonas", "Amina"))
    action = await planned(house, course, "Jonas")
    await edits(house, course, action, "Amina", TEXT)
    await house.due()
    [text] = told_gone(jonas)
    assert f"<@{mette.id}> har givet en af dine handlinger videre til <@{amina.id}>" in text
    assert TEXT in text
    await edits(house, course, action, "Mette", TEXT)
    await house.turn(hours=1)
    [text] = told_gone(amina)
    assert f"<@{mette.id}> har overtaget en handling fra dig" in text
    await edits(house, course, action, "Amina", TEXT)
    await house.turn(hours=1)
    assert told_gone(mette) == [], "she gave it away herself"
    assert len(told_gone(jonas)) == 1


async def test_the_card_of_whoever_had_an_action_becomes_a_line_when_it_is_anothers(
    house: House, course: Course
) -> None:
    jonas, amina = house.person("Jonas"), house.person("Amina")
    await all_planned(house, course, *(NewAction(one, jonas.id, DEADLINE) for one in ("Den ene", "Den anden")))
    await house.due()
    await gives_on(house, "Den ene", "Amina")
    [card] = told(jonas)
    assert "Den ene" in card.visible
    assert f"nu hos <@{amina.id}>" in card.visible
    assert "Gjort" in card.visible, "the other one is Jonas's still"
    await gives_on(house, "Den anden", "Amina")
    assert not told(jonas)
    [line] = posts(jonas, "overtaget af", None)
    assert f"*Den anden*: overtaget af <@{amina.id}>." in line.visible
    assert "Gjort" not in line.visible


async def gives_on(house: House, text: str, heir: str) -> None:
    """Mette gives one of the plan's actions to another."""
    mette = await opened(house)
    await mette.clicks("Ret", channel=TEAM_ROOM, beside=text)
    await mette.chooses(heir, for_="Hvem gør det?")
    await mette.submits()
    await mette.seat.closes_all()


async def test_what_came_back_or_is_done_before_it_could_be_told_is_no_loss(house: House, course: Course) -> None:
    house.clock.at = house.bot.desk.workdays.at(EVENING, time(20))
    back, done = await all_planned(
        house, course, *(NewAction(text, house.person("Jonas").id, DEADLINE) for text in ("Tilbage", "Gjort"))
    )
    for action in (back, done):
        await edits(house, course, action, "Amina", TEXT)
    async with house.bot.desk.store.writes() as tx:
        await stored_plans.save(tx, course.team, back)
        await stored_plans.save(tx, course.team, done.handed_to(house.person("Amina").id).done())
    await comes(house, EVENING + timedelta(days=3))
    assert told_gone(house.person("Jonas")) == []


async def test_a_window_that_is_sent_twice_tells_once(house: House, course: Course) -> None:
    desk, jonas = house.bot.desk, house.person("Jonas")
    leader = Person(desk.team, house.person("Mette").id, "da", frozenset({Right.COORDINATOR}), course.channel)
    for _ in range(2):
        house.clock.at += timedelta(minutes=1)
        async with desk.store.writes() as tx:
            new = [NewAction(TEXT, jonas.id, DEADLINE)]
            await plans.add(tx, course, new, leader, desk.now(), desk.workdays, "V1")
    await house.due()
    assert len(told(jonas)) == 1


async def test_it_is_in_the_language_of_whoever_gets_it_and_names_no_words_in_the_outbox(
    house: House, course: Course
) -> None:
    jonas = house.person("Jonas")
    async with house.bot.desk.store.writes() as tx:
        await people.save_language(tx, course.team, jonas.id, "en")
    await planned(house, course, "Jonas", "Hemmelig handling")
    await house.due()
    assert "has put you down in the plan" in jonas.message().visible
    async with house.bot.desk.store.reads() as tx:
        assert "Hemmelig" not in str(await sent_messages.told(tx, course.team, [GIVEN], course=course.id))


async def test_nobody_who_has_left_slack_is_told(house: House, course: Course) -> None:
    await planned(house, course, "Jonas")
    house.workspace.change_person("Jonas", deleted=True)
    await house.due()
    assert told(house.person("Jonas")) == []
    await opened(house, "Mette", TEAM_ROOM)
    assert TEXT in house.person("Mette").sees(TEAM_ROOM)
