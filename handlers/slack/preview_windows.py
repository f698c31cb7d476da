"""The preview of a round: who is asked and what would be shown, its texts and its trial, and the start."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date, datetime

from slack_sdk.errors import SlackApiError
from slack_sdk.models.views import View

from domain.barometers import GroupingId
from domain.course_rounds import InCourse
from domain.people import Department, Person, attendance
from domain.rounds import (
    Round,
    RoundId,
    first_day,
)
from handlers import course_rounds, drafts, sittings
from handlers.course_rounds import CoursesChanged
from handlers.drafts import DraftGone, Preview, Refused
from handlers.sittings import UnknownRound
from handlers.slack import directory, live_cards
from handlers.slack.desk import Desk, Place
from handlers.slack.outcomes import error_of
from handlers.slack.requests import Click, Listeners, Reply, Submission, chosen
from handlers.slack.windows import turn
from messages.slack import drafts as cards
from messages.slack import invitations, previews
from messages.slack.cards import Card, message_view
from messages.slack.course_candidates import SHOWN
from messages.slack.course_meetings import Today
from messages.slack.text import marked
from messages.wording import Words
from storage import people as stored_people


def refusal_told(desk: Desk, refused: Refused, words: Words) -> str:
    """Every reason, and from which day the round can be started where that is what holds it up; not escaped."""
    first = _first_day(desk, refused.earliest)
    return " ".join(previews.refusal_text(reason, words, first) for reason in refused.reasons)


def _first_day(desk: Desk, earliest: datetime | None) -> date | None:
    return None if earliest is None else first_day(desk.workdays, earliest)


@contextmanager
def _preparing() -> Iterator[None]:
    """Whoever prepares a round is told what has become of it, not that they are not asked. Raises `DraftGone`."""
    try:
        yield
    except UnknownRound as gone:
        raise DraftGone from gone


async def find_people(
    desk: Desk,
    view_id: str,
    drafted: Round,
    person: Person,
    days: previews.Days | None = None,
    *,
    is_again: bool = False,
) -> None:
    """Read the members and turn the modal into the preview; what Slack refuses is said in the modal.

    `days` are those that were chosen just before. `is_again` says that it is shown again instead of being started; the
    grouping of `drafted` is then what was chosen.
    """
    words = desk.wording(person)
    try:
        with _preparing():
            view = await _preview_view(desk, drafted, person, days, is_again=is_again)
    except SlackApiError as refused:
        text = marked(
            words,
            "Slack kunne ikke vise, hvem der er med ({error}). Prøv igen om lidt.",
            error=error_of(refused) or words("uden begrundelse"),
        )
        view = message_view(words("Forhåndsvisning"), text, words("Luk"))
    await turn(desk, view_id, view)


async def _preview_view(
    desk: Desk, drafted: Round, person: Person, days: previews.Days | None, *, is_again: bool
) -> View:
    async with desk.store.reads() as tx:
        department = await stored_people.department(tx, person.team, drafted.channel)
    members = await directory.members_of(desk, department, drafted.channel)
    from_list = department or Department()
    found = attendance(from_list, members, [role.id for role in drafted.barometer.roles])
    async with desk.store.writes() as tx:
        shown = await drafts.preview(tx, person, drafted.id, found, from_list.people_outside, desk.now())
        courses = await course_rounds.in_courses(tx, shown.round, desk.now(), desk.workdays)
    if is_again and not shown.grouping_is_fixed:
        shown = replace(shown, round=replace(shown.round, grouping=drafted.grouping))
    facts = _facts(desk, shown, courses)
    return previews.preview_view(replace(facts, is_again=is_again, days=days), desk.wording(person))


def _facts(desk: Desk, shown: Preview, courses: list[InCourse]) -> previews.PreviewFacts:
    return previews.PreviewFacts(
        round=shown.round,
        attendance=shown.attendance,
        foreseen=shown.foreseen,
        refusals=shown.refusals,
        grouping_is_fixed=shown.grouping_is_fixed,
        result_at=shown.round.result_at(desk.workdays),
        now=desk.now(),
        first_day=_first_day(desk, shown.earliest),
        courses=courses,
        today=Today(desk.workdays.local(desk.now()).date(), desk.workdays),
    )


async def on_confirm(desk: Desk, submission: Submission) -> Reply:
    """Start the round that was previewed; where it would be another in a course than was shown, it is shown again."""
    with _preparing():
        return await _confirm(desk, submission)


async def _confirm(desk: Desk, submission: Submission) -> Reply:
    round_id = submission.subject[0]
    person = await desk.who_in(submission.user, round_id)
    words = desk.wording(person)
    [grouping] = chosen(submission.field("drafts.grouping")) or (None,)
    try:
        async with desk.store.writes() as tx:
            confirmed = await drafts.confirm(
                tx, person, round_id, grouping, desk.workdays, desk.now(), in_courses=_in_courses(submission)
            )
    except CoursesChanged:
        return await _shown_again(desk, submission, person, grouping)
    except Refused as refused:
        text = refusal_told(desk, refused, words)
        view = message_view(words("Kan ikke startes"), text, words("Luk"))
        return Reply({"response_action": "update", "view": view})
    return Reply({"response_action": "update", "view": cards.confirmed_view(confirmed, desk.now(), words)})


async def _shown_again(desk: Desk, submission: Submission, person: Person, grouping: GroupingId | None) -> Reply:
    async with desk.store.reads() as tx:
        drafted = await drafts.drafted(tx, person, submission.subject[0])
    drafted = replace(drafted, grouping=grouping or drafted.grouping)
    view = cards.finding_view(drafted, desk.wording(person))
    after = find_people(desk, submission.view_id, drafted, person, is_again=True)
    return Reply({"response_action": "update", "view": view}, after)


def _in_courses(submission: Submission) -> dict[str, str]:
    """Which barometer of which course the round is: the only one that the preview named, or the one that was chosen."""
    named = [str(block.get("block_id", "")).partition(":") for block in submission.view["blocks"]]
    only = [which for block, _, which in named if block == SHOWN]
    picked = [one for state in submission.fields("drafts.candidate").values() for one in chosen(state)]
    return {course: milestone for course, _, milestone in (one.partition(":") for one in [*only, *picked])}


async def _drafted(desk: Desk, click: Click) -> tuple[Person, Round]:
    """Who prepares the round, and the round. Raises `NotWelcome`, `NotAllowed`, `DraftGone` and `WrongState`."""
    with _preparing():
        person = await desk.who_in(click.user, click.value)
        async with desk.store.reads() as tx:
            return person, await drafts.drafted(tx, person, click.value)


async def on_texts(desk: Desk, click: Click) -> Reply:
    """Texts for staff and MED/TR, on top of the preview."""
    person, drafted = await _drafted(desk, click)
    result_at, words = drafted.result_at(desk.workdays), desk.wording(person)
    view = cards.texts_view(drafted, desk.operator, result_at, desk.now(), words)
    return Reply(after=desk.slack.views_push(trigger_id=click.trigger_id, view=view))


async def on_try(desk: Desk, click: Click) -> Reply:
    """ "Prøv selv": all the cards to the coordinator; nothing is stored."""
    person, drafted = await _drafted(desk, click)
    async with desk.store.reads() as tx:
        seat = await sittings.take_seat(tx, person.team, person.user, sittings.trial_of(drafted).id)
    words = desk.wording(person)
    shown = invitations.shown_in(drafted, desk.workdays, words)
    invitation = invitations.invitation(seat.round, seat.sitting, shown, desk.operator, words)
    return Reply(after=_try(desk, click, seat.round.id, cards.trial(invitation, words), words))


async def _try(desk: Desk, click: Click, trial_id: RoundId, trial: Card, words: Words) -> None:
    """The window says where the trial is before the trial is there: a trigger lives three seconds."""
    await desk.slack.views_push(trigger_id=click.trigger_id, view=cards.trial_view(words))
    live_cards.note(desk, trial_id, click.user, Place(*await desk.say(click.user, trial)))


LISTENERS = Listeners(
    clicks={
        "drafts.texts": on_texts,
        "drafts.try": on_try,
    },
    submissions={
        "drafts.confirm": on_confirm,
    },
)
