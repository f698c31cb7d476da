"""Templates under attack: ids of others in every button and window, answers in no log, and texts that mean harm."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any

import pytest

from sandbox.reading import button_labels
from tests.attacks.ears import Ears, listening
from tests.attacks.forged import Forger
from tests.attacks.hostile import CORPUS, chunks, marked_up, shown_in, texts_of, violations
from tests.attacks.leaks import metrics, rows
from tests.attacks.neighbours import OTHER_TEAM, SECRET_ANSWER, SECRET_UNIT, Ids, a_municipality, nobodys, shared_town
from tests.attacks.traffic import calls
from tests.conversations.house import COMMONS, HERE, House, Someone, built
from tests.conversations.test_rights import CLICKS, ENTERED, SUBMISSIONS
from tests.conversations.test_walks import begin
from tests.faults.again import everything

UNKNOWN = "Den skabelon findes ikke, eller du er ikke med i den."
#: Stands in everything that is written here, and in nothing else.
CANARY = "Rumdrummen-droener-66402"
OF_WALKS = ("walks.", "walk_documents.", "follow_ups.")
#: What is found by the message or the person alone: it answers the same for any walk, and tells nothing.
OWN = {"walks.drop", "walks.keep_answer", "walks.not_this_week", "walks.start"}


@pytest.fixture
def ears(monkeypatch: pytest.MonkeyPatch) -> Iterator[Ears]:
    with listening(monkeypatch) as ears:
        yield ears


@pytest.fixture
async def house(tmp_path: Path, ears: Ears) -> AsyncIterator[House]:  # noqa: ARG001 - it listens from the start
    async with built(tmp_path, shared_town()) as house:
        yield house


def entered(ids: Ids) -> dict[str, Any]:
    """What every field of a window holds, each in a block of its own."""
    values: dict[str, Any] = {}
    for action, (kind, template) in ENTERED.items():
        text = ids.filled(template)
        held: Any = {"value": text} if kind == "selected_option" else [text] if kind == "selected_users" else text
        block = ids.filled("part:{walk}:{question}:0:0:p") if action == "walks.text" else action.replace(".", "-")
        values[block] = {action: {"type": "x", kind: held}}
    return values


async def acts(forger: Forger, ids: Ids) -> dict[str, str]:
    """Everything that can be done with a walk, with these ids in it, and what is then told."""
    told = {}
    for action, (_, value) in CLICKS.items():
        if action.startswith(OF_WALKS) and action not in OWN:
            told[f"click {action}"] = await forger.clicks(action, ids.filled(value))
    for callback, (_, subject) in SUBMISSIONS.items():
        if callback.startswith(OF_WALKS) and callback not in OWN:
            told[f"submit {callback}"] = await forger.submits(callback, ids.filled(subject), entered(ids))
    assert len(told) > 25
    return told


def secrets_in(told: dict[str, str]) -> list[str]:
    return [name for name, text in told.items() if SECRET_UNIT in text or SECRET_ANSWER in text]


async def test_whoever_has_no_part_in_a_walk_reads_and_changes_nothing_of_it(house: House) -> None:
    ours = await a_municipality(house, house.bot.desk.team)
    ida = Forger(house, house.person("Ida").id, house.bot.desk.team)
    before = await everything(house)
    told = await acts(ida, ours)
    assert secrets_in(told) == []
    # Karen is there: whoever names her as gone is told that there is no such walk, as for any other.
    assert {name: text for name, text in told.items() if not text} == {}
    assert await acts(ida, nobodys(ours)) == told
    assert await everything(house) == before


@pytest.mark.parametrize("name", ["Mette", "Hanne"])
async def test_a_walk_of_another_municipality_is_unknown_also_to_its_own_people_here(house: House, name: str) -> None:
    await a_municipality(house, house.bot.desk.team)
    theirs = await a_municipality(house, OTHER_TEAM)
    here = Forger(house, house.person(name).id, house.bot.desk.team)
    before = await everything(house)
    told = await acts(here, theirs)
    assert secrets_in(told) == []
    assert await acts(here, nobodys(theirs)) == told
    assert await everything(house) == before


async def test_a_colleague_from_next_door_reads_nothing_in_a_shared_channel(house: House) -> None:
    ours = await a_municipality(house, house.bot.desk.team)
    oda = Forger(house, house.person("Oda").id, house.bot.desk.team, OTHER_TEAM)
    before = await everything(house)
    assert secrets_in(await acts(oda, ours)) == []
    for word in ("", "status", "document", "start"):
        assert SECRET_UNIT not in await oda.types("/icm", word)
    assert await everything(house) == before


async def test_the_walks_are_found_by_those_who_have_a_part_in_them(house: House) -> None:
    """Without this the tests above would prove nothing."""
    ours = await a_municipality(house, house.bot.desk.team)
    hanne = Forger(house, house.person("Hanne").id, house.bot.desk.team)
    told = await acts(hanne, ours)
    assert len(secrets_in(told)) > 5


MISSHAPEN = ("", ":", "{walk}", "{walk}:", "{walk}:none", "{question}:{walk}", "{walk}:{question}:x:y:z", "{walk}:0")


async def test_ids_in_the_wrong_shape_get_a_sentence_and_change_no_answer(house: House) -> None:
    ours = await a_municipality(house, house.bot.desk.team)
    hanne = Forger(house, house.person("Hanne").id, house.bot.desk.team)
    for template in MISSHAPEN:
        for action in CLICKS:
            if action.startswith(OF_WALKS):
                assert await hanne.clicks(action, ours.filled(template)), (action, template)
    assert await house.rows("walk_revisions") <= 3
    assert await house.rows("walk_questions") == 1, "the one that was there"


async def test_answers_are_in_no_log_no_metric_and_no_row_in_the_clear(house: House, ears: Ears) -> None:
    mette = await begin(house, "Jonas")
    await mette.types("/icm")
    await mette.writes(f"Skrevet: {CANARY}")
    await mette.clicks("Skriv i felt", on=next(m for m in mette.messages()[::-1] if "Skriv i felt" in labels(m)))
    await mette.fills("Svar", f"I feltet: {CANARY}")
    house.workspace.faults.fail_next("chat.postMessage", error="internal_error")
    await mette.submits()
    await mette.writes(f"010165-1234 {CANARY}")
    await mette.writes(CANARY * 2000)
    await mette.types("/icm status")
    house.workspace.faults.fail_next("response_url", status=500, body=CANARY)
    await mette.clicks("Gennemse", channel=HERE)
    await house.due()
    assert CANARY in mette.modal.text
    assert CANARY not in ears.log.getvalue()
    assert CANARY not in ears.libraries.getvalue()
    assert CANARY not in await metrics(house)
    assert [table for table, row in await rows(house) if any(CANARY.encode() in raw(value) for value in row)] == []
    # What is shown to people in the walk is not posted anywhere else.
    told = [call for call in calls(house.workspace) if CANARY in call.text and not call.is_window]
    assert {call.person for call in told} <= {mette.id}


def labels(message: Any) -> list[str]:  # noqa: ANN401 - a message as the sandbox has it
    return button_labels(message.blocks)


def raw(value: object) -> bytes:
    return bytes(value) if isinstance(value, bytes | memoryview) else str(value).encode()


async def answered_with(who: Someone, numbers: list[int]) -> None:
    """The next question's answer holds these texts."""
    await who.types("/icm")
    for number in numbers:
        await who.writes(marked_up(number, 200))
    await who.clicks("Næste")


