"""Who made which revision of a walk, without the texts."""

from __future__ import annotations

from sqlalchemy import select

from domain.revisions import Status
from domain.walk_editions import Trace
from domain.walks import Walk
from storage.database import Tx
from storage.tables import RevisionRow


async def traces(tx: Tx, walk: Walk) -> list[Trace]:
    """Every revision of a walk that was loaded for its team, in the order of their numbers."""
    columns = (RevisionRow.question, RevisionRow.number, RevisionRow.status, RevisionRow.author)
    query = select(*columns).where(RevisionRow.walk_id == walk.id).order_by(RevisionRow.number)
    rows = await tx.session.execute(query)
    return [Trace(question, number, Status(status), author) for question, number, status, author in rows]
