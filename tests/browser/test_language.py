"""The page speaks two languages: every sentence of its own, and every one of the workspace's that it shows."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.async_api import Page, expect

from sandbox import Workspace
from sandbox.shapes import Obj
from tests.browser.cards import field, modal
from tests.browser.conftest import OpenPage
from tests.browser.scripted_app import ScriptedApp
from tests.browser.scrolled_up import scrolled_up

SANDBOX = Path(__file__).parents[2] / "sandbox"
PAGE = SANDBOX / "page"
SPEAKING = ("deeds", "acts", "held_back", "file_fields", "submissions", "page_server")
"""The modules that have sentences for a person at the page."""
NOT_FOR_PEOPLE = {"JSON, please"}


async def in_english(page: Page) -> None:
    await page.get_by_role("button", name="Show the page in English").click()
    await expect(page.get_by_role("button", name="Let the others answer")).to_be_visible()


def sentences(module: str) -> Iterator[str]:
    """Every text in a module that looks like a sentence, with 7 in the place of what is filled in."""
    tree = ast.parse((SANDBOX / f"{module}.py").read_text())
    silent = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    silent |= {id(part) for node in ast.walk(tree) if isinstance(node, ast.JoinedStr) for part in node.values}
    for node in ast.walk(tree):
        match node:
            case ast.JoinedStr(values=values):
                yield "".join(str(part.value) if isinstance(part, ast.Constant) else "7" for part in values)
            case ast.Constant(value=str(text)) if id(node) not in silent:
                yield text


def spoken(module: str) -> list[str]:
    found = (text for text in sentences(module) if " " in text and re.match("[A-ZÆØÅ7]", text))
    return [text.replace("7 7", "7 filer") for text in found if text not in NOT_FOR_PEOPLE]


@pytest.mark.parametrize("module", SPEAKING)
async def test_what_the_workspace_says_to_a_person_has_english_words(open_page: OpenPage, module: str) -> None:
    said = spoken(module)
    assert said
    page = await open_page()
    await in_english(page)
    script = "async (said) => { const { told } = await import('/page/told.js'); return said.map(told); }"
    told: list[str] = await page.evaluate(script, said)
    assert [danish for danish, english in zip(said, told, strict=True) if danish == english] == []


async def test_every_word_of_the_page_is_there_twice_with_the_same_places_and_is_used(open_page: OpenPage) -> None:
    page = await open_page()
    words: dict[str, dict[str, str]] = await page.evaluate("import('/page/words.js').then(({ WORDS }) => WORDS)")
    danish, english = words["da"], words["en"]
    assert danish.keys() == english.keys()
    places = {
        key for key in danish if set(re.findall(r"{\w+}", danish[key])) != set(re.findall(r"{\w+}", english[key]))
    }
    assert places == set()
    code = "".join(file.read_text() for file in PAGE.glob("*.js") if file.name != "words.js")
    unused = {
        key for key in danish if not re.search(rf'["`.]{key}\b|"{key.rsplit("_", 1)[0]}|`\${{\w+\.\w+}}_app`', code)
    }
    assert unused == set()
    assert set(re.findall(r'say\("(\w+)"', code)) <= danish.keys()


async def test_refusals_notices_and_complaints_are_in_the_pages_language(
    open_page: OpenPage, workspace: Workspace, app: ScriptedApp
) -> None:
    page = await open_page()
    await in_english(page)

    async def opens(body: Obj) -> None:
        await app.opens(body, modal("Ny runde", field("Tal", "number_input", is_decimal_allowed=False)))

    app.on["/barometer"] = opens
    await page.get_by_role("textbox", name="Message #boern-familie").fill("/barometer start")
    await page.keyboard.press("Enter")
    await page.get_by_role("textbox", name="Tal").fill("mange")
    await page.get_by_role("button", name="Send ind").click()
    await expect(page.get_by_text("Write a number")).to_be_visible()
    await page.keyboard.press("Escape")
    await expect(page.get_by_role("dialog")).to_have_count(0)
    workspace.tell_person(workspace.person("Mette").id, "/x er ikke en gyldig kommando.")
    await expect(page.get_by_text("/x is not a valid command.")).to_be_visible()
    await page.get_by_role("button", name="Turn the clock forward").click()
    await expect(page.get_by_role("button", name="In 6 weeks at 9")).to_be_visible()
    await page.get_by_label("Date and time").fill("2026-12-24T18:00")
    await page.get_by_role("button", name="Turn forward", exact=True).click()
    await expect(page.get_by_text("The clock can only be turned forward.")).to_be_visible()


async def test_titles_and_what_there_is_to_know_of_people_have_english_words(
    open_page: OpenPage, workspace: Workspace
) -> None:
    people = [person for person in workspace.people.values() if not person.is_bot]
    words = sorted({text for person in people for text in (person.title, person.note) if text})
    page = await open_page()
    await in_english(page)
    script = "async (words) => { const { ofLife } = await import('/page/told.js'); return words.map(ofLife); }"
    told: list[str] = await page.evaluate(script, words)
    assert [danish for danish, english in zip(words, told, strict=True) if danish == english] == []
    await page.get_by_role("button", name="Change seat").click()
    await page.get_by_role("combobox").fill("intake")
    await expect(page.get_by_role("option", name="Amina Yusuf")).to_contain_text("Social worker")
    assert await page.evaluate("import('/page/told.js').then(({ ofLife }) => ofLife('Ny titel'))") == "Ny titel"


async def test_the_pill_about_new_messages_changes_language_too(open_page: OpenPage, workspace: Workspace) -> None:
    page = await scrolled_up(open_page, workspace)
    await workspace.person("Jonas").writes("nyt", channel="#boern-familie")
    await expect(page.get_by_role("button", name="Nye beskeder")).to_be_visible()
    await in_english(page)
    await expect(page.get_by_role("button", name="New messages")).to_be_visible()


async def test_what_the_app_says_stays_the_apps_own(open_page: OpenPage) -> None:
    page = await open_page()
    await in_english(page)
    script = "import('/page/told.js').then(({ told }) => told('Runden er lukket.'))"
    assert await page.evaluate(script) == "Runden er lukket."
