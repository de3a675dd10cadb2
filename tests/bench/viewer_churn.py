"""Ten minutes of pages that come, go, stop and die on a busy machine: what Voilà takes, says and how it answers."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import AsyncExitStack, suppress
from itertools import count
from statistics import median
from typing import Final

import aiohttp
import psutil
from playwright.async_api import Error, Page, Playwright, async_playwright
from playwright.async_api import TimeoutError as Late

from tests.bench.tools import dashboards
from tests.bench.tools.dashboards import LIVE, Dashboard
from tests.bench.tools.load import busy
from tests.bench.tools.result import Result, Target
from tests.browser import launch
from tests.processes import command_line

MINUTES: Final = 10.0
SETTLED: Final = 2.0
PROGRAMS: Final = 10
VIEWERS: Final = 2
STAYS: Final = 5.0
"""Seconds for which a page is looked at, and for which one stops."""
STUCK: Final = "setTimeout(() => { const since = Date.now(); while (Date.now() < since + 5000); }, 0)"
OPENS: Final = 180.0
"""Seconds that a page may take, on a machine with five times as much to do as it can."""
FATES: Final = ("leaves", "vanishes", "is stuck", "stops", "dies")


class Watch:
    """What Voilà takes, and how soon it answers."""

    def __init__(self, served: Dashboard) -> None:
        self._served = served
        self.memory: list[float] = []
        self.answers: list[float] = []

    async def look(self) -> None:
        """Look twice a second until cancelled."""
        loop = asyncio.get_running_loop()
        async with aiohttp.ClientSession() as session:
            while True:
                asked = loop.time()
                async with session.head(f"{self._served.url}voila/static/voila.js"):
                    self.answers.append(1000 * (loop.time() - asked))
                self.memory.append(self._served.process.memory_info().rss / 1e6)
                await asyncio.sleep(0.5)


def run() -> Iterator[Result]:
    """Voilà's memory beside that of minute two, the lines of its log, its answers."""
    settled, watch, lines, pages = asyncio.run(_all())
    conditions: dict[str, str | float] = {
        "minutes": MINUTES,
        "pages": pages,
        "fates": ", ".join(FATES),
        "viewers": VIEWERS,
        "busy_programs": PROGRAMS,
    }
    yield Result(lines, "count", None, conditions | {"of": "lines of Voilà's log"}, (Target("value", at_most=49),))
    yield Result(
        median(watch.answers), "ms", None, conditions | {"of": "p50 of an answer", "slowest_ms": max(watch.answers)}
    )
    yield Result(
        max(watch.memory),
        "MB",
        settled,
        conditions | {"of": "most that Voilà took, beside minute two", "ended_mb": watch.memory[-1]},
        (Target("value", at_most=300),),
    )


async def _all() -> tuple[float, Watch, int, int]:
    async with dashboards.source() as source, async_playwright() as playwright, AsyncExitStack() as running:
        log = source.folder / "voila.log"
        served = await running.enter_async_context(dashboards.dashboard(source.settings, log=log))
        running.enter_context(busy(PROGRAMS))
        watch = Watch(served)
        looking = asyncio.create_task(watch.look())
        number = count()
        coming = [asyncio.create_task(_come_and_go(playwright, served.url, number)) for _ in range(VIEWERS)]
        done, _ = await asyncio.wait({looking, *coming}, timeout=60 * SETTLED, return_when=asyncio.FIRST_COMPLETED)
        settled = watch.memory[-1]
        if not done:
            done, _ = await asyncio.wait(
                {looking, *coming}, timeout=60 * (MINUTES - SETTLED), return_when=asyncio.FIRST_COMPLETED
            )
        for task in (looking, *coming):
            task.cancel()
        await asyncio.wait({looking, *coming})
        # None of them ends by itself.
        for task in done:
            task.result()
        lines = len(log.read_text().splitlines())
        return settled, watch, lines, next(number)


async def _come_and_go(playwright: Playwright, url: str, number: count[int]) -> None:
    while True:
        await _one(playwright, url, next(number))


async def _one(playwright: Playwright, url: str, number: int) -> None:
    """Open a page in a browser of its own, see it live and let it meet its fate."""
    mark = f"--viewer={number}"
    how = launch()
    browser = await playwright.chromium.launch(executable_path=how["executable_path"], args=[*how["args"], mark])
    try:
        page = await browser.new_page(viewport={"width": 1440, "height": 920})
        await page.goto(f"{url}?person=1", wait_until="commit", timeout=1000 * OPENS)
        await _live(page)
        await asyncio.sleep(STAYS)
        await _meet(FATES[number % len(FATES)], page, _programs(mark))
    finally:
        with suppress(Error):
            await browser.close()


async def _live(page: Page) -> None:
    try:
        await page.wait_for_selector(LIVE, timeout=1000 * OPENS)
    except Late as error:
        error.add_note(f"instead it shows: {(await page.inner_text('body'))[:400]!r}")
        raise


async def _meet(fate: str, page: Page, programs: list[psutil.Process]) -> None:
    if fate == "leaves":
        async with page.expect_event("close"):
            await page.close(run_before_unload=True)
    elif fate == "is stuck":
        await page.evaluate(STUCK)
        await _live(page)
        await asyncio.sleep(STAYS)
    elif fate == "stops":
        _signal(programs, "suspend")
        await asyncio.sleep(STAYS)
        _signal(programs, "resume")
        await _live(page)
        await asyncio.sleep(STAYS)
    elif fate == "dies":
        _signal(programs, "kill")


def _programs(mark: str) -> list[psutil.Process]:
    own = [one for one in psutil.Process().children(recursive=True) if mark in command_line(one)]
    return own + [child for one in own for child in one.children(recursive=True)]


def _signal(programs: list[psutil.Process], what: str) -> None:
    for one in programs:
        with suppress(psutil.NoSuchProcess):
            getattr(one, what)()
