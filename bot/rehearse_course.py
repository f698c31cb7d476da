"""The calendar of a course in the terminal, before anybody is asked to keep it; nothing is stored."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from datetime import date

from bot.almanac import danish_workdays
from bot.rehearse import Say
from bot.settings import SettingsMistake
from domain.barometers import Language
from domain.calendars import Entry, calendar, misplaced
from domain.course_definitions import AnchorId, CourseType
from messages.course_dates import name_of, reasons_told
from messages.wording import Words

#: The anchor that `--development-day` gives.
DEVELOPMENT_DAY: AnchorId = "development_day"
#: Dates beyond these are slips of the finger, and some of them no calendar can count on from.
FIRST_YEAR, LAST_YEAR = 2000, 2100
PROPOSED = {"da": "foreslået: {day} ({reason})", "en": "proposed: {day} ({reason})"}


def anchors_given(course: CourseType, opens: str | None, development_day: str | None) -> dict[AnchorId, date]:
    """The course's anchors by what stands on the command line; `SettingsMistake` says what is wrong with it."""
    if not opens:
        raise SettingsMistake(f"{course.id} is a course: give the date of its first barometer, as --open 2027-01-11.")
    given = {course.needed[0] if course.needed else course.anchors[0].id: _date("--open", opens)}
    if development_day:
        if course.anchor(DEVELOPMENT_DAY) is None:
            raise SettingsMistake(
                f"--development-day cannot be used: {course.id} has no anchor called {DEVELOPMENT_DAY}."
            )
        given[DEVELOPMENT_DAY] = _date("--development-day", development_day)
    lacking = [name for name in course.needed if name not in given]
    if lacking:
        raise SettingsMistake(f"{course.id} needs a date that cannot be given here ({', '.join(lacking)}).")
    for early, late in misplaced(course, given):
        raise SettingsMistake(f"{early} on {given[early]} would be before {late}: give a later date.")
    return given


def _date(option: str, written: str) -> date:
    mistake = SettingsMistake(f"{option} {written} is no date: write it as 2027-01-11.")
    if not re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", written):
        raise mistake
    try:
        day = date.fromisoformat(written)
    except ValueError:
        raise mistake from None
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise SettingsMistake(f"{option} {written} is too far away: give a year between {FIRST_YEAR} and {LAST_YEAR}.")
    return day


def print_calendar(course: CourseType, anchors: Mapping[AnchorId, date], language: Language, say: Say) -> None:
    """A line for each milestone, and one more where another day is proposed."""
    words = Words(language)
    say(words.of(course.title))
    for entry in calendar(course, anchors, danish_workdays()):
        say(f"{_written(entry.counted, words):22} {name_of(entry.id, course, words)}")
        if entry.proposed:
            reason = reasons_told(entry.reasons, course, words)
            say(" " * 23 + PROPOSED[language].format(day=_written(entry.proposed, words), reason=reason))


def print_json(course: CourseType, anchors: Mapping[AnchorId, date], language: Language, say: Say) -> None:
    """The same for programs: a list of objects with id, date, proposed and reason."""
    words = Words(language)
    entries = calendar(course, anchors, danish_workdays())
    say(json.dumps([_as_json(entry, course, words) for entry in entries], ensure_ascii=False, indent=2))


def _as_json(entry: Entry, course: CourseType, words: Words) -> dict[str, str | None]:
    return {
        "id": entry.id,
        "date": entry.counted.isoformat(),
        "proposed": entry.proposed.isoformat() if entry.proposed else None,
        "reason": reasons_told(entry.reasons, course, words) if entry.proposed else None,
    }


def _written(day: date, words: Words) -> str:
    return f"{words.day(day, short=True)} {day.year}"
