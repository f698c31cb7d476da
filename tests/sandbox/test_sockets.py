"""Socket Mode of the workspace; the rules stand in docs.slack.dev/apis/events-api/using-socket-mode unless said."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Callable

import pytest
from aiohttp import ClientSession, ClientWebSocketResponse, WSServerHandshakeError
from slack_sdk.errors import SlackApiError
from slack_sdk.socket_mode.request import SocketModeRequest
from slack_sdk.web.async_client import AsyncWebClient

from sandbox import App, Workspace, running
from sandbox.clocks import StillClock
from sandbox.shapes import Obj
from tests.sandbox.cards import button, entry, modal


@pytest.fixture
async def workspace(clock: StillClock) -> AsyncIterator[Workspace]:
    async with running(clock=clock, app=App(socket_mode=True)) as workspace:
        workspace.delivery.retry_scale = 0.0
        yield workspace


class PlainSocket:
    """An app's end of a connection: keeps what comes, and acknowledges when it is told to."""

    def __init__(self, socket: ClientWebSocketResponse) -> None:
        self.socket = socket

    async def hears(self) -> Obj:
        """The next message."""
        message: Obj = json.loads(await self.socket.receive_str(timeout=5))
        return message

    async def says(self, **message: object) -> None:
        await self.socket.send_str(json.dumps(message))

    async def acknowledges(self, envelope: Obj, **more: object) -> None:
        await self.says(envelope_id=envelope["envelope_id"], **more)


class PlainSockets:
    """Opens connections as an app does."""

    def __init__(self, workspace: Workspace, client: AsyncWebClient, session: ClientSession) -> None:
        self.workspace, self.client = workspace, client
        self._session = session
        self._opened: list[ClientWebSocketResponse] = []

    async def connect(self, url: str, heartbeat: float | None = None) -> ClientWebSocketResponse:
        """A connection that is closed when the test is over."""
        self._opened.append(await self._session.ws_connect(url, heartbeat=heartbeat))
        return self._opened[-1]

    async def close(self) -> None:
        for socket in self._opened:
            await socket.close()

    async def url(self) -> str:
        answer = await self.client.apps_connections_open(app_token=self.workspace.app.app_token)
        return str(answer["url"])

    async def open(self) -> tuple[PlainSocket, Obj]:
        """A connection, and the first message on it."""
        opened = PlainSocket(await self.connect(await self.url()))
        return opened, await opened.hears()

    async def opened(self) -> PlainSocket:
        socket, greeting = await self.open()
        assert greeting["type"] == "hello"
        return socket


@pytest.fixture
async def sockets(workspace: Workspace, client: AsyncWebClient) -> AsyncIterator[PlainSockets]:
    async with ClientSession() as session:
        opened = PlainSockets(workspace, client, session)
        yield opened
        await opened.close()


async def refused(client: AsyncWebClient, token: str) -> str:
    with pytest.raises(SlackApiError) as refusal:
        await client.apps_connections_open(app_token=token)
    return str(refusal.value.response["error"])


async def test_a_connection_is_opened_with_the_app_token_and_no_other(
    workspace: Workspace, client: AsyncWebClient
) -> None:
    """docs.slack.dev/reference/methods/apps.connections.open; the error for a bot token is remembered."""
    assert await refused(client, workspace.app.token) == "not_allowed_token_type"
    assert await refused(client, "xapp-of-another") == "invalid_auth"
    workspace.app.app_scopes = frozenset({"authorizations:read"})
    assert await refused(client, workspace.app.app_token) == "missing_scope"


async def test_the_app_token_opens_connections_and_nothing_else(workspace: Workspace, client: AsyncWebClient) -> None:
    """docs.slack.dev/authentication/tokens, "App-level tokens"; the error is remembered."""
    with pytest.raises(SlackApiError, match="not_allowed_token_type"):
        await client.api_call("auth.test", headers={"Authorization": f"Bearer {workspace.app.app_token}"})


async def test_the_app_token_is_taken_from_the_header_only(workspace: Workspace, session: ClientSession) -> None:
    """docs.slack.dev/reference/methods/apps.connections.open"""
    address = f"{workspace.api_url}apps.connections.open"
    async with session.post(address, data={"token": workspace.app.app_token}) as answer:
        assert (await answer.json())["error"] == "not_authed"


@pytest.fixture
async def session() -> AsyncIterator[ClientSession]:
    async with ClientSession() as session:
        yield session


async def test_without_socket_mode_no_connection_is_opened(workspace: Workspace, client: AsyncWebClient) -> None:
    """The error is remembered."""
    workspace.app.socket_mode = False
    assert await refused(client, workspace.app.app_token) == "forbidden_team"


