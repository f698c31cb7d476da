"""How far a course is: what is done, what comes next, what is late, and what nobody has told of."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from domain.calendars import Entry, open_days
from domain.course_definitions import Kind, MilestoneId
from domain.courses import Course, Standing
from domain.reminders import asked_on
from domain.workdays import Workdays


class Progress(StrEnum):
    DONE = "done"
    #: The first that is still ahead.
    NEXT = "next"
    AHEAD = "ahead"
    #: Its day has passed and it is not done; meetings are never late, but unknown.
    LATE = "late"
    #: A close whose day has passed, of a barometer that never opened: nothing can be done about it by itself.
    WAITS = "waits"
    #: Its day lies before the course was set up.
    BEFORE_START = "before_start"
    #: A meeting that nobody marked, though it was asked about; in a course that is over, all whose day has passed so.
    UNKNOWN = "unknown"
    #: The course ended before it.
    NOT_REACHED = "not_reached"
    NOT_NEEDED = "not_needed"


#: What becomes of what waited when a course ends.
AFTER_THE_END = {
    Progress.AHEAD: Progress.NOT_REACHED,
    Progress.LATE: Progress.UNKNOWN,
    Progress.WAITS: Progress.NOT_REACHED,
}


@dataclass(frozen=True, slots=True)
class Line:
    """One milestone of the timeline."""

    entry: Entry
    progress: Progress


def timeline(course: Course, today: date, workdays: Workdays) -> tuple[Line, ...]:
    """Every milestone with how it stands on the local date `today`, by day; of one day in the order of the file."""
    entries = sorted(course.calendar(workdays), key=lambda entry: entry.day)
    lines = [Line(entry, _progress(course, entry, today, workdays)) for entry in entries]
    first = next((line.entry.id for line in lines if line.progress is Progress.AHEAD), None)
    return tuple(Line(line.entry, Progress.NEXT) if line.entry.id == first else line for line in lines)


def _progress(course: Course, entry: Entry, today: date, workdays: Workdays) -> Progress:
    """The same without telling the next one from those behind it; a course that is over waits for nothing."""
    open_still = _while_under_way(course, entry, today, workdays)
    return AFTER_THE_END.get(open_still, open_still) if course.over else open_still


def _while_under_way(course: Course, entry: Entry, today: date, workdays: Workdays) -> Progress:
    standing = course.state(entry.id).standing
    if standing is Standing.HELD:
        return Progress.DONE
    if standing is Standing.NOT_NEEDED:
        return Progress.NOT_NEEDED
    if entry.day < course.set_up_on:
        return Progress.BEFORE_START
    if course.type.milestone(entry.id).kind is Kind.MEETING:
        asked = asked_on(entry.day, open_days(course.type, workdays))
        return Progress.UNKNOWN if asked <= today else Progress.AHEAD
    if entry.day >= today:
        return Progress.AHEAD
    return Progress.WAITS if _is_never_opened(course, entry.id, workdays) else Progress.LATE


def _is_never_opened(course: Course, closing: MilestoneId, workdays: Workdays) -> bool:
    """Whether it is the close of a barometer that did not open. Before the set-up one may have, without Anker."""
    milestone = course.type.milestone(closing)
    opening = milestone.counted.after
    if milestone.kind is not Kind.BAROMETER_CLOSE or not course.type.has(opening):
        return False
    is_coming = course.state(opening).standing in {Standing.PROPOSED, Standing.CONFIRMED}
    return is_coming and course.days(workdays)[opening] >= course.set_up_on
