"""Taking seats, moving between rooms, and finding everything again after a reload."""

from __future__ import annotations

import asyncio

import pytest
from playwright.async_api import Page, expect

from sandbox import Workspace
from sandbox.clocks import StillClock
from sandbox.pages import Pages
from sandbox.shapes import Obj
from tests.browser.cards import actions, button, section
from tests.browser.conftest import OpenPage
from tests.browser.scripted_app import ScriptedApp


async def take_seat(page: Page, words: str) -> None:
    await page.get_by_role("button", name="Skift plads").click()
    await page.get_by_role("combobox", name="Navn eller titel").fill(words)
    await page.keyboard.press("Enter")


async def test_the_coordinator_sits_down_first_and_is_told_what_to_try(open_page: OpenPage) -> None:
    page = await open_page(seat=None)
    await expect(page.get_by_role("button", name="Du sidder som Mette Skovgaard")).to_be_visible()
    await expect(page.get_by_role("heading", name="boern-familie")).to_be_visible()
    await expect(page.get_by_text("Prøv: skriv /barometer start")).to_be_visible()
    await page.get_by_role("button", name="Skjul tippet").click()
    await page.reload()
    await expect(page.get_by_role("heading", name="boern-familie")).to_be_visible()
    await expect(page.get_by_text("Prøv: skriv")).to_have_count(0)


async def test_somebody_else_and_another_room_are_told_to_try_what_everybody_may(open_page: OpenPage) -> None:
    page = await open_page(seat=None)
    await take_seat(page, "hanne")
    await expect(page.get_by_text("Prøv: skriv /anker hjælp")).to_be_visible()
    await take_seat(page, "mette")
    await expect(page.get_by_text("Prøv: skriv /barometer start")).to_be_visible()
    await page.get_by_role("button", name="forankringsteam").click()
    await expect(page.get_by_text("Prøv: skriv /anker hjælp")).to_be_visible()


async def test_a_seat_is_found_by_name_or_title_and_kept_in_the_address(
    open_page: OpenPage, workspace: Workspace, app: ScriptedApp
) -> None:
    await app.posts("Jonas", section("Kun til Jonas"))
    page = await open_page()
    await take_seat(page, "superbruger jonas")
    await expect(page.get_by_role("button", name="Du sidder som Jonas Dahl")).to_be_visible()
    await page.get_by_role("button", name="Anker").click()
    await expect(page.get_by_text("Kun til Jonas")).to_be_visible()
    assert workspace.person("Jonas").id in page.url
    await page.reload()
    await expect(page.get_by_text("Kun til Jonas")).to_be_visible()
    await page.go_back()
    await expect(page.get_by_role("heading", name="boern-familie")).to_be_visible()
    await page.go_back()
    await expect(page.get_by_role("button", name="Du sidder som Mette Skovgaard")).to_be_visible()


async def test_people_who_left_and_bots_have_no_seat(open_page: OpenPage) -> None:
    page = await open_page()
    await page.get_by_role("button", name="Skift plads").click()
    for name in ("Lars Munk", "Vagtplan", "Slackbot"):
        await page.get_by_role("combobox", name="Navn eller titel").fill(name)
        await expect(page.get_by_text("Ingen fundet")).to_be_visible()


async def test_a_room_with_news_shows_how_many_until_it_is_opened(
    open_page: OpenPage, app: ScriptedApp, clock: StillClock
) -> None:
    await app.posts("Mette", section("et"))
    clock.forward(seconds=2)
    await app.posts("Mette", section("to"))
    page = await open_page()
    await expect(page.get_by_role("button", name="Anker").get_by_label("2 ulæste")).to_be_visible()
    await page.get_by_role("button", name="Anker").click()
    await page.get_by_role("button", name="boern-familie").click()
    await expect(page.get_by_label("ulæste")).to_have_count(0)


