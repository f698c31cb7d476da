"""The coordinator's round: set-up, preview, status, closing, cancelling; and the messages a round sends by itself."""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable
from datetime import datetime
from functools import partial

from domain.people import Absence, Person
from domain.rounds import RoundId, early_closing
from domain.workdays import Workdays
from handlers import course_rounds, people, releases, rounds, seals, sittings
from handlers.roles import leader_of
from handlers.sittings import UnknownRound
from handlers.slack import directory
from handlers.slack.desk import Desk
from handlers.slack.requests import Click, Command, Listeners, Reply, Submission, chosen
from handlers.slack.rooms import awaited_for, has_result_for
from messages.slack import invitations
from messages.slack import rounds as cards
from messages.slack import sittings as sitting_cards
from messages.slack.cards import Card, message_view
from messages.slack.errors import wrong_place
from messages.wording import Words
from storage.database import Tx
from storage.keys import KeyMissing
from storage.sealed import TamperedBody

#: As it is typed in either language.
STATUS = "/barometer status"

logger = logging.getLogger("anker.rounds")


async def on_status(desk: Desk, command: Command, person: Person) -> Reply:
    """For whoever leads it: progress and next step; for others: am I asked, and until when."""
    return Reply(after=_show_status(desk, command, person))


async def _show_status(desk: Desk, command: Command, person: Person) -> None:
    await desk.whisper(command.response_url, await _status_card(desk, command, person))


async def _status_card(desk: Desk, command: Command, person: Person) -> Card:
    words = desk.wording(person)
    async with desk.store.reads() as tx:
        leads = rounds.leads(person)
        standing = await rounds.standing(tx, person, desk.now(), desk.workdays) if leads else None
        own = await sittings.rounds_of(tx, person.team, person.user)
    if standing and standing.step:
        return cards.standing_card(standing.round, standing.shown, standing.step, words)
    if own:
        return cards.own_standing_card(own[0].round, words, handed_in=own[0].sitting.handed_in)
    if command.is_outside:
        return await _nowhere(desk, person, words)
    awaited = await awaited_for(desk, person, command.channel)
    has_result = awaited is None and await has_result_for(desk, person, command.channel)
    return cards.nothing_running_card(words, may_start=leads, awaited=awaited, has_result=has_result)


async def _nowhere(desk: Desk, person: Person, words: Words) -> Card:
    """Outside channels, to somebody who is not asked: of the one channel that can be meant, else where to ask."""
    async with desk.store.reads() as tx:
        elsewhere = (await people.leads(tx, person.team, person.user, "")).elsewhere
    leaders = [await desk.who(person.user, channel) for channel in elsewhere]
    async with desk.store.reads() as tx:
        running = [found for one in leaders if (found := await rounds.standing(tx, one, desk.now(), desk.workdays))]
    if len(running) == 1 and (step := running[0].step):
        return cards.standing_card(running[0].round, running[0].shown, step, words)
    if leaders and not running:
        coming = [await awaited_for(desk, leader, leader.channel) for leader in leaders]
        awaited = next((one for one in coming if one), None)
        return cards.nothing_running_card(words, may_start=False, awaited=awaited, where=elsewhere)
    return wrong_place(elsewhere, words, STATUS) if elsewhere else cards.nothing_here_card(words)


async def on_own(desk: Desk, command: Command, person: Person) -> Reply:
    """`/barometer`: one's own answers first; a coordinator who is not asked gets the round instead."""
    async with desk.store.reads() as tx:
        own = await sittings.rounds_of(tx, person.team, person.user)
    if own:
        card = sitting_cards.own_card([(seat.round, seat.sitting) for seat in own], desk.wording(person))
        return Reply(after=desk.whisper(command.response_url, card))
    if rounds.leads(person):
        return Reply(after=_show_status(desk, command, person))
    return Reply(after=_nothing_for(desk, command, person))


async def _nothing_for(desk: Desk, command: Command, person: Person) -> None:
    """To somebody who is not asked in an open round: they may have been, in one that has just closed."""
    coming = await awaited_for(desk, person, command.channel)
    await desk.whisper(command.response_url, cards.nothing_here_card(desk.wording(person), coming))


async def on_own_click(desk: Desk, click: Click) -> Reply:
    """The button in the channel: a private answer, the same as `/barometer`."""
    async with desk.store.reads() as tx:
        own = await sittings.rounds_of(tx, click.team, click.user)
        # Whoever presses a button in a channel sees what is posted there.
        coming = await releases.awaited_in(tx, click.team, click.channel or "", desk.now(), desk.workdays)
    words = await desk.words(click.user)
    asked = [(seat.round, seat.sitting) for seat in own]
    card = sitting_cards.own_card(asked, words) if asked else cards.nothing_here_card(words, coming)
    return Reply(after=desk.whisper(click.response_url, card))


async def _nothing_running(desk: Desk, command: Command, person: Person) -> None:
    awaited = await awaited_for(desk, person, command.channel)
    card = cards.nothing_running_card(desk.wording(person), may_start=True, awaited=awaited)
    await desk.whisper(command.response_url, card)


