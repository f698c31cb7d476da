"""The Home tab: what waits for somebody, how far their course is, and nothing about what they have answered."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta

import pytest

from domain.people import Named
from messages.slack.home import MOST_BLOCKS
from sandbox.reading import button_labels
from storage import people
from tests.conversations.course_houses import DEVELOPMENT_DAY, TEAM_ROOM, comes, course_in
from tests.conversations.house import HERE, House, Someone
from tests.conversations.plan_houses import ends, planned
from tests.conversations.test_walks import begin


async def opens(house: House, name: str) -> Someone:
    """Somebody opens their Home tab."""
    who = house.person(name)
    await who.seat.opens_home()
    await house.bot.desk.background.finish()
    return who


def home(who: Someone) -> str:
    """What stands on the tab."""
    assert who.home is not None
    return str(who.home.text)


def published(house: House) -> int:
    return sum(one.what == "views.publish" for one in house.workspace.log)


async def test_a_coordinator_sees_the_timeline_and_the_words_of_the_channel(house: House) -> None:
    await course_in(house, development_day=DEVELOPMENT_DAY)
    await house.due()
    mette = await opens(house, "Mette")
    assert "Næste:" in home(mette)
    assert "ma. 12. april" in home(mette)
    assert "Der er ikke noget, der venter på dig lige nu." in home(mette)
    assert "Personer" in home(mette)
    await mette.clicks("Status", on=mette.home)
    assert "Statusmøde efter 6 uger" in mette.sees()
    assert "Kun du ser denne side." in home(mette)


async def test_status_pressed_where_nothing_was_typed_is_of_all_the_channels_that_can_be_meant(
    house: House,
) -> None:
    mette = await opens(house, "Mette")
    here, room = (f"<#{house.workspace.channel(name.lstrip('#')).id}>" for name in (HERE, TEAM_ROOM))
    await mette.clicks("Status", on=mette.home)
    assert f"Der er ingen barometerrunde i gang i {here} eller {room}." in mette.sees()
    await house.name(TEAM_ROOM, coordinator=house.person("Jonas").id)
    await mette.clicks("Status", on=mette.home)
    assert mette.sees().endswith(f"Der er ingen barometerrunde i gang i {here}.")
    await house.name(TEAM_ROOM, coordinator=mette.id)
    house.clock.at = datetime(2027, 1, 16, 10, tzinfo=UTC)  # a Saturday: nobody is asked yet
    await house.starts()
    await mette.clicks("Status", on=mette.home)
    assert "Barometeret i Børn og Familie åbner mandag 18. januar kl. 9." in mette.sees()
    assert "Annullér runden" in mette.message().labels


@pytest.mark.parametrize("name", ["Mette", "Amina"])
async def test_the_course_pressed_where_nothing_was_typed_is_ones_own(house: House, name: str) -> None:
    await course_in(house)
    who = await opens(house, name)
    await who.clicks("Forløbet", on=who.home)
    assert "Udviklingsdag" in who.sees()
    hanne = await opens(house, "Hanne")
    await hanne.clicks("Forløbet", on=hanne.home)
    assert "Du er ikke med i noget forløb lige nu." in hanne.sees()


async def test_dates_that_nobody_has_marked_wait_for_those_who_work_in_the_course(house: House) -> None:
    await course_in(house, development_day=DEVELOPMENT_DAY)
    await comes(house, date(2027, 4, 14))
    mette, hanne = await opens(house, "Mette"), await opens(house, "Hanne")
    assert re.search(r"\d+ datoer er gået, uden at det er markeret, hvad der skete\.", home(mette))
    assert "Der er ikke noget, der venter på dig lige nu." not in home(mette)
    assert "Der er ikke noget, der venter på dig lige nu." in home(hanne)


async def test_the_course_that_was_there_last_can_be_seen_from_the_tab(house: House) -> None:
    course = await course_in(house)
    await planned(house, course, "Jonas", "Det, der er tilbage")
    await ends(house)
    amina = await opens(house, "Amina")
    assert "Forankringsstøtte, Egelund Kommune: forløbet er slut." in home(amina)
    await amina.clicks("Status", on=amina.home)
    assert "Forløbet er slut." in amina.sees()
    await amina.clicks("Planen", on=amina.home)
    assert "Det, der er tilbage" in amina.sees()
    mette = await opens(house, "Mette")
    assert "Nyt forløb" in labels(mette)


async def test_somebody_without_a_part_sees_only_what_is_everybodys(house: House) -> None:
    await course_in(house)
    hanne = await opens(house, "Hanne")
    assert "Næste:" not in home(hanne)
    assert "Nyt forløb" not in home(hanne)
    assert "Privatliv" in home(hanne)


async def test_it_is_published_again_when_the_course_changes_and_only_for_those_who_opened_it(house: House) -> None:
    course = await course_in(house, development_day=DEVELOPMENT_DAY)
    await house.due()
    jonas = await opens(house, "Jonas")
    hanne = await opens(house, "Hanne")
    await house.due()
    before, told = published(house), home(hanne)
    action = await planned(house, course, "Jonas", text="Fast ICM-tid")
    await house.due()
    assert "Fast ICM-tid" in home(jonas)
    assert published(house) == before + 1, "nobody else's changed"
    assert home(hanne) == told
    assert house.person("Mette").home is None
    await house.due()
    assert published(house) == before + 1
    assert action.text in home(jonas)


async def test_a_round_that_opens_and_closes_stands_there_for_those_who_are_asked(house: House) -> None:
    hanne = await opens(house, "Hanne")
    asked = await house.starts()
    assert "er åbent til" in home(hanne)
    assert "Du er spurgt." in home(hanne)
    await house.turn(to=asked.closes_at)
    assert "Du er spurgt." not in home(hanne)


async def test_nothing_on_it_tells_whether_somebody_has_answered(house: House) -> None:
    """The same text and no publishing before, while and after somebody answers: not even the moment can be seen."""
    hanne = await opens(house, "Hanne")
    await house.starts()
    before, shown = published(house), home(hanne)
    marks = await house.rows("home_marks")
    await house.answers("Hanne")
    await house.due()
    assert published(house) == before
    assert await house.rows("home_marks") == marks
    await opens(house, "Hanne")
    assert home(hanne) == shown
    assert home(hanne).startswith("Lige nu"), "that it waits would be untrue by now"


async def test_open_questions_of_a_template_wait_and_go_down_as_they_are_answered(house: House) -> None:
    mette = await begin(house)
    await opens(house, "Mette")
    assert "32 spørgsmål kan få et svar af dig." in home(mette)
    await mette.types("/icm")
    await mette.writes("Et svar på det første")
    await house.due()
    assert "31 spørgsmål kan få et svar af dig." in home(mette)
    await mette.clicks("Skabelonen", on=mette.home)
    assert "2 af 32" in mette.sees()


async def test_a_template_that_is_ready_waits_for_its_approver_and_a_text_for_its_writer(house: House) -> None:
    mette = await begin(house)
    henrik = house.person("Henrik")
    await mette.types("/icm")
    await mette.writes("nej")
    await mette.types("/icm")
    for _ in range(31):
        await mette.clicks("Ikke relevant hos os")
    assert "er klar til" not in home(await opens(house, "Henrik")), "one is open"
    await mette.clicks("Ikke relevant hos os")
    await house.due()
    assert "er besvaret. Ingen har bedt om godkendelse endnu, men du kan godkende den nu." in home(henrik)
    told = "Du har skrevet noget, som ikke er lagt under et spørgsmål endnu."
    assert told in home(await opens(house, "Mette"))
    await henrik.clicks("Gennemse", on=henrik.home)
    await henrik.clicks("Godkend version 1")
    await henrik.submits()
    await house.due()
    assert "er klar til" not in home(henrik)


async def test_who_writes_in_a_template_that_is_answered_finds_the_next_step_until_somebody_took_it(
    house: House,
) -> None:
    mette, henrik, jonas = await begin(house, "Jonas"), house.person("Henrik"), house.person("Jonas")
    for name in ("Mette", "Jonas", "Henrik"):
        await opens(house, name)
    await mette.types("/icm")
    for _ in range(32):
        await mette.clicks("Ikke relevant hos os")
    await house.due()
    step = "er besvaret. Bed om godkendelse i status."
    assert [step in home(who) for who in (mette, jonas, henrik)] == [True, True, False]
    await jonas.clicks("Skabelonens status", on=jonas.home)
    await jonas.clicks("Bed om godkendelse")
    await house.due()
    assert [step in home(who) for who in (mette, jonas)] == [False, False]
    assert "er klar til, at du ser på den og godkender." in home(henrik)


async def test_a_target_that_is_past_is_told_as_past_and_who_can_move_it(house: House) -> None:
    await begin(house)
    assert "Målet er mandag 22. februar." in home(await opens(house, "Mette"))
    await comes(house, date(2027, 2, 23))
    assert "Målet var mandag 22. februar. Du kan flytte det" in home(await opens(house, "Mette"))


async def test_a_word_answers_in_a_direct_message_or_opens_its_window(house: House) -> None:
    await course_in(house)
    mette = await opens(house, "Mette")
    await mette.clicks("Personer", on=mette.home)
    assert "Forankringsteam" in mette.modal.text
    await mette.seat.closes_all()
    await mette.clicks("Mit barometer", on=mette.home)
    assert "barometer" in mette.sees().lower()


async def test_an_answer_that_slack_puts_off_comes_when_it_may(house: House) -> None:
    mette = await opens(house, "Mette")
    house.workspace.faults.fail_next("chat.postMessage", status=429, headers={"Retry-After": "7"})
    before = house.clock.at
    await mette.clicks("Mit barometer", on=mette.home)
    assert "barometer" in mette.sees().lower()
    assert house.clock.at - before >= timedelta(seconds=7)


async def test_a_word_that_was_taken_away_meanwhile_is_refused_in_a_window(house: House) -> None:
    mette = await opens(house, "Mette")
    old = mette.home
    await house.name(channel=HERE, coordinator=house.person("Amina").id)
    await house.name(channel=TEAM_ROOM, coordinator=house.person("Amina").id)
    await mette.clicks("Ny runde", on=old)
    assert "Det kan kun koordinatoren" in mette.modal.text


async def test_the_words_of_a_template_are_there_for_who_takes_part_in_one(house: House) -> None:
    of_the_template = {"Skabelonen", "Skabelonens status", "Dokument"}
    await begin(house)
    assert of_the_template <= labels(await opens(house, "Mette"))
    assert not of_the_template & labels(await opens(house, "Amina"))


async def test_an_administrator_can_name_people_from_the_tab(house: House) -> None:
    henrik = await opens(house, "Henrik")
    await henrik.clicks("Personer", on=henrik.home)
    assert "Hvilken kanal?" in henrik.modal.text
    assert "Personer" not in labels(await opens(house, "Hanne"))


def labels(who: Someone) -> set[str]:
    assert who.home is not None
    return set(button_labels(who.home.blocks))


async def test_the_tab_speaks_the_persons_language(house: House) -> None:
    mette = await opens(house, "Mette")
    await mette.clicks("English", on=mette.home)
    assert "Only you see this page." in home(mette)
    await mette.clicks("Dansk", on=mette.home)
    assert "Kun du ser denne side." in home(mette)


async def test_a_new_day_makes_it_true_again(house: House) -> None:
    await course_in(house, development_day=DEVELOPMENT_DAY)
    mette = await opens(house, "Mette")
    shown = home(mette)
    await house.turn(to=house.clock.at + timedelta(days=60))
    assert home(mette) != shown


async def test_a_guest_is_told_why_there_is_nothing(house: House) -> None:
    pia = await opens(house, "Pia")
    assert "Gæster kan ikke bruge Anker." in home(pia)


async def test_who_has_left_has_no_tab_any_more(house: House) -> None:
    await opens(house, "Amina")
    assert await house.rows("homes") == 1
    house.workspace.change_person("Amina", deleted=True)
    await house.workspace.delivery.settled()
    await house.name(channel=TEAM_ROOM, coordinator=house.person("Mette").id)
    await house.due()
    assert await house.rows("homes") == 0


async def test_where_slack_asks_to_wait_it_comes_later(house: House) -> None:
    await course_in(house)
    mette = await opens(house, "Mette")
    await house.due()
    house.workspace.faults.fail_next("views.publish", status=429, headers={"Retry-After": "7"})
    await house.name(channel=TEAM_ROOM, coordinator=mette.id, team=frozenset({house.person("Jonas").id}))
    before, now = published(house), house.clock.at
    await house.due()
    assert published(house) == before + 2
    assert house.clock.at - now >= timedelta(seconds=7)


async def test_many_tabs_are_published_at_slacks_pace(house: House) -> None:
    everybody = [one for one in house.workspace.people.values() if not (one.is_bot or one.deleted or one.is_guest)]
    for one in everybody:
        await opens(house, one.id)
    await house.due()
    await house.name(channel=HERE, coordinator=everybody[0].id)
    before, now = published(house), house.clock.at
    await house.due()
    assert published(house) == before + len(everybody)
    assert house.clock.at - now >= timedelta(seconds=0.6 * len(everybody))
    assert not [one for one in house.workspace.refusals if "views.publish" in one]


async def test_whoever_only_reads_their_messages_has_no_tab(house: House) -> None:
    await house.person("Mette").seat.opens_messages()
    assert await house.rows("homes") == 0


async def test_a_restart_keeps_who_has_opened_it(house: House) -> None:
    """Nothing of it is in this process's memory."""
    await course_in(house)
    mette = await opens(house, "Mette")
    house.bot.desk.alarms.kept.clear()
    house.bot.desk.people.kept.clear()
    before = published(house)
    await house.name(channel=TEAM_ROOM, coordinator=house.person("Jonas").id)
    await house.due()
    assert published(house) > before
    assert "Næste:" not in home(mette)


@pytest.mark.parametrize("rooms", [1, 30])
async def test_however_much_there_is_it_fits(house: House, rooms: int) -> None:
    mette = house.person("Mette")
    async with house.bot.desk.store.writes() as tx:
        for number in range(rooms):
            await people.save_named(tx, house.bot.desk.team, f"C{number}", Named(coordinator=mette.id))
    await opens(house, "Mette")
    assert mette.home is not None
    assert len(mette.home.blocks) <= MOST_BLOCKS
    assert not house.workspace.refusals


async def test_a_new_round_is_offered_where_the_course_measures_and_not_in_the_teams_channel(house: House) -> None:
    await course_in(house, channel=TEAM_ROOM)
    mette = await opens(house, "Mette")
    labels = [element for block in mette.home.blocks for element in button_labels([block])]
    assert labels.count("Ny runde") == 1
    await mette.clicks("Ny runde", on=mette.home)
    assert "Børn og Familie" in str(mette.modal.given)
