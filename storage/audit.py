"""What coordinators and administrators did, in a chain in which no line can be changed unnoticed. Never respondents."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

from sqlalchemy import select

from domain.people import TeamId, UserId
from storage.database import Tx, changed, hold, insert_into
from storage.sealed import place
from storage.tables import AuditRow

#: Who is named for what nobody in particular did.
ANKER = "anker"


@dataclass(frozen=True, slots=True)
class Line:
    """One act: who did what to which object, and when."""

    at: datetime
    actor: UserId
    action: str
    object: str


async def note(tx: Tx, team: TeamId, actor: UserId, action: str, object: str, at: datetime) -> None:  # noqa: A002
    """Add one act to the team's chain, in the transaction of the act itself."""
    tx.writes("person")
    await hold(tx, f"audit {team}")
    newest = select(AuditRow.digest).where(AuditRow.team_id == team).order_by(AuditRow.seq.desc()).limit(1)
    before = await tx.session.scalar(newest) or ""
    line = Line(at, actor, action, object)
    values = {"team_id": team, "at": at, "actor": actor, "action": action, "object": object}
    await changed(tx, insert_into(tx, AuditRow).values(values | {"digest": _digest(before, team, line)}))


async def acts_of(tx: Tx, team: TeamId, user: UserId) -> list[Line]:
    """What a person did, oldest first."""
    query = select(AuditRow).where(AuditRow.team_id == team, AuditRow.actor == user).order_by(AuditRow.seq)
    return [_line(row) for row in await tx.session.scalars(query)]


async def is_whole(tx: Tx, team: TeamId) -> bool:
    """Whether every line of the team's chain still follows from the one before."""
    before: str | None = None
    for row in await tx.session.scalars(select(AuditRow).where(AuditRow.team_id == team).order_by(AuditRow.seq)):
        if row.digest != _digest(before or "", team, _line(row)):
            return False
        before = row.digest
    return True


def _line(row: AuditRow) -> Line:
    return Line(row.at, row.actor, row.action, row.object)


def _digest(before: str, team: TeamId, line: Line) -> str:
    # The moment in whole microseconds of UTC, so that both databases give it back as it was hashed.
    moment = f"{line.at.timestamp():.6f}"
    return sha256(place(before, team, moment, line.actor, line.action, line.object)).hexdigest()
