"""Reminders that come again and again, because an answer says how often something is followed up.

A rhythm is counted from its first day, so that months never drift: 31 January is followed by 28 February and then by
31 March. A reminder comes on a working day: on its own, or on the one before.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum
from itertools import count, takewhile

from domain.people import ChannelId, TeamId, UserId
from domain.revisions import Question, QuestionId
from domain.walks import WalkId
from domain.workdays import Workdays, months_later

FollowUpId = str
WEEK = timedelta(days=7)


class Unit(StrEnum):
    WEEKS = "weeks"
    MONTHS = "months"


#: The longest rhythm of each unit.
LONGEST: Mapping[Unit, int] = {Unit.WEEKS: 26, Unit.MONTHS: 24}


class NotThen(Exception):  # noqa: N818 - read aloud where it is raised
    """A reminder cannot be put on that day: it is not ahead, or the next one comes no later."""


class OutOfDate(Exception):  # noqa: N818 - read aloud where it is raised
    """The reminder that somebody pressed is not the newest any more."""


@dataclass(frozen=True, slots=True)
class Rhythm:
    """Every so many weeks or months."""

    every: int
    unit: Unit

    def after(self, first: date, times: int) -> date:
        """The day so many times on, counted from the first; a day that its month does not have is its last."""
        if self.unit is Unit.WEEKS:
            return first + WEEK * self.every * times
        return months_later(first, self.every * times)


#: What is proposed where an answer names no rhythm.
QUARTERLY = Rhythm(3, Unit.MONTHS)


@dataclass(frozen=True, slots=True)
class FollowUp:
    """A recurring reminder about one question; `channel` None means a direct message to its owner.

    `passed` is how many times have been reminded of; the next one has that number, counted from 0. `moved_to` is the
    day that this one alone was moved to, `put_off` the number of the one that was put off by a week last.
    """

    id: FollowUpId
    team: TeamId
    walk: WalkId
    question: QuestionId
    owner: UserId
    channel: ChannelId | None
    rhythm: Rhythm
    first: date
    passed: int = 0
    moved_to: date | None = None
    put_off: int | None = None
    stopped: bool = False

    def day(self, number: int, workdays: Workdays) -> date:
        """The working day on which the one with this number comes."""
        planned = self.rhythm.after(self.first, number)
        return workdays.on_or_before(self.moved_to if self.moved_to and number == self.passed else planned)

    def next_day(self, workdays: Workdays) -> date:
        return self.day(self.passed, workdays)

    def due(self, today: date, workdays: Workdays) -> int | None:
        """The number of the one to remind of: of several that were missed, the newest; None where none is due."""
        if self.stopped:
            return None
        missed = takewhile(lambda number: self.day(number, workdays) <= today, count(self.passed))
        return max(missed, default=None)

    def reminded(self, number: int) -> FollowUp:
        """This one has come, and those before it need not any more."""
        return replace(self, passed=number + 1, moved_to=None)

    def held(self, number: int) -> FollowUp:
        """This one was held, also where it had been moved. Raises `OutOfDate`."""
        self._check_newest(number)
        return self if number < self.passed else self.reminded(number)

    def moved(self, number: int, day: date, today: date, workdays: Workdays) -> FollowUp:
        """This one alone comes on another day; the rhythm stays. Raises `OutOfDate` and `NotThen`."""
        self._check_newest(number)
        moved = replace(self, passed=number, moved_to=day)
        if not today < moved.next_day(workdays) < self.day(number + 1, workdays):
            raise NotThen
        return moved

    def put_off_a_week(self, number: int, today: date, workdays: Workdays) -> FollowUp:
        """This one comes again in a week, once. Raises `OutOfDate`, and `NotThen` where it was put off already."""
        if self.put_off == number:
            raise NotThen
        return replace(self.moved(number, today + WEEK, today, workdays), put_off=number)

    def can_be_put_off(self, number: int, today: date, workdays: Workdays) -> bool:
        return self.put_off != number and workdays.on_or_before(today + WEEK) < self.day(number + 1, workdays)

    def replanned(self, rhythm: Rhythm, first: date, workdays: Workdays) -> FollowUp:
        """With this rhythm from this day on; where neither is new, everything stays as it was moved and counted."""
        if rhythm == self.rhythm and first == self.next_day(workdays):
            return self
        return replace(self, rhythm=rhythm, first=first, passed=0, moved_to=None, put_off=None)

    def _check_newest(self, number: int) -> None:
        if self.stopped or number not in {self.passed - 1, self.passed}:
            raise OutOfDate


def left_by(follow_ups: Iterable[FollowUp], user: UserId, heir: UserId) -> list[FollowUp]:
    """Those that somebody who leaves was in charge of, in the heir's charge from now on."""
    return [replace(one, owner=heir) for one in follow_ups if one.owner == user]


