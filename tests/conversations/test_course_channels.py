"""A course whose channel is archived or gone, or that Anker was put out of: it rests, somebody is told, it goes on."""

from __future__ import annotations

from datetime import date, time, timedelta

import pytest

from domain.courses import Course, Rest
from domain.people import Department, Named
from sandbox.channel import Channel
from sandbox.town import DEPARTMENT, stable_id
from storage import people
from tests.conversations.course_houses import DEVELOPMENT_DAY, TEAM_ROOM, comes, course_in, course_now, posts
from tests.conversations.house import House, Someone

RESTS = "hviler: Ingen bliver mindet om noget"
#: A week before the status meeting 6 weeks after the development day, and the day before it.
WEEK_BEFORE, DAY_BEFORE, STATUS_MEETING = date(2027, 4, 5), date(2027, 4, 9), date(2027, 4, 12)


async def settled(house: House) -> Course:
    """A course whose channel has been told of it."""
    course = await course_in(house, development_day=DEVELOPMENT_DAY)
    await house.due()
    return course


async def resting(house: House, course: Course) -> Rest | None:
    return (await course_now(house, course)).resting


def told(who: Someone) -> int:
    return len(posts(who, RESTS, None))


def another_channel(house: House, name: str = "nyt-team", members: tuple[str, ...] = ("Mette", "Jonas")) -> Channel:
    bot = house.workspace.app.bot_user
    ids = [house.person(one).id for one in members]
    channel = Channel(stable_id("C", name), name, dict.fromkeys([*ids, bot]))
    house.workspace.channels[channel.id] = channel
    return channel


async def test_an_archived_channel_lets_the_course_rest_and_the_coordinator_is_told_once(house: House) -> None:
    course = await settled(house)
    mette = house.person("Mette")
    await mette.seat.archives(TEAM_ROOM)
    await house.due()
    assert await resting(house, course) is Rest.ARCHIVED
    assert "er arkiveret, så jeg kan ikke skrive der" in mette.sees()
    await comes(house, WEEK_BEFORE)
    await comes(house, STATUS_MEETING)
    assert told(mette) == 1
    assert told(house.person("Jonas")) == 0
    assert not [refusal for refusal in house.workspace.refusals if "is_archived" in refusal]


async def test_the_course_goes_on_by_itself_and_says_what_was_missed(house: House) -> None:
    course = await settled(house)
    mette = house.person("Mette")
    await mette.seat.archives(TEAM_ROOM)
    await comes(house, date(2027, 2, 1))
    await comes(house, DAY_BEFORE, time(12))
    before = len(mette.messages(TEAM_ROOM))
    await mette.seat.reopens(TEAM_ROOM)
    await house.due()
    assert await resting(house, course) is None
    new = mette.messages(TEAM_ROOM)[before:]
    assert "Jeg er her igen, og forløbet" in new[0].visible
    assert "jeg ikke har kunnet minde om" in new[0].visible
    assert "ma. 12. april" in new[0].visible
    assert len([one for one in new if "Jeg er her igen" in one.visible]) == 1


async def test_a_question_that_was_missed_is_not_called_a_reminder(house: House) -> None:
    await settled(house)
    mette = house.person("Mette")
    await comes(house, DAY_BEFORE, time(12))
    await mette.seat.archives(TEAM_ROOM)
    await comes(house, STATUS_MEETING + timedelta(days=1), time(12))
    await mette.seat.reopens(TEAM_ROOM)
    await house.due()
    [back] = posts(mette, "Jeg er her igen")
    assert "I mellemtiden er der én ting, jeg ikke har kunnet minde om:" in back.visible
    assert "• Spørgsmålet, om statusmødet blev holdt (ma. 12. april)" in back.visible


async def test_nothing_missed_is_said_as_well(house: House) -> None:
    await settled(house)
    mette = house.person("Mette")
    await mette.seat.archives(TEAM_ROOM)
    await mette.seat.reopens(TEAM_ROOM)
    await house.due()
    assert "I mellemtiden var der ikke noget at minde om." in mette.sees(TEAM_ROOM)
    assert told(mette) == 0, "who was not told yet need not be told any more"


