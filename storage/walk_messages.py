"""The messages that people wrote as answers, or instead of one.

A message is kept, sealed, before Slack is told that it arrived, so that nothing written is lost while it is asked
where it belongs.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, and_, or_, select, update

from domain.people import ChannelId, TeamId, UserId
from domain.revisions import QuestionId
from domain.walk_texts import Waiting
from domain.walks import WalkId
from storage.database import Tx, changed, hold, insert_into
from storage.sealed import place
from storage.tables import WrittenRow


@dataclass(frozen=True, slots=True)
class WrittenText:
    """A message that somebody wrote; once it is decided, `walk` and `question` say where it went, if anywhere."""

    team: TeamId
    channel: ChannelId
    ts: str
    user: UserId
    at: datetime
    text: str
    decided: bool = False
    walk: WalkId | None = None
    question: QuestionId | None = None


async def keep(tx: Tx, written: WrittenText) -> WrittenText:
    """Keep a message that nobody has kept yet; a redelivery finds the one that is there, decided or not."""
    tx.writes("person")
    await hold(tx, f"written {written.channel} {written.ts}")
    sealed = tx.keys.ring.seal(written.text.encode(), _place(written.team, written.channel, written.ts))
    row = {
        "team_id": written.team,
        "channel": written.channel,
        "ts": written.ts,
        "user_id": written.user,
        "at": written.at,
        "body": sealed,
        "decided": False,
    }
    await changed(tx, insert_into(tx, WrittenRow).values(row).on_conflict_do_nothing())
    kept = await load(tx, written.team, written.user, written.channel, written.ts)
    return kept or written


async def load(
    tx: Tx, team: TeamId, user: UserId, channel: ChannelId, ts: str, *, lock: bool = False
) -> WrittenText | None:
    """The person's message, if it was kept. Raises `KeyMissing` and `TamperedBody`.

    `lock` keeps everybody else from deciding about it until the transaction ends.
    """
    if lock:
        await hold(tx, f"written {channel} {ts}")
    row = await tx.session.get(WrittenRow, (team, channel, ts))
    if row is None or row.user_id != user:
        return None
    text = tx.keys.ring.open(row.body, place_of(row)).decode()
    return WrittenText(team, channel, ts, user, row.at, text, row.decided, row.walk_id, row.question)


async def propose(tx: Tx, written: WrittenText, walk: WalkId, question: QuestionId) -> None:
    """Note where an undecided message may belong; its text stays until its writer has said so."""
    tx.writes("person")
    await changed(tx, update(WrittenRow).where(*_is(written)).values(walk_id=walk, question=question))


async def decide(tx: Tx, written: WrittenText, walk: WalkId | None, question: QuestionId | None) -> None:
    """The message went to a question, or to none."""
    tx.writes("person")
    await changed(tx, update(WrittenRow).where(*_is(written)).values(walk_id=walk, question=question, decided=True))


async def rewrite(tx: Tx, written: WrittenText, text: str) -> None:
    """The message was edited in Slack, and the answer followed."""
    tx.writes("person")
    sealed = tx.keys.ring.seal(text.encode(), _place(written.team, written.channel, written.ts))
    await changed(tx, update(WrittenRow).where(*_is(written)).values(body=sealed))


async def later(tx: Tx, written: WrittenText, walk: WalkId, question: QuestionId) -> list[str]:
    """What the same person wrote after the message that went to the question already, in the order written."""
    mine = (WrittenRow.team_id == written.team, WrittenRow.channel == written.channel, WrittenRow.ts > written.ts)
    there = (WrittenRow.user_id == written.user, WrittenRow.walk_id == walk, WrittenRow.question == question)
    query = select(WrittenRow.ts).where(*mine, *there, WrittenRow.decided).order_by(WrittenRow.ts)
    found = [await load(tx, written.team, written.user, written.channel, ts) for ts in await tx.session.scalars(query)]
    return [one.text for one in found if one is not None]


async def waiting(tx: Tx, team: TeamId, walk: WalkId, user: UserId) -> list[Waiting]:
    """Whose texts, and to which questions of a walk, wait for their writers to say where they belong; oldest first.

    Those of `user` that may belong nowhere yet are among them.
    """
    nowhere = and_(WrittenRow.walk_id.is_(None), WrittenRow.user_id == user)
    kept = (WrittenRow.team_id == team, WrittenRow.decided.is_(False), or_(WrittenRow.walk_id == walk, nowhere))
    query = select(WrittenRow.user_id, WrittenRow.question).where(*kept).order_by(WrittenRow.at, WrittenRow.ts)
    return [Waiting(user, question) for user, question in (await tx.session.execute(query)).all()]


async def undecided(tx: Tx, team: TeamId, user: UserId) -> list[WrittenText]:
    """What the person wrote and has not said where it belongs, the oldest first."""
    mine = (WrittenRow.team_id == team, WrittenRow.user_id == user, WrittenRow.decided.is_(False))
    query = select(WrittenRow.channel, WrittenRow.ts).where(*mine).order_by(WrittenRow.at, WrittenRow.ts)
    rows = (await tx.session.execute(query)).all()
    found = [await load(tx, team, user, channel, ts) for channel, ts in rows]
    return [one for one in found if one is not None]


def _is(written: WrittenText) -> tuple[ColumnElement[bool], ...]:
    return (
        WrittenRow.team_id == written.team,
        WrittenRow.channel == written.channel,
        WrittenRow.ts == written.ts,
    )


def place_of(row: WrittenRow) -> bytes:
    """What ties the text to its row."""
    return _place(row.team_id, row.channel, row.ts)


def _place(team: TeamId, channel: ChannelId, ts: str) -> bytes:
    return place("walk_written", team, channel, ts)
