from __future__ import annotations

import asyncio
from pathlib import Path

import pytest
from alembic import command
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from storage import rounds, templates, walks, workspaces
from storage.content import load_barometers
from storage.database import make_engine, migrate, migrations, open_store, schema_is_current
from storage.keys import KeyStore
from storage.tables import Table
from storage.template_files import Templates
from tests.domain.small_walks import template
from tests.storage.processes import migrate_at_once, together

ROOT = Path(__file__).parents[2]
ROUND_OF_THE_FIRST_SCHEMA = """
INSERT INTO rounds (id, team_id, channel, origin, unit, barometer_id, barometer_version, grouping, coordinator, reader,
  opens_at, closes_at, state, result_channels, invited, outside, reminders_sent, closed_early, language, k,
  opened_text_version)
VALUES ('abc', 'T1', 'C1', 'V1', 'Børn', 'ics-standard', 1, 'roles', 'U1', 'U1', '2027-01-11 08:00:00',
  '2027-01-25 15:00:00', 'open', '["C1"]', '{"sagsbehandler": 7}', 0, 0, false, 'da', 5, 1)
"""
WALK_OF_THE_THIRD_SCHEMA = (
    """
INSERT INTO walks (id, team_id, origin, template_id, template_version, unit, channel, target, started_at, language)
VALUES ('abc', 'T1', 'V1', 'lille', 1, 'Egely', 'C1', '2027-03-01', '2027-01-11 08:00:00', 'da')
""",
    """INSERT INTO walk_people (walk_id, user_id, position, parts) VALUES ('abc', 'U1', 0, '["author", "owner"]')""",
    """INSERT INTO walk_places (walk_id, user_id, question, at) VALUES ('abc', 'U1', 'q2', '2027-01-11 08:00:00')""",
)


@pytest.fixture(params=["sqlite", "postgresql"])
def empty_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """A database without any table."""
    if request.param == "sqlite":
        return f"sqlite+aiosqlite:///{tmp_path / 'empty.db'}"
    return str(request.getfixturevalue("postgres_url"))


async def tables_of(engine: AsyncEngine) -> set[str]:
    from sqlalchemy import inspect

    async with engine.connect() as connection:
        return set(await connection.run_sync(lambda plain: inspect(plain).get_table_names()))


async def test_a_database_is_made_from_nothing(empty_url: str) -> None:
    assert not await schema_is_current(empty_url)
    await migrate(empty_url)
    assert await schema_is_current(empty_url)
    engine = make_engine(empty_url)
    assert await tables_of(engine) == set(Table.metadata.tables) | {"alembic_version"}
    await engine.dispose()


async def test_migrating_again_changes_nothing(empty_url: str) -> None:
    await migrate(empty_url)
    engine = make_engine(empty_url)
    async with engine.begin() as connection:
        await connection.execute(text("INSERT INTO preferences VALUES ('T', 'U', 'en')"))
    await migrate(empty_url)
    async with engine.connect() as connection:
        assert (await connection.execute(text("SELECT language FROM preferences"))).scalar_one() == "en"
    await engine.dispose()


async def test_the_migrations_lead_to_exactly_the_tables_of_the_program(empty_url: str) -> None:
    await migrate(empty_url)
    engine = make_engine(empty_url)
    async with engine.begin() as connection:
        await connection.run_sync(lambda plain: command.check(migrations(plain)))
    await engine.dispose()


def test_processes_that_migrate_at_the_same_time_do_no_harm(empty_url: str) -> None:
    assert together(3, migrate_at_once, empty_url) == [["migrated"]] * 3
    assert asyncio.run(schema_is_current(empty_url))


async def test_a_migration_that_fails_half_way_has_not_happened(empty_url: str) -> None:
    engine = make_engine(empty_url)
    async with engine.begin() as connection:
        # The last table of the schema is in the way.
        await connection.execute(text("CREATE TABLE workspaces (x INTEGER)"))
    with pytest.raises(Exception, match="workspaces"):
        await migrate(empty_url)
    assert await tables_of(engine) == {"workspaces"}
    await engine.dispose()
    assert not await schema_is_current(empty_url)


