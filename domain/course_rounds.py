"""The barometers of a course: which of its milestones a round is for, and what the round says of their dates.

A round is for the first barometer of the course that was never asked; where a later one stands nearer to its day,
whoever starts it chooses (docs/decisions/0019). From then on the course goes by the round: its dates stand where the
round has them, and are held when it opens and closes.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date

from domain import courses
from domain.barometers import Barometer, BarometerId
from domain.calendars import Chosen, base_day, calendar
from domain.course_definitions import Kind, MilestoneId
from domain.courses import Course, Moved, Shift, Standing, Stayed
from domain.rounds import Round, RoundState
from domain.workdays import Workdays

#: Rounds that take no more answers, and have a result or will have one.
OVER = frozenset({RoundState.CLOSING, RoundState.SEALED, RoundState.PUBLISHED})
#: Rounds that a course which begins meanwhile goes by from its first day.
UNDER_WAY = frozenset({RoundState.CONFIRMED, RoundState.OPEN})
#: Rounds that nothing in a course goes by.
NOTHING = frozenset({RoundState.DRAFT, RoundState.CANCELLED})

#: The rounds of a course by the milestone that each was started for.
Rounds = Mapping[MilestoneId, Round]


def waiting(course: Course, rounds: Rounds) -> tuple[MilestoneId, ...]:
    """The barometers of the course that no round was started for, or one that was cancelled; in the file's order.

    One that comes before a barometer that was asked has had its turn, and does not wait any more.
    """
    if course.over:
        return ()
    every = [one.id for one in course.type.of_kind(Kind.BAROMETER_OPEN)]
    asked = [one for one in every if one in rounds and rounds[one].state is not RoundState.CANCELLED]
    ahead = every[every.index(asked[-1]) + 1 :] if asked else every
    return tuple(one for one in ahead if course.state(one).standing in {Standing.PROPOSED, Standing.CONFIRMED})


def passed_over(course: Course, rounds: Rounds) -> tuple[MilestoneId, ...]:
    """The barometers that have no round, and whose turn went by when a later one was asked; in the file's order."""
    if course.over:
        return ()
    coming, still = {Standing.PROPOSED, Standing.CONFIRMED}, waiting(course, rounds)
    without = (one.id for one in course.type.of_kind(Kind.BAROMETER_OPEN) if one.id not in course.rounds)
    return tuple(one for one in without if one not in still and course.state(one).standing in coming)


def possible(course: Course, rounds: Rounds, barometer: BarometerId) -> tuple[MilestoneId, ...]:
    """Which barometers of the course a round that asks with this one can be at all, whenever it opens.

    Two rounds of a course can be compared only where they ask with the same barometer: a round of another one than
    the round before is not the course's.
    """
    before = measured(rounds)
    return waiting(course, rounds) if before is None or before.id == barometer else ()


def meant(
    course: Course, rounds: Rounds, opens: date, barometer: BarometerId, workdays: Workdays
) -> tuple[MilestoneId, ...]:
    """Which barometer of the course a round is for that opens on this day; empty where it is for none.

    It is the first that was never asked. Where a later one stands nearer to the day that one comes second, and
    whoever starts the round chooses. What lies before the set-up may have been asked without Anker, and is passed
    over unless it is the nearest of all.
    """
    left = possible(course, rounds, barometer)
    if not left:
        return ()
    days = course.days(workdays)
    near = min(left, key=lambda one: abs(days[one] - opens))
    first = next(one for one in left if one == near or days[one] >= course.set_up_on)
    return (first,) if first == near else (first, near)


def measured(rounds: Rounds) -> Barometer | None:
    """What the course has asked with: its other rounds ask the same, in the same version. None before its first."""
    used = [one for one in rounds.values() if one.state not in NOTHING]
    return min(used, key=lambda one: one.opens_at).barometer if used else None


