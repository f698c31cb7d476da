"""Roles asked for and given, and the weekly question to whoever leads a department."""

from __future__ import annotations

from slack_sdk.errors import SlackApiError

from domain.departments import changes_since
from domain.people import Act, Person, Right
from handlers import people
from handlers.slack import directory
from handlers.slack.desk import Desk
from handlers.slack.requests import Click, Listeners, Made, Reply
from messages.slack import departments as department_cards
from messages.slack import errors as error_cards
from messages.slack import roles as cards
from messages.wording import Words
from storage.outbox import Claimed


async def on_ask_role(desk: Desk, click: Click) -> Reply:
    """Somebody without the role asks the workspace's administrators for it."""
    person = await desk.who(click.user, click.value)
    return Reply(after=_ask_role(desk, click, person))


async def _ask_role(desk: Desk, click: Click, person: Person) -> None:
    administrators = await directory.administrators(desk)
    now = desk.now()
    async with desk.store.writes() as tx:
        await people.ask_role(tx, person, administrators, now=now, due=desk.workdays.soonest(now))
    card = cards.role_asked(person.channel, _words(desk, person))
    if click.response_url:
        await desk.whisper(click.response_url, card)
    elif click.view:
        words = _words(desk, person)
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
        await people.name_coordinator(tx, person, user, now=now, due=desk.workdays.soonest(now))
    card = cards.role_granted(channel, user, click.user, words)
    return Reply(after=desk.replace(click.response_url, card))


async def make_role_request(desk: Desk, claimed: Claimed) -> Made:
    """To an administrator; not needed any more once the person is coordinator."""
    channel, user = claimed.subject["channel"], claimed.subject["user"]
    async with desk.store.reads() as tx:
        leads = await people.leads(tx, claimed.team, user, channel)
    if leads.named.coordinator == user:
        return None
    card = cards.role_request(channel, user, leads.named.coordinator, await desk.words(claimed.target))
    return card, card


async def make_named(desk: Desk, claimed: Claimed) -> Made:
    """To whoever was given a role, or is coordinator no more."""
    subject = claimed.subject
    channel, right, by = subject["channel"], subject["right"], subject["by"]
    words = await desk.words(claimed.target)
    # A message of an earlier version that waits names the team only to whoever was coordinator, and says no more.
    if right == Right.TEAM and subject.get("before", Right.COORDINATOR) == Right.COORDINATOR:
        card = cards.leads_no_more_card(channel, by, words)
    else:
        card = cards.named_card(channel, right, by, words)
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
    clicks={"people.ask_role": on_ask_role, "people.grant": on_grant},
    posts={people.ROLE_REQUEST: make_role_request, people.NAMED: make_named, people.CHANGES: make_changes},
)
