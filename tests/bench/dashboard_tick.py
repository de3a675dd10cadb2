"""What a tick costs with ten minutes at 10 Hz on the screen, beside a page that sends every array whole in float64."""

from __future__ import annotations

import asyncio
import base64
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

import psutil
from playwright.async_api import Browser, Page

from tests.bench.tools import dashboards
from tests.bench.tools.dashboards import Dashboard, Source
from tests.bench.tools.result import Result, Target

WINDOW: Final = 600
SECONDS: Final = 60.0
BASELINE_SECONDS: Final = 20.0
SETTLING: Final = 50
POINTS: Final = 300
TICK_SEC: Final = 0.1
WHOLE: Final = f"""
import asyncio
import bqplot, ipywidgets, numpy
from bqscales import ColorScale, LinearScale
from footlib.ui.data.coordinator import Coordinator
from footlib.store import Store
from footlib.drawing.surface import COLUMNS, ROWS, weights

store = Store(conf)
feed = Coordinator.of(store)
track = feed.want(1)
scales = {{"x": LinearScale(), "y": LinearScale(min=0, max=1023)}}
lines = [bqplot.Lines(x=numpy.zeros(2), y=numpy.zeros((3, 2)), scales=scales) for _ in range(2)]
heat = bqplot.HeatMap(
    x=numpy.arange(float(COLUMNS)),
    y=numpy.arange(float(ROWS)),
    color=numpy.zeros((ROWS, COLUMNS)),
    scales={{"x": LinearScale(), "y": LinearScale(), "color": ColorScale(min=0, max=1023)}},
)
readout = ipywidgets.HTML()
points, share = weights()
tasks = []
drawn = None

def draw(tick):
    global drawn
    if not track.filled and track.newest:
        track.keep(draw, {WINDOW})
        track.filled = {WINDOW}
        tasks.append(asyncio.get_running_loop().create_task(feed.fill(track, {WINDOW})))
    recording = track.history.recording
    if recording is drawn or not len(recording):
        return
    drawn = recording
    for number, line in enumerate(lines):
        with line.hold_sync():
            line.x = recording.time.astype(numpy.float64)
            line.y = recording.counts[:, 3 * number : 3 * number + 3].T.astype(numpy.float64)
    surface = numpy.full(ROWS * COLUMNS, numpy.nan)
    surface[points] = share @ recording.counts[-1]
    heat.color = surface.reshape(ROWS, COLUMNS)
    counts = " ".join(map(str, recording.counts[-1]))
    readout.value = f'<b class="fw-time" data-time="{{recording.time[-1]}}" data-counts="{{counts}}">{{counts}}</b>'

feed.subscribe(draw, lambda: True)
readout.add_class("fw-readout")
figures = [bqplot.Figure(marks=[mark], animation_duration=0) for mark in (*lines, heat)]
for figure in figures[:2]:
    figure.add_class("fw-plot")
ipywidgets.VBox([readout, *figures])
"""


@dataclass(frozen=True, slots=True)
class Cost:
    """CPU of a tick in ms, bytes of a picture that arrived, and how many of these in a second."""

    cpu: float
    size: float
    drawn: float


def run() -> Iterator[Result]:
    """Kernel CPU and bytes, averaged over a minute."""
    own, whole = asyncio.run(_both())
    conditions: dict[str, Any] = {
        "window_s": WINDOW,
        "rate_hz": 1 / dashboards.DELAY,
        "seconds": SECONDS,
        "baseline_seconds": BASELINE_SECONDS,
        "ticks_per_s": 1 / TICK_SEC,
        "readings_drawn_per_s": round(own.drawn, 2),
        "baseline": "every array whole in float64: two figures of three lines, a heat map, the counts",
        "baseline_drawn_per_s": round(whole.drawn, 2),
    }
    yield Result(own.cpu, "ms", whole.cpu, conditions | {"of": "kernel CPU"}, (Target("value", at_most=6.0),))
    yield Result(
        own.size / 1000,
        "kB",
        whole.size / 1000,
        conditions | {"of": "payload of the websocket frames by pictures that arrived"},
        (Target("value", at_most=8.0),),
    )


async def _both() -> tuple[Cost, Cost]:
    async with dashboards.source(past=WINDOW) as source, dashboards.browser() as chromium:
        async with dashboards.dashboard(source.settings) as own:
            page = f"{own.url}?person=1&window={WINDOW}"
            async with dashboards.opened(chromium, page) as shown:
                await dashboards.until_drawn(shown, POINTS)
                cost = await _cost(shown, source, own, SECONDS)
        notebooks = dashboards.variant(source.folder / "whole", lambda cells: [*cells[:-1], WHOLE])
        async with dashboards.dashboard(source.settings, notebooks) as other:
            return cost, await _whole(chromium, source, other)


async def _whole(chromium: Browser, source: Source, other: Dashboard) -> Cost:
    async with dashboards.opened(chromium, other.url, ".fw-time") as shown:
        await dashboards.until_drawn(shown, WINDOW)
        return await _cost(shown, source, other, BASELINE_SECONDS)


async def _cost(page: Page, source: Source, served: Dashboard, seconds: float) -> Cost:
    received = 0

    def count(event: dict[str, Any]) -> None:
        nonlocal received
        frame = event["response"]
        data = frame["payloadData"]
        received += len(data.encode()) if frame["opcode"] == 1 else len(base64.b64decode(data))

    await source.api.until(len(source.api.sent) + SETTLING)
    session = await page.context.new_cdp_session(page)
    session.on("Network.webSocketFrameReceived", count)
    await session.send("Network.enable")
    await page.evaluate(dashboards.WATCH)
    kernel = served.kernel()
    loop = asyncio.get_running_loop()
    before, started, received = _spent(kernel), loop.time(), 0
    await asyncio.sleep(seconds)
    cpu, passed, size = _spent(kernel) - before, loop.time() - started, received
    drawn = await page.evaluate("new Set(window.fwSeen.map(change => change[1])).size")
    await session.detach()
    # The kernel sends at every tick, but a browser that is overrun takes fewer: bytes go by what arrived.
    return Cost(1000 * cpu / (passed / TICK_SEC), size / drawn, drawn / passed)


def _spent(kernel: psutil.Process) -> float:
    times = kernel.cpu_times()
    return times.user + times.system
