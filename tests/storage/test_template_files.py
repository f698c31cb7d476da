from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from domain.barometers import Text
from domain.templates import Template
from storage.content import ContentError
from storage.template_files import UnknownTemplate, load_templates, read_template, template_in

SHIPPED = Path(__file__).parents[2] / "content"
#: The template as the agency published it: its words are nobody's to change.
PUBLISHED = (Path(__file__).parent / "seeds" / "icm-template.txt").read_text(encoding="utf-8")
ICM = load_templates([SHIPPED]).get("icm", 1)

SMALL = """\
id: lille
version: 1
languages: [da, en]
title: {da: Lille, en: Small}
introduction: {da: Til ledelsen.}
elements:
- id: hjem
  da: Hjem
  en: Home
  note: {da: Om hjemmet}
  prompts:
  - id: Q-1
    da: Hvor?
  - id: Q-2
    da: Og hvornår?
    follows: Q-1
- id: tid
  da: Tid
  note_follows: hjem
  prompts:
  - id: Q-3
    da: Hvor længe?
side_notes:
- prompts: [Q-1, Q-3]
  checked: '2026-11-22'
  da: Loven er ny.
"""


@pytest.fixture
def write(tmp_path: Path) -> Callable[..., Path]:
    def written(text: str | bytes, name: str = "lille-template.yaml") -> Path:
        path = tmp_path / name
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return path

    return written


def mistakes(path: Path) -> list[str]:
    """What is told of a file, without the folder it stands in."""
    with pytest.raises(ContentError) as wrong:
        read_template(path)
    return [line.removeprefix(f"{path.parent}/") for line in wrong.value.mistakes]


# The published template, word for word


def published() -> list[str]:
    """The published text in its order, each paragraph and each cell of its table by itself, without its markup."""
    cells = re.split(r"\n|\t|(?<=</p>) ", PUBLISHED)
    return [text for cell in cells if (text := re.sub(r"</?[ip]>", "", cell).strip())]


def told(template: Template) -> Iterator[str]:
    """Everything that the file takes from the published text."""
    yield from template.introduction.da.split("\n\n")
    for element in template.elements:
        yield element.name.da
        if element.note:
            yield element.note.da
        yield from (prompt.text.da for prompt in element.prompts)


def test_every_word_of_the_published_template_is_there_once_and_no_other() -> None:
    names = {"IMPLEMENTERINGSSKABELON", "INDIVIDUAL CASE MANAGEMENT (ICM)", "Element"}
    assert sorted(told(ICM)) == sorted(text for text in published() if text not in names)


def test_labels_notes_and_questions_each_stand_in_the_published_order() -> None:
    order = {text: place for place, text in enumerate(published())}
    labels = [order[element.name.da] for element in ICM.elements]
    notes = [order[element.note.da] for element in ICM.elements if element.note]
    questions = [order[prompt.text.da] for prompt in ICM.prompts]
    for places in (labels, notes, questions):
        assert places == sorted(places)
    assert [prompt.id for prompt in ICM.prompts] == [f"ICM-{number:02}" for number in range(1, 33)]


def test_what_is_printed_in_italics_and_what_asks_at_the_end_are_the_questions() -> None:
    italics = re.findall(r"<i>(.*?)</i>", PUBLISHED)
    assert [prompt.text.da for prompt in ICM.prompts][: len(italics)] == italics
    assert [prompt.id for prompt in ICM.prompts[len(italics) :]] == ["ICM-31", "ICM-32"]


def test_the_shipped_template_is_complete_in_both_languages() -> None:
    texts: list[Text | None] = [ICM.title, ICM.introduction, ICM.aliases]
    texts += [text for element in ICM.elements for text in (element.name, element.note)]
    texts += [*(prompt.text for prompt in ICM.prompts), *(note.text for note in ICM.side_notes)]
    assert all(text.en and text.en != text.da for text in texts if text)
    assert ICM.languages == ("da", "en")


def test_every_note_on_the_law_says_when_it_was_looked_up() -> None:
    assert ICM.side_notes
    assert all(note.checked.year >= 2026 for note in ICM.side_notes)


# A municipality's own


