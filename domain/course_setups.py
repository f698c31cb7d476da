"""What is chosen for a course before it begins, and whether the team has somebody of every role."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date

from domain.barometers import RoleId
from domain.course_definitions import AnchorId, CourseTypeId
from domain.people import MARKED_ROLES, UNMARKED_ROLE, ChannelId, Department, TeamId, UserId
from domain.walks import WalkId

CourseDraftId = str


@dataclass(frozen=True, slots=True)
class CourseDraft:
    """A course as somebody has filled it in and not confirmed it; `by` is that person.

    `channel` is the anchoring team's, `department` the one whose barometer rounds belong to the course, `members` the
    team without its coordinator and deputy.
    """

    id: CourseDraftId
    team: TeamId
    by: UserId
    channel: ChannelId
    department: ChannelId
    municipality: str
    course_type: CourseTypeId
    anchors: Mapping[AnchorId, date] = field(default_factory=dict)
    walk: WalkId | None = None
    deputy: UserId | None = None
    members: frozenset[UserId] = frozenset()


def missing_roles(department: Department, team: Iterable[UserId]) -> tuple[RoleId, ...]:
    """The roles that a team is made of and that nobody in this one has, by the marks of the department list.

    The method's four: managers, professional leads, super-users and caseworkers.
    """
    had = {department.role_of(user) for user in team}
    return tuple(role for role in (*MARKED_ROLES, UNMARKED_ROLE) if role not in had)
