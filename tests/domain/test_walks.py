"""Several people, one set of answers: nothing that somebody wrote is lost, and nobody is led in circles."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.revisions import (
    LONGEST_ANSWER,
    LONGEST_QUESTION,
    AnswerTooLong,
    ColleaguesText,
    Overtaken,
    Revision,
    Reworded,
    Status,
    UnknownQuestion,
    Unsettled,
    wording,
)
from domain.templates import UnknownElement
from domain.walk_moves import has_come_to_the_end, neighbour, next_for
from domain.walk_people import NoHeir, left_by
from domain.walk_reviews import waiting_for
from domain.walks import ON_IT, NotInWalk, Part, Walk, WalkAct
from tests.domain.small_walks import APPROVER, IDA, LINE, NOW, OWNER, TARGET, WRITERS, a_walk

QUESTIONS = [f"q{number}" for number in range(1, 8)]
LATER = NOW + timedelta(hours=1)


def answered(walk: Walk, *questions: str, by: str = IDA) -> Walk:
    for question in questions:
        walk = walk.add_text(question, f"svar {question}", by, NOW)
    return walk


def reworded(walk: Walk, text: str, by: str, question: str = "egen") -> Walk:
    """With other words for a question, by somebody who has seen how it stands."""
    return walk.reword(question, text, wording(walk.question(question)), by)


# Rights


@pytest.mark.parametrize(
    "act",
    [
        lambda walk, who: walk.add_text("q1", "tekst", who, NOW),
        lambda walk, who: walk.replace_text("q1", "tekst", 0, who, NOW),
        lambda walk, who: walk.mark("q1", Status.NOT_RELEVANT, 0, who, NOW),
        lambda walk, who: walk.add_question("egen", "hjem", "Hvad nu?", who),
        lambda walk, who: walk.hand("q1", who, IDA, NOW),
        lambda walk, who: reworded(walk.add_question("egen", "hjem", "Hvad nu?", IDA), "Og nu?", who),
    ],
    ids=["add", "replace", "mark", "add a question", "hand over", "reword"],
)
@pytest.mark.parametrize("who", [APPROVER, "U0FREMMED"])
def test_only_authors_and_the_owner_write(act: Callable[[Walk, str], Walk], who: str) -> None:
    for walk in (a_walk(), answered(a_walk(), "q1")):
        with pytest.raises(NotInWalk):
            act(walk, who)
    assert act(a_walk(), OWNER) != a_walk()


def test_only_an_approver_approves_and_only_the_owner_manages() -> None:
    with pytest.raises(NotInWalk):
        answered(a_walk(), "q1").approve(OWNER, NOW)
    assert [user for user in a_walk().people if a_walk().may(user, WalkAct.MANAGE)] == [OWNER]
    assert (a_walk().owner, a_walk().authors, a_walk().approvers) == (OWNER, WRITERS, (APPROVER,))


# Answers


def test_what_one_person_writes_is_added_below_what_they_wrote_before() -> None:
    walk = a_walk().add_text("q1", " Et. ", IDA, NOW).add_text("q1", "To.\n", IDA, LATER)
    assert walk.answers["q1"] == Revision("q1", 2, Status.ANSWERED, "Et.\n\nTo.", IDA, LATER)


def test_a_colleagues_text_is_not_added_to_unasked() -> None:
    with pytest.raises(ColleaguesText) as found:
        answered(a_walk(), "q1").add_text("q1", "Mit.", LINE, NOW)
    assert found.value.standing.text == "svar q1"


def test_a_colleagues_mark_without_a_text_is_no_text() -> None:
    walk = a_walk().mark("q1", Status.NOT_RELEVANT, 0, IDA, NOW).add_text("q1", "Jo.", LINE, NOW)
    assert (walk.answers["q1"].status, walk.answers["q1"].author) == (Status.ANSWERED, LINE)


@pytest.mark.parametrize("blank", ["", "  \n\t"])
def test_blank_text_is_nothing(blank: str) -> None:
    assert a_walk().add_text("q1", blank, IDA, NOW) == a_walk()
    assert a_walk().replace_text("q1", blank, 0, IDA, NOW) == a_walk()
    emptied = answered(a_walk(), "q1").replace_text("q1", blank, 1, IDA, LATER)
    assert (emptied.status("q1"), emptied.answers["q1"].number) == (Status.OPEN, 2)


def test_the_same_words_again_are_no_new_wording() -> None:
    walk = answered(a_walk(), "q1")
    assert walk.replace_text("q1", "svar q1 ", 1, LINE, LATER) == walk


def test_a_mark_leaves_the_text_and_writing_takes_the_mark_away() -> None:
    walk = answered(a_walk(), "q1").mark("q1", Status.NOT_SETTLED, 1, LINE, LATER)
    assert (walk.answers["q1"].text, walk.unsettled) == ("svar q1", {}), "nobody was chosen"
    settled = walk.settles("q1", LINE, TARGET).replace_text("q1", "Afklaret.", 2, IDA, LATER)
    assert (settled.status("q1"), settled.unsettled) == (Status.ANSWERED, {})


def test_who_was_to_settle_a_question_stays_when_it_is_marked_again() -> None:
    walk = a_walk().mark("q1", Status.NOT_SETTLED, 0, IDA, NOW).settles("q1", LINE, date(2027, 2, 1))
    again = walk.mark("q1", Status.NOT_SETTLED, 1, IDA, LATER)
    assert again.unsettled == {"q1": Unsettled(LINE, date(2027, 2, 1))}
    relevant = again.mark("q1", Status.NOT_RELEVANT, 1, IDA, LATER)
    assert relevant.unsettled == {}


def test_a_question_of_the_template_that_does_not_exist_is_not_answered() -> None:
    for act in (answered, lambda walk, q: walk.mark(q, Status.NOT_RELEVANT, 0, IDA, NOW)):
        with pytest.raises(UnknownQuestion):
            act(a_walk(), "q8")
    with pytest.raises(UnknownQuestion):
        a_walk().at(IDA, "q8", NOW)
    with pytest.raises(UnknownQuestion):
        a_walk().hand("q8", IDA, LINE, NOW)


def test_an_answer_has_room_for_what_slack_delivers_and_no_more() -> None:
    walk = a_walk().add_text("q1", "x" * LONGEST_ANSWER, IDA, NOW)
    with pytest.raises(AnswerTooLong):
        walk.add_text("q1", "y", IDA, NOW)
    with pytest.raises(AnswerTooLong):
        a_walk().add_question("egen", "hjem", "x" * (LONGEST_QUESTION + 1), IDA)


# Two people on one question: every order of what they do


Step = tuple[str, str, str]
STEPS = st.lists(
    st.tuples(st.sampled_from(WRITERS), st.sampled_from(["see", "add", "replace", "mark"]), st.sampled_from("abcd")),
    max_size=25,
)


class Table:
    """People around one question; each acts on the revision that they saw last."""

    def __init__(self) -> None:
        self.walk = a_walk()
        self.seen: dict[str, int] = {}
        self.kept: list[Revision] = []
        self.accepted: list[str] = []
        self.told: list[tuple[Revision, Revision | None]] = []

    def act(self, who: str, what: str, text: str) -> None:
        standing = self.walk.answers.get("q1")
        if what == "see":
            self.seen[who] = standing.number if standing else 0
            return
        try:
            self.walk = self._changed(who, what, text)
        except (Overtaken, ColleaguesText) as refused:
            self.told.append((refused.standing, standing))
            return
        self.seen[who] = self.walk.answers["q1"].number
        if self.walk.answers["q1"] != standing:
            self.kept.append(self.walk.answers["q1"])
        if what != "mark":
            self.accepted.append(text)

    def _changed(self, who: str, what: str, text: str) -> Walk:
        base = self.seen.get(who, 0)
        if what == "add":
            return self.walk.add_text("q1", text, who, NOW)
        if what == "replace":
            return self.walk.replace_text("q1", text, base, who, NOW)
        return self.walk.mark("q1", Status.NOT_SETTLED, base, who, NOW)


@given(STEPS)
def test_every_text_that_was_accepted_stands_in_some_revision(steps: list[Step]) -> None:
    table = Table()
    for step in steps:
        table.act(*step)
    assert [one.number for one in table.kept] == list(range(1, len(table.kept) + 1))
    for text in table.accepted:
        assert any(text in one.text for one in table.kept)


@given(STEPS)
def test_no_text_is_replaced_by_somebody_who_has_not_seen_it(steps: list[Step]) -> None:
    table = Table()
    for who, what, text in steps:
        standing, seen = table.walk.answers.get("q1"), table.seen.get(who, 0)
        table.act(who, what, text)
        now = table.walk.answers.get("q1")
        if standing and now != standing:
            is_added_to_own = now and standing.text in now.text and now.author == standing.author
            assert seen == standing.number or is_added_to_own or not standing.text
    assert all(shown == standing for shown, standing in table.told)


def test_the_later_of_two_who_write_at_once_sees_what_stands() -> None:
    walk = a_walk().replace_text("q1", "Idas", 0, IDA, NOW)
    with pytest.raises(Overtaken) as overtaken:
        walk.replace_text("q1", "Lines", 0, LINE, LATER)
    assert overtaken.value.standing.text == "Idas"
    with pytest.raises(Overtaken):
        walk.mark("q1", Status.NOT_RELEVANT, 0, LINE, LATER)
    assert walk.replace_text("q1", "Begges", 1, LINE, LATER).answers["q1"].number == 2


@given(st.permutations([("q1", IDA), ("q2", LINE), ("q3", OWNER), ("q4", IDA)]))
def test_answers_to_different_questions_never_meet(order: list[tuple[str, str]]) -> None:
    walk = a_walk()
    for question, who in order:
        walk = walk.replace_text(question, f"{question} {who}", 0, who, NOW)
    assert {question: answer.text for question, answer in walk.answers.items()} == {q: f"{q} {who}" for q, who in order}


# Where to go next


def round_of(walk: Walk, user: str) -> list[str]:
    """What somebody meets who passes over everything, until the first question comes again."""
    met: list[str] = []
    here = next_for(walk, user, NOW)
    while here and here.id not in met:
        met.append(here.id)
        here = next_for(walk, user, NOW, here.id)
    return met


FIELDS = st.sets(st.sampled_from(QUESTIONS))


@given(done=FIELDS, mine=FIELDS, others=FIELDS)
def test_whoever_passes_questions_over_meets_each_open_one_once(
    done: set[str], mine: set[str], others: set[str]
) -> None:
    walk = answered(a_walk(), *sorted(done))
    for question in sorted(mine):
        walk = walk.hand(question, LINE, IDA, NOW)
    for question in sorted(others - mine):
        walk = walk.hand(question, IDA, LINE, NOW)
    wanted = [question for question in QUESTIONS if question in mine or question not in done | others]
    met = round_of(walk, IDA)
    assert sorted(met) == wanted
    assert met == sorted(met, key=lambda question: (question not in mine, question))


def test_what_somebody_was_handed_comes_first_also_after_an_answer() -> None:
    walk = a_walk().hand("q5", LINE, IDA, NOW)
    first = next_for(walk, IDA, NOW)
    after = next_for(answered(walk, "q2"), IDA, NOW, "q2")
    assert [question and question.id for question in (first, after)] == ["q5", "q5"]


@pytest.mark.parametrize("status", [Status.ANSWERED, Status.NOT_SETTLED, Status.NOT_RELEVANT])
def test_what_somebody_was_handed_is_theirs_whatever_stands_there_already(status: Status) -> None:
    walk = answered(a_walk(), "q1").mark("q5", status, 0, LINE, NOW).hand("q5", LINE, IDA, LATER)
    found = next_for(walk, IDA, LATER, "q1")
    assert found is not None
    assert found.id == "q5"
    assert waiting_for(walk, IDA)[0].id == "q5"


def test_after_an_answer_comes_the_next_question_and_after_the_last_the_first_open_one() -> None:
    walk = answered(a_walk(), "q1", "q4", "q7")
    found = [next_for(walk, IDA, NOW, after) for after in ("q1", "q4", "q7")]
    assert [question and question.id for question in found] == ["q2", "q5", "q2"]
    assert next_for(answered(walk, *QUESTIONS), IDA, NOW, "q7") is None


def test_a_question_that_a_colleague_is_on_is_passed_for_half_an_hour() -> None:
    walk = a_walk().at(LINE, "q1", NOW)
    assert walk.on_it("q1", NOW) == (LINE,)
    assert walk.on_it("q1", NOW, besides=LINE) == ()
    found = [next_for(walk, IDA, NOW), next_for(walk, IDA, NOW + ON_IT), next_for(walk, LINE, NOW)]
    assert [question and question.id for question in found] == ["q2", "q1", "q1"]


def test_whoever_answers_the_last_open_question_has_come_to_the_end_until_they_look_at_another() -> None:
    def at_the_end(walk: Walk, user: str) -> bool:
        return has_come_to_the_end(walk, user, LATER)

    walk = answered(a_walk().at(IDA, "q7", NOW), *QUESTIONS[:-1]).at(LINE, "q7", NOW)
    done = walk.mark("q7", Status.NOT_SETTLED, 0, IDA, LATER)
    assert [at_the_end(one, IDA) for one in (walk, done, done.at(IDA, "q6", LATER + ON_IT))] == [False, True, False]
    assert not at_the_end(done, LINE), "somebody else answered what she was shown"
    assert not at_the_end(done, OWNER), "she was shown none"
    assert not at_the_end(done.add_question("ny", "tid", "Hvad?", LINE), IDA)


def test_a_colleague_on_the_same_question_does_not_send_anybody_back() -> None:
    walk = a_walk().hand("q1", LINE, IDA, NOW).at(LINE, "q3", NOW)
    here = next_for(walk, IDA, NOW, "q3")
    assert here is not None
    assert here.id == "q4"


def test_one_goes_back_and_forward_and_not_beyond_the_ends() -> None:
    walk = a_walk().add_question("egen", "hjem", "Hvad nu?", IDA)
    assert [question.id for question in walk.questions] == ["q1", "q2", "egen", *QUESTIONS[2:]]
    back, forward = neighbour(walk, "q3", -1), neighbour(walk, "q2", 1)
    assert back == forward == walk.question("egen")
    assert neighbour(walk, "q1", -1) is None
    assert neighbour(walk, "q7", 1) is None
    assert walk.number("q3") == 4


def test_a_question_of_ones_own_names_who_added_it_and_belongs_to_its_element() -> None:
    walk = a_walk().add_question("egen", "tid", " Hvad med natten? ", IDA)
    own = walk.question("egen")
    assert (own.element, own.text.da, own.text.en, own.added_by) == (
        "tid",
        "Hvad med natten?",
        "Hvad med natten?",
        IDA,
    )
    with pytest.raises(UnknownElement):
        walk.add_question("to", "hav", "Hvad?", IDA)


def test_progress_counts_every_question_once() -> None:
    walk = answered(a_walk(), "q1").mark("q2", Status.NOT_SETTLED, 0, IDA, NOW)
    assert sum(walk.progress().values()) == 7
    assert walk.progress(walk.template.element("hjem")) == {
        Status.OPEN: 0,
        Status.ANSWERED: 1,
        Status.NOT_SETTLED: 1,
        Status.NOT_RELEVANT: 0,
    }


# Colleagues


def test_a_question_is_handed_to_somebody_who_becomes_an_author_by_it() -> None:
    walk = a_walk().hand("q1", OWNER, "U0NY", NOW).hand("q2", OWNER, APPROVER, NOW)
    assert walk.people["U0NY"] == {Part.AUTHOR}
    assert walk.people[APPROVER] == {Part.AUTHOR, Part.APPROVER}
    assert walk.take_back("q1").handed.keys() == {"q2"}


def test_whoever_leaves_passes_on_what_they_had_open() -> None:
    walk = a_walk().hand("q1", OWNER, IDA, NOW).at(IDA, "q1", NOW)
    walk = walk.mark("q2", Status.NOT_SETTLED, 0, IDA, NOW).settles("q2", IDA, TARGET)
    left = left_by(answered(walk, "q3"), IDA, LINE)
    assert IDA not in left.people
    assert left.places == {}
    assert left.handed["q1"].taker == LINE
    assert left.unsettled["q2"].owner == LINE
    assert left.answers["q3"].author == IDA


@pytest.mark.parametrize("leaver", [OWNER, IDA, APPROVER])
def test_somebody_takes_over_where_something_would_be_left_undone(leaver: str) -> None:
    walk = a_walk().hand("q1", OWNER, IDA, NOW)
    for heir in (None, leaver):
        with pytest.raises(NoHeir):
            left_by(walk, leaver, heir)
    assert left_by(walk, leaver, "U0NY").people["U0NY"] >= walk.people[leaver]


def test_somebody_with_nothing_open_leaves_without_an_heir_and_a_stranger_leaves_nothing() -> None:
    assert LINE not in left_by(a_walk(), LINE, None).people
    assert left_by(a_walk(), "U0FREMMED", LINE) == a_walk()


@given(st.lists(st.tuples(st.sampled_from(WRITERS), st.sampled_from((*WRITERS, APPROVER, None))), max_size=4))
def test_however_many_leave_there_is_one_owner_and_an_approver(leaving: list[tuple[str, str | None]]) -> None:
    walk = a_walk().hand("q1", OWNER, IDA, NOW)
    for leaver, heir in leaving:
        try:
            walk = left_by(walk, leaver, heir)
        except NoHeir:
            continue
    owners = [user for user, parts in walk.people.items() if Part.OWNER in parts]
    assert owners == [walk.owner]
    assert walk.approvers
    assert walk.handed["q1"].taker in walk.people


# Versions


def test_an_approved_version_is_frozen_and_what_comes_after_is_the_next_one() -> None:
    walk = answered(a_walk(), "q1")
    assert (walk.version, walk.changed) == (1, True)
    first = walk.approve(APPROVER, NOW)
    assert (first.version, first.changed) == (1, False)
    assert first.approve(APPROVER, LATER) == first
    second = first.replace_text("q1", "Nyt.", 1, IDA, LATER)
    assert (second.version, second.changed) == (2, True)
    both = second.approve(APPROVER, LATER)
    assert [version.answers["q1"].text for version in both.versions] == ["svar q1", "Nyt."]
    assert [version.number for version in both.versions] == [1, 2]


def test_taking_a_change_back_leaves_the_approved_version() -> None:
    walk = answered(a_walk(), "q1").approve(APPROVER, NOW)
    there_and_back = walk.replace_text("q1", "Nyt.", 1, IDA, LATER).replace_text("q1", "svar q1", 2, IDA, LATER)
    assert (there_and_back.version, there_and_back.changed) == (1, False)


def test_a_question_that_was_added_is_a_change() -> None:
    walk = answered(a_walk(), "q1").approve(APPROVER, NOW).add_question("egen", "hjem", "Hvad nu?", IDA)
    assert (walk.version, walk.changed) == (2, True)
    assert [question.id for question in walk.approve(APPROVER, LATER).versions[-1].added] == ["egen"]


# Questions of one's own that are worded anew


@given(
    st.lists(st.tuples(st.sampled_from([*QUESTIONS, "en", "to"]), st.sampled_from(WRITERS))),
    st.lists(st.tuples(st.sampled_from(["en", "to"]), st.text(min_size=1, max_size=20), st.sampled_from(WRITERS))),
)
def test_other_words_for_a_question_leave_every_answer_and_every_other_question(
    answers: list[tuple[str, str]], others: list[tuple[str, str, str]]
) -> None:
    walk = a_walk().add_question("en", "hjem", "Nummer en?", IDA).add_question("to", "tid", "Nummer to?", LINE)
    for question, by in answers:
        walk = walk.mark(question, Status.NOT_SETTLED, number_of(walk, question), by, NOW).hand(question, by, LINE, NOW)
    after = walk
    for question, text, by in others:
        after = reworded(after, text, by, question)
        assert after.question(question).text.da == (text.strip() or after.question(question).text.da)
    assert (after.answers, after.handed, after.unsettled) == (walk.answers, walk.handed, walk.unsettled)
    assert [question.id for question in after.questions] == [question.id for question in walk.questions]
    touched = {question for question, _, _ in others}
    assert [one for one in after.questions if one.id not in touched] == [
        one for one in walk.questions if one.id not in touched
    ]


def number_of(walk: Walk, question: str) -> int:
    return walk.answers[question].number if question in walk.answers else 0


def test_a_question_that_is_worded_anew_is_whoevers_words_it_has() -> None:
    walk = a_walk().add_question("egen", "hjem", "Hvad nu?", IDA)
    assert reworded(walk, " Og nu? ", LINE).question("egen").added_by == LINE
    assert reworded(walk, "Hvad nu?", LINE) == walk
    assert reworded(walk, "  ", LINE) == walk
    with pytest.raises(AnswerTooLong):
        reworded(walk, "x" * (LONGEST_QUESTION + 1), IDA)


def test_words_that_somebody_has_not_seen_and_those_that_are_approved_stay() -> None:
    walk = a_walk().add_question("egen", "hjem", "Hvad nu?", IDA)
    seen = wording(walk.question("egen"))
    later = walk.reword("egen", "Og nu?", seen, LINE)
    with pytest.raises(Reworded):
        later.reword("egen", "Hvem?", seen, IDA)
    assert later.reword("egen", "Og nu?", seen, LINE) == later, "sent twice"
    approved = answered(later, "q1").approve(APPROVER, NOW)
    assert not approved.may_reword("egen")
    for question in ("egen", "q1"):
        with pytest.raises(Reworded):
            reworded(approved, "Hvem?", IDA, question)
