"""A phone's width, and a keyboard alone."""

from __future__ import annotations

import pytest
from playwright.async_api import Page, expect

from sandbox.shapes import Obj
from tests.browser.cards import actions, button, field, modal, option, section
from tests.browser.conftest import PHONE, OpenPage
from tests.browser.scripted_app import ScriptedApp
from tests.browser.test_modals import open_modal

LONG = "Barneogungeomsorgsplanlægningskoordinatoruddannelsesforløb" * 3


async def no_scrolling_sideways(page: Page) -> None:
    widths = await page.evaluate(
        "[document.documentElement.scrollWidth, ...[...document.querySelectorAll('*')]"
        ".filter(node => node.checkVisibility() && node.closest('.table-frame, .sidebar, .unseen') === null)"
        ".map(node => Math.round(node.getBoundingClientRect().right))]"
    )
    assert max(widths) <= PHONE[0]


def item_card() -> list[Obj]:
    menu = {"type": "overflow", "action_id": "more", "options": [option("Vis som skema"), option("Slet")]}
    scale = ("Helt uenig", "Uenig", "Hverken enig eller uenig", "Enig", "Helt enig", "Ved ikke")
    return [
        section(f"*Jeg inddrager barnet.* {LONG}", accessory=menu),
        *(actions(button(label, value=label)) for label in scale),
        actions(button("Tilbage", "back"), button("Spring over", "skip"), button("Pause", "pause")),
    ]


async def test_a_phone_shows_everything_without_scrolling_sideways(open_page: OpenPage, app: ScriptedApp) -> None:
    await app.posts("Mette", *item_card())
    page = await open_page(room="Anker", size=PHONE)
    await expect(page.get_by_role("button", name="Ved ikke")).to_be_visible()
    await no_scrolling_sideways(page)
    await page.get_by_role("button", name="Flere handlinger").click()
    await no_scrolling_sideways(page)
    await page.keyboard.press("Escape")
    for opener in ("Skift plads", "Skru tiden frem"):
        await page.get_by_role("button", name=opener).click()
        await page.get_by_role("dialog").wait_for()
        await no_scrolling_sideways(page)
        await page.keyboard.press("Escape")


async def test_a_phone_reaches_the_rooms_through_a_drawer(open_page: OpenPage) -> None:
    page = await open_page(size=PHONE)
    await expect(page.get_by_role("navigation", name="Kanaler")).not_to_be_in_viewport()
    await page.get_by_role("button", name="Vis kanaler").click()
    await expect(page.get_by_role("button", name="boern-familie")).to_be_focused()
    await page.get_by_role("button", name="Anker").click()
    await expect(page.get_by_role("heading", name="Anker")).to_be_visible()
    await expect(page.get_by_role("navigation", name="Kanaler")).not_to_be_in_viewport()
    await page.get_by_role("button", name="Vis kanaler").click()
    await page.keyboard.press("Escape")
    await expect(page.get_by_role("button", name="Vis kanaler")).to_be_focused()


async def test_the_room_one_is_in_closes_the_drawer_of_a_phone_too(open_page: OpenPage) -> None:
    page = await open_page(size=PHONE)
    await page.get_by_role("button", name="Vis kanaler").click()
    await page.get_by_role("button", name="boern-familie").click()
    await expect(page.get_by_role("navigation", name="Kanaler")).not_to_be_in_viewport()
    await expect(page.get_by_role("heading", name="boern-familie")).to_be_visible()


async def test_a_window_fills_a_phone_and_keeps_its_buttons_in_sight(open_page: OpenPage, app: ScriptedApp) -> None:
    page = await open_page(size=PHONE)
    await open_modal(page, app, modal("Ny runde", *(field(f"Felt {number}") for number in range(12)), section(LONG)))
    await expect(page.get_by_role("button", name="Send ind")).to_be_in_viewport(ratio=1)
    await no_scrolling_sideways(page)
    box = await page.get_by_role("dialog").bounding_box()
    assert box is not None
    assert (box["width"], box["height"]) == PHONE


async def tab_to(page: Page, name: str, most: int = 40) -> None:
    """Press Tab until the control of this name has the focus."""
    for _ in range(most):
        await page.keyboard.press("Tab")
        words = await page.evaluate(
            "document.activeElement.getAttribute('aria-label') ?? document.activeElement.textContent"
        )
        if name in words:
            return
    pytest.fail(f"Tab does not reach {name!r}")


async def test_a_keyboard_alone_answers_and_goes_on_from_the_card(open_page: OpenPage, app: ScriptedApp) -> None:
    async def next_card(body: Obj) -> None:
        await app.replaces(body, section("2 af 29"), actions(button("Næste")))

    app.on["press"] = next_card
    await app.posts("Mette", *item_card())
    page = await open_page(room="Anker")
    await tab_to(page, "Uenig")
    await page.keyboard.press("Enter")
    await expect(page.get_by_text("2 af 29")).to_be_visible()
    await expect(page.get_by_role("article")).to_be_focused()
    await tab_to(page, "Næste", most=1)


async def test_the_focus_stays_in_a_window_and_escape_gives_it_back(open_page: OpenPage, app: ScriptedApp) -> None:
    page = await open_page()
    await open_modal(page, app, modal("Ny runde", field("Navn")))
    seen = set()
    for _ in range(6):
        await page.keyboard.press("Tab")
        seen.add(await page.evaluate("document.activeElement.closest('dialog') !== null"))
    assert seen == {True}
    await page.keyboard.press("Shift+Tab")
    assert await page.evaluate("document.activeElement.closest('dialog') !== null")
    await page.keyboard.press("Escape")
    await expect(page.get_by_role("dialog")).to_have_count(0)
    await expect(page.get_by_role("textbox", name="Besked til")).to_be_focused()


async def test_a_list_is_closed_by_escape_without_closing_its_window(open_page: OpenPage, app: ScriptedApp) -> None:
    page = await open_page()
    await open_modal(page, app, modal("Ny runde", field("Hvem", "users_select")))
    await page.get_by_role("combobox", name="Hvem").click()
    await expect(page.get_by_role("option").first).to_be_visible()
    await page.keyboard.press("Escape")
    await expect(page.get_by_role("option")).to_have_count(0)
    await expect(page.get_by_role("dialog", name="Ny runde")).to_be_visible()


async def test_the_page_fetches_nothing_from_elsewhere(open_page: OpenPage) -> None:
    page = await open_page()
    asked: list[str] = await page.evaluate("performance.getEntriesByType('resource').map(entry => entry.name)")
    assert asked
    assert {address.split("/")[2] for address in asked} == {page.url.split("/")[2]}
