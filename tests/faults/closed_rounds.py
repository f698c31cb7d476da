"""A round that has just closed, and what is left of it in the database and the key folder."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import func, select

from domain.barometers import Choice
from domain.people import Invited
from domain.releases import Release
from domain.rounds import Round, RoundState
from domain.workdays import Workdays
from storage import releases, rounds, sittings
from storage.database import Store
from storage.tables import OutboxRow, ReleasedCommentRow, RosterRow, SeenRow, SittingRow
from tests.storage.samples import CHANNEL, LEADER, STAFF, TEAM, a_round, people, stored_round

WORKDAYS = Workdays(ZoneInfo("Europe/Copenhagen"), lambda _day: False)
#: Monday at four in the afternoon, Danish time: when the round closes.
CLOSED = datetime(2027, 1, 25, 15, 0, tzinfo=UTC)
#: Nine o'clock on the morning after.
MORNING = datetime(2027, 1, 26, 8, 0, tzinfo=UTC)
TEAM_ROOM = "C0TEAM"


async def open_round(store: Store, invited: int = 12, channel: str = CHANNEL) -> Round:
    """A round that takes answers and will tell its result in two channels."""
    asked = replace(
        a_round(RoundState.OPEN, channel),
        closes_at=CLOSED,
        invited={STAFF: invited - 1, LEADER: 1},
        result_channels=(channel, TEAM_ROOM),
    )
    return await stored_round(store, asked, people(invited))


async def hand_in(store: Store, asked: Round, who: Invited, choice: Choice = Choice.AGREE, comment: str = "") -> None:
    """One person answers everything, and is noted as having done so, as a click is."""
    async with store.writes() as tx:
        sitting = await sittings.load(tx, asked, who.user, who.role, lock=True)
        assert sitting is not None
        for item in sitting.items:
            sitting = sitting.answer(item.id, choice)
        await sittings.first_time(tx, asked, who.user, "1736582400.000100")
        await sittings.save(tx, asked, who.user, sitting.comment("fritekst", comment))


async def close(store: Store, asked: Round) -> Round:
    closing = asked.close()
    async with store.writes() as tx:
        assert await rounds.save(tx, closing, RoundState.OPEN)
    return closing


async def closed_round(
    store: Store, handed_in: int = 12, invited: int = 12, comment: str = "", channel: str = CHANNEL
) -> Round:
    """A closing round in which so many of the invited have handed in."""
    asked = await open_round(store, invited, channel)
    for number, who in enumerate(people(invited)[:handed_in]):
        await hand_in(store, asked, who, Choice(str(1 + number % 5)), comment)
    return await close(store, asked)


@dataclass(frozen=True)
class Left:
    """Everything there is of a round at one moment."""

    state: RoundState
    release: Release | None
    personal_rows: int
    comments: int
    posts: Mapping[str, datetime]
    has_key: bool


async def left_of(store: Store, asked: Round) -> Left:
    async with store.reads() as tx:
        found = await rounds.load(tx, TEAM, asked.id)
        assert found is not None
        personal = 0
        for rows in (RosterRow, SittingRow, SeenRow):
            query = select(func.count()).select_from(rows).where(rows.round_id == asked.id)
            personal += await tx.session.scalar(query) or 0
        comments = select(func.count()).select_from(ReleasedCommentRow)
        posts = await tx.session.scalars(select(OutboxRow).where(OutboxRow.kind == "releases.result"))
        return Left(
            state=found.state,
            release=await releases.load(tx, TEAM, asked.id),
            personal_rows=personal,
            comments=await tx.session.scalar(comments.where(ReleasedCommentRow.round_id == asked.id)) or 0,
            posts={str(post.channel): post.due_at for post in posts if asked.id in post.subject},
            has_key=asked.id in store.keys.round_ids(),
        )


def is_untouched(left: Left) -> bool:
    """Still closing, with everything that the seal needs."""
    return (
        left.state is RoundState.CLOSING
        and left.release is None
        and left.personal_rows > 0
        and not left.posts
        and left.has_key
    )


def is_released(left: Left) -> bool:
    """The release is complete and nothing of a person is left."""
    return (
        left.state in {RoundState.SEALED, RoundState.PUBLISHED} and left.release is not None and left.personal_rows == 0
    )


def is_published(left: Left) -> bool:
    """Released, the key is gone, and the result is on its way once to each channel."""
    return is_released(left) and left.state is RoundState.PUBLISHED and not left.has_key and len(left.posts) == 2


NEXT_TICK = timedelta(seconds=1)
