"""The plan for the case archive: every action under its theme, who is gone still named, and text that stays text."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime
from io import BytesIO
from itertools import cycle, islice

import docx
import pytest

from domain.barometers import Text
from domain.plans import Action, ActionTheme, plan
from messages.letterhead import NotALetterhead
from messages.plan_documents import PlanPaper, name_of, word_file
from messages.wording import Words
from tests.attacks.hostile import CORPUS
from tests.domain.small_courses import shipped
from tests.messages.office import INJECTIONS, attributes, check_that_nothing_is_hidden, opened_in_office, properties
from tests.messages.test_walk_documents import LIVE, TEXT, own_paper

DANISH, ENGLISH = Words("da"), Words("en")
TODAY = date(2027, 3, 15)
SKILLS = ActionTheme("kompetencer", Text("Kompetencer", "Skills"))
NAMES = {"U1": "Mette Skovgaard"}


def action(text: str = "Fast ICM-tid", deadline: date = date(2027, 4, 9), owner: str = "U1", **other: object) -> Action:

    made = Action(text, "c1", text, owner, deadline, "U1", datetime(2027, 3, 1, tzinfo=UTC), SKILLS)
    return replace(made, **other)  # type: ignore[arg-type]


def paper(*actions: Action, municipality: str = "Egelund Kommune") -> PlanPaper:
    return PlanPaper(replace(shipped(), municipality=municipality), plan("c1", actions), TODAY, NAMES)


def rows(*actions: Action, words: Words = DANISH) -> Sequence[Sequence[str]]:
    """The cells of the table, row by row."""
    document = docx.Document(BytesIO(word_file(paper(*actions), words)))
    return [[cell.text for cell in row.cells] for row in document.tables[-1].rows]


def lines(*actions: Action, words: Words = DANISH) -> list[str]:
    return [one.text for one in docx.Document(BytesIO(word_file(paper(*actions), words))).paragraphs]


def test_it_says_what_it_is_for_whom_and_when() -> None:
    document = docx.Document(BytesIO(word_file(paper(action()), DANISH)))
    front = [one.text for one in document.paragraphs]
    assert front[:2] == ["Forankringsplan", "Egelund Kommune"]
    facts = "\n".join([*front, *(cell.text for table in document.tables for cell in table._cells)])
    assert "mandag 15. marts 2027" in facts
    assert "Forankringsstøtte" in facts


def test_every_action_stands_under_its_theme_with_owner_deadline_and_status() -> None:
    late = action("Bestil", date(2027, 3, 1), owner="U0VAEK", theme=None)
    assert rows(action(), action("Gør det", date(2027, 5, 3)).done(), late)[1:] == [
        ["Kompetencer"] * 4,
        ["Fast ICM-tid", "Mette Skovgaard", "9. april 2027", "Åben"],
        ["Gør det", "Mette Skovgaard", "3. maj 2027", "Gjort"],
        ["Uden tema"] * 4,
        ["Bestil", "en tidligere kollega (U0VAEK)", "1. marts 2027", "Åben, fristen er gået"],
    ]


def test_what_is_given_up_says_why_where_somebody_did() -> None:
    given_up = [action().given_up("Ingen nye"), action("Andet").given_up()]
    assert [row[3] for row in rows(*given_up)[2:]] == ["Opgivet", "Opgivet: Ingen nye"]


def test_it_is_english_for_whoever_reads_english() -> None:
    shown = rows(action(), words=ENGLISH)
    assert list(shown[0]) == ["Action", "Who", "Deadline", "Status"]
    assert shown[1][0] == "Skills"
    assert list(shown[2]) == ["Fast ICM-tid", "Mette Skovgaard", "9 April 2027", "Open"]


def test_an_empty_plan_says_so() -> None:
    assert "Der er ingen handlinger i planen endnu." in lines()


@pytest.mark.libreoffice
def test_hostile_texts_stay_text_in_libreoffice_on_plain_paper_and_on_a_letterhead() -> None:
    texts = cycle([*INJECTIONS, *CORPUS])
    actions = [
        action(text, theme=ActionTheme(f"t{n % 7}", Text(next(texts)))).given_up(next(texts))
        for n, text in enumerate(islice(texts, 80))
    ]
    made = paper(*actions, municipality="=1+1 <b>Egelund</b>")
    made = replace(made, names={"U1": "\x00{ DATE } =1+1"})
    plain = word_file(made, DANISH)
    check_that_nothing_is_hidden(plain)
    opened = opened_in_office({"plain.docx": plain, "own.docx": word_file(made, ENGLISH, own_paper())})
    for root in opened.values():
        assert not {one.tag.removeprefix(TEXT) for one in root.iter() if one.tag.startswith(TEXT)} & LIVE
        assert not [link for link in attributes(root, "href") if "example" in link or link.startswith("file")]
        shown = "".join(root.itertext())
        assert "{{7919*7907}}" in shown
        assert str(7919 * 7907) not in shown


def test_equal_papers_give_equal_files_that_say_nothing_of_who_made_them() -> None:
    made = word_file(paper(action()), DANISH)
    assert made == word_file(paper(action()), DANISH)
    assert properties(made)["creator"] == "Anker"
    with pytest.raises(NotALetterhead):
        word_file(paper(action()), DANISH, b"ikke Word")


@pytest.mark.parametrize(
    ("municipality", "name"),
    [
        ("Egelund Kommune", "forankringsplan-egelund-kommune-2027-03-15.docx"),
        ("../../etc/passwd", "forankringsplan-etc-passwd-2027-03-15.docx"),
    ],
)
def test_a_file_has_a_name_that_every_system_takes(municipality: str, name: str) -> None:
    assert name_of(paper(municipality=municipality), DANISH) == name
