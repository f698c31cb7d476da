"""Looks for answers everywhere: log, rows, files, metrics and what was sent. Each finding is a line that says where.

A **link** is a person's id in one row, log line or message together with something of their answers: a word of their
comment, their pseudonym, an item, or a choice. Rows and log lines must hold no item or choice at all while a round
is open, beside whose id it may be; messages must offer an item with all its choices or not at all, and mark none.
"""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from aiohttp import ClientSession
from sqlalchemy import text

from domain.rounds import Round
from storage import rounds
from storage.tables import Table
from tests.attacks.ears import Ears
from tests.attacks.traffic import Call, calls, objects
from tests.attacks.walk import Script
from tests.conversations.house import House

#: Where a person of the round may be named, while it is open and after: never beside anything of an answer.
NAMED_IN_OPEN_ROUND = frozenset({"roster", "departments", "department_marks", "named", "rounds", "audit", "outbox"})


#: Where it stands what a round asks: the same for everybody, and beside no person.
DEFINITIONS = "barometers"


@dataclass(frozen=True, slots=True)
class Secrets:
    """What must not be found: words by person, pseudonyms by person, and what items and choices are called."""

    words: Mapping[str, str]
    pseudonyms: Mapping[str, bytes]
    round_id: str
    items: frozenset[str]
    choices: frozenset[str]
    labels: frozenset[str]

    @classmethod
    async def of(cls, house: House, asked: Round, script: Script) -> Secrets:
        """Everything secret of an open round."""
        words = {house.person(name).id: word for name, word in script.words.items()}
        keys = house.bot.desk.store.keys.round_keys(asked.id)
        async with house.bot.desk.store.reads() as tx:
            roster = await rounds.roster(tx, asked.id)
        barometer = asked.barometer
        items = [item.id for theme in barometer.themes for item in theme.items]
        return cls(
            words=words,
            pseudonyms={who.user: keys.pseudonym_of(asked.team, who.user) for who in roster},
            round_id=asked.id,
            items=frozenset({*items, *(item.id for item in barometer.open_items)}),
            choices=frozenset(point.choice.value for point in barometer.scale),
            labels=frozenset(point.name.da for point in barometer.scale),
        )

    @property
    def people(self) -> frozenset[str]:
        return frozenset(self.pseudonyms)


def in_any_form(word: str) -> Iterator[bytes]:
    """The word as text, as hexadecimal, and as base64 wherever it may begin in a group of three bytes."""
    raw = word.encode()
    yield from (raw, word.encode("utf-16-le"), raw.hex().encode())
    for lead in range(3):
        whole = base64.b64encode(b"\0" * lead + raw)
        # The first group depends on what stands before the word, the last on what follows it.
        yield whole[4:-4]


def of_pseudonym(p: bytes) -> tuple[bytes, ...]:
    return p, p.hex().encode(), base64.b64encode(p), base64.urlsafe_b64encode(p)


async def leaks(house: House, ears: Ears, secrets: Secrets, *, sealed: bool = False) -> list[str]:
    """Every finding in every place."""
    found = [*in_log(ears, secrets), *in_files(house.home, secrets, sealed=sealed)]
    found += await in_rows(house, secrets, sealed=sealed)
    found += in_metrics(await metrics(house), secrets)
    return found + in_calls(calls(house.workspace), secrets)


def in_log(ears: Ears, secrets: Secrets) -> list[str]:
    """Neither the bot nor, as it leaves them, the libraries say who anybody is or what anybody answered."""
    told = re.compile("|".join(map(re.escape, {*secrets.people, *secrets.items, *secrets.labels})))
    forms = [form.decode(errors="replace") for form in _forms(secrets)]
    by_bot = [f"log: {line[:200]}" for line in ears.lines if told.search(line) or any(f in line for f in forms)]
    said = ears.libraries.getvalue().splitlines()
    by_libraries = [f"library log: {line[:200]}" for line in said if any(f in line for f in (*forms, *secrets.people))]
    return by_bot + by_libraries


def _forms(secrets: Secrets) -> list[bytes]:
    words = [form for word in secrets.words.values() for form in in_any_form(word)]
    return words + [form for p in secrets.pseudonyms.values() for form in of_pseudonym(p)[1:]]


def in_files(home: Path, secrets: Secrets, *, sealed: bool) -> list[str]:
    """No file holds a word, in any form, nor an item before the seal: database, write-ahead log, keys, anything.

    An item may stand where the barometer's definition says that it exists.
    """
    sought = {form: word for word in secrets.words.values() for form in in_any_form(word)}
    contents = [(path.name, path.read_bytes()) for path in home.rglob("*") if path.is_file()]
    found = [
        f"file: {what} in {name}" for name, content in contents for form, what in sought.items() if form in content
    ]
    if not sealed:
        found += [f"file: {item} in {name}" for name, content in contents for item in _answered(content, secrets)]
    return found


