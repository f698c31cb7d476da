"""What the app is sent going wrong on its way; calls of the app are in `test_faults`."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from urllib.parse import urlencode

import pytest
from aiohttp import ClientSession, ClientWebSocketResponse

from sandbox import App, Workspace, running
from sandbox.clocks import StillClock
from sandbox.faults import CLICK, EVENT
from sandbox.log import TO_APP, Exchange
from sandbox.mishaps import (
    AGAIN,
    ANSWER_LOST,
    FAILED,
    FAILED_DONE,
    LATE,
    LOST,
    MISHAPS,
    OVERTAKEN,
    SILENT,
    SILENT_DONE,
    SLOW,
    TWICE,
)
from sandbox.shapes import Obj
from tests.browser.scripted_app import ScriptedApp, scripted_app
from tests.sandbox.cards import button, section

TROUBLE = "Der gik noget galt. Prøv igen."
UNDONE = {LOST: (0, "dispatch_failed"), FAILED: (500, "dispatch_failed"), SILENT: (0, "operation_timeout")}
DONE = {ANSWER_LOST: UNDONE[LOST], FAILED_DONE: UNDONE[FAILED], SILENT_DONE: UNDONE[SILENT]}


@pytest.fixture(params=["http", "socket"])
def road(request: pytest.FixtureRequest) -> str:
    """Signed requests to the app, or connections that the app opens: what goes wrong is the same."""
    return str(request.param)


@pytest.fixture
async def workspace(clock: StillClock, road: str) -> AsyncIterator[Workspace]:
    async with running(clock=clock, app=App(socket_mode=road == "socket")) as workspace:
        workspace.delivery.retry_scale = 0.0
        yield workspace


@pytest.fixture
async def app(workspace: Workspace, road: str) -> AsyncIterator[ScriptedApp]:
    """An app that hears clicks on a card in Mette's direct message."""
    workspace.app.events = frozenset({"message.im"})
    card = {"text": "kort", "blocks": [section("Vælg"), button("Enig", "answer"), button("Uenig", "answer_no")]}
    workspace.post_as_app(workspace.direct(workspace.person("Mette").id).id, card)
    await workspace.delivery.settled()
    workspace.log.clear()
    async with scripted_app(workspace) as app, connected(workspace, app, road):
        yield app


@asynccontextmanager
async def connected(workspace: Workspace, app: ScriptedApp, road: str) -> AsyncIterator[None]:
    """In Socket Mode, the app's one connection; what it hears there it hears as it would by HTTP."""
    if road == "http":
        yield
        return
    opened = f"{workspace.api_url}apps.connections.open"
    headers = {"Authorization": f"Bearer {workspace.app.app_token}"}
    async with ClientSession() as session, asyncio.TaskGroup() as tasks:
        async with session.post(opened, headers=headers) as answer:
            url = (await answer.json())["url"]
        async with session.ws_connect(url) as socket:
            assert json.loads(await socket.receive_str())["type"] == "hello"
            reading = tasks.create_task(read(socket, app, tasks))
            yield
            reading.cancel()


async def read(socket: ClientWebSocketResponse, app: ScriptedApp, tasks: asyncio.TaskGroup) -> None:
    async def acknowledge(envelope: Obj) -> None:
        answer = await app.hears(as_by_http(envelope))
        payload = {} if answer is None else {"payload": answer}
        await socket.send_str(json.dumps({"envelope_id": envelope["envelope_id"], **payload}))

    async for message in socket:
        tasks.create_task(acknowledge(json.loads(message.data)))


def as_by_http(envelope: Obj) -> str:
    payload = json.dumps(envelope["payload"])
    forms = {"events_api": payload, "slash_commands": urlencode(envelope["payload"])}
    return forms.get(envelope["type"]) or urlencode({"payload": payload})


def names(app: ScriptedApp) -> list[str]:
    return [name for name, _ in app.heard]


def texts(app: ScriptedApp) -> list[str]:
    return [body["event"]["text"] for name, body in app.heard if name == "event message"]


def sent(workspace: Workspace) -> list[Exchange]:
    return [exchange for exchange in workspace.log if exchange.direction == TO_APP]


@pytest.mark.parametrize("mishap", UNDONE)
async def test_a_click_that_never_arrives_is_told_to_the_person(
    workspace: Workspace, app: ScriptedApp, mishap: str
) -> None:
    workspace.delivery.answer_seconds = 0.3 if mishap in {SILENT, SILENT_DONE} else 3.0
    workspace.faults.make_next(CLICK, mishap)
    mette = workspace.person("Mette")
    answer = await mette.clicks("Enig")
    assert (answer.status, answer.error) == UNDONE[mishap]
    assert mette.notices == [TROUBLE]
    assert names(app) == []
    [exchange] = sent(workspace)
    assert (exchange.what, exchange.status, exchange.fault) == ("block_actions", answer.status, mishap)
    assert (await mette.clicks("Enig")).ok
    assert names(app) == ["answer"]


