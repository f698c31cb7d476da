"""Windows: filling in, mistakes, stacks, and text that survives a redrawing."""

from __future__ import annotations

from typing import Any

from playwright.async_api import Page, expect

from sandbox import Workspace
from sandbox.shapes import Obj
from tests.browser.cards import actions, button, field, modal, option, plain, section
from tests.browser.conftest import OpenPage
from tests.browser.scripted_app import ScriptedApp


async def open_modal(page: Page, app: ScriptedApp, view: Obj) -> None:
    """Type the command that opens this window."""

    async def opens(body: Obj) -> None:
        await app.opens(body, view)

    app.on["/barometer"] = opens
    await page.get_by_role("textbox", name="Besked til").fill("/barometer start")
    await page.keyboard.press("Enter")
    await page.get_by_role("dialog", name=view["title"]["text"]).wait_for()


def entered(app: ScriptedApp, label: str) -> Any:  # noqa: ANN401  whatever the field holds
    """What the app was sent for a field, by its label."""
    state = dict(app.last("sent")["view"]["state"]["values"][label]["a"])
    state.pop("type")
    return next(iter(state.values()))


async def test_a_mistake_is_shown_at_its_field_and_then_mended(open_page: OpenPage, app: ScriptedApp) -> None:
    async def check(body: Obj) -> Obj | None:
        name = body["view"]["state"]["values"]["Navn"]["a"]["value"]
        return {"response_action": "errors", "errors": {"Navn": "Navnet er brugt"}} if name == "Barometer 1" else None

    app.on["sent"] = check
    page = await open_page()
    await open_modal(page, app, modal("Ny runde", field("Navn"), field("Note", optional=True, multiline=True)))
    name = page.get_by_role("textbox", name="Navn")
    await expect(name).to_be_focused()
    await name.fill("Barometer 1")
    await page.get_by_role("textbox", name="Note").fill("to\nlinjer")
    await page.get_by_role("button", name="Send ind").click()
    await expect(page.get_by_text("Navnet er brugt")).to_be_visible()
    await expect(name).to_be_focused()
    await expect(name).to_have_accessible_description("Navnet er brugt")
    await expect(name).to_have_value("Barometer 1")
    await name.fill("Barometer 2")
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("dialog")).to_have_count(0)
    assert (entered(app, "Navn"), entered(app, "Note")) == ("Barometer 2", "to\nlinjer")
    await expect(page.get_by_role("textbox", name="Besked til")).to_be_focused()


async def test_a_list_stays_with_its_field_when_the_window_scrolls_under_it(
    open_page: OpenPage, app: ScriptedApp
) -> None:
    page = await open_page(size=(1280, 600))
    days = field("Dag", "static_select", options=[option("Mandag"), option("Tirsdag")])
    above, below = ([field(f"{where} {n}", optional=True) for n in range(8)] for where in ("Over", "Under"))
    await open_modal(page, app, modal("Ny runde", *above, days, *below))
    day, list_ = page.get_by_role("combobox", name="Dag"), page.get_by_role("listbox")
    await day.click()
    await expect(list_).to_be_visible()
    await scrolls(page, 60)
    await expect(list_).to_be_visible()
    beside = "([f, l]) => Math.min(Math.abs(l.top - f.bottom), Math.abs(f.top - l.bottom)) < 10"
    assert await page.evaluate(beside, [await edges(page, ".picker:focus-within"), await edges(page, ".listbox")])
    await page.get_by_role("option", name="Tirsdag").click()
    await expect(day).to_have_value("Tirsdag")
    await day.click()
    await scrolls(page, 2_000)
    await expect(list_).to_have_count(0)


async def scrolls(page: Page, by: int) -> None:
    """The open window is scrolled, and the page has heard of it."""
    moves = "node.addEventListener('scroll', () => requestAnimationFrame(done), { once: true }); node.scrollTop += by"
    script = f"(by) => new Promise((done) => {{ const node = document.querySelector('.modal-scroll'); {moves} }})"
    await page.evaluate(script, by)


