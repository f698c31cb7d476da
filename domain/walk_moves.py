"""From question to question: back and forward, and to the next one that wants somebody's answer."""

from __future__ import annotations

from datetime import datetime

from domain.people import UserId
from domain.revisions import Question, QuestionId, Status
from domain.walks import Walk


def neighbour(walk: Walk, question_id: QuestionId, step: int) -> Question | None:
    """The question so many places on, None beyond the ends; raises `UnknownQuestion`."""
    place = walk.number(question_id) - 1 + step
    return walk.questions[place] if 0 <= place < len(walk.questions) else None


def next_for(walk: Walk, user: UserId, now: datetime, after: QuestionId | None = None) -> Question | None:
    """The next question that wants an answer from this person, None where there is none.

    First what they were handed, also where something stands there already; then the open questions in order, from the
    one after `after` on and round to the beginning, past those that a colleague is on or was handed. Who passes one
    after the other over, `after` being the one passed, meets each of them once before the first one comes again.
    """
    still_open = [question for question in walk.questions if walk.status(question.id) is Status.OPEN]
    mine = [question for question in walk.questions if _handed_to(walk, question.id) == user]
    free = [q for q in still_open if _handed_to(walk, q.id) is None]
    line = [*mine, *(q for q in free if q.id == after or not walk.on_it(q.id, now, user))]
    passed = next((place for place, question in enumerate(line) if question.id == after), None)
    if passed is not None:
        return next(iter((*line[passed + 1 :], *line[:passed])), None)
    start = walk.number(after) if after else 0
    return next(iter(mine), None) or next((q for q in line if walk.number(q.id) > start), next(iter(line), None))


def has_come_to_the_end(walk: Walk, user: UserId, now: datetime) -> bool:
    """Whether somebody has answered, or marked, what they were shown last, and no question wants them any more."""
    place = walk.places.get(user)
    answer = walk.answers.get(place.question) if place else None
    if place is None or answer is None or answer.author != user or answer.at < place.at:
        return False
    return next_for(walk, user, now) is None


def _handed_to(walk: Walk, question_id: QuestionId) -> UserId | None:
    handed = walk.handed.get(question_id)
    return handed.taker if handed else None
