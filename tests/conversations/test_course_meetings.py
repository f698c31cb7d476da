"""The meetings of a course: reminded of, agreed, moved and left out, from the channel of the team."""

from __future__ import annotations

from datetime import date, time

import pytest

from domain.courses import Course, Standing
from domain.rounds import RoundState
from sandbox.message import Message
from sandbox.reading import button_labels, elements
from storage import rounds
from tests.conversations.course_houses import TEAM_ROOM, comes, course_in, course_now, day_of, posts
from tests.conversations.house import House, Someone

MEETING = "status_meeting_1"
WEEK_BEFORE, DAY_BEFORE, THE_DAY, DAY_AFTER = (date(2027, 4, day) for day in (5, 9, 12, 13))
NAME = "Statusmøde efter 6 uger"
pytestmark = pytest.mark.usefixtures("course")


@pytest.fixture
async def course(house: House) -> Course:
    """A course before its first status meeting, set up on the day of its development day."""
    house.clock.at = house.bot.desk.workdays.at(date(2027, 3, 2), time(10))
    begun = await course_in(house)
    await house.due()
    return begun


def newest(who: Someone) -> Message:
    found: Message = who.message(TEAM_ROOM)
    return found


async def agrees(who: Someone, on: str = "", at: str = "13:00", place: str = "mødelokale 2") -> None:
    """Agree on the date from the newest card."""
    await who.clicks("Datoen er aftalt", channel=TEAM_ROOM)
    if on:
        await who.chooses(on, for_="Dato")
    await who.chooses(at, for_="Klokken")
    await who.fills("Sted", place)
    await who.submits()


async def moves(who: Someone, to: str, on: Message | None = None) -> None:
    """Move it from the newest card, or from another."""
    await (who.clicks("Flyt", on=on) if on else who.clicks("Flyt", channel=TEAM_ROOM))
    await who.chooses(to, for_="Ny dato")
    await who.submits()


# Reminders


async def test_a_week_before_the_channel_gets_the_agenda_and_the_date_as_a_proposal(house: House) -> None:
    await comes(house, WEEK_BEFORE)
    card = newest(house.person("Sofie"))
    assert card.text == (
        "Statusmøde mandag 12. april, foreslået, ikke aftalt. Dagsorden: plan, mest at hente, sidst, næste skridt"
    )
    assert "Statusmøde om 7 dage (6 uger efter udviklingsdagen)" in card.visible
    assert "3. Det, vi aftalte sidst" in card.visible
    assert "Alle i teamet kan trykke. Stedfortræder for Mette: Jonas." in card.visible
    assert card.labels == ["Hele planen", "Kalenderfil", "Ikke nødvendigt", "Datoen er aftalt", "Flyt"]


async def test_a_meeting_that_is_agreed_is_read_aloud_with_its_hour_and_place(house: House) -> None:
    await comes(house, WEEK_BEFORE)
    await agrees(house.person("Jonas"))
    await house.due()
    await comes(house, DAY_BEFORE)
    card = newest(house.person("Sofie"))
    assert card.text == (
        "Statusmøde mandag 12. april kl. 13 i mødelokale 2. Dagsorden: plan, mest at hente, sidst, næste skridt"
    )
    assert "ikke aftalt" not in card.visible


async def test_on_the_day_it_is_held_or_moved(house: House) -> None:
    await comes(house, THE_DAY)
    card = newest(house.person("Sofie"))
    assert "Statusmøde i dag" in card.visible
    assert card.labels[-2:] == ["Holdt", "Flyt"]


async def test_a_newer_reminder_turns_the_one_before_it_into_a_line(house: House) -> None:
    mette = house.person("Mette")
    for day in (WEEK_BEFORE, DAY_BEFORE, THE_DAY):
        await comes(house, day)
    *old, live = posts(mette, "Statusmøde")[1:]
    assert [card.labels for card in old] == [[], []]
    assert all("der er et nyere kort længere nede" in card.visible for card in old)
    assert "Holdt" in live.labels


async def test_a_reminder_of_what_was_moved_meanwhile_is_not_sent(house: House) -> None:
    await comes(house, WEEK_BEFORE, time(8))
    await comes(house, WEEK_BEFORE)
    await moves(house.person("Jonas"), "2027-04-20")
    await house.due()
    before = len(house.person("Mette").messages(TEAM_ROOM))
    await comes(house, DAY_BEFORE)
    await comes(house, THE_DAY)
    assert len(house.person("Mette").messages(TEAM_ROOM)) == before
    await comes(house, date(2027, 4, 13))
    assert f"{NAME} om 7 dage" in newest(house.person("Mette")).visible


