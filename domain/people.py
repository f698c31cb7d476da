"""Who a person is to Anker, what each right allows, and the list of who is in a department."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from enum import StrEnum
from hashlib import sha256

from domain.barometers import Language, RoleId
from domain.workdays import MORNING, Workdays

TeamId = str
ChannelId = str
UserId = str

#: The few who are marked in a department list, from leader on.
MARKED_ROLES: tuple[RoleId, ...] = ("leder", "faglig_leder", "superbruger")
#: A member of the department without a mark of their own is a caseworker.
UNMARKED_ROLE: RoleId = "sagsbehandler"
#: A coordinator who leaves a question unanswered for so many working days is stood in for.
SILENT_DAYS = 2
#: Longest name of a department or of a group of people outside Slack, in characters.
LONGEST_NAME = 80


class Right(StrEnum):
    """What a person may be in a channel; `ADMINISTRATOR` is the workspace's own, the rest is stored."""

    ADMINISTRATOR = "administrator"
    COORDINATOR = "coordinator"
    DEPUTY = "deputy"
    TEAM = "team"
    OBSERVER = "observer"


class Act(StrEnum):
    """Everything that not everybody may do."""

    NAME_PEOPLE = "name_people"
    SEE_PEOPLE = "see_people"
    START_ROUND = "start_round"
    CLOSE_ROUND = "close_round"
    CANCEL_ROUND = "cancel_round"
    SEE_PROGRESS = "see_progress"
    SEE_RESULT = "see_result"


_LEAD = frozenset({Right.COORDINATOR, Right.DEPUTY})

#: The one table of who may do what; what is not in it is allowed to nobody.
ALLOWED: Mapping[Act, frozenset[Right]] = {
    Act.NAME_PEOPLE: _LEAD | {Right.ADMINISTRATOR},
    Act.SEE_PEOPLE: _LEAD | {Right.ADMINISTRATOR, Right.TEAM},
    Act.START_ROUND: _LEAD,
    Act.CLOSE_ROUND: _LEAD,
    Act.CANCEL_ROUND: _LEAD,
    Act.SEE_PROGRESS: _LEAD,
    Act.SEE_RESULT: _LEAD | {Right.TEAM, Right.OBSERVER},
}


class NotAllowed(Exception):  # noqa: N818 - read aloud where it is raised
    """The person lacks every right in the channel that would allow the act."""

    def __init__(self, act: Act, channel: ChannelId = "") -> None:
        super().__init__(act.value)
        self.act = act
        self.channel = channel


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody in a workspace, as verified by Slack, with the rights stored for the channel at hand."""

    team: TeamId
    user: UserId
    language: Language = "da"
    rights: frozenset[Right] = frozenset()
    channel: ChannelId = ""

    def may(self, act: Act) -> bool:
        return bool(self.rights & ALLOWED.get(act, frozenset()))

    def check(self, act: Act) -> None:
        """Raise `NotAllowed` unless one of the person's rights allows the act."""
        if not self.may(act):
            raise NotAllowed(act, self.channel)


@dataclass(frozen=True, slots=True)
class Named:
    """Who has which right in one channel."""

    coordinator: UserId | None = None
    deputy: UserId | None = None
    team: frozenset[UserId] = frozenset()
    observers: frozenset[UserId] = frozenset()
    coordinator_away: bool = False

    def rights_of(self, user: UserId, *, deputy_stands_in: bool = False) -> frozenset[Right]:
        """The stored rights of a person; a deputy has theirs only while standing in for the coordinator.

        A coordinator and a deputy are members of the team as well.
        """
        rights: set[Right] = set()
        if user == self.coordinator:
            rights |= {Right.COORDINATOR, Right.TEAM}
        if user == self.deputy:
            rights.add(Right.TEAM)
            if deputy_stands_in or self.coordinator_away or self.coordinator is None:
                rights.add(Right.DEPUTY)
        if user in self.team:
            rights.add(Right.TEAM)
        if user in self.observers:
            rights.add(Right.OBSERVER)
        return frozenset(rights)

    @property
    def leader(self) -> UserId | None:
        """Who leads at the moment, as far as it is written down: the deputy while the coordinator is on leave."""
        return self.deputy if self.coordinator_away and self.deputy else self.coordinator

    def handed_to(self, user: UserId) -> Named:
        """The same with another coordinator; the one before stays in the team, and a deputy who takes over is none."""
        before = {self.coordinator} if self.coordinator else set()
        deputy = None if user == self.deputy else self.deputy
        return replace(self, coordinator=user, deputy=deputy, team=self.team | before, coordinator_away=False)


