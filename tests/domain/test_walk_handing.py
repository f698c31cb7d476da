"""A question that was handed out comes back when it is answered, by whomever; whoever need not answer is known."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest

from domain.revisions import Status
from domain.walk_handing import awaited_no_more, came_back, relieved
from domain.walks import Handed, Walk
from tests.domain.small_walks import IDA, LINE, NOW, OWNER, a_walk

LATER = NOW + timedelta(minutes=5)
HANDED = a_walk().hand("q1", OWNER, IDA, NOW)
GIVEN = {"q1": Handed(OWNER, IDA, NOW)}


@pytest.mark.parametrize("status", [Status.ANSWERED, Status.NOT_SETTLED, Status.NOT_RELEVANT])
def test_whatever_the_taker_says_brings_the_question_back_and_they_know_it(status: Status) -> None:
    after = HANDED.mark("q1", status, 0, IDA, LATER)
    assert came_back(HANDED, after) == GIVEN
    assert relieved(HANDED, after.take_back("q1"), IDA) == {}


@pytest.mark.parametrize("status", [Status.ANSWERED, Status.NOT_RELEVANT])
def test_a_colleague_who_answers_it_relieves_the_taker(status: Status) -> None:
    after = HANDED.mark("q1", status, 0, LINE, LATER)
    assert came_back(HANDED, after) == GIVEN
    assert relieved(HANDED, after.take_back("q1"), LINE) == GIVEN


def _marked_open(walk: Walk) -> Walk:
    return walk.mark("q1", Status.NOT_SETTLED, 0, LINE, LATER)


def _elsewhere(walk: Walk) -> Walk:
    return walk.add_text("q2", "Noget andet", LINE, LATER)


@pytest.mark.parametrize("change", [_marked_open, _elsewhere])
def test_what_leaves_the_question_open_leaves_it_with_the_taker(change: Callable[[Walk], Walk]) -> None:
    after = change(HANDED)
    assert came_back(HANDED, after) == {}
    assert relieved(HANDED, after, LINE) == {}


def test_an_answer_that_stood_when_it_was_handed_out_can_be_corrected_by_its_writer() -> None:
    before = a_walk().add_text("q1", "Halvdeln", OWNER, NOW).hand("q1", OWNER, IDA, NOW)
    after = before.replace_text("q1", "Halvdelen", 1, OWNER, LATER)
    assert came_back(before, after) == {}


def test_whoever_gives_it_on_themselves_is_not_told_and_the_one_it_is_taken_from_is() -> None:
    given_on = HANDED.hand("q1", IDA, LINE, LATER)
    assert relieved(HANDED, given_on, IDA) == {}
    assert relieved(HANDED, given_on, OWNER) == GIVEN
    assert relieved(HANDED, HANDED.take_back("q1"), OWNER) == GIVEN
    assert relieved(HANDED, HANDED.hand("q1", OWNER, IDA, LATER), OWNER) == {}, "they are asked again"


def test_whoever_gave_it_waits_no_more_for_what_was_taken_back_or_given_on_by_another_unanswered() -> None:
    answered = HANDED.mark("q1", Status.ANSWERED, 0, LINE, LATER).take_back("q1")
    assert awaited_no_more(HANDED, HANDED.take_back("q1")) == GIVEN
    assert awaited_no_more(HANDED, HANDED.hand("q1", IDA, LINE, LATER)) == GIVEN
    assert awaited_no_more(HANDED, answered) == {}
    assert awaited_no_more(HANDED, HANDED.hand("q1", OWNER, LINE, LATER)) == {}, "they gave it anew"
    assert awaited_no_more(HANDED, HANDED.hand("q1", IDA, OWNER, LATER)) == {}, "it is with them"


def test_whoever_steps_off_a_question_is_not_on_it_and_is_left_where_they_are_otherwise() -> None:
    there = HANDED.at(IDA, "q1", NOW)
    off = there.stepped_off(IDA, "q1")
    assert (there.on_it("q1", NOW), off.on_it("q1", NOW)) == ((IDA,), ())
    assert off.places[IDA].question == "q1"
    assert there.stepped_off(IDA, "q2") == there
    assert there.stepped_off(LINE, "q1") == there
