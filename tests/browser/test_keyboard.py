"""Everything on the page can be reached, seen and done with a keyboard alone, and is told to whoever does not see."""

from __future__ import annotations

import pytest
from playwright.async_api import Locator, Page, expect

from sandbox import Workspace
from sandbox.clocks import StillClock
from sandbox.shapes import Obj
from tests.browser.cards import actions, button, field, modal, option, section
from tests.browser.conftest import PHONE, WIDE, OpenPage
from tests.browser.scripted_app import ScriptedApp
from tests.browser.test_reaching_everything import tab_to

MENU = {"type": "overflow", "action_id": "more", "options": [option("Vis som skema", "form"), option("Slet", "gone")]}
SHOWS_FOCUS = """() => {
  if (document.activeElement === document.body) return ""; // the browser's own bar has it
  for (let node = document.activeElement; node; node = node.parentElement) {
    const { outlineStyle, boxShadow } = getComputedStyle(node);
    if (outlineStyle !== "none") return "";
    if (node.matches(".composer-box, .picker") && boxShadow !== "none") return "";
  }
  return document.activeElement.outerHTML.slice(0, 200);
}"""


def announced(page: Page) -> Locator:
    return page.locator("#announcer[aria-live=polite]")


async def press(page: Page, *keys: str) -> None:
    for key in keys:
        await page.keyboard.press(key)


async def test_the_first_stop_leads_past_everything_to_where_one_writes(open_page: OpenPage) -> None:
    page = await open_page()
    await press(page, "Tab")
    skip = page.get_by_role("button", name="Gå til skrivefeltet")
    await expect(skip).to_be_focused()
    await expect(skip).to_be_in_viewport()
    await press(page, "Enter")
    await expect(page.get_by_role("textbox", name="Besked til")).to_be_focused()


async def test_a_seat_a_room_and_a_message_without_a_mouse(open_page: OpenPage, workspace: Workspace) -> None:
    page = await open_page()
    await tab_to(page, "Skift plads")
    await press(page, "Enter")
    await page.keyboard.type("karen")
    await press(page, "Enter")
    await expect(page.get_by_role("button", name="Du sidder som Karen Winther")).to_be_focused()
    await tab_to(page, "alle-i-egelund")
    await press(page, "Enter")
    await tab_to(page, "Besked til #alle-i-egelund")
    await page.keyboard.type("Hej alle")
    await press(page, "Enter")
    await expect(page.get_by_role("article", name="Karen Winther")).to_contain_text("Hej alle")
    assert workspace.person("Karen").messages("#alle-i-egelund")[0].text == "Hej alle"


async def test_a_message_is_reached_by_arrows_answered_in_its_thread_and_comes_back(
    open_page: OpenPage, workspace: Workspace
) -> None:
    for text in ("første", "anden"):
        await workspace.person("Jonas").writes(text, channel="#boern-familie")
    page = await open_page()
    await tab_to(page, "Beskeder i #boern-familie")
    await press(page, "ArrowUp", "ArrowUp")
    first = page.get_by_role("article").first
    await expect(first).to_be_focused()
    await tab_to(page, "Svar i tråd", most=2)
    await press(page, "Enter")
    await expect(page.get_by_role("textbox", name="Svar i tråden")).to_be_focused()
    await page.keyboard.type("mit svar")
    await press(page, "Enter")
    await expect(page.get_by_role("region", name="Tråd", exact=True)).to_contain_text("mit svar")
    await press(page, "Escape")
    await expect(page.get_by_role("region", name="Tråd", exact=True)).to_have_count(0)
    await expect(first).to_be_focused()
    await expect(first.get_by_role("button", name="1 svar")).to_be_visible()


async def test_ones_own_message_is_edited_and_the_focus_is_back_on_it(open_page: OpenPage) -> None:
    page = await open_page()
    await page.get_by_role("textbox", name="Besked til").fill("kl. 13")
    await press(page, "Enter")
    mine = page.get_by_role("article")
    await mine.focus()
    await tab_to(page, "Flere handlinger", most=3)
    await press(page, "Enter", "Enter")
    await expect(page.get_by_role("textbox", name="Rediger besked")).to_be_focused()
    await press(page, "Control+A")
    await page.keyboard.type("kl. 14")
    await tab_to(page, "Gem", most=2)
    await press(page, "Enter")
    await expect(mine).to_contain_text("kl. 14")
    await expect(mine).to_be_focused()


async def test_a_menu_is_walked_by_arrows_and_escape_gives_the_focus_back(
    open_page: OpenPage, app: ScriptedApp
) -> None:
    await app.posts("Mette", section("Udsagn", accessory=MENU))
    page = await open_page(room="Anker")
    opener = page.get_by_role("button", name="Flere handlinger")
    await tab_to(page, "Flere handlinger")
    for leave in ("Escape", "Tab"):
        await press(page, "Enter", "ArrowDown")
        await expect(page.get_by_role("menuitem", name="Slet")).to_be_focused()
        await press(page, leave)
        await expect(page.get_by_role("menu")).to_have_count(0)
        await expect(opener).to_be_focused()
    await press(page, "Enter", "End", "Enter")
    await expect(page.locator("[aria-busy]")).to_have_count(0)
    assert app.last("more")["actions"][0]["selected_option"]["value"] == "gone"


async def test_the_clock_is_turned_and_keeps_the_focus(open_page: OpenPage, clock: StillClock) -> None:
    page = await open_page()
    await tab_to(page, "Skru tiden frem")
    await press(page, "Enter")
    await expect(page.get_by_role("button", name="I dag kl. 16.05")).to_be_focused()
    await press(page, "Shift+Tab")
    await expect(page.get_by_role("button", name="Skru frem", exact=True)).to_be_focused()
    await press(page, "Tab", "Tab", "Enter")
    await expect(page.get_by_role("button", name="tirsdag den 12. januar 2027")).to_be_focused()
    assert f"{clock.at:%d.%m}" == "12.01"


