from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from domain.comments import Comment, CommentState, next_to_read, ordered, unread

QUESTIONS = ("godt", "skidt")
ITEMS = st.sampled_from([*QUESTIONS, "ukendt"])
ONE = st.builds(Comment, ITEMS, st.integers(0, 2**31), st.text(), st.sampled_from(CommentState))
COMMENTS = st.lists(ONE, unique_by=lambda comment: comment.key, max_size=12)


@given(COMMENTS)
def test_comments_stand_question_by_question_as_asked_and_then_by_their_number(comments: list[Comment]) -> None:
    places = [([*QUESTIONS, "ukendt"].index(one.item), one.slot) for one in ordered(comments, QUESTIONS)]
    assert places == sorted(places)
    assert len(places) == len(comments)


@given(COMMENTS)
def test_the_order_depends_on_nothing_but_question_and_number(comments: list[Comment]) -> None:
    assert ordered(reversed(comments), QUESTIONS) == ordered(comments, QUESTIONS)


@given(COMMENTS, st.integers(-1, 11))
def test_the_next_to_read_is_the_first_undecided_one_behind_and_else_before(comments: list[Comment], at: int) -> None:
    after = min(at, len(comments) - 1)
    found = next_to_read(comments, after)
    behind = [one for one in comments[after + 1 :] if one.state is CommentState.UNREAD]
    before = [one for one in comments[: after + 1] if one.state is CommentState.UNREAD]
    assert found == next(iter([*behind, *before]), None)
    assert (found is None) == (unread(comments) == 0)


@given(COMMENTS)
def test_whoever_decides_about_what_comes_next_gets_through_all_of_them(comments: list[Comment]) -> None:
    at, turns = -1, 0
    while comment := next_to_read(comments, at):
        at = comments.index(comment)
        comments[at] = replace(comment, state=CommentState.KEPT_BACK)
        turns += 1
    assert unread(comments) == 0
    assert turns <= 12


def test_a_comment_with_something_like_a_civil_registration_number_is_never_shown() -> None:
    plain = Comment("godt", 1, "Vi har talt om 12 sager", CommentState.RELEASED)
    assert plain.is_shown
    for text in ("Borgeren 010165-1234", "0101651234", "\n01 01 65 1234 var her"):
        assert not replace(plain, text=text).may_be_shown
        assert not replace(plain, text=text).is_shown


def test_only_what_was_released_is_shown() -> None:
    shown = {state for state in CommentState if Comment("godt", 1, "Godt", state).is_shown}
    assert shown == {CommentState.RELEASED}
