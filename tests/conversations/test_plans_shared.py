"""The plan in its channel, one card that follows what changes; as a Word file; and for whoever only reads."""

from __future__ import annotations

from datetime import date, time
from io import BytesIO

import docx

from handlers.plan_reminders import LEFT, REMINDER
from sandbox.reading import button_labels
from storage import people, sent_messages
from storage import plans as stored_plans
from tests.conversations.course_houses import TEAM_ROOM, comes, course_in, posts
from tests.conversations.house import HERE, House, Someone
from tests.conversations.plan_houses import (
    BEFORE,
    TEXT,
    opened,
    planned,
    row,
    shared,
    shown,
    writing,
)
from tests.conversations.test_walk_documents import files_of


async def test_the_plan_in_the_channel_follows_what_changes(house: House) -> None:
    course = await course_in(house)
    await house.turn(hours=2)
    await planned(house, course, "Amina", theme="ledelse")
    await shared(house)
    jonas, amina = house.person("Jonas"), house.person("Amina")
    [card] = posts(jonas, "1 handling, 1 åben")
    assert "Ledelse og prioritering" in card.visible
    await opened(house, "Amina")
    await amina.clicks("Gjort", channel=TEAM_ROOM)
    assert "· gjort" in posts(jonas, "Forankringsplan")[0].visible
    await opened(house, "Amina", HERE)
    assert "1 handling, 1 gjort" in amina.sees(HERE), "also in the department's channel"


async def test_a_newer_card_turns_the_older_into_a_line(house: House) -> None:
    course = await course_in(house)
    await house.turn(hours=2)
    await planned(house, course, "Amina")
    await shared(house)
    await house.turn(hours=1)
    await shared(house)
    jonas = house.person("Jonas")
    assert len(posts(jonas, "Forankringsplan")) == 1
    assert len(posts(jonas, "planen står i et nyere kort længere nede")) == 1


async def test_nothing_is_shared_outside_working_hours(house: House) -> None:
    course = await course_in(house)
    await planned(house, course, "Amina")
    await house.due()
    house.clock.at = house.bot.desk.workdays.at(date(2027, 1, 15), time(20))
    mette = await shared(house)
    assert "Planen kommer i kanalen mandag 18. januar kl. 9." in shown(mette)
    assert posts(house.person("Jonas"), "Forankringsplan") == []


async def test_a_reason_for_giving_up_stands_in_no_channel_and_nobody_is_counted(house: House) -> None:
    course = await course_in(house)
    await house.turn(hours=2)
    action = await planned(house, course, "Amina", deadline=date(2027, 1, 11))
    await planned(house, course, "Jonas", "For sent", deadline=date(2027, 1, 11))
    async with house.bot.desk.store.writes() as tx:
        await stored_plans.save(tx, course.team, action.given_up("Amina var syg"))
    await house.turn(to=house.bot.desk.workdays.at(date(2027, 1, 13), time(10)))
    await shared(house)
    [card] = posts(house.person("Jonas"), "Forankringsplan")
    assert "fristen var ma. 11. januar" in card.visible
    assert "syg" not in card.visible
    assert "%" not in card.visible


async def test_what_is_typed_is_no_markup_in_the_channel(house: House) -> None:
    course = await course_in(house)
    await house.turn(hours=2)
    await planned(house, course, "Amina", "<!channel> *fed* & <https://bank.example|klik>")
    await shared(house)
    [card] = posts(house.person("Jonas"), "Forankringsplan")
    assert "&lt;!channel&gt;" in str(card.blocks)
    assert "<!channel>" not in str(card.blocks)
    assert "*fed*" not in str(card.blocks)


async def test_the_plan_comes_as_a_word_file(house: House) -> None:
    course = await course_in(house)
    await planned(house, course, "Amina")
    mette = await opened(house)
    await mette.clicks("Word", channel=TEAM_ROOM)
    [file] = files_of(house, mette)
    assert file.name == "forankringsplan-egelund-kommune-2027-01-11.docx"
    cells = [cell.text for cell in docx.Document(BytesIO(file.data or b"")).tables[-1]._cells]
    assert TEXT in cells
    assert (await house.bot.desk.person(house.person("Amina").id)).full_name in cells
    assert "Filen ligger i en besked" in shown(mette)


