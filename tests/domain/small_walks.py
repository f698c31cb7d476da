"""A template with seven questions, and a walk through it."""

from __future__ import annotations

from datetime import UTC, date, datetime

from domain.barometers import Text
from domain.templates import Element, Prompt, SideNote, Template
from domain.walks import Part, Walk

NOW = datetime(2027, 1, 11, 8, tzinfo=UTC)
TARGET = date(2027, 3, 1)
OWNER, IDA, LINE, APPROVER = "U0EJER", "U0IDA", "U0LINE", "U0CHEF"
WRITERS = (OWNER, IDA, LINE)


def prompts(*ids: str) -> tuple[Prompt, ...]:
    return tuple(Prompt(one, Text(f"Spørgsmål {one}?", f"Question {one}?")) for one in ids)


def template(version: int = 1, template_id: str = "lille") -> Template:
    return Template(
        id=template_id,
        version=version,
        languages=("da", "en"),
        title=Text("Lille skabelon", "Small template"),
        introduction=Text("Til ledelsen."),
        elements=(
            Element("hjem", Text("Hjem"), Text("Om hjemmet"), prompts("q1", "q2")),
            Element("folk", Text("Folk"), None, prompts("q3", "q4", "q5"), note_follows="hjem"),
            Element("tid", Text("Tid"), Text("Om tiden"), prompts("q6", "q7"), note_follows="folk"),
        ),
        side_notes=(SideNote(frozenset({"q3"}), Text("Loven er ny."), date(2026, 11, 22)),),
    )


def a_walk(walk_id: str = "abcdefghijklm", team: str = "T0EGELUND") -> Walk:
    """One owner, two more authors and an approver, who does not write."""
    return Walk(
        id=walk_id,
        team=team,
        template=template(),
        unit="Egely",
        people={
            OWNER: frozenset({Part.OWNER, Part.AUTHOR}),
            IDA: frozenset({Part.AUTHOR}),
            LINE: frozenset({Part.AUTHOR}),
            APPROVER: frozenset({Part.APPROVER}),
        },
        target=TARGET,
        channel="C0EGELY",
        started_at=NOW,
    )


def an_answered_walk() -> Walk:
    """The same one, in which no question is open any more."""
    walk = a_walk()
    for question in walk.questions:
        walk = walk.add_text(question.id, "Et svar.", IDA, NOW)
    return walk
