"""Files in and out: handed in with a form, fetched from a message, pictures in windows."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.async_api import FilePayload, Page, expect

from sandbox import Workspace
from sandbox.shapes import Obj
from tests.browser.cards import actions, button, field, modal, plain, section
from tests.browser.conftest import OpenPage
from tests.browser.scripted_app import ScriptedApp
from tests.browser.test_messages import PIXEL
from tests.browser.test_modals import entered, open_modal

SHEET = b"id,tema,da\n1,Inddragelse,Jeg inddrager barnet"


def sheet(name: str = "udsagn.csv", data: bytes = SHEET) -> FilePayload:
    return {"name": name, "mimeType": "text/csv", "buffer": data}


async def has_files(page: Page, *names: str) -> None:
    """The form lists exactly these files."""
    await expect(page.get_by_role("dialog").get_by_role("listitem")).to_contain_text(list(names), use_inner_text=True)


async def is_drawn(page: Page, name: str) -> None:
    """A picture of this name stands in the window, and its bytes have come."""
    shown = page.get_by_role("dialog").get_by_role("img", name=name)
    await expect(shown).to_be_visible()
    assert await shown.evaluate("picture => picture.decode().then(() => picture.naturalWidth)") == 1


async def test_a_file_is_handed_in_with_the_form_and_the_app_can_read_it(
    open_page: OpenPage, workspace: Workspace, app: ScriptedApp
) -> None:
    page = await open_page()
    await open_modal(page, app, modal("Eget barometer", field("Udfyldt ark", "file_input", max_files=1)))
    await page.get_by_label("Udfyldt ark").set_input_files(sheet("Nye spørgsmål #2.csv"))
    await has_files(page, "Nye spørgsmål #2.csv 1 KB")
    await expect(page.get_by_role("button", name="Fjern Nye spørgsmål #2.csv")).to_be_visible()
    await page.get_by_role("button", name="Send ind").click()
    await expect(page.get_by_role("dialog")).to_have_count(0)
    (handed_in,) = entered(app, "Udfyldt ark")
    assert (handed_in["name"], handed_in["size"]) == ("Nye spørgsmål #2.csv", len(SHEET))
    headers = {"Authorization": f"Bearer {workspace.app.token}"}
    fetched = await page.request.get(handed_in["url_private_download"], headers=headers)
    assert await fetched.body() == SHEET


@pytest.mark.parametrize("key", ["Enter", "Space"])
async def test_a_keyboard_alone_reaches_the_file_field_and_takes_a_file_out_again(
    open_page: OpenPage, app: ScriptedApp, key: str
) -> None:
    page = await open_page()
    async with page.expect_file_chooser() as waiting:
        await open_modal(page, app, modal("Eget barometer", field("Ark", "file_input"), section("Mere")))
        await expect(page.get_by_label("Ark")).to_be_focused()
        await page.keyboard.press(key)
    await (await waiting.value).set_files([sheet("a.csv"), sheet("b.csv")])
    await has_files(page, "a.csv", "b.csv")
    await page.get_by_role("button", name="Fjern a.csv").focus()
    await page.keyboard.press("Enter")
    await has_files(page, "b.csv")
    await expect(page.get_by_label("Ark")).to_be_focused()
    await page.get_by_role("button", name="Send ind").click()
    await expect(page.get_by_role("dialog")).to_have_count(0)
    assert [file["name"] for file in entered(app, "Ark")] == ["b.csv"]


async def test_a_file_that_slack_would_not_take_is_refused_at_the_field(
    open_page: OpenPage, app: ScriptedApp, tmp_path: Path
) -> None:
    big = tmp_path / "stor.csv"
    with big.open("wb") as file:
        file.truncate(10 * 1024 * 1024 + 1)
    page = await open_page()
    picky = field("Ark", "file_input", filetypes=["xlsx", "csv"], max_files=2)
    await open_modal(page, app, modal("Eget barometer", picky))
    chooser, alert = page.get_by_label("Ark"), page.get_by_role("dialog").get_by_role("alert")
    await expect(chooser).to_have_attribute("accept", ".xlsx,.csv")
    await page.get_by_role("button", name="Send ind").click()
    await expect(page.get_by_text("Udfyld feltet.")).to_be_visible()
    for refused, said in (
        (sheet("plan.docx"), "plan.docx har ikke en type, der kan bruges her. Vælg xlsx, csv."),
        (sheet("tom.csv", b""), "tom.csv er tom."),
        (big, "stor.csv er større end 10 MB."),
    ):
        await chooser.set_input_files(refused)
        await expect(alert.filter(visible=True)).to_have_text(said)
    await has_files(page)
    await chooser.set_input_files([sheet("1.csv"), sheet("2.CSV"), sheet("3.csv")])
    await expect(alert.filter(visible=True)).to_have_text("Vælg højst 2 filer.")
    await has_files(page, "1.csv", "2.CSV")
    assert app.count("sent") == 0


async def test_a_file_that_was_handed_in_stays_when_the_window_is_redrawn(
    open_page: OpenPage, app: ScriptedApp
) -> None:
    async def refuses(_: Obj) -> Obj:
        return {"response_action": "errors", "errors": {"Ark": "Række 7: 'leedr' findes ikke"}}

    app.on["sent"] = refuses
    page = await open_page()
    await open_modal(page, app, modal("Eget barometer", field("Ark", "file_input")))
    await page.get_by_label("Ark").set_input_files(sheet())
    await has_files(page, "udsagn.csv")
    await page.get_by_role("button", name="Send ind").click()
    await expect(page.get_by_text("Række 7: 'leedr' findes ikke")).to_be_visible()
    await has_files(page, "udsagn.csv")
    await page.get_by_label("Ark").set_input_files(sheet("rettet.csv"))
    await has_files(page, "udsagn.csv", "rettet.csv")
    await expect(page.get_by_text("Række 7: 'leedr' findes ikke")).to_have_count(0)


async def test_a_file_from_the_app_is_fetched_from_the_direct_message(
    open_page: OpenPage, workspace: Workspace, app: ScriptedApp, tmp_path: Path
) -> None:
    data = b"PK" + b"x" * 3000
    place = await app.call("files.getUploadURLExternal", filename="Barometer 1.xlsx", length=len(data))
    page = await open_page(room="Anker")
    assert (await page.request.post(place["upload_url"], data=data)).ok
    await app.call(
        "files.completeUploadExternal",
        files=[{"id": place["file_id"], "title": "Tal fra barometer 1"}],
        channel_id=workspace.direct(workspace.person("Mette").id).id,
        initial_comment="Her er tallene",
    )
    await expect(page.get_by_text("Her er tallene", exact=True)).to_be_visible()
    await expect(page.get_by_text("Barometer 1.xlsx · 3 KB")).to_be_visible()
    async with page.expect_download() as waiting:
        await page.get_by_role("link", name="Hent Tal fra barometer 1").click()
    fetched = await waiting.value
    await fetched.save_as(tmp_path / "fetched")
    assert (fetched.suggested_filename, (tmp_path / "fetched").read_bytes()) == ("Barometer 1.xlsx", data)
    await app.call("files.delete", file=place["file_id"])
    await expect(page.get_by_text("Filen er slettet.")).to_be_visible()


async def test_a_picture_that_somebody_sends_is_seen_in_its_thread(
    open_page: OpenPage, workspace: Workspace, app: ScriptedApp
) -> None:
    await app.posts("#boern-familie", section("Hvem har et billede?"))
    page = await open_page()
    await page.get_by_role("article").hover()
    await page.get_by_role("button", name="Svar i tråd").click()
    thread = page.get_by_role("region", name="Tråd", exact=True)
    await thread.locator("input[type=file]").set_input_files(
        {"name": "tavle.png", "mimeType": "image/png", "buffer": PIXEL}
    )
    picture = thread.get_by_role("img", name="tavle.png")
    await expect(picture).to_be_visible()
    assert await picture.evaluate("picture => picture.decode().then(() => picture.naturalWidth)") == 1
    assert workspace.person("Jonas").messages("#boern-familie")[-1].thread_ts
    await expect(page.get_by_text("1 svar")).to_be_visible()


async def test_a_picture_stands_in_a_window_and_changes_with_it(
    open_page: OpenPage, workspace: Workspace, app: ScriptedApp
) -> None:
    def chart(name: str) -> Obj:
        file = workspace.files.add(f"{name}.png", PIXEL, workspace.app.bot_user)
        return {"type": "image", "slack_file": {"id": file.id}, "alt_text": name, "title": plain("Temaer")}

    async def turns_the_page(body: Obj) -> None:
        again = modal("Udsagn", chart("Kompetencer 48"))
        await app.call("views.update", view_id=body["view"]["id"], hash=body["view"]["hash"], view=again)

    app.on["press"] = turns_the_page
    page = await open_page()
    await open_modal(page, app, modal("Udsagn", chart("Inddragelse 76"), actions(button("Næste tema"))))
    await is_drawn(page, "Inddragelse 76")
    await page.get_by_role("button", name="Næste tema").click()
    await is_drawn(page, "Kompetencer 48")
    await expect(page.get_by_role("img", name="Inddragelse 76")).to_have_count(0)
