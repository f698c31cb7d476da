"""A question that is with a colleague: when it is not any more, and whom that concerns."""

from __future__ import annotations

from collections.abc import Mapping

from domain.people import UserId
from domain.revisions import QuestionId, Status
from domain.walks import Handed, Walk

#: What leaves nothing to ask the taker for when somebody else says it.
_DONE = frozenset({Status.ANSWERED, Status.NOT_RELEVANT})


def came_back(before: Walk, after: Walk) -> Mapping[QuestionId, Handed]:
    """What was handed out and wants its taker no more, who has answered or marked it, or somebody else has done it.

    Whoever only changes an answer that stood when it was handed out leaves it with the taker.
    """
    return {
        question: one
        for question, one in after.handed.items()
        if _is_by_taker(after, question, one) or _is_done(before, after, question)
    }


def relieved(before: Walk, after: Walk, by: UserId) -> Mapping[QuestionId, Handed]:
    """Who is not asked any more and has not answered: somebody else did, or took the question back or gave it on.

    Whoever gave it on themselves, `by` being the one who changed the walk, knows.
    """
    return {
        question: one
        for question, one in before.handed.items()
        if one.taker not in {by, _taker(after, question)} and not _is_by_taker(after, question, one)
    }


def awaited_no_more(before: Walk, after: Walk) -> Mapping[QuestionId, Handed]:
    """What was handed out and, before anybody answered, was taken back or handed on by another, to whom its answer
    goes now: its first giver waits for none. Who is asked themselves knows.
    """
    return {
        question: one
        for question, one in before.handed.items()
        if one.giver not in {_giver(after, question), _taker(after, question)}
        and not (_is_by_taker(after, question, one) or _is_done(before, after, question))
    }


def _taker(walk: Walk, question: QuestionId) -> UserId | None:
    handed = walk.handed.get(question)
    return handed.taker if handed else None


def _giver(walk: Walk, question: QuestionId) -> UserId | None:
    handed = walk.handed.get(question)
    return handed.giver if handed else None


def _is_by_taker(walk: Walk, question: QuestionId, handed: Handed) -> bool:
    answer = walk.answers.get(question)
    is_theirs = answer is not None and answer.author == handed.taker and answer.at >= handed.at
    return is_theirs and walk.status(question) is not Status.OPEN


def _is_done(before: Walk, after: Walk, question: QuestionId) -> bool:
    return before.status(question) is not after.status(question) and after.status(question) in _DONE
