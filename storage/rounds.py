"""Rounds, who is asked in them, and what has been told of their progress."""
# ruff: noqa: A002 - a round is called a round

from __future__ import annotations

import secrets
from collections.abc import Iterable
from datetime import date, datetime
from typing import Any, Literal

from sqlalchemy import Select, delete, exists, func, select, update
from sqlalchemy.exc import IntegrityError

from domain.barometers import Barometer, BarometerId, Language, RoleId
from domain.people import ChannelId, Invited, TeamId, UserId
from domain.rounds import Before, Round, RoundId, RoundState
from storage import barometers, homes, people
from storage.database import Tx, changed, hold, insert_into
from storage.tables import OutboxRow, ProgressRow, RosterRow, RoundRow, SeenRow, SittingRow

#: 13 letters of 5 bits each: an id that nobody guesses.
ID_LETTERS, ID_LENGTH = "abcdefghijklmnopqrstuvwxyz234567", 13

RUNNING = (RoundState.CONFIRMED, RoundState.OPEN, RoundState.CLOSING, RoundState.SEALED)
UNSEEN = (RoundState.DRAFT, RoundState.CANCELLED)
ANSWERABLE = (RoundState.CONFIRMED, RoundState.OPEN)


def new_round_id() -> RoundId:
    return "".join(secrets.choice(ID_LETTERS) for _ in range(ID_LENGTH))


async def insert(tx: Tx, round: Round, origin: str) -> Round:
    """Keep a new round with its barometer; `origin` names what started it.

    A round that it already started is returned instead.
    """
    tx.writes("person")
    digest = await barometers.keep(tx, round.team, round.barometer)
    once = {"id": round.id, "team_id": round.team, "origin": origin, "barometer_sha256": digest}
    values = {**once, "k": round.k, "measured_elsewhere": round.measured_elsewhere, **_columns(round)}
    await changed(
        tx, insert_into(tx, RoundRow).values(values).on_conflict_do_nothing(index_elements=["team_id", "origin"])
    )
    found = await started_by(tx, round.team, origin)
    if found is None:
        raise LookupError(origin)
    return found


async def started_by(tx: Tx, team: TeamId, origin: str, *, lock: bool = False) -> Round | None:
    """The round that the view or file started, None where it started none.

    Until the transaction ends, `lock` keeps the team's others who ask for it from starting one.
    """
    if lock:
        await hold(tx, f"start {team}")
    found = await _all(tx, select(RoundRow).where(RoundRow.team_id == team, RoundRow.origin == origin))
    return found[0] if found else None


async def load(tx: Tx, team: TeamId, round_id: RoundId, *, lock: bool = False, share: bool = False) -> Round | None:
    """The round, if it is this team's.

    Until the transaction ends, `lock` keeps everybody else from changing or sharing it; `share`, which an answer
    asks for, keeps it from changing: a close waits for the answers that are being written.
    """
    if lock or share:
        await hold(tx, f"round {round_id}", shared=not lock)
    found = await _all(tx, select(RoundRow).where(RoundRow.team_id == team, RoundRow.id == round_id))
    return found[0] if found else None


async def save(tx: Tx, round: Round, expected: RoundState) -> bool:
    """Keep the round if its state is still `expected`; False when somebody else changed it, or another one runs."""
    tx.writes("person")
    await hold(tx, f"round {round.id}")
    mine = (RoundRow.team_id == round.team, RoundRow.id == round.id, RoundRow.state == expected)
    try:
        async with tx.session.begin_nested():
            saved = await changed(tx, update(RoundRow).where(*mine).values(_columns(round))) == 1
    except IntegrityError:
        return False
    if saved:
        await homes.mark(tx, round.team)
    return saved


async def in_channel(tx: Tx, team: TeamId, channel: ChannelId) -> list[Round]:
    """The channel's rounds, newest first; drafts and cancelled ones are not shown to anybody."""
    return await _all(tx, _of_channel(team, channel).where(RoundRow.state.not_in(UNSEEN)))


async def running(tx: Tx, team: TeamId, channel: ChannelId) -> Round | None:
    """The round between confirmed and published, if there is one; there is never more than one."""
    found = await _all(tx, _of_channel(team, channel).where(RoundRow.state.in_(RUNNING)))
    return found[0] if found else None


