"""What somebody reads of what is kept about them: plain words for every deed and every message."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from domain.people import Right
from messages.slack.kept import done, notice
from messages.wording import Words
from tests.messages.seen import LANGUAGES

HANDLERS = Path(__file__).parents[2] / "handlers"
DANISH, ENGLISH = LANGUAGES
#: Noted as done by Anker itself, so that nobody reads it as their own.
BY_ANKER = {"round.key_destroyed"}
#: Messages that go to channels only.
TO_CHANNELS = {"rounds.opened", "rounds.cancelled", "releases.result"}

in_both_languages = pytest.mark.parametrize("words", LANGUAGES, ids=lambda words: words.language)


def code() -> str:
    return "\n".join(path.read_text() for path in sorted(HANDLERS.glob("*.py")))


def noted() -> set[str]:
    """Every action that an operation writes in the audit."""
    found = set(re.findall(r'audit\.note\([^)]*?"((?:round|people|comments|release)\.\w+)"', code()))
    return found - BY_ANKER | {f"people.{right}" for right in (Right.COORDINATOR, Right.DEPUTY)}


def sent() -> set[str]:
    """Every kind of message that an operation writes for somebody."""
    return set(re.findall(r'"((?:rounds|people|releases)\.\w+)"', code())) - noted() - TO_CHANNELS - BY_ANKER


def test_the_code_is_read_right() -> None:
    assert {"round.confirm", "round.cancel", "people.department", "comments.read"} <= noted()
    assert {"rounds.invitation", "rounds.reminder", "people.role_request", "people.named"} <= sent() | {"people.named"}


@in_both_languages
def test_every_noted_deed_is_told_in_plain_words(words: Words) -> None:
    for action in noted():
        assert action not in done(action, "C0BOERN:U0METTE", words)


@in_both_languages
def test_every_kind_of_private_message_is_told_in_plain_words(words: Words) -> None:
    for kind in sent():
        assert kind not in notice(kind, words)


def test_a_deed_names_the_round_the_channel_or_the_person() -> None:
    assert done("round.cancel", "abcdefghijklm", DANISH) == "annullerede en runde (abcdefghijklm)"
    assert done("people.deputy", "C0B:U0A", DANISH) == "gjorde <@U0A> til stedfortræder i <#C0B>"
    assert done("people.named", "C0B", ENGLISH) == "changed roles in <#C0B>"


def test_what_an_older_version_noted_is_shown_as_it_stands() -> None:
    assert done("walk.open", "<!here>", DANISH) == "walk.open &lt;!here&gt;"
    assert notice("walks.nudge", DANISH) == "walks.nudge"
