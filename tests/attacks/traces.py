"""What a round leaves outside the sealed bodies, so that two rounds can be compared line by line."""

from __future__ import annotations

import json
import re
from collections import Counter

from domain.rounds import Round
from tests.attacks.leaks import rows
from tests.attacks.traffic import calls
from tests.conversations.house import House

#: What is drawn by chance or counted by the workspace, and so differs between two rounds that are alike.
CHANCE = (
    (re.compile(r"\b[0-9a-f]{8}-[0-9a-f-]{27}\b"), "UUID"),
    (re.compile(r"V0[0-9A-F]{10}"), "VIEW"),
    (re.compile(r"\b[0-9a-f]{64}\b"), "HASH"),
    (re.compile(r"\b[0-9a-f]{32}\b"), "MARK"),
    (re.compile(r"\b[0-9a-f]{12}\b"), "OWNER"),
    (re.compile(r"\b\d{10}\.\d{6}\b"), "TS"),
)


def by_kind(line: str, asked: Round) -> str:
    """The line with this round's own ids called by what they are."""
    line = line.replace(asked.id, "ROUND")
    for pattern, name in CHANCE:
        line = pattern.sub(name, line)
    return line


async def kept(house: House, asked: Round) -> Counter[str]:
    """Every row; of what is sealed or hashed its size only."""
    found: Counter[str] = Counter()
    for table, row in await rows(house):
        told = [f"{len(value)} bytes" if isinstance(value, bytes | memoryview) else str(value) for value in row]
        found[by_kind(f"{table}: {told}", asked)] += 1
    return found


def said(house: House, asked: Round, since: int = 0) -> Counter[str]:
    """Every message that was posted, replaced or whispered from the `since`th exchange on, and to whom.

    Windows are left out: nothing of them stays.
    """
    sent = [
        call for call in calls(house.workspace, since) if {"text", "blocks"} & set(call.body) and not call.is_window
    ]
    lines = [f"{call.what} to {call.person or call.body.get('channel')}: {json.dumps(call.body)}" for call in sent]
    return Counter(by_kind(line, asked) for line in lines)
