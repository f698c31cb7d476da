"""Slack's way to Anker and back goes wrong, by the workspace's own faults: nothing is lost, doubled or left hanging."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from domain.barometers import Choice
from sandbox.faults import CLICK, RESPONSE_URL, SUBMISSION
from sandbox.mishaps import (
    AGAIN,
    ANSWER_LOST,
    BUSY_PAGE,
    CUT_SHORT,
    FAILED,
    FAILED_DONE,
    LOST,
    OVERTAKEN,
    RATE_LIMITED,
    SILENT,
    TWICE,
)
from tests.conversations.house import HERE, House, Someone, built
from tests.faults.again import everything
from tests.faults.test_replays import kept

TROUBLE = "Der gik noget galt. Prøv igen."
CONNECTION = "Der var problemer med forbindelsen. Prøv igen."
ALWAYS = 10_000


@pytest.fixture
async def house(tmp_path: Path) -> AsyncIterator[House]:
    async with built(tmp_path) as house:
        yield house


@pytest.fixture
async def ida(house: House) -> Someone:
    """Somebody who is asked in an open round, and has begun."""
    await house.starts()
    ida = house.person("Ida")
    await ida.clicks("Begynd")
    return ida


@pytest.mark.parametrize("mishap", [TWICE, AGAIN])
async def test_a_round_in_which_everything_arrives_twice_is_one_round(house: House, mishap: str) -> None:
    house.workspace.faults.make_next("to app", mishap, times=ALWAYS)
    await house.starts()
    ida = house.person("Ida")
    await ida.clicks("Begynd")
    for label in ("Enig", "Uenig"):
        await ida.clicks(label, on=house.invitation(ida))
    await ida.writes("Tak for i dag")
    await ida.clicks("Aflevér det, jeg har", on=house.invitation(ida))
    await ida.submits()
    assert await house.rows("rounds") == 1
    assert await house.rows("audit WHERE action = 'round.confirm'") == 1
    assert list((await kept(house)).answers.values()) == [Choice.AGREE, Choice.DISAGREE]
    said = Counter(message.visible for message in ida.messages())
    assert set(said.values()) == {1}, said.most_common(1)


async def test_whoever_starts_a_round_and_hears_no_answer_presses_again_and_has_one(house: House) -> None:
    mette = house.person("Mette")
    await mette.types("/barometer start")
    await mette.submits()
    house.workspace.faults.make_next(SUBMISSION, ANSWER_LOST)
    assert not (await mette.submits()).ok
    assert mette.notices == [CONNECTION]
    assert mette.modal
    answer = await mette.submits()
    assert answer.ok
    assert "er startet" in str(answer.body)
    assert await house.rows("audit WHERE action = 'round.confirm'") == 1
    await house.due()
    assert len([message for message in house.person("Ida").messages() if message.text.startswith("Barometer i")]) == 1


@pytest.mark.parametrize("mishap", [LOST, FAILED_DONE, ANSWER_LOST])
async def test_a_click_that_slack_calls_failed_is_pressed_again_and_counts_once(
    house: House, ida: Someone, mishap: str
) -> None:
    card = house.invitation(ida)
    house.workspace.faults.make_next(CLICK, mishap)
    assert not (await ida.clicks("Enig", on=card)).ok
    assert ida.notices == [TROUBLE]
    before = (await kept(house)).answers
    assert list(before.values()) == ([] if mishap == LOST else [Choice.AGREE])
    assert (await ida.clicks("Enig", on=card)).ok
    assert list((await kept(house)).answers.values()) == [Choice.AGREE]
    assert "nr. 1 er noteret" in ida.sees()


async def test_of_two_presses_on_one_card_in_the_wrong_order_the_last_to_arrive_counts(
    house: House, ida: Someone
) -> None:
    """No time of an answer is kept (docs/privacy.md), so nothing tells the older press from the newer."""
    card = house.invitation(ida)
    house.workspace.faults.make_next(CLICK, OVERTAKEN)
    overtaken, other = await asyncio.gather(ida.seat.clicks("Enig", on=card), ida.seat.clicks("Helt uenig", on=card))
    await house.bot.desk.background.finish()
    assert overtaken.ok
    assert other.ok
    assert list((await kept(house)).answers.values()) == [Choice.AGREE]
    assert "nr. 1 er noteret" in ida.sees()


async def test_a_card_that_could_not_be_drawn_is_drawn_by_the_next_press(house: House, ida: Someone) -> None:
    """Whatever becomes of the post to the response_url, what was pressed is stored, once."""
    for mishap in (LOST, FAILED, BUSY_PAGE, RATE_LIMITED):
        house.workspace.faults.make_next(RESPONSE_URL, mishap)
        assert (await ida.clicks("Enig", on=house.invitation(ida))).ok
        assert list((await kept(house)).answers.values()) == [Choice.AGREE]
        assert "1 af 29" in house.invitation(ida).visible, mishap
        assert "Prøv igen." in ida.sees(), mishap
    for number, mishap in enumerate((ANSWER_LOST, CUT_SHORT), start=1):
        house.workspace.faults.make_next(RESPONSE_URL, mishap)
        await ida.clicks("Enig", on=house.invitation(ida))
        assert f"nr. {number} er noteret" in house.invitation(ida).visible, mishap


async def test_half_closed_requests_hold_up_nobody(house: House, ida: Someone) -> None:
    """Sixty connections that stop half-way through their request, and somebody who just answers."""
    held = house.workspace.faults.make_next("/barometer", SILENT, times=60)
    hanging = [asyncio.create_task(house.person("Mette").seat.types("/barometer", channel=HERE)) for _ in range(60)]
    await held.begun.wait()
    assert (await ida.clicks("Enig", on=house.invitation(ida))).ok
    assert "nr. 1 er noteret" in ida.sees()
    before = await everything(house)
    assert not any(each.done() for each in hanging)
    house.workspace.faults.clear()
    assert {answer.error for answer in await asyncio.gather(*hanging)} == {"dispatch_failed"}
    assert await everything(house) == before
