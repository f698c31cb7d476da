"""Walks through a template: who takes part, every wording of every answer, and the versions approved.

Texts are sealed with the key ring before they reach the database, each tied to its place, so that a row that is
moved or changed is noticed. Answers are not anonymous: authors and times stand beside them in the clear.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date
from typing import Any, TypeVar, cast

from sqlalchemy import Select, delete, select, update

from domain.barometers import Language, Text
from domain.people import TeamId, UserId
from domain.revisions import Question, QuestionId, Revision, Status, Unsettled, Version, writers_after
from domain.templates import Template
from domain.walks import Handed, Part, Place, Walk, WalkId
from storage import homes, templates
from storage.database import Tx, changed, hold, insert_into
from storage.rounds import ID_LENGTH, ID_LETTERS
from storage.sealed import place
from storage.tables import (
    HandedRow,
    RevisionRow,
    Table,
    UnsettledRow,
    VersionRow,
    WalkPersonRow,
    WalkPlaceRow,
    WalkQuestionRow,
    WalkRow,
)

Row = TypeVar("Row", RevisionRow, WalkQuestionRow, VersionRow, WalkPersonRow, WalkPlaceRow, HandedRow, UnsettledRow)


def new_walk_id() -> WalkId:
    """An id that nobody guesses; also for a question that somebody adds."""
    return "".join(secrets.choice(ID_LETTERS) for _ in range(ID_LENGTH))


async def insert(tx: Tx, walk: Walk, origin: str) -> Walk:
    """Keep a new walk; `origin` names what started it, and a walk that it already started is returned instead."""
    tx.writes("person")
    values = {
        "id": walk.id,
        "team_id": walk.team,
        "origin": origin,
        "template_id": walk.template.id,
        "template_version": walk.template.version,
        "template_sha256": await templates.keep(tx, walk.team, walk.template),
        "started_at": walk.started_at,
        "language": walk.language,
        **_columns(walk),
    }
    inserted = insert_into(tx, WalkRow).values(values).on_conflict_do_nothing(index_elements=["team_id", "origin"])
    if await changed(tx, inserted):
        await _keep_people(tx, walk)
        await homes.mark(tx, walk.team, homes.WALK, walk.id)
    found = await _all(tx, select(WalkRow).where(WalkRow.team_id == walk.team, WalkRow.origin == origin))
    return found[0]


async def load(tx: Tx, team: TeamId, walk_id: WalkId, *, lock: bool = False) -> Walk | None:
    """The walk, if it is this team's. `lock` keeps everybody else from changing it until the transaction ends.

    Raises `KeyMissing` and `TamperedBody` for texts that cannot be read.
    """
    if lock:
        await hold(tx, f"walk {walk_id}")
    found = await _all(tx, select(WalkRow).where(WalkRow.team_id == team, WalkRow.id == walk_id))
    return found[0] if found else None


async def of_person(tx: Tx, team: TeamId, user: UserId) -> list[Walk]:
    """The walks that the person takes part in, the newest first."""
    mine = select(WalkPersonRow.walk_id).where(WalkPersonRow.user_id == user)
    query = select(WalkRow).where(WalkRow.team_id == team, WalkRow.id.in_(mine))
    return await _all(tx, query.order_by(WalkRow.started_at.desc(), WalkRow.id))


async def has_any(tx: Tx, team: TeamId, user: UserId) -> bool:
    """Whether the person takes part in a walk; none is read."""
    mine = select(WalkRow.id).join(WalkPersonRow, WalkPersonRow.walk_id == WalkRow.id)
    query = mine.where(WalkRow.team_id == team, WalkPersonRow.user_id == user).limit(1)
    return await tx.session.scalar(query) is not None


async def in_channel(tx: Tx, team: TeamId, channel: str) -> list[Walk]:
    """The walks whose summaries go to the channel, the newest first."""
    query = select(WalkRow).where(WalkRow.team_id == team, WalkRow.channel == channel)
    return await _all(tx, query.order_by(WalkRow.started_at.desc(), WalkRow.id))


async def all_ids(tx: Tx) -> list[tuple[TeamId, WalkId]]:
    """Every walk of every team: what the clock asks for."""
    return [(team, walk) for team, walk in await tx.session.execute(select(WalkRow.team_id, WalkRow.id))]


async def save(tx: Tx, before: Walk, after: Walk) -> None:
    """Write what is different in `after`; the walk was loaded with `lock` in this transaction as `before`."""
    tx.writes("person")
    if replace(after, places=before.places) != before:
        await homes.mark(tx, after.team, homes.WALK, after.id)
    if _columns(before) != _columns(after):
        mine = (WalkRow.team_id == after.team, WalkRow.id == after.id)
        await changed(tx, update(WalkRow).where(*mine).values(_columns(after)))
    if before.people != after.people:
        await changed(tx, delete(WalkPersonRow).where(WalkPersonRow.walk_id == after.id))
        await _keep_people(tx, after)
    revised = [one for one in after.answers.values() if before.answers.get(one.question) != one]
    await _insert(tx, RevisionRow, (_revision_row(tx, after.id, one) for one in revised))
    await _keep_questions(tx, before, after)
    await _insert(tx, VersionRow, (_version_row(after.id, one) for one in after.versions[len(before.versions) :]))
    await _replace(tx, WalkPlaceRow, "user_id", before.places, after.places, after.id)
    await _replace(tx, HandedRow, "question", before.handed, after.handed, after.id)
    await _replace(tx, UnsettledRow, "question", before.unsettled, after.unsettled, after.id)


async def history(tx: Tx, walk: Walk, question: QuestionId) -> list[Revision]:
    """Every wording of one answer, the first one first. Raises `KeyMissing` and `TamperedBody`."""
    query = select(RevisionRow).where(RevisionRow.walk_id == walk.id, RevisionRow.question == question)
    wordings: list[Revision] = []
    for row in await tx.session.scalars(query.order_by(RevisionRow.number)):
        wordings.append(_revision(tx, row, wordings[-1] if wordings else None))
    return wordings


def _columns(walk: Walk) -> dict[str, Any]:
    return {"unit": walk.unit, "channel": walk.channel, "target": walk.target}


async def _insert(tx: Tx, table: type[Table], rows: Iterable[dict[str, Any]]) -> None:
    found = list(rows)
    if found:
        await tx.session.execute(insert_into(tx, table), found)


async def _keep_people(tx: Tx, walk: Walk) -> None:
    people = enumerate(walk.people.items())
    rows = ({"walk_id": walk.id, "user_id": u, "position": at, "parts": sorted(parts)} for at, (u, parts) in people)
    await _insert(tx, WalkPersonRow, rows)


async def _keep_questions(tx: Tx, before: Walk, after: Walk) -> None:
    """Write the questions that were added or have other words than before; each keeps its place."""
    known = {one.id: one for one in before.added}
    fresh = [(at, one) for at, one in enumerate(after.added) if known.get(one.id) != one]
    reworded = [one.id for _, one in fresh if one.id in known]
    if reworded:
        mine = (WalkQuestionRow.walk_id == after.id, WalkQuestionRow.id.in_(reworded))
        await changed(tx, delete(WalkQuestionRow).where(*mine))
    await _insert(tx, WalkQuestionRow, (_question_row(tx, after.id, one, at) for at, one in fresh))


async def _replace(
    tx: Tx,
    table: type[WalkPlaceRow | HandedRow | UnsettledRow],
    key: str,
    before: Mapping[str, Place | Handed | Unsettled],
    after: Mapping[str, Place | Handed | Unsettled],
    walk_id: WalkId,
) -> None:
    """Remove what is gone or different, and write what is new or different."""
    stale = [name for name, value in before.items() if after.get(name) != value]
    if stale:
        await changed(tx, delete(table).where(table.walk_id == walk_id, getattr(table, key).in_(stale)))
    fresh = {name: value for name, value in after.items() if before.get(name) != value}
    rows = ({"walk_id": walk_id, key: name, **_fields(value)} for name, value in fresh.items())
    await _insert(tx, table, rows)


def _fields(value: Place | Handed | Unsettled) -> dict[str, Any]:
    return {name: getattr(value, name) for name in value.__slots__}


def _revision_row(tx: Tx, walk_id: WalkId, one: Revision) -> dict[str, Any]:
    sealed = tx.keys.ring.seal(one.text.encode(), _revision_place(walk_id, one.question, one.number))
    plain = {"walk_id": walk_id, "question": one.question, "number": one.number, "status": one.status.value}
    return {**plain, "author": one.author, "at": one.at, "body": sealed}


def _question_row(tx: Tx, walk_id: WalkId, question: Question, position: int) -> dict[str, Any]:
    sealed = tx.keys.ring.seal(question.text.da.encode(), _question_place(walk_id, question.id))
    plain = {"walk_id": walk_id, "id": question.id, "position": position, "element": question.element}
    return {**plain, "added_by": question.added_by, "body": sealed}


def _version_row(walk_id: WalkId, version: Version) -> dict[str, Any]:
    return {
        "walk_id": walk_id,
        "number": version.number,
        "approved_by": version.approved_by,
        "at": version.at,
        "revisions": {question: revision.number for question, revision in version.answers.items()},
        "added": [question.id for question in version.added],
        "authors": [*version.authors],
        "unsettled": {question: [one.owner, one.due.isoformat()] for question, one in version.unsettled.items()},
    }


def _revision_place(walk_id: WalkId, question: QuestionId, number: int) -> bytes:
    return place("walk_revisions", walk_id, question, str(number))


def _question_place(walk_id: WalkId, question: QuestionId) -> bytes:
    return place("walk_questions", walk_id, question)


def place_of_revision(row: RevisionRow) -> bytes:
    """What ties the text of an answer to its row."""
    return _revision_place(row.walk_id, row.question, row.number)


def place_of_question(row: WalkQuestionRow) -> bytes:
    """What ties the text of a question to its row."""
    return _question_place(row.walk_id, row.id)


async def _all(tx: Tx, query: Select[WalkRow]) -> list[Walk]:
    return [await _walk(tx, row) for row in await tx.session.scalars(query)]


async def _walk(tx: Tx, row: WalkRow) -> Walk:
    by_number: dict[tuple[QuestionId, int], Revision] = {}
    answers: dict[QuestionId, Revision] = {}
    for one in await _rows(tx, RevisionRow, row.id, "number"):
        revision = _revision(tx, one, answers.get(one.question))
        by_number[revision.question, revision.number] = answers[revision.question] = revision
    added = tuple(_question(tx, one) for one in await _rows(tx, WalkQuestionRow, row.id, "position"))
    versions = await _rows(tx, VersionRow, row.id, "number")
    return Walk(
        id=row.id,
        team=row.team_id,
        template=await _template(tx, row),
        unit=row.unit,
        people={
            one.user_id: frozenset(map(Part, one.parts)) for one in await _rows(tx, WalkPersonRow, row.id, "position")
        },
        target=row.target,
        channel=row.channel,
        started_at=row.started_at,
        language=cast("Language", row.language),
        answers=answers,
        added=added,
        places={one.user_id: Place(one.question, one.at) for one in await _rows(tx, WalkPlaceRow, row.id, "user_id")},
        handed={
            one.question: Handed(one.giver, one.taker, one.at) for one in await _rows(tx, HandedRow, row.id, "question")
        },
        unsettled={
            one.question: Unsettled(one.owner, one.due) for one in await _rows(tx, UnsettledRow, row.id, "question")
        },
        versions=tuple(_version(one, by_number, added) for one in versions),
    )


async def _template(tx: Tx, row: WalkRow) -> Template:
    if row.template_sha256 == templates.NOT_KEPT:
        return templates.of_file(tx, row.template_id, row.template_version)
    return await templates.read(tx, row.team_id, row.template_sha256)


async def _rows(tx: Tx, table: type[Row], walk_id: WalkId, order: str) -> list[Row]:
    query: Select[Any] = select(table).where(table.walk_id == walk_id).order_by(getattr(table, order))
    return [*await tx.session.scalars(query)]


def _revision(tx: Tx, row: RevisionRow, before: Revision | None) -> Revision:
    text = tx.keys.ring.open(row.body, place_of_revision(row)).decode()
    status = Status(row.status)
    writers = writers_after(before, status, text, row.author)
    return Revision(row.question, row.number, status, text, row.author, row.at, writers)


def _question(tx: Tx, row: WalkQuestionRow) -> Question:
    text = tx.keys.ring.open(row.body, place_of_question(row)).decode()
    return Question(row.id, row.element, Text(da=text, en=text), added_by=row.added_by)


def _version(
    row: VersionRow, revisions: Mapping[tuple[QuestionId, int], Revision], added: Iterable[Question]
) -> Version:
    return Version(
        number=row.number,
        approved_by=row.approved_by,
        at=row.at,
        answers={question: revisions[question, number] for question, number in row.revisions.items()},
        added=tuple(question for question in added if question.id in row.added),
        authors=tuple(row.authors),
        unsettled={
            question: Unsettled(owner, date.fromisoformat(due)) for question, (owner, due) in row.unsettled.items()
        },
    )
