"""A course that is running: what is agreed about each milestone, and what happens to the rest when one is moved."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time
from enum import StrEnum

from domain.barometers import Language
from domain.calendars import Chosen, Entry, Reason, base_day, base_of, calendar, open_days
from domain.course_definitions import AnchorId, CourseType, MilestoneId
from domain.people import ChannelId, TeamId, UserId
from domain.rounds import RoundId
from domain.walks import WalkId
from domain.workdays import Workdays

CourseId = str
#: Longest name of a municipality, place of a meeting, in characters.
LONGEST_NAME = 80
LONGEST_PLACE = 150


class CourseOver(Exception):  # noqa: N818 - read aloud where it is raised
    """The course has ended: nothing in it is agreed, moved or held any more."""


class AlreadyHeld(Exception):  # noqa: N818 - read aloud where it is raised
    """The meeting was held, or the thing is done: it cannot be moved or agreed any more."""


class Rest(StrEnum):
    """Why nothing is posted in a course's channel at the moment."""

    ARCHIVED = "archived"
    #: Anker was removed from it, or it is gone.
    NOT_IN_CHANNEL = "not_in_channel"


class Standing(StrEnum):
    """What people have said about a milestone; that a past one is unknown follows from the calendar."""

    PROPOSED = "proposed"
    CONFIRMED = "confirmed"
    #: Held, or done where the milestone is no meeting.
    HELD = "held"
    NOT_NEEDED = "not_needed"


@dataclass(frozen=True, slots=True)
class Record:
    """What is written down about a meeting: who took part, and what was agreed, in the writer's own words."""

    present: str
    agreed: str
    by: UserId
    at: datetime


@dataclass(frozen=True, slots=True)
class State:
    """What is agreed about one milestone.

    `chosen` is the day that people chose, None while it is only counted. `changes` counts every change of its day,
    hour, place or standing: the number that a calendar file and old cards go by. `by` is who changed it last.
    """

    standing: Standing = Standing.PROPOSED
    chosen: Chosen | None = None
    at: time | None = None
    place: str = ""
    record: Record | None = None
    changes: int = 0
    by: UserId | None = None


@dataclass(frozen=True, slots=True)
class Course:
    """One team's course. `anchors` are the dates given; `rounds` names the round of each milestone that opens one.

    `channel` is the anchoring team's, `department` the one whose barometer rounds belong to the course; they may be
    the same. `set_up_on` is the local date on which it was set up: what lies before it is "before start", never late.
    """

    id: CourseId
    team: TeamId
    channel: ChannelId
    department: ChannelId
    municipality: str
    type: CourseType
    anchors: Mapping[AnchorId, date]
    set_up_on: date
    states: Mapping[MilestoneId, State] = field(default_factory=dict)
    rounds: Mapping[MilestoneId, RoundId] = field(default_factory=dict)
    walk: WalkId | None = None
    language: Language = "da"
    over: bool = False
    resting: Rest | None = None

    def state(self, milestone: MilestoneId) -> State:
        """What is agreed about the milestone; raises `UnknownMilestone`."""
        return self.states.get(self.type.milestone(milestone).id, State())

    @property
    def chosen(self) -> dict[MilestoneId, Chosen]:
        """The days that people chose."""
        return {name: state.chosen for name, state in self.states.items() if state.chosen}

    def calendar(self, workdays: Workdays) -> tuple[Entry, ...]:
        """Where every milestone stands now, in the order of the file."""
        return calendar(self.type, self.anchors, workdays, self.chosen)

    def days(self, workdays: Workdays) -> dict[MilestoneId, date]:
        """The day on which every milestone stands now."""
        return {entry.id: entry.day for entry in self.calendar(workdays)}

    def with_round(self, milestone: MilestoneId, round_id: RoundId) -> Course:
        """The round that was started for a milestone that opens one; raises `UnknownMilestone`."""
        return replace(self, rounds={**self.rounds, self.type.milestone(milestone).id: round_id})

    def with_walk(self, walk: WalkId | None) -> Course:
        return replace(self, walk=walk)

    def rests(self, why: Rest | None) -> Course:
        """Nothing is posted in its channel from now on; None: all is well again."""
        return replace(self, resting=why)

    def ended(self) -> Course:
        return replace(self, over=True)

    def with_state(self, milestone: MilestoneId, state: State) -> Course:
        return replace(self, states={**self.states, milestone: state})


