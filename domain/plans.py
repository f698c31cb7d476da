"""The anchoring plan of a course: who does what by when, and when they are reminded of it.

Nobody is counted or compared in a plan: it is read by theme and by date, never by person.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from enum import StrEnum

from domain.barometers import Text, ThemeId
from domain.calendars import OpenDays
from domain.course_definitions import MilestoneId, Topic
from domain.courses import Course, CourseId, Standing
from domain.people import Person, Right, UserId

ActionId = str
#: Longest text of an action, and reason for giving one up, in characters: a line in a plan, not a page.
LONGEST_ACTION = 300
LONGEST_REASON = 300
DAY, WEEK = timedelta(days=1), timedelta(days=7)
#: An owner is reminded so long before the deadline: as long before as the channel is told of a meeting, and time to
#: do something about it still.
REMIND_BEFORE = WEEK
#: An action of the plan that a due row is about begins like this, to tell it from a milestone.
SUBJECT = "action:"


class UnknownAction(Exception):  # noqa: N818 - read aloud where it is raised
    """The course has no such action, or this person has nothing to do with it."""


class NotYours(Exception):  # noqa: N818 - read aloud where it is raised
    """The action is another's: its owner, the coordinator and the deputy change it."""


class Settled(Exception):  # noqa: N818 - read aloud where it is raised
    """The action is done or given up: it is opened again before it is changed."""


class SnoozedAlready(Exception):  # noqa: N818 - read aloud where it is raised
    """No reminder of the action has come that was not put off already."""


class ActionState(StrEnum):
    OPEN = "open"
    DONE = "done"
    GIVEN_UP = "given_up"


class Nudge(StrEnum):
    """What an owner is reminded of: a deadline that comes, or one that has passed."""

    BEFORE = "before"
    AFTER = "after"


@dataclass(frozen=True, slots=True)
class ActionTheme:
    """A barometer's theme as it was called when the action was made; it keeps that name."""

    id: ThemeId
    name: Text


@dataclass(frozen=True, slots=True)
class NewAction:
    """What somebody writes down: what is done, by whom, until when, and about which theme."""

    text: str
    owner: UserId
    deadline: date
    theme: ThemeId | None = None


@dataclass(frozen=True, slots=True)
class Action:
    """One thing that somebody does by a local date.

    `reason` says why it was given up. `snoozed_to` is the day that the owner put the reminder `snoozed` off to.
    """

    id: ActionId
    course: CourseId
    text: str
    owner: UserId
    deadline: date
    made_by: UserId
    made_at: datetime
    theme: ActionTheme | None = None
    state: ActionState = ActionState.OPEN
    reason: str = ""
    snoozed: Nudge | None = None
    snoozed_to: date | None = None

    @property
    def is_open(self) -> bool:
        return self.state is ActionState.OPEN

    @property
    def subject(self) -> str:
        """What its due rows are about."""
        return f"{SUBJECT}{self.id}"

    def is_late(self, today: date) -> bool:
        return self.is_open and self.deadline < today

    def done(self) -> Action:
        return replace(self, state=ActionState.DONE, reason="")

    def given_up(self, reason: str = "") -> Action:
        return replace(self, state=ActionState.GIVEN_UP, reason=reason)

    def opened(self) -> Action:
        """Done or given up by mistake: open again, with what was decided about its reminders."""
        return replace(self, state=ActionState.OPEN, reason="")

    def edited(
        self, *, text: str, deadline: date, owner: UserId | None = None, theme: ActionTheme | None = None
    ) -> Action:
        """With other words, another deadline, theme or owner; with another deadline or owner nothing is put off.

        Raises `Settled`.
        """
        if not self.is_open:
            raise Settled
        changed = replace(self, text=text, deadline=deadline, owner=owner or self.owner, theme=theme)
        same = (changed.deadline, changed.owner) == (self.deadline, self.owner)
        return changed if same else replace(changed, snoozed=None, snoozed_to=None)

    def handed_to(self, user: UserId) -> Action:
        """In another's hands; what the one before put off is not put off any more."""
        return self if user == self.owner else replace(self, owner=user, snoozed=None, snoozed_to=None)

    def snoozed_a_week(self, today: date, days: OpenDays) -> Action:
        """The reminder that came last comes again in a week, once, and none before it. Raises `SnoozedAlready`."""
        came = self.came(today, days)
        if came is None or came is self.snoozed:
            raise SnoozedAlready
        return replace(self, snoozed=came, snoozed_to=days.on_or_after(today + WEEK))

    def can_be_snoozed(self, today: date, days: OpenDays) -> bool:
        return self.is_open and self.came(today, days) not in {None, self.snoozed}

    def came(self, today: date, days: OpenDays) -> Nudge | None:
        """The reminder that came last, as far as the calendar tells."""
        past = [nudge for nudge, day in self.nudges(days) if day <= today]
        return past[-1] if past else None

    def nudges(self, days: OpenDays) -> list[tuple[Nudge, date]]:
        """When its owner is reminded, in order: a week before the deadline or on the last open day before that, and
        on the next open day after it; none once it is done or given up.
        """
        if not self.is_open:
            return []
        before = days.on_or_before(self.deadline - REMIND_BEFORE)
        after = days.on_or_after(self.deadline + DAY)
        planned = [(Nudge.BEFORE, before), (Nudge.AFTER, after)]
        if self.snoozed_to is None:
            return planned
        if self.snoozed is Nudge.BEFORE and after <= self.snoozed_to:
            return [(Nudge.BEFORE, before), (Nudge.AFTER, self.snoozed_to)]
        again = (self.snoozed or Nudge.BEFORE, self.snoozed_to)
        return sorted([*planned, again], key=lambda one: one[1])

    def is_quiet_on(self, day: date) -> bool:
        """Whether its owner has put off what would be said on the day."""
        return self.snoozed_to is not None and day < self.snoozed_to

    def key(self, nudge: Nudge, day: date) -> str:
        """Names a reminder for ever: the same one on the same day is not sent twice."""
        return f"{self.course}:{self.subject}:{nudge}:{day.isoformat()}"