async def among_the_same(tx: Tx, team: TeamId, channel: ChannelId) -> list[Round]:
    """The rounds of the channel and of those whose lists ask the same people, newest first; drafts and cancelled ones
    are none.
    """
    channels = await people.asking_the_same(tx, team, channel)
    query = select(RoundRow).where(RoundRow.team_id == team, RoundRow.channel.in_(channels))
    return await _all(tx, _newest_first(query.where(RoundRow.state.not_in(UNSEEN))))


async def before(tx: Tx, team: TeamId, channel: ChannelId, barometer_id: BarometerId | None = None) -> Before:
    """What a new round of the barometer in the channel must respect, also of other channels that ask the same people;
    with None, a round of what they were asked last.
    """
    channels = await people.asking_the_same(tx, team, channel)
    here = (RoundRow.team_id == team, RoundRow.channel.in_(channels))
    running_in = select(RoundRow.channel).where(*here, RoundRow.state.in_(RUNNING))
    of_it = [RoundRow.barometer_id == barometer_id] if barometer_id else []
    latest = select(func.max(RoundRow.released_at)).where(*here, *of_it)
    return Before(
        running_in=frozenset(await tx.session.scalars(running_in)),
        released_at=await tx.session.scalar(latest),
    )


async def due(
    tx: Tx, state: RoundState, column: Literal["opens_at", "closes_at"], now: datetime
) -> list[tuple[TeamId, RoundId]]:
    """The rounds in the state whose moment has come, of every team: what the clock asks for."""
    moment = RoundRow.opens_at if column == "opens_at" else RoundRow.closes_at
    query = select(RoundRow.team_id, RoundRow.id).where(RoundRow.state == state, moment <= now).order_by(moment)
    return [(team, round_id) for team, round_id in await tx.session.execute(query)]


async def all_in_state(tx: Tx, *states: RoundState) -> list[tuple[TeamId, RoundId]]:
    """The rounds in any of the states, of every team: what the clock asks for."""
    query = select(RoundRow.team_id, RoundRow.id).where(RoundRow.state.in_(states)).order_by(RoundRow.id)
    return [(team, round_id) for team, round_id in await tx.session.execute(query)]


async def closing_times(tx: Tx, team: TeamId) -> dict[RoundId, datetime]:
    """Until when each open round of the team takes answers."""
    query = select(RoundRow.id, RoundRow.closes_at).where(RoundRow.team_id == team, RoundRow.state == RoundState.OPEN)
    return {row.id: row.closes_at for row in await tx.session.execute(query)}


async def roster(tx: Tx, round_id: RoundId) -> tuple[Invited, ...]:
    """Everybody asked in the round, by user id."""
    query = select(RosterRow.user_id, RosterRow.role).where(RosterRow.round_id == round_id).order_by(RosterRow.user_id)
    return tuple(Invited(user, role) for user, role in await tx.session.execute(query))


async def replace_roster(tx: Tx, round_id: RoundId, invited: Iterable[Invited]) -> None:
    """Keep who is asked, instead of whoever was."""
    tx.writes("person")
    await changed(tx, delete(RosterRow).where(RosterRow.round_id == round_id))
    rows = [{"round_id": round_id, "user_id": person.user, "role": person.role} for person in invited]
    if rows:
        await tx.session.execute(insert_into(tx, RosterRow), rows)


async def role_of(tx: Tx, round_id: RoundId, user: UserId) -> RoleId | None:
    """The role in which the person is asked, None for somebody who is not."""
    query = select(RosterRow.role).where(RosterRow.round_id == round_id, RosterRow.user_id == user)
    return await tx.session.scalar(query)


async def rounds_of(tx: Tx, team: TeamId, user: UserId) -> list[Round]:
    """The rounds, open or about to open, in which the person is asked; newest first."""
    asked = exists().where(RosterRow.round_id == RoundRow.id, RosterRow.user_id == user)
    query = select(RoundRow).where(RoundRow.team_id == team, RoundRow.state.in_(ANSWERABLE), asked)
    return await _all(tx, _newest_first(query))


async def add_progress(tx: Tx, round_id: RoundId, day: date, shown: str) -> bool:
    """Keep the day's total as it may be told; False where the day has one."""
    values = {"round_id": round_id, "day": day, "shown": shown}
    return await changed(tx, insert_into(tx, ProgressRow).values(values).on_conflict_do_nothing()) == 1


async def latest_progress(tx: Tx, round_id: RoundId) -> tuple[date, str] | None:
    """The newest total that may be told, and its day."""
    query = select(ProgressRow.day, ProgressRow.shown).where(ProgressRow.round_id == round_id)
    row = (await tx.session.execute(query.order_by(ProgressRow.day.desc()).limit(1))).first()
    return (row[0], row[1]) if row else None


