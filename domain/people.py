"""Who a person is to Anker, what each right allows, and the list of who is in a department."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum

from domain.barometers import Language, RoleId

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
    START_WALK = "start_walk"
    MAKE_REPORT = "make_report"
    IMPORT = "import"
    START_COURSE = "start_course"
    SEE_COURSE = "see_course"
    #: Agree on, move and hold meetings, write records, and make the plan.
    WORK_COURSE = "work_course"


_LEAD = frozenset({Right.COORDINATOR, Right.DEPUTY})

#: The one table of who may do what; what is not in it is allowed to nobody.
ALLOWED: Mapping[Act, frozenset[Right]] = {
    Act.NAME_PEOPLE: _LEAD | {Right.ADMINISTRATOR},
    Act.SEE_PEOPLE: _LEAD | {Right.ADMINISTRATOR, Right.TEAM},
    Act.START_ROUND: _LEAD,
    Act.CLOSE_ROUND: _LEAD,
    Act.CANCEL_ROUND: _LEAD,
    Act.SEE_PROGRESS: _LEAD,
    Act.IMPORT: _LEAD,
    Act.MAKE_REPORT: _LEAD,
    Act.SEE_RESULT: _LEAD | {Right.TEAM, Right.OBSERVER},
    Act.START_WALK: _LEAD,
    Act.START_COURSE: _LEAD,
    Act.SEE_COURSE: _LEAD | {Right.TEAM, Right.OBSERVER},
    Act.WORK_COURSE: _LEAD | {Right.TEAM},
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
    def whole_team(self) -> frozenset[UserId]:
        """Everybody in the anchoring team, whoever leads it among them."""
        return self.team | {user for user in (self.coordinator, self.deputy) if user}

    def newly_given(self, before: Named) -> tuple[tuple[Right, UserId], ...]:
        """Who has a role that they did not have `before`, each with the foremost one; a leader who has become one of
        the team again has been given nothing.
        """
        leads = ((Right.COORDINATOR, before.coordinator, self.coordinator), (Right.DEPUTY, before.deputy, self.deputy))
        leading = [(right, now) for right, then, now in leads if now and now != then]
        team = self.whole_team - before.whole_team - {user for _, user in leading}
        observers = self.observers - before.observers - before.whole_team - self.whole_team
        joined = ((Right.TEAM, team), (Right.OBSERVER, observers))
        return (*leading, *((right, user) for right, users in joined for user in sorted(users)))

    def foremost(self, user: UserId) -> Right | None:
        """The foremost role that somebody has."""
        if user in {self.coordinator, self.deputy}:
            return Right.COORDINATOR if user == self.coordinator else Right.DEPUTY
        if user in self.team:
            return Right.TEAM
        return Right.OBSERVER if user in self.observers else None

    def taken_from(self, before: Named) -> tuple[tuple[Right, UserId], ...]:
        """Who has a lesser role than `before`, or none, each with the foremost one they had; whoever is given another
        role is not among them.
        """
        given = {user for _, user in self.newly_given(before)}
        had = {user: before.foremost(user) for user in sorted(before.whole_team | before.observers)}
        return tuple(
            (right, user) for user, right in had.items() if right and user not in given and self.foremost(user) != right
        )

    @property
    def stands_in(self) -> UserId | None:
        """Who leads in the coordinator's stead while it is written down that the coordinator is on leave."""
        return self.deputy if self.coordinator_away else None

    @property
    def leader(self) -> UserId | None:
        """Who leads at the moment, as far as it is written down."""
        return self.stands_in or self.coordinator

    def keeping(self, leader: UserId) -> Named:
        """The same with whoever led until now in the team, where they have no other part: no form lists them there."""
        has_part = leader in self.whole_team | self.observers
        return self if has_part else replace(self, team=self.team | {leader})

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

    def asks_of(self, kept_with: ChannelId) -> frozenset[str]:
        """The channels and groups whose people the list of a channel asks; lists that share one ask the same people.

        The channel itself is one of them: its members ask, whoever else is asked.
        """
        return frozenset({kept_with, self.channel or kept_with, *self.groups})

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
