"""A walk is recorded by hand, whatever dies meanwhile, and is found again."""

from pathlib import Path

import numpy as np
from playwright.async_api import Browser, expect

from tests.e2e.conftest import demonstration, opened
from tests.e2e.walks import says


async def test_a_trial_outlives_page_cacher_and_store(browser: Browser, tmp_path: Path) -> None:
    with demonstration(tmp_path / "run", FOOTWATCH_MAX_SEC="5", FOOTWATCH_CLEAR_DELAY="1") as running:
        url = f"{running.url}?person=3"
        async with opened(browser, url) as page:
            await says(page, "live")
            await page.keyboard.press("r")
            card = page.locator(".fw-trials-card")
            await expect(card.get_by_role("button", name="Stop")).to_be_visible()
            await card.get_by_label("Name", exact=True).fill("10 m walk")
            await card.get_by_label("Condition", exact=True).fill("stick")
            await card.get_by_label("Condition", exact=True).press("Tab")
            await expect(card.locator(".fw-trial b")).to_have_text("10 m walk")
        running.kill("-m", "cacher")
        running.kill("valkey")
        async with opened(browser, url) as page:
            await says(page, "live")
            store = running.store()
            (trial,) = (await store.trials.page(3)).open
            stop = page.locator(".fw-header").get_by_role("button", name="Stop recording")
            await expect(stop).to_be_visible()
            await says(page, "live")
            # Longer than what is kept of the history.
            await expect(stop).to_contain_text("0:1", timeout=30_000)
            await stop.click()
            row = page.locator(".fw-trial")
            await expect(row).to_contain_text("Hz")
            await expect(row).to_contain_text("stick")
            await row.get_by_role("button", name="Open").click()
            await says(page, "paused")
            await expect(page.locator(".fw-rate")).to_have_text("10 m walk")
            link = page.url
        kept = await store.trials.get(3, trial.id)
        assert kept is not None
        assert kept.facts is not None
        recording = await store.trials.readings(3, kept)
        await store.close()
        assert recording.duration > 9
        assert recording.time[0] - trial.start < 1, "from its begin on"
        assert np.diff(recording.time).min() > 0
        async with opened(browser, link) as page:
            await says(page, "paused")
            await expect(page.locator(".fw-rate")).to_have_text("10 m walk")
