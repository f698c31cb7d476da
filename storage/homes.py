"""Who has opened the Home tab, and whose is to be published again.

What changes leaves a mark and nothing else: marks never wait for each other, and an operation need not know who looks.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, Select, delete, or_, select, update

from domain.courses import CourseId
from domain.people import TeamId, UserId
from domain.rounds import RoundId
from domain.walks import WalkId
from storage.database import Tx, changed, hold, insert_into
from storage.tables import CourseRow, HomeMarkRow, HomeRow, NamedRow, PlanActionRow, RoundRow, WalkPersonRow

COURSE, WALK, COMMENTS, ANYTHING = "course", "walk", "comments", "anything"
#: So many marks are looked at in one go.
MARKS = 500
#: Whoever took a tab to publish it and was not heard of for so long has lost it.
LEASE = timedelta(seconds=60)


async def opened(tx: Tx, team: TeamId, user: UserId) -> None:
    """Somebody has opened their tab: from now on it is kept up to date."""
    tx.writes("person")
    row = {"team_id": team, "user_id": user, "edition": 1, "shown": 0}
    await changed(tx, insert_into(tx, HomeRow).values(row).on_conflict_do_nothing())


async def mark(tx: Tx, team: TeamId, kind: str = ANYTHING, subject: CourseId | WalkId | RoundId = "") -> None:
    """Something changed that may stand on people's tabs: a course, a walk, a round's comments, or anything."""
    await tx.session.execute(insert_into(tx, HomeMarkRow), [{"team_id": team, "kind": kind, "subject": subject}])


async def spread(tx: Tx) -> None:
    """Turn marks into tabs that are to be published again, by whoever is concerned and has ever opened theirs."""
    await hold(tx, "homes")
    marks = [*await tx.session.scalars(select(HomeMarkRow).order_by(HomeMarkRow.id).limit(MARKS))]
    for team, kind, subject in dict.fromkeys((one.team_id, one.kind, one.subject) for one in marks):
        stale = update(HomeRow).where(HomeRow.team_id == team).values(edition=HomeRow.edition + 1)
        await changed(tx, stale if kind == ANYTHING else stale.where(_concerned(kind, subject)))
    if marks:
        await changed(tx, delete(HomeMarkRow).where(HomeMarkRow.id.in_([one.id for one in marks])))


async def anything_marked(tx: Tx) -> bool:
    """Whether there is anything to spread."""
    return await tx.session.scalar(select(HomeMarkRow.id).limit(1)) is not None


def _concerned(kind: str, subject: str) -> ColumnElement[bool]:
    if kind == WALK:
        return HomeRow.user_id.in_(select(WalkPersonRow.user_id).where(WalkPersonRow.walk_id == subject))
    if kind == COMMENTS:
        read_in = (RoundRow.team_id == HomeRow.team_id, RoundRow.id == subject)
        return HomeRow.user_id.in_(select(RoundRow.reader).where(*read_in))
    course = (CourseRow.team_id == HomeRow.team_id, CourseRow.id == subject)
    named = select(NamedRow.user_id).join(CourseRow, CourseRow.channel == NamedRow.channel)
    owners = select(PlanActionRow.owner).where(PlanActionRow.course_id == subject)
    return or_(HomeRow.user_id.in_(named.where(*course)), HomeRow.user_id.in_(owners))


def _stale(team: TeamId, now: datetime) -> Select[HomeRow]:
    free = or_(HomeRow.lease_until.is_(None), HomeRow.lease_until < now)
    mine = (HomeRow.team_id == team, HomeRow.edition != HomeRow.shown, free)
    return select(HomeRow).where(*mine).order_by(HomeRow.user_id)


async def anything_stale(tx: Tx, team: TeamId, now: datetime) -> bool:
    """Whether somebody's tab is out of date and nobody is at it."""
    return await tx.session.scalar(_stale(team, now).limit(1)) is not None


async def claim(tx: Tx, team: TeamId, now: datetime) -> tuple[UserId, int] | None:
    """Somebody whose tab is out of date, and its edition; nobody else gets it until the lease is over."""
    await hold(tx, "homes")
    row = await tx.session.scalar(_stale(team, now).limit(1))
    if row is None:
        return None
    await changed(tx, update(HomeRow).where(*_tab(team, row.user_id)).values(lease_until=now + LEASE))
    return row.user_id, row.edition


async def edition(tx: Tx, team: TeamId, user: UserId) -> int | None:
    """What the person's tab counts now; None for somebody who has never opened it."""
    return await tx.session.scalar(select(HomeRow.edition).where(*_tab(team, user)))


async def shown(tx: Tx, team: TeamId, user: UserId, published: int) -> None:
    """The tab was published as it stood at that edition: if an older one comes last, it is out of date again."""
    tx.writes("person")
    await changed(tx, update(HomeRow).where(*_tab(team, user)).values(shown=published, lease_until=None))


async def let_go(tx: Tx, team: TeamId, user: UserId) -> None:
    """It could not be published now: somebody takes it again."""
    await changed(tx, update(HomeRow).where(*_tab(team, user)).values(lease_until=None))


async def forget(tx: Tx, team: TeamId, users: Iterable[UserId]) -> None:
    """These people have no tab any more."""
    await changed(tx, delete(HomeRow).where(HomeRow.team_id == team, HomeRow.user_id.in_([*users])))


def _tab(team: TeamId, user: UserId) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    return HomeRow.team_id == team, HomeRow.user_id == user
