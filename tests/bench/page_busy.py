"""Pages that open where the server gets little of the machine, with nbclient's patience and as delivered, in turns."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Final

import msgspec
from playwright.async_api import Browser
from playwright.async_api import TimeoutError as TookTooLongError

from footlib.launch import notebooks
from tests.bench.tools import dashboards
from tests.bench.tools.dashboards import LIVE
from tests.bench.tools.load import busy
from tests.bench.tools.result import Result, Target

ROUNDS: Final = 5
PROGRAMS: Final = 4
NICE: Final = 10
"""How far the server stands behind the other programs."""
PATIENCE: Final = 90.0
"""Seconds after which a page is taken for one that never opens."""
STOCK: Final = 4
"""Seconds that nbclient waits for what a cell shows."""


def run() -> Iterator[Result]:
    """How many pages opened, of as many opened with either patience."""
    stock, delivered = asyncio.run(_all())
    yield Result(
        sum(came is not None for came in delivered),
        "count",
        sum(came is not None for came in stock),
        {
            "of": "pages that opened",
            "rounds": ROUNDS,
            "busy_programs": PROGRAMS,
            "nice": NICE,
            "slowest_s": max((came for came in delivered if came is not None), default=None),
            "baseline": f"iopub_timeout = {STOCK} s, as nbclient has it, in turns",
        },
        (Target("value", at_least=ROUNDS),),
    )


async def _all() -> tuple[list[float | None], list[float | None]]:
    async with dashboards.source() as source, dashboards.browser() as chromium, AsyncExitStack() as running:
        servers = [
            await running.enter_async_context(dashboards.dashboard(source.settings, folder))
            for folder in (_impatient(source.folder / "stock"), None)
        ]
        for server in servers:
            # What is compiled and imported once is none of the pages' time.
            await _opened(chromium, server.url)
            for process in (server.process, *server.process.children(recursive=True)):
                process.nice(NICE)
        running.enter_context(busy(PROGRAMS))
        came: tuple[list[float | None], list[float | None]] = ([], [])
        for _ in range(ROUNDS):
            for server, times in zip(servers, came, strict=True):
                times.append(await _opened(chromium, server.url))
        return came


def _impatient(target: Path) -> Path:
    folder = notebooks.copy(target)
    file = folder / "voila.json"
    settings = msgspec.json.decode(file.read_bytes())
    settings["VoilaExecutor"]["iopub_timeout"] = STOCK
    file.write_bytes(msgspec.json.encode(settings))
    return folder


async def _opened(chromium: Browser, url: str) -> float | None:
    loop = asyncio.get_running_loop()
    began = loop.time()
    async with await chromium.new_context(viewport={"width": 1440, "height": 920}) as context:
        page = await context.new_page()
        try:
            await page.goto(f"{url}?person=1", wait_until="commit", timeout=1000 * PATIENCE)
            await page.wait_for_selector(LIVE, timeout=1000 * PATIENCE)
        except TookTooLongError:
            return None
        else:
            return round(loop.time() - began, 1)
        finally:
            async with page.expect_event("close"):
                await page.close(run_before_unload=True)
