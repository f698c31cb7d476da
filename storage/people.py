"""Who has which right in a channel, who is in a department, and who is spoken to in which language."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Text, cast, delete, exists, func, or_, select, update

from domain.barometers import Language, RoleId
from domain.people import ChannelId, Department, Named, Outside, Right, TeamId, UserId
from storage import homes
from storage.database import Tx, changed, insert_into
from storage.tables import AuditRow, DepartmentMarkRow, DepartmentRow, NamedRow, OutboxRow, PreferenceRow

DEFAULT_LANGUAGE: Language = "da"


async def named(tx: Tx, team: TeamId, channel: ChannelId) -> Named:
    """Who is named in the channel; nobody where nothing was kept."""
    query = select(NamedRow).where(NamedRow.team_id == team, NamedRow.channel == channel).order_by(NamedRow.user_id)
    rows = (await tx.session.scalars(query)).all()
    return Named(
        coordinator=_first(rows, Right.COORDINATOR),
        deputy=_first(rows, Right.DEPUTY),
        team=frozenset(row.user_id for row in rows if row.right == Right.TEAM),
        observers=frozenset(row.user_id for row in rows if row.right == Right.OBSERVER),
        coordinator_away=any(row.away for row in rows),
    )


async def save_named(tx: Tx, team: TeamId, channel: ChannelId, named: Named) -> None:
    """Keep who is named in the channel, instead of whoever was."""
    tx.writes("person")
    await homes.mark(tx, team)
    await changed(tx, delete(NamedRow).where(NamedRow.team_id == team, NamedRow.channel == channel))
    rights = [
        *((user, Right.COORDINATOR) for user in (named.coordinator,) if user),
        *((user, Right.DEPUTY) for user in (named.deputy,) if user),
        *((user, Right.TEAM) for user in named.team),
        *((user, Right.OBSERVER) for user in named.observers),
    ]
    rows = [_named_row(team, channel, user, right, named) for user, right in rights]
    if rows:
        await tx.session.execute(insert_into(tx, NamedRow), rows)


async def channels_of(tx: Tx, team: TeamId, user: UserId) -> list[tuple[ChannelId, Right]]:
    """Where the person has a right, and which; by channel."""
    query = select(NamedRow.channel, NamedRow.right).where(NamedRow.team_id == team, NamedRow.user_id == user)
    rows = await tx.session.execute(query.order_by(NamedRow.channel, NamedRow.right))
    return [(channel, Right(right)) for channel, right in rows]


async def marked_as(tx: Tx, team: TeamId, user: UserId, roles: Iterable[RoleId]) -> frozenset[ChannelId]:
    """The channels in whose department list the person stands with one of these roles."""
    mine = (DepartmentMarkRow.team_id == team, DepartmentMarkRow.user_id == user)
    query = select(DepartmentMarkRow.channel).where(*mine, DepartmentMarkRow.role.in_([*roles]))
    return frozenset(await tx.session.scalars(query))


async def department(tx: Tx, team: TeamId, channel: ChannelId) -> Department | None:
    """The channel's department list, None where there is none."""
    here = (DepartmentRow.team_id == team, DepartmentRow.channel == channel)
    row = (await tx.session.scalars(select(DepartmentRow).where(*here))).one_or_none()
    if row is None:
        return None
    marked = (DepartmentMarkRow.team_id == team, DepartmentMarkRow.channel == channel)
    marks = await tx.session.execute(select(DepartmentMarkRow.user_id, DepartmentMarkRow.role).where(*marked))
    return Department(
        name=row.name,
        channel=row.source_channel,
        groups=tuple(row.source_groups),
        marks={row.user_id: row.role for row in marks},
        not_asked=frozenset(row.not_asked),
        outside=tuple(Outside(entry["name"], entry["number"]) for entry in row.outside),
    )


async def asking_the_same(tx: Tx, team: TeamId, channel: ChannelId) -> frozenset[ChannelId]:
    """The channels whose rounds ask the same people as a round of this one: itself, and those whose list meets its own.

    Lists are kept with channels, and one of them may ask the members of another channel (rules P4 and P8).
    """
    columns = (DepartmentRow.channel, DepartmentRow.source_channel, DepartmentRow.source_groups)
    rows = await tx.session.execute(select(*columns).where(DepartmentRow.team_id == team))
    lists = {kept_with: Department(channel=source, groups=tuple(groups)) for kept_with, source, groups in rows}
    asked = {kept_with: one.asks_of(kept_with) for kept_with, one in lists.items()}
    own = asked.get(channel, frozenset({channel}))
    return own | {kept_with for kept_with, of in asked.items() if of & own}


