"""A meeting was held: its record goes into the channel and onto the next agenda, its actions into the plan."""

from __future__ import annotations

import logging
from datetime import date, time

import pytest

from domain.courses import Course, Standing
from handlers import plans
from sandbox.message import Message
from tests.conversations.course_houses import TEAM_ROOM, comes, course_in, course_now, posts
from tests.conversations.house import House, Someone

MEETING = "status_meeting_1"
THE_DAY = date(2027, 4, 12)
pytestmark = pytest.mark.usefixtures("course")
AGREED = "Superbrugerne mødes hver anden uge."


@pytest.fixture
async def course(house: House) -> Course:
    """A course on the day of its first status meeting."""
    house.clock.at = house.bot.desk.workdays.at(date(2027, 3, 1), time(10))
    begun = await course_in(house)
    await comes(house, date(2027, 3, 2))
    await comes(house, THE_DAY)
    return begun


def newest(who: Someone) -> Message:
    found: Message = who.message(TEAM_ROOM)
    return found


async def action(who: Someone, number: int, text: str, owner: str = "Sofie", deadline: str = "2027-05-03") -> None:
    """Fill in one row of the record's window."""
    await who.fills(f"meetings-action-{number}", text)
    if owner:
        await who.chooses(owner, for_=f"meetings-owner-{number}")
    if deadline:
        await who.chooses(deadline, for_=f"meetings-deadline-{number}")


async def holds(who: Someone, agreed: str = AGREED) -> None:
    """Write down what was agreed, from the newest card."""
    await who.clicks("Holdt", channel=TEAM_ROOM)
    await who.fills("Hvad blev aftalt?", agreed)
    await who.submits()


async def test_a_record_goes_into_the_channel_and_its_actions_into_the_plan(house: House, course: Course) -> None:
    jonas, sofie = house.person("Jonas"), house.person("Sofie")
    await jonas.clicks("Holdt", channel=TEAM_ROOM)
    await jonas.chooses(["Jonas", "Sofie"], for_="Hvem var med?")
    await jonas.fills("Andre, der var med", "Bo <fra> VIVE")
    await jonas.fills("Hvad blev aftalt?", f"{AGREED}\n*Og* mere.")
    await action(jonas, 0, "Sparring hver anden uge")
    await jonas.submits()
    assert "1 ny handling er i planen." in jonas.modal.text
    assert posts(sofie, "holdt mandag 12. april")[-1].labels == []
    await house.due()
    card = newest(sofie)
    assert "Referat: Statusmøde efter 6 uger, mandag 12. april" in card.visible
    assert f"Skrevet af <@{jonas.id}>." in card.visible
    assert f"*Med:* <@{jonas.id}>, <@{sofie.id}>, Bo &lt;fra&gt; VIVE" in card.visible
    assert f"{AGREED}\n*Og* mere." in card.visible
    assert f"• Sparring hver anden uge: <@{sofie.id}>, senest 3. maj" in card.visible
    kept = await course_now(house, course)
    assert kept.state(MEETING).standing is Standing.HELD
    async with house.bot.desk.store.reads() as tx:
        plan = await plans.of_course(tx, kept)
    assert [(one.text, one.owner, one.deadline) for one in plan.actions] == [
        ("Sparring hver anden uge", sofie.id, date(2027, 5, 3))
    ]


async def test_what_was_agreed_stands_on_the_next_agenda_with_what_is_late_and_due(
    house: House,
) -> None:
    jonas = house.person("Jonas")
    await jonas.clicks("Holdt", channel=TEAM_ROOM)
    await jonas.fills("Hvad blev aftalt?", AGREED)
    await action(jonas, 0, "Sparring", deadline="2027-05-03")
    await action(jonas, 1, "Kursus", deadline="2027-05-20")
    await action(jonas, 2, "Introduktion", deadline="2027-09-20")
    await jonas.submits()
    await house.due()
    await comes(house, date(2027, 5, 14))
    told = newest(jonas).visible
    assert "> Over fristen: Sparring (3. maj)\n> Har frist nu: Kursus (20. maj)\n2." in told
    assert f"> Aftalt sidst (Statusmøde efter 6 uger, 12. april):\n> {AGREED}\n4." in told
    assert "Introduktion" not in told
    assert "Sofie" not in told.replace("Stedfortræder", "")


async def test_a_long_record_is_cut_under_the_agenda_and_can_be_read_whole(house: House) -> None:
    jonas = house.person("Jonas")
    await holds(jonas, "Ord og " * 200 + "slut.")
    await jonas.closes_all()
    await house.due()
    await comes(house, date(2027, 5, 14))
    card = newest(jonas)
    assert "slut." not in card.visible
    await jonas.clicks("Læs hele", on=card)
    assert "slut." in jonas.modal.text


