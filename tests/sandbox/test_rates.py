"""How often the app may call, on the workspace's clock."""

from __future__ import annotations

import time

import pytest
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from sandbox import App, Workspace, limits, running, town
from sandbox.clocks import StillClock
from sandbox.errors import RateLimitedError
from sandbox.methods import METHODS
from sandbox.rates import Rates


def test_a_window_slides() -> None:
    """docs.slack.dev/apis/web-api/rate-limits: counted a minute, per method."""
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
    """docs.slack.dev/apis/web-api/rate-limits: one message a second per channel, 429 with Retry-After."""
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
    """docs.slack.dev/reference/methods/chat.update: Tier 3."""
    posted = await client.chat_postMessage(channel=workspace.person("Mette").id, text="1")
    for number in range(limits.TIER_3):
        await client.chat_update(channel=posted["channel"], ts=posted["ts"], text=str(number))
    with pytest.raises(SlackApiError) as limited:
        await client.chat_update(channel=posted["channel"], ts=posted["ts"], text="one more")
    assert limited.value.response.status_code == 429
    workspace.rates.enforced = False
    await client.chat_update(channel=posted["channel"], ts=posted["ts"], text="one more")


TIERS = {
    20: "conversations.list users.list usergroups.list usergroups.users.list",
    50: """chat.update chat.delete conversations.open conversations.info conversations.history
        conversations.replies users.conversations team.info files.delete""",
    100: """chat.postEphemeral views.open views.push views.update views.publish conversations.members
        users.info files.getUploadURLExternal files.completeUploadExternal files.info""",
}


@pytest.mark.parametrize(("per_minute", "names"), TIERS.items())
def test_every_method_has_the_tier_that_its_page_names(per_minute: int, names: str) -> None:
    """docs.slack.dev/apis/web-api/rate-limits, and "Rate limits" on the page of each method."""
    assert {METHODS[name].per_minute for name in names.split()} == {per_minute}


def test_every_method_but_the_special_ones_has_a_tier() -> None:
    """docs.slack.dev/apis/web-api/rate-limits: chat.postMessage and auth.test are special."""
    named = {name for names in TIERS.values() for name in names.split()}
    assert set(METHODS) - named <= {"chat.postMessage", "auth.test", "files.upload", "apps.connections.open"}


@pytest.mark.parametrize("method", ["users.info", "views.publish", "conversations.members"])
async def test_one_method_is_slowed_down_and_the_others_go_on(
    workspace: Workspace, client: AsyncWebClient, clock: StillClock, method: str
) -> None:
    """docs.slack.dev/apis/web-api/rate-limits: counted per method; Retry-After tells when it is free again."""
    mette = workspace.person("Mette").id
    for _ in range(METHODS[method].per_minute):
        workspace.rates.take(method, METHODS[method].per_minute)
    clock.forward(seconds=20)
    with pytest.raises(SlackApiError) as limited:
        await client.api_call(method, params={"user": mette})
    assert (limited.value.response.status_code, limited.value.response.headers["Retry-After"]) == (429, "40")
    await client.auth_test()
    await client.chat_postMessage(channel=mette, text="x")
    assert not workspace.refusals


async def test_too_many_posts_in_the_workspace_have_the_other_spelling(
    workspace: Workspace, client: AsyncWebClient, clock: StillClock
) -> None:
    """docs.slack.dev/reference/methods/chat.postMessage lists rate_limited, which may come with 200 and no header."""
    for _ in range(limits.POSTS_PER_MINUTE):
        workspace.rates.take("chat.postMessage", limits.POSTS_PER_MINUTE)
    with pytest.raises(SlackApiError) as limited:
        await client.chat_postMessage(channel=workspace.person("Mette").id, text="1")
    answer = limited.value.response
    assert (answer["error"], answer.status_code, "Retry-After" in answer.headers) == ("rate_limited", 200, False)
    clock.forward(minutes=1)
    await client.chat_postMessage(channel=workspace.person("Mette").id, text="1")


async def test_a_thousand_people_get_a_message_within_seconds(client: AsyncWebClient) -> None:
    """docs.slack.dev/apis/web-api/rate-limits: several hundred messages a minute."""
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
