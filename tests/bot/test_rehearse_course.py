"""The dates of a course in the terminal, for people and for programs, and what is said of a wrong date."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from bot.__main__ import main
from bot.settings import CONTENT

SHIPPED = CONTENT / "course-forankringsstoette.yaml"


def printed(capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    assert main(["rehearse", *arguments]) == 0
    said = capsys.readouterr()
    assert said.err == ""
    return said.out


def refused(capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    """The one sentence that is said, with nothing printed besides."""
    assert main(["rehearse", *arguments]) == 2
    said = capsys.readouterr()
    assert said.out == ""
    [line] = said.err.splitlines()
    assert line.endswith(".")
    return line


def test_for_a_program_every_milestone_has_its_date_and_what_is_proposed_and_why(
    capsys: pytest.CaptureFixture[str],
) -> None:
    found = json.loads(printed(capsys, "forankringsstoette", "--open", "2027-01-11", "--json"))
    assert [one["id"] for one in found][:3] == ["team_formed", "staff_informed", "barometer_1_open"]
    assert len(found) == 14
    assert all(list(one) == ["id", "date", "proposed", "reason"] for one in found)
    by_id = {one["id"]: (one["date"], one["proposed"], one["reason"]) for one in found}
    assert by_id["development_day"] == ("2027-03-01", None, None)
    assert by_id["barometer_2_open"] == ("2027-07-11", "2027-08-02", "søndag; uge 28-30")
    assert by_id["barometer_2_close"] == ("2027-07-25", "2027-08-16", "uge 29; følger Barometer 2 åbner")
    assert by_id["final_meeting"] == ("2027-08-08", "2027-08-30", "søndag; følger Barometer 2 åbner")


def test_a_reason_names_holidays_and_closed_days(capsys: pytest.CaptureFixture[str]) -> None:
    found = json.loads(printed(capsys, "forankringsstoette", "--open", "2026-09-28", "--json"))
    reasons = {one["id"]: one["reason"] for one in found}
    assert reasons["barometer_2_open"] == "søndag; påskedag; 2. påskedag"
    assert reasons["status_meeting_1"] == "lukket 24. december-1. januar; lørdag; søndag"
    english = json.loads(printed(capsys, "forankringsstoette", "--open", "2026-09-28", "--json", "--language", "en"))
    reasons = {one["id"]: one["reason"] for one in english}
    assert reasons["barometer_2_open"] == "Sunday; Easter Sunday; Easter Monday"
    assert reasons["status_meeting_1"] == "closed 24 December-1 January; Saturday; Sunday"
    assert reasons["barometer_1_close"] == "week 42"


def test_a_development_day_that_is_known_counts(capsys: pytest.CaptureFixture[str]) -> None:
    given = printed(capsys, "forankringsstoette", "--open", "2027-01-11", "--development-day", "2027-03-04", "--json")
    found = {one["id"]: one["date"] for one in json.loads(given)}
    assert (found["development_day"], found["status_meeting_1"]) == ("2027-03-04", "2027-04-15")


def test_for_people_it_is_a_list_with_proposals_below_their_dates(capsys: pytest.CaptureFixture[str]) -> None:
    lines = printed(capsys, "forankringsstoette", "--open", "2027-01-11").splitlines()
    assert lines[0] == "Forankringsstøtte"
    place = lines.index("sø. 11. jul. 2027      Barometer 2 åbner")
    assert lines[place + 1].strip() == "foreslået: ma. 2. aug. 2027 (søndag; uge 28-30)"
    assert "proposed: Mon 2 Aug 2027 (Sunday; weeks 28-30)" in printed(
        capsys, "forankringsstoette", "--open", "2027-01-11", "--language", "en"
    )


def test_a_course_of_ones_own_is_counted_from_its_file(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    own = tmp_path / "egen.yaml"
    own.write_text(SHIPPED.read_text("utf-8").replace("weeks: 6", "weeks: 8"), "utf-8")
    found = json.loads(printed(capsys, str(own), "--open", "2027-01-11", "--json"))
    assert {one["id"]: one["date"] for one in found}["status_meeting_1"] == "2027-04-26"


def test_a_course_file_with_a_mistake_names_file_line_and_mend(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    own = tmp_path / "egen.yaml"
    own.write_text(SHIPPED.read_text("utf-8").replace("after: final_meeting", "after: final"), "utf-8")
    said = refused(capsys, str(own), "--open", "2027-01-11")
    assert "egen.yaml, line" in said
    assert "milestones.after_care.after: names final, which is neither an anchor nor a milestone." in said


@pytest.mark.parametrize(
    "written", ["2027-13-01", "2027-02-29", "11-01-2027", "20270111", "2027-W02-1", "i morgen", " "]
)
def test_what_is_no_date_is_said_to_be_none(written: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert refused(capsys, "forankringsstoette", "--open", written).endswith("is no date: write it as 2027-01-11.")


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["forankringsstoette"], "--open 2027-01-11"),
        (["forankringsstoette", "--open", "9999-12-31"], "too far away"),
        (["forankringsstoette", "--open", "2027-01-11", "--development-day", "x"], "--development-day x is no date"),
        (["forankringsstoette", "--open", "2027-01-11", "--development-day", "2027-01-10"], "before barometer_1_open"),
        (["forankringsstoette", "--open", "2027-01-11", "--role", "leder"], "a course has no roles"),
        (["icm", "--json"], "icm is no course"),
        (["nope", "--open", "2027-01-11"], "Courses: forankringsstoette."),
        (["nope"], "Courses: forankringsstoette."),
    ],
)
def test_what_cannot_be_done_is_one_sentence(
    arguments: list[str], words: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert words in refused(capsys, *arguments)


def test_a_course_with_other_anchors_says_what_it_cannot_be_given(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    own = tmp_path / "egen.yaml"
    anchors = "anchors:\n  first:\n    given: true\n  other:\n    given: true\n"
    own.write_text(
        f"id: egen\nversion: 1\ntitle: {{da: Egen}}\n{anchors}"
        "milestones:\n- {id: first, kind: meeting, da: Først, after: first, days: 0}\n",
        "utf-8",
    )
    assert "(other)" in refused(capsys, str(own), "--open", "2027-01-11")
    given = refused(capsys, str(own), "--open", "2027-01-11", "--development-day", "2027-01-12")
    assert "has no anchor called development_day" in given
