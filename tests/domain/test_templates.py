from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.barometers import Text
from domain.templates import UnknownElement, UnknownPrompt, sub_questions
from storage.template_files import load_templates
from tests.domain.small_walks import template

SHIPPED = load_templates([Path(__file__).parents[2] / "content"]).get("icm", 1)


def test_questions_are_asked_in_the_order_of_the_elements() -> None:
    assert [prompt.id for prompt in template().prompts] == [f"q{number}" for number in range(1, 8)]


def test_elements_and_questions_are_found_by_their_ids_and_others_are_not() -> None:
    assert template().element("folk").name == Text("Folk")
    assert template().prompt("q6").text.da == "Spørgsmål q6?"
    with pytest.raises(UnknownElement, match="hav"):
        template().element("hav")
    with pytest.raises(UnknownPrompt, match="q8"):
        template().prompt("q8")


def test_a_note_that_continues_another_is_read_after_it() -> None:
    assert [note.da for note in template().notes("tid")] == ["Om hjemmet", "Om tiden"]
    assert [note.da for note in template().notes("folk")] == ["Om hjemmet"]
    with pytest.raises(UnknownElement):
        template().notes("hav")


def test_notes_that_follow_each_other_in_a_ring_are_each_read_once() -> None:
    hjem, folk, tid = template().elements
    ring = replace(template(), elements=(replace(hjem, note_follows="tid"), folk, tid))
    assert [note.da for note in ring.notes("tid")] == ["Om hjemmet", "Om tiden"]


def test_a_side_note_belongs_to_its_questions_only() -> None:
    note = template().side_note("q3")
    assert note is not None
    assert note.text.da == "Loven er ny."
    assert template().side_note("q4") is None


def test_the_shipped_template_marks_what_is_understood_after_another() -> None:
    follows = {prompt.id: prompt.follows for prompt in SHIPPED.prompts if prompt.follows}
    assert follows["ICM-10"] == "ICM-09"
    assert follows["ICM-13"] == "ICM-12"
    assert all(SHIPPED.prompt(before) for before in follows.values())


@pytest.mark.parametrize(
    ("prompt", "asked"),
    [
        ("Hvor forankres ICM-indsatsen?", ("Hvor forankres ICM-indsatsen?",)),
        ("Er der faste aftaler? Hvor ofte?", ("Er der faste aftaler?", "Hvor ofte?")),
        ("Er rammer til stede? Hvis ikke, hvad så?", ("Er rammer til stede?", "Hvis ikke, hvad så?")),
        ("Hvad kræver det? (Hvordan sikres det f.eks.?)", ("Hvad kræver det?", "(Hvordan sikres det f.eks.?)")),
        ("Etableres der en ramme? (f.eks. med møder mv.)", ("Etableres der en ramme? (f.eks. med møder mv.)",)),
        ("", ("",)),
    ],
)
def test_questions_that_are_asked_together_are_told_apart(prompt: str, asked: tuple[str, ...]) -> None:
    assert sub_questions(prompt) == asked


def test_the_shipped_questions_ask_as_much_as_they_ask() -> None:
    counts = {prompt.id: len(sub_questions(prompt.text.da)) for prompt in SHIPPED.prompts}
    assert {name: count for name, count in counts.items() if count > 1} == {
        "ICM-03": 2,
        "ICM-15": 2,
        "ICM-26": 2,
        "ICM-27": 2,
        "ICM-30": 3,
        "ICM-31": 2,
        "ICM-32": 2,
    }
    assert counts == {prompt.id: len(sub_questions(prompt.text.en or "")) for prompt in SHIPPED.prompts}


@given(st.text("ab ?()") | st.text())
def test_put_together_again_they_are_the_question_word_for_word(prompt: str) -> None:
    assert " ".join(sub_questions(prompt)).split() == prompt.split()
