"""Where the bot can be made to call (S16): Slack's own hooks, or the server it was told to use, and nothing else."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from aiohttp import web
from hypothesis import given
from hypothesis import strategies as st
from slack_sdk.web.async_client import AsyncWebClient

from handlers.slack.desk import Desk
from messages.slack.cards import Card, section
from tests.attacks.forged import Forger
from tests.conversations.house import House, built

CARD = Card("Kun til dig", [section("Kun til dig")])


@dataclass
class Trap:
    """A server of the attacker's, which notes every request."""

    url: str = ""
    called: list[str] = field(default_factory=list)


@asynccontextmanager
async def a_trap(host: str = "127.0.0.1", forwards_to: str = "", status: int = 307) -> AsyncIterator[Trap]:
    """A trap that listens; with `forwards_to` it sends every request on."""
    trap = Trap()

    async def take(request: web.Request) -> web.Response:
        trap.called.append(f"{request.method} {request.path} {await request.text()}")
        return web.Response(status=status, headers={"Location": forwards_to}) if forwards_to else web.Response()

    application = web.Application()
    application.router.add_route("*", "/{anything:.*}", take)
    runner = web.AppRunner(application)
    await runner.setup()
    await web.TCPSite(runner, host, 0).start()
    shown = f"[{host}]" if ":" in host else host
    trap.url = f"http://{shown}:{runner.addresses[0][1]}"
    try:
        yield trap
    finally:
        await runner.cleanup()


@pytest.fixture
async def house(tmp_path: Path) -> AsyncIterator[House]:
    async with built(tmp_path) as house:
        yield house


def lookalikes(own: str, trap: str) -> list[str]:
    """Addresses that look like the bot's own server, or like Slack's, and lead to the trap or nowhere."""
    host, port = own.removeprefix("http://").split(":")
    trap_host = trap.removeprefix("http://")
    return [
        f"{trap}/response/x",
        f"http://{host}:{port}@{trap_host}/response/x",
        f"http://{host}@{trap_host}/response/x",
        f"http://user:secret@{host}:{port}/response/x",
        f"http://{host}.{trap_host}/response/x",
        f"http://{host}:{int(port) + 1}/response/x",
        f"http://{host}/response/x",
        f"https://{host}:{port}/response/x",
        f"http://localhost:{port}/response/x",
        f"http://[::1]:{port}/response/x",
        f"http://[::ffff:127.0.0.1]:{port}/response/x",
        f"http://2130706433:{port}/response/x",
        f"http://0x7f.1:{port}/response/x",
        f"http://{host}:{port}\\@{trap_host}/response/x",
        f"http://{host}:{port}%23@{trap_host}/x",
        f"//{trap_host}/response/x",
        f"ftp://{host}:{port}/response/x",
        f"file:///etc/passwd?{host}:{port}",
        f"http:///{trap_host}/x",
        "http://[half",
        "http://",
        "",
        " ",
        "https://hooks.slack.com.evil.example/x",
        "https://hooks.slack.com@evil.example/x",
        "https://hooks-slack.com/x",
        "https://hooks.slack.com/commands/x",
        "http://169.254.169.254/latest/meta-data/",
    ]


async def test_no_lookalike_of_our_server_is_ever_called(house: House) -> None:
    async with a_trap() as trap:
        for address in lookalikes(house.workspace.url, trap.url):
            since = len(house.workspace.log)
            await house.bot.desk.whisper(address, CARD)
            await house.bot.desk.replace(address, CARD)
            assert house.workspace.log[since:] == [], address
        assert trap.called == []


async def test_a_request_that_names_the_trap_makes_nobody_call_it(house: House) -> None:
    """Our own people's and another workspace's; the library that hears them first must not call either."""
    ida = house.person("Ida").id
    async with a_trap() as trap:
        for team in (house.bot.desk.team, "T0NABOKOMMUNE"):
            forger = Forger(house, ida, team, extra={"response_url": f"{trap.url}/x"})
            await forger.clicks("sittings.begin", "aaaaaaaaaaaaa")
            await forger.clicks("none.such", "x")
            await forger.types("/barometer", "hjælp")
            await forger.submits("sittings.form", "aaaaaaaaaaaaa:x")
        assert trap.called == []


async def test_a_redirect_is_not_followed(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    """Slack's hooks never redirect; whoever stood in their place would be sent a person's card."""
    for status in (301, 302, 303, 307, 308):
        async with a_trap() as trap, a_trap(forwards_to=f"{trap.url}/stolen", status=status) as hook:
            monkeypatch.setattr(house.bot.desk.slack, "base_url", f"{hook.url}/api/")
            await house.bot.desk.whisper(f"{hook.url}/response/x", CARD)
            assert len(hook.called) == 1
            assert trap.called == []


@given(st.text(max_size=40), st.sampled_from(["", "https://", "https://hooks.slack.com", "https://hooks.slack.com:"]))
def test_of_all_addresses_only_slacks_hooks_are_taken(rest: str, start: str) -> None:
    """With Slack itself as the server: whatever passes leads to hooks.slack.com by everybody's reading of it."""
    desk = object.__new__(Desk)
    desk.slack = AsyncWebClient(token="xoxb-0", base_url="https://slack.com/api/")
    address = start + rest
    if desk.may_post_to(address):
        assert address.startswith("https://hooks.slack.com")
        assert urlsplit(address).hostname == "hooks.slack.com"
