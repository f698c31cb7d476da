"""Which messages Anker started about something, and where they stand: to bring them up to date, and tell nothing twice.

They are the outbox's rows, read after the sending; a message to a round's people leaves no trace there.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from sqlalchemy import ColumnElement, select

from domain.people import ChannelId, TeamId
from storage.database import Tx
from storage.tables import OutboxRow


@dataclass(frozen=True, slots=True)
class Sent:
    """A message that stands somewhere: its kind, its channel and timestamp, what it is about, and who was sent it."""

    kind: str
    channel: ChannelId
    ts: str
    subject: Mapping[str, str]
    #: A channel or a person.
    target: str

    @property
    def is_private(self) -> bool:
        """Whether it stands in somebody's direct message."""
        return self.target != self.channel


async def live_card(tx: Tx, team: TeamId, kind: str, subject: Mapping[str, str]) -> tuple[str, str] | None:
    """Channel and timestamp of the newest message of the kind about the subject, if one stands anywhere."""
    about = (OutboxRow.team_id == team, OutboxRow.kind == kind, OutboxRow.subject == as_stored(subject))
    query = select(OutboxRow.slack_channel, OutboxRow.slack_ts).where(*about, OutboxRow.slack_ts.is_not(None))
    row = (await tx.session.execute(query.order_by(OutboxRow.id.desc()).limit(1))).first()
    return (row[0], row[1]) if row and row[0] and row[1] else None


async def told(tx: Tx, team: TeamId, kinds: Iterable[str], **subject: str) -> list[Mapping[str, str]]:
    """What messages of these kinds about the subject are about, sent or still to be sent, the oldest first.

    Of a message's subject those fields count that are given here, as for `where_sent`.
    """
    return [about for _, about in await _about(tx, team, kinds, subject)]


async def where_sent(tx: Tx, team: TeamId, kinds: Iterable[str], **subject: str) -> list[Sent]:
    """Where messages of these kinds about the subject stand, the oldest first.

    Of a message's subject those fields count that are given here: `course="…"` finds whatever is about the course.
    Only what was sent to a channel or, of its own, to a person is kept; messages of a round's people leave no trace.
    """
    return [
        Sent(row.kind, row.slack_channel, row.slack_ts, about, row.channel)
        for row, about in await _about(tx, team, kinds, subject, OutboxRow.slack_ts.is_not(None))
        if row.channel and row.slack_channel and row.slack_ts
    ]


async def _about(
    tx: Tx, team: TeamId, kinds: Iterable[str], subject: Mapping[str, str], *further: ColumnElement[bool]
) -> list[tuple[OutboxRow, dict[str, str]]]:
    """Rows of these kinds about the subject, each with the whole of its own, the oldest first."""
    about = [OutboxRow.subject.contains(_field(name, value), autoescape=True) for name, value in subject.items()]
    mine = (OutboxRow.team_id == team, OutboxRow.kind.in_([*kinds]), *further)
    rows = await tx.session.scalars(select(OutboxRow).where(*mine, *about).order_by(OutboxRow.id))
    found = [(row, json.loads(row.subject)) for row in rows]
    return [(row, whole) for row, whole in found if subject.items() <= whole.items()]


async def subject_at(tx: Tx, team: TeamId, channel: ChannelId, ts: str) -> Mapping[str, str] | None:
    """What the message that stands there is about; None where Anker did not start it, or keeps no trace of it."""
    there = (OutboxRow.team_id == team, OutboxRow.slack_channel == channel, OutboxRow.slack_ts == ts)
    found = await tx.session.scalar(select(OutboxRow.subject).where(*there))
    return json.loads(found) if found else None


def _field(name: str, value: str) -> str:
    """One field as it stands inside what `as_stored` writes."""
    return as_stored({name: value})[1:-1]


def as_stored(subject: Mapping[str, str]) -> str:
    """What a message is about, as its row holds it: equal subjects are equal texts."""
    return json.dumps(dict(subject), sort_keys=True, ensure_ascii=False, separators=(",", ":"))
