"""A channel of which one reads the oldest messages while new ones may come below."""

from __future__ import annotations

from playwright.async_api import Page, expect

from sandbox import Workspace
from tests.browser.conftest import OpenPage

#: More than stand on the page at once, and fewer than are fetched at once.
LINES = 60
OLDEST = "linje 0"


async def scrolled_up(open_page: OpenPage, workspace: Workspace) -> Page:
    """Jonas has written `LINES` messages, and Mette reads the oldest of them."""
    for number in range(LINES):
        await workspace.person("Jonas").writes(f"linje {number}", channel="#boern-familie")
    page = await open_page()
    await expect(page.get_by_text(f"linje {LINES - 1}", exact=True)).to_be_in_viewport()
    await page.get_by_role("region", name="Beskeder i #boern-familie").hover()
    await page.mouse.wheel(0, -20_000)
    await expect(page.get_by_text(OLDEST, exact=True)).to_be_in_viewport()
    return page
