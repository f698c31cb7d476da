"""The questions of a walk, every wording of their answers, and the versions that were approved."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from hashlib import sha256

from domain.barometers import Text
from domain.people import UserId
from domain.templates import ElementId, PromptId

#: A prompt of the template, or a question that a participant added.
QuestionId = str

#: Longest answer, in characters: what Slack delivers of one message (docs.slack.dev/changelog, truncation at 40,000).
LONGEST_ANSWER = 40_000
#: So many words in a row do not stand in two texts by chance.
LONGEST_CHANCE = 3
#: Longest question of one's own, in characters.
LONGEST_QUESTION = 500


class Status(StrEnum):
    """What has become of a question."""

    OPEN = "open"
    ANSWERED = "answered"
    NOT_SETTLED = "not_settled"
    NOT_RELEVANT = "not_relevant"


class UnknownQuestion(Exception):  # noqa: N818 - read aloud where it is raised
    """The walk has no question of this id."""


class AnswerTooLong(ValueError):  # noqa: N818 - the name is the sentence
    """An answer longer than `LONGEST_ANSWER`."""


class Overtaken(Exception):  # noqa: N818 - the name is the sentence
    """Somebody changed the answer since the writer last saw it; carries the revision that stands."""

    def __init__(self, standing: Revision) -> None:
        super().__init__(standing.question)
        self.standing = standing


class Reworded(Exception):  # noqa: N818 - the name is the sentence
    """A question of one's own has other words than those that the person saw, or has been approved with them."""


class ColleaguesText(Exception):  # noqa: N818 - the name is the sentence
    """A colleague's text stands there; it is not added to without asking. Carries the revision that stands."""

    def __init__(self, standing: Revision) -> None:
        super().__init__(standing.question)
        self.standing = standing


@dataclass(frozen=True, slots=True)
class Question:
    """One question of a walk; `added_by` is None for the template's own."""

    id: QuestionId
    element: ElementId
    text: Text
    follows: PromptId | None = None
    added_by: UserId | None = None


def wording(question: Question) -> str:
    """A short name for exactly these words: whoever writes others in place of older ones is told."""
    return sha256(question.text.da.encode()).hexdigest()[:12]


@dataclass(frozen=True, slots=True)
class Revision:
    """One wording of one answer, numbered from 1 within its question; the newest stands.

    `author` made it; `writers` are all whose words may stand in it, see `writers_after`.
    """

    question: QuestionId
    number: int
    status: Status
    text: str
    author: UserId
    at: datetime
    #: It follows from the wordings before, and tells no two revisions apart.
    writers: tuple[UserId, ...] = field(default=(), compare=False)


def writers_after(before: Revision | None, status: Status, text: str, author: UserId) -> tuple[UserId, ...]:
    """Who wrote an answer, the one who wrote last at the end; one that was emptied, or is another text, begins anew.

    Whoever only said that a question is not settled or not relevant has not written.
    """
    if status is Status.OPEN:
        return ()
    known = before.writers if before and _stands_in(before.text, text) else ()
    return (*(one for one in known if one != author), author) if status is Status.ANSWERED else known


def _stands_in(before: str, text: str) -> bool:
    """Whether something of a text stands in another: some words in a row, half of them where there are only a few."""
    old, new = (tuple(re.findall(r"\w+", one.casefold())) for one in (before, text))
    length = min(LONGEST_CHANCE, len(old) // 2 or len(old))
    runs = {new[at : at + length] for at in range(len(new) - length + 1)}
    return any(old[at : at + length] in runs for at in range(len(old) - length + 1))


@dataclass(frozen=True, slots=True)
class Unsettled:
    """Who finds out about a question that is not settled, and by when."""

    owner: UserId
    due: date


@dataclass(frozen=True, slots=True)
class Version:
    """What an approver approved; it is never changed. `authors` took part in it until then."""

    number: int
    approved_by: UserId
    at: datetime
    answers: Mapping[QuestionId, Revision]
    added: tuple[Question, ...] = ()
    authors: tuple[UserId, ...] = ()
    unsettled: Mapping[QuestionId, Unsettled] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Difference:
    """A question whose answer is not the same in two versions; None where there was no answer."""

    question: QuestionId
    before: Revision | None
    after: Revision | None


def differences(before: Mapping[QuestionId, Revision], after: Mapping[QuestionId, Revision]) -> tuple[Difference, ...]:
    """The questions that are answered otherwise after than before, those answered first in front."""
    questions = dict.fromkeys((*before, *after))
    found = (Difference(question, before.get(question), after.get(question)) for question in questions)
    return tuple(one for one in found if _content(one.before) != _content(one.after))


def _content(revision: Revision | None) -> tuple[Status, str]:
    return (revision.status, revision.text) if revision else (Status.OPEN, "")
