"""The anchoring plan: actions are added, edited, done, given up and handed over, and their reminders written anew."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from domain.barometers import Barometer, ThemeId
from domain.calendars import open_days
from domain.courses import Course, CourseId, CourseOver
from domain.people import Act, ChannelId, Person, TeamId, UserId
from domain.plans import (
    Action,
    ActionId,
    ActionTheme,
    NewAction,
    NotYours,
    Owned,
    Plan,
    UnknownAction,
    leads,
    may_change,
    plan,
)
from domain.rounds import RoundState
from domain.workdays import MORNING, Workdays
from handlers import courses, plan_gifts
from storage import audit, course_due, outbox, releases, rounds, sent_messages
from storage import courses as stored_courses
from storage import plans as stored
from storage.course_due import Due
from storage.database import Tx

#: What the outbox calls the plan in the channel.
SHARED = "plans.shared"


@dataclass(frozen=True, slots=True)
class Edit:
    """What somebody changes of an action; owner and theme stay where the coordinator or deputy does not say them."""

    text: str
    deadline: date
    owner: UserId | None = None
    theme: ThemeId | None = None


async def add(
    tx: Tx,
    course: Course,
    actions: Sequence[NewAction],
    by: Person,
    now: datetime,
    workdays: Workdays,
    origin: str = "",
) -> list[Action]:
    """Take actions into the plan, in their order; `origin` names the window that they were written in, which adds them
    once. The course was loaded with `lock`. A theme that the department's barometer does not have is left out.

    Raises `NotAllowed` and `CourseOver`.
    """
    by.check(Act.WORK_COURSE)
    if course.over:
        raise CourseOver
    themes = {theme.id: theme for theme in await themes_of(tx, course)}
    new = [
        Action(
            id=stored_courses.new_course_id(),
            course=course.id,
            text=one.text,
            owner=one.owner,
            deadline=one.deadline,
            made_by=by.user,
            made_at=now,
            theme=themes.get(one.theme) if one.theme else None,
        )
        for one in actions
    ]
    kept = await stored.insert(tx, course.team, new, origin or stored_courses.new_course_id())
    await _replan(tx, course, kept, now, workdays)
    if kept == new and new:
        await plan_gifts.tell_owners(tx, course, kept, by.user, now, workdays)
        await audit.note(tx, course.team, by.user, "plan.add", course.id, now)
    return kept


async def of_course(tx: Tx, course: Course) -> Plan:
    """The course's plan, which may be empty, without what is damaged; whoever shows it has asked who may see it."""
    return plan(course.id, await stored.of_course(tx, course.team, course.id))


async def of_owner(tx: Tx, team: TeamId, user: UserId) -> list[Owned]:
    """What somebody still has to do, the earliest deadline first; what courses that are over have left comes last."""
    mine = [one for one in await stored.of_owner(tx, team, user) if one.is_open]
    loaded = {name: await stored_courses.load(tx, team, name) for name in {one.course for one in mine}}
    found = {name: course for name, course in loaded.items() if course}
    owned = [Owned(found[one.course], one) for one in mine if one.course in found]
    return sorted(owned, key=lambda one: (one.course.over, one.action.deadline, one.action.made_at, one.action.id))


async def visible(tx: Tx, person: Person, course_id: CourseId) -> tuple[Course, Plan]:
    """The plan, for somebody who may see the course. Raises `UnknownCourse` and `NotAllowed`."""
    course = await courses.take_part(tx, person, course_id, Act.SEE_COURSE)
    return course, await of_course(tx, course)


async def earlier(tx: Tx, course: Course) -> tuple[Course, Plan] | None:
    """The newest course before this one in its channel that has a plan, with that plan; None where there is none."""
    ended = await courses.ended_in(tx, course.team, course.channel)
    for one in ended[ended.index(course) + 1 if course in ended else 0 :]:
        if (made := await of_course(tx, one)).actions:
            return one, made
    return None


async def themes_of(tx: Tx, course: Course) -> tuple[ActionTheme, ...]:
    """The themes of the department's barometer: of its newest result, else of its newest round, else of ours."""
    barometer = await _barometer(tx, course)
    return tuple(ActionTheme(theme.id, theme.name) for theme in barometer.themes) if barometer else ()


async def _barometer(tx: Tx, course: Course) -> Barometer | None:
    released = await releases.published_in(tx, course.team, course.department)
    if released:
        return released[0].round.barometer
    drafted = {RoundState.DRAFT, RoundState.CANCELLED}
    running = [one for one in await rounds.in_channel(tx, course.team, course.department) if one.state not in drafted]
    if running:
        return running[0].barometer
    return next(iter(tx.barometers.all()), None)


async def channel_of(tx: Tx, team: TeamId, action_id: ActionId) -> ChannelId | None:
    """The channel in which rights in the action's course are kept; None for an action that is not there."""
    course = await stored.course_of(tx, team, action_id)
    return await courses.channel_of(tx, team, course) if course else None


async def find(tx: Tx, person: Person, action_id: ActionId, *, lock: bool = False) -> Owned:
    """An action, for somebody who may change it: its owner, the coordinator or the deputy.

    Raises `UnknownAction`, and `NotYours` for the others of the team.
    """
    course_id = await stored.course_of(tx, person.team, action_id)
    course = await stored_courses.load(tx, person.team, course_id, lock=lock) if course_id else None
    if course is None:
        raise UnknownAction(action_id)
    action = (await of_course(tx, course)).action(action_id)
    here = person if course.channel == person.channel else replace(person, rights=frozenset())
    if may_change(action, here):
        return Owned(course, action)
    if here.may(Act.SEE_COURSE):
        raise NotYours
    raise UnknownAction(action_id)