async def on_close(desk: Desk, command: Command, person: Person) -> Reply:
    try:
        async with desk.store.reads() as tx:
            asked = await rounds.to_close(tx, person, command.channel)
    except UnknownRound:
        return Reply(after=_nothing_running(desk, command, person))
    early = early_closing(desk.workdays, desk.now())
    view = cards.close_view(asked, early if early < asked.closes_at else None, desk.wording(person))
    return Reply(after=desk.open_view(command.trigger_id, view))


async def on_close_sent(desk: Desk, submission: Submission) -> Reply:
    """Close at the announced time, or now."""
    round_id = submission.subject[0]
    person = await desk.who_in(submission.user, round_id)
    words = desk.wording(person)
    at_once = chosen(submission.field("rounds.when")) == ("now",)
    now = desk.now()
    async with desk.store.writes() as tx:
        if at_once:
            closed = await rounds.close_now(tx, person, round_id, now)
        else:
            closed = await rounds.close_at(tx, person, round_id, early_closing(desk.workdays, now), desk.workdays, now)
        await course_rounds.follow(tx, closed, now, desk.workdays)
    view = message_view(words("Luk runden"), cards.closed_text(closed, words, now=at_once), words("Luk"))
    return Reply({"response_action": "update", "view": view})


async def on_cancel(desk: Desk, command: Command, person: Person) -> Reply:
    try:
        async with desk.store.reads() as tx:
            asked = await rounds.to_cancel(tx, person, command.channel)
    except UnknownRound:
        return Reply(after=_nothing_running(desk, command, person))
    return Reply(after=desk.open_view(command.trigger_id, cards.cancel_view(asked, desk.wording(person))))


async def on_cancel_sent(desk: Desk, submission: Submission) -> Reply:
    """Delete everything; the key dies after the commit, as it does when a round is sealed."""
    round_id = submission.subject[0]
    person = await desk.who_in(submission.user, round_id)
    words = desk.wording(person)
    async with desk.store.writes() as tx:
        cancelled = await rounds.cancel(tx, person, round_id, desk.now())
        await course_rounds.follow(tx, cancelled, desk.now(), desk.workdays)
    await seals.destroy(desk.store, cancelled)
    text = cards.cancelled_card(cancelled, words).text
    return Reply({"response_action": "update", "view": message_view(words("Annulleret"), text, words("Luk"))})


async def on_wrong_role(desk: Desk, click: Click) -> Reply:
    """ "Det passer ikke": whoever leads the round is told, before anybody can answer."""
    async with desk.store.reads() as tx:
        found = await rounds.seat_of(tx, click.team, click.user, click.value)
        leader = await leader_of(tx, found[0]) if found else ""
    words = await desk.words(click.user)
    if found is None:
        return Reply(after=desk.whisper(click.response_url, cards.nothing_here_card(words)))
    notice = invitations.wrong_role_notice(found[0], click.user, await desk.words(leader))

    async def tell() -> None:
        await desk.say(leader, notice)
        await desk.replace(click.response_url, invitations.wrong_role_told(leader, words))

    return Reply(after=tell())


async def _on_button(desk: Desk, click: Click, word: str) -> Reply:
    listeners = {"close": on_close, "cancel": on_cancel}
    command = click.as_command("/barometer")
    return await listeners[word](desk, command, await desk.who(click.user, command.channel))


async def open_due(desk: Desk) -> None:
    """Open every round whose time has come; people who were deactivated meanwhile drop out."""
    async with desk.store.reads() as tx:
        due = await rounds.people_to_look_up(tx, desk.now())
    for team, round_id, roster in due:
        members = await directory.described(desk, [invited.user for invited in roster])
        gone = {m.user: m.absence for m in members if m.absence is Absence.DEACTIVATED}
        async with desk.store.writes() as tx:
            opened = await rounds.open_round(tx, team, round_id, gone, desk.now())
            if opened:
                await course_rounds.follow(tx, opened, desk.now(), desk.workdays)


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
    if not desk.first_this_hour("tidy"):
        return
    async with desk.store.writes() as tx:
        await rounds.tidy(tx, desk.now())


async def close_due(desk: Desk) -> None:
    """Close every round whose time is over."""
    async with desk.store.reads() as tx:
        due = await rounds.due_to_close(tx, desk.now())
    for team, round_id in due:
        async with desk.store.writes() as tx:
            closed = await rounds.close_when_due(tx, team, round_id)
            await course_rounds.follow(tx, closed, desk.now(), desk.workdays)


LISTENERS = Listeners(
    clicks={
        "rounds.own": on_own_click,
        "rounds.wrong_role": on_wrong_role,
        "rounds.close": partial(_on_button, word="close"),
        "rounds.cancel": partial(_on_button, word="cancel"),
    },
    submissions={
        "rounds.close": on_close_sent,
        "rounds.cancel": on_cancel_sent,
    },
)
