"""The calendar file of a course, read again as a calendar would read it."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from icalendar import Calendar

from domain.courses import Course, confirmed, held, moved, not_needed
from messages.course_calendars import calendar_file, file_name
from messages.wording import Words
from tests.domain.small_courses import EARLY, HERE, MONDAY, shipped

DANISH, ENGLISH = Words("da"), Words("en")
NOW = datetime(2027, 1, 4, 8, tzinfo=UTC)
STATUS = date(2027, 4, 12)


def events(course: Course, words: Words = DANISH) -> dict[str, Any]:
    """The events of the file, by milestone; the library has no types for what stands in them."""
    file = Calendar.from_ical(calendar_file(course, HERE, words, NOW))
    return {str(event["UID"]).partition("@")[0].partition(".")[2]: event for event in file.walk("VEVENT")}


def agreed(at: time | None, place: str = "Mødelokale 2", course: Course | None = None, on: date = STATUS) -> Course:
    return confirmed(course or shipped(), "status_meeting_1", on, EARLY, HERE, at=at, place=place).course


def lines(course: Course) -> list[str]:
    """The file's lines as a reader unfolds them."""
    return calendar_file(course, HERE, DANISH, NOW).decode().replace("\r\n ", "").split("\r\n")


def test_the_meetings_of_a_course_are_in_its_file_and_nothing_else() -> None:
    assert [*events(shipped())] == [
        "focus_groups",
        "report_meeting",
        "development_day",
        "status_meeting_1",
        "status_meeting_2",
        "final_meeting",
    ]


def test_a_proposed_meeting_is_tentative_and_takes_its_whole_day() -> None:
    event = events(shipped())["status_meeting_1"]
    assert (event["STATUS"], event["SEQUENCE"], event["TRANSP"]) == ("TENTATIVE", 0, "TRANSPARENT")
    assert (event["DTSTART"].dt, event["DTEND"].dt) == (STATUS, date(2027, 4, 13))
    assert event["DTSTART"].params["VALUE"] == "DATE"
    assert event["SUMMARY"] == "Statusmøde efter 6 uger, Egelund"
    assert "Foreslået, ikke aftalt." in event["DESCRIPTION"]
    assert "Dagsorden:\n- Planen: hvad er gjort, hvad er over fristen?" in event["DESCRIPTION"]
    assert "LOCATION" not in event


def test_an_agreed_meeting_is_confirmed_at_its_hour_on_copenhagens_clock() -> None:
    event = events(agreed(time(13)))["status_meeting_1"]
    assert (event["STATUS"], event["SEQUENCE"], event["TRANSP"]) == ("CONFIRMED", 1, "OPAQUE")
    assert event["DTSTART"].params["TZID"] == "Europe/Copenhagen"
    assert event["DTSTART"].dt.astimezone(UTC) == datetime(2027, 4, 12, 11, tzinfo=UTC)
    assert event["DTEND"].dt - event["DTSTART"].dt == timedelta(hours=1)
    assert event["LOCATION"] == "Mødelokale 2"
    assert "Foreslået" not in event["DESCRIPTION"]


def test_three_focus_groups_of_an_hour_take_three_hours() -> None:
    course = confirmed(shipped(), "focus_groups", date(2027, 2, 1), EARLY, HERE, at=time(9)).course
    event = events(course)["focus_groups"]
    assert event["DTEND"].dt - event["DTSTART"].dt == timedelta(hours=3)
    assert "slutter" not in event.get("DESCRIPTION", ""), "its length is the course's own"


@pytest.mark.parametrize(("at", "ends"), [(time(9), time(16)), (time(15, 30), time(16, 30)), (time(18), time(19))])
def test_a_development_day_runs_until_work_ends_and_says_that_its_end_is_not_agreed(at: time, ends: time) -> None:
    event = events(confirmed(shipped(), "development_day", date(2027, 3, 1), EARLY, HERE, at=at).course)
    assert (event["development_day"]["DTSTART"].dt.time(), event["development_day"]["DTEND"].dt.time()) == (at, ends)
    assert "Hvornår det slutter, er ikke aftalt." in event["development_day"]["DESCRIPTION"]


def test_a_meeting_keeps_its_name_and_counts_its_changes() -> None:
    first = shipped()
    second = agreed(time(13), course=first)
    third = moved(second, "status_meeting_1", date(2027, 4, 20), EARLY, HERE).course
    fourth = not_needed(third, "status_meeting_1")
    found = [events(course)["status_meeting_1"] for course in (first, second, third, fourth)]
    assert len({str(event["UID"]) for event in found}) == 1
    assert [event["SEQUENCE"] for event in found] == [0, 1, 2, 3]
    assert [event["STATUS"] for event in found] == ["TENTATIVE", "CONFIRMED", "CONFIRMED", "CANCELLED"]


