"""The barometers of a course: proposed to its leader, started with its dates, and followed by them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, time, timedelta
from typing import Any

import pytest
from sqlalchemy import text

from domain import courses as rules
from domain.courses import Course, Standing
from domain.rounds import Round, RoundState
from handlers import course_reminders, courses
from handlers.slack.rounds import open_due
from sandbox.message import Message
from sandbox.reading import button_labels
from sandbox.town import DEPARTMENT
from storage import course_texts, people, rounds
from storage import courses as stored
from storage.course_texts import CourseText
from tests.conversations.course_houses import TEAM_ROOM, comes, course_in, course_now, day_of, posts
from tests.conversations.house import House, Someone
from tests.conversations.test_rights import answers

OPENS, CLOSES = date(2027, 2, 22), date(2027, 3, 8)
#: The day on which the clock of a conversation begins, and two weeks later.
NOW, SOON = date(2027, 1, 11), date(2027, 1, 25)
#: Told of a barometer whose day has passed.
WITHOUT = "ingen runde i gang eller på vej"
ANSWERING = ("Hanne", "Line", "Emil", "Freja", "Gitte", "Niels", "Ida", "Bente", "Anders", "Ulla")


async def proposal(house: House, opens: date = OPENS) -> Message:
    """The message in which Mette is told of the barometer, two weeks before."""
    await comes(house, opens - timedelta(days=14))
    return posts(house.person("Mette"), "Forbered runden", None)[-1]


def window(who: Someone) -> dict[str, Any]:
    """What the open window's date pickers begin with."""
    blocks = who.modal.blocks
    return {one["block_id"]: one["element"].get("initial_date") for one in blocks if one.get("element")}


async def prepares(house: House) -> Round:
    mette = house.person("Mette")
    await mette.clicks("Forbered runden", on=await proposal(house))
    await mette.submits()
    await mette.submits()
    await mette.seat.closes_all()
    await house.due()
    return await house.round()


async def measured(house: House, asked: Round) -> None:
    """People answer, and the result is out."""
    for name in ANSWERING:
        await answers(house, asked.id, house.person(name).id)
    await house.turn(to=asked.closes_at)


async def test_who_leads_is_told_two_weeks_before_with_the_department_as_it_is(house: House) -> None:
    await course_in(house, OPENS)
    card = await proposal(house)
    assert "Barometer 1 åbner mandag 22. februar" in card.text
    assert "Lukker mandag 8. marts." in card.visible
    assert "*Afdelingen i dag:* 23 i" in card.visible
    for line in ("• Leder med personaleansvar: ", "• ICS-superbruger: ", "• Sagsbehandler: "):
        assert line in card.visible
    assert not posts(house.person("Mette"), "Forbered runden")
    assert "Nye:" not in card.visible


async def test_a_course_that_begins_less_than_two_weeks_before_proposes_the_round_at_once(house: House) -> None:
    await course_in(house, NOW + timedelta(days=7))
    await house.due()
    [card] = posts(house.person("Mette"), "Forbered runden", None)
    assert "Barometer 1 åbner mandag 18. januar" in card.text
    await comes(house, NOW + timedelta(days=4))
    assert len(posts(house.person("Mette"), "Forbered runden", None)) == 1


async def test_a_barometer_that_is_moved_to_less_than_two_weeks_ahead_is_proposed_on_its_new_day(house: House) -> None:
    course = await course_in(house, OPENS)
    await proposal(house)
    await becomes(house, course, to_another_day(house, OPENS - timedelta(days=7)))
    await house.due()
    [_, card] = posts(house.person("Mette"), "Forbered runden", None)
    assert "Barometer 1 åbner mandag 15. februar" in card.text


async def test_newcomers_are_named_once_the_list_has_been_saved(house: House) -> None:
    await course_in(house, OPENS)
    room, new = house.workspace.channel(DEPARTMENT), house.person("Henrik").id
    async with house.bot.desk.store.writes() as tx:
        known = [user for user in room.members if user != new]
        await people.save_known(tx, house.bot.desk.team, room.id, known)
    room.members.setdefault(new, None)
    card = await proposal(house)
    assert f"*Nye:* <@{new}>" in card.visible
    await house.person("Mette").clicks("Se afdelingslisten", on=card)
    assert house.person("Mette").modal.title == "Roller og afdeling"


async def test_the_window_is_filled_in_with_the_dates_of_the_course(house: House) -> None:
    await course_in(house, OPENS)
    mette = house.person("Mette")
    await mette.clicks("Forbered runden", on=await proposal(house))
    assert window(mette)["drafts-opens"] == OPENS.isoformat()
    assert window(mette)["drafts-closes"] == CLOSES.isoformat()
    await mette.clicks("Flere valg")
    await mette.submits()
    await mette.submits()
    started = await house.round()
    assert house.bot.desk.workdays.local(started.opens_at).date() == OPENS
    assert started.channel == house.workspace.channel(DEPARTMENT).id


