"""From the request to the first live picture of the whole dashboard, stage by stage, beside a page of one word."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from pathlib import Path
from statistics import median
from typing import Final

from playwright.async_api import Browser

from tests.bench.tools import dashboards
from tests.bench.tools.dashboards import Source
from tests.bench.tools.result import Result, Target

ROUNDS: Final = 9
STAGES: Final = {
    "kernel": "from the request to the kernel's first line of the notebook",
    "imports": "the notebook's imports",
    "widgets": "settings, store and all widgets made",
    "transfer": "page, scripts and the state of all widgets in the browser",
    "drawing": "until the first live picture",
}
WORD: Final = """
import ipywidgets
word = ipywidgets.HTML("ready")
word.add_class("fw-dashboard")
word
"""
MARK: Final = "import time\nwith open({file!r}, 'a') as file:\n    file.write(f'{{time.time()}} ')"
LOOK: Final = """
    const now = () => (performance.timeOrigin + performance.now()) / 1000;
    window.WebSocket = class extends WebSocket {
        constructor(...values) {
            super(...values);
            this.addEventListener('message', ({ data }) => {
                if (window.fwStates) return;
                const text = typeof data === 'string' ? data : new TextDecoder().decode(data);
                if (text.includes('update_states')) window.fwStates = now();
            });
        }
    };
    const look = () => {
        if (document.querySelector(READY)) window.fwTimes = [performance.timeOrigin / 1000, window.fwStates, now()];
        else requestAnimationFrame(look);
    };
    requestAnimationFrame(look);
"""


def run() -> Iterator[Result]:
    """p50 of the whole and of each stage, with stock kernels and as delivered, with forked ones."""
    word, stock, forked = asyncio.run(_all())
    for kernel, pages in (("stock", stock), ("forked", forked)):
        conditions: dict[str, str | float | bool | None] = {
            "kernel": kernel,
            "rounds": ROUNDS,
            "window_s": 30,
            "baseline": "the same Voilà with a notebook of one word, stock kernel",
        }
        total, least = ([sum(stages) for stages in one] for one in (pages, word))
        yield Result(
            median(total),
            "s",
            median(least),
            conditions | {"of": "p50 from the request to the first live picture", "slowest_s": round(max(total), 2)},
            (Target("value", at_most=3.0),),
        )
        for number, (stage, words) in enumerate(STAGES.items()):
            yield Result(
                median(stages[number] for stages in pages),
                "s",
                median(stages[number] for stages in word),
                conditions | {"of": stage, "what": words},
            )


async def _all() -> tuple[list[list[float]], list[list[float]], list[list[float]]]:
    async with dashboards.source() as source, dashboards.browser() as chromium:
        word = await _pages(chromium, source, "word", lambda _: [WORD], ".fw-dashboard", stock=True)
        stock = await _pages(chromium, source, "stock", lambda cells: cells, dashboards.LIVE, stock=True)
        forked = await _pages(chromium, source, "forked", lambda cells: cells, dashboards.LIVE, stock=False)
    return word, stock, forked


async def _pages(
    chromium: Browser, source: Source, name: str, edit: Callable[[list[str]], list[str]], ready: str, *, stock: bool
) -> list[list[float]]:
    marks = source.folder / f"{name}.marks"
    mark = MARK.format(file=str(marks))

    def marked(cells: list[str]) -> list[str]:
        first, *others = edit(cells)
        # Of one word there is nothing to import: the mark after it stands for both.
        return [mark, first, mark, *others, mark]

    folder = dashboards.variant(source.folder / name, marked)
    async with dashboards.dashboard(source.settings, folder, stock=stock) as served:
        return [await _opened(chromium, f"{served.url}?person=1", ready, marks) for _ in range(ROUNDS)]


async def _opened(chromium: Browser, url: str, ready: str, marks: Path) -> list[float]:
    marks.write_text("")  # noqa: ASYNC240 - a few bytes, before anything is measured
    async with dashboards.opened(chromium, url, ready, LOOK.replace("READY", repr(ready))) as page:
        await page.wait_for_function("window.fwTimes")
        requested, there, shown = await page.evaluate("window.fwTimes")
    kernel, imported, made = map(float, marks.read_text().split())  # noqa: ASYNC240
    return [kernel - requested, imported - kernel, made - imported, there - made, shown - there]
