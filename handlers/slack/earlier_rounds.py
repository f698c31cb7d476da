"""A round measured elsewhere before: chosen, its numbers sent in a sheet, looked at, and brought in."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from slack_sdk.models.views import View

from domain.barometers import Barometer
from domain.people import Person
from domain.rounds import DAYS_BETWEEN_ROUNDS
from domain.sheets import WrongSheet
from domain.workdays import CLOSES
from handlers import imports
from handlers.imports import CannotBringIn, Elsewhere, TooLate
from handlers.slack import directory, files
from handlers.slack.desk import Desk
from handlers.slack.imports import MadeOf, read_and_show, view_of
from handlers.slack.requests import Click, Listeners, Reply, Submission, chosen
from handlers.slack.windows import turn
from messages.slack import earlier_rounds as cards
from messages.slack import imports as import_cards
from messages.slack.cards import message_view
from messages.slack.earlier_rounds import Asked, HeldUp
from messages.slack.text import literal
from messages.wording import Words
from storage import people as stored_people
from storage.count_sheets import Numbers, read_counts

#: What the date picker begins with: rounds are usually half a year apart.
DAYS_AGO = 180
#: What another barometer or other groups would mend, and no other day.
OF_THE_BAROMETER = {TooLate.BAROMETER_CHANGED, TooLate.OTHER_GROUPING}


async def on_earlier(desk: Desk, click: Click) -> Reply:
    """ "Tidligere måling": which barometer, how grouped, and when. Raises `NotAllowed`."""
    person = await desk.who(click.user, click.value)
    async with desk.store.reads() as tx:
        barometers = await imports.choices(tx, person)
        closed = await imports.last_closed(tx, person, click.value)
    today = desk.workdays.local(desk.now()).date()
    held_up = [(one, _held_up(desk, closed[one.id])) for one in barometers if one.id in closed]
    kept_out = {one.id for one, held in held_up if held.first > today}
    choices = [one for one in barometers if one.id not in kept_out]
    proposed = max([today - timedelta(days=DAYS_AGO), *(held.first for _, held in held_up if held.first <= today)])
    view = cards.earlier_view(click.value, choices, held_up, proposed, desk.wording(person))
    return Reply(after=turn(desk, view_of(click), view))


def _held_up(desk: Desk, closed_at: datetime) -> HeldUp:
    """The first day on which a round can have closed that is brought in beside one that closed then."""
    earliest = closed_at + timedelta(days=DAYS_BETWEEN_ROUNDS)
    first = desk.workdays.local(earliest).date()
    late = desk.workdays.at(first, CLOSES) < earliest
    return HeldUp(desk.workdays.local(closed_at).date(), first + timedelta(days=1) if late else first)


async def on_chosen(desk: Desk, submission: Submission) -> Reply:
    """What was chosen, unless the channel's rounds speak against it. Raises `NotAllowed`, `UnknownBarometer`."""
    channel = submission.subject[0]
    person = await desk.who(submission.user, channel)
    words = desk.wording(person)
    imports.may_import(person)
    picked, closed = chosen(submission.field("imports.what")), chosen(submission.field("imports.closed"))
    if not picked or not closed:
        return Reply({"response_action": "errors", "errors": {"imports-what": words("Vælg barometer og dato.")}})
    (barometer_id, _, grouping), day = picked[0].partition(":"), date.fromisoformat(closed[0])
    async with desk.store.writes() as tx:
        barometer, digest = await imports.keep_choice(tx, person, barometer_id, desk.now())
    asked = Asked(channel, digest, grouping, day)
    earlier = await _earlier(desk, asked, barometer)
    try:
        async with desk.store.reads() as tx:
            await imports.check_earlier(tx, person, earlier, desk.now())
    except CannotBringIn as refused:
        why = cards.cannot_text(refused.reason, words)
        field = "imports-what" if refused.reason in OF_THE_BAROMETER else "imports-closed"
        return Reply({"response_action": "errors", "errors": {field: why}})
    return Reply({"response_action": "update", "view": cards.counts_view(asked, barometer, words)})


async def _earlier(desk: Desk, asked: Asked, barometer: Barometer) -> Elsewhere:
    async with desk.store.reads() as tx:
        department = await stored_people.department(tx, desk.team, asked.channel)
    unit = (department.name if department else "") or await directory.channel_name(desk, asked.channel)
    return Elsewhere(asked.channel, unit, barometer, asked.grouping, desk.workdays.at(asked.day, CLOSES))


