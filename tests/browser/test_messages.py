"""What stands in a room: cards, texts, files, threads, and how they are kept in step."""

from __future__ import annotations

from base64 import b64decode

from playwright.async_api import expect

from sandbox import Workspace
from sandbox.shapes import Obj
from tests.browser.cards import actions, button, option, plain, section
from tests.browser.conftest import OpenPage
from tests.browser.scripted_app import ScriptedApp
from tests.browser.scrolled_up import OLDEST, scrolled_up

HOSTILE = "<img src=x onerror=alert(1)> <!channel> & <script>1</script>"
TYPED = "<img src=x onerror=alert(1)> & <b>"
PIXEL = b64decode("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAQAAAC1HAwCAAAAC0lEQVR42mNkYAAAAAYAAjCB0C8AAAAASUVORK5CYII=")


async def test_a_press_reaches_the_app_and_the_card_is_replaced(open_page: OpenPage, app: ScriptedApp) -> None:
    async def next_card(body: Obj) -> None:
        await app.replaces(body, section("2 af 29"), actions(button("Uenig")))

    app.on["press"] = next_card
    await app.posts("Mette", section("1 af 29"), actions(button("Enig", value="item-1:4")))
    page = await open_page(room="Anker")
    await page.get_by_role("button", name="Enig").click()
    await expect(page.get_by_text("2 af 29")).to_be_visible()
    await expect(page.get_by_text("1 af 29")).to_have_count(0)
    assert app.last("press")["actions"][0]["value"] == "item-1:4"
    assert app.last("press")["user"]["id"]
    await expect(page.get_by_text("(redigeret)")).to_be_visible()


async def test_what_a_button_is_called_aloud_is_its_accessibility_label(open_page: OpenPage, app: ScriptedApp) -> None:
    await app.posts("Mette", actions(button("Enig", accessibility_label="Udsagn 12: enig")))
    page = await open_page(room="Anker")
    await page.get_by_role("button", name="Udsagn 12: enig", exact=True).click()
    await expect(page.get_by_text("Enig", exact=True)).to_be_visible()
    assert app.count("press") == 1


async def test_a_button_that_asks_first_does_nothing_at_no(open_page: OpenPage, app: ScriptedApp) -> None:
    question = {
        "title": plain("Luk?"),
        "text": plain("Kan ikke fortrydes"),
        "confirm": plain("Luk nu"),
        "deny": plain("Nej"),
    }
    await app.posts("Mette", actions(button("Luk runden", style="danger", confirm=question)))
    page = await open_page(room="Anker")
    await page.get_by_role("button", name="Luk runden").click()
    await page.get_by_role("alertdialog", name="Luk?").get_by_role("button", name="Nej").click()
    await page.get_by_role("button", name="Luk runden").click()
    await page.keyboard.press("Escape")
    await expect(page.get_by_role("alertdialog")).to_have_count(0)
    assert app.count("press") == 0
    await page.get_by_role("button", name="Luk runden").click()
    await page.get_by_role("button", name="Luk nu").click()
    await expect(page.get_by_role("alertdialog")).to_have_count(0)
    await expect(page.locator("[aria-busy]")).to_have_count(0)
    assert app.count("press") == 1


async def test_an_overflow_menu_tells_which_option_was_taken(open_page: OpenPage, app: ScriptedApp) -> None:
    menu = {
        "type": "overflow",
        "action_id": "more",
        "options": [option("Vis som skema", "form"), option("Slet", "gone")],
    }
    await app.posts("Mette", section("Udsagn", accessory=menu))
    page = await open_page(room="Anker")
    await page.get_by_role("button", name="Flere handlinger").click()
    await page.keyboard.press("ArrowDown")
    await expect(page.get_by_role("menuitem", name="Slet")).to_be_focused()
    await page.get_by_role("menuitem", name="Slet").click()
    await expect(page.locator("[aria-busy]")).to_have_count(0)
    assert app.last("more")["actions"][0]["selected_option"]["value"] == "gone"


async def test_radios_and_selects_in_a_card_tell_the_app_at_once(open_page: OpenPage, app: ScriptedApp) -> None:
    radios = {"type": "radio_buttons", "action_id": "mood", "options": [option("Godt"), option("Skidt")]}
    choice = {
        "type": "static_select",
        "action_id": "role",
        "placeholder": plain("Rolle"),
        "options": [option("Leder"), option("Andet")],
    }
    await app.posts("Mette", section("Hvordan går det?", accessory=radios), actions(choice))
    page = await open_page(room="Anker")
    await page.get_by_role("radio", name="Skidt").check()
    await page.get_by_role("combobox", name="Rolle").fill("lede")
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("combobox", name="Rolle")).to_have_value("Leder")
    await expect(page.locator("[aria-busy]")).to_have_count(0)
    assert app.last("mood")["actions"][0]["selected_option"]["value"] == "skidt"


