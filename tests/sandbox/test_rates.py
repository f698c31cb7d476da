"""How often the app may call, on the workspace's clock."""

from __future__ import annotations

import time

import pytest
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from sandbox import App, Workspace, limits, running, town
from sandbox.clocks import StillClock
from sandbox.errors import RateLimitedError
from sandbox.rates import Rates


def test_a_window_slides() -> None:
    clock = StillClock()
    rates = Rates(clock)
    for _ in range(3):
        rates.take("m", 3)
        clock.forward(seconds=10)
    with pytest.raises(RateLimitedError) as limited:
        rates.take("m", 3)
    assert limited.value.retry_after == 30
    rates.take("other", 3)
    clock.forward(seconds=30)
    rates.take("m", 3)


def test_a_clock_turned_back_does_not_lock_anybody_out() -> None:
    clock = StillClock()
    rates = Rates(clock)
    rates.take_post("C1")
    clock.forward(days=-1)
    rates.take_post("C1")


async def test_a_second_post_within_a_second_is_refused_with_the_wait(
    workspace: Workspace, client: AsyncWebClient, clock: StillClock
) -> None:
    mette = workspace.person("Mette")
    await client.chat_postMessage(channel=mette.id, text="1")
    await client.chat_postMessage(channel=workspace.person("Jonas").id, text="1")
    with pytest.raises(SlackApiError) as limited:
        await client.chat_postMessage(channel=mette.id, text="2")
    assert limited.value.response.status_code == 429
    assert limited.value.response.headers["Retry-After"] == "1"
    assert limited.value.response["error"] == "ratelimited"
    clock.forward(seconds=1)
    await client.chat_postMessage(channel=mette.id, text="2")
    assert len(mette.messages()) == 2


async def test_updates_are_of_tier_three(workspace: Workspace, client: AsyncWebClient) -> None:
    posted = await client.chat_postMessage(channel=workspace.person("Mette").id, text="1")
    for number in range(limits.TIER_3):
        await client.chat_update(channel=posted["channel"], ts=posted["ts"], text=str(number))
    with pytest.raises(SlackApiError) as limited:
        await client.chat_update(channel=posted["channel"], ts=posted["ts"], text="one more")
    assert limited.value.response.status_code == 429
    workspace.rates.enforced = False
    await client.chat_update(channel=posted["channel"], ts=posted["ts"], text="one more")


async def test_a_thousand_people_get_a_message_within_seconds(client: AsyncWebClient) -> None:
    clock = StillClock()
    async with running(clock=clock, app=App(), place=town(people=1000)) as workspace:
        client.base_url = workspace.api_url
        started, people = time.monotonic(), list(workspace.channel("#boern-familie").members)[:999]
        for number, user in enumerate(people, start=1):
            await client.chat_postMessage(channel=user, text="Barometer")
            if number % limits.POSTS_PER_MINUTE == 0:
                with pytest.raises(SlackApiError):
                    await client.chat_postMessage(channel=workspace.person("Henrik").id, text="for meget")
                clock.forward(minutes=1)
        assert workspace.person("Ansat999").sees() == "Barometer"
        assert not workspace.person("Henrik").messages()
        assert time.monotonic() - started < 20
