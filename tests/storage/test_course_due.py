"""What courses say is found by an index whatever the table holds, and said once whoever asks at the same moment."""

from __future__ import annotations

import asyncio
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import event, func, select, text

from bot.almanac import danish_workdays
from domain.courses import Course, Standing, State
from domain.reminders import reminders
from domain.workdays import MORNING
from handlers import course_reminders
from handlers.courses import due_row
from storage import course_due, courses
from storage.course_due import SAID, WAITING, Due
from storage.database import Store, open_store
from storage.tables import CourseDueRow, OutboxRow
from tests.storage.test_courses import a_course, kept

WORKDAYS = danish_workdays()
TODAY = date(2027, 4, 5)
NINE = WORKDAYS.at(TODAY, MORNING)
#: Said long ago and waiting for days to come: as many as make a look through the whole table dear.
CROWD = 20_000
FILLED = """
INSERT INTO course_due (key, team_id, course_id, subject, due_on, at, state)
SELECT 'crowd' || n, 'T1', 'c' || (n % 5000), 'status_meeting_1',
  {day}, '09:00:00', CASE WHEN n % 2 = 0 THEN 'said' ELSE 'waiting' END FROM {numbers}
"""
NUMBERS = {
    "sqlite": f"(WITH RECURSIVE s(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM s WHERE n < {CROWD}) SELECT n FROM s)",  # noqa: S608
    "postgresql": f"generate_series(1, {CROWD}) AS n",
}
DAYS = {
    "sqlite": "date('2027-04-05', CASE WHEN n % 2 = 0 THEN '-' ELSE '+' END || (1 + n % 900) || ' days')",
    "postgresql": "DATE '2027-04-05' + (CASE WHEN n % 2 = 0 THEN -1 ELSE 1 END) * (1 + n % 900)",
}


async def crowded(store: Store) -> None:
    """The table is full, and the database knows it."""
    dialect = store.engine.dialect.name
    async with store.writes() as tx:
        filled = FILLED.format(day=DAYS[dialect], numbers=NUMBERS[dialect])
        await tx.session.execute(text(filled))
        await tx.session.execute(text("ANALYZE"))


async def plans_of(store: Store, asked: Any) -> str:  # noqa: ANN401 - what is awaited with the transaction
    """How the database goes about what is asked."""
    statements: list[tuple[str, Any]] = []

    def note(_: Any, __: Any, statement: str, values: Any, *___: Any) -> None:  # noqa: ANN401
        statements.append((statement, values))

    engine = store.engine.sync_engine
    async with store.reads() as tx:
        event.listen(engine, "before_cursor_execute", note)
        try:
            await asked(tx)
        finally:
            event.remove(engine, "before_cursor_execute", note)
        explain = "EXPLAIN QUERY PLAN" if engine.dialect.name == "sqlite" else "EXPLAIN"
        connection = await tx.session.connection()
        rows = [
            row
            for statement, values in statements
            if "course_due" in statement
            for row in await connection.exec_driver_sql(f"{explain} {statement}", values)
        ]
    assert rows
    return "\n".join(str(row) for row in rows)


async def test_what_is_due_is_read_from_the_index_whatever_the_table_holds(store: Store) -> None:
    course = await kept(store)
    await crowded(store)
    async with store.writes() as tx:
        await course_due.plan(tx, course, [Due("mine", "status_meeting_1", TODAY)])

    async def asked(tx: Any) -> None:  # noqa: ANN401
        assert await course_due.courses_due(tx, WORKDAYS.local(NINE)) == [(course.team, course.id)]

    plan = await plans_of(store, asked)
    assert "course_due_waiting" in plan
    assert "Seq Scan" not in plan
    assert "SCAN course_due" not in plan


async def test_what_one_course_is_due_to_say_is_read_from_an_index_too(store: Store) -> None:
    course = await kept(store)
    await crowded(store)

    async def asked(tx: Any) -> None:  # noqa: ANN401
        await course_due.waiting(tx, course, WORKDAYS.local(NINE))
        await course_due.unsaid(tx, course)

    plan = await plans_of(store, asked)
    assert "Seq Scan" not in plan
    assert "SCAN course_due" not in plan


async def said_by(store: Store, course: Course, now: datetime) -> None:
    async with store.writes() as tx:
        await course_reminders.say_due(tx, course.team, course.id, now, WORKDAYS)


async def planned(store: Store) -> Course:
    """A course whose first status meeting is reminded of at nine."""
    course = await kept(store, a_course())
    due = [one for one in reminders(course, WORKDAYS) if one.due_on == TODAY]
    assert len(due) == 1
    async with store.writes() as tx:
        await course_due.plan(tx, course, [due_row(one, WORKDAYS) for one in due])
    return course


async def outcome(store: Store) -> tuple[int, set[str]]:
    """How many messages there are, and in which states the rows are."""
    async with store.reads() as tx:
        messages = await tx.session.scalar(select(func.count()).select_from(OutboxRow))
        return int(messages or 0), {*await tx.session.scalars(select(CourseDueRow.state))}


@pytest.mark.parametrize("again", range(3))
async def test_processes_that_say_it_at_the_same_moment_say_it_once(store: Store, store_url: str, again: int) -> None:
    del again
    course = await planned(store)
    others = [await open_store(store_url, store.keys, store.barometers, store.templates) for _ in range(4)]
    try:
        await asyncio.gather(*(said_by(one, course, NINE) for one in [store, *others]))
    finally:
        for one in others:
            await one.close()
    assert await outcome(store) == (1, {SAID})


async def test_who_marks_it_held_at_the_same_moment_is_waited_for(
    postgres_store: Store, emptied_postgres_url: str
) -> None:
    """The row is gone when whoever changes the course is done, and nothing is said of a meeting that was held."""
    course = await planned(postgres_store)
    other = await open_store(
        emptied_postgres_url, postgres_store.keys, postgres_store.barometers, postgres_store.templates
    )
    try:
        async with postgres_store.writes() as tx:
            before = await courses.load(tx, course.team, course.id, lock=True)
            assert before
            saying = asyncio.create_task(said_by(other, course, NINE))
            while not await _somebody_waits(postgres_store):  # noqa: ASYNC110 - the database tells nobody of it
                await asyncio.sleep(0.01)
            held = State(Standing.HELD, changes=1)
            await courses.save(tx, before, before.with_state("status_meeting_1", held))
            await course_due.plan(tx, before, [], ["status_meeting_1"])
        await saying
    finally:
        await other.close()
    assert await outcome(postgres_store) == (0, set())


async def _somebody_waits(store: Store) -> bool:
    async with store.reads() as tx:
        waiting = "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND NOT granted"
        return bool(await tx.session.scalar(text(waiting)))


async def test_outside_working_hours_nobody_has_anything_to_say(store: Store) -> None:
    course = await planned(store)
    early, late = NINE - timedelta(hours=1, seconds=1), NINE + timedelta(hours=7)
    async with store.reads() as tx:
        for moment in (early, late, datetime(2027, 4, 10, 9, tzinfo=UTC)):
            assert await course_reminders.courses_due(tx, moment, WORKDAYS) == []
        assert await course_reminders.courses_due(tx, NINE - timedelta(seconds=1), WORKDAYS) == []
        assert await course_reminders.courses_due(tx, NINE, WORKDAYS) == [(course.team, course.id)]
    assert await outcome(store) == (0, {WAITING})