async def test_a_failing_app_is_told_at_the_card_that_was_pressed(
    open_page: OpenPage, workspace: Workspace, app: ScriptedApp
) -> None:
    await app.posts("Mette", section("Kort"), actions(button("Enig")))
    workspace.app.request_url = "http://127.0.0.1:1/"
    page = await open_page(room="Anker")
    await page.get_by_role("button", name="Enig").click()
    await expect(page.get_by_role("article").get_by_role("alert")).to_contain_text("dispatch_failed")


async def test_hostile_text_stands_there_as_it_was_written(open_page: OpenPage, app: ScriptedApp) -> None:
    escaped = HOSTILE.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    card = [{"type": "header", "text": plain(HOSTILE)}, section(escaped), actions(button(HOSTILE))]
    await app.posts("#boern-familie", *card)
    page = await open_page()
    await expect(page.get_by_text(HOSTILE, exact=True)).to_have_count(3)
    await page.get_by_role("textbox", name="Besked til").fill(TYPED)
    await page.keyboard.press("Enter")
    await expect(page.get_by_text(TYPED, exact=True)).to_be_visible()
    await expect(page.locator("main img, main script, .mention")).to_have_count(0)


async def test_formatted_text_is_formatted(open_page: OpenPage, workspace: Workspace, app: ScriptedApp) -> None:
    jonas = workspace.person("Jonas").id
    styled = "*Fed* _skrå_ ~væk~ `kode` 2*3*4 a_b_c :warning:\n&gt; citat\n"
    await app.posts("#boern-familie", section(styled + f"<https://example.org/a?b&amp;c|et link> <@{jonas}>"))
    page = await open_page()
    card = page.get_by_role("article")
    await expect(card.locator("strong:not(.author)")).to_have_text(["Fed"])
    await expect(card.locator("em")).to_have_text(["skrå"])
    await expect(card.locator("s")).to_have_text(["væk"])
    await expect(card.locator("code")).to_have_text(["kode"])
    await expect(card.locator("blockquote")).to_have_text(["citat"])
    await expect(card.get_by_text("2*3*4 a_b_c ⚠️")).to_be_visible()
    await expect(card.get_by_role("link", name="et link")).to_have_attribute("href", "https://example.org/a?b&c")
    await expect(card.get_by_text("@Jonas Dahl")).to_be_visible()


async def test_a_link_that_would_run_code_is_only_text(open_page: OpenPage, app: ScriptedApp) -> None:
    await app.posts("#boern-familie", section("<javascript:alert(1)|tryk her>"))
    page = await open_page()
    await expect(page.get_by_text("<javascript:alert(1)|tryk her>")).to_be_visible()
    await expect(page.get_by_role("article").get_by_role("link")).to_have_count(0)


async def test_a_table_and_a_picture_say_what_they_show(
    open_page: OpenPage, workspace: Workspace, app: ScriptedApp
) -> None:
    file = workspace.files.add("graf.png", PIXEL, workspace.app.bot_user)
    rows = [["Tema", "Point"], ["Inddragelse", "76"]]
    table = {"type": "table", "rows": [[{"type": "raw_text", "text": cell} for cell in row] for row in rows]}
    picture = {"type": "image", "slack_file": {"id": file.id}, "alt_text": "Inddragelse 76", "title": plain("Temaer")}
    await app.posts("#boern-familie", picture, table)
    page = await open_page()
    shown = page.get_by_role("img", name="Inddragelse 76")
    await expect(shown).to_be_visible()
    assert await shown.evaluate("picture => picture.decode().then(() => picture.naturalWidth)") == 1
    await expect(page.get_by_role("columnheader")).to_have_text(["Tema", "Point"])
    await expect(page.get_by_role("cell")).to_have_text(["Inddragelse", "76"])


async def test_a_file_can_be_fetched(open_page: OpenPage, app: ScriptedApp) -> None:
    page = await open_page()
    assert app.heard == []
    await page.locator("main input[type=file]").set_input_files(
        {"name": "svar.csv", "mimeType": "text/csv", "buffer": b"nr;svar"}
    )
    async with page.expect_download() as waiting:
        await page.get_by_role("link", name="Hent svar.csv").click()
    fetched = await waiting.value
    assert fetched.suggested_filename == "svar.csv"
    assert (await fetched.path()).read_bytes() == b"nr;svar"


