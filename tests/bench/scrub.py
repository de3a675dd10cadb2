"""A hundred moves of the playhead over a ten-minute window: from the pointer's move to the frame that shows it."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Iterator
from typing import Any, Final

import numpy as np
from playwright.async_api import Page

from tests.bench.tools import dashboards
from tests.bench.tools.result import Result, Target

WINDOW: Final = 600
MOVES: Final = 100
POINTS: Final = 300
SEED: Final = 7

# A message that is posted as a frame begins arrives once it has been laid out and painted.
WATCH: Final = """() => {
    const painted = new MessageChannel();
    painted.port1.onmessage = () => { window.fwScrub.done = performance.now(); };
    window.fwScrub = { moved: 0, done: null };
    document.addEventListener('pointermove', event => {
        window.fwScrub = { moved: event.timeStamp, done: null, changed: null };
    }, { capture: true });
    new MutationObserver(() => {
        const scrub = window.fwScrub;
        if (!scrub.moved || scrub.changed) return;
        scrub.changed = performance.now();
        requestAnimationFrame(() => painted.port2.postMessage(null));
    }).observe(document.querySelector('.fw-readout'), { childList: true, subtree: true, characterData: true });
}"""


def run() -> Iterator[Result]:
    """p50 and p95 of the moves, and how much of it the frames of the browser take."""
    moves = asyncio.run(_moved())
    changed, drawn = np.array(moves).T
    conditions = {"moves": MOVES, "window_s": WINDOW, "readings": round(WINDOW / dashboards.DELAY)}
    for quantile, most in ((50, None), (95, 100.0)):
        yield Result(
            float(np.percentile(drawn, quantile)),
            "ms",
            None,
            conditions
            | {
                "of": f"p{quantile} from the pointer's move to the picture",
                "until_the_numbers_changed_ms": round(float(np.percentile(changed, quantile)), 1),
            },
            () if most is None else (Target("value", at_most=most),),
        )


async def _moved() -> list[tuple[float, float]]:
    async with (
        dashboards.source(past=WINDOW) as source,
        dashboards.browser() as chromium,
        dashboards.dashboard(source.settings) as own,
        dashboards.opened(chromium, f"{own.url}?person=1&window={WINDOW}") as page,
    ):
        await dashboards.until_drawn(page, POINTS)
        await page.locator(".fw-pause").click()
        await page.wait_for_selector(".fw-pill[data-state=paused]")
        return await _scrubbed(page)


async def _scrubbed(page: Page) -> list[tuple[float, float]]:
    area = page.locator(".fw-plot .plotarea_events").first
    await area.scroll_into_view_if_needed()
    box = await area.bounding_box()
    assert box
    middle = box["y"] + box["height"] / 2
    rng = random.Random(SEED)
    await page.keyboard.down("Shift")
    await page.mouse.move(box["x"] + box["width"] / 2, middle)
    await page.mouse.down()
    await page.evaluate(WATCH)
    moves = []
    for _ in range(MOVES):
        await page.mouse.move(box["x"] + box["width"] * rng.uniform(0.02, 0.98), middle)
        await page.wait_for_function("window.fwScrub.done !== null", timeout=1000 * dashboards.PATIENCE)
        scrub: dict[str, Any] = await page.evaluate("window.fwScrub")
        moves.append((scrub["changed"] - scrub["moved"], scrub["done"] - scrub["moved"]))
    await page.mouse.up()
    return moves
