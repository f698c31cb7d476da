"""Making something go wrong from the page, and finding it in the log."""

from __future__ import annotations

from playwright.async_api import Locator, Page, expect

from sandbox import Workspace
from sandbox.log import Exchange
from sandbox.mishaps import LOST, MISHAPS, TWICE
from tests.browser.axe import violations
from tests.browser.cards import actions, button, section
from tests.browser.conftest import PHONE, OpenPage
from tests.browser.scripted_app import ScriptedApp

FAULTS = "Lad noget gå galt"


async def opened(page: Page) -> Locator:
    """The panel for faults."""
    await page.get_by_role("button", name=FAULTS).click()
    return page.get_by_role("dialog", name=FAULTS)


async def ask_for(page: Page, what: str, mishap: str, times: str = "1") -> None:
    """Choose in the panel, begin, and leave it."""
    panel = await opened(page)
    await panel.get_by_label("Hvad går galt?").select_option(label=what)
    await panel.get_by_label("Hvad sker der?").select_option(label=mishap)
    await panel.get_by_label("Hvor mange gange?").fill(times)
    await panel.get_by_role("button", name="Begynd").click()
    await expect(panel.get_by_role("listitem")).to_have_count(1)
    await page.keyboard.press("Escape")


def log(page: Page) -> Locator:
    return page.get_by_role("complementary", name="Log")


async def open_log(page: Page) -> Locator:
    await page.get_by_role("button", name="Log: hvad der er sendt og svaret").click()
    return log(page)


async def test_a_click_that_comes_twice_is_chosen_made_and_found_in_the_log(
    open_page: OpenPage, workspace: Workspace, app: ScriptedApp
) -> None:
    await app.posts("Mette", section("Vælg"), actions(button("Enig", "answer")))
    page = await open_page(room="Anker")
    await ask_for(page, "Næste klik", "Kommer to gange på samme tid")
    await expect(page.get_by_role("button", name="Fejl, der venter: 1")).to_be_visible()
    panel = await open_log(page)
    await page.get_by_role("button", name="Enig").click()
    lines = panel.get_by_role("button", name="block_actions Enig")
    await expect(lines).to_have_count(2)
    await expect(lines.first).to_contain_text("Kommer to gange på samme tid")
    await expect(lines.first).to_contain_text("200")
    await lines.first.click()
    await expect(lines.first).to_have_attribute("aria-expanded", "true")
    sent = panel.locator("pre").first
    await expect(sent).to_contain_text('"type": "block_actions"')
    await expect(sent).to_contain_text('"user":')
    assert workspace.app.token not in (await panel.text_content() or "")
    await expect(page.get_by_role("button", name="Fejl, der venter: 0")).to_be_visible()
    assert app.count("answer") == 2


async def test_a_failed_click_is_told_in_slacks_words_and_marked_in_the_log(
    open_page: OpenPage, app: ScriptedApp
) -> None:
    await app.posts("Mette", section("Vælg"), actions(button("Enig", "answer")))
    page = await open_page(room="Anker")
    await ask_for(page, "Næste klik", "Fejl 500, men det er sket")
    panel = await open_log(page)
    await page.get_by_role("button", name="Enig").click()
    await expect(page.get_by_text("dispatch_failed").first).to_be_visible()
    line = panel.get_by_role("button", name="block_actions Enig")
    await expect(line).to_contain_text("500")
    await expect(line).to_contain_text("Fejl 500, men det er sket")
    assert app.count("answer") == 1


async def test_what_waits_can_be_taken_back_one_by_one_and_all_at_once(
    open_page: OpenPage, workspace: Workspace, app: ScriptedApp
) -> None:
    for mishap in (LOST, TWICE, LOST):
        workspace.faults.make_next("click", mishap, times=2)
    page = await open_page()
    panel = await opened(page)
    await expect(panel.get_by_role("listitem")).to_have_count(3)
    await panel.get_by_role("button", name="Fjern Næste klik: Kommer to gange på samme tid (2 gange)").click()
    await expect(panel.get_by_role("listitem")).to_have_count(2)
    assert [fault.name for fault in workspace.faults.waiting] == [LOST, LOST]
    await panel.get_by_role("button", name="Ryd alle").click()
    await expect(panel.get_by_text("Ingen fejl venter.")).to_be_visible()
    assert workspace.faults.waiting == []
    await page.get_by_role("textbox", name="Besked til").fill("hej")
    assert app.heard == []