def _answered(content: bytes, secrets: Secrets) -> list[str]:
    """The items that are named otherwise than as the id of a definition."""
    return [item for item in secrets.items if re.search(rb'(?<!"id":")' + re.escape(item.encode()), content)]


async def in_rows(house: House, secrets: Secrets, *, sealed: bool) -> list[str]:
    """Row by row: words nowhere, pseudonyms in their own table only, items and choices in no row before the seal."""
    found = []
    for table, row in await rows(house):
        raw = b"\0".join(_bytes(value) for value in row)
        found += [f"row: {word} in {table}" for word in secrets.words.values() if word.encode() in raw]
        if table != "sittings":
            held = [p for p in secrets.pseudonyms.values() if _holds(raw, of_pseudonym(p))]
            found += [f"row: a pseudonym in {table}" for _ in held]
        people = [user for user in secrets.people if user.encode() in raw]
        if people and table not in NAMED_IN_OPEN_ROUND:
            found.append(f"row: a person in {table}")
        if table != DEFINITIONS and (people or not sealed) and _names_an_item(raw, secrets):
            found.append(f"row: an item or a choice in {table}")
    return found


def _names_an_item(raw: bytes, secrets: Secrets) -> bool:
    return any(name.encode() in raw for name in {*secrets.items, *secrets.labels})


def _holds(raw: bytes, forms: Iterable[bytes]) -> bool:
    return any(form in raw for form in forms)


def _bytes(value: object) -> bytes:
    return bytes(value) if isinstance(value, bytes | memoryview) else str(value).encode()


async def rows(house: House) -> list[tuple[str, tuple[object, ...]]]:
    """Every row of every table, as the database holds it."""
    found: list[tuple[str, tuple[object, ...]]] = []
    async with house.bot.desk.store.reads() as tx:
        for table in [*Table.metadata.tables, "alembic_version"]:
            everything = text(f"SELECT * FROM {table}")  # noqa: S608 - our own names
            found += [(table, tuple(row)) for row in await tx.session.execute(everything)]
    return found


async def metrics(house: House) -> str:
    """What the metrics endpoint says."""
    address = house.workspace.app.request_url.replace("/slack/events", "/metrics")
    async with ClientSession() as session, session.get(address) as answer:
        return await answer.text()


def in_metrics(said: str, secrets: Secrets) -> list[str]:
    """No label at all, so none of a person, a group or an answer; and no counter of answers."""
    told = [*secrets.people, *secrets.items, *secrets.words.values(), secrets.round_id, "{", "answer", "sitting"]
    return [f"metrics: {word}" for word in told if word in said]


def in_calls(sent: Iterable[Call], secrets: Secrets) -> list[str]:
    """A word of a comment, or a choice, only in windows of the person whose it is; a pseudonym nowhere."""
    found = []
    for call in sent:
        where = f"call: {call.what} to {call.person or 'nobody in particular'}"
        for user, word in secrets.words.items():
            if word in call.text and not (call.is_window and call.person == user):
                found.append(f"{where}: {word}")
        hidden = [p for p in secrets.pseudonyms.values() if _holds(call.text.encode(), of_pseudonym(p)[1:])]
        found += [f"{where}: a pseudonym" for _ in hidden]
        if not call.is_window:
            found += [f"{where}: {why}" for why in chosen_in(call, secrets)]
    return found


def chosen_in(call: Call, secrets: Secrets) -> Iterator[str]:
    """What in a message would tell of a choice: a mark, a choice left out or by itself, the name of one in a text."""
    if call.what == "users.info":
        return
    offered: dict[str, set[str]] = {}
    for one in objects(call.body):
        yield from (f"{key} is marked" for key in one if key.startswith(("initial_", "selected_")))
        round_id, _, item_choice = str(one.get("value", "")).partition(":")
        item, _, choice = item_choice.partition(":")
        if round_id == secrets.round_id and choice:
            offered.setdefault(item, set()).add(choice)
    yield from (f"{item} with {sorted(got)}" for item, got in offered.items() if got != secrets.choices)
    if call.person:
        said = json.dumps(_without_scale(call.body), ensure_ascii=False)
        yield from (f"names {label!r}" for label in secrets.labels if re.search(rf"\b{re.escape(label)}\b", said))


def _without_scale(value: object) -> object:
    """The body without the buttons that offer the choices."""
    if isinstance(value, list):
        return [_without_scale(part) for part in value]
    if not isinstance(value, dict):
        return value
    if str(value.get("action_id", "")) == "sittings.answer":
        return {}
    return {key: _without_scale(part) for key, part in value.items()}
