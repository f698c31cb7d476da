"""What `python -m bot` prints: the manifest, and a rehearsal in the terminal."""

from __future__ import annotations

import builtins
import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.__main__ import main
from bot.manifest import EVENTS, SCOPES
from bot.rehearse import rehearse
from bot.settings import CONTENT
from domain.barometers import Choice
from storage.content import load_barometers

STANDARD = load_barometers([CONTENT]).latest("ics-standard")


def test_the_manifest_is_made_of_the_code_s_commands_scopes_and_events(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["manifest", "--url", "https://anker.example.dk/slack/events"]) == 0
    printed = json.loads(capsys.readouterr().out)
    assert printed["oauth_config"]["scopes"]["bot"] == list(SCOPES)
    assert printed["settings"]["event_subscriptions"]["bot_events"] == list(EVENTS)
    commands = {command["command"] for command in printed["features"]["slash_commands"]}
    assert commands == {"/barometer", "/icm", "/anker"}
    assert printed["features"]["app_home"]["messages_tab_read_only_enabled"] is False


def test_the_manifest_for_socket_mode_names_no_address(capsys: pytest.CaptureFixture[str]) -> None:
    """docs.slack.dev/reference/app-manifest: addresses are for HTTP."""
    assert main(["manifest", "--socket-mode"]) == 0
    text = capsys.readouterr().out
    printed = json.loads(text)
    assert printed["settings"]["socket_mode_enabled"] is True
    assert printed["settings"]["interactivity"] == {"is_enabled": True}
    assert printed["settings"]["event_subscriptions"] == {"bot_events": list(EVENTS)}
    assert "url" not in text
    assert main(["manifest"]) == 0
    over_http = json.loads(capsys.readouterr().out)
    assert over_http["settings"]["socket_mode_enabled"] is False
    assert all("url" in command for command in over_http["features"]["slash_commands"])
    assert printed["oauth_config"] == over_http["oauth_config"]


def walked(*said: str, role: str = "sagsbehandler") -> tuple[list[str], dict[str, Choice]]:
    answers: Iterator[str] = iter(said)
    lines: list[str] = []
    sitting = rehearse(STANDARD, role, "da", lambda _: next(answers), lines.append)
    return lines, dict(sitting.answers)


def test_a_rehearsal_walks_the_items_of_the_role() -> None:
    lines, answers = walked("4", "s", "q")
    assert answers == {"TRE-1": Choice.AGREE, "TRE-2": Choice.SKIPPED}
    assert lines[-1] == "2 af 29 besvaret. Intet er gemt."


def test_a_rehearsal_goes_back_and_refuses_what_is_no_choice() -> None:
    lines, answers = walked("5", "t", "1", "9", "q")
    assert answers == {"TRE-1": Choice.STRONGLY_DISAGREE}
    assert "Det er ikke et af valgene." in lines


def test_a_rehearsal_ends_after_the_last_item() -> None:
    lines, answers = walked(*["6"] * 21, role="leder")
    assert set(answers.values()) == {Choice.NOT_RELEVANT}
    assert "21 af 21" in lines[-1]


@pytest.mark.parametrize("said", [["6"] * 21, ["q"]])
def test_a_rehearsal_ends_with_the_open_questions(said: list[str]) -> None:
    """They are asked on the last card in Slack, so whoever stops before it is shown them too."""
    lines, _ = walked(*said, role="leder")
    for item in STANDARD.open_items:
        assert f"  {item.text.da}" in lines
    assert "hvor mindst 10 er spurgt" in "\n".join(lines)
    assert lines[-1].endswith("Intet er gemt.")


def test_rehearse_says_which_barometers_there_are(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["rehearse", "nope"]) == 2
    assert "Barometers: ics-standard." in capsys.readouterr().err


def test_rehearse_names_the_roles_when_one_is_unknown(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["rehearse", "ics-standard", "--role", "chef"]) == 2
    assert "superbruger" in capsys.readouterr().err


def test_rehearse_takes_a_file_and_ends_when_the_input_does(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def nothing(_: str) -> str:
        raise EOFError

    monkeypatch.setattr(builtins, "input", nothing)
    assert main(["rehearse", str(CONTENT / "barometer-standard.yaml")]) == 0
    assert "Standardbarometer" in capsys.readouterr().out


def test_a_barometer_file_with_a_mistake_names_file_place_and_mend(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    wrong = tmp_path / "mit.yaml"
    text = (CONTENT / "barometer-standard.yaml").read_text("utf-8").replace("- sagsbehandler", "- sagsbehandlere", 1)
    wrong.write_text(text, "utf-8")
    assert main(["rehearse", str(wrong)]) == 2
    said = capsys.readouterr().err
    assert "mit.yaml" in said
    assert "sagsbehandlere" in said