async def test_opening_connections_has_a_limit_of_tier_3(workspace: Workspace, sockets: PlainSockets) -> None:
    """docs.slack.dev/reference/methods/apps.connections.open"""
    for _ in range(50):
        await sockets.url()
    assert await refused(sockets.client, workspace.app.app_token) == "ratelimited"


async def test_the_address_lets_one_connection_in(sockets: PlainSockets) -> None:
    """Remembered: "the WebSocket URL is single-use"."""
    url = await sockets.url()
    await sockets.connect(url)
    with pytest.raises(WSServerHandshakeError):
        await sockets.connect(url)
    with pytest.raises(WSServerHandshakeError):
        await sockets.connect(f"{url}x")


async def test_the_address_is_short_lived(sockets: PlainSockets, monkeypatch: pytest.MonkeyPatch) -> None:
    """Remembered."""
    monkeypatch.setattr("sandbox.sockets.TICKET_SECONDS", 0.0)
    with pytest.raises(WSServerHandshakeError):
        await sockets.connect(await sockets.url())


async def test_hello_tells_how_many_connections_there_are(workspace: Workspace, sockets: PlainSockets) -> None:
    await sockets.opened()
    _, greeting = await sockets.open()
    assert (greeting["type"], greeting["num_connections"]) == ("hello", 2)
    assert greeting["connection_info"] == {"app_id": workspace.app.app_id}
    assert set(greeting["debug_info"]) == {"host", "build_number", "approximate_connection_time"}


async def test_the_eleventh_connection_is_turned_away(workspace: Workspace, sockets: PlainSockets) -> None:
    """The reason that it is given is observed (github.com/slackapi/node-slack-sdk, integration tests)."""
    for _ in range(10):
        await sockets.opened()
    _, greeting = await sockets.open()
    assert (greeting["type"], greeting["reason"]) == ("disconnect", "too_many_websockets")
    assert len(workspace.sockets.links) == 10
    assert workspace.refusals == ["link: too_many_websockets"]


async def answered(act: Callable[[], object], socket: PlainSocket, **more: object) -> tuple[Obj, object]:
    """What an act sends, and what comes of it once the app has acknowledged it."""
    going = asyncio.ensure_future(act())  # type: ignore[call-overload]
    envelope = await socket.hears()
    await socket.acknowledges(envelope, **more)
    return envelope, await going


async def test_a_command_is_an_envelope_that_takes_an_answer(workspace: Workspace, sockets: PlainSockets) -> None:
    socket, mette = await sockets.opened(), workspace.person("Mette")
    envelope, answer = await answered(lambda: mette.types("/anker hej"), socket, payload={"text": "goddag"})
    assert (envelope["type"], envelope["accepts_response_payload"]) == ("slash_commands", True)
    assert (envelope["payload"]["command"], envelope["payload"]["text"]) == ("/anker", "hej")
    assert "retry_attempt" not in envelope
    assert getattr(answer, "status", None) == 200
    assert "goddag" in mette.sees()
    read = SocketModeRequest.from_dict(envelope)
    assert read is not None
    assert read.envelope_id == envelope["envelope_id"]


async def test_a_click_takes_no_answer_and_a_submission_does(workspace: Workspace, sockets: PlainSockets) -> None:
    workspace.app.events = frozenset()
    socket, mette = await sockets.opened(), workspace.person("Mette")
    workspace.post_as_app(workspace.direct(mette.id).id, {"text": "kort", "blocks": [button("Enig", "a", "4")]})
    clicked, _ = await answered(lambda: mette.clicks("Enig"), socket)
    assert (clicked["type"], clicked["accepts_response_payload"]) == ("interactive", False)
    workspace.windows.open(mette.id, modal(entry("Navn", {"type": "plain_text_input"}, block="name")))
    await mette.fills("Navn", "x")
    errors = {"response_action": "errors", "errors": {"name": "For kort."}}
    submitted, _ = await answered(mette.submits, socket, payload=errors)
    assert (submitted["type"], submitted["accepts_response_payload"]) == ("interactive", True)
    assert mette.modal is not None
    assert mette.modal.errors == {"name": "For kort."}


async def test_options_may_be_answered_and_a_closed_window_may_not(workspace: Workspace, sockets: PlainSockets) -> None:
    socket, mette = await sockets.opened(), workspace.person("Mette")
    workspace.windows.open(
        mette.id, modal(entry("Tema", {"type": "external_select", "action_id": "a"}), notify_on_close=True)
    )
    options = {"options": [{"text": {"type": "plain_text", "text": "Ledelse"}, "value": "l"}]}
    asked, _ = await answered(lambda: mette.chooses("Ledelse", for_="Tema"), socket, payload=options)
    assert asked["accepts_response_payload"] is True
    closed, _ = await answered(mette.closes, socket)
    assert (closed["payload"]["type"], closed["accepts_response_payload"]) == ("view_closed", False)