@dataclass(frozen=True, slots=True)
class Candidate:
    """One of the course's barometers that a round can be, and what of the course moves then, None where nothing."""

    milestone: MilestoneId
    moved: Moved | None


@dataclass(frozen=True, slots=True)
class InCourse:
    """What a round can be in a course; the first candidate is taken where nobody chooses."""

    course: Course
    candidates: tuple[Candidate, ...]


def in_course(course: Course, rounds: Rounds, asked: Round, today: date, workdays: Workdays) -> InCourse:
    """What a drafted round would be in the course, if it were started as it is."""
    started, opens = asked.confirm(), workdays.local(asked.opens_at).date()
    names = meant(course, rounds, opens, asked.barometer.id, workdays)
    told = {one: followed(course, one, started, today, workdays).told for one in names}
    return InCourse(course, tuple(Candidate(one, moved) for one, moved in told.items()))


def joined(course: Course, asked: Round, workdays: Workdays) -> Course:
    """A course that has not begun, as it begins while this round is under way in its department.

    Nobody has chosen which barometer the round is: it is the one for which it is meant. One that is closed already
    stays outside. Every date goes by the round, also what lies behind today: nobody has been told another one.
    """
    if asked.state not in UNDER_WAY:
        return course
    opens = workdays.local(asked.opens_at).date()
    for milestone in meant(course, {}, opens, asked.barometer.id, workdays)[:1]:
        course = followed(course, milestone, asked, date.min, workdays).course
    return course


def closing_day(course: Course, opening: MilestoneId, opens: date, today: date, workdays: Workdays) -> date | None:
    """On which day a barometer that waits closes if it opens on this one; None where the course does not say so.

    Raises `UnknownMilestone`, `AlreadyHeld` and `CourseOver`.
    """
    closing = course.type.closing_of(opening)
    after = courses.moved(course, opening, opens, today, workdays).course
    return after.days(workdays)[closing.id] if closing else None


@dataclass(frozen=True, slots=True)
class TooEarly:
    """A meeting that stands before the result it was to have: the barometer closes that day or later."""

    meeting: MilestoneId
    closing: MilestoneId
    closes: date


def too_early(course: Course, workdays: Workdays) -> tuple[TooEarly, ...]:
    """The meetings that the plan has after a barometer's close, and that now stand before it or on the same day.

    Nothing moves them by itself: people are to be there. A close that has happened, or is left out, holds up nothing.
    """
    planned = {entry.id: entry.day for entry in calendar(course.type, course.anchors, workdays)}
    days, coming = course.days(workdays), {Standing.PROPOSED, Standing.CONFIRMED}
    return tuple(
        TooEarly(meeting.id, closing.id, days[closing.id])
        for closing in course.type.of_kind(Kind.BAROMETER_CLOSE)
        for meeting in course.type.of_kind(Kind.MEETING)
        if planned[meeting.id] > planned[closing.id]
        and days[meeting.id] <= days[closing.id]
        and {course.state(meeting.id).standing, course.state(closing.id).standing} <= coming
    )


def not_started(course: Course, meeting: MilestoneId, today: date, workdays: Workdays) -> MilestoneId | None:
    """The barometer whose result this meeting was to have, where its day has passed without a round; else None.

    It is the last that the plan has before the meeting. One from before the set-up may have been asked without Anker,
    one that comes before a barometer that was asked has had its turn.
    """
    planned = {entry.id: entry.day for entry in calendar(course.type, course.anchors, workdays)}
    every = [one.id for one in course.type.of_kind(Kind.BAROMETER_OPEN)]
    before = [one for one in every if planned[one] < planned[meeting]]
    last = max(before, key=lambda one: planned[one], default=None)
    if last is None or course.rounds.keys() & {*every[every.index(last) :]}:
        return None
    is_coming = course.state(last).standing in {Standing.PROPOSED, Standing.CONFIRMED}
    return last if is_coming and course.set_up_on <= course.days(workdays)[last] < today else None