@pytest.mark.parametrize(
    ("label", "block"),
    [
        ("Hvad blev aftalt?", "meetings-agreed"),
        ("Andre, der var med", "meetings-others"),
        ("meetings-action-1", "meetings-action-1"),
    ],
)
async def test_a_cpr_number_anywhere_is_refused_and_nothing_typed_is_lost(
    house: House, course: Course, label: str, block: str, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG, "anker")
    jonas = house.person("Jonas")
    await jonas.clicks("Holdt", channel=TEAM_ROOM)
    await jonas.fills("Hvad blev aftalt?", AGREED)
    await action(jonas, 0, "Sparring")
    await jonas.fills(label, "Ring til 010203-4567")
    await jonas.submits()
    assert list(jonas.modal.errors) == [block] if "action" not in block else block in jonas.modal.errors
    assert "ligner et CPR-nummer" in jonas.modal.errors[block]
    assert jonas.modal.values["meetings-action-0"]["meetings.action"]["value"] == "Sparring"
    assert "010203" not in caplog.text
    assert (await course_now(house, course)).state(MEETING).standing is Standing.PROPOSED
    async with house.bot.desk.store.reads() as tx:
        assert not (await plans.of_course(tx, course)).actions


async def test_the_record_is_sealed_at_rest_and_never_logged(
    house: House, course: Course, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG, "anker")
    await holds(house.person("Jonas"), "Hemmeligt om planen")
    await house.due()
    files = b"".join(path.read_bytes() for path in house.home.rglob("*") if path.is_file())
    assert course.id.encode() in files
    assert b"Hemmeligt om planen" not in files
    assert "Hemmeligt" not in caplog.text


async def test_a_second_record_replaces_the_first_and_says_so(house: House, course: Course) -> None:
    jonas, sofie = house.person("Jonas"), house.person("Sofie")
    await holds(jonas)
    await jonas.closes_all()
    await house.due()
    await sofie.clicks("Ret referatet", channel=TEAM_ROOM)
    assert "erstatter det første referat" in sofie.modal.text
    assert sofie.modal.values["meetings-agreed"]["meetings.agreed"]["value"] == AGREED
    await sofie.fills("Hvad blev aftalt?", "Noget andet.")
    await sofie.submits()
    await house.due()
    assert f"Skrevet af <@{sofie.id}>. Erstatter det første referat." in newest(jonas).visible
    assert len(posts(jonas, "Referat: Statusmøde")) == 1
    assert len(posts(jonas, AGREED)) == 0
    record = (await course_now(house, course)).state(MEETING).record
    assert record is not None
    assert record.agreed == "Noget andet."


async def test_correcting_a_record_shows_what_is_in_the_plan_from_it_and_only_adds_to_it(
    house: House, course: Course
) -> None:
    jonas = house.person("Jonas")
    await jonas.clicks("Holdt", channel=TEAM_ROOM)
    assert "Mødets handlinger" not in jonas.modal.text
    await jonas.fills("Hvad blev aftalt?", AGREED)
    await action(jonas, 0, "Sparring <!here> *nu*")
    await jonas.submits()
    await jonas.closes_all()
    await house.due()
    await jonas.clicks("Ret referatet", channel=TEAM_ROOM)
    shown = next(block for block in jonas.modal.blocks if "Mødets handlinger i planen" in str(block))
    assert "&lt;!here&gt;" in str(shown)
    assert "*nu*" not in str(shown)
    assert f"<@{house.person('Sofie').id}> · frist ma. 3. maj" in str(shown)
    assert "De bliver i planen og rettes i `/anker plan`." in str(shown)
    await jonas.clicks("Flere handlinger")
    assert "Mødets handlinger i planen" in jonas.modal.text
    await jonas.fills("Hvad blev aftalt?", "Noget andet.")
    await action(jonas, 3, "Kursus")
    await jonas.submits()
    await house.due()
    assert "1 ny handling er i planen." in jonas.modal.text
    async with house.bot.desk.store.reads() as tx:
        kept = await plans.of_course(tx, course)
    assert [one.text for one in kept.actions] == ["Sparring <!here> *nu*", "Kursus"]
    card = newest(house.person("Sofie")).visible
    assert "Erstatter det første referat." in card
    assert "• Kursus: " in card
    assert "• Sparring" in card, "what the first record agreed is not gone from the channel"


