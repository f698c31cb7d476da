"""The addresses that come with a click or a command."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

import aiohttp
import pytest

from sandbox import Workspace, running
from sandbox.shapes import Obj
from tests.sandbox.cards import section
from tests.sandbox.seconds import Seconds


@pytest.fixture
async def place(seconds: Seconds) -> AsyncIterator[Workspace]:
    async with running(seconds=seconds) as workspace:
        yield workspace


@pytest.fixture
async def session() -> AsyncIterator[aiohttp.ClientSession]:
    async with aiohttp.ClientSession() as session:
        yield session


def issued(workspace: Workspace, *, with_card: bool = True) -> str:
    mette = workspace.person("Mette")
    direct = workspace.direct(mette.id).id
    ts = workspace.post_as_app(direct, {"text": "gammelt", "blocks": [section("gammelt")]}).ts if with_card else ""
    return workspace.response_urls.issue(mette.id, direct, ts)


async def post(session: aiohttp.ClientSession, url: str, body: Obj) -> tuple[int, dict[str, Any]]:
    async with session.post(url, json=body) as response:
        return response.status, await response.json()


async def test_the_original_is_replaced_whole(place: Workspace, session: aiohttp.ClientSession) -> None:
    status, answer = await post(session, issued(place), {"replace_original": True, "text": "nyt"})
    assert (status, answer) == (200, {"ok": True})
    assert place.person("Mette").sees() == "nyt"
    assert len(place.person("Mette").messages()) == 1


async def test_the_original_is_deleted(place: Workspace, session: aiohttp.ClientSession) -> None:
    await post(session, issued(place), {"delete_original": True})
    assert place.person("Mette").messages() == []


async def test_an_original_that_is_gone_is_not_posted_anew(place: Workspace, session: aiohttp.ClientSession) -> None:
    """docs.slack.dev/interactivity/handling-user-interaction; the refusal is remembered."""
    url = issued(place)
    await post(session, url, {"delete_original": True})
    status, answer = await post(session, url, {"replace_original": True, "text": "nyt"})
    assert (status, answer["error"]) == (404, "message_not_found")
    assert place.person("Mette").messages() == []


async def test_without_more_the_answer_is_for_the_person_alone(
    place: Workspace, session: aiohttp.ClientSession
) -> None:
    mette, room = place.person("Mette"), place.channel("#alle-i-egelund")
    url = place.response_urls.issue(mette.id, room.id)
    await post(session, url, {"text": "kun dig"})
    assert (mette.sees(room.name), place.person("Jonas").sees(room.name)) == ("kun dig", "")
    await post(session, url, {"text": "alle", "response_type": "in_channel"})
    assert place.person("Jonas").sees(room.name) == "alle"


async def test_an_ephemeral_original_is_replaced_for_its_person(
    place: Workspace, session: aiohttp.ClientSession
) -> None:
    mette, room = place.person("Mette"), place.channel("#boern-familie")
    ephemeral = place.post_as_app(room.id, {"text": "før"}, only_for=mette.id)
    url = place.response_urls.issue(mette.id, room.id, ephemeral.ts)
    await post(session, url, {"replace_original": True, "text": "efter"})
    assert (mette.sees(room.name), place.person("Jonas").sees(room.name)) == ("efter", "")


async def test_an_address_can_be_used_five_times(place: Workspace, session: aiohttp.ClientSession) -> None:
    """docs.slack.dev/interactivity/handling-user-interaction: five times within 30 minutes."""
    url = issued(place)
    for number in range(5):
        assert (await post(session, url, {"replace_original": True, "text": str(number)}))[0] == 200
    assert await post(session, url, {"text": "x"}) == (404, {"ok": False, "error": "used_url"})


async def test_an_address_lives_for_thirty_minutes(
    place: Workspace, session: aiohttp.ClientSession, seconds: Seconds
) -> None:
    """docs.slack.dev/interactivity/handling-user-interaction: five times within 30 minutes."""
    url = issued(place)
    seconds.passed += 30 * 60.0
    assert (await post(session, url, {"text": "x"}))[0] == 200
    seconds.passed += 1
    assert await post(session, url, {"text": "x"}) == (404, {"ok": False, "error": "expired_url"})


@pytest.mark.parametrize(
    ("body", "error"),
    [
        ({"text": "x", "blocks": [section("")]}, "invalid_blocks"),
        ({"text": ""}, "no_text"),
        ({"text": "x", "colour": "red"}, "invalid_arguments"),
        ({"text": "x", "response_type": "secret"}, "invalid_response_type"),
        ({"text": "x", "thread_ts": "1.1"}, "invalid_thread_ts"),
        (
            {"text": "x", "thread_ts": "1.1", "response_type": "in_channel", "replace_original": True},
            "invalid_thread_ts",
        ),
    ],
)
async def test_what_slack_would_refuse_is_refused(
    place: Workspace, session: aiohttp.ClientSession, body: Obj, error: str
) -> None:
    """docs.slack.dev/interactivity/handling-user-interaction and reference/methods/chat.postMessage; unknown fields
    are refused in our stricter reading.
    """
    status, answer = await post(session, issued(place), body)
    assert (status, answer["error"]) == (400, error)
    assert place.person("Mette").sees() == "gammelt"
    assert len(place.refusals) == 1


async def test_an_address_that_was_never_given_out_is_expired(place: Workspace, session: aiohttp.ClientSession) -> None:
    """docs.slack.dev/interactivity/handling-user-interaction"""
    assert (await post(session, f"{place.url}/response/x", {"text": "x"}))[0] == 404
