"""What stands in Slack of a walk: the question cards, and the messages that people wrote as answers.

A message is kept, sealed, before Slack is told that it arrived; once it is decided where it belongs, its text lives
in the answer alone.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, delete, select, update

from domain.people import ChannelId, TeamId, UserId
from domain.revisions import QuestionId
from domain.walks import WalkId
from storage.database import Tx, changed, hold, insert_into
from storage.sealed import place
from storage.tables import WalkCardRow, WrittenRow


@dataclass(frozen=True, slots=True)
class WrittenText:
    """A message that somebody wrote; `text` is None once it is decided, `walk` and `question` say where it went."""

    team: TeamId
    channel: ChannelId
    ts: str
    user: UserId
    at: datetime
    text: str | None
    walk: WalkId | None = None
    question: QuestionId | None = None


async def keep(tx: Tx, written: WrittenText) -> WrittenText:
    """Keep a message that nobody has kept yet; a redelivery finds the one that is there, decided or not."""
    tx.writes("person")
    await hold(tx, f"written {written.channel} {written.ts}")
    sealed = tx.keys.ring.seal((written.text or "").encode(), _place(written.team, written.channel, written.ts))
    row = {
        "team_id": written.team,
        "channel": written.channel,
        "ts": written.ts,
        "user_id": written.user,
        "at": written.at,
        "body": sealed,
    }
    await changed(tx, insert_into(tx, WrittenRow).values(row).on_conflict_do_nothing())
    kept = await load(tx, written.team, written.user, written.channel, written.ts)
    return kept or written


async def load(tx: Tx, team: TeamId, user: UserId, channel: ChannelId, ts: str) -> WrittenText | None:
    """The person's message, if it was kept. Raises `KeyMissing` and `TamperedBody`."""
    row = await tx.session.get(WrittenRow, (team, channel, ts))
    if row is None or row.user_id != user:
        return None
    opened = None if row.body is None else tx.keys.ring.open(row.body, _place(team, channel, ts)).decode()
    return WrittenText(team, channel, ts, user, row.at, opened, row.walk_id, row.question)


async def propose(tx: Tx, written: WrittenText, walk: WalkId, question: QuestionId) -> None:
    """Note where an undecided message may belong; its text stays until its writer has said so."""
    tx.writes("person")
    await changed(tx, update(WrittenRow).where(*_is(written)).values(walk_id=walk, question=question))


async def decided(tx: Tx, written: WrittenText, walk: WalkId | None, question: QuestionId | None) -> None:
    """The message went to a question, or to none; its own copy of the text is gone."""
    tx.writes("person")
    await changed(tx, update(WrittenRow).where(*_is(written)).values(walk_id=walk, question=question, body=None))


async def undecided(tx: Tx, team: TeamId, user: UserId) -> list[WrittenText]:
    """What the person wrote and has not said where it belongs, the oldest first."""
    mine = (WrittenRow.team_id == team, WrittenRow.user_id == user, WrittenRow.body.is_not(None))
    query = select(WrittenRow.channel, WrittenRow.ts).where(*mine).order_by(WrittenRow.at, WrittenRow.ts)
    rows = (await tx.session.execute(query)).all()
    found = [await load(tx, team, user, channel, ts) for channel, ts in rows]
    return [one for one in found if one is not None]


async def note_card(tx: Tx, team: TeamId, channel: ChannelId, ts: str, walk: WalkId, question: QuestionId) -> None:
    """A card in a direct message shows this question now; the same message may have shown another one before."""
    tx.writes("person")
    row = {"team_id": team, "channel": channel, "ts": ts, "walk_id": walk, "question": question}
    fresh = insert_into(tx, WalkCardRow).values(row)
    again = fresh.on_conflict_do_update(
        index_elements=["team_id", "channel", "ts"], set_={"walk_id": walk, "question": question}
    )
    await changed(tx, again)


async def card(tx: Tx, team: TeamId, channel: ChannelId, ts: str) -> tuple[WalkId, QuestionId] | None:
    """Which question the message shows, None where it is no question card."""
    row = await tx.session.get(WalkCardRow, (team, channel, ts))
    return (row.walk_id, row.question) if row else None


async def forget_card(tx: Tx, team: TeamId, channel: ChannelId, ts: str) -> None:
    """The message shows no question any more."""
    where = (WalkCardRow.team_id == team, WalkCardRow.channel == channel, WalkCardRow.ts == ts)
    await changed(tx, delete(WalkCardRow).where(*where))


def _is(written: WrittenText) -> tuple[ColumnElement[bool], ...]:
    return (
        WrittenRow.team_id == written.team,
        WrittenRow.channel == written.channel,
        WrittenRow.ts == written.ts,
    )


def _place(team: TeamId, channel: ChannelId, ts: str) -> bytes:
    return place("walk_written", team, channel, ts)
