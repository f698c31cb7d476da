"""Made-up departments for attacks on releases: random groups, many of which have hardly anybody."""

from __future__ import annotations

import os
import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from domain.barometers import Barometer, Choice, GroupId, GroupingId, ItemId, RoleId
from domain.counting import Counted, counted
from domain.releases import Handed, Release, release_of
from domain.tallies import Answers, Tally
from tests.domain.small_rounds import barometer, item

SIZES = [0, 0, 1, 2, 3, 4, 5, 6, 8, 9, 10, 12, 17, 25]
#: How many departments the long attacks look at: `make soak` sets it to ten thousand.
MANY = int(os.environ.get("DEPARTMENTS", "200"))
#: So many of them make one test, named by its seed.
AT_ONCE = 25

Opinion = Mapping[Choice, float]


@dataclass(frozen=True)
class Department:
    """A round as only the attacker's judge knows it: every answer, and the release made of it."""

    barometer: Barometer
    grouping: GroupingId
    invited: Mapping[RoleId, int]
    handed_in: tuple[Handed, ...]

    @cached_property
    def answers(self) -> Answers:
        return Answers.of(self.barometer, self.invited, self.handed_in)

    @cached_property
    def numbers(self) -> Counted:
        return counted(self.barometer, self.grouping, self.answers)

    @cached_property
    def release(self) -> Release:
        """What the product publishes."""
        return release_of(self.barometer, self.grouping, self.numbers)

    def tallies(self, item_id: ItemId) -> dict[RoleId, Tally]:
        """What each role that was asked, and of which anybody handed in, really answered."""
        asked = self.barometer.item(item_id)
        found = {role: self.answers.tally(asked, role) for role in sorted(asked.roles)}
        return {role: tally for role, tally in found.items() if tally.rows}


def departments(seed: int, count: int = AT_ONCE) -> Iterator[Department]:
    """So many random departments, the same for the same seed."""
    rng = random.Random(seed)
    return (random_department(rng) for _ in range(count))


def random_department(rng: random.Random, items: int = 5) -> Department:
    """Two to six roles, by themselves or in groups, each item asked of some of them; often nearly all think alike."""
    roles = "abcdef"[: rng.randint(2, 6)]
    asked = [item("q1", roles)] + [
        item(f"q{n}", rng.sample(roles, rng.randint(1, len(roles))), is_reversed=rng.random() < 0.2)
        for n in range(2, items + 1)
    ]
    themes = [asked[:3], asked[3:]] if items > 3 else [asked]
    grouped = barometer(*themes, groups=_groups(rng, roles))
    sizes = {role: rng.choice(SIZES) for role in roles}
    silent = rng.choice([0, 3])
    invited = {role: size + rng.randint(0, silent) for role, size in sizes.items()}
    return Department(grouped, grouped.groupings[0].id, invited, _sittings(rng, grouped, sizes))


def next_round(rng: random.Random, before: Department) -> Department:
    """The same department half a year later: some answer as they did, some otherwise, some left and some came."""
    stayed = [sitting for sitting in before.handed_in if rng.random() < 0.8]
    sizes = {role.id: rng.choice([0, 0, 0, 1, 2, 6]) for role in before.barometer.roles}
    came = _sittings(rng, before.barometer, sizes)
    kept = [sitting if rng.random() < 0.5 else _changed(rng, sitting) for sitting in stayed]
    handed_in = (*kept, *came)
    invited = {role: sum(one.role == role for one in handed_in) + rng.randint(0, 3) for role in before.invited}
    return replace(before, invited=invited, handed_in=handed_in)


def random_item(rng: random.Random) -> dict[GroupId, Tally]:
    """What two to six groups answered to one item; as `random_department`, without making a whole round."""
    opinions = random_opinions(rng, "abcdef"[: rng.randint(2, 6)])
    return {group: _random_tally(rng, opinion) for group, opinion in opinions.items()}


def random_opinions(rng: random.Random, roles: Sequence[RoleId]) -> dict[RoleId, Opinion]:
    """How likely each choice is for each role; in half of the cases each role has an opinion of its own."""
    shared = _opinion(rng)
    own = rng.random() < 0.5
    return {role: _opinion(rng) if own else shared for role in roles}


def _opinion(rng: random.Random) -> Opinion:
    """In two of five cases nearly everybody makes the same choice."""
    alike = rng.choice(list(Choice)) if rng.random() < 0.4 else None
    return {choice: 30 if choice is alike else rng.random() for choice in Choice}


def _groups(rng: random.Random, roles: Sequence[RoleId]) -> dict[GroupId, list[RoleId]] | None:
    """Roles put together at random; each by itself in half of the cases."""
    if rng.random() < 0.5:
        return None
    places = [rng.randrange(len(roles)) for _ in roles]
    return {f"g{at}": [role for role, place in zip(roles, places, strict=True) if place == at] for at in set(places)}


def _sittings(rng: random.Random, asked: Barometer, sizes: Mapping[RoleId, int]) -> tuple[Handed, ...]:
    opinions = {one.id: random_opinions(rng, sorted(sizes)) for one in asked.items}
    return tuple(
        Handed(role, {one.id: _choice(rng, opinions[one.id][role]) for one in asked.items_for(role)})
        for role, size in sizes.items()
        for _ in range(size)
    )


def _changed(rng: random.Random, sitting: Handed) -> Handed:
    return Handed(sitting.role, {one: rng.choice([answer, *Choice]) for one, answer in sitting.answers.items()})


def _random_tally(rng: random.Random, opinion: Opinion) -> Tally:
    size = rng.choice(SIZES)
    choices = rng.choices(list(opinion), list(opinion.values()), k=size)
    one, two, three, four, five = (choices.count(Choice(str(level))) for level in range(1, 6))
    return Tally(
        counts=(one, two, three, four, five),
        not_relevant=choices.count(Choice.NOT_RELEVANT),
        skipped=choices.count(Choice.SKIPPED),
        invited=size + rng.randint(0, 3),
    )


def _choice(rng: random.Random, opinion: Opinion) -> Choice:
    return rng.choices(list(opinion), list(opinion.values()))[0]
