"""A course that has served its time is deleted whole, two years after the last day that anything in it is about."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import delete, func, select

from domain.calendars import Chosen
from domain.courses import Course, Record, Standing, State
from domain.plans import Action
from handlers.keeping import forget_courses
from storage import audit, course_due, course_rests, course_texts, courses, outbox, plans
from storage.course_due import SAID, Due
from storage.course_texts import CourseText
from storage.database import Store, Tx, changed
from storage.outbox import Post
from storage.tables import CourseDueRow, CourseRow, Table
from tests.storage.samples import CANARY, CHANNEL, COORDINATOR, TEAM
from tests.storage.test_courses import a_course

DAY = timedelta(days=1)
#: The last day that anything in a full course is about, and two years after it.
LAST = date(2027, 11, 1)
NOW = datetime(2027, 1, 4, 9, tzinfo=UTC)
TWO_YEARS_ON = datetime(2029, 11, 1, 12, tzinfo=UTC)


async def kept(store: Store, channel: str = CHANNEL, team: str = TEAM) -> Course:
    """A course with a row in every table there is of a course."""
    begun = a_course(channel, team)
    record = Record("Mette", f"Vi prøver {CANARY}", COORDINATOR, NOW)
    held = State(Standing.HELD, Chosen(date(2027, 3, 1), fixed=True), record=record)
    after = begun.with_state("development_day", held)
    async with store.writes() as tx:
        await courses.save(tx, await courses.insert(tx, begun, begun.id), after)
        await course_due.plan(tx, after, [Due(f"{begun.id}:1", "final_meeting", date(2027, 8, 9))])
        await plans.insert(tx, team, [an_action(after, LAST)], begun.id)
        await course_rests.begin(tx, team, begun.id, NOW)
        post = Post(begun.id, team, "courses.meeting", NOW, channel=channel, subject={"course": begun.id})
        await outbox.add(tx, [post])
    return after


def an_action(course: Course, deadline: date, at: datetime = NOW) -> Action:
    return Action(courses.new_course_id(), course.id, f"Prøv {CANARY}", COORDINATOR, deadline, COORDINATOR, at)


async def counts(store: Store) -> dict[str, int]:
    """How many rows each table has that has any."""
    async with store.reads() as tx:
        tables = [table for table in Table.metadata.sorted_tables if table.name not in {"audit", "home_marks"}]
        found = {table.name: await tx.session.scalar(select(func.count()).select_from(table)) for table in tables}
    return {name: number for name, number in found.items() if number}


async def test_a_course_goes_two_years_after_its_last_day_and_leaves_nothing(store: Store) -> None:
    course = await kept(store)
    before = await counts(store)
    of_a_course = {name for name, table in Table.metadata.tables.items() if "course_id" in table.columns}
    assert of_a_course | {"courses", "course_types", "outbox"} == set(before), "a table of courses is not tried here"
    assert await forget_courses(store, TWO_YEARS_ON - DAY) == 0
    assert await counts(store) == before
    assert await forget_courses(store, TWO_YEARS_ON + DAY) == 1
    assert await counts(store) == {}
    async with store.reads() as tx:
        [line] = await audit.acts_of(tx, TEAM, audit.ANKER)
    assert (line.action, line.object) == ("course.deleted", course.id)


Use = Callable[[Tx, Course], Awaitable[object]]
LATER = LAST + 100 * DAY
THEN = datetime(2028, 2, 9, 12, tzinfo=UTC)
USES: dict[str, Use] = {
    "a meeting is agreed": lambda tx, course: courses.save(
        tx, course, course.with_state("final_meeting", State(Standing.CONFIRMED, Chosen(LATER, fixed=True)))
    ),
    "something is written": lambda tx, course: course_texts.keep(
        tx, course.id, "notes:1", CourseText("Noter", COORDINATOR, THEN)
    ),
    "something is to be said": lambda tx, course: course_due.plan(tx, course, [Due("ny", "after_care", LATER)]),
    "an action is due": lambda tx, course: plans.insert(tx, TEAM, [an_action(course, LATER)], "ny"),
    "an action is written down": lambda tx, course: plans.insert(tx, TEAM, [an_action(course, LAST, THEN)], "ny"),
}


@pytest.mark.parametrize("use", USES)
async def test_whatever_happens_in_a_course_keeps_it_for_two_more_years(store: Store, use: str) -> None:
    course = await kept(store)
    async with store.writes() as tx:
        await USES[use](tx, course)
    assert await forget_courses(store, TWO_YEARS_ON + 99 * DAY) == 0
    assert await forget_courses(store, TWO_YEARS_ON + 101 * DAY) == 1


async def test_every_teams_courses_go_and_no_newer_neighbours_row_with_them(store: Store) -> None:
    await kept(store)
    await kept(store, team="T0NABO")
    async with store.writes() as tx:
        new = replace(a_course("C0NY"), set_up_on=date(2029, 6, 1))
        await courses.insert(tx, new, new.id)
    assert await forget_courses(store, TWO_YEARS_ON + DAY) == 2
    assert await counts(store) == {"courses": 1, "course_types": 1}
    async with store.reads() as tx:
        assert await courses.load(tx, TEAM, new.id) == new


async def test_what_is_left_of_a_course_that_was_deleted_by_hand_goes_too(store: Store) -> None:
    await kept(store)
    stays = await kept(store, "C0ANDEN")
    async with store.writes() as tx:
        await changed(tx, delete(CourseRow).where(CourseRow.id != stays.id))
    assert await forget_courses(store, NOW) == 0
    one_of_each = await counts(store)
    assert one_of_each["course_due"] == one_of_each["course_texts"] == one_of_each["plan_actions"] == 1
    async with store.reads() as tx:
        assert await courses.load(tx, TEAM, stays.id) == stays


async def test_what_was_said_is_known_for_thirteen_months_and_what_waits_for_longer(store: Store) -> None:
    course = await kept(store)
    async with store.writes() as tx:
        await course_due.plan(tx, course, [Due(name, "final_meeting", date(2027, 8, 9)) for name in ("said", "waits")])
        await course_due.mark(tx, ["said"], SAID)

    async def left() -> set[str]:
        async with store.reads() as tx:
            return {*await tx.session.scalars(select(CourseDueRow.key))}

    await forget_courses(store, datetime(2028, 9, 9, 12, tzinfo=UTC))
    assert await left() == {"said", "waits"}
    await forget_courses(store, datetime(2028, 9, 10, 12, tzinfo=UTC))
    assert await left() == {"waits"}


async def test_nothing_of_a_deleted_course_is_left_in_the_file(sqlite_store: Store, sqlite_url: str) -> None:
    begun = replace(a_course(), municipality=CANARY)
    async with sqlite_store.writes() as tx:
        await courses.insert(tx, begun, begun.id)
    database = Path(sqlite_url.removeprefix("sqlite+aiosqlite:///"))

    def files() -> list[str]:
        return [path.name for path in database.parent.glob("anker.db*") if CANARY.encode() in path.read_bytes()]

    assert files()
    await forget_courses(sqlite_store, TWO_YEARS_ON + DAY)
    assert not files()
