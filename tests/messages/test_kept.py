"""What somebody reads of what is kept about them: plain words for every deed and every message."""

from __future__ import annotations

import ast
import re
from datetime import date
from pathlib import Path

import pytest

from domain.kept import CourseMark, Deed, InCourse, InWalk, Kept, Trace, WalkMark, Whose
from domain.people import Right
from domain.walks import Part
from handlers.slack import MAKERS
from messages.slack.kept import my_data_view
from messages.slack.kept_names import done, notice
from messages.wording import Words
from tests.domain.small_walks import NOW
from tests.messages.seen import LANGUAGES

ROOT = Path(__file__).parents[2]
DANISH, ENGLISH = LANGUAGES
#: Noted as done by Anker itself, so that nobody reads it as their own.
BY_ANKER = {"round.key_destroyed", "walk.deleted", "course.deleted", "course.round"}
#: Messages that go to channels only.
TO_CHANNELS = {
    *("rounds.opened", "rounds.redrawn", "rounds.cancelled", "releases.result", "walks.summary", "plans.shared"),
    *("courses.started", "courses.shared", "courses.meeting", "courses.was_it_held", "courses.question"),
    *("meetings.moved", "meetings.agreed", "meetings.left_out", "meetings.taken_back", "meetings.record"),
    *("course_channels.back", "course_rounds.followed", "course_rounds.redrawn", "closings.answered", "closings.ended"),
}

in_both_languages = pytest.mark.parametrize("words", LANGUAGES, ids=lambda words: words.language)


def notes() -> list[ast.Call]:
    """Every call that writes a line of the audit, wherever it is."""
    files = [path for folder in ("handlers", "storage", "bot") for path in sorted((ROOT / folder).rglob("*.py"))]
    calls = (node for path in files for node in ast.walk(ast.parse(path.read_text())) if isinstance(node, ast.Call))
    return [call for call in calls if ast.unparse(call.func) == "audit.note"]


def noted() -> set[str]:
    """Every action that the audit notes of a person; what Anker did itself nobody reads as their own."""
    actions = {ast.unparse(call.args[3]) for call in notes() if ast.unparse(call.args[2]) != "audit.ANKER"}
    rights = {f"people.{right}" for right in (Right.COORDINATOR, Right.DEPUTY, Right.TEAM, Right.OBSERVER)}
    return {action.strip("'") for action in actions - {"f'people.{right}'"}} | rights


@pytest.mark.parametrize("kind", ["plans.given", "plans.taken"])
def test_a_message_that_names_who_gave_and_who_got_is_true_of_both(kind: str) -> None:
    assert not re.search(r"\b(?:dig|din)\b", notice(kind, DANISH))


def sent() -> set[str]:
    """Every kind of message that Anker sends to somebody in private."""
    return set(MAKERS) - TO_CHANNELS


def test_the_code_is_read_right() -> None:
    assert {"round.confirm", "round.cancel", "people.department", "comments.read", "walk.start"} <= noted()
    assert {"documents.report", "follow_up.start", "plan.add", "barometer.import"} <= noted()
    assert {"rounds.invitation", "rounds.reminder", "people.role_request", "people.named"} <= sent()


@in_both_languages
def test_every_noted_deed_is_told_in_plain_words(words: Words) -> None:
    for action in noted():
        told = done(Deed(NOW, "U0METTE", action, "C0BOERN:U0METTE"), words)
        assert action not in told


@in_both_languages
def test_every_kind_of_private_message_is_told_in_plain_words(words: Words) -> None:
    for kind in sent():
        assert kind not in notice(kind, words)


def told_of(action: str, of: str, words: Words = DANISH, whose: Whose | None = None) -> str:
    return done(Deed(NOW, "U0METTE", action, of, whose), words)


def test_a_deed_names_the_channel_or_the_person() -> None:
    assert told_of("people.deputy", "C0B:U0A") == "gjorde <@U0A> til stedfortræder i <#C0B>"
    assert told_of("people.named", "C0B", ENGLISH) == "changed roles in <#C0B>"


def test_a_deed_names_whose_round_it_was_and_never_an_id() -> None:
    whose = Whose("Børn & Familie", NOW)
    assert told_of("round.cancel", "abcdefghijklm", whose=whose) == (
        "annullerede en runde (Børn &amp; Familie, fra mandag 11. januar 2027)"
    )
    course = Whose("Egelund", date(2026, 12, 1))
    assert told_of("course.change", "abcdefghijklm:midway", ENGLISH, course) == (
        "agreed on, moved or marked a date in a course (Egelund, from Tuesday 1 December 2026)"
    )
    assert told_of("round.cancel", "abcdefghijklm") == "annullerede en runde"
    for action in noted():
        if not action.startswith(("people.", "barometer.")):
            assert "abcdefghijklm" not in told_of(action, "abcdefghijklm")


def test_what_an_older_version_noted_is_shown_as_it_stands() -> None:
    assert told_of("cake.open", "<!here>") == "cake.open &lt;!here&gt;"
    assert notice("cakes.open", DANISH) == "cakes.open"


def test_somebody_reads_what_is_kept_of_them_in_every_course() -> None:
    counts = {mark: number for number, mark in enumerate(CourseMark, 1)}
    courses = (InCourse("Egelund <!here>", date(2027, 1, 11), (Right.TEAM,), counts),)
    trace = Trace(courses=courses, course_drafts=2, has_home=True)
    told = texts_of(my_data_view(Kept(trace), "U0MIG", DANISH).to_dict())
    assert "Egelund &lt;!here&gt;, fra mandag 11. januar 2027: forankringsteam; datoer, du sidst har aftalt" in told
    assert all(f": {number}" in told for number in counts.values())
    assert "*Udfyldt med dig for at begynde et forløb (slettes efter et døgn):* 2" in told
    assert "Du har åbnet fanen Hjem." in told
    nothing = texts_of(my_data_view(Kept(Trace()), "U0MIG", DANISH).to_dict())
    assert "*Forløb, der nævner dig:* intet" in nothing
    assert "fanen Hjem" not in nothing


def test_somebody_reads_what_they_are_in_every_template_and_what_is_kept_of_it() -> None:
    counts = {mark: number for number, mark in enumerate(WalkMark, 1)}
    walks = (
        InWalk("Egely <!here>", NOW, frozenset({Part.OWNER, Part.AUTHOR}), counts),
        InWalk("Nord", NOW, frozenset(), {WalkMark.TEXTS: 3}),
    )
    told = texts_of(my_data_view(Kept(Trace(walks=walks, unplaced=2)), "U0MIG", DANISH).to_dict())
    assert "Egely &lt;!here&gt;, fra mandag 11. januar 2027 kl. 9: ejer, skriver med; ordlyde af svar" in told
    assert all(f": {number}" in told for number in counts.values())
    assert (
        "Nord, fra mandag 11. januar 2027 kl. 9: ikke med længere; ordlyde af svar, du har skrevet eller markeret: 3"
        in told
    )
    assert "*Beskeder til Anker, der ikke er en del af et svar:* 2" in told
    nothing = texts_of(my_data_view(Kept(Trace()), "U0MIG", DANISH).to_dict())
    assert "*Skabeloner:* intet" in nothing
    assert "Beskeder til Anker" not in nothing


def texts_of(shown: object) -> str:
    """All text of a view, one line each."""
    if isinstance(shown, dict):
        own = [str(shown["text"])] if isinstance(shown.get("text"), str) else []
        return "\n".join([*own, *(texts_of(value) for value in shown.values())])
    return "\n".join(map(texts_of, shown)) if isinstance(shown, list) else ""
