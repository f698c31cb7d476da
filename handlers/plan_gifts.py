"""Whose action becomes another's by somebody else's hand: both owners are told, in working hours."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

from domain.courses import Course
from domain.people import UserId
from domain.plans import Action, given_by
from domain.workdays import Workdays
from storage import outbox
from storage.database import Tx
from storage.outbox import Post

#: What the outbox calls what is told to who is given actions, and to whom one was taken from.
GIVEN, TAKEN = "plans.given", "plans.taken"


async def tell_owners(
    tx: Tx,
    course: Course,
    actions: Iterable[Action],
    by: UserId,
    now: datetime,
    workdays: Workdays,
    *,
    after: UserId | None = None,
) -> None:
    """Whoever is given actions by somebody else is told so: one message, however many they are.

    `after` had them all before.
    """
    about = {"by": by} | ({"after": after} if after else {})
    theirs = {owner: " ".join(one.id for one in mine) for owner, mine in given_by(by, actions).items()}
    due = workdays.soonest(now)
    posts = [_post(course, GIVEN, owner, about | {"actions": names}, now, due) for owner, names in theirs.items()]
    await outbox.add(tx, posts)


async def tell_former(
    tx: Tx, course: Course, actions: Sequence[Action], former: UserId, by: UserId, now: datetime, workdays: Workdays
) -> None:
    """Whoever no longer has these actions is told who has, so that nobody does what another is doing; not who gave
    them."""
    if actions and former != by:
        subject = {"by": by, "actions": " ".join(one.id for one in actions)}
        await outbox.add(tx, [_post(course, TAKEN, former, subject, now, workdays.soonest(now))])


def _post(course: Course, kind: str, to: UserId, subject: dict[str, str], now: datetime, due: datetime) -> Post:
    return Post(
        dedupe_key=f"{course.team}:{course.id}:{kind}:{to}:{now.timestamp():.3f}:{subject['actions']}",
        team=course.team,
        kind=kind,
        due_at=due,
        channel=to,
        subject={"course": course.id} | subject,
    )
