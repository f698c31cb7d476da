"""A walk is started with a form, and everybody in it is invited."""

from __future__ import annotations

from datetime import date, timedelta

from domain.people import Person
from handlers import walks
from handlers.slack import directory
from handlers.slack.desk import Desk
from handlers.slack.requests import Command, Listeners, Made, Reply, Submission, chosen
from handlers.slack.walk_cards import walk_of
from handlers.slack.walk_windows import updated
from handlers.walks import INVITATION, WalkPlan
from messages.slack import errors as error_cards
from messages.slack import walk_starts as cards
from messages.slack.field_errors import cannot_write, is_blank
from messages.slack.walk_starts import StartFacts
from messages.wording import Words
from storage import people as stored_people
from storage.outbox import Claimed

#: A template is filled in over weeks; this is what is proposed.
DAYS_TO_ANSWER = 42


async def on_start_word(desk: Desk, command: Command, person: Person) -> Reply:
    """`/icm start`: who takes part, who approves, by when. Raises `NotAllowed` before anything is opened."""
    is_channel = not command.is_outside
    async with desk.store.reads() as tx:
        if is_channel:
            await walks.may_start(tx, person, command.channel)
        department = await stored_people.department(tx, person.team, command.channel)
        may_somewhere = is_channel or bool(await walks.starts_in(tx, person.team, person.user))
    if not may_somewhere:
        return Reply(after=desk.whisper(command.response_url, error_cards.starts_no_walk(desk.wording(person))))
    if is_channel and not await directory.is_in_channel(desk, command.channel):
        card = error_cards.invite_me(command.channel, desk.wording(person))
        return Reply(after=desk.whisper(command.response_url, card))
    target = desk.workdays.on_or_after(desk.workdays.local(desk.now()).date() + timedelta(days=DAYS_TO_ANSWER))
    facts = StartFacts(
        channel=command.channel if is_channel else None,
        unit=department.name if department else "",
        templates=desk.store.templates.all(),
        target=target,
    )
    view = cards.start_view(facts, person.user, desk.wording(person))
    await desk.open_view(command.trigger_id, view)
    return Reply()


async def on_start(desk: Desk, submission: Submission) -> Reply:
    """The walk begins and everybody in it hears of it, or what is wrong stands at its field. Raises `NotAllowed`."""
    [channel] = chosen(submission.field("walks.channel"))
    person = await desk.who(submission.user, channel)
    words = desk.wording(person)
    target = date.fromisoformat(chosen(submission.field("walks.target"))[0])
    unit = str(submission.field("walks.unit").get("value") or "").strip()
    if mistakes := await _mistakes(desk, submission, unit, channel, target, words):
        return Reply({"response_action": "errors", "errors": mistakes})
    plan = WalkPlan(
        channel=channel,
        unit=unit,
        template=chosen(submission.field("walks.template"))[0],
        authors=chosen(submission.field("walks.authors")),
        approvers=chosen(submission.field("walks.approvers")),
        target=target,
        language=person.language,
    )
    async with desk.store.writes() as tx:
        walk = await walks.start(tx, person, plan, submission.event, desk.now())
    return updated(cards.started_view(walk, words))


async def _mistakes(
    desk: Desk, submission: Submission, unit: str, channel: str, target: date, words: Words
) -> dict[str, str]:
    """Everything that cannot be, each at its field, so that it is mended in one go."""
    errors = await _not_taking_part(desk, submission, words)
    if not unit:
        errors["walks-unit"] = is_blank(words)
    if target <= desk.workdays.local(desk.now()).date():
        errors["walks-target"] = words("Vælg en dag, der ikke er gået.")
    if not await directory.is_in_channel(desk, channel):
        errors["walks-channel"] = words("Jeg er ikke med i kanalen. Skriv /invite @Anker dér, og prøv igen.")
    return errors


async def _not_taking_part(desk: Desk, submission: Submission, words: Words) -> dict[str, str]:
    """Bots, guests, strangers and those who have left cannot write to Anker: each is named at their field."""
    errors = {}
    for field in ("walks.authors", "walks.approvers"):
        members = [await directory.member(desk, user) for user in chosen(submission.field(field))]
        told = [why for member in members if (why := cannot_write(member, words))]
        if told:
            errors[field.replace(".", "-")] = " ".join(told)
    return errors


async def invitation_post(desk: Desk, claimed: Claimed) -> Made:
    """The beginning, for one who takes part."""
    walk = await walk_of(desk, claimed)
    if walk is None or claimed.target not in walk.people:
        return None
    card = cards.invitation_card(walk, claimed.target, await desk.words(claimed.target))
    return card, card


LISTENERS = Listeners(submissions={"walks.start": on_start}, posts={INVITATION: invitation_post})
