"""Roles and department lists: the form, what was saved, asking for a role and giving it."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Sequence
from dataclasses import replace

from slack_sdk.errors import SlackApiError
from slack_sdk.models.views import View

from domain.barometers import RoleId
from domain.departments import Doubled, Setup, UnreadableLine, marks_of, read_outside
from domain.people import (
    LONGEST_NAME,
    MARKED_ROLES,
    Absence,
    Act,
    Department,
    Named,
    Outside,
    Person,
    Right,
    UserId,
    attendance,
)
from handlers import handovers, people, rounds
from handlers.people import Outdated
from handlers.slack import directory
from handlers.slack.desk import Desk
from handlers.slack.lines import rewrite
from handlers.slack.outcomes import error_of
from handlers.slack.requests import Click, Command, Listeners, Reply, Submission, Suggest, chosen
from handlers.slack.windows import open_window, turn
from messages.slack import departments as department_cards
from messages.slack import errors as error_cards
from messages.slack import people as cards
from messages.slack.cards import Card
from messages.slack.departments import Noticed
from messages.slack.roles import refused_person
from messages.slack.text import clean
from messages.wording import Words

Errors = dict[str, str]


async def on_people(desk: Desk, command: Command, person: Person) -> Reply:
    """`/anker people`: the form for those who may change it, the same to read for the team."""
    async with desk.store.reads() as tx:
        found = await people.setup(tx, person)
    return Reply(after=_open(desk, command, person, found))


async def on_open(desk: Desk, click: Click) -> Reply:
    """ "Se listen", from the question about newcomers and leavers."""
    person = await desk.who(click.user, click.value)
    async with desk.store.writes() as tx:
        found = await people.opened(tx, person, desk.now())
    return Reply(after=_open(desk, click, person, found))


async def on_people_from_afar(desk: Desk, command: Command, person: Person) -> Reply:
    """The same where there is no channel: it is asked for; the one in which the person leads is proposed."""
    async with desk.store.reads() as tx:
        leads = await people.leads(tx, person.team, person.user, command.channel)
    view = cards.channel_view(next(iter(leads.elsewhere), None), _words(desk, person))
    return Reply(after=open_window(desk, command, view))


async def on_channel(desk: Desk, submission: Submission) -> Reply:
    """The channel that was asked for; Slack is asked about it after the answer, and the window then shows the form.

    Raises `NotAllowed`, which is told above the question.
    """
    [channel] = chosen(submission.field(cards.CHANNEL))
    person = await desk.who(submission.user, channel)
    async with desk.store.reads() as tx:
        found = await people.setup(tx, person)
    view = cards.finding_view(_words(desk, person))
    return Reply({"response_action": "update", "view": view.to_dict()}, _find(desk, submission.view_id, person, found))


async def _find(desk: Desk, view_id: str, person: Person, found: Setup) -> None:
    """The form in the window that waits for it; or the question again, with why Slack shows no form."""
    words = _words(desk, person)
    try:
        is_inside = await directory.is_in_channel(desk, person.channel)
        told = words("Jeg er ikke med i kanalen. Skriv /invite @Anker dér, og prøv igen.")
        view = await _view(desk, person, found) if is_inside else cards.channel_view(person.channel, words, told)
    except SlackApiError as refused:
        why = error_of(refused) or words("uden begrundelse")
        told = words("Slack sagde nej ({error}). Prøv igen om lidt.", error=why)
        view = cards.channel_view(person.channel, words, told)
    await turn(desk, view_id, view)


async def _open(desk: Desk, asked: Command | Click, person: Person, found: Setup) -> None:
    if await directory.is_in_channel(desk, person.channel):
        await open_window(desk, asked, await _view(desk, person, found))
    else:
        await desk.whisper(asked.response_url, error_cards.invite_me(person.channel, _words(desk, person)))


async def _view(desk: Desk, person: Person, found: Setup) -> View:
    names = await directory.group_names(desk) if found.department.groups else {}
    shown = cards.people_view if person.may(Act.NAME_PEOPLE) else cards.people_shown
    return shown(found, person.channel, names, _words(desk, person))


def _words(desk: Desk, person: Person) -> Words:
    return Words(person.language, desk.workdays.zone)


async def on_groups(desk: Desk, suggest: Suggest) -> Reply:
    """The user groups that can be chosen; whoever may open no form is offered none."""
    if (await desk.person(suggest.user)).member.absence:
        return Reply({"options": []})
    names = await directory.group_names(desk)
    return Reply({"options": cards.group_options(names, suggest.typed)})


async def on_save(desk: Desk, submission: Submission) -> Reply:
    """Keep what the form says; the members are read after the answer, for the receipt."""
    channel, edition = submission.subject
    person = await desk.who(submission.user, channel)
    person.check(Act.NAME_PEOPLE)
    words = _words(desk, person)
    wanted, errors = await _read_form(desk, submission, words)
    errors |= await _refused_people(desk, wanted.named, words)
    if errors:
        return _errors(errors)
    if Right.COORDINATOR in person.rights:
        wanted = replace(wanted, named=wanted.named.keeping(person.user))
    try:
        leave = await _save(desk, person, wanted, edition, submission.event)
    except Outdated:
        return _errors({cards.COORDINATOR: words("Nogen har ændret listen imens. Luk, og åbn den igen.")})
    response_url = desk.opened_from.get(submission.view_id)
    return Reply(after=None if leave is None else _receipt(desk, person, wanted, leave, response_url))


async def _save(desk: Desk, person: Person, wanted: Setup, edition: str, event: str) -> list[UserId] | None:
    """Who was taken out and has something to do still; None where it is saved already."""
    now = desk.now()
    due = desk.workdays.soonest(now)
    async with desk.store.writes() as tx:
        before = (await people.setup(tx, person)).named
        saved = await people.save(tx, person, wanted, edition=edition, event=f"people:{event}", now=now, due=due)
        if not saved:
            return None
        return await handovers.after_naming(tx, person, before, wanted.named, now, desk.workdays)


def _errors(errors: Errors) -> Reply:
    return Reply({"response_action": "errors", "errors": errors})


async def _read_form(desk: Desk, submission: Submission, words: Words) -> tuple[Setup, Errors]:
    """What the form says, and what is wrong with it by input."""
    errors: Errors = {}
    named = _named(submission)
    if named.deputy and named.deputy == named.coordinator:
        errors[cards.DEPUTY] = words("Stedfortræderen skal være en anden end koordinatoren.")
    if named.coordinator_away and not named.deputy:
        errors[cards.DEPUTY] = words("Vælg en stedfortræder, når koordinatoren er på orlov.")
    marks = await _marks(desk, submission, words, errors)
    department = replace(_department(submission, words, errors), marks=marks)
    language = _one(submission, cards.LANGUAGE)
    return Setup(named, department, "en" if language == "en" else "da"), errors


def _named(submission: Submission) -> Named:
    return Named(
        coordinator=_one(submission, cards.COORDINATOR),
        deputy=_one(submission, cards.DEPUTY),
        team=_all(submission, cards.TEAM),
        observers=_all(submission, cards.OBSERVERS),
        coordinator_away=bool(_all(submission, cards.AWAY)),
    )


def _department(submission: Submission, words: Words, errors: Errors) -> Department:
    groups = chosen(submission.field(cards.GROUPS_ACTION))
    name = clean(_text(submission, cards.NAME), LONGEST_NAME).strip()
    if not name:
        errors[cards.NAME] = words("Skriv, hvad afdelingen hedder.")
    outside: tuple[Outside, ...] = ()
    try:
        outside = read_outside(clean(_text(submission, cards.OUTSIDE)))
    except UnreadableLine as unreadable:
        errors[cards.OUTSIDE] = cards.unreadable_line(unreadable, words)
    source = _one(submission, cards.SOURCE)
    if not groups and not source:
        errors[cards.SOURCE] = words("Vælg en kanal eller en brugergruppe.")
    return Department(
        name=name,
        channel=None if groups else source,
        groups=groups,
        not_asked=_all(submission, cards.NOT_ASKED),
        outside=outside,
    )


async def _marks(desk: Desk, submission: Submission, words: Words, errors: Errors) -> dict[UserId, RoleId]:
    by_role = [(role, sorted(_all(submission, cards.mark_block(role)))) for role in MARKED_ROLES]
    try:
        return marks_of(by_role)
    except Doubled as doubled:
        name = (await desk.person(doubled.user)).member.name
        errors[cards.mark_block(doubled.second)] = cards.doubled(doubled, name, words)
        return {}


def _text(submission: Submission, action: str) -> str:
    return str(submission.field(action).get("value") or "")


def _one(submission: Submission, action: str) -> str | None:
    return next(iter(chosen(submission.field(action))), None)


def _all(submission: Submission, action: str) -> frozenset[str]:
    return frozenset(chosen(submission.field(action)))


async def _refused_people(desk: Desk, named: Named, words: Words) -> Errors:
    """Who cannot have the role they were chosen for: only people who work here, and guests as observers only."""
    leading = [
        (cards.COORDINATOR, [named.coordinator] if named.coordinator else []),
        (cards.DEPUTY, [named.deputy] if named.deputy else []),
        (cards.TEAM, sorted(named.team)),
        (cards.OBSERVERS, sorted(named.observers)),
    ]
    found = await asyncio.gather(*(_refused(desk, block, users, words) for block, users in leading))
    return {block: error for (block, _), error in zip(leading, found, strict=True) if error}


async def _refused(desk: Desk, block: str, users: Iterable[UserId], words: Words) -> str | None:
    for member in [(await desk.person(user)).member for user in users]:
        absence = member.absence
        # Somebody who has left harms nothing on a list of many, and the list can then still be saved.
        has_left = absence is Absence.DEACTIVATED and block in {cards.TEAM, cards.OBSERVERS}
        guest_may = absence is Absence.GUEST and block == cards.OBSERVERS
        if absence and not has_left and not guest_may:
            return refused_person(member, absence, words)
    return None


async def _receipt(
    desk: Desk, person: Person, wanted: Setup, leave: Sequence[UserId], response_url: str | None
) -> None:
    words = _words(desk, person)
    async with desk.store.reads() as tx:
        elsewhere = await people.leave_elsewhere(tx, person.team, wanted.named, person.channel)
        started = await rounds.started(tx, person.team, person.channel)
    noticed = Noticed(
        leave,
        elsewhere,
        leads_no_more=_gives_the_lead_away(person, wanted.named),
        asked_already=started.people_invited if started else None,
    )
    try:
        found = await directory.members_of(desk, wanted.department, person.channel)
    except SlackApiError:
        card = department_cards.saved_without_members(wanted, person.channel, noticed, words)
    else:
        async with desk.store.writes() as tx:
            await people.note_found(tx, person, found)
        listed = attendance(wanted.department, found)
        card = department_cards.receipt(wanted, person.channel, listed, noticed, words)
    await _whisper(desk, person, response_url, card)
    await _settle_questions(desk, person)


def _gives_the_lead_away(person: Person, named: Named) -> bool:
    """Whether a coordinator has named another, and can name nobody any more."""
    may_still = named.coordinator == person.user or Right.ADMINISTRATOR in person.rights
    return Right.COORDINATOR in person.rights and not may_still


async def _settle_questions(desk: Desk, person: Person) -> None:
    """Whoever was asked about newcomers and leavers reads that the list is saved, and by whom."""
    async with desk.store.reads() as tx:
        asked = await people.questions(tx, person.team, person.channel)
    for sent in asked:
        line = department_cards.saved_line(person.channel, person.user, await desk.words(sent.target))
        await rewrite(desk, sent, line)


async def _whisper(desk: Desk, person: Person, response_url: str | None, card: Card) -> None:
    """Beside the command where its address is still known, else wherever Slack lets only the person see it."""
    if response_url:
        await desk.whisper(response_url, card)
    else:
        await desk.slack.chat_postEphemeral(channel=person.channel, user=person.user, **card.payload())


LISTENERS = Listeners(
    clicks={"people.open": on_open},
    submissions={"people.channel": on_channel, "people.save": on_save},
    suggestions={cards.GROUPS_ACTION: on_groups},
)
