"""Who asks for which result: known by their rights, or by being in a room where it stands."""

from __future__ import annotations

from slack_sdk.errors import SlackApiError

from domain.people import ChannelId, Person, UserId
from domain.rounds import Coming, RoundId
from handlers import releases, rounds
from handlers.releases import Result
from handlers.slack.desk import Desk
from handlers.slack.outcomes import error_of
from handlers.slack.requests import Click

#: What Slack answers for a channel that Anker cannot see into; whoever asks there is then known by their rights only.
UNSEEN = frozenset({"channel_not_found", "not_in_channel", "missing_scope", "fetch_members_failed"})


async def result_for(desk: Desk, click: Click, round_id: RoundId) -> tuple[Person, Result]:
    """The person who clicked, and the result of the round if they may see it. Raises `NotWelcome`, `UnknownRound`."""
    person = await desk.who(click.user, click.channel or "")
    # A view does not say which channel it was opened from: the person is looked for where the result stands.
    channel = click.channel or await _room_of(desk, person, round_id)
    async with desk.store.reads() as tx:
        return person, await releases.result(tx, person, round_id, channel, desk.now(), desk.workdays)


async def _room_of(desk: Desk, person: Person, round_id: RoundId) -> ChannelId | None:
    """A channel with the result in it that the person is in."""
    async with desk.store.reads() as tx:
        posted = await releases.posted(tx, person.team, round_id)
    for room in releases.channels_of(posted.round) if posted else ():
        if await is_member_of(desk, room, person.user):
            return room
    return None


async def awaited_for(
    desk: Desk, person: Person, channel: ChannelId, *, is_member: bool | None = None
) -> Coming | None:
    """What there is to say of the channel's coming result to this person: to who leads there, and to members.

    Slack is asked whether the person is one where `is_member` does not say so.
    """
    async with desk.store.reads() as tx:
        coming = await releases.awaited_in(tx, person.team, channel, desk.now(), desk.workdays)
    if coming is None or rounds.leads(person):
        return coming
    if is_member is None:
        is_member = await is_member_of(desk, channel, person.user)
    return coming if is_member else None


async def has_result_for(desk: Desk, person: Person, channel: ChannelId) -> bool:
    """Whether `/barometer resultat` shows this person a result that was posted in the channel."""
    is_member = await is_member_of(desk, channel, person.user)
    async with desk.store.reads() as tx:
        found = await releases.results(tx, person, channel, desk.now(), desk.workdays, is_member=is_member)
    return any(channel in releases.channels_of(one.round) for one in found)


async def is_member_of(desk: Desk, channel: ChannelId, user: UserId) -> bool:
    """Whether Slack lists the person among the channel's members; False where Anker cannot see."""
    # Nobody becomes a member of a conversation with Anker, and Anker has no scope to ask who is in one.
    cursor: str | None = "" if channel.startswith("D") else None
    while cursor != "":
        try:
            page = await desk.slack.conversations_members(channel=channel, limit=1000, cursor=cursor)
        except SlackApiError as refused:
            if error_of(refused) in UNSEEN:
                return False
            raise
        if user in page["members"]:
            return True
        cursor = (page.get("response_metadata") or {}).get("next_cursor", "")
    return False
