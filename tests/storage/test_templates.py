"""A walk goes through the template that it was begun with, whatever becomes of the file."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import func, select, update

from domain.barometers import Text
from domain.templates import Template
from domain.walks import Walk
from handlers.keeping import forget_walks
from storage import definitions, templates, walks
from storage.database import Store, changed
from storage.tables import TemplateRow, WalkRow
from storage.template_files import Templates, UnknownTemplate, load_templates
from tests.domain.small_walks import a_walk, template
from tests.storage.samples import NOW, TEAM

SHIPPED = load_templates([Path(__file__).parents[2] / "content"]).get("icm", 1)
CHANGED = replace(template(), title=Text("En anden titel"), elements=template().elements[:1])


@pytest.fixture(autouse=True)
def _nothing_parsed_yet(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(definitions, "_parsed", {})


async def begun(store: Store, of: Template | None = None, team: str = TEAM) -> Walk:
    walk = replace(a_walk(walks.new_walk_id(), team), template=of or template())
    async with store.writes() as tx:
        return await walks.insert(tx, walk, origin=walk.id)


async def gone_on(store: Store, walk: Walk) -> Walk | None:
    """The walk as another process reads it."""
    definitions._parsed.clear()
    async with store.reads() as tx:
        return await walks.load(tx, walk.team, walk.id)


async def rows(store: Store) -> int:
    async with store.reads() as tx:
        return await tx.session.scalar(select(func.count()).select_from(TemplateRow)) or 0


async def test_a_template_comes_back_as_it_was_kept(store: Store) -> None:
    async with store.writes() as tx:
        digest = await templates.keep(tx, TEAM, SHIPPED)
        assert await templates.keep(tx, TEAM, SHIPPED) == digest
    async with store.reads() as tx:
        assert await templates.read(tx, TEAM, digest) == SHIPPED
    assert await rows(store) == 1


@pytest.mark.parametrize("held", [(), (CHANGED,)], ids=["removed", "changed under the same version"])
async def test_a_file_that_is_gone_or_changed_changes_no_walk_that_was_begun(
    store: Store, held: tuple[Template, ...]
) -> None:
    walk = await begun(store)
    store.templates = Templates(held)
    assert await gone_on(store, walk) == walk


async def test_a_new_walk_goes_through_what_the_file_says_now(store: Store) -> None:
    old, new = await begun(store), await begun(store, CHANGED)
    found = [await gone_on(store, walk) for walk in (old, new)]
    assert [one.template for one in found if one] == [template(), CHANGED]
    assert await rows(store) == 2


async def test_a_hash_opens_nothing_that_another_team_keeps(store: Store) -> None:
    async with store.writes() as tx:
        digest = await templates.keep(tx, "T0ANDEN", SHIPPED)
    async with store.reads() as tx:
        with pytest.raises(UnknownTemplate):
            await templates.read(tx, TEAM, digest)


async def test_a_definition_that_was_altered_is_not_used(store: Store) -> None:
    walk = await begun(store)
    async with store.writes() as tx:
        await changed(tx, update(TemplateRow).values(body=definitions.body_of(CHANGED)))
    with pytest.raises(UnknownTemplate):
        await gone_on(store, walk)


async def test_a_walk_that_has_kept_nothing_is_given_what_its_file_says_and_keeps_that(store: Store) -> None:
    walk, other = await begun(store), await begun(store, replace(template(), id="fjernet"))
    async with store.writes() as tx:
        await changed(tx, update(WalkRow).values(template_sha256=templates.NOT_KEPT))
    assert await gone_on(store, walk) == walk
    async with store.writes() as tx:
        assert await templates.adopt(tx) == [("fjernet", 1)]
        assert await templates.adopt(tx) == [("fjernet", 1)]
    store.templates = Templates((CHANGED,))
    assert await gone_on(store, walk) == walk
    with pytest.raises(UnknownTemplate):
        await gone_on(store, other)


async def test_a_template_goes_with_the_last_walk_through_it(store: Store) -> None:
    first, last = await begun(store), await begun(store)
    await begun(store, team="T0NABO")
    for walk, left in ((first, 2), (last, 1)):
        async with store.writes() as tx:
            await changed(tx, WalkRow.__table__.delete().where(WalkRow.id == walk.id))  # type: ignore[attr-defined]
        await forget_walks(store, NOW)
        assert await rows(store) == left


async def test_a_walk_that_is_begun_while_its_template_is_forgotten_can_be_read(store: Store) -> None:
    async with store.writes() as tx:
        await templates.keep(tx, TEAM, template())
    walk, _ = await asyncio.gather(begun(store), forget_walks(store, NOW))
    assert await gone_on(store, walk) == walk
