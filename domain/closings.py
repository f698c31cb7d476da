"""How a course ends: who secures what afterwards, and whether the plan is still followed half a year later."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from domain.course_definitions import Kind, Milestone, Topic
from domain.courses import Course, Standing
from domain.people import UserId

#: Longest thing to be secured, and longest comment on the answer, in characters.
LONGEST_SECURED = 300
LONGEST_COMMENT = 1000
#: So many things have room in the record of the final meeting.
MOST_SECURED = 5

_SETTLED = frozenset({Standing.HELD, Standing.NOT_NEEDED})


class Answer(StrEnum):
    """Whether the plan is still followed."""

    YES = "yes"
    PARTLY = "partly"
    NO = "no"


@dataclass(frozen=True, slots=True)
class Secured:
    """Something that goes on after the course, and who sees to it, None where nobody in Slack was named."""

    what: str
    who: UserId | None = None


@dataclass(frozen=True, slots=True)
class Followed:
    """The team's answer to the question after the course, in whose words and when."""

    answer: Answer
    comment: str
    by: UserId
    at: datetime


@dataclass(frozen=True, slots=True)
class Closing:
    """All that is kept about the end of a course; empty while it has not come."""

    secured: tuple[Secured, ...] = ()
    followed: Followed | None = None


def asks_who_secures(milestone: Milestone) -> bool:
    """Whether the record of this meeting says who secures what afterwards."""
    return Topic.SECURING in milestone.agenda.topics


def after_answer(course: Course) -> Course:
    """The course once a question of its is answered: over when there is none left to ask."""
    return course if still_to_come(course, Kind.QUESTION) else course.ended()


def still_to_come(course: Course, kind: Kind) -> tuple[Milestone, ...]:
    """Its milestones of a kind that are neither done nor left out: an end leaves them undone."""
    return tuple(one for one in course.type.of_kind(kind) if course.state(one.id).standing not in _SETTLED)
