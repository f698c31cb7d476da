"""A walk to take along: a version as it was approved, or the draft as it stands, and who wrote what of it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from domain.people import UserId
from domain.revisions import QuestionId, Status, Version
from domain.walks import Walk


@dataclass(frozen=True, slots=True)
class Trace:
    """That somebody made a revision; what they wrote is left out."""

    question: QuestionId
    number: int
    status: Status
    author: UserId


def as_approved(walk: Walk, version: Version) -> Walk:
    """The walk with the questions and answers of one version, whatever was written or settled since."""
    return replace(walk, answers=version.answers, added=version.added, unsettled=version.unsettled)


def writers(walk: Walk, traces: Iterable[Trace]) -> Mapping[QuestionId, tuple[UserId, ...]]:
    """Who wrote the answers that stand, the one who wrote last at the end; an answer that was emptied begins anew.

    Whoever only said that a question is not settled or not relevant has not written.
    """
    found: dict[QuestionId, tuple[UserId, ...]] = {}
    for trace in sorted(traces, key=lambda one: one.number):
        standing = walk.answers.get(trace.question)
        if standing is None or trace.number > standing.number:
            continue
        before = found.get(trace.question, ())
        if trace.status is Status.OPEN:
            found[trace.question] = ()
        elif trace.status is Status.ANSWERED:
            found[trace.question] = (*(one for one in before if one != trace.author), trace.author)
    return found