async def mark_reminded(tx: Tx, round_id: RoundId, expected: int, sent: int) -> bool:
    """Count reminders from `expected` to `sent`; False when somebody else did."""
    tx.writes("person")
    mine = (RoundRow.id == round_id, RoundRow.reminders_sent == expected)
    return await changed(tx, update(RoundRow).where(*mine).values(reminders_sent=sent)) == 1


async def delete_drafts(tx: Tx, before: datetime) -> int:
    """Delete every team's drafts that were to open before the moment, with their rosters; how many there were."""
    stale = select(RoundRow.id).where(RoundRow.state == RoundState.DRAFT, RoundRow.opens_at < before)
    await changed(tx, delete(RosterRow).where(RosterRow.round_id.in_(stale)))
    return await changed(tx, delete(RoundRow).where(RoundRow.id.in_(stale)))


async def delete_other_drafts(tx: Tx, kept: Round) -> None:
    """Delete what else the coordinator of this round was preparing for its channel, with its rosters."""
    mine = (RoundRow.team_id == kept.team, RoundRow.channel == kept.channel, RoundRow.coordinator == kept.coordinator)
    drafts = (*mine, RoundRow.state == RoundState.DRAFT, RoundRow.id != kept.id)
    for round_id in [*await tx.session.scalars(select(RoundRow.id).where(*drafts).order_by(RoundRow.id))]:
        # Held, so that a start that is being confirmed meanwhile keeps its round and its people.
        await hold(tx, f"round {round_id}")
        if await changed(tx, delete(RoundRow).where(*drafts, RoundRow.id == round_id)):
            await changed(tx, delete(RosterRow).where(RosterRow.round_id == round_id))


async def delete_personal(tx: Tx, round_id: RoundId) -> None:
    """Delete every row that stands for one person: roster, sittings, what was seen, and posts to people."""
    for rows in (RosterRow, SittingRow, SeenRow):
        await changed(tx, delete(rows).where(rows.round_id == round_id))
    await changed(tx, delete(OutboxRow).where(OutboxRow.round_id == round_id, OutboxRow.person.is_not(None)))


def _newest_first(query: Select[RoundRow]) -> Select[RoundRow]:
    return query.order_by(RoundRow.opens_at.desc(), RoundRow.id)


def _of_channel(team: TeamId, channel: ChannelId) -> Select[RoundRow]:
    return _newest_first(select(RoundRow).where(RoundRow.team_id == team, RoundRow.channel == channel))


async def _all(tx: Tx, query: Select[RoundRow]) -> list[Round]:
    return [await as_round(tx, row) for row in (await tx.session.scalars(query)).all()]


def _columns(round: Round) -> dict[str, Any]:
    """The columns that follow the round; what never changes (id, team, origin, what is asked) is written once."""
    return {
        "channel": round.channel,
        "unit": round.unit,
        "barometer_id": round.barometer.id,
        "barometer_version": round.barometer.version,
        "grouping": round.grouping,
        "coordinator": round.coordinator,
        "reader": round.reader,
        "opens_at": round.opens_at,
        "closes_at": round.closes_at,
        "state": round.state.value,
        "result_channels": list(round.result_channels),
        "invited": dict(round.invited),
        "outside": round.outside,
        "reminders_sent": round.reminders_sent,
        "closed_early": round.closed_early,
        "language": round.language,
    }


async def as_round(tx: Tx, row: RoundRow) -> Round:
    """The round that a row stands for; for the modules of `storage` only. Raises `UnknownBarometer`."""
    language: Language = "en" if row.language == "en" else "da"
    return Round(
        id=row.id,
        team=row.team_id,
        channel=row.channel,
        unit=row.unit,
        barometer=await _barometer(tx, row),
        grouping=row.grouping,
        coordinator=row.coordinator,
        reader=row.reader,
        opens_at=row.opens_at,
        closes_at=row.closes_at,
        state=RoundState(row.state),
        result_channels=tuple(row.result_channels),
        invited=row.invited,
        outside=row.outside,
        reminders_sent=row.reminders_sent,
        closed_early=row.closed_early,
        language=language,
        k=row.k,
        measured_elsewhere=row.measured_elsewhere,
    )


async def _barometer(tx: Tx, row: RoundRow) -> Barometer:
    if not row.barometer_sha256:
        return barometers.of_file(tx, row.barometer_id, row.barometer_version)
    return await barometers.read(tx, row.team_id, row.barometer_sha256)