@dataclass(frozen=True, slots=True)
class Shift:
    """A milestone that stands on another day than before."""

    milestone: MilestoneId
    before: date
    after: date


@dataclass(frozen=True, slots=True)
class Stayed:
    """A milestone that would have moved along, and the standing for which it did not."""

    milestone: MilestoneId
    why: Standing


@dataclass(frozen=True, slots=True)
class Moved:
    """What a change of one date did; `wrong` says why nobody may be there on the new day, and is mostly empty."""

    course: Course
    moved: Shift
    along: tuple[Shift, ...] = ()
    stayed: tuple[Stayed, ...] = ()
    wrong: tuple[Reason, ...] = ()


def moved(
    course: Course,
    milestone: MilestoneId,
    to: date,
    today: date,
    workdays: Workdays,
    by: UserId | None = None,
    *,
    keeps_place: bool = True,
) -> Moved:
    """Put one milestone on another day; what hangs on it moves along unless it is confirmed or held.

    What lies behind `today`, and would still do so, stays where it is: what was not done by a day that has passed was
    not to be done by another one. Where the new day is ahead it moves along, for it can be done by then. That goes
    for whatever moves a date: agreeing on one, holding a meeting on another day, and a round that is followed.

    A confirmed meeting stays confirmed, on the new day, and unless told otherwise at the same hour and place. What is
    moved to its own day changes nothing.
    Raises `UnknownMilestone`, `AlreadyHeld` and `CourseOver`.
    """
    state = _changeable(course, milestone)
    if course.days(workdays)[milestone] == to:
        return _told(course, course, milestone, today, workdays)
    fixed = state.standing is Standing.CONFIRMED
    counted_from = None if fixed else base_day(course.type, course.anchors, workdays, milestone, course.chosen)
    chosen = Chosen(to, counted_from, fixed)
    agreed = state if keeps_place else replace(state, at=None, place="")
    after = course.with_state(milestone, replace(agreed, chosen=chosen, changes=state.changes + 1, by=by))
    return _told(course, after, milestone, today, workdays)


def confirmed(
    course: Course,
    milestone: MilestoneId,
    on: date,
    today: date,
    workdays: Workdays,
    *,
    at: time | None = None,
    place: str = "",
    by: UserId | None = None,
) -> Moved:
    """The date is agreed, with time and place where they are known: from now on it stays where it is.

    Raises `UnknownMilestone`, `AlreadyHeld` and `CourseOver`.
    """
    state = _changeable(course, milestone)
    agreed = replace(state, standing=Standing.CONFIRMED, chosen=Chosen(on, fixed=True), at=at, place=place)
    if agreed == state:
        return _told(course, course, milestone, today, workdays)
    after = course.with_state(milestone, replace(agreed, changes=state.changes + 1, by=by))
    return _told(course, after, milestone, today, workdays)


def held(
    course: Course,
    milestone: MilestoneId,
    on: date,
    today: date,
    workdays: Workdays,
    *,
    record: Record | None = None,
    by: UserId | None = None,
) -> Moved:
    """It took place, or is done, on this day; a second record replaces the first.

    What hangs on it moves along where it took place on another day. Raises `UnknownMilestone` and `CourseOver`.
    """
    state = course.state(milestone)
    if course.over:
        raise CourseOver
    told = replace(state, standing=Standing.HELD, chosen=Chosen(on, fixed=True), record=record or state.record)
    if told == state:
        return _told(course, course, milestone, today, workdays)
    after = course.with_state(milestone, replace(told, changes=state.changes + 1, by=by))
    return _told(course, after, milestone, today, workdays)


def not_needed(course: Course, milestone: MilestoneId, by: UserId | None = None) -> Course:
    """The milestone is left out, a barometer with its close; what hangs on it keeps its dates.

    Raises as `moved` does.
    """
    for one in _halves(course, milestone):
        course = _standing(course, one, Standing.NOT_NEEDED, by)
    return course


