"""What becomes of a course's channel: heard from Slack or noticed by the clock, told to whoever leads, and mended."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import datetime

from slack_sdk.errors import SlackApiError

from domain.course_channels import unsaid
from domain.courses import Course, Rest
from domain.people import ChannelId, UserId
from handlers import channels, course_channels, outbox
from handlers.channels import SHARED
from handlers.course_channels import BACK, LOST
from handlers.slack import course_rooms, directory, welcome
from handlers.slack.desk import Desk
from handlers.slack.outcomes import error_of
from handlers.slack.requests import Click, Event, Listeners, Made, Reply, Submission, chosen
from messages.slack import course_channels as cards
from storage.outbox import Claimed

KINDS = "public_channel,private_channel"


async def on_channel(desk: Desk, event: Event) -> Reply:
    """Something happened to a channel. What it is like now is asked of Slack: events come late, twice, out of order."""
    async with desk.store.writes() as tx:
        await outbox.reachable(tx, event.team, event.channel, desk.now())
    async with desk.store.reads() as tx:
        course = await course_channels.of_channel(tx, event.team, event.channel)
    if course:
        await _look(desk, course)
    return Reply()


async def on_joined(desk: Desk, event: Event) -> Reply:
    """Somebody was invited; if that is Anker, its course goes on, or whoever invited it hears what comes next."""
    if event.user != desk.bot_user:
        return Reply()
    await welcome.meet_channel(desk, event)
    return await on_channel(desk, event)


async def on_renumbered(desk: Desk, event: Event) -> Reply:
    """A channel has another id (docs.slack.dev/reference/events/channel_id_changed): what is kept follows it, and a
    course that could not be said goes on. Whoever leads there is told where it is shared with another organisation.
    """
    old, new = (str(event.told.get(key) or "") for key in ("old_channel_id", "new_channel_id"))
    if not (old and new):
        return Reply()
    async with desk.store.writes() as tx:
        await channels.renumbered(tx, event.team, old, new, desk.now(), desk.workdays)
    async with desk.store.reads() as tx:
        course = await course_channels.of_channel(tx, event.team, new)
    return Reply(after=_look(desk, course)) if course else Reply()


async def shared_post(desk: Desk, claimed: Claimed) -> Made:
    """For whoever leads in a channel that others read along in from now on; None where nobody else does."""
    here = claimed.subject["channel"]
    answer = await desk.slack.api_call("conversations.info", params={"channel": here})
    if not answer["channel"].get("is_ext_shared"):
        return None
    card = cards.shared_card(here, await desk.words(claimed.target))
    return card, card


async def _look(desk: Desk, course: Course) -> None:
    why = await closed(desk, course.channel)
    async with desk.store.writes() as tx:
        await course_channels.found(tx, course.team, course.id, why, desk.now(), desk.workdays)


async def closed(desk: Desk, channel: ChannelId) -> Rest | None:
    """Why nothing can be posted in the channel; None where all is well. Raises `SlackApiError`."""
    try:
        answer = await desk.slack.api_call("conversations.info", params={"channel": channel})
    except SlackApiError as refused:
        if error_of(refused) in directory.OUTSIDE:
            return Rest.NOT_IN_CHANNEL
        raise
    if answer["channel"].get("is_archived"):
        return Rest.ARCHIVED
    return None if answer["channel"].get("is_member") else Rest.NOT_IN_CHANNEL


async def watch_due(desk: Desk) -> None:
    """What the clock asks for: whoever leads a course that rests is told, and every hour it is looked again whether
    it can go on, for an event may be lost."""
    async with desk.store.reads() as tx:
        untold = await course_channels.untold(tx, desk.team)
    for course in untold:
        users = await whom_to_tell(desk, course)
        async with desk.store.writes() as tx:
            await course_channels.tell(tx, course, users, desk.now(), desk.workdays)
    if not desk.first_this_hour("resting courses"):
        return
    async with desk.store.reads() as tx:
        resting = await course_channels.resting(tx, desk.team)
    for course in resting:
        await _look(desk, course)


async def whom_to_tell(desk: Desk, course: Course) -> list[UserId]:
    """The coordinator, the deputy where that one is gone, and the workspace's administrators where both are."""
    async with desk.store.reads() as tx:
        leaders = await course_channels.leaders(tx, course)
    there = [one.user for one in await directory.described(desk, leaders) if one.absence is None]
    return there[:1] or await directory.administrators(desk)


