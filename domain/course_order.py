"""What comes too early once a date of a course is moved: before its result, or before what it is counted from; and what
closed days have pushed onto one day.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from domain.calendars import Entry, base_of, calendar
from domain.course_definitions import Kind, MilestoneId
from domain.course_rounds import TooEarly, too_early
from domain.courses import Course, Moved, Standing
from domain.workdays import Workdays

_COMING = frozenset({Standing.PROPOSED, Standing.CONFIRMED})
#: A meeting that is counted from a barometer waits for its result, which `too_early` goes by.
_BAROMETER = frozenset({Kind.BAROMETER_OPEN, Kind.BAROMETER_CLOSE})


@dataclass(frozen=True, slots=True)
class BeforeBase:
    """A meeting that stands before the milestone it is counted from, and is to come after; `day` is that one's."""

    meeting: MilestoneId
    base: MilestoneId
    day: date


def left_too_early(done: Moved, workdays: Workdays) -> tuple[TooEarly | BeforeBase, ...]:
    """The meetings that now come too early, as far as the change has to do with it; nothing moves them by itself."""
    ours = {done.moved.milestone, *(one.milestone for one in done.along)}
    results = [one for one in too_early(done.course, workdays) if ours & {one.meeting, one.closing}]
    bases = [one for one in before_base(done.course, workdays) if ours & {one.meeting, one.base}]
    return (*results, *bases)


def before_base(course: Course, workdays: Workdays) -> tuple[BeforeBase, ...]:
    """The meetings that the plan has after what they are counted from, and that now stand on a day before it.

    What has happened, or is left out, holds up nothing.
    """
    planned = {entry.id: entry.day for entry in calendar(course.type, course.anchors, workdays)}
    days, found = course.days(workdays), list[BeforeBase]()
    for meeting in course.type.of_kind(Kind.MEETING):
        counted = base_of(course.type, meeting.id, course.anchors)
        base = counted.after if counted and course.type.has(counted.after) else None
        if base is None or course.type.milestone(base).kind in _BAROMETER:
            continue
        is_turned = planned[meeting.id] > planned[base] and days[meeting.id] < days[base]
        if is_turned and {course.state(meeting.id).standing, course.state(base).standing} <= _COMING:
            found.append(BeforeBase(meeting.id, base, days[base]))
    return tuple(found)


@dataclass(frozen=True, slots=True)
class Crowded:
    """A day on which things stand that the plan has one after the other, in that order."""

    day: date
    milestones: tuple[MilestoneId, ...]


def crowded(course: Course, workdays: Workdays) -> tuple[Crowded, ...]:
    """The days onto which closed days have pushed things that are counted from the same milestone at different
    distances; by day.
    """
    together = dict[tuple[date, str], list[Entry]]()
    for entry in course.calendar(workdays):
        counted = base_of(course.type, entry.id, course.anchors)
        if counted and course.state(entry.id).standing in _COMING:
            together.setdefault((entry.day, counted.after), []).append(entry)
    found = [
        Crowded(day, tuple(entry.id for entry in sorted(entries, key=lambda entry: entry.counted)))
        for (day, _), entries in together.items()
        if len({entry.counted for entry in entries}) > 1
    ]
    return tuple(sorted(found, key=lambda one: one.day))