@pytest.mark.parametrize("mishap", DONE)
async def test_a_click_whose_answer_never_comes_has_been_heard_all_the_same(
    workspace: Workspace, app: ScriptedApp, mishap: str
) -> None:
    workspace.delivery.answer_seconds = 0.3 if mishap in {SILENT, SILENT_DONE} else 3.0
    workspace.faults.make_next(CLICK, mishap)
    mette = workspace.person("Mette")
    answer = await mette.clicks("Enig")
    assert (answer.status, answer.error) == DONE[mishap]
    assert mette.notices == [TROUBLE]
    assert names(app) == ["answer"]
    assert [(exchange.status, exchange.fault) for exchange in sent(workspace)] == [(answer.status, mishap)]


async def test_the_answer_to_a_submission_can_be_lost_and_the_window_stays(
    workspace: Workspace, app: ScriptedApp
) -> None:
    async def opens(body: Obj) -> None:
        entry = {"type": "plain_text_input", "action_id": "a"}
        field = {"type": "input", "label": {"type": "plain_text", "text": "Navn"}, "element": entry}
        words = {"title": {"type": "plain_text", "text": "Ny"}, "submit": {"type": "plain_text", "text": "Send"}}
        await app.opens(body, {"type": "modal", "callback_id": "sent", "blocks": [field], **words})

    app.on["/barometer"] = opens
    mette = workspace.person("Mette")
    await mette.types("/barometer start")
    await mette.fills("Navn", "Barometer 1")
    workspace.faults.make_next("submission", ANSWER_LOST)
    assert not (await mette.submits()).ok
    still_open = mette.modal
    assert still_open
    assert mette.notices == ["Der var problemer med forbindelsen. Prøv igen."]
    await mette.submits()
    assert mette.modal is None
    assert names(app) == ["/barometer", "sent", "sent"]


async def test_a_slow_answer_counts_as_long_as_it_is_in_time(workspace: Workspace, app: ScriptedApp) -> None:
    """Three seconds: docs.slack.dev/interactivity/handling-user-interaction."""
    mette = workspace.person("Mette")
    workspace.faults.make_next(CLICK, SLOW, seconds=0.05)
    workspace.faults.make_next(CLICK, SLOW, seconds=50)
    assert (await mette.clicks("Enig")).ok
    workspace.delivery.answer_seconds = 0.3
    assert (await mette.clicks("Enig")).error == "operation_timeout"
    assert names(app) == ["answer", "answer"]
    in_time, too_late = sent(workspace)
    assert in_time.seconds >= 0.05
    assert 0.25 < too_late.seconds < 50


async def test_a_click_that_comes_too_late_is_heard_after_the_person_was_told(
    workspace: Workspace, app: ScriptedApp
) -> None:
    workspace.delivery.answer_seconds = 0.2
    mette = workspace.person("Mette")
    workspace.faults.make_next(CLICK, LATE, seconds=0.5)
    assert (await mette.clicks("Enig")).error == "operation_timeout"
    assert (mette.notices, names(app)) == ([TROUBLE], [])
    await workspace.delivery.settled()
    assert names(app) == ["answer"]


async def test_nobody_waits_for_an_event_that_is_late(workspace: Workspace, app: ScriptedApp) -> None:
    workspace.faults.make_next(EVENT, LATE, seconds=0.1)
    await workspace.person("Mette").writes("hej")
    assert names(app) == []
    await workspace.delivery.settled()
    assert texts(app) == ["hej"]


@pytest.mark.parametrize("mishap", [LOST, ANSWER_LOST, FAILED])
async def test_an_event_without_an_answer_is_repeated_with_the_reason(
    workspace: Workspace, app: ScriptedApp, mishap: str
) -> None:
    """docs.slack.dev/apis/events-api: `connection_failed` and `http_error` among six reasons."""
    repeats = []
    carry = workspace.delivery.on_the_way

    async def listen(parcel: object, on: object) -> object:
        repeats.append((parcel.attempt, parcel.reason))  # type: ignore[attr-defined]
        return await carry(parcel, on)  # type: ignore[arg-type]

    workspace.delivery.on_the_way = listen  # type: ignore[assignment]
    workspace.faults.make_next("event message", mishap, times=2)
    await workspace.person("Mette").writes("hej")
    await workspace.delivery.settled()
    reason = "http_error" if mishap == FAILED else "connection_failed"
    assert repeats == [(0, ""), (1, reason), (2, reason)]
    assert texts(app) == ["hej"] * (3 if mishap == ANSWER_LOST else 1)


