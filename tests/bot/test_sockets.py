"""Socket Mode of the bot, in a workspace that renews, cuts and silences its connections (docs/decisions/0016)."""

from __future__ import annotations

import asyncio
import logging
import os
import signal
import sys
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from aiohttp import ClientSession
from pydantic import SecretStr
from slack_bolt.adapter.socket_mode.internals import build_headers
from slack_sdk.socket_mode.request import SocketModeRequest
from slack_sdk.web.async_client import AsyncWebClient

from bot.app import running, serving
from bot.connection import Pace, acknowledgement, headers_of, read
from bot.reception import Answer, Reception
from bot.settings import SettingsMistake
from bot.sockets import Sockets, Waiting
from sandbox.demo import demo_app, demo_settings
from sandbox.links import Link
from sandbox.server import running as workspace_running
from sandbox.workspace import Workspace
from tests.conversations.house import House, TestClock, built

#: As in earnest, only shorter, so that nobody waits.
QUICK = Pace(heartbeat=30.0, hello=5.0, first_wait=0.01, longest_wait=0.05, rarely=0.05, farewell=5.0, close=0.5)


async def comes(condition: Callable[[], object]) -> None:
    """Wait for what the bot tells nobody of; `TimeoutError` after half a minute."""
    async with asyncio.timeout(30):
        while not condition():  # noqa: ASYNC110
            await asyncio.sleep(0.001)


class Desk(Reception):
    """Stands where Bolt stands: takes payloads, keeps who pressed what, and answers when it is told to."""

    def __init__(self, *, is_open: bool = True) -> None:
        self.heard: list[dict[str, Any]] = []
        self.headers: list[Mapping[str, str]] = []
        self.status = 200
        self.open, self.coming = asyncio.Event(), asyncio.Event()
        if is_open:
            self.open.set()

    async def take(
        self, payload: dict[str, Any], headers: Mapping[str, str], send: Callable[[Answer], Awaitable[None]]
    ) -> None:
        self.heard.append(payload)
        self.headers.append(headers)
        self.coming.set()
        await self.open.wait()
        try:
            await send(Answer(self.status, "", "text/plain"))
        except ConnectionError:
            return


@dataclass
class Line:
    """A workspace and the sockets into it."""

    workspace: Workspace
    sockets: Sockets
    desk: Desk

    @property
    def links(self) -> list[Link]:
        return self.workspace.sockets.links

    async def both(self) -> tuple[Link, Link]:
        """Two connections that are there to stay."""
        await comes(lambda: len(self.links) == 2 and self.sockets.connected == 2)
        first, second = self.links
        return first, second

    async def asks(self, text: str = "") -> str | None:
        """Somebody types a command; what goes wrong with it."""
        return (await self.workspace.person("Mette").types(f"/anker {text}")).error


@asynccontextmanager
async def line(pace: Pace = QUICK, *, is_open: bool = True) -> AsyncIterator[Line]:
    desk = Desk(is_open=is_open)
    async with workspace_running(app=demo_app(socket_mode=True)) as workspace, ClientSession() as session:
        workspace.delivery.answer_seconds = 30.0
        workspace.rates.enforced = False
        client = _client(workspace, session)
        sockets = Sockets(client, workspace.app.app_token, session, desk, pace)
        await sockets.start()
        try:
            yield Line(workspace, sockets, desk)
        finally:
            desk.open.set()
            await sockets.stop()


def _client(workspace: Workspace, session: ClientSession) -> AsyncWebClient:
    return AsyncWebClient("xoxb-x", base_url=workspace.api_url, session=session, retry_handlers=[])


async def test_there_are_two_connections_and_both_are_used() -> None:
    async with line() as it:
        first, second = await it.both()
        while not (first.handed_over and second.handed_over):
            assert await it.asks() is None
        assert it.workspace.refusals == []


async def test_nothing_is_lost_and_nothing_comes_twice_while_connections_are_renewed() -> None:
    """Two hundred presses; meanwhile Slack renews both connections twice, with some presses under way each time."""
    async with line() as it:
        presses = [asyncio.create_task(it.asks(str(number))) for number in range(50)]
        for _ in range(2):
            old = await it.both()
            await it.workspace.sockets.warn()
            await comes(lambda: len(it.links) == 4)  # the successors come while the old ones still work
            presses += [asyncio.create_task(it.asks(str(number))) for number in range(len(presses), len(presses) + 75)]
            await it.workspace.sockets.end(*old)
        assert await asyncio.gather(*presses) == [None] * 200
        assert sorted(int(heard["text"]) for heard in it.desk.heard) == list(range(200))
        assert it.workspace.refusals == []


