"""Where walks through a template name one person: what they are in them, and how often rows carry their id."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from sqlalchemy import Select, func, select
from sqlalchemy.orm import InstrumentedAttribute

from domain.kept import InWalk, WalkMark
from domain.people import TeamId, UserId
from domain.walks import Part, WalkId
from storage.database import Tx
from storage.tables import (
    FollowUpRow,
    HandedRow,
    RevisionRow,
    UnsettledRow,
    VersionRow,
    WalkPersonRow,
    WalkPlaceRow,
    WalkQuestionRow,
    WalkReturnRow,
    WalkRow,
    WrittenRow,
)

#: Each column that names a person, beside the walk that its row belongs to.
_NAMING: tuple[tuple[WalkMark, InstrumentedAttribute[str], InstrumentedAttribute[str]], ...] = (
    (WalkMark.TEXTS, RevisionRow.walk_id, RevisionRow.author),
    (WalkMark.QUESTIONS, WalkQuestionRow.walk_id, WalkQuestionRow.added_by),
    (WalkMark.SHOWN, WalkPlaceRow.walk_id, WalkPlaceRow.user_id),
    (WalkMark.HANDED, HandedRow.walk_id, HandedRow.taker),
    (WalkMark.HANDED_OUT, HandedRow.walk_id, HandedRow.giver),
    (WalkMark.UNSETTLED, UnsettledRow.walk_id, UnsettledRow.owner),
    (WalkMark.APPROVED, VersionRow.walk_id, VersionRow.approved_by),
    (WalkMark.SENT_BACK, WalkReturnRow.walk_id, WalkReturnRow.user_id),
    (WalkMark.FOLLOW_UPS, FollowUpRow.walk_id, FollowUpRow.owner),
)


async def of_person(tx: Tx, team: TeamId, user: UserId) -> tuple[InWalk, ...]:
    """Every walk of the team that names the person in any way, the oldest first; no text is read."""
    walks = {row.id: row for row in await tx.session.scalars(_walks(team))}
    parts = await _parts(tx, user)
    counts: dict[WalkId, Counter[WalkMark]] = {walk_id: Counter() for walk_id in walks}
    for mark, walk_id, named in _NAMING:
        query = select(walk_id, func.count()).where(named == user).group_by(walk_id)
        _add(counts, mark, ((found, count) for found, count in await tx.session.execute(query)))
    _add(counts, WalkMark.MESSAGES, await _messages(tx, team, user))
    _add(counts, WalkMark.VERSIONS, await _versions(tx, user))
    return tuple(
        InWalk(row.unit, row.started_at, parts.get(walk_id, frozenset()), counts[walk_id])
        for walk_id, row in walks.items()
        if walk_id in parts or counts[walk_id]
    )


async def unplaced(tx: Tx, team: TeamId, user: UserId) -> int:
    """How many messages of the person are kept that belong to no walk, or none yet."""
    mine = (WrittenRow.team_id == team, WrittenRow.user_id == user, WrittenRow.walk_id.is_(None))
    return await tx.session.scalar(select(func.count()).select_from(WrittenRow).where(*mine)) or 0


def _walks(team: TeamId) -> Select[WalkRow]:
    return select(WalkRow).where(WalkRow.team_id == team).order_by(WalkRow.started_at, WalkRow.id)


async def _parts(tx: Tx, user: UserId) -> dict[WalkId, frozenset[Part]]:
    query = select(WalkPersonRow.walk_id, WalkPersonRow.parts).where(WalkPersonRow.user_id == user)
    return {walk_id: frozenset(map(Part, parts)) for walk_id, parts in await tx.session.execute(query)}


async def _messages(tx: Tx, team: TeamId, user: UserId) -> list[tuple[WalkId, int]]:
    mine = (WrittenRow.team_id == team, WrittenRow.user_id == user)
    query = select(WrittenRow.walk_id, func.count()).where(*mine).group_by(WrittenRow.walk_id)
    return [(walk_id, count) for walk_id, count in await tx.session.execute(query) if walk_id is not None]


async def _versions(tx: Tx, user: UserId) -> list[tuple[WalkId, int]]:
    """The approved versions that name the person as somebody who took part, or who was to find something out."""
    rows = await tx.session.execute(select(VersionRow.walk_id, VersionRow.authors, VersionRow.unsettled))
    return [
        (walk_id, 1)
        for walk_id, authors, unsettled in rows
        if user in authors or user in {owner for owner, _ in unsettled.values()}
    ]


def _add(counts: dict[WalkId, Counter[WalkMark]], mark: WalkMark, found: Iterable[tuple[WalkId, int]]) -> None:
    for walk_id, count in found:
        if walk_id in counts:
            counts[walk_id][mark] += count
