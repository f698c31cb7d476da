"""A follow-up's cards and forms: whatever is written stays text, fits Slack's limits, and is said aloud."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given, settings

from domain.barometers import Text
from domain.follow_ups import LONGEST, FollowUp, Rhythm, Unit
from domain.revisions import Question
from domain.walks import Walk
from messages.slack import follow_ups as cards
from messages.slack.cards import Card
from messages.slack.follow_up_offers import offer
from messages.wording import Words
from tests.domain.small_walks import APPROVER, IDA, NOW, a_walk
from tests.domain.test_workdays import HERE
from tests.messages.seen import (
    ENDLESS,
    LANGUAGES,
    Shown,
    check_that_nothing_is_smuggled_in,
    check_that_slack_takes,
    harmful_texts,
    labels,
    reads,
)

DANISH, ENGLISH = LANGUAGES
FIRST = date(2027, 1, 11)


def follow_up(channel: str | None = None, every: int = 6, unit: Unit = Unit.WEEKS) -> FollowUp:
    return FollowUp("id", "T0EGELUND", "abcdefghijklm", "egen", IDA, channel, Rhythm(every, unit), FIRST)


def saying(text: str) -> Walk:
    """A walk with a question of the participants' own that asks how often, and this text in every place."""
    walk = replace(a_walk(), unit=text[:80]).add_question("egen", "hjem", f"Hvor ofte {text[:480]}", IDA)
    return walk.replace_text("egen", f"x {text}"[:40_000], 0, IDA, NOW)


def all_shown(walk: Walk, words: Words) -> Iterator[Shown]:
    question, one = walk.question("egen"), follow_up("C0EGELY")
    proposed = cards.Proposed(one.rhythm, FIRST, IDA, in_channel=True)
    yield cards.plan_view(walk, question, proposed, words, is_running=False)
    yield cards.plan_view(a_walk(), walk.questions[0], proposed, words, is_running=True)
    yield cards.receipt_view(cards.planned_text(walk, question, one, HERE, words), words)
    yield cards.move_view(walk, question, one, 0, FIRST, words)
    told = one.reminded(0)
    yield cards.due_card(walk, question, told, 0, FIRST, HERE, words)
    yield cards.due_card(a_walk(), a_walk().questions[0], told, 0, FIRST, HERE, words)
    yield cards.held_card(walk, question, IDA, FIRST, words)
    yield cards.moved_card(walk, question, told, IDA, HERE, words)
    yield cards.stopped_card(walk, question, IDA, words)
    yield cards.out_of_date_card(words)
    yield cards.not_then_card(words)
    listed = cards.listed(walk, [replace(one, id=str(number)) for number in range(30)], IDA, HERE, words)
    assert listed
    yield listed


@given(text=harmful_texts)
@settings(max_examples=12)
def test_whatever_people_write_stays_text(text: str) -> None:
    for words in LANGUAGES:
        pairs = zip(all_shown(saying(text), words), all_shown(saying("tekst"), words), strict=True)
        for shown, harmless in pairs:
            check_that_slack_takes(shown)
            check_that_nothing_is_smuggled_in(shown, harmless)


@pytest.mark.parametrize("text", ENDLESS, ids=range(len(ENDLESS)))
@pytest.mark.parametrize("words", LANGUAGES, ids=lambda words: words.language)
def test_no_length_is_too_long(text: str, words: Words) -> None:
    for shown in all_shown(saying(text), words):
        check_that_slack_takes(shown)


@pytest.mark.parametrize("words", LANGUAGES, ids=lambda words: words.language)
def test_every_card_says_aloud_what_it_shows(words: Words) -> None:
    menu = {words("Ret"), words("Flyt den næste"), words("Stop")}
    for shown in all_shown(saying("tekst"), words):
        if isinstance(shown, Card):
            spoken, unsaid = shown.text.replace("*", ""), {*labels(shown), *menu}
            for line in reads(shown).splitlines():
                assert line in unsaid or line.strip("._ ") in spoken, (line, shown.text)


def test_a_rhythm_reads_as_people_say_it() -> None:
    said = [
        (cards.rhythm_name(one, DANISH), cards.rhythm_name(one, ENGLISH))
        for one in (Rhythm(1, Unit.WEEKS), Rhythm(6, Unit.WEEKS), Rhythm(1, Unit.MONTHS), Rhythm(3, Unit.MONTHS))
    ]
    assert said == [
        ("Hver uge", "Every week"),
        ("Hver 6. uge", "Every 6 weeks"),
        ("Hver måned", "Every month"),
        ("Hver 3. måned", "Every 3 months"),
    ]


@pytest.mark.parametrize("unit", Unit)
def test_every_rhythm_comes_back_from_its_choice(unit: Unit) -> None:
    for every in range(1, LONGEST[unit] + 1):
        assert cards.rhythm_of(cards.rhythm_value(Rhythm(every, unit))) == Rhythm(every, unit)


def test_a_reminder_shows_only_the_beginning_of_a_long_answer() -> None:
    walk = saying("ord " * 200 + "slutningen")
    text = reads(cards.due_card(walk, walk.question("egen"), follow_up().reminded(0), 0, FIRST, HERE, DANISH))
    assert "ord ord" in text
    assert "slutningen" not in text


def test_what_comes_every_week_does_not_offer_to_be_put_off_by_one() -> None:
    def offered(every: int) -> list[str]:
        walk, one = saying("tekst"), follow_up(every=every).reminded(0)
        return labels(cards.due_card(walk, walk.question("egen"), one, 0, FIRST, HERE, DANISH))

    assert "Udsæt en uge" in offered(2)
    assert "Udsæt en uge" not in offered(1)


def test_whoever_does_not_write_reads_the_list_and_changes_nothing() -> None:
    walk = saying("tekst")
    for user, can in ((IDA, True), (APPROVER, False), ("U0FREMMED", False)):
        card = cards.listed(walk, [follow_up()], user, HERE, DANISH)
        assert card
        assert ("Flyt den næste" in reads(card)) is can
    assert cards.listed(walk, [], IDA, HERE, DANISH) is None


def test_it_is_offered_where_a_question_asks_how_often_and_something_is_written() -> None:
    walk = saying("tekst")
    assert offer(walk, walk.question("egen"), DANISH)
    assert not offer(walk.replace_text("egen", "", 1, IDA, NOW), walk.question("egen"), DANISH)
    other = Question("egen", "hjem", Text("Hvem?", "Who?"))
    assert not offer(walk, other, DANISH)
