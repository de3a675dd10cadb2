"""From the API's answer to the changed numbers in the page, beside the same page that asks once a second."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import numpy as np
from playwright.async_api import Browser, Page

from tests.bench.tools import dashboards
from tests.bench.tools.result import Result, Target
from tests.bench.tools.timed_api import Counts, Sent, TimedApi

PHASES: Final = 10
EACH: Final = 30
"""Samples of a phase: a new page's kernel ticks in another phase to the cacher's polls."""
SETTLING: Final = 20
"""Answers that are waited for after the first live picture, while the past is drawn."""
SLOW: Final = """
dashboard = ui.Dashboard.connected(conf)
dashboard.session.coordinator.interval = 1.0
dashboard
"""

Change = tuple[float, float, list[int]]


def run() -> Iterator[Result]:
    """p50 and p95 of 300 answers."""
    fast, slow = asyncio.run(_both())
    conditions: dict[str, Any] = {
        "samples": len(fast),
        "phases": PHASES,
        "phase": "a new page and kernel",
        "poll_s": dashboards.DELAY,
        "tick_s": 0.1,
        "baseline": "the same page on a 1 s interval",
    }
    for quantile, most in ((50, 150.0), (95, 300.0)):
        yield Result(
            1000 * float(np.percentile(fast, quantile)),
            "ms",
            1000 * float(np.percentile(slow, quantile)),
            conditions | {"of": f"p{quantile}"},
            (Target("value", at_most=most),),
        )


async def _both() -> tuple[list[float], list[float]]:
    async with dashboards.source() as source, dashboards.browser() as chromium:
        async with dashboards.dashboard(source.settings) as own:
            fast = await _delays(chromium, own.url, source.api)
        notebooks: Path = dashboards.variant(source.folder / "slow", lambda cells: [*cells[:-1], SLOW])
        async with dashboards.dashboard(source.settings, notebooks) as other:
            slow = await _delays(chromium, other.url, source.api)
    return fast, slow


async def _delays(chromium: Browser, url: str, api: TimedApi) -> list[float]:
    delays: list[float] = []
    for _ in range(PHASES):
        async with dashboards.opened(chromium, f"{url}?person=1") as page:
            await page.evaluate(dashboards.WATCH)
            first = len(api.sent) + SETTLING
            await api.until(first + EACH)
            delays += await _shown(page, api.sent[first : first + EACH], api.sent)
    return delays


async def _shown(page: Page, wanted: list[Sent], sent: list[Sent]) -> list[float]:
    # A reading that is left out has to wait for the next picture.
    async with asyncio.timeout(dashboards.PATIENCE):
        while True:
            changes: list[Change] = await page.evaluate("window.fwSeen")
            delays = waited(wanted, changes, sent)
            if delays is not None:
                return delays
            await asyncio.sleep(0.05)


def waited(wanted: list[Sent], changes: list[Change], sent: list[Sent]) -> list[float] | None:
    """Seconds from each answer until it or a later one was shown; None while one is yet to come."""
    times = _answer_times(sent)
    shown = [(at, answered) for at, _, counts in changes if (answered := times.get(tuple(counts))) is not None]
    delays = []
    for answer in wanted:
        at = next((at for at, answered in shown if answered >= answer.time), None)
        if at is None:
            return None
        delays.append(at - answer.time)
    return delays


def _answer_times(sent: list[Sent]) -> dict[Counts, float]:
    times: dict[Counts, float] = {}
    for answer in sent:
        if answer.counts in times:
            raise AssertionError(f"the counts {answer.counts} came twice, so they do not tell which answer is shown")
        times[answer.counts] = answer.time
    return times
