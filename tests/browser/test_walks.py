"""The template on the page: a question, what is written below it, and the window, on a desk and on a telephone."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import Browser, Page, expect

from tests.browser.conftest import PHONE, WIDE
from tests.conversations.house import House, built


@pytest_asyncio.fixture(loop_scope="session")
async def house(tmp_path: Path) -> AsyncIterator[House]:
    async with built(tmp_path) as house:
        mette = house.person("Mette")
        await mette.types("/icm start")
        await mette.chooses(["Henrik"], for_="Hvem godkender?")
        await mette.submits()
        await mette.closes_all()
        await house.due()
        yield house


async def opened(browser: Browser, house: House, size: tuple[int, int]) -> Page:
    page = await browser.new_page(viewport={"width": size[0], "height": size[1]})
    page.set_default_timeout(10_000)
    mette = house.workspace.person("Mette").id
    await page.goto(f"{house.workspace.url}/#seat={mette}&in={house.workspace.direct(mette).id}")
    await page.locator("body[data-ready]").wait_for()
    return page


@pytest.mark.parametrize("size", [WIDE, PHONE], ids=["desk", "telephone"])
async def test_a_leader_answers_by_writing_and_moves_on(browser: Browser, house: House, size: tuple[int, int]) -> None:
    page = await opened(browser, house, size)
    room = page.locator("[data-ts]")
    await page.get_by_role("button", name="Begynd").click()
    await expect(room.get_by_text("Hvor forankres ICM-indsatsen?")).to_be_visible()
    await expect(room.get_by_text("Med navn, ikke anonymt")).to_be_visible()
    await page.get_by_role("textbox").last.fill("På Egely & <b>i byen</b>")
    await page.keyboard.press("Enter")
    await expect(room.get_by_text("Gemt under spørgsmål 1 (24 tegn)")).to_be_visible()
    await page.get_by_role("button", name="Næste").last.click()
    await expect(room.get_by_text("2 af 32")).to_be_visible()
    await expect(page.get_by_role("button", name="Næste")).to_have_count(1)
    await page.close()


async def test_the_window_shows_what_was_written_as_it_was_written(browser: Browser, house: House) -> None:
    mette = house.person("Mette")
    await mette.clicks("Begynd")
    await mette.writes("2 < 3 & *fed*, 4 * 5")
    page = await opened(browser, house, PHONE)
    await page.get_by_role("button", name="Ret", exact=True).click()
    field = page.get_by_role("dialog").get_by_role("textbox")
    await expect(field).to_have_value("2 < 3 & fed, 4 * 5")
    await field.fill("Rettet på telefonen")
    await page.get_by_role("button", name="Gem").click()
    await expect(page.locator("[data-ts]").get_by_text("Rettet på telefonen")).to_be_visible()
    await page.close()
