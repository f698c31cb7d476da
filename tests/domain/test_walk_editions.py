"""What a document says of a walk: the answers of its version, and who wrote them."""

from __future__ import annotations

from datetime import date, timedelta

from domain.revisions import Status
from domain.walk_editions import as_approved, writers
from domain.walk_people import left_by
from tests.domain.small_walks import APPROVER, IDA, LINE, NOW, OWNER, a_walk


def test_everybody_whose_words_stand_is_a_writer_and_the_last_one_comes_last() -> None:
    first = a_walk().add_text("q1", "Et", IDA, NOW)
    second = first.replace_text("q1", "Et og to", 1, LINE, NOW)
    third = second.replace_text("q1", "Et, to og tre", 2, IDA, NOW)
    assert writers(second) == {"q1": (IDA, LINE)}
    assert writers(third) == {"q1": (LINE, IDA)}


def test_an_answer_that_was_emptied_begins_anew() -> None:
    first = a_walk().add_text("q1", "Et", IDA, NOW)
    emptied = first.replace_text("q1", "", 1, OWNER, NOW)
    again = emptied.replace_text("q1", "To", 2, LINE, NOW)
    assert writers(again) == {"q1": (LINE,)}


def test_whoever_wrote_what_another_text_took_the_place_of_is_no_writer_of_it() -> None:
    first = a_walk().add_text("q1", "Vi mødes hver mandag på Egely", IDA, NOW)
    assert writers(first.replace_text("q1", "Lederen følger op på det i april.", 1, LINE, NOW)) == {"q1": (LINE,)}
    for edited in ("Vi mødes hver tirsdag i Lind", "Kære alle: vi mødes hver. Eller ikke", "Hver mandag på Egely!"):
        assert writers(first.replace_text("q1", edited, 1, LINE, NOW)) == {"q1": (IDA, LINE)}
    short = a_walk().add_text("q1", "Kun mandag", IDA, NOW)
    assert writers(short.replace_text("q1", "Kun tirsdag", 1, LINE, NOW)) == {"q1": (IDA, LINE)}
    assert writers(short.replace_text("q1", "Tirsdag", 1, LINE, NOW)) == {"q1": (LINE,)}


def test_whoever_only_marks_a_question_has_not_written() -> None:
    first = a_walk().add_text("q1", "Et", IDA, NOW)
    marked = first.mark("q1", Status.NOT_SETTLED, 1, LINE, NOW)
    assert writers(marked) == {"q1": (IDA,)}
    assert writers(a_walk().mark("q2", Status.NOT_RELEVANT, 0, LINE, NOW)) == {}


def test_a_version_is_as_it_was_approved_whatever_is_written_settled_or_left_since() -> None:
    draft = a_walk().add_text("q1", "Et", IDA, NOW).mark("q2", Status.NOT_SETTLED, 0, LINE, NOW)
    approved = draft.settles("q2", LINE, date(2027, 2, 1)).approve(APPROVER, NOW)
    version = approved.versions[0]
    later = approved.replace_text("q1", "To", 1, OWNER, NOW + timedelta(days=1)).settles("q2", OWNER, date(2027, 3, 1))
    gone = left_by(later.add_question("egen", "hjem", "Hvad nu?", OWNER), LINE, OWNER)
    shown = as_approved(gone, version)
    assert (shown.answers["q1"].text, shown.added) == ("Et", ())
    assert (shown.unsettled["q2"].owner, shown.unsettled["q2"].due) == (LINE, date(2027, 2, 1))
    assert version.authors == (OWNER, IDA, LINE)
    assert writers(shown) == {"q1": (IDA,)}
