"""The coordinator's round: set-up, preview, status, closing, cancelling; and the messages a round sends by itself."""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable
from datetime import date, datetime
from functools import partial

from slack_sdk.errors import SlackApiError
from slack_sdk.models.views import View

from domain.people import LONGEST_NAME, Absence, Act, Department, Person, attendance
from domain.rounds import (
    Refusal,
    Round,
    RoundId,
    closing_on,
    early_closing,
    opening_on,
    proposed_closing,
    proposed_opening,
)
from domain.workdays import MORNING, Workdays
from handlers import releases, rounds, sittings
from handlers.rounds import Plan, Preview, Refused
from handlers.slack import directory
from handlers.slack.desk import Desk
from handlers.slack.requests import Click, Command, Listeners, Payload, Reply, Submission, chosen
from messages.slack import errors as error_cards
from messages.slack import rounds as cards
from messages.slack import sittings as sitting_cards
from messages.slack.cards import Card, section
from messages.slack.text import clean, marked
from messages.wording import Words
from storage import people as stored_people
from storage.database import Tx
from storage.keys import KeyMissing
from storage.sealed import TamperedBody

logger = logging.getLogger("anker.rounds")


async def on_start(desk: Desk, command: Command, person: Person) -> Reply:
    """`/barometer start`: the first step, if there is nothing to refuse already."""
    words = _words(desk, person)
    if not await directory.is_in_channel(desk, command.channel):
        return Reply(after=desk.whisper(command.response_url, error_cards.invite_me(command.channel, words)))
    try:
        async with desk.store.reads() as tx:
            await rounds.may_start(tx, person, command.channel)
    except Refused as refused:
        return Reply(after=desk.whisper(command.response_url, _refusal_card(refused, words)))
    setup = await _setup(desk, person, command.channel, command.channel_name)
    return Reply(after=_open(desk, command, cards.setup_view(setup, words)))


async def _open(desk: Desk, asked: Command | Click, view: View) -> None:
    await desk.open_view(asked.trigger_id, view)


def _words(desk: Desk, person: Person) -> Words:
    return Words(person.language, desk.workdays.zone)


def _refusal_card(refused: Refused, words: Words) -> Card:
    text = " ".join(cards.refusal_text(reason, words) for reason in refused.reasons)
    return Card(text, [section(text)])


async def _setup(desk: Desk, person: Person, channel: str, name: str) -> cards.Setup:
    async with desk.store.reads() as tx:
        department = await stored_people.department(tx, person.team, channel)
        led = await rounds.channels_led_by(tx, person)
    opens_at = proposed_opening(desk.workdays, desk.now())
    return cards.Setup(
        channel=channel,
        unit=(department.name if department else "") or name or await directory.channel_name(desk, channel),
        barometers=desk.store.barometers.all(),
        department=department,
        opens_at=opens_at,
        closes_at=proposed_closing(desk.workdays, opens_at),
        reader=person.user,
        result_channels=_result_channels(department, channel, led),
    )


def _result_channels(department: Department | None, channel: str, led: list[str]) -> list[str]:
    """The department's channel first, then this one and the others that the same person leads: the team's."""
    own = [department.channel] if department and department.channel else []
    return list(dict.fromkeys([*own, channel, *led]))


async def on_more(desk: Desk, click: Click) -> Reply:
    """ "Flere valg": the same modal with the prefilled rest; what was chosen already stays."""
    person = await desk.who(click.user, click.value)
    person.check(Act.START_ROUND)
    view = cards.setup_view(await _setup(desk, person, click.value, ""), _words(desk, person), more=True)
    return Reply(after=_update(desk, click.view or {}, view))


async def _update(desk: Desk, old: Payload, view: View) -> None:
    await desk.slack.views_update(view_id=old["id"], view=view)


async def on_setup_sent(desk: Desk, submission: Submission) -> Reply:
    """The draft is stored; the members are read after the answer, and the modal then becomes the preview."""
    channel = submission.subject[0]
    person = await desk.who(submission.user, channel)
    words = _words(desk, person)
    plan = await _plan(desk, submission, person, channel)
    if plan.closes_at <= plan.opens_at:
        text = cards.refusal_text(Refusal.CLOSES_BEFORE_IT_OPENS, words)
        return Reply({"response_action": "errors", "errors": {"rounds-closes": text}})
    async with desk.store.writes() as tx:
        drafted = await rounds.draft(tx, person, plan, submission.view_id)
    view = cards.finding_view(drafted, words)
    return Reply({"response_action": "update", "view": view}, _find_people(desk, submission.view_id, drafted, person))


