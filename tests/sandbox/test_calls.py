"""How a method is called: its address, its body, and the team that is asked for."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

import aiohttp
import pytest
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from sandbox import Workspace
from sandbox.methods import METHODS


@pytest.fixture
async def session(workspace: Workspace) -> AsyncIterator[aiohttp.ClientSession]:
    headers = {"Authorization": f"Bearer {workspace.app.token}"}
    async with aiohttp.ClientSession(base_url=workspace.api_url, headers=headers) as session:
        yield session


async def answered(session: aiohttp.ClientSession, method: str, **how: Any) -> dict[str, Any]:  # noqa: ANN401  aiohttp's
    async with session.post(method, **how) as response:
        answer: dict[str, Any] = await response.json()
        return answer


def test_what_reads_takes_no_json() -> None:
    """docs.slack.dev/apis/web-api: "Most write methods allow arguments with application/json"; which do stands on their
    pages.
    """
    assert {name for name, method in METHODS.items() if not method.takes_json} == {
        "conversations.history",
        "conversations.info",
        "conversations.list",
        "conversations.members",
        "conversations.replies",
        "files.getUploadURLExternal",
        "files.info",
        "team.info",
        "usergroups.list",
        "usergroups.users.list",
        "users.conversations",
        "users.info",
        "users.list",
    }


async def test_what_reads_does_not_see_a_json_body(workspace: Workspace, session: aiohttp.ClientSession) -> None:
    """docs.slack.dev/apis/web-api (POST bodies); that the arguments are then missing is remembered."""
    user = {"user": workspace.person("Mette").id}
    assert (await answered(session, "users.info", data=user))["ok"]
    assert (await answered(session, "users.info", params=user))["ok"]
    answer = await answered(session, "users.info", json=user)
    assert answer["response_metadata"]["messages"] == ["[ERROR] missing required field: user"]


async def test_a_body_has_one_of_slacks_forms(session: aiohttp.ClientSession) -> None:
    """docs.slack.dev/reference/methods/chat.postMessage: invalid_post_type, invalid_json, json_not_object."""
    xml = {"Content-Type": "text/xml"}
    assert (await answered(session, "chat.postMessage", data="<a/>", headers=xml))["error"] == "invalid_post_type"
    json = {"Content-Type": "application/json; charset=utf-8"}
    assert (await answered(session, "chat.postMessage", data="{", headers=json))["error"] == "invalid_json"
    assert (await answered(session, "chat.postMessage", data="[]", headers=json))["error"] == "json_not_object"


@pytest.mark.parametrize("method", ["auth.test", "users.list", "chat.postMessage", "views.publish"])
async def test_another_team_is_not_ours_to_ask_for(workspace: Workspace, client: AsyncWebClient, method: str) -> None:
    """docs.slack.dev/reference/methods/users.list: team_id, and team_access_not_granted. The kit sends it with every
    call that Bolt makes; with a workspace's own token Slack ignores it, and refusing another one is our stricter
    reading.
    """
    with pytest.raises(SlackApiError, match="team_access_not_granted"):
        await client.api_call(method, params={"team_id": "T0ELSEWHERE"})
    await client.api_call("auth.test", params={"team_id": workspace.town.team_id})


async def test_the_old_way_to_upload_is_closed(client: AsyncWebClient) -> None:
    """docs.slack.dev/reference/methods/files.upload: method_deprecated."""
    with pytest.raises(SlackApiError, match="method_deprecated"):
        await client.api_call("files.upload", params={"content": "x"})