async def test_a_public_channel_that_is_opened_again_still_needs_anker(house: House) -> None:
    course = await course_in(house, channel=f"#{DEPARTMENT}")
    await house.due()
    mette = house.person("Mette")
    await mette.seat.archives(f"#{DEPARTMENT}")
    await house.due()
    await mette.seat.reopens(f"#{DEPARTMENT}")
    await house.due()
    assert await resting(house, course) is Rest.NOT_IN_CHANNEL
    assert "Skriv /invite @Anker i kanalen." in mette.sees().replace("`", "")
    await mette.types("/invite @Anker", channel=f"#{DEPARTMENT}")
    await house.due()
    assert await resting(house, course) is None
    assert "Jeg er her igen" in mette.sees(f"#{DEPARTMENT}")


@pytest.mark.provokes("conversations.info: channel_not_found")
async def test_anker_is_put_out_and_invited_again(house: House) -> None:
    course = await settled(house)
    mette = house.person("Mette")
    await mette.seat.removes("Anker", TEAM_ROOM)
    await house.due()
    assert await resting(house, course) is Rest.NOT_IN_CHANNEL
    assert told(mette) == 1
    await mette.types("/invite @Anker", channel=TEAM_ROOM)
    await house.due()
    assert await resting(house, course) is None


async def test_somebody_else_who_comes_or_goes_changes_nothing(house: House) -> None:
    course = await settled(house)
    mette = house.person("Mette")
    await mette.seat.invites("Hanne", TEAM_ROOM)
    await mette.seat.removes("Hanne", TEAM_ROOM)
    await mette.seat.renames(TEAM_ROOM, "forankring-2")
    await house.due()
    assert await resting(house, course) is None
    assert told(mette) == 0


@pytest.mark.provokes("chat.postMessage: is_archived")
async def test_a_reminder_that_finds_the_channel_closed_is_said_when_it_is_open_again(house: House) -> None:
    course = await settled(house)
    mette = house.person("Mette")
    # The event was lost: nobody has told Anker.
    house.workspace.channel(TEAM_ROOM).is_archived = True
    await comes(house, WEEK_BEFORE)
    assert await resting(house, course) is Rest.ARCHIVED
    assert told(mette) == 1
    before = len(mette.messages(TEAM_ROOM))
    house.workspace.channel(TEAM_ROOM).is_archived = False
    await comes(house, WEEK_BEFORE, time(11))
    assert await resting(house, course) is None, "noticed within the hour without an event"
    reminders = [
        one for one in mette.messages(TEAM_ROOM)[before:] if "Statusmøde" in one.text and "er her" not in one.text
    ]
    assert len(reminders) == 1


async def test_the_deputy_is_told_where_the_coordinator_is_gone_and_the_administrators_where_both_are(
    house: House,
) -> None:
    await settled(house)
    house.workspace.change_person("Mette", deleted=True)
    await house.workspace.delivery.settled()
    house.bot.desk.people.kept.clear()
    await house.person("Torben").seat.archives(TEAM_ROOM)
    await house.due()
    assert told(house.person("Jonas")) == 1
    await house.person("Torben").seat.reopens(TEAM_ROOM)
    house.workspace.change_person("Jonas", deleted=True)
    await house.workspace.delivery.settled()
    house.bot.desk.people.kept.clear()
    await house.due()
    await house.person("Torben").seat.archives(TEAM_ROOM)
    await house.due()
    assert told(house.person("Henrik")) == 1