async def _plan(desk: Desk, submission: Submission, person: Person, channel: str) -> Plan:
    now, workdays = desk.now(), desk.workdays
    defaults = await _setup(desk, person, channel, "")
    opens = _date(submission, "rounds.opens") or workdays.local(defaults.opens_at).date()
    closes = _date(submission, "rounds.closes") or workdays.local(defaults.closes_at).date()
    barometer = chosen(submission.field("rounds.barometer")) or (defaults.barometers[0].id,)
    reader = chosen(submission.field("rounds.reader")) or (person.user,)
    results = chosen(submission.field("rounds.results")) or tuple(defaults.result_channels)
    unit = clean(submission.field("rounds.unit").get("value") or defaults.unit, LONGEST_NAME).strip()
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
    words = _words(desk, person)
    try:
        view = await _preview_view(desk, drafted, person)
    except SlackApiError as refused:
        text = marked(
            words,
            "Slack kunne ikke vise, hvem der er med ({error}). Prøv igen om lidt.",
            error=refused.response["error"],
        )
        view = cards.message_view(words("Forhåndsvisning"), text, words)
    await desk.slack.views_update(view_id=view_id, view=view)


async def _preview_view(desk: Desk, drafted: Round, person: Person) -> View:
    async with desk.store.reads() as tx:
        department = await stored_people.department(tx, person.team, drafted.channel)
    members = await directory.members_of(desk, department, drafted.channel)
    from_list = department or Department()
    found = attendance(from_list, members, [role.id for role in drafted.barometer.roles])
    async with desk.store.writes() as tx:
        shown = await rounds.preview(tx, person, drafted.id, found, from_list.people_outside, desk.now())
    return cards.preview_view(_facts(desk, shown), _words(desk, person))


def _facts(desk: Desk, shown: Preview) -> cards.PreviewFacts:
    return cards.PreviewFacts(
        round=shown.round,
        attendance=shown.attendance,
        foreseen=shown.foreseen,
        refusals=shown.refusals,
        grouping_is_fixed=shown.grouping_is_fixed,
        result_at=shown.round.result_at(desk.workdays),
    )


async def on_confirm(desk: Desk, submission: Submission) -> Reply:
    """Start the round that was previewed."""
    round_id = submission.subject[0]
    person = await _leader(desk, submission.user, round_id)
    words = _words(desk, person)
    grouping = chosen(submission.field("rounds.grouping"))
    try:
        async with desk.store.writes() as tx:
            confirmed = await rounds.confirm(
                tx, person, round_id, grouping[0] if grouping else None, desk.workdays, desk.now()
            )
    except Refused as refused:
        text = " ".join(cards.refusal_text(reason, words) for reason in refused.reasons)
        view = cards.message_view(words("Kan ikke startes"), text, words)
        return Reply({"response_action": "update", "view": view})
    return Reply({"response_action": "update", "view": cards.confirmed_view(confirmed, words)})


async def _leader(desk: Desk, user: str, round_id: RoundId) -> Person:
    """The person with their rights in the round's channel. Raises `UnknownRound`."""
    async with desk.store.reads() as tx:
        channel = await rounds.channel_of(tx, desk.team, round_id)
    return await desk.who(user, channel)


async def on_texts(desk: Desk, click: Click) -> Reply:
    """Texts for staff and MED/TR, on top of the preview."""
    person = await _leader(desk, click.user, click.value)
    async with desk.store.reads() as tx:
        drafted = await rounds.drafted(tx, person, click.value)
    view = cards.texts_view(drafted, desk.operator, drafted.result_at(desk.workdays), _words(desk, person))
    return Reply(after=_push(desk, click, view))


async def _push(desk: Desk, click: Click, view: View) -> None:
    await desk.slack.views_push(trigger_id=click.trigger_id, view=view)


