"""The focus groups of a course: who is talked to, about what, and what is written down.

What to ask about comes from a release alone, so that nothing is brought up that is not shown.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from domain.agendas import most_to_gain
from domain.barometers import Barometer, Item, ItemId, RoleId, Theme
from domain.course_definitions import CourseType, MilestoneId
from domain.releases import Release
from domain.scoring import Suffix
from domain.standings import most_divided_theme, themes_by_points, weakest_items

#: Longest notes of one group, in characters: what a window's field takes.
LONGEST_NOTES = 3000
#: So many items stand in one part of a guide.
MOST_ITEMS = 3
#: The first minutes of an interview are for its frame, the last ones for what is to come of it.
OPENING_MINUTES, CLOSING_MINUTES = 5, 10
DEFAULT_MINUTES = 60


class UnknownGroup(Exception):  # noqa: N818 - the name is the sentence
    """The course has no such focus group."""


@dataclass(frozen=True, slots=True)
class Group:
    """One group, with its number in the course, counted from 1, and the roles that are in it."""

    number: int
    milestone: MilestoneId
    roles: tuple[RoleId, ...]

    @property
    def subject(self) -> str:
        """Under which its notes are kept."""
        return f"notes:{self.number}"


def groups_of(course: CourseType) -> tuple[Group, ...]:
    """Every group of the course, in the order of its file."""
    found = [(one.id, roles) for one in course.milestones for roles in one.groups]
    return tuple(Group(number, milestone, roles) for number, (milestone, roles) in enumerate(found, 1))


def group_of(course: CourseType, number: int) -> Group:
    """The group of this number. Raises `UnknownGroup`."""
    for group in groups_of(course):
        if group.number == number:
            return group
    raise UnknownGroup(number)


class Why(StrEnum):
    """Why something is worth asking about."""

    MOST_TO_GAIN = "most_to_gain"
    DIVIDED = "divided"
    #: Many cannot tell, or find that it does not concern them.
    NOT_RELEVANT = "not_relevant"


@dataclass(frozen=True, slots=True)
class Part:
    """One part of an interview: the themes and items in which this stands out."""

    why: Why
    themes: tuple[Theme, ...]
    items: tuple[Item, ...]


def guide(release: Release, barometer: Barometer, roles: Iterable[RoleId]) -> tuple[Part, ...]:
    """What to ask a group about, as everybody's released figures have it; only items that somebody in it was asked.

    A part in which nothing stands out is not there; an item stands in the first part that names it.
    """
    asked = frozenset(roles)
    chosen: Sequence[tuple[Why, tuple[Theme, ...], Iterable[ItemId]]] = (
        (Why.MOST_TO_GAIN, most_to_gain(release, barometer), weakest_items(release, barometer)),
        (Why.DIVIDED, _divided_theme(release, barometer), _divided(release, barometer)),
        (Why.NOT_RELEVANT, (), _not_relevant(release, barometer)),
    )
    told: set[ItemId] = set()
    parts: list[Part] = []
    for why, themes, items in chosen:
        mine = [barometer.item(item) for item in items if item not in told]
        shown = tuple(item for item in mine if item.roles & asked)[:MOST_ITEMS]
        told |= {item.id for item in shown}
        parts += [Part(why, themes, shown)] if themes or shown else []
    return tuple(parts)


def minutes_of(parts: Sequence[Part], minutes: int | None) -> int:
    """How long each part may take of an interview of so many minutes."""
    left = (minutes or DEFAULT_MINUTES) - OPENING_MINUTES - CLOSING_MINUTES
    return max(left // max(len(parts), 1), 1)


def _divided_theme(release: Release, barometer: Barometer) -> tuple[Theme, ...]:
    divided = most_divided_theme(release, barometer)
    return tuple(theme for theme, _ in themes_by_points(release, barometer) if theme.id == divided)


def _divided(release: Release, barometer: Barometer) -> list[ItemId]:
    shown = release.everybody.items
    found = [item.id for item in barometer.items if item.id in shown]
    return [item for item in found if Suffix.DIVIDED in (shown[item].suffixes or ())]


def _not_relevant(release: Release, barometer: Barometer) -> list[ItemId]:
    """The items of which most could not tell, the most first; of those with the same number the one asked first."""
    numbers: Mapping[ItemId, int] = {name: one.not_relevant for name, one in release.everybody.items.items()}
    found = [item.id for item in barometer.items if numbers.get(item.id)]
    return sorted(found, key=lambda item: -numbers[item])
