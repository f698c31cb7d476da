"""Who is in a channel or user group, and who runs the workspace, as Slack lists them."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterable, Mapping, Sequence

from slack_sdk.errors import SlackApiError

from domain.people import ChannelId, Department, Member, UserId
from handlers.slack.desk import Desk, SlackPerson, slack_person
from handlers.slack.outcomes import error_of

#: One page of a list (docs.slack.dev/apis/web-api/pagination allows up to 1,000).
PAGE = 1000
#: Up to so many people are looked up one by one; for more the whole workspace is listed instead.
FEW = 40
#: What Slack answers for a channel that Anker is not in; a private one does not exist for it.
OUTSIDE = frozenset({"channel_not_found", "not_in_channel"})

#: What Slack answers for somebody whom it does not know, or does not show.
UNKNOWN_PERSON = frozenset({"user_not_found", "user_not_visible"})
#: What Slack answers about user groups in a workspace whose plan has none (reference/methods/usergroups.list).
NO_GROUPS = "plan_upgrade_required"


async def members_of(desk: Desk, department: Department | None, channel: ChannelId) -> list[Member]:
    """Everybody found where the department list says, or in the channel itself where there is no list."""
    if department and department.groups:
        users = [user for group in department.groups for user in await _in_group(desk, group)]
    else:
        source = department.channel if department and department.channel else channel
        users = [user async for user in _in_channel(desk, source)]
    return await described(desk, dict.fromkeys(users))


async def described(desk: Desk, users: Iterable[UserId]) -> list[Member]:
    """What Slack says of each of these people, in the same order."""
    wanted = list(users)
    if len(wanted) <= FEW:
        return [(await desk.person(user)).member for user in wanted]
    known = {person.member.user: person.member async for person in _everybody(desk)}
    missing = [user for user in wanted if user not in known]
    strangers = {user: (await desk.person(user)).member for user in missing}
    return [known.get(user) or strangers[user] for user in wanted]


async def member(desk: Desk, user: UserId) -> Member:
    """Somebody who was chosen from Slack's menu of people; whom Slack does not show us is of another organisation."""
    person = await _person(desk, user)
    return person.member if person else Member(user, "", is_stranger=True)


async def names_of(desk: Desk, users: Iterable[UserId]) -> Mapping[UserId, str]:
    """What people call themselves in Slack; whoever is not there any more is left out."""
    return {user: person.member.name for user, person in (await _known(desk, users)).items()}


async def full_names_of(desk: Desk, users: Iterable[UserId]) -> Mapping[UserId, str]:
    """People's full names, for papers; whoever is not there any more is left out."""
    return {user: person.full_name for user, person in (await _known(desk, users)).items()}


async def gone_of(desk: Desk, users: Iterable[UserId]) -> frozenset[UserId]:
    """Who is deactivated or not known to Slack any more; one of the latter does not hold up the others."""
    wanted = list(dict.fromkeys(users))
    try:
        return frozenset(one.user for one in await described(desk, wanted) if one.is_deactivated)
    except SlackApiError as refused:
        if error_of(refused) not in UNKNOWN_PERSON:
            raise
        return frozenset([user for user in wanted if await is_gone(desk, user)])


async def is_gone(desk: Desk, user: UserId) -> bool:
    """Whether somebody is deactivated, or not known to Slack any more."""
    person = await _person(desk, user)
    return person is None or person.member.is_deactivated


async def _known(desk: Desk, users: Iterable[UserId]) -> Mapping[UserId, SlackPerson]:
    wanted = list(users)
    people = await asyncio.gather(*(_person(desk, user) for user in wanted))
    return {user: person for user, person in zip(wanted, people, strict=True) if person}


async def _person(desk: Desk, user: UserId) -> SlackPerson | None:
    try:
        return await desk.person(user)
    except SlackApiError as refused:
        if error_of(refused) in UNKNOWN_PERSON:
            return None
        raise


async def is_in_channel(desk: Desk, channel: ChannelId) -> bool:
    """Whether Anker may post there. Raises `SlackApiError` where Slack cannot tell."""
    try:
        answer = await desk.slack.api_call("conversations.info", params={"channel": channel})
    except SlackApiError as refused:
        if error_of(refused) in OUTSIDE:
            return False
        raise
    return bool(answer["channel"].get("is_member") or answer["channel"].get("is_im"))


async def channel_name(desk: Desk, channel: ChannelId) -> str:
    answer = await desk.slack.api_call("conversations.info", params={"channel": channel})
    return str(answer["channel"].get("name", ""))


async def administrators(desk: Desk) -> list[UserId]:
    """The workspace's administrators who are still there."""
    everybody = [person async for person in _everybody(desk)]
    return [person.member.user for person in everybody if person.is_admin and person.member.absence is None]


async def group_names(desk: Desk) -> dict[str, str]:
    """The workspace's user groups: id to name and handle; none where Slack's plan has none."""
    try:
        answer = await desk.slack.usergroups_list()
    except SlackApiError as refused:
        if error_of(refused) == NO_GROUPS:
            return {}
        raise
    return {group["id"]: f"{group['name']} (@{group['handle']})" for group in answer["usergroups"]}


async def _in_group(desk: Desk, group: str) -> Sequence[UserId]:
    answer = await desk.slack.usergroups_users_list(usergroup=group)
    users: Sequence[UserId] = answer["users"]
    return users


async def _in_channel(desk: Desk, channel: ChannelId) -> AsyncIterator[UserId]:
    cursor: str | None = None
    while cursor != "":
        page = await desk.slack.conversations_members(channel=channel, limit=PAGE, cursor=cursor)
        for user in page["members"]:
            yield user
        cursor = (page.get("response_metadata") or {}).get("next_cursor", "")


async def _everybody(desk: Desk) -> AsyncIterator[SlackPerson]:
    cursor: str | None = None
    while cursor != "":
        page = await desk.slack.users_list(limit=PAGE, cursor=cursor)
        for user in page["members"]:
            yield slack_person(user, desk.team)
        cursor = (page.get("response_metadata") or {}).get("next_cursor", "")
