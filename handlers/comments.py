"""The comments of a published round: read by the one who was named, released one by one, shown to those who may see.

The reader is the person whom the invitation named, and never becomes somebody else (rule P10 of docs/privacy.md).
What looks like a civil registration number is shown to nobody, the reader included, whenever it was written.
"""
# ruff: noqa: A002 - a round is called a round

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from domain.comments import Comment, CommentState, next_to_read, ordered, unread
from domain.people import Person, TeamId, UserId
from domain.rounds import Round, RoundId
from handlers.sittings import UnknownRound
from storage import audit, homes, releases, sent_messages
from storage import comments as stored
from storage.database import Tx
from storage.outbox import Post
from storage.sent_messages import Sent

#: The kind of the outbox row that tells the reader that comments wait.
WAITING = "comments.waiting"
#: And of the one that tells the coordinator that the reader cannot be told.
UNREACHABLE = "comments.unreachable"


@dataclass(frozen=True, slots=True)
class Reading:
    """All comments of a round in their order, and the one that the reader has before them: none where none is left.

    `decided` is the place, counted from 0, of the comment about which the reader has just decided.
    """

    round: Round
    comments: Sequence[Comment]
    shown: Comment | None
    decided: int | None = None

    @property
    def waiting(self) -> int:
        """How many still wait for a decision."""
        return unread(self.comments)

    @property
    def place(self) -> int:
        """Where the shown comment stands, counted from 0."""
        return next((place for place, one in enumerate(self.comments) if one == self.shown), 0)


async def start(tx: Tx, person: Person, round_id: RoundId, now: datetime) -> Reading:
    """The first comment that waits for a decision, else the first of all; that comments were read is noted.

    Raises `UnknownRound` for everybody but the round's reader, and `KeyMissing` and `TamperedBody`.
    """
    reading = await look(tx, person, round_id)
    await audit.note(tx, person.team, person.user, "comments.read", round_id, now)
    return _at(reading, next_to_read(reading.comments))


async def look(tx: Tx, person: Person, round_id: RoundId, key: str = "") -> Reading:
    """The comment with this key, or the first one where that is gone. Raises as `start` does."""
    found = await releases.published(tx, person.team, round_id)
    if found is None or person.user != found.round.reader:
        raise UnknownRound
    comments = await _of(tx, found.round)
    return _at(Reading(found.round, comments, None), _with(comments, key))


async def release(tx: Tx, person: Person, round_id: RoundId, key: str, now: datetime) -> Reading:
    """Show a comment to those who see the result, and go on to the next one that waits. Raises as `start` does.

    One that looks as if it held a civil registration number stays as it is.
    """
    reading = await look(tx, person, round_id, key)
    comment = _with(reading.comments, key)
    if comment is None or not comment.may_be_shown:
        return reading
    if await stored.decide(tx, person.team, round_id, comment, CommentState.RELEASED):
        await audit.note(tx, person.team, person.user, "comments.released", round_id, now)
    return await _onwards(tx, reading)


async def keep_back(tx: Tx, person: Person, round_id: RoundId, key: str, now: datetime) -> Reading:
    """Show a comment to nobody else, or no longer, and go on to the next one that waits. Raises as `start` does."""
    reading = await look(tx, person, round_id, key)
    comment = _with(reading.comments, key)
    if comment is None:
        return reading
    if await stored.decide(tx, person.team, round_id, comment, CommentState.KEPT_BACK):
        await audit.note(tx, person.team, person.user, "comments.kept_back", round_id, now)
    return await _onwards(tx, reading)


async def delete(tx: Tx, person: Person, round_id: RoundId, key: str, now: datetime) -> Reading:
    """Destroy a comment, and go on to the next one that waits. Raises as `start` does."""
    reading = await look(tx, person, round_id, key)
    comment = _with(reading.comments, key)
    if comment is None:
        return reading
    if await stored.destroy(tx, person.team, round_id, comment):
        await audit.note(tx, person.team, person.user, "comments.deleted", round_id, now)
    return await _onwards(tx, reading)


async def released(tx: Tx, team: TeamId, round_id: RoundId) -> dict[str, list[str]]:
    """The texts of the released comments by open question, in an order drawn at random; no question without any.

    Who may see them is for the caller to ask. Empty for a round that is not published.
    Raises `KeyMissing` and `TamperedBody`.
    """
    found = await releases.published(tx, team, round_id)
    texts: dict[str, list[str]] = {}
    for comment in await _of(tx, found.round) if found else ():
        if comment.is_shown:
            texts.setdefault(comment.item, []).append(comment.text)
    return texts


async def any_released(tx: Tx, team: TeamId, round_id: RoundId) -> bool:
    """Whether a comment of the round was released."""
    return await stored.number(tx, team, round_id, CommentState.RELEASED) > 0


async def any_kept(tx: Tx, team: TeamId, round_id: RoundId) -> bool:
    """Whether there is a comment of the round, decided or not."""
    return await stored.number(tx, team, round_id) > 0


async def waiting(tx: Tx, team: TeamId, round_id: RoundId) -> tuple[Round, int] | None:
    """The published round and how many of its comments wait for their reader; None where none does."""
    found = await releases.published(tx, team, round_id)
    number = await stored.number(tx, team, round_id, CommentState.UNREAD)
    return (found.round, number) if found and number else None


async def out(tx: Tx, team: TeamId, round_id: RoundId) -> tuple[Round, int] | None:
    """The same at the moment when the reader is told: it stands on their Home tab from now on."""
    await homes.mark(tx, team, homes.COMMENTS, round_id)
    return await waiting(tx, team, round_id)


async def told_of_waiting(tx: Tx, reading: Reading) -> Sequence[Sent]:
    """Where the reader was told that comments wait."""
    return await sent_messages.where_sent(tx, reading.round.team, [WAITING], round=reading.round.id)


def waiting_post(round: Round, due: datetime) -> Post:
    """One private notice to the reader, when the result comes; how many there are is counted when it is sent."""
    return Post(
        dedupe_key=f"{round.team}:{round.id}:{WAITING}",
        team=round.team,
        kind=WAITING,
        due_at=due,
        channel=round.reader,
        subject={"round": round.id},
    )


def unreachable_post(round: Round, leader: UserId, now: datetime) -> Post:
    """To whoever leads the round: the reader could not be told. Nobody else becomes the reader (rule P10)."""
    return Post(
        dedupe_key=f"{round.team}:{round.id}:{UNREACHABLE}",
        team=round.team,
        kind=UNREACHABLE,
        due_at=now,
        channel=leader,
        subject={"round": round.id},
        not_after=now + timedelta(days=2),
    )


async def _of(tx: Tx, round: Round) -> tuple[Comment, ...]:
    questions = [item.id for item in round.barometer.open_items]
    return ordered(await stored.of_round(tx, round.team, round.id), questions)


async def _onwards(tx: Tx, decided: Reading) -> Reading:
    """As it is stored now: the next comment that waits, else the one decided, else the one in its place."""
    comments = await _of(tx, decided.round)
    now = Reading(decided.round, comments, None, decided.place)
    # A deleted comment has left its place to the one behind it.
    same = _with(comments, decided.shown.key if decided.shown else "")
    after = decided.place if same else decided.place - 1
    behind = comments[min(decided.place, len(comments) - 1)] if comments else None
    return _at(now, next_to_read(comments, after) or same or behind)


def _with(comments: Sequence[Comment], key: str) -> Comment | None:
    return next((comment for comment in comments if comment.key == key), None)


def _at(reading: Reading, comment: Comment | None) -> Reading:
    first = next(iter(reading.comments), None)
    return replace(reading, shown=comment or first)
