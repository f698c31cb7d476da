"""Releases, and the comments that were released with them; what is read back is checked against its hash."""
# ruff: noqa: A002 - a round is called a round

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

from sqlalchemy import Select, select, update

from domain.barometers import BarometerId
from domain.people import ChannelId, TeamId
from domain.releases import Release
from domain.rounds import Round, RoundId, RoundState
from storage import comments as stored_comments
from storage import people
from storage.content import UnknownBarometer
from storage.database import Tx, changed, insert_into
from storage.rounds import as_round
from storage.sealed import place
from storage.tables import ReleaseRow, RoundRow


class ReleaseDamaged(Exception):  # noqa: N818 - the name is the sentence
    """A release in the database is not what was written; it is not shown. Carries the round's id."""


@dataclass(frozen=True, slots=True)
class Released:
    """A published round with what was released of it, when it was sealed, and which round its changes are from."""

    round: Round
    release: Release
    released_at: datetime
    before: RoundId | None


async def insert(
    tx: Tx,
    round: Round,
    release: Release,
    released_at: datetime,
    comments: Mapping[str, Iterable[str]],
    before: RoundId | None = None,
) -> None:
    """Keep a round's one release, and its comments by open question, each under the secret keys.

    `before` is the round that the release's changes are counted from. A release that tells nothing does not keep the
    next round waiting (rule P8).
    """
    tx.writes("person")
    body = release.to_json()
    row = {
        "round_id": round.id,
        "team_id": round.team,
        "channel": round.channel,
        "barometer_id": round.barometer.id,
        "barometer_version": round.barometer.version,
        "released_at": released_at,
        "before": before,
        "body": body,
        "sha256": _hash(round.team, round.id, before, body),
    }
    await changed(tx, insert_into(tx, ReleaseRow).values(row))
    if not release.tells_nothing:
        mine = (RoundRow.team_id == round.team, RoundRow.id == round.id)
        await changed(tx, update(RoundRow).where(*mine).values(released_at=released_at))
    await stored_comments.insert(tx, round, comments)


async def load(tx: Tx, team: TeamId, round_id: RoundId) -> Release | None:
    """The round's release, if it is this team's. Raises `ReleaseDamaged`."""
    query = select(ReleaseRow).where(ReleaseRow.team_id == team, ReleaseRow.round_id == round_id)
    row = (await tx.session.scalars(query)).one_or_none()
    return _read(row) if row else None


async def latest(
    tx: Tx, team: TeamId, channel: ChannelId, barometer_id: BarometerId | None = None
) -> tuple[Round, Release] | None:
    """The newest release among those whom the channel asks, of one barometer where that is asked for.

    Raises `ReleaseDamaged`.
    """
    query = _of_channels(team, await people.asking_the_same(tx, team, channel)).limit(1)
    found = await _all(tx, query.where(ReleaseRow.barometer_id == barometer_id) if barometer_id else query)
    return found[0] if found else None


async def in_channel(tx: Tx, team: TeamId, channel: ChannelId) -> list[tuple[Round, Release]]:
    """The channel's releases, newest first. Raises `ReleaseDamaged`."""
    return await _all(tx, _of_channels(team, {channel}))


async def readable_among_the_same(tx: Tx, team: TeamId, channel: ChannelId) -> tuple[list[Released], list[RoundId]]:
    """The releases among those whom the channel asks, newest first, as far as they can be read; and the rounds whose
    release cannot.
    """
    found, damaged = list[Released](), list[RoundId]()
    channels = await people.asking_the_same(tx, team, channel)
    for round_row, row in (await tx.session.execute(_of_channels(team, channels))).all():
        try:
            found.append(await _released(tx, round_row, row))
        except (ReleaseDamaged, UnknownBarometer):
            damaged.append(row.round_id)
    return found, damaged


async def published_in(tx: Tx, team: TeamId, channel: ChannelId) -> list[Released]:
    """The published rounds of the channel and those whose result goes there, newest first. Raises `ReleaseDamaged`."""
    query = select(RoundRow, ReleaseRow).join(ReleaseRow, ReleaseRow.round_id == RoundRow.id)
    mine = query.where(RoundRow.team_id == team, RoundRow.state == RoundState.PUBLISHED.value)
    rows = await tx.session.execute(mine.order_by(ReleaseRow.released_at.desc(), ReleaseRow.round_id))
    return [
        await _released(tx, round_row, row)
        for round_row, row in rows.all()
        if channel in {round_row.channel, *round_row.result_channels}
    ]


async def published(tx: Tx, team: TeamId, round_id: RoundId) -> Released | None:
    """The round, if it is this team's and published. Raises `ReleaseDamaged`."""
    query = select(RoundRow, ReleaseRow).join(ReleaseRow, ReleaseRow.round_id == RoundRow.id)
    mine = query.where(RoundRow.team_id == team, RoundRow.id == round_id, RoundRow.state == RoundState.PUBLISHED.value)
    row = (await tx.session.execute(mine)).one_or_none()
    return await _released(tx, row[0], row[1]) if row else None


async def released_at(tx: Tx, team: TeamId, round_id: RoundId) -> datetime | None:
    """When the round was sealed, None where it is not."""
    query = select(ReleaseRow.released_at).where(ReleaseRow.team_id == team, ReleaseRow.round_id == round_id)
    return await tx.session.scalar(query)


def _of_channels(team: TeamId, channels: Collection[ChannelId]) -> Select[RoundRow, ReleaseRow]:
    query = select(RoundRow, ReleaseRow).join(ReleaseRow, ReleaseRow.round_id == RoundRow.id)
    here = query.where(ReleaseRow.team_id == team, RoundRow.team_id == team, ReleaseRow.channel.in_(channels))
    return here.order_by(ReleaseRow.released_at.desc(), ReleaseRow.round_id)


async def _all(tx: Tx, query: Select[RoundRow, ReleaseRow]) -> list[tuple[Round, Release]]:
    found = (await tx.session.execute(query)).all()
    return [(await as_round(tx, round_row), _read(row)) for round_row, row in found]


async def _released(tx: Tx, round_row: RoundRow, row: ReleaseRow) -> Released:
    """The release with its round; raises `ReleaseDamaged` also where the round is not one that it can be of."""
    release, asked_in = _read(row), await as_round(tx, round_row)
    asked = (asked_in.barometer.id, asked_in.barometer.version, asked_in.grouping)
    known = release.grouping in {grouping.id for grouping in asked_in.barometer.groupings}
    if asked != (release.barometer, release.version, release.grouping) or not known:
        raise ReleaseDamaged(row.round_id)
    return Released(asked_in, release, row.released_at, row.before)


def _read(row: ReleaseRow) -> Release:
    if _hash(row.team_id, row.round_id, row.before, row.body) != row.sha256:
        raise ReleaseDamaged(row.round_id)
    return Release.from_dict(json.loads(row.body))


def _hash(team: TeamId, round_id: RoundId, before: RoundId | None, body: str) -> str:
    return sha256(place(team, round_id, before or "", body)).hexdigest()
