"""A walk to take along: a version as it was approved, or the draft as it stands, and who wrote what of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from domain.people import UserId
from domain.revisions import QuestionId, Version
from domain.walks import Walk


def as_approved(walk: Walk, version: Version) -> Walk:
    """The walk with the questions and answers of one version, whatever was written or settled since."""
    return replace(walk, answers=version.answers, added=version.added, unsettled=version.unsettled)


def writers(walk: Walk) -> Mapping[QuestionId, tuple[UserId, ...]]:
    """Who wrote the answers that stand, the one who wrote last at the end."""
    return {question: answer.writers for question, answer in walk.answers.items() if answer.writers}
