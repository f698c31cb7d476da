"""What a window says of a date before it is kept: each warning is of the date that was sent, and of no other."""

from __future__ import annotations

from datetime import date

import pytest

from domain.courses import Course, Standing
from tests.conversations.course_houses import comes, course_in, course_now, day_of
from tests.conversations.house import House, Someone
from tests.conversations.test_course_meetings import agrees, from_status, moves

GROUPS, STATUS, CLOSES = "focus_groups", "status_meeting_1", "tirsdag 18. maj"
SUNDAY, PASSED, TOO_EARLY = date(2027, 5, 9), date(2027, 1, 4), date(2027, 5, 10)
pytestmark = pytest.mark.usefixtures("course")


@pytest.fixture
async def course(house: House) -> Course:
    """By hand: barometer 1 is open from 3 to 18 May, for the 17th is a holiday; the groups are on the 24th, the
    development day is on 21 June."""
    begun = await course_in(house, date(2027, 5, 3))
    await house.due()
    return begun


async def sends(who: Someone, day: date) -> str:
    """Another date in the window that is open; what stands there then."""
    await who.chooses(day.isoformat(), for_="Ny dato")
    await who.submits()
    text: str = who.modal.text
    return text


async def test_what_was_confirmed_for_one_date_is_not_confirmed_for_another(house: House, course: Course) -> None:
    jonas = house.person("Jonas")
    await from_status(jonas, "fokusgruppe")
    sunday = await sends(jonas, SUNDAY)
    assert "*9. maj: søndag.*" in sunday
    assert "Vælg en anden dag end 9. maj, eller tryk *Flyt alligevel*." in sunday
    early = await sends(jonas, TOO_EARLY)
    assert await day_of(house, course, GROUPS) == date(2027, 5, 24)
    assert "søndag" not in early
    assert (
        f"*Ligger før resultatet:* Tre fokusgruppeinterviews, mandag 10. maj. Barometeret lukker først {CLOSES}."
        in early
    )
    assert "Vælg en anden dag end 10. maj, eller tryk *Flyt alligevel*." in early
    assert "Flyt mødet, hvis det skal bygge på resultatet." in await sends(jonas, TOO_EARLY)
    assert await day_of(house, course, GROUPS) == TOO_EARLY


async def test_a_date_that_is_refused_leaves_no_warning_of_another_behind(house: House, course: Course) -> None:
    jonas = house.person("Jonas")
    await from_status(jonas, "fokusgruppe")
    await sends(jonas, SUNDAY)
    refused = await sends(jonas, PASSED)
    assert "*4. januar: dagen er gået.* Vælg i dag eller en senere dag." in refused
    assert "9. maj" not in refused
    assert jonas.modal.submit == "Flyt"
    assert "9. maj: søndag" in await sends(jonas, SUNDAY), "it is warned of anew"
    assert await day_of(house, course, GROUPS) == date(2027, 5, 24)


async def test_a_date_of_another_year_is_warned_of_with_its_year(house: House, course: Course) -> None:
    jonas = house.person("Jonas")
    await from_status(jonas, "fokusgruppe")
    far = await sends(jonas, date(2031, 1, 1))
    assert "*1. januar 2031: lukket 24. december-1. januar.* Den næste åbne dag er torsdag 2. januar 2031." in far
    assert "Vælg en anden dag end 1. januar 2031, eller tryk" in far
    assert "*4. januar 2026: dagen er gået.*" in await sends(jonas, date(2026, 1, 4))
    assert await day_of(house, course, GROUPS) == date(2027, 5, 24)


async def test_the_same_date_once_more_is_not_called_kept(house: House) -> None:
    jonas = house.person("Jonas")
    await from_status(jonas, "fokusgruppe")
    assert "Datoen er den samme. Intet er ændret." in await sends(jonas, date(2027, 5, 24))
    assert jonas.modal.title == "Flyt"


async def test_where_the_meeting_s_day_has_come_a_passed_date_leads_to_held(house: House, course: Course) -> None:
    await comes(house, date(2027, 5, 24))
    jonas = house.person("Jonas")
    await moves(jonas, "2027-05-20")
    assert "*20. maj: dagen er gået.* Er mødet holdt, så luk her, og tryk Holdt." in jonas.modal.text
    assert await day_of(house, course, GROUPS) == date(2027, 5, 24)


async def test_a_meeting_before_what_it_is_counted_from_is_warned_about_before_it_is_moved(
    house: House, course: Course
) -> None:
    jonas = house.person("Jonas")
    await from_status(jonas, "Statusmøde efter 6 uger")
    early = await sends(jonas, date(2027, 6, 18))
    assert "*Ligger før udviklingsdagen:* Statusmøde efter 6 uger, fredag 18. juni." in early
    assert "Datoen regnes fra udviklingsdagen, der først er mandag 21. juni." in early
    assert "Flyt en af datoerne" in await sends(jonas, date(2027, 6, 18))
    assert await day_of(house, course, STATUS) == date(2027, 6, 18)


async def test_agreeing_on_a_day_before_the_result_is_asked_about_once(house: House, course: Course) -> None:
    await comes(house, date(2027, 5, 18))
    jonas = house.person("Jonas")
    await agrees(jonas, on="2027-05-18")
    assert "*Ligger før resultatet:* Tre fokusgruppeinterviews, tirsdag 18. maj." in jonas.modal.text
    assert "Vælg en anden dag end 18. maj, eller tryk *Gem alligevel*." in jonas.modal.text
    assert (await course_now(house, course)).state(GROUPS).standing is Standing.PROPOSED
    await jonas.submits()
    state = (await course_now(house, course)).state(GROUPS)
    assert (state.standing, state.place) == (Standing.CONFIRMED, "mødelokale 2")
    assert await day_of(house, course, GROUPS) == date(2027, 5, 18)