async def test_an_event_takes_no_answer_and_carries_its_attempt(workspace: Workspace, sockets: PlainSockets) -> None:
    """That the first delivery has both fields too is observed (github.com/slackapi/bolt-js/issues/2487)."""
    socket = await sockets.opened()
    envelope, _ = await answered(lambda: workspace.person("Mette").writes("hej"), socket)
    assert (envelope["type"], envelope["accepts_response_payload"]) == ("events_api", False)
    assert (envelope["retry_attempt"], envelope["retry_reason"]) == (0, "")
    assert envelope["payload"]["type"] == "event_callback"


async def test_nothing_is_posted_to_the_request_url(workspace: Workspace, sockets: PlainSockets) -> None:
    workspace.app.request_url = f"{workspace.url}/not-to-be-called"
    socket = await sockets.opened()
    await answered(lambda: workspace.person("Mette").types("/anker"), socket)
    assert [exchange.path for exchange in workspace.log if exchange.direction == "to app"] == ["socket"]


async def test_an_answer_where_none_is_taken_is_refused_and_empty_ones_are_not(
    workspace: Workspace, sockets: PlainSockets
) -> None:
    """That kits send an empty payload is observed (github.com/slackapi/bolt-js/issues/1061)."""
    socket, mette = await sockets.opened(), workspace.person("Mette")
    await answered(lambda: mette.writes("hej"), socket, payload={})
    assert workspace.refusals == []
    going = asyncio.create_task(mette.writes("hej"))
    envelope = await socket.hears()
    await socket.acknowledges(envelope, payload={"text": "svar"})
    await workspace.until(lambda: workspace.refusals)
    assert workspace.refusals[0].startswith("acknowledgement: unexpected_payload")
    await socket.acknowledges(envelope)
    assert (await going).ok


@pytest.mark.parametrize(
    ("message", "error"),
    [
        ('{"envelope_id": "never-sent"}', "unknown_envelope_id"),
        ('{"payload": {}}', "missing_envelope_id"),
        ('{"envelope_id": "x", "ok": true}', "invalid_acknowledgement"),
        ('{"envelope_id": "x", "payload": "text"}', "invalid_acknowledgement"),
        ("hello", "invalid_json"),
    ],
)
async def test_what_is_no_acknowledgement_is_refused(
    workspace: Workspace, sockets: PlainSockets, message: str, error: str
) -> None:
    socket = await sockets.opened()
    await socket.socket.send_str(message)
    await workspace.until(lambda: workspace.refusals)
    assert workspace.refusals[0].startswith(f"acknowledgement: {error}")


async def test_an_acknowledgement_counts_once_and_only_where_the_envelope_came(
    workspace: Workspace, sockets: PlainSockets
) -> None:
    """Ours, the stricter reading: no page says what becomes of one that comes elsewhere."""
    got = await sockets.opened()
    going = asyncio.create_task(workspace.person("Mette").types("/anker"))
    envelope = await got.hears()
    other = await sockets.opened()
    await other.acknowledges(envelope)
    await workspace.until(lambda: workspace.refusals == ["acknowledgement: another_connection"])
    await got.acknowledges(envelope)
    assert (await going).ok
    await got.acknowledges(envelope)
    await workspace.until(lambda: workspace.refusals[1:] == ["acknowledgement: acknowledged_twice"])


async def test_each_payload_goes_to_one_connection_by_chance(workspace: Workspace, sockets: PlainSockets) -> None:
    opened = [await sockets.opened() for _ in range(3)]

    async def always(socket: PlainSocket) -> None:
        while True:
            await socket.acknowledges(await socket.hears())

    apps = [asyncio.create_task(always(socket)) for socket in opened]
    workspace.sockets.random.seed(1)
    for _ in range(30):
        await workspace.person("Mette").types("/anker")
    shares = [link.handed_over for link in workspace.sockets.links]
    assert sum(shares) == 30
    assert all(4 <= share <= 20 for share in shares)
    for task in apps:
        task.cancel()
    await asyncio.gather(*apps, return_exceptions=True)


async def test_who_does_not_acknowledge_in_time_fails_the_person_and_is_sent_events_again(
    workspace: Workspace, sockets: PlainSockets
) -> None:
    """The reason of a repeat is observed (github.com/slackapi/python-slack-events-api/issues/93)."""
    socket, mette = await sockets.opened(), workspace.person("Mette")
    workspace.delivery.answer_seconds = 0.05
    assert (await mette.types("/anker")).error == "operation_timeout"
    assert mette.notices == ["/anker mislykkedes med fejlen »operation_timeout«"]
    late = await socket.hears()
    await mette.writes("hej")
    await workspace.delivery.settled()
    heard = [await socket.hears() for _ in range(4)]
    assert [one["retry_attempt"] for one in heard] == [0, 1, 2, 3]
    assert {one["retry_reason"] for one in heard[1:]} == {"timeout"}
    assert len({one["payload"]["event_id"] for one in heard}) == 1
    assert len({one["envelope_id"] for one in heard}) == 4
    await socket.acknowledges(late)
    await workspace.sockets.warn()
    assert (await socket.hears())["type"] == "disconnect"
    assert not [refusal for refusal in workspace.refusals if refusal.startswith("acknowledgement")]