async def change(
    tx: Tx, person: Person, action_id: ActionId, how: Callable[[Action], Action], now: datetime, workdays: Workdays
) -> Owned:
    """Change an action, and write its reminders anew. Raises what `find` and the change raise."""
    before = await find(tx, person, action_id, lock=True)
    changed = how(before.action)
    if changed != before.action:
        await _keep(tx, before.course, [changed], now, workdays)
        await audit.note(tx, person.team, person.user, "plan.change", f"{before.course.id}:{action_id}", now)
    return Owned(before.course, changed)


async def edit(tx: Tx, person: Person, action_id: ActionId, wanted: Edit, now: datetime, workdays: Workdays) -> Owned:
    """Another text and deadline; whoever leads may name another owner and theme. Raises what `change` raises, and
    `Settled`."""
    before = await find(tx, person, action_id, lock=True)
    themes = {theme.id: theme for theme in await themes_of(tx, before.course)}

    def edited(action: Action) -> Action:
        if not leads(person):
            return action.edited(text=wanted.text, deadline=wanted.deadline, theme=action.theme)
        kept = action.theme if action.theme and action.theme.id == wanted.theme else None
        theme = kept or (themes.get(wanted.theme) if wanted.theme else None)
        return action.edited(text=wanted.text, deadline=wanted.deadline, owner=wanted.owner, theme=theme)

    changed = await change(tx, person, action_id, edited, now, workdays)
    if changed.action.owner != before.action.owner:
        await plan_gifts.tell_owners(tx, changed.course, [changed.action], person.user, now, workdays)
        former, given = before.action.owner, [changed.action]
        await plan_gifts.tell_former(tx, changed.course, given, former, person.user, now, workdays)
    return changed


async def snooze(tx: Tx, person: Person, action_id: ActionId, now: datetime, workdays: Workdays) -> Owned:
    """Put off one's own reminder by a week, once.

    Raises `UnknownAction`, `NotYours`, `CourseOver` and `SnoozedAlready`.
    """
    found = await find(tx, person, action_id, lock=True)
    if found.action.owner != person.user:
        raise NotYours
    if found.course.over:
        raise CourseOver
    today, days = workdays.local(now).date(), open_days(found.course.type, workdays)
    snoozed = found.action.snoozed_a_week(today, days)
    await _keep(tx, found.course, [snoozed], now, workdays)
    return Owned(found.course, snoozed)


async def hand_over(
    tx: Tx, course: Course, from_user: UserId, to_user: UserId, by: UserId, now: datetime, workdays: Workdays
) -> list[Action]:
    """What somebody still has to do goes to another; those actions. The course was loaded with `lock`, and whoever
    asks has asked whether this may be done; both are told. What is damaged stays with whom it was."""
    left = [one for one in (await of_course(tx, course)).open if one.owner == from_user]
    handed = [one.handed_to(to_user) for one in left]
    await _keep(tx, course, handed, now, workdays)
    await plan_gifts.tell_owners(tx, course, handed, by, now, workdays, after=from_user)
    await plan_gifts.tell_former(tx, course, handed, from_user, by, now, workdays)
    if handed:
        await audit.note(tx, course.team, by, "plan.hand_over", course.id, now)
    return handed


async def share(
    tx: Tx, person: Person, course_id: CourseId, event: str, now: datetime, workdays: Workdays
) -> tuple[Course, datetime]:
    """Put the plan into the course's channel, once for each `event`; the course, and when it will stand there.

    Raises `UnknownCourse` and `NotAllowed`.
    """
    course = await courses.take_part(tx, person, course_id, Act.WORK_COURSE)
    due = workdays.soonest(now)
    if await outbox.add(tx, [courses.post_to_channel(course, SHARED, due, event)]):
        await audit.note(tx, person.team, person.user, "plan.share", course.id, now)
    return course, due


async def of_post(tx: Tx, team: TeamId, course_id: CourseId) -> tuple[Course, Plan] | None:
    """What a message to the channel is about; None where there is nothing to show."""
    course = await stored_courses.load(tx, team, course_id)
    found = await of_course(tx, course) if course else None
    return (course, found) if course and found and found.actions else None


async def shared_at(tx: Tx, course: Course) -> tuple[ChannelId, str] | None:
    """Where the plan stands in the channel: the live card, if there is one."""
    return await sent_messages.live_card(tx, course.team, SHARED, {"course": course.id})


async def _keep(tx: Tx, course: Course, changed: Sequence[Action], now: datetime, workdays: Workdays) -> None:
    for one in changed:
        await stored.save(tx, course.team, one)
    await _replan(tx, course, changed, now, workdays)


async def _replan(tx: Tx, course: Course, actions: Iterable[Action], now: datetime, workdays: Workdays) -> None:
    """Write anew what their owners will be reminded of; what is due already is said still where it has not been."""
    changed, days = list(actions), open_days(course.type, workdays)
    unsaid = await course_due.unsaid(tx, course)
    wanted = [
        Due(one.key(nudge, day), one.subject, day)
        for one in changed
        for nudge, day in one.nudges(days)
        if workdays.at(day, MORNING) > now or (one.key(nudge, day) in unsaid and not one.is_quiet_on(day))
    ]
    await course_due.plan(tx, course, [] if course.over else wanted, [one.subject for one in changed])
