"""The actions of anchoring plans: in the clear who does something by when, sealed with the key ring what it is."""

from __future__ import annotations

import json
import logging
from collections.abc import Sequence
from functools import lru_cache
from typing import Any

from sqlalchemy import Select, select, update

from domain.barometers import Text
from domain.courses import CourseId
from domain.people import TeamId, UserId
from domain.plans import Action, ActionId, ActionState, ActionTheme, Nudge
from storage import homes
from storage.database import Tx, changed, insert_into
from storage.sealed import TamperedBody, place
from storage.tables import PlanActionRow

logger = logging.getLogger("anker.courses")


async def insert(tx: Tx, team: TeamId, actions: Sequence[Action], origin: str) -> list[Action]:
    """Keep new actions; `origin` names the window that they were written in, and those that it has made already are
    returned instead."""
    tx.writes("person")
    origins = [f"{origin}:{number}" for number in range(len(actions))]
    rows = [
        {"id": one.id, "team_id": team, "course_id": one.course, "origin": made_in, **_made(one), **_columns(tx, one)}
        for one, made_in in zip(actions, origins, strict=True)
    ]
    if not rows:
        return []
    await homes.mark(tx, team, homes.COURSE, actions[0].course)
    fresh = insert_into(tx, PlanActionRow).on_conflict_do_nothing(index_elements=["team_id", "origin"])
    await tx.session.execute(fresh, rows)
    kept = await tx.session.scalars(_of(team).where(PlanActionRow.origin.in_(origins)))
    return [_action(tx, row) for row in sorted(kept, key=lambda row: origins.index(row.origin))]


async def of_course(tx: Tx, team: TeamId, course_id: CourseId) -> list[Action]:
    """The course's actions. One whose text is not what was written is left out and logged: it silences no course.

    Raises `KeyMissing`: a key that is put back makes its texts readable again.
    """
    return await _all(tx, _of(team).where(PlanActionRow.course_id == course_id))


async def of_owner(tx: Tx, team: TeamId, user: UserId) -> list[Action]:
    """What somebody is to do, and what they have done or given up, in all courses. Raises as `of_course` does."""
    return await _all(tx, _of(team).where(PlanActionRow.owner == user))


async def course_of(tx: Tx, team: TeamId, action_id: ActionId) -> CourseId | None:
    """The course that an action belongs to; None where there is no such action."""
    query = select(PlanActionRow.course_id).where(PlanActionRow.team_id == team, PlanActionRow.id == action_id)
    return await tx.session.scalar(query)


async def save(tx: Tx, team: TeamId, action: Action) -> None:
    """Keep it as it is now; its course was loaded with `lock`."""
    tx.writes("person")
    mine = (PlanActionRow.team_id == team, PlanActionRow.id == action.id)
    before = await tx.session.scalar(select(PlanActionRow.owner).where(*mine))
    await changed(tx, update(PlanActionRow).where(*mine).values(_columns(tx, action)))
    if before == action.owner:
        await homes.mark(tx, team, homes.COURSE, action.course)
    else:  # whoever was to do it may have no other part in the course, and would not be found by it
        await homes.mark(tx, team)


def place_of(row: PlanActionRow) -> bytes:
    """What ties a text to its row."""
    return _place(row.id)


def _place(action_id: ActionId) -> bytes:
    return place("plan_actions", action_id)


def _of(team: TeamId) -> Select[PlanActionRow]:
    return select(PlanActionRow).where(PlanActionRow.team_id == team).order_by(PlanActionRow.id)


async def _all(tx: Tx, query: Select[PlanActionRow]) -> list[Action]:
    found = [_readable(tx, row) for row in await tx.session.scalars(query)]
    return [one for one in found if one]


def _readable(tx: Tx, row: PlanActionRow) -> Action | None:
    try:
        return _action(tx, row)
    except TamperedBody:
        _log_damaged(row.id, row.course_id)
        return None


@lru_cache(maxsize=1000)
def _log_damaged(action: ActionId, course: CourseId) -> None:
    """Once in a process: the clock and every Home tab come by again and again."""
    logger.error("action %s of course %s is damaged and left out", action, course)


def _made(action: Action) -> dict[str, Any]:
    return {"made_by": action.made_by, "made_at": action.made_at}


def _columns(tx: Tx, action: Action) -> dict[str, Any]:
    theme = action.theme
    written = json.dumps([action.text, action.reason], ensure_ascii=False)
    return {
        "theme": {"id": theme.id, "da": theme.name.da, "en": theme.name.en} if theme else None,
        "owner": action.owner,
        "deadline": action.deadline,
        "state": action.state.value,
        "snoozed": action.snoozed.value if action.snoozed else None,
        "snoozed_to": action.snoozed_to,
        "body": tx.keys.ring.seal(written.encode(), _place(action.id)),
    }


def _action(tx: Tx, row: PlanActionRow) -> Action:
    text, reason = json.loads(tx.keys.ring.open(row.body, place_of(row)))
    theme = row.theme
    return Action(
        id=row.id,
        course=row.course_id,
        text=text,
        owner=row.owner,
        deadline=row.deadline,
        made_by=row.made_by,
        made_at=row.made_at,
        theme=ActionTheme(theme["id"], Text(theme["da"], theme["en"])) if theme else None,
        state=ActionState(row.state),
        reason=reason,
        snoozed=Nudge(row.snoozed) if row.snoozed else None,
        snoozed_to=row.snoozed_to,
    )