async def on_try(desk: Desk, click: Click) -> Reply:
    """ "Prøv selv": all the cards to the coordinator; nothing is stored."""
    person = await _leader(desk, click.user, click.value)
    async with desk.store.reads() as tx:
        drafted = await rounds.drafted(tx, person, click.value)
        seat = await sittings.take_seat(tx, person.team, person.user, click.value)
    words = _words(desk, person)
    shown = sitting_cards.shown_in(drafted, desk.workdays, words)
    invitation = sitting_cards.invitation(drafted, seat.sitting, shown, desk.operator, words)
    return Reply(after=desk.say(click.user, cards.trial(invitation, words)))


async def on_status(desk: Desk, command: Command, person: Person) -> Reply:
    """For whoever leads it: progress and next step; for others: am I asked, and until when."""
    return Reply(after=desk.whisper(command.response_url, await _status_card(desk, command, person)))


async def _status_card(desk: Desk, command: Command, person: Person) -> Card:
    words = _words(desk, person)
    async with desk.store.reads() as tx:
        leads = rounds.leads(person)
        standing = await rounds.standing(tx, person, command.channel) if leads else None
        own = await sittings.rounds_of(tx, person.team, person.user)
    if standing:
        return cards.standing_card(standing.round, standing.shown, words)
    if own:
        return cards.own_standing_card(own[0].round, words, handed_in=own[0].sitting.handed_in)
    return cards.nothing_running_card(words, may_start=leads)


async def on_own(desk: Desk, command: Command, person: Person) -> Reply:
    """`/barometer`: one's own answers first; a coordinator who is not asked gets the round instead."""
    async with desk.store.reads() as tx:
        own = await sittings.rounds_of(tx, person.team, person.user)
    words = _words(desk, person)
    if own:
        card = sitting_cards.own_card([(seat.round, seat.sitting) for seat in own], words)
    elif rounds.leads(person):
        card = await _status_card(desk, command, person)
    else:
        card = cards.nothing_here_card(words)
    return Reply(after=desk.whisper(command.response_url, card))


async def on_own_click(desk: Desk, click: Click) -> Reply:
    """The button in the channel: a private answer, the same as `/barometer`."""
    async with desk.store.reads() as tx:
        own = await sittings.rounds_of(tx, click.team, click.user)
    words = await desk.words(click.user)
    asked = [(seat.round, seat.sitting) for seat in own]
    card = sitting_cards.own_card(asked, words) if asked else cards.nothing_here_card(words)
    return Reply(after=desk.whisper(click.response_url, card))


async def on_close(desk: Desk, command: Command, person: Person) -> Reply:
    async with desk.store.reads() as tx:
        asked = await rounds.to_close(tx, person, command.channel)
    proposed = min(early_closing(desk.workdays, desk.now()), asked.closes_at)
    return Reply(after=_open(desk, command, cards.close_view(asked, proposed, _words(desk, person))))


async def on_close_sent(desk: Desk, submission: Submission) -> Reply:
    """Close at the announced time, or now."""
    round_id = submission.subject[0]
    person = await _leader(desk, submission.user, round_id)
    words = _words(desk, person)
    at_once = chosen(submission.field("rounds.when")) == ("now",)
    now = desk.now()
    async with desk.store.writes() as tx:
        if at_once:
            closed = await rounds.close_now(tx, person, round_id, now)
        else:
            closed = await rounds.close_at(tx, person, round_id, early_closing(desk.workdays, now), now)
    view = cards.message_view(words("Luk runden"), cards.closed_text(closed, words, now=at_once), words)
    return Reply({"response_action": "update", "view": view})


async def on_cancel(desk: Desk, command: Command, person: Person) -> Reply:
    async with desk.store.reads() as tx:
        asked = await rounds.to_cancel(tx, person, command.channel)
    return Reply(after=_open(desk, command, cards.cancel_view(asked, _words(desk, person))))


async def on_cancel_sent(desk: Desk, submission: Submission) -> Reply:
    """Delete everything; the key dies after the commit, as it does when a round is sealed."""
    round_id = submission.subject[0]
    person = await _leader(desk, submission.user, round_id)
    words = _words(desk, person)
    async with desk.store.writes() as tx:
        cancelled = await rounds.cancel(tx, person, round_id, desk.now())
    await releases.destroy(desk.store, cancelled)
    text = cards.cancelled_card(cancelled, words).text
    return Reply({"response_action": "update", "view": cards.message_view(words("Annulleret"), text, words)})


