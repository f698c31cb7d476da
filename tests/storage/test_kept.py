"""What is kept about one person is found wherever it is, and nobody else's is."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from sqlalchemy import insert, select, update

from domain.calendars import Chosen
from domain.course_records import Present
from domain.course_setups import CourseDraft
from domain.courses import Record, Standing, State
from domain.kept import Arrival, CourseMark, InWalk, Trace, WalkMark, Whose
from domain.people import Department, Invited, Named, Outside, Right
from domain.revisions import Status
from domain.rounds import RoundState
from domain.walk_returns import Returned
from domain.walks import Part
from storage import (
    audit,
    course_drafts,
    course_texts,
    courses,
    kept,
    outbox,
    people,
    rounds,
    walk_messages,
    walk_returns,
    walks,
    workspaces,
)
from storage.course_texts import CourseText
from storage.database import Store
from storage.outbox import Post
from storage.tables import CourseTextRow, FollowUpRow, HomeRow, PlanActionRow, Table
from storage.walk_messages import WrittenText
from tests.domain.small_walks import a_walk
from tests.storage.samples import CHANNEL, NOW, TEAM, a_round
from tests.storage.test_courses import a_course

ME, SOMEBODY = "U0MIG", "U0ANDEN"

#: Columns that may name a person; each is asked by `kept.about`. An answer names nobody: a keyed pseudonym finds it.
NAMING = {
    "audit": {"actor", "object"},
    "course_drafts": {"user_id", "body"},
    "course_states": {"changed_by"},
    "course_texts": {"author", "body"},
    "department_marks": {"user_id"},
    "departments": {"not_asked", "known"},
    "homes": {"user_id"},
    "named": {"user_id"},
    "plan_actions": {"owner", "made_by"},
    "outbox": {"channel", "dedupe_key", "person", "subject"},
    "preferences": {"subject"},
    "roster": {"user_id"},
    "rounds": {"coordinator", "reader"},
    "sittings": {"p"},
    "seen": {"h"},
    "follow_ups": {"owner"},
    "walk_handed": {"giver", "taker"},
    "walk_people": {"user_id"},
    "walk_places": {"user_id"},
    "walk_questions": {"added_by"},
    "walk_returns": {"user_id"},
    "walk_revisions": {"author"},
    "walk_unsettled": {"owner"},
    "walk_versions": {"approved_by", "authors", "unsettled"},
    "walk_written": {"user_id"},
    "workspaces": {"installed_by"},
}
#: Columns that never do.
OTHERS = {
    "audit": {"seq", "team_id", "at", "action", "digest"},
    "templates": {"team_id", "sha256", "id", "version", "body"},
    "course_drafts": {"team_id", "id", "channel", "at"},
    "course_due": {"key", "team_id", "course_id", "subject", "due_on", "at", "state"},
    "course_rests": {"course_id", "team_id", "since", "told"},
    "course_states": {
        *("course_id", "milestone", "standing", "day", "counted_from", "fixed", "at", "place", "changes", "round_id"),
    },
    "course_texts": {"course_id", "subject", "at"},
    "course_types": {"team_id", "sha256", "id", "version", "body"},
    "courses": {
        *("id", "team_id", "channel", "department", "origin", "municipality", "type_sha256", "anchors", "set_up_on"),
        *("walk_id", "language", "over", "resting"),
    },
    "barometers": {"team_id", "sha256", "id", "version", "body", "imported_at", "previewed_at"},
    "department_marks": {"team_id", "channel", "role"},
    "departments": {"team_id", "channel", "name", "source_channel", "source_groups", "outside"},
    "handled": {"team_id", "h", "at"},
    "home_marks": {"id", "team_id", "kind", "subject"},
    "homes": {"team_id", "edition", "shown", "lease_until"},
    "named": {"team_id", "channel", "right", "away"},
    "outbox": {
        *("id", "team_id", "round_id", "kind", "due_at", "not_after", "state", "attempt", "uncertain", "owner"),
        *("lease_until", "first_try_at", "last_try_at", "slack_channel", "slack_ts", "error"),
    },
    "plan_actions": {
        *("id", "team_id", "course_id", "origin", "theme", "deadline", "state", "made_at", "snoozed", "snoozed_to"),
        "body",
    },
    "preferences": {"team_id", "language"},
    "progress": {"round_id", "day", "shown"},
    "released_comments": {"round_id", "item", "slot", "key_id", "body", "read_state"},
    "releases": {
        *(
            "round_id",
            "team_id",
            "channel",
            "barometer_id",
            "barometer_version",
            "released_at",
            "before",
            "body",
            "sha256",
        ),
    },
    "roster": {"round_id", "role"},
    "rounds": {
        *("id", "team_id", "channel", "origin", "unit", "barometer_id", "barometer_version", "grouping", "opens_at"),
        *("closes_at", "state", "result_channels", "invited", "outside", "reminders_sent", "closed_early", "language"),
        *("released_at", "k", "opened_text_version", "barometer_sha256", "measured_elsewhere"),
    },
    "seen": {"round_id"},
    "sittings": {"round_id", "body"},
    "follow_ups": {
        *("id", "team_id", "walk_id", "question", "channel", "every", "unit", "first", "passed", "snoozed_to"),
        *("put_off", "stopped"),
    },
    "walk_handed": {"walk_id", "question", "at"},
    "walk_people": {"walk_id", "position", "parts"},
    "walk_places": {"walk_id", "question", "at"},
    "walk_questions": {"walk_id", "id", "position", "element", "body"},
    "walk_returns": {"walk_id", "number", "at", "edition", "body"},
    "walk_revisions": {"walk_id", "question", "number", "status", "at", "body"},
    "walk_unsettled": {"walk_id", "question", "due"},
    "walk_versions": {"walk_id", "number", "at", "revisions", "added"},
    "walk_written": {"team_id", "channel", "ts", "at", "body", "decided", "walk_id", "question"},
    "walks": {
        *(
            "id",
            "team_id",
            "origin",
            "template_id",
            "template_version",
            "template_sha256",
            "unit",
            "channel",
            "target",
            "started_at",
        ),
        "language",
    },
    "workspaces": {"team_id", "name", "bot_user_id", "posts_from", "welcomed_at"},
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


async def test_a_message_that_was_never_sent_is_told_from_one_that_was(sqlite_store: Store) -> None:
    await filled(sqlite_store, ME)
    async with sqlite_store.writes() as tx:
        for claimed in await outbox.claim(tx, "owner", NOW, 50):
            if claimed.kind == "people.named":
                await outbox.sent(tx, claimed, "D0ME", "1.2")
            else:
                await outbox.not_needed(tx, claimed)
    async with sqlite_store.reads() as tx:
        mine = await kept.about(tx, TEAM, ME)
    assert [one.arrival for one in mine.notices] == [Arrival.SENT, Arrival.NEVER_SENT]


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
    assert [(one.kind, one.arrival) for one in mine.notices] == [
        ("people.named", Arrival.WAITS),
        ("people.role_request", Arrival.WAITS),
    ]
    assert not mine.installed


async def test_a_deed_says_whose_round_template_course_or_follow_up_it_was_done_to_while_that_is_there(
    store: Store,
) -> None:
    await a_walk_that_names(store, ME)
    await a_walk_that_names(store, ME, team="T0NABO")
    begun, found, walk = a_course(CHANNEL, TEAM), a_round(team=TEAM), Whose("Egely", NOW)
    async with store.writes() as tx:
        [follow_up, foreign] = (await tx.session.scalars(select(FollowUpRow).order_by(FollowUpRow.team_id))).all()
        await courses.insert(tx, begun, "V1")
        await rounds.insert(tx, found, origin="V1")
        of = [found.id, follow_up.walk_id, follow_up.id, f"{begun.id}:midway", CHANNEL, "borte", foreign.walk_id]
        for one in of:
            await audit.note(tx, TEAM, ME, "cake.eat", one, NOW)
        deeds = (await kept.about(tx, TEAM, ME)).deeds
    course, asked = Whose("Egelund", begun.set_up_on), Whose(found.unit, found.opens_at)
    assert [deed.whose for deed in deeds] == [asked, walk, walk, course, None, None, None]


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


async def a_walk_that_names(store: Store, user: str, team: str = TEAM) -> None:
    """A walk of ours, in which the person did everything that there is to do, and left."""
    walk = replace(a_walk(walks.new_walk_id(), team), people={user: frozenset(Part), "U0EJER": frozenset(Part)})
    done = walk.add_text("q1", "Et.", user, NOW).hand("q3", user, user, NOW).at(user, "q3", NOW)
    done = done.mark("q2", Status.NOT_SETTLED, 0, user, NOW).settles("q2", user, done.target)
    done = done.add_question("egen", "hjem", "Hvad?", user).approve(user, NOW)
    follow_up = {"id": walk.id, "team_id": team, "walk_id": walk.id, "question": "q1", "channel": CHANNEL}
    rhythm = {"owner": user, "every": 3, "unit": "months", "first": NOW.date(), "passed": 0, "stopped": True}
    async with store.writes() as tx:
        await walks.save(tx, await walks.insert(tx, walk, walk.id), done)
        await walks.save(tx, done, replace(done, people={"U0EJER": frozenset(Part)}))
        await tx.session.execute(insert(FollowUpRow).values(follow_up | rhythm))
        for ts in ("1.1", "1.2"):
            message = await walk_messages.keep(tx, WrittenText(team, "D0MIG", ts + user, user, NOW, "tekst"))
        await walk_messages.decide(tx, message, walk.id, "q1")
        await walk_returns.add(tx, walk.id, Returned(user, NOW, "edition", "Mere."))


async def test_every_way_in_which_a_walk_names_somebody_is_found_also_after_they_left(store: Store) -> None:
    await a_walk_that_names(store, ME)
    await a_walk_that_names(store, SOMEBODY)
    await a_walk_that_names(store, ME, team="T0NABO")
    async with store.reads() as tx:
        mine = await kept.about(tx, TEAM, ME)
        assert await kept.about(tx, TEAM, "U0FREMMED") == Trace()
    [found] = mine.walks
    assert (found.unit, found.started_at, found.parts) == ("Egely", NOW, frozenset())
    assert found.counts == dict.fromkeys(WalkMark, 1) | {WalkMark.TEXTS: 2}
    assert mine.unplaced == 1


async def test_whoever_only_takes_part_reads_as_what(store: Store) -> None:
    async with store.writes() as tx:
        await walks.insert(tx, a_walk(walks.new_walk_id(), TEAM), "V1")
        mine = await kept.about(tx, TEAM, "U0CHEF")
    assert mine.walks == (InWalk("Egely", NOW, frozenset({Part.APPROVER})),)


async def a_course_that_names(store: Store, user: str, team: str = TEAM) -> None:
    """A course in which the person did everything that there is to do, and a draft and a Home tab of theirs."""
    begun = a_course(f"C0{user}", team)
    record = Record(Present((user, "U0X")).written, "Vi gør det.", user, NOW)
    held = State(Standing.HELD, Chosen(date(2027, 2, 22), fixed=True), record=record, by=user)
    draft = CourseDraft(user, team, "U0LEDER", f"C0{user}", f"C0{user}", "Egelund", "forankringsstoette", deputy=user)
    action = {
        "id": begun.id,
        "team_id": team,
        "course_id": begun.id,
        "origin": user,
        "owner": user,
        "deadline": date(2027, 3, 1),
        "state": "open",
        "made_by": user,
        "made_at": NOW,
        "body": b"",
    }
    async with store.writes() as tx:
        course = await courses.insert(tx, begun, user)
        await courses.save(tx, course, course.with_state("focus_groups", held))
        await course_texts.keep(tx, course.id, "notes:0", CourseText("Fri tekst, ikke en liste", "U0X", NOW))
        await course_drafts.keep(tx, draft, NOW)
        await tx.session.execute(insert(PlanActionRow).values(action))
        await tx.session.execute(insert(HomeRow).values(team_id=team, user_id=user, edition=1, shown=1))


async def test_every_way_in_which_a_course_names_somebody_is_found(store: Store) -> None:
    await a_course_that_names(store, ME)
    await a_course_that_names(store, SOMEBODY)
    await a_course_that_names(store, ME, team="T0NABO")
    async with store.reads() as tx:
        mine = await kept.about(tx, TEAM, ME)
        assert await kept.about(tx, TEAM, "U0FREMMED") == Trace()
    [found] = mine.courses
    assert (found.municipality, found.set_up_on) == ("Egelund", date(2027, 1, 4))
    assert found.counts == dict.fromkeys(CourseMark, 1)
    assert mine.course_drafts == 1
    assert mine.has_home


async def test_whoever_has_a_right_where_a_course_runs_has_a_part_in_it_until_it_is_over(store: Store) -> None:
    begun = a_course(CHANNEL, TEAM)
    async with store.writes() as tx:
        await people.save_named(tx, TEAM, CHANNEL, Named(coordinator=ME, team=frozenset({SOMEBODY})))
        await courses.insert(tx, begun, "V1")
        [mine] = (await kept.about(tx, TEAM, ME)).courses
        [theirs] = (await kept.about(tx, TEAM, SOMEBODY)).courses
        assert (mine.rights, theirs.rights) == ((Right.COORDINATOR,), (Right.TEAM,))
        await courses.save(tx, begun, replace(begun, over=True))
        assert not (await kept.about(tx, TEAM, ME)).courses


async def test_a_record_that_cannot_be_read_names_only_its_writer(store: Store) -> None:
    await a_course_that_names(store, ME)
    async with store.writes() as tx:
        await tx.session.execute(update(CourseTextRow).values(body=b"x" * 64))
    async with store.reads() as tx:
        [found] = (await kept.about(tx, TEAM, ME)).courses
    assert found.counts[CourseMark.TEXTS] == 1
    assert CourseMark.PRESENT not in found.counts
