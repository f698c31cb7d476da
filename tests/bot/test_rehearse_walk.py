"""A template in the terminal: read, answered, and printed as the document would have it; nothing is stored."""

from __future__ import annotations

import builtins
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.__main__ import main
from bot.rehearse_walk import print_questions, rehearse_walk
from bot.settings import CONTENT
from domain.barometers import Language
from domain.revisions import Status
from domain.walks import Walk
from storage.template_files import load_templates

ICM = load_templates([CONTENT]).get("icm", 1)
NOW = datetime(2027, 1, 11, 8, tzinfo=UTC)


def walked(*said: str, language: Language = "da") -> tuple[str, Walk]:
    """Everything that is shown, and what was typed; the input ends after the last line."""
    typed: Iterator[str] = iter(said)
    lines: list[str] = []

    def ask(_: str) -> str:
        line = next(typed, None)
        if line is None:
            raise EOFError
        return line

    walk = rehearse_walk(ICM, language, ask, lines.append, NOW)
    return "\n".join(lines), walk


def texts(walk: Walk) -> dict[int, str]:
    return {walk.number(question): answer.text for question, answer in walk.answers.items()}


def test_an_answer_is_typed_line_by_line_and_only_an_empty_line_moves_on() -> None:
    shown, walk = walked("På herberget", "Egely", "", "Lederen", "q")
    assert texts(walk) == {1: "På herberget\nEgely", 2: "Lederen"}
    assert "Forankring · 2 / 32" in shown
    assert "· 3 / 32" not in shown


def test_a_question_comes_with_its_element_notes_and_the_law_of_today() -> None:
    shown, _ = walked("", "", "q")
    third = shown.split("· 3 / 32")[1]
    assert third.split("**")[0].count("Hvilke særlige opmærksomhedspunkter") == 1
    assert "Indsatsen kan forankres på boform" in third
    assert "Om loven: " in third
    assert "slået op 2026-" in third


def test_one_goes_back_and_sees_what_one_wrote() -> None:
    shown, walk = walked("t", "Første", "", "t", "q")
    assert "Det er det første spørgsmål." in shown
    assert "Du har skrevet:\nFørste" in shown
    assert texts(walk) == {1: "Første"}


def test_a_question_that_is_not_settled_or_not_relevant_is_marked_so() -> None:
    _, walk = walked("u", "", "r", "q")
    assert [walk.status(question.id) for question in walk.questions[:3]] == [
        Status.NOT_SETTLED,
        Status.NOT_RELEVANT,
        Status.OPEN,
    ]


def test_a_line_with_a_civil_registration_number_is_left_out_and_not_repeated() -> None:
    shown, walk = walked("Borgeren", "hedder 010165-1234", "og bor der", "q")
    assert texts(walk) == {1: "Borgeren\nog bor der"}
    assert "Ligner et CPR-nummer" in shown
    assert "1234" not in shown


def test_a_line_too_many_is_left_out() -> None:
    shown, walk = walked("a" * 40_000, "b", "q")
    assert texts(walk) == {1: "a" * 40_000}
    assert "Svaret er for langt" in shown


def test_at_the_end_everything_is_printed_as_markdown_also_where_the_input_stops() -> None:
    shown, walk = walked("*På* herberget", *[""] * 32)
    printed = shown[shown.index("\n# ") :]
    assert all(f"{number}\\. " in printed for number in range(1, 33))
    assert r"\*På\* herberget" in printed
    assert printed.count("Ikke besvaret") == 31
    stopped, _ = walked("På herberget")
    assert "På herberget" in stopped[stopped.index("\n# ") :]
    assert walk.answers


def test_it_can_be_walked_in_english() -> None:
    shown, _ = walked("q", language="en")
    assert "Write the answer, line by line." in shown
    assert "Not answered" in shown


def test_without_a_terminal_the_questions_are_printed(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(builtins, "input", lambda _: pytest.fail("nobody is there to ask"))
    assert main(["rehearse", "icm"]) == 0
    printed = capsys.readouterr().out
    assert all(f"· {number} / 32" in printed for number in range(1, 33))
    lines: list[str] = []
    print_questions(ICM, "da", lines.append, NOW)
    assert all(prompt.text.da in printed for prompt in ICM.prompts)
    assert "".join(lines).replace("\n", "") == printed.replace("\n", "")


def test_at_a_terminal_it_asks(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    said = iter(["På herberget", "q"])
    monkeypatch.setattr(sys.stdin, "isatty", lambda: True, raising=False)
    monkeypatch.setattr(builtins, "input", lambda _: next(said))
    assert main(["rehearse", "icm"]) == 0
    assert "På herberget" in capsys.readouterr().out


def test_a_template_of_ones_own_is_walked_from_its_file(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    own = tmp_path / "egen.yaml"
    own.write_text((CONTENT / "icm-template.yaml").read_text("utf-8").replace("id: icm\n", "id: egen\n", 1), "utf-8")
    assert main(["rehearse", str(own)]) == 0
    assert "32 / 32" in capsys.readouterr().out


def test_a_template_file_with_a_mistake_names_file_line_and_mend(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    wrong = tmp_path / "egen.yaml"
    text = (CONTENT / "icm-template.yaml").read_text("utf-8")
    wrong.write_text(text.replace("follows: ICM-", "follows: ICN-", 1), "utf-8")
    assert main(["rehearse", str(wrong)]) == 2
    said = capsys.readouterr().err
    assert "egen.yaml" in said
    assert "does not stand before it" in said


def test_a_role_is_no_part_of_a_template(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["rehearse", "icm", "--role", "leder"]) == 2
    assert "a template has no roles" in capsys.readouterr().err


def test_a_name_that_is_nothing_is_answered_with_those_that_there_are(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["rehearse", "nope"]) == 2
    assert "Templates: icm." in capsys.readouterr().err
