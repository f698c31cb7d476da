"""Whom a walk reminds, of what, and who is gone from it; looked at once a working day from nine o'clock on."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime, time, timedelta

from domain.departments import week_begins
from domain.people import TeamId, UserId
from domain.walk_reviews import due_for, first_day, waiting_for, wants_a_nudge
from domain.walks import Walk, WalkId
from domain.workdays import MORNING, Workdays
from handlers.walk_people import GONE, whom_to_ask
from handlers.walk_reviews import still_asked
from handlers.walk_texts import own_waiting
from storage import outbox, workspaces
from storage import walks as stored
from storage.database import Tx
from storage.outbox import Post

#: The kinds of outbox rows.
NUDGE, DUE = "walks.nudge", "walks.due"
#: A nudge that could not be sent for so long waits for the next week's.
STALE = timedelta(days=4)


def is_time(now: datetime, workdays: Workdays) -> bool:
    """Whether people may be reminded now: in working hours, from nine o'clock on."""
    return workdays.is_working_hour(now) and workdays.local(now).time() >= MORNING


async def all_ids(tx: Tx) -> list[tuple[TeamId, WalkId]]:
    """Every walk of every team."""
    return await stored.all_ids(tx)


async def load(tx: Tx, team: TeamId, walk_id: WalkId) -> Walk | None:
    """Raises `KeyMissing` and `TamperedBody` for texts that cannot be read."""
    return await stored.load(tx, team, walk_id)


async def remind(
    tx: Tx, team: TeamId, walks: Iterable[Walk], deactivated: frozenset[UserId], now: datetime, workdays: Workdays
) -> int:
    """Write the day's reminders of one team's walks, once a day however many processes ask; how many are new.

    Everybody gets one message at most: on the first look of a week the nudge, which says what falls due as well. Only
    an approver is reminded besides of a request that waits.
    """
    found = list(walks)
    today = workdays.local(now).date()
    if not await workspaces.first_time(tx, team, f"walks.day:{today}", now):
        return 0
    posts = [post for walk in found for post in await _questions_about_gone(tx, walk, deactivated, now, workdays)]
    year, week, _ = today.isocalendar()
    is_first = await _is_first_of_week(tx, team, now, workdays)
    people = _people(found, deactivated) if is_first else []
    nudged = [user for user in people if await nudging(tx, found, user, now, workdays)]
    posts += [_to(team, user, NUDGE, f"{year}-{week:02}", now, now + STALE) for user in nudged]
    asked = [one for walk in found if is_first for one in await still_asked(tx, walk, now, now, f"{year}-{week:02}")]
    posts += [replace(one, not_after=now + STALE) for one in asked if one.channel not in deactivated]
    evening = workdays.at(today, time(23, 59))
    due = [u for u in _people(found, deactivated) if await _falls_due(tx, found, u, u in nudged, now, workdays)]
    posts += [_to(team, user, DUE, today.isoformat(), now, evening) for user in due]
    return await outbox.add(tx, posts)


async def _falls_due(
    tx: Tx, walks: list[Walk], user: UserId, has_nudge: bool, now: datetime, workdays: Workdays
) -> bool:
    """Whether something falls due that this morning's nudge does not tell already."""
    told = {walk.id for walk in await nudging(tx, walks, user, now, workdays)} if has_nudge else set()
    today = workdays.local(now).date()
    return any(due_for(walk, user, today, workdays) for walk in walks if walk.id not in told)


async def _is_first_of_week(tx: Tx, team: TeamId, now: datetime, workdays: Workdays) -> bool:
    """Whether nobody has looked in this week yet."""
    today = workdays.local(now).date()
    monday = today - timedelta(days=today.weekday())
    # What was handled is forgotten after a day: this one is dated so that it is kept for the whole week.
    return now >= week_begins(workdays, now) and await workspaces.first_time(
        tx, team, f"walks.week:{monday}", workdays.at(monday + timedelta(days=7), time(0))
    )


async def nudging(tx: Tx, walks: Iterable[Walk], user: UserId, now: datetime, workdays: Workdays) -> list[Walk]:
    """The walks in which a question, or a text of their own, waits for this person, old enough to remind of."""
    today = workdays.local(now).date()
    monday = today - timedelta(days=today.weekday())
    old_enough = (walk for walk in walks if wants_a_nudge(walk, monday, first_day(walk, workdays)))
    return [walk for walk in old_enough if waiting_for(walk, user) or await own_waiting(tx, walk, user)]


def _people(walks: Iterable[Walk], deactivated: frozenset[UserId]) -> list[UserId]:
    return [user for user in dict.fromkeys(user for walk in walks for user in walk.people) if user not in deactivated]


async def _questions_about_gone(
    tx: Tx, walk: Walk, deactivated: frozenset[UserId], now: datetime, workdays: Workdays
) -> list[Post]:
    """Once a week, until somebody has taken over."""
    year, week, _ = workdays.local(now).isocalendar()
    posts = []
    for gone in (user for user in walk.people if user in deactivated):
        for asked in await whom_to_ask(tx, walk, gone, deactivated):
            key = f"{walk.team}:{walk.id}:{GONE}:{gone}:{asked}:{year}-{week:02}"
            subject = {"walk": walk.id, "user": gone}
            posts.append(Post(key, walk.team, GONE, now, channel=asked, subject=subject, not_after=now + STALE))
    return posts


def _to(team: TeamId, user: UserId, kind: str, sequence: str, now: datetime, not_after: datetime) -> Post:
    return Post(f"{team}:{kind}:{user}:{sequence}", team, kind, now, channel=user, not_after=not_after)
