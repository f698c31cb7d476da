"""Setting up a course: what it begins with, what was filled in, and the course that is confirmed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from domain.course_definitions import CourseType, CourseTypeId
from domain.course_setups import CourseDraft, CourseDraftId
from domain.courses import LONGEST_NAME, Course
from domain.people import Act, ChannelId, Department, Named, Person, Right, TeamId, UserId
from domain.rounds import Before
from domain.walks import Walk
from domain.workdays import Workdays
from handlers import course_rounds, courses, roles
from handlers.courses import CoursePlan, UnknownCourse
from storage import course_drafts, rounds, walks, workspaces
from storage import people as stored_people
from storage.database import Tx

#: What was filled in is deleted so long afterwards.
DRAFTS_ARE_KEPT = timedelta(days=1)


#: Where other courses run whose barometers are in a department; None for a channel that the person has no right in.
Others = tuple[ChannelId | None, ...]


@dataclass(frozen=True, slots=True)
class Beginning:
    """What a set-up begins with: the kinds of course there are, and what is known of channel, people and templates.

    `departments` are the channels whose rounds may belong to the course, the likeliest first, with what happened in
    each of them `before`, and the `others` whose barometers are there; `walks` the templates in which the person has a
    part.
    """

    channel: ChannelId
    types: tuple[CourseType, ...]
    named: Named
    departments: tuple[ChannelId, ...]
    walks: tuple[Walk, ...]
    before: Mapping[ChannelId, Before]
    others: Mapping[ChannelId, Others]
    municipality: str = ""

    def type(self, wanted: CourseTypeId | None) -> CourseType:
        """The chosen kind of course, the first one where none of them is chosen."""
        return next((one for one in self.types if one.id == wanted), self.types[0])

    def earliest(self, department: ChannelId) -> datetime | None:
        """From when the last result of a department lets the next round open; None for one that is not offered."""
        return self.before.get(department, Before()).earliest


@dataclass(frozen=True, slots=True)
class Foreseen:
    """A draft with the course that it would become, the people as they would be named, their department list, what
    happened before where the rounds will run, and the other courses whose rounds run there.
    """

    draft: CourseDraft
    course: Course
    named: Named
    department: Department | None
    walk: Walk | None
    before: Before
    others: Others

    @property
    def team(self) -> frozenset[UserId]:
        """Everybody in the anchoring team, whoever leads it among them."""
        return self.named.whole_team


async def begin(tx: Tx, person: Person) -> Beginning:
    """What the form begins with. Raises `NotAllowed`, and `OneIsRunning` where a course is under way."""
    await courses.may_start(tx, person)
    departments = tuple(await _departments(tx, person))
    return Beginning(
        channel=person.channel,
        types=tuple(tx.course_types.all()),
        named=await stored_people.named(tx, person.team, person.channel),
        departments=departments,
        walks=tuple(await walks.of_person(tx, person.team, person.user)),
        before={channel: await rounds.before(tx, person.team, channel) for channel in departments},
        others={channel: await _others(tx, person, channel) for channel in departments},
        municipality=(await workspaces.name(tx, person.team))[:LONGEST_NAME],
    )


async def keep(tx: Tx, person: Person, draft: CourseDraft, now: datetime, workdays: Workdays) -> Foreseen:
    """Keep what was filled in, and give the course that it would become.

    Raises `NotAllowed`, `OneIsRunning`, and `DateNotGiven` where an anchor is missing.
    """
    await courses.may_start(tx, person)
    await course_drafts.keep(tx, draft, now)
    foreseen = await _foreseen(tx, person, draft, now, workdays)
    foreseen.course.calendar(workdays)
    return foreseen


async def drafted(tx: Tx, person: Person, draft_id: CourseDraftId) -> CourseDraft:
    """What was filled in, for whoever leads in its channel. Raises `NotAllowed` and `UnknownCourse`."""
    person.check(Act.START_COURSE)
    draft = await course_drafts.load(tx, person.team, draft_id)
    if draft is None or draft.channel != person.channel:
        raise UnknownCourse
    return draft


async def channel_of(tx: Tx, team: TeamId, draft_id: CourseDraftId) -> ChannelId | None:
    """The channel for which it was filled in; None for a draft that is not there any more."""
    draft = await course_drafts.load(tx, team, draft_id)
    return draft.channel if draft else None


async def confirm(tx: Tx, person: Person, draft_id: CourseDraftId, now: datetime, workdays: Workdays) -> Course:
    """Begin the course that was drafted, and name its people; the same draft twice begins one.

    Raises `NotAllowed`, `UnknownCourse`, `OneIsRunning` and `DateNotGiven`.
    """
    draft = await drafted(tx, person, draft_id)
    plan = await _plan(tx, draft)
    begun = await courses.start(tx, person, plan, f"draft:{draft.id}", now, workdays)
    due = workdays.soonest(now)
    await roles.name_team(tx, person, draft.deputy, draft.members, now=now, due=due)
    return begun


async def tidy(tx: Tx, now: datetime) -> None:
    """Delete what was filled in a day ago, with the people on it."""
    await course_drafts.forget(tx, now - DRAFTS_ARE_KEPT)


async def leads_in(tx: Tx, person: Person, channel: ChannelId) -> bool:
    """Whether the rounds of this channel are this person's to start, so that they may belong to their course."""
    return channel == person.channel or channel in await _led_by(tx, person)


