"""Open the anomaly history of persons with a thousand and with a million flagged readings stored."""

from __future__ import annotations

import asyncio
import sys
import time
from collections.abc import Iterator
from statistics import median
from typing import Final

import redis
from playwright.async_api import Page

from footlib.store import Store
from footlib.store.keys import Keys
from tests.bench.tools import dashboards, store, walks
from tests.bench.tools.dashboards import Source
from tests.bench.tools.result import Result, Target

FEW: Final = 1_000
MANY: Final = 1_000_000
NEIGHBOURS: Final = {2: FEW, 3: MANY}
EPISODE: Final = 5
"""Flagged readings of an episode, 0.1 s apart; so a thousand fill the time line that both draw."""
BETWEEN_SEC: Final = 60.0
"""From an episode to the next."""
ROUNDS: Final = 15
NEWEST: Final = 200
"""Episodes that the page asks for."""
BATCH: Final = 20_000

# From the click to the frame that holds the other person's newest episode and all counts.
OPEN: Final = """([label, start, readings]) => new Promise(resolve => {
    const clicked = performance.now();
    const painted = new MessageChannel();
    painted.port1.onmessage = () => resolve(performance.now() - clicked);
    const card = document.querySelector('.fw-dashboard');
    const observer = new MutationObserver(() => {
        const row = document.querySelector('.fw-anomaly-row');
        const counted = document.querySelector('.fw-histogram .fw-ends')?.textContent ?? '';
        if (!row || Number(row.dataset.start) !== start || !counted.includes(`${readings} readings`)) return;
        observer.disconnect();
        requestAnimationFrame(() => painted.port2.postMessage(null));
    });
    observer.observe(card, { childList: true, subtree: true });
    document.querySelector(`button[title="${label}"]`).click();
})"""


def run() -> Iterator[Result]:
    """The page's history card, and the store's part of it alone."""
    shown, asked = asyncio.run(_measured())
    conditions = {"flagged": MANY, "baseline_flagged": FEW, "readings_an_episode": EPISODE, "rounds": ROUNDS}
    for what, times in (
        ("from the click on another person to the first page of episodes, counts and histogram", shown),
        (f"the store's counts and newest {NEWEST} episodes", asked),
    ):
        yield Result(
            1000 * median(times[MANY]),
            "ms",
            1000 * median(times[FEW]),
            conditions | {"of": what},
            (Target("ratio", at_most=1.3),),
        )


async def _measured() -> tuple[dict[int, list[float]], dict[int, list[float]]]:
    async with dashboards.source() as source:
        newest = {person: _flag(source, person, flagged) for person, flagged in NEIGHBOURS.items()}
        await _count(source)
        asked = await _asked(source)
        async with (
            dashboards.browser() as chromium,
            dashboards.dashboard(source.settings) as own,
            dashboards.opened(chromium, f"{own.url}?person=2", "html.fw-ready .fw-anomaly-row") as page,
        ):
            return await _shown(page, newest), asked


def _flag(source: Source, person: int, flagged: int) -> float:
    rows = [reading.sensors for reading in walks.readings(6000) if reading.flagged]
    end = time.time() - BETWEEN_SEC
    length = BETWEEN_SEC + EPISODE / 10
    newest = end
    with store.plain(source.redis) as client:
        for first in range(0, flagged, BATCH):
            numbers = range(first, min(flagged, first + BATCH))
            times = [end - (flagged - 1 - n) // EPISODE * length - (flagged - 1 - n) % EPISODE / 10 for n in numbers]
            _push(client, person, [rows[n % len(rows)] for n in numbers], times)
            newest = times[-EPISODE]
    return round(newest, 6)


def _push(client: redis.Redis, person: int, rows: list[bytes], times: list[float]) -> None:
    data, stamps = Keys(person).anomalies
    with client.pipeline(transaction=False) as pipeline:
        pipeline.rpush(data, *rows)
        pipeline.rpush(stamps, *(f"{at:.6f}" for at in times))
        # Somebody whose readings are still there, but come no more.
        pipeline.delete(*Keys(person).history)
        data, stamps, traces = Keys(person).history
        pipeline.rpush(data, rows[-1])
        pipeline.rpush(stamps, f"{times[-1]:.6f}")
        pipeline.rpush(traces, 1)
        pipeline.execute()


async def _count(source: Source) -> None:
    reader = Store(source.settings)
    for person, flagged in NEIGHBOURS.items():
        started = time.monotonic()
        async for _ in reader.count_foreign(person):
            pass
        counts = await reader.anomaly_counts(person)
        if counts.counted != flagged:
            raise AssertionError(f"{counts.counted} of {flagged} flagged readings of person {person} were counted")
        sys.stderr.write(f"  {flagged} counted in {time.monotonic() - started:.1f} s\n")
    await reader.close()


async def _asked(source: Source) -> dict[int, list[float]]:
    reader = Store(source.settings)
    times: dict[int, list[float]] = {FEW: [], MANY: []}
    for _ in range(ROUNDS):
        for person, flagged in NEIGHBOURS.items():
            started = time.perf_counter()
            await reader.anomaly_counts(person)
            await reader.episodes(person, 0, NEWEST)
            times[flagged].append(time.perf_counter() - started)
    await reader.close()
    return times


async def _shown(page: Page, newest: dict[int, float]) -> dict[int, list[float]]:
    times: dict[int, list[float]] = {FEW: [], MANY: []}
    await page.wait_for_selector(".fw-histogram .fw-ends")
    for _ in range(ROUNDS):
        for label, person in (("Next person", 3), ("Previous person", 2)):
            flagged = NEIGHBOURS[person]
            times[flagged].append(await page.evaluate(OPEN, [label, newest[person], flagged]) / 1000)
    return times
