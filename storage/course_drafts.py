"""Courses that are being set up: what was filled in waits for a day to be confirmed."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import delete, select

from domain.course_setups import CourseDraft, CourseDraftId
from domain.people import TeamId
from storage.database import Tx, changed, insert_into
from storage.tables import CourseDraftRow


async def keep(tx: Tx, draft: CourseDraft, now: datetime) -> None:
    """Keep what was filled in, instead of what stood in the same draft before."""
    tx.writes("person")
    filled = {"user_id": draft.by, "channel": draft.channel, "body": _body(draft), "at": now}
    fresh = insert_into(tx, CourseDraftRow).values({"team_id": draft.team, "id": draft.id, **filled})
    await changed(tx, fresh.on_conflict_do_update(index_elements=["team_id", "id"], set_=filled))


async def load(tx: Tx, team: TeamId, draft_id: CourseDraftId) -> CourseDraft | None:
    """The draft, if it is this team's."""
    mine = (CourseDraftRow.team_id == team, CourseDraftRow.id == draft_id)
    row = (await tx.session.scalars(select(CourseDraftRow).where(*mine))).one_or_none()
    return _draft(row) if row else None


async def forget(tx: Tx, before: datetime) -> int:
    """Delete what was filled in before the moment, confirmed or not; how many."""
    return await changed(tx, delete(CourseDraftRow).where(CourseDraftRow.at < before))


def _body(draft: CourseDraft) -> dict[str, Any]:
    return {
        "department": draft.department,
        "municipality": draft.municipality,
        "course_type": draft.course_type,
        "anchors": {name: day.isoformat() for name, day in draft.anchors.items()},
        "walk": draft.walk,
        "deputy": draft.deputy,
        "members": sorted(draft.members),
    }


def _draft(row: CourseDraftRow) -> CourseDraft:
    body = row.body
    return CourseDraft(
        id=row.id,
        team=row.team_id,
        by=row.user_id,
        channel=row.channel,
        department=body["department"],
        municipality=body["municipality"],
        course_type=body["course_type"],
        anchors={name: date.fromisoformat(day) for name, day in body["anchors"].items()},
        walk=body["walk"],
        deputy=body["deputy"],
        members=frozenset(body["members"]),
    )
