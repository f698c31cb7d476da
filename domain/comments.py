"""The comments of a closed round: read one by one by the person who was named, and released one by one.

Rule P10 of docs/privacy.md. A comment belongs to its question and to nothing else: no person, no date, no
other comment.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from domain.cpr import find_cpr


class CommentState(StrEnum):
    """What the reader has decided; it may be decided anew at any time."""

    UNREAD = "unread"
    RELEASED = "released"
    KEPT_BACK = "kept_back"


@dataclass(frozen=True, slots=True)
class Comment:
    """One comment to one open question. `slot` is a number drawn at random, by which comments are ordered."""

    item: str
    slot: int
    text: str
    state: CommentState = CommentState.UNREAD

    @property
    def key(self) -> str:
        """What tells the comment from the others of its round."""
        return f"{self.item}:{self.slot}"

    @property
    def may_be_shown(self) -> bool:
        """Whether nothing in it looks like a civil registration number, as it is known today."""
        return not find_cpr(self.text)

    @property
    def is_shown(self) -> bool:
        """Whether those who see the result see it: released, and still without anything like such a number."""
        return self.state is CommentState.RELEASED and self.may_be_shown


def ordered(comments: Iterable[Comment], questions: Sequence[str]) -> tuple[Comment, ...]:
    """Question by question as they were asked, and within a question by the numbers that were drawn."""
    place = {question: number for number, question in enumerate(questions)}
    return tuple(sorted(comments, key=lambda one: (place.get(one.item, len(place)), one.item, one.slot)))


def unread(comments: Iterable[Comment]) -> int:
    """How many still wait for a decision."""
    return sum(comment.state is CommentState.UNREAD for comment in comments)


def next_to_read(comments: Sequence[Comment], after: int = -1) -> Comment | None:
    """The first undecided comment behind a place, counted from 0, or else before it; None where all are decided."""
    in_turn = [*comments[after + 1 :], *comments[: after + 1]]
    return next((comment for comment in in_turn if comment.state is CommentState.UNREAD), None)
