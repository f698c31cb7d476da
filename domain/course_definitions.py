"""A course as a content file writes it: what happens, how long after what, who is invited, and when nobody is there."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Literal

from domain.barometers import Language, RoleId, Text
from domain.workdays import months_later

CourseTypeId = str
MilestoneId = str
#: An anchor is a date that people give; where a milestone has the same id, it takes place on that date.
AnchorId = str
Invited = Literal["team", "all"]
#: Where a date comes from: the method's own description, its event at a time of ours, or our own choice.
Basis = Literal["seed", "seed event", "default"]


class UnknownMilestone(Exception):  # noqa: N818 - read aloud where it is raised
    """The course has no milestone of this id."""


class Kind(StrEnum):
    """What a milestone is: people meet, something is to be done, a barometer opens or closes, a question is asked."""

    MEETING = "meeting"
    DEADLINE = "deadline"
    BAROMETER_OPEN = "barometer_open"
    BAROMETER_CLOSE = "barometer_close"
    QUESTION = "question"


@dataclass(frozen=True, slots=True)
class Offset:
    """A distance on the local calendar, never in hours; negative is before."""

    days: int = 0
    weeks: int = 0
    months: int = 0

    def after(self, day: date) -> date:
        """The day so far from `day`; a day that its month does not have is the last one of the month."""
        same_day = months_later(day, self.months) if self.months else day
        return same_day + timedelta(days=self.days + 7 * self.weeks)


@dataclass(frozen=True, slots=True)
class Counted:
    """A date that is counted from a milestone or from an anchor."""

    after: str
    offset: Offset


@dataclass(frozen=True, slots=True)
class Anchor:
    """A date that is given at set-up; where it may be left out, `default` says how it is counted."""

    id: AnchorId
    default: Counted | None = None


class Topic(StrEnum):
    """What Anker knows something about, and tells under the point of an agenda that is about it."""

    PLAN = "plan"
    MOST_TO_GAIN = "most_to_gain"
    LAST_TIME = "last_time"
    NEXT_STEPS = "next_steps"
    ROUNDS = "rounds"
    SECURING = "securing"


@dataclass(frozen=True, slots=True)
class Agenda:
    """The points of a meeting; in Danish where nobody has translated them.

    `topics` says of each point what it is about, None where that is nothing that Anker knows of; empty: of none.
    """

    da: tuple[str, ...] = ()
    en: tuple[str, ...] = ()
    topics: tuple[Topic | None, ...] = ()

    def in_(self, language: Language) -> tuple[str, ...]:
        return self.en if language == "en" and self.en else self.da


@dataclass(frozen=True, slots=True)
class Milestone:
    """One thing that happens in a course.

    Where the file says so, `short` is its name without its time ("Statusmøde"), and `the` the same as it stands in a
    sentence ("statusmødet"). `groups` holds the roles of each group where people come in groups, `minutes` how long a
    group takes, and `remind_days_before` on how many days before the date the channel is reminded, 0 being the day
    itself.
    """

    id: MilestoneId
    kind: Kind
    name: Text
    counted: Counted
    basis: Basis = "default"
    invited: Invited | None = None
    groups: tuple[tuple[RoleId, ...], ...] = ()
    minutes: int | None = None
    remind_days_before: tuple[int, ...] = ()
    agenda: Agenda = Agenda()
    short: Text | None = None
    the: Text | None = None


@dataclass(frozen=True, slots=True)
class CourseType:
    """A dated course; id and version name it for ever. `closed_days` are months and days of every year."""

    id: CourseTypeId
    version: int
    title: Text
    anchors: tuple[Anchor, ...]
    milestones: tuple[Milestone, ...]
    closed_weeks: frozenset[int] = frozenset()
    closed_days: frozenset[tuple[int, int]] = frozenset()

    def milestone(self, milestone_id: MilestoneId) -> Milestone:
        """The milestone; raises `UnknownMilestone`."""
        for milestone in self.milestones:
            if milestone.id == milestone_id:
                return milestone
        raise UnknownMilestone(milestone_id)

    def has(self, milestone_id: MilestoneId) -> bool:
        return any(milestone.id == milestone_id for milestone in self.milestones)

    def anchor(self, anchor_id: AnchorId) -> Anchor | None:
        return next((anchor for anchor in self.anchors if anchor.id == anchor_id), None)

    @property
    def needed(self) -> tuple[AnchorId, ...]:
        """The anchors that set-up cannot do without."""
        return tuple(anchor.id for anchor in self.anchors if anchor.default is None)

    def of_kind(self, kind: Kind) -> tuple[Milestone, ...]:
        return tuple(milestone for milestone in self.milestones if milestone.kind is kind)

    def barometer_number(self, opening: MilestoneId) -> int:
        """Which of the course's barometers opens there, in the file's order, from 1. Raises `UnknownMilestone`."""
        for number, milestone in enumerate(self.of_kind(Kind.BAROMETER_OPEN), 1):
            if milestone.id == opening:
                return number
        raise UnknownMilestone(opening)

    def closing_of(self, opening: MilestoneId) -> Milestone | None:
        """The milestone on which the barometer that opens there closes, if the course says so."""
        closings = self.of_kind(Kind.BAROMETER_CLOSE)
        return next((milestone for milestone in closings if milestone.counted.after == opening), None)
