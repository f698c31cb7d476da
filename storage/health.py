"""A few figures for whoever runs the bot: how much waits and how much runs, without a team, a person or an answer."""

from __future__ import annotations

from sqlalchemy import func, select

from domain.rounds import RoundState
from storage import rotation
from storage.database import Tx
from storage.tables import OutboxRow, RoundRow


async def figures(tx: Tx) -> str:
    """In the text format of Prometheus."""
    waiting = await tx.session.scalar(select(func.count()).where(OutboxRow.state.in_(["pending", "sending"])))
    dead = await tx.session.scalar(select(func.count()).where(OutboxRow.state == "dead"))
    running = await tx.session.scalar(select(func.count()).where(RoundRow.state == RoundState.OPEN))
    closing = await tx.session.scalar(
        select(func.count()).where(RoundRow.state.in_([RoundState.CLOSING, RoundState.SEALED]))
    )
    gauges = {
        "anker_messages_waiting": waiting,
        "anker_messages_given_up": dead,
        "anker_rounds_open": running,
        "anker_rounds_being_sealed": closing,
        "anker_texts_left_to_rotate": await rotation.left(tx),
    }
    return "".join(f"# TYPE {name} gauge\n{name} {number}\n" for name, number in gauges.items())