def test_a_file_becomes_the_template_it_describes(write: Callable[..., Path]) -> None:
    small = read_template(write(SMALL))
    assert (small.id, small.version, small.title) == ("lille", 1, Text("Lille", "Small"))
    assert [(element.id, element.name, element.note_follows) for element in small.elements] == [
        ("hjem", Text("Hjem", "Home"), None),
        ("tid", Text("Tid"), "hjem"),
    ]
    assert [(prompt.id, prompt.follows) for prompt in small.prompts] == [("Q-1", None), ("Q-2", "Q-1"), ("Q-3", None)]
    assert [note.da for note in small.notes("tid")] == ["Om hjemmet"]
    note = small.side_note("Q-3")
    assert note is not None
    assert note.checked.isoformat() == "2026-11-22"
    assert small.aliases is None


def test_a_file_saved_by_windows_is_read(write: Callable[..., Path]) -> None:
    assert read_template(write(b"\xef\xbb\xbf" + SMALL.replace("\n", "\r\n").encode())).id == "lille"


def test_a_municipalitys_own_template_stands_beside_ours_in_every_version(write: Callable[..., Path]) -> None:
    own = write(SMALL)
    write(SMALL.replace("version: 1", "version: 2"), "egen-skabelon.yml")
    write("ikke: en skabelon", "course-noget.yaml")
    templates = load_templates([SHIPPED, own.parent])
    assert {(one.id, one.version) for one in templates.all()} == {("icm", 1), ("lille", 2)}
    assert templates.get("lille", 1).version == 1
    assert {(one.id, one.version) for one in templates.every()} == {("icm", 1), ("lille", 1), ("lille", 2)}
    for missing in (("lille", 3), ("stor", 1)):
        with pytest.raises(UnknownTemplate, match=f"{missing[0]}, version {missing[1]}"):
            templates.get(*missing)


def test_two_files_with_the_same_id_and_version_are_both_named(write: Callable[..., Path]) -> None:
    write(SMALL, "a-template.yaml")
    folder = write(SMALL, "b-template.yaml").parent
    with pytest.raises(ContentError) as wrong:
        load_templates([SHIPPED, folder])
    both = f"{folder}/b-template.yaml: is lille version 1, and so is {folder}/a-template.yaml."
    assert wrong.value.mistakes == (f"{both} Give one of them another version, or remove it.",)


def test_a_copy_of_ours_under_its_own_id_and_version_is_refused(write: Callable[..., Path]) -> None:
    folder = write((SHIPPED / "icm-template.yaml").read_bytes(), "icm-template.yaml").parent
    with pytest.raises(ContentError, match="is icm version 1, and so is"):
        load_templates([SHIPPED, folder])


def test_mistakes_of_all_files_are_told_together(write: Callable[..., Path]) -> None:
    write(SMALL.replace("da: Hjem", "dk: Hjem"), "a-template.yaml")
    folder = write("", "b-template.yaml").parent
    with pytest.raises(ContentError) as wrong:
        load_templates([folder])
    assert {line.split(",")[0].split(":")[0].split("/")[-1] for line in wrong.value.mistakes} == {
        "a-template.yaml",
        "b-template.yaml",
    }


# What is wrong: the file, the line, the place, what it is, the mend

TWICE = "is used twice. Each may stand once only; change or remove one."
#: What is changed in the small file, into what, and the line, the place and the words that tell of it.
WRONG = {
    "question twice": ("id: Q-2", "id: Q-1", "line 14, elements.hjem.prompts.Q-1.id", f"Q-1 {TWICE}"),
    "element twice": ("id: tid", "id: hjem", "line 17, elements.hjem.id", f"hjem {TWICE}"),
    "follows what comes later": (
        "follows: Q-1",
        "follows: Q-3",
        "line 16, elements.hjem.prompts.Q-2.follows",
        "names Q-3, which does not stand before it. Name one that does, or remove it.",
    ),
    "follows itself": (
        "follows: Q-1",
        "follows: Q-2",
        "line 16, elements.hjem.prompts.Q-2.follows",
        "names Q-2, which does not stand before it. Name one that does, or remove it.",
    ),
    "note follows what is not there": (
        "note_follows: hjem",
        "note_follows: have",
        "line 19, elements.tid.note_follows",
        "names have, which does not stand before it. Name one that does, or remove it.",
    ),
    "note on a question that is not there": (
        "[Q-1, Q-3]",
        "[Q-1, Q-4]",
        "line 24, side_notes.1.prompts.2",
        "names Q-4, which is no question. Name one above.",
    ),
    "no day": (
        "'2026-11-22'",
        "'2026-02-30'",
        "line 25, side_notes.1.checked",
        "is no day of the calendar. Write it as 2026-11-22.",
    ),
    "without Danish": (
        "languages: [da, en]",
        "languages: [en]",
        "line 3, languages",
        "lack Danish. Add da; every text needs its Danish wording.",
    ),
}


