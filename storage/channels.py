"""A channel that Slack has given another id: everything that is kept under the old one stands under the new one."""

from __future__ import annotations

import re
from typing import Any

from sqlalchemy import delete, literal, or_, select, union_all, update

from domain.people import ChannelId, TeamId
from storage import homes
from storage.database import Tx, changed, hold
from storage.tables import (
    CourseDraftRow,
    CourseRow,
    DepartmentMarkRow,
    DepartmentRow,
    FollowUpRow,
    NamedRow,
    OutboxRow,
    PreferenceRow,
    ReleaseRow,
    RoundRow,
    WalkRow,
)

#: Every column that holds a channel's id and nothing else, apart from those of direct messages, which keep theirs.
COLUMNS = (
    (PreferenceRow, "subject"),
    (NamedRow, "channel"),
    (DepartmentRow, "channel"),
    (DepartmentRow, "source_channel"),
    (DepartmentMarkRow, "channel"),
    (RoundRow, "channel"),
    (ReleaseRow, "channel"),
    (OutboxRow, "channel"),
    (OutboxRow, "slack_channel"),
    (WalkRow, "channel"),
    (FollowUpRow, "channel"),
    (CourseRow, "channel"),
    (CourseRow, "department"),
    (CourseDraftRow, "channel"),
)
#: Where something can have begun under the new id before it was heard of, of which there is one in a channel.
ONE_IN_A_CHANNEL = (
    (NamedRow, "channel"),
    (DepartmentRow, "channel"),
    (DepartmentMarkRow, "channel"),
    (RoundRow, "channel"),
    (CourseRow, "channel"),
)


async def is_kept(tx: Tx, team: TeamId, channel: ChannelId) -> bool:
    """Whether anything is kept about the channel."""
    return await _anything(tx, team, channel, COLUMNS)


async def is_begun(tx: Tx, team: TeamId, channel: ChannelId) -> bool:
    """Whether there is something in the channel of which there is only one: two courses are not made one."""
    return await _anything(tx, team, channel, ONE_IN_A_CHANNEL)


async def renumber(tx: Tx, team: TeamId, old: ChannelId, new: ChannelId) -> None:
    """Keep under the new id, where nothing has begun, what was kept under the old one. A language that was chosen under
    the new id stays. The audit is not rewritten. Doing so again changes nothing.
    """
    tx.writes("person")
    await _hold(tx, team, old)
    await _messages(tx, team, old, new)
    if await _anything(tx, team, new, ((PreferenceRow, "subject"),)):
        mine = (PreferenceRow.team_id == team, PreferenceRow.subject == old)
        await changed(tx, delete(PreferenceRow).where(*mine))
    for table, column in COLUMNS:
        mine = (table.team_id == team, getattr(table, column) == old)
        await changed(tx, update(table).where(*mine).values({column: new}))
    await _lists(tx, team, old, new)
    await homes.mark(tx, team)


async def _anything(tx: Tx, team: TeamId, channel: ChannelId, columns: tuple[tuple[Any, str], ...]) -> bool:
    found = [
        select(literal(1)).where(table.team_id == team, getattr(table, column) == channel) for table, column in columns
    ]
    return (await tx.session.execute(union_all(*found).limit(1))).first() is not None


async def _hold(tx: Tx, team: TeamId, channel: ChannelId) -> None:
    """Whoever has read a course or a round of the channel to change it writes it before us or reads it after us."""
    here = (CourseRow.team_id == team, or_(CourseRow.channel == channel, CourseRow.department == channel))
    for course in await tx.session.scalars(select(CourseRow.id).where(*here).order_by(CourseRow.id)):
        await hold(tx, f"course {course}")
    for one in await tx.session.scalars(
        select(RoundRow.id).where(RoundRow.team_id == team, RoundRow.channel == channel).order_by(RoundRow.id)
    ):
        await hold(tx, f"round {one}")


async def _messages(tx: Tx, team: TeamId, old: ChannelId, new: ChannelId) -> None:
    """What messages are about, and the keys by which each is sent once; those sealed for one person name no channel.

    One that is under way keeps its key: by it an attempt that may have arrived is found again.
    """
    named = or_(*(column.contains(old, autoescape=True) for column in (OutboxRow.subject, OutboxRow.dedupe_key)))
    query = select(OutboxRow.id, OutboxRow.subject, OutboxRow.dedupe_key, OutboxRow.state)
    rows = await tx.session.execute(query.where(OutboxRow.team_id == team, OutboxRow.person.is_(None), named))
    whole = re.compile(rf"\b{re.escape(old)}\b")
    for row_id, subject, key, state in rows.all():
        values = {"subject": whole.sub(new, subject)}
        values |= {"dedupe_key": whole.sub(new, key)} if state != "sending" else {}
        await changed(tx, update(OutboxRow).where(OutboxRow.id == row_id).values(values))


async def _lists(tx: Tx, team: TeamId, old: ChannelId, new: ChannelId) -> None:
    """Channels that stand among other things: where a round's result goes, and what a course was filled in with."""
    results = select(RoundRow.id, RoundRow.result_channels).where(RoundRow.team_id == team)
    for row_id, listed in (await tx.session.execute(results)).all():
        if old in listed:
            there = [new if one == old else one for one in listed]
            await changed(tx, update(RoundRow).where(RoundRow.id == row_id).values(result_channels=there))
    drafts = select(CourseDraftRow.id, CourseDraftRow.body).where(CourseDraftRow.team_id == team)
    for row_id, body in (await tx.session.execute(drafts)).all():
        if body["department"] == old:
            mine = (CourseDraftRow.team_id == team, CourseDraftRow.id == row_id)
            await changed(tx, update(CourseDraftRow).where(*mine).values(body={**body, "department": new}))