async def test_ones_own_message_is_edited_and_deleted(open_page: OpenPage, workspace: Workspace) -> None:
    page = await open_page()
    await page.get_by_role("textbox", name="Besked til").fill("mødet er kl. 13 & ikke 14")
    await page.keyboard.press("Enter")
    message = page.get_by_role("article")
    await message.hover()
    await message.get_by_role("button", name="Flere handlinger").click()
    await page.get_by_role("menuitem", name="Rediger besked").click()
    await expect(page.get_by_role("textbox", name="Rediger besked")).to_have_value("mødet er kl. 13 & ikke 14")
    await page.get_by_role("textbox", name="Rediger besked").fill("mødet er kl. 14")
    await page.get_by_role("button", name="Gem").click()
    await expect(message.get_by_text("mødet er kl. 14")).to_be_visible()
    await message.get_by_role("button", name="Flere handlinger").click()
    await page.get_by_role("menuitem", name="Slet besked").click()
    await expect(message).to_have_count(0)
    assert workspace.person("Mette").messages("#boern-familie") == []


async def test_a_reply_stands_in_its_thread(open_page: OpenPage, workspace: Workspace, app: ScriptedApp) -> None:
    posted = await app.posts("Mette", section("Spørgsmål 7"))
    page = await open_page(room="Anker")
    await page.get_by_role("article").hover()
    await page.get_by_role("button", name="Svar i tråd").click()
    await page.get_by_role("textbox", name="Svar i tråden").fill("Vi mødes hver uge")
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("region", name="Tråd", exact=True).get_by_text("Vi mødes hver uge")).to_be_visible()
    assert workspace.person("Mette").messages()[-1].thread_ts == posted["ts"]
    await page.get_by_role("button", name="Luk").click()
    await page.get_by_role("button", name="1 svar").click()
    await expect(page.get_by_text("Vi mødes hver uge")).to_be_visible()


async def test_the_home_tab_shows_what_the_app_publishes(open_page: OpenPage, app: ScriptedApp) -> None:
    async def publish(body: Obj) -> None:
        if body["event"]["tab"] != "home":
            return
        view = {"type": "home", "blocks": [section("Dine barometre"), actions(button("Fortsæt", "go"))]}
        await app.call("views.publish", user_id=body["event"]["user"], view=view)

    app.on["event app_home_opened"] = publish
    page = await open_page(room="Anker")
    await page.get_by_role("tab", name="Hjem").click()
    await expect(page.get_by_text("Dine barometre")).to_be_visible()
    await page.get_by_role("button", name="Fortsæt").click()
    await expect(page.locator("[aria-busy]")).to_have_count(0)
    assert app.last("go")["view"]["type"] == "home"


async def test_one_stays_where_one_reads_when_news_come(open_page: OpenPage, workspace: Workspace) -> None:
    page = await scrolled_up(open_page, workspace)
    await workspace.person("Jonas").writes("nyt", channel="#boern-familie")
    await page.get_by_role("button", name="Nye beskeder").wait_for()
    await expect(page.get_by_text(OLDEST, exact=True)).to_be_in_viewport()
    await page.get_by_role("button", name="Nye beskeder").click()
    await expect(page.get_by_text("nyt", exact=True)).to_be_in_viewport()


async def test_the_newest_of_many_messages_are_shown_first(open_page: OpenPage, workspace: Workspace) -> None:
    jonas = workspace.person("Jonas")
    for number in range(150):
        await jonas.writes(f"linje {number}", channel="#boern-familie")
    page = await open_page()
    await expect(page.get_by_role("article")).to_have_count(100)
    await page.get_by_role("button", name="Vis ældre beskeder").click()
    await expect(page.get_by_role("article")).to_have_count(150)


async def test_a_server_that_was_away_is_asked_again(open_page: OpenPage, workspace: Workspace) -> None:
    page = await open_page()
    await page.context.set_offline(True)
    await workspace.person("Jonas").writes("skrevet imens", channel="#boern-familie")
    await expect(page.get_by_role("status").get_by_text("Ingen forbindelse")).to_be_visible()
    await page.context.set_offline(False)
    await expect(page.get_by_text("skrevet imens", exact=True)).to_be_visible()
    await expect(page.get_by_role("status")).to_have_count(0)
