"""A department list as it is kept and changed: its form's rules, and who came and who left."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from hashlib import sha256

from domain.barometers import Language, RoleId
from domain.people import LONGEST_NAME, Department, Member, Named, Outside, UserId
from domain.workdays import MORNING, Workdays


@dataclass(frozen=True, slots=True)
class Changes:
    """Who came to a department and who left it since its list was last saved."""

    came: tuple[UserId, ...] = ()
    left: tuple[UserId, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.came or self.left)


def people_among(members: Iterable[Member]) -> frozenset[UserId]:
    """Those found who work here: neither bots nor guests nor anybody who has left."""
    return frozenset(member.user for member in members if member.absence is None)


def changes_since(known: frozenset[UserId], members: Iterable[Member]) -> Changes:
    """Newcomers and leavers, each by id; none where nobody was ever noted, for then everybody would be new."""
    now = people_among(members)
    return Changes(tuple(sorted(now - known)), tuple(sorted(known - now))) if known else Changes()


def week_begins(workdays: Workdays, now: datetime) -> datetime:
    """Nine o'clock on the first working day of this week, which may lie in the next one."""
    today = workdays.local(now).date()
    return workdays.at(workdays.on_or_after(today - timedelta(days=today.weekday())), MORNING)


@dataclass(frozen=True, slots=True)
class Setup:
    """All that is kept about a channel's people: who may do what, who is in the department, and the language."""

    named: Named = field(default_factory=Named)
    department: Department = field(default_factory=Department)
    language: Language = "da"

    @property
    def edition(self) -> str:
        """A short name for exactly this content: whoever saves another edition's form is told of the newer one."""
        return sha256(repr(_in_order(self)).encode()).hexdigest()[:12]


def _in_order(setup: Setup) -> Sequence[object]:
    named, department = setup.named, setup.department
    return (
        (named.coordinator, named.deputy, sorted(named.team), sorted(named.observers), named.coordinator_away),
        (department.name, department.channel, department.groups, sorted(department.marks.items())),
        (sorted(department.not_asked), department.outside, setup.language),
    )


class Doubled(ValueError):  # noqa: N818 - the name is the sentence
    """Somebody was given two roles in the department: who, the role listed first, and the other one."""

    def __init__(self, user: UserId, first: RoleId, second: RoleId) -> None:
        super().__init__(first, second)
        self.user, self.first, self.second = user, first, second


def marks_of(chosen: Iterable[tuple[RoleId, Iterable[UserId]]]) -> dict[UserId, RoleId]:
    """Marks from the people chosen for each role. Raises `Doubled` where somebody was chosen for two.

    Caseworkers are never chosen, so that a super-user who is also a caseworker is a super-user.
    """
    marks: dict[UserId, RoleId] = {}
    for role, users in chosen:
        for user in users:
            if marks.setdefault(user, role) != role:
                raise Doubled(user, marks[user], role)
    return marks


class UnreadableLine(ValueError):  # noqa: N818 - the name is the sentence
    """A line that is not a name and a number; carries its place, from 1, and what it says."""

    def __init__(self, number: int, line: str) -> None:
        super().__init__(number)
        self.number, self.line = number, line


def read_outside(text: str) -> tuple[Outside, ...]:
    """People who are not in Slack, one "Natholdet: 2" a line; blank lines are skipped. Raises `UnreadableLine`."""
    lines = ((number, line.strip()) for number, line in enumerate(text.splitlines(), start=1))
    return tuple(_outside(number, line) for number, line in lines if line)


def _outside(number: int, line: str) -> Outside:
    name, colon, count = line.rpartition(":")
    count = count.strip()
    # Three digits are more people than any department has outside Slack, and keep a typing mistake small.
    readable = colon and name.strip() and count.isascii() and count.isdigit() and len(count) <= 3 and int(count) > 0
    if not readable or len(name.strip()) > LONGEST_NAME:
        raise UnreadableLine(number, line)
    return Outside(name.strip(), int(count))


def written_outside(outside: Iterable[Outside]) -> str:
    """The text that `read_outside` reads."""
    return "\n".join(f"{entry.name}: {entry.number}" for entry in outside)
