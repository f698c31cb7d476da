"""What a walk still wants: from whom, whether it is done, and when people are reminded of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from hashlib import sha256

from domain.people import UserId
from domain.revisions import Difference, Question, QuestionId, Revision, Status, Version, differences
from domain.walks import Walk, WalkAct
from domain.workdays import Workdays

#: Nobody is reminded of a template that is younger than this.
FIRST_REMINDER = timedelta(days=7)
#: From when on, and until when, an approver is reminded of a request.
APPROVAL_WAITS, APPROVAL_REMINDED = timedelta(days=4), timedelta(weeks=5)


@dataclass(frozen=True, slots=True)
class Asked:
    """Somebody asked the approvers to approve what stands."""

    by: UserId
    at: datetime

    def has_waited(self, now: datetime) -> bool:
        """Whether it is so old that an approver reads who asked, and when."""
        return now - self.at >= APPROVAL_WAITS

    def is_reminded_of(self, now: datetime) -> bool:
        """Whether an approver is reminded of it at the beginning of a week; not for ever."""
        return self.has_waited(now) and now - self.at < APPROVAL_REMINDED


def edition(walk: Walk) -> str:
    """A short name for exactly what stands: who approves another edition than they saw is told."""
    standing = sorted((question, answer.number) for question, answer in walk.answers.items())
    return sha256(repr((standing, [(one.id, one.text.da) for one in walk.added])).encode()).hexdigest()[:12]


def is_finished(walk: Walk) -> bool:
    """Whether everything that stands has been approved."""
    return bool(walk.versions) and not walk.changed


def can_be_approved(walk: Walk) -> bool:
    """Whether there is something to approve that has not been approved yet."""
    return walk.changed and any(answer.status is not Status.OPEN for answer in walk.answers.values())


def is_ready(walk: Walk) -> bool:
    """Whether there is something to approve, and no question is open any more."""
    return can_be_approved(walk) and not walk.progress()[Status.OPEN]


def unsettled_of(walk: Walk, user: UserId | None = None) -> tuple[Question, ...]:
    """The questions that are not settled, or those of them that this person is to find out about."""
    found = (question for question in walk.questions if walk.status(question.id) is Status.NOT_SETTLED)
    return tuple(one for one in found if user is None or _settler(walk, one.id) == user)


def nobodys(walk: Walk) -> tuple[Question, ...]:
    """The questions that are not settled and that nobody has been chosen to find out about."""
    return tuple(one for one in unsettled_of(walk) if one.id not in walk.unsettled)


def _settler(walk: Walk, question: QuestionId) -> UserId | None:
    unsettled = walk.unsettled.get(question)
    return unsettled.owner if unsettled else None


def waiting_for(walk: Walk, user: UserId) -> tuple[Question, ...]:
    """What wants this person: what they were handed, what they are to settle, what anybody may answer or take on."""
    if not walk.may(user, WalkAct.WRITE):
        return ()
    still_open = [question for question in walk.questions if walk.status(question.id) is Status.OPEN]
    takers = {question: one.taker for question, one in walk.handed.items()}
    handed = [question for question in walk.questions if takers.get(question.id) == user]
    anybodys = [question for question in still_open if question.id not in walk.handed]
    return tuple(dict.fromkeys((*handed, *unsettled_of(walk, user), *anybodys, *nobodys(walk))))


def wants_an_answer(walk: Walk, user: UserId) -> bool:
    """Whether a question is open to this person, or with them; what they are to settle is not."""
    found = waiting_for(walk, user)
    return any(walk.status(one.id) is Status.OPEN or one.id in walk.handed for one in found)


def wants_a_nudge(walk: Walk, week_begins: date, started: date) -> bool:
    """Whether people are reminded of the walk in the week that begins so; `started` is its first day."""
    return not is_finished(walk) and week_begins - started >= FIRST_REMINDER


def falls_due(due: date, today: date, workdays: Workdays) -> bool:
    """Whether somebody is reminded today of what is due then: on the day, and on the working day before it.

    A date on which nobody works counts as the last working day before it.
    """
    day = workdays.on_or_before(due)
    return today in {day, workdays.shifted(day, -1)}


def due_for(walk: Walk, user: UserId, today: date, workdays: Workdays) -> tuple[Question, ...]:
    """What this person is to settle and is reminded of today, also where an approved version leaves it open."""
    mine = unsettled_of(walk, user)
    return tuple(one for one in mine if falls_due(walk.unsettled[one.id].due, today, workdays))


def first_day(walk: Walk, workdays: Workdays) -> date:
    return workdays.local(walk.started_at).date()


def compared(walk: Walk) -> tuple[Version | None, Version | None, tuple[Difference, ...]]:
    """The version approved last, what follows it (None: the draft), and how they differ, in the order asked.

    Where nothing has changed since, the last two versions are compared; both are None where there is none.
    """
    if not walk.versions:
        return None, None, ()
    if walk.changed:
        return walk.versions[-1], None, _in_order(walk, walk.versions[-1], walk.answers)
    if len(walk.versions) == 1:
        return walk.versions[0], None, ()
    before, after = walk.versions[-2:]
    return before, after, _in_order(walk, before, after.answers)


def _in_order(walk: Walk, before: Version, after: Mapping[QuestionId, Revision]) -> tuple[Difference, ...]:
    found = differences(before.answers, after)
    return tuple(sorted(found, key=lambda one: walk.number(one.question)))
