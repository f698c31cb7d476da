"""The others answer by themselves, through ordinary clicks."""

from __future__ import annotations

from datetime import timedelta

import pytest
from slack_bolt.async_app import AsyncAck, AsyncApp, AsyncRespond

from sandbox import Workspace
from sandbox.clocks import StillClock
from sandbox.log import TO_APP
from sandbox.others import AT_ONCE, AWAY, Others, scale
from sandbox.shapes import Obj
from tests.sandbox.cards import button, section

LABELS = ("Helt uenig", "Uenig", "Hverken", "Enig", "Helt enig", "Ikke relevant")
ITEMS = 6


def item(number: int) -> list[Obj]:
    rows = [button(label, "answer", f"{number}:{at}") for at, label in enumerate(LABELS)]
    return [section(f"Udsagn {number}"), *rows, button("Pause", "pause")]


def invite(workspace: Workspace) -> set[str]:
    """A card to begin from for everybody in the department; the ts of each."""
    blocks = [section("Barometer"), button("Begynd", "begin")]
    people = [user for user in workspace.channel("boern-familie").members if user in workspace.people]
    asked = [user for user in people if not (workspace.people[user].is_bot or workspace.people[user].deleted)]
    card = {"text": "Barometer", "blocks": blocks}
    return {workspace.post_as_app(workspace.direct(user).id, card).ts for user in asked}


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

    invite(workspace)
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


async def test_those_who_are_seated_answer_for_themselves(
    workspace: Workspace, answers: list[tuple[str, int, int]]
) -> None:
    others = Others(workspace)
    seated = {workspace.person(name).id for name in ("Karen", "Jonas", "Henrik")}
    asked = {workspace.person(name).id for name in ("Karen", "Jonas")}
    assert set(others.asked(seated)) == asked
    await others.answer(but="", seated=seated)
    assert answers
    assert not asked & {user for user, _, _ in answers}
    assert await others.answer(but="") == len(asked)


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
    invite(workspace)
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


async def test_a_round_that_closes_is_over_for_everybody_who_has_not_begun(
    workspace: Workspace, bolt: AsyncApp
) -> None:
    """The app says so to the first, with the card left as it was; nobody waits, and nobody else tries."""
    tried: list[str] = []

    @bolt.action("begin")
    async def refuses(ack: AsyncAck, respond: AsyncRespond, body: Obj) -> None:
        tried.append(body["user"]["id"])
        await ack()
        await respond(text="Runden er lukket.", response_type="ephemeral", replace_original=False)

    invite(workspace)
    assert await Others(workspace).answer(but="") == 0
    assert 1 <= len(tried) <= AT_ONCE


async def test_an_old_card_of_another_round_stops_nobody_else(
    workspace: Workspace, answers: list[tuple[str, int, int]], bolt: AsyncApp
) -> None:
    """Somebody still has a card of a round that is over: it is refused them, and the others answer theirs."""

    @bolt.action("go_on")
    async def refuses(ack: AsyncAck, respond: AsyncRespond) -> None:
        await ack()
        await respond(text="Runden er lukket.", response_type="ephemeral", replace_original=False)

    amina = workspace.person("Amina")
    old = {"text": "Du er i gang", "blocks": [button("Fortsæt", "go_on", "an-old-round")]}
    workspace.post_as_app(workspace.direct(amina.id).id, old)
    answered = await Others(workspace).answer(but="")
    assert answered >= 10
    assert len(answers) == answered * ITEMS
    assert "Runden er lukket." in amina.sees()


async def test_what_is_asked_later_waits_for_the_next_time(workspace: Workspace, bolt: AsyncApp) -> None:
    """The next round's invitation comes while somebody is answering this one."""
    pressed: list[str] = []

    @bolt.action("begin")
    async def on_begin(ack: AsyncAck, respond: AsyncRespond, body: Obj) -> None:
        pressed.append(body["container"]["message_ts"])
        await ack()
        if len(pressed) == 1:
            invite(workspace)
        await respond(text="Afleveret", blocks=[section("Afleveret")], replace_original=True)

    first = invite(workspace)
    others = Others(workspace)
    answered = await others.answer(but="")
    assert set(pressed) <= first
    assert len(pressed) == answered
    assert await others.answer(but="") == answered


@pytest.mark.usefixtures("answers")
async def test_how_far_they_are_can_be_seen_meanwhile(workspace: Workspace) -> None:
    others = Others(workspace)
    seen: list[tuple[int, int]] = []
    changed = workspace.changed

    def note() -> None:
        if others.run:
            seen.append((others.run.answered, others.run.of))
        changed()

    workspace.changed = note  # type: ignore[method-assign]
    answered = await others.answer(but="")
    assert {count for count, _ in seen} == set(range(answered + 1))
    assert {of for _, of in seen} == {answered}
    assert others.run is None


async def test_a_scale_is_a_column_of_buttons_of_one_kind(workspace: Workspace) -> None:
    mette = workspace.direct(workspace.person("Mette").id).id
    card = workspace.post_as_app(mette, {"text": "x", "blocks": item(1)})
    assert [control.element["value"] for control in scale(card)] == [f"1:{at}" for at in range(6)]
    menu = workspace.post_as_app(mette, {"text": "x", "blocks": [button("Ja", "yes"), button("Nej", "no")]})
    assert scale(menu) == []
