"""Before a round starts: its set-up, which then becomes the preview."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from domain.course_rounds import closing_day
from domain.people import LONGEST_NAME, Act, Department, Person
from domain.rounds import (
    Refusal,
    closing_on,
    opening_on,
    proposed_closing,
    proposed_opening,
)
from domain.workdays import MORNING
from handlers import course_rounds, drafts
from handlers.course_rounds import Proposal
from handlers.drafts import Plan, Refused
from handlers.slack import course_rooms, directory, preview_windows
from handlers.slack.desk import Desk
from handlers.slack.requests import Click, Command, Listeners, Reply, Submission, chosen
from messages.slack import drafts as cards
from messages.slack import errors as error_cards
from messages.slack import previews
from messages.slack.cards import Card, section
from messages.slack.previews import Days
from messages.slack.text import clean
from messages.wording import Words
from storage import people as stored_people


async def on_start(desk: Desk, command: Command, person: Person, proposal: Proposal | None = None) -> Reply:
    """`/barometer start`: the first step, if there is nothing to refuse already.

    It begins with the dates that the channel's course has next, or with those of the given `proposal`.
    """
    person.check(Act.START_ROUND)
    words = desk.wording(person)
    if not await directory.is_in_channel(desk, command.channel):
        return Reply(after=desk.whisper(command.response_url, error_cards.invite_me(command.channel, words)))
    try:
        async with desk.store.reads() as tx:
            await drafts.may_start(tx, person, command.channel)
    except Refused as refused:
        return Reply(after=desk.whisper(command.response_url, _refusal_card(desk, refused, words)))
    setup = await _setup(desk, person, command.channel, proposal)
    return Reply(after=desk.open_view(command.trigger_id, cards.setup_view(setup, words)))


def _refusal_card(desk: Desk, refused: Refused, words: Words) -> Card:
    text = preview_windows.refusal_told(desk, refused, words)
    return Card(text, [section(text)])


async def _setup(desk: Desk, person: Person, channel: str, proposal: Proposal | None = None) -> cards.Setup:
    async with desk.store.reads() as tx:
        department = await stored_people.department(tx, person.team, channel)
        led = await drafts.channels_led_by(tx, person)
        barometers = await drafts.choices(tx, person)
        waits = await drafts.waits(tx, person, barometers, desk.now(), desk.workdays)
        own = await course_rounds.led_from(tx, person.team, channel)
        planned = proposal or await course_rounds.next_in(tx, person.team, channel, desk.workdays)
    opens_at = proposed_opening(desk.workdays, desk.now(), waits.get(barometers[0].id))
    setup = cards.Setup(
        channel=channel,
        unit=(department.name if department else "") or await directory.channel_name(desk, channel),
        barometers=barometers,
        waits=waits,
        planned=(planned.course, planned.milestone, planned.opens) if planned else None,
        asks_elsewhere=own if own and own.department != channel else None,
        department=department,
        opens_at=opens_at,
        closes_at=proposed_closing(desk.workdays, opens_at),
        reader=person.user,
        result_channels=_result_channels(department, channel, [*led, *([planned.course.channel] if planned else [])]),
    )
    return _as_planned(desk, setup, planned) if planned else setup


def _as_planned(desk: Desk, setup: cards.Setup, planned: Proposal) -> cards.Setup:
    """With the dates of a course; one that opens late closes as much later, where the course counts it so."""
    opens_at = opening_on(desk.workdays, planned.opens, MORNING, desk.now())
    opens_at = max(opens_at, setup.opens_at)
    opens, today = (desk.workdays.local(moment).date() for moment in (opens_at, desk.now()))
    closes = closing_day(planned.course, planned.milestone, opens, today, desk.workdays)
    closes_at = closing_on(desk.workdays, closes) if closes else opens_at
    if closes_at <= opens_at:
        closes_at = proposed_closing(desk.workdays, opens_at)
    return replace(setup, opens_at=opens_at, closes_at=closes_at)


def _result_channels(department: Department | None, channel: str, others: Sequence[str]) -> list[str]:
    """The department's channel first, then this one and the others: those that the same person leads, as the team's,
    and that of the course, also where somebody stands in who leads nothing there.
    """
    own = [department.channel] if department and department.channel else []
    return list(dict.fromkeys([*own, channel, *others]))


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
    days, plan = await _plan(desk, submission, person, channel)
    if days.opens < desk.workdays.local(desk.now()).date():
        text = previews.refusal_text(Refusal.OPENS_IN_THE_PAST, words)
        return Reply({"response_action": "errors", "errors": {"drafts-opens": text}})
    if plan.closes_at <= plan.opens_at:
        text = previews.refusal_text(Refusal.CLOSES_BEFORE_IT_OPENS, words)
        return Reply({"response_action": "errors", "errors": {"drafts-closes": text}})
    try:
        async with desk.store.writes() as tx:
            drafted = await drafts.draft(tx, person, plan, submission.view_id, desk.now())
    except Refused as refused:
        text = preview_windows.refusal_told(desk, refused, words)
        field = "drafts-opens" if Refusal.TOO_SOON in refused.reasons else "drafts-barometer"
        return Reply({"response_action": "errors", "errors": {field: text}})
    if drafted is None:
        return Reply()  # delivered again, after a later set-up took its place
    view = cards.finding_view(drafted, words)
    return Reply(
        {"response_action": "update", "view": view},
        preview_windows.find_people(desk, submission.view_id, drafted, person, days),
    )


async def _plan(desk: Desk, submission: Submission, person: Person, channel: str) -> tuple[Days, Plan]:
    """The days as they were chosen, and the round on working days."""
    now, workdays = desk.now(), desk.workdays
    defaults = await _setup(desk, person, channel)
    opens = _date(submission, "drafts.opens") or workdays.local(defaults.opens_at).date()
    closes = _date(submission, "drafts.closes") or workdays.local(defaults.closes_at).date()
    barometer = chosen(submission.field("drafts.barometer")) or (defaults.barometers[0].id,)
    reader = chosen(submission.field("drafts.reader")) or (person.user,)
    results = chosen(submission.field("drafts.results")) or tuple(defaults.result_channels)
    unit = clean(submission.field("drafts.unit").get("value") or defaults.unit, LONGEST_NAME).strip()
    plan = Plan(
        channel=channel,
        unit=unit or defaults.unit,
        barometer=barometer[0],
        opens_at=opening_on(workdays, opens, MORNING, now),
        closes_at=closing_on(workdays, closes),
        reader=reader[0],
        result_channels=tuple(results),
    )
    return Days(opens, closes), plan


def _date(submission: Submission, action: str) -> date | None:
    picked = chosen(submission.field(action))
    return date.fromisoformat(picked[0]) if picked else None


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
    },
    submissions={
        "drafts.setup": on_setup_sent,
    },
)
