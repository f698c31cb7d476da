"""axe finds nothing on the bot's own cards and windows, as a round, a template and a course show them."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

import pytest
from playwright.async_api import Browser, Page

from sandbox.others import Others
from tests.browser.axe import violations
from tests.browser.conftest import PHONE, WIDE
from tests.conversations.course_houses import TEAM_ROOM, course_in
from tests.conversations.house import HERE, House, built

SCHEMES: tuple[Literal["light", "dark"], ...] = ("light", "dark")


async def stumbles(browser: Browser, house: House, who: str, room: str = "", tab: str = "") -> list[str]:
    """What axe finds where this person stands, light on a desk and dark on a telephone."""
    user = house.workspace.person(who).id
    place = house.workspace.channel(room).id if room else house.workspace.direct(user).id
    found: list[str] = []
    for scheme, (width, height) in zip(SCHEMES, (WIDE, PHONE), strict=True):
        viewport = {"width": width, "height": height}
        page = await browser.new_page(color_scheme=scheme, viewport=viewport)  # type: ignore[arg-type]
        await page.goto(f"{house.workspace.url}/#seat={user}&in={place}{tab}")
        await page.locator("body[data-ready]").wait_for()
        await shown(page, bool(tab), house.person(who).modal is not None)
        found += await violations(page)
        await page.close()
    return found


async def shown(page: Page, is_home: bool, is_window: bool) -> None:
    sight = page.locator(".home .block" if is_home else "[data-ts]").last
    await (page.get_by_role("dialog") if is_window else sight).wait_for()
    await page.evaluate("Promise.all([...document.images].map((each) => each.decode().catch(() => 0)))")


@pytest.mark.timeout(300)  # several people answer 29 items
async def test_a_round_from_its_invitation_to_its_result(browser: Browser, tmp_path: Path) -> None:
    async with built(tmp_path) as house:
        round_ = await house.starts()
        amina = house.person("Amina")
        found = {"invitation": await stumbles(browser, house, "Amina")}
        found["opening"] = await stumbles(browser, house, "Karen", HERE)
        await amina.clicks("Begynd")
        found["item"] = await stumbles(browser, house, "Amina")
        await amina.clicks("Vis som skema")
        found["form"] = await stumbles(browser, house, "Amina")
        await amina.closes_all()
        await amina.opens_home()
        await house.bot.desk.background.finish()
        found["Home"] = await stumbles(browser, house, "Amina", tab="&tab=home")
        await Others(house.workspace).answer(but="", how_many=6)
        await house.turn(round_.closes_at)
        await house.turn(hours=17)
        found["result"] = await stumbles(browser, house, "Karen", HERE)
        await house.person("Karen").clicks("Alle udsagn", channel=HERE)
        found["all items"] = await stumbles(browser, house, "Karen", HERE)
        assert {name: lines for name, lines in found.items() if lines} == {}


async def test_the_template_and_the_course(browser: Browser, tmp_path: Path) -> None:
    async with built(tmp_path) as house:
        mette = house.person("Mette")
        await mette.types("/icm start")
        await mette.chooses(["Henrik"], for_="Hvem godkender?")
        found = {"template's form": await stumbles(browser, house, "Mette", HERE)}
        await mette.submits()
        await mette.closes_all()
        await house.due()
        await mette.clicks("Begynd")
        found["template's question"] = await stumbles(browser, house, "Mette")
        await course_in(house)
        await house.due()
        await mette.types("/anker status", channel=TEAM_ROOM)
        found["course"] = await stumbles(browser, house, "Mette", TEAM_ROOM)
        assert {name: lines for name, lines in found.items() if lines} == {}
