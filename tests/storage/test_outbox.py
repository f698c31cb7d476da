from __future__ import annotations

import logging
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from sqlalchemy import select, text

from domain.people import Invited
from domain.rounds import Round
from storage import outbox, sent_messages
from storage.database import LinksAPerson, Store
from storage.outbox import HORIZON, LEASE, PACE, SETTLED, Claimed, Post
from storage.tables import OutboxRow
from tests.storage.samples import CHANNEL, NOW, TEAM, open_round, people

SECOND = timedelta(seconds=1)
LATER = NOW + SETTLED + LEASE


def post(
    key: str = "k1",
    due_at: datetime = NOW,
    team: str = TEAM,
    *,
    subject: Mapping[str, str] | None = None,
    not_after: datetime | None = None,
) -> Post:
    return Post(key, team, "reminder", due_at, channel=CHANNEL, subject=subject or {}, not_after=not_after)


def to_person(asked: Round, person: Invited, key: str = "k1") -> Post:
    return Post(f"{TEAM}:{key}:{person.user}", TEAM, "invitation", NOW, person=person.user, round=asked)


async def add(store: Store, *posts: Post) -> int:
    async with store.writes() as tx:
        return await outbox.add(tx, posts)


async def claim(store: Store, now: datetime = NOW, owner: str = "one", limit: int = 100) -> list[Claimed]:
    async with store.writes() as tx:
        return await outbox.claim(tx, owner, now, limit)


async def row_of(store: Store, row_id: int) -> Mapping[str, object] | None:
    async with store.reads() as tx:
        row = await tx.session.get(OutboxRow, row_id)
        return {column.key: getattr(row, column.key) for column in OutboxRow.__table__.columns} if row else None


async def state_of(store: Store, row_id: int) -> object:
    row = await row_of(store, row_id)
    return row["state"] if row else "deleted"


async def test_a_message_is_claimed_with_everything_that_sending_needs(store: Store) -> None:
    until = NOW + timedelta(hours=3)
    assert await add(store, post(subject={"round": "r", "n": "1"}, not_after=until)) == 1
    [claimed] = await claim(store)
    assert claimed == Claimed(
        id=claimed.id,
        dedupe_key="k1",
        team=TEAM,
        kind="reminder",
        target=CHANNEL,
        round_id=None,
        subject={"round": "r", "n": "1"},
        attempt=1,
        owner="one",
        due_at=NOW,
        not_after=until,
        first_try_at=NOW,
        last_try_at=NOW,
        slot=NOW,
        uncertain=False,
        personal=False,
    )


async def test_the_same_message_is_kept_once(store: Store) -> None:
    assert await add(store, post(), post("k2"), post()) == 2
    assert await add(store, post(), post("k3")) == 1
    assert await add(store) == 0
    assert [claimed.dedupe_key for claimed in await claim(store)] == ["k1", "k2", "k3"]


async def test_a_message_to_a_person_is_the_same_message_once(store: Store) -> None:
    asked = await open_round(store, people(5))
    messages = [to_person(asked, person) for person in people(5)]
    assert await add(store, *messages) == 5
    assert await add(store, *messages) == 0


async def test_a_message_waits_until_it_is_due_and_the_oldest_goes_first(store: Store) -> None:
    await add(store, post("k1", NOW), post("k2", NOW - SECOND), post("k3", NOW + SECOND))
    assert [claimed.dedupe_key for claimed in await claim(store)] == ["k2", "k1"]


async def test_no_more_is_claimed_than_asked_for(store: Store) -> None:
    await add(store, *(post(f"k{n}") for n in range(5)))
    assert len(await claim(store, limit=3)) == 3
    assert len(await claim(store, limit=3)) == 2


async def test_a_claimed_message_is_nobody_elses(store: Store) -> None:
    await add(store, post())
    [claimed] = await claim(store)
    assert await claim(store, NOW + SECOND, owner="two") == []
    async with store.reads() as tx:
        assert await outbox.still_mine(tx, claimed, NOW)
        assert not await outbox.still_mine(tx, replace(claimed, owner="two"), NOW)


async def test_a_message_is_nobodys_after_the_lease_or_after_its_last_moment(store: Store) -> None:
    await add(store, post(), post("k2", not_after=NOW + SECOND))
    [claimed, short] = await claim(store)
    async with store.reads() as tx:
        assert await outbox.still_mine(tx, claimed, NOW + LEASE)
        assert not await outbox.still_mine(tx, claimed, NOW + LEASE + SECOND)
        assert await outbox.still_mine(tx, short, NOW + SECOND)
        assert not await outbox.still_mine(tx, short, NOW + 2 * SECOND)


