"""Flagged readings that a foreign writer stored: counted once, with a progress bar, and on from there."""

import json
import time

from playwright.async_api import Browser, expect

from footlib.settings import Settings
from footlib.store import redis_client
from footlib.store.connection import Client
from footlib.store.embedded import found
from footlib.store.keys import Keys
from tests.e2e.conftest import Running, opened
from tests.e2e.walks import LEAD, says

PERSON = 60
MANY = 100_000
ROW = json.dumps([{"anomaly": True, "id": i, "value": 100 + i} for i in range(6)])


async def flag(client: Client, moments: list[float]) -> None:
    """Store flagged readings as the predecessor did: two lists, and nobody told."""
    rows, times = Keys(PERSON).anomalies
    async with client.pipeline(transaction=True) as pipeline:
        for first in range(0, len(moments), 10_000):
            part = moments[first : first + 10_000]
            pipeline.rpush(rows, *[ROW] * len(part))
            pipeline.rpush(times, *[f"{moment:.6f}" for moment in part])
        await pipeline.execute()


async def test_a_foreign_past_is_counted_once_with_a_progress_bar(demo: Running, browser: Browser) -> None:
    client = redis_client(found(Settings(data_dir=str(demo.data_dir))))
    start = time.time() - 30 * 86_400
    await flag(client, [start + 10 * (i // 4) + 0.1 * (i % 4) for i in range(MANY)])
    async with opened(browser, f"{demo.url}?person=1") as page:
        await says(page, "live")
        await page.evaluate(LEAD, f"{demo.url}?person={PERSON}")
        share = await page.wait_for_function(
            "document.querySelector('.fw-anomaly-head progress')?.getAttribute('value')"
        )
        assert 0 <= float(await share.json_value()) < 1
        head = page.locator(".fw-anomaly-head")
        bar = head.locator("progress")
        await expect(head).to_contain_text(f"{MANY // 4} episodes", timeout=60_000)
        await expect(bar).to_have_count(0)
        await expect(head).to_contain_text(f"{MANY} readings")
        await expect(page.locator(".fw-histogram")).to_contain_text(f"{MANY} readings")
        counts = await client.hgetall(Keys(PERSON).counts)
        assert counts[b"counted"] == b"%d" % MANY
        # What is added later is counted from there: a bar that had been counted twice would show.
        await flag(client, [time.time() + 0.1 * i for i in range(3)])
        await expect(head).to_contain_text(f"{MANY // 4 + 1} episodes")
        await expect(head).to_contain_text(f"{MANY + 3} readings")
        counts = await client.hgetall(Keys(PERSON).counts)
        assert int(counts[b"L1"]) == 3 * (MANY + 3), "each value once, all within one bar"
    await client.delete(*await client.keys(f"{PERSON}_*"))
    await client.aclose()
