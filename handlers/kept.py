"""What is kept about a person, told to that person alone."""

from __future__ import annotations

from domain.barometers import RoleId
from domain.kept import Asked, Kept
from domain.people import TeamId, UserId
from domain.rounds import Round, RoundState
from storage import kept as stored
from storage import sittings
from storage.database import Tx
from storage.keys import KeyMissing
from storage.sealed import TamperedBody

#: The answers of these rounds still exist, under the round's key.
ANSWERED = frozenset({RoundState.OPEN, RoundState.CLOSING})


async def about(tx: Tx, team: TeamId, user: UserId) -> Kept:
    """All that is kept about the person in the workspace; never to be shown to anybody else."""
    trace = await stored.about(tx, team, user)
    return Kept(trace, tuple([await _asked(tx, user, found, role) for found, role in trace.rosters]))


async def _asked(tx: Tx, user: UserId, found: Round, role: RoleId) -> Asked:
    if found.state not in ANSWERED:
        return Asked(found, role, None)
    try:
        return Asked(found, role, await sittings.load(tx, found, user, role))
    except (KeyMissing, TamperedBody):
        return Asked(found, role, None, readable=False)
