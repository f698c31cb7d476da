"""Roles asked for and given, and the weekly question to whoever leads a department."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import partial

from slack_sdk.errors import SlackApiError

from domain.departments import changes_since
from domain.people import Act, Person, Right
from handlers import course_reminders, course_rounds, people, roles, rounds
from handlers.slack import directory
from handlers.slack.desk import Desk
from handlers.slack.lines import rewrite
from handlers.slack.requests import Click, Listeners, Made, Reply
from messages.slack import departments as department_cards
from messages.slack import errors as error_cards
from messages.slack import roles as cards
from messages.slack.cards import Card
from messages.wording import Words
from storage import people as stored_people
from storage.outbox import Claimed
from storage.sent_messages import Sent


async def on_ask_role(desk: Desk, click: Click) -> Reply:
    """Somebody without the role asks the workspace's administrators for it."""
    person = await desk.who(click.user, click.value)
    return Reply(after=_ask_role(desk, click, person))


async def _ask_role(desk: Desk, click: Click, person: Person) -> None:
    administrators = await directory.administrators(desk)
    now = desk.now()
    async with desk.store.writes() as tx:
        refused_by = await roles.ask_role(tx, person, administrators, now=now, due=desk.workdays.soonest(now))
        named = await stored_people.named(tx, person.team, person.channel)
    words = _words(desk, person)
    if refused_by:
        card = cards.role_refused(person.channel, refused_by, named.coordinator, words)
    else:
        card = cards.role_asked(person.channel, words)
    if click.response_url:
        await desk.whisper(click.response_url, card)
    elif click.view:
        view = error_cards.in_modal(card, words, title=words("Sendt"))
        await desk.slack.views_update(view_id=click.view["id"], view=view)


async def on_grant(desk: Desk, click: Click) -> Reply:
    """An administrator answers yes."""
    channel, user = click.ids
    person = await desk.who(click.user, channel)
    person.check(Act.NAME_PEOPLE)
    words = _words(desk, person)
    member = (await desk.person(user)).member
    if member.absence:
        return Reply(after=desk.whisper(click.response_url, cards.cannot_lead(member, member.absence, words)))
    now = desk.now()
    async with desk.store.writes() as tx:
        await roles.name_coordinator(tx, person, user, now=now, due=desk.workdays.soonest(now))
        asked = await roles.requests(tx, person.team, channel, user)
    return Reply(after=_settled(desk, click, asked, partial(cards.role_granted, channel, user, click.user)))


async def on_refuse(desk: Desk, click: Click) -> Reply:
    """An administrator answers no; where another has said yes meanwhile, the card says that."""
    channel, user = click.ids
    person = await desk.who(click.user, channel)
    now = desk.now()
    async with desk.store.writes() as tx:
        refused = await roles.refuse_role(tx, person, user, now=now, due=desk.workdays.soonest(now))
        asked = await roles.requests(tx, person.team, channel, user)
    line = (
        partial(cards.refused_line, channel, user, click.user)
        if refused
        else partial(cards.is_coordinator, channel, user)
    )
    return Reply(after=_settled(desk, click, asked, line))


async def _settled(desk: Desk, click: Click, asked: Iterable[Sent], line: Callable[[Words], Card]) -> None:
    """The administrator's card becomes a line, and with it those of the others who were asked."""
    await desk.replace(click.response_url, line(await desk.words(click.user)))
    for other in asked:
        if other.target != click.user:
            await rewrite(desk, other, line(await desk.words(other.target)))


async def make_role_request(desk: Desk, claimed: Claimed) -> Made:
    """To an administrator; not needed any more once the person is coordinator."""
    channel, user = claimed.subject["channel"], claimed.subject["user"]
    async with desk.store.reads() as tx:
        named = await stored_people.named(tx, claimed.team, channel)
    if named.coordinator == user:
        return None
    card = cards.role_request(channel, user, named.coordinator, await desk.words(claimed.target))
    return card, card


async def make_role_refused(desk: Desk, claimed: Claimed) -> Made:
    """To whoever asked for the role; not needed where they have it by then."""
    channel, by = claimed.subject["channel"], claimed.subject["by"]
    async with desk.store.reads() as tx:
        named = await stored_people.named(tx, claimed.team, channel)
    if named.coordinator == claimed.target:
        return None
    card = cards.role_refused(channel, by, named.coordinator, await desk.words(claimed.target))
    return card, card


