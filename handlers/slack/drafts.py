"""Before a round starts: set-up, preview, start, the texts and the trial."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime

from slack_sdk.errors import SlackApiError
from slack_sdk.models.views import View

from domain.course_rounds import InCourse, closing_day
from domain.people import LONGEST_NAME, Act, Department, Person, attendance
from domain.rounds import (
    Refusal,
    Round,
    closing_on,
    first_day,
    opening_on,
    proposed_closing,
    proposed_opening,
)
from domain.workdays import MORNING
from handlers import course_rounds, drafts, sittings
from handlers.course_rounds import Proposal
from handlers.drafts import Plan, Preview, Refused
from handlers.slack import course_rooms, directory
from handlers.slack.desk import Desk
from handlers.slack.outcomes import error_of
from handlers.slack.requests import Click, Command, Listeners, Reply, Submission, chosen
from messages.slack import drafts as cards
from messages.slack import errors as error_cards
from messages.slack import invitations, previews
from messages.slack.cards import Card, message_view, section
from messages.slack.course_meetings import Today
from messages.slack.text import clean, marked
from messages.wording import Words
from storage import people as stored_people


async def on_start(desk: Desk, command: Command, person: Person, proposal: Proposal | None = None) -> Reply:
    """`/barometer start`: the first step, if there is nothing to refuse already; filled in with a course's dates."""
    person.check(Act.START_ROUND)
    words = desk.wording(person)
    if not await directory.is_in_channel(desk, command.channel):
        return Reply(after=desk.whisper(command.response_url, error_cards.invite_me(command.channel, words)))
    try:
        async with desk.store.reads() as tx:
            await drafts.may_start(tx, person, command.channel)
    except Refused as refused:
        return Reply(after=desk.whisper(command.response_url, _refusal_card(desk, refused, words)))
    setup = _as_proposed(desk, await _setup(desk, person, command.channel), proposal)
    return Reply(after=desk.open_view(command.trigger_id, cards.setup_view(setup, words)))


def _refusal_card(desk: Desk, refused: Refused, words: Words) -> Card:
    text = _refusal_text(desk, refused, words)
    return Card(text, [section(text)])


def _refusal_text(desk: Desk, refused: Refused, words: Words) -> str:
    first = _first_day(desk, refused.earliest)
    return " ".join(previews.refusal_text(reason, words, first) for reason in refused.reasons)


def _first_day(desk: Desk, earliest: datetime | None) -> date | None:
    return None if earliest is None else first_day(desk.workdays, earliest)


async def _setup(desk: Desk, person: Person, channel: str) -> cards.Setup:
    async with desk.store.reads() as tx:
        department = await stored_people.department(tx, person.team, channel)
        led = await drafts.channels_led_by(tx, person)
        barometers = await drafts.choices(tx, person)
    opens_at = proposed_opening(desk.workdays, desk.now())
    return cards.Setup(
        channel=channel,
        unit=(department.name if department else "") or await directory.channel_name(desk, channel),
        barometers=barometers,
        department=department,
        opens_at=opens_at,
        closes_at=proposed_closing(desk.workdays, opens_at),
        reader=person.user,
        result_channels=_result_channels(department, channel, led),
    )


def _as_proposed(desk: Desk, setup: cards.Setup, proposal: Proposal | None) -> cards.Setup:
    """With the dates of a course; one that opens late closes as much later, where the course counts it so."""
    if proposal is None:
        return setup
    opens_at = opening_on(desk.workdays, proposal.opens, MORNING, desk.now())
    opens_at = max(opens_at, setup.opens_at)
    opens = desk.workdays.local(opens_at).date()
    closes = closing_day(proposal.course, proposal.milestone, opens, desk.workdays)
    closes_at = closing_on(desk.workdays, closes) if closes else opens_at
    if closes_at <= opens_at:
        closes_at = proposed_closing(desk.workdays, opens_at)
    return replace(setup, opens_at=opens_at, closes_at=closes_at)


def _result_channels(department: Department | None, channel: str, led: list[str]) -> list[str]:
    """The department's channel first, then this one and the others that the same person leads: the team's."""
    own = [department.channel] if department and department.channel else []
    return list(dict.fromkeys([*own, channel, *led]))


