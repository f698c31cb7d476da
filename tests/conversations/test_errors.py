"""What people are told when something is refused or fails, and what the log is not told."""

from __future__ import annotations

import logging
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from sqlalchemy.exc import OperationalError

from handlers import kept, sittings
from handlers.slack import directory
from sandbox.limits import ANSWER_SECONDS
from storage.database import Tx
from tests.conversations.house import HERE, House, Someone

CANARY = "Kanariefuglen-synger-92417"
ID = re.compile(r"fejl ([0-9a-f]{6})")


async def fails(*_: object, **__: object) -> None:
    raise ValueError(CANARY)


async def no_transaction() -> Tx:
    raise OperationalError(f"INSERT {CANARY}", {"answer": CANARY}, OSError(CANARY))


@asynccontextmanager
async def full_disk() -> AsyncIterator[Tx]:
    yield await no_transaction()


def window(someone: Someone) -> str:
    modal = someone.modal
    assert modal is not None
    return f"{modal.title}\n{modal.text}"


async def test_a_press_that_came_too_late_is_asked_for_again(house: House) -> None:
    mette = house.person("Mette")
    house.workspace.faults.fail_next("views.open", error="expired_trigger_id")
    await mette.types("/anker personer")
    assert "Tryk igen." in mette.sees(HERE)
    assert "Intet er tabt." in mette.sees(HERE)


async def test_a_press_in_a_message_that_came_too_late_leaves_the_message(house: House) -> None:
    await house.starts()
    ida = house.person("Ida")
    invitation = ida.message()
    house.workspace.faults.fail_next("views.open", error="exchanged_trigger_id")
    await ida.clicks("Hele løftet")
    assert "Tryk igen." in ida.sees()
    await ida.clicks("Begynd", on=invitation)
    assert any("Udsagn 1 af" in message.text for message in ida.messages())


async def test_slacks_own_refusal_is_told_with_its_word_and_an_id(
    house: House, caplog: pytest.LogCaptureFixture
) -> None:
    mette = house.person("Mette")
    house.workspace.faults.fail_next("conversations.info", error="internal_error")
    await mette.types("/anker personer")
    said = mette.sees(HERE)
    assert "Slack sagde nej (internal_error)" in said
    found = ID.search(said)
    assert found is not None
    assert found.group(1) in caplog.text


async def test_a_button_that_nobody_knows_is_answered_with_a_sentence(house: House) -> None:
    ida = house.person("Ida")
    button = {"type": "button", "action_id": "sittings.older", "text": {"type": "plain_text", "text": "Gammel knap"}}
    body = {"text": "Gammel", "blocks": [{"type": "actions", "elements": [button]}]}
    house.workspace.post_as_app(house.workspace.direct(ida.id).id, body)
    await ida.clicks("Gammel knap")
    assert "Den knap virker ikke mere. Intet er ændret." in ida.sees()
    await ida.clicks("Hjælp")
    assert "Det kan du her" in ida.sees()


