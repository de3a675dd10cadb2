"""Walks that a test knows reading by reading, stored as a foreign writer would store them."""

import asyncio
import json
import time
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from urllib.parse import parse_qs, urlsplit

import msgspec
import numpy as np
from playwright.async_api import Page, expect

from footlib.reading import Person, decode_answer
from footlib.recording import Recording
from footlib.settings import Settings
from footlib.standin import Walker, walk
from footlib.store import Clock, Entry, Writer, redis_client
from footlib.store.embedded import found
from footlib.store.keys import Keys
from tests.conftest import answer
from tests.e2e.conftest import Running

EVIL = Person("<b class=evil>Eve</b>", 'O\'Mara & "Sons" <img src=x onerror=fail()>', "1982", True)
COUNTS = "() => [...document.querySelectorAll('.fw-readout .fw-over b')].map(one => one.firstChild.textContent)"
POINTED = """() => ['left', 'right'].every(foot => {
    const plot = document.querySelector(`.fw-plot-${foot} .plotarea_events`).getBoundingClientRect();
    const head = [...document.querySelectorAll(`.fw-plot-${foot} path.line`)]
        .find(one => one.getAttribute('style')?.includes('--fw-head')).getBoundingClientRect();
    return head.x > plot.left - 2 && head.x < plot.right + 2;
})"""
"""Whether the playhead is drawn within the curves of both feet."""
TRACE_CLOCK = "2350401012010"
LEAD = """url => {
    scrollTo({ top: 0, behavior: 'instant' });
    history.pushState(null, '', url);
    dispatchEvent(new PopStateEvent('popstate'));
}"""


def known_walk(
    seconds: float = 40.0, *, rate: float = 10.0, ago: float = 5.0, flagged: tuple[tuple[float, float, int], ...] = ()
) -> Recording:
    """A walk that ended `ago` seconds before now; the right front is saturated at times.

    `flagged` are episodes: start and stop in seconds, and a sensor's number, or -1 for all six.
    """
    t = np.arange(0.0, seconds, 1 / rate)
    counts, _ = walk(Walker(cadence=108.0, asymmetry=-12.0), t)
    counts = counts.copy()
    counts[:, 3] = np.minimum(1023, counts[:, 3] * 1.6)
    flags = np.zeros(counts.shape, np.bool_)
    for start, stop, sensor in flagged:
        flags[(t >= start) & (t <= stop), slice(0, 6) if sensor < 0 else slice(sensor, sensor + 1)] = True
    first = round(time.time() - ago - seconds, 1)
    return Recording.from_columns(np.round(first + t, 6), counts, anomaly=flags)


async def store_walk(running: Running, person: int, recording: Recording, who: Person = EVIL) -> None:
    """Write the four lists, the device's clock and the personal data."""
    keys = Keys(person)
    rows = [
        json.dumps(
            [{"anomaly": bool(f), "id": i, "value": int(v)} for i, (v, f) in enumerate(zip(values, flags, strict=True))]
        )
        for values, flags in zip(recording.counts, recording.anomaly, strict=True)
    ]
    times = [f"{moment:.6f}" for moment in recording.time]
    flagged = np.flatnonzero(recording.flagged).tolist()
    client = redis_client(found(Settings(data_dir=str(running.data_dir))))
    async with client.pipeline(transaction=True) as pipeline:
        pipeline.rpush(keys.history[0], *rows)
        pipeline.rpush(keys.history[1], *times)
        pipeline.rpush(keys.history[2], *[TRACE_CLOCK] * len(rows))
        if flagged:
            pipeline.rpush(keys.anomalies[0], *[rows[i] for i in flagged])
            pipeline.rpush(keys.anomalies[1], *[times[i] for i in flagged])
        pipeline.set(keys.person_data, msgspec.json.encode(who))
        pipeline.hset(keys.status, mapping={"trace_name": "bach"})
        await pipeline.execute()
    await client.aclose()


