"""What went wrong, as a sentence that says what to do next; the log gets an id and never a body.

A refusal or failure that is known has a card of its own. Whatever nobody foresaw is told with an id, under which the
log has the kind of error and where in the code it was: no message of the error, no payload, no name, no answer.
"""

from __future__ import annotations

import asyncio
import logging
import traceback
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from secrets import token_hex

from slack_sdk.errors import SlackApiError
from sqlalchemy.exc import SQLAlchemyError

from domain.barometers import NotAsked, UnknownItem
from domain.calendars import DateNotGiven
from domain.course_definitions import UnknownMilestone
from domain.courses import AlreadyHeld, CourseOver
from domain.people import ChannelId, NotAllowed, UserId
from domain.plans import NotYours, Settled, SnoozedAlready, UnknownAction
from domain.revisions import UnknownQuestion
from domain.rounds import WrongState
from domain.walks import NotInWalk, WalkAct
from handlers import people, releases
from handlers.courses import UnknownCourse
from handlers.drafts import DraftGone
from handlers.people import NotWelcome
from handlers.sittings import RoundClosed, TrialOver, UnknownRound
from handlers.slack.desk import Desk, Later
from handlers.slack.outcomes import error_of
from handlers.slack.requests import Click, Command, Payload, Reply, Submission
from handlers.walks import UnknownWalk
from messages.slack import course_errors, plan_errors, previews
from messages.slack import errors as cards
from messages.slack.cards import Card
from messages.wording import Words
from storage import course_files
from storage.content import UnknownBarometer
from storage.courses import OneIsRunning
from storage.keys import KeyMissing
from storage.releases import ReleaseDamaged
from storage.sealed import TamperedBody

logger = logging.getLogger("anker.errors")

#: Refusals of which nothing needs to be told but their kind.
BY_KIND: Mapping[type[Exception], Callable[[Words], Card]] = {
    UnknownRound: cards.unknown_round,
    DraftGone: previews.draft_gone,
    TrialOver: cards.trial_over,
    UnknownCourse: course_errors.unknown_course,
    course_files.UnknownCourse: course_errors.unknown_course,
    UnknownMilestone: course_errors.unknown_course,
    OneIsRunning: course_errors.one_is_running,
    CourseOver: course_errors.course_over,
    AlreadyHeld: course_errors.already_held,
    DateNotGiven: course_errors.date_not_given,
    UnknownAction: plan_errors.unknown_action,
    NotYours: plan_errors.not_yours,
    Settled: plan_errors.settled,
    SnoozedAlready: plan_errors.snoozed_already,
}

#: What Slack answers when a press is too old, or was used already, to open a window.
TOO_LATE = frozenset({"expired_trigger_id", "exchanged_trigger_id", "invalid_trigger_id"})
#: So many of the innermost places in the code are logged.
FRAMES = 8

#: Everything that has a sentence of its own.
Refusals: tuple[type[Exception], ...] = (
    NotAllowed,
    NotWelcome,
    UnknownWalk,
    NotInWalk,
    UnknownQuestion,
    RoundClosed,
    WrongState,
    UnknownItem,
    UnknownBarometer,
    NotAsked,
    KeyMissing,
    TamperedBody,
    ReleaseDamaged,
    SlackApiError,
    SQLAlchemyError,
    *BY_KIND,
)


@dataclass(frozen=True, slots=True)
class Asker:
    """Who is to be told, and the ways in which Slack lets us."""

    user: UserId
    channel: ChannelId | None = None
    response_url: str | None = None
    trigger_id: str = ""
    in_view: bool = False


async def refusing_click(desk: Desk, click: Click, work: Awaitable[Reply]) -> Reply:
    """The listener's reply, or its refusal shown to the person alone; what follows the reply is watched as well."""
    in_view = click.view is not None and click.view.get("type") == "modal"
    return await _refusing(desk, Asker(click.user, click.channel, click.response_url, click.trigger_id, in_view), work)


async def refusing_command(desk: Desk, command: Command, work: Awaitable[Reply]) -> Reply:
    """The same for a slash command."""
    return await _refusing(desk, Asker(command.user, command.channel, command.response_url, command.trigger_id), work)


