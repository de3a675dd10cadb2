"""The pictures of README.md and docs/, taken of a demonstration: `python -m tests.e2e.pictures`."""

import asyncio
import tempfile
from pathlib import Path

from playwright.async_api import Page, async_playwright, expect

from tests.browser import launch
from tests.e2e.conftest import WHOLE, demonstration, opened
from tests.e2e.walks import says
from tests.wheel import ROOT

PICTURES = ROOT / "docs" / "pictures"
CARDS = {
    "feet": ".fw-map-card",
    "numbers": ".fw-numbers-card",
    "curves": ".fw-curves",
    "strides": ".fw-strides-card",
    "anomalies": ".fw-anomalies-card",
}

PAST = 8.0
"""Seconds after which an anomaly is mostly past, but still to be seen."""


async def of_cards(page: Page) -> None:
    await says(page, "live")
    # The numbers of half a minute, and an anomaly to tell of.
    await expect(page.locator(".fw-basis")).not_to_contain_text("measured", timeout=90_000)
    await expect(page.locator(".fw-anomaly-row").nth(1)).to_be_visible(timeout=90_000)
    await asyncio.sleep(PAST)
    await page.screenshot(path=PICTURES.with_name("dashboard.png"))
    for name, card in CARDS.items():
        await page.locator(card).screenshot(path=PICTURES / f"{name}.png")


async def of_everyone(page: Page) -> None:
    await expect(page.locator(".fw-person-tile .fw-pill[data-state=live]")).to_have_count(6, timeout=30_000)
    await expect(page.locator(".fw-everyone")).not_to_contain_text("counting", timeout=30_000)
    await page.locator(".fw-everyone").screenshot(path=PICTURES / "everyone.png")


async def main() -> None:
    PICTURES.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as folder, demonstration(Path(folder), **WHOLE) as running:
        async with async_playwright() as playwright:
            browser = await playwright.chromium.launch(**launch())
            async with opened(browser, f"{running.url}?person=3") as page:
                await of_cards(page)
            async with opened(browser, f"{running.url}?view=overview") as page:
                await of_everyone(page)


if __name__ == "__main__":
    asyncio.run(main())
