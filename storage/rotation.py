"""Texts that are sealed for years follow the key ring: sealed anew with its newest key, row by row.

The first byte of every sealed body is the id of its key, so what is left to do stands in the rows themselves: to be
interrupted costs nothing, and several processes may do it at once.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, LargeBinary, Row, Select, func, inspect, select, update
from sqlalchemy.orm import InstrumentedAttribute

from storage import comments, course_texts, plans, walk_messages, walk_returns, walks
from storage.database import Tx, changed
from storage.keys import KeyMissing
from storage.sealed import TamperedBody
from storage.tables import (
    CourseTextRow,
    PlanActionRow,
    ReleasedCommentRow,
    RevisionRow,
    Table,
    WalkQuestionRow,
    WalkReturnRow,
    WrittenRow,
)

#: So many bodies are tried before a key is taken for another one of the same number: single ones may be damaged.
TRIED = 3


@dataclass(frozen=True, slots=True)
class Kind:
    """A table whose bodies are sealed with the key ring."""

    rows: type[Table]
    body: InstrumentedAttribute[bytes]
    place_of: Callable[[Any], bytes]

    @property
    def key(self) -> tuple[ColumnElement[Any], ...]:
        """The columns that tell its rows apart."""
        return tuple(inspect(self.rows).primary_key)

    def select(self) -> Select[Any]:
        return select(*self.key, self.body).order_by(*self.key)


#: Everything in the database that the key ring has sealed.
SEALED = (
    Kind(RevisionRow, RevisionRow.body, walks.place_of_revision),
    Kind(WalkQuestionRow, WalkQuestionRow.body, walks.place_of_question),
    Kind(WalkReturnRow, WalkReturnRow.body, walk_returns.place_of),
    Kind(WrittenRow, WrittenRow.body, walk_messages.place_of),
    Kind(CourseTextRow, CourseTextRow.body, course_texts.place_of),
    Kind(PlanActionRow, PlanActionRow.body, plans.place_of),
    Kind(ReleasedCommentRow, ReleasedCommentRow.body, comments.place_of),
)


@dataclass(frozen=True, slots=True)
class Old:
    """A body that another key than the newest has sealed, by what tells its row apart."""

    kind: Kind
    key: tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class Lacking:
    """A key that `texts` texts and `rounds` open rounds cannot be read without; `is_another` of the same number."""

    key_id: int
    texts: int
    rounds: int
    is_another: bool = False


async def left(tx: Tx) -> int:
    """How many texts and keys of rounds another key than the newest has sealed: at 0 that key may be removed.

    The key of a round is not sealed anew: it lives no longer than its round.
    """
    counts = [await tx.session.scalar(select(func.count()).where(_is_old(tx, kind))) or 0 for kind in SEALED]
    return sum(counts) + sum(key_id != tx.keys.ring.newest for key_id in tx.keys.wrapped_with())


async def outdated(tx: Tx) -> list[Old]:
    """Every text that another key than the newest has sealed."""
    found = [(kind, await tx.session.execute(select(*kind.key).where(_is_old(tx, kind)))) for kind in SEALED]
    return [Old(kind, tuple(row)) for kind, rows in found for row in rows]


async def reseal(tx: Tx, old: Sequence[Old]) -> int:
    """Seal these texts anew with the newest key; how many of them cannot be read, and are left as they are.

    A text that somebody changes at the same time is left to whoever changes it.
    """
    return sum([not await _reseal(tx, one) for one in old])


async def lacking(tx: Tx) -> list[Lacking]:
    """The keys that are needed and not in the ring, or not those of this number that were used."""
    texts: dict[int, int] = {}
    strange: set[int] = set()
    for kind in SEALED:
        first = _first_byte(kind)
        for byte, count in await tx.session.execute(select(first, func.count()).group_by(first)):
            texts[byte[0]] = texts.get(byte[0], 0) + count
            if byte[0] in tx.keys.ring and not await _opens(tx, kind, byte):
                strange.add(byte[0])
    wrapped = tx.keys.wrapped_with()
    missing = sorted(key_id for key_id in texts.keys() | set(wrapped) if key_id not in tx.keys.ring)
    return [Lacking(key_id, texts.get(key_id, 0), wrapped.count(key_id)) for key_id in missing] + [
        Lacking(key_id, texts[key_id], 0, is_another=True) for key_id in sorted(strange)
    ]


def _first_byte(kind: Kind) -> ColumnElement[bytes]:
    return func.substr(kind.body, 1, 1, type_=LargeBinary())


def _is_old(tx: Tx, kind: Kind) -> ColumnElement[bool]:
    return _first_byte(kind) != bytes([tx.keys.ring.newest])


async def _opens(tx: Tx, kind: Kind, byte: bytes) -> bool:
    """Whether any of the first bodies of this key opens with the key of that number in the ring."""
    rows = (await tx.session.execute(kind.select().where(_first_byte(kind) == byte).limit(TRIED))).all()
    return any(_opened(tx, kind, row) is not None for row in rows)


async def _reseal(tx: Tx, old: Old) -> bool:
    kind = old.kind
    mine = [column == value for column, value in zip(kind.key, old.key, strict=True)]
    row = (await tx.session.execute(kind.select().where(*mine))).one_or_none()
    if row is None:
        return True
    text = _opened(tx, kind, row)
    if text is None:
        return False
    sealed = tx.keys.ring.seal(text, kind.place_of(row))
    key_id = {"key_id": tx.keys.ring.newest} if kind.rows is ReleasedCommentRow else {}
    # Only where it is still the body that was read: a text that was rewritten in between must not be undone.
    await changed(tx, update(kind.rows).where(*mine, kind.body == row.body).values(body=sealed, **key_id))
    return True


def _opened(tx: Tx, kind: Kind, row: Row[Any]) -> bytes | None:
    try:
        return tx.keys.ring.open(row.body, kind.place_of(row))
    except (KeyMissing, TamperedBody):
        return None