@dataclass(frozen=True, slots=True)
class Followed:
    """The course after it has gone by a round; `told` is what its channel has to know, None where no date changed."""

    course: Course
    told: Moved | None = None


def followed(course: Course, opening: MilestoneId, asked: Round, today: date, workdays: Workdays) -> Followed:
    """The course as the round for this milestone has it on the local date `today`. Doing so again changes nothing.

    Raises `UnknownMilestone`.
    """
    if course.over or asked.state is RoundState.DRAFT:
        return Followed(course)
    if asked.state is RoundState.CANCELLED:
        return Followed(_let_go(course, opening, asked, workdays))
    after, stayed = course.with_round(opening, asked.id), list[Stayed]()
    for milestone, day, is_past in _dates(course, opening, asked, workdays):
        done = _stands(after, milestone, day, today, workdays, asked, is_past=is_past)
        after, stayed = done.course, [*stayed, *done.stayed]
    closing = course.type.closing_of(opening)
    ours = {opening, *([closing.id] if closing else [])}
    return Followed(after, _told(course, after, ours, [one for one in stayed if one.milestone not in ours], workdays))


def _dates(
    course: Course, opening: MilestoneId, asked: Round, workdays: Workdays
) -> list[tuple[MilestoneId, date, bool]]:
    """Each milestone of the round with its local date, and whether that is past."""
    found = [(opening, workdays.local(asked.opens_at).date(), asked.state is not RoundState.CONFIRMED)]
    closing = course.type.closing_of(opening)
    if closing:
        found.append((closing.id, workdays.local(asked.closes_at).date(), asked.state in OVER))
    return found


def _stands(
    course: Course, milestone: MilestoneId, day: date, today: date, workdays: Workdays, asked: Round, *, is_past: bool
) -> Moved:
    state = course.state(milestone)
    if state.standing is Standing.HELD:  # also on a day to which somebody has moved it since
        return Moved(course, _shift(course, course, milestone, workdays))
    if is_past:
        return courses.held(course, milestone, day, today, workdays, by=asked.coordinator)
    at, place, by = state.at, state.place, asked.coordinator
    return courses.confirmed(course, milestone, day, today, workdays, at=at, place=place, by=by)


def _let_go(course: Course, opening: MilestoneId, asked: Round, workdays: Workdays) -> Course:
    """A round that was cancelled is none: its barometer waits again, on the days on which it stood, and moves along."""
    if course.rounds.get(opening) != asked.id:
        return course
    days, closing = course.days(workdays), course.type.closing_of(opening)
    for milestone in [opening, *([closing.id] if closing else [])]:
        state = course.state(milestone)
        counted_from = base_day(course.type, course.anchors, workdays, milestone, course.chosen)
        waits = replace(state, standing=Standing.PROPOSED, chosen=Chosen(days[milestone], counted_from))
        course = course.with_state(milestone, replace(waits, changes=state.changes + 1))
    return replace(course, rounds={name: one for name, one in course.rounds.items() if name != opening})


def _told(
    before: Course, after: Course, ours: set[MilestoneId], stayed: list[Stayed], workdays: Workdays
) -> Moved | None:
    """One change with all that came of it: of the opening, or else of the closing; None where no date changed."""
    old, new = before.days(workdays), after.days(workdays)
    changed = [name for name in new if old[name] != new[name]]
    first = next((name for name in changed if name in ours), None)
    if first is None:
        return None
    along = [
        Shift(name, old[name], new[name])
        for name in changed
        if name != first and after.state(name).standing is not Standing.NOT_NEEDED
    ]
    return Moved(after, Shift(first, old[first], new[first]), tuple(along), tuple(dict.fromkeys(stayed)))


def _shift(before: Course, after: Course, milestone: MilestoneId, workdays: Workdays) -> Shift:
    return Shift(milestone, before.days(workdays)[milestone], after.days(workdays)[milestone])
