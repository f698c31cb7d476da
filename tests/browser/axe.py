"""axe-core in the page: what somebody with a screen reader or a keyboard would stumble over."""

from __future__ import annotations

from importlib.resources import files

from playwright.async_api import Page

SCRIPT = files("axe_playwright_python").joinpath("axe.min.js").read_text()
RULES = ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa", "best-practice"]
_REPORT = """async (rules) => {
  const found = await axe.run(document, { runOnly: rules, resultTypes: ["violations"] });
  return found.violations.flatMap(({ id, nodes }) => nodes.map(
    (node) => `${id}: ${node.html.slice(0, 160)} ${node.failureSummary.replaceAll("\\n", " ").slice(0, 240)}`));
}"""


async def violations(page: Page) -> list[str]:
    """What axe finds on the page as it stands, a line for each place; nothing that moves disturbs it."""
    await page.evaluate("Promise.all(document.getAnimations().map((each) => each.finished))")
    if not await page.evaluate("typeof axe === 'object'"):
        await page.evaluate(SCRIPT)
    found: list[str] = await page.evaluate(_REPORT, RULES)
    return found