async def test_a_round_from_the_first_schema_asks_what_its_file_says(empty_url: str, tmp_path: Path) -> None:
    engine = make_engine(empty_url)
    async with engine.begin() as connection:
        await connection.run_sync(lambda plain: command.upgrade(migrations(plain), "0001"))
        await connection.execute(text(ROUND_OF_THE_FIRST_SCHEMA))
    await engine.dispose()
    await migrate(empty_url)
    store = await open_store(empty_url, KeyStore(tmp_path / "keys"), load_barometers([ROOT / "content"]))
    async with store.reads() as tx:
        found = await rounds.load(tx, "T1", "abc")
    await store.close()
    assert found is not None
    assert found.barometer == store.barometers.all()[0]
    assert (found.k, found.measured_elsewhere) == (5, False)


async def test_a_walk_from_before_templates_were_kept_goes_on_with_what_its_file_said_at_the_next_start(
    empty_url: str, tmp_path: Path
) -> None:
    engine = make_engine(empty_url)
    async with engine.begin() as connection:
        await connection.run_sync(lambda plain: command.upgrade(migrations(plain), "0003"))
        for statement in WALK_OF_THE_THIRD_SCHEMA:
            await connection.execute(text(statement))
    await engine.dispose()
    await migrate(empty_url)
    files = Templates((template(),))
    store = await open_store(empty_url, KeyStore(tmp_path / "keys"), load_barometers([ROOT / "content"]), files)
    async with store.reads() as tx:
        before = await walks.load(tx, "T1", "abc")
    async with store.writes() as tx:
        assert await templates.adopt(tx) == []
    store.templates = Templates(())
    async with store.reads() as tx:
        after = await walks.load(tx, "T1", "abc")
    await store.close()
    assert before == after
    assert after is not None
    assert (after.template, after.unit) == (template(), "Egely")


async def test_only_a_workspace_in_which_nobody_was_named_yet_is_still_to_be_welcomed(
    empty_url: str, tmp_path: Path
) -> None:
    engine = make_engine(empty_url)
    async with engine.begin() as connection:
        await connection.run_sync(lambda plain: command.upgrade(migrations(plain), "0006"))
        for team in ("T1", "T2"):
            await connection.execute(text(f"INSERT INTO workspaces (team_id, name) VALUES ('{team}', '')"))  # noqa: S608
        await connection.execute(text("INSERT INTO named VALUES ('T1', 'C1', 'U1', 'coordinator', false)"))
    await engine.dispose()
    await migrate(empty_url)
    store = await open_store(empty_url, KeyStore(tmp_path / "keys"), load_barometers([ROOT / "content"]))
    async with store.reads() as tx:
        assert [await workspaces.is_welcomed(tx, team) for team in ("T1", "T2")] == [True, False]
    await store.close()


async def test_the_schema_can_be_taken_back(empty_url: str) -> None:
    await migrate(empty_url)
    engine = make_engine(empty_url)
    async with engine.begin() as connection:
        await connection.run_sync(lambda plain: command.downgrade(migrations(plain), "base"))
    assert await tables_of(engine) == {"alembic_version"}
    await engine.dispose()


async def test_answers_have_no_row_number_on_sqlite(tmp_path: Path) -> None:
    url = f"sqlite+aiosqlite:///{tmp_path / 'empty.db'}"
    await migrate(url)
    engine = make_engine(url)
    async with engine.connect() as connection:
        for table in ("sittings", "seen"):
            with pytest.raises(Exception, match="no such column: rowid"):
                await connection.execute(text(f"SELECT rowid FROM {table}"))  # noqa: S608
    await engine.dispose()


def test_an_answer_has_no_time_no_person_and_no_sequence() -> None:
    assert set(Table.metadata.tables["sittings"].columns.keys()) == {"round_id", "p", "body"}
    assert set(Table.metadata.tables["seen"].columns.keys()) == {"round_id", "h"}
