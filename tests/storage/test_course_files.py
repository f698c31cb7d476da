from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from domain.barometers import Text
from domain.calendars import calendar
from domain.course_definitions import CourseType, Kind, Offset
from storage.content import ContentError, load_barometers
from storage.course_files import UnknownCourse, course_in, load_courses, read_course
from tests.domain.small_courses import HERE

SHIPPED = Path(__file__).parents[2] / "content"
COURSE = load_courses([SHIPPED]).get("forankringsstoette", 1)

SMALL = """\
id: lille
version: 1
title: {da: Lille, en: Small}
anchors:
  start:
    given: true
  midt:
    given: false
    default: {after: start, weeks: 2}
milestones:
- id: start
  kind: barometer_open
  da: Åbner
  after: start
  days: 0
- id: moede
  kind: meeting
  da: Møde
  en: Meeting
  after: midt
  months: 1
  groups: [[leder, superbruger], [sagsbehandler]]
  minutes: 60
  remind_days_before: [7, 0]
  agenda: {da: ["Hvad nu?"]}
- id: slut
  kind: deadline
  da: Slut
  after: moede
  days: -3
  invited: team
  basis: seed event
closed_weeks: [7, 42]
closed_days: ['12-24', '02-29']
"""


@pytest.fixture
def write(tmp_path: Path) -> Callable[..., Path]:
    def written(text: str, name: str = "course-lille.yaml") -> Path:
        path = tmp_path / name
        path.write_text(text, "utf-8")
        return path

    return written


def mistakes(path: Path) -> list[str]:
    """What is told of a file, without the folder it stands in."""
    with pytest.raises(ContentError) as wrong:
        read_course(path)
    return [line.removeprefix(f"{path.parent}/") for line in wrong.value.mistakes]


def test_the_shipped_course_is_complete_in_both_languages() -> None:
    texts: list[Text] = [COURSE.title, *(milestone.name for milestone in COURSE.milestones)]
    assert all(text.en and text.en != text.da for text in texts)
    agendas = [milestone.agenda for milestone in COURSE.milestones if milestone.agenda.da]
    assert len(agendas) == 5
    assert all(len(agenda.da) == len(agenda.en) for agenda in agendas)


def test_the_shipped_course_reminds_of_status_meetings_seven_one_and_no_days_before() -> None:
    assert COURSE.milestone("status_meeting_1").remind_days_before == (7, 1, 0)
    assert COURSE.milestone("development_day").remind_days_before == (14, 2)
    assert COURSE.milestone("status_meeting_2").counted.offset == Offset(weeks=12)
    assert COURSE.milestone("focus_groups").groups == (("leder", "faglig_leder"), ("superbruger",), ("sagsbehandler",))
    assert COURSE.closed_weeks == {7, 28, 29, 30, 42}
    assert len(COURSE.closed_days) == 9


def test_a_file_becomes_the_course_it_describes(write: Callable[..., Path]) -> None:
    small = read_course(write(SMALL))
    assert [milestone.kind for milestone in small.milestones] == [Kind.BAROMETER_OPEN, Kind.MEETING, Kind.DEADLINE]
    meeting = small.milestone("moede")
    assert (meeting.name, meeting.minutes, meeting.basis, meeting.invited) == (
        Text("Møde", "Meeting"),
        60,
        "default",
        None,
    )
    assert meeting.agenda.in_("en") == ("Hvad nu?",)
    assert (small.milestone("slut").invited, small.milestone("slut").basis) == ("team", "seed event")
    assert small.needed == ("start",)
    assert small.closed_days == {(12, 24), (2, 29)}
    found = {entry.id: entry.counted for entry in calendar(small, {"start": date(2027, 1, 11)}, HERE)}
    assert found == {"start": date(2027, 1, 11), "moede": date(2027, 2, 25), "slut": date(2027, 2, 22)}


def test_a_municipalitys_own_course_stands_beside_ours_in_every_version(write: Callable[..., Path]) -> None:
    own = write(SMALL)
    write(SMALL.replace("version: 1", "version: 2"), "course-ny.yml")
    courses = load_courses([SHIPPED, own.parent])
    assert {(one.id, one.version) for one in courses.all()} == {("forankringsstoette", 1), ("lille", 2)}
    assert {(one.id, one.version) for one in courses.every()} == {("forankringsstoette", 1), ("lille", 1), ("lille", 2)}
    assert courses.get("lille", 1).version == 1
    with pytest.raises(UnknownCourse):
        courses.get("lille", 3)


def test_the_same_course_twice_and_mistakes_of_several_files_are_told_together(write: Callable[..., Path]) -> None:
    folder = write(SMALL).parent
    write(SMALL, "course-samme.yaml")
    write(SMALL.replace("kind: meeting", "kind: party"), "course-z.yaml")
    with pytest.raises(ContentError) as wrong:
        load_courses([folder])
    twice, kind = wrong.value.mistakes
    assert "course-samme.yaml: is lille version 1, and so is" in twice
    assert "course-z.yaml, line 17, milestones.moede.kind" in kind


def test_a_course_file_is_no_stranger_among_the_content(write: Callable[..., Path]) -> None:
    own = write(SMALL)
    assert load_barometers([SHIPPED, own.parent]).all()


