"""What was filled in for a course comes back as it was, to its own team, for a day."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from domain.course_setups import CourseDraft
from storage import course_drafts
from storage.database import Store
from tests.storage.samples import CHANNEL, COORDINATOR, NOW, TEAM

DRAFT = CourseDraft(
    id="V1",
    team=TEAM,
    by=COORDINATOR,
    channel=CHANNEL,
    department="C0AFDELING",
    municipality="Egelund",
    course_type="forankringsstoette",
    anchors={"barometer_1_open": date(2027, 1, 11)},
    walk="forloeb",
    deputy="U0JONAS",
    members=frozenset({"U0A", "U0B"}),
)


async def test_a_draft_comes_back_as_it_was_filled_in(store: Store) -> None:
    bare = CourseDraft("V2", TEAM, COORDINATOR, CHANNEL, CHANNEL, "Nord", "forankringsstoette")
    async with store.writes() as tx:
        await course_drafts.keep(tx, DRAFT, NOW)
        await course_drafts.keep(tx, bare, NOW)
    async with store.reads() as tx:
        assert await course_drafts.load(tx, TEAM, "V1") == DRAFT
        assert await course_drafts.load(tx, TEAM, "V2") == bare


async def test_it_is_filled_in_again_in_the_same_draft(store: Store) -> None:
    changed = replace(DRAFT, municipality="Nord", deputy=None, anchors={})
    async with store.writes() as tx:
        await course_drafts.keep(tx, DRAFT, NOW)
        await course_drafts.keep(tx, changed, NOW)
    async with store.reads() as tx:
        assert await course_drafts.load(tx, TEAM, "V1") == changed


async def test_another_team_does_not_find_it(store: Store) -> None:
    async with store.writes() as tx:
        await course_drafts.keep(tx, DRAFT, NOW)
    async with store.reads() as tx:
        assert await course_drafts.load(tx, "T0NABO", "V1") is None


async def test_only_what_is_old_is_forgotten(store: Store) -> None:
    async with store.writes() as tx:
        await course_drafts.keep(tx, DRAFT, NOW)
        assert await course_drafts.forget(tx, NOW) == 0
        assert await course_drafts.forget(tx, NOW + timedelta(seconds=1)) == 1
        assert await course_drafts.load(tx, TEAM, "V1") is None