async def test_what_is_under_way_is_acknowledged_by_the_connection_that_it_came_by() -> None:
    async with line(is_open=False) as it:
        first, second = await it.both()
        press = asyncio.create_task(it.asks())
        await it.desk.coming.wait()
        renewal = asyncio.create_task(it.workspace.sockets.end(first, second, grace=30.0))
        await comes(lambda: len({*it.links} - {first, second}) == 2)
        it.desk.open.set()
        assert await press is None
        await renewal
        await it.both()
        assert it.workspace.refusals == []


async def test_a_connection_that_is_cut_is_opened_anew_and_the_other_one_hears_meanwhile() -> None:
    async with line() as it:
        first, second = await it.both()
        first.is_cut()
        await comes(lambda: first not in it.links)
        assert await it.asks() is None
        await comes(lambda: len(it.links) == 2)
        assert second in it.links


async def test_a_connection_on_which_nothing_goes_or_comes_is_noticed() -> None:
    async with line(replace(QUICK, heartbeat=0.1)) as it:
        first, _ = await it.both()
        first.is_silent = True
        await comes(lambda: first not in it.links)
        await comes(lambda: len(it.links) == 2)
        assert await it.asks() is None


async def test_a_connection_that_slack_warned_of_and_never_closed_is_closed_by_us() -> None:
    async with line(replace(QUICK, farewell=0.05)) as it:
        old = await it.both()
        await it.workspace.sockets.warn()
        await comes(lambda: len(it.links) == 2 and not {*it.links} & {*old})
        assert await it.asks() is None


async def test_a_connection_without_a_greeting_is_none(monkeypatch: pytest.MonkeyPatch) -> None:
    async with line() as it:
        first, _ = await it.both()
        with monkeypatch.context() as patched:
            patched.setattr(it.workspace.sockets, "_hello", lambda: {"type": "good morning"})
            first.is_cut()
            await comes(lambda: len(it.workspace.log) > 3)
            assert it.sockets.connected == 1
        await it.both()


def test_half_open_connections_are_noticed_within_half_a_minute() -> None:
    assert Pace().heartbeat * 1.5 <= 30.0


async def test_socket_mode_that_is_switched_off_is_one_sentence_and_looked_at_again(
    caplog: pytest.LogCaptureFixture,
) -> None:
    async with line() as it:
        await it.both()
        await it.workspace.sockets.disable()
        await comes(lambda: not it.links)
        await comes(lambda: _errors(caplog))
        assert "Socket Mode is switched off" in _errors(caplog)[0]
        assert it.sockets.connected == 0
        it.workspace.app.socket_mode = True
        await it.both()
        assert await it.asks() is None


async def test_a_token_that_is_refused_later_is_one_sentence_and_tried_rarely(caplog: pytest.LogCaptureFixture) -> None:
    async with line() as it:
        first, second = await it.both()
        good, it.workspace.app.app_token = it.workspace.app.app_token, "xapp-rotated"
        for link in (first, second):
            link.is_cut()
        await comes(lambda: len([one for one in it.workspace.refusals if "invalid_auth" in one]) >= 4)
        [said] = _errors(caplog)
        assert said.startswith("SLACK_APP_TOKEN is refused by Slack (invalid_auth)")
        it.workspace.app.app_token = good
        await it.both()


async def test_no_address_no_token_and_no_payload_is_logged(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG, "anker")
    async with line() as it:
        first, _ = await it.both()
        await it.asks("kanariefugl")
        first.is_cut()
        await comes(lambda: first not in it.links)
        it.workspace.faults.fail_next("apps.connections.open", status=502, body="<html>kanariefugl</html>")
        await it.both()
        await it.workspace.sockets.disable()
        await comes(lambda: not it.links)
    ours = "\n".join(record.getMessage() for record in caplog.records if record.name.startswith("anker"))
    assert ours
    assert not [word for word in ("kanariefugl", "ticket", "xapp-", "ws://") if word in ours]


