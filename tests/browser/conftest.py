"""A real browser, a workspace, and an app in it."""

from __future__ import annotations

import os
import shutil
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import Browser, ConsoleMessage, Page, async_playwright

from sandbox import App, Workspace, running
from sandbox.clocks import StillClock
from tests.browser.scripted_app import ScriptedApp, scripted_app

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE 127.0.0.1",  # the page needs nothing from elsewhere
)
MISSING = "The browser tests need Chromium: `apt-get install chromium`, or set CHROMIUM to the path of a Chrome."
EXPECTED = ("the server responded with a status of 400", "net::ERR_INTERNET_DISCONNECTED")
"""The browser notes each refusal and each lost connection by itself; the page has a sentence for them."""
WIDE = (1280, 860)
PHONE = (390, 844)

OpenPage = Callable[..., Awaitable[Page]]
"""`open_page(seat="Mette", room="#boern-familie", size=WIDE)`; with `seat=None` as on a first visit."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The browser lives in one event loop, so its tests share that loop."""
    for item in items:
        if Path(__file__).parent in item.path.parents and pytest_asyncio.is_async_test(item):
            item.add_marker(pytest.mark.asyncio(loop_scope="session"), append=False)


def chromium() -> str:
    """The path of a Chromium; a machine without one fails the tests."""
    found = os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, NAMES)), None)
    if found is None or not Path(found).is_file():
        pytest.fail(MISSING, pytrace=False)
    return found


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def browser() -> AsyncIterator[Browser]:
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=chromium(), args=list(FLAGS))
        yield browser
        await browser.close()


@pytest.fixture
def clock() -> StillClock:
    return StillClock()


@pytest_asyncio.fixture(loop_scope="session")
async def workspace(clock: StillClock) -> AsyncIterator[Workspace]:
    async with running(clock=clock, app=App(), turn=clock.turn) as workspace:
        workspace.delivery.retry_scale = 0.0
        yield workspace


@pytest_asyncio.fixture(loop_scope="session")
async def app(workspace: Workspace) -> AsyncIterator[ScriptedApp]:
    async with scripted_app(workspace) as app:
        yield app


@pytest_asyncio.fixture(loop_scope="session")
async def open_page(browser: Browser, workspace: Workspace) -> AsyncIterator[OpenPage]:
    """Opens the page as often as wanted; anything the page complains of in its console fails the test."""
    context = await browser.new_context(locale="da-DK", timezone_id="America/New_York")
    context.set_default_timeout(10_000)
    complaints: list[str] = []

    async def open_page(seat: str | None = "Mette", room: str = "#boern-familie", size: tuple[int, int] = WIDE) -> Page:
        page = await context.new_page()
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("console", lambda message: _keep_error(message, complaints))
        await page.set_viewport_size({"width": size[0], "height": size[1]})
        await page.goto(workspace.url + "/" + (_place(workspace, seat, room) if seat else ""))
        await page.locator("body[data-ready]").wait_for()
        return page

    yield open_page
    await context.close()
    assert not complaints


def _keep_error(message: ConsoleMessage, complaints: list[str]) -> None:
    if message.type == "error" and not any(text in message.text for text in EXPECTED):
        complaints.append(message.text)


def _place(workspace: Workspace, seat: str, room: str) -> str:
    """The address of a seat and a room: `#channel`, or "Anker" for the direct message with the app."""
    user = workspace.person(seat).id
    channel = workspace.channel(room) if room.startswith("#") else workspace.direct(user)
    return f"#seat={user}&in={channel.id}"