@pytest.mark.parametrize("what", WRONG)
def test_a_mistake_is_told_with_its_place_and_its_mend(write: Callable[..., Path], what: str) -> None:
    right, wrong, where, words = WRONG[what]
    assert SMALL.count(right) == 1
    assert mistakes(write(SMALL.replace(right, wrong))) == [f"lille-template.yaml, {where}: {words}"]


#: Mistakes of form, told as for a barometer: what is changed, and the line and the place that are named.
MISSHAPEN = {
    "a key that is not known": (
        "  note: {da: Om hjemmet}",
        "  noter: {da: Om hjemmet}",
        "line 10, elements.hjem.noter",
    ),
    "no text": ("da: Hvor?", "da: ''", "line 13, elements.hjem.prompts.Q-1.da"),
    "a number for a text": ("da: Hvor?", "da: 7", "line 13, elements.hjem.prompts.Q-1.da"),
    "text too long": ("da: Hvor?", "da: " + "x" * 3001, "line 13, elements.hjem.prompts.Q-1.da"),
    "name too long": ("da: Tid", "da: " + "x" * 151, "line 18, elements.tid.da"),
    "no Danish": ("da: Tid", "en: Time", "line 17, elements.tid.da"),
    "version nought": ("version: 1", "version: 0", "line 2, version"),
    "no questions": ("  prompts:\n  - id: Q-3\n    da: Hvor længe?", "  prompts: []", "line 20, elements.tid.prompts"),
    "id with a colon": ("id: Q-3", "id: 'Q:3'", "line 21, elements.tid.prompts.Q:3.id"),
    "id too long": ("id: tid", "id: " + "t" * 25, f"line 17, elements.{'t' * 25}.id"),
    "a language that is not known": ("[da, en]", "[da, se]", "line 3, languages.2"),
    "a date that is none": ("'2026-11-22'", "'i går'", "line 25, side_notes.1.checked"),
}


@pytest.mark.parametrize("what", MISSHAPEN)
def test_a_mistake_of_form_is_told_with_its_place(write: Callable[..., Path], what: str) -> None:
    right, wrong, where = MISSHAPEN[what]
    assert SMALL.count(right) == 1
    [line] = mistakes(write(SMALL.replace(right, wrong)))
    told_where, _, words = line.partition(": ")
    assert told_where == f"lille-template.yaml, {where}"
    assert re.fullmatch(r"\S.+\. \S.+\.", words), words


def test_all_mistakes_of_a_file_are_told_in_the_order_of_its_lines(write: Callable[..., Path]) -> None:
    lines = mistakes(write(SMALL.replace("id: Q-3", "id: Q-1").replace("follows: Q-1", "follows: Q-9")))
    numbers = [int(number) for line in lines for number in re.findall(r"line (\d+)", line)]
    assert len(lines) == 3
    assert numbers == sorted(numbers)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "is empty"),
        ("id: [", "is not YAML"),
        (b"id: \xff", "is not UTF-8 text"),
        (SMALL + "x: !!python/object/apply:os.system [ls]", "has the tag python/object"),
        (
            SMALL.replace("{da: Om hjemmet}", "&a {da: Om hjemmet}").replace("  da: Tid", "  da: Tid\n  note: *a"),
            "alias",
        ),
        ("- en\n- liste", "Write"),
    ],
    ids=["empty", "not YAML", "not UTF-8", "code", "alias", "a list"],
)
def test_what_is_no_template_at_all_is_told_so(write: Callable[..., Path], text: str | bytes, words: str) -> None:
    assert any(words in line for line in mistakes(write(text)))


def test_a_file_that_speaks_of_a_template_never_speaks_of_a_barometer(write: Callable[..., Path]) -> None:
    for text in ("", SMALL.replace("version: 1", "version: 0"), "x" * 1_000_001):
        assert not any("barometer" in line for line in mistakes(write(text)))


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=5,
)


@settings(suppress_health_check=[HealthCheck.too_slow])
@given(st.sampled_from(sorted(yaml.safe_load(SMALL))), VALUES)
def test_whatever_stands_in_a_place_it_is_a_template_or_a_mistake(key: str, value: object) -> None:
    found = template_in({**yaml.safe_load(SMALL), key: value})
    assert isinstance(found, Template) or found