async def test_without_a_connection_the_person_is_told_and_events_wait_for_one(
    workspace: Workspace, sockets: PlainSockets
) -> None:
    """Not documented; that events are repeated is observed (github.com/vercel/chat/issues/666)."""
    mette = workspace.person("Mette")
    assert (await mette.types("/anker")).error == "dispatch_failed"
    workspace.delivery.retry_scale = 0.0
    await mette.writes("hej")
    await workspace.delivery.settled()
    told = [exchange.status for exchange in workspace.log if exchange.what == "event message"]
    assert told == [0] * 4
    await sockets.opened()


async def test_a_connection_is_renewed_with_a_warning_first(workspace: Workspace, sockets: PlainSockets) -> None:
    socket = await sockets.opened()
    renewal = asyncio.create_task(workspace.sockets.refresh(notice=0.01))
    heard = [await socket.hears(), await socket.hears()]
    assert [(one["type"], one["reason"]) for one in heard] == [
        ("disconnect", "warning"),
        ("disconnect", "refresh_requested"),
    ]
    assert (await socket.socket.receive()).type.name == "CLOSE"
    await renewal
    assert workspace.sockets.links == []


async def test_what_is_under_way_may_be_acknowledged_until_the_connection_closes(
    workspace: Workspace, sockets: PlainSockets
) -> None:
    """Ours: nothing new comes after `refresh_requested`, and what came before has the usual time."""
    socket = await sockets.opened()
    going = asyncio.create_task(workspace.person("Mette").types("/anker"))
    envelope = await socket.hears()
    end = asyncio.create_task(workspace.sockets.end())
    assert (await socket.hears())["reason"] == "refresh_requested"
    assert (await workspace.person("Jonas").types("/anker")).error == "dispatch_failed"
    await socket.acknowledges(envelope)
    assert (await going).ok
    await socket.socket.receive()
    await end


async def test_socket_mode_can_be_switched_off(workspace: Workspace, sockets: PlainSockets) -> None:
    socket = await sockets.opened()
    off = asyncio.create_task(workspace.sockets.disable())
    assert (await socket.hears())["reason"] == "link_disabled"
    await socket.socket.receive()
    await off
    assert await refused(sockets.client, workspace.app.app_token) == "forbidden_team"


async def test_a_silent_connection_stays_open_and_nothing_goes_or_comes(
    workspace: Workspace, sockets: PlainSockets
) -> None:
    """What firewalls do to connections: observed (github.com/openabdev/openab/pull/1120)."""
    socket = PlainSocket(await sockets.connect(await sockets.url(), heartbeat=1.0))
    await socket.hears()
    [link] = workspace.sockets.links
    link.is_silent = True
    workspace.delivery.answer_seconds = 0.05
    assert (await workspace.person("Mette").types("/anker")).error == "operation_timeout"
    assert link.handed_over == 1
    await socket.says(envelope_id="not heard")
    assert (await socket.socket.receive()).type.name == "ERROR"  # no answer to a ping either
    assert workspace.refusals == ["/anker: no_answer_in_time"]


async def test_what_went_by_a_connection_that_is_cut_is_not_acknowledged(
    workspace: Workspace, sockets: PlainSockets
) -> None:
    workspace.delivery.answer_seconds = 60.0
    socket = await sockets.opened()
    going = asyncio.create_task(workspace.person("Mette").types("/anker"))
    await socket.hears()
    workspace.sockets.links[0].is_cut()
    assert (await going).error == "operation_timeout"
    await workspace.until(lambda: not workspace.sockets.links)


async def test_what_was_sent_by_a_socket_can_be_sent_again(workspace: Workspace, sockets: PlainSockets) -> None:
    socket, mette = await sockets.opened(), workspace.person("Mette")
    for act in (lambda: mette.writes("hej"), lambda: mette.types("/anker hej")):
        sent, _ = await answered(act, socket)
        repeated, _ = await answered(lambda: workspace.delivery.again(workspace.log[-1], x_slack_retry_num="1"), socket)
        assert (repeated["type"], repeated["payload"]) == (sent["type"], sent["payload"])
        assert repeated["envelope_id"] != sent["envelope_id"]
