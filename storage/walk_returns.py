"""What approvers said when they sent a walk back; sealed like the answers that it is about."""

from __future__ import annotations

from sqlalchemy import select

from domain.walk_returns import Returned
from domain.walks import WalkId
from storage.database import Tx, insert_into
from storage.sealed import place
from storage.tables import WalkReturnRow


async def add(tx: Tx, walk_id: WalkId, returned: Returned) -> int:
    """Keep one more, after those that there are; its number, from 1. The walk was loaded with `lock`."""
    tx.writes("person")
    number = len(await _rows(tx, walk_id)) + 1
    row = {"walk_id": walk_id, "number": number, "user_id": returned.by, "at": returned.at}
    body = tx.keys.ring.seal(returned.text.encode(), _place(walk_id, number))
    await tx.session.execute(insert_into(tx, WalkReturnRow), [{**row, "edition": returned.edition, "body": body}])
    return number


async def of_walk(tx: Tx, walk_id: WalkId) -> list[Returned]:
    """All of them, the first one first. Raises `KeyMissing` and `TamperedBody`."""
    return [_returned(tx, row) for row in await _rows(tx, walk_id)]


async def _rows(tx: Tx, walk_id: WalkId) -> list[WalkReturnRow]:
    query = select(WalkReturnRow).where(WalkReturnRow.walk_id == walk_id).order_by(WalkReturnRow.number)
    return [*await tx.session.scalars(query)]


def _returned(tx: Tx, row: WalkReturnRow) -> Returned:
    return Returned(row.user_id, row.at, row.edition, tx.keys.ring.open(row.body, place_of(row)).decode())


def _place(walk_id: WalkId, number: int) -> bytes:
    return place("walk_returns", walk_id, str(number))


def place_of(row: WalkReturnRow) -> bytes:
    """What ties the text to its row."""
    return _place(row.walk_id, row.number)
