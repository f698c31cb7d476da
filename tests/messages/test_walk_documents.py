"""A template for the case archive: every question, every answer as it was written, and no text that is more."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from io import BytesIO
from itertools import cycle
from pathlib import Path
from time import process_time

import docx
import pytest
from docx.document import Document
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml.ns import qn
from docx.shared import Cm
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.barometers import Text
from domain.revisions import LONGEST_ANSWER, Status
from domain.templates import Template
from domain.walk_people import left_by
from domain.walks import Part, Walk
from messages.letterhead import NotALetterhead, on_letterhead
from messages.office_files import as_written
from messages.walk_documents import WalkPaper, markdown_file, name_of, parts, users_in, word_file
from messages.wording import Words
from storage.template_files import load_templates
from tests.attacks.hostile import CORPUS
from tests.messages.office import (
    INJECTIONS,
    attributes,
    check_that_nothing_is_hidden,
    named,
    opened_in_office,
    properties,
    texts_of,
    unpacked,
)

DANISH, ENGLISH = Words("da"), Words("en")
MONDAY = datetime(2027, 1, 11, 8, tzinfo=UTC)
METTE, JONAS, KAREN, HENRIK = "U0METTE", "U0JONAS", "U0KAREN", "U0HENRIK"
NAMES = {METTE: "Mette Holm", JONAS: "Jonas Friis", KAREN: "Karen Bæk", HENRIK: "Henrik Lund"}
ATTACHED = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/attachedTemplate"
#: The namespace of OpenDocument in which text stands.
TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
#: What an office program would fill in or follow when a document is opened.
LIVE = {"date", "time", "database-display", "user-field-get", "placeholder", "text-input", "a", "script"}
LIVE |= {"dde-connection", "reference-ref", "bookmark-ref", "expression", "conditional-text", "execute-macro"}


def template() -> Template:
    return load_templates([Path("content")]).all()[0]


def a_walk(asked: Template | None = None) -> Walk:
    people = {
        METTE: frozenset({Part.OWNER, Part.AUTHOR}),
        JONAS: frozenset({Part.AUTHOR}),
        KAREN: frozenset({Part.AUTHOR}),
        HENRIK: frozenset({Part.APPROVER}),
    }
    return Walk("w", "T1", asked or template(), "Børn og Familie", people, date(2027, 2, 22), "C1", MONDAY)


def answered(walk: Walk, text: str, question: str = "ICM-01", author: str = METTE) -> Walk:
    return walk.add_text(question, text, author, MONDAY)


def paper(walk: Walk, **changed: object) -> WalkPaper:
    made = WalkPaper(walk, None, date(2027, 1, 12), NAMES, {})
    return replace(made, **changed)  # type: ignore[arg-type]


def opened(data: bytes) -> Document:
    return docx.Document(BytesIO(data))


def lines_of(walk: Walk, words: Words = DANISH, **changed: object) -> list[str]:
    """Every line that is read in the Word file."""
    document = opened(word_file(paper(walk, **changed), words))
    return [line for paragraph in document.paragraphs for line in paragraph.text.split("\n")]


def below(lines: list[str], question: str) -> list[str]:
    """What stands below a question, up to the next one."""
    start = next(place for place, line in enumerate(lines) if line.startswith(question))
    ends = (place for place, line in enumerate(lines) if place > start and re.match(r"\d+\. ", line))
    return lines[start + 1 : next(ends, len(lines))]


# What stands in it


@pytest.mark.parametrize(
    ("made", "said"),
    [
        (date(2027, 5, 3), "Ikke afklaret endnu: Karen Bæk finder ud af det senest mandag 3. maj 2027"),
        (date(2027, 5, 4), "Ikke afklaret endnu: Karen Bæk finder ud af det, overskredet siden 3. maj 2027"),
    ],
)
def test_a_day_that_has_passed_when_the_document_is_made_is_told_as_overdue(made: date, said: str) -> None:
    walk = a_walk().mark("ICM-01", Status.NOT_SETTLED, 0, METTE, MONDAY).settles("ICM-01", KAREN, date(2027, 5, 3))
    assert said in lines_of(walk, day=made)
    assert said in markdown_file(paper(walk, day=made), DANISH).decode()


@pytest.mark.parametrize("words", [DANISH, ENGLISH], ids=lambda words: words.language)
def test_every_element_note_question_and_note_on_the_law_is_there_word_for_word(words: Words) -> None:
    walk = a_walk()
    lines = lines_of(walk, words)
    for element in walk.template.elements:
        assert words.of(element.name) in lines
        assert words.of(element.note) in lines or element.note is None
    for number, question in enumerate(walk.questions, 1):
        place = lines.index(f"{number}. {words.of(question.text)}")
        law = walk.template.side_note(question.id)
        assert (words.of(law.text) in lines[place + 1]) if law else True
    assert words.of(walk.template.introduction).split("\n\n")[1] in lines


def test_the_questions_are_headings_inside_their_elements_and_the_language_is_said() -> None:
    for words, language in ((DANISH, "da-DK"), (ENGLISH, "en-GB")):
        document = opened(word_file(paper(a_walk()), words))
        levels = [one.style.name for one in document.paragraphs if one.style and one.style.name.startswith("Heading")]
        assert levels[:5] == ["Heading 1", "Heading 2", "Heading 2", "Heading 2", "Heading 1"]
        assert (levels.count("Heading 1"), levels.count("Heading 2")) == (12, 32)
        assert {one.get(qn("w:val")) for one in document.styles.element.iter(qn("w:lang"))} == {language}


def test_the_front_says_what_when_and_who() -> None:
    walk = answered(a_walk(), "Egely").mark("ICM-02", Status.NOT_SETTLED, 0, JONAS, MONDAY)
    lines = lines_of(walk.mark("ICM-03", Status.NOT_RELEVANT, 0, JONAS, MONDAY))
    assert lines[:2] == ["Implementeringsskabelon: Individual Case Management (ICM)", "Børn og Familie"]
    assert "Udgave:\tKladde" in lines
    assert "Dato:\ttirsdag 12. januar 2027" in lines
    assert "Med i gruppen:\tMette Holm, Jonas Friis og Karen Bæk" in lines
    assert "Godkendes af:\tHenrik Lund" in lines
    assert "Svar:\t1 af 32 besvaret, 1 ikke afklaret endnu, 1 ikke relevant hos os" in lines
    assert "Kladde: ikke godkendt. Svarene kan stadig ændres." in lines


def test_an_approved_version_says_who_approved_it_when_and_who_took_part_until_then() -> None:
    walk = answered(a_walk(), "Egely").approve(HENRIK, MONDAY + timedelta(days=21))
    lines = lines_of(left_by(walk, KAREN, None), version=walk.versions[0])
    assert "Udgave:\tVersion 1" in lines
    assert "Godkendt:\tHenrik Lund, mandag 1. februar 2027" in lines
    assert "Med i gruppen:\tMette Holm, Jonas Friis og Karen Bæk" in lines
    assert not [line for line in lines if "Kladde" in line or "Godkendes" in line]


def test_a_draft_after_an_approved_version_names_it() -> None:
    walk = answered(a_walk(), "Egely").approve(HENRIK, MONDAY + timedelta(days=21))
    version = "version 1, som Henrik Lund godkendte mandag 1. februar 2027."
    assert f"Kladde: intet er ændret siden {version}" in lines_of(walk)
    changed = walk.mark("ICM-02", Status.NOT_RELEVANT, 0, JONAS, MONDAY + timedelta(days=22))
    assert f"Kladde: ændret siden {version} Ændringerne er ikke godkendt." in lines_of(changed)
    gone = replace(changed, people={METTE: changed.people[METTE]})
    assert HENRIK in users_in(gone, {}, None), "whoever approved it and has left is named too"


def test_an_answer_is_signed_by_all_who_wrote_it() -> None:
    lines = lines_of(answered(a_walk(), "Egely"), writers={"ICM-01": (JONAS, METTE)})
    assert below(lines, "1. Hvor forankres")[1:] == [
        "Egely",
        "Skrevet af Jonas Friis og Mette Holm. Senest ændret mandag 11. januar 2027.",
    ]
    assert "Ikke besvaret" in below(lines, "2. ")


def test_what_is_not_settled_has_an_owner_and_a_date_and_keeps_its_text() -> None:
    walk = answered(a_walk(), "Måske Egely").mark("ICM-01", Status.NOT_SETTLED, 1, JONAS, MONDAY)
    lines = lines_of(walk.settles("ICM-01", KAREN, date(2027, 2, 3)), writers={"ICM-01": (METTE,)})
    assert below(lines, "1. ")[1:] == [
        "Ikke afklaret endnu: Karen Bæk finder ud af det senest onsdag 3. februar 2027",
        "Markeret af Jonas Friis, mandag 11. januar 2027.",
        "Måske Egely",
        "Skrevet af Mette Holm.",
    ]


def test_what_is_not_settled_names_nobody_until_somebody_is_chosen() -> None:
    lines = lines_of(a_walk().mark("ICM-02", Status.NOT_SETTLED, 0, JONAS, MONDAY))
    assert below(lines, "2. ") == ["Ikke afklaret endnu", "Markeret af Jonas Friis, mandag 11. januar 2027."]


def test_what_is_not_relevant_says_who_said_so() -> None:
    lines = lines_of(a_walk().mark("ICM-02", Status.NOT_RELEVANT, 0, JONAS, MONDAY), ENGLISH)
    assert below(lines, "2. ") == ["Not relevant here", "Marked by Jonas Friis, Monday 11 January 2027."]


def test_a_question_of_ones_own_stands_last_in_its_element_and_is_marked() -> None:
    walk = a_walk().add_question("egen", "forankring", "Hvem orienterer borgmesteren?", KAREN)
    lines = lines_of(answered(walk, "Direktøren", "egen"))
    assert "4. Hvem orienterer borgmesteren?" in lines
    assert below(lines, "4. ")[:2] == ["Eget spørgsmål fra Karen Bæk.", "Direktøren"]
    assert any(line.startswith("33. ") for line in lines)


def test_whoever_is_gone_from_slack_still_stands_there() -> None:
    lines = lines_of(answered(a_walk(), "Egely"), names={})
    assert f"Skrevet af en tidligere kollega ({METTE}). Senest ændret mandag 11. januar 2027." in lines


def test_everybody_whose_name_stands_in_it_is_asked_for_once() -> None:
    walk = answered(a_walk(), "x", author=KAREN).mark("ICM-02", Status.NOT_SETTLED, 0, JONAS, MONDAY)
    walk = left_by(walk.settles("ICM-02", "U0NY", date(2027, 2, 1)), KAREN, None).approve(HENRIK, MONDAY)
    users = users_in(walk, {"ICM-01": ("U0GLEMT", KAREN)}, walk.versions[0])
    assert sorted(users) == sorted({METTE, JONAS, HENRIK, KAREN, "U0NY", "U0GLEMT"})


def test_markdown_says_the_same() -> None:
    walk = answered(a_walk(), "- et\n- to\n\nTre")
    made = markdown_file(paper(walk), DANISH).decode()
    assert made.startswith(
        "# Implementeringsskabelon: Individual Case Management (ICM)\n\nBørn og Familie\n\n- **Udgave:**"
    )
    assert "\n### 1\\. Hvor forankres ICM-indsatsen?\n" in made
    assert "\n\\- et\\\n\\- to\n\nTre\n" in made
    assert made.count("\n### ") == 32


# Texts that people write


TEXTS = {
    "paragraphs": "Et\n\nTo\nlinjer\n\n\nTre",
    "a list": "Punkter:\n- et\n- to\n  1. under\n  2. under igen\n• pasted",
    "tabs": "Navn\tTelefon\nBo\t12",
    "emoji": "👍🏽 👨‍👩‍👧 🇩🇰 🫠 e\u0301",
    "right to left": "שלום עולם\nمرحبا بالعالم\nDansk",
    "a long word": "ab" * 1500,
    "markup": "# Overskrift <b>x</b> [a](https://x.example) *x* {{x}}",
}


@pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS)
def test_every_line_stands_as_it_was_written(text: str) -> None:
    shown = [line for line in below(lines_of(answered(a_walk(), text)), "1. ")[1:-1] if line]
    assert shown == [line for line in as_written(text).split("\n") if line]


def test_emoji_are_kept_whole_and_what_nobody_sees_is_dropped() -> None:
    assert as_written("👨‍👩‍👧 می‌خواهم \U0001fae8") == "👨‍👩‍👧 می‌خواهم \U0001fae8"
    assert as_written("a\u200d \u200db\u202ec\ufeff\x00\x1b\ufffe\ud800d\xade") == "a bcde"
    assert as_written("a\r\nb\rc\x0bd\u2028e\x85f") == "a\nb\nc\nd\ne\nf"
    assert as_written("\uf0b7 punkt") == "• punkt"
    assert len(as_written("x" * LONGEST_ANSWER)) == LONGEST_ANSWER


def test_points_hang_and_scripts_that_run_from_the_right_are_turned() -> None:
    document = opened(word_file(paper(answered(a_walk(), "Før\n- et punkt\nשלום\nEfter")), DANISH))
    found = {paragraph.text: paragraph for paragraph in document.paragraphs}
    assert found["- et punkt"].paragraph_format.first_line_indent == pytest.approx(-Cm(0.5), rel=0.01)
    assert found["Før"].paragraph_format.first_line_indent is None
    assert found["שלום"]._p.find(f".//{qn('w:bidi')}") is not None
    assert found["שלום"].runs[0].font.rtl
    assert not found["Efter"].runs[0].font.rtl


@given(st.text(st.characters(exclude_categories=()), max_size=60))
@settings(max_examples=15)
def test_any_text_makes_a_file_that_opens_and_holds_it(text: str) -> None:
    asked = replace(template(), elements=template().elements[:1])
    walk = a_walk(asked).replace_text("ICM-01", f"x{text}", 0, METTE, MONDAY)
    shown = "\n".join(lines_of(walk))
    assert all(line.strip() in shown for line in as_written(f"x{text}").split("\n"))


def hostile() -> Walk:
    """One of these texts in every place, template and names among them."""
    texts = cycle([*INJECTIONS, *CORPUS])

    def text() -> Text:
        return Text(next(texts), next(texts))

    asked = template()
    elements = tuple(
        replace(one, name=text(), note=text(), prompts=tuple(replace(prompt, text=text()) for prompt in one.prompts))
        for one in asked.elements
    )
    asked = replace(asked, title=text(), introduction=text(), aliases=text(), elements=elements)
    walk = replace(a_walk(asked), unit=next(texts))
    for question in [one.id for one in walk.questions]:
        several = "\n".join(next(texts) for _ in range(4))
        walk = walk.replace_text(question, f"x\n{several}", 0, METTE, MONDAY)
    return walk.add_question("egen", "forankring", next(texts), KAREN)


@pytest.mark.libreoffice
def test_hostile_texts_everywhere_stay_text_in_libreoffice_on_plain_paper_and_on_a_letterhead() -> None:
    walk, names = hostile(), {METTE: "<b>Mette</b> =1+1", JONAS: "\x00{ DATE }"}
    plain = word_file(paper(walk, names=names), DANISH)
    check_that_nothing_is_hidden(plain)
    for root in opened_in_office(
        {"plain.docx": plain, "own.docx": word_file(paper(walk), ENGLISH, own_paper())}
    ).values():
        assert not {one.tag.removeprefix(TEXT) for one in root.iter() if one.tag.startswith(TEXT)} & LIVE
        assert len(named(root, "page-number")) <= 2
        assert not [link for link in attributes(root, "href") if "example" in link or link.startswith("file")]
        shown = "".join(root.itertext())
        assert "{{7919*7907}}" in shown
        assert str(7919 * 7907) not in shown
        assert "</w:t></w:r></w:p>" in shown


def test_no_earlier_wording_stands_in_it() -> None:
    walk = answered(a_walk(), "Gammel ordlyd").replace_text("ICM-01", "Ny", 1, METTE, MONDAY)
    assert "Gammel" not in texts_of(parts(paper(walk), DANISH))
    assert b"Gammel" not in b"".join(unpacked(word_file(paper(walk), DANISH)).values())


# The file


def test_equal_papers_give_equal_files_that_say_nothing_of_who_made_them() -> None:
    walk = answered(a_walk(), "Egely").approve(HENRIK, MONDAY)
    made = word_file(paper(walk, version=walk.versions[0]), DANISH)
    assert made == word_file(paper(walk, version=walk.versions[0], day=date(2028, 1, 1)), DANISH)
    check_that_nothing_is_hidden(made)
    assert properties(made)["creator"] == "Anker"
    assert properties(made)["created"] == "2027-01-11T00:00:00Z"


@pytest.mark.parametrize(
    ("unit", "name"),
    [
        ("Børn og Familie", "icm-boern-og-familie-kladde-2027-01-12.docx"),
        ("../../etc/passwd", "icm-etc-passwd-kladde-2027-01-12.docx"),
        ("שלום", "icm-kladde-2027-01-12.docx"),
        ("x" * 200, f"icm-{'x' * 30}-kladde-2027-01-12.docx"),
    ],
)
def test_a_file_has_a_name_that_every_system_takes(unit: str, name: str) -> None:
    assert name_of(paper(replace(a_walk(), unit=unit)), DANISH, "docx") == name


def test_an_english_document_says_that_the_template_is_translated_in_it() -> None:
    assert "The template is Danish; it is translated here." in texts_of(parts(paper(a_walk()), ENGLISH))
    assert "oversat" not in texts_of(parts(paper(a_walk()), DANISH))


def test_a_version_stands_in_the_name_in_the_language_of_the_document() -> None:
    walk = answered(a_walk(), "x").approve(HENRIK, MONDAY)
    assert name_of(paper(walk, version=walk.versions[0]), ENGLISH, "md") == "icm-boern-og-familie-version-1-en.md"
    assert name_of(paper(a_walk()), ENGLISH, "md") == "icm-boern-og-familie-draft-2027-01-12-en.md"


def test_thirty_two_answers_of_sixty_thousand_characters_are_ready_within_a_second() -> None:
    walk = a_walk()
    text = "\n".join(["Et afsnit om, hvordan vi arbejder sammen med de andre. "] * 34)[:1875]
    for question in walk.questions:
        walk = answered(walk, text, question.id)
    assert sum(len(answer.text) for answer in walk.answers.values()) > 59_000
    for make in (word_file, markdown_file):
        start = process_time()
        make(paper(walk), DANISH)
        assert process_time() - start < 1


# The municipality's own paper


def own_paper() -> bytes:
    """A letterhead as somebody made it in Word: two sections, text, a picture of nothing, and styles missing."""
    document = docx.Document()
    document.sections[0].left_margin = Cm(4)
    document.sections[0].header.paragraphs[0].text = "EGELUND KOMMUNE"
    document.sections[0].footer.paragraphs[0].text = "Rådhuspladsen 1"
    document.styles["Normal"].font.name = "Georgia"
    for name in ("Subtitle", "Heading 2", "List Bullet"):
        element = document.styles[name].element
        element.getparent().remove(element)
    document.add_paragraph("Skriv her")
    document.add_section().header.is_linked_to_previous = False
    document.sections[1].header.paragraphs[0].text = "Anden sektion"
    document.part.relate_to("file:///etc/hosts", RELATIONSHIP_TYPE.HYPERLINK, is_external=True)
    file = BytesIO()
    document.save(file)
    return file.getvalue()


def test_a_letterhead_keeps_its_look_header_and_footer_and_loses_its_text() -> None:
    made = word_file(paper(answered(a_walk(), "Egely")), DANISH, own_paper())
    document = opened(made)
    [section] = document.sections
    assert section.left_margin == pytest.approx(Cm(4), rel=0.01)
    assert section.header.paragraphs[0].text == "EGELUND KOMMUNE"
    assert section.footer.paragraphs[0].text == "Rådhuspladsen 1"
    assert document.styles["Normal"].font.name == "Georgia"
    everything = b"".join(unpacked(made).values()).decode("utf-8", "replace")
    assert not [old for old in ("Skriv her", "Anden sektion", "etc/hosts") if old in everything]
    styles = {one.style.name for one in document.paragraphs if one.style}
    assert {"Title", "Subtitle", "Heading 1", "Heading 2"} <= styles
    assert [one.text for one in document.paragraphs] == [
        one.text for one in opened(word_file(paper(answered(a_walk(), "Egely")), DANISH)).paragraphs
    ]


def test_a_letterhead_makes_nobodys_word_look_elsewhere() -> None:
    document = docx.Document(BytesIO(own_paper()))
    settings_part = document.part._settings_part
    far = settings_part.relate_to("file://server/normal.dotm", ATTACHED, is_external=True)
    attached = docx.oxml.OxmlElement("w:attachedTemplate")
    attached.set(qn("r:id"), far)
    document.settings.element.insert(0, attached)
    file = BytesIO()
    document.save(file)
    made = word_file(paper(a_walk()), DANISH, file.getvalue())
    everything = b"".join(unpacked(made).values())
    assert b"attachedTemplate" not in everything
    assert b'TargetMode="External"' not in everything


@pytest.mark.parametrize("data", [b"", b"PK\x03\x04", b"{\\rtf1}", b"%PDF-1.4"], ids=["empty", "zip", "rtf", "pdf"])
def test_what_is_no_word_file_is_no_letterhead(data: bytes) -> None:
    with pytest.raises(NotALetterhead, match=r"as a Word document \(\.docx\)"):
        on_letterhead(data)
