"""Somebody with a part in a course is gone or away: it is asked who takes over, and nothing changes before that."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from domain.courses import Course
from domain.people import Named
from sandbox.town import TEAM as TEAM_NAME
from storage import people as stored_people
from tests.conversations.course_houses import TEAM_ROOM, course_in, posts
from tests.conversations.house import House, Someone
from tests.conversations.plan_houses import TEXT, plan_now, planned

#: Opens so late that its round is not proposed yet.
LATER = date(2027, 2, 22)


async def gone(house: House, name: str, *, is_told: bool = True) -> None:
    """The account is deactivated; without `is_told` the event is lost."""
    if is_told:
        house.workspace.change_person(name, deleted=True)
        await house.workspace.delivery.settled()
    else:
        house.workspace.app.events -= {"user_change"}
        house.workspace.change_person(name, deleted=True)
        house.bot.desk.people.kept.clear()
    await house.due()


async def named(house: House, course: Course) -> Named:
    async with house.bot.desk.store.reads() as tx:
        return await stored_people.named(tx, course.team, course.channel)


async def owners(house: House, course: Course) -> list[str]:
    return [one.owner for one in (await plan_now(house, course)).open]


def asked(who: Someone) -> int:
    return len(posts(who, "Vil du overtage?", None))


async def test_the_deputy_takes_over_from_a_coordinator_who_is_deactivated(house: House) -> None:
    course = await course_in(house, LATER)
    await planned(house, course, "Mette")
    jonas = house.person("Jonas")
    await gone(house, "Mette")
    card = jonas.sees()
    assert "er ikke længere i Slack." in card
    assert "mangler en koordinator" in card
    assert "Der er 1 åben handling i planen" in card
    assert "Du er stedfortræder." in card
    mette = house.person("Mette").id
    assert (await named(house, course)).coordinator == mette, "nothing changes without a press"
    assert await owners(house, course) == [mette]
    await jonas.clicks("Overtag")
    assert "har overtaget efter" in jonas.sees()
    now = await named(house, course)
    assert (now.coordinator, now.deputy) == (jonas.id, None)
    assert mette not in now.team
    assert await owners(house, course) == [jonas.id]


async def test_the_question_comes_once_a_week_until_it_is_answered_also_when_the_event_was_lost(house: House) -> None:
    await course_in(house, LATER)
    await gone(house, "Mette", is_told=False)
    jonas = house.person("Jonas")
    for _ in range(3):
        await house.turn(to=house.clock.at + timedelta(days=1))
    assert asked(jonas) == 1
    await house.turn(to=house.clock.at + timedelta(days=4))
    assert asked(jonas) == 2
    await jonas.clicks("Overtag")
    await house.turn(to=house.clock.at + timedelta(days=7))
    assert asked(jonas) == 0, "the older question is a receipt as well"


async def test_somebody_else_is_named_and_told(house: House) -> None:
    course = await course_in(house, LATER)
    await planned(house, course, "Amina")
    mette, sofie = house.person("Mette"), house.person("Sofie")
    await gone(house, "Amina")
    assert asked(mette) == 1, "of a member the coordinator is asked"
    await mette.clicks("Vælg en anden")
    await mette.chooses("Sofie", for_="Hvem overtager?")
    await mette.submits()
    assert "har overtaget efter" in mette.modal.text
    await house.due()
    assert f"Du overtager efter <@{house.person('Amina').id}>." in sofie.sees()
    assert TEXT in sofie.sees(), "what it is stands there, with what can be done about it"
    await sofie.clicks("Gjort")
    assert f"Du overtager efter <@{house.person('Amina').id}>." in sofie.sees()
    await sofie.clicks("Åbn igen")
    assert await owners(house, course) == [sofie.id]
    assert house.person("Amina").id not in (await named(house, course)).team
    await mette.seat.closes_all()
    assert "har overtaget efter" in mette.sees()
    with pytest.raises(AssertionError, match="no button 'Overtag'"):
        await mette.clicks("Overtag")


async def test_a_member_who_leaves_the_channel_is_told_who_has_their_actions_now(house: House) -> None:
    course = await course_in(house, LATER)
    for text in (TEXT, "Sparring om mandagen"):
        await planned(house, course, "Amina", text)
    mette, amina = house.person("Mette"), house.person("Amina")
    await amina.seat.leaves(TEAM_ROOM)
    await house.due()
    assert f"Overtager nogen, er <@{amina.id}> ikke længere med i teamet." in mette.sees()
    await mette.clicks("Overtag")
    await house.due()
    assert amina.id not in (await named(house, course)).team
    for text in (TEXT, "Sparring om mandagen"):
        assert f"<@{mette.id}> har overtaget en handling fra dig: *{text}*" in amina.has_read()
    assert "Du er ikke længere i forankringsteamet" in amina.has_read()


async def test_somebody_who_cannot_write_to_anker_takes_nothing_over(house: House) -> None:
    course = await course_in(house, LATER)
    await planned(house, course, "Amina")
    mette = house.person("Mette")
    await gone(house, "Amina")
    await mette.clicks("Vælg en anden")
    await mette.chooses("Pia", for_="Hvem overtager?")
    await mette.submits()
    assert "Vælg en kollega" in " ".join(mette.modal.errors.values())
    assert await owners(house, course) == [house.person("Amina").id]


async def test_administrators_are_asked_where_nobody_leads_any_more(house: House) -> None:
    course = await course_in(house, LATER)
    await gone(house, "Jonas", is_told=False)
    house.workspace.app.events |= {"user_change"}
    await gone(house, "Mette")
    henrik = house.person("Henrik")
    card = next(one for one in henrik.messages() if "mangler en koordinator" in one.visible)
    await henrik.clicks("Vælg en anden", on=card)
    await henrik.chooses("Sofie", for_="Hvem overtager?")
    await henrik.submits()
    assert (await named(house, course)).coordinator == house.person("Sofie").id


async def test_a_member_without_anything_to_do_is_asked_about_by_nobody(house: House) -> None:
    await course_in(house, LATER)
    await gone(house, "Amina")
    assert asked(house.person("Mette")) == 0


async def test_who_is_back_before_the_answer_keeps_what_they_have(house: House) -> None:
    course = await course_in(house, LATER)
    jonas = house.person("Jonas")
    await gone(house, "Mette")
    house.workspace.change_person("Mette", deleted=False)
    await house.workspace.delivery.settled()
    await jonas.clicks("Overtag")
    assert (await named(house, course)).coordinator == house.person("Mette").id


async def test_a_coordinator_who_leaves_the_channel_is_stood_in_for(house: House) -> None:
    course = await course_in(house, LATER)
    jonas = house.person("Jonas")
    await house.person("Mette").seat.leaves(TEAM_ROOM)
    await house.due()
    assert "har forladt" in jonas.sees()
    await jonas.clicks("Overtag")
    assert (await named(house, course)).coordinator == jonas.id


async def people_form(who: Someone) -> None:
    await who.types("/anker personer", channel=TEAM_ROOM)


async def test_handing_over_in_the_list_of_people_offers_what_there_is_to_do_as_well(house: House) -> None:
    course = await course_in(house, LATER)
    await planned(house, course, "Amina")
    mette = house.person("Mette")
    await people_form(mette)
    await mette.chooses(["Torben", "Sofie"], for_="Forankringsteam")
    await mette.submits()
    assert mette.modal is None
    receipt = mette.sees(TEAM_ROOM)
    team = ", ".join(f"<@{user}>" for user in sorted(house.person(name).id for name in ("Sofie", "Torben")))
    assert f"Team: {team}" in receipt
    assert f"Ude af teamet, men med åbne handlinger i planen: <@{house.person('Amina').id}>." in receipt
    await house.due()
    assert "er ikke længere med i teamet" in mette.sees()
    assert "Der er 1 åben handling i planen" in mette.sees()
    await mette.clicks("Overtag")
    assert await owners(house, course) == [mette.id]


async def test_two_questions_about_one_person_are_answered_by_one_press(house: House) -> None:
    course = await course_in(house, LATER)
    await planned(house, course, "Amina")
    mette = house.person("Mette")
    await house.person("Amina").seat.leaves(TEAM_ROOM)
    await house.due()
    await people_form(mette)
    await mette.chooses(["Torben", "Sofie"], for_="Forankringsteam")
    await mette.submits()
    await house.due()
    assert [told in one.visible for one in mette.messages()[-2:] for told in ("har forladt", "med i teamet i")] == [
        *(True, False),
        *(False, True),
    ]
    await mette.clicks("Overtag")
    assert all("har overtaget efter" in one.visible for one in mette.messages()[-2:])


async def test_the_deputy_is_offered_what_a_coordinator_on_leave_has_to_do_and_the_role_stays(house: House) -> None:
    course = await course_in(house, LATER)
    await planned(house, course, "Mette")
    mette, jonas = house.person("Mette"), house.person("Jonas")
    await people_form(mette)
    await mette.chooses("Koordinatoren er på orlov", for_="orlov")
    await mette.submits()
    await house.due()
    assert "er på orlov." in jonas.sees()
    assert "Rollen står, til koordinatoren er tilbage." in jonas.sees()
    offered = jonas.message()
    for _ in range(8):
        await house.turn(to=house.clock.at + timedelta(days=1))
    assert asked(jonas) == 1, "asked once about the same actions"
    await jonas.clicks("Overtag", on=offered)
    assert await owners(house, course) == [jonas.id]
    assert (await named(house, course)).coordinator == mette.id


async def test_what_whoever_is_gone_was_told_of_becomes_a_line(house: House) -> None:
    course = await course_in(house, LATER)
    await planned(house, course, "Jonas")
    await house.due()
    mette, jonas = house.person("Mette"), house.person("Jonas")
    assert posts(jonas, "Du har fået en handling", None)
    await gone(house, "Jonas")
    await mette.clicks("Overtag")
    assert await owners(house, course) == [mette.id]
    assert not posts(jonas, "Du har fået en handling", None)
    assert posts(jonas, f"*{TEXT}*: overtaget af <@{mette.id}>.", None)


async def test_nobody_is_asked_about_a_channel_without_a_course(house: House) -> None:
    await house.person("Mette").seat.leaves(f"#{TEAM_NAME}")
    await gone(house, "Jonas")
    assert await house.rows("outbox") == 0
