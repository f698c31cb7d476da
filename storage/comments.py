"""The comments that outlived a close: each sealed by itself, all of one size, in an order drawn at random."""
# ruff: noqa: A002 - a round is called a round

from __future__ import annotations

import secrets
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, delete, func, select, update

from domain.comments import Comment, CommentState
from domain.people import TeamId, UserId
from domain.rounds import Round, RoundId, RoundState
from storage import homes
from storage.database import Tx, changed, insert_into
from storage.rounds import as_round
from storage.sealed import padded, place, unpadded
from storage.tables import ReleasedCommentRow, ReleaseRow, RoundRow

#: Every comment has this size before sealing, so that its length says nothing: 1,000 characters fit.
COMMENT_SIZE = 4096
SLOTS = 2**31


async def insert(tx: Tx, round: Round, comments: Mapping[str, Iterable[str]]) -> None:
    """Keep a round's comments by open question, each under the secret keys and in a slot of its own."""
    rows = [
        _row(tx, round.id, item, slot, comment) for item, texts in comments.items() for slot, comment in _drawn(texts)
    ]
    if rows:
        # Written in the order of the slots: where a row lies tells nothing either.
        await tx.session.execute(insert_into(tx, ReleasedCommentRow), sorted(rows, key=lambda row: str(row["slot"])))


async def of_round(tx: Tx, team: TeamId, round_id: RoundId) -> list[Comment]:
    """Every comment of the team's round, by question and slot. Raises `KeyMissing`, `TamperedBody`."""
    query = select(ReleasedCommentRow).where(_of(team, round_id))
    rows = await tx.session.scalars(query.order_by(ReleasedCommentRow.item, ReleasedCommentRow.slot))
    return [_read(tx, row) for row in rows]


async def number(tx: Tx, team: TeamId, round_id: RoundId, *states: CommentState) -> int:
    """How many comments of the team's round are in one of these states, or there at all where none is named."""
    query = select(func.count()).select_from(ReleasedCommentRow).where(_of(team, round_id))
    return await tx.session.scalar(query.where(ReleasedCommentRow.read_state.in_(states)) if states else query) or 0


async def unread_by(tx: Tx, team: TeamId, reader: UserId) -> list[tuple[Round, datetime, int]]:
    """The published rounds with comments that wait for this reader: each with when it was sealed and how many."""
    waits = (ReleasedCommentRow.round_id == RoundRow.id, ReleasedCommentRow.read_state == CommentState.UNREAD)
    number = select(func.count()).select_from(ReleasedCommentRow).where(*waits).scalar_subquery()
    query = select(RoundRow, ReleaseRow.released_at, number).join(ReleaseRow, ReleaseRow.round_id == RoundRow.id)
    mine = (RoundRow.team_id == team, RoundRow.reader == reader, RoundRow.state == RoundState.PUBLISHED.value)
    rows = await tx.session.execute(query.where(*mine, number > 0).order_by(ReleaseRow.released_at, RoundRow.id))
    return [(await as_round(tx, row), sealed_at, waiting) for row, sealed_at, waiting in rows.all()]


async def decide(tx: Tx, team: TeamId, round_id: RoundId, comment: Comment, state: CommentState) -> bool:
    """Keep what was decided about a comment; whether that is anything new."""
    mine = (_of(team, round_id), _is(comment), ReleasedCommentRow.read_state != state)
    is_new = await changed(tx, update(ReleasedCommentRow).where(*mine).values(read_state=state.value)) == 1
    if is_new:
        await homes.mark(tx, team, homes.COMMENTS, round_id)
    return is_new


async def destroy(tx: Tx, team: TeamId, round_id: RoundId, comment: Comment) -> bool:
    """Delete a comment, body and all; whether it was still there. `Store.forget_deleted` comes after the commit."""
    was_there = await changed(tx, delete(ReleasedCommentRow).where(_of(team, round_id), _is(comment))) == 1
    if was_there:
        await homes.mark(tx, team, homes.COMMENTS, round_id)
    return was_there


def _of(team: TeamId, round_id: RoundId) -> ColumnElement[bool]:
    released = select(ReleaseRow.round_id).where(ReleaseRow.team_id == team, ReleaseRow.round_id == round_id)
    return ReleasedCommentRow.round_id.in_(released)


def _is(comment: Comment) -> ColumnElement[bool]:
    return (ReleasedCommentRow.item == comment.item) & (ReleasedCommentRow.slot == comment.slot)


def _drawn(texts: Iterable[str]) -> list[tuple[int, str]]:
    """Every text with a slot of its own, drawn at random."""
    all_texts = list(texts)
    slots = secrets.SystemRandom().sample(range(SLOTS), len(all_texts))
    return list(zip(slots, all_texts, strict=True))


def _row(tx: Tx, round_id: RoundId, item: str, slot: int, comment: str) -> dict[str, Any]:
    return {
        "round_id": round_id,
        "item": item,
        "slot": slot,
        "key_id": tx.keys.ring.newest,
        "body": tx.keys.ring.seal(padded(comment.encode(), COMMENT_SIZE), _place(round_id, item, slot)),
        "read_state": CommentState.UNREAD.value,
    }


def _read(tx: Tx, row: ReleasedCommentRow) -> Comment:
    opened = tx.keys.ring.open(row.body, place_of(row))
    return Comment(row.item, row.slot, unpadded(opened).decode(), CommentState(row.read_state))


def place_of(row: ReleasedCommentRow) -> bytes:
    """What ties the comment to its row."""
    return _place(row.round_id, row.item, row.slot)


def _place(round_id: RoundId, item: str, slot: int) -> bytes:
    return place("released_comments", round_id, item, str(slot))