async def test_a_persons_name_is_not_in_the_row_but_comes_back_when_claimed(store: Store) -> None:
    asked = await open_round(store, people(5))
    await add(store, to_person(asked, Invited("U0003", "leder")))
    [claimed] = await claim(store)
    assert (claimed.target, claimed.round_id, claimed.personal) == ("U0003", asked.id, True)
    assert "U0003" not in str(await row_of(store, claimed.id))


async def test_rows_of_two_people_differ_in_nothing_that_can_be_measured(store: Store) -> None:
    asked = await open_round(store, people(5))
    await add(store, to_person(asked, Invited("U1", "leder")), to_person(asked, Invited("W0123456789AB", "leder")))
    rows = [await row_of(store, claimed.id) for claimed in await claim(store)]
    measures = {(len(str(row["dedupe_key"])), len(bytes(row["person"]))) for row in rows if row}  # type: ignore[call-overload]
    assert len(measures) == 1


async def test_a_sent_message_to_a_person_leaves_no_row(store: Store) -> None:
    asked = await open_round(store, people(5))
    await add(store, *(to_person(asked, person) for person in people(2)))
    first, second = await claim(store)
    async with store.writes() as tx:
        await outbox.sent(tx, first, "D1", "1.1")
        await outbox.not_needed(tx, second)
    assert [await state_of(store, first.id), await state_of(store, second.id)] == ["deleted", "deleted"]


async def test_a_private_notice_outside_a_round_goes_to_the_person(store: Store) -> None:
    await add(store, Post("k", TEAM, "notice", NOW, person="U0METTE"))
    [claimed] = await claim(store)
    assert (claimed.target, claimed.personal) == ("U0METTE", False)


async def test_a_message_with_a_name_in_it_is_not_written_with_an_answer(store: Store) -> None:
    asked = await open_round(store, people(5))
    async with store.writes() as tx:
        tx.writes("answer")
        await outbox.add(tx, [to_person(asked, people(1)[0])])
        with pytest.raises(LinksAPerson):
            await outbox.add(tx, [Post("k", TEAM, "notice", NOW, person="U0METTE")])
        await tx.session.rollback()


async def test_a_sent_message_is_done(store: Store) -> None:
    await add(store, post(), post("k2"))
    first, second = await claim(store)
    async with store.writes() as tx:
        await outbox.sent(tx, first, "C9", "1.5")
        await outbox.not_needed(tx, second)
    assert [await state_of(store, first.id), await state_of(store, second.id)] == ["sent", "sent"]
    assert await claim(store, LATER) == []


async def test_a_message_that_slack_refused_for_now_is_due_again(store: Store) -> None:
    await add(store, post())
    [claimed] = await claim(store)
    async with store.writes() as tx:
        await outbox.again(tx, claimed, NOW + timedelta(seconds=30))
    assert await claim(store, NOW + timedelta(seconds=29)) == []
    [second] = await claim(store, NOW + timedelta(seconds=30), owner="two")
    assert (second.attempt, second.uncertain, second.first_try_at) == (2, False, NOW)


async def test_a_dead_message_keeps_why(store: Store) -> None:
    await add(store, post())
    [claimed] = await claim(store)
    async with store.writes() as tx:
        await outbox.dead(tx, claimed, "channel_not_found")
    row = await row_of(store, claimed.id)
    assert row is not None
    assert (row["state"], row["error"]) == ("dead", "channel_not_found")
    assert await claim(store, LATER) == []


async def test_only_what_a_channel_lately_did_not_take_for_one_of_the_reasons_waits_again(store: Store) -> None:
    errors = {"k1": "not_in_channel", "k2": "user_disabled", "old": "not_in_channel", "elsewhere": "not_in_channel"}
    elsewhere = replace(post("elsewhere"), channel="C0OTHER")
    other = replace(post("kind"), kind="other")
    await add(store, post("k1"), post("k2"), post("old", NOW - SECOND), post("theirs", team="T2"), elsewhere, other)
    for one in await claim(store):
        async with store.writes() as tx:
            await outbox.dead(tx, one, errors.get(one.dedupe_key, "not_in_channel"))
    async with store.writes() as tx:
        assert await outbox.revive(tx, TEAM, "reminder", CHANNEL, ["not_in_channel", "is_archived"], NOW) == 1
    [again] = await claim(store, NOW + SECOND)
    assert (again.dedupe_key, again.attempt, again.first_try_at) == ("k1", 1, NOW + SECOND), "as if never tried"


async def test_who_dies_while_sending_leaves_a_message_of_unknown_outcome(store: Store) -> None:
    await add(store, post())
    await claim(store)
    assert await claim(store, NOW + SETTLED - SECOND, owner="two") == []
    [second] = await claim(store, NOW + SETTLED, owner="two")
    assert (second.uncertain, second.attempt, second.owner) == (True, 2, "two")
    assert (second.first_try_at, second.last_try_at) == (NOW, NOW + SETTLED)