async def test_the_rooms_stand_in_one_order_whatever_happens_in_them(open_page: OpenPage, workspace: Workspace) -> None:
    page = await open_page()
    rows = page.locator(".sidebar-row .sidebar-name")
    before = ["alle-i-egelund", "boern-familie", "forankringsteam-ics", "Anker"]
    await expect(rows).to_have_text(before)
    mette, jonas = workspace.person("Mette"), workspace.person("Jonas")
    await jonas.writes("nyt", channel="#forankringsteam-ics")
    await mette.leaves("#alle-i-egelund")
    await expect(rows).to_have_text([*before[1:], before[0]])
    await jonas.invites("Mette", "#alle-i-egelund")
    await expect(rows).to_have_text(before)
    await mette.leaves("#forankringsteam-ics")
    await jonas.invites("Mette", "#forankringsteam-ics")
    await jonas.renames("#boern-familie", "ørne")
    await expect(rows).to_have_text(["alle-i-egelund", "forankringsteam-ics", "ørne", "Anker"])


async def test_the_app_hears_of_each_time_that_somebody_enters_its_conversation_or_its_home_tab(
    open_page: OpenPage, workspace: Workspace, app: ScriptedApp
) -> None:
    """docs.slack.dev/reference/events/app_home_opened: once for each time, and not while they stay."""

    mette = workspace.person("Mette").id
    heard: asyncio.Queue[tuple[str, str]] = asyncio.Queue()

    async def hears(body: Obj) -> None:
        heard.put_nowait((body["event"]["user"], body["event"]["tab"]))

    async def next_heard() -> tuple[str, str]:
        return await asyncio.wait_for(heard.get(), 10)

    app.on["event app_home_opened"] = hears
    page = await open_page()
    await page.get_by_role("button", name="Anker").click()
    assert await next_heard() == (mette, "messages")
    await app.posts("Mette", section("Velkommen"))
    await expect(page.get_by_text("Velkommen")).to_be_visible()
    await page.get_by_role("tab", name="Hjem").click()
    assert await next_heard() == (mette, "home")
    await page.get_by_role("button", name="boern-familie").click()
    await page.go_back()
    assert await next_heard() == (mette, "home")
    await page.reload()
    assert await next_heard() == (mette, "home")
    assert heard.empty()


async def test_an_app_that_takes_its_time_over_the_entering_holds_nobody_up(
    open_page: OpenPage, app: ScriptedApp
) -> None:
    answers = asyncio.Event()

    async def takes_its_time(_: Obj) -> None:
        await answers.wait()

    app.on["event app_home_opened"] = takes_its_time
    await app.posts("Mette", actions(button("Enig", "answer")))
    page = await open_page(room="Anker")
    async with page.expect_response("**/act", timeout=2_000):
        await page.get_by_role("button", name="Enig").click()
    assert app.count("answer") == 1
    answers.set()


async def test_a_channel_one_is_no_member_of_cannot_be_written_in(open_page: OpenPage, workspace: Workspace) -> None:
    del workspace.channel("#alle-i-egelund").members[workspace.person("Jonas").id]
    page = await open_page(seat="Jonas", room="#alle-i-egelund")
    await expect(page.get_by_text("Du er ikke medlem af #alle-i-egelund.")).to_be_visible()
    await expect(page.get_by_role("textbox", name="Besked til")).to_have_count(0)


async def test_the_pages_own_words_change_language_and_stay_changed(open_page: OpenPage) -> None:
    page = await open_page()
    await page.get_by_role("button", name="Show the page in English").click()
    await expect(page.get_by_role("textbox", name="Message #boern-familie")).to_be_visible()
    await page.reload()
    await expect(page.get_by_role("button", name="Let the others answer")).to_be_visible()


