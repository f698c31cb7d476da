"""The cards and windows of a walk, in both languages: within Slack's limits, and nothing smuggled into them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from functools import cache
from pathlib import Path

import pytest
from hypothesis import given, settings

from domain.people import UserId
from domain.revisions import Question, Revision, Status
from domain.templates import Template
from domain.walk_texts import Doubt, Waiting
from domain.walks import Handed, Part, Walk
from messages.slack import walk_handing, walk_moves, walk_starts, walk_texts
from messages.slack import walk_views as views
from messages.slack import walks as cards
from messages.slack.cards import Card
from messages.slack.walk_marks import shown_in
from messages.slack.walk_starts import StartFacts
from messages.slack.written import as_seen
from messages.wording import Words
from storage.template_files import read_template
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
NOW = datetime(2027, 1, 11, 9, tzinfo=UTC)
TODAY = date(2027, 1, 18)
METTE, JONAS, HENRIK = "U1", "U2", "U3"
PARTS = {METTE: {Part.OWNER, Part.AUTHOR}, JONAS: {Part.AUTHOR}, HENRIK: {Part.APPROVER}}


@cache
def template() -> Template:
    return read_template(Path(__file__).parents[2] / "content" / "icm-template.yaml")


def walk(text: str = "Et svar", unit: str = "Børn og Familie") -> Walk:
    """A walk in which Jonas answered the first question, and Mette added one of her own."""
    begun = Walk(
        id="w1",
        team="T1",
        template=template(),
        unit=unit,
        people={user: frozenset(parts) for user, parts in PARTS.items()},
        target=date(2027, 2, 22),
        channel="C1",
        started_at=NOW,
    )
    first = begun.questions[0]
    answered = replace(begun, answers={first.id: Revision(first.id, 1, Status.ANSWERED, text, JONAS, NOW)})
    return answered.add_question("q1", first.element, text[:500].strip() or "Eget", METTE)


def question_card(number: int, words: Words = DANISH, user: UserId = METTE, text: str = "Et svar") -> Card:
    here = walk(text)
    return cards.question_card(here, here.questions[number - 1], user, NOW, words)


def everything(text: str, words: Words) -> Iterator[Shown]:
    """Every card and window there is, with this text wherever somebody may have written it."""
    here = walk(text, text[:75] or "Enhed")
    first, own = here.questions[0], here.question("q1")
    standing = here.answers[first.id]
    handed = replace(here, handed={first.id: Handed(METTE, JONAS, NOW)})
    yield from (cards.question_card(here, one, user, NOW, words) for one in (first, own) for user in (METTE, JONAS))
    yield from (walk_starts.invitation_card(here, user, words) for user in PARTS)
    yield from (walk_texts.asked_card(doubt, [(here, first), (here, own)], "1.1", words) for doubt in Doubt)
    yield walk_texts.receipt_card(here, first, "1.1", words)
    yield walk_texts.with_note(walk_texts.receipt_card(here, first, "1.1", words), walk_texts.only_text(words))
    yield from (
        cards.was_card(here, first, words),
        cards.was_card(here, own, words),
        walk_moves.paused_card(here, words),
    )
    yield walk_moves.nothing_left_card(here, METTE, TODAY, words)
    yield walk_texts.edited_card(here, own, "1.1", words)
    yield from (
        cards.question_card(handed, first, JONAS, NOW, words),
        walk_handing.came_back_card(here, first, words),
        walk_handing.with_joined(walk_handing.came_back_card(here, first, words), words),
    )
    yield from (
        walk_moves.choose_card([here] * 21, words),
        walk_moves.none_card(words),
        walk_moves.sent_card(here, own, words),
    )
    yield from (walk_texts.cpr_card(3, words), walk_texts.too_long_card(40_000, words), walk_texts.dropped_card(words))
    facts = StartFacts("C1", text[:75], [template()], date(2027, 2, 22))
    yield from (
        walk_starts.start_view(facts, METTE, words),
        walk_starts.started_view(here, words),
        views.kept_view(text, words),
    )
    yield from (views.field_view(here, one, words) for one in (first, own))
    yield views.overtaken_view(here, first, standing, text, 0, words)
    yield views.read_view(here, first, [standing] * 40, words)
    yield from (walk_moves.jump_view(handed, own, words), walk_moves.own_view(here, own, words))
    yield walk_moves.reword_view(here, own, words)
    yield from (walk_handing.hand_view(here, own, words), walk_handing.given_card(handed, first, words))
    waiting = walk_texts.waiting_part(here, [Waiting(METTE, first.id), Waiting(JONAS, own.id)], METTE, words)
    yield cards.question_card(here, first, METTE, NOW, words, waiting)
    yield walk_moves.nothing_left_card(here, METTE, TODAY, words, waiting)
    yield walk_texts.asked_card(Doubt.LEFT_OPEN, [(here, first)], "1.1", words, text)
    yield cards.begun_card(here, words)
    yield from (walk_texts.none_waiting_card(words), walk_texts.choose_below_card(words))
    yield from (walk_texts.asked_view(words), walk_texts.nothing_to_follow_card(words))


@settings(max_examples=15)
@given(harmful_texts)
def test_nothing_that_somebody_wrote_is_shown_as_markup(text: str) -> None:
    for words in LANGUAGES:
        harmless = everything("x", words)
        for shown, plain in zip(everything(f"x{text}", words), harmless, strict=True):
            check_that_nothing_is_smuggled_in(shown, plain)


@pytest.mark.parametrize("text", ENDLESS, ids=[ascii(text[:4]) for text in ENDLESS])
@pytest.mark.parametrize("words", LANGUAGES, ids=lambda words: words.language)
def test_everything_is_within_slacks_limits(text: str, words: Words) -> None:
    for shown in everything(text, words):
        check_that_slack_takes(shown)


@pytest.mark.parametrize("words", LANGUAGES, ids=lambda words: words.language)
def test_every_question_of_the_template_has_a_card_that_slack_takes_with_its_words(words: Words) -> None:
    here = walk()
    for question in here.questions:
        card = cards.question_card(here, question, METTE, NOW, words)
        check_that_slack_takes(card)
        assert words.of(question.text) in " ".join(reads(card).split())
        assert words.of(question.text) in card.text


def test_a_card_says_where_one_is_and_that_it_is_not_anonymous() -> None:
    card = question_card(7)
    assert card.text.startswith("ICM, spørgsmål 7 af 33, ikke anonymt: ")
    assert reads(card).startswith("Med navn, ikke anonymt · ")
    assert labels(card) == ["Skriv i felt", "Næste", "Ikke afklaret endnu"]


def test_a_law_note_stands_on_its_own_line_with_its_date() -> None:
    [line] = [line for line in reads(question_card(1)).split("\n") if line.startswith("Om loven:")]
    assert "§ 110" in line
    assert line.endswith("2026)")


def test_a_colleagues_text_is_cut_at_two_hundred_and_fifty_characters() -> None:
    card = question_card(1, text="a" * 249 + "bc")
    assert "a" * 249 + "…" in reads(card)
    assert "Læs hele" in labels(card)


def test_there_is_something_to_read_only_where_more_stands_than_is_shown() -> None:
    assert not {"Læs hele", "Tidligere udgaver"} & set(labels(question_card(1, text="a" * 250)))
    assert "Læs hele" in labels(question_card(1, text="a" * 251))
    here = walk()
    first = here.questions[0]
    again = here.replace_text(first.id, "Et andet svar", 1, METTE, NOW)
    for card in (
        cards.question_card(again, first, METTE, NOW, DANISH),
        walk_handing.came_back_card(again, first, DANISH),
    ):
        assert "Tidligere udgaver" in labels(card)
        assert "Læs hele" not in labels(card)


def test_an_answer_that_was_emptied_says_by_whom_and_leads_to_what_stood_there() -> None:
    here = walk()
    first = here.questions[0]
    standing = here.answers[first.id].number
    emptied = here.replace_text(first.id, "", standing, METTE, NOW)
    marked = emptied.mark(first.id, Status.NOT_RELEVANT, standing + 1, METTE, NOW)
    for changed, reader, told in (
        (emptied, METTE, "Du har slettet det, der stod her."),
        (emptied, "U0ANDEN", f"<@{METTE}> har slettet det, der stod her."),
        (marked, METTE, "Her stod noget andet før."),
    ):
        card = cards.question_card(changed, first, reader, NOW, DANISH)
        assert told in reads(card)
        assert "Tidligere udgaver" in labels(card)


def test_a_question_that_nobody_has_answered_has_nothing_to_be_read_before() -> None:
    here = walk()
    question = here.questions[1]
    marked = here.mark(question.id, Status.NOT_SETTLED, 0, METTE, NOW)
    assert "Tidligere udgaver" not in labels(cards.question_card(here, question, METTE, NOW, DANISH))
    assert "Tidligere udgaver" not in labels(cards.question_card(marked, question, METTE, NOW, DANISH))


def test_what_is_shown_of_a_text_ends_between_two_words() -> None:
    shown = cards.excerpt("Bopladsforankring " * 20)
    assert shown.endswith("Bopladsforankring…")
    assert len(shown) <= cards.EXCERPT


def test_the_note_of_an_element_stands_before_the_question_and_not_at_ones_own() -> None:
    second = reads(question_card(2)).split("\n")
    about = second.index("Om Forankring: Indsatsen kan forankres på boform eller i kommunalt regi.")
    assert about < second.index("Hvem refererer case managerne til (nærmeste leder)?")
    own = walk().number("q1")
    assert "Om Forankring" not in reads(question_card(own))
    teknologier = reads(question_card(28))
    assert "it-faciliteter mm. Ligeledes kan" in teknologier


def test_a_question_is_shown_once_with_a_line_for_all_that_it_asks() -> None:
    lines = reads(question_card(3)).split("\n")
    asked = [line for line in lines if "forankring?" in line or "Hvordan sikres" in line]
    assert asked[0].endswith("den valgte forankring?")
    assert asked[1].startswith("(Hvordan sikres det f.eks.")
    assert len(asked) == 2


@pytest.mark.parametrize(
    ("joint", "ends"), [("\n\n", "afsnit"), ("\n", "linje"), (". Ny ", "."), ("? Ny ", "?"), (" ord ", "ord")]
)
def test_a_long_text_is_split_at_a_paragraph_else_a_sentence_else_a_word(joint: str, ends: str) -> None:
    end = ends if ends.isalpha() and ends != "ord" else "slut"
    text = " ".join(["ord"] * 500) + f" {end}{joint}" + " ".join(["ord"] * 400)
    first, second = (part for _, part in views.parts_of(text)[:2])
    assert first.endswith(ends)
    assert not second.startswith(" ")
    assert views.joined(views.parts_of(text)) == text


@pytest.mark.parametrize("length", [0, 1, 2_999, 3_000, 3_001, 9_000, 39_999])
def test_a_text_in_parts_is_the_same_text_when_it_is_joined(length: int) -> None:
    text = ("Et afsnit, der er langt nok.\n\nEn linje\nog en til " * 900)[:length]
    parts = views.parts_of(text)
    assert views.joined(parts) == text
    assert all(len(part) <= views.LONGEST_PART for _, part in parts)


def test_the_card_that_text_belongs_to_is_read_back_from_the_card_and_from_its_line() -> None:
    here = walk()
    first: Question = here.questions[0]
    for card in (
        question_card(1),
        walk_texts.receipt_card(here, first, "1.1", DANISH),
        cards.was_card(here, first, DANISH),
    ):
        assert shown_in([block.to_dict() for block in card.blocks]) == ("w1", first.id)
    assert shown_in([block.to_dict() for block in walk_moves.paused_card(here, DANISH).blocks]) == ("", "")


# What people write

NAMES = {"U1": "Mette", "C1": "boern-familie"}


@pytest.mark.parametrize(
    ("sent", "seen"),
    [
        ("<@U1> og <@U9|jonas> og <@U9>", "@Mette og @jonas og @…"),
        ("<#C1> <#C9|andet> <#C1|>", "#boern-familie #andet #boern-familie"),
        ("<!channel> <!here|@here> <!subteam^S1|@ledere>", "@channel @here @ledere"),
        ("<https://sbst.dk|sbst.dk> <https://sbst.dk>", "https://sbst.dk https://sbst.dk"),
        ("<https://x.example|banken>", "banken (https://x.example)"),
        ("<mailto:a@b.dk|a@b.dk> <tel:+4512345678|12345678>", "a@b.dk 12345678 (+4512345678)"),
        ("2 &lt; 3 &amp;amp; 4 &gt; 1", "2 < 3 &amp; 4 > 1"),
        (":+1: :pray::skin-tone-2: :ukendt: kl. 10:30:15", "👍 🙏 :ukendt: kl. 10:30:15"),
        ("&lt;@U1&gt; &lt;!channel&gt;", "<@U1> <!channel>"),
        ("*fed* _skrå_\n• punkt\n\nafsnit", "fed skrå\n• punkt\n\nafsnit"),
        (
            "*Hvem*: _*leder* og <@U1>_. (*Kun <https://x.example/_a_|banken>*)",
            "Hvem: leder og @Mette. (Kun banken (https://x.example/_a_))",
        ),
        ("2 * 3 * 4, 5*6*7, snake_case_name, * punkt\n* punkt", "2 * 3 * 4, 5*6*7, snake_case_name, * punkt\n* punkt"),
        ("~ophævet~ `J.nr.`\n&gt; citat", "~ophævet~ `J.nr.`\n> citat"),
    ],
)
def test_a_message_is_kept_as_its_writer_saw_it(sent: str, seen: str) -> None:
    assert as_seen(sent, NAMES) == seen