async def test_an_observer_reads_and_takes_along_and_changes_nothing(house: House) -> None:
    course = await course_in(house)
    await house.name(TEAM_ROOM, coordinator=house.person("Mette").id, observers=frozenset({house.person("Ulla").id}))
    await planned(house, course, "Amina")
    await house.person("Mette").invites("Ulla", TEAM_ROOM)
    ulla = house.person("Ulla")
    await ulla.types("/anker plan", channel=TEAM_ROOM)
    seen = ulla.message(TEAM_ROOM).visible
    assert TEXT in seen
    assert "Word" in seen
    assert "Tilføj handlinger" not in seen
    assert "Del i kanalen" not in seen


async def test_it_is_all_english_for_whoever_reads_english(house: House) -> None:
    course = await course_in(house)
    await planned(house, course, "Mette")
    mette = house.person("Mette")
    async with house.bot.desk.store.writes() as tx:
        await people.save_language(tx, course.team, mette.id, "en")
    await mette.types("/anker plan", channel=TEAM_ROOM)
    assert "by Fri 10 September" in shown(mette)
    await mette.clicks("Add actions", channel=TEAM_ROOM)
    assert "1. What is to be done?" in mette.modal.text


async def test_the_plan_is_shown_before_it_is_shared_in_the_language_of_its_channel(house: House) -> None:
    course = await course_in(house)
    await planned(house, course, "Mette")
    mette = house.person("Mette")
    async with house.bot.desk.store.writes() as tx:
        await people.save_language(tx, course.team, mette.id, "en")
    await mette.types("/anker plan", channel=TEAM_ROOM)
    await mette.clicks("Share in the channel", channel=TEAM_ROOM)
    preview = shown(mette)
    assert "This is how the plan will stand in the channel." in preview
    assert "Forankringsplan" in preview
    assert "Back" in button_labels(mette.message(TEAM_ROOM).blocks)


async def test_messages_of_a_plan_name_no_words_in_the_outbox(house: House) -> None:
    course = await course_in(house)
    await planned(house, course, "Amina", "Hemmelig handling")
    await comes(house, BEFORE)
    async with house.bot.desk.store.reads() as tx:
        sent = await sent_messages.where_sent(tx, course.team, [REMINDER, LEFT], course=course.id)
    assert len(sent) == 1
    assert "Hemmelig" not in str(sent)


async def test_what_is_handed_over_stands_with_its_new_owner_in_the_shared_plan(house: House) -> None:
    course = await course_in(house)
    await house.turn(hours=2)
    await planned(house, course, "Amina")
    await shared(house)
    house.workspace.change_person("Amina", deleted=True)
    await house.turn(hours=1)
    mette, jonas = house.person("Mette"), house.person("Jonas")
    await comes(house, BEFORE)
    asked = [one for one in posts(mette, "er ikke længere i Slack", None) if "Overtag" in one.visible][-1]
    await mette.clicks("Overtag", on=asked)
    assert f"<@{mette.id}>" in posts(jonas, "Forankringsplan")[0].visible


async def test_actions_that_are_written_down_elsewhere_stand_in_the_shared_plan_at_once(house: House) -> None:
    await course_in(house)
    await comes(house, date(2027, 2, 23))
    mette = house.person("Mette")
    [asked] = posts(mette, "Blev mødet om rapporten holdt?")
    await writing(house)
    await row(mette, 1, "Det første", "Jonas", "2027-04-09")
    await mette.submits()
    await mette.closes_all()
    await shared(house)
    await mette.clicks("Holdt", on=asked)
    await mette.fills("Handling 1", "Fra mødet")
    owner, deadline = (mette.modal.blocks[place] for place in places_of(mette, "Handling 1"))
    mette.modal.values[owner["block_id"]] = {"meetings.owner": {"selected_user": mette.id, "type": "users_select"}}
    mette.modal.values[deadline["block_id"]] = {
        "meetings.deadline": {"selected_date": "2027-04-09", "type": "datepicker"}
    }
    await mette.submits()
    await mette.closes_all()
    assert "Fra mødet" in posts(house.person("Jonas"), "Forankringsplan")[0].visible


def places_of(who: Someone, label: str) -> tuple[int, int]:
    """Where owner and deadline of the row with this label stand in the window."""
    labels = [(block.get("label") or {}).get("text") for block in who.modal.blocks]
    return labels.index(label) + 1, labels.index(label) + 2
