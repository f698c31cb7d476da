"""The workspaces that Anker is in, and which of their deliveries were handled already."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import delete, select, update

from domain.people import TeamId, UserId
from storage.database import Tx, changed, insert_into
from storage.tables import HandledRow, WorkspaceRow


async def save(tx: Tx, team: TeamId, bot_user: UserId, name: str) -> None:
    """Keep what the workspace is called, and who the bot is there."""
    known = {"bot_user_id": bot_user, "name": name}
    fresh = insert_into(tx, WorkspaceRow).values({"team_id": team, **known})
    await changed(tx, fresh.on_conflict_do_update(index_elements=["team_id"], set_=known))


async def bot_user(tx: Tx, team: TeamId) -> UserId | None:
    """Who the bot is in the workspace, None before it was seen there."""
    return await tx.session.scalar(select(WorkspaceRow.bot_user_id).where(WorkspaceRow.team_id == team))


async def name(tx: Tx, team: TeamId) -> str:
    """What the workspace is called; empty before it was seen."""
    return await tx.session.scalar(select(WorkspaceRow.name).where(WorkspaceRow.team_id == team)) or ""


async def is_welcomed(tx: Tx, team: TeamId) -> bool:
    """Whether somebody in the workspace was welcomed already; so is one that nobody knows."""
    query = select(WorkspaceRow.team_id).where(WorkspaceRow.team_id == team, WorkspaceRow.welcomed_at.is_(None))
    return await tx.session.scalar(query) is None


async def welcome(tx: Tx, team: TeamId, at: datetime) -> bool:
    """Note that somebody is welcomed now; False where another was before."""
    first = update(WorkspaceRow).where(WorkspaceRow.team_id == team, WorkspaceRow.welcomed_at.is_(None))
    return await changed(tx, first.values(welcomed_at=at)) == 1


async def first_time(tx: Tx, team: TeamId, event: str, at: datetime) -> bool:
    """Whether a delivery of a coordinator's or administrator's act is new; False for a redelivery.

    For respondents `storage.sittings.first_time` does the same without a time.
    """
    row = {"team_id": team, "h": event, "at": at}
    return await changed(tx, insert_into(tx, HandledRow).values(row).on_conflict_do_nothing()) == 1


async def forget_handled(tx: Tx, before: datetime) -> int:
    """Delete the deliveries handled before the moment, of every team; Slack's last retry comes after five minutes."""
    return await changed(tx, delete(HandledRow).where(HandledRow.at < before))