async def test_hostile_answers_stay_text_in_every_card_and_window(house: House) -> None:
    house.workspace.rates.enforced = False
    mette = await begin(house, "Jonas")
    since = len(house.workspace.log)
    groups = chunks(range(len(CORPUS)), 4)
    for numbers in groups:
        await answered_with(mette, numbers)
    ours = {*house.workspace.people, *house.workspace.channels}
    jonas = house.person("Jonas")
    await jonas.types("/icm")
    for _ in groups:
        await jonas.clicks("Tilbage")
        if "Læs hele" in labels(jonas.message()):
            await jonas.clicks("Læs hele")
            await jonas.seat.closes_all()
    await jonas.types("/icm status")
    await jonas.clicks("Gennemse", channel=HERE)
    while "Næste side" in button_labels(jonas.modal.blocks):
        await jonas.clicks("Næste side")
    await jonas.seat.closes_all()
    henrik = house.person("Henrik")
    await henrik.types("/icm status", channel=COMMONS)
    await henrik.clicks("Godkend version 1", channel=COMMONS)
    await henrik.submits()
    await house.due()
    sent = calls(house.workspace, since)
    assert violations(sent, ours) == []
    seen = dict(shown_in([*texts_of(sent, "plain_text"), *texts_of(sent, "mrkdwn")]))
    assert len(seen) > len(CORPUS) * 0.9


async def test_hostile_names_of_units_and_questions_of_ones_own_stay_text(house: House) -> None:
    house.workspace.rates.enforced = False
    since = len(house.workspace.log)
    for number in range(0, len(CORPUS), 6):
        mette = house.person("Mette")
        await mette.types("/icm start", channel=HERE)
        await mette.fills("Enhed", marked_up(number))
        await mette.chooses(["Henrik"], for_="Hvem godkender?")
        await mette.submits()
        await mette.closes_all()
    await house.due()
    await mette.types("/icm")
    await mette.types("/icm status")
    await mette.types("/icm document")
    sent = calls(house.workspace, since)
    assert violations(sent, {*house.workspace.people, *house.workspace.channels}) == []
