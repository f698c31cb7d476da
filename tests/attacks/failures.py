"""Everything that may go wrong while somebody answers, each time with their words in whatever says so."""

from __future__ import annotations

import asyncio
import gc
import json
from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import NoReturn
from urllib.parse import urlencode

import pytest
from aiohttp import ClientSession
from sqlalchemy import text

from bot.clock import ticking
from sandbox.roads import signed_headers
from tests.attacks.walk import QUESTION
from tests.conversations.house import House, Someone

FORM = "application/x-www-form-urlencoded"


class Saying:
    """Fails with a text of somebody's, and from an error that says it too: `int("…")` repeats its argument."""

    def __init__(self, word: str) -> None:
        self.word, self.said = word, f"Helt uenig: {word}"

    def fail(self, *_: object, **__: object) -> NoReturn:
        raise ValueError(self.said) from ValueError(f"invalid literal for int(): {self.word!r}")

    async def fail_later(self, *_: object, **__: object) -> NoReturn:
        await asyncio.sleep(0)
        self.fail()


Failure = Callable[[House, Someone, str, pytest.MonkeyPatch], Awaitable[None]]


async def post(house: House, body: str, content_type: str = FORM) -> int:
    """Something signed, whatever it is; the status of the answer."""
    headers = signed_headers(house.workspace.app.signing_secret, body, content_type)
    async with (
        ClientSession() as session,
        session.post(house.workspace.app.request_url, data=body.encode(), headers=headers) as answer,
    ):
        return answer.status


async def before_the_answer(house: House, who: Someone, word: str, patch: pytest.MonkeyPatch) -> None:
    patch.setattr("handlers.sittings.answer", Saying(word).fail_later)
    await who.clicks("Enig", on=house.invitation(who))


async def after_the_answer(house: House, who: Someone, word: str, patch: pytest.MonkeyPatch) -> None:
    patch.setattr("messages.slack.sittings.item_card", Saying(word).fail)
    await who.clicks("Enig", on=house.invitation(who))


async def in_a_form(house: House, who: Someone, word: str, patch: pytest.MonkeyPatch) -> None:
    await _comments(house, who, word)
    patch.setattr("handlers.sittings.change", Saying(word).fail_later)
    await who.submits()
    await who.seat.closes_all()


async def _comments(house: House, who: Someone, word: str) -> None:
    if "Udsagn" in house.invitation(who).text:
        await who.clicks("Aflevér det, jeg har", on=house.invitation(who))
        await who.submits()
    await who.clicks("Skriv en kommentar", on=house.invitation(who))
    await who.fills(QUESTION, word)


async def in_the_database(house: House, who: Someone, word: str, patch: pytest.MonkeyPatch) -> None:  # noqa: ARG001
    """The row is refused when it is written."""
    await _comments(house, who, word)
    for statement in BROKEN[house.bot.desk.store.engine.dialect.name]:
        await _execute(house, statement)
    await who.submits()
    assert "Kunne ikke gemme" in str(who.modal.errors)
    await who.seat.closes_all()
    await who.clicks("Slet mine svar", on=house.invitation(who))
    await _execute(house, MENDED[house.bot.desk.store.engine.dialect.name])


BROKEN: Mapping[str, tuple[str, ...]] = {
    "sqlite": ("CREATE TRIGGER broken BEFORE UPDATE ON sittings BEGIN SELECT RAISE(ABORT, 'no'); END",),
    "postgresql": ("ALTER TABLE sittings ADD CONSTRAINT broken CHECK (length(body) < 0) NOT VALID",),
}
MENDED = {"sqlite": "DROP TRIGGER broken", "postgresql": "ALTER TABLE sittings DROP CONSTRAINT broken"}


async def _execute(house: House, statement: str) -> None:
    async with house.bot.desk.store.writes() as tx:
        await tx.session.execute(text(statement))


async def in_tasks(house: House, who: Someone, word: str, patch: pytest.MonkeyPatch) -> None:  # noqa: ARG001
    """Work that nobody waits for: of the bot's own background, and of the loop."""
    house.bot.desk.background.start(Saying(word).fail_later())
    await house.bot.desk.background.finish()
    forgotten = asyncio.get_running_loop().create_task(Saying(word).fail_later())
    await asyncio.wait([forgotten])
    del forgotten
    gc.collect()


async def in_due_work(house: House, who: Someone, word: str, patch: pytest.MonkeyPatch) -> None:  # noqa: ARG001
    """A job of the scheduler's."""
    tried = asyncio.Event()

    async def job() -> None:
        tried.set()
        await Saying(word).fail_later()

    async with ticking({"look": job}, every=60):
        await tried.wait()


async def in_the_server(house: House, who: Someone, word: str, patch: pytest.MonkeyPatch) -> None:
    """Before any listener is looked for; the person hears Slack's own words."""
    patch.setattr("slack_bolt.async_app.AsyncApp.async_dispatch", Saying(word).fail_later)
    answer = await who.clicks("Enig", on=house.invitation(who))
    assert answer.status == 500


async def in_what_slack_sends(house: House, who: Someone, word: str, patch: pytest.MonkeyPatch) -> None:  # noqa: ARG001
    """Bodies that are signed and still make no sense."""
    click = {"type": "block_actions", "user": {"id": who.id, "team_id": house.bot.desk.team}}
    action = {"action_id": "sittings.answer", "value": word, "action_ts": word, "block_id": word}
    team = {"team": {"id": house.bot.desk.team}}
    senseless = [
        click | team | {"actions": [action]},
        click | team | {"actions": [action | {"selected_option": word}]},
        click | team | {"actions": word},
        click | {"actions": [action], "team": word},
        {"type": "view_submission", "view": {"callback_id": "sittings.comments", "state": word}} | team,
        {"type": "view_closed", "view": {"callback_id": "sittings.comments", "state": word}} | team,
        {"type": "shortcut", "callback_id": "none", "state": word} | team,
    ]
    for body in senseless:
        await post(house, urlencode({"payload": json.dumps(body)}))
    for body_text in (f"payload={word}", f'payload={{"{word}"', word, "payload=" + "[" * 9_000 + word):
        await post(house, body_text)
    await post(house, f'{{"type": "event_callback", "event": "{word}"}}', "application/json")
    await house.bot.desk.background.finish()


async def at_slack(house: House, who: Someone, word: str, patch: pytest.MonkeyPatch) -> None:  # noqa: ARG001
    """Slack fails, and says back what it was given."""
    faults, echo = house.workspace.faults, f"<html>{word}</html>"
    for how in ({"status": 500, "body": echo}, {"drop": True}, {"error": "internal_error"}, {"body": echo}):
        faults.fail_next("views.open", **how)
        await who.clicks("Vis som skema", on=house.invitation(who))
        faults.fail_next("response_url", **how)
        await who.clicks("Enig", on=house.invitation(who))
        faults.fail_next("chat.postMessage", **how)
        await who.writes(word)
    faults.clear()


#: Each failure, and what the log says of it. The ones that end a sitting come last.
FAILURES: Sequence[tuple[Failure, str]] = (
    (before_the_answer, "ValueError from ValueError at"),
    (after_the_answer, "ValueError from ValueError at"),
    (in_tasks, "ValueError from ValueError at"),
    (in_due_work, "due work failed: look"),
    (in_the_server, "Error handling request"),
    (in_what_slack_sends, "TypeError at"),
    (at_slack, "SlackApiError at"),
    (in_a_form, "ValueError from ValueError at"),
    (in_the_database, "IntegrityError"),
)
