"""What a round asks or a walk goes through, kept with it word for word under the hash of its content.

A file that is changed or removed later changes nothing that was begun with it. A definition is never written twice.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import date
from hashlib import sha256
from typing import TYPE_CHECKING, Any, Generic, TypeVar, cast

from pydantic import TypeAdapter, ValidationError
from sqlalchemy import select

from domain.barometers import Barometer
from domain.course_definitions import CourseType
from domain.people import TeamId
from domain.templates import Template
from storage.database import Tx, changed, hold, insert_into
from storage.tables import BarometerRow, CourseTypeRow, TemplateRow

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

#: So many definitions are kept parsed; a municipality has a handful.
MOST_PARSED = 256
#: Half of a SHA-256: enough to tell contents apart, and short enough for an option of a list in Slack.
DIGEST_LETTERS = 32

Definition = TypeVar("Definition", Barometer, Template, CourseType)
#: By the table, the team and the hash of the content: a hash alone opens nothing that another team keeps.
_parsed: dict[tuple[str, TeamId, str], Any] = {}


@dataclass(frozen=True, slots=True)
class Kind(Generic[Definition]):
    """Definitions of one kind: their table, their form, and what is raised where one is not there."""

    rows: type[BarometerRow | TemplateRow | CourseTypeRow]
    form: TypeAdapter[Definition]
    unknown: type[Exception]

    async def keep(self, tx: Tx, team: TeamId, definition: Definition) -> str:
        """Keep it, if it is not kept already; the hash under which it can be read.

        Held until the transaction ends, so that nobody deletes it before what uses it is there.
        """
        body = body_of(definition)
        digest = digest_of(body)
        await hold(tx, held_as(self.rows, team, digest), shared=True)
        named = {"id": definition.id, "version": definition.version}
        values = {"team_id": team, "sha256": digest, **named, "body": body}
        await changed(tx, insert_into(tx, self.rows).values(values).on_conflict_do_nothing())
        return digest

    async def read(self, tx: Tx, team: TeamId, digest: str) -> Definition:
        """What is kept under the hash. Raises `unknown` where it is missing or not what was kept."""
        key = (self.rows.__tablename__, team, digest)
        if key not in _parsed:
            body = await tx.session.scalar(
                select(self.rows.body).where(self.rows.team_id == team, self.rows.sha256 == digest)
            )
            if body is None or digest_of(body) != digest:
                raise self.unknown(digest)
            if len(_parsed) >= MOST_PARSED:
                _parsed.clear()
            _parsed[key] = self._definition(body)
        return cast("Definition", _parsed[key])

    def of_file(self, files: Iterable[Definition], definition_id: str, version: int) -> Definition:
        """What the file of this id and version says now: for what is from before definitions were kept.

        Raises `unknown`.
        """
        for one in files:
            if (one.id, one.version) == (definition_id, version):
                return one
        raise self.unknown(f"{definition_id}, version {version}")

    def _definition(self, body: str) -> Definition:
        try:
            return self.form.validate_json(body)
        except ValidationError as misread:
            raise self.unknown(f"{misread.error_count()} mistakes in what was kept") from None


def held_as(rows: type[BarometerRow | TemplateRow | CourseTypeRow], team: TeamId, digest: str) -> str:
    """The name under which a definition is held while it is taken in use, or deleted."""
    return f"{rows.__tablename__} {team} {digest}"


def body_of(definition: DataclassInstance) -> str:
    """The one text of it: equal definitions give equal text, whatever order their sets happen to have."""
    return json.dumps(asdict(definition), default=_plain, sort_keys=True, ensure_ascii=False, separators=(",", ":"))


def _plain(value: object) -> list[str] | str:
    if isinstance(value, date):
        return value.isoformat()
    return sorted(value) if isinstance(value, Iterable) else [repr(value)]


def digest_of(body: str) -> str:
    return sha256(body.encode()).hexdigest()[:DIGEST_LETTERS]
