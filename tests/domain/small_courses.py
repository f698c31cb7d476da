"""Courses for the tests: the shipped one, a small one to count by hand, and thousands of made-up ones."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from pathlib import Path
from random import Random
from typing import TypeVar

import pytest
from hypothesis import settings

from bot.almanac import danish_workdays
from domain.barometers import Text
from domain.calendars import Chosen, Entry, OpenDays, calendar, open_days
from domain.course_definitions import Agenda, Anchor, Counted, CourseType, Kind, Milestone, Offset
from domain.courses import Course, Standing, State
from storage.course_files import load_courses

HERE = danish_workdays()
SHIPPED = load_courses([Path(__file__).parents[2] / "content"]).get("forankringsstoette", 1)
#: The course of the method's description: everything in it is counted in docs and by hand.
MONDAY = date(2027, 1, 11)
#: A day on which nothing of any of these courses has passed.
EARLY = date(2025, 1, 1)
ANCHORS: Mapping[str, date] = {"barometer_1_open": MONDAY}
OPEN: OpenDays = open_days(SHIPPED, HERE)
#: How many made-up courses each rule is held against, ten thousand in `make test`; a course is made of one number, so
#: that making it is cheap.
_MANY = settings(max_examples=int(os.environ.get("COURSES", "1000")), database=None)
#: Half a minute on an idle machine, which is not what tests usually have.
_SECONDS = 600

Rule = TypeVar("Rule", bound=Callable[..., None])


def many(rule: Rule) -> Rule:
    """Hold the rule against many made-up courses."""
    held: Rule = pytest.mark.timeout(_SECONDS)(_MANY(rule))
    return held


def at(day: date, hour: int, minute: int = 0) -> datetime:
    """The moment when Copenhagen's clocks show the hour."""
    return HERE.at(day, time(hour, minute))


def shipped(set_up_on: date = date(2026, 12, 1), anchors: Mapping[str, date] = ANCHORS) -> Course:
    return course_of(SHIPPED, anchors, set_up_on)


def course_of(kind: CourseType, anchors: Mapping[str, date], set_up_on: date = date(2026, 12, 1)) -> Course:
    return Course(
        id="c1",
        team="T1",
        channel="C1",
        department="C2",
        municipality="Egelund",
        type=kind,
        anchors=anchors,
        set_up_on=set_up_on,
    )


def dates(opens: date, development_day: date | None = None) -> dict[str, Entry]:
    """The shipped course's calendar, by milestone."""
    given = {"barometer_1_open": opens} | ({"development_day": development_day} if development_day else {})
    return {entry.id: entry for entry in calendar(SHIPPED, given, HERE)}


def meeting(name: str, after: str, remind: tuple[int, ...] = (7, 1, 0), **offset: int) -> Milestone:
    return Milestone(name, Kind.MEETING, Text(name), Counted(after, Offset(**offset)), remind_days_before=remind)


def small(*milestones: Milestone, weeks: frozenset[int] = frozenset()) -> CourseType:
    """A course with one anchor, `start`, which is a meeting of its own."""
    return CourseType("lille", 1, Text("Lille"), (Anchor("start"),), (meeting("start", "start"), *milestones), weeks)


def made_up(seed: int) -> Course:
    """A random course: everything is counted from something before it, some things are agreed, much is closed."""
    dice = Random(seed)
    anchors = [Anchor("a")]
    if dice.random() < 0.5:
        anchors.append(Anchor("d", Counted("a", _offset(dice))))
    milestones = [Milestone("a", Kind.BAROMETER_OPEN, Text("a"), Counted("a", Offset()))]
    for number in range(dice.randint(2, 9)):
        after = dice.choice([*(anchor.id for anchor in anchors), *(one.id for one in milestones)])
        milestones.append(_milestone(dice, f"m{number}", after))
    kind = CourseType(
        id="made-up",
        version=1,
        title=Text("Made up"),
        anchors=tuple(anchors),
        milestones=tuple(milestones),
        closed_weeks=frozenset(dice.sample(range(1, 54), dice.randint(0, 6))),
        closed_days=frozenset((dice.randint(1, 12), dice.randint(1, 28)) for _ in range(dice.randint(0, 12))),
    )
    first = date(2026, 1, 1) + timedelta(days=dice.randrange(900))
    given = {"a": first}
    if len(anchors) > 1 and dice.random() < 0.3:
        given["d"] = first + timedelta(days=dice.randrange(200))
    return _agreed(dice, course_of(kind, given, first))


def _agreed(dice: Random, course: Course) -> Course:
    """Some dates are agreed, near those that are counted."""
    states = {}
    for name, day in course.days(HERE).items():
        if dice.random() < 0.15:
            chosen = Chosen(day + timedelta(days=dice.randint(-3, 20)), fixed=True)
            hour = dice.choice([None, time(7), time(8, 30), time(9), time(13)])
            states[name] = State(Standing.CONFIRMED, chosen, hour)
    return replace(course, states=states)


def _offset(dice: Random) -> Offset:
    match dice.randrange(3):
        case 0:
            return Offset(days=dice.randint(-30, 200))
        case 1:
            return Offset(weeks=dice.randint(-4, 30))
    return Offset(months=dice.randint(-2, 12))


def _milestone(dice: Random, name: str, after: str) -> Milestone:
    kind = dice.choice([Kind.MEETING, Kind.MEETING, *Kind])
    remind = tuple(dice.sample(range(15), dice.randint(0, 4))) if kind is Kind.MEETING else ()
    return Milestone(name, kind, Text(name), Counted(after, _offset(dice)), remind_days_before=remind, agenda=Agenda())