async def edges(page: Page, selector: str) -> dict[str, float]:
    found: dict[str, float] = await page.locator(selector).evaluate("(node) => node.getBoundingClientRect().toJSON()")
    return found


async def test_required_fields_are_held_back_before_the_app_hears(open_page: OpenPage, app: ScriptedApp) -> None:
    page = await open_page()
    radios = field("Sprog", "radio_buttons", options=[option("Dansk"), option("English")])
    await open_modal(page, app, modal("Ny runde", field("Navn", min_length=3), radios))
    await page.get_by_role("textbox", name="Navn").fill("ab")
    await page.get_by_role("button", name="Send ind").click()
    await expect(page.get_by_text("Skriv mindst 3 tegn.")).to_be_visible()
    await expect(page.get_by_text("Udfyld feltet.")).to_have_count(1)
    assert app.count("sent") == 0
    await page.get_by_role("textbox", name="Navn").fill("abc")
    await page.get_by_role("radio", name="English").check()
    await page.get_by_role("button", name="Send ind").click()
    await expect(page.get_by_role("dialog")).to_have_count(0)
    assert entered(app, "Sprog")["value"] == "english"


async def test_what_is_wrong_with_a_field_goes_away_when_it_is_filled_in(open_page: OpenPage, app: ScriptedApp) -> None:
    async def check(_: Obj) -> Obj:
        return {"response_action": "errors", "errors": {"Navn": "Navnet er brugt"}}

    app.on["sent"] = check
    page = await open_page()
    moods = field("Sprog", "radio_buttons", options=[option("Dansk"), option("English")])
    file = field("Fil", "file_input", filetypes=["csv"])
    day, who = field("Dag", "datepicker"), field("Hvem", "multi_users_select")
    await open_modal(page, app, modal("Ny runde", field("Navn"), moods, day, who, file))
    missing, wrong = page.get_by_text("Udfyld feltet."), page.locator("[aria-invalid]")
    await page.get_by_role("button", name="Send ind").click()
    await expect(missing).to_have_count(5)
    name = page.get_by_role("textbox", name="Navn")
    await name.press_sequentially("Barometer")
    await expect(name).to_have_value("Barometer")
    await expect(name).to_have_accessible_description("")
    await expect(missing).to_have_count(4)
    await page.get_by_role("radio", name="English").check()
    await page.get_by_label("Dag", exact=True).fill("2027-01-25")
    await page.get_by_role("combobox", name="Hvem").fill("karen")
    await page.get_by_role("option", name="Karen").click()
    await expect(missing).to_have_count(1)
    choose = page.get_by_role("dialog").locator("input[type=file]")
    await choose.set_input_files({"name": "a.txt", "mimeType": "text/plain", "buffer": b"a"})
    await expect(page.get_by_text("a.txt har ikke en type")).to_be_visible()
    await choose.set_input_files({"name": "a.csv", "mimeType": "text/csv", "buffer": b"a"})
    await expect(wrong).to_have_count(0)
    for _ in range(2):
        await page.get_by_role("button", name="Send ind").click()
        await expect(page.get_by_text("Navnet er brugt")).to_be_visible()
        await expect(name).to_be_focused()
        await name.press("End")
        await page.keyboard.type("1")
        await expect(wrong).to_have_count(0)
        await expect(name).to_be_focused()
    await expect(name).to_have_value("Barometer11")


async def test_back_closes_the_window_on_top_and_then_goes_on_as_ever(open_page: OpenPage, app: ScriptedApp) -> None:
    async def push(body: Obj) -> None:
        await app.call("views.push", trigger_id=body["trigger_id"], view=modal("Øverst", section("Hele løftet")))

    app.on["press"] = push
    page = await open_page(room="#alle-i-egelund")
    await page.get_by_role("button", name="boern-familie").click()
    view = modal("Nederst", field("Navn"), actions(button("Mere")))
    await open_modal(page, app, view)
    here = page.url
    await page.get_by_role("textbox", name="Navn").fill("halvt")
    await page.get_by_role("button", name="Mere").click()
    await expect(page.get_by_role("dialog", name="Øverst")).to_be_visible()
    await page.go_back()
    await expect(page.get_by_role("dialog", name="Nederst")).to_be_visible()
    await expect(page.get_by_role("textbox", name="Navn")).to_have_value("halvt")
    await page.go_back()
    await expect(page.get_by_role("dialog")).to_have_count(0)
    assert page.url == here
    await open_modal(page, app, view)
    await page.keyboard.press("Escape")
    await expect(page.get_by_role("dialog")).to_have_count(0)
    await page.go_back()
    await expect(page.get_by_role("heading", name="alle-i-egelund")).to_be_visible()


