"""`make pictures`: play a round in the town and take the README's pictures of the running page."""

from __future__ import annotations

import asyncio
import tempfile
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Literal

from playwright.async_api import Browser, ViewportSize, async_playwright

from sandbox.others import Others
from sandbox.past import tell_past
from tests.browser.conftest import FLAGS, chromium
from tests.conversations.course_houses import TEAM_ROOM, comes, course_in
from tests.conversations.house import House, built

PICTURES = Path(__file__).parents[2] / "docs" / "pictures"
WIDE, PHONE = (1180, 760), (390, 844)
DEVELOPMENT_DAY, BEFORE_STATUS = date(2027, 3, 1), date(2027, 4, 8)
CLOSES, RESULT = datetime(2027, 1, 25, 15, tzinfo=UTC), datetime(2027, 1, 26, 8, tzinfo=UTC)


async def take(
    browser: Browser,
    house: House,
    name: str,
    who: str,
    room: str,
    size: tuple[int, int],
    scale: int = 2,
    scheme: Literal["light", "dark"] = "light",
) -> None:
    """One picture of what a person sees."""
    viewport = ViewportSize(width=size[0], height=size[1])
    page = await browser.new_page(viewport=viewport, device_scale_factor=scale, color_scheme=scheme, locale="da-DK")
    seat = house.workspace.person(who).person.id
    await page.goto(f"{house.workspace.url}/#seat={seat}&in={room}")
    await page.locator("[data-ts]").last.wait_for()
    await page.evaluate("Promise.all([...document.images].map(i => i.decode().catch(() => 0)))")
    await page.screenshot(path=PICTURES / f"{name}.png")
    await page.close()


async def template(browser: Browser, house: House) -> None:
    """Mette answers the first question of the template, and goes on to the third, past the one that Karen is on."""
    mette, karen = house.person("Mette"), house.person("Karen")
    await mette.types("/icm start")
    await mette.chooses(["Mette", "Karen"], for_="Hvem skriver med?")
    await mette.chooses(["Henrik"], for_="Hvem godkender?")
    await mette.submits()
    await mette.closes_all()
    await house.due()
    await mette.clicks("Begynd")
    await mette.writes("I kommunalt regi, hos Børn og Familie. Egely er med i styregruppen.")
    await karen.clicks("Begynd")
    await mette.clicks("Næste")
    await mette.writes("Vi mødes med Egely hver anden uge, og modtagelsen sidder med.")
    await take(browser, house, "template", "Mette", house.workspace.direct(mette.seat.person.id).id, WIDE)


async def course(browser: Browser, house: House) -> None:
    """The team's course before a status meeting: the reminder with what its barometer has shown, in the dark."""
    await course_in(house, development_day=DEVELOPMENT_DAY)
    await house.starts()
    await answered(house)
    await comes(house, BEFORE_STATUS)
    room = house.workspace.channel(TEAM_ROOM).id
    await take(browser, house, "course", "Jonas", room, WIDE, scheme="dark")


async def barometer(browser: Browser, house: House) -> None:
    """A round, from a question to its result."""
    await house.starts()
    channel = house.workspace.channel("#boern-familie").id
    await take(browser, house, "channel", "Karen", channel, WIDE, scheme="dark")
    amina = house.person("Amina")
    await amina.clicks("Begynd")
    for _ in range(11):
        house.bot.desk.shown.kept.clear()  # a robot taps faster than people
        await amina.clicks("Enig")
    direct = house.workspace.direct(amina.seat.person.id).id
    await take(browser, house, "question", "Amina", direct, WIDE)
    await take(browser, house, "phone", "Amina", direct, PHONE)
    await answered(house)
    await take(browser, house, "result", "Karen", channel, (1000, 2000), scale=1)


async def answered(house: House) -> None:
    """Everybody who has not answers, and the result comes."""
    await Others(house.workspace).answer(but="")
    await house.turn(CLOSES)
    await house.turn(RESULT)


async def main() -> None:
    PICTURES.mkdir(parents=True, exist_ok=True)
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=chromium(), args=list(FLAGS))
        for story in (template, course, barometer):
            async with built(Path(tempfile.mkdtemp())) as house:
                tell_past(house.workspace)
                await story(browser, house)
        await browser.close()


if __name__ == "__main__":
    asyncio.run(main())
