"""Small barometers and answers for tests of figures and releases."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from domain.barometers import Barometer, Choice, Group, GroupId, Grouping, Item, Role, RoleId, ScalePoint, Text, Theme
from domain.releases import Handed, Release, make_release

SCALE = tuple(ScalePoint(choice, Text(choice.name)) for choice in Choice if choice is not Choice.SKIPPED)


def item(item_id: str, roles: Iterable[RoleId], *, is_reversed: bool = False) -> Item:
    """An item asked of these roles."""
    return Item(item_id, Text(f"Udsagn {item_id}"), frozenset(roles), "unit", is_reversed)


def barometer(*themes: Sequence[Item], groups: Mapping[GroupId, Iterable[RoleId]] | None = None) -> Barometer:
    """A barometer of these items by theme (`t1` …), and one grouping, `g`; else each role by itself, `roles`."""
    roles = sorted({role for items in themes for item in items for role in item.roles})
    grouped = tuple(Group(name, Text(name), frozenset(members)) for name, members in (groups or {}).items())
    return Barometer(
        id="test",
        version=1,
        languages=("da",),
        title=Text("Prøve"),
        note=None,
        roles=tuple(Role(role, Text(role)) for role in roles),
        groupings=(Grouping("g", Text("Grupper"), grouped),) if groups else (),
        scale=SCALE,
        themes=tuple(
            Theme(f"t{number}", Text(f"Tema {number}"), None, tuple(items)) for number, items in enumerate(themes, 1)
        ),
    )


def handed(role: RoleId, *rows: str) -> list[Handed]:
    """One sitting per row; its signs are the answers to q1, q2 …: 1-5, n (not relevant), - (skipped)."""
    choices = {"n": Choice.NOT_RELEVANT, "-": Choice.SKIPPED}
    return [
        Handed(role, {f"q{at}": choices.get(sign) or Choice(sign) for at, sign in enumerate(row, 1)}) for row in rows
    ]


def one_item_release(answers: Mapping[RoleId, str], invited: Mapping[RoleId, int] | None = None, k: int = 5) -> Release:
    """The release of a round with one item, `q1`, asked of every role; each sign is one person's answer."""
    barometer_ = barometer([item("q1", answers)])
    sittings = [sitting for role, row in answers.items() for sitting in handed(role, *row)]
    return make_release(barometer_, "roles", invited or {role: len(row) for role, row in answers.items()}, sittings, k)
