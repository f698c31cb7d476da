"""A bot that ignores a rule of Slack's is caught by a conversation that everybody would write: ten planted mistakes."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

#: Each is a process of its own, on a machine that may have more to do.
pytestmark = pytest.mark.timeout(600)
CONVERSATIONS = Path("tests", "conversations")
WRONG_WORD = "test_commands.py::test_a_wrong_word_offers_the_nearest_as_a_button_and_runs_nothing"
TYPED = "test_commands.py::test_what_was_typed_is_shown_as_it_stands"
#: The mistake, the conversation that meets it, and what the workspace says of it.
PLANTED = {
    "double_action_id": (WRONG_WORD, "response_url: invalid_blocks action_id"),
    "long_text": (TYPED, "response_url: invalid_blocks must be less than 3001 characters"),
    "many_blocks": (TYPED, "response_url: invalid_blocks no more than 50 items"),
    "reused_trigger": (WRONG_WORD, "views.open: exchanged_trigger_id"),
    "sixth_use": (TYPED, "response_url: used_url"),
    "strange_channel": (
        "test_people.py::test_a_channel_that_anker_is_not_in_is_told_of_before_any_window",
        "chat.postMessage: not_in_channel",
    ),
    "no_wait": (
        "test_course_meetings.py::test_a_reminder_that_slack_put_off_is_not_sent_once_the_meeting_is_moved",
        "chat.postMessage: ratelimited called again before Retry-After",
    ),
    "late_acknowledgement": (TYPED, "/barometer: no_answer_in_time"),
    "unescaped": (TYPED, "unescaped <!channel> was typed by a person"),
    "missing_scope": (
        "test_people.py::test_user_groups_are_used_instead_of_the_channel",
        "usergroups.list: missing_scope",
    ),
}


def ran(*arguments: str) -> subprocess.CompletedProcess[str]:
    """A run of its own of some conversations."""
    quiet = ("-q", "-n0", "-p", "no:cacheprovider", "--tb=short", "-k", "not socket-mode")
    own = {name: value for name, value in os.environ.items() if not name.startswith("PYTEST_")}
    return subprocess.run(
        [sys.executable, "-m", "pytest", *quiet, *arguments], capture_output=True, text=True, check=False, env=own
    )


def test_there_is_a_conversation_for_every_mistake() -> None:
    assert {path.stem for path in Path("tests", "planted").glob("[!_]*.py")} == set(PLANTED)


def test_without_a_mistake_the_conversations_are_fine() -> None:
    everyone = sorted({str(CONVERSATIONS / conversation) for conversation, _ in PLANTED.values()})
    found = ran(*everyone)
    assert found.returncode == 0, found.stdout


@pytest.mark.parametrize("mistake", PLANTED)
def test_a_planted_mistake_is_caught(mistake: str) -> None:
    conversation, said = PLANTED[mistake]
    found = ran("-p", f"tests.planted.{mistake}", str(CONVERSATIONS / conversation))
    assert found.returncode == 1, found.stdout
    assert said in found.stdout