async def test_every_kind_of_field_sends_what_was_chosen(
    open_page: OpenPage, workspace: Workspace, app: ScriptedApp
) -> None:
    page = await open_page()
    boxes = [option("Ledere"), option("Superbrugere")]
    jonas, karen, mette = (workspace.person(name).id for name in ("Jonas", "Karen", "Mette"))
    await open_modal(
        page,
        app,
        modal(
            "Alt",
            field("Hvem", "users_select"),
            field("Flere", "multi_users_select", initial_users=[jonas]),
            field("Kanal", "conversations_select", default_to_current_conversation=True),
            field("Åben kanal", "channels_select"),
            field("Valg", "static_select", option_groups=[{"label": plain("Gruppe"), "options": boxes}]),
            field("Med", "checkboxes", options=boxes, initial_options=[boxes[0]]),
            field("Lukker", "datepicker", initial_date="2027-01-25"),
            field("Klokken", "timepicker"),
            field("Uden Slack", "number_input", is_decimal_allowed=False),
        ),
    )
    for label, words in (("Hvem", "karen"), ("Flere", "mette sk"), ("Åben kanal", "alle"), ("Valg", "super")):
        await page.get_by_role("combobox", name=label).fill(words)
        await page.get_by_role("option").first.wait_for()
        await page.keyboard.press("Enter")
    await page.get_by_role("checkbox", name="Superbrugere").check()
    await page.get_by_label("Klokken", exact=True).fill("16:00")
    await page.get_by_role("textbox", name="Uden Slack").fill("2")
    await expect(page.get_by_text("25. januar 2027")).to_be_visible()
    await page.get_by_role("button", name="Send ind").click()
    await expect(page.get_by_role("dialog")).to_have_count(0)
    assert entered(app, "Hvem") == karen
    assert entered(app, "Flere") == [jonas, mette]
    assert entered(app, "Kanal") == workspace.channel("#boern-familie").id
    assert entered(app, "Åben kanal") == workspace.channel("#alle-i-egelund").id
    assert entered(app, "Valg")["value"] == "superbrugere"
    assert [box["value"] for box in entered(app, "Med")] == ["ledere", "superbrugere"]
    assert (entered(app, "Lukker"), entered(app, "Klokken"), entered(app, "Uden Slack")) == ("2027-01-25", "16:00", "2")


async def test_a_chosen_person_is_taken_out_again(open_page: OpenPage, workspace: Workspace, app: ScriptedApp) -> None:
    page = await open_page()
    both = [workspace.person("Jonas").id, workspace.person("Karen").id]
    await open_modal(page, app, modal("Ny runde", field("Hvem", "multi_users_select", initial_users=both)))
    await page.get_by_role("button", name="Fjern Jonas Dahl").click()
    await page.get_by_role("button", name="Send ind").click()
    await expect(page.get_by_role("dialog")).to_have_count(0)
    assert entered(app, "Hvem") == both[1:]


async def test_a_list_that_the_app_fills_follows_what_is_typed(open_page: OpenPage, app: ScriptedApp) -> None:
    async def suggest(body: Obj) -> Obj:
        return {"options": [option(f"Team {body['value']}", "team")]}

    app.on["suggest a"] = suggest
    page = await open_page()
    await open_modal(page, app, modal("Ny runde", field("Team", "external_select", min_query_length=2)))
    await page.get_by_role("combobox", name="Team").fill("nord")
    await page.get_by_role("option", name="Team nord").click()
    await page.get_by_role("button", name="Send ind").click()
    await expect(page.get_by_role("dialog")).to_have_count(0)
    assert entered(app, "Team")["value"] == "team"


