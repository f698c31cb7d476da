"""Writing: commands and their list, messages, and text that must not be lost."""

from __future__ import annotations

from playwright.async_api import expect

from sandbox import Workspace
from sandbox.shapes import Obj
from tests.browser.conftest import OpenPage
from tests.browser.scripted_app import ScriptedApp

BOX = "Besked til #boern-familie"


async def test_a_slash_lists_the_apps_commands_and_enter_completes_one(open_page: OpenPage, app: ScriptedApp) -> None:
    async def answer(_: Obj) -> Obj:
        return {"text": "Mente du *start*?"}

    app.on["/barometer"] = answer
    page = await open_page()
    box = page.get_by_role("textbox", name=BOX)
    await expect(page.get_by_text("Prøv: skriv")).to_be_visible()
    await box.press_sequentially("/")
    await expect(page.get_by_role("listbox", name="Kommandoer").get_by_role("option")).to_have_count(3)
    await box.press_sequentially("bar")
    await expect(page.get_by_role("option", name="/barometer")).to_be_visible()
    await box.press("Enter")
    await expect(box).to_have_value("/barometer ")
    await box.press_sequentially("strat")
    await box.press("Enter")
    await expect(page.get_by_role("article").get_by_text("Mente du start?")).to_be_visible()
    await expect(page.get_by_text("Kun synlig for dig")).to_be_visible()
    assert app.last("/barometer")["text"] == "strat"
    await expect(box).to_have_value("")
    await expect(page.get_by_text("Prøv: skriv")).to_have_count(0)


async def test_what_only_one_person_may_see_is_not_shown_to_another(
    open_page: OpenPage, workspace: Workspace, app: ScriptedApp
) -> None:
    channel = workspace.channel("#boern-familie").id
    mette, jonas = await open_page(), await open_page(seat="Jonas")
    await app.call("chat.postEphemeral", channel=channel, user=workspace.person("Mette").id, text="Kun Mette")
    await expect(mette.get_by_text("Kun Mette", exact=True)).to_be_visible()
    await expect(jonas.get_by_role("article")).to_have_count(0)


async def test_what_only_one_person_may_see_is_gone_when_they_load_the_page_again(
    open_page: OpenPage, workspace: Workspace, app: ScriptedApp
) -> None:
    """docs.slack.dev/reference/methods/chat.postEphemeral: they do not persist across reloads."""
    channel = workspace.channel("#boern-familie").id
    page = await open_page()
    await app.call("chat.postEphemeral", channel=channel, user=workspace.person("Mette").id, text="Kun Mette")
    await workspace.person("Jonas").writes("til alle", channel="#boern-familie")
    await expect(page.get_by_text("Kun Mette", exact=True)).to_be_visible()
    await page.get_by_role("button", name="Anker").click()
    await page.get_by_role("button", name="boern-familie").click()
    await expect(page.get_by_text("Kun Mette", exact=True)).to_be_visible()
    await page.reload()
    await expect(page.get_by_text("til alle", exact=True)).to_be_visible()
    await expect(page.get_by_text("Kun Mette", exact=True)).to_have_count(0)


async def test_what_one_writes_is_seen_by_the_others_at_once(open_page: OpenPage) -> None:
    mette, jonas = await open_page(), await open_page(seat="Jonas")
    await mette.get_by_role("textbox", name=BOX).fill("linje et")
    await mette.keyboard.press("Shift+Enter")
    await mette.keyboard.type("linje to")
    await mette.keyboard.press("Enter")
    await expect(jonas.get_by_role("article", name="Mette Skovgaard")).to_contain_text("linje et")
    await expect(jonas.locator("[aria-live]").get_by_text("Mette Skovgaard: linje et")).to_have_count(1)


async def test_half_typed_text_survives_news_another_room_and_a_reload(
    open_page: OpenPage, workspace: Workspace
) -> None:
    page = await open_page()
    box = page.get_by_role("textbox", name=BOX)
    await box.fill("halvt skrev")
    await box.evaluate("box => box.setSelectionRange(5, 5)")
    await workspace.person("Jonas").writes("nyt", channel="#boern-familie")
    await expect(page.get_by_text("nyt", exact=True)).to_be_visible()
    await expect(box).to_be_focused()
    await page.keyboard.type(" X")
    await expect(box).to_have_value("halvt X skrev")
    await page.get_by_role("button", name="Anker").click()
    await expect(page.get_by_role("textbox", name="Besked til Anker")).to_have_value("")
    await page.get_by_role("button", name="boern-familie").click()
    await expect(box).to_have_value("halvt X skrev")
    await page.reload()
    await expect(box).to_have_value("halvt X skrev")


async def test_a_failed_command_is_told_and_its_text_comes_back(
    open_page: OpenPage, workspace: Workspace, app: ScriptedApp
) -> None:
    assert app.heard == []
    workspace.app.request_url = "http://127.0.0.1:1/"
    page = await open_page()
    await page.get_by_role("textbox", name=BOX).fill("/barometer start")
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("alert").get_by_text("Appen kunne ikke nås")).to_be_visible()
    await expect(page.get_by_role("textbox", name=BOX)).to_have_value("/barometer start")


async def test_an_unknown_command_is_told(open_page: OpenPage) -> None:
    page = await open_page()
    await page.get_by_role("textbox", name=BOX).fill("/findes-ikke")
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("alert").get_by_text("Den kommando findes ikke.")).to_be_visible()


async def test_what_slack_says_meanwhile_is_shown_until_it_is_closed(open_page: OpenPage, workspace: Workspace) -> None:
    page = await open_page()
    workspace.tell_person(workspace.person("Mette").id, "Appen er fjernet")
    await expect(page.get_by_text("Appen er fjernet")).to_be_visible()
    await page.get_by_role("alert").get_by_role("button", name="Luk").click()
    await expect(page.get_by_text("Appen er fjernet")).to_have_count(0)
