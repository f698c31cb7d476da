"""A thousand are invited: at Slack's pace, each exactly once, through deaths and lost answers, in cards that fit."""

from __future__ import annotations

import asyncio
from bisect import bisect_left
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from itertools import pairwise
from pathlib import Path

import pytest

from bot.app import running, serving
from handlers.slack import MAKERS, outbox, rounds
from sandbox.demo import demo_app, demo_settings, name_people
from sandbox.limits import POST_SECONDS_PER_CHANNEL, POSTS_PER_MINUTE
from sandbox.server import running as workspace_running
from sandbox.town import town
from sandbox.workspace import Workspace
from storage.outbox import PACE
from tests.conversations.house import PATIENCE, House, unhurried
from tests.faults.orderly_clock import OrderlyClock

MINUTE = timedelta(minutes=1)
#: A little less than what Slack takes.
LEAST_IN_A_MINUTE = 285


@asynccontextmanager
async def egelund(asked: int) -> AsyncIterator[Workspace]:
    """A workspace in which so many can be asked; its administrator is not."""
    async with workspace_running(OrderlyClock(), demo_app(), town(asked + 1), seconds=unhurried) as workspace:
        workspace.delivery.answer_seconds = PATIENCE
        yield workspace


@asynccontextmanager
async def bot_of(workspace: Workspace, home: Path) -> AsyncIterator[House]:
    """The bot, started on what it left in its folder the last time."""
    clock = workspace.clock
    assert isinstance(clock, OrderlyClock)
    async with running(demo_settings(workspace, home), clock) as bot, serving(bot, "127.0.0.1", 0) as port:
        workspace.app.request_url = f"http://127.0.0.1:{port}/slack/events"
        yield House(workspace, bot, clock, home)


async def open_round(house: House, asked: int) -> None:
    """A round is started and opens; its messages are written, and none has left."""
    await name_people(house.bot, house.workspace)
    mette = house.person("Mette")
    await mette.types("/barometer start")
    await mette.submits()
    assert f"*{asked} spørges.*" in mette.modal.text
    await mette.submits()
    await mette.seat.closes_all()
    await rounds.open_due(house.bot.desk)
    assert await house.rows("outbox") == asked + 2


async def send(house: House) -> None:
    await outbox.deliver(house.bot.desk, MAKERS, house.bot.name)


async def send_all(house: House) -> None:
    """Send until nothing waits, letting the time pass that unknown outcomes are waited for."""
    while await house.rows("outbox WHERE state IN ('pending', 'sending')"):
        await send(house)
        house.clock.at += MINUTE


async def die_while_sending(house: House, at: int) -> None:
    """The process is gone when so many have been invited: one more stands in Slack, of which it never heard."""
    sending = asyncio.create_task(send(house))
    rooms = house.workspace.channels  # a direct message is opened by the first message in it
    await house.workspace.until(lambda: len(rooms) >= at, timeout=300)
    house.workspace.faults.fail_next("chat.postMessage", hold=True)
    await house.workspace.until(lambda: len(rooms) > at, timeout=300)
    sending.cancel()
    await asyncio.wait({sending})


def invitations(workspace: Workspace) -> Counter[str]:
    """How many invitations stand in each direct message."""
    directs = [room for room in workspace.channels.values() if room.is_im]
    stand = {room.id: sum(m.text.startswith("Barometer i ") for m in room.posts.values()) for room in directs}
    return +Counter(stand)


def times_of_posts(workspace: Workspace) -> dict[str, list[float]]:
    """When the app posted, in each channel, in seconds by the workspace's clock."""
    app = workspace.app.bot_user
    return {
        room.id: [float(message.ts) for message in room.posts.values() if message.user == app and not message.only_for]
        for room in workspace.channels.values()
    }


def most_in_a_minute(workspace: Workspace) -> int:
    times = sorted(time for times in times_of_posts(workspace).values() for time in times)
    return max(bisect_left(times, start + 60) - number for number, start in enumerate(times))


def least_between(workspace: Workspace) -> float:
    """The shortest time between two posts in one channel."""
    return min(later - earlier for times in times_of_posts(workspace).values() for earlier, later in pairwise(times))


def slowed_down(workspace: Workspace) -> list[str]:
    """What Slack answered with a rate limit."""
    return [exchange.what for exchange in workspace.log if exchange.status == 429]


async def test_invitations_leave_at_the_pace_that_slack_takes(tmp_path: Path) -> None:
    async with egelund(350) as workspace, bot_of(workspace, tmp_path) as house:
        await open_round(house, 350)
        begun = house.clock.at
        await send(house)
        assert set(invitations(workspace).values()) == {1}
        assert len(invitations(workspace)) == 350
        assert house.clock.at - begun < 352 * PACE + timedelta(seconds=2)
        assert LEAST_IN_A_MINUTE < most_in_a_minute(workspace) <= POSTS_PER_MINUTE
        assert least_between(workspace) >= POST_SECONDS_PER_CHANNEL
        assert slowed_down(workspace) == []


@pytest.mark.timeout(600)
async def test_a_thousand_get_one_invitation_each_through_deaths_and_lost_answers(tmp_path: Path) -> None:
    async with egelund(1000) as workspace:
        async with bot_of(workspace, tmp_path) as house:
            await open_round(house, 1000)
            await die_while_sending(house, at=300)
        async with bot_of(workspace, tmp_path) as house:
            workspace.faults.fail_next("chat.postMessage", drop=True, stored=True, times=40)
            workspace.faults.fail_next("chat.postMessage", status=500, times=10)
            await die_while_sending(house, at=600)
        async with bot_of(workspace, tmp_path) as house:
            await send_all(house)
            assert len(invitations(workspace)) == 1000
            assert set(invitations(workspace).values()) == {1}
            assert LEAST_IN_A_MINUTE < most_in_a_minute(workspace) <= POSTS_PER_MINUTE
            assert await house.rows("outbox WHERE state <> 'sent'") == 0
            await nothing_is_too_large(house)
            assert slowed_down(workspace) == []


async def nothing_is_too_large(house: House) -> None:
    """What is shown of a round with so many fits into a message or a window; the workspace refuses what does not."""
    mette, henrik = house.person("Mette"), house.person("Henrik")
    for someone in (mette, henrik):
        for words in ("/barometer", "/barometer status", "/barometer my-data", "/anker personer", "/anker mine-data"):
            await someone.types(words)
            if someone.modal is not None:
                await someone.seat.closes_all()
    await mette.types("/barometer luk")
    await mette.submits()
    await mette.seat.closes_all()
    assert house.workspace.refusals == []