@dataclass(frozen=True, slots=True)
class Sheet:
    """Who works on the numbers of which earlier round."""

    person: Person
    asked: Asked
    barometer: Barometer
    words: Words


async def _sheet(desk: Desk, user: str, ids: list[str]) -> Sheet:
    channel, digest, grouping, day = ids[:4]
    person = await desk.who(user, channel)
    async with desk.store.reads() as tx:
        barometer = await imports.kept(tx, person, digest)
    return Sheet(person, Asked(channel, digest, grouping, date.fromisoformat(day)), barometer, desk.wording(person))


async def on_blank(desk: Desk, click: Click) -> Reply:
    """A blank sheet for the numbers, in a direct message. Raises `NotAllowed`, `UnknownBarometer`."""
    return Reply(after=_send_blank(desk, click, await _sheet(desk, click.user, click.ids)))


async def _send_blank(desk: Desk, click: Click, sheet: Sheet) -> None:
    words, asked = sheet.words, sheet.asked
    from messages import sheets  # noqa: PLC0415 - loads openpyxl, which only a sheet needs

    blank = await asyncio.to_thread(sheets.blank_counts, sheet.barometer, asked.grouping, words, asked.day)
    await files.send(desk, click.user, words("tidligere-maaling.xlsx"), blank, words("Tidligere måling"))
    note = words("Arket er sendt til dig som direkte besked.")
    await turn(desk, view_of(click), cards.counts_view(asked, sheet.barometer, words, note=note))


async def on_counts(desk: Desk, submission: Submission) -> Reply:
    """The filled-in sheet: read after the answer, and shown as what it will become. Raises `NotAllowed`."""
    sheet = await _sheet(desk, submission.user, submission.subject)
    file_id = files.handed_in(submission, "imports.file") or ""

    async def made(raw: bytes) -> View:
        try:
            numbers = await _read(raw, sheet)
            earlier = await _earlier(desk, sheet.asked, sheet.barometer)
            async with desk.store.reads() as tx:
                sealed = await imports.sealed(tx, sheet.person, earlier, numbers)
        except WrongSheet as wrong:
            return cards.counts_view(sheet.asked, sheet.barometer, sheet.words, mistakes=wrong.mistakes)
        return cards.bring_in_view(sheet.asked, file_id, sheet.barometer, sealed.release, sheet.words)

    return _reading(desk, submission, file_id, made, sheet)


async def on_bring_in(desk: Desk, submission: Submission) -> Reply:
    """ "Hent ind": the file is read again, for nothing of it was kept. Raises `NotAllowed`, `UnknownBarometer`."""
    sheet = await _sheet(desk, submission.user, submission.subject)
    file_id, words = submission.subject[4], sheet.words

    async def made(raw: bytes) -> View:
        try:
            numbers = await _read(raw, sheet)
            earlier = await _earlier(desk, sheet.asked, sheet.barometer)
            async with desk.store.writes() as tx:
                await imports.bring_in(tx, sheet.person, earlier, numbers, sheet.asked.value(file_id), desk.now())
        except WrongSheet as wrong:
            return cards.counts_view(sheet.asked, sheet.barometer, words, mistakes=wrong.mistakes)
        except CannotBringIn as refused:
            why = literal(cards.cannot_text(refused.reason, words))
            return message_view(words("Kan ikke hentes ind"), why, words("Luk"))
        return cards.brought_in_view(sheet.asked.channel, words)

    return _reading(desk, submission, file_id, made, sheet)


def _reading(desk: Desk, submission: Submission, file_id: str, made: MadeOf, sheet: Sheet) -> Reply:
    """The answer while the file is read, and the reading itself."""
    words = sheet.words
    note = words("Filen kunne ikke hentes fra Slack. Send den igen.")
    unfetched = cards.counts_view(sheet.asked, sheet.barometer, words, note=note)
    work = read_and_show(desk, submission, file_id, made, unfetched)
    return Reply({"response_action": "update", "view": import_cards.reading_view(words)}, work)


async def _read(raw: bytes, sheet: Sheet) -> Numbers:
    return await asyncio.to_thread(read_counts, raw, sheet.barometer, sheet.asked.grouping)


LISTENERS = Listeners(
    clicks={
        "imports.blank_counts": on_blank,
        "imports.earlier": on_earlier,
    },
    submissions={
        "imports.bring_in": on_bring_in,
        "imports.counts": on_counts,
        "imports.earlier": on_chosen,
    },
)
