"""What the audit noted of one person, with what it was done to as people call it, where that is still there."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import Executable, or_, select

from domain.kept import Deed, Whose
from domain.people import TeamId, UserId
from storage.database import Tx
from storage.tables import AuditRow, CourseRow, FollowUpRow, RoundRow, WalkRow


async def of_person(tx: Tx, team: TeamId, user: UserId) -> tuple[Deed, ...]:
    """What the person did, and what others did that names them: "<channel>:<person>"."""
    named = AuditRow.object.endswith(f":{user}", autoescape=True)
    query = select(AuditRow).where(AuditRow.team_id == team, or_(AuditRow.actor == user, named)).order_by(AuditRow.seq)
    rows = (await tx.session.scalars(query)).all()
    known = await _known(tx, team) if rows else {}
    return tuple(Deed(row.at, row.actor, row.action, row.object, known.get(_id(row.object))) for row in rows)


def _id(noted: str) -> str:
    """A course's notes and dates are noted as "<course>:<which>"."""
    return noted.partition(":")[0]


async def _known(tx: Tx, team: TeamId) -> Mapping[str, Whose]:
    """Whatever of the team can be named by an id; no two kinds of it have ids that are alike."""
    follow_ups = select(FollowUpRow.id, WalkRow.unit, WalkRow.started_at).join(
        WalkRow, WalkRow.id == FollowUpRow.walk_id
    )
    queries: tuple[Executable, ...] = (
        select(RoundRow.id, RoundRow.unit, RoundRow.opens_at).where(RoundRow.team_id == team),
        select(WalkRow.id, WalkRow.unit, WalkRow.started_at).where(WalkRow.team_id == team),
        select(CourseRow.id, CourseRow.municipality, CourseRow.set_up_on).where(CourseRow.team_id == team),
        follow_ups.where(FollowUpRow.team_id == team),
    )
    return {found: Whose(name, since) for query in queries for found, name, since in await tx.session.execute(query)}
