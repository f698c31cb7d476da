"""The whole way out through a proxy, in processes of their own: the Web API, the web socket, and who is excepted."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from collections.abc import AsyncIterator, Mapping
from pathlib import Path

import pytest

from sandbox.demo import demo_app
from sandbox.server import running
from sandbox.town import town
from sandbox.workspace import Workspace
from tests.bot.proxy import API, SOCKETS, Proxy, proxied

ROOT = Path(__file__).parents[2]
PROXIES = {f"{name}_PROXY" for name in ("HTTP", "HTTPS", "NO", "ALL")}


@pytest.fixture
async def workspace() -> AsyncIterator[Workspace]:
    async with running(None, demo_app(socket_mode=True), town()) as workspace:
        yield workspace


@pytest.fixture
async def proxy(workspace: Workspace, tmp_path: Path) -> AsyncIterator[Proxy]:
    async with proxied(workspace, tmp_path) as proxy:
        yield proxy


async def started(command: str, workspace: Workspace, home: Path, way: Mapping[str, str]) -> asyncio.subprocess.Process:
    """Anker in a folder of its own, with nothing of this machine's own proxies."""
    clean = {name: value for name, value in os.environ.items() if name.upper() not in PROXIES}
    settings = {
        "SLACK_BOT_TOKEN": workspace.app.token,
        "SLACK_APP_TOKEN": workspace.app.app_token,
        "OPERATOR": "It-drift i Egelund",
        "PORT": "0",
    }
    return await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "bot", command),
        cwd=home,
        env={**clean, "PYTHONPATH": str(ROOT), **settings, **way},
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )


async def doctor(workspace: Workspace, home: Path, way: Mapping[str, str]) -> dict[str, str]:
    """What the doctor says of each thing on the way."""
    process = await started("doctor", workspace, home, way)
    said, complained = await process.communicate()
    assert complained == b""
    assert b"hush" not in said
    lines = [line for line in said.decode().splitlines() if line[:5] in {"ok   ", "MEND "}]
    return {line[6:21].strip(): line for line in lines}


async def test_the_web_api_and_the_web_socket_go_through_the_proxy(
    workspace: Workspace, proxy: Proxy, tmp_path: Path
) -> None:
    process = await started("run", workspace, tmp_path, proxy.environment())
    assert process.stdout is not None
    said = await process.stdout.readline()
    taken = await workspace.delivery.holds_events_back(0)
    process.send_signal(signal.SIGTERM)
    await process.communicate()
    assert said == b"Anker is connected to Slack by Socket Mode\n"
    assert set(proxy.asked) == {API, SOCKETS}
    assert taken.ok, "acknowledged by the socket"
    assert process.returncode == 0


async def test_the_doctor_goes_the_same_way_and_says_so(workspace: Workspace, proxy: Proxy, tmp_path: Path) -> None:
    told = await doctor(workspace, tmp_path, proxy.environment())
    assert told["proxy"].endswith(f"Slack is asked through 127.0.0.1:{proxy.port}")
    assert told["bot token"].startswith("ok")
    assert told["app token"].endswith("Slack said hello")
    assert set(proxy.asked) == {API, SOCKETS}


@pytest.mark.parametrize(
    ("excepted", "line", "still"),
    [(SOCKETS, "app token", {API}), (API, "bot token", set()), (".example.dk", "bot token", set())],
)
async def test_whom_no_proxy_names_is_asked_directly(
    workspace: Workspace, proxy: Proxy, tmp_path: Path, excepted: str, line: str, still: set[str]
) -> None:
    told = await doctor(workspace, tmp_path, {**proxy.environment(), "NO_PROXY": excepted})
    assert "the name is not known here" in told[line]
    assert set(proxy.asked) == still


async def test_a_proxy_that_refuses_and_a_certificate_that_is_not_trusted_are_told_apart(
    workspace: Workspace, proxy: Proxy, tmp_path: Path
) -> None:
    told = await doctor(workspace, tmp_path, proxy.environment("anker:wrong"))
    assert "the proxy refuses to pass it on, with 407" in told["bot token"]
    way = proxy.environment()
    del way["SSL_CERT_FILE"]
    told = await doctor(workspace, tmp_path, way)
    assert "its certificate is not trusted here" in told["bot token"]