async def _refusing(desk: Desk, asker: Asker, work: Awaitable[Reply]) -> Reply:
    try:
        reply = await work
    except Refusals as refusal:
        return Reply(after=_tell(desk, asker, await _card(desk, asker, refusal)))
    return Reply(reply.payload, _watched(desk, asker, reply.after)) if reply.after else reply


async def refusing_submission(desk: Desk, submission: Submission, work: Awaitable[Reply]) -> Reply:
    """The listener's reply, or its refusal in place of the modal; what could not be saved stays in the form."""
    asker = Asker(submission.user, None, desk.opened_from.get(submission.view_id))
    try:
        reply = await work
    except SQLAlchemyError as failure:
        log(failure)
        return _in_form(submission.view, cards.not_saved_in_form(await _words(desk, asker)))
    except Refusals as refusal:
        return await _in_place(desk, asker, refusal)
    return Reply(reply.payload, _watched(desk, asker, reply.after)) if reply.after else reply


async def _in_place(desk: Desk, asker: Asker, refusal: Exception) -> Reply:
    view = cards.in_modal(await _card(desk, asker, refusal), await _words(desk, asker))
    # A right that is missing in the channel that was chosen: the form stays below, with another to choose.
    how = "push" if isinstance(refusal, NotAllowed) else "update"
    return Reply({"response_action": how, "view": view})


async def _watched(desk: Desk, asker: Asker, after: Later) -> None:
    """Work after the answer to Slack has nobody who would hear its error, so the person is told here."""
    [outcome] = await asyncio.gather(after, return_exceptions=True)
    if isinstance(outcome, Refusals):
        await _tell(desk, asker, await _card(desk, asker, outcome))
    elif isinstance(outcome, Exception):
        await _tell_wrong(desk, asker, log(outcome))


async def _card(desk: Desk, asker: Asker, refusal: Exception) -> Card:
    words = await _words(desk, asker)
    match refusal:
        case NotAllowed():
            async with desk.store.reads() as tx:
                leads = await people.leads(tx, desk.team, asker.user, refusal.channel)
            return cards.not_allowed(refusal.act, refusal.channel, leads.named, leads.elsewhere, asker.user, words)
        case NotWelcome():
            return cards.not_welcome(refusal.absence, words)
        case RoundClosed():
            async with desk.store.reads() as tx:
                coming = await releases.awaited(tx, refusal.round, desk.now(), desk.workdays)
            return cards.round_closed(refusal.round, coming, words)
        case WrongState():
            return cards.not_now(refusal.state, words)
        case SlackApiError():
            return _slack_card(refusal, words)
        case _:
            return _plain_card(refusal, words)


def _slack_card(refused: SlackApiError, words: Words) -> Card:
    error = error_of(refused)
    return cards.press_again(words) if error in TOO_LATE else cards.slack_refused(error, log(refused), words)


def _plain_card(refusal: Exception, words: Words) -> Card:
    """Refusals that carry nothing to tell."""
    if type(refusal) in BY_KIND:
        return BY_KIND[type(refusal)](words)
    if isinstance(refusal, UnknownWalk | NotInWalk):
        return _walk_card(refusal, words)
    if isinstance(refusal, UnknownItem | UnknownBarometer | NotAsked | UnknownQuestion):
        return cards.unknown_button(words)
    if isinstance(refusal, KeyMissing | TamperedBody):
        log(refusal)
        return cards.frozen(words)
    if isinstance(refusal, ReleaseDamaged):
        return cards.damaged(log(refusal), words)
    return cards.not_saved(log(refusal), words)


def _walk_card(refusal: UnknownWalk | NotInWalk, words: Words) -> Card:
    if isinstance(refusal, NotInWalk):
        return cards.not_in_walk(WalkAct(refusal.args[0]), words)
    return cards.unknown_walk(words)


async def _tell(desk: Desk, asker: Asker, card: Card) -> None:
    """Show the card to the person alone: beside what they pressed, on top of the window, or as a direct message."""
    if asker.response_url:
        await desk.whisper(asker.response_url, card)
        return
    words = await _words(desk, asker)
    try:
        shows = desk.slack.views_push if asker.in_view else desk.slack.views_open
        await shows(trigger_id=asker.trigger_id, view=cards.in_modal(card, words))
    except SlackApiError:
        await desk.slack.chat_postMessage(channel=asker.user, **card.payload())


