"""Which barometer every round of a channel is: read from the links of its courses, under way or over."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

from sqlalchemy import event, text, update

from domain.course_definitions import MilestoneId
from domain.courses import Course, Record, Standing, State
from domain.round_numbers import RoundNumber
from domain.rounds import Round, RoundId, RoundState
from storage import course_types, courses, round_numbers
from storage.database import Store, changed
from storage.tables import CourseTextRow
from tests.storage.samples import CHANNEL, COORDINATOR, NOW, TEAM, a_round, stored_round
from tests.storage.test_courses import TODAY, a_course, kept

OTHER = "T0ANDEN"
ALONE, BESIDE = RoundNumber(1), RoundNumber(1, outside_course=True)


async def held(store: Store, weeks: int, team: str = TEAM, state: RoundState = RoundState.PUBLISHED) -> Round:
    return await stored_round(store, a_round(state, weeks=weeks, team=team))


async def changes(store: Store, course: Course, change: Callable[[Course], Course]) -> None:
    async with store.writes() as tx:
        before = await courses.load(tx, course.team, course.id, lock=True)
        assert before is not None
        await courses.save(tx, before, change(before))


async def a_course_with(store: Store, course: Course, **rounds: Round) -> Course:
    """The course, and which round was started for which of its milestones."""
    begun = await kept(store, course)
    ours: dict[MilestoneId, RoundId] = {milestone: one.id for milestone, one in rounds.items()}
    await changes(store, begun, lambda before: replace(before, rounds=ours))
    return begun


async def numbers(store: Store, *channels: str, team: str = TEAM) -> dict[RoundId, RoundNumber]:
    async with store.reads() as tx:
        return await round_numbers.of_channels(tx, team, channels or [CHANNEL])


async def test_without_a_course_rounds_count_as_they_opened_but_drafts_and_cancelled_ones(store: Store) -> None:
    second, first = await held(store, 0), await held(store, -30)
    await held(store, -20, state=RoundState.CANCELLED)
    await held(store, -10, state=RoundState.DRAFT)
    await held(store, -40, team=OTHER)
    assert await numbers(store) == {first.id: ALONE, second.id: RoundNumber(2)}


async def test_a_round_of_a_course_has_the_number_of_its_milestone_also_when_the_course_is_over(store: Store) -> None:
    before, first, second = await held(store, -60), await held(store, -30), await held(store, 0)
    course = await a_course_with(store, a_course(), barometer_1_open=first, barometer_2_open=second)
    expected = {before.id: BESIDE, first.id: ALONE, second.id: RoundNumber(2)}
    assert await numbers(store) == expected
    await changes(store, course, lambda one: replace(one, over=True))
    assert await numbers(store) == expected


async def test_a_course_that_left_its_first_barometer_out_begins_with_the_second(store: Store) -> None:
    only = await held(store, 0)
    await a_course_with(store, a_course(), barometer_2_open=only)
    assert await numbers(store) == {only.id: RoundNumber(2)}


async def test_nothing_that_the_course_keeps_sealed_is_read(store: Store) -> None:
    first = await held(store, 0)
    course = await a_course_with(store, a_course(), barometer_1_open=first)
    written = State(Standing.HELD, record=Record("Mette", "Vi prøver", COORDINATOR, NOW))
    await changes(store, course, lambda one: one.with_state("report_meeting", written))
    async with store.writes() as tx:
        assert await changed(tx, update(CourseTextRow).values(body=b"damaged")) == 1
    assert await numbers(store) == {first.id: ALONE}


async def test_a_course_whose_definition_cannot_be_read_holds_up_no_result(store: Store) -> None:
    before, first = await held(store, -30), await held(store, 0)
    await a_course_with(store, a_course(), barometer_1_open=first)
    async with store.writes() as tx:
        digest = await course_types.keep(tx, TEAM, replace(a_course().type, version=77))
        await tx.session.execute(text("UPDATE courses SET type_sha256 = :digest"), {"digest": digest})
        await tx.session.execute(text("UPDATE course_types SET body = '{}' WHERE version = 77"))
    assert await numbers(store) == {before.id: ALONE, first.id: RoundNumber(2)}


async def test_another_workspaces_course_and_another_channels_change_no_name(store: Store) -> None:
    mine, elsewhere = await held(store, 0), await stored_round(store, a_round(RoundState.PUBLISHED, "C0ANDEN"))
    await a_course_with(store, a_course(team=OTHER), barometer_1_open=mine)
    await a_course_with(store, a_course(), barometer_2_open=elsewhere)
    assert await numbers(store) == {mine.id: ALONE}
    assert await numbers(store, CHANNEL, "C0ANDEN") == {mine.id: ALONE, elsewhere.id: RoundNumber(2)}
    assert await numbers(store, team=OTHER) == {}


async def test_a_round_that_is_in_two_courses_has_the_number_of_the_first_set_up(store: Store) -> None:
    shared = await held(store, 0)
    await a_course_with(store, replace(a_course("C0NY"), set_up_on=TODAY + timedelta(days=1)), barometer_1_open=shared)
    await a_course_with(store, a_course(), barometer_2_open=shared)
    assert await numbers(store) == {shared.id: RoundNumber(2)}


async def test_a_hundred_rounds_are_read_at_once(store: Store) -> None:
    for weeks in range(12):
        await held(store, weeks)
    await a_course_with(store, a_course(), barometer_1_open=await held(store, 20))
    await numbers(store)  # the definition of the course is kept parsed
    asked: list[str] = []
    async with store.reads() as tx:
        connection = (await tx.session.connection()).sync_connection
        event.listen(connection, "before_cursor_execute", lambda *told: asked.append(str(told[2])))
        assert len(await round_numbers.of_channels(tx, TEAM, [CHANNEL])) == 13
    assert len([one for one in asked if one.startswith("SELECT")]) == 2
