"""The Home tab: published when it is opened and when something on it changes, to those who have ever opened it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from slack_sdk.errors import SlackApiError
from slack_sdk.models.views import View

from domain.people import Absence, Act, Person, Right, UserId
from handlers import course_status, homes
from handlers import people as operations
from handlers.homes import Room
from handlers.people import NotWelcome
from handlers.slack import commands, invitations, welcome
from handlers.slack.commands import WORDS, Word
from handlers.slack.course_status import facts_of
from handlers.slack.desk import DIRECTLY, Desk
from handlers.slack.outcomes import Meaning, failed
from handlers.slack.requests import Click, Command, Event, Listeners, Reply
from messages.slack import errors as error_cards
from messages.slack import home as cards
from messages.slack.commands import Offer
from storage.keys import KeyMissing
from storage.sealed import TamperedBody

#: Slack takes some 100 views a minute from one app in one workspace (docs.slack.dev/reference/methods/views.publish,
#: tier 4); those of people who open theirs come on top.
BETWEEN = timedelta(seconds=0.9)
#: The wait where a rate limit names none that can be read.
UNNAMED_WAIT = 30.0
#: What only makes sense while a round runs, while none does, with a course, and without one.
IN_ROUND, WITHOUT_ROUND = {Act.CLOSE_ROUND, Act.CANCEL_ROUND}, {Act.START_ROUND}
IN_COURSE, WITHOUT_COURSE = {Act.SEE_COURSE}, {Act.START_COURSE}


async def on_opened(desk: Desk, event: Event) -> Reply:
    """Somebody opens their tab, and from now on has one; or their conversation with Anker."""
    await welcome.meet(desk, event.user)
    if event.told.get("tab") != "home":
        return Reply()
    async with desk.store.writes() as tx:
        await homes.opened(tx, event.team, event.user)
    return Reply(after=publish(desk, event.user))


async def publish_due(desk: Desk) -> None:
    """What the clock asks for: every tab on which something has changed, at the pace that Slack allows."""
    now, day = desk.now(), ("homes", desk.workdays.local(desk.now()).date())
    async with desk.store.reads() as tx:
        is_marked = await homes.is_marked(tx)
    if is_marked or not desk.alarms.get(day):
        desk.alarms.note(day, value=True)
        async with desk.store.writes() as tx:
            await homes.spread(tx, desk.team, now, desk.workdays)
    while user := await _claimed(desk):
        wait = await publish(desk, user)
        await desk.until(desk.now() + (BETWEEN if wait is None else timedelta(seconds=wait)))


async def _claimed(desk: Desk) -> UserId | None:
    async with desk.store.reads() as tx:
        if not await homes.is_stale(tx, desk.team, desk.now()):
            return None
    async with desk.store.writes() as tx:
        return await homes.claim(tx, desk.team, desk.now())


async def publish(desk: Desk, user: UserId) -> float | None:
    """Show the person's tab as things stand now; the seconds that Slack asks to wait, if it does."""
    async with desk.store.reads() as tx:
        edition = await homes.edition(tx, desk.team, user)
    view = await _view(desk, user) if edition is not None else None
    if edition is None or view is None:
        return None
    try:
        await desk.slack.views_publish(user_id=user, view=view)
    except SlackApiError as refused:
        return await _not_published(desk, user, refused)
    async with desk.store.writes() as tx:
        await homes.published(tx, desk.team, user, edition)
    return None


async def _not_published(desk: Desk, user: UserId, refused: SlackApiError) -> float | None:
    """Slack refuses it for good, as for somebody who is gone, or puts it off."""
    failure = failed(refused)
    async with desk.store.writes() as tx:
        if failure.meaning is Meaning.REFUSED:
            await homes.forget(tx, desk.team, user)
            return None
        await homes.let_go(tx, desk.team, user)
    return failure.seconds or UNNAMED_WAIT


async def _view(desk: Desk, user: UserId) -> View | None:
    """What stands on the tab; None for somebody who has left, and has none any more."""
    try:
        return await _home(desk, user)
    except NotWelcome as refused:
        if refused.absence is not Absence.DEACTIVATED:
            return cards.told_view(error_cards.not_welcome(refused.absence, await desk.words(user)))
        async with desk.store.writes() as tx:
            await homes.forget(tx, desk.team, user)
        return None
    except (KeyMissing, TamperedBody):
        return cards.told_view(error_cards.frozen(await desk.words(user)))