def asks_how_often(question: Question) -> bool:
    """Whether a question asks how often something is done, so that its answer can become a reminder."""
    danish, english = (" ".join(text.lower().split()) for text in (question.text.da, question.text.en or ""))
    return "hvor ofte" in danish or "how often" in english


_NUMBERS = {
    word: number
    for number, said in {
        2: "anden andet to other second two",
        3: "tredje tre third three",
        4: "fjerde fire fourth four",
        5: "femte fem fifth five",
        6: "sjette seks sixth six",
        7: "syvende syv seventh seven",
        8: "ottende otte eighth eight",
        9: "niende ni ninth nine",
        10: "tiende ti tenth ten",
        12: "tolvte tolv twelfth twelve",
    }.items()
    for word in said.split()
}
_NUMBER = rf"(?P<n>\d{{1,2}}|{'|'.join(sorted(_NUMBERS, key=len, reverse=True))})(?:th|nd|rd)?\.?"
_EVERY = r"(?:hver|hvert|every|each)"
#: How answers say how often, each with how many weeks or months one of it is.
_SAID: tuple[tuple[str, int, Unit], ...] = (
    (rf"{_EVERY}\s+14\.?\s+(?:dag|days)|14[ -]?dages?\b|fortnight", 2, Unit.WEEKS),
    (rf"{_EVERY}(?:\s+{_NUMBER})?\s+(?:uge|week)|\bugentlig|\bweekly|om\s+ugen|a\s+week\b", 1, Unit.WEEKS),
    (
        rf"{_EVERY}(?:\s+{_NUMBER})?\s+(?:måned|month)|\bmånedlig|\bmonthly|\bom\s+måneden|\bpr\.?\s+måned|a\s+month\b",
        1,
        Unit.MONTHS,
    ),
    (rf"(?:{_EVERY}(?:\s+{_NUMBER})?\s+)?(?:kvartal|quarter)", 3, Unit.MONTHS),
    (r"halvår|half[ -]?year|six-monthly", 6, Unit.MONTHS),
    (
        rf"{_EVERY}(?:\s+{_NUMBER})?\s+(?:år|year)|\bårlig|\bom\s+året|\bpr\.?\s+år|\byearly|\bannual|a\s+year\b",
        12,
        Unit.MONTHS,
    ),
)
_TIMES_A_YEAR = re.compile(
    rf"\b{_NUMBER}\s+(?:gange?|times?)\s+(?:om\s+året|årligt?|pr\.?\s+år|a\s+year|yearly)|(?P<twice>\btwice\s+a\s+year)"
)


def proposed_rhythm(answer: str) -> Rhythm:
    """The rhythm that an answer names first, in Danish or English; every third month where it names none."""
    text = " ".join(answer.lower().split())
    found = [(match.start(), -len(match.group()), rhythm) for match, rhythm in _mentioned(text)]
    return min(found, key=lambda one: one[:2])[2] if found else QUARTERLY


def _mentioned(text: str) -> Iterable[tuple[re.Match[str], Rhythm]]:
    for match in _TIMES_A_YEAR.finditer(text):
        times = 2 if match["twice"] else _number(match["n"])
        if 1 <= times <= 12:
            yield match, Rhythm(12 // times, Unit.MONTHS)
    for pattern, size, unit in _SAID:
        for match in re.finditer(pattern, text):
            every = _number(match.groupdict().get("n")) * size
            if 1 <= every <= LONGEST[unit]:
                yield match, Rhythm(every, unit)


def _number(said: str | None) -> int:
    if said is None:
        return 1
    return int(said) if said.isdigit() else _NUMBERS[said]


def proposed_first(rhythm: Rhythm, today: date, workdays: Workdays) -> date:
    """One rhythm from today, on a working day."""
    return workdays.on_or_before(rhythm.after(today, 1))
