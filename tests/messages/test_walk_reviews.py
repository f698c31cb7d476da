"""A template as a whole on cards and in windows: whatever people wrote stays text, and Slack takes it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime
from functools import cache
from pathlib import Path
from time import perf_counter

import pytest
from hypothesis import given, settings
from slack_sdk.models.blocks import Block
from slack_sdk.models.views import View

from domain.revisions import LONGEST_QUESTION, Status
from domain.templates import Template
from domain.walk_endings import Loss
from domain.walk_returns import LONGEST_WORD, Returned
from domain.walk_reviews import Asked, compared, edition
from domain.walk_texts import Waiting
from domain.walks import Part, Walk
from messages.slack import (
    walk_endings,
    walk_moves,
    walk_people,
    walk_reminders,
    walk_returns,
    walk_review_views,
    walk_summaries,
)
from messages.slack import walk_reviews as cards
from messages.slack.cards import Card
from messages.slack.paging import in_pages
from messages.wording import Words
from storage.template_files import load_templates
from tests.domain.small_walks import APPROVER, IDA, LINE, NOW, OWNER, TARGET, a_walk
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
TODAY = date(2027, 1, 18)


@cache
def shipped() -> Template:
    return load_templates([Path(__file__).parents[2] / "content"]).all()[0]


def saying(text: str, template: Template | None = None) -> Walk:
    """A walk with this text wherever people can write, in every state a question can be in, and a version behind it."""
    walk = replace(a_walk(), unit=text[:80], template=template or a_walk().template)
    first, second, third, fourth, fifth, *_ = (question.id for question in walk.questions)
    element = walk.template.elements[0].id
    for number in range(2):
        walk = walk.add_question(f"egen{number}", element, f"{text[: LONGEST_QUESTION - 2]} ?", IDA)
    written = f"x {text}"
    walk = walk.replace_text(first, written, 0, IDA, NOW).replace_text("egen0", written, 0, LINE, NOW)
    walk = walk.mark("egen1", Status.NOT_SETTLED, 0, IDA, NOW).mark(second, Status.NOT_SETTLED, 0, LINE, NOW)
    walk = walk.settles("egen1", IDA, TARGET)
    walk = walk.mark(third, Status.NOT_RELEVANT, 0, LINE, NOW).hand(fourth, OWNER, IDA, NOW).at(LINE, fifth, NOW)
    walk = walk.approve(APPROVER, NOW).replace_text(first, f"{written} y", 1, IDA, NOW)
    return walk.replace_text(third, written, 1, LINE, NOW)


def ready(walk: Walk) -> Walk:
    """The same one, in which no question is open any more."""
    for question in walk.questions:
        if walk.status(question.id) is Status.OPEN:
            walk = walk.mark(question.id, Status.NOT_RELEVANT, 0, IDA, NOW)
    return walk


def all_shown(walk: Walk, words: Words) -> Iterator[Shown]:
    """Every card and window of this feature."""
    question, handed = walk.question("egen1"), walk.questions[3]
    for user in (OWNER, IDA, APPROVER, "U0FREMMED"):
        yield cards.status_card(walk, user, NOW, words)
    yield cards.choose_status_card([walk] * 25, words)
    yield walk_summaries.summary_card(walk, words)
    yield walk_summaries.older_summary_card(walk, words)
    for waits_until in (None, NOW):
        yield walk_summaries.share_view(walk, waits_until, words, words, is_changed=True)
        yield walk_summaries.shared_view(walk, waits_until, words, is_new=True)
    yield cards.approved_card(walk, words)
    yield cards.to_approve_card(walk, APPROVER, words)
    yield cards.asked_approver_card(walk, IDA, words)
    yield cards.asked_approver_card(walk, IDA, words, Asked(LINE, NOW))
    yield cards.status_card(walk, IDA, NOW, words, None, Asked(LINE, NOW))
    yield cards.to_settle_card(walk, question, words)
    yield from (walk_review_views.review_view(walk, user, 0, TODAY, words) for user in (IDA, APPROVER))
    yield walk_review_views.settle_view(walk, question, words)
    yield walk_review_views.approve_view(walk, words, is_changed=True)
    yield walk_review_views.approved_view(walk, words, is_new=True, reaches_channel=False)
    yield walk_review_views.changes_view(walk, 0, words)
    yield walk_review_views.sent_view(walk, question, words)
    yield walk_people.people_view(walk, words, is_changed=True)
    yield walk_people.leave_view(walk, IDA, words)
    yield walk_people.heir_view(walk, IDA, words)
    yield walk_people.gone_card(walk, OWNER, words)
    yield walk_people.gone_card(walk, IDA, words)
    yield walk_people.taken_over_card(walk, [question, handed], IDA, [LINE, OWNER], TODAY, words)
    yield walk_people.taken_out_card(walk, OWNER, words)
    yield walk_people.new_owner_card(walk, words)
    yield walk_people.new_approver_card(walk, words)
    word = Returned(APPROVER, NOW, edition(walk), walk.answers["egen0"].text[:LONGEST_WORD])
    yield cards.status_card(walk, IDA, NOW, words, returned=word)
    yield cards.asked_approver_card(walk, IDA, words, returned=word)
    yield walk_returns.send_back_view(walk, APPROVER, words, text=word.text)
    yield walk_returns.send_back_view(ready(walk), APPROVER, words, text=word.text, is_changed=True)
    yield walk_returns.send_back_view(ready(walk), IDA, words, text=word.text)
    yield walk_returns.sent_back_view(words)
    yield walk_returns.sent_back_line(walk, words)
    yield walk_returns.returned_card(walk, word, words)
    yield walk_endings.delete_view(Loss(walk, (Waiting(LINE, None),), in_course=True), words, is_changed=True)
    yield walk_endings.deleted_view(walk, words)
    yield walk_endings.approved_view(walk, words)
    yield walk_endings.deleted_card(OWNER, walk.channel, words)
    yield walk_endings.summary_line(walk, words)
    yield walk_reminders.nudge_card([walk] * 12, IDA, TODAY, words, {walk.id: [Waiting(IDA, None)]})
    yield walk_reminders.due_card([(walk, question)] * 12, TARGET, words)
    yield walk_reminders.expiring_card(walk, TARGET, words)


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
    for shown in all_shown(saying(text * 5, shipped()), words):
        check_that_slack_takes(shown)


@pytest.mark.parametrize("words", LANGUAGES, ids=lambda words: words.language)
def test_every_card_says_aloud_what_it_shows(words: Words) -> None:
    for shown in all_shown(saying("tekst"), words):
        if isinstance(shown, Card):
            spoken = shown.text.replace("*", "").replace("`", "")
            unsaid = set(labels(shown)) | {"…"}
            for line in reads(shown).splitlines():
                assert line in unsaid or line.strip("._ ") in spoken, (line, shown.text)


def test_no_card_for_the_channel_holds_an_answer_or_names_who_is_slow() -> None:
    walk = saying("hemmeligt").replace_text("egen0", "Kun for os", 1, LINE, NOW)
    text = reads(walk_summaries.summary_card(walk, DANISH))
    assert "Kun for os" not in text
    assert not [user for user in (IDA, LINE, OWNER) if user in text]
    assert "%" not in text


def test_elements_are_counted_without_the_kinds_that_there_are_none_of() -> None:
    text = reads(cards.status_card(saying("tekst"), OWNER, NOW, DANISH))
    assert "9 spørgsmål: 3 besvaret, 2 ikke afklaret, 4 åbne" in text
    assert "Hjem: 2 besvaret, 2 ikke afklaret" in text
    assert "Tid: 2 åbne" in text
    assert "9 questions: 3 answered" in reads(cards.status_card(saying("tekst"), OWNER, NOW, ENGLISH))


def test_who_may_do_what_is_what_the_status_offers() -> None:
    def offered(user: str) -> set[str]:
        return set(labels(cards.status_card(saying("tekst"), user, NOW, DANISH)))

    everybodys = {"Gennemse", "Se ændringer", "Del i kanalen", "Dokument", "Personer"}
    assert offered(OWNER) == offered(IDA) == everybodys
    assert offered(APPROVER) == everybodys | {"Godkend version 2"}, "four questions are open"
    assert offered("U0FREMMED") == set()
    assert set(labels(cards.status_card(ready(saying("tekst")), APPROVER, NOW, DANISH))) == everybodys | {
        "Godkend version 2",
        "Send tilbage",
    }


def test_a_summary_is_short_and_tells_the_open_questions_by_number_and_the_first_ones_by_a_label() -> None:
    text = reads(walk_summaries.summary_card(replace(a_walk(), template=shipped()), DANISH))
    assert text.count("Nr. ") == walk_summaries.MOST_NAMED
    assert "Og nr. 5-32." in text
    assert "Forankring: 3 åbne" in text
    assert len(text) < 1200
    assert all(len(line) < 80 for line in text.splitlines() if line.startswith("Nr. "))


@pytest.mark.parametrize(
    ("numbers", "said"), [([], ""), ([7], "7"), ([1, 2], "1-2"), ([1, 3, 4, 5, 9], "1, 3-5, 9"), ([2, 4], "2, 4")]
)
def test_numbers_in_a_row_are_told_as_one(numbers: list[int], said: str) -> None:
    assert walk_summaries.in_ranges(numbers) == said


def test_what_is_shown_before_sharing_is_what_is_posted() -> None:
    def shown(blocks: Sequence[Block] | None) -> list[str]:
        return [str(block.to_dict()) for block in blocks or []]

    walk = saying("tekst", shipped())
    for words in LANGUAGES:
        posted = shown(walk_summaries.summary_card(walk, words).blocks)
        preview = shown(walk_summaries.share_view(walk, None, ENGLISH, words).blocks)
        assert posted[:-1] == preview[1:-1]
        assert "Se status" in posted[-1] or "See status" in posted[-1]


def test_what_is_told_of_an_approval_counts_the_answers_of_its_version_and_none_that_came_after() -> None:
    walk = a_walk().add_text("q1", "Et.", IDA, NOW).approve(APPROVER, NOW)
    later = walk.add_text("q2", "To.", IDA, NOW).add_question("egen", "hjem", "Hvad?", IDA)
    for one in (walk, later):
        assert "7 spørgsmål: 1 besvaret, 6 åbne." in reads(cards.approved_card(one, DANISH))
        assert "7 spørgsmål: 1 besvaret, 6 åbne." in reads(walk_review_views.approved_view(one, DANISH, is_new=True))


def test_the_differences_stand_before_and_after_each_other_with_their_questions() -> None:
    walk = saying("tekst")
    text = reads(walk_review_views.changes_view(walk, 0, DANISH))
    assert [one.question for one in compared(walk)[2]] == ["q1", "q3"]
    assert text.index("x tekst\n") < text.index("x tekst y")
    assert text.index("Ikke relevant hos os") > text.index("x tekst y")


def test_a_target_that_is_past_says_who_can_move_it_and_to_its_owner_that_it_is_them() -> None:
    def nudged(user: str) -> str:
        return reads(walk_reminders.nudge_card([saying("tekst")], user, date(2027, 3, 2), DANISH, {}))

    assert f"Målet var mandag 1. marts. <@{OWNER}> kan flytte det." in nudged(IDA)
    assert "Målet var mandag 1. marts. Du kan flytte det" in nudged(OWNER)
    assert "den, der har ansvaret" not in nudged(OWNER).lower()


@pytest.mark.parametrize(("day", "said"), [(1, "Målet er at være færdig"), (2, "Målet var at være færdig")])
def test_the_status_tells_a_target_that_is_past_as_past(day: int, said: str) -> None:
    now = datetime(TARGET.year, TARGET.month, day, 8, tzinfo=UTC)
    told = reads(cards.status_card(saying("tekst"), IDA, now, DANISH))
    assert f"{said} mandag 1. marts." in told


@pytest.mark.parametrize(
    ("today", "said"), [(date(2027, 5, 3), "senest mandag 3. maj"), (date(2027, 5, 4), "overskredet siden 3. maj")]
)
def test_a_day_that_has_passed_is_told_as_overdue_everywhere(today: date, said: str) -> None:
    walk = saying("tekst").settles("egen1", IDA, date(2027, 5, 3))
    now = datetime(today.year, today.month, today.day, 8, tzinfo=UTC)
    in_short = said.replace("mandag", "ma.")
    assert f"<@{IDA}>, {in_short}" in reads(cards.status_card(walk, OWNER, now, DANISH))
    assert f"<@{IDA}>, {said}" in reads(walk_review_views.review_view(walk, OWNER, 0, today, DANISH))
    assert f"(du finder ud af det, {said})" in reads(walk_reminders.nudge_card([walk], IDA, today, DANISH, {}))


def test_the_review_keeps_the_lines_that_somebody_wrote() -> None:
    walk = saying("tekst").replace_text("q4", "Første afsnit.\n\nAndet *afsnit*:\n- et punkt", 0, IDA, NOW)
    blocks = [block.to_dict() for block in walk_review_views.review_view(walk, IDA, 0, TODAY, DANISH).blocks or []]
    texts = [block["text"] for block in blocks if "text" in block]
    assert {"type": "plain_text", "text": "Første afsnit.\n\nAndet *afsnit*:\n- et punkt", "emoji": False} in texts


def test_the_review_offers_to_read_on_only_where_there_is_more() -> None:
    def offered(walk: Walk) -> set[str]:
        return set(labels(walk_review_views.review_view(walk, IDA, 0, TODAY, DANISH)))

    more = {"Læs hele", "Tidligere udgaver"}
    once = a_walk().replace_text("q4", "Én linje", 0, IDA, NOW)
    assert not more & offered(once)
    assert more & offered(once.replace_text("q4", "En anden linje", 1, IDA, NOW)) == {"Tidligere udgaver"}
    assert more & offered(a_walk().replace_text("q4", "En linje. " * 30, 0, IDA, NOW)) == {"Læs hele"}
    assert more & offered(once.replace_text("q4", "", 1, IDA, NOW)) == {"Tidligere udgaver"}, "it was emptied"


def test_whoever_approves_reads_how_many_questions_are_without_an_answer() -> None:
    walk = replace(a_walk(), template=shipped())
    first, second, *_ = (question.id for question in walk.questions)
    walk = walk.replace_text(first, "Tekst", 0, IDA, NOW).mark(second, Status.NOT_SETTLED, 0, IDA, NOW)
    told = reads(walk_review_views.approve_view(walk, DANISH))
    assert "1 spørgsmål er ikke afklaret\nNr. 2: " in told
    assert "30 spørgsmål er ikke besvaret\nNr. 3: " in told
    assert "Og 18 mere." in told


def test_whoever_is_asked_to_approve_a_later_version_reads_from_there_what_has_changed() -> None:
    walk = saying("tekst")
    assert "Se ændringer" in reads(cards.to_approve_card(walk, APPROVER, DANISH))
    assert "Se ændringer" not in reads(cards.to_approve_card(replace(walk, versions=()), APPROVER, DANISH))


def test_whoever_approves_can_do_it_from_every_page_of_the_review() -> None:
    walk = replace(a_walk(), template=shipped())
    for question in walk.questions:
        walk = walk.replace_text(question.id, "Tekst og mere. " * 130, 0, IDA, NOW)
    for user, offered in ((APPROVER, True), (IDA, False)):
        for page in range(2):
            view = walk_review_views.review_view(walk, user, page, TODAY, DANISH)
            assert ("Godkend version 1" in labels(view)) is offered
    assert "Godkend version 2" not in labels(
        walk_review_views.review_view(walk.approve(APPROVER, NOW), APPROVER, 0, TODAY, DANISH)
    )


def test_a_large_walk_is_shown_within_a_second_and_in_pages_that_slack_takes() -> None:
    walk = replace(a_walk(), template=shipped())
    for question in walk.questions:
        for number in range(6):
            walk = walk.replace_text(question.id, f"{number} " + "Tekst og mere. " * 125, number, IDA, NOW)
    before = perf_counter()
    pages = list(_pages(walk))
    cards.status_card(walk, OWNER, NOW, DANISH).payload()
    assert perf_counter() - before < 1
    for page in pages:
        check_that_slack_takes(page)
    assert sum(reads(page).count("Gå til") for page in pages) == 32


def _pages(walk: Walk) -> Iterator[View]:
    page = 0
    while True:
        view = walk_review_views.review_view(walk, IDA, page, TODAY, DANISH)
        yield view
        if "Næste side" not in labels(view):
            return
        page += 1


def test_a_page_of_the_review_never_has_more_blocks_than_a_window() -> None:
    walk = replace(a_walk(), template=shipped())
    for question in walk.questions:
        walk = walk.replace_text(question.id, "tekst", 0, IDA, NOW).mark(question.id, Status.NOT_SETTLED, 1, IDA, NOW)
    pages = list(_pages(walk))
    assert len(pages) > 1
    assert all(len(view.blocks or []) <= 100 for view in pages)
    assert len(in_pages([block for view in pages for block in view.blocks or []])) > 1


def test_who_approves_stands_on_the_status_in_the_review_and_at_the_end_until_the_version_is_approved() -> None:
    walk = saying("tekst")
    ready = replace(walk, versions=())
    for shown in (
        cards.status_card(ready, IDA, NOW, DANISH),
        walk_review_views.review_view(ready, IDA, 0, TODAY, DANISH),
        walk_moves.nothing_left_card(ready, IDA, TODAY, DANISH),
    ):
        assert f"Godkendes af <@{APPROVER}>." in reads(shown)
    assert "Godkendes af" not in reads(walk_review_views.review_view(ready, APPROVER, 0, TODAY, DANISH))
    approved = ready.approve(APPROVER, NOW)
    assert "Godkendes af" not in reads(cards.status_card(approved, IDA, NOW, DANISH))
    nobody = replace(ready, people={user: parts - {Part.APPROVER} for user, parts in ready.people.items()})
    told = reads(cards.status_card(nobody, IDA, NOW, DANISH))
    assert f"Ingen er valgt til at godkende. <@{OWNER}> kan vælge en under Personer." in told


@pytest.mark.parametrize(
    ("approvers", "said"), [("A", "<@A>"), ("AB", "<@A> eller <@B>"), ("ABC", "<@A>, <@B> eller <@C>")]
)
def test_those_who_approve_are_told_as_a_list_of_which_one_is_enough(approvers: str, said: str) -> None:
    people = {OWNER: frozenset({Part.OWNER}), **dict.fromkeys(approvers, frozenset({Part.APPROVER}))}
    assert cards.approvers_told(replace(a_walk(), people=people), DANISH) == f"Godkendes af {said}."
