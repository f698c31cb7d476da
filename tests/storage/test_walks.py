"""A walk comes back as it was kept, every wording of it, to its own team and to nobody else."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import event, select, update

from domain.revisions import Overtaken, Status, wording
from domain.templates import UnknownElement
from domain.walk_people import left_by
from domain.walks import Walk
from storage import walks
from storage.database import LinksAPerson, Store, changed, open_store
from storage.keys import KeyMissing, KeyStore
from storage.sealed import TamperedBody
from storage.tables import RevisionRow, Table, WalkQuestionRow
from tests.domain.small_walks import APPROVER, IDA, LINE, NOW, OWNER, a_walk
from tests.storage.samples import CANARY, TEAM, SampleBarometers, SampleTemplates
from tests.storage.test_keys import secret

LATER = NOW + timedelta(hours=1)
OTHER_TEAM = "T0NABO"


async def kept(store: Store, walk: Walk | None = None) -> Walk:
    """A new walk of our team."""
    begun = walk or a_walk(walks.new_walk_id(), TEAM)
    async with store.writes() as tx:
        return await walks.insert(tx, begun, origin=begun.id)


async def loaded(store: Store, walk: Walk, team: str = TEAM) -> Walk | None:
    async with store.reads() as tx:
        return await walks.load(tx, team, walk.id)


async def change(store: Store, walk: Walk, how: Callable[[Walk], Walk]) -> Walk:
    """Change a walk as an operation does: locked, from what stands."""
    async with store.writes() as tx:
        before = await walks.load(tx, TEAM, walk.id, lock=True)
        assert before is not None
        after = how(before)
        await walks.save(tx, before, after)
    return after


def full(walk: Walk) -> Walk:
    """Something of everything that there can be in a walk."""
    walk = walk.add_text("q1", f"Hos {CANARY}\n\nog æøå 👍", IDA, NOW)
    walk = walk.mark("q2", Status.NOT_SETTLED, 0, LINE, NOW).settles("q2", OWNER, date(2027, 2, 1))
    walk = walk.add_question("egen", "hjem", "Hvad med natten?", LINE)
    walk = walk.hand("q3", OWNER, "U0NY", NOW).at(IDA, "q3", NOW).approve(APPROVER, LATER)
    return replace(walk, unit="Egely Nord", channel="C0NY", target=date(2027, 4, 1))


async def test_a_walk_comes_back_as_it_was_kept(store: Store) -> None:
    begun = await kept(store)
    assert await loaded(store, begun) == begun
    changed_one = await change(store, begun, full)
    found = await loaded(store, begun)
    assert found == changed_one
    assert found is not None
    assert [*found.people] == [*changed_one.people]
    assert found.versions[0].answers["q1"].text.startswith("Hos ")


async def test_every_wording_stays_and_the_newest_stands(store: Store) -> None:
    walk = await kept(store)
    texts = [f"Ordlyd {number}" for number in range(1, 13)]
    for number, text in enumerate(texts):
        await change(store, walk, lambda w, n=number, t=text: w.replace_text("q1", t, n, IDA, NOW))  # type: ignore[misc]
    found = await loaded(store, walk)
    assert found is not None
    assert (found.answers["q1"].text, found.answers["q1"].number) == ("Ordlyd 12", 12)
    async with store.reads() as tx:
        assert [one.text for one in await walks.history(tx, found, "q1")] == texts
        assert await walks.history(tx, found, "q2") == []


async def test_what_is_taken_away_is_gone(store: Store) -> None:
    walk = await kept(store)
    await change(store, walk, full)
    after = await change(
        store,
        walk,
        lambda w: left_by(w.take_back("q3").replace_text("q2", "Afklaret.", 1, LINE, LATER), IDA, None),
    )
    assert await loaded(store, walk) == after
    assert (after.handed, after.unsettled, after.places) == ({}, {}, {})
    assert IDA not in after.people


async def test_the_same_form_starts_one_walk_in_a_team(store: Store) -> None:
    first, second = a_walk("a" * 13, TEAM), replace(a_walk("b" * 13, TEAM), unit="En anden")
    neighbour = a_walk("c" * 13, OTHER_TEAM)
    async with store.writes() as tx:
        assert await walks.insert(tx, first, origin="V1") == first
        assert await walks.insert(tx, second, origin="V1") == first
        assert await walks.insert(tx, neighbour, origin="V1") == neighbour
        assert await walks.load(tx, TEAM, second.id) is None


async def test_another_team_finds_nothing(store: Store) -> None:
    walk = await change(store, await kept(store), full)
    async with store.reads() as tx:
        assert await walks.load(tx, OTHER_TEAM, walk.id) is None
        assert await walks.of_person(tx, OTHER_TEAM, IDA) == []
        assert await walks.in_channel(tx, OTHER_TEAM, walk.channel) == []


async def test_saving_for_another_team_changes_nothing_of_ours(store: Store) -> None:
    walk = await kept(store)
    before = replace(walk, team=OTHER_TEAM)
    async with store.writes() as tx:
        await walks.save(tx, before, replace(before, unit="Vores nu"))
    assert await loaded(store, walk) == walk


async def test_walks_are_found_by_who_takes_part_and_by_channel_the_newest_first(store: Store) -> None:
    old = await kept(store)
    new = await kept(store, replace(a_walk(walks.new_walk_id(), TEAM), started_at=LATER, channel="C0ANDEN"))
    async with store.reads() as tx:
        assert await walks.of_person(tx, TEAM, IDA) == [new, old]
        assert await walks.of_person(tx, TEAM, "U0FREMMED") == []
        assert await walks.in_channel(tx, TEAM, "C0ANDEN") == [new]
        assert sorted(await walks.all_ids(tx)) == sorted([(TEAM, new.id), (TEAM, old.id)])


async def test_a_walk_goes_on_in_the_version_that_it_began_with(store: Store) -> None:
    walk = await kept(store)
    found = await loaded(store, walk)
    assert found is not None
    assert found.template.version == 1
    assert store.templates.all()[0].version == 2


# What is written


def statements(store: Store) -> list[str]:
    """The rows that are written from now on, as "INSERT walk_people", in order."""
    written: list[str] = []

    def note(_c: object, _k: object, statement: str, *_: Any) -> None:  # noqa: ANN401 - the driver's own
        words = statement.split()
        if words[0] in {"INSERT", "DELETE", "UPDATE"}:
            written.append(f"{words[0]} {words[1 if words[0] == 'UPDATE' else 2]}")

    event.listen(store.engine.sync_engine, "before_cursor_execute", note)
    return written


CHANGES: dict[str, tuple[Callable[[Walk], Walk], list[str]]] = {
    "nothing": (lambda walk: walk, []),
    "an answer": (lambda walk: walk.add_text("q4", "x", IDA, NOW), ["INSERT walk_revisions"]),
    "the same answer": (lambda walk: walk.replace_text("q1", walk.answers["q1"].text, 1, LINE, LATER), []),
    "a place": (lambda walk: walk.at(IDA, "q5", LATER), ["DELETE walk_places", "INSERT walk_places"]),
    "a first place": (lambda walk: walk.at(LINE, "q5", LATER), ["INSERT walk_places"]),
    "a mark": (lambda walk: walk.mark("q5", Status.NOT_SETTLED, 0, IDA, NOW), ["INSERT walk_revisions"]),
    "somebody who settles it": (
        lambda walk: walk.mark("q5", Status.NOT_SETTLED, 0, IDA, NOW).settles("q5", IDA, date(2027, 2, 1)),
        ["INSERT walk_revisions", "INSERT walk_unsettled"],
    ),
    "handed to somebody who is in it": (lambda walk: walk.hand("q5", IDA, LINE, NOW), ["INSERT walk_handed"]),
    "taken back": (lambda walk: walk.take_back("q3"), ["DELETE walk_handed"]),
    "a question": (lambda walk: walk.add_question("ny", "tid", "Hvad?", IDA), ["INSERT walk_questions"]),
    "a new target": (lambda walk: replace(walk, target=date(2028, 1, 1)), ["UPDATE walks"]),
    "approval": (
        lambda walk: walk.add_text("q4", "x", IDA, NOW).approve(APPROVER, LATER),
        ["INSERT walk_revisions", "INSERT walk_versions"],
    ),
}


@pytest.mark.parametrize("what", CHANGES)
async def test_saving_writes_exactly_what_is_different(store: Store, what: str) -> None:
    how, rows = CHANGES[what]
    walk = await kept(store)
    await change(store, walk, full)
    written = statements(store)
    after = await change(store, walk, how)
    marked = ["INSERT home_marks"] if {row.split()[1] for row in rows} - {"walk_places"} else []
    assert written == marked + rows
    assert await loaded(store, walk) == after


async def test_what_is_refused_writes_nothing(store: Store) -> None:
    walk = await kept(store)
    with pytest.raises(UnknownElement):
        await change(store, walk, lambda w: w.add_text("q1", "x", IDA, NOW).add_question("ny", "hav", "?", IDA))
    assert await loaded(store, walk) == walk


async def test_a_walk_never_shares_a_commit_with_an_answer_that_is_anonymous(store: Store) -> None:
    walk = await kept(store)
    async with store.writes() as tx:
        tx.writes("answer")
        with pytest.raises(LinksAPerson):
            await walks.save(tx, walk, walk)


async def test_who_wrote_an_answer_comes_back_with_it_and_with_every_earlier_wording(store: Store) -> None:
    walk = await kept(store)
    await change(store, walk, lambda w: w.replace_text("q1", "Idas", 0, IDA, NOW))
    await change(store, walk, lambda w: w.replace_text("q1", "Idas og Lines", 1, LINE, NOW).approve(APPROVER, NOW))
    await change(store, walk, lambda w: w.mark("q1", Status.NOT_SETTLED, 2, OWNER, LATER))
    found = await loaded(store, walk)
    assert found is not None
    assert found.answers["q1"].writers == (IDA, LINE)
    assert found.versions[0].answers["q1"].writers == (IDA, LINE)
    async with store.reads() as tx:
        assert [one.writers for one in await walks.history(tx, walk, "q1")] == [(IDA,), (IDA, LINE), (IDA, LINE)]


# Two at once


async def test_of_two_who_write_one_answer_at_once_one_is_told_and_both_texts_are_there(
    store: Store, store_url: str, keys: KeyStore
) -> None:
    walk = await kept(store)
    other = await open_store(store_url, keys, SampleBarometers(), SampleTemplates())
    overtaken: list[Overtaken] = []

    async def write(where: Store, who: str) -> None:
        try:
            await change(where, walk, lambda w: w.replace_text("q1", f"{who}s tekst", 0, who, NOW))
        except Overtaken as late:
            overtaken.append(late)
            await change(where, walk, lambda w: w.replace_text("q1", f"Begges, {who}", late.standing.number, who, NOW))

    await asyncio.gather(write(store, IDA), write(other, LINE))
    await other.close()
    [late] = overtaken
    async with store.reads() as tx:
        first, second = await walks.history(tx, walk, "q1")
    assert first == late.standing
    assert {first.author, second.author} == {IDA, LINE}
    assert second.text == f"Begges, {second.author}"


async def test_many_who_write_different_answers_at_once_never_disturb_each_other(
    store: Store, store_url: str, keys: KeyStore
) -> None:
    walk = await kept(store)
    other = await open_store(store_url, keys, SampleBarometers(), SampleTemplates())

    async def write(where: Store, who: str, question: str) -> None:
        for number in range(3):
            await change(where, walk, lambda w, n=number: w.add_text(question, f"{who} {n}", who, NOW))  # type: ignore[misc]

    await asyncio.gather(
        *(write(where, who, f"q{at + 1}") for at, (where, who) in enumerate([(store, IDA), (other, LINE)] * 3))
    )
    await other.close()
    found = await loaded(store, walk)
    assert found is not None
    assert [found.answers[f"q{at + 1}"].text for at in range(6)] == [
        "\n\n".join(f"{who} {number}" for number in range(3)) for who in (IDA, LINE) * 3
    ]
    assert {answer.number for answer in found.answers.values()} == {3}


async def test_people_who_add_questions_at_once_keep_both(store: Store, store_url: str, keys: KeyStore) -> None:
    walk = await kept(store)
    other = await open_store(store_url, keys, SampleBarometers(), SampleTemplates())

    def add(name: str) -> Callable[[Walk], Walk]:
        return lambda walk: walk.add_question(name, "hjem", name, IDA)

    await asyncio.gather(change(store, walk, add("a")), change(other, walk, add("b")))
    await other.close()
    found = await loaded(store, walk)
    assert found is not None
    assert {question.id for question in found.added} == {"a", "b"}


# Sealed


async def test_no_text_stands_readable_in_any_table(store: Store) -> None:
    await change(store, await kept(store), full)
    async with store.reads() as tx:
        rows = [row for table in Table.metadata.sorted_tables for row in await tx.session.execute(select(table))]
    assert rows
    assert CANARY not in str(rows)
    assert "natten" not in str(rows)


async def test_a_text_that_is_moved_to_another_row_is_noticed(store: Store) -> None:
    walk = await kept(store)
    await change(store, walk, lambda w: w.add_text("q1", "et", IDA, NOW).add_text("q2", "to", IDA, NOW))
    async with store.writes() as tx:
        body = await tx.session.scalar(select(RevisionRow.body).where(RevisionRow.question == "q2"))
        await changed(tx, update(RevisionRow).where(RevisionRow.question == "q1").values(body=body))
    with pytest.raises(TamperedBody):
        await loaded(store, walk)


async def test_an_older_wording_put_in_place_of_the_newest_is_noticed(store: Store) -> None:
    walk = await kept(store)
    for number in range(2):
        await change(store, walk, lambda w, n=number: w.replace_text("q1", f"{n}", n, IDA, NOW))  # type: ignore[misc]
    async with store.writes() as tx:
        body = await tx.session.scalar(select(RevisionRow.body).where(RevisionRow.number == 1))
        await changed(tx, update(RevisionRow).where(RevisionRow.number == 2).values(body=body))
    with pytest.raises(TamperedBody):
        await loaded(store, walk)


async def test_a_question_that_is_moved_to_another_walk_is_noticed(store: Store) -> None:
    one, two = await kept(store), await kept(store)
    for walk in (one, two):
        await change(store, walk, lambda w: w.add_question(f"egen{w.id}", "hjem", f"Hvad {w.id}?", IDA))
    async with store.writes() as tx:
        body = await tx.session.scalar(select(WalkQuestionRow.body).where(WalkQuestionRow.walk_id == one.id))
        await changed(tx, update(WalkQuestionRow).where(WalkQuestionRow.walk_id == two.id).values(body=body))
    assert await loaded(store, one) is not None
    with pytest.raises(TamperedBody):
        await loaded(store, two)


async def test_a_walk_cannot_be_read_without_its_key(store: Store) -> None:
    walk = await change(store, await kept(store), full)
    folder = store.keys._folder
    store.keys = KeyStore(folder, secret(7, b"g"))
    with pytest.raises(KeyMissing):
        await loaded(store, walk)


async def test_other_words_for_a_question_of_ones_own_come_back_in_its_place(store: Store) -> None:
    walk = await kept(store)
    for number in range(3):
        await change(store, walk, lambda w, n=number: w.add_question(f"egen{n}", "hjem", f"Nr. {n}?", IDA))  # type: ignore[misc]
    await change(store, walk, lambda w: w.add_text("egen1", "Et svar", IDA, NOW))
    after = await change(store, walk, lambda w: w.reword("egen1", "Hvad?", wording(w.question("egen1")), LINE))
    found = await loaded(store, walk)
    assert found == after
    assert found is not None
    assert [question.text.da for question in found.added] == ["Nr. 0?", "Hvad?", "Nr. 2?"]
    assert found.answers["egen1"].text == "Et svar"