async def on_more(desk: Desk, click: Click) -> Reply:
    """ "Flere valg": the same modal with the prefilled rest; what was chosen already stays."""
    person = await desk.who(click.user, click.value)
    person.check(Act.START_ROUND)
    view = cards.setup_view(await _setup(desk, person, click.value), desk.wording(person), more=True)
    return Reply(after=desk.slack.views_update(view_id=str((click.view or {}).get("id", "")), view=view))


async def on_setup_sent(desk: Desk, submission: Submission) -> Reply:
    """The draft is stored; the members are read after the answer, and the modal then becomes the preview."""
    channel = submission.subject[0]
    person = await desk.who(submission.user, channel)
    words = desk.wording(person)
    plan = await _plan(desk, submission, person, channel)
    if plan.closes_at <= plan.opens_at:
        text = previews.refusal_text(Refusal.CLOSES_BEFORE_IT_OPENS, words)
        return Reply({"response_action": "errors", "errors": {"drafts-closes": text}})
    try:
        async with desk.store.writes() as tx:
            drafted = await drafts.draft(tx, person, plan, submission.view_id, desk.now())
    except Refused as refused:
        text = _refusal_text(desk, refused, words)
        return Reply({"response_action": "errors", "errors": {"drafts-barometer": text}})
    if drafted is None:
        return Reply()  # delivered again, after a later set-up took its place
    view = cards.finding_view(drafted, words)
    return Reply({"response_action": "update", "view": view}, _find_people(desk, submission.view_id, drafted, person))


async def _plan(desk: Desk, submission: Submission, person: Person, channel: str) -> Plan:
    now, workdays = desk.now(), desk.workdays
    defaults = await _setup(desk, person, channel)
    opens = _date(submission, "drafts.opens") or workdays.local(defaults.opens_at).date()
    closes = _date(submission, "drafts.closes") or workdays.local(defaults.closes_at).date()
    barometer = chosen(submission.field("drafts.barometer")) or (defaults.barometers[0].id,)
    reader = chosen(submission.field("drafts.reader")) or (person.user,)
    results = chosen(submission.field("drafts.results")) or tuple(defaults.result_channels)
    unit = clean(submission.field("drafts.unit").get("value") or defaults.unit, LONGEST_NAME).strip()
    return Plan(
        channel=channel,
        unit=unit or defaults.unit,
        barometer=barometer[0],
        opens_at=opening_on(workdays, opens, MORNING, now),
        closes_at=closing_on(workdays, closes),
        reader=reader[0],
        result_channels=tuple(results),
    )


def _date(submission: Submission, action: str) -> date | None:
    picked = chosen(submission.field(action))
    return date.fromisoformat(picked[0]) if picked else None


async def _find_people(desk: Desk, view_id: str, drafted: Round, person: Person) -> None:
    """Read the members and turn the modal into the preview; what Slack refuses is said in the modal."""
    words = desk.wording(person)
    try:
        view = await _preview_view(desk, drafted, person)
    except SlackApiError as refused:
        text = marked(
            words,
            "Slack kunne ikke vise, hvem der er med ({error}). Prøv igen om lidt.",
            error=error_of(refused) or words("uden begrundelse"),
        )
        view = message_view(words("Forhåndsvisning"), text, words("Luk"))
    try:
        await desk.slack.views_update(view_id=view_id, view=view)
    except SlackApiError as refused:
        if error_of(refused) != "not_found":  # whoever closed the window does not miss the preview
            raise


async def _preview_view(desk: Desk, drafted: Round, person: Person) -> View:
    async with desk.store.reads() as tx:
        department = await stored_people.department(tx, person.team, drafted.channel)
    members = await directory.members_of(desk, department, drafted.channel)
    from_list = department or Department()
    found = attendance(from_list, members, [role.id for role in drafted.barometer.roles])
    async with desk.store.writes() as tx:
        shown = await drafts.preview(tx, person, drafted.id, found, from_list.people_outside, desk.now())
        courses = await course_rounds.in_courses(tx, shown.round, desk.now(), desk.workdays)
    return previews.preview_view(_facts(desk, shown, courses), desk.wording(person))


