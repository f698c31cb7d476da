"""A course knows when its barometers may open: proposed, warned about where it is set up, and where a date is moved."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest

from bot.settings import CONTENT
from domain.courses import Course
from domain.rounds import RoundState
from storage.course_files import load_courses
from tests.conversations.course_houses import TEAM_ROOM, comes, course_in, day_of, posts
from tests.conversations.house import HERE, House, Someone
from tests.conversations.test_course_meetings import from_status
from tests.conversations.test_course_rounds import ANSWERING, measured
from tests.conversations.test_courses import chosen_in, fills_in, running
from tests.conversations.test_rights import answers

#: Ninety days after the round that closed on 25 January is a Sunday.
FIRST = date(2027, 4, 26)
#: A day before that from which no round lies across closed weeks.
TOO_SOON = date(2027, 3, 8)
REFUSED = "men så kan runden ikke startes: der skal gå 90 dage fra det forrige resultat af samme barometer i"


async def has_a_result(house: House) -> None:
    """Børn og Familie's first round is over."""
    await measured(house, await house.starts())
    await comes(house, date(2027, 1, 26))


async def moves_the_barometer(who: Someone, to: date) -> None:
    """From the timeline; the window stands there afterwards."""
    await from_status(who, "Barometer 1 åbner")
    await who.chooses(to.isoformat(), for_="Ny dato")
    await who.submits()


async def test_after_a_result_the_proposed_date_is_one_on_which_the_round_can_be_started(house: House) -> None:
    await has_a_result(house)
    mette = house.person("Mette")
    await mette.types("/anker start", channel=TEAM_ROOM)
    assert "kan det tidligst åbne mandag 26. april 2027: der skal gå 90 dage fra resultatet" in mette.modal.text
    assert chosen_in(mette)["courses-anchor-barometer_1_open"] == {"type": "datepicker", "selected_date": str(FIRST)}
    await mette.submits()
    assert "så kan runden ikke startes" not in mette.modal.text
    await mette.submits()
    await mette.closes_all()
    await comes(house, FIRST)
    await mette.types("/barometer start")
    await mette.submits()
    assert mette.modal.submit == "Start runden"


async def test_a_date_too_soon_after_a_result_is_warned_about_before_the_course_begins(house: House) -> None:
    await has_a_result(house)
    mette = await fills_in(house, TOO_SOON.isoformat())
    room = house.workspace.channel("boern-familie").id
    told = f"• *Barometer 1 åbner* mandag 8. marts, {REFUSED} <#{room}>. Vælg mandag 26. april eller senere."
    assert told in mette.modal.text
    await mette.clicks("Ret")
    assert "kan det tidligst åbne mandag 26. april 2027" in mette.modal.text
    await mette.submits()
    await mette.submits()
    assert (await running(house)).anchors == {"barometer_1_open": TOO_SOON}


async def test_the_status_names_what_speaks_against_a_date_until_it_is_moved(house: House) -> None:
    await has_a_result(house)
    await course_in(house, TOO_SOON)
    mette, amina = house.person("Mette"), house.person("Amina")
    told = f"• *Barometer 1 åbner* mandag 8. marts, {REFUSED} <#{house.workspace.channel('boern-familie').id}>."
    for who in (mette, amina):
        await who.types("/anker status", channel=TEAM_ROOM)
        assert f"{told} Vælg mandag 26. april eller senere." in who.sees(TEAM_ROOM)
    await moves_the_barometer(mette, FIRST)
    await mette.types("/anker status", channel=TEAM_ROOM)
    assert REFUSED not in mette.sees(TEAM_ROOM)


async def test_without_a_result_nothing_is_said_of_ninety_days(house: House) -> None:
    mette = house.person("Mette")
    await mette.types("/anker start", channel=TEAM_ROOM)
    assert "tidligst" not in mette.modal.text
    await mette.chooses(TOO_SOON.isoformat(), for_="Barometer 1 åbner")
    await mette.submits()
    assert REFUSED not in mette.modal.text


