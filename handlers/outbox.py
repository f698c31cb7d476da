"""What becomes of a message that the bot starts itself: claimed, sent, repeated, given up.

A message whose outcome is unknown waits until Slack can no longer deliver it, is looked for, and only then sent
again; the table of outcomes is docs/decisions/0008.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from random import SystemRandom

from domain.people import TeamId
from domain.rounds import RoundId
from storage import outbox, rounds
from storage.database import Tx
from storage.outbox import Claimed, Post

#: As many rows as one process takes at a time.
BATCH = 25
#: Slack's own wish to wait is followed up to this long.
LONGEST_WAIT = timedelta(minutes=15)
#: A row that has failed so often is given up, so that others flow.
MOST_ATTEMPTS = 8
#: The coordinator hears when one of these could not be delivered.
TOLD_WHEN_GIVEN_UP = {"rounds.role_notice", "rounds.invitation", "rounds.opened", "releases.result"}


async def claim(tx: Tx, owner: str, now: datetime) -> list[Claimed]:
    """The messages that this process may send now, each with the moment at which its turn comes."""
    return await outbox.claim(tx, owner, now, BATCH)


def wait(seconds: float | None, attempt: int) -> timedelta:
    """How long to wait before the next attempt: what Slack asked for, else twice as long each time, with jitter."""
    asked = timedelta(seconds=max(1.0, seconds if seconds is not None else 2.0**attempt))
    return min(asked, LONGEST_WAIT) + timedelta(seconds=SystemRandom().uniform(0, 1))


async def refused(tx: Tx, claimed: Claimed, error: str, now: datetime) -> None:
    """Slack will never take this message: it is given up, and whoever leads the round hears of it."""
    await outbox.dead(tx, claimed, error)
    # Reminders go to those who have not handed in: that one of them failed would tell who that is.
    if claimed.kind not in TOLD_WHEN_GIVEN_UP:
        return
    found = await rounds.load(tx, claimed.team, claimed.subject["round"])
    if found:
        await outbox.add(tx, [_undelivered(found.team, found.id, found.coordinator, error, now)])


def _undelivered(team: TeamId, round_id: RoundId, coordinator: str, error: str, now: datetime) -> Post:
    """One notice for each reason, however many messages it stopped."""
    return Post(
        dedupe_key=f"{team}:{round_id}:rounds.undelivered:{error}",
        team=team,
        kind="rounds.undelivered",
        due_at=now,
        channel=coordinator,
        subject={"round": round_id, "error": error},
        not_after=now + timedelta(days=2),
    )


async def unknown(tx: Tx, claimed: Claimed, now: datetime) -> None:
    """Nobody knows whether it arrived: looked for after the wait, and given up after many times."""
    if claimed.attempt >= MOST_ATTEMPTS:
        await refused(tx, claimed, "outcome_unknown", now)
    else:
        await outbox.release_uncertain(tx, claimed)


async def later(tx: Tx, claimed: Claimed, seconds: float | None, now: datetime) -> None:
    """Slack certainly did not take it: tried again after a while, and given up after many times."""
    if claimed.attempt >= MOST_ATTEMPTS and seconds is None:
        await refused(tx, claimed, "too_many_attempts", now)
    else:
        await outbox.again(tx, claimed, now + wait(seconds, claimed.attempt))
