"""A channel that gets another id: everything kept about it, in every table, and nothing of another workspace."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from sqlalchemy import text

from domain.course_setups import CourseDraft
from domain.people import Department, Named
from domain.rounds import RoundState
from handlers.slack.outbox import mark
from storage import channels, course_drafts, courses, outbox, people, rounds
from storage.channels import COLUMNS
from storage.database import Store
from storage.outbox import Post
from storage.tables import Table
from tests.storage.samples import COORDINATOR, NOW, TEAM, a_round, stored_round
from tests.storage.test_courses import a_course

OLD, NEW, OTHER = "C0HOLD", "C0NY", "T0NABO"
#: Columns whose name speaks of a channel or of anything at all, but which do not hold a channel's id and nothing else.
ELSEWHERE = {
    "rounds.result_channels": "a list, followed by itself",
    "outbox.subject": "ids in JSON, followed by itself",
    "walk_written.channel": "a direct message, which keeps its id",
    "audit.object": "what was done then is not rewritten",
    "course_texts.subject": "a milestone or a group",
    "course_due.subject": "a milestone or an action",
    "home_marks.subject": "a course, a walk or a round",
}
KEPT = {"named", "departments", "department_marks", "preferences", "courses", "course_drafts", "outbox"}


def test_every_column_that_can_hold_a_channel_is_listed() -> None:
    named = {
        f"{table.name}.{column.name}"
        for table in Table.metadata.sorted_tables
        for column in table.columns
        if "channel" in column.name or column.name in {"subject", "object", "department"}
    }
    assert named == {f"{table.__tablename__}.{column}" for table, column in COLUMNS} | set(ELSEWHERE)


async def kept(store: Store, team: str, channel: str = OLD, name: str = "1") -> None:
    """Something of nearly every kind about the channel."""
    draft = CourseDraft(f"V{name}", team, COORDINATOR, channel, channel, "Egelund", "x", {"start": date(2027, 1, 11)})
    key, subject = f"{team}:people.changes:{channel}:2027-02", {"channel": channel}
    async with store.writes() as tx:
        await people.save_named(tx, team, channel, Named(coordinator=COORDINATOR))
        await people.save_department(tx, team, channel, Department(channel=channel, marks={COORDINATOR: "leder"}))
        await people.save_language(tx, team, channel, "en")
        await courses.insert(tx, a_course(channel, team), f"V{name}")
        await course_drafts.keep(tx, draft, NOW)
        await outbox.add(tx, [Post(key, team, "people.changes", NOW, COORDINATOR, subject=subject)])


async def renumber(store: Store) -> None:
    async with store.writes() as tx:
        await channels.renumber(tx, TEAM, OLD, NEW)


async def with_id(store: Store, channel: str, team: str) -> set[str]:
    """The tables in which something of the team names the channel."""
    found = set()
    async with store.reads() as tx:
        for table in Table.metadata.sorted_tables:
            if "team_id" in table.columns:
                rows = await tx.session.execute(text(f"SELECT * FROM {table.name} WHERE team_id = '{team}'"))  # noqa: S608
                found |= {table.name for row in rows if channel in str(tuple(row))}
    return found


async def test_everything_follows_and_what_is_another_workspaces_stays(store: Store) -> None:
    await kept(store, TEAM)
    await kept(store, OTHER, name="2")
    asked = await stored_round(store, a_round(RoundState.OPEN, channel=OLD))
    before = await with_id(store, OLD, TEAM)
    assert before == KEPT | {"rounds"}
    await renumber(store)
    assert await with_id(store, OLD, TEAM) == set()
    assert await with_id(store, NEW, TEAM) == before
    assert await with_id(store, NEW, OTHER) == set()
    async with store.reads() as tx:
        found = await rounds.load(tx, TEAM, asked.id)
        assert found is not None
        assert (found.channel, found.result_channels) == (NEW, (NEW,))
        department = await people.department(tx, TEAM, NEW)
        assert department is not None
        assert department.channel == NEW
        assert not await channels.is_kept(tx, TEAM, OLD)
        assert await channels.is_begun(tx, TEAM, NEW)


async def test_what_has_begun_under_the_new_id_is_seen(store: Store) -> None:
    async with store.writes() as tx:
        await people.save_language(tx, TEAM, NEW, "da")
        assert await channels.is_kept(tx, TEAM, NEW)
        assert not await channels.is_begun(tx, TEAM, NEW)
        await people.save_named(tx, TEAM, NEW, Named(coordinator="U0ANDEN"))
        assert await channels.is_begun(tx, TEAM, NEW)
        assert not await channels.is_begun(tx, OTHER, NEW)


async def test_a_language_that_was_chosen_under_the_new_id_stays(store: Store) -> None:
    await kept(store, TEAM)
    async with store.writes() as tx:
        await people.save_language(tx, TEAM, NEW, "da")
    await renumber(store)
    assert await with_id(store, OLD, TEAM) == set()
    async with store.reads() as tx:
        assert await people.language(tx, TEAM, "U0NOBODY", NEW) == "da"


async def test_a_message_that_may_have_arrived_is_found_again_by_the_mark_it_carries(store: Store) -> None:
    async with store.writes() as tx:
        key = f"{TEAM}:rounds.started:{OLD}"
        await outbox.add(tx, [Post(key, TEAM, "rounds.started", NOW, OLD, subject={"channel": OLD})])
        [before] = await outbox.claim(tx, "who stopped", NOW, 1)
    await renumber(store)
    async with store.writes() as tx:
        [after] = await outbox.claim(tx, "the next", NOW + timedelta(hours=1), 1)
    assert after.uncertain
    assert (after.target, after.subject, mark(after)) == (NEW, {"channel": NEW}, mark(before))


@pytest.mark.parametrize("longer", [f"{OLD}X", f"X{OLD}"])
async def test_an_id_that_holds_the_old_one_is_another_channels(store: Store, longer: str) -> None:
    await kept(store, TEAM)
    await kept(store, TEAM, longer, "2")
    await renumber(store)
    assert await with_id(store, longer, TEAM) == KEPT