async def test_a_reminder_that_slack_put_off_is_not_sent_once_the_meeting_is_moved(house: House) -> None:
    house.workspace.faults.fail_next("chat.postMessage", status=429, headers={"Retry-After": "120"})
    await comes(house, WEEK_BEFORE)
    jonas = house.person("Jonas")
    assert posts(jonas, "Statusmøde om") == []
    await from_status(jonas, NAME)
    await jonas.chooses("2027-04-20", for_="Ny dato")
    await jonas.submits()
    await house.turn(minutes=10)
    assert "er flyttet fra mandag 12. april" in newest(jonas).visible
    assert posts(jonas, "Statusmøde om") == []


async def test_the_menu_of_a_card_shows_the_plan_and_the_calendar_file(house: House) -> None:
    await comes(house, WEEK_BEFORE)
    sofie = house.person("Sofie")
    card = newest(sofie)
    await sofie.clicks("Hele planen", on=card)
    assert "plan" in (newest(sofie).visible + (sofie.modal.text if sofie.modal else "")).lower()
    await sofie.clicks("Ikke nødvendigt", on=card)
    assert sofie.modal.submit == "Ikke nødvendigt"


# Agreed


async def test_an_agreed_date_is_told_and_stays_when_its_development_day_moves(house: House, course: Course) -> None:
    await comes(house, WEEK_BEFORE)
    jonas = house.person("Jonas")
    await agrees(jonas, on="2027-04-13")
    assert "datoen er aftalt, tirsdag 13. april kl. 13 i mødelokale 2" in jonas.modal.text
    assert posts(jonas, "Datoen er aftalt") == []
    await house.due()
    card = newest(house.person("Mette"))
    assert "Før stod det til mandag 12. april." in card.visible
    assert "Flyt også mødet i Outlook." in card.visible
    assert "Ret tid og sted" in card.labels
    state = (await course_now(house, course)).state(MEETING)
    assert (state.standing, state.at, state.place) == (Standing.CONFIRMED, time(13), "mødelokale 2")


async def test_the_agenda_stays_below_when_a_date_is_agreed_after_its_reminder(house: House) -> None:
    await comes(house, WEEK_BEFORE)
    await agrees(house.person("Jonas"))
    await house.due()
    card = newest(house.person("Sofie"))
    assert card.text.endswith("Dagsorden: plan, mest at hente, sidst, næste skridt")
    assert "datoen er aftalt" in card.visible
    assert "3. Det, vi aftalte sidst" in card.visible
    assert card.labels == ["Hele planen", "Kalenderfil", "Ikke nødvendigt", "Ret tid og sted", "Flyt"]


async def test_a_place_that_looks_like_a_cpr_number_is_refused_with_nothing_lost(house: House, course: Course) -> None:
    await comes(house, WEEK_BEFORE)
    jonas = house.person("Jonas")
    await agrees(jonas, place="hos 010203-4567")
    assert "ligner et CPR-nummer" in jonas.modal.text
    assert jonas.modal.values["meetings-place"]["meetings.place"]["value"] == "hos 010203-4567"
    assert (await course_now(house, course)).state(MEETING).standing is Standing.PROPOSED


async def test_a_date_is_agreed_on_from_the_status_long_before_its_reminder(house: House, course: Course) -> None:
    jonas = house.person("Jonas")
    await from_status(jonas, NAME)
    await jonas.chooses("2027-04-13", for_="Ny dato")
    await jonas.clicks("Datoen er aftalt")
    assert jonas.modal.values["meetings-day"]["meetings.day"]["selected_date"] == "2027-04-13", "what was typed stays"
    await jonas.chooses("13:00", for_="Klokken")
    await jonas.submits()
    assert "datoen er aftalt, tirsdag 13. april kl. 13" in jonas.modal.text
    state = (await course_now(house, course)).state(MEETING)
    assert (state.standing, state.at) == (Standing.CONFIRMED, time(13))
    await jonas.closes_all()
    await house.due()
    assert "Dagsorden" not in newest(jonas).visible, "it comes with the reminder"
    await from_status(jonas, NAME)
    assert button_labels(jonas.modal.blocks) == ["Ret tid og sted"]
    await jonas.closes_all()
    await from_status(jonas, "Barometer 2 åbner")
    assert button_labels(jonas.modal.blocks) == [], "a barometer is started, not agreed on"


