"""On a telephone everything can be hit with a finger, and nothing has to be scrolled sideways."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

import pytest
from playwright.async_api import Page, expect

from sandbox import Workspace
from sandbox.past import tell_past
from tests.browser.cards import field, modal, option
from tests.browser.conftest import PHONE, OpenPage
from tests.browser.scripted_app import ScriptedApp
from tests.browser.test_accessibility import everything
from tests.browser.test_messages import PIXEL
from tests.browser.test_modals import open_modal
from tests.browser.test_reaching_everything import no_scrolling_sideways

#: https://www.w3.org/WAI/WCAG22/Understanding/target-size-enhanced.html; links within a text are excepted there.
FINGERTIP = 44
SMALL = """(least) => {
  const inWindow = document.querySelector("dialog[open]");
  const box = (node) => (node.closest("label, .picker, .time-frame, .composer-box") ?? node).getBoundingClientRect();
  return [...document.querySelectorAll("button, input, textarea, a.button, [role=option], [role=menuitem]")]
    .filter((node) => node.checkVisibility({ opacityProperty: true, visibilityProperty: true }))
    .filter((node) => !node.matches(".skip, .file-chooser, .sidebar *"))
    .filter((node) => !inWindow || node.closest("dialog, .listbox"))
    .filter((node) => Math.min(box(node).width, box(node).height) < least - 0.5)
    .map((node) => `${box(node).width}x${box(node).height} ${node.outerHTML.slice(0, 120)}`);
}"""


async def check(page: Page) -> None:
    assert await page.evaluate(SMALL, FINGERTIP) == []
    await no_scrolling_sideways(page)


async def in_menu(page: Page) -> None:
    await page.get_by_role("button", name="Kanalens menu").click()
    await page.get_by_role("menu").wait_for()


async def among_seats(page: Page) -> None:
    await page.get_by_role("button", name="Skift plads").click()
    await page.get_by_role("dialog").wait_for()


async def at_the_clock(page: Page) -> None:
    await page.get_by_role("button", name="Skru tiden frem").click()
    await page.get_by_role("dialog").wait_for()


async def in_the_thread(page: Page) -> None:
    await page.get_by_role("button", name="3 svar").click()
    await expect(page.get_by_role("region", name="Tråd", exact=True)).to_be_visible()


async def at_a_message(page: Page) -> None:
    await page.get_by_role("article").last.hover()
    await page.get_by_role("button", name="Svar i tråd").last.wait_for()


async def among_commands(page: Page) -> None:
    await page.get_by_role("textbox", name="Besked til").fill("/")
    await page.get_by_role("option").first.wait_for()


@pytest.mark.parametrize(
    "go", [in_menu, among_seats, at_the_clock, in_the_thread, at_a_message, among_commands], ids=lambda go: go.__name__
)
async def test_a_channel_and_what_opens_in_it(
    open_page: OpenPage, workspace: Workspace, app: ScriptedApp, go: Callable[[Page], Awaitable[None]]
) -> None:
    tell_past(workspace)
    picture = workspace.files.add("graf.png", PIXEL, workspace.app.bot_user)
    await app.posts("#boern-familie", *everything(picture.id))
    await workspace.person("Jonas").uploads("dagsorden.csv", b"a;b", channel="#boern-familie")
    page = await open_page(size=PHONE)
    await expect(page.get_by_text("dagsorden.csv", exact=True)).to_be_visible()
    await check(page)
    await go(page)
    await check(page)


async def test_a_window_with_every_field(open_page: OpenPage, app: ScriptedApp, workspace: Workspace) -> None:
    people = [workspace.person(name).id for name in ("Jonas", "Karen")]
    choices = [option("Godt"), option("Skidt")]
    fields = [
        field("Navn"),
        field("Hvem", "multi_users_select", initial_users=people),
        field("Tilstand", "radio_buttons", options=choices),
        field("Flere", "checkboxes", options=choices),
        field("Dag", "datepicker"),
        field("Fil", "file_input"),
    ]
    page = await open_page(size=PHONE)
    await open_modal(page, app, modal("Ny runde", *fields))
    await check(page)
    await page.get_by_role("combobox", name="Hvem").click()
    await page.get_by_role("option").first.wait_for()
    await check(page)


async def test_the_drawer_gives_the_focus_to_the_room(open_page: OpenPage) -> None:
    page = await open_page(size=PHONE)
    await page.get_by_role("button", name="Vis kanaler").press("Enter")
    room = page.get_by_role("button", name="alle-i-egelund")
    await room.focus()
    box = await room.bounding_box()
    assert box is not None
    assert box["height"] >= FINGERTIP
    await room.press("Enter")
    await expect(page.get_by_role("button", name="Vis kanaler")).to_be_focused()