async def on_move(desk: Desk, click: Click) -> Reply:
    """ "Brug en anden kanal". Raises `UnknownCourse` and `NotAllowed`."""
    person = await course_rooms.member(desk, click.user, click.value)
    async with desk.store.reads() as tx:
        course = await course_channels.may_move(tx, person, click.value)
    shared = [one async for one in _shared_channels(desk, click.user)]
    async with desk.store.reads() as tx:
        free = [one for one in shared if await course_channels.is_free(tx, person, course, one[0])]
    words = desk.wording(person)
    view = cards.move_view(course, free, words) if free else cards.no_channel_view(words)
    await desk.open_view(click.trigger_id, view)
    return Reply()


async def _shared_channels(desk: Desk, user: UserId) -> AsyncIterator[tuple[ChannelId, str]]:
    """The channels that both Anker and this person are in, with their names, by name."""
    mine = {one async for one, _ in _channels_of(desk, desk.bot_user)}
    theirs = [found async for found in _channels_of(desk, user) if found[0] in mine]
    for found in sorted(theirs, key=lambda one: one[1]):
        yield found


async def _channels_of(desk: Desk, user: UserId) -> AsyncIterator[tuple[ChannelId, str]]:
    cursor: str | None = None
    while cursor != "":
        page = await desk.slack.users_conversations(
            user=user, types=KINDS, exclude_archived=True, limit=directory.PAGE, cursor=cursor
        )
        for channel in page["channels"]:
            yield channel["id"], channel["name"]
        cursor = (page.get("response_metadata") or {}).get("next_cursor", "")


async def on_move_sent(desk: Desk, submission: Submission) -> Reply:
    """The course goes on in another channel. Raises `UnknownCourse` and `NotAllowed`."""
    course_id = submission.subject[0]
    person = await course_rooms.member(desk, submission.user, course_id)
    words = desk.wording(person)
    async with desk.store.reads() as tx:
        await course_channels.may_move(tx, person, course_id)
    wanted = next(iter(chosen(submission.field(cards.CHANNEL))), "")
    shared = [channel async for channel, _ in _shared_channels(desk, submission.user)]
    course = None
    if wanted in shared:
        async with desk.store.writes() as tx:
            course = await course_channels.move(tx, person, course_id, wanted, desk.now(), desk.workdays)
    if course is None:
        block = cards.CHANNEL.replace(".", "-")
        return Reply({"response_action": "errors", "errors": {block: cards.taken_told(words)}})
    return Reply({"response_action": "update", "view": cards.moved_view(course, words).to_dict()})


async def lost_post(desk: Desk, claimed: Claimed) -> Made:
    """For whoever leads; None once the course goes on."""
    async with desk.store.reads() as tx:
        course = await course_channels.of_post(tx, claimed.team, claimed.subject["course"])
    if course is None or course.over or course.resting is None:
        return None
    card = cards.lost_card(course, await desk.words(claimed.target))
    return card, card


async def back_post(desk: Desk, claimed: Claimed) -> Made:
    """For the channel; None where it cannot be posted in again."""
    async with desk.store.reads() as tx:
        course = await course_channels.of_post(tx, claimed.team, claimed.subject["course"])
    if course is None or course.over or course.resting or course.channel != claimed.target:
        return None
    since = datetime.fromisoformat(claimed.subject["since"])
    missed = unsaid(course, since, claimed.due_at, desk.workdays)
    today = desk.workdays.local(desk.now()).date()
    words = await desk.words(claimed.target, claimed.target)
    card = cards.back_card(course, missed, today, words, claimed.subject.get("from"))
    return card, card


_CHANGED = (
    "channel_archive",
    "channel_deleted",
    "channel_left",
    "channel_unarchive",
    "group_archive",
    "group_deleted",
    "group_left",
    "group_unarchive",
)

LISTENERS = Listeners(
    clicks={"course_channels.move": on_move},
    submissions={"course_channels.move": on_move_sent},
    posts={LOST: lost_post, BACK: back_post, SHARED: shared_post},
    events={
        **dict.fromkeys(_CHANGED, on_channel),
        "member_joined_channel": on_joined,
        "channel_id_changed": on_renumbered,
    },
)