async def on_wrong_role(desk: Desk, click: Click) -> Reply:
    """ "Det passer ikke": the coordinator is told, before anybody can answer."""
    async with desk.store.reads() as tx:
        found = await rounds.seat_of(tx, click.team, click.user, click.value)
    words = await desk.words(click.user)
    if found is None:
        return Reply(after=desk.whisper(click.response_url, cards.nothing_here_card(words)))
    coordinator = found[0].coordinator
    notice = cards.wrong_role_notice(found[0], click.user, await desk.words(coordinator))

    async def tell() -> None:
        await desk.replace(click.response_url, cards.wrong_role_told(words))
        await desk.say(coordinator, notice)

    return Reply(after=tell())


def _as_command(desk: Desk, click: Click) -> Command:
    """A button that does what a word does."""
    return Command(
        team=click.team,
        user=click.user,
        command="/barometer",
        text="",
        channel=click.channel or "",
        trigger_id=click.trigger_id,
        response_url=click.response_url or "",
    )


async def _on_button(desk: Desk, click: Click, word: str) -> Reply:
    listeners = {"start": on_start, "close": on_close, "cancel": on_cancel}
    command = _as_command(desk, click)
    return await listeners[word](desk, command, await desk.who(click.user, command.channel))


async def open_due(desk: Desk) -> None:
    """Open every round whose time has come; people who were deactivated meanwhile drop out."""
    async with desk.store.reads() as tx:
        due = await rounds.people_to_look_up(tx, desk.now())
    for team, round_id, roster in due:
        members = await directory.described(desk, [invited.user for invited in roster])
        gone = {m.user: m.absence for m in members if m.absence is Absence.DEACTIVATED}
        async with desk.store.writes() as tx:
            await rounds.open_round(tx, team, round_id, gone, desk.now())


async def remind_due(desk: Desk) -> None:
    """Write the reminders of every open round whose moment has come."""
    await _for_each_open(desk, rounds.remind)


async def count_due(desk: Desk) -> None:
    """Write the day's total of every open round, once a day."""
    await _for_each_open(desk, rounds.write_progress)


async def _for_each_open(desk: Desk, work: Callable[[Tx, str, RoundId, Workdays, datetime], Awaitable[object]]) -> None:
    """A round whose key or answers cannot be read is frozen: it is logged, and does not hold up the others."""
    async with desk.store.reads() as tx:
        open_rounds = await rounds.all_open(tx)
    for team, round_id in open_rounds:
        try:
            async with desk.store.writes() as tx:
                await work(tx, team, round_id, desk.workdays, desk.now())
        except (KeyMissing, TamperedBody) as frozen:
            if not desk.alarms.get(round_id):
                desk.alarms.note(round_id, value=True)
                logger.error("round %s is frozen: %s", round_id, type(frozen).__name__)  # noqa: TRY400 - no text


async def tidy(desk: Desk) -> None:
    """Once an hour: delete what has served its time."""
    if desk.alarms.get(tidy):
        return
    desk.alarms.note(tidy, value=True)
    async with desk.store.writes() as tx:
        await rounds.tidy(tx, desk.now())


async def close_due(desk: Desk) -> None:
    """Close every round whose time is over."""
    async with desk.store.reads() as tx:
        due = await rounds.due_to_close(tx, desk.now())
    for team, round_id in due:
        async with desk.store.writes() as tx:
            await rounds.close_when_due(tx, team, round_id)


LISTENERS = Listeners(
    clicks={
        "rounds.more": on_more,
        "rounds.texts": on_texts,
        "rounds.try": on_try,
        "rounds.own": on_own_click,
        "rounds.wrong_role": on_wrong_role,
        "rounds.start": partial(_on_button, word="start"),
        "rounds.close": partial(_on_button, word="close"),
        "rounds.cancel": partial(_on_button, word="cancel"),
    },
    submissions={
        "rounds.setup": on_setup_sent,
        "rounds.confirm": on_confirm,
        "rounds.close": on_close_sent,
        "rounds.cancel": on_cancel_sent,
    },
)
