"""Slack delivers what was written for a template twice, to two processes, or in the wrong order: it stands once."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from bot.app import Bot, running, serving
from domain.walks import Walk
from sandbox.delivery import Answer
from sandbox.demo import demo_settings
from sandbox.log import Exchange
from storage import walks
from tests.conversations.house import House, Someone, built
from tests.conversations.test_walks import begin
from tests.faults.again import NOWHERE, arrives, everything, sent, sent_by

TIMES = 3


@pytest.fixture
async def house(tmp_path: Path, store_url: str) -> AsyncIterator[House]:
    """On each database in turn."""
    async with built(tmp_path, database_url=store_url) as house:
        yield house


@asynccontextmanager
async def second_process(house: House) -> AsyncIterator[tuple[Bot, str]]:
    """Another bot of the same workspace, on the same database and keys; and where it listens."""
    settings = demo_settings(house.workspace, house.home)
    settings.database_url = house.bot.desk.store.engine.url.render_as_string(hide_password=False)
    async with running(settings, house.clock) as bot, serving(bot, "127.0.0.1", 0) as port:
        yield bot, f"http://127.0.0.1:{port}/slack/events"


async def walk_of(house: House, name: str = "Mette") -> Walk:
    async with house.bot.desk.store.reads() as tx:
        [found] = await walks.of_person(tx, house.bot.desk.team, house.person(name).id)
    return found


async def text_of(house: House, number: int) -> str:
    walk = await walk_of(house)
    answer = walk.answers.get(walk.questions[number - 1].id)
    return answer.text if answer else ""


async def kept_back(house: House, act: Awaitable[Answer], what: str, text: str) -> Exchange:
    """What an act sends to the app: the newest delivery of this kind with this text; it does not arrive by itself."""
    address, house.workspace.app.request_url = house.workspace.app.request_url, NOWHERE
    await act
    await house.workspace.delivery.gives_up()
    house.workspace.app.request_url = address
    return sent(house, what, text)[-1]


async def asked(house: House, *authors: str) -> Someone:
    """Mette has begun a walk, and the first question stands in front of her."""
    mette = await begin(house, *authors)
    await mette.types("/icm")
    return mette


async def test_a_message_that_comes_three_times_at_once_stands_once(house: House) -> None:
    mette = await asked(house)
    lost = await sent_by(house, mette.seat.writes("På herberget Egely"))
    answers = await arrives(house, lost, times=TIMES, x_slack_retry_num="1")
    assert all(answer.ok for answer in answers)
    assert await text_of(house, 1) == "På herberget Egely"
    assert await house.rows("walk_revisions") == 1
    before = await everything(house)
    await arrives(house, lost, times=TIMES, x_slack_retry_num="3")
    assert await everything(house) == before


async def test_a_message_that_reaches_two_processes_at_once_stands_once(house: House) -> None:
    mette = await asked(house)
    lost = await sent_by(house, mette.seat.writes("På herberget Egely"))
    first = house.workspace.app.request_url
    async with second_process(house) as (other, second):
        deliveries = []
        for number in range(2 * TIMES):
            house.workspace.app.request_url = second if number % 2 else first
            deliveries.append(asyncio.create_task(house.workspace.delivery.again(lost)))
            await asyncio.sleep(0)
        assert all(answer.ok for answer in await asyncio.gather(*deliveries))
        for bot in (house.bot, other):
            await bot.desk.background.finish()
        house.workspace.app.request_url = first
    assert await text_of(house, 1) == "På herberget Egely"
    assert await house.rows("walk_revisions") == 1


async def test_two_processes_take_turns_in_one_conversation(house: House) -> None:
    """Nothing of a conversation lives in the process that had it before."""
    mette = await asked(house)
    first = house.workspace.app.request_url
    async with second_process(house) as (other, second):
        for number in range(1, 6):
            house.workspace.app.request_url = second if number % 2 else first
            await mette.writes(f"Svar {number}")
            await other.desk.background.finish()
            house.workspace.app.request_url = first if number % 2 else second
            await mette.clicks("Næste")
            await other.desk.background.finish()
            assert f"{number + 1} af 32" in mette.sees()
        house.workspace.app.request_url = first
    assert [await text_of(house, number) for number in range(1, 7)] == [*(f"Svar {n}" for n in range(1, 6)), ""]


async def test_two_messages_that_come_in_the_wrong_order_stand_in_the_order_written(house: House) -> None:
    mette = await asked(house)
    first = await kept_back(house, mette.seat.writes("Først det ene."), "event message", "Først det ene.")
    second = await kept_back(house, mette.seat.writes("Så det andet."), "event message", "Så det andet.")
    await arrives(house, second)
    await arrives(house, first)
    assert await text_of(house, 1) == "Først det ene.\n\nSå det andet."


async def test_an_edit_that_comes_before_its_message_is_not_lost(house: House) -> None:
    """The edit overtakes: what is kept is what the writer last had there, or they are asked about it."""
    mette = await asked(house)
    written = await sent_by(house, mette.seat.writes("På herberget"))
    edit = mette.seat.edits(mette.messages()[-1], "På herberget Egely")
    edited = await kept_back(house, edit, "event message", "message_changed")
    await arrives(house, edited)
    await arrives(house, written)
    assert await text_of(house, 1) == "På herberget Egely"


async def test_an_edit_that_comes_three_times_changes_the_answer_once(house: House) -> None:
    mette = await asked(house)
    await mette.writes("På herberget")
    mine = next(message for message in mette.messages()[::-1] if message.user == mette.id)
    edit = mette.seat.edits(mine, "På herberget Egely")
    edited = await kept_back(house, edit, "event message", "På herberget Egely")
    await arrives(house, edited, times=TIMES)
    assert await text_of(house, 1) == "På herberget"
    await mette.clicks("Ret svaret")
    assert await text_of(house, 1) == "På herberget Egely"
    before = await everything(house)
    press = sent(house, "block_actions", "walks.follow_edit")[-1]
    await arrives(house, press, times=TIMES)
    assert await everything(house) == before


@pytest.mark.parametrize("label", ["Føj til", "Erstat", "Ikke et svar"])
async def test_a_decision_that_is_pressed_three_times_at_once_counts_once(house: House, label: str) -> None:
    mette = await asked(house, "Jonas")
    await mette.writes("Mettes tekst")
    jonas = house.person("Jonas")
    await jonas.types("/icm")
    await jonas.clicks("Tilbage")
    await jonas.writes("Jonas' tekst")
    assert "En kollegas tekst står der allerede" in jonas.sees()
    press = await kept_back(house, jonas.seat.clicks(label), "block_actions", "walks.")
    await arrives(house, press, times=TIMES)
    told = {"Føj til": "Mettes tekst\n\nJonas' tekst", "Erstat": "Jonas' tekst", "Ikke et svar": "Mettes tekst"}
    assert await text_of(house, 1) == told[label]
    assert await house.rows("walk_written WHERE NOT decided") == 0
    before = await everything(house)
    await arrives(house, press, times=TIMES)
    assert await everything(house) == before


async def test_a_field_that_is_sent_in_three_times_is_one_wording(house: House) -> None:
    mette = await asked(house)
    await mette.clicks("Skriv i felt")
    await mette.fills("Svar", "Skrevet i felt")
    submission = await sent_by(house, mette.seat.submits())
    answers = await arrives(house, submission, times=TIMES)
    assert all(answer.ok for answer in answers)
    assert await text_of(house, 1) == "Skrevet i felt"
    assert await house.rows("walk_revisions") == 1


async def test_a_walk_that_is_started_three_times_at_once_is_one(house: House) -> None:
    mette = house.person("Mette")
    await mette.types("/icm start", channel="#boern-familie")
    await mette.chooses(["Henrik"], for_="Hvem godkender?")
    submission = await sent_by(house, mette.seat.submits())
    await arrives(house, submission, times=TIMES)
    await house.due()
    assert await house.rows("walks") == 1
    assert await house.rows("audit WHERE action = 'walk.start'") == 1


async def test_a_restart_between_the_card_and_the_answer_loses_nothing(house: House) -> None:
    """What the process remembered is gone; the conversation goes on where it was."""
    mette = await asked(house)
    house.workspace.app.request_url, first = NOWHERE, house.workspace.app.request_url
    async with second_process(house) as (other, second):
        house.workspace.app.request_url = second
        await mette.writes("Efter en genstart")
        await other.desk.background.finish()
        assert "Gemt under spørgsmål 1" in mette.sees()
        await mette.clicks("Næste")
        await other.desk.background.finish()
        assert "2 af 32" in mette.sees()
    house.workspace.app.request_url = first
    assert await text_of(house, 1) == "Efter en genstart"


async def both_said(house: House, *deliveries: Exchange) -> None:
    """What Anker says to two deliveries stands in Slack before it hears of either."""
    held = [house.workspace.faults.fail_next("chat.postMessage", hold=True) for _ in deliveries]
    arriving = asyncio.gather(*(arrives(house, delivery) for delivery in deliveries))
    for fault in held:
        await fault.begun.wait()
    house.workspace.faults.clear()
    await arriving


async def test_of_two_questions_about_one_edit_at_the_same_time_the_lower_one_can_be_answered(house: House) -> None:
    mette = await asked(house)
    await mette.writes("På herberget")
    mine = next(message for message in mette.messages()[::-1] if message.user == mette.id)
    edit = mette.seat.edits(mine, "På herberget Egely")
    edited = await kept_back(house, edit, "event message", "På herberget Egely")
    await both_said(house, edited, edited)
    assert [message.visible.count("Ret svaret") for message in mette.messages()[-2:]] == [0, 1]
    await mette.clicks("Ret svaret")
    assert await text_of(house, 1) == "På herberget Egely"


async def test_of_two_receipts_at_the_same_time_the_lower_one_stays(house: House) -> None:
    mette = await asked(house)
    first = await kept_back(house, mette.seat.writes("Først det ene."), "event message", "Først det ene.")
    second = await kept_back(house, mette.seat.writes("Så det andet."), "event message", "Så det andet.")
    await both_said(house, first, second)
    assert await text_of(house, 1) == "Først det ene.\n\nSå det andet."
    assert [message.visible.count("Ikke et svar") for message in mette.messages()[-2:]] == [0, 1]