async def test_each_kind_of_request_offers_only_what_can_befall_it(open_page: OpenPage, workspace: Workspace) -> None:
    page = await open_page()
    panel = await opened(page)
    happens, seconds = panel.get_by_label("Hvad sker der?"), panel.get_by_label("Sekunder")
    await panel.get_by_label("Hvad går galt?").select_option(label="chat.postMessage")
    await expect(happens.get_by_role("option")).to_have_count(
        sum("from app" in one.befalls for one in MISHAPS.values())
    )
    await expect(happens.get_by_role("option", name="Kommer to gange på samme tid")).to_have_count(0)
    await happens.select_option(label="Når aldrig frem")
    await expect(seconds).to_be_hidden()
    await happens.select_option(label="For mange kald: 429 med Retry-After")
    await expect(seconds).to_have_value("30")
    await seconds.fill("7")
    await panel.get_by_role("button", name="Begynd").click()
    await expect(panel.get_by_role("listitem")).to_have_count(1)
    assert workspace.faults.waiting[0].headers == {"Retry-After": "7"}
    await panel.get_by_label("Hvor mange gange?").fill("1000")
    await panel.get_by_role("button", name="Begynd").click()
    await expect(panel.get_by_role("alert")).to_have_text("Den fejl kan ikke laves.")


async def test_the_log_is_narrowed_by_direction_and_by_words_and_goes_on(open_page: OpenPage, app: ScriptedApp) -> None:
    await app.posts("Mette", section("Vælg"), actions(button("Enig", "answer")))
    page = await open_page(room="Anker")
    panel = await open_log(page)
    await expect(panel.get_by_role("button", name="chat.postMessage")).to_be_visible()
    await panel.get_by_label("Retning").select_option(label="Slack til appen")
    await expect(panel.get_by_role("button", name="chat.postMessage")).to_have_count(0)
    await panel.get_by_label("Søg i loggen").fill("ANSWER")
    await page.get_by_role("button", name="Enig").click()
    await expect(panel.get_by_role("button", name="block_actions Enig")).to_be_visible()
    await panel.get_by_label("Søg i loggen").fill("hverken eller")
    await expect(panel.get_by_text("Intet passer.")).to_be_visible()


async def test_the_log_shows_at_most_two_hundred_lines_and_cuts_long_bodies(
    open_page: OpenPage, workspace: Workspace, app: ScriptedApp
) -> None:
    for number in range(210):
        workspace.record(
            Exchange("from app", "users.info", "/api/users.info", f"user=U{number}\n", 200, '{"ok": true}')
        )
    await app.posts("Mette", text="ord " * 9_000)
    page = await open_page()
    panel = await open_log(page)
    await expect(panel.get_by_role("status")).to_contain_text("200 vist")
    await expect(panel.get_by_role("listitem")).to_have_count(200)
    await panel.get_by_role("button", name="chat.postMessage").click()
    await expect(panel.locator("pre").first).to_contain_text("tegn til")
    assert len(await panel.locator("pre").first.text_content() or "") < 21_000


async def test_the_log_is_opened_read_and_closed_by_keyboard_on_a_telephone(
    open_page: OpenPage, app: ScriptedApp
) -> None:
    await app.posts("Mette", section("Vælg"))
    page = await open_page(size=PHONE)
    opener = page.get_by_role("button", name="Log: hvad der er sendt og svaret")
    await opener.focus()
    await page.keyboard.press("Enter")
    await expect(log(page).get_by_label("Søg i loggen")).to_be_focused()
    line = log(page).get_by_role("button", name="chat.postMessage")
    await line.focus()
    await page.keyboard.press("Enter")
    await expect(log(page).get_by_role("heading", name="Svaret")).to_be_visible()
    assert await violations(page) == []
    await page.keyboard.press("Escape")
    await expect(log(page)).to_have_count(0)
    await expect(opener).to_be_focused()
    assert await page.evaluate("document.documentElement.scrollWidth") <= PHONE[0]


async def test_the_panels_change_language_with_the_page(open_page: OpenPage) -> None:
    page = await open_page()
    await open_log(page)
    await page.get_by_role("button", name="Show the page in English").click()
    await expect(page.get_by_role("complementary", name="Log: what was sent and answered")).to_be_visible()
    await page.get_by_role("button", name="Make something go wrong").click()
    await expect(page.get_by_label("What happens?")).to_be_visible()
    assert await violations(page) == []
