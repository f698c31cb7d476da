"""Recurring reminders that grew out of an answer: one running at most for each question of a walk."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Select, select, update

from domain.follow_ups import FollowUp, Rhythm, Unit
from domain.people import TeamId
from domain.revisions import QuestionId
from domain.walks import Walk, WalkId
from storage.database import Tx, changed, hold, insert_into
from storage.tables import FollowUpRow


async def insert(tx: Tx, follow_up: FollowUp) -> None:
    """Keep a new one."""
    tx.writes("person")
    named = {"id": follow_up.id, "team_id": follow_up.team, "walk_id": follow_up.walk, "question": follow_up.question}
    await changed(tx, insert_into(tx, FollowUpRow).values(named | _columns(follow_up)))


async def save(tx: Tx, follow_up: FollowUp) -> None:
    """Keep it as it is now."""
    tx.writes("person")
    mine = (FollowUpRow.team_id == follow_up.team, FollowUpRow.id == follow_up.id)
    await changed(tx, update(FollowUpRow).where(*mine).values(_columns(follow_up)))


async def find(tx: Tx, team: TeamId, walk_id: WalkId, question: QuestionId, *, lock: bool = False) -> FollowUp | None:
    """The one that runs for a question, if any. `lock` keeps everybody else from changing it, and its walk."""
    if lock:
        await hold(tx, f"walk {walk_id}")
    query = _running().where(FollowUpRow.team_id == team, FollowUpRow.walk_id == walk_id)
    found = await _all(tx, query.where(FollowUpRow.question == question))
    return found[0] if found else None


async def of_walk(tx: Tx, walk: Walk) -> list[FollowUp]:
    """Those that run for a walk."""
    return await _all(tx, _running().where(FollowUpRow.team_id == walk.team, FollowUpRow.walk_id == walk.id))


async def running(tx: Tx) -> list[FollowUp]:
    """Those that run, of every team: what the clock asks for."""
    return await _all(tx, _running())


def _running() -> Select[FollowUpRow]:
    return select(FollowUpRow).where(FollowUpRow.stopped.is_(False)).order_by(FollowUpRow.id)


async def _all(tx: Tx, query: Select[FollowUpRow]) -> list[FollowUp]:
    return [_follow_up(row) for row in await tx.session.scalars(query)]


def _columns(follow_up: FollowUp) -> dict[str, Any]:
    return {
        "owner": follow_up.owner,
        "channel": follow_up.channel,
        "every": follow_up.rhythm.every,
        "unit": follow_up.rhythm.unit.value,
        "first": follow_up.first,
        "passed": follow_up.passed,
        "snoozed_to": follow_up.moved_to,
        "put_off": follow_up.put_off,
        "stopped": follow_up.stopped,
    }


def _follow_up(row: FollowUpRow) -> FollowUp:
    return FollowUp(
        id=row.id,
        team=row.team_id,
        walk=row.walk_id,
        question=row.question,
        owner=row.owner,
        channel=row.channel,
        rhythm=Rhythm(row.every, Unit(row.unit)),
        first=row.first,
        passed=row.passed,
        moved_to=row.snoozed_to,
        put_off=row.put_off,
        stopped=row.stopped,
    )