async def make_named(desk: Desk, claimed: Claimed) -> Made:
    """To whoever was given a role; who leads reads of the course that is under way. Not needed where they have it no
    more by the time it is said."""
    channel, right, by = (claimed.subject[name] for name in ("channel", "right", "by"))
    async with desk.store.reads() as tx:
        if (await stored_people.named(tx, claimed.team, channel)).foremost(claimed.target) != right:
            return None
        course = await course_rounds.led_from(tx, claimed.team, channel) if right == Right.COORDINATOR else None
        starter = await course_reminders.starter(tx, course, claimed.target) if course else None
    under_way = cards.UnderWay(course, None if starter == claimed.target else starter) if course else None
    card = cards.named_card(channel, right, by, await desk.words(claimed.target), under_way)
    return card, card


async def make_no_longer(desk: Desk, claimed: Claimed) -> Made:
    """To whoever has a role no more; not needed where they have it again, or are not in Slack any more."""
    channel, right, by = (claimed.subject[name] for name in ("channel", "right", "by"))
    async with desk.store.reads() as tx:
        now = (await stored_people.named(tx, claimed.team, channel)).foremost(claimed.target)
    if now == right or await directory.is_gone(desk, claimed.target):
        return None
    card = cards.no_longer_card(channel, right, now, by, await desk.words(claimed.target))
    return card, card


async def make_stands_in(desk: Desk, claimed: Claimed) -> Made:
    """To a deputy who leads from now on, with the round that is under way; not needed where they do not any more."""
    channel, by = claimed.subject["channel"], claimed.subject["by"]
    async with desk.store.reads() as tx:
        named = await stored_people.named(tx, claimed.team, channel)
        running = await rounds.started(tx, claimed.team, channel)
    if named.stands_in != claimed.target or named.coordinator is None:
        return None
    card = cards.stands_in_card(channel, named.coordinator, by, running, await desk.words(claimed.target))
    return card, card


async def make_stood_in(desk: Desk, claimed: Claimed) -> Made:
    """To a deputy whose coordinator is there again; not needed where they are not."""
    channel = claimed.subject["channel"]
    async with desk.store.reads() as tx:
        named = await stored_people.named(tx, claimed.team, channel)
    if named.deputy != claimed.target or named.coordinator is None or named.coordinator_away:
        return None
    card = cards.stood_in_card(channel, named.coordinator, await desk.words(claimed.target))
    return card, card


async def make_changes(desk: Desk, claimed: Claimed) -> Made:
    """To whoever leads the department: who came and who left; not needed where nobody did."""
    channel = claimed.subject["channel"]
    async with desk.store.reads() as tx:
        department, known = await people.listed(tx, claimed.team, channel)
    try:
        changes = changes_since(known, await directory.members_of(desk, department, channel))
    except SlackApiError:
        return None
    card = department_cards.changes_card(channel, changes, await desk.words(claimed.target))
    return (card, card) if changes else None


async def ask_due(desk: Desk) -> None:
    """What the clock asks for: once a week, every department's newcomers and leavers."""
    now = desk.now()
    async with desk.store.reads() as tx:
        due = await people.departments_to_ask(tx, now, desk.workdays)
    for team, channel in due:
        async with desk.store.writes() as tx:
            await people.ask_about_changes(tx, team, channel, now=now, workdays=desk.workdays)


def _words(desk: Desk, person: Person) -> Words:
    return Words(person.language, desk.workdays.zone)


LISTENERS = Listeners(
    clicks={"people.ask_role": on_ask_role, "people.grant": on_grant, "people.refuse": on_refuse},
    posts={
        roles.ROLE_REQUEST: make_role_request,
        roles.ROLE_REFUSED: make_role_refused,
        roles.NAMED: make_named,
        roles.NO_LONGER: make_no_longer,
        roles.STANDS_IN: make_stands_in,
        roles.STOOD_IN: make_stood_in,
        people.CHANGES: make_changes,
    },
)
