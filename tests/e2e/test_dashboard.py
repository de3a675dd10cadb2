"""The dashboard in a real browser, fed by the stand-in through the cacher and Redis."""

import asyncio
import re
from collections.abc import AsyncIterator

import numpy as np
import pytest_asyncio
from playwright.async_api import Browser, Page, expect

from tests.e2e.conftest import Running, opened
from tests.e2e.walks import led, says, shown_time


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def page(demo: Running, browser: Browser) -> AsyncIterator[Page]:
    """One page for all tests that lead it to whom they look at."""
    async with opened(browser, f"{demo.url}?person=1") as page:
        await says(page, "live")
        yield page


async def test_values_in_the_page_are_those_that_were_stored(demo: Running, page: Page) -> None:
    await led(page, f"{demo.url}?person=3")
    shots: list[tuple[float, list[int]]] = await page.evaluate(
        """async () => {
            const seen = new Map();
            const until = performance.now() + 30000;
            while (performance.now() < until && seen.size < 15) {
                await new Promise(requestAnimationFrame);
                const { time, counts } = document.querySelector('.fw-time').dataset;
                seen.set(time, counts.split(' ').map(Number));
            }
            return [...seen].map(([time, counts]) => [Number(time), counts]);
        }"""
    )
    assert len(shots) >= 15
    store = demo.store()
    stored = await store.window(3)
    await store.close()
    by_time = {
        round(time, 6): counts for time, counts in zip(stored.time.tolist(), stored.counts.tolist(), strict=True)
    }
    for time, counts in shots:
        assert by_time[round(time, 6)] == counts
    assert np.ptp([counts for _, counts in shots], axis=0).max() > 100, "a walk moves"


async def test_a_person_is_picked(demo: Running, page: Page) -> None:
    await led(page, f"{demo.url}?person=1")
    card = page.locator(".fw-person-card")
    store = demo.store()
    people = await store.people([1, 2])
    await store.close()
    await expect(card).to_contain_text(people[1].lastname)
    await page.get_by_role("button", name="Next person").click()
    await expect(card).to_contain_text(people[2].lastname)
    await says(page, "live")
    await expect(page).to_have_url(f"{demo.url}?person=2&window=30")
    await page.reload()
    await expect(card).to_contain_text(people[2].lastname, timeout=30_000)


async def test_pause_holds_the_picture_and_live_goes_on(demo: Running, page: Page) -> None:
    await led(page, f"{demo.url}?person=2")
    await page.locator(".fw-pause").click()
    await expect(page.locator(".fw-pill[data-state=paused]")).to_be_visible()
    held = await shown_time(page)
    store = demo.store()
    newest = (await store.watch({2: None}, 1))[2].status.newest or 0
    while ((await store.watch({2: None}, 1))[2].status.newest or 0) < newest + 1:  # noqa: ASYNC110
        await asyncio.sleep(0.05)
    await store.close()
    assert await shown_time(page) == held
    await page.locator(".fw-pause").click()
    await says(page, "live")
    await page.wait_for_function(f"document.querySelector('.fw-time').dataset.time > {held + 1}")


async def test_a_person_is_found_by_number_or_part_of_a_name_and_nobody_else(demo: Running, page: Page) -> None:
    await led(page, f"{demo.url}?person=2")
    field, number = page.locator(".fw-picker input"), page.locator(".fw-person-card .fw-number dd")
    second = await field.input_value()
    for typed, person in (("3", "3"), ("BJÖRN", "6"), ("wolno", "2")):
        await field.fill(typed)
        await field.press("Enter")
        await expect(number).to_have_text(person)
        await expect(field).to_have_value(re.compile(rf"^{person} · ."))
    for typed, words in (("zzz", "nobody has the number or name"), ("99", "nobody has"), ("o", "persons have")):
        await field.fill(typed)
        await field.press("Enter")
        await expect(page.locator(".fw-banner")).to_contain_text(words)
        await expect(field).to_have_value(second)
    await field.fill("2")
    await field.press("Enter")
    await expect(field).to_have_value(second)
    await expect(page.locator(".fw-banner")).not_to_contain_text("persons have")
    await expect(number).to_have_text("2")