async def _words(desk: Desk, asker: Asker) -> Words:
    """The person's language, or Danish while the database does not answer."""
    try:
        return await desk.words(asker.user, asker.channel)
    except SQLAlchemyError:
        return Words(zone=desk.workdays.zone)


async def on_unknown_click(desk: Desk, click: Click) -> Reply:
    """A button of an older version, or one that nobody offers."""
    words = await desk.words(click.user, click.channel)
    asker = Asker(click.user, click.channel, click.response_url, click.trigger_id, click.view is not None)
    return Reply(after=_tell(desk, asker, cards.unknown_button(words)))


async def on_unknown_submission(desk: Desk, submission: Submission) -> Reply:
    """A form of an older version: it says so and keeps what was typed."""
    words = await desk.words(submission.user)
    card = cards.unknown_button(words)
    return Reply({"response_action": "push", "view": cards.in_modal(card, words)})


def unexpected(desk: Desk, error: Exception, body: Payload) -> Reply:
    """What the person is told about an error that nobody foresaw; it is logged under the id they see."""
    name = log(error)
    asker = _asker(body)
    if body.get("type") == "view_submission":
        # The answer cannot wait for the database that may be what failed: both languages.
        told = " / ".join(cards.went_wrong_in_form(name, Words(language)) for language in ("da", "en"))
        return _in_form(body["view"], told)
    if body.get("type") == "block_suggestion":
        return Reply({"options": []})
    if asker is None:
        return Reply()
    if body.get("type") == "event_callback" and isinstance(error, SQLAlchemyError):
        return _not_yet_kept(desk, asker, str(_inner(body, "event", "ts")))
    return Reply(after=_tell_wrong(desk, asker, name))


def _not_yet_kept(desk: Desk, asker: Asker, ts: str) -> Reply:
    """A message that could not be kept: Slack repeats it for some minutes, and its writer is told once."""
    if desk.heard.get(("not kept", asker.user, ts)):
        return Reply()
    desk.heard.note(("not kept", asker.user, ts), value=True)
    card = cards.message_not_kept(Words(zone=desk.workdays.zone))
    return Reply(after=desk.say(asker.user, card))


async def _tell_wrong(desk: Desk, asker: Asker, name: str) -> None:
    await _tell(desk, asker, cards.went_wrong(name, await _words(desk, asker)))


def _asker(body: Payload) -> Asker | None:
    """Who sent this, read without trusting its shape: it may be what went wrong."""
    user = body.get("user_id") or _inner(body, "user", "id") or _inner(body, "event", "user")
    channel = body.get("channel_id") or _inner(body, "channel", "id")
    trigger_id = str(body.get("trigger_id") or "")
    if not isinstance(user, str):
        return None
    return Asker(user, channel, body.get("response_url"), trigger_id, in_view=body.get("view") is not None)


def _inner(body: Payload, key: str, field: str) -> str | None:
    found = body.get(key)
    inner = found.get(field) if isinstance(found, dict) else None
    return inner if isinstance(inner, str) else None


def _in_form(view: Payload, told: str) -> Reply:
    """The sentence at the form's first input, or a note in its place where it has none."""
    inputs = [block["block_id"] for block in view["blocks"] if block["type"] == "input"]
    if inputs:
        return Reply({"response_action": "errors", "errors": {inputs[0]: told}})
    return Reply({"response_action": "update", "view": cards.in_modal(cards.refusal(told, ""), Words())})


def log(error: BaseException) -> str:
    """Log what kind of error it was and where, under a new id; never what it says, which may hold an answer."""
    name = token_hex(3)
    kinds = " from ".join(type(link).__name__ for link in _chain(error))
    frames = traceback.extract_tb(error.__traceback__)[-FRAMES:]
    places = " > ".join(f"{Path(frame.filename).name}:{frame.lineno} {frame.name}" for frame in frames)
    logger.error("%s: %s at %s", name, kinds, places)
    return name


def _chain(error: BaseException) -> list[BaseException]:
    chain: list[BaseException] = []
    link: BaseException | None = error
    while link is not None and link not in chain:
        chain.append(link)
        link = link.__cause__ or (None if link.__suppress_context__ else link.__context__)
    return chain
