"""The first words to whoever installed Anker, and to whoever invites it into a channel."""

from __future__ import annotations

from pathlib import Path

import pytest

from sandbox.channel import Channel
from sandbox.message import Message
from sandbox.town import stable_id
from tests.conversations.course_houses import TEAM_ROOM, course_in
from tests.conversations.house import COMMONS, HERE, House, Someone, built

WELCOME, INVITED = "Velkommen til Anker", "Tak for invitationen"


def told(who: Someone, what: str = WELCOME) -> list[Message]:
    return [message for message in who.messages() if what in message.visible]


async def opens(house: House, name: str) -> Someone:
    who = house.person(name)
    await who.seat.opens_home()
    await house.bot.desk.background.finish()
    await house.due()
    return who


async def looks_into_the_conversation(house: House, name: str) -> Someone:
    """Somebody opens the Messages tab of Anker's page."""
    who = house.person(name)
    await who.seat.opens_messages()
    await house.due()
    return who


def empty_room(house: House, *members: str) -> str:
    """A channel that Anker is not in."""
    ids = [house.person(one).id for one in members]
    channel = Channel(stable_id("C", "modtagelsen"), "modtagelsen", dict.fromkeys(ids))
    house.workspace.channels[channel.id] = channel
    return "#modtagelsen"


async def invites(house: House, name: str, channel: str) -> Someone:
    who = house.person(name)
    await who.seat.invites("Anker", channel)
    await house.due()
    return who


async def test_the_first_administrator_who_opens_anker_is_told_three_steps_and_who_operates_it(house: House) -> None:
    henrik = await opens(house, "Henrik")
    [message] = told(henrik)
    for step in ("/invite @Anker", "/anker personer", "/barometer start", "Egelund It driver Anker"):
        assert step in message.visible
    assert "docs/" not in message.text, "a file that stands on the server"
    await henrik.clicks("Hjælp", on=message)
    assert "Det kan du her" in henrik.sees()


async def test_opening_the_conversation_counts_as_opening_anker(house: House) -> None:
    assert told(await looks_into_the_conversation(house, "Henrik"))


async def test_a_command_of_an_administrator_is_enough(house: House) -> None:
    henrik = house.person("Henrik")
    await henrik.types("/anker hjælp", channel=COMMONS)
    await house.due()
    assert len(told(henrik)) == 1


async def test_it_comes_once_whatever_the_administrator_does_next(house: House) -> None:
    henrik = await opens(house, "Henrik")
    await opens(house, "Henrik")
    await looks_into_the_conversation(house, "Henrik")
    await henrik.types("/anker", channel=COMMONS)
    await house.due()
    assert len(told(henrik)) == 1


async def test_a_second_administrator_is_not_welcomed(house: House) -> None:
    await opens(house, "Henrik")
    house.workspace.change_person("Karen", is_admin=True)
    assert not told(await opens(house, "Karen"))


@pytest.mark.parametrize("name", ["Mette", "Hanne", "Pia"])
async def test_nobody_else_is_welcomed(house: House, name: str) -> None:
    who = await opens(house, name)
    await who.types("/anker")
    await house.due()
    assert not told(who)
    assert told(await opens(house, "Henrik")), "nor have they taken it from the one who is"


async def test_a_restart_welcomes_nobody_again(tmp_path: Path) -> None:
    async with built(tmp_path) as house:
        assert told(await opens(house, "Henrik"))
    async with built(tmp_path) as house:
        assert not told(await opens(house, "Henrik"))


async def test_it_speaks_the_language_that_the_administrator_has_chosen(house: House) -> None:
    henrik = house.person("Henrik")
    await henrik.types("/anker hjælp", channel=COMMONS)
    await henrik.clicks("English", channel=COMMONS)
    await house.due()
    assert told(henrik, "Welcome to Anker")


async def test_whoever_invites_anker_into_a_new_channel_is_told_how_to_get_the_role(house: House) -> None:
    room = empty_room(house, "Karen", "Torben")
    karen = await invites(house, "Karen", room)
    [message] = told(karen, INVITED)
    assert house.workspace.channel("modtagelsen").id in message.visible
    await karen.clicks("Bed om rollen", on=message)
    await house.due()
    assert "beder om at blive koordinator" in house.person("Henrik").sees()
    assert not karen.messages(room), "nothing is said in the channel"


async def test_an_administrator_who_invites_it_is_told_to_name_somebody(house: House) -> None:
    henrik = await invites(house, "Henrik", empty_room(house, "Henrik"))
    [message] = told(henrik, INVITED)
    assert "/anker personer" in message.visible
    assert "Bed om rollen" not in message.visible


async def test_where_somebody_coordinates_already_nobody_is_told(house: House) -> None:
    karen = house.person("Karen")
    await karen.seat.removes("Anker", HERE)
    assert not told(await invites(house, "Karen", HERE), INVITED)


@pytest.mark.provokes("conversations.info: channel_not_found")
async def test_a_course_that_waited_for_anker_goes_on_and_nobody_is_told_of_a_first_step(house: House) -> None:
    await course_in(house)
    await house.due()
    mette = house.person("Mette")
    await mette.seat.removes("Anker", TEAM_ROOM)
    await house.due()
    await house.name(TEAM_ROOM, coordinator=None)
    await invites(house, "Mette", TEAM_ROOM)
    assert not told(mette, INVITED)
    assert "Jeg er her igen" in mette.sees(TEAM_ROOM)


async def test_who_is_named_before_the_message_goes_out_makes_it_needless(house: House) -> None:
    room = empty_room(house, "Karen")
    karen = house.person("Karen")
    await karen.seat.invites("Anker", room)
    await house.name(room, coordinator=karen.id)
    await house.due()
    assert not told(karen, INVITED)


async def test_one_invitation_that_slack_tells_of_twice_is_answered_once_and_a_new_one_anew(house: House) -> None:
    room = empty_room(house, "Karen")
    karen = await invites(house, "Karen", room)
    joined = [one for one in house.workspace.log if one.what == "event member_joined_channel"][-1]
    await house.workspace.delivery.again(joined, x_slack_retry_num="1")
    await house.due()
    assert len(told(karen, INVITED)) == 1
    await karen.seat.removes("Anker", room)
    await invites(house, "Karen", room)
    assert len(told(karen, INVITED)) == 2


async def test_a_coming_without_an_inviter_and_of_somebody_else_is_nothing(house: House) -> None:
    room = empty_room(house, "Karen", "Torben")
    karen = house.person("Karen")
    await karen.seat.invites("Bente", room)
    bot = house.workspace.app.bot_user
    here = house.workspace.channel("modtagelsen")
    here.members[bot] = None
    heard = house.workspace.tell_app("member_joined_channel", {"user": bot, "channel": here.id, "channel_type": "C"})
    assert heard is not None
    await heard
    await house.due()
    assert not told(karen, INVITED)