async def test_a_slack_that_is_away_at_the_start_is_tried_again() -> None:
    desk = Desk()
    async with workspace_running(app=demo_app(socket_mode=True)) as workspace, ClientSession() as session:
        workspace.faults.fail_next("apps.connections.open", status=500, times=3)
        client = _client(workspace, session)
        sockets = Sockets(client, workspace.app.app_token, session, desk, QUICK)
        await sockets.start()
        await comes(lambda: len(workspace.sockets.links) == 2)
        await sockets.stop()


async def test_more_connections_than_slack_allows_are_not_hurried(caplog: pytest.LogCaptureFixture) -> None:
    async with line() as it:
        await it.both()
        others = [
            Sockets(it.sockets._slack, it.workspace.app.app_token, it.sockets._session, it.desk, QUICK)
            for _ in range(5)
        ]
        for other in others:
            await other.start()
        await comes(lambda: [record for record in caplog.records if "ten connections" in record.getMessage()])
        for other in others:
            await other.stop()


def test_waits_grow_from_a_second_to_a_minute_and_are_never_the_same() -> None:
    waiting = Waiting(Pace())
    waits = [waiting.next() for _ in range(10)]
    assert 0.5 <= waits[0] <= 1.0
    assert 30.0 <= waits[-1] <= 60.0
    assert all(later > earlier / 2 for earlier, later in pairwise(waits))
    assert len(set(waits)) == 10


async def test_what_failed_is_not_acknowledged_and_comes_again() -> None:
    async with line() as it:
        await it.both()
        it.workspace.delivery.answer_seconds, it.workspace.delivery.retry_scale = 0.1, 0.0
        it.desk.status = 500
        await it.workspace.person("Mette").writes("hej")
        await it.workspace.delivery.settled()
        assert [headers["x-slack-retry-num"] for headers in it.desk.headers] == ["0", "1", "2", "3"]
        assert {headers["x-slack-retry-reason"] for headers in it.desk.headers[1:]} == {"timeout"}
        assert len({heard["event_id"] for heard in it.desk.heard}) == 1


@pytest.mark.parametrize(
    ("takes_answer", "answer", "payload"),
    [
        (True, Answer(200, '{"response_action": "clear"}', "application/json"), {"response_action": "clear"}),
        (True, Answer(200, "goddag", "text/plain"), {"text": "goddag"}),
        (True, Answer(200, "", "text/plain"), None),
        (False, Answer(200, '{"ok": true}', "application/json"), None),
    ],
)
def test_an_answer_goes_along_where_slack_takes_one(takes_answer: bool, answer: Answer, payload: object) -> None:
    envelope = {"envelope_id": "e", "accepts_response_payload": takes_answer}
    sent = acknowledgement(envelope, answer)
    assert sent == {"envelope_id": "e"} | ({"payload": payload} if payload else {})


@pytest.mark.parametrize("text", ["", "[1]", "{", "[" * 100_000])
def test_what_is_no_message_is_passed_over(text: str) -> None:
    assert read(text) == {}


def test_headers_are_those_of_bolts_own_adapter() -> None:
    for envelope in (
        {"envelope_id": "e", "type": "events_api", "payload": {}, "retry_attempt": 2, "retry_reason": "timeout"},
        {"envelope_id": "e", "type": "interactive", "payload": {}},
    ):
        request = SocketModeRequest.from_dict(envelope)
        assert request is not None
        assert headers_of(envelope) == (build_headers(request) or {})


async def test_stopping_finishes_and_acknowledges_what_is_under_way_and_takes_nothing_more() -> None:
    async with line(is_open=False) as it:
        await it.both()
        press = asyncio.create_task(it.asks())
        await it.desk.coming.wait()
        stopping = asyncio.create_task(it.sockets.stop())
        for _ in range(3):  # until it has begun, a step of the loop for each of those who take part
            await asyncio.sleep(0)
        later = asyncio.create_task(it.asks("too late"))
        it.desk.open.set()
        await stopping
        assert await press is None
        assert await later is not None
        assert [heard["text"] for heard in it.desk.heard] == [""]
        assert it.sockets.connected == 0


async def test_stopping_at_once_leaves_nothing_behind() -> None:
    async with workspace_running(app=demo_app(socket_mode=True)) as workspace, ClientSession() as session:
        client = _client(workspace, session)
        sockets = Sockets(client, workspace.app.app_token, session, Desk(), QUICK)
        await sockets.start()
        await sockets.stop()
        await comes(lambda: not workspace.sockets.links)