async def test_a_window_that_nobody_knows_keeps_what_was_typed(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    mette = house.person("Mette")
    await mette.types("/anker personer")
    monkeypatch.setitem(mette.modal.given, "callback_id", "people.older")
    await mette.fills("Ikke i Slack", "Natholdet: 2")
    await mette.submits()
    assert "Den knap virker ikke mere." in window(mette)
    await mette.closes()
    assert "Natholdet: 2" in str(mette.modal.values)


async def test_what_the_database_does_not_take_stays_in_the_form(
    house: House, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    mette = house.person("Mette")
    await mette.types("/anker personer")
    with monkeypatch.context() as broken:
        broken.setattr(house.bot.desk.store, "writes", full_disk)
        await mette.submits()
    assert "Kunne ikke gemme. Dine svar står her stadig – prøv igen." in window(mette)
    assert CANARY not in caplog.text
    await mette.submits()
    assert "Gemt." in mette.sees(HERE)


async def test_an_answer_that_the_database_does_not_take_is_told_of(
    house: House, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    await house.starts()
    ida = house.person("Ida")
    await ida.clicks("Begynd")
    item = ida.message()
    with monkeypatch.context() as broken:
        broken.setattr(house.bot.desk.store, "writes", full_disk)
        await ida.clicks("Enig")
    assert "Det kunne ikke gemmes. Intet er ændret." in ida.sees()
    assert CANARY not in caplog.text
    await ida.clicks("Enig", on=item)
    assert any("Udsagn 2 af" in message.text for message in ida.messages())


async def test_a_database_that_does_not_even_read_is_answered_in_danish(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    ida = house.person("Ida")
    with monkeypatch.context() as broken:
        broken.setattr(house.bot.desk.store, "reads", full_disk)
        await ida.types("/anker")
    assert "Prøv igen om lidt." in ida.sees(HERE)


@pytest.mark.parametrize("line", ["/barometer my-data", "/anker mine-data"])
@pytest.mark.provokes("_answer")  # failed over HTTP, none in time through a socket
async def test_what_nobody_foresaw_is_told_with_an_id_that_the_log_has_and_nothing_else(
    house: House, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture, line: str
) -> None:
    caplog.set_level(logging.DEBUG)
    monkeypatch.setattr(kept, "about", fails)
    house.workspace.delivery.answer_seconds = ANSWER_SECONDS  # through a socket they pass
    ida = house.person("Ida")
    await ida.types(line)
    found = ID.search(ida.sees(HERE))
    assert found is not None
    assert f"{found.group(1)}: ValueError at" in caplog.text
    assert CANARY not in caplog.text
    assert CANARY not in ida.has_read(HERE)


@pytest.mark.provokes("_answer")
async def test_a_click_that_fails_is_told_beside_the_message(
    house: House, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    await house.starts()
    ida = house.person("Ida")
    await ida.clicks("Begynd")
    monkeypatch.setattr(sittings, "answer", fails)
    house.workspace.delivery.answer_seconds = ANSWER_SECONDS
    await ida.clicks("Enig")
    assert "Noget gik galt hos mig" in ida.sees()
    assert CANARY not in caplog.text


async def test_a_form_that_fails_keeps_what_was_typed(
    house: House, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    mette = house.person("Mette")
    await mette.types("/anker personer")
    monkeypatch.setattr("handlers.slack.people._save", fails)
    await mette.submits()
    assert ID.search(window(mette))
    assert "Something went wrong" in window(mette)
    assert CANARY not in caplog.text


async def test_what_fails_after_the_answer_to_slack_is_told_as_well(
    house: House, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    mette = house.person("Mette")
    await mette.types("/anker personer")
    monkeypatch.setattr(directory, "members_of", fails)
    await mette.submits()
    assert "Noget gik galt hos mig" in mette.sees(HERE)
    assert CANARY not in caplog.text


async def test_a_role_lost_while_the_form_was_open_is_told_in_its_place(house: House) -> None:
    mette = house.person("Mette")
    await mette.types("/anker personer")
    await house.name(coordinator=house.person("Karen").id)
    await mette.submits()
    assert window(mette).startswith("Det gik ikke")
    assert f"Spørg <@{house.person('Karen').id}>" in window(mette)
    await mette.clicks("Bed om rollen")
    assert "er sendt til Slacks administratorer" in window(mette)


async def test_a_refusal_inside_a_window_comes_on_top_of_it(house: House) -> None:
    mette = house.person("Mette")
    await mette.types("/barometer start")
    await house.name(coordinator=house.person("Karen").id)
    await mette.clicks("Flere valg")
    assert window(mette).startswith("Det gik ikke")
    await mette.closes()
    assert "Flere valg" in str(mette.modal.blocks)


async def test_a_coordinator_of_another_channel_is_shown_the_way(house: House) -> None:
    mette = house.person("Mette")
    await house.name(coordinator=house.person("Karen").id)
    await mette.types("/barometer start")
    assert f"Du er koordinator i <#{house.workspace.channel('forankringsteam-ics').id}>" in mette.sees(HERE)


async def test_nobody_to_ask_is_said_so(house: House) -> None:
    await house.name(coordinator=None)
    hanne = house.person("Hanne")
    await hanne.types("/barometer start")
    assert "Der er ingen koordinator endnu." in hanne.sees(HERE)


async def test_a_round_whose_key_is_gone_is_frozen_with_a_sentence(
    house: House, caplog: pytest.LogCaptureFixture
) -> None:
    found = await house.starts()
    ida = house.person("Ida")
    house.bot.desk.store.keys.destroy_round_key(found.id)
    await ida.clicks("Begynd")
    assert "Det, du bad om, kan ikke læses lige nu." in ida.sees()
    assert "KeyMissing" in caplog.text


async def test_a_refusal_that_cannot_be_whispered_goes_where_slack_lets_it(house: House) -> None:
    mette = house.person("Mette")
    await mette.types("/barometer start")
    await house.name(coordinator=house.person("Karen").id)
    house.workspace.faults.fail_next("views.push", error="push_limit_reached")
    await mette.clicks("Flere valg")
    assert "Det kan kun koordinatoren" in mette.sees()
