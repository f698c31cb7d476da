"""The others answer by themselves, through ordinary clicks."""

from __future__ import annotations

from datetime import timedelta

import pytest
from slack_bolt.async_app import AsyncAck, AsyncApp, AsyncRespond

from sandbox import Workspace
from sandbox.clocks import StillClock
from sandbox.log import TO_APP
from sandbox.others import AWAY, Others, scale
from sandbox.shapes import Obj
from tests.sandbox.cards import button, section

LABELS = ("Helt uenig", "Uenig", "Hverken", "Enig", "Helt enig", "Ikke relevant")
ITEMS = 6


def item(number: int) -> list[Obj]:
    rows = [button(label, "answer", f"{number}:{at}") for at, label in enumerate(LABELS)]
    return [section(f"Udsagn {number}"), *rows, button("Pause", "pause")]


@pytest.fixture
async def answers(workspace: Workspace, bolt: AsyncApp) -> list[tuple[str, int, int]]:
    """A barometer of six items, sent to everybody in the department; what they answer."""
    given: list[tuple[str, int, int]] = []

    @bolt.action("begin")
    async def on_begin(ack: AsyncAck, respond: AsyncRespond) -> None:
        await ack()
        await respond(text="1", blocks=item(1), replace_original=True)

    @bolt.action("answer")
    async def on_answer(ack: AsyncAck, respond: AsyncRespond, body: Obj) -> None:
        number, choice = map(int, body["actions"][0]["value"].split(":"))
        given.append((body["user"]["id"], number, choice))
        await ack()
        blocks = item(number + 1) if number < ITEMS else [section("Afleveret"), button("Se og ret", "form")]
        await respond(text="x", blocks=blocks, replace_original=True)

    for user in workspace.channel("boern-familie").members:
        person = workspace.people[user]
        if not (person.is_bot or person.deleted):
            blocks = [section("Barometer"), button("Begynd", "begin")]
            workspace.post_as_app(workspace.direct(user).id, {"text": "Barometer", "blocks": blocks})
    return given


async def test_most_of_the_others_answer_and_some_stay_away(
    workspace: Workspace, answers: list[tuple[str, int, int]]
) -> None:
    mette = workspace.person("Mette")
    answered = await Others(workspace).answer(but=mette.id)
    assert 23 * (1 - 2 * AWAY) <= answered < 23
    assert len(answers) == answered * ITEMS
    assert mette.id not in {user for user, _, _ in answers}
    assert mette.message().labels == ["Begynd"]
    done = [user for user in workspace.channel("boern-familie").members if "Afleveret" in workspace.person(user).sees()]
    assert len(done) == answered
    clicks = [
        exchange for exchange in workspace.log if exchange.direction == TO_APP and "block_actions" in exchange.what
    ]
    assert len(clicks) == answered * (ITEMS + 1)


async def test_the_answers_look_alive(workspace: Workspace, answers: list[tuple[str, int, int]]) -> None:
    await Others(workspace).answer(but="")
    choices = [choice for _, _, choice in answers]
    means = [sum(c for _, n, c in answers if n == number) / len(answers) * ITEMS for number in range(1, ITEMS + 1)]
    assert len(set(choices)) >= 4
    assert max(means) - min(means) > 0.4


async def test_half_a_year_later_they_have_come_further(
    workspace: Workspace, clock: StillClock, answers: list[tuple[str, int, int]]
) -> None:
    await Others(workspace).answer(but="")
    first = [choice for _, _, choice in answers]
    answers.clear()
    clock.at += timedelta(days=190)
    for user in workspace.channel("boern-familie").members:
        blocks = [section("Barometer"), button("Begynd", "begin")]
        workspace.post_as_app(workspace.direct(user).id, {"text": "Barometer", "blocks": blocks})
    await Others(workspace).answer(but="")
    second = [choice for _, _, choice in answers]
    assert len(second) == len(first)
    assert sum(second) / len(second) > sum(first) / len(first)


async def test_a_number_can_be_given_and_nobody_answers_twice(
    workspace: Workspace, answers: list[tuple[str, int, int]]
) -> None:
    others = Others(workspace)
    assert await others.answer(but="", how_many=3) == 3
    rest = await others.answer(but="")
    assert await others.answer(but="") == 0
    assert len(answers) == (3 + rest) * ITEMS


async def test_an_app_that_does_not_answer_is_given_up(
    workspace: Workspace, answers: list[tuple[str, int, int]]
) -> None:
    workspace.app.request_url = ""
    assert await Others(workspace).answer(but="") == 0
    assert answers == []


async def test_a_scale_is_a_column_of_buttons_of_one_kind(workspace: Workspace) -> None:
    mette = workspace.direct(workspace.person("Mette").id).id
    card = workspace.post_as_app(mette, {"text": "x", "blocks": item(1)})
    assert [control.element["value"] for control in scale(card)] == [f"1:{at}" for at in range(6)]
    menu = workspace.post_as_app(mette, {"text": "x", "blocks": [button("Ja", "yes"), button("Nej", "no")]})
    assert scale(menu) == []