async def test_a_click_can_come_twice_at_once(workspace: Workspace, app: ScriptedApp) -> None:
    both = asyncio.Barrier(2)

    async def meets(_: Obj) -> None:
        await both.wait()

    app.on["answer"] = meets
    workspace.faults.make_next(CLICK, TWICE)
    assert (await workspace.person("Mette").clicks("Enig")).ok
    first, second = app.heard
    assert first == second
    assert [exchange.fault for exchange in sent(workspace)] == [TWICE, TWICE]


async def test_a_click_can_come_again_after_it_was_answered(workspace: Workspace, app: ScriptedApp) -> None:
    under_way: list[int] = []

    async def alone(_: Obj) -> None:
        under_way.append(1)
        await asyncio.sleep(0.02)
        assert under_way.pop()
        assert not under_way

    app.on["answer"] = alone
    workspace.faults.make_next(CLICK, AGAIN)
    assert (await workspace.person("Mette").clicks("Enig")).ok
    assert [exchange.status for exchange in sent(workspace)] == [200, 200]


async def test_the_second_of_two_events_can_come_first(workspace: Workspace, app: ScriptedApp) -> None:
    workspace.faults.make_next(EVENT, OVERTAKEN, times=2)
    mette = workspace.person("Mette")
    for text in ("et", "to", "tre"):
        await mette.writes(text)
    await workspace.delivery.settled()
    assert texts(app)[0] == "tre"
    assert sorted(texts(app)) == ["et", "to", "tre"]


async def test_a_click_can_be_overtaken_by_the_next(workspace: Workspace, app: ScriptedApp) -> None:
    workspace.faults.make_next(CLICK, OVERTAKEN)
    mette = workspace.person("Mette")
    first, second = await asyncio.gather(mette.clicks("Enig"), mette.clicks("Uenig"))
    assert first.ok
    assert second.ok
    assert names(app) == ["answer_no", "answer"]


@pytest.mark.usefixtures("app")
async def test_only_what_contains_the_words_is_meant(workspace: Workspace) -> None:
    fault = workspace.faults.make_next("to app", LOST, containing="farvel")
    mette = workspace.person("Mette")
    assert (await mette.writes("hej")).ok
    assert workspace.faults.waiting == [fault]
    assert not (await mette.writes("farvel")).ok
    assert workspace.faults.waiting == []


async def test_the_app_can_be_made_to_answer_anything(workspace: Workspace, app: ScriptedApp) -> None:
    mette = workspace.person("Mette")
    workspace.faults.fail_next("/barometer", status=200, body="<html>velkommen</html>")
    workspace.faults.fail_next("/barometer", error="operation_timeout")
    assert (await mette.types("/barometer")).body == "<html>velkommen</html>"
    assert (await mette.types("/barometer")).error == "operation_timeout"
    assert names(app) == []


@pytest.mark.parametrize("road", ["http"])
async def test_a_half_closed_request_stands_at_the_app_with_half_of_its_words(workspace: Workspace) -> None:
    heard: asyncio.Queue[bytes] = asyncio.Queue()

    async def listen(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = await reader.readuntil(b"\r\n\r\n")
        body = await reader.read()  # until the workspace hangs up
        await heard.put(head + body)
        writer.close()

    server = await asyncio.start_server(listen, "127.0.0.1", 0)
    workspace.app.request_url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/slack/events"
    workspace.delivery.answer_seconds = 0.1
    workspace.faults.make_next("/barometer", SILENT)
    assert (await workspace.person("Mette").types("/barometer start")).error == "operation_timeout"
    head, _, body = (await heard.get()).partition(b"\r\n\r\n")
    promised = int(next(line for line in head.split(b"\r\n") if line.startswith(b"Content-Length")).split()[1])
    assert len(body) == promised // 2
    server.close()
    await server.wait_closed()


async def test_what_is_held_goes_out_when_all_faults_are_cleared(workspace: Workspace, app: ScriptedApp) -> None:
    workspace.faults.make_next(EVENT, OVERTAKEN)
    await workspace.person("Mette").writes("hej")
    assert names(app) == []
    workspace.faults.clear()
    await workspace.delivery.settled()
    assert texts(app) == ["hej"]


async def test_every_mishap_says_where_it_can_befall_and_no_other_name_is_known(workspace: Workspace) -> None:
    for name, mishap in MISHAPS.items():
        assert mishap.befalls
        assert workspace.faults.make_next("to app", name).name == name
    with pytest.raises(KeyError):
        workspace.faults.make_next(CLICK, "eaten by the dog")