def test_what_moved_along_counts_its_change_as_well() -> None:
    course = moved(shipped(), "development_day", date(2027, 3, 8), EARLY, HERE).course
    event = events(course)["status_meeting_1"]
    assert (event["DTSTART"].dt, event["SEQUENCE"]) == (date(2027, 4, 19), 1)
    assert events(course)["report_meeting"]["SEQUENCE"] == 0


def test_when_a_course_ends_what_it_did_not_come_to_is_cancelled() -> None:
    course = held(agreed(time(13)), "development_day", date(2027, 3, 1), EARLY, HERE).course
    before, after = events(course), events(course.ended())
    assert {name: event["STATUS"] for name, event in after.items() if event["STATUS"] != "CANCELLED"} == {
        "development_day": "CONFIRMED"
    }
    assert all(after[name]["SEQUENCE"] > before[name]["SEQUENCE"] for name in after)


def test_a_date_that_was_not_counted_so_says_why() -> None:
    told = "Datoen er flyttet for at følge »Barometer 2 åbner«, der er flyttet fra 11. juli til 2. august."
    assert told in events(shipped())["final_meeting"]["DESCRIPTION"]


def test_two_courses_and_two_milestones_never_share_a_name() -> None:
    names = [str(event["UID"]) for event in events(shipped()).values()]
    assert len({*names}) == len(names)


def test_the_file_can_be_had_in_english() -> None:
    event = events(shipped(), ENGLISH)["status_meeting_1"]
    assert event["SUMMARY"] == "Status meeting, week 6, Egelund"
    assert event["DESCRIPTION"].startswith("Proposed, not agreed.\nAgenda:\n- The plan:")
    assert (file_name(DANISH), file_name(ENGLISH)) == ("anker-forloeb.ics", "anker-course.ics")


def test_the_file_says_of_itself_what_the_standard_asks_for() -> None:
    written = lines(shipped())
    assert written[0] == "BEGIN:VCALENDAR"
    for line in ("VERSION:2.0", "METHOD:PUBLISH", "CALSCALE:GREGORIAN", "TZID:Europe/Copenhagen"):
        assert written.count(line) == 1
    assert all(len(line.encode()) <= 75 for line in calendar_file(shipped(), HERE, DANISH, NOW).decode().split("\r\n"))
    assert Calendar.from_ical(calendar_file(shipped(), HERE, DANISH, NOW)).errors == []


@pytest.mark.parametrize(
    ("day", "hour", "utc"),
    [
        (date(2027, 3, 27), 9, 8),
        (date(2027, 3, 28), 1, 0),
        (date(2027, 3, 28), 3, 1),
        (date(2027, 10, 30), 9, 7),
        (date(2027, 10, 31), 3, 2),
        (MONDAY, 9, 8),
    ],
)
def test_the_zone_in_the_file_changes_its_clocks_when_denmark_does(day: date, hour: int, utc: int) -> None:
    file = Calendar.from_ical(calendar_file(shipped(), HERE, DANISH, NOW))
    zone: Any = file.walk("VTIMEZONE")[0]
    local = datetime.combine(day, time(hour), zone.to_tz(lookup_tzid=False))
    assert local.astimezone(UTC) == datetime.combine(day, time(utc), UTC)


@pytest.mark.parametrize(
    "place",
    [
        "Lokale 2\r\nATTENDEE:mailto:x@example.dk",
        "Lokale 2\nEND:VEVENT\nBEGIN:VEVENT",
        "a\u2028b\u0085c\x0bd\x0c",
        'Lokale; med, komma\\n og :kolon"',
        "\x00\x07\u202eLokale",
    ],
)
def test_nothing_that_people_write_becomes_a_line_of_its_own(place: str) -> None:
    usual, hostile = agreed(time(13), "X"), agreed(time(13), place)
    names = [line.partition(":")[0] for line in lines(hostile)]
    assert names == [line.partition(":")[0] for line in lines(usual)]
    assert "\n" not in events(hostile)["status_meeting_1"]["LOCATION"]


@settings(max_examples=40)
@given(st.text(max_size=200))
def test_any_place_is_read_again_as_one_line_of_its_event(place: str) -> None:
    file = calendar_file(agreed(time(13), place), HERE, DANISH, NOW)
    assert Calendar.from_ical(file).errors == []
    read = events(agreed(time(13), place))
    assert len(read) == 6
    assert "\n" not in read["status_meeting_1"].get("LOCATION", "")
