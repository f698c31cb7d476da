from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from domain.revisions import Difference, Overtaken, Revision, Status, differences
from tests.domain.small_walks import IDA, NOW


def revision(question: str = "q1", text: str = "tekst", status: Status = Status.ANSWERED, number: int = 1) -> Revision:
    return Revision(question, number, status, text, IDA, NOW)


REVISIONS = st.builds(
    revision,
    question=st.just("q"),
    text=st.sampled_from(["", "et", "to"]),
    status=st.sampled_from(Status),
    number=st.integers(1, 3),
)
ANSWERS = st.dictionaries(st.sampled_from(["q1", "q2", "q3"]), REVISIONS)


def test_what_is_written_or_marked_otherwise_is_a_difference() -> None:
    before = {"q1": revision("q1", "gammel"), "q2": revision("q2"), "q3": revision("q3")}
    after = {
        "q1": revision("q1", "ny", number=2),
        "q2": revision("q2", status=Status.NOT_SETTLED, number=2),
        "q3": revision("q3"),
        "q4": revision("q4"),
    }
    assert differences(before, after) == (
        Difference("q1", before["q1"], after["q1"]),
        Difference("q2", before["q2"], after["q2"]),
        Difference("q4", None, after["q4"]),
    )


def test_the_same_words_again_are_no_difference_whoever_wrote_them() -> None:
    assert differences({"q1": revision(number=1)}, {"q1": revision(number=3)}) == ()


def test_an_emptied_answer_is_like_none() -> None:
    assert differences({}, {"q1": revision(text="", status=Status.OPEN)}) == ()


@given(ANSWERS, ANSWERS)
def test_differences_are_the_same_backwards(before: dict[str, Revision], after: dict[str, Revision]) -> None:
    forwards, backwards = differences(before, after), differences(after, before)
    assert {(one.question, one.before, one.after) for one in forwards} == {
        (one.question, one.after, one.before) for one in backwards
    }
    assert differences(before, before) == ()


def test_whoever_is_overtaken_sees_what_stands() -> None:
    standing = revision()
    assert Overtaken(standing).standing == standing
    assert "tekst" not in str(Overtaken(standing))