async def test_one_s_own_status_follows_what_is_changed_from_it(house: House) -> None:
    jonas = house.person("Jonas")
    await from_status(jonas, NAME)
    shown = newest(jonas).ts
    await jonas.chooses("2027-04-20", for_="Ny dato")
    await jonas.submits()
    await jonas.closes_all()
    assert f"*ti. 20. april* {NAME} (foreslået)" in newest(jonas).visible
    await jonas.chooses(f"ti. 20. april: {NAME}", for_="Vælg en dato", channel=TEAM_ROOM)
    await jonas.clicks("Datoen er aftalt")
    await jonas.submits()
    assert f"*ti. 20. april* {NAME} (aftalt)" in newest(jonas).visible
    assert newest(jonas).ts == shown


# Moved


async def from_status(who: Someone, named: str) -> None:
    """Choose a milestone's date in the status."""
    await who.types("/anker status", channel=TEAM_ROOM)
    label = next(label for label in options(newest(who)) if named in label)
    await who.chooses(label, for_="Vælg en dato", channel=TEAM_ROOM)


def options(card: Message) -> list[str]:
    return [option["text"]["text"] for _, field in elements(card.blocks) for option in field.get("options", [])]


async def test_what_hangs_on_a_moved_date_moves_along_and_the_channel_is_told(house: House, course: Course) -> None:
    await comes(house, WEEK_BEFORE)
    mette, jonas = house.person("Mette"), house.person("Jonas")
    await agrees(jonas)
    await house.due()
    await from_status(mette, "Udviklingsdag")
    await mette.chooses("2027-04-07", for_="Ny dato")
    await mette.submits()
    await house.due()
    told = newest(jonas).visible
    assert f"*Udviklingsdag* er flyttet fra mandag 1. marts til onsdag 7. april af <@{mette.id}>." in told
    assert "• Statusmøde efter 12 uger: onsdag 30. juni (stod til 24. maj)" in told
    assert f"• {NAME}: mandag 12. april, for datoen er aftalt" in told
    assert "Flyt også møderne i Outlook." in told
    assert await day_of(house, course, MEETING) == THE_DAY


async def test_what_moved_along_further_than_the_rest_says_why(house: House) -> None:
    mette = house.person("Mette")
    await from_status(mette, "Udviklingsdag")
    await mette.chooses("2027-04-26", for_="Ny dato")
    await mette.submits()
    await house.due()
    later = (
        "• Statusmøde efter 12 uger: mandag 2. august (stod til 24. maj)\n"
        "12 uger efter udviklingsdagen er ma. 19. juli. En anden dag er foreslået på grund af ferielukning i uge 29-30."
    )
    assert later in newest(mette).visible
    assert newest(mette).visible.count("En anden dag er foreslået") == 1


async def test_the_old_cards_of_what_moved_along_say_where_it_is_now(house: House) -> None:
    await comes(house, WEEK_BEFORE)
    jonas = house.person("Jonas")
    await from_status(jonas, "Udviklingsdag")
    await jonas.chooses("2027-04-07", for_="Ny dato")
    await jonas.submits()
    [line] = posts(house.person("Mette"), f"*{NAME}*: Flyttet til 19. maj")
    assert line.labels == []


async def test_all_old_cards_say_where_the_meeting_is_now(house: House) -> None:
    for day in (WEEK_BEFORE, DAY_BEFORE):
        await comes(house, day)
    jonas = house.person("Jonas")
    await moves(jonas, "2027-04-20")
    lines = posts(jonas, f"Flyttet til 20. april af <@{jonas.id}>")
    assert [line.labels for line in lines] == [[], []]
    await house.due()
    assert f"{NAME}* er flyttet fra mandag 12. april til tirsdag 20. april" in newest(house.person("Mette")).visible
    assert "Foreslået, ikke aftalt." in newest(house.person("Mette")).visible
    assert len(posts(jonas, "Statusmøde", TEAM_ROOM)) == 4


async def test_a_card_that_was_deleted_does_no_harm(house: House) -> None:
    await comes(house, WEEK_BEFORE)
    jonas = house.person("Jonas")
    house.workspace.faults.fail_next("chat.update", error="message_not_found", times=5)
    await moves(jonas, "2027-04-20")
    await house.due()
    assert "er flyttet fra" in newest(jonas).visible
    assert "gik noget galt" not in jonas.has_read()


async def test_where_slack_asks_to_wait_the_old_card_is_rewritten_later(house: House) -> None:
    await comes(house, WEEK_BEFORE)
    jonas = house.person("Jonas")
    house.workspace.faults.fail_next("chat.update", status=429, headers={"Retry-After": "3"})
    await moves(jonas, "2027-04-20")
    assert len(posts(jonas, "Flyttet til 20. april")) == 1


