"""Counting what was handed in, by item and role: the last place that sees one person's answers."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from domain.barometers import Barometer, Choice, Item, ItemId, RoleId, Theme
from domain.intervals import HIGHEST, LOWEST, Sample
from domain.scoring import NO_ANSWERS, Counts

_LEVELS: Mapping[Choice, int] = {choice: choice.level for choice in Choice if choice.level is not None}


@dataclass(frozen=True, slots=True)
class Handed:
    """One sitting that was handed in, without any person; an item that is missing in it was skipped."""

    role: RoleId
    answers: Mapping[ItemId, Choice]


@dataclass(frozen=True, slots=True)
class Tally:
    """What the asked people of a population answered to one item; `invited` is 0 where it is not known."""

    counts: Counts = NO_ANSWERS
    not_relevant: int = 0
    skipped: int = 0
    invited: int = 0

    @property
    def n(self) -> int:
        """How many gave a valid answer."""
        return sum(self.counts)

    @property
    def rows(self) -> int:
        """How many handed in."""
        return self.n + self.not_relevant + self.skipped

    @property
    def eligible(self) -> int:
        """How many the item concerns: those invited, less those to whom it is not relevant."""
        return self.invited - self.not_relevant

    def __add__(self, other: Tally) -> Tally:
        one, two, three, four, five = (a + b for a, b in zip(self.counts, other.counts, strict=True))
        return Tally(
            counts=(one, two, three, four, five),
            not_relevant=self.not_relevant + other.not_relevant,
            skipped=self.skipped + other.skipped,
            invited=self.invited + other.invited,
        )


@dataclass(frozen=True, slots=True)
class Spread:
    """The person means of a theme, and how many people the theme concerns: invited, less all not relevant."""

    sample: Sample
    concerned: int

    def __add__(self, other: Spread) -> Spread:
        return Spread(self.sample + other.sample, self.concerned + other.concerned)


@dataclass(frozen=True, slots=True)
class Answers:
    """Everything handed in, sorted by role. `invited` is None where nobody knows who was."""

    people: Mapping[RoleId, Sequence[Mapping[ItemId, Choice]]]
    invited: Mapping[RoleId, int] | None

    @classmethod
    def of(cls, barometer: Barometer, invited: Mapping[RoleId, int] | None, handed_in: Iterable[Handed]) -> Answers:
        """Sort the sittings by role.

        Raises `UnknownRole`, `UnknownItem`, `NotAsked` or `NotOffered` for what the barometer does not have, and
        `ValueError` where a role has more sittings than invitations.
        """
        asked = {role.id: frozenset(item.id for item in barometer.items_for(role.id)) for role in barometer.roles}
        people: dict[RoleId, list[Mapping[ItemId, Choice]]] = {role.id: [] for role in barometer.roles}
        for sitting in handed_in:
            barometer.role(sitting.role)
            if not sitting.answers.keys() <= asked[sitting.role]:
                for item_id, choice in sitting.answers.items():
                    barometer.check(sitting.role, item_id, choice)
            people[sitting.role].append(sitting.answers)
        for role in invited or {}:
            barometer.role(role)
        if invited is not None and any(len(people[role]) > invited.get(role, 0) for role in people):
            raise ValueError("More people of a role handed in than were invited")
        return cls(people=people, invited=invited)

    @property
    def handed_in(self) -> int:
        """How many sittings there are."""
        return sum(len(sittings) for sittings in self.people.values())

    def anybody(self, roles: Iterable[RoleId]) -> bool:
        """Whether anybody in one of the roles handed in."""
        return any(self.people[role] for role in roles)

    def tally(self, item: Item, role: RoleId) -> Tally:
        """What people of the role answered to the item."""
        choices = Counter(answers.get(item.id, Choice.SKIPPED) for answers in self.people[role])
        one, two, three, four, five = (choices[Choice(str(level))] for level in range(LOWEST, HIGHEST + 1))
        return Tally(
            counts=(one, two, three, four, five),
            not_relevant=choices[Choice.NOT_RELEVANT],
            skipped=choices[Choice.SKIPPED],
            invited=self._invited(role),
        )

    def spread(self, theme: Theme, roles: Iterable[RoleId]) -> Spread:
        """The means that persons in the roles have over the theme's items, reversed ones turned round.

        A person counts who gave a valid answer to at least half of what their role is asked.
        """
        means: Counter[Fraction] = Counter()
        concerned = 0
        for role in roles:
            asked = tuple(item for item in theme.items if role in item.roles)
            if not asked:
                continue
            people = self.people[role]
            unconcerned = sum(all(person.get(item.id) is Choice.NOT_RELEVANT for item in asked) for person in people)
            concerned += self._invited(role) - unconcerned
            for (total, answered), times in Counter(_sum_and_number(person, asked) for person in people).items():
                if answered and 2 * answered >= len(asked):
                    means[Fraction(total, answered)] += times
        return Spread(sample=Sample.of_values(means), concerned=concerned)

    def _invited(self, role: RoleId) -> int:
        return (self.invited or {}).get(role, 0)


def _sum_and_number(person: Mapping[ItemId, Choice], asked: Sequence[Item]) -> tuple[int, int]:
    """The sum and the number of a person's valid answers to the items, reversed ones turned round."""
    total = answered = 0
    for item in asked:
        level = _LEVELS.get(person.get(item.id, Choice.SKIPPED))
        if level is not None:
            total += LOWEST + HIGHEST - level if item.reversed else level
            answered += 1
    return total, answered