@asynccontextmanager
async def walking(running: Running, person: int, patience: float = 360.0) -> AsyncIterator[None]:
    """Somebody who has walked for a minute and walks on, ten readings a second without a gap on whatever machine."""
    recording = known_walk(60.0 + patience, ago=-patience)

    async def walk_on() -> None:
        stored = 0
        while stored < len(recording):
            due = int(np.searchsorted(recording.time, time.time()))
            if due > stored:
                await store_walk(running, person, recording[stored:due])
            stored = due
            await asyncio.sleep(0.2)

    walks_on = asyncio.create_task(walk_on())
    try:
        yield
    finally:
        walks_on.cancel()
        await asyncio.wait([walks_on])


async def flag(running: Running, person: int) -> None:
    """Store one more reading of somebody, flagged."""
    settings = found(Settings(data_dir=str(running.data_dir)))
    client = redis_client(settings)
    writer = Writer(client, settings, Clock())
    await writer.lease([person])
    await writer.append([Entry(person, writer.clock.stamp(person), decode_answer(answer(anomaly=True)))])
    await client.aclose()


async def says(page: Page, *kinds: str) -> None:
    """Wait until the header's pill says one of these on a page that is drawn and takes input."""
    wanted = ", ".join(f"html.fw-ready .fw-header .fw-pill[data-state={kind}]" for kind in kinds)
    await expect(page.locator(wanted)).to_be_visible(timeout=60_000)


async def led(page: Page, url: str, *, moves: bool = True) -> None:
    """Lead an open page of one person to what an address says, as Back does; another page would cost ten times that.

    It is at the present in between, so that a moment that is shown afterwards is the one that was asked for. Without
    `moves` no reading is to follow, though the page may say that it is live.
    """
    await page.evaluate("document.activeElement.blur()")
    await to_the_present(page, moves=moves)
    await page.evaluate(LEAD, url)
    if "at=" in url.partition("?")[2]:
        await says(page, "paused")
        await page.wait_for_function(POINTED)
    else:
        person = parse_qs(urlsplit(url).query)["person"][0]
        await expect(page.locator(".fw-person-card .fw-number dd")).to_have_text(person)
        await to_the_present(page, moves=moves)


async def to_the_present(page: Page, *, moves: bool = True) -> None:
    """Lead a page to the newest reading, and wait for the next one where there is a next one."""
    await page.keyboard.press("End")
    await says(page, "live", "late", "gone")
    if not moves:
        return
    shown = await shown_time(page)
    await page.wait_for_function(
        """shown => document.querySelector('.fw-header .fw-pill').dataset.state !== 'live'
            || document.querySelector('.fw-time').dataset.time > shown""",
        arg=shown,
    )


async def shown_time(page: Page) -> float:
    """Time of the reading in the foot map."""
    return float(await page.locator(".fw-time").first.get_attribute("data-time") or "nan")


async def shown_counts(page: Page) -> list[int]:
    """The six counts in the foot map, as they are drawn."""
    return [int(text) for text in await page.evaluate(COUNTS) if text.isdecimal()]


async def shows_counts(page: Page, counts: Iterable[int]) -> None:
    """Wait until the foot map shows six counts."""
    await page.wait_for_function(f"counts => ({COUNTS})().join() === counts", arg=",".join(map(str, counts)))


async def plot_box(page: Page, foot: str = "left") -> dict[str, float]:
    """Where a foot's curves are drawn, CSS pixels."""
    area = page.locator(f".fw-plot-{foot} .plotarea_events").first
    await area.scroll_into_view_if_needed()
    box = await area.bounding_box()
    assert box
    return {"x": box["x"], "y": box["y"], "width": box["width"], "height": box["height"]}


async def drag(page: Page, start: float, stop: float) -> None:
    """Drag over the curves from one share of their width to another."""
    box = await plot_box(page)
    middle = box["y"] + box["height"] / 2
    await page.mouse.move(box["x"] + start * box["width"], middle)
    await page.mouse.down()
    await page.mouse.move(box["x"] + stop * box["width"], middle, steps=4)
    await page.mouse.up()
