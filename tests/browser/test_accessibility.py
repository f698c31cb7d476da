"""axe finds nothing anywhere on the page: light and dark, on a desk and on a telephone."""

from __future__ import annotations

from collections.abc import AsyncIterator
from itertools import product
from typing import Literal

import pytest
import pytest_asyncio
from playwright.async_api import Browser, Page, expect

from sandbox import Workspace
from sandbox.log import TO_APP, Exchange
from sandbox.mishaps import TWICE
from sandbox.past import tell_past
from sandbox.shapes import Obj
from tests.browser.axe import violations
from tests.browser.cards import actions, button, field, modal, option, plain, section
from tests.browser.conftest import PHONE, WIDE
from tests.browser.scripted_app import ScriptedApp
from tests.browser.test_messages import PIXEL

Scheme = Literal["light", "dark"]
SIGHTS: list[tuple[Scheme, tuple[int, int]]] = list(product(("light", "dark"), (WIDE, PHONE)))
IDS = [f"{scheme} {'desk' if size == WIDE else 'telephone'}" for scheme, size in SIGHTS]
in_every_sight = pytest.mark.parametrize(("scheme", "size"), SIGHTS, ids=IDS)
CHOICES = [option("Godt"), option("Skidt")]


def everything(file: str) -> list[Obj]:
    """A card with all that cards have."""
    radios = {"type": "radio_buttons", "action_id": "mood", "options": CHOICES}
    boxes = {"type": "checkboxes", "action_id": "boxes", "options": CHOICES}
    select = {"type": "static_select", "action_id": "s", "placeholder": plain("Rolle"), "options": CHOICES}
    menu = {"type": "overflow", "action_id": "more", "options": CHOICES}
    rows = [["Tema", "Point"], ["Inddragelse", "76"]]
    return [
        {"type": "header", "text": plain("Barometer")},
        section("*Fed* `kode` <https://example.org|et link> #alle\n&gt; citat", accessory=menu),
        section("Hvordan går det?", accessory=radios),
        section("Hvad nu?", accessory=boxes),
        {"type": "divider"},
        actions(button("Enig", style="primary"), button("Slet", "gone", style="danger"), button("Ved ikke", "dunno")),
        actions(select, {"type": "datepicker", "action_id": "d", "initial_date": "2027-01-25"}),
        {"type": "context", "elements": [plain("Anonymt, når runden lukker")]},
        {"type": "image", "slack_file": {"id": file}, "alt_text": "Inddragelse 76", "title": plain("Temaer")},
        {"type": "table", "rows": [[{"type": "raw_text", "text": cell} for cell in row] for row in rows]},
    ]


@pytest_asyncio.fixture(loop_scope="session")
async def furnished(workspace: Workspace, app: ScriptedApp) -> AsyncIterator[Workspace]:
    """A workspace in which there is something of everything."""
    tell_past(workspace)
    picture = workspace.files.add("graf.png", PIXEL, workspace.app.bot_user)
    await app.posts("#boern-familie", *everything(picture.id))
    await app.posts("Mette", *everything(picture.id))
    await workspace.person("Jonas").uploads("dagsorden.csv", b"a;b", channel="#boern-familie")
    await workspace.person("Jonas").uploads("graf.png", PIXEL, channel="#boern-familie")
    await workspace.person("Mette").writes("Tak *alle*", channel="#boern-familie")

    async def publish(body: Obj) -> None:
        if body["event"]["tab"] != "home":
            return
        view = {"type": "home", "blocks": everything(picture.id)[:-1]}
        await app.call("views.publish", user_id=body["event"]["user"], view=view)

    async def form(body: Obj) -> None:
        fields = [
            field("Navn", hint=plain("Vises i overskriften")) | {"hint": plain("Vises i overskriften")},
            field("Hvorfor", multiline=True, max_length=50),
            field("Hvem", "multi_users_select", initial_users=[workspace.person("Jonas").id]),
            field("Tilstand", "radio_buttons", options=CHOICES),
            field("Flere", "checkboxes", options=CHOICES, optional=True),
            field("Dag", "datepicker"),
            field("Fil", "file_input", filetypes=["csv"], max_files=1),
        ]
        del fields[0]["element"]["hint"]
        head = {"type": "header", "text": plain("Før du begynder")}
        await app.opens(body, modal("Ny runde", head, section("To minutter"), *fields))

    app.on["event app_home_opened"] = publish
    app.on["/barometer"] = form
    yield workspace


async def opened(
    browser: Browser, workspace: Workspace, scheme: Scheme, size: tuple[int, int], place: str, who: str = "Mette"
) -> Page:
    viewport = {"width": size[0], "height": size[1]}
    page = await browser.new_page(locale="da-DK", color_scheme=scheme, viewport=viewport)  # type: ignore[arg-type]
    page.set_default_timeout(10_000)
    await page.goto(f"{workspace.url}/#seat={workspace.person(who).id}&{place}")
    await page.locator("body[data-ready]").wait_for()
    return page


