"""A thousand people and two thousand messages: what travels and what stands in the page does not grow with them."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio
from playwright.async_api import Browser, Page, Response, expect

from sandbox import App, Workspace, running
from sandbox.clocks import StillClock
from sandbox.message import Message
from sandbox.town import town
from tests.browser.cards import actions, button, field, modal, section
from tests.browser.conftest import WIDE
from tests.browser.scripted_app import ScriptedApp, scripted_app
from tests.browser.test_modals import open_modal

PEOPLE, MESSAGES = 1000, 2000
MOST_NODES = 4000
MOST_BYTES = 50_000


class Traffic:
    """How many bytes each look had."""

    def __init__(self, page: Page) -> None:
        self.looks: list[int] = []
        page.on("response", self._on_response)

    async def _on_response(self, response: Response) -> None:
        if "/look?" in response.url:
            self.looks.append(len(await response.body()))


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def large() -> AsyncIterator[tuple[Workspace, ScriptedApp]]:
    clock = StillClock()
    async with running(clock=clock, app=App(events=frozenset()), place=town(PEOPLE)) as workspace:
        for number in range(MESSAGES):
            room = workspace.channel("boern-familie" if number % 2 else "alle-i-egelund").id
            workspace.post(Message(room, "", workspace.person(f"Ansat{25 + number % 900}").id, f"linje {number}"))
        async with scripted_app(workspace) as app:
            yield workspace, app


@pytest_asyncio.fixture(loop_scope="session")
async def page(browser: Browser, large: tuple[Workspace, ScriptedApp]) -> AsyncIterator[Page]:
    workspace, _ = large
    page = await browser.new_page(locale="da-DK", viewport={"width": WIDE[0], "height": WIDE[1]})
    page.set_default_timeout(10_000)
    await page.goto(f"{workspace.url}/#seat={workspace.person('Mette').id}&in={workspace.channel('boern-familie').id}")
    await page.locator("body[data-ready]").wait_for()
    yield page
    await page.close()


async def nodes(page: Page) -> int:
    found: int = await page.evaluate("document.querySelectorAll('*').length")
    return found


async def test_rooms_are_switched_and_only_the_newest_stand_there(page: Page) -> None:
    await expect(page.get_by_text("linje 1999", exact=True)).to_be_in_viewport()
    await expect(page.get_by_role("article")).to_have_count(100)
    await page.get_by_role("button", name="alle-i-egelund").click()
    await expect(page.get_by_text("linje 1998", exact=True)).to_be_in_viewport()
    await expect(page.get_by_text("linje 1999", exact=True)).to_have_count(0)
    await expect(page.get_by_role("article")).to_have_count(100)
    assert await nodes(page) < MOST_NODES


async def test_after_one_new_message_little_is_sent_and_one_node_is_made(
    page: Page, large: tuple[Workspace, ScriptedApp]
) -> None:
    workspace, _ = large
    traffic = Traffic(page)
    await expect(page.get_by_role("article")).to_have_count(100)
    await page.evaluate("document.querySelectorAll('article').forEach((each) => { each.old = true; })")
    room = workspace.channel("boern-familie").id
    workspace.post(Message(room, "", workspace.person("Jonas").id, "nyt til alle"))
    await expect(page.get_by_text("nyt til alle", exact=True)).to_be_in_viewport()
    assert await page.evaluate("[...document.querySelectorAll('article')].filter((each) => !each.old).length") == 1
    await page.get_by_role("textbox", name="Besked til").fill("jeg svarer")
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("article").get_by_text("jeg svarer")).to_be_in_viewport()
    assert traffic.looks
    assert max(traffic.looks) < MOST_BYTES
    await expect(page.get_by_role("article")).to_have_count(100)


async def test_a_seat_is_searched_for_among_a_thousand(page: Page) -> None:
    await page.get_by_role("button", name="Skift plads").click()
    await expect(page.get_by_role("option")).to_have_count(60)
    await expect(page.get_by_text("Skriv en del af navnet.")).to_be_visible()
    await page.get_by_role("combobox", name="Navn eller titel").fill("ansat987")
    await expect(page.get_by_role("option")).to_have_count(1)
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("button", name="Du sidder som Ansat987 Egelund")).to_be_visible()
    assert await nodes(page) < MOST_NODES


async def test_people_are_searched_for_in_a_window_and_a_press_travels_light(
    page: Page, large: tuple[Workspace, ScriptedApp]
) -> None:
    _, app = large
    await open_modal(page, app, modal("Ny runde", field("Hvem", "multi_users_select")))
    await page.get_by_role("combobox", name="Hvem").fill("ansat9")
    await expect(page.get_by_role("option")).to_have_count(50)
    await page.get_by_role("combobox", name="Hvem").fill("ansat912")
    await page.keyboard.press("Enter")
    await expect(page.get_by_text("Ansat912 Egelund")).to_be_visible()
    await page.keyboard.press("Escape")
    await expect(page.get_by_role("dialog")).to_have_count(0)
    await app.posts("Mette", section("1 af 29"), actions(button("Enig")))
    await page.get_by_role("button", name="Anker").click()
    traffic = Traffic(page)
    await page.get_by_role("button", name="Enig").click()
    await expect(page.locator("[aria-busy]")).to_have_count(0)
    assert app.count("press") == 1
    assert max(traffic.looks, default=0) < MOST_BYTES


async def test_older_messages_come_a_hundred_at_a_time_and_one_stays_where_one_reads(page: Page) -> None:
    region = page.get_by_role("region", name="Beskeder i #boern-familie")
    first = page.get_by_role("article").first
    text = await first.inner_text()
    await region.evaluate("region => { region.scrollTop = 0; }")
    await page.get_by_role("button", name="Vis ældre beskeder").click()
    await expect(page.get_by_role("article")).to_have_count(200)
    await expect(page.get_by_text(text.splitlines()[-1], exact=True)).to_be_in_viewport()


@pytest.mark.parametrize("key", ["ArrowUp", "Home"])
async def test_arrows_walk_through_many_messages(page: Page, key: str) -> None:
    region = page.get_by_role("region", name="Beskeder i #boern-familie")
    await region.focus()
    await page.keyboard.press(key)
    expected = page.get_by_role("article").last if key == "ArrowUp" else page.get_by_role("article").first
    await expect(expected).to_be_focused()
    await expect(expected).to_be_in_viewport()
