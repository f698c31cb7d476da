"""Everything that is kept about one person, wherever it is: what the right of access asks for.

A test holds this file against the schema: a new column that may name a person must be answered for here.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import or_, select
from sqlalchemy.orm import InstrumentedAttribute

from domain.barometers import RoleId
from domain.kept import Arrival, Notice, Trace
from domain.people import ChannelId, TeamId, UserId
from domain.rounds import Round
from storage import kept_courses, kept_deeds, kept_walks, people
from storage.database import Tx
from storage.rounds import as_round
from storage.tables import (
    DepartmentMarkRow,
    DepartmentRow,
    OutboxRow,
    PreferenceRow,
    RosterRow,
    RoundRow,
    WorkspaceRow,
)


async def about(tx: Tx, team: TeamId, user: UserId) -> Trace:
    """All rows of the team that name the person."""
    language = await tx.session.scalar(
        select(PreferenceRow.language).where(PreferenceRow.team_id == team, PreferenceRow.subject == user)
    )
    installer = select(WorkspaceRow.installed_by).where(WorkspaceRow.team_id == team)
    return Trace(
        language=None if language is None else "en" if language == "en" else "da",
        rights=tuple(await people.channels_of(tx, team, user)),
        marks=await _marks(tx, team, user),
        not_asked=await _listed(tx, team, user, DepartmentRow.not_asked),
        known=await _listed(tx, team, user, DepartmentRow.known),
        rosters=await _rosters(tx, team, user),
        led=await _led(tx, team, user),
        deeds=await kept_deeds.of_person(tx, team, user),
        notices=await _notices(tx, team, user),
        walks=await kept_walks.of_person(tx, team, user),
        unplaced=await kept_walks.unplaced(tx, team, user),
        courses=await kept_courses.of_person(tx, team, user),
        course_drafts=await kept_courses.drafts(tx, team, user),
        has_home=await kept_courses.has_home(tx, team, user),
        installed=await tx.session.scalar(installer) == user,
    )


async def _marks(tx: Tx, team: TeamId, user: UserId) -> tuple[tuple[ChannelId, RoleId], ...]:
    mine = (DepartmentMarkRow.team_id == team, DepartmentMarkRow.user_id == user)
    query = select(DepartmentMarkRow.channel, DepartmentMarkRow.role).where(*mine)
    rows = await tx.session.execute(query.order_by(DepartmentMarkRow.channel))
    return tuple((channel, role) for channel, role in rows)


async def _listed(
    tx: Tx, team: TeamId, user: UserId, column: InstrumentedAttribute[list[Any]]
) -> tuple[ChannelId, ...]:
    query = select(DepartmentRow.channel, column).where(DepartmentRow.team_id == team)
    rows = await tx.session.execute(query.order_by(DepartmentRow.channel))
    return tuple(channel for channel, listed in rows if user in listed)


async def _rosters(tx: Tx, team: TeamId, user: UserId) -> tuple[tuple[Round, RoleId], ...]:
    query = select(RoundRow, RosterRow.role).join(RosterRow, RosterRow.round_id == RoundRow.id)
    mine = query.where(RoundRow.team_id == team, RosterRow.user_id == user).order_by(RoundRow.opens_at, RoundRow.id)
    found = (await tx.session.execute(mine)).all()
    return tuple([(await as_round(tx, row), role) for row, role in found])


async def _led(tx: Tx, team: TeamId, user: UserId) -> tuple[Round, ...]:
    mine = or_(RoundRow.coordinator == user, RoundRow.reader == user)
    query = select(RoundRow).where(RoundRow.team_id == team, mine).order_by(RoundRow.opens_at, RoundRow.id)
    return tuple([await as_round(tx, row) for row in (await tx.session.scalars(query)).all()])


async def _notices(tx: Tx, team: TeamId, user: UserId) -> tuple[Notice, ...]:
    """Private notices to the person, or about them; a round's own messages to people name nobody."""
    about_them = OutboxRow.subject.contains(f'"{user}"', autoescape=True)
    mine = (OutboxRow.team_id == team, or_(OutboxRow.channel == user, about_them))
    rows = await tx.session.scalars(select(OutboxRow).where(*mine).order_by(OutboxRow.id))
    return tuple(Notice(row.kind, row.due_at, _arrival(row)) for row in rows)


def _arrival(row: OutboxRow) -> Arrival:
    if row.state in {"pending", "sending"}:
        return Arrival.WAITS
    return Arrival.SENT if row.slack_ts else Arrival.NEVER_SENT