async def test_the_proposed_date_leaves_the_closed_weeks_out_and_the_staff_are_told_before_them(house: House) -> None:
    mette = house.person("Mette")
    await mette.types("/anker start", channel=TEAM_ROOM)
    await mette.submits()
    shown = mette.modal.text
    assert "*ma. 22. februar* Barometer 1 åbner" in shown
    assert "*fr. 12. februar* Orientering af medarbejdere" in shown
    assert "er ma. 15. februar. En anden dag er foreslået på grund af weekend og ferielukning i uge 7." in shown
    assert "ligger hen over" not in shown


async def test_a_round_across_closed_weeks_is_warned_about_before_the_course_begins(house: House) -> None:
    mette = await fills_in(house, "2027-02-08")
    assert (
        "• *Barometer 1 åbner* mandag 8. februar, og runden lukker mandag 22. februar: den ligger hen over "
        "ferielukning i uge 7. Vælg en anden dag, hvis flere skal kunne nå at svare."
    ) in mette.modal.text


async def test_the_preview_of_a_round_says_when_it_lies_across_closed_weeks_of_its_course(house: House) -> None:
    await course_in(house, date(2027, 1, 18))
    mette = house.person("Mette")
    await mette.types("/barometer start")
    await mette.chooses("2027-02-01", for_="Åbner")
    await mette.chooses("2027-02-15", for_="Lukker")
    await mette.submits()
    assert "*Vær opmærksom på:* runden ligger hen over ferielukning i uge 7." in mette.modal.text
    await mette.closes_all()
    await mette.types("/barometer start")
    await mette.submits()
    assert mette.modal.submit == "Start runden"
    assert "Vær opmærksom på" not in mette.modal.text


async def test_nobody_is_reminded_in_the_closed_weeks_of_the_course_that_the_round_belongs_to(house: House) -> None:
    """By hand: open from 8 to 22 February, week 7 begins on the 15th. Without the course the reminders would come on
    the 15th and the 18th."""
    await course_in(house, date(2027, 2, 8))
    await comes(house, date(2027, 2, 8))
    mette, amina = house.person("Mette"), house.person("Amina")
    await mette.types("/barometer start")
    await mette.chooses("2027-02-22", for_="Lukker")
    await mette.submits()
    await mette.submits()
    await mette.closes_all()
    await house.due()
    await mette.types("/barometer status")
    assert "en påmindelse til dem, der mangler, fredag 12. februar kl. 9" in mette.sees(channel=HERE)
    reminded = []
    for day in range(9, 23):
        before = len(amina.messages())
        await comes(house, date(2027, 2, day))
        reminded += [day] * (len(amina.messages()) > before)
    assert reminded == [12]
    assert "Det er den sidste påmindelse" in amina.sees(), "the only one is the last"


async def test_a_round_that_is_running_is_the_course_s_from_its_first_day(house: House) -> None:
    """By hand: it has opened on 11 January; the groups come 21 days later."""
    asked = await house.starts()
    mette = await fills_in(house, "2027-01-18")
    assert "Der er en barometerrunde i gang i" in mette.modal.text
    assert "Den bliver »Barometer 1 åbner« i forløbet, og datoerne følger den." in mette.modal.text
    assert "*ma. 1. februar* Tre fokusgruppeinterviews" in mette.modal.text
    await mette.submits()
    await mette.closes_all()
    begun = await running(house)
    assert begun.rounds == {"barometer_1_open": asked.id}
    assert (await day_of(house, begun, "barometer_1_open")).isoformat() == "2027-01-11"
    await house.due()
    [told] = posts(mette, "Et forløb er begyndt her.")
    assert "*ma. 1. februar* Tre fokusgruppeinterviews" in told.visible
    assert not posts(mette, "Forløbet følger barometerrunden.")
    await measured(house, asked)
    assert (await running(house)).rounds == {"barometer_1_open": asked.id}