async def test_a_window_on_top_is_closed_and_the_one_below_has_kept_its_text(
    open_page: OpenPage, app: ScriptedApp
) -> None:
    async def push(body: Obj) -> None:
        await app.call("views.push", trigger_id=body["trigger_id"], view=modal("Øverst", section("Hele løftet")))

    app.on["press"] = push
    page = await open_page()
    await open_modal(page, app, modal("Nederst", field("Navn"), actions(button("Mere"))))
    await page.get_by_role("textbox", name="Navn").fill("halvt")
    await page.get_by_role("button", name="Mere").click()
    await expect(page.get_by_role("dialog", name="Øverst")).to_be_visible()
    assert app.last("press")["view"]["state"]["values"]["Navn"]["a"]["value"] == "halvt"
    await expect(page.get_by_role("dialog", name="Nederst")).to_have_count(0)
    await page.keyboard.press("Escape")
    await expect(page.get_by_role("dialog", name="Nederst")).to_be_visible()
    await expect(page.get_by_role("textbox", name="Navn")).to_have_value("halvt")


async def test_half_typed_text_survives_a_redrawing_of_its_window(open_page: OpenPage, app: ScriptedApp) -> None:
    page = await open_page()
    await open_modal(page, app, modal("Ny runde", field("Navn"), section("finder deltagerne")))
    view = app.last("/barometer")
    assert view["text"] == "start"
    await page.get_by_role("textbox", name="Navn").press_sequentially("halv")
    again = {**field("Navn"), "hint": plain("Vises i overskriften")}
    await app.call("views.update", view_id=await _open_view(page), view=modal("Fundet", again, section("23 deltagere")))
    await expect(page.get_by_text("23 deltagere")).to_be_visible()
    await page.keyboard.type("t")
    await expect(page.get_by_role("textbox", name="Navn")).to_have_value("halvt")


async def _open_view(page: Page) -> str:
    """The id of the window that the page shows."""
    found: str = await page.evaluate("import('/page/store.js').then(({ store }) => store.look.modals.at(-1).id)")
    return found


async def test_a_long_text_is_counted_down(open_page: OpenPage, app: ScriptedApp) -> None:
    page = await open_page()
    await open_modal(page, app, modal("Ny runde", field("Navn", max_length=10)))
    await page.get_by_role("textbox", name="Navn").press_sequentially("abcdefghijkl")
    await expect(page.get_by_role("textbox", name="Navn")).to_have_value("abcdefghij")
    await expect(page.get_by_text("0 tegn tilbage")).to_be_visible()


async def test_an_app_that_does_not_answer_leaves_the_window_and_its_text(
    open_page: OpenPage, workspace: Workspace, app: ScriptedApp
) -> None:
    page = await open_page()
    await open_modal(page, app, modal("Ny runde", field("Navn")))
    workspace.app.request_url = "http://127.0.0.1:1/"
    await page.get_by_role("textbox", name="Navn").fill("Barometer 1")
    await page.get_by_role("button", name="Send ind").click()
    await expect(page.get_by_role("dialog").get_by_role("alert")).to_contain_text("Appen kunne ikke nås")
    await expect(page.get_by_role("textbox", name="Navn")).to_have_value("Barometer 1")


async def test_hostile_words_in_a_window_are_only_words(open_page: OpenPage, app: ScriptedApp) -> None:
    hostile = "<b onclick=x>fed</b>"
    page = await open_page()
    choices = field("Valg", "radio_buttons", options=[option(hostile, "v")])
    await open_modal(page, app, modal("Ny runde", field(hostile, initial_value=hostile), choices))
    await expect(page.get_by_role("textbox", name=hostile)).to_have_value(hostile)
    await expect(page.get_by_role("radio", name=hostile)).to_be_visible()
    await expect(page.locator("dialog b")).to_have_count(0)
