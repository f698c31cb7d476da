"""Rounds with their releases for tests of what a result looks like: the shipped barometer, and nasty ones."""

from __future__ import annotations

import random
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

from hypothesis import strategies as st

from domain.barometers import Barometer, Choice, Group, Grouping, Item, OpenItem, Role, RoleId, ScalePoint, Text, Theme
from domain.changes import Wave, changes
from domain.counting import counted
from domain.releases import Handed, Release, make_release
from domain.rounds import Round
from domain.tallies import Answers
from storage.content import load_barometers

CONTENT = Path(__file__).parents[2] / "content"
INVITED: Mapping[RoleId, int] = {"leder": 2, "faglig_leder": 1, "superbruger": 3, "sagsbehandler": 17}
#: What people and content files might hold; repeated up to whatever length is allowed.
NASTY = ("Ærlig å ø ", "& ", "<!channel> ", "*_~`", "W", "> citat\n", "\u202egnow ", "$x^2$ ", "😀 ")


@dataclass(frozen=True)
class Sample:
    """A round and what was released of it."""

    round: Round
    release: Release
    handed: tuple[Handed, ...] = ()


@cache
def shipped() -> Barometer:
    return load_barometers([CONTENT]).latest("ics-standard")


def a_round(barometer: Barometer, invited: Mapping[RoleId, int], unit: str = "Børn og Familie") -> Round:
    return Round(
        id="abcdefghijklm",
        team="T0",
        channel="C0BOERN",
        unit=unit,
        barometer=barometer,
        grouping=barometer.groupings[-1].id,
        coordinator="U0METTE",
        reader="U0LAESER",
        opens_at=datetime(2027, 1, 11, 8, tzinfo=UTC),
        closes_at=datetime(2027, 1, 25, 15, tzinfo=UTC),
        invited=invited,
        outside=2,
        result_channels=("C0BOERN",),
    )


def sample(
    choices: str = "2344455n-",
    *,
    rate: float = 1.0,
    seed: int = 1,
    barometer: Barometer | None = None,
    invited: Mapping[RoleId, int] = INVITED,
    grouping: str = "key_people",
    unit: str = "Børn og Familie",
) -> Sample:
    """A round whose people chose at random among `choices` (n is not relevant, - is skipped)."""
    barometer = barometer or shipped()
    chance = random.Random(seed)
    meant = {"n": Choice.NOT_RELEVANT, "-": Choice.SKIPPED}
    handed = tuple(
        Handed(role, {item.id: _choice(chance.choice(choices), meant) for item in barometer.items_for(role)})
        for role, number in invited.items()
        for _ in range(number)
        if chance.random() < rate
    )
    asked = replace(a_round(barometer, invited, unit), grouping=grouping)
    return Sample(asked, make_release(barometer, grouping, invited, handed), handed)


def compared(earlier: Sample, later: Sample) -> Sample:
    """The later one with its change since the earlier, of which only the release is left."""
    before, after = (one.round for one in (earlier, later))
    numbers = counted(after.barometer, after.grouping, Answers.of(after.barometer, after.invited, later.handed))
    found = changes(
        Wave.released(before.barometer, earlier.release), Wave.counted(after.barometer, later.release, numbers)
    )
    return replace(later, release=replace(later.release, change=found))


def _choice(sign: str, meant: Mapping[str, Choice]) -> Choice:
    return meant.get(sign) or Choice(sign)


def _filled(piece: str, length: int) -> str:
    return (piece * length)[:length]


@st.composite
def nasty_samples(draw: st.DrawFn) -> Sample:
    """Anything that a content file may hold, in every length it may have, answered at random."""
    piece = draw(st.sampled_from(NASTY))
    roles = [f"r{n}" for n in range(draw(st.integers(1, 4)))]
    chance = random.Random(draw(st.integers(0, 10_000)))
    themes = tuple(
        Theme(f"t{t}", Text(_filled(piece, 75)), Text(_filled(piece, 250)), _items(t, piece, roles, chance))
        for t in range(draw(st.integers(1, 14)))
    )
    barometer = replace(
        shipped(),
        note=Text(_filled(piece, 1000)),
        roles=tuple(Role(role, Text(_filled(piece, 75))) for role in roles),
        groupings=(_grouping(roles, piece),),
        scale=tuple(ScalePoint(point.choice, Text(_filled(piece, 75))) for point in shipped().scale),
        themes=themes,
        open_items=(OpenItem("o1", Text(_filled(piece, 250))),),
    )
    invited = {role: draw(st.integers(0, 30)) for role in roles}
    choices = draw(st.sampled_from(["12345", "2344455n-", "5", "4n", "n-", "15"]))
    rate = draw(st.sampled_from([0.0, 0.3, 0.7, 1.0]))
    unit = _filled(piece, draw(st.integers(1, 80)))
    return sample(choices, rate=rate, barometer=barometer, invited=invited, grouping="g", unit=unit)


def _items(theme: int, piece: str, roles: list[str], chance: random.Random) -> tuple[Item, ...]:
    return tuple(
        Item(
            f"i{theme}-{n}",
            Text(_filled(piece, 250)),
            frozenset(chance.sample(roles, chance.randint(1, len(roles)))),
            "unit",
            reversed=chance.random() < 0.2,
        )
        for n in range(chance.randint(1, 9))
    )


def _grouping(roles: list[str], piece: str) -> Grouping:
    groups = tuple(Group(f"g{n}", Text(_filled(piece, 75)), frozenset({role})) for n, role in enumerate(roles))
    return Grouping("g", Text("Grupper"), groups)
