"""Who is in a department and who runs the workspace, as Slack tells it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterable
from typing import Any

from slack_sdk.errors import SlackApiError

from domain.people import ChannelId, Department, Member, UserId
from handlers.slack.desk import Desk, slack_person

#: The largest page that Slack gives (docs.slack.dev/apis/web-api/pagination).
PAGE = 1000
#: Up to so many people are looked up one by one; more are found in the list of everybody, in fewer calls.
ONE_BY_ONE = 60
#: A refusal because of too many calls is waited out so often.
PATIENCE = 5
#: Longer than this Slack does not ask anybody to wait; what is not a number counts as the shortest.
LONGEST_WAIT, SHORTEST_WAIT = 60.0, 1.0


async def members(desk: Desk, department: Department) -> list[Member]:
    """Everybody found where the department list says its people are, each once; bots and guests among them.

    Raises `SlackApiError`, such as `channel_not_found` for a private channel that Anker was not invited to.
    """
    if department.groups:
        ids = [user for group in department.groups for user in await _group(desk, group)]
    else:
        ids = [user async for user in _channel(desk, department.channel)] if department.channel else []
    return await described(desk, dict.fromkeys(ids))


async def described(desk: Desk, users: Iterable[UserId]) -> list[Member]:
    """What Slack says of these people, in the order given."""
    wanted = list(users)
    if len(wanted) > ONE_BY_ONE:
        await _remember_everybody(desk)
    return [(await desk.person(user)).member for user in wanted]


async def administrators(desk: Desk) -> list[UserId]:
    """The workspace's administrators who are still there."""
    found = []
    async for user in _everybody(desk):
        person = slack_person(user, desk.team)
        if person.is_admin and person.member.absence is None:
            found.append(person.member.user)
    return found


async def group_names(desk: Desk) -> dict[str, str]:
    """The workspace's user groups in use: id to name and handle."""
    answer = await desk.slack.usergroups_list()
    return {group["id"]: f"{group['name']} (@{group['handle']})" for group in answer["usergroups"]}


async def is_in(desk: Desk, channel: ChannelId) -> bool:
    """Whether Anker is a member of the channel; a private channel it is not in is not even found."""
    try:
        answer = await desk.slack.conversations_info(channel=channel)
    except SlackApiError as refused:
        if refused.response.get("error") == "channel_not_found":
            return False
        raise
    found = answer["channel"]
    return bool(found.get("is_member") or found.get("is_im"))


async def _remember_everybody(desk: Desk) -> None:
    async for user in _everybody(desk):
        desk.people.note(user["id"], slack_person(user, desk.team))


async def _everybody(desk: Desk) -> AsyncIterator[dict[str, Any]]:
    cursor = ""
    while True:
        answer = await _patiently(desk, "users.list", {"limit": PAGE, "cursor": cursor})
        for user in answer["members"]:
            yield user
        cursor = _next(answer)
        if not cursor:
            return


async def _channel(desk: Desk, channel: ChannelId) -> AsyncIterator[UserId]:
    cursor = ""
    while True:
        answer = await _patiently(desk, "conversations.members", {"channel": channel, "limit": PAGE, "cursor": cursor})
        for user in answer["members"]:
            yield user
        cursor = _next(answer)
        if not cursor:
            return


async def _group(desk: Desk, group: str) -> list[UserId]:
    answer = await _patiently(desk, "usergroups.users.list", {"usergroup": group})
    return list(answer["users"])


def _next(answer: dict[str, Any]) -> str:
    return (answer.get("response_metadata") or {}).get("next_cursor") or ""


async def _patiently(desk: Desk, method: str, arguments: dict[str, Any]) -> dict[str, Any]:
    """A reading call; one that comes too often waits as long as Slack asks for."""
    given = {name: value for name, value in arguments.items() if value}
    for _ in range(PATIENCE):
        try:
            return dict((await desk.slack.api_call(method, params=given)).data)  # type: ignore[arg-type]
        except SlackApiError as refused:
            if refused.response.status_code != 429:
                raise
            await asyncio.sleep(_wait(refused.response.headers.get("Retry-After")))
    return dict((await desk.slack.api_call(method, params=given)).data)  # type: ignore[arg-type]


def _wait(asked: str | None) -> float:
    seconds = float(asked) if asked and asked.isdigit() else SHORTEST_WAIT
    return min(max(seconds, SHORTEST_WAIT), LONGEST_WAIT)
