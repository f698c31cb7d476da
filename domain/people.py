"""Who a person is to Anker, what each right allows, and the list of who is in a department."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from domain.barometers import Language, RoleId

TeamId = str
ChannelId = str
UserId = str

#: A member of the department without a mark of their own is a caseworker.
UNMARKED_ROLE: RoleId = "sagsbehandler"


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
    """The person lacks every right that would allow the act."""

    def __init__(self, act: Act) -> None:
        super().__init__(act.value)
        self.act = act


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody in a workspace, as verified by Slack, with the rights stored for the channel at hand."""

    team: TeamId
    user: UserId
    language: Language = "da"
    rights: frozenset[Right] = frozenset()

    def may(self, act: Act) -> bool:
        return bool(self.rights & ALLOWED.get(act, frozenset()))

    def check(self, act: Act) -> None:
        """Raise `NotAllowed` unless one of the person's rights allows the act."""
        if not self.may(act):
            raise NotAllowed(act)


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


@dataclass(frozen=True, slots=True)
class Outside:
    """People of the department who are not in Slack: a name for them and how many they are."""

    name: str
    number: int


@dataclass(frozen=True, slots=True)
class Department:
    """The department list, kept with a channel and apart from any round.

    `name` is what its people call it; `channel` or `groups` says where they are found; `marks` holds the few with a role of their own;
    `not_asked` names those who are left out on purpose.
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


def attendance(department: Department, members: Iterable[Member]) -> Attendance:
    """Sort the people found into those who are asked, in their role, and those who are not, with the reason."""
    invited: dict[UserId, Invited] = {}
    absent: dict[UserId, Absence] = {}
    for member in members:
        reason = member.absence or (Absence.LEFT_OUT if member.user in department.not_asked else None)
        if reason:
            absent[member.user] = reason
        else:
            invited[member.user] = Invited(member.user, department.role_of(member.user))
    return Attendance(tuple(invited.values()), absent)


def merged_marks(chosen: Iterable[tuple[RoleId, Iterable[UserId]]]) -> dict[UserId, RoleId]:
    """Marks from the roles chosen for people; where somebody was given two, the first role listed wins.

    Roles are listed from leader to caseworker, so a super-user who is also a caseworker stays a super-user.
    """
    marks: dict[UserId, RoleId] = {}
    for role, users in chosen:
        for user in users:
            marks.setdefault(user, role)
    return marks
