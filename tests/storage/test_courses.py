"""A course comes back as it was kept, to its own team and to nobody else; what it will say waits in rows of its own."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

import pytest
from sqlalchemy import select

from domain.calendars import Chosen
from domain.courses import Course, Record, Rest, Standing, State
from domain.workdays import MORNING, OPENS
from storage import course_due, course_texts, courses
from storage.course_due import SAID, SKIPPED, Due
from storage.course_texts import CourseText
from storage.courses import OneIsRunning
from storage.database import Store
from storage.tables import CourseDueRow, CourseTextRow
from tests.domain.small_courses import SHIPPED
from tests.storage.samples import CANARY, CHANNEL, COORDINATOR, TEAM

NOW = datetime(2027, 1, 4, 9, tzinfo=UTC)
TODAY = date(2027, 1, 4)


def a_course(channel: str = CHANNEL, team: str = TEAM) -> Course:
    """The shipped course from 11 January 2027."""
    return Course(
        id=courses.new_course_id(),
        team=team,
        channel=channel,
        department="C0AFDELING",
        municipality="Egelund",
        type=SHIPPED,
        anchors={"barometer_1_open": date(2027, 1, 11)},
        set_up_on=TODAY,
    )


async def kept(store: Store, course: Course | None = None) -> Course:
    begun = course or a_course()
    async with store.writes() as tx:
        return await courses.insert(tx, begun, origin=begun.id)


async def loaded(store: Store, course: Course, team: str = TEAM) -> Course | None:
    async with store.reads() as tx:
        return await courses.load(tx, team, course.id)


def full(course: Course) -> Course:
    """Something of everything that there can be in a course."""
    record = Record("Mette, Jonas", f"Vi prøver {CANARY}", COORDINATOR, NOW)
    held = State(Standing.HELD, Chosen(TODAY, fixed=True), time(13), "Lokale 2", record, 3, COORDINATOR)
    moved = State(chosen=Chosen(date(2027, 3, 2), date(2027, 3, 1)), changes=1)
    course = course.with_state("report_meeting", held).with_state("development_day", moved)
    course = course.with_round("barometer_1_open", "runde1").with_walk("forloeb1").rests(Rest.ARCHIVED)
    return replace(course, channel="C0NY", municipality="Egelund Nord", language="en")


async def test_a_course_comes_back_as_it_was_kept(store: Store) -> None:
    course = await kept(store)
    assert await loaded(store, course) == course
    async with store.writes() as tx:
        before = await courses.load(tx, TEAM, course.id, lock=True)
        assert before is not None
        await courses.save(tx, before, full(before))
    assert await loaded(store, course) == full(course)


async def test_it_goes_on_with_the_type_that_it_was_set_up_with(store: Store) -> None:
    """No file is asked: the store of these tests has none."""
    course = await kept(store)
    assert store.course_types.all() == ()
    found = await loaded(store, course)
    assert found is not None
    assert found.type == SHIPPED


async def test_another_team_finds_nothing(store: Store) -> None:
    course = await kept(store)
    assert await loaded(store, course, "T0NABO") is None
    async with store.reads() as tx:
        assert await courses.running(tx, "T0NABO", CHANNEL) is None
        assert await courses.under_way(tx, "T0NABO") == []


async def test_the_same_submission_twice_sets_up_one(store: Store) -> None:
    course = await kept(store)
    async with store.writes() as tx:
        assert await courses.insert(tx, a_course(), origin=course.id) == course


async def test_a_channel_has_one_course_at_a_time_and_another_when_it_is_over(store: Store) -> None:
    first = await kept(store)
    with pytest.raises(OneIsRunning):
        await kept(store)
    await kept(store, a_course("C0ANDEN"))
    async with store.writes() as tx:
        await courses.save(tx, first, first.ended())
    second = await kept(store)
    async with store.reads() as tx:
        assert await courses.running(tx, TEAM, CHANNEL) == second
        assert [one.id for one in await courses.in_channel(tx, TEAM, CHANNEL)] == [second.id, first.id]


async def test_a_course_is_found_by_its_department_and_by_its_template(store: Store) -> None:
    course = await kept(store, a_course().with_walk("forloeb1"))
    async with store.reads() as tx:
        assert await courses.of_department(tx, TEAM, "C0AFDELING") == [course]
        assert await courses.of_walk(tx, TEAM, "forloeb1") == [course]
        assert await courses.of_walk(tx, TEAM, "andet") == []


async def test_what_is_written_lies_sealed_and_the_newest_text_counts(store: Store) -> None:
    course = await kept(store)
    for word in ("kladde", CANARY):
        async with store.writes() as tx:
            await course_texts.keep(tx, course.id, "noter", CourseText(word, COORDINATOR, NOW))
    async with store.reads() as tx:
        [row] = [*await tx.session.scalars(select(CourseTextRow))]
        assert await course_texts.read(tx, course.id, ["noter"]) == {"noter": CourseText(CANARY, COORDINATOR, NOW)}
    assert CANARY.encode() not in row.body


DUE = [Due("a", "status_meeting_1", date(2027, 1, 4)), Due("b", "status_meeting_1", date(2027, 1, 5))]


async def states(store: Store) -> dict[str, str]:
    async with store.reads() as tx:
        return {row.key: row.state for row in await tx.session.scalars(select(CourseDueRow))}


async def due_today(store: Store, day: date = TODAY, clock: time = MORNING) -> list[tuple[str, str]]:
    async with store.reads() as tx:
        return await course_due.courses_due(tx, datetime.combine(day, clock))


async def test_a_course_is_due_from_the_day_of_its_first_waiting_row(store: Store) -> None:
    course = await kept(store)
    async with store.writes() as tx:
        await course_due.plan(tx, course, DUE)
    assert await due_today(store, date(2027, 1, 3)) == []
    assert await due_today(store) == [(TEAM, course.id)]
    assert await due_today(store, date(2027, 1, 9)) == [(TEAM, course.id)]
    async with store.reads() as tx:
        assert await course_due.waiting(tx, course, datetime.combine(TODAY, MORNING)) == DUE[:1]


async def test_what_comes_later_the_same_day_is_not_due_yet(store: Store) -> None:
    course = await kept(store)
    early = Due("early", "final_meeting", TODAY, OPENS)
    async with store.writes() as tx:
        await course_due.plan(tx, course, [DUE[0], early])
    assert await due_today(store, clock=time(7, 59)) == []
    async with store.reads() as tx:
        assert await course_due.waiting(tx, course, datetime.combine(TODAY, OPENS)) == [early]
        assert await course_due.unsaid(tx, course) == {"a", "early"}


async def test_a_course_with_much_to_say_leaves_a_place_to_the_others(store: Store) -> None:
    first, second = await kept(store), await kept(store, a_course("C0ANDEN"))
    many = [Due(f"{number}", "final_meeting", TODAY - timedelta(days=1)) for number in range(700)]
    async with store.writes() as tx:
        await course_due.plan(tx, first, many)
        await course_due.plan(tx, second, DUE)
    assert await due_today(store) == [(TEAM, first.id), (TEAM, second.id)]


async def test_what_was_said_is_not_said_again_however_often_it_is_planned(store: Store) -> None:
    course = await kept(store)
    async with store.writes() as tx:
        await course_due.plan(tx, course, DUE)
        await course_due.mark(tx, ["a"], SAID)
    async with store.writes() as tx:
        await course_due.plan(tx, course, [DUE[0]])
    assert await states(store) == {"a": SAID}
    assert await due_today(store) == []


async def test_planning_one_milestone_anew_leaves_the_others_alone(store: Store) -> None:
    course, other = await kept(store), Due("c", "final_meeting", TODAY)
    async with store.writes() as tx:
        await course_due.plan(tx, course, [*DUE, other])
    async with store.writes() as tx:
        await course_due.plan(tx, course, [], ["status_meeting_1"])
    assert await states(store) == {"c": "waiting"}


async def test_a_course_that_rests_says_nothing_until_it_goes_on(store: Store) -> None:
    course = await kept(store)
    async with store.writes() as tx:
        await course_due.plan(tx, course, DUE)
        await course_due.rest(tx, course, resting=True)
    assert await due_today(store) == []
    resting = course.rests(Rest.NOT_IN_CHANNEL)
    async with store.writes() as tx:
        await course_due.plan(tx, resting, [Due("d", "final_meeting", TODAY)], ["final_meeting"])
    assert set((await states(store)).values()) == {"resting"}
    async with store.writes() as tx:
        await course_due.rest(tx, course, resting=False)
    assert await due_today(store) == [(TEAM, course.id)]


async def test_old_rows_are_forgotten_and_what_waits_is_not(store: Store) -> None:
    course = await kept(store)
    async with store.writes() as tx:
        await course_due.plan(tx, course, [*DUE, Due("c", "final_meeting", TODAY)])
        await course_due.mark(tx, ["a"], SAID)
        await course_due.mark(tx, ["b"], SKIPPED)
    async with store.writes() as tx:
        assert await course_due.forget_said(tx, date(2027, 1, 5)) == 1
    assert set(await states(store)) == {"b", "c"}
