"""What deleting a template takes away, and when it cannot be deleted any more."""

from __future__ import annotations

import pytest

from domain.revisions import Status
from domain.walk_endings import AlreadyApproved, loss_of
from domain.walk_texts import Waiting
from tests.domain.small_walks import APPROVER, IDA, LINE, NOW, OWNER, a_walk


def test_a_template_in_which_nobody_wrote_takes_nothing_with_it() -> None:
    loss = loss_of(a_walk())
    assert (loss.questions, loss.writers) == (0, ())


def test_a_question_that_is_marked_is_dealt_with_and_is_nobodys_text() -> None:
    loss = loss_of(a_walk().mark("q1", Status.NOT_RELEVANT, 0, IDA, NOW))
    assert (loss.questions, loss.writers) == (1, ())


def test_an_emptied_answer_counts_for_nothing() -> None:
    walk = a_walk().add_text("q1", "Et.", IDA, NOW).replace_text("q1", "", 1, IDA, NOW)
    loss = loss_of(walk)
    assert (loss.questions, loss.writers) == (0, ())


def test_everybody_whose_words_stand_in_an_answer_or_wait_for_one_loses_something() -> None:
    walk = a_walk().add_text("q1", "Fire ord står her.", LINE, NOW)
    walk = walk.replace_text("q1", "Fire ord står her. Og Idas.", 1, IDA, NOW)
    assert loss_of(walk).writers == (IDA, LINE)
    assert loss_of(walk, [Waiting("U0GONE", None), Waiting(OWNER, "q2")]).writers == (OWNER, IDA, LINE, "U0GONE")


def test_what_is_approved_is_not_deleted() -> None:
    with pytest.raises(AlreadyApproved):
        loss_of(a_walk().add_text("q1", "Et.", IDA, NOW).approve(APPROVER, NOW))