def _facts(desk: Desk, shown: Preview, courses: list[InCourse]) -> previews.PreviewFacts:
    return previews.PreviewFacts(
        round=shown.round,
        attendance=shown.attendance,
        foreseen=shown.foreseen,
        refusals=shown.refusals,
        grouping_is_fixed=shown.grouping_is_fixed,
        result_at=shown.round.result_at(desk.workdays),
        first_day=_first_day(desk, shown.earliest),
        courses=courses,
        today=Today(desk.workdays.local(desk.now()).date(), desk.workdays),
    )


async def on_confirm(desk: Desk, submission: Submission) -> Reply:
    """Start the round that was previewed."""
    round_id = submission.subject[0]
    person = await desk.who_in(submission.user, round_id)
    words = desk.wording(person)
    grouping = chosen(submission.field("drafts.grouping"))
    try:
        async with desk.store.writes() as tx:
            confirmed = await drafts.confirm(
                tx,
                person,
                round_id,
                grouping[0] if grouping else None,
                desk.workdays,
                desk.now(),
                places=_places(submission),
            )
    except Refused as refused:
        text = _refusal_text(desk, refused, words)
        view = message_view(words("Kan ikke startes"), text, words("Luk"))
        return Reply({"response_action": "update", "view": view})
    return Reply({"response_action": "update", "view": cards.confirmed_view(confirmed, words)})


def _places(submission: Submission) -> set[tuple[str, str]]:
    """Which barometer of which course the round is, where the preview asked."""
    picked = [one for state in submission.fields("drafts.place").values() for one in chosen(state)]
    return {(course, milestone) for course, _, milestone in (one.partition(":") for one in picked)}


async def on_texts(desk: Desk, click: Click) -> Reply:
    """Texts for staff and MED/TR, on top of the preview."""
    person = await desk.who_in(click.user, click.value)
    async with desk.store.reads() as tx:
        drafted = await drafts.drafted(tx, person, click.value)
    view = cards.texts_view(drafted, desk.operator, drafted.result_at(desk.workdays), desk.wording(person))
    return Reply(after=desk.slack.views_push(trigger_id=click.trigger_id, view=view))


async def on_try(desk: Desk, click: Click) -> Reply:
    """ "Prøv selv": all the cards to the coordinator; nothing is stored."""
    person = await desk.who_in(click.user, click.value)
    async with desk.store.reads() as tx:
        drafted = await drafts.drafted(tx, person, click.value)
        seat = await sittings.take_seat(tx, person.team, person.user, sittings.trial_of(drafted).id)
    words = desk.wording(person)
    shown = invitations.shown_in(drafted, desk.workdays, words)
    invitation = invitations.invitation(seat.round, seat.sitting, shown, desk.operator, words)
    return Reply(after=_try(desk, click, cards.trial(invitation, words), words))


async def _try(desk: Desk, click: Click, trial: Card, words: Words) -> None:
    """The window says where the trial is before the trial is there: a trigger lives three seconds."""
    await desk.slack.views_push(trigger_id=click.trigger_id, view=cards.trial_view(words))
    await desk.say(click.user, trial)


async def on_start_button(desk: Desk, click: Click) -> Reply:
    """The button that does what `/barometer start` does."""
    command = click.as_command("/barometer")
    return await on_start(desk, command, await desk.who(click.user, command.channel))


async def on_propose(desk: Desk, click: Click) -> Reply:
    """ "Forbered runden" of a course: the same first step, with its dates, for whoever may start rounds there.

    Raises `UnknownCourse`, `CourseOver`, and `AlreadyHeld` where a round was started for it meanwhile.
    """
    course_id, milestone = click.ids[:2]
    async with desk.store.reads() as tx:
        department = await course_rounds.department_of(tx, click.team, course_id)
    person = await desk.who(click.user, department or "")
    if not person.may(Act.START_ROUND):
        await course_rooms.member(desk, click.user, course_id)
    async with desk.store.reads() as tx:
        proposal = await course_rounds.proposed(tx, click.team, course_id, milestone, desk.workdays)
    command = replace(click.as_command("/barometer"), channel=proposal.channel)
    return await on_start(desk, command, person, proposal)


LISTENERS = Listeners(
    clicks={
        "drafts.propose": on_propose,
        "drafts.start": on_start_button,
        "drafts.more": on_more,
        "drafts.texts": on_texts,
        "drafts.try": on_try,
    },
    submissions={
        "drafts.setup": on_setup_sent,
        "drafts.confirm": on_confirm,
    },
)
