"""What has served its time is deleted whole, and what is still used stays: six years in a moment."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import delete, func, insert, select, update

from domain.revisions import Status
from domain.walk_returns import Returned
from domain.walks import Walk
from domain.workdays import Workdays
from handlers.keeping import DROPPED_MESSAGES, EXPIRING, WARNING, expiring, forget_walks, warn_owners, years_before
from storage import audit, courses, outbox, walk_messages, walk_returns, walks
from storage.database import Store, Tx, changed
from storage.outbox import Claimed, Post
from storage.tables import FollowUpRow, Table, WalkRow, WrittenRow
from storage.walk_messages import WrittenText
from tests.domain.small_walks import APPROVER, IDA, LINE, OWNER, a_walk
from tests.storage.samples import CANARY, CHANNEL, NOW, TEAM
from tests.storage.test_courses import a_course

WORKDAYS = Workdays(ZoneInfo("Europe/Copenhagen"), lambda _day: False)
DAY = timedelta(days=1)
TWO_YEARS_ON = datetime(2029, 1, 11, 8, 0, tzinfo=UTC)


def full(walk: Walk) -> Walk:
    """A row in every table there is of a walk."""
    walk = walk.add_text("q1", "Et.", IDA, NOW).mark("q2", Status.NOT_SETTLED, 0, LINE, NOW)
    walk = walk.settles("q2", LINE, walk.target)
    walk = walk.add_question("egen", "hjem", "Hvad?", IDA).hand("q3", OWNER, IDA, NOW).at(IDA, "q3", NOW)
    return walk.approve(APPROVER, NOW)


async def kept(store: Store, how: Callable[[Walk], Walk] = full, team: str = TEAM) -> Walk:
    walk = replace(a_walk(walks.new_walk_id(), team), started_at=NOW)
    after = how(walk)
    async with store.writes() as tx:
        await walks.save(tx, await walks.insert(tx, walk, walk.id), after)
        message = await walk_messages.keep(tx, WrittenText(team, "D0", walk.id, IDA, NOW, "Et."))
        await walk_messages.decide(tx, message, walk.id, "q1")
        subject = {"walk": walk.id}
        await outbox.add(tx, [Post(walk.id, team, "walks.handed", NOW, channel=IDA, subject=subject)])
        await follow_up(tx, walk, stopped=True)
        await walk_returns.add(tx, walk.id, Returned(APPROVER, NOW, "edition", "Mere."))
    return after


async def follow_up(tx: Tx, walk: Walk, *, stopped: bool) -> None:
    names = {"id": f"{walk.id}{stopped}", "team_id": walk.team, "walk_id": walk.id, "question": "q1", "owner": OWNER}
    rhythm = {"channel": CHANNEL, "every": 3, "unit": "months", "first": NOW.date(), "passed": 0, "stopped": stopped}
    await tx.session.execute(insert(FollowUpRow).values(names | rhythm))


async def forgotten(store: Store, now: datetime) -> int:
    """What is deleted, where the clock had warned of it a month before; the warning may have waited for a Monday."""
    await warn_owners(store, now - WARNING, WORKDAYS)
    return await forget_walks(store, now + 3 * DAY)


async def counts(store: Store, but: frozenset[str] = frozenset({"audit", "home_marks"})) -> dict[str, int]:
    """How many rows each table has that has any; the marks for Home tabs go within seconds."""
    async with store.reads() as tx:
        tables = [table for table in Table.metadata.sorted_tables if table.name not in but]
        found = {table.name: await tx.session.scalar(select(func.count()).select_from(table)) for table in tables}
    return {name: number for name, number in found.items() if number}


async def test_a_template_goes_two_years_after_it_was_last_used_and_leaves_nothing(store: Store) -> None:
    walk = await kept(store)
    before = await counts(store)
    of_a_walk = {name for name in Table.metadata.tables if name.startswith("walk")}
    assert of_a_walk | {"follow_ups", "outbox", "templates"} == set(before)
    assert await forgotten(store, TWO_YEARS_ON - DAY) == 0
    assert await counts(store) == before
    assert await forgotten(store, TWO_YEARS_ON + DAY) == 1
    assert await counts(store) == {}
    async with store.reads() as tx:
        [line] = await audit.acts_of(tx, TEAM, audit.ANKER)
    assert (line.action, line.object) == ("walk.deleted", walk.id)


@pytest.mark.parametrize("years", range(1, 7))
async def test_whatever_the_year_only_what_is_older_than_two_years_is_gone(store: Store, years: int) -> None:
    async with store.writes() as tx:
        for year in range(6):
            walk = replace(a_walk(f"{'a' * 12}{'bcdefg'[year]}", TEAM), started_at=NOW.replace(year=2027 + year))
            await walks.insert(tx, walk, walk.id)
    await forgotten(store, NOW.replace(year=2027 + years) + DAY)
    async with store.reads() as tx:
        left = sorted(row.year for row in await tx.session.scalars(select(WalkRow.started_at)))
    assert left == [year for year in range(2027, 2033) if year > 2027 + years - 2]


USES: dict[str, Callable[[Walk, datetime], Walk]] = {
    "written": lambda walk, at: walk.add_text("q5", "Nyt.", LINE, at),
    "marked": lambda walk, at: walk.mark("q5", Status.NOT_RELEVANT, 0, LINE, at),
    "shown": lambda walk, at: walk.at(LINE, "q5", at),
    "handed on": lambda walk, at: walk.hand("q5", LINE, IDA, at),
    "approved": lambda walk, at: walk.add_text("q5", "Nyt.", LINE, NOW).approve(APPROVER, at),
}


@pytest.mark.parametrize("use", USES)
async def test_every_use_keeps_a_template_for_two_more_years(store: Store, use: str) -> None:
    used_at = NOW + timedelta(days=300)
    await kept(store, lambda walk: USES[use](full(walk), used_at))
    assert await forgotten(store, TWO_YEARS_ON + 299 * DAY) == 0
    assert await forgotten(store, TWO_YEARS_ON + 301 * DAY) == 1


async def test_a_template_that_is_followed_up_is_in_use_until_that_is_stopped(store: Store) -> None:
    walk = await kept(store)
    async with store.writes() as tx:
        await follow_up(tx, walk, stopped=False)
    assert await forgotten(store, TWO_YEARS_ON + DAY) == 0
    async with store.writes() as tx:
        await changed(tx, update(FollowUpRow).values(stopped=True))
    assert await forgotten(store, TWO_YEARS_ON + DAY) == 1


async def test_a_template_of_a_course_is_in_use_until_the_course_is_over_which_stays(store: Store) -> None:
    walk = await kept(store)
    telling = replace(a_course(), walk=walk.id)
    async with store.writes() as tx:
        await courses.insert(tx, telling, "set-up")
    assert await forgotten(store, TWO_YEARS_ON + DAY) == 0
    async with store.writes() as tx:
        await courses.save(tx, telling, telling.ended())
    assert await forgotten(store, TWO_YEARS_ON + DAY) == 1
    async with store.reads() as tx:
        assert await courses.load(tx, TEAM, telling.id) == telling.ended().with_walk(None)


async def test_a_course_stays_when_its_template_was_deleted_by_hand(store: Store) -> None:
    walk = await kept(store)
    telling = replace(a_course(), walk=walk.id)
    async with store.writes() as tx:
        await courses.insert(tx, telling, "set-up")
        await changed(tx, delete(WalkRow))
    await forget_walks(store, NOW)
    async with store.reads() as tx:
        assert await courses.load(tx, TEAM, telling.id) == telling.with_walk(None)


async def test_every_teams_templates_go_and_no_newer_neighbours_row_with_them(store: Store) -> None:
    await kept(store)
    await kept(store, team="T0NABO")
    async with store.writes() as tx:
        new = replace(a_walk(walks.new_walk_id(), TEAM), started_at=TWO_YEARS_ON)
        await walks.insert(tx, new, new.id)
    assert await forgotten(store, TWO_YEARS_ON + DAY) == 2
    assert await counts(store) == {"walks": 1, "walk_people": 4, "templates": 1}
    async with store.reads() as tx:
        assert await walks.load(tx, TEAM, new.id) == new


async def test_messages_that_became_no_answer_go_after_a_month_and_those_that_wait_after_two_years(
    store: Store,
) -> None:
    async with store.writes() as tx:
        for ts in ("dropped", "waiting"):
            message = await walk_messages.keep(tx, WrittenText(TEAM, "D0", ts, IDA, NOW, "tekst"))
            if ts == "dropped":
                await walk_messages.decide(tx, message, None, None)

    async def left() -> list[str]:
        async with store.reads() as tx:
            return sorted(await tx.session.scalars(select(WrittenRow.ts)))

    seen = []
    for at in (NOW + DROPPED_MESSAGES, NOW + DROPPED_MESSAGES + DAY, TWO_YEARS_ON, TWO_YEARS_ON + DAY):
        await forget_walks(store, at)
        seen.append(await left())
    assert seen == [["dropped", "waiting"], ["waiting"], ["waiting"], []]


async def test_what_is_left_of_a_template_that_was_deleted_by_hand_goes_too(store: Store) -> None:
    await kept(store)
    stays = await kept(store)
    async with store.writes() as tx:
        await changed(tx, delete(WalkRow).where(WalkRow.id != stays.id))
    assert await forget_walks(store, NOW) == 0
    one_of_each = await counts(store)
    assert one_of_each["walk_versions"] == one_of_each["walks"] == 1
    async with store.reads() as tx:
        assert await walks.load(tx, TEAM, stays.id) == stays


async def test_nothing_of_a_deleted_template_is_left_in_the_file(sqlite_store: Store, sqlite_url: str) -> None:
    await kept(sqlite_store, lambda walk: replace(full(walk), unit=CANARY))
    database = Path(sqlite_url.removeprefix("sqlite+aiosqlite:///"))

    def files() -> list[str]:
        return [path.name for path in database.parent.glob("anker.db*") if CANARY.encode() in path.read_bytes()]

    assert files()
    await forgotten(sqlite_store, TWO_YEARS_ON + DAY)
    assert not files()


def test_two_years_before_the_29th_of_february_is_the_28th() -> None:
    assert years_before(datetime(2028, 2, 29, 8, tzinfo=UTC), 2) == datetime(2026, 2, 28, 8, tzinfo=UTC)


# The warning


async def warnings(store: Store) -> list[Claimed]:
    """Those that could be sent now or later."""
    async with store.writes() as tx:
        return [one for one in await outbox.claim(tx, "a test", TWO_YEARS_ON + 400 * DAY, 100) if one.kind == EXPIRING]


async def test_the_owner_is_warned_once_a_month_before(store: Store) -> None:
    await kept(store)
    told = [await warn_owners(store, TWO_YEARS_ON - WARNING + days * DAY, WORKDAYS) for days in (-1, 1, 2, 20)]
    assert told == [0, 1, 0, 0]
    [one] = await warnings(store)
    assert (one.target, one.due_at.date()) == (OWNER, (TWO_YEARS_ON - WARNING + DAY).date())


async def test_without_a_warning_nothing_is_deleted(store: Store) -> None:
    await kept(store)
    late = TWO_YEARS_ON + 40 * DAY
    assert await forget_walks(store, late) == 0
    await warn_owners(store, late, WORKDAYS)
    assert await forget_walks(store, late + WARNING - DAY) == 0
    assert await forget_walks(store, late + WARNING + 3 * DAY) == 1


async def test_a_template_that_is_used_again_stays_and_is_warned_of_anew(store: Store) -> None:
    walk = await kept(store)
    warned = TWO_YEARS_ON - WARNING + DAY
    await warn_owners(store, warned, WORKDAYS)
    async with store.reads() as tx:
        found = await expiring(tx, TEAM, walk.id, warned)
    assert found is not None
    assert found[1].date() == (TWO_YEARS_ON + DAY).date()
    async with store.writes() as tx:
        before = await walks.load(tx, TEAM, walk.id, lock=True)
        assert before is not None
        await walks.save(tx, before, before.at(IDA, "q1", warned + DAY))
    async with store.reads() as tx:
        assert await expiring(tx, TEAM, walk.id, warned + DAY) is None
    assert await forget_walks(store, TWO_YEARS_ON + 30 * DAY) == 0
    assert await warn_owners(store, years_before(warned, -2), WORKDAYS) == 1
