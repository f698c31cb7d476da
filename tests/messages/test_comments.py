"""The windows of comments: one at a time for their reader, the released ones for all, and the notice that some wait."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from slack_sdk.models.views import View

from domain.comments import Comment, CommentState
from messages.slack import comments as cards
from messages.slack.comments import Page
from messages.wording import Words
from tests.messages.results import sample
from tests.messages.seen import (
    ENDLESS,
    LANGUAGES,
    Shown,
    check_that_nothing_is_smuggled_in,
    check_that_slack_takes,
    harmful_texts,
    labels,
    literally,
    reads,
    values,
)

DANISH, ENGLISH = LANGUAGES
ROUND = sample().round
FIRST, SECOND = (item.id for item in ROUND.barometer.open_items)
CPR = "Borgeren 010165-1234 fik hjælp"
WRITTEN = (
    Comment(FIRST, 17, "Vi taler mere sammen"),
    Comment(FIRST, 90, "Det går *godt*", CommentState.RELEASED),
    Comment(SECOND, 4, "Mere tid", CommentState.KEPT_BACK),
)


def reading(place: int = 0, comments: tuple[Comment, ...] = WRITTEN, done: str = "", words: Words = DANISH) -> View:
    return cards.reading_view(Page(ROUND, comments, place, done), words)


def question(item: str) -> str:
    return next(one.text.da for one in ROUND.barometer.open_items if one.id == item)


def windows(text: str, words: Words) -> list[View]:
    """Every window there is, with this text for a comment."""
    comments = tuple(Comment(FIRST, number, text, state) for number, state in enumerate(CommentState))
    released = {FIRST: [text] * 3, SECOND: [text]}
    pages = [reading(place, comments, cards.decided(1, CommentState.RELEASED, words), words) for place in range(3)]
    return [*pages, reading(0, (), words=words), cards.released_view(ROUND, released, words)]


def test_the_reader_sees_one_comment_with_its_question_and_how_many_there_are() -> None:
    text = reads(reading(0))
    assert "1 ny, 3 i alt. Kun du ser dem her." in text
    assert question(FIRST) in text
    assert "Vi taler mere sammen" in text
    assert "1 af 3 · ny" in text
    assert "Mere tid" not in text
    assert "Vi taler mere sammen" in literally(reading(0))


@pytest.mark.parametrize(
    ("place", "offered", "state"),
    [
        (0, ["Frigiv", "Hold tilbage", "Slet", "Næste"], "ny"),
        (1, ["Træk tilbage", "Slet", "Forrige", "Næste"], "frigivet"),
        (2, ["Frigiv", "Slet", "Forrige"], "holdt tilbage"),
    ],
)
def test_what_is_decided_already_is_not_offered_again(place: int, offered: list[str], state: str) -> None:
    view = reading(place)
    assert labels(view) == offered
    assert f"{place + 1} af 3 · {state}" in reads(view)


def test_a_button_names_the_round_and_the_comment_and_never_a_place() -> None:
    behind = {value for value in values(reading(0)) if value.startswith(ROUND.id)}
    assert behind == {f"{ROUND.id}:{WRITTEN[0].key}", f"{ROUND.id}:{WRITTEN[1].key}"}


def test_something_like_a_civil_registration_number_is_told_and_not_shown_nor_offered_for_release() -> None:
    view = reading(0, (Comment(FIRST, 1, CPR, CommentState.RELEASED), WRITTEN[2]))
    assert "ligner et CPR-nummer" in reads(view)
    assert "1 vises ikke." in reads(view)
    assert "1234" not in str(view.to_dict())
    assert labels(view) == ["Træk tilbage", "Slet", "Næste"]
    assert "Frigiv" not in labels(reading(0, (Comment(FIRST, 1, CPR),)))


def test_deleting_asks_first() -> None:
    [delete] = [
        element
        for block in reading(0).to_dict()["blocks"]
        for element in block.get("elements", [])
        if element.get("action_id") == "comments.delete"
    ]
    assert delete["confirm"]["title"]["text"] == "Slet kommentaren?"


def test_where_none_is_left_the_window_says_so_and_what_was_done() -> None:
    view = reading(0, (), done=cards.decided(1, None, DANISH))
    assert reads(view) == "Kommentaren er slettet. Der er ingen kommentarer."
    assert labels(view) == []


def test_released_comments_stand_by_question_in_the_order_given_and_nothing_else_with_them() -> None:
    view = cards.released_view(ROUND, {SECOND: ["Mere tid"], FIRST: ["Godt", "Fint\nog roligt"]}, DANISH)
    assert reads(view).splitlines()[1:] == [
        *(question(FIRST), "»Godt«", "»Fint", "og roligt«"),
        *(question(SECOND), "»Mere tid«"),
    ]
    assert values(view) == []


def test_a_question_without_a_released_comment_is_not_shown() -> None:
    assert question(SECOND) not in reads(cards.released_view(ROUND, {FIRST: ["Godt"]}, DANISH))
    assert reads(cards.released_view(ROUND, {}, DANISH)) == "Der er ikke frigivet nogen kommentarer."


@pytest.mark.parametrize("page", [-1, 0, 1, 4, 5, 10**30])
def test_more_than_a_window_holds_is_turned_page_by_page(page: int) -> None:
    released = {FIRST: [f"Kommentar {n}." for n in range(50)], SECOND: [f"Kommentar {n}." for n in range(50, 100)]}
    shown = [reads(cards.released_view(ROUND, released, DANISH, number)) for number in range(5)]
    assert all(sum(f"»Kommentar {n}.«" in text for text in shown) == 1 for n in range(100))
    view = cards.released_view(ROUND, released, DANISH, page)
    check_that_slack_takes(view)
    here = min(max(page, 0), 4)
    assert labels(view) == ["Forrige side"] * (here > 0) + ["Næste side"] * (here < 4)


@given(harmful_texts)
def test_nothing_in_a_comment_is_markup(text: str) -> None:
    for words in LANGUAGES:
        for window, harmless in zip(windows(text[:1000], words), windows("Godt", words), strict=True):
            check_that_slack_takes(window)
            check_that_nothing_is_smuggled_in(window, harmless)


@pytest.mark.parametrize("text", ENDLESS)
def test_slack_takes_the_longest_comment(text: str) -> None:
    longest = text[:1000]
    for words in LANGUAGES:
        for window in [*windows(longest, words), cards.released_view(ROUND, {FIRST: [longest] * 200}, words)]:
            check_that_slack_takes(window)
            assert len(json.dumps(window.to_dict())) < 250_000


def test_nothing_danish_is_left_in_english() -> None:
    told: list[Shown] = [cards.waiting_card(ROUND, 2, ENGLISH), cards.unreachable_card(ROUND, ENGLISH)]
    told.append(cards.all_decided_line(ROUND, ENGLISH))
    for one in [*windows("Fine", ENGLISH), *told]:
        shown = reads(one).replace(ROUND.unit, "")
        for item in ROUND.barometer.open_items:
            shown = shown.replace(item.text.da, "")
        assert not {"og", "kommentar", "er", "ikke", "frigivet"} & set(shown.lower().replace(".", " ").split())


def test_below_a_result_the_reader_reads_and_others_see_what_is_released() -> None:
    offered = {
        (to_read, released): [
            button["text"]["text"]
            for block in cards.result_buttons(ROUND, DANISH, to_read=to_read, released=released)
            for button in block.to_dict()["elements"]
        ]
        for to_read in (True, False)
        for released in (True, False)
    }
    assert offered == {
        (True, True): ["Læs kommentarerne", "Frigivne kommentarer"],
        (True, False): ["Læs kommentarerne"],
        (False, True): ["Frigivne kommentarer"],
        (False, False): [],
    }


@pytest.mark.parametrize(("number", "said"), [(1, "1 kommentar fra"), (12, "12 kommentarer fra")])
def test_the_notice_tells_how_many_wait_and_nothing_of_them(number: int, said: str) -> None:
    card = cards.waiting_card(ROUND, number, DANISH)
    check_that_slack_takes(card)
    assert reads(card).startswith(
        f"{said} barometeret i Børn og Familie, lukket mandag 25. januar 2027, venter på dig."
    )
    assert values(card) == [ROUND.id]