def needed_again(course: Course, milestone: MilestoneId, by: UserId | None = None) -> Course:
    """Take back that a milestone is left out, a barometer with its close; a day agreed before is agreed still.

    Raises as `moved` does.
    """
    for one in _halves(course, milestone):
        chosen = course.state(one).chosen
        agreed = chosen is not None and chosen.fixed and not chosen.is_kept
        course = _standing(course, one, Standing.CONFIRMED if agreed else Standing.PROPOSED, by)
    return course


def _halves(course: Course, milestone: MilestoneId) -> Iterator[MilestoneId]:
    """The milestone, and of a barometer that opens also its close: nothing closes that was not open."""
    yield milestone
    closing = course.type.closing_of(milestone)
    if closing and course.state(closing.id).standing is not Standing.HELD:
        yield closing.id


def _standing(course: Course, milestone: MilestoneId, standing: Standing, by: UserId | None) -> Course:
    state = _changeable(course, milestone)
    if state.standing is standing:
        return course
    return course.with_state(milestone, replace(state, standing=standing, changes=state.changes + 1, by=by))


def _changeable(course: Course, milestone: MilestoneId) -> State:
    state = course.state(milestone)
    if course.over:
        raise CourseOver
    if state.standing is Standing.HELD:
        raise AlreadyHeld(milestone)
    return state


def _told(before: Course, after: Course, milestone: MilestoneId, today: date, workdays: Workdays) -> Moved:
    """The change of one milestone, with all that it did to others; those that moved along are counted as changed."""
    after = _past_kept(before, after, milestone, today, workdays)
    old, new = before.days(workdays), after.days(workdays)
    along = tuple(
        Shift(name, old[name], new[name])
        for name in new
        if name != milestone and old[name] != new[name] and after.state(name).standing is not Standing.NOT_NEEDED
    )
    for shift in along:
        state = after.state(shift.milestone)
        after = after.with_state(shift.milestone, replace(state, changes=state.changes + 1))
    return Moved(
        course=after,
        moved=Shift(milestone, old[milestone], new[milestone]),
        along=along,
        stayed=tuple(_stayed(after, milestone, old, new)),
        wrong=open_days(after.type, workdays).skipped(new[milestone]),
    )


def _past_kept(before: Course, after: Course, changed: MilestoneId, today: date, workdays: Workdays) -> Course:
    """The course in which what has passed keeps its day, as `moved` says; what was kept so before is let go with its
    distance where that brings it ahead of today."""
    old, free = before.days(workdays), after
    proposed = [name for name in old if name != changed and after.state(name).standing is Standing.PROPOSED]
    kept = {name for name in proposed if (chosen := after.state(name).chosen) and chosen.is_kept}
    for name in kept:
        free = _choose(free, name, replace(after.chosen[name], fixed=False))
    new = free.days(workdays)
    for name in proposed:
        stays = max(old[name], new[name]) < today
        if name in kept and not stays:
            after = _choose(after, name, free.chosen[name])
        elif name not in kept and stays and old[name] != new[name]:
            counted_from = base_day(before.type, before.anchors, workdays, name, before.chosen)
            after = _choose(after, name, Chosen(old[name], counted_from, fixed=True))
    return after


def _choose(course: Course, milestone: MilestoneId, chosen: Chosen) -> Course:
    return course.with_state(milestone, replace(course.state(milestone), chosen=chosen))


def _stayed(
    after: Course,
    milestone: MilestoneId,
    old: Mapping[MilestoneId, date],
    new: Mapping[MilestoneId, date],
) -> Iterator[Stayed]:
    """What hangs on something that moved, and was kept where it is by what is agreed about it."""
    for one in after.type.milestones:
        counted, standing = base_of(after.type, one.id, after.anchors), after.state(one.id).standing
        if one.id == milestone or counted is None or standing not in {Standing.CONFIRMED, Standing.HELD}:
            continue
        if counted.after in new and old[counted.after] != new[counted.after]:
            yield Stayed(one.id, standing)