WRONG: dict[str, tuple[str, str, str]] = {
    "a kind that is not known": ("kind: meeting", "kind: party", "line 17, milestones.moede.kind"),
    "a role that is not known": ("[sagsbehandler]", "[chef]", "line 22, milestones.moede.groups.2.1"),
    "counted from nothing": ("after: moede", "after: mode", "line 29, milestones.slut.after"),
    "a default counted from nothing": (
        "{after: start, weeks",
        "{after: stat, weeks",
        "line 9, anchors.midt.default.after",
    ),
    "no distance": ("  days: -3\n", "", "line 26, milestones.slut"),
    "two distances": ("days: -3", "days: -3\n  weeks: 1", "line 26, milestones.slut"),
    "a distance in words": ("days: -3", "days: tre", "line 30, milestones.slut.days"),
    "a distance too long": ("days: -3", "days: 5000", "line 30, milestones.slut.days"),
    "an anchor without a date": ("    default: {after: start, weeks: 2}\n", "", "line 7, anchors.midt"),
    "an id twice": ("id: slut", "id: moede", "line 26, milestones.moede.id"),
    "on its own anchor, and later": ("days: 0", "days: 1", "line 14, milestones.start.after"),
    "an anchor counted from another": ("after: start\n", "after: midt\n", "line 14, milestones.start.after"),
    "in a circle": ("after: midt", "after: slut", "line 20, milestones.moede.after"),
    "in a circle through a default": (
        "after: start, weeks",
        "after: moede, weeks",
        "line 9, anchors.midt.default.after",
    ),
    "after itself without an anchor": ("after: moede", "after: slut", "line 29, milestones.slut.after"),
    "the same reminder twice": ("[7, 0]", "[7, 7]", "line 24, milestones.moede.remind_days_before.2"),
    "a reminder after the meeting": ("[7, 0]", "[7, -1]", "line 24, milestones.moede.remind_days_before.2"),
    "an agenda of a deadline": ("invited: team", "agenda: {da: [Hej]}", "line 31, milestones.slut.agenda"),
    "invited is not known": ("invited: team", "invited: some", "line 31, milestones.slut.invited"),
    "a basis that is not known": ("basis: seed event", "basis: gut", "line 32, milestones.slut.basis"),
    "a week that no year has": ("[7, 42]", "[7, 54]", "line 33, closed_weeks.2"),
    "a week twice": ("[7, 42]", "[7, 7]", "line 33, closed_weeks.2"),
    "a day that no year has": ("'02-29'", "'02-30'", "line 34, closed_days.2"),
    "a day in words": ("'02-29'", "'juleaften'", "line 34, closed_days.2"),
    "a day that is a number": ("'02-29'", "229", "line 34, closed_days.2"),
    "a day twice": ("'02-29'", "'12-24'", "line 34, closed_days.2"),
    "no Danish": ("da: Slut", "en: End", "line 26, milestones.slut.da"),
    "an empty group": ("[sagsbehandler]", "[]", "line 22, milestones.moede.groups.2"),
    "an id with a colon": ("id: lille", "id: 'l:l'", "line 1, id"),
    "an anchor that is no id": ("  midt:\n", "  'mi dt':\n", "line 7, anchors.mi dt"),
    "no milestones": (
        SMALL[SMALL.index("milestones:") : SMALL.index("closed_weeks")],
        "milestones: []\n",
        "line 10, milestones",
    ),
    "every week closed": ("[7, 42]", str([*range(1, 53)]), "line 33, closed_weeks"),
    "a key that is not known": ("minutes: 60", "hours: 1", "line 23, milestones.moede.hours"),
    "a meeting of no minutes": ("minutes: 60", "minutes: 0", "line 23, milestones.moede.minutes"),
}


@pytest.mark.parametrize("what", WRONG)
def test_a_mistake_is_told_with_its_place_and_what_to_do(write: Callable[..., Path], what: str) -> None:
    right, wrong, where = WRONG[what]
    assert right in SMALL
    lines = mistakes(write(SMALL.replace(right, wrong, 1)))
    told_where, _, words = lines[0].partition(": ")
    assert told_where == f"course-lille.yaml, {where}"
    assert re.fullmatch(r"\S.+\. \S.+\.", words), words


def test_a_circle_is_told_once_with_everything_in_it(write: Callable[..., Path]) -> None:
    [line] = mistakes(write(SMALL.replace("after: midt", "after: slut")))
    assert "counts in a circle (moede after slut after moede)" in line


def test_all_mistakes_of_a_file_are_told_in_the_order_of_its_lines(write: Callable[..., Path]) -> None:
    text = (
        SMALL.replace("[sagsbehandler]", "[chef]").replace("after: moede", "after: mode").replace("'02-29'", "'13-01'")
    )
    numbers = [int(re.findall(r"line (\d+)", line)[0]) for line in mistakes(write(text))]
    assert numbers == [22, 29, 34]


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=5,
)


@settings(suppress_health_check=[HealthCheck.too_slow])
@given(st.sampled_from(sorted(yaml.safe_load(SMALL))), VALUES)
def test_whatever_stands_in_a_place_it_is_a_course_or_a_mistake(key: str, value: object) -> None:
    found = course_in({**yaml.safe_load(SMALL), key: value})
    assert isinstance(found, CourseType) or found


@settings(suppress_health_check=[HealthCheck.too_slow])
@given(st.sampled_from(sorted(yaml.safe_load(SMALL)["milestones"][1])), VALUES)
def test_whatever_stands_in_a_milestone_it_is_a_course_or_a_mistake(key: str, value: object) -> None:
    data = yaml.safe_load(SMALL)
    data["milestones"][1][key] = value
    found = course_in(data)
    assert isinstance(found, CourseType) or found
