"""The focus groups of a course: the guide for each, and what was said in it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from domain.course_definitions import MilestoneId
from domain.courses import Course, CourseId, CourseOver
from domain.focus_groups import Group, group_of, groups_of
from domain.people import Act, ChannelId, Person
from domain.workdays import Workdays
from handlers import courses, releases
from handlers.releases import Result
from storage import audit, course_texts, people
from storage import courses as stored
from storage.course_texts import CourseText
from storage.database import Tx
from storage.releases import ReleaseDamaged


class WrittenMeanwhile(Exception):  # noqa: N818 - told in the window that was sent in
    """Somebody else has changed the notes since the window was opened. Carries what stands there now."""

    def __init__(self, notes: Notes) -> None:
        super().__init__(notes.group.number)
        self.notes = notes


@dataclass(frozen=True, slots=True)
class Notes:
    """One group's notes, None where there are none."""

    course: Course
    group: Group
    written: CourseText | None = None

    @property
    def edition(self) -> str:
        """Names these notes: whoever saves what was opened before them is told of them."""
        return f"{self.written.at.timestamp():.6f}" if self.written else ""


@dataclass(frozen=True, slots=True)
class Groups:
    """The groups of a course, of one milestone or of all, with their notes by number."""

    course: Course
    groups: tuple[Group, ...]
    notes: Mapping[int, CourseText] = field(default_factory=dict)


async def of_course(tx: Tx, person: Person, course_id: CourseId, milestone: MilestoneId) -> Groups:
    """The groups of a milestone with their notes, for the team. Raises `UnknownCourse` and `NotAllowed`."""
    course = await courses.take_part(tx, person, course_id, Act.WORK_COURSE)
    return await _with_notes(tx, course, tuple(one for one in groups_of(course.type) if one.milestone == milestone))


async def one(tx: Tx, person: Person, course_id: CourseId, number: int) -> Notes:
    """One group with its notes, for the team. Raises `UnknownCourse`, `NotAllowed` and `UnknownGroup`."""
    course = await courses.take_part(tx, person, course_id, Act.WORK_COURSE)
    return await _notes(tx, course, group_of(course.type, number))


async def to_write(tx: Tx, person: Person, course_id: CourseId, number: int) -> Notes:
    """One group with its notes, for somebody who is going to write. Raises what `one` raises, and `CourseOver`."""
    found = await one(tx, person, course_id, number)
    if found.course.over:
        raise CourseOver
    return found


async def write(
    tx: Tx, person: Person, course_id: CourseId, number: int, text: str, edition: str, now: datetime
) -> Notes:
    """Keep the notes instead of those there are; without a text there are none any more.

    Raises what `one` raises, `CourseOver`, and `WrittenMeanwhile`.
    """
    course = await courses.take_part(tx, person, course_id, Act.WORK_COURSE, lock=True)
    if course.over:
        raise CourseOver
    before = await _notes(tx, course, group_of(course.type, number))
    if before.written and before.written.text == text:
        return before
    if before.edition != edition:
        raise WrittenMeanwhile(before)
    if text:
        await course_texts.keep(tx, course.id, before.group.subject, CourseText(text, person.user, now))
    else:
        await course_texts.forget(tx, course.id, before.group.subject)
    await audit.note(tx, person.team, person.user, "course.notes", f"{course.id}:{number}", now)
    return await _notes(tx, course, before.group)


async def guide(
    tx: Tx, person: Person, course_id: CourseId, number: int, now: datetime, workdays: Workdays
) -> tuple[Notes, Result | None]:
    """One group, and the department's newest result, None where none has been posted that can be read.

    Raises what `one` raises.
    """
    found = await one(tx, person, course_id, number)
    try:
        result = await releases.newest(tx, person.team, found.course.department, now, workdays)
    except ReleaseDamaged:
        result = None
    return found, result


async def for_report(tx: Tx, person: Person, channel: ChannelId) -> list[Groups]:
    """The notes that belong to a report on this channel's rounds, as far as the person is in the courses' teams."""
    found = []
    for course in await stored.of_department(tx, person.team, channel):
        named = await people.named(tx, person.team, course.channel)
        is_here = course.channel == person.channel and person.may(Act.WORK_COURSE)
        if is_here or person.user in {named.coordinator, named.deputy, *named.team}:
            found.append(await _with_notes(tx, course, groups_of(course.type)))
    return found


async def _notes(tx: Tx, course: Course, group: Group) -> Notes:
    written = await course_texts.read(tx, course.id, [group.subject])
    return Notes(course, group, written.get(group.subject))


async def _with_notes(tx: Tx, course: Course, groups: tuple[Group, ...]) -> Groups:
    written = await course_texts.read(tx, course.id, [group.subject for group in groups])
    return Groups(course, groups, {one.number: written[one.subject] for one in groups if one.subject in written})