async def test_a_round_that_is_closed_is_not_promised_to_a_course_that_begins_before_its_result(house: House) -> None:
    asked = await house.starts()
    for name in ANSWERING:
        await answers(house, asked.id, house.person(name).id)
    mette = house.person("Mette")
    await mette.types("/barometer luk")
    await mette.chooses("Luk nu", for_="Hvornår")
    await mette.submits()
    await mette.closes_all()
    assert (await house.round()).state in {RoundState.CLOSING, RoundState.SEALED}
    await fills_in(house)
    assert mette.modal.submit == "Begynd forløbet"
    assert "Der er en barometerrunde i gang i" not in mette.modal.text
    await mette.submits()
    await mette.closes_all()
    await comes(house, date(2027, 1, 26))
    assert (await running(house)).rounds == {}


async def test_moving_a_barometer_too_soon_after_a_result_is_warned_about_once_and_can_be_done(house: House) -> None:
    await has_a_result(house)
    course, mette = await course_in(house, date(2027, 5, 3)), house.person("Mette")
    await moves_the_barometer(mette, TOO_SOON)
    assert f"*Barometer 1 åbner* mandag 8. marts, {REFUSED}" in mette.modal.text
    assert "Vælg mandag 26. april eller senere." in mette.modal.text
    assert "Vælg en anden dag end 8. marts, eller tryk *Flyt alligevel*." in mette.modal.text
    assert mette.modal.submit == "Flyt alligevel"
    assert await day_of(house, course, "barometer_1_open") == date(2027, 5, 3)
    await mette.submits()
    assert await day_of(house, course, "barometer_1_open") == TOO_SOON


async def test_moving_a_barometer_to_a_day_that_may_be_chosen_asks_nothing(house: House) -> None:
    await has_a_result(house)
    course, mette = await course_in(house, date(2027, 5, 3)), house.person("Mette")
    await moves_the_barometer(mette, FIRST)
    assert await day_of(house, course, "barometer_1_open") == FIRST


async def test_moving_a_meeting_says_nothing_of_barometers_that_stood_too_soon_before(house: House) -> None:
    await has_a_result(house)
    course, mette = await course_in(house, TOO_SOON), house.person("Mette")
    await from_status(mette, "Udviklingsdag")
    await mette.chooses("2027-04-28", for_="Ny dato")
    await mette.submits()
    assert await day_of(house, course, "development_day") == date(2027, 4, 28)


async def counts_from_a_meeting(house: House, folder: Path, monkeypatch: pytest.MonkeyPatch) -> Course:
    """A course of a municipality's own, in which barometer 2 opens nine weeks after the report meeting."""
    shipped = (CONTENT / "course-forankringsstoette.yaml").read_text(encoding="utf-8")
    (folder / "course-vores.yaml").write_text(
        shipped.replace("id: forankringsstoette", "id: vores").replace(
            "  en: Barometer 2 opens\n  after: barometer_1_open\n  months: 6",
            "  en: Barometer 2 opens\n  after: report_meeting\n  weeks: 9",
        ),
        encoding="utf-8",
    )
    monkeypatch.setattr(house.bot.desk.store, "course_types", load_courses([folder]))
    return await course_in(house, date(2027, 3, 1), course_type="vores")


async def test_agreeing_on_a_day_that_takes_a_barometer_along_to_a_bad_one_is_warned_about_once(
    house: House, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    course, jonas = await counts_from_a_meeting(house, tmp_path, monkeypatch), house.person("Jonas")
    await comes(house, await day_of(house, course, "report_meeting") - timedelta(days=7))
    assert await day_of(house, course, "barometer_2_open") == date(2027, 6, 14)
    [reminder] = [card for card in posts(jonas, "Møde om rapporten") if "Datoen er aftalt" in card.labels]
    await jonas.clicks("Datoen er aftalt", on=reminder)
    await jonas.chooses(str(date(2027, 5, 3)), for_="Dato")
    await jonas.fills("Sted", "mødelokale 2")
    await jonas.submits()
    assert "*Barometer 2 åbner* mandag 5. juli, og runden lukker" in jonas.modal.text
    assert "den ligger hen over ferielukning i uge 28" in jonas.modal.text
    assert await day_of(house, course, "barometer_2_open") == date(2027, 6, 14)
    await jonas.submits()
    assert "datoen er aftalt, mandag 3. maj i mødelokale 2" in jonas.modal.text
    assert await day_of(house, course, "barometer_2_open") == date(2027, 7, 5)
