"""What becomes of a message that the bot starts itself: claimed, sent, repeated, given up.

A message whose outcome is unknown waits until Slack can no longer deliver it, is looked for, and only then sent
again; the table of outcomes is docs/decisions/0008.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from random import SystemRandom

from domain.people import ChannelId, TeamId, UserId
from domain.rounds import Round
from handlers import comments, course_channels
from handlers.roles import leader_of
from handlers.seals import RESULT
from storage import outbox, rounds
from storage.database import Tx
from storage.outbox import Claimed, Post

#: As many rows as one process takes at a time.
BATCH = 25
#: Slack's own wish to wait is followed up to this long, and no trouble makes a message wait longer between two tries.
LONGEST_WAIT = timedelta(minutes=15)
#: The wait where a rate limit names none that can be read: what Slack usually asks for.
UNNAMED_WAIT = timedelta(seconds=30)
#: A message that cannot be made so often is given up.
MOST_ATTEMPTS = 8
#: Where Slack is in trouble a message is tried for so long.
LONGEST_TROUBLE = timedelta(days=1)
#: Where nobody can look, one attempt of unknown outcome is repeated, and a second one is not …
MOST_UNSEEN = 2
#: … but for what a course says to its channel: a reminder that comes twice does less harm than one that never comes.
SAID_UNTIL_SENT = ("courses.", "meetings.")
#: How long a workspace rests that does not let Anker in.
PAUSE = timedelta(minutes=5)
#: The coordinator hears when one of these could not be delivered.
TOLD_WHEN_GIVEN_UP = {"rounds.role_notice", "rounds.invitation", "rounds.opened", RESULT, comments.WAITING}
#: So long after its day a result is still put into a channel that could not be reached before.
RESULT_WITHIN = timedelta(days=28)


async def claim(tx: Tx, owner: str, now: datetime) -> list[Claimed]:
    """The messages that this process may send now, each with the moment at which its turn comes."""
    return await outbox.claim(tx, owner, now, BATCH)


async def refused(tx: Tx, claimed: Claimed, error: str, now: datetime) -> None:
    """Slack will never take this message: it is given up, and whoever leads the round hears of it.

    A course whose channel is the reason rests, and says it when it goes on.
    """
    if await course_channels.undelivered(tx, claimed, error, now):
        await outbox.withdraw(tx, claimed)
        return
    await outbox.dead(tx, claimed, error)
    # Reminders go to those who have not handed in: that one of them failed would tell who that is.
    if claimed.kind not in TOLD_WHEN_GIVEN_UP:
        return
    found = await rounds.load(tx, claimed.team, claimed.subject["round"])
    if found:
        leader = await leader_of(tx, found)
        unread = claimed.kind == comments.WAITING
        told = (
            comments.unreachable_post(found, leader, now)
            if unread
            else _undelivered(found, leader, claimed, error, now)
        )
        await outbox.add(tx, [told])


def _undelivered(asked: Round, leader: UserId, claimed: Claimed, error: str, now: datetime) -> Post:
    """One notice for each reason, however many messages it stopped; of a result one for each channel, by its name."""
    where = {"channel": claimed.target} if claimed.kind == RESULT else {}
    return Post(
        dedupe_key=":".join([asked.team, asked.id, "rounds.undelivered", error, *where.values()]),
        team=asked.team,
        kind="rounds.undelivered",
        due_at=now,
        channel=leader,
        subject={"round": asked.id, "error": error, **where},
        not_after=now + timedelta(days=2),
    )


async def reachable(tx: Tx, team: TeamId, channel: ChannelId, now: datetime) -> None:
    """Something happened to a channel in which it may be possible to post again: a result that it lacks is tried."""
    await outbox.revive(tx, team, RESULT, channel, course_channels.CLOSED, now - RESULT_WITHIN)


async def later(tx: Tx, claimed: Claimed, seconds: float | None, now: datetime) -> None:
    """A rate limit: nothing was posted, and the message waits as long as Slack asked for. It is not the message's
    fault, so that it is never given up for it."""
    await outbox.again(tx, claimed, now + _asked(seconds), counts=False)


async def not_now(tx: Tx, claimed: Claimed, now: datetime) -> None:
    """Slack is not there, and certainly took nothing: tried again for a day, more and more seldom."""
    if _is_too_long_in_trouble(claimed, now):
        await refused(tx, claimed, "out_of_reach", now)
    else:
        await outbox.again(tx, claimed, now + _as_long_again(claimed, now), counts=False)


async def unmade(tx: Tx, claimed: Claimed, now: datetime) -> None:
    """The message could not be made, which no other message is to suffer from; given up after many times."""
    if claimed.attempt >= MOST_ATTEMPTS:
        await refused(tx, claimed, "too_many_attempts", now)
    else:
        wait = timedelta(seconds=2.0**claimed.attempt)
        await outbox.again(tx, claimed, now + min(wait, LONGEST_WAIT) + _chance())


async def unknown(tx: Tx, claimed: Claimed, now: datetime) -> None:
    """Nobody knows whether it arrived: looked for after the wait, for a day, more and more seldom."""
    if _is_too_long_in_trouble(claimed, now):
        await refused(tx, claimed, "outcome_unknown", now)
    else:
        await outbox.release_uncertain(tx, claimed, now + _as_long_again(claimed, now))


async def look_later(tx: Tx, claimed: Claimed, seconds: float | None, now: datetime) -> None:
    """A rate limit on looking: the outcome is as unknown as before, and the message as little at fault."""
    await outbox.release_uncertain(tx, claimed, now + _asked(seconds), counts=False)


async def unseen(tx: Tx, claimed: Claimed, now: datetime) -> bool:
    """Whether a message of unknown outcome is sent again where nobody can look: late twice rather than never."""
    if claimed.attempt <= MOST_UNSEEN or claimed.kind.startswith(SAID_UNTIL_SENT):
        return True
    await refused(tx, claimed, "outcome_unknown", now)
    return False


async def locked_out(tx: Tx, claimed: Claimed, now: datetime, *, is_known: bool) -> None:
    """The workspace does not let Anker in: all its messages wait, and one after the other is tried again later.

    `is_known` says that this message certainly was not posted.
    """
    until = now + PAUSE
    await outbox.pause(tx, claimed.team, until)
    if is_known:
        await outbox.again(tx, claimed, until, counts=False)
    else:
        await outbox.release_uncertain(tx, claimed, until, counts=False)


def _asked(seconds: float | None) -> timedelta:
    """What Slack asked for: never so little that we would hammer, never so much that a message is forgotten."""
    asked = UNNAMED_WAIT if seconds is None else timedelta(seconds=min(max(1.0, seconds), LONGEST_WAIT.total_seconds()))
    return asked + _chance()


def _as_long_again(claimed: Claimed, now: datetime) -> timedelta:
    """As long as it has been tried already: twice as late each time."""
    return min(max(now - claimed.first_try_at, timedelta(seconds=2)), LONGEST_WAIT) + _chance()


def _is_too_long_in_trouble(claimed: Claimed, now: datetime) -> bool:
    return now - claimed.first_try_at >= LONGEST_TROUBLE


def _chance() -> timedelta:
    """Up to a second, so that not everything that was put off comes back in one moment."""
    return timedelta(seconds=SystemRandom().uniform(0, 1))
