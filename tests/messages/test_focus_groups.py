"""The guide for a focus group: made of what is released, and of nothing else."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from domain.courses import Course
from domain.focus_groups import Why, group_of, groups_of, guide, minutes_of
from domain.round_numbers import RoundNumber
from domain.scoring import Suffix
from messages.focus_group_guides import GuidePaper, name_of, parts, word_file
from messages.pages import Bullets, Facts, Heading, Paragraph, Table
from messages.wording import Words
from storage.course_files import load_courses
from tests.messages.office import (
    UNIT,
    attributes,
    check_that_nothing_is_hidden,
    hostile,
    opened_in_office,
    texts_of,
)
from tests.messages.results import Sample, sample
from tests.messages.test_documents import some_sample

DANISH, ENGLISH = Words("da"), Words("en")
TYPE = load_courses([Path(__file__).parents[2] / "content"]).get("forankringsstoette", 1)
COURSE = Course(
    "c", "T0", "C0TEAM", "C0BOERN", "Egelund Kommune", TYPE, {"barometer_1_open": date(2027, 1, 11)}, date(2026, 12, 1)
)
WIDE = sample(rate=0.9, seed=3)


def paper(one: Sample = WIDE, number: int = 3, course: Course = COURSE) -> GuidePaper:
    return GuidePaper(course, group_of(course.type, number), one.round, one.release, RoundNumber(1))


def test_the_course_has_three_groups_of_an_hour() -> None:
    assert [one.roles for one in groups_of(TYPE)] == [("leder", "faglig_leder"), ("superbruger",), ("sagsbehandler",)]
    assert [one.subject for one in groups_of(TYPE)] == ["notes:1", "notes:2", "notes:3"]
    assert paper().minutes == 60


def test_the_guide_fits_into_its_hour() -> None:
    found = guide(WIDE.release, WIDE.round.barometer, ["sagsbehandler"])
    assert found[0].why is Why.MOST_TO_GAIN
    assert 60 - len(found) < 15 + len(found) * minutes_of(found, 60) <= 60
    assert minutes_of((), 60) == 45


@some_sample
def test_only_what_is_released_of_everybody_and_asked_of_the_group_is_brought_up(one: Sample) -> None:
    shown = one.release.everybody
    for group in groups_of(TYPE):
        found = guide(one.release, one.round.barometer, group.roles)
        items = [item for part in found for item in part.items]
        assert len(items) == len({item.id for item in items})
        assert all(item.id in shown.items and item.roles & set(group.roles) for item in items)
        assert all(theme.id in shown.themes for part in found for theme in part.themes)
        for part in found:
            if part.why is Why.DIVIDED:
                assert all(Suffix.DIVIDED in (shown.items[item.id].suffixes or ()) for item in part.items)
            if part.why is Why.NOT_RELEVANT:
                assert all(shown.items[item.id].not_relevant for item in part.items)


@some_sample
def test_no_figure_of_the_guide_is_another_than_the_released_one(one: Sample) -> None:
    for number in (1, 2, 3):
        tables = [part for part in parts(paper(one, number), DANISH) if isinstance(part, Table)]
        for row in (row for table in tables for row in table.rows):
            place = int(str(row.cells[0]).split(".")[0]) - 1
            figures = one.release.everybody.items[one.round.barometer.items[place].id]
            assert str(row.cells[2]) == str(figures.not_relevant)
            assert f"{figures.n} " in str(row.cells[1]) or "næsten alle" in str(row.cells[1])


def test_it_names_the_items_and_asks_what_the_barometer_proposes_to_talk_about() -> None:
    found = parts(paper(), DANISH)
    told = texts_of(found)
    lowest = guide(WIDE.release, WIDE.round.barometer, ["sagsbehandler"])[0]
    for item in lowest.items:
        assert item.text.da in told
    for theme in lowest.themes:
        assert theme.name.da in told
        assert theme.discuss is None or theme.discuss.da in told
    assert isinstance(found[0], Facts)
    assert any(isinstance(part, Bullets) for part in found)


@pytest.mark.parametrize(("number", "question"), [(1, "som ledelse"), (2, "oftest spurgt om"), (3, "jeres hverdag")])
def test_each_group_is_asked_what_it_can_tell(number: int, question: str) -> None:
    assert question in texts_of(parts(paper(number=number), DANISH))
    assert sum(question in texts_of(parts(paper(number=other), DANISH)) for other in (1, 2, 3)) == 1


def test_a_result_without_figures_leaves_the_frame_and_the_end() -> None:
    nothing = replace(WIDE.release, populations={}, ranking=())
    found = parts(replace(paper(), release=nothing), DANISH)
    assert not any(isinstance(part, Table) for part in found)
    assert len([part for part in found if isinstance(part, Heading)]) == 2


def test_in_english_no_danish_sentence_of_ours_is_left() -> None:
    told = texts_of([part for part in parts(paper(), ENGLISH) if isinstance(part, (Paragraph, Heading))])
    assert "The frame (about 5 min)" in told
    assert not {"Rammen", "Bagefter", "Tallene"} & set(told.replace(":", " ").split())


def test_the_same_paper_gives_the_same_file_with_nothing_hidden_in_it() -> None:
    data = word_file(paper(), DANISH)
    assert data == word_file(paper(), DANISH)
    check_that_nothing_is_hidden(data)
    assert name_of(paper(number=1), DANISH) == "interviewguide-ledelsen-boern-og-familie.docx"


@pytest.mark.libreoffice
def test_a_hostile_barometer_becomes_text_in_libreoffice() -> None:
    one = sample(rate=0.9, seed=5, barometer=hostile(), unit=UNIT)
    data = word_file(GuidePaper(COURSE, group_of(TYPE, 3), one.round, one.release, RoundNumber(1)), DANISH)
    opened = opened_in_office({"guide.docx": data})["guide.docx"]
    assert attributes(opened, "href") == []
    assert attributes(opened, "formula") == []
