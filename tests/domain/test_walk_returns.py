"""Who may send a template back, and for how long what they said stands."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from domain.walk_returns import Returned, is_of_what_stands, may_send_back, newest
from domain.walk_reviews import edition
from domain.walks import Part
from tests.domain.small_walks import APPROVER, IDA, NOW, OWNER, a_walk, an_answered_walk

LATER = NOW + timedelta(hours=1)


def test_only_who_approves_sends_back_and_only_what_could_be_approved() -> None:
    walk = an_answered_walk()
    assert [user for user in walk.people if may_send_back(walk, user)] == [APPROVER]
    assert not may_send_back(walk.approve(APPROVER, NOW), APPROVER)


def test_nothing_is_sent_back_while_a_question_is_open() -> None:
    assert not may_send_back(a_walk(), APPROVER)
    walk = an_answered_walk()
    asked = walk.add_question("egen", "hjem", "Og hvad så?", OWNER)
    assert not may_send_back(asked, APPROVER)
    assert may_send_back(asked.add_text("egen", "Det.", OWNER, LATER), APPROVER)


def test_nobody_sends_back_to_themselves() -> None:
    alone = replace(an_answered_walk(), people={OWNER: frozenset(Part)})
    assert not may_send_back(alone, OWNER)


def test_what_was_sent_back_stands_until_something_changes() -> None:
    walk = a_walk().add_text("q1", "Et.", IDA, NOW)
    returned = Returned(APPROVER, NOW, edition(walk), "Mere.")
    assert is_of_what_stands(walk, returned)
    assert not is_of_what_stands(walk, None)
    assert not is_of_what_stands(walk.add_text("q1", "To.", IDA, LATER), returned)
    assert not is_of_what_stands(walk.approve(APPROVER, LATER), returned)


def test_what_was_said_last_counts_and_an_approval_answers_everything_before_it() -> None:
    walk = a_walk().add_text("q1", "Et.", IDA, NOW)
    first, second = (Returned(APPROVER, at, edition(walk), "Mere.") for at in (NOW, LATER))
    assert newest(walk, []) is None
    assert newest(walk, [first, second]) == second
    approved = walk.approve(APPROVER, NOW + timedelta(minutes=30))
    assert newest(approved, [first]) is None
    assert newest(approved, [first, second]) == second