async def _foreseen(tx: Tx, person: Person, draft: CourseDraft, now: datetime, workdays: Workdays) -> Foreseen:
    named = await stored_people.named(tx, person.team, draft.channel)
    course = await courses.proposed(tx, person, await _plan(tx, draft), workdays.local(now).date(), workdays)
    return Foreseen(
        draft=draft,
        course=course,
        named=replace(named, deputy=draft.deputy, team=draft.members),
        department=await _list_of(tx, person.team, (draft.department, draft.channel)),
        walk=await walks.load(tx, person.team, draft.walk) if draft.walk else None,
        before=await rounds.before(tx, person.team, draft.department),
        others=await _others(tx, person, draft.department),
    )


async def _plan(tx: Tx, draft: CourseDraft) -> CoursePlan:
    return CoursePlan(
        channel=draft.channel,
        department=draft.department,
        municipality=draft.municipality,
        course_type=draft.course_type,
        anchors=draft.anchors,
        walk=draft.walk,
        language=await stored_people.language(tx, draft.team, draft.channel),
    )


async def _list_of(tx: Tx, team: TeamId, channels: Iterable[ChannelId]) -> Department | None:
    """The first department list that one of the channels has."""
    for channel in channels:
        if found := await stored_people.department(tx, team, channel):
            return found
    return None


async def _departments(tx: Tx, person: Person) -> list[ChannelId]:
    """The channel in which the people of this channel's list are found, where the person leads there; else this channel
    where it has a list, else another that the person leads and that has one.
    """
    led = await _led_by(tx, person)
    found = dict.fromkeys([person.channel, *led])
    lists = {channel: await stored_people.department(tx, person.team, channel) for channel in found}
    here = lists[person.channel]
    home = [here.channel] if here and here.channel in led else []
    return list(dict.fromkeys([*home, *(channel for channel in found if lists[channel]), *found]))


async def _others(tx: Tx, person: Person, department: ChannelId) -> Others:
    """Two courses may share a department's barometers; whoever begins the second one is to know of the first."""
    seen = {channel for channel, _ in await stored_people.channels_of(tx, person.team, person.user)}
    found = await course_rounds.in_department(tx, person.team, department)
    return tuple(course.channel if course.channel in seen else None for course in found)


async def _led_by(tx: Tx, person: Person) -> list[ChannelId]:
    rights = await stored_people.channels_of(tx, person.team, person.user)
    return [channel for channel, right in rights if right is Right.COORDINATOR]