async def test_the_clock_is_turned_to_a_handy_moment_or_any_other(open_page: OpenPage, clock: StillClock) -> None:
    page = await open_page()
    await page.get_by_role("button", name="mandag den 11. januar 2027 kl. 09.00").click()
    await page.get_by_role("button", name="Næste arbejdsdag kl. 9").click()
    await expect(page.get_by_role("button", name="tirsdag den 12. januar 2027 kl. 09.00")).to_be_visible()
    await page.get_by_role("button", name="Skru tiden frem").click()
    await page.get_by_label("Dato og klokkeslæt").fill("2027-01-25T16:05")
    await page.get_by_role("button", name="Skru frem", exact=True).click()
    await expect(page.get_by_role("button", name="mandag den 25. januar 2027 kl. 16.05")).to_be_visible()
    assert clock.at.isoformat() == "2027-01-25T15:05:00+00:00"


async def test_the_clock_says_why_it_does_not_go_back(open_page: OpenPage) -> None:
    page = await open_page()
    await page.get_by_role("button", name="Skru tiden frem").click()
    await page.get_by_label("Dato og klokkeslæt").fill("2026-12-24T18:00")
    await page.get_by_role("button", name="Skru frem", exact=True).click()
    await expect(page.get_by_text("Uret kan kun stilles frem.")).to_be_visible()


async def test_the_others_are_let_to_answer(open_page: OpenPage, app: ScriptedApp) -> None:
    assert app.heard == []
    page = await open_page()
    await page.get_by_role("button", name="Lad de andre svare").click()
    await expect(page.get_by_role("alert").get_by_text("Der er ikke flere, der mangler at svare.")).to_be_visible()


async def test_whoever_has_a_page_open_elsewhere_answers_for_themselves_until_it_is_closed(
    open_page: OpenPage, app: ScriptedApp, monkeypatch: pytest.MonkeyPatch
) -> None:
    closed, close = asyncio.Event(), Pages.close

    def notes(pages: Pages, page: str) -> None:
        close(pages, page)
        closed.set()

    monkeypatch.setattr(Pages, "close", notes)

    async def on_begin(body: Obj) -> None:
        await app.replaces(body, section("Afleveret"))

    app.on["begin"] = on_begin
    for name in ("Jonas", "Karen"):
        await app.posts(name, actions(button("Begynd", "begin")))
    page, jonas = await open_page(), await open_page(seat="Jonas")
    note = page.get_by_role("alert")
    await page.get_by_role("button", name="Lad de andre svare").click()
    await expect(
        note.get_by_text("1 anden har svaret. 1 har en åben side et andet sted og svarer selv.")
    ).to_be_visible()
    await page.get_by_role("button", name="Lad de andre svare").click()
    await expect(note.get_by_text("1 har en åben side et andet sted og svarer selv.", exact=True)).to_be_visible()
    await jonas.close()
    await asyncio.wait_for(closed.wait(), 10)
    await page.get_by_role("button", name="Lad de andre svare").click()
    await expect(note.get_by_text("1 anden har svaret.", exact=True)).to_be_visible()


async def test_how_far_the_others_are_stands_on_the_button_until_they_are_done(
    open_page: OpenPage, app: ScriptedApp
) -> None:
    may_go_on = asyncio.Event()

    async def on_begin(body: Obj) -> None:
        if app.count("begin") > 1:
            await may_go_on.wait()
        await app.replaces(body, section("Afleveret"))

    app.on["begin"] = on_begin
    for name in ("Jonas", "Karen"):
        await app.posts(name, actions(button("Begynd", "begin")))
    page = await open_page()
    await page.get_by_role("button", name="Lad de andre svare").click()
    progress = page.get_by_role("button", name="1 af 2 har svaret …")
    await expect(progress).to_have_attribute("aria-busy", "true")
    may_go_on.set()
    await expect(page.get_by_role("alert").get_by_text("2 andre har svaret.")).to_be_visible()
    done = page.get_by_role("button", name="Lad de andre svare")
    await expect(done).to_be_visible()
    await expect(done).not_to_have_attribute("aria-busy", "true")