@pytest.mark.provokes("conversations.info: channel_not_found")
async def test_a_deleted_channel_is_replaced_by_another(house: House) -> None:
    course = await settled(house)
    mette, new = house.person("Mette"), another_channel(house)
    await house.person("Henrik").seat.deletes_channel(TEAM_ROOM)
    await house.due()
    assert "eller kanalen er slettet" in mette.sees()
    await mette.clicks("Brug en anden kanal")
    await mette.chooses("#nyt-team", for_="Hvilken kanal?")
    await mette.submits()
    assert "Forløbet fortsætter i" in mette.modal.text
    await house.due()
    now = await course_now(house, course)
    assert (now.channel, now.resting) == (new.id, None)
    assert "fortsætter her" in mette.sees("#nyt-team")
    async with house.bot.desk.store.reads() as tx:
        named = await people.named(tx, course.team, new.id)
    assert named.coordinator == mette.id
    assert house.person("Amina").id in named.team
    await comes(house, WEEK_BEFORE)
    assert [one for one in mette.messages("#nyt-team") if "Statusmøde" in one.text]


@pytest.mark.provokes("chat.postMessage: not_in_channel")
async def test_the_department_goes_along_where_the_course_is_in_its_channel(house: House) -> None:
    old = house.workspace.channel(DEPARTMENT).id
    await house.name(department=Department("Børn", old, marks={house.person("Hanne").id: "leder"}))
    course = await course_in(house, channel=f"#{DEPARTMENT}")
    mette, new = house.person("Mette"), another_channel(house)
    await mette.seat.removes("Anker", f"#{DEPARTMENT}")
    await house.due()
    await mette.clicks("Brug en anden kanal")
    await mette.chooses("#nyt-team", for_="Hvilken kanal?")
    await mette.submits()
    assert (await course_now(house, course)).department == new.id
    async with house.bot.desk.store.reads() as tx:
        listed = await people.department(tx, course.team, new.id)
    assert listed is not None
    assert (listed.channel, dict(listed.marks)) == (None, {house.person("Hanne").id: "leder"})


async def test_a_channel_that_is_not_free_or_that_one_is_not_in_is_not_offered(house: House) -> None:
    await settled(house)
    mette = house.person("Mette")
    another_channel(house, "uden-mette", ("Jonas",))
    led, taken = another_channel(house, "amina-leder"), another_channel(house, "har-et")
    async with house.bot.desk.store.writes() as tx:
        await people.save_named(tx, house.bot.desk.team, led.id, Named(coordinator=house.person("Amina").id))
    await mette.seat.archives(TEAM_ROOM)
    await house.due()
    card = mette.message()
    await mette.clicks("Brug en anden kanal", on=card)
    [select] = [block["element"] for block in mette.modal.blocks if block["type"] == "input"]
    names = [option["text"]["text"] for option in select["options"]]
    assert "#har-et" in names
    assert not {"#uden-mette", "#amina-leder", TEAM_ROOM} & {*names}
    await mette.chooses("#har-et", for_="Hvilken kanal?")
    async with house.bot.desk.store.writes() as tx:
        await people.save_named(tx, house.bot.desk.team, taken.id, Named(coordinator=house.person("Amina").id))
    await mette.submits()
    assert "Den kanal kan ikke bruges mere" in " ".join(mette.modal.errors.values())


async def test_where_there_is_no_other_channel_it_is_said_how_to_get_one(house: House) -> None:
    await settled(house)
    mette = house.person("Mette")
    here = house.workspace.channel(DEPARTMENT)
    async with house.bot.desk.store.writes() as tx:
        await people.save_named(tx, house.bot.desk.team, here.id, Named(coordinator=house.person("Amina").id))
    await mette.seat.archives(TEAM_ROOM)
    await house.due()
    await mette.clicks("Brug en anden kanal")
    assert "Opret en kanal" in mette.modal.text


async def test_a_renamed_channel_is_called_by_its_new_name(house: House) -> None:
    await settled(house)
    mette = house.person("Mette")
    another_channel(house, "gammelt-navn")
    await mette.seat.renames("#gammelt-navn", "nyt-navn")
    await mette.seat.archives(TEAM_ROOM)
    await house.due()
    await mette.clicks("Brug en anden kanal")
    [select] = [block["element"] for block in mette.modal.blocks if block["type"] == "input"]
    assert "#nyt-navn" in [option["text"]["text"] for option in select["options"]]
