"""Courses under attack: windows of others, ids of others in them, and what is written in no log in the clear."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Iterator
from datetime import date
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs

import pytest

from domain.courses import Course
from sandbox.log import TO_APP
from tests.attacks.ears import Ears, listening
from tests.attacks.forged import TICKS, Forger
from tests.attacks.leaks import in_any_form, metrics, rows
from tests.attacks.neighbours import NOBODYS, OTHER_TEAM, a_course, shared_town
from tests.attacks.traffic import calls
from tests.conversations.course_houses import TEAM_ROOM, comes, course_in, posts
from tests.conversations.house import House, Someone, built
from tests.conversations.plan_houses import opened, row, writing
from tests.faults.again import everything

#: Stands in everything that is written here, and in nothing else.
CANARY = "Mejserne-hamrer-77031"
INTERVIEWS, WEEK_BEFORE, THE_DAY = date(2027, 2, 1), date(2027, 4, 5), date(2027, 4, 12)
#: Windows by whose ids somebody could reach into another's course.
OF_COURSES = ("meetings.", "plans.", "courses.", "focus_groups.", "closings.")


@pytest.fixture
def ears(monkeypatch: pytest.MonkeyPatch) -> Iterator[Ears]:
    with listening(monkeypatch) as ears:
        yield ears


@pytest.fixture
async def house(tmp_path: Path, ears: Ears) -> AsyncIterator[House]:  # noqa: ARG001 - it listens from the start
    async with built(tmp_path, shared_town()) as house:
        yield house


async def lived(house: House) -> Course:
    """A course in which Sofie and Mette have written whatever can be written, and Slack has failed them in between."""
    course = await course_in(house)
    sofie, faults = house.person("Sofie"), house.workspace.faults
    await comes(house, INTERVIEWS)
    await writes_notes(sofie)
    await comes(house, WEEK_BEFORE)
    await sofie.clicks("Datoen er aftalt", channel=TEAM_ROOM)
    await sofie.submits()
    await comes(house, THE_DAY)
    await sofie.clicks("Holdt", channel=TEAM_ROOM)
    await sofie.fills("Hvad blev aftalt?", f"010165-1234 {CANARY}")
    await sofie.submits()
    await sofie.fills("Hvad blev aftalt?", f"Referat: {CANARY}")
    await sofie.fills("meetings-action-0", f"Handling: {CANARY}")
    await sofie.chooses("Jonas", for_="meetings-owner-0")
    await sofie.chooses("2027-05-03", for_="meetings-deadline-0")
    faults.fail_next("chat.postMessage", error="internal_error")
    await sofie.submits()
    await house.turn(minutes=5)
    await plans_more(house)
    return course


async def writes_notes(sofie: Someone) -> None:
    await sofie.clicks("Noter", on=posts(sofie, "Interviewguide")[-1])
    await sofie.clicks("Skriv", beside="Ledelsen")
    await sofie.fills("Hvad blev der sagt?", f"Noter: {CANARY}")
    await sofie.submits()
    await sofie.seat.closes_all()


async def plans_more(house: House) -> None:
    mette = await writing(house)
    await row(mette, 1, f"Plan: {CANARY}", "Amina", "2027-05-10")
    house.workspace.faults.fail_next("response_url", status=500, body=CANARY)
    await mette.submits()
    await mette.seat.closes_all()
    await opened(house)
    await mette.clicks("Opgiv", channel=TEAM_ROOM, beside="Plan")
    await mette.fills("Hvorfor?", f"Fordi: {CANARY}")
    await mette.submits()
    await mette.seat.closes_all()
    await comes(house, date(2027, 4, 26))


async def test_what_is_written_in_a_course_is_in_no_log_no_metric_and_no_row_in_the_clear(
    house: House, ears: Ears
) -> None:
    await lived(house)
    assert [kept for kept in (await house.rows("course_texts"), await house.rows("plan_actions")) if kept != 2] == []
    heard = ears.log.getvalue() + ears.libraries.getvalue() + await metrics(house)
    assert "frozen" not in heard
    found = [str(table) for table, row in await rows(house) if CANARY.encode() in raw(row)]
    files = [path.name for path in house.home.rglob("*") if path.is_file() and holds(path.read_bytes())]
    assert (CANARY in heard, found, files) == (False, [], [])


async def test_what_is_written_in_a_course_is_shown_to_its_team_and_to_whoever_has_a_task(house: House) -> None:
    """Notes of an interview, which name nobody but may tell much, are shown in windows alone."""
    await lived(house)
    told = [call for call in calls(house.workspace) if CANARY in call.text]
    assert {call.what for call in told if call.is_window} >= {"views.open"}
    team = {house.person(name).id for name in ("Mette", "Sofie", "Jonas", "Amina", "Torben")}
    room = house.workspace.channel(TEAM_ROOM.lstrip("#")).id
    others = [call.what for call in told if call.person not in team and call.body.get("channel") != room]
    assert others == []
    assert [call.what for call in told if f"Noter: {CANARY}" in call.text and not call.is_window] == []


def raw(values: tuple[object, ...]) -> bytes:
    return b"\\0".join(bytes(v) if isinstance(v, bytes | memoryview) else str(v).encode() for v in values)


def holds(content: bytes) -> bool:
    return any(form in content for form in in_any_form(CANARY))


def sent_in(house: House) -> list[dict[str, Any]]:
    """Every window of a course that somebody of the team sent in, as Slack delivered it."""
    requests = [one.request for one in house.workspace.log if one.direction == TO_APP and one.what != "event message"]
    payloads = [json.loads(parse_qs(request)["payload"][0]) for request in requests if "payload=" in request]
    windows = [one for one in payloads if one["type"] == "view_submission"]
    found = {one["view"]["callback_id"]: one for one in windows if one["view"]["callback_id"].startswith(OF_COURSES)}
    assert set(found) >= {"meetings.agree", "meetings.hold", "plans.add", "plans.give_up", "focus_groups.write"}
    return list(found.values())


def by(house: House, name: str, payload: dict[str, Any], instead: dict[str, str]) -> dict[str, Any]:
    """The same window, sent in by somebody else, with other ids in it."""
    text = json.dumps(payload)
    for ours, theirs in instead.items():
        text = text.replace(ours, theirs)
    forged: dict[str, Any] = json.loads(text)
    forged["user"] = {"id": house.person(name).id, "team_id": house.bot.desk.team}
    forged["view"]["id"], forged["view"]["hash"] = f"V{next(TICKS)}", "1"
    return forged


async def ids_of(house: House) -> list[str]:
    """The ids of the actions of the plan."""
    return [str(row[0]) for table, row in await rows(house) if table == "plan_actions"]


@pytest.mark.parametrize("name", ["Ida", "Hanne", "Henrik"])
async def test_a_filled_in_window_of_the_teams_changes_nothing_when_another_sends_it(house: House, name: str) -> None:
    """Ida is nobody here, Hanne leads nothing, and Henrik administers the workspace but takes no part in the course."""
    course = await lived(house)
    forger, before = Forger(house, house.person(name).id, house.bot.desk.team), await everything(house)
    never = {course.id: NOBODYS} | dict.fromkeys(await ids_of(house), NOBODYS)
    for payload in sent_in(house):
        callback = payload["view"]["callback_id"]
        told = await forger.sends(by(house, name, payload, {}))
        assert told, callback
        assert CANARY not in told, callback
        if name != "Henrik":  # whoever may name people may know that there is a course
            assert told == await forger.sends(by(house, name, payload, never)), callback
    assert await everything(house) == before


async def test_the_teams_own_windows_reach_no_course_of_another_municipality(house: House) -> None:
    course = await lived(house)
    theirs, action = await a_course(house, OTHER_TEAM, "C0NABO0000", house.person("Mette").id)
    instead = {course.id: theirs.id} | dict.fromkeys(await ids_of(house), action)
    before = await everything(house)
    for name in ("Mette", "Sofie"):
        forger = Forger(house, house.person(name).id, house.bot.desk.team)
        for payload in sent_in(house):
            told = await forger.sends(by(house, name, payload, instead))
            assert told, payload["view"]["callback_id"]
            assert theirs.municipality not in told
    assert await everything(house) == before