def _errors(caplog: pytest.LogCaptureFixture) -> list[str]:
    return [record.getMessage() for record in caplog.records if record.levelno == logging.ERROR]


# -- with the whole bot behind them


@pytest.fixture
async def house(tmp_path: Path) -> AsyncIterator[House]:
    async with built(tmp_path, road="socket") as house:
        yield house


async def fetched(house: House, path: str) -> tuple[int, str]:
    base = house.workspace.app.request_url.removesuffix("/slack/events")
    async with ClientSession() as session, session.get(base + path) as answer:
        return answer.status, await answer.text()


async def test_an_event_that_comes_again_is_handled_once(house: House) -> None:
    await house.starts()
    amina = house.person("Amina")
    await amina.clicks("Begynd")
    await amina.writes("Enig")
    said = len(amina.messages())
    sent = [one for one in house.workspace.log if one.what == "event message" and "Enig" in one.request][-1]
    again = [
        house.workspace.delivery.again(sent, x_slack_retry_num=str(number), x_slack_retry_reason="timeout")
        for number in (1, 2, 3)
    ]
    assert all(answer.ok for answer in await asyncio.gather(*again))
    await house.bot.desk.background.finish()
    assert len(amina.messages()) == said


async def test_readiness_and_metrics_tell_whether_a_socket_is_connected(house: House) -> None:
    await comes(lambda: len(house.workspace.sockets.links) == 2)
    status, _ = await fetched(house, "/readyz")
    _, figures = await fetched(house, "/metrics")
    assert status == 200
    assert "anker_sockets_connected 2\n" in figures
    await house.workspace.sockets.disable()
    sockets = house.bot.sockets
    await comes(lambda: sockets is not None and not sockets.connected)
    assert (await fetched(house, "/readyz"))[0] == 503
    assert (await fetched(house, "/healthz"))[0] == 200
    assert "anker_sockets_connected 0\n" in (await fetched(house, "/metrics"))[1]


async def test_without_a_signing_secret_nobody_is_let_in_over_http(house: House) -> None:
    address = house.workspace.app.request_url
    async with ClientSession() as session, session.post(address, json={"type": "event_callback"}) as answer:
        assert answer.status == 404


@pytest.mark.parametrize("token", ["xoxb-sandbox-token", "xapp-of-another"])
async def test_a_token_that_is_refused_stops_the_start_with_what_to_do(tmp_path: Path, token: str) -> None:
    with pytest.raises(SettingsMistake) as mistake:
        await _start(tmp_path, token)
    assert str(mistake.value).startswith("SLACK_APP_TOKEN is refused by Slack")
    assert "xapp-" in str(mistake.value)
    assert "connections:write" in str(mistake.value)


async def _start(home: Path, token: str) -> None:
    async with workspace_running(app=demo_app(socket_mode=True)) as workspace:
        settings = demo_settings(workspace, home).model_copy(update={"slack_app_token": SecretStr(token)})
        async with running(settings, TestClock()) as bot, serving(bot, "127.0.0.1", 0):
            pass


async def test_the_process_says_how_it_hears_and_sigterm_lets_it_finish(tmp_path: Path) -> None:
    async with workspace_running(app=demo_app(socket_mode=True)) as workspace:
        settings = {
            "SLACK_BOT_TOKEN": workspace.app.token,
            "SLACK_APP_TOKEN": workspace.app.app_token,
            "SLACK_API_URL": workspace.api_url,
            "DATABASE_URL": f"sqlite+aiosqlite:///{tmp_path}/anker.sqlite",
            "KEYS_DIR": str(tmp_path / "keys"),
            "OPERATOR": "Egelund It",
            "PORT": "0",
        }
        process = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "bot", "web",
            env={**os.environ, **settings},
            stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE,
        )  # fmt: skip
        assert process.stdout is not None
        line_of_start = await asyncio.wait_for(process.stdout.readline(), 60)
        assert line_of_start == b"Anker is connected to Slack by Socket Mode\n"
        workspace.delivery.answer_seconds = 30.0
        held = workspace.faults.fail_next("users.info", hold=True)
        asked = asyncio.create_task(workspace.person("Mette").types("/anker personer"))
        await held.begun.wait()
        process.send_signal(signal.SIGTERM)
        held.release()
        answer = await asked
        _, complaints = await asyncio.wait_for(process.communicate(), 60)
        assert process.returncode == 0
        assert complaints == b""
        assert answer.ok
