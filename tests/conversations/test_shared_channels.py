"""A private channel that is shared with another organisation: Slack gives it another id, and Anker goes on in it."""

from __future__ import annotations

import pytest

from sandbox.connections import share_channel
from storage import people
from tests.conversations.course_houses import DEVELOPMENT_DAY, TEAM_ROOM, comes, course_in, course_now, posts
from tests.conversations.house import HERE, House
from tests.conversations.test_course_channels import WEEK_BEFORE

SHARED, REMINDER = "er nu delt med en anden organisation i Slack", "Statusmøde om 7 dage"


async def test_the_course_goes_on_under_the_new_id_and_its_leader_is_told_once(house: House) -> None:
    course = await course_in(house, development_day=DEVELOPMENT_DAY)
    await house.due()
    mette = house.person("Mette")
    room = await share_channel(house.workspace, TEAM_ROOM)
    await house.due()
    now = await course_now(house, course)
    assert room.id != course.channel
    assert (now.channel, now.resting) == (room.id, None)
    [told] = posts(mette, SHARED, None)
    assert f"<#{room.id}" in told.text
    assert not posts(house.person("Jonas"), SHARED, None)
    await comes(house, WEEK_BEFORE)
    [reminder] = posts(mette, REMINDER)
    await mette.clicks("Datoen er aftalt", on=reminder)
    assert mette.modal is not None
    assert not house.workspace.refusals


async def test_a_repeated_event_changes_nothing_more(house: House) -> None:
    course = await course_in(house, development_day=DEVELOPMENT_DAY)
    await house.due()
    room = await share_channel(house.workspace, TEAM_ROOM)
    for _ in range(2):
        await hears(house, course.channel, room.id)
    assert (await course_now(house, course)).channel == room.id
    assert len(posts(house.person("Mette"), SHARED, None)) == 1


@pytest.mark.provokes("chat.postMessage: channel_not_found")
async def test_what_could_not_be_said_before_the_change_was_heard_of_is_said_after_it(house: House) -> None:
    """The event comes late: the course rests meanwhile, and goes on with what it missed."""
    course = await course_in(house, development_day=DEVELOPMENT_DAY)
    await house.due()
    house.workspace.app.events -= {"channel_id_changed"}
    room = await share_channel(house.workspace, TEAM_ROOM)
    await comes(house, WEEK_BEFORE)
    assert (await course_now(house, course)).resting is not None
    house.workspace.app.events |= {"channel_id_changed"}
    await hears(house, course.channel, room.id)
    now = await course_now(house, course)
    assert (now.channel, now.resting) == (room.id, None)
    assert posts(house.person("Mette"), "Jeg er her igen")
    assert posts(house.person("Mette"), REMINDER)


async def test_rights_follow(house: House) -> None:
    room = await share_channel(house.workspace, TEAM_ROOM)
    await house.due()
    async with house.bot.desk.store.reads() as tx:
        named = await people.named(tx, house.bot.desk.team, room.id)
    assert named.coordinator == house.person("Mette").id


async def test_where_slack_does_not_say_at_once_whether_it_is_shared_the_leader_is_told_later(house: House) -> None:
    """A channel with nothing but rights: no course holds on to what happened."""
    house.workspace.faults.fail_next("conversations.info", drop=True)
    await share_channel(house.workspace, TEAM_ROOM)
    await house.turn(minutes=5)
    assert len(posts(house.person("Mette"), SHARED, None)) == 1


async def test_another_id_alone_is_nobodys_news(house: House) -> None:
    """What is shared no longer when its leader is to be told, or never was."""
    room = await share_channel(house.workspace, TEAM_ROOM)
    room.connected.clear()
    await house.turn(minutes=5)
    assert not posts(house.person("Mette"), SHARED, None)


async def test_a_channel_that_anker_knows_nothing_of_is_nobodys_news(house: House) -> None:
    await hears(house, "C0UKENDT", "C0UKENDT2")
    assert not posts(house.person("Mette"), SHARED, None)


async def hears(house: House, old: str, new: str) -> None:
    telling = house.workspace.tell_app("channel_id_changed", {"old_channel_id": old, "new_channel_id": new})
    assert telling is not None
    await telling
    await house.due()


async def test_where_people_have_begun_anew_nothing_is_mixed_and_the_log_says_so(
    house: House, caplog: pytest.LogCaptureFixture
) -> None:
    course = await course_in(house, development_day=DEVELOPMENT_DAY)
    await house.due()
    begun = house.workspace.channel(HERE)
    await hears(house, course.channel, begun.id)
    assert (await course_now(house, course)).channel == course.channel
    assert f"channel {course.channel} is now {begun.id}, where something was begun" in caplog.text
