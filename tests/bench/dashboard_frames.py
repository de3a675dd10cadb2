"""Thirty seconds live: long tasks as Chromium tells them, and readings that reach a frame."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from typing import Any, Final

from tests.bench.tools import dashboards
from tests.bench.tools.result import Result, Target

SECONDS: Final = 30
SETTLING: Final = 30
LONG_MS: Final = 100.0
FRAMES: Final = """seconds => new Promise(resolve => {
    const tasks = [], drawn = new Set();
    let frames = 0, longest = 0, last = performance.now();
    const observer = new PerformanceObserver(list => tasks.push(...list.getEntries().map(entry => entry.duration)));
    observer.observe({ type: 'longtask' });
    const stop = last + 1000 * seconds;
    const frame = now => {
        // What is on the page as a frame begins is what the frame before has drawn, or the very next one will.
        drawn.add(document.querySelector('.fw-time').dataset.time);
        frames += 1;
        longest = Math.max(longest, now - last);
        last = now;
        if (now < stop) return requestAnimationFrame(frame);
        observer.disconnect();
        resolve({ tasks, drawn: drawn.size, frames, longest });
    };
    requestAnimationFrame(frame);
})"""


def run() -> Iterator[Result]:
    """The longest task, and readings drawn beside those that the API gave."""
    found, sent = asyncio.run(_watched())
    tasks = found["tasks"]
    conditions = {
        "seconds": SECONDS,
        "poll_s": dashboards.DELAY,
        "window_s": 30,
        "frames_per_s": round(found["frames"] / SECONDS, 1),
        "longest_frame_ms": round(found["longest"], 1),
        "long_tasks_over_50_ms": len(tasks),
        "longest_task_ms": round(max(tasks, default=0.0), 1),
    }
    yield Result(
        sum(task > LONG_MS for task in tasks),
        "count",
        None,
        conditions | {"of": "long tasks over 100 ms"},
        (Target("value", at_most=0.0),),
    )
    yield Result(
        found["drawn"] / SECONDS,
        "readings/s",
        sent / SECONDS,
        conditions | {"of": "new readings in a frame", "baseline": "readings that the API gave"},
        (Target("value", at_least=9.5),),
    )


async def _watched() -> tuple[dict[str, Any], int]:
    async with (
        dashboards.source() as source,
        dashboards.browser() as chromium,
        dashboards.dashboard(source.settings) as own,
        dashboards.opened(chromium, f"{own.url}?person=1&window=30") as page,
    ):
        await source.api.until(len(source.api.sent) + SETTLING)
        before = len(source.api.sent)
        found: dict[str, Any] = await page.evaluate(FRAMES, SECONDS)
        return found, len(source.api.sent) - before