async def test_in_the_evening_old_cards_change_at_once_and_the_channel_is_told_in_the_morning(house: House) -> None:
    await comes(house, WEEK_BEFORE)
    jonas = house.person("Jonas")
    await comes(house, WEEK_BEFORE, time(20))
    await moves(jonas, "2027-04-20")
    await house.due()
    assert "Flyttet til 20. april" in newest(jonas).visible
    await comes(house, date(2027, 4, 6))
    assert "er flyttet fra mandag 12. april" in newest(jonas).visible


@pytest.mark.parametrize(
    ("day", "reason", "opens"),
    [
        ("2027-04-17", "17. april: lørdag", "mandag 19. april"),
        ("2027-05-17", "17. maj: 2. pinsedag", "tirsdag 18. maj"),
        ("2027-07-14", "14. juli: uge 28", "mandag 2. august"),
    ],
)
async def test_a_day_on_which_nobody_is_there_is_told_with_its_reason_and_asked_once(
    house: House, course: Course, day: str, reason: str, opens: str
) -> None:
    await comes(house, WEEK_BEFORE)
    jonas = house.person("Jonas")
    await moves(jonas, day)
    assert reason in jonas.modal.text
    assert f"Den næste åbne dag er {opens}." in jonas.modal.text
    assert await day_of(house, course, MEETING) == THE_DAY
    await jonas.submits()
    assert await day_of(house, course, MEETING) == date.fromisoformat(day)
    assert "Den nye dag er valgt, selv om det er" in jonas.modal.text


async def test_after_the_question_another_wrong_day_is_asked_about_anew(house: House, course: Course) -> None:
    await comes(house, WEEK_BEFORE)
    jonas = house.person("Jonas")
    await moves(jonas, "2027-04-17")
    await jonas.chooses("2027-04-18", for_="Ny dato")
    await jonas.submits()
    assert "18. april: søndag" in jonas.modal.text
    await jonas.chooses("2027-04-19", for_="Ny dato")
    await jonas.submits()
    assert await day_of(house, course, MEETING) == date(2027, 4, 19)


async def test_a_day_that_has_passed_is_refused_in_the_window(house: House, course: Course) -> None:
    await comes(house, WEEK_BEFORE)
    jonas = house.person("Jonas")
    await moves(jonas, "2027-04-02")
    assert "2. april: dagen er gået.* Vælg i dag eller en senere dag." in jonas.modal.text
    assert "Holdt" not in jonas.modal.text, "its day has not come, and its card has no such button"
    assert await day_of(house, course, MEETING) == THE_DAY


@pytest.mark.parametrize(
    ("keeps", "place", "stands"),
    [
        (["Behold kl. 13, mødelokale 2"], "mødelokale 2", " kl. 13 i mødelokale 2"),
        ([], "", ". Tid og sted er ikke aftalt."),
    ],
)
async def test_hour_and_place_stay_unless_somebody_says_otherwise(
    house: House, course: Course, keeps: list[str], place: str, stands: str
) -> None:
    await comes(house, WEEK_BEFORE)
    jonas = house.person("Jonas")
    await agrees(jonas)
    await jonas.closes_all()
    await house.due()
    await jonas.clicks("Flyt", channel=TEAM_ROOM)
    await jonas.chooses("2027-04-20", for_="Ny dato")
    await jonas.chooses(keeps, for_="Tid og sted")
    await jonas.submits()
    state = (await course_now(house, course)).state(MEETING)
    assert (state.place, state.standing) == (place, Standing.CONFIRMED)
    await house.due()
    card = newest(house.person("Mette"))
    assert f"Mødet er stadig aftalt: tirsdag 20. april{stands}" in card.visible
    assert "Flyt også mødet i Outlook. Har du hentet kalenderfilen, så hent den igen: `/anker kal" in card.visible


async def test_of_two_who_move_at_the_same_time_the_later_sees_what_changed_and_chooses(
    house: House, course: Course
) -> None:
    await comes(house, WEEK_BEFORE)
    jonas, sofie = house.person("Jonas"), house.person("Sofie")
    for who, day in ((jonas, "2027-04-20"), (sofie, "2027-04-21")):
        await who.clicks("Flyt", channel=TEAM_ROOM)
        await who.chooses(day, for_="Ny dato")
    await jonas.submits()
    await sofie.submits()
    assert f"Imens er det ændret af <@{jonas.id}>" in sofie.modal.text
    assert "Nu står der: tirsdag 20. april, foreslået" in sofie.modal.text
    assert await day_of(house, course, MEETING) == date(2027, 4, 20)
    await sofie.submits()
    assert await day_of(house, course, MEETING) == date(2027, 4, 21)


