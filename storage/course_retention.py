"""Courses that have served their time: found by the last day that anything in them is about, deleted with all of it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime

from sqlalchemy import ColumnElement, Date, FromClause, delete, exists, select

from domain.courses import CourseId
from domain.people import TeamId
from storage import homes
from storage.database import Tx, changed, hold
from storage.definitions import held_as
from storage.tables import CourseRow, CourseTypeRow, OutboxRow, Table, UtcDateTime

#: Every table with rows of a course, told by its column.
OF_A_COURSE = [table for table in Table.metadata.sorted_tables if "course_id" in table.columns]


async def unused_since(tx: Tx, before: datetime) -> list[tuple[TeamId, CourseId]]:
    """The courses of every team in which nothing was due, agreed or written since the moment, over or not."""
    used: set[CourseId] = set()
    for table in OF_A_COURSE:
        for is_newer in _newer(table, before):
            used.update(await tx.session.scalars(select(table.c.course_id).where(is_newer).distinct()))
    begun = await tx.session.execute(select(CourseRow.team_id, CourseRow.id).where(CourseRow.set_up_on < before.date()))
    return [(team, course_id) for team, course_id in begun if course_id not in used]


async def destroy(tx: Tx, team: TeamId, course_id: CourseId, before: datetime) -> bool:
    """Delete a course with everything that belongs to it, unless it was used meanwhile; whether it was deleted.

    `Store.forget_deleted` comes after the commit.
    """
    await hold(tx, f"course {course_id}")
    if await _is_used(tx, course_id, before):
        return False
    for table in OF_A_COURSE:
        await changed(tx, delete(table).where(table.c.course_id == course_id))
    about = OutboxRow.subject.contains(f'"{course_id}"', autoescape=True)
    await changed(tx, delete(OutboxRow).where(OutboxRow.team_id == team, about))
    await homes.mark(tx, team)
    return await changed(tx, delete(CourseRow).where(CourseRow.team_id == team, CourseRow.id == course_id)) == 1


async def orphans(tx: Tx) -> set[CourseId]:
    """Courses that are not there, such as those that an administrator deleted, of which something is left."""
    found: set[CourseId] = set()
    for table in OF_A_COURSE:
        lost = table.c.course_id.not_in(select(CourseRow.id))
        found.update(await tx.session.scalars(select(table.c.course_id).where(lost).distinct()))
    return found


async def forget_orphans(tx: Tx, lost: Iterable[CourseId]) -> None:
    """Delete what belongs to these courses, where they are not there still."""
    is_lost = {*lost} - {*await tx.session.scalars(select(CourseRow.id).where(CourseRow.id.in_([*lost])))}
    for table in OF_A_COURSE:
        await changed(tx, delete(table).where(table.c.course_id.in_([*is_lost])))


async def forget_types(tx: Tx) -> int:
    """Delete the kinds of course that no course is of any more; how many."""
    in_use = exists().where(CourseRow.team_id == CourseTypeRow.team_id, CourseRow.type_sha256 == CourseTypeRow.sha256)
    unused = await tx.session.execute(select(CourseTypeRow.team_id, CourseTypeRow.sha256).where(~in_use))
    gone = 0
    for team, digest in unused.all():
        # A course that is being set up with it at this moment holds it; afterwards it is in use.
        await hold(tx, held_as(CourseTypeRow, team, digest))
        mine = (CourseTypeRow.team_id == team, CourseTypeRow.sha256 == digest, ~in_use)
        gone += await changed(tx, delete(CourseTypeRow).where(*mine))
    return gone


async def _is_used(tx: Tx, course_id: CourseId, before: datetime) -> bool:
    for table in OF_A_COURSE:
        for is_newer in _newer(table, before):
            mine = select(table.c.course_id).where(table.c.course_id == course_id, is_newer)
            if await tx.session.scalar(mine.limit(1)):
                return True
    return False


def _newer(table: FromClause, before: datetime) -> Iterator[ColumnElement[bool]]:
    """For every date and moment in a table's rows: whether it is not before that."""
    for column in table.columns:
        if isinstance(column.type, UtcDateTime):
            yield column >= before
        elif isinstance(column.type, Date):
            yield column >= before.date()