async def test_an_unknown_outcome_waits_as_long_when_its_owner_says_so(store: Store) -> None:
    await add(store, post())
    [claimed] = await claim(store)
    async with store.writes() as tx:
        await outbox.release_uncertain(tx, claimed)
        assert not await outbox.still_mine(tx, claimed, NOW)
    assert await claim(store, NOW + SETTLED - SECOND) == []
    [second] = await claim(store, NOW + SETTLED)
    assert second.uncertain


async def test_an_unknown_outcome_may_wait_longer(store: Store) -> None:
    await add(store, post())
    [claimed] = await claim(store)
    async with store.writes() as tx:
        await outbox.release_uncertain(tx, claimed, NOW + 2 * SETTLED)
    assert await claim(store, NOW + 2 * SETTLED) == []
    [second] = await claim(store, NOW + 2 * SETTLED + SECOND)
    assert (second.uncertain, second.attempt) == (True, 2)


async def test_an_attempt_that_was_not_the_messages_fault_is_forgotten(store: Store) -> None:
    await add(store, post())
    [first] = await claim(store)
    async with store.writes() as tx:
        await outbox.again(tx, first, NOW, counts=False)
    [second] = await claim(store)
    assert (second.attempt, second.uncertain) == (1, False)
    async with store.writes() as tx:
        await outbox.release_uncertain(tx, second, counts=False)
    [third] = await claim(store, NOW + SETTLED + SECOND)
    assert (third.attempt, third.uncertain) == (1, True)


async def test_a_workspace_that_is_paused_gets_nothing_and_others_do(store: Store) -> None:
    await add(store, post("k1"), post("k2", NOW + SECOND))
    await claim(store)
    async with store.writes() as tx:
        await outbox.pause(tx, TEAM, NOW + timedelta(minutes=5))
    await add(store, post("b", team="T0ANDEN"))
    assert [claimed.dedupe_key for claimed in await claim(store, NOW + timedelta(minutes=4))] == ["b"]
    assert [claimed.dedupe_key for claimed in await claim(store, NOW + timedelta(minutes=5))] == ["k1", "k2"]


async def test_who_slept_past_the_lease_changes_nothing_any_more(store: Store) -> None:
    await add(store, post())
    [sleeper] = await claim(store)
    [other] = await claim(store, NOW + SETTLED, owner="two")
    async with store.writes() as tx:
        assert not await outbox.still_mine(tx, sleeper, NOW)
        await outbox.sent(tx, sleeper, "C", "1.1")
        await outbox.dead(tx, sleeper, "x")
        await outbox.again(tx, sleeper, NOW)
        await outbox.release_uncertain(tx, sleeper)
        assert await outbox.still_mine(tx, other, NOW + SETTLED)


async def test_an_owner_that_claimed_again_is_not_taken_for_its_earlier_self(store: Store) -> None:
    await add(store, post())
    [earlier] = await claim(store)
    [later] = await claim(store, NOW + SETTLED)
    async with store.writes() as tx:
        await outbox.sent(tx, earlier, "C", "1.1")
        assert await outbox.still_mine(tx, later, NOW + SETTLED)


async def test_a_message_that_came_too_late_is_dead(store: Store) -> None:
    await add(store, post("k1", not_after=NOW), post("k2", not_after=LATER))
    await claim(store, NOW - SECOND)
    assert [claimed.dedupe_key for claimed in await claim(store, NOW + SECOND)] == ["k2"]
    async with store.reads() as tx:
        expired = (await tx.session.execute(text("SELECT dedupe_key, error FROM outbox WHERE state = 'dead'"))).all()
    assert [tuple(row) for row in expired] == [("k1", "expired")]


async def test_an_unknown_outcome_is_not_sent_again_after_its_time(store: Store) -> None:
    await add(store, post(not_after=NOW + SECOND))
    [claimed] = await claim(store)
    assert await claim(store, LATER) == []
    assert await state_of(store, claimed.id) == "dead"


async def test_a_workspace_gets_a_little_less_than_300_posts_a_minute(store: Store) -> None:
    await add(store, *(post(f"k{n:03}") for n in range(60)))
    slots = [claimed.slot for claimed in await claim(store, limit=40)]
    assert slots == [NOW + PACE * n for n in range(40)]
    assert 290 < timedelta(minutes=1) / PACE < 300
    assert [claimed.slot for claimed in await claim(store, NOW + SECOND, limit=5)] == [
        NOW + PACE * n for n in range(40, 45)
    ]


