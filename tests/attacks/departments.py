"""Made-up departments for attacks on releases: random groups, many of which have hardly anybody."""

from __future__ import annotations

import random
from collections.abc import Mapping
from dataclasses import dataclass

from domain.barometers import Barometer, Choice, GroupId, ItemId, RoleId
from domain.releases import Handed, Release, make_release
from domain.tallies import Answers, Tally
from tests.domain.small_rounds import barometer, item

SIZES = [0, 0, 1, 2, 3, 4, 5, 6, 8, 9, 10, 12, 17, 25]


@dataclass(frozen=True, slots=True)
class Department:
    """A round as only the attacker's judge knows it: every answer, and the release made of it."""

    barometer: Barometer
    handed_in: tuple[Handed, ...]
    release: Release

    def tallies(self, item_id: ItemId) -> dict[RoleId, Tally]:
        """What each role that was asked, and of which anybody handed in, really answered."""
        asked = self.barometer.item(item_id)
        answers = Answers.of(self.barometer, None, self.handed_in)
        found = {role: answers.tally(asked, role) for role in sorted(asked.roles)}
        return {role: tally for role, tally in found.items() if tally.rows}


def random_department(rng: random.Random, items: int = 5) -> Department:
    """Two to six groups, each item asked of some of them; on some items nearly all are of one opinion."""
    roles = "abcdef"[: rng.randint(2, 6)]
    asked = barometer(
        [item("q1", roles)], [item(f"q{n}", rng.sample(roles, rng.randint(1, len(roles)))) for n in range(2, items + 1)]
    )
    opinions = {one.id: random_opinions(rng) for one in asked.items}
    sizes = {role: rng.choice(SIZES) for role in roles}
    sittings = tuple(
        Handed(role, {one.id: _choice(rng, opinions[one.id]) for one in asked.items_for(role)})
        for role, size in sizes.items()
        for _ in range(size)
    )
    invited = {role: size + rng.randint(0, 3) for role, size in sizes.items()}
    return Department(asked, sittings, make_release(asked, "roles", invited, sittings))


def random_item(rng: random.Random) -> dict[GroupId, Tally]:
    """What two to six groups answered to one item; as `random_department`, without making a whole round."""
    opinions = random_opinions(rng)
    return {group: _random_tally(rng, opinions) for group in "abcdef"[: rng.randint(2, 6)]}


def random_opinions(rng: random.Random) -> Mapping[Choice, float]:
    """How likely each choice is; in two of five cases nearly everybody makes the same."""
    alike = rng.choice(list(Choice)) if rng.random() < 0.4 else None
    return {choice: 30 if choice is alike else rng.random() for choice in Choice}


def _random_tally(rng: random.Random, opinions: Mapping[Choice, float]) -> Tally:
    size = rng.choice(SIZES)
    choices = rng.choices(list(opinions), list(opinions.values()), k=size)
    one, two, three, four, five = (choices.count(Choice(str(level))) for level in range(1, 6))
    return Tally(
        counts=(one, two, three, four, five),
        not_relevant=choices.count(Choice.NOT_RELEVANT),
        skipped=choices.count(Choice.SKIPPED),
        invited=size + rng.randint(0, 3),
    )


def _choice(rng: random.Random, opinions: Mapping[Choice, float]) -> Choice:
    return rng.choices(list(opinions), list(opinions.values()))[0]