async def save_department(tx: Tx, team: TeamId, channel: ChannelId, department: Department) -> None:
    """Keep the channel's department list, instead of the one that was there; who was found stays noted."""
    tx.writes("person")
    here = {"team_id": team, "channel": channel}
    columns = _department_columns(department)
    fresh = insert_into(tx, DepartmentRow).values(here | columns | {"known": []})
    await changed(tx, fresh.on_conflict_do_update(index_elements=["team_id", "channel"], set_=columns))
    mine = (DepartmentMarkRow.team_id == team, DepartmentMarkRow.channel == channel)
    await changed(tx, delete(DepartmentMarkRow).where(*mine))
    marks = [here | {"user_id": user, "role": role} for user, role in department.marks.items()]
    if marks:
        await tx.session.execute(insert_into(tx, DepartmentMarkRow), marks)


async def known(tx: Tx, team: TeamId, channel: ChannelId) -> frozenset[UserId]:
    """Who was found in the department when its list was last saved; nobody where that was never noted."""
    here = (DepartmentRow.team_id == team, DepartmentRow.channel == channel)
    return frozenset(await tx.session.scalar(select(DepartmentRow.known).where(*here)) or ())


async def save_known(tx: Tx, team: TeamId, channel: ChannelId, users: Iterable[UserId]) -> None:
    """Note who was found in the department, instead of whoever was."""
    tx.writes("person")
    here = (DepartmentRow.team_id == team, DepartmentRow.channel == channel)
    await changed(tx, update(DepartmentRow).where(*here).values(known=sorted(users)))


async def unasked(tx: Tx, kind: str, period: str) -> list[tuple[TeamId, ChannelId]]:
    """The departments of all teams whose newcomers and leavers were not asked about in this period.

    A question is a row of the outbox under the key "<team>:<kind>:<channel>:<period>".
    """
    key = DepartmentRow.team_id + f":{kind}:" + DepartmentRow.channel + f":{period}"
    asked = exists().where(OutboxRow.dedupe_key == key)
    # An empty list of a JSON column reads as the text "[]" on both databases.
    noted = cast(DepartmentRow.known, Text) != "[]"
    query = select(DepartmentRow.team_id, DepartmentRow.channel).where(noted, ~asked)
    rows = await tx.session.execute(query.order_by(DepartmentRow.team_id, DepartmentRow.channel))
    return [(team, channel) for team, channel in rows]


async def left_unanswered(tx: Tx, team: TeamId, user: UserId, kinds: Iterable[str], before: datetime) -> bool:
    """Whether a question of these kinds reached the person by then, and they have done nothing since it did."""
    acted = select(func.max(AuditRow.at)).where(AuditRow.team_id == team, AuditRow.actor == user).scalar_subquery()
    arrived = OutboxRow.last_try_at
    mine = (OutboxRow.team_id == team, OutboxRow.channel == user, OutboxRow.kind.in_(list(kinds)))
    reached = (OutboxRow.state == "sent", OutboxRow.slack_ts.is_not(None), arrived <= before)
    waits = exists().where(*mine, *reached, or_(acted.is_(None), acted < arrived)).select()
    return bool(await tx.session.scalar(waits))


async def language(tx: Tx, team: TeamId, user: UserId, channel: ChannelId | None = None) -> Language:
    """The person's own language, else the channel's, else Danish."""
    wanted = (PreferenceRow.team_id == team, PreferenceRow.subject.in_([user, channel] if channel else [user]))
    rows = await tx.session.execute(select(PreferenceRow.subject, PreferenceRow.language).where(*wanted))
    kept = {row.subject: row.language for row in rows}
    chosen = kept.get(user) or kept.get(channel or user) or DEFAULT_LANGUAGE
    return "en" if chosen == "en" else "da"


async def save_language(tx: Tx, team: TeamId, subject: UserId | ChannelId, language: Language) -> None:
    """Keep the language of a person, or of a channel."""
    tx.writes("person")
    await homes.mark(tx, team)
    row = {"team_id": team, "subject": subject, "language": language}
    fresh = insert_into(tx, PreferenceRow).values(row)
    await changed(tx, fresh.on_conflict_do_update(index_elements=["team_id", "subject"], set_={"language": language}))


def _first(rows: Sequence[NamedRow], right: Right) -> UserId | None:
    return next((row.user_id for row in rows if row.right == right), None)


def _named_row(team: TeamId, channel: ChannelId, user: UserId, right: Right, named: Named) -> dict[str, Any]:
    away = right is Right.COORDINATOR and named.coordinator_away
    return {"team_id": team, "channel": channel, "user_id": user, "right": right.value, "away": away}


def _department_columns(department: Department) -> dict[str, Any]:
    return {
        "name": department.name,
        "source_channel": department.channel,
        "source_groups": list(department.groups),
        "not_asked": sorted(department.not_asked),
        "outside": [{"name": entry.name, "number": entry.number} for entry in department.outside],
    }
