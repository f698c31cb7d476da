"""The way out: through the proxy that the environment names, but to this machine and to whom NO_PROXY names."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
from aiohttp import ClientSession, web

from bot.reaching import client_of, is_here, proxy_to, session_of
from bot.settings import Settings
from sandbox.demo import demo_app, demo_settings
from sandbox.server import running
from sandbox.town import town
from sandbox.workspace import Workspace

PROXY = "http://proxy.example.dk:3128"
NAMES = [f"{scheme}_proxy" for scheme in ("http", "https", "ws", "wss", "no", "all")]
#: A name that only a proxy could know.
ELSEWHERE = "http://slack.example.dk/api/"


@pytest.fixture(autouse=True)
def _no_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in NAMES:
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.upper(), raising=False)


@pytest.fixture
async def workspace() -> AsyncIterator[Workspace]:
    async with running(None, demo_app(), town()) as workspace:
        yield workspace


@pytest.mark.parametrize(
    ("url", "proxy"),
    [
        ("wss://wss-primary.slack.com/link/?ticket=1", PROXY),
        ("https://slack.com/api/", PROXY),
        ("wss://inside.example.dk/", None),
        ("ws://127.0.0.1:8080/link/", None),
        ("https://[::1]/api/", None),
        ("https://localhost/api/", None),
    ],
)
def test_a_web_socket_goes_through_the_proxy_of_https(
    monkeypatch: pytest.MonkeyPatch, url: str, proxy: str | None
) -> None:
    monkeypatch.setenv("HTTPS_PROXY", PROXY)
    monkeypatch.setenv("HTTP_PROXY", PROXY)
    monkeypatch.setenv("NO_PROXY", "inside.example.dk")
    assert proxy_to(url) == proxy


def test_without_a_proxy_the_way_is_straight() -> None:
    assert proxy_to("wss://wss-primary.slack.com/") is None
    assert not is_here("https://slack.com/api/")


async def called(settings: Settings) -> str:
    """The workspace that a call with these settings finds."""
    async with session_of(settings) as session:
        return str((await client_of(settings, session).auth_test())["team"])


async def test_the_demo_is_called_directly_whatever_the_proxy(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory
) -> None:
    for name in ("HTTP_PROXY", "HTTPS_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    assert await called(demo_settings(workspace, tmp_path_factory.mktemp("home"))) == workspace.town.name


async def test_slack_is_called_through_the_proxy_unless_it_is_excepted(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory
) -> None:
    passed_on: list[str] = []

    async def pass_on(request: web.Request) -> web.Response:
        passed_on.append(str(request.url))
        there = f"{workspace.url}{request.path}"
        headers = {"Authorization": request.headers["Authorization"]}
        async with ClientSession() as session, session.post(there, headers=headers) as answer:
            return web.Response(body=await answer.read(), content_type="application/json")

    application = web.Application()
    application.router.add_route("*", "/{path:.*}", pass_on)
    proxy = web.AppRunner(application)
    await proxy.setup()
    await web.TCPSite(proxy, "127.0.0.1", 0).start()
    monkeypatch.setenv("HTTP_PROXY", f"http://127.0.0.1:{proxy.addresses[0][1]}")
    settings = demo_settings(workspace, tmp_path_factory.mktemp("home"))
    settings.slack_api_url = ELSEWHERE
    assert await called(settings) == workspace.town.name
    assert passed_on == [f"{ELSEWHERE}auth.test"]
    monkeypatch.setenv("NO_PROXY", "slack.example.dk")
    with pytest.raises(OSError, match=r"slack\.example\.dk"):
        await called(settings)
    await proxy.cleanup()
