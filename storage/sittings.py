"""Sittings: one sealed body of one size per invited person, under a name that only the round's key can make."""
# ruff: noqa: A002 - a round is called a round

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterable

from sqlalchemy import select, update

from domain.barometers import Choice, RoleId
from domain.people import Invited, UserId
from domain.rounds import Round
from domain.sittings import Sitting, SittingState
from storage.database import Tx, changed, insert_into
from storage.sealed import TamperedBody, body_size, open_sealed, place, seal
from storage.tables import SeenRow, SittingRow

#: The version of the plaintext inside a body.
SCHEMA = 1
#: So many bodies are opened before somebody else's click gets its turn: some ten milliseconds.
AT_ONCE = 50


async def insert_empty(tx: Tx, round: Round, invited: Iterable[Invited]) -> None:
    """One row per person, all alike, before anybody answers; in the order of the pseudonyms, which nobody knows."""
    keys = tx.keys.round_keys(round.id)
    pseudonyms = sorted(keys.pseudonym_of(round.team, person.user) for person in invited)
    empty = _written(Sitting(round.barometer, role=""))
    rows = [{"round_id": round.id, "p": p, "body": _sealed(tx, round, p, empty)} for p in pseudonyms]
    if rows:
        await tx.session.execute(insert_into(tx, SittingRow), rows)


async def load(tx: Tx, round: Round, user: UserId, role: RoleId, lock: bool = False) -> Sitting | None:
    """The person's sitting, None where they are not invited; `lock` before changing it.

    Raises `KeyMissing` (the round is frozen) and `TamperedBody`.
    """
    p = tx.keys.round_keys(round.id).pseudonym_of(round.team, user)
    query = select(SittingRow.body).where(SittingRow.round_id == round.id, SittingRow.p == p)
    body = await tx.session.scalar(query.with_for_update() if lock else query)
    return _opened(tx, round, p, body, role) if body is not None else None


async def save(tx: Tx, round: Round, user: UserId, sitting: Sitting) -> None:
    """Write the person's sitting over the one that is there: exactly one UPDATE.

    Raises `LinksAPerson` in a transaction that writes a person's id as well, and `BodyTooLarge`.
    """
    tx.writes("answer")
    p = tx.keys.round_keys(round.id).pseudonym_of(round.team, user)
    mine = (SittingRow.round_id == round.id, SittingRow.p == p)
    await changed(tx, update(SittingRow).where(*mine).values(body=_sealed(tx, round, p, _written(sitting))))


async def first_time(tx: Tx, round: Round, user: UserId, event: str) -> bool:
    """Whether the person's event is new; False for a redelivery, which should then change nothing.

    `event` names the delivery, such as a click's action time or a view's id and hash.
    """
    tx.writes("answer")
    row = {"round_id": round.id, "h": tx.keys.round_keys(round.id).dedupe_of(user, event)}
    return await changed(tx, insert_into(tx, SeenRow).values(row).on_conflict_do_nothing()) == 1


async def all_of(tx: Tx, round: Round, roster: Iterable[Invited]) -> list[tuple[Invited, Sitting]]:
    """Everybody's sitting, for the seal and for counting. Raises `KeyMissing`.

    Raises `TamperedBody`, which names the round only, where one cannot be opened or is not there.
    """
    keys = tx.keys.round_keys(round.id)
    query = select(SittingRow.p, SittingRow.body).where(SittingRow.round_id == round.id)
    bodies = {row.p: row.body for row in await tx.session.execute(query)}
    found = []
    for number, person in enumerate(roster):
        if number % AT_ONCE == 0:
            await asyncio.sleep(0)
        p = keys.pseudonym_of(round.team, person.user)
        if p not in bodies:
            raise TamperedBody(round.id)
        found.append((person, _opened(tx, round, p, bodies[p], person.role)))
    return found


def _place(round: Round, p: bytes) -> bytes:
    return place("sittings", str(SCHEMA), round.id, p)


def _sealed(tx: Tx, round: Round, p: bytes, plaintext: bytes) -> bytes:
    return seal(tx.keys.round_keys(round.id).content, plaintext, body_size(round.barometer), _place(round, p))


def _opened(tx: Tx, round: Round, p: bytes, body: bytes, role: RoleId) -> Sitting:
    try:
        plaintext = open_sealed(tx.keys.round_keys(round.id).content, body, _place(round, p))
    except TamperedBody:
        raise TamperedBody(round.id) from None
    return _read(plaintext, round, role)


def _written(sitting: Sitting) -> bytes:
    content = {
        "v": SCHEMA,
        "state": sitting.state,
        "answers": dict(sitting.answers),
        "comments": dict(sitting.comments),
        "reminders": sitting.reminders,
    }
    # Half a surrogate pair is no character; it would otherwise make the whole sitting unwritable.
    return json.dumps(content, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "replace")


def _read(plaintext: bytes, round: Round, role: RoleId) -> Sitting:
    content = json.loads(plaintext)
    return Sitting(
        barometer=round.barometer,
        role=role,
        state=SittingState(content["state"]),
        answers={item: Choice(choice) for item, choice in content["answers"].items()},
        comments=content["comments"],
        reminders=content["reminders"],
    )
