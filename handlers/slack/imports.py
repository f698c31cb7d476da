"""`/barometer import`: a blank sheet, the filled-in one, and what becomes of it."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from dataclasses import replace

from slack_sdk.models.views import View

from domain.barometers import Barometer
from domain.people import UNMARKED_ROLE, Person
from domain.sheets import WrongSheet
from handlers import imports
from handlers.slack import files
from handlers.slack.desk import Desk
from handlers.slack.files import FileNotFetched
from handlers.slack.requests import Click, Command, Listeners, Reply, Submission
from handlers.slack.windows import turn
from messages.slack import imports as cards
from messages.slack.imports import Preview
from storage.barometer_sheets import read_barometer_sheet
from storage.sheets import LARGEST_FILE

#: What is shown of a file that was fetched.
MadeOf = Callable[[bytes], Awaitable[View]]

logger = logging.getLogger("anker.imports")


async def on_import(desk: Desk, command: Command, person: Person) -> Reply:
    """`/barometer import`. Raises `NotAllowed`."""
    imports.may_import(person)
    view = cards.import_view(command.channel, desk.wording(person))
    return Reply(after=desk.open_view(command.trigger_id, view))


async def on_blank(desk: Desk, click: Click) -> Reply:
    """A blank sheet in a direct message. Raises `NotAllowed`."""
    person = await desk.who(click.user, click.value)
    imports.may_import(person)
    return Reply(after=_send_blank(desk, click, person))


async def _send_blank(desk: Desk, click: Click, person: Person) -> None:
    words = desk.wording(person)
    day = desk.workdays.local(desk.now()).date()
    from messages import sheets  # noqa: PLC0415 - loads openpyxl, which only a sheet needs

    blank = await asyncio.to_thread(sheets.blank_barometer, words, day)
    await files.send(desk, click.user, words("eget-barometer.xlsx"), blank, words("Eget barometer"))
    note = words("Arket er sendt til dig som direkte besked.")
    await turn(desk, view_of(click), cards.import_view(click.value, words, note=note))


async def on_sheet(desk: Desk, submission: Submission) -> Reply:
    """A filled-in sheet: it is fetched and read after the answer. Raises `NotAllowed`."""
    channel = submission.subject[0]
    person = await desk.who(submission.user, channel)
    imports.may_import(person)
    reading = cards.reading_view(desk.wording(person))
    return Reply({"response_action": "update", "view": reading}, _read_sheet(desk, submission, person, channel))


async def _read_sheet(desk: Desk, submission: Submission, person: Person, channel: str) -> None:
    words = desk.wording(person)
    title = str(submission.field("imports.title").get("value") or "").strip()

    async def made(raw: bytes) -> View:
        try:
            drafted = await asyncio.to_thread(read_barometer_sheet, raw, title)
        except WrongSheet as wrong:
            return cards.import_view(channel, words, mistakes=wrong.mistakes)
        async with desk.store.writes() as tx:
            checked = await imports.check_barometer(tx, person, drafted, desk.now())
        role = _first_role(checked.barometer)
        return _preview(desk, person, Preview(channel, checked.digest, checked.barometer, checked.already, role))

    file_id = files.handed_in(submission, "imports.file")
    await read_and_show(desk, submission, file_id, made, cards.unfetched_view(channel, words))


async def read_and_show(desk: Desk, submission: Submission, file_id: str | None, made: MadeOf, unfetched: View) -> None:
    """Fetch the file and show what is made of it in place of the window; `unfetched` where Slack has it no more."""
    try:
        raw = await files.fetch(desk, file_id or "", submission.user, LARGEST_FILE)
        view = await made(raw)
    except FileNotFetched as problem:
        logger.warning("a file that was handed in is not read: %s", problem)
        view = unfetched
    await turn(desk, submission.view_id, view)


def view_of(click: Click) -> str:
    """The window in which something was pressed."""
    return str((click.view or {}).get("id", ""))


def _first_role(barometer: Barometer) -> str:
    """Most people are caseworkers."""
    roles = [role.id for role in barometer.roles]
    return UNMARKED_ROLE if UNMARKED_ROLE in roles else roles[0]


def _preview(desk: Desk, person: Person, preview: Preview) -> View:
    trial = replace(cards.trial_round(preview.barometer, desk.now()), language=person.language)
    return cards.preview_view(preview, trial, desk.wording(person))


async def on_try(desk: Desk, click: Click) -> Reply:
    """Another item, or another role, in the preview; nothing is stored. Raises `NotAllowed`, `UnknownBarometer`."""
    channel, digest, already, role, position = click.ids
    person = await desk.who(click.user, channel)
    async with desk.store.reads() as tx:
        barometer = await imports.kept(tx, person, digest)
    preview = Preview(channel, digest, barometer, already == "1", role, int(position))
    return Reply(after=turn(desk, view_of(click), _preview(desk, person, preview)))


async def on_take(desk: Desk, submission: Submission) -> Reply:
    """ "Tag i brug". Raises `NotAllowed`, `UnknownBarometer`."""
    channel, digest = submission.subject
    person = await desk.who(submission.user, channel)
    async with desk.store.writes() as tx:
        taken = await imports.take_in_use(tx, person, digest, desk.now())
    return Reply({"response_action": "update", "view": cards.taken_view(taken, desk.wording(person))})


LISTENERS = Listeners(
    clicks={
        "imports.blank": on_blank,
        "imports.role": on_try,
        "imports.try": on_try,
    },
    submissions={
        "imports.sheet": on_sheet,
        "imports.take": on_take,
    },
)