async def test_moving_a_barometer_that_is_open_asks_first(house: House, course: Course) -> None:
    asked = await house.starts()
    assert asked.state is RoundState.OPEN
    assert (await course_now(house, course)).rounds == {"barometer_1_open": asked.id}
    jonas = house.person("Jonas")
    await from_status(jonas, "Barometer 1 åbner")
    assert "Runden er åben og flyttes ikke med." in jonas.modal.text
    assert jonas.modal.submit == "Flyt alligevel"
    await jonas.chooses("2027-03-09", for_="Ny dato")
    await jonas.submits()
    assert await day_of(house, course, "barometer_1_open") == date(2027, 3, 9)
    async with house.bot.desk.store.reads() as tx:
        found = await rounds.load(tx, asked.team, asked.id)
    assert found is not None
    assert found.opens_at == asked.opens_at
    await house.due()
    assert "*Barometer 1 åbner* er flyttet fra tirsdag 2. marts til tirsdag 9. marts" in newest(jonas).visible
    await house.turn(to=asked.closes_at)
    assert await day_of(house, course, "barometer_1_open") == date(2027, 3, 9)


# Not needed


async def test_a_meeting_is_left_out_after_a_question_and_needed_again(house: House, course: Course) -> None:
    await comes(house, WEEK_BEFORE)
    sofie = house.person("Sofie")
    await sofie.clicks("Ikke nødvendigt", channel=TEAM_ROOM)
    assert (await course_now(house, course)).state(MEETING).standing is Standing.PROPOSED
    await sofie.submits()
    await house.due()
    card = newest(house.person("Mette"))
    assert f"*{NAME}*: ikke nødvendigt, siger <@{sofie.id}>." in card.visible
    assert posts(sofie, "Datoen er aftalt") == []
    await comes(house, THE_DAY)
    assert newest(sofie).ts == card.ts
    await sofie.closes_all()
    await sofie.clicks("Alligevel nødvendigt", channel=TEAM_ROOM)
    await house.due()
    assert f"*{NAME}*: alligevel nødvendigt, mandag 12. april." in newest(sofie).visible
    assert "Holdt" in newest(sofie).labels


# Whether it was held


async def test_the_next_working_day_it_is_asked_once_whether_it_was_held(house: House) -> None:
    await comes(house, THE_DAY)
    await comes(house, DAY_AFTER)
    jonas = house.person("Jonas")
    card = newest(jonas)
    assert "*Blev statusmødet holdt?*" in card.visible
    assert card.labels == ["Holdt", "Flyt", "Ikke nødvendigt"]
    await comes(house, date(2027, 4, 14))
    assert newest(jonas).ts == card.ts
    await jonas.types("/anker status", channel=TEAM_ROOM)
    assert f"? vides ikke · *ma. 12. april* {NAME}" in jonas.sees(TEAM_ROOM)


# Rights


@pytest.mark.parametrize("name", ["Jonas", "Sofie", "Mette"])
async def test_everybody_in_the_team_can_press(house: House, course: Course, name: str) -> None:
    await comes(house, WEEK_BEFORE)
    who = house.person(name)
    await moves(who, "2027-04-20")
    assert await day_of(house, course, MEETING) == date(2027, 4, 20)


async def test_an_observer_and_somebody_else_are_refused_with_a_sentence(house: House) -> None:
    room = house.workspace.channel(TEAM_ROOM.lstrip("#"))
    ulla, ida = house.person("Ulla"), house.person("Ida")
    await house.name(
        TEAM_ROOM,
        coordinator=house.person("Mette").id,
        deputy=house.person("Jonas").id,
        observers=frozenset({ulla.id}),
    )
    room.members |= dict.fromkeys((ulla.id, ida.id))
    await comes(house, WEEK_BEFORE)
    for who, sentence in ((ulla, "Det kan kun forankringsteamet"), (ida, "Det forløb findes ikke")):
        await who.clicks("Flyt", channel=TEAM_ROOM)
        assert who.modal is None
        assert sentence in who.sees(TEAM_ROOM)


# After an outage


async def test_after_an_outage_the_coordinator_is_told_privately_what_was_skipped(house: House) -> None:
    house.clock.at = house.bot.desk.workdays.at(THE_DAY, time(10))
    await house.due()
    mette = house.person("Mette")
    told = mette.sees()
    assert "Anker var nede, og noget er ikke sagt i" in told
    assert f"• mandag 5. april: påmindelsen om {NAME} (mandag 12. april)" in told
    assert "Statusmøde i dag" in newest(mette).visible