@dataclass(frozen=True, slots=True)
class Outside:
    """People of the department who are not in Slack: a name for them and how many they are."""

    name: str
    number: int


@dataclass(frozen=True, slots=True)
class Department:
    """The department list, kept with a channel and apart from any round.

    `name` is what its people call it; `groups`, or where there are none `channel`, say where they are found; `marks`
    holds the few with a role of their own; `not_asked` names those who are left out on purpose, marked or not.
    """

    name: str = ""
    channel: ChannelId | None = None
    groups: tuple[str, ...] = ()
    marks: Mapping[UserId, RoleId] = field(default_factory=dict)
    not_asked: frozenset[UserId] = frozenset()
    outside: tuple[Outside, ...] = ()

    def role_of(self, user: UserId) -> RoleId:
        return self.marks.get(user, UNMARKED_ROLE)

    @property
    def people_outside(self) -> int:
        return sum(outside.number for outside in self.outside)


class Absence(StrEnum):
    """Why somebody found in the department is not asked."""

    BOT = "bot"
    GUEST = "guest"
    DEACTIVATED = "deactivated"
    STRANGER = "stranger"
    LEFT_OUT = "left_out"
    OTHER_ROLE = "other_role"


@dataclass(frozen=True, slots=True)
class Member:
    """Somebody found in a channel or user group, as Slack describes them."""

    user: UserId
    name: str
    is_bot: bool = False
    is_guest: bool = False
    is_deactivated: bool = False
    is_stranger: bool = False

    @property
    def absence(self) -> Absence | None:
        """Why this member cannot be asked whatever the list says, if so."""
        if self.is_bot:
            return Absence.BOT
        if self.is_deactivated:
            return Absence.DEACTIVATED
        if self.is_stranger:
            return Absence.STRANGER
        return Absence.GUEST if self.is_guest else None


@dataclass(frozen=True, slots=True)
class Invited:
    """One person asked in a round, and the role they are asked in."""

    user: UserId
    role: RoleId


@dataclass(frozen=True, slots=True)
class Attendance:
    """Who of the people found will be asked, and who will not and why."""

    invited: tuple[Invited, ...]
    absent: Mapping[UserId, Absence]

    def count(self, role: RoleId) -> int:
        return sum(invited.role == role for invited in self.invited)


def attendance(
    department: Department, members: Iterable[Member], asked: Collection[RoleId] | None = None
) -> Attendance:
    """Sort the people found into those who are asked, in their role, and those who are not, with the reason.

    `asked` are the roles that the barometer asks; without it, any role is.
    """
    invited: dict[UserId, Invited] = {}
    absent: dict[UserId, Absence] = {}
    for member in members:
        reason = member.absence or _left_out(department, member.user, asked)
        if reason:
            absent[member.user] = reason
        else:
            invited[member.user] = Invited(member.user, department.role_of(member.user))
    return Attendance(tuple(invited.values()), absent)


def _left_out(department: Department, user: UserId, asked: Collection[RoleId] | None) -> Absence | None:
    if user in department.not_asked:
        return Absence.LEFT_OUT
    return None if asked is None or department.role_of(user) in asked else Absence.OTHER_ROLE


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
