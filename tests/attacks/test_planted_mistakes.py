"""A bot that ignores a rule of Slack's is caught by a conversation that everybody would write: ten planted mistakes.

The conversations are those of `tests/conversations`, as they stand there and on both roads; a plant changes the bot
and nothing else. Each of them must fail, and with the words in which the workspace tells of the rule.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

#: Each is a process of its own, on a machine that may have more to do.
pytestmark = pytest.mark.timeout(600)
CONVERSATIONS = Path("tests", "conversations")
WRONG_WORD = "test_commands.py::test_a_wrong_word_offers_the_nearest_as_a_button_and_runs_nothing"
TYPED = "test_commands.py::test_what_was_typed_is_shown_as_it_stands"
ROADS = {"signed-http", "socket-mode"}
FAILING = re.compile(r"^(?:FAILED|ERROR) \S+\[([\w-]+)\]", re.MULTILINE)
REFUSED = "Slack would not take:"
#: The mistake, the conversation that meets it, and what is said of it: by the workspace, but for what comes too late.
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
    "late_acknowledgement": (
        "test_answers_in_time.py::test_a_command_is_answered_in_slacks_time",
        "/barometer: the quickest of 3 answers took",
    ),
    "unescaped": (TYPED, "unescaped <!channel> was typed by a person"),
    "missing_scope": (
        "test_people.py::test_user_groups_are_used_instead_of_the_channel",
        "usergroups.list: missing_scope",
    ),
}


def ran(*arguments: str) -> subprocess.CompletedProcess[str]:
    """A run of its own of some conversations, each by HTTP and in Socket Mode."""
    quiet = ("-q", "-n0", "-p", "no:cacheprovider", "--tb=short")
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
    assert found.stdout.strip().splitlines()[-1].startswith(f"{len(ROADS) * len(everyone)} passed")


def test_no_plant_touches_the_conversations_or_the_workspace() -> None:
    for path in Path("tests", "planted").glob("[!_]*.py"):
        changed = re.findall(r"\.(?:setattr|delitem)\((\S+),", path.read_text(encoding="utf-8"))
        assert changed, path
        assert not [one for one in changed if "tests." in one or "sandbox" in one], path


@pytest.mark.parametrize("mistake", PLANTED)
def test_a_planted_mistake_is_caught_on_either_road(mistake: str) -> None:
    conversation, said = PLANTED[mistake]
    found = ran("-p", f"tests.planted.{mistake}", str(CONVERSATIONS / conversation))
    assert found.returncode == 1, found.stdout
    assert set(FAILING.findall(found.stdout)) == ROADS
    assert said in found.stdout
    assert (REFUSED in found.stdout) == (mistake != "late_acknowledgement")
