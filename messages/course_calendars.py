"""The meetings of a course as a calendar file (iCalendar, RFC 5545), to be fetched again whenever something changes.

A meeting keeps its UID for ever and its SEQUENCE rises with every change, so that a calendar that reads the file
again moves or cancels what it has and adds nothing twice.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta

from icalendar import Calendar, Event, Timezone
from icalendar.enums import STATUS, TRANSP

from domain.calendars import Entry
from domain.course_definitions import Kind, Milestone
from domain.courses import LONGEST_PLACE, Course, Standing
from domain.workdays import CLOSES, Workdays
from messages.course_dates import why_told
from messages.office_files import on_one_line
from messages.wording import Words

PRODUCT = "-//Anker//Anker//DA"
#: A meeting whose length the course does not tell, in minutes.
USUAL_MINUTES = 60
#: The rule since 1996 (directive 2000/84/EC): Copenhagen's clocks change at 1.00 UTC on the last Sundays of March and
#: October. Ours, because the library's own has summer begin an hour late.
COPENHAGEN = b"""\
BEGIN:VTIMEZONE
TZID:Europe/Copenhagen
BEGIN:DAYLIGHT
DTSTART:19960331T020000
RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU
TZNAME:CEST
TZOFFSETFROM:+0100
TZOFFSETTO:+0200
END:DAYLIGHT
BEGIN:STANDARD
DTSTART:19961027T030000
RRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU
TZNAME:CET
TZOFFSETFROM:+0200
TZOFFSETTO:+0100
END:STANDARD
END:VTIMEZONE
"""


def calendar_file(course: Course, workdays: Workdays, words: Words, now: datetime) -> bytes:
    """The file with every meeting of the course; one that has no time yet takes its whole day.

    A date that is only proposed is TENTATIVE, an agreed or held one CONFIRMED; what is not needed, and what a course
    that has ended did not come to, is CANCELLED.
    """
    file = Calendar.new(prodid=PRODUCT, calscale="GREGORIAN", method="PUBLISH")
    file.add("X-WR-CALNAME", _title(course, words))
    file.add_component(Timezone.from_ical(COPENHAGEN))
    for entry in course.calendar(workdays):
        milestone = course.type.milestone(entry.id)
        if milestone.kind is Kind.MEETING:
            file.add_component(_event(course, milestone, entry, words, now))
    return bytes(file.to_ical())


def file_name(words: Words) -> str:
    """What the file is called, in letters that every system takes."""
    return words("anker-forloeb.ics")


def uid(course: Course, milestone: Milestone) -> str:
    """The meeting's name for ever, whatever it is moved to or called."""
    return f"{course.id}.{milestone.id}@anker"


def _title(course: Course, words: Words) -> str:
    return on_one_line(f"{words.of(course.type.title)}, {course.municipality}")


def _event(course: Course, milestone: Milestone, entry: Entry, words: Words, now: datetime) -> Event:
    state, status = course.state(milestone.id), _status(course, milestone)
    start, end = _span(milestone, entry.day, course, words)
    return Event.new(
        uid=uid(course, milestone),
        stamp=now,
        # The end of a course changes all that it did not come to.
        sequence=state.changes + course.over,
        status=status,
        transparency=TRANSP.OPAQUE if status is STATUS.CONFIRMED and state.at else TRANSP.TRANSPARENT,
        summary=on_one_line(f"{words.of(milestone.name)}, {course.municipality}"),
        location=on_one_line(state.place, LONGEST_PLACE) or None,
        description="\n".join(_description(course, milestone, entry, words)) or None,
        start=start,
        end=end,
    )


def _status(course: Course, milestone: Milestone) -> STATUS:
    standing = course.state(milestone.id).standing
    if standing is Standing.NOT_NEEDED or (course.over and standing is not Standing.HELD):
        return STATUS.CANCELLED
    return STATUS.TENTATIVE if standing is Standing.PROPOSED else STATUS.CONFIRMED


def _span(milestone: Milestone, day: date, course: Course, words: Words) -> tuple[date, date]:
    """From when to when: on the local clock, or a whole day; groups come one after the other."""
    at = course.state(milestone.id).at
    if at is None:
        return day, day + timedelta(days=1)
    minutes = (milestone.minutes or USUAL_MINUTES) * max(1, len(milestone.groups))
    start = datetime.combine(day, at, words.zone)
    end = start + timedelta(minutes=minutes)
    return start, max(end, datetime.combine(day, CLOSES, words.zone)) if _is_a_day(course, milestone) else end


def _is_a_day(course: Course, milestone: Milestone) -> bool:
    """Whether it takes the rest of the working day: a day that the course asks people for, such as a development day,
    and of which it tells no length."""
    return milestone.minutes is None and course.type.anchor(milestone.id) is not None


def _description(course: Course, milestone: Milestone, entry: Entry, words: Words) -> Iterator[str]:
    if course.state(milestone.id).standing is Standing.PROPOSED:
        yield words("Foreslået, ikke aftalt.")
    if course.state(milestone.id).at and milestone.minutes is None:
        yield words("Hvornår det slutter, er ikke aftalt.")
    if entry.proposed:
        yield words("Datoen er flyttet {why}.", why=why_told(entry.reasons, course.type, words))
    points = milestone.agenda.in_(words.language)
    if points:
        yield words("Dagsorden:")
        yield from (f"- {on_one_line(point)}" for point in points)