@dataclass(frozen=True, slots=True)
class Owned:
    """An action and the course that it belongs to."""

    course: Course
    action: Action


@dataclass(frozen=True, slots=True)
class Plan:
    """Everything that a course's people have agreed to do, the earliest deadline first."""

    course: CourseId
    actions: tuple[Action, ...] = ()

    @property
    def open(self) -> tuple[Action, ...]:
        return tuple(one for one in self.actions if one.is_open)

    def due(self, today: date, until: date | None = None) -> tuple[Action, ...]:
        """The open ones whose deadline comes, until a date or within a week."""
        last = until or today + REMIND_BEFORE
        return tuple(one for one in self.open if today <= one.deadline <= last)

    def late(self, today: date) -> tuple[Action, ...]:
        """The open ones whose deadline has passed."""
        return tuple(one for one in self.open if one.is_late(today))

    def action(self, action_id: ActionId) -> Action:
        """The action; raises `UnknownAction`."""
        for one in self.actions:
            if one.id == action_id:
                return one
        raise UnknownAction(action_id)

    def by_theme(self) -> Iterator[tuple[ActionTheme | None, list[Action]]]:
        """Its actions by theme, the theme with the earliest deadline first; those without a theme come last."""
        themes = {one.theme.id: one.theme for one in self.actions if one.theme}
        for theme_id, theme in themes.items():
            yield theme, [one for one in self.actions if one.theme and one.theme.id == theme_id]
        if loose := [one for one in self.actions if one.theme is None]:
            yield None, loose


def plan(course: CourseId, actions: Iterable[Action]) -> Plan:
    """The plan, in the order in which it is read."""
    return Plan(course, tuple(sorted(actions, key=_in_order)))


def _in_order(action: Action) -> tuple[date, datetime, ActionId]:
    return action.deadline, action.made_at, action.id


def makes_plan(course: Course, milestone: MilestoneId) -> bool:
    """Whether the plan is made at this meeting: the one that the meetings about the plan are counted from."""
    about = (one.counted.after for one in course.type.milestones if Topic.PLAN in one.agenda.topics)
    return milestone in about


def is_to_be_made(course: Course, made: Plan) -> bool:
    """Whether the meeting at which the plan is made was held, and nothing stands in the plan yet."""
    held = (one.id for one in course.type.milestones if course.state(one.id).standing is Standing.HELD)
    return not course.over and not made.actions and any(makes_plan(course, one) for one in held)


def given_by(by: UserId, actions: Iterable[Action]) -> Mapping[UserId, tuple[Action, ...]]:
    """What each owner gets from somebody else, the earliest deadline first; what is one's own is no news to oneself."""
    theirs: dict[UserId, tuple[Action, ...]] = {}
    for one in sorted(actions, key=_in_order):
        if one.owner != by:
            theirs[one.owner] = (*theirs.get(one.owner, ()), one)
    return theirs


def leads(person: Person) -> bool:
    """Whether the person changes every action, and who does it, by their rights in the course's channel."""
    return bool(person.rights & {Right.COORDINATOR, Right.DEPUTY})


def may_change(action: Action, person: Person) -> bool:
    """Whether the person may change it: their own, or any as coordinator or deputy in the course's channel."""
    return action.owner == person.user or leads(person)


def newest(due: Sequence[tuple[Action, Nudge, date]]) -> list[tuple[Action, Nudge, date]]:
    """Of several reminders about one action, such as after a long stop, the last."""
    last = {action.id: (action, nudge, day) for action, nudge, day in sorted(due, key=lambda one: one[2])}
    return [*last.values()]