@in_every_sight
async def test_a_channel_its_thread_and_its_menus(
    browser: Browser, furnished: Workspace, scheme: Scheme, size: tuple[int, int]
) -> None:
    here = f"in={furnished.channel('#boern-familie').id}"
    page = await opened(browser, furnished, scheme, size, here)
    await expect(page.get_by_text("dagsorden.csv", exact=True)).to_be_visible()
    assert await violations(page) == []
    await page.get_by_role("article").last.hover()
    assert await violations(page) == []
    await page.get_by_role("button", name="Kanalens menu").click()
    await page.get_by_role("menu").wait_for()
    assert await violations(page) == []
    await page.keyboard.press("Escape")
    await page.get_by_role("textbox", name="Besked til").fill("/")
    await page.get_by_role("listbox", name="Kommandoer").wait_for()
    assert await violations(page) == []
    await page.get_by_role("button", name="3 svar").click()
    await page.get_by_role("region", name="Tråd", exact=True).wait_for()
    assert await violations(page) == []
    await page.close()


@in_every_sight
async def test_the_direct_message_the_home_tab_and_lists_in_cards(
    browser: Browser, furnished: Workspace, scheme: Scheme, size: tuple[int, int]
) -> None:
    here = f"in={furnished.direct(furnished.person('Mette').id).id}"
    page = await opened(browser, furnished, scheme, size, here)
    await page.get_by_role("combobox", name="Rolle").click()
    await page.get_by_role("option", name="Skidt").wait_for()
    assert await violations(page) == []
    await page.keyboard.press("Escape")
    await page.get_by_role("tab", name="Hjem").click()
    await expect(page.get_by_role("region", name="Hjem").get_by_role("heading", name="Barometer")).to_be_visible()
    assert await violations(page) == []
    await page.close()


@in_every_sight
async def test_a_window_with_its_lists_and_its_complaints(
    browser: Browser, furnished: Workspace, scheme: Scheme, size: tuple[int, int]
) -> None:
    page = await opened(browser, furnished, scheme, size, f"in={furnished.channel('#boern-familie').id}")
    await page.get_by_role("textbox", name="Besked til").fill("/barometer start")
    await page.keyboard.press("Enter")
    await page.get_by_role("dialog", name="Ny runde").wait_for()
    assert await violations(page) == []
    await page.get_by_role("button", name="Send ind").click()
    await expect(page.get_by_text("Udfyld feltet.").first).to_be_visible()
    assert await violations(page) == []
    await page.get_by_role("combobox", name="Hvem").click()
    await page.get_by_role("option").first.wait_for()
    assert await violations(page) == []
    await page.close()


@in_every_sight
async def test_what_slack_does_not_have(
    browser: Browser, furnished: Workspace, scheme: Scheme, size: tuple[int, int]
) -> None:
    page = await opened(browser, furnished, scheme, size, f"in={furnished.channel('#boern-familie').id}")
    for opener in ("Skift plads", "Skru tiden frem"):
        await page.get_by_role("button", name=opener).click()
        await page.get_by_role("dialog").wait_for()
        assert await violations(page) == []
        await page.keyboard.press("Escape")
    furnished.tell_person(furnished.person("Mette").id, "Appen er fjernet")
    await expect(page.get_by_text("Appen er fjernet")).to_be_visible()
    if size == PHONE:
        await page.get_by_role("button", name="Vis kanaler").click()
        await expect(page.get_by_role("button", name="boern-familie")).to_be_focused()
    assert await violations(page) == []
    await page.close()


@in_every_sight
async def test_the_panel_of_faults_and_the_log(
    browser: Browser, furnished: Workspace, scheme: Scheme, size: tuple[int, int]
) -> None:
    furnished.faults.make_next("click", TWICE, times=2)
    page = await opened(browser, furnished, scheme, size, f"in={furnished.channel('#boern-familie').id}")
    await page.get_by_role("button", name="Lad noget gå galt").click()
    panel = page.get_by_role("dialog", name="Lad noget gå galt")
    await expect(panel.get_by_role("listitem")).to_have_count(1)
    assert await violations(page) == []
    await panel.get_by_label("Hvor mange gange?").fill("1000")
    await panel.get_by_role("button", name="Begynd").click()
    await expect(panel.get_by_role("alert")).to_have_text("Den fejl kan ikke laves.")
    assert await violations(page) == []
    await page.keyboard.press("Escape")
    await page.get_by_role("button", name="Log: hvad der er sendt og svaret").click()
    log = page.get_by_role("complementary", name="Log")
    await log.get_by_role("button", name="chat.postMessage").first.click()
    await expect(log.get_by_role("heading", name="Svaret")).to_be_visible()
    assert await violations(page) == []
    furnished.record(Exchange(TO_APP, "block_actions Enig", "/", "", 500, "", 3.0, TWICE))
    await expect(log.get_by_role("button", name="block_actions Enig")).to_contain_text("500")
    assert await violations(page) == []
    await log.get_by_label("Søg i loggen").fill("hverken eller")
    await expect(log.get_by_text("Intet passer.")).to_be_visible()
    assert await violations(page) == []
    await page.close()


async def test_axe_finds_what_is_wrong(browser: Browser, furnished: Workspace) -> None:
    page = await opened(browser, furnished, "light", WIDE, "")
    nameless = '<nav aria-label="Ny"><button></button></nav>'  # a place of its own: what the page has, it draws anew
    await page.evaluate(f"document.body.insertAdjacentHTML('beforeend', '{nameless}')")
    assert [line.split(":")[0] for line in await violations(page)] == ["button-name"]
    await page.close()