async def test_the_course_follows_its_round_from_the_start_to_the_close(house: House) -> None:
    course = await course_in(house, OPENS)
    started = await prepares(house)
    now = await course_now(house, course)
    assert now.rounds == {"barometer_1_open": started.id}
    assert now.state("barometer_1_open").standing is Standing.CONFIRMED
    assert now.state("barometer_1_close").standing is Standing.CONFIRMED
    await house.turn(to=started.opens_at)
    now = await course_now(house, course)
    assert now.state("barometer_1_open").standing is Standing.HELD
    assert now.state("barometer_1_close").standing is Standing.CONFIRMED
    await measured(house, started)
    assert (await course_now(house, course)).state("barometer_1_close").standing is Standing.HELD
    assert await day_of(house, course, "barometer_1_close") == CLOSES


async def test_a_round_started_by_its_word_is_the_nearest_barometer_s_and_the_channel_is_told_what_moved(
    house: House,
) -> None:
    course = await course_in(house, OPENS)
    started = await house.starts(days=(NOW, SOON))
    now = await course_now(house, course)
    assert now.rounds == {"barometer_1_open": started.id}
    assert await day_of(house, course, "barometer_1_open") == date(2027, 1, 11)
    told = posts(house.person("Sofie"), "Barometer 1 åbner")
    assert any("er flyttet fra mandag 22. februar til mandag 11. januar" in one.visible for one in told)
    assert await day_of(house, course, "development_day") == date(2027, 3, 1)


async def test_a_round_in_another_channel_is_none_of_the_course_s(house: House) -> None:
    course = await course_in(house, OPENS)
    await house.starts(channel=TEAM_ROOM)
    assert not (await course_now(house, course)).rounds


async def test_closing_early_moves_the_close_in_the_course(house: House) -> None:
    course = await course_in(house)
    await house.starts()
    mette = house.person("Mette")
    await mette.types("/barometer luk")
    await mette.submits()
    assert await day_of(house, course, "barometer_1_close") == date(2027, 1, 12)
    await house.due()
    assert posts(house.person("Sofie"), "Barometer 1 lukker")


async def test_a_cancelled_round_leaves_the_barometer_open_for_another(house: House) -> None:
    course = await course_in(house)
    first = await house.starts()
    mette = house.person("Mette")
    await mette.types("/barometer annuller")
    await mette.submits()
    now = await course_now(house, course)
    assert not now.rounds
    assert now.state("barometer_1_open").standing is Standing.PROPOSED
    second = await house.starts()
    assert second.id != first.id
    assert (await course_now(house, course)).rounds == {"barometer_1_open": second.id}