async def test_the_lease_of_a_later_slot_starts_there(store: Store) -> None:
    await add(store, *(post(f"k{n:03}") for n in range(40)))
    last = (await claim(store))[-1]
    assert last.last_try_at == last.slot == NOW + PACE * 39
    assert await claim(store, last.slot + SETTLED - SECOND, limit=1)
    row = await row_of(store, last.id)
    assert row is not None
    assert row["owner"] == "one"
    assert row["lease_until"] == last.slot + LEASE


async def test_a_workspace_that_is_behind_lets_others_go_first(store: Store) -> None:
    await add(store, *(post(f"a{n:03}", NOW - SECOND) for n in range(200)), post("b", team="T0ANDEN"))
    assert {claimed.team for claimed in await claim(store, limit=100)} == {TEAM}
    assert [claimed.dedupe_key for claimed in await claim(store, NOW + SECOND, limit=100)] == ["b"]
    assert len(await claim(store, NOW + PACE * 100 - HORIZON + SECOND, limit=200)) == 100


async def test_a_clock_that_was_put_back_stops_no_post(store: Store) -> None:
    await add(store, post("k1", NOW + timedelta(days=365)))
    await claim(store, NOW + timedelta(days=365))
    await add(store, post("k2"))
    [claimed] = await claim(store)
    assert claimed.slot == NOW


async def test_a_round_without_its_key_holds_up_nobody_else(store: Store, caplog: pytest.LogCaptureFixture) -> None:
    asked = await open_round(store, people(5))
    await add(store, to_person(asked, people(1)[0]), post())
    store.keys.destroy_round_key(asked.id)
    with caplog.at_level(logging.ERROR):
        assert [claimed.dedupe_key for claimed in await claim(store)] == ["k1"]
    assert "cannot be addressed: KeyMissing" in caplog.text
    assert "U0000" not in caplog.text


async def test_a_person_swapped_between_two_rows_gets_nothing(store: Store) -> None:
    asked = await open_round(store, people(5))
    await add(store, *(to_person(asked, person) for person in people(2)))
    async with store.writes() as tx:
        rows = (await tx.session.scalars(select(OutboxRow).order_by(OutboxRow.id))).all()
        rows[0].person, rows[1].person = rows[1].person, rows[0].person
    assert await claim(store) == []


async def test_the_live_card_is_the_newest_that_stands(store: Store) -> None:
    about = {"round": "r1"}
    await add(store, post("k1", subject=about), post("k2", subject=about), post("k3", subject={"round": "r2"}))
    first, second, other = await claim(store)
    async with store.writes() as tx:
        assert await sent_messages.live_card(tx, TEAM, "reminder", about) is None
        await outbox.sent(tx, first, "C1", "1.1")
        await outbox.sent(tx, other, "C3", "3.3")
        assert await sent_messages.live_card(tx, TEAM, "reminder", about) == ("C1", "1.1")
        await outbox.sent(tx, second, "C2", "2.2")
        assert await sent_messages.live_card(tx, TEAM, "reminder", about) == ("C2", "2.2")
        assert await sent_messages.live_card(tx, TEAM, "result", about) is None
        assert await sent_messages.live_card(tx, "T0ANDEN", "reminder", about) is None


async def test_messages_about_one_thing_are_found_again_where_they_stand_the_oldest_first(store: Store) -> None:
    about = {"course": "c1", "milestone": "m"}
    await add(
        store,
        post("k1", subject=about),
        post("k2", subject=about | {"day": "2027-04-12"}),
        post("k3", subject=about | {"milestone": "m2"}),
        post("k4", subject={"course": "c11", "milestone": "m"}),
        post("k5", subject=about, team="T2"),
        post("k6", subject=about, due_at=LATER),
    )
    for number, claimed in enumerate(await claim(store)):
        async with store.writes() as tx:
            await outbox.sent(tx, claimed, "C1", f"1.{number}" if claimed.dedupe_key != "k1" else None)
    async with store.reads() as tx:
        found = await sent_messages.where_sent(tx, TEAM, ["reminder"], course="c1", milestone="m")
        all_of_course = await sent_messages.where_sent(tx, TEAM, ["reminder", "other"], course="c1")
        others = await sent_messages.where_sent(tx, TEAM, ["other"], course="c1")
        told = await sent_messages.told(tx, TEAM, ["reminder"], course="c1", milestone="m")
    assert [(one.channel, one.subject.get("day")) for one in found] == [("C1", "2027-04-12")]
    assert [one.subject["milestone"] for one in all_of_course] == ["m", "m2"]
    assert others == []
    assert told == [about, about | {"day": "2027-04-12"}, about], "also what is still to be sent"