async def test_of_two_who_write_at_the_same_time_the_later_is_told_and_loses_nothing(
    house: House, course: Course
) -> None:
    jonas, sofie = house.person("Jonas"), house.person("Sofie")
    for who, text in ((jonas, "Jonas' ord"), (sofie, "Sofies ord")):
        await who.clicks("Holdt", channel=TEAM_ROOM)
        await who.fills("Hvad blev aftalt?", text)
    await jonas.submits()
    await sofie.submits()
    assert f"Imens er det ændret af <@{jonas.id}>" in sofie.modal.text
    assert "Det står der i referatet nu:*\nJonas' ord" in sofie.modal.text, "she sees what hers would replace"
    assert sofie.modal.values["meetings-agreed"]["meetings.agreed"]["value"] == "Sofies ord"
    await sofie.submits()
    record = (await course_now(house, course)).state(MEETING).record
    assert record is not None
    assert record.agreed == "Sofies ord"


async def test_more_actions_get_room_and_keep_what_is_typed(house: House) -> None:
    jonas = house.person("Jonas")
    await jonas.clicks("Holdt", channel=TEAM_ROOM)
    await action(jonas, 0, "Sparring")
    await jonas.clicks("Flere handlinger")
    assert jonas.modal.values["meetings-action-0"]["meetings.action"]["value"] == "Sparring"
    await action(jonas, 4, "Kursus")
    await jonas.submits()
    assert "2 nye handlinger er i planen." in jonas.modal.text


async def test_an_action_without_owner_or_deadline_is_told_at_its_fields(house: House) -> None:
    jonas = house.person("Jonas")
    await jonas.clicks("Holdt", channel=TEAM_ROOM)
    await action(jonas, 0, "Sparring", owner="", deadline="")
    await jonas.chooses("Pia", for_="meetings-owner-1")
    await jonas.chooses("2027-04-01", for_="meetings-deadline-1")
    await jonas.submits()
    assert jonas.modal.errors["meetings-deadline-0"] == "Vælg en frist."
    assert jonas.modal.errors["meetings-deadline-1"] == "Vælg en dag, der ikke er gået."
    hints = {block["block_id"]: block["hint"]["text"] for block in jonas.modal.blocks if block.get("hint")}
    assert hints["meetings-action-0"] == "En handling skal også have en, der gør det, og en frist.", (
        "it is said before it is refused"
    )
    assert not set(hints.values()) & set(jonas.modal.errors.values()), "nothing is said twice in a row"
    assert set(jonas.modal.errors) == {
        "meetings-owner-0",
        "meetings-deadline-0",
        "meetings-action-1",
        "meetings-owner-1",
        "meetings-deadline-1",
    }


async def test_a_meeting_is_not_held_on_a_day_that_has_not_come(house: House, course: Course) -> None:
    jonas = house.person("Jonas")
    await jonas.clicks("Holdt", channel=TEAM_ROOM)
    await jonas.chooses("2027-04-13", for_="Dato")
    await jonas.submits()
    assert jonas.modal.errors == {"meetings-day": "Dagen er ikke kommet endnu."}
    assert (await course_now(house, course)).state(MEETING).standing is Standing.PROPOSED


async def test_a_meeting_held_without_a_word_is_held(house: House, course: Course) -> None:
    jonas = house.person("Jonas")
    await jonas.clicks("Holdt", channel=TEAM_ROOM)
    await jonas.submits()
    await house.due()
    assert "Referat: Statusmøde efter 6 uger, mandag 12. april" in newest(jonas).visible
    assert (await course_now(house, course)).state(MEETING).standing is Standing.HELD
    await comes(house, date(2027, 4, 13))
    assert posts(jonas, "Blev statusmødet holdt?") == []


async def test_a_deadline_in_another_year_stands_in_the_record_with_its_year(house: House) -> None:
    await comes(house, date(2027, 4, 12))
    jonas = house.person("Jonas")
    await jonas.clicks("Holdt", channel=TEAM_ROOM)
    await jonas.fills("Hvad blev aftalt?", AGREED)
    await action(jonas, 0, "Sparring hver anden uge", deadline="2028-01-03")
    await jonas.submits()
    await house.due()
    assert "senest 3. januar 2028" in newest(jonas).visible


async def test_a_meeting_held_on_another_day_takes_along_what_hangs_on_it(house: House) -> None:
    jonas = house.person("Jonas")
    [asked] = posts(jonas, "Blev udviklingsdagen holdt?")
    await jonas.clicks("Holdt", on=asked)
    await jonas.chooses("2027-03-03", for_="Dato")
    await jonas.submits()
    await house.due()
    told = newest(jonas).visible
    assert "Flyttet med:" in told
    assert "• Statusmøde efter 12 uger: onsdag 26. maj (stod til 24. maj)" in told
