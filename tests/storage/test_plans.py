"""A plan's actions come back as they were kept, to their own team alone, and their words are readable nowhere."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

from sqlalchemy import select, update

from domain.barometers import Text
from domain.plans import Action, ActionTheme, Nudge
from storage import plans
from storage.database import Store
from storage.tables import PlanActionRow
from tests.storage.samples import CANARY, TEAM

NOW = datetime(2027, 3, 1, 12, tzinfo=UTC)
THEME = ActionTheme("ledelse", Text("Ledelse", "Leadership"))


def action(name: str = "a1", **other: object) -> Action:
    made = Action(name, "c1", f"Gør noget ved {CANARY}", "U1", date(2027, 9, 10), "U9", NOW, THEME)
    return replace(made, **other)  # type: ignore[arg-type]


async def kept(store: Store, *actions: Action, origin: str = "V1") -> list[Action]:
    async with store.writes() as tx:
        return await plans.insert(tx, TEAM, actions, origin)


async def of_course(store: Store, team: str = TEAM) -> list[Action]:
    async with store.reads() as tx:
        return await plans.of_course(tx, team, "c1")


async def test_what_is_kept_comes_back_with_its_theme_and_without_one(store: Store) -> None:
    first, second = action(), action("a2", theme=None)
    assert await kept(store, first, second) == [first, second]
    assert await of_course(store) == [first, second]


async def test_every_change_is_kept(store: Store) -> None:
    await kept(store, action())
    changed = action(
        text="Andet", owner="U2", deadline=date(2027, 10, 1), theme=None, snoozed=Nudge.BEFORE, snoozed_to=NOW.date()
    ).given_up(f"Fordi {CANARY}")
    async with store.writes() as tx:
        await plans.save(tx, TEAM, changed)
    assert await of_course(store) == [changed]


async def test_sending_a_window_twice_makes_its_actions_once(store: Store) -> None:
    first, second = action(), action("a2")
    await kept(store, first, second)
    assert await kept(store, action("a3"), action("a4")) == [first, second]
    assert await kept(store, action("a3"), origin="V2") == [action("a3")]
    assert len(await of_course(store)) == 3


async def test_no_actions_are_no_rows(store: Store) -> None:
    assert await kept(store) == []


async def test_another_team_sees_and_changes_nothing(store: Store) -> None:
    await kept(store, action())
    assert await of_course(store, "T0ANDEN") == []
    async with store.writes() as tx:
        assert await plans.of_owner(tx, "T0ANDEN", "U1") == []
        assert await plans.course_of(tx, "T0ANDEN", "a1") is None
        await plans.save(tx, "T0ANDEN", action(text="Fremmed"))
    assert await of_course(store) == [action()]


async def test_an_owners_actions_are_found_and_the_course_of_one(store: Store) -> None:
    await kept(store, action(), action("a2", owner="U2"))
    async with store.reads() as tx:
        assert await plans.of_owner(tx, TEAM, "U1") == [action()]
        assert await plans.course_of(tx, TEAM, "a2") == "c1"
        assert await plans.course_of(tx, TEAM, "a9") is None


async def test_no_word_of_it_stands_in_the_database(store: Store) -> None:
    await kept(store, action().given_up(f"Fordi {CANARY}"))
    async with store.reads() as tx:
        row = (await tx.session.scalars(select(PlanActionRow))).one()
    assert CANARY not in repr(vars(row))
    assert CANARY.encode() not in row.body


async def test_a_text_that_is_moved_to_another_row_is_not_read(store: Store) -> None:
    await kept(store, action(), action("a2"))
    async with store.writes() as tx:
        body = await tx.session.scalar(select(PlanActionRow.body).where(PlanActionRow.id == "a1"))
        await tx.session.execute(update(PlanActionRow).where(PlanActionRow.id == "a2").values(body=body))
    assert [one.id for one in await of_course(store)] == ["a1"]