async def test_the_second_round_asks_with_the_version_and_the_grouping_of_the_first(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    course = await course_in(house)
    first = await house.starts()
    await measured(house, first)
    newer = replace(first.barometer, version=first.barometer.version + 1)
    monkeypatch.setattr(type(house.bot.desk.store.barometers), "all", lambda _: (newer,))
    opens = await day_of(house, course, "barometer_2_open")
    card = await proposal(house, opens)
    assert "samme version og samme grupper som sidst" in card.visible
    mette = house.person("Mette")
    await mette.clicks("Forbered runden", on=card)
    await mette.submits()
    assert "Grupperne er de samme som i sidste runde" in str(mette.modal.blocks)
    await mette.submits()
    second = await house.round()
    assert (second.id != first.id, second.state) == (True, RoundState.CONFIRMED)
    assert (second.barometer, second.grouping) == (first.barometer, first.grouping)
    assert (await course_now(house, course)).rounds["barometer_2_open"] == second.id


async def test_an_old_message_starts_no_second_round(house: House) -> None:
    course = await course_in(house, OPENS)
    card = await proposal(house)
    await prepares_from(house, card)
    mette = house.person("Mette")
    await mette.clicks("Forbered runden", on=card)
    assert mette.modal is None
    assert (await course_now(house, course)).rounds == {"barometer_1_open": (await house.round()).id}


async def prepares_from(house: House, card: Message) -> None:
    mette = house.person("Mette")
    await mette.clicks("Forbered runden", on=card)
    await mette.submits()
    await mette.submits()
    await mette.seat.closes_all()


async def test_nothing_is_proposed_for_a_barometer_whose_round_is_started(house: House) -> None:
    await course_in(house, OPENS)
    await house.starts()
    await comes(house, OPENS - timedelta(days=14))
    assert not posts(house.person("Mette"), "Forbered runden", None)


async def test_a_round_begun_by_hand_has_the_days_of_the_course_and_is_told_why(house: House) -> None:
    course = await course_in(house, OPENS)
    mette = house.person("Mette")
    told = "I forløbet Forankringsstøtte, Egelund Kommune står »Barometer 1 åbner« til mandag 22. februar."
    await mette.types("/barometer start")
    planned = {"drafts-opens": OPENS.isoformat(), "drafts-closes": CLOSES.isoformat()}
    assert planned.items() <= window(mette).items()
    assert f"{told} En anden dag flytter datoer i forløbet." in mette.modal.text
    await mette.clicks("Flere valg")
    assert told in mette.modal.text
    assert planned.items() <= window(mette).items()
    await mette.submits()
    await mette.submits()
    await mette.seat.closes_all()
    round_ = await house.round()
    assert (round_.opens_at.date(), round_.closes_at.date()) == (OPENS, CLOSES)
    assert (await course_now(house, course)).rounds == {"barometer_1_open": round_.id}


async def test_a_course_that_cannot_be_read_holds_up_no_round(house: House) -> None:
    course = await course_in(house)
    desk = house.bot.desk
    async with desk.store.writes() as tx:
        held = await stored.load(tx, course.team, course.id, lock=True)
        assert held is not None
        await course_texts.keep(tx, course.id, "report_meeting", CourseText("[]", "U", desk.now()))
    async with desk.store.writes() as tx:
        await tx.session.execute(text("UPDATE course_texts SET body = x'00'"))
    mette = house.person("Mette")
    await mette.types("/barometer start")
    await mette.submits()
    await mette.submits()
    await open_due(desk)
    assert (await house.round()).state is RoundState.OPEN


async def test_who_may_not_start_rounds_in_the_department_is_told_so(house: House) -> None:
    course = await course_in(house, OPENS)
    card = await proposal(house)
    await house.name(f"#{DEPARTMENT}", coordinator=house.person("Jonas").id)
    mette = house.person("Mette")
    await mette.clicks("Forbered runden", on=card)
    assert mette.modal is None
    assert not (await course_now(house, course)).rounds


async def test_where_another_leads_the_course_the_proposal_comes_to_who_may_start_rounds(house: House) -> None:
    course = await course_in(house, OPENS)
    sofie, mette = house.person("Sofie"), house.person("Mette")
    await house.name(TEAM_ROOM, coordinator=sofie.id)
    card = await proposal(house)
    assert not posts(sofie, "Forbered runden", None)
    [told] = posts(sofie, "om at forberede runden", None)
    assert f"Jeg har bedt <@{mette.id}>" in told.visible
    assert "Barometer 1 åbner mandag 22. februar" in told.visible
    assert "kan gøre dig til koordinator dér" in told.visible
    await prepares_from(house, card)
    started = await house.round()
    assert (await course_now(house, course)).rounds == {"barometer_1_open": started.id}
    assert started.result_channels == (course.department, course.channel), "also where Mette leads nothing"
    await house.due()
    assert not posts(sofie, "om at forberede runden", None)
    [line] = posts(sofie, "*Barometer 1 åbner*, mandag 22. februar: runden er startet.", None)
    assert (line.ts, button_labels(line.blocks)) == (told.ts, [])


async def test_what_is_told_of_who_was_asked_becomes_a_line_where_the_barometer_is_moved(house: House) -> None:
    await course_in(house, OPENS)
    sofie = house.person("Sofie")
    await house.name(TEAM_ROOM, coordinator=sofie.id)
    await proposal(house)
    [told] = posts(sofie, "om at forberede runden", None)
    await passes(house)
    [card] = posts(sofie, WITHOUT, None)
    await sofie.clicks("Flyt", on=card)
    await sofie.chooses("2027-03-03", for_="Ny dato")
    await sofie.submits()
    await house.due()
    lines = posts(sofie, "*Barometer 1 åbner*: Flyttet til 3. marts", None)
    assert [one.ts for one in lines] == [told.ts, card.ts]


async def test_while_the_department_s_coordinator_is_away_the_deputy_there_is_asked(house: House) -> None:
    await course_in(house, OPENS)
    jonas, sofie, mette = (house.person(name) for name in ("Jonas", "Sofie", "Mette"))
    await house.name(TEAM_ROOM, coordinator=sofie.id)
    await house.name(f"#{DEPARTMENT}", coordinator=mette.id, deputy=jonas.id, coordinator_away=True)
    await comes(house, OPENS - timedelta(days=14))
    [card] = posts(jonas, "Forbered runden", None)
    assert not posts(mette, "Forbered runden", None)
    await jonas.clicks("Forbered runden", on=card)
    assert window(jonas)["drafts-opens"] == OPENS.isoformat()


async def test_who_leads_both_channels_is_told_of_nobody_else(house: House) -> None:
    await course_in(house, OPENS)
    await proposal(house)
    assert not posts(house.person("Mette"), "om at forberede runden", None)


async def test_where_nobody_leads_the_department_who_leads_the_course_is_asked(house: House) -> None:
    await course_in(house, OPENS)
    await house.name(f"#{DEPARTMENT}", coordinator=None)
    await proposal(house)
    assert not posts(house.person("Mette"), "om at forberede runden", None)


async def test_the_team_is_told_at_the_start_and_before_the_meeting_that_the_result_comes_too_late(
    house: House,
) -> None:
    """The round closes on 3 February; the focus groups stand on the 1st, and nobody moves them but the team."""
    await course_in(house)
    mette, sofie = house.person("Mette"), house.person("Sofie")
    await mette.types("/barometer start")
    await mette.chooses("2027-02-03", for_="Lukker")
    await mette.submits()
    await mette.submits()
    await house.due()
    [told] = posts(sofie, "Ligger før resultatet:")
    assert "Tre fokusgruppeinterviews, mandag 1. februar. Barometeret lukker først onsdag 3. februar." in told.visible
    await comes(house, date(2027, 1, 25))
    [reminder] = posts(sofie, "Barometeret lukker først")[1:]
    assert "så resultatet er ikke kommet, når I mødes" in reminder.text
    assert "Flyt" in button_labels(reminder.blocks)
    assert not posts(sofie, "**")


async def test_a_meeting_says_that_its_barometer_was_never_started_until_it_is(house: House) -> None:
    """The groups stand on 15 March, three weeks after the opening of 22 February."""
    await course_in(house, OPENS)
    sofie = house.person("Sofie")
    told = "*»Barometer 1 åbner« stod til mandag 22. februar og er ikke startet*, så der er intet resultat at bygge på."
    move = "Flyt mødet, eller flyt barometeret i `/anker status`."
    await comes(house, date(2027, 3, 8))
    assert f"{told} {move}" in posts(sofie, "Tre fokusgruppeinterviews om 7 dage")[-1].visible
    for day, asked in ((15, "Tre fokusgruppeinterviews i dag"), (16, "Blev fokusgruppeinterviewene holdt?")):
        await comes(house, date(2027, 3, day))
        card = posts(sofie, asked)[-1]
        assert told in card.visible
        assert move not in card.visible + card.text, "nobody moves what they sit at, or have been to"
    mette = await previewed(house)
    await mette.submits()
    await comes(house, date(2027, 3, 30))
    [again] = posts(sofie, "Tre fokusgruppeinterviews om 7 dage")
    assert "ikke startet" not in again.visible


# A barometer whose day has passed without a round


async def passes(house: House, opens: date = OPENS) -> list[Message]:
    """The barometer's day passes, and it is nine o'clock on the day after; what Mette is told."""
    await comes(house, opens)
    await comes(house, opens + timedelta(days=1))
    return posts(house.person("Mette"), WITHOUT, None)


async def test_who_leads_is_told_once_the_day_after_that_no_round_was_started(house: House) -> None:
    await course_in(house, OPENS)
    proposed = await proposal(house)
    [card] = await passes(house)
    assert "*Barometer 1 åbner* stod til mandag 22. februar" in card.visible
    assert "Resten af forløbet følger den dato" in card.visible
    assert button_labels(card.blocks) == ["Forbered runden", "Flyt", "Ikke nødvendigt"]
    [line] = posts(house.person("Mette"), "*Barometer 1 åbner*: der er et nyere kort længere nede.", None)
    assert (line.ts, button_labels(line.blocks)) == (proposed.ts, [])
    assert not posts(house.person("Sofie"), WITHOUT)
    for later in (24, 25, 26):
        await comes(house, date(2027, 2, later))
    assert len(posts(house.person("Mette"), WITHOUT, None)) == 1


async def test_a_round_is_started_from_it_late_and_closes_as_much_later(house: House) -> None:
    course = await course_in(house, OPENS)
    await proposal(house)
    card = (await passes(house))[-1]
    mette = house.person("Mette")
    await mette.clicks("Forbered runden", on=card)
    assert window(mette)["drafts-opens"] == "2027-02-23"
    assert window(mette)["drafts-closes"] == "2027-03-09"
    await mette.submits()
    await mette.submits()
    assert (await course_now(house, course)).rounds == {"barometer_1_open": (await house.round()).id}
    assert await day_of(house, course, "barometer_1_close") == date(2027, 3, 9)


async def test_where_its_round_has_opened_an_older_card_does_not_promise_to_leave_it_out(house: House) -> None:
    course = await course_in(house, OPENS)
    card = (await passes(house))[-1]
    await house.starts()
    mette = house.person("Mette")
    await mette.clicks("Ikke nødvendigt", on=card)
    assert mette.modal is None
    assert "Det er allerede holdt eller gjort. Intet er ændret." in mette.sees()
    assert (await course_now(house, course)).state("barometer_1_open").standing is Standing.HELD


async def test_its_date_is_moved_from_it_and_told_of_again_when_that_passes_too(house: House) -> None:
    course = await course_in(house, OPENS)
    card = (await passes(house))[-1]
    mette = house.person("Mette")
    await mette.clicks("Flyt", on=card)
    await mette.submits()
    assert "dagen er gået.* Vælg i dag eller en senere dag." in mette.modal.text
    await mette.chooses("2027-03-03", for_="Ny dato")
    await mette.submits()
    await house.due()
    assert await day_of(house, course, "barometer_1_open") == date(2027, 3, 3)
    assert not posts(mette, WITHOUT, None)  # the card says where it was moved to
    [again] = await passes(house, date(2027, 3, 3))
    assert "stod til onsdag 3. marts" in again.visible


async def test_it_is_left_out_from_it_and_the_next_round_is_the_second(house: House) -> None:
    course = await course_in(house, OPENS)
    card = (await passes(house))[-1]
    mette = house.person("Mette")
    await mette.clicks("Ikke nødvendigt", on=card)
    await mette.submits()
    await house.due()
    assert not posts(mette, WITHOUT, None)  # the card says that it is not needed
    await comes(house, date(2027, 3, 9))
    await mette.types("/anker status", channel=TEAM_ROOM)
    assert "– ikke nødvendigt · *ma. 8. marts* Barometer 1 lukker" in mette.sees(TEAM_ROOM)
    started = await house.starts()
    assert (await course_now(house, course)).rounds == {"barometer_2_open": started.id}


async def told_after(house: House) -> list[Message]:
    """What anybody is told of a round that was not started, after the barometer's day."""
    mine = await passes(house)
    return [*mine, *posts(house.person("Sofie"), WITHOUT)]


async def test_nothing_is_told_of_a_round_that_was_started_on_the_day_itself(house: House) -> None:
    await course_in(house, OPENS)
    await comes(house, OPENS, time(15))
    await house.starts()
    assert not await told_after(house)


async def cancels(house: House) -> None:
    mette = house.person("Mette")
    await mette.types("/barometer annuller")
    await mette.submits()
    await mette.seat.closes_all()
    await house.due()


async def test_a_round_that_was_cancelled_on_its_day_is_not_said_to_have_never_been_started(house: House) -> None:
    await course_in(house, OPENS)
    await comes(house, OPENS, time(15))
    await house.starts()
    await cancels(house)
    [told] = await passes_after(house)
    assert "stod til mandag 22. februar, men der er ingen runde i gang eller på vej." in told.visible
    assert "ikke startet" not in told.visible


async def passes_after(house: House) -> list[Message]:
    """The day after the barometer's day comes; what Mette is told."""
    await comes(house, OPENS + timedelta(days=1))
    return posts(house.person("Mette"), WITHOUT, None)


async def test_of_a_round_that_is_cancelled_after_its_day_who_leads_is_told_once_at_that_time(house: House) -> None:
    await course_in(house, OPENS)
    mette = house.person("Mette")
    await comes(house, OPENS)
    await house.starts()
    await comes(house, date(2027, 2, 25), time(10))
    assert not posts(mette, WITHOUT, None)
    await cancels(house)
    [told] = posts(mette, WITHOUT, None)
    assert "*Barometer 1 åbner* stod til mandag 22. februar" in told.visible
    assert button_labels(told.blocks) == ["Forbered runden", "Flyt", "Ikke nødvendigt"]
    await comes(house, date(2027, 3, 2))
    assert len(posts(mette, WITHOUT, None)) == 1


async def test_what_was_said_of_a_barometer_becomes_a_line_when_its_round_is_started(house: House) -> None:
    """However it is started: the card and the proposal before it are about a round that is there now."""
    await course_in(house, OPENS)
    mette, before = house.person("Mette"), await proposal(house)
    [card] = await passes(house)
    await house.starts()
    assert not posts(mette, WITHOUT, None)
    lines = posts(mette, "*Barometer 1 åbner*, tirsdag 23. februar: runden er startet.", None)
    assert [one.ts for one in lines] == [before.ts, card.ts]
    assert [button_labels(one.blocks) for one in lines] == [[], []]


async def test_the_line_of_a_private_message_is_in_its_readers_language(house: House) -> None:
    await course_in(house, OPENS)
    mette = house.person("Mette")
    async with house.bot.desk.store.writes() as tx:
        await people.save_language(tx, house.bot.desk.team, mette.id, "en")
    await comes(house, OPENS - timedelta(days=14))
    await comes(house, OPENS)
    await house.starts()
    assert posts(mette, "*Barometer 1 opens*, Monday 22 February: the round has been started.", None)
    assert not posts(mette, "runden er startet", None)


async def test_a_proposal_becomes_a_line_that_says_when_its_round_is_started_and_when_that_is_cancelled(
    house: House,
) -> None:
    await course_in(house, OPENS)
    mette, before = house.person("Mette"), await proposal(house)
    await mette.clicks("Forbered runden", on=before)
    await mette.submits()
    await mette.submits()
    await mette.seat.closes_all()
    await house.due()
    [line] = posts(mette, "*Barometer 1 åbner*, mandag 22. februar: runden er startet.", None)
    assert (line.ts, button_labels(line.blocks)) == (before.ts, [])
    await cancels(house)
    [line] = posts(mette, "runden er annulleret. En ny startes med `/barometer start`.", None)
    assert (line.ts, button_labels(line.blocks)) == (before.ts, [])
    assert not posts(mette, WITHOUT, None)


async def test_a_draft_alone_is_no_round(house: House) -> None:
    await course_in(house, OPENS)
    mette = house.person("Mette")
    await mette.clicks("Forbered runden", on=await proposal(house))
    await mette.submits()
    assert len(await told_after(house)) == 1


async def in_outbox(house: House, course: Course) -> None:
    """It is nine o'clock on the day after, and the message is written but not sent."""
    desk = house.bot.desk
    house.clock.at = desk.workdays.at(OPENS + timedelta(days=1), time(9))
    async with desk.store.writes() as tx:
        await course_reminders.say_due(tx, course.team, course.id, desk.now(), desk.workdays)


async def becomes(house: House, course: Course, change: Callable[[Course], Course]) -> None:
    """Somebody changes the course."""
    desk = house.bot.desk
    async with desk.store.writes() as tx:
        held = await stored.load(tx, course.team, course.id, lock=True)
        assert held is not None
        await courses.replan(tx, held, change(held), desk.now(), desk.workdays)


def to_another_day(house: House, day: date) -> Callable[[Course], Course]:
    """Barometer 1 is moved."""
    workdays, now = house.bot.desk.workdays, house.bot.desk.now()
    today = workdays.local(now).date()
    return lambda held: rules.moved(held, "barometer_1_open", day, today, workdays).course


async def test_nothing_is_told_where_its_round_was_started_between_the_clock_and_the_message(house: House) -> None:
    """What waits in the outbox is looked at again when it is sent."""
    course = await course_in(house, OPENS)
    await in_outbox(house, course)
    mette = house.person("Mette")
    await mette.types("/barometer start")
    await mette.submits()
    await mette.submits()
    await house.due()
    assert not posts(mette, WITHOUT, None)


async def test_nothing_is_told_where_the_date_was_moved_or_the_course_has_ended(house: House) -> None:
    course = await course_in(house, OPENS)
    await in_outbox(house, course)
    to = date(2027, 3, 3)
    await becomes(house, course, to_another_day(house, to))
    await house.due()
    assert not posts(house.person("Mette"), WITHOUT, None)
    await becomes(house, course, Course.ended)
    assert not await passes(house, to)


async def test_nothing_is_told_where_it_was_left_out_between_the_clock_and_the_message(house: House) -> None:
    course = await course_in(house, OPENS)
    await in_outbox(house, course)
    await becomes(house, course, lambda held: rules.not_needed(held, "barometer_1_open"))
    await house.due()
    assert not posts(house.person("Mette"), WITHOUT, None)


async def test_where_nobody_leads_it_stands_in_the_channel_and_whoever_may_starts_from_there(house: House) -> None:
    course = await course_in(house, OPENS)
    sofie, mette = house.person("Sofie"), house.person("Mette")
    await house.name(TEAM_ROOM, team=frozenset({sofie.id, mette.id}))
    await passes(house)
    [card] = posts(sofie, WITHOUT)
    assert "Ingen leder forløbet lige nu" in card.visible
    assert not posts(mette, WITHOUT, None)
    await sofie.clicks("Forbered runden", on=card)
    assert sofie.modal is None
    await prepares_from(house, card)
    assert (await course_now(house, course)).rounds == {"barometer_1_open": (await house.round()).id}


async def test_who_leads_but_may_start_no_round_is_told_who_may(house: House) -> None:
    await course_in(house, OPENS)
    sofie, mette = house.person("Sofie"), house.person("Mette")
    await house.name(TEAM_ROOM, coordinator=sofie.id)
    await proposal(house)
    assert not await passes(house)
    [card] = posts(sofie, WITHOUT, None)
    assert button_labels(card.blocks) == ["Flyt", "Ikke nødvendigt"]
    assert f"Det kan <@{mette.id}>, men ikke du." in card.visible
    assert posts(mette, "Forbered runden", None), "who may start it has the proposal still"


async def test_after_four_weeks_of_standing_still_it_is_told_as_missed(house: House) -> None:
    await course_in(house, OPENS)
    await comes(house, date(2027, 4, 5))
    mette = house.person("Mette")
    assert not posts(mette, WITHOUT, None)
    [missed] = posts(mette, "at ingen runde er i gang eller på vej", None)
    assert "tirsdag 23. februar: at ingen runde er i gang eller på vej (Barometer 1 åbner)" in missed.visible


# Which barometer of the course a round is, and what the preview says of it


async def previewed(house: House) -> Someone:
    """Mette sees the preview of a round that opens now."""
    mette = house.person("Mette")
    await mette.types("/barometer start")
    today = house.bot.desk.workdays.local(house.bot.desk.now()).date()
    for day, label in ((today, "Åbner"), (today + timedelta(days=14), "Lukker")):
        await mette.chooses(day.isoformat(), for_=label)
    await mette.submits()
    return mette


async def test_the_preview_says_which_barometer_it_is_and_which_dates_move(house: House) -> None:
    course = await course_in(house, OPENS)
    mette = await previewed(house)
    shown = str(mette.modal.blocks)
    assert "*Forløbet* (Forankringsstøtte, Egelund Kommune): runden hører til »Barometer 1 åbner«." in shown
    assert "• Barometer 1 åbner: mandag 11. januar (stod til 22. februar)" in shown
    assert "• Udviklingsdag: mandag 1. marts (stod til 12. april)" in shown
    briefing = "• Orientering af medarbejdere: mandag 4. januar (stod til 12. februar). *Den dag er gået:*"
    assert f"{briefing} gør det nu, hvis det mangler." in shown
    assert not (await course_now(house, course)).rounds
    await mette.submits()
    for name, day in {"barometer_1_open": date(2027, 1, 11), "development_day": date(2027, 3, 1)}.items():
        assert await day_of(house, course, name) == day


async def test_the_preview_says_that_no_dates_move_and_nothing_where_there_is_no_course(house: House) -> None:
    await previewed(house)
    assert "Forløbet" not in str(house.person("Mette").modal.blocks)
    await house.person("Mette").seat.closes_all()
    await course_in(house)
    mette = await previewed(house)
    assert "runden hører til »Barometer 1 åbner«.\\nIngen datoer flytter." in str(mette.modal.blocks)


async def test_a_late_first_round_is_the_first_barometer(house: House) -> None:
    """1 June is nearer to barometer 2, on 2 August, than to barometer 1, on 11 January: whoever starts it chooses."""
    course = await course_in(house)
    await comes(house, date(2027, 6, 1))
    mette = await previewed(house)
    shown = str(mette.modal.blocks)
    assert "»Barometer 1 åbner« stod til mandag 11. januar og er ikke startet." in shown
    assert "• Barometer 1 åbner: tirsdag 1. juni (stod til 11. januar)" in shown
    assert "• Barometer 2 åbner: tirsdag 1. juni (stod til 2. august)" in shown
    await mette.submits()
    assert mette.modal.title == "Forhåndsvisning", "nothing is chosen beforehand"
    await mette.chooses("Barometer 1 åbner", for_="Hvilket af forløbets barometre er runden?")
    await mette.submits()
    now = await course_now(house, course)
    assert now.rounds == {"barometer_1_open": (await house.round()).id}
    assert await day_of(house, course, "barometer_1_open") == date(2027, 6, 1)


async def test_what_has_passed_keeps_its_day_in_the_preview_the_channel_and_the_status(house: House) -> None:
    """Barometer 1 of 22 February is started on 3 March: seven days before that have passed as well."""
    course = await course_in(house, OPENS)
    await comes(house, date(2027, 3, 3))
    before = {name: await day_of(house, course, name) for name in ("team_formed", "staff_informed")}
    mette = await previewed(house)
    shown = str(mette.modal.blocks)
    await mette.submits()
    await house.due()
    [told] = posts(mette, "Forløbet følger barometerrunden.")
    for text_shown in (shown, told.visible):
        assert "Barometer 1 lukker: onsdag 17. marts (stod til 8. marts)" in text_shown
        assert "Orientering" not in text_shown
        assert "Forankringsteam" not in text_shown
    assert {name: await day_of(house, course, name) for name in before} == before


async def test_where_the_first_was_left_out_on_purpose_the_round_is_the_second(house: House) -> None:
    course = await course_in(house)
    await comes(house, date(2027, 8, 2))
    mette = await previewed(house)
    await mette.chooses("Barometer 2 åbner", for_="Hvilket af forløbets barometre er runden?")
    await mette.submits()
    now = await course_now(house, course)
    assert now.rounds == {"barometer_2_open": (await house.round()).id}
    assert await day_of(house, course, "barometer_1_open") == date(2027, 1, 11)
    assert await day_of(house, course, "final_meeting") == date(2027, 8, 30)


async def test_what_was_said_of_a_barometer_that_is_passed_over_becomes_a_line(house: House) -> None:
    await course_in(house, OPENS)
    before = await proposal(house)
    [card] = await passes(house)
    await comes(house, date(2027, 8, 2))
    mette = await previewed(house)
    await mette.chooses("Barometer 2 åbner", for_="Hvilket af forløbets barometre er runden?")
    await mette.submits()
    await house.due()
    passed = "*Barometer 1 åbner*, mandag 22. februar: sprunget over, da et senere barometer blev startet."
    lines = posts(mette, passed, None)
    assert [one.ts for one in lines] == [before.ts, card.ts]
    assert [button_labels(one.blocks) for one in lines] == [[], []]


async def test_what_was_chosen_is_taken_also_where_it_would_not_be_asked_any_more(house: House) -> None:
    """Barometer 1 is moved to 7 June while Mette has chosen barometer 2 for 1 June."""
    course = await course_in(house)
    await comes(house, date(2027, 6, 1))
    mette = await previewed(house)
    await mette.chooses("Barometer 2 åbner", for_="Hvilket af forløbets barometre er runden?")
    await becomes(house, course, to_another_day(house, date(2027, 6, 7)))
    await mette.submits()
    assert mette.modal.title == "Startet"
    assert (await course_now(house, course)).rounds == {"barometer_2_open": (await house.round()).id}


async def shown_again(mette: Someone, house: House) -> str:
    """Pressing the start shows the preview again, with why; nothing is started. What it shows then."""
    await mette.submits()
    assert mette.modal.title == "Forhåndsvisning"
    assert "*Runden er ikke startet:* forløbet er ændret, efter at du åbnede" in mette.modal.text
    async with house.bot.desk.store.reads() as tx:
        assert not await rounds.in_channel(tx, house.bot.desk.team, house.workspace.channel(DEPARTMENT).id)
    return str(mette.modal.blocks)


async def test_a_barometer_left_out_under_the_preview_makes_the_round_no_other_one(house: House) -> None:
    course = await course_in(house, OPENS)
    mette = await previewed(house)
    await mette.chooses("Hver rolle for sig", for_="Sådan vises grupperne")
    second = await day_of(house, course, "barometer_2_open")
    await becomes(house, course, lambda held: rules.not_needed(held, "barometer_1_open"))
    assert "runden hører til »Barometer 2 åbner«" in await shown_again(mette, house)
    assert not (await course_now(house, course)).rounds
    assert await day_of(house, course, "barometer_2_open") == second
    await mette.submits()
    asked = await house.round()
    assert (await course_now(house, course)).rounds == {"barometer_2_open": asked.id}
    assert asked.grouping == "roles", "what was chosen is not chosen again"


async def test_a_choice_that_is_gone_is_asked_for_again(house: House) -> None:
    course = await course_in(house)
    await comes(house, date(2027, 6, 1))
    mette = await previewed(house)
    await mette.chooses("Barometer 1 åbner", for_="Hvilket af forløbets barometre er runden?")
    await becomes(house, course, lambda held: rules.not_needed(held, "barometer_1_open"))
    assert "runden hører til »Barometer 2 åbner«" in await shown_again(mette, house)
    assert not (await course_now(house, course)).rounds


async def test_a_course_that_begins_or_ends_under_the_preview_is_shown_before_the_round_starts(house: House) -> None:
    mette = await previewed(house)
    course = await course_in(house, OPENS)
    assert "runden hører til »Barometer 1 åbner«" in await shown_again(mette, house)
    await becomes(house, course, lambda held: held.ended())
    assert "Forløbet*" not in await shown_again(mette, house)
    await mette.submits()
    assert mette.modal.title == "Startet"
    assert not (await course_now(house, course)).rounds


async def test_a_first_barometer_whose_day_is_yet_to_come_is_told_of_as_such(house: House) -> None:
    """Mette prepares a round for 1 July already in January, when barometer 1 stands on 22 February still."""
    await course_in(house, OPENS)
    mette = house.person("Mette")
    await mette.types("/barometer start")
    await mette.chooses("2027-07-01", for_="Åbner")
    await mette.chooses("2027-07-15", for_="Lukker")
    await mette.submits()
    assert "»Barometer 1 åbner« står til mandag 22. februar og er ikke startet." in str(mette.modal.blocks)
