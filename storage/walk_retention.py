"""Walks and messages that have served their time: found by when they were last used, deleted with all of theirs."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import delete, func, or_, select, update

from domain.people import TeamId, UserId
from domain.walks import Part, WalkId
from storage import templates
from storage.database import Tx, changed, hold
from storage.tables import CourseRow, FollowUpRow, OutboxRow, Table, WalkPersonRow, WalkRow, WrittenRow

#: Every table with rows of a walk, told by its column; a course only tells of one, and lives longer.
OF_A_WALK = [
    table for table in Table.metadata.sorted_tables if "walk_id" in table.columns and table is not CourseRow.__table__
]
#: Those whose rows say when something was done.
DATED = [table for table in OF_A_WALK if "at" in table.columns]


async def unused_since(tx: Tx, before: datetime) -> list[tuple[TeamId, WalkId]]:
    """The walks of every team in which nobody has written, approved or been shown anything since the moment.

    A walk whose follow-up is still running is in use, and so is one that a course under way tells of.
    """
    used = set(await tx.session.scalars(select(FollowUpRow.walk_id).where(FollowUpRow.stopped.is_(False))))
    told_of = select(CourseRow.walk_id).where(CourseRow.over.is_(False), CourseRow.walk_id.is_not(None))
    used.update(await tx.session.scalars(told_of))
    for table in DATED:
        used.update(await tx.session.scalars(select(table.c.walk_id).where(table.c.at >= before)))
    begun = await tx.session.execute(select(WalkRow.team_id, WalkRow.id).where(WalkRow.started_at < before))
    return [(team, walk_id) for team, walk_id in begun if walk_id not in used]


async def last_used(tx: Tx, walk_id: WalkId) -> datetime:
    """When anybody last wrote, approved, handed on or was shown something, or it was begun."""
    begun = select(WalkRow.started_at).where(WalkRow.id == walk_id)
    used = [select(func.max(table.c.at)).where(table.c.walk_id == walk_id) for table in DATED]
    moments: list[datetime | None] = [await tx.session.scalar(query) for query in (begun, *used)]
    return max(moment for moment in moments if moment is not None)


async def owner_of(tx: Tx, walk_id: WalkId) -> UserId:
    """Who is in charge of a walk, without reading a text of it."""
    rows = await tx.session.scalars(select(WalkPersonRow).where(WalkPersonRow.walk_id == walk_id))
    return next(row.user_id for row in rows if Part.OWNER in row.parts)


async def destroy_unused(tx: Tx, team: TeamId, walk_id: WalkId, before: datetime) -> bool:
    """Delete a walk with everything that belongs to it, unless it was used meanwhile; whether it was deleted.

    `Store.forget_deleted` comes after the commit.
    """
    await hold(tx, f"walk {walk_id}")
    return (team, walk_id) in await unused_since(tx, before) and await destroy(tx, team, walk_id)


async def destroy(tx: Tx, team: TeamId, walk_id: WalkId) -> bool:
    """Delete a walk, which was loaded with `lock`, with everything that belongs to it; whether it was there.

    `Store.forget_deleted` comes after the commit.
    """
    tx.writes("person")
    for table in OF_A_WALK:
        await changed(tx, delete(table).where(table.c.walk_id == walk_id))
    await changed(tx, update(CourseRow).where(CourseRow.walk_id == walk_id).values(walk_id=None))
    about = OutboxRow.subject.contains(f'"{walk_id}"', autoescape=True)
    await changed(tx, delete(OutboxRow).where(OutboxRow.team_id == team, about))
    return await changed(tx, delete(WalkRow).where(WalkRow.team_id == team, WalkRow.id == walk_id)) == 1


async def forget_orphans(tx: Tx) -> int:
    """Delete what belongs to walks that are not there, such as those that an administrator deleted; how many rows.

    A template that no walk goes through any more goes as well.
    """
    gone = 0
    for table in OF_A_WALK:
        # Nothing is in no walk at all: without the first condition messages that wait for their place would go.
        is_orphan = table.c.walk_id.is_not(None) & table.c.walk_id.not_in(select(WalkRow.id))
        gone += await changed(tx, delete(table).where(is_orphan))
    tells_of_none = CourseRow.walk_id.is_not(None) & CourseRow.walk_id.not_in(select(WalkRow.id))
    await changed(tx, update(CourseRow).where(tells_of_none).values(walk_id=None))
    return gone + await templates.forget_unused(tx)


async def forget_written(tx: Tx, dropped: datetime, undecided: datetime) -> int:
    """Delete the messages of every team that became no answer, by when they were written; how many.

    `dropped` is the moment for those whose writers said so, `undecided` for those who never said anything.
    """
    no_answer = WrittenRow.walk_id.is_(None)
    is_dropped = WrittenRow.decided.is_(True) & (WrittenRow.at < dropped)
    is_old = or_(is_dropped, WrittenRow.at < undecided)
    return await changed(tx, delete(WrittenRow).where(no_answer, is_old))
