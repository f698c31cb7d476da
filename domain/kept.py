"""What is kept about one person, as it is told to that person."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

from domain.barometers import Language, RoleId
from domain.people import ChannelId, Right, UserId
from domain.rounds import Round
from domain.sittings import Sitting
from domain.walks import Part


@dataclass(frozen=True, slots=True)
class Whose:
    """A round, template or course as people know it: the unit or municipality, and since when."""

    name: str
    since: date


@dataclass(frozen=True, slots=True)
class Deed:
    """A line of the audit: who did what to which object, and when; and whose that is, where it is still there."""

    at: datetime
    actor: UserId
    action: str
    object: str
    whose: Whose | None = None


class Arrival(StrEnum):
    """What became of a private message."""

    SENT = "sent"
    WAITS = "waits"
    #: Needless when its time came, or refused by Slack.
    NEVER_SENT = "never_sent"


@dataclass(frozen=True, slots=True)
class Notice:
    """A private message to a person, or about them: of which kind, for when, and whether it was sent."""

    kind: str
    at: datetime
    arrival: Arrival = Arrival.SENT


class WalkMark(StrEnum):
    """In what way a row of a walk names somebody."""

    TEXTS = "texts"
    QUESTIONS = "questions"
    SHOWN = "shown"
    HANDED = "handed"
    HANDED_OUT = "handed_out"
    UNSETTLED = "unsettled"
    APPROVED = "approved"
    SENT_BACK = "sent_back"
    VERSIONS = "versions"
    MESSAGES = "messages"
    FOLLOW_UPS = "follow_ups"


@dataclass(frozen=True, slots=True)
class InWalk:
    """What somebody is in a template of this unit, and how many rows of it name them; nought is left out."""

    unit: str
    started_at: datetime
    parts: frozenset[Part] = frozenset()
    counts: Mapping[WalkMark, int] = field(default_factory=dict)


class CourseMark(StrEnum):
    """In what way a row of a course names somebody."""

    DATES = "dates"
    TEXTS = "texts"
    PRESENT = "present"
    ACTIONS = "actions"
    ACTIONS_WRITTEN = "actions_written"


@dataclass(frozen=True, slots=True)
class InCourse:
    """What somebody is in a municipality's course, and how many rows of it name them; nought is left out.

    What they are stands with its channel: in a course that is over nobody is anything any more.
    """

    municipality: str
    set_up_on: date
    rights: tuple[Right, ...] = ()
    counts: Mapping[CourseMark, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Trace:
    """What is written down about a person by name. Answers are not among it: only their own key finds those."""

    language: Language | None = None
    rights: tuple[tuple[ChannelId, Right], ...] = ()
    marks: tuple[tuple[ChannelId, RoleId], ...] = ()
    not_asked: tuple[ChannelId, ...] = ()
    known: tuple[ChannelId, ...] = ()
    rosters: tuple[tuple[Round, RoleId], ...] = ()
    led: tuple[Round, ...] = ()
    deeds: tuple[Deed, ...] = ()
    notices: tuple[Notice, ...] = ()
    walks: tuple[InWalk, ...] = ()
    #: Messages that they wrote and that belong to no template.
    unplaced: int = 0
    courses: tuple[InCourse, ...] = ()
    #: What was filled in to begin a course, and is kept for a day, with them on it.
    course_drafts: int = 0
    #: Whether they have opened the Home tab.
    has_home: bool = False
    installed: bool = False


@dataclass(frozen=True, slots=True)
class Asked:
    """A round in which the person is asked, and what they answered so far; None where no answers are kept.

    `readable` is False where the round's key is missing, so that nobody can read the answers.
    """

    round: Round
    role: RoleId
    sitting: Sitting | None = None
    readable: bool = True


@dataclass(frozen=True, slots=True)
class Kept:
    """Everything kept about one person: what names them, and the answers that their own request finds."""

    trace: Trace
    asked: tuple[Asked, ...] = ()
