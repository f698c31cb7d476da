"""A walk to take along: one of its approved versions, or the draft as it stands."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from domain.people import TeamId, UserId
from domain.revisions import QuestionId, Version
from domain.walk_editions import as_approved, writers
from domain.walks import Walk, WalkAct, WalkId
from handlers.walks import UnknownWalk, take_part
from storage.database import Tx


@dataclass(frozen=True, slots=True)
class WalkMaterial:
    """The walk as it is to be shown, who wrote which answer, and the version; None for the draft."""

    walk: Walk
    writers: Mapping[QuestionId, tuple[UserId, ...]]
    version: Version | None


async def material(tx: Tx, team: TeamId, user: UserId, walk_id: WalkId, number: int | None) -> WalkMaterial:
    """An approved version, or with no number the draft, for anybody who takes part in the walk.

    Raises `UnknownWalk`, also where it has no such version.
    """
    walk = await take_part(tx, team, user, walk_id, WalkAct.SEE)
    version = next((one for one in walk.versions if one.number == number), None)
    if version is None and number is not None:
        raise UnknownWalk
    shown = walk if version is None else as_approved(walk, version)
    return WalkMaterial(shown, writers(shown), version)