async def _home(desk: Desk, user: UserId) -> View:
    async with desk.store.reads() as tx:
        waiting = await homes.waiting(tx, desk.team, user, desk.now(), desk.workdays)
        rooms = await homes.rooms_of(tx, desk.team, user)
    # A guest is welcome in the channels where they observe, and nowhere else.
    person = await desk.who(user, rooms[0].channel if rooms else "")
    facts = cards.HomeFacts(
        user=user,
        today=desk.workdays.local(desk.now()).date(),
        rounds=waiting.rounds,
        comments=waiting.comments,
        walks=waiting.walks,
        approvals=waiting.approvals,
        asked=waiting.asked,
        to_ask=waiting.to_ask,
        texts=waiting.texts,
        actions=waiting.actions,
        rooms=[await _room(desk, await desk.who(user, room.channel), room) for room in rooms],
        offers=_always(person, in_walk=waiting.in_walk),
    )
    return cards.home_view(facts, await desk.words(user))


async def _room(desk: Desk, person: Person, room: Room) -> cards.RoomFacts:
    status = None
    if room.course and person.may(Act.SEE_COURSE):
        async with desk.store.reads() as tx:
            found = await course_status.status(tx, person, room.course.id, desk.now(), desk.workdays)
        status = facts_of(desk, found, person)
    offered = [word for word in await commands.offered(desk, person) if _fits(word, room)]
    ended = room.ended if person.may(Act.SEE_COURSE) else None
    return cards.RoomFacts(room.channel, room.named, status, [word.offer for word in offered], ended)


def _fits(word: Word, room: Room) -> bool:
    """Whether the word is one of this channel's, and makes sense as things stand in it."""
    if word.act is None or (word.act is Act.START_ROUND and _is_measured_elsewhere(room)):
        return False
    senseless = {*(WITHOUT_ROUND if room.running else IN_ROUND)}
    if room.course:
        senseless |= WITHOUT_COURSE
    elif not room.ended:  # what is left of the last course can still be seen
        senseless |= IN_COURSE
    return word.act not in senseless


def _is_measured_elsewhere(room: Room) -> bool:
    """Whether the rounds of the channel's course run in its department's: a round here would ask the team alone."""
    return room.course is not None and room.course.department != room.channel


def _always(person: Person, *, in_walk: bool) -> Sequence[Offer]:
    """The words that everybody may use, and that need no channel; those of a template to who takes part in one; and to
    an administrator, who may have a part in no channel, the word that asks in which one somebody is to be named.
    """
    everybody = (word for word in WORDS if word.offered and word.act is None and not word.in_channel)
    offers = [word.offer for word in everybody if in_walk or not word.is_of_a_walk]
    asking = [word.offer for word in WORDS if word.asking] if Right.ADMINISTRATOR in person.rights else []
    return [*asking, *offers]


async def on_run(desk: Desk, click: Click) -> Reply:
    """A word as a button: the same as typing it in the channel; it answers in a direct message."""
    word = next(word for word in WORDS if cards.action_of(word.offer) == click.action)
    typed = Command(
        team=click.team,
        user=click.user,
        command=word.command,
        text=word.en,
        channel=click.value,
        trigger_id=click.trigger_id,
        response_url=f"{DIRECTLY}{click.user}",
    )
    return await commands.on_command(desk, typed)


async def on_language(desk: Desk, click: Click) -> Reply:
    """The language in which the person wants to be spoken to; their tab is shown again in it."""
    person = await desk.who(click.user, "")
    async with desk.store.writes() as tx:
        await operations.choose_language(tx, person.team, person.user, "en" if click.value == "en" else "da")
    return Reply(after=_shown_again(desk, click.user))


async def _shown_again(desk: Desk, user: UserId) -> None:
    await publish(desk, user)
    await invitations.in_new_language(desk, user)


LISTENERS = Listeners(
    clicks={**{cards.action_of(word.offer): on_run for word in WORDS}, "home.language": on_language},
    events={"app_home_opened": on_opened},
)
