"""What is told under the points of a meeting's agenda: from the plan, the last release, and the last meeting.

Themes are named and never with a figure: those stand in the result.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from domain.barometers import Barometer, Language, Theme
from domain.course_definitions import Agenda, MilestoneId, Topic
from domain.courses import Course, Record, Standing
from domain.people import Named
from domain.plans import Action
from domain.releases import TOTAL, Release
from domain.scoring import ChangeWord
from domain.standings import themes_by_points
from domain.workdays import Workdays

#: So many themes are named at most, and never more than the lower half of those shown.
MOST_THEMES = 3
#: What is told of a theme, in this order; what may be chance alone is not told as a movement.
MOVEMENTS = (
    ChangeWord.CLEARLY_HIGHER,
    ChangeWord.MAYBE_HIGHER,
    ChangeWord.MAYBE_LOWER,
    ChangeWord.CLEARLY_LOWER,
)

#: The themes that moved, by how sure that is.
Movements = Mapping[ChangeWord, tuple[Theme, ...]]


@dataclass(frozen=True, slots=True)
class Point:
    """One point of an agenda, and what it is about where the course file says so."""

    text: str
    topic: Topic | None = None


@dataclass(frozen=True, slots=True)
class LastMeeting:
    """The meeting before, as far as somebody wrote down what was agreed there."""

    milestone: MilestoneId
    day: date
    record: Record


@dataclass(frozen=True, slots=True)
class Filling:
    """What is known when the agenda is shown; what is None, or empty, is not told.

    `moved` is None where there are not two rounds to compare, and empty where no theme has moved.
    """

    due: tuple[Action, ...] | None = None
    late: tuple[Action, ...] = ()
    most_to_gain: tuple[Theme, ...] = ()
    moved: Movements | None = None
    last: LastMeeting | None = None
    open_questions: int | None = None

    @property
    def topics(self) -> tuple[Topic, ...]:
        """The topics that there is something to tell about."""
        told = {
            Topic.PLAN: self.due is not None,
            Topic.ROUNDS: self.moved is not None,
            Topic.MOST_TO_GAIN: bool(self.most_to_gain),
            Topic.LAST_TIME: self.last is not None,
        }
        return tuple(topic for topic, is_told in told.items() if is_told)


@dataclass(frozen=True, slots=True)
class Meeting:
    """A milestone of a course with all that its card tells."""

    course: Course
    milestone: MilestoneId
    named: Named
    filling: Filling


def points(agenda: Agenda, language: Language) -> tuple[Point, ...]:
    """The points in the language, each with its topic."""
    texts = agenda.in_(language)
    topics: Sequence[Topic | None] = agenda.topics if len(agenda.topics) == len(texts) else [None] * len(texts)
    return tuple(Point(text, topic) for text, topic in zip(texts, topics, strict=True))


def unplaced(agenda: Iterable[Point], filling: Filling) -> tuple[Topic, ...]:
    """What there is to tell and no point is about: it comes after the points.

    How themes moved is for the meeting that has it on its agenda.
    """
    placed = {point.topic for point in agenda} | {Topic.ROUNDS}
    return tuple(topic for topic in filling.topics if topic not in placed)


def most_to_gain(release: Release, barometer: Barometer) -> tuple[Theme, ...]:
    """The themes of everybody with the lowest means, the lowest first: at most three, and of the lower half."""
    shown = themes_by_points(release, barometer)
    number = min(MOST_THEMES, max(1, len(shown) // 2), len(shown))
    return tuple(theme for theme, _ in reversed(shown[len(shown) - number :]))


def movements(release: Release, barometer: Barometer) -> Movements | None:
    """How everybody's themes have moved since the round before, by the word that the release has for it.

    None where the release is not compared with a round before.
    """
    if release.change is None:
        return None
    changes = release.change.get(TOTAL, {})
    themes = [theme for theme in barometer.themes if theme.id in changes]
    found = {word: tuple(theme for theme in themes if changes[theme.id].word is word) for word in MOVEMENTS}
    return {word: named for word, named in found.items() if named}


def last_meeting(course: Course, milestone: MilestoneId, workdays: Workdays) -> LastMeeting | None:
    """The newest meeting before this one that was held and has a record of what was agreed."""
    days = course.days(workdays)
    found = [
        LastMeeting(name, days[name], state.record)
        for name, state in course.states.items()
        if name != milestone and state.standing is Standing.HELD and state.record and state.record.agreed
    ]
    before = [one for one in found if one.day <= days[milestone]]
    return max(before, key=lambda one: (one.day, one.record.at), default=None)
