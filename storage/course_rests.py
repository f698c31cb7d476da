"""Courses that rest because nothing can be posted in their channel: since when, and whether somebody was told."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import delete, select, update

from domain.courses import CourseId
from domain.people import TeamId
from storage.database import Tx, changed, insert_into
from storage.tables import CourseRestRow


async def begin(tx: Tx, team: TeamId, course: CourseId, since: datetime) -> None:
    """It rests from now on, and nobody was told yet; one that rests already is told of anew, and rests as long."""
    row = {"course_id": course, "team_id": team, "since": since, "told": False}
    fresh = insert_into(tx, CourseRestRow).values(row)
    await changed(tx, fresh.on_conflict_do_update(index_elements=["course_id"], set_={"told": False}))


async def since(tx: Tx, team: TeamId, course: CourseId) -> datetime | None:
    """Since when the course rests; None where it does not."""
    mine = (CourseRestRow.team_id == team, CourseRestRow.course_id == course)
    return await tx.session.scalar(select(CourseRestRow.since).where(*mine))


async def untold(tx: Tx, team: TeamId) -> list[CourseId]:
    """The resting courses of which nobody was told yet."""
    query = select(CourseRestRow.course_id).where(CourseRestRow.team_id == team, CourseRestRow.told.is_(False))
    return [*await tx.session.scalars(query.order_by(CourseRestRow.course_id))]


async def every(tx: Tx, team: TeamId) -> list[CourseId]:
    """All that rest."""
    query = select(CourseRestRow.course_id).where(CourseRestRow.team_id == team)
    return [*await tx.session.scalars(query.order_by(CourseRestRow.course_id))]


async def told(tx: Tx, team: TeamId, course: CourseId) -> bool:
    """Somebody was told; False where that was noted already, or it does not rest any more."""
    mine = (CourseRestRow.team_id == team, CourseRestRow.course_id == course, CourseRestRow.told.is_(False))
    return await changed(tx, update(CourseRestRow).where(*mine).values(told=True)) == 1


async def end(tx: Tx, team: TeamId, course: CourseId) -> None:
    """It goes on."""
    mine = (CourseRestRow.team_id == team, CourseRestRow.course_id == course)
    await changed(tx, delete(CourseRestRow).where(*mine))
