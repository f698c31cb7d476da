"""The barometers of rounds, kept with them; and which barometers a new round can choose from.

A round is read with the barometer that it was drafted with: a file that is changed or removed later changes no round.
"""

from __future__ import annotations

from datetime import datetime

from pydantic import TypeAdapter
from sqlalchemy import ColumnElement, and_, delete, exists, not_, select, union, update

from domain.barometers import Barometer, BarometerId
from domain.people import TeamId
from domain.rounds import RoundState
from storage.content import UnknownBarometer
from storage.database import Tx, changed, hold
from storage.definitions import Kind, body_of, digest_of, held_as
from storage.tables import BarometerRow, RoundRow

#: What is not in use: a draft may still be made of a file that is being written.
TRIED_ONLY = (RoundState.DRAFT, RoundState.CANCELLED)

_KIND = Kind(BarometerRow, TypeAdapter(Barometer), UnknownBarometer)


async def keep(tx: Tx, team: TeamId, barometer: Barometer) -> str:
    """Keep the definition, if it is not kept already; the hash under which it can be read."""
    return await _KIND.keep(tx, team, barometer)


async def keep_for_preview(tx: Tx, team: TeamId, barometer: Barometer, now: datetime) -> str:
    """The same for a definition that is only looked at; it is forgotten when nothing comes of it."""
    digest = await keep(tx, team, barometer)
    mine = (BarometerRow.team_id == team, BarometerRow.sha256 == digest)
    await changed(tx, update(BarometerRow).where(*mine).values(previewed_at=now))
    return digest


async def forget_unused(tx: Tx, previewed_before: datetime) -> int:
    """Delete every team's definitions that no round uses, nobody took in use and nobody looked at since; how many."""
    in_use = exists().where(RoundRow.team_id == BarometerRow.team_id, RoundRow.barometer_sha256 == BarometerRow.sha256)
    is_recent = BarometerRow.previewed_at.is_not(None) & (BarometerRow.previewed_at >= previewed_before)
    is_unused = and_(~in_use, BarometerRow.imported_at.is_(None), not_(is_recent))
    unused = await tx.session.execute(select(BarometerRow.team_id, BarometerRow.sha256).where(is_unused))
    gone = 0
    for team, digest in unused.all():
        # A round that is being drafted with it at this moment holds it; afterwards it is in use.
        await hold(tx, held_as(BarometerRow, team, digest))
        mine = (BarometerRow.team_id == team, BarometerRow.sha256 == digest, is_unused)
        gone += await changed(tx, delete(BarometerRow).where(*mine))
    return gone


async def read(tx: Tx, team: TeamId, digest: str) -> Barometer:
    """The definition kept under the hash. Raises `UnknownBarometer` where it is missing or not what was kept."""
    return await _KIND.read(tx, team, digest)


def of_file(tx: Tx, barometer_id: BarometerId, version: int) -> Barometer:
    """What the file of this id and version says now: for a round from before definitions were kept with rounds.

    Raises `UnknownBarometer`.
    """
    return _KIND.of_file(tx.barometers.every(), barometer_id, version)


async def import_(tx: Tx, team: TeamId, barometer: Barometer, now: datetime) -> None:
    """Keep a barometer that new rounds of the team can choose from then on."""
    digest = await keep(tx, team, barometer)
    mine = (BarometerRow.team_id == team, BarometerRow.sha256 == digest, BarometerRow.imported_at.is_(None))
    await changed(tx, update(BarometerRow).where(*mine).values(imported_at=now))


async def versions(tx: Tx, team: TeamId, barometer_id: BarometerId) -> list[Barometer]:
    """Every version of a barometer that the team can or could choose, newest first: files, imports, and in use.

    Held until the transaction ends, so that two imports at the same time make two versions.
    """
    await hold(tx, f"barometer {team} {barometer_id}")
    files = [one for one in tx.barometers.every() if one.id == barometer_id]
    kept = await _kept(tx, team, BarometerRow.id == barometer_id)
    return sorted({digest_of(body_of(one)): one for one in [*kept, *files]}.values(), key=_version, reverse=True)


async def offered(tx: Tx, team: TeamId) -> tuple[Barometer, ...]:
    """What a new round can choose from: the newest version of each barometer, of the files and then of the imports."""
    imported = await _kept(tx, team, BarometerRow.imported_at.is_not(None))
    newest: dict[BarometerId, Barometer] = {}
    for one in [*tx.barometers.all(), *imported]:
        newest[one.id] = max(newest.get(one.id, one), one, key=_version)
    return tuple(newest.values())


async def latest(tx: Tx, team: TeamId, barometer_id: BarometerId) -> Barometer:
    """The newest version that a new round can choose. Raises `UnknownBarometer`."""
    for one in await offered(tx, team):
        if one.id == barometer_id:
            return one
    raise UnknownBarometer(barometer_id)


async def is_changed(tx: Tx, team: TeamId, barometer: Barometer) -> bool:
    """Whether a barometer of this id and version is in use with another content."""
    same_name = (BarometerRow.id == barometer.id) & (BarometerRow.version == barometer.version)
    return any(one != barometer for one in await _kept(tx, team, same_name))


async def _kept(tx: Tx, team: TeamId, which: ColumnElement[bool]) -> list[Barometer]:
    """The definitions that were imported, or that a round uses; a draft alone uses none."""
    in_use = select(RoundRow.barometer_sha256).where(RoundRow.team_id == team, RoundRow.state.not_in(TRIED_ONLY))
    imported = select(BarometerRow.sha256).where(BarometerRow.team_id == team, BarometerRow.imported_at.is_not(None))
    query = select(BarometerRow.sha256).where(
        BarometerRow.team_id == team, which, BarometerRow.sha256.in_(union(in_use, imported))
    )
    found = await tx.session.scalars(query.order_by(BarometerRow.id, BarometerRow.version, BarometerRow.sha256))
    return [await read(tx, team, digest) for digest in found.all()]


def _version(barometer: Barometer) -> int:
    return barometer.version
