"""Which barometer every round of a channel is, read without anything that its courses keep sealed."""

from __future__ import annotations

from collections.abc import Collection
from contextlib import suppress

from sqlalchemy import select

from domain.people import ChannelId, TeamId
from domain.round_numbers import RoundNumber, numbered
from domain.rounds import RoundId
from storage import course_types
from storage.course_files import UnknownCourse
from storage.database import Tx
from storage.rounds import UNSEEN
from storage.tables import CourseRow, CourseStateRow, RoundRow


async def of_channels(tx: Tx, team: TeamId, channels: Collection[ChannelId]) -> dict[RoundId, RoundNumber]:
    """The number of every round of the channels; drafts and cancelled ones have none, and count for none."""
    here = (RoundRow.team_id == team, RoundRow.channel.in_(channels), RoundRow.state.not_in(UNSEEN))
    query = select(RoundRow.channel, RoundRow.id).where(*here).order_by(RoundRow.opens_at, RoundRow.id)
    rounds: dict[ChannelId, list[RoundId]] = {}
    for channel, round_id in await tx.session.execute(query):
        rounds.setdefault(channel, []).append(round_id)
    in_course = await _in_courses(tx, team, channels)
    return {key: number for ours in rounds.values() for key, number in numbered(ours, in_course).items()}


async def _in_courses(tx: Tx, team: TeamId, channels: Collection[ChannelId]) -> dict[RoundId, int]:
    """Which barometer of its course a round is, for those that are in one; of several courses the first set up counts.

    A course whose definition cannot be read holds up no result: its rounds count as if they were in none.
    """
    query = (
        select(RoundRow.id, CourseStateRow.milestone, CourseRow.type_sha256)
        .join(CourseRow, CourseRow.id == CourseStateRow.course_id)
        .join(RoundRow, RoundRow.id == CourseStateRow.round_id)
        .where(CourseRow.team_id == team, RoundRow.team_id == team, RoundRow.channel.in_(channels))
        .order_by(CourseRow.set_up_on, CourseRow.id)
    )
    found: dict[RoundId, int] = {}
    for round_id, milestone, digest in (await tx.session.execute(query)).all():
        with suppress(UnknownCourse):
            course_type = await course_types.read(tx, team, digest)
            found.setdefault(round_id, course_type.barometer_number(milestone))
    return found
