"""People come to a walk and go from it; nothing that was open is ever left with somebody who is not there."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.revisions import Status
from domain.walk_people import Crew, NoHeir, came, crew_edition, left, open_with, rearranged
from domain.walks import Part, Walk
from tests.domain.small_walks import APPROVER, IDA, LINE, NOW, OWNER, TARGET, WRITERS, a_walk

NEW = "U0NY"
EVERYBODY = [*WRITERS, APPROVER, NEW]
QUESTIONS = [question.id for question in a_walk().questions]


def busy() -> Walk:
    """Ida was handed the first question and is to settle the second."""
    walk = a_walk().hand("q1", OWNER, IDA, NOW).mark("q2", Status.NOT_SETTLED, 0, IDA, NOW)
    return walk.settles("q2", IDA, TARGET)


def crew_of(walk: Walk) -> Crew:
    return Crew(walk.owner, walk.authors, walk.approvers, walk.target)


def crew(walk: Walk, *without: str) -> Crew:
    here = crew_of(walk)
    return replace(here, authors=[user for user in here.authors if user not in without])


def test_the_same_people_leave_a_walk_as_it_is() -> None:
    assert rearranged(busy(), crew_of(busy()), None) == busy()


def test_what_somebody_had_open_goes_to_the_heir_who_becomes_an_author() -> None:
    assert [question.id for question in open_with(busy(), IDA)] == ["q1", "q2"]
    after = rearranged(busy(), crew(busy(), IDA), NEW)
    assert [question.id for question in open_with(after, NEW)] == ["q1", "q2"]
    assert after.people[NEW] == {Part.AUTHOR}
    assert left(busy(), after) == (IDA,)
    assert set(came(busy(), after)) == {NEW}


@pytest.mark.parametrize("heir", [None, IDA])
def test_nobody_leaves_with_something_open_and_no_heir(heir: str | None) -> None:
    with pytest.raises(NoHeir):
        rearranged(busy(), crew(busy(), IDA), heir)


def test_whoever_has_nothing_open_leaves_without_an_heir() -> None:
    after = rearranged(busy(), crew(busy(), LINE), None)
    assert LINE not in after.people
    assert after.answers == busy().answers


def test_the_owner_stays_an_author_when_another_takes_over() -> None:
    after = rearranged(a_walk(), replace(crew_of(a_walk()), owner=IDA), None)
    assert after.owner == IDA
    assert after.people[OWNER] == {Part.AUTHOR}
    assert after.authors == WRITERS


def test_every_change_of_people_or_target_is_another_edition() -> None:
    walk = a_walk()
    others = [
        rearranged(walk, crew(walk, LINE), None),
        rearranged(walk, replace(crew_of(walk), target=date(2027, 3, 2)), None),
        rearranged(walk, replace(crew_of(walk), approvers=[]), None),
    ]
    assert len({crew_edition(one) for one in (walk, *others)}) == 4
    assert crew_edition(a_walk()) == crew_edition(walk)


@given(
    handed=st.dictionaries(st.sampled_from(QUESTIONS), st.sampled_from(EVERYBODY)),
    unsettled=st.dictionaries(st.sampled_from(QUESTIONS), st.sampled_from(WRITERS)),
    owner=st.sampled_from(EVERYBODY),
    authors=st.lists(st.sampled_from(EVERYBODY)),
    approvers=st.lists(st.sampled_from(EVERYBODY)),
    heir=st.none() | st.sampled_from(EVERYBODY),
)
def test_nothing_open_is_left_with_somebody_who_is_not_there(
    handed: dict[str, str],
    unsettled: dict[str, str],
    owner: str,
    authors: list[str],
    approvers: list[str],
    heir: str | None,
) -> None:
    walk = a_walk()
    for question, taker in handed.items():
        walk = walk.hand(question, OWNER, taker, NOW)
    for question, settler in unsettled.items():
        walk = walk.mark(question, Status.NOT_SETTLED, 0, settler, NOW).settles(question, settler, TARGET)
    try:
        after = rearranged(walk, Crew(owner, authors, approvers, TARGET), heir)
    except NoHeir:
        leaving = set(walk.people) - {owner, *authors, *approvers}
        assert any(open_with(walk, user) for user in leaving)
        assert heir is None or heir in leaving
        return
    assert [user for user, parts in after.people.items() if Part.OWNER in parts] == [owner]
    assert {one.taker for one in after.handed.values()} <= set(after.people)
    assert {one.owner for one in after.unsettled.values()} <= set(after.people)
    assert set(after.handed) == set(walk.handed)
    assert set(after.unsettled) == set(walk.unsettled)
    assert after.answers == walk.answers