async def test_a_form_with_every_field_is_filled_in_by_keys(open_page: OpenPage, app: ScriptedApp) -> None:
    page = await open_page()
    fields = [
        field("Navn"),
        field("Hvem", "users_select"),
        field("Stemning", "radio_buttons", options=[option("Godt"), option("Skidt")]),
        field("Dag", "datepicker", initial_date="2027-01-24"),
    ]
    await open_modal_by_keys(page, app, modal("Ny runde", *fields))
    await page.keyboard.type("Barometer 1")
    await tab_to(page, "", most=1)
    await page.keyboard.type("jonas")
    await expect(page.get_by_role("option", name="Jonas Dahl")).to_be_visible()
    await press(page, "Enter", "Tab", "Space", "ArrowDown", "Tab")
    await press(page, "ArrowUp")  # the month or the day, as the machine's language has it
    await tab_to(page, "Send ind", most=6)
    await press(page, "Enter")
    await expect(page.get_by_role("dialog")).to_have_count(0)
    sent = app.last("sent")["view"]["state"]["values"]
    assert sent["Navn"]["a"]["value"] == "Barometer 1"
    assert sent["Stemning"]["a"]["selected_option"]["value"] == "skidt"
    assert sent["Dag"]["a"]["selected_date"] in {"2027-01-25", "2027-02-24"}
    assert sent["Hvem"]["a"]["selected_user"]


async def open_modal_by_keys(page: Page, app: ScriptedApp, view: Obj) -> None:
    async def open_it(body: Obj) -> None:
        await app.opens(body, view)

    app.on["/barometer"] = open_it
    await tab_to(page, "Besked til")
    await page.keyboard.type("/barometer start")
    await press(page, "Enter")
    await page.get_by_role("dialog").wait_for()


async def test_a_window_gives_the_focus_back_to_the_card_though_that_has_changed(
    open_page: OpenPage, app: ScriptedApp
) -> None:
    async def open_it(body: Obj) -> None:
        await app.opens(body, modal("Skema", field("Svar")))
        await app.replaces(body, section("Skemaet er åbent"), actions(button("Andet")))

    app.on["press"] = open_it
    await app.posts("Mette", section("1 af 29"), actions(button("Vis som skema")))
    page = await open_page(room="Anker")
    await tab_to(page, "Vis som skema")
    await press(page, "Enter")
    await expect(page.get_by_text("Skemaet er åbent")).to_be_visible()
    await press(page, "Escape")
    await expect(page.get_by_role("dialog")).to_have_count(0)
    await expect(page.get_by_role("article")).to_be_focused()


async def test_a_card_that_goes_gives_the_focus_to_the_next_one(
    open_page: OpenPage, app: ScriptedApp, clock: StillClock
) -> None:
    async def replace(body: Obj) -> None:
        place = {"channel": body["channel"]["id"], "ts": body["message"]["ts"]}
        await app.call("chat.delete", **place)

    app.on["press"] = replace
    await app.posts("Mette", section("kort 1"), actions(button("Enig")))
    clock.forward(seconds=2)
    await app.posts("Mette", section("kort 2"), actions(button("Andet", "other")))
    page = await open_page(room="Anker")
    await tab_to(page, "Enig")
    await press(page, "Enter")
    await expect(page.get_by_text("kort 1")).to_have_count(0)
    await expect(page.get_by_role("article")).to_be_focused()
    await tab_to(page, "Andet", most=1)


async def test_news_are_told_politely_once_with_the_cards_text(
    open_page: OpenPage, workspace: Workspace, app: ScriptedApp
) -> None:
    for number in range(3):
        await workspace.person("Jonas").writes(f"gammel {number}", channel="#boern-familie")
    page = await open_page()
    await expect(page.get_by_text("gammel 2", exact=True)).to_be_visible()
    await expect(announced(page)).to_have_text("")
    await app.posts("#boern-familie", section("Temaer i punkter"), text="Resultatet er klar")
    await expect(announced(page)).to_have_text("Anker: Resultatet er klar")
    await page.get_by_role("textbox", name="Besked til").fill("tak")
    await press(page, "Enter")
    await expect(page.get_by_role("article").get_by_text("tak")).to_be_visible()
    await expect(announced(page)).to_have_text("Anker: Resultatet er klar")
    await page.get_by_role("button", name="alle-i-egelund").click()
    await page.get_by_role("button", name="boern-familie").click()
    await expect(page.get_by_text("gammel 2", exact=True)).to_be_visible()
    await expect(announced(page)).to_have_text("Anker: Resultatet er klar")


@pytest.mark.parametrize("size", [WIDE, PHONE], ids=["desk", "telephone"])
async def test_wherever_the_focus_is_it_can_be_seen(
    open_page: OpenPage, app: ScriptedApp, size: tuple[int, int]
) -> None:
    choice = {"type": "static_select", "action_id": "s", "options": [option("Godt")]}
    await app.posts("Mette", section("Udsagn", accessory=MENU), actions(button("Enig"), choice))
    page = await open_page(room="Anker", size=size)
    unseen, stops = set(), set()
    for _ in range(25):
        await press(page, "Tab")
        stops.add(await page.evaluate("document.activeElement.outerHTML.slice(0, 80)"))
        unseen.add(await page.evaluate(SHOWS_FOCUS))
    assert unseen == {""}
    assert len(stops) > 10
