"""What is kept about one person is found wherever it is, and nobody else's is."""

from __future__ import annotations

from dataclasses import replace

from domain.kept import Trace
from domain.people import Department, Invited, Named, Outside
from domain.rounds import RoundState
from storage import audit, kept, outbox, people, rounds, workspaces
from storage.database import Store
from storage.outbox import Post
from storage.tables import Table
from tests.storage.samples import CHANNEL, NOW, TEAM, a_round

ME, SOMEBODY = "U0MIG", "U0ANDEN"

#: Columns that may name a person; each is asked by `kept.about`. An answer names nobody: a keyed pseudonym finds it.
NAMING = {
    "audit": {"actor", "object"},
    "department_marks": {"user_id"},
    "departments": {"not_asked", "known"},
    "named": {"user_id"},
    "outbox": {"channel", "dedupe_key", "person", "subject"},
    "preferences": {"subject"},
    "roster": {"user_id"},
    "rounds": {"coordinator", "reader"},
    "sittings": {"p"},
    "seen": {"h"},
    "workspaces": {"installed_by"},
}
#: Columns that never do.
OTHERS = {
    "audit": {"seq", "team_id", "at", "action", "digest"},
    "barometers": {"team_id", "sha256", "id", "version", "body", "imported_at"},
    "department_marks": {"team_id", "channel", "role"},
    "departments": {"team_id", "channel", "name", "source_channel", "source_groups", "outside"},
    "handled": {"team_id", "h", "at"},
    "named": {"team_id", "channel", "right", "away"},
    "outbox": {
        *("id", "team_id", "round_id", "kind", "due_at", "not_after", "state", "attempt", "uncertain", "owner"),
        *("lease_until", "first_try_at", "last_try_at", "slack_channel", "slack_ts", "error"),
    },
    "preferences": {"team_id", "language"},
    "progress": {"round_id", "day", "shown"},
    "released_comments": {"round_id", "item", "slot", "key_id", "body", "read_state"},
    "releases": {
        *("round_id", "team_id", "channel", "barometer_id", "barometer_version", "released_at", "body", "sha256"),
    },
    "roster": {"round_id", "role"},
    "rounds": {
        *("id", "team_id", "channel", "origin", "unit", "barometer_id", "barometer_version", "grouping", "opens_at"),
        *("closes_at", "state", "result_channels", "invited", "outside", "reminders_sent", "closed_early", "language"),
        *("released_at", "k", "opened_text_version", "barometer_sha256", "measured_elsewhere"),
    },
    "seen": {"round_id"},
    "sittings": {"round_id", "body"},
    "workspaces": {"team_id", "name", "bot_user_id", "posts_from"},
}


def test_every_column_is_known_to_name_people_or_not_to() -> None:
    for table in Table.metadata.sorted_tables:
        known = NAMING.get(table.name, set()) | OTHERS.get(table.name, set())
        assert {column.name for column in table.columns} == known, table.name


async def filled(store: Store, user: str, team: str = TEAM) -> None:
    """Rows that name the person in every way there is."""
    drafted = replace(a_round(RoundState.CONFIRMED, team=team), coordinator=user)
    read = replace(a_round(RoundState.CANCELLED, channel="C0ANDEN", team=team), reader=user)
    async with store.writes() as tx:
        await people.save_named(tx, team, CHANNEL, Named(coordinator=user))
        await people.save_named(tx, team, "C0ANDEN", Named(observers=frozenset({user})))
        marks, left_out = {user: "leder"}, frozenset({user})
        await people.save_department(tx, team, CHANNEL, Department("Børn", CHANNEL, marks=marks, not_asked=left_out))
        await people.save_known(tx, team, CHANNEL, [user])
        await people.save_language(tx, team, user, "en")
        for one in (drafted, read):
            await rounds.insert(tx, one, origin=one.id)
        await rounds.replace_roster(tx, drafted.id, [Invited(user, "sagsbehandler")])
        await audit.note(tx, team, user, "people.department", CHANNEL, NOW)
        await audit.note(tx, team, "U0ADMIN", "people.coordinator", f"{CHANNEL}:{user}", NOW)
        await outbox.add(
            tx,
            [
                Post(f"{team}:to:{user}", team, "people.named", NOW, person=user),
                Post(f"{team}:on:{user}", team, "people.role_request", NOW, person="U0ADMIN", subject={"user": user}),
            ],
        )


async def test_everything_that_names_a_person_is_found(store: Store) -> None:
    await filled(store, ME)
    async with store.reads() as tx:
        mine = await kept.about(tx, TEAM, ME)
    assert mine.language == "en"
    assert [(channel, right.value) for channel, right in mine.rights] == [
        ("C0ANDEN", "observer"),
        (CHANNEL, "coordinator"),
    ]
    assert mine.marks == ((CHANNEL, "leder"),)
    assert mine.not_asked == mine.known == (CHANNEL,)
    assert [role for _, role in mine.rosters] == ["sagsbehandler"]
    assert len(mine.led) == 2
    assert [deed.action for deed in mine.deeds] == ["people.department", "people.coordinator"]
    assert [kind for kind, _ in mine.notices] == ["people.named", "people.role_request"]
    assert not mine.installed


async def test_nothing_of_anybody_else_is_found(store: Store) -> None:
    await filled(store, ME)
    async with store.reads() as tx:
        assert await kept.about(tx, TEAM, SOMEBODY) == Trace()
        assert await kept.about(tx, TEAM, ME[:-1]) == Trace()
        assert await kept.about(tx, TEAM, "%") == Trace()


async def test_another_workspaces_rows_are_not_found(store: Store) -> None:
    await filled(store, ME, team="T0NABO")
    async with store.reads() as tx:
        assert await kept.about(tx, TEAM, ME) == Trace()


async def test_people_outside_slack_are_nobodys(store: Store) -> None:
    async with store.writes() as tx:
        department = Department("Børn", CHANNEL, outside=(Outside(ME, 1),))
        await people.save_department(tx, TEAM, CHANNEL, department)
        await workspaces.save(tx, TEAM, ME, "Egelund")
    async with store.reads() as tx:
        assert await kept.about(tx, TEAM, ME) == Trace()
