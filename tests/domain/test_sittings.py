from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.barometers import Choice, Item, NotAsked, OpenItem, Text, UnknownItem
from domain.sittings import LONGEST_COMMENT, CommentTooLong, Sitting, SittingState
from tests.domain.small_rounds import barometer, item

ROLE = "sagsbehandler"
BAROMETER = replace(
    barometer(
        [item("Q1", ["leder", ROLE]), item("Q2", [ROLE]), item("Q3", ["leder"])],
        [item("Q4", [ROLE]), item("Q5", ["leder", ROLE])],
    ),
    open_items=(OpenItem("O1", Text("Hvad går godt?")),),
)
EMPTY = Sitting(BAROMETER, ROLE)
ITEMS = EMPTY.items
CHOICES = st.sampled_from(list(Choice))
ANSWERS = st.lists(st.tuples(st.sampled_from([asked.id for asked in ITEMS]), CHOICES), max_size=30)


def answered(sitting: Sitting, *answers: tuple[str, Choice]) -> Sitting:
    for item_id, choice in answers:
        sitting = sitting.answer(item_id, choice)
    return sitting


def everything() -> Sitting:
    return answered(EMPTY, *((asked.id, Choice.AGREE) for asked in ITEMS))


def test_the_open_item_is_the_first_without_an_answer() -> None:
    assert EMPTY.open_item == ITEMS[0]
    assert EMPTY.answer(ITEMS[1].id, Choice.AGREE).open_item == ITEMS[0]
    assert EMPTY.answer(ITEMS[0].id, Choice.AGREE).open_item == ITEMS[1]


def test_what_was_skipped_is_left_out_and_what_is_open_only_once_it_is_handed_in() -> None:
    begun = EMPTY.answer(ITEMS[0].id, Choice.AGREE).skip(ITEMS[2].id)
    assert begun.left_out == (ITEMS[2],)
    assert begun.hand_in().left_out == ITEMS[1:]
    assert everything().left_out == ()


def test_an_answer_starts_a_sitting_and_the_last_one_hands_it_in() -> None:
    assert EMPTY.answer(ITEMS[0].id, Choice.AGREE).state is SittingState.STARTED
    assert everything().state is SittingState.HANDED_IN


def test_skipping_the_last_item_hands_in_too() -> None:
    nearly = answered(EMPTY, *((asked.id, Choice.AGREE) for asked in ITEMS[:-1]))
    assert nearly.state is SittingState.STARTED
    assert nearly.skip(ITEMS[-1].id).handed_in


def test_a_change_after_handing_in_stays_handed_in() -> None:
    changed = everything().answer(ITEMS[0].id, Choice.DISAGREE)
    assert changed.handed_in
    assert changed.answers[ITEMS[0].id] is Choice.DISAGREE


def test_a_part_can_be_handed_in_but_not_nothing() -> None:
    assert EMPTY.answer(ITEMS[0].id, Choice.AGREE).hand_in().handed_in
    assert EMPTY.hand_in() == EMPTY


def test_withdrawing_deletes_answers_and_comments_and_one_may_begin_again() -> None:
    gone = everything().comment(BAROMETER.open_items[0].id, "godt").withdraw()
    assert (gone.state, gone.answers, gone.comments) == (SittingState.WITHDRAWN, {}, {})
    assert gone.answer(ITEMS[0].id, Choice.AGREE).state is SittingState.STARTED


def test_withdrawing_nothing_is_nothing() -> None:
    assert EMPTY.withdraw() == EMPTY


def test_whoever_handed_in_withdrew_or_asked_for_peace_is_not_reminded() -> None:
    started = EMPTY.answer(ITEMS[0].id, Choice.AGREE)
    assert EMPTY.wants_reminder
    assert started.wants_reminder
    assert not everything().wants_reminder
    assert not started.withdraw().wants_reminder
    assert not started.without_reminders().wants_reminder


def test_the_item_before_the_first_is_none() -> None:
    assert EMPTY.before(ITEMS[0].id) is None
    assert EMPTY.before(ITEMS[1].id) == ITEMS[0]


def test_an_item_that_is_not_asked_of_the_role_is_refused() -> None:
    other = next(asked for asked in BAROMETER.items if ROLE not in asked.roles)
    with pytest.raises(NotAsked):
        EMPTY.answer(other.id, Choice.AGREE)
    with pytest.raises(UnknownItem):
        EMPTY.answer("NOWHERE", Choice.AGREE)


def test_a_blank_comment_deletes_the_one_before() -> None:
    question = BAROMETER.open_items[0].id
    kept = EMPTY.comment(question, "  godt  ")
    assert kept.comments == {question: "godt"}
    assert kept.comment(question, "   ").comments == {}


def test_a_comment_is_at_most_a_thousand_characters() -> None:
    question = BAROMETER.open_items[0].id
    assert EMPTY.comment(question, "x" * LONGEST_COMMENT).comments
    with pytest.raises(CommentTooLong):
        EMPTY.comment(question, "x" * (LONGEST_COMMENT + 1))
    with pytest.raises(KeyError):
        EMPTY.comment("NOWHERE", "x")


@given(ANSWERS)
def test_the_last_choice_for_an_item_is_the_one_that_counts(answers: list[tuple[str, Choice]]) -> None:
    assert dict(answered(EMPTY, *answers).answers) == dict(answers)


@given(ANSWERS, st.sampled_from(ITEMS), CHOICES)
def test_the_same_answer_twice_changes_nothing_more(
    answers: list[tuple[str, Choice]], asked: Item, choice: Choice
) -> None:
    once = answered(EMPTY, *answers).answer(asked.id, choice)
    assert once.answer(asked.id, choice) == once


@given(ANSWERS)
def test_a_sitting_is_handed_in_exactly_when_nothing_is_open(answers: list[tuple[str, Choice]]) -> None:
    sitting = answered(EMPTY, *answers)
    assert sitting.handed_in == (sitting.open_item is None)
