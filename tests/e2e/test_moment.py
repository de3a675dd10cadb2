"""One moment for the whole page, however it is moved: by windows, zooms, keys, a replay, the browser's Back."""

import asyncio
import base64
import re
import time
from collections.abc import AsyncIterator
from dataclasses import dataclass
from urllib.parse import parse_qs, urlsplit

import numpy as np
import pytest
import pytest_asyncio
from playwright.async_api import Browser, Page, expect

from footlib.drawing.symbols import TIMES
from footlib.recording import Recording
from tests.e2e.conftest import PATIENCE, Running, opened
from tests.e2e.walks import drag, known_walk, led, plot_box, says, shown_counts, shown_time, store_walk

PERSON = 91
LONG = 240.0
GAP = (200.0, 206.0)
"""Seconds of the walk in which nothing was measured."""
EPISODE = (100.0, 108.0)
NAMES = {30: "30 s", 60: "1 min", 600: "10 min"}
"""Of the windows' buttons, by seconds."""


@dataclass(frozen=True, slots=True)
class Walked:
    running: Running
    recording: Recording

    def at(self, seconds: float, window: int = 300) -> str:
        """The address of a moment of the walk, of which all is shown."""
        first, last = self.recording.time[[0, -1]]
        moment = f"at={first + seconds:.6f}&from={last - window:.6f}&to={last:.6f}"
        return f"{self.running.url}?person={PERSON}&window={window}&{moment}"


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def walked(demo: Running) -> Walked:
    whole = known_walk(LONG, flagged=((*EPISODE, 2),))
    seconds = whole.time - whole.time[0]
    kept = (seconds < GAP[0]) | (seconds > GAP[1])
    recording = Recording(whole.time[kept], whole.counts[kept], whole.anomaly[kept], whole.trace_id[kept])
    await store_walk(demo, PERSON, recording)
    return Walked(demo, recording)


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def page(walked: Walked, browser: Browser) -> AsyncIterator[Page]:
    """One page for all tests, each of which leads it to a moment of its own first."""
    async with opened(browser, f"{walked.running.url}?person={PERSON}") as page:
        await says(page, "late", "gone")
        yield page


def told(page: Page) -> tuple[float, float, float]:
    """Moment, start and stop of what is shown, as the address says them."""
    query = parse_qs(urlsplit(page.url).query)
    return tuple(float(query[name][0]) for name in ("at", "from", "to"))  # type: ignore[return-value]


async def head(page: Page, foot: str = "left") -> float:
    """Where the playhead is drawn, as a share of the plot's width."""
    return float(
        await page.evaluate(
            """foot => {
                const plot = document.querySelector(`.fw-plot-${foot} .plotarea_events`).getBoundingClientRect();
                const line = [...document.querySelectorAll(`.fw-plot-${foot} path.line`)]
                    .find(one => one.getAttribute('style')?.includes('--fw-head')).getBoundingClientRect();
                return (line.x + line.width / 2 - plot.x) / plot.width;
            }""",
            foot,
        )
    )


async def agrees(page: Page, walked: Walked) -> None:
    """Map, curves and address are of one moment, which is within what is shown."""
    recording, deadline = walked.recording, time.monotonic() + PATIENCE
    while True:
        at, start, stop = told(page)
        shown, counts = await shown_time(page), await shown_counts(page)
        row = int(np.argmin(abs(recording.time - shown)))
        facts = {
            "within": start - 1e-6 <= at <= stop + 1e-6,
            "map": at - 0.11 < shown < at + 0.11 and counts == recording.counts[row].tolist(),
        }
        for foot in ("left", "right"):
            facts[foot] = await head(page, foot) == pytest.approx((at - start) / (stop - start), abs=0.01)
        if all(facts.values()):
            return
        assert time.monotonic() < deadline, facts


async def shows(page: Page, seconds: float) -> None:
    """Wait until so much time is shown."""
    await page.wait_for_function(
        """seconds => {
            const query = new URLSearchParams(location.search);
            return Math.abs(query.get('to') - query.get('from') - seconds) < 0.05 * seconds;
        }""",
        arg=seconds,
    )


@pytest.mark.parametrize(("seconds", "windows"), [(60.0, (30, 60, 600, 30)), (235.0, (30, 600))])
async def test_a_shorter_window_stays_with_the_moment(
    walked: Walked, page: Page, seconds: float, windows: tuple[int, ...]
) -> None:
    await led(page, walked.at(seconds))
    at = walked.recording.time[0] + seconds
    for length in windows:
        await page.get_by_role("button", name=NAMES[length], exact=True).click()
        await shows(page, length)
        assert told(page)[0] == pytest.approx(at, abs=1e-5)
        await agrees(page, walked)


async def test_a_zoom_beside_the_moment_takes_it_along_and_keys_take_the_zoom_along(walked: Walked, page: Page) -> None:
    await led(page, walked.at(60.0))
    await drag(page, 0.5, 0.55)
    await shows(page, 15)
    at, start, _ = told(page)
    assert at == pytest.approx(start)
    await agrees(page, walked)
    for _ in range(2):
        await page.keyboard.press("Shift+ArrowLeft")
    await page.wait_for_function("at => new URLSearchParams(location.search).get('at') < at - 1.5", arg=at)
    assert told(page)[1] < start - 5, "the moment is in the middle again"
    await shows(page, 15)
    await agrees(page, walked)
    box = await plot_box(page)
    await page.mouse.dblclick(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    await shows(page, 300)
    await agrees(page, walked)


async def test_where_nothing_was_measured_nothing_is_shown(walked: Walked, page: Page) -> None:
    await led(page, walked.at(203.0))
    title = page.locator(".fw-map-card h2")
    await expect(title).to_have_text(re.compile("No reading at .*[0-9]:[0-9]{2}"))
    assert await shown_counts(page) == []
    await expect(page.locator(".fw-values").first).to_have_text("no reading")
    at, start, stop = told(page)
    assert await head(page) == pytest.approx((at - start) / (stop - start), abs=0.01)
    await page.keyboard.press("ArrowLeft")
    await expect(title).to_have_text(re.compile("Pressure at"))
    await agrees(page, walked)


async def test_a_replay_is_interrupted_and_goes_on_or_is_left(walked: Walked, page: Page) -> None:
    await led(page, f"{walked.running.url}?person={PERSON}&window=30")
    present = page.get_by_role("button", name="Live: back to the present")
    await expect(present).to_be_hidden()
    await page.get_by_role("button", name=f"{TIMES}0.25").click()
    await page.get_by_role("button", name="Play the episode").first.click()
    await says(page, "replay")
    await expect(present).to_be_visible()
    # Not the button that was clicked last.
    await page.keyboard.press(" ")
    await says(page, "paused")
    stood = await shown_time(page)
    await expect(page.locator(".fw-pause")).to_have_text("▶ Go on")
    await page.keyboard.press(" ")
    await says(page, "replay")
    await page.wait_for_function("stood => document.querySelector('.fw-time').dataset.time > stood + 0.15", arg=stood)
    assert await shown_time(page) < stood + 2, "it went on from where it stood"
    await page.locator(".fw-pause").click()
    await says(page, "paused")
    await present.click()
    await says(page, "late", "gone")
    await expect(present).to_be_hidden()
    await expect(page.locator(".fw-pause")).to_have_text("❚❚ Pause")


async def test_any_moment_is_played_and_the_end_from_the_start(walked: Walked, page: Page) -> None:
    await led(page, walked.at(LONG - 3.0))
    stood = await shown_time(page)
    play = page.get_by_role("button", name="Play on from the moment looked at")
    await play.click()
    await says(page, "replay")
    await expect(play).to_be_hidden()
    await says(page, "paused")
    last = float(walked.recording.time[-1])
    assert stood < last - 2
    at_the_end = "last => Math.abs(document.querySelector('.fw-time').dataset.time - last) < 1e-3"
    await page.wait_for_function(at_the_end, arg=last)
    await page.keyboard.press("k")
    await says(page, "replay")
    await page.wait_for_function("last => document.querySelector('.fw-time').dataset.time < last - 200", arg=last)


async def test_space_presses_a_button_that_the_keyboard_has_reached(walked: Walked, page: Page) -> None:
    await led(page, walked.at(60.0))
    dark = "document.documentElement.dataset.fwTheme === 'dark'"
    theme = page.get_by_role("button", name="Light or dark theme")
    await theme.click()
    await page.wait_for_function(dark)
    await page.keyboard.press("ArrowLeft")
    await theme.focus()
    await page.keyboard.press(" ")
    await page.wait_for_function(f"!({dark})")
    await says(page, "paused")


async def test_the_time_line_ends_with_the_present_and_shows_where_one_is(walked: Walked, page: Page) -> None:
    await led(page, walked.at(60.0, 30).replace("from", "x"))
    line = page.locator(".fw-line").first
    await expect(line.locator("i")).to_have_count(1)
    await expect(line.locator("b")).to_have_count(1)
    shares = await line.evaluate(
        """line => {
            const box = line.querySelector('div').getBoundingClientRect();
            const share = x => (x - box.left) / box.width;
            const [seen, mark] = ['b', 'i'].map(name => line.querySelector(name).getBoundingClientRect());
            return [share(seen.left), share(seen.right), share(mark.left)];
        }"""
    )
    start, stop, mark = shares
    at, first, last = told(page)
    assert 600 * (stop - start) == pytest.approx(last - first, abs=8)
    assert 600 * (mark - start) == pytest.approx(walked.recording.time[0] + EPISODE[0] - first, abs=8)
    assert at - 600 * start < walked.recording.time[0], "what came before is shown too"
    assert first + 600 * (1 - start) == pytest.approx(await page.evaluate("Date.now() / 1000"), abs=8)


async def test_back_from_another_person_shows_the_moment_again(walked: Walked, page: Page) -> None:
    await led(page, walked.at(60.0))
    await page.get_by_role("button", name="30 s", exact=True).click()
    await shows(page, 30)
    shown, address = await shown_time(page), page.url
    await page.get_by_role("button", name="Next person").click()
    await expect(page).not_to_have_title(re.compile(f"Person {PERSON}"))
    await says(page, "live", "late", "gone")
    await page.get_by_role("button", name="10 min", exact=True).click()
    await page.wait_for_url(re.compile("window=600"))
    await page.go_back()
    await expect(page).to_have_title(re.compile(f"Person {PERSON}"))
    await says(page, "paused")
    await page.wait_for_function("at => document.querySelector('.fw-time')?.dataset.time == at", arg=f"{shown:.6f}")
    await expect(page).to_have_url(address)
    await expect(page.locator(".fw-windows .mod-active")).to_have_text("30 s")
    await agrees(page, walked)


async def test_all_of_a_past_reaches_to_the_newest_reading(walked: Walked, page: Page) -> None:
    first, last = walked.recording.time[[0, -1]]
    past = f"at={first + 104:.6f}&from={first + 90:.6f}&to={first + 120:.6f}"
    await led(page, f"{walked.running.url}?person={PERSON}&window=30&{past}")
    await page.get_by_role("button", name="all", exact=True).click()
    await page.wait_for_function(
        "([first, last]) => { const q = new URLSearchParams(location.search);"
        " return Math.abs(q.get('from') - first) < 0.2 && Math.abs(q.get('to') - last) < 0.2; }",
        arg=[first, last],
    )
    assert told(page)[0] == pytest.approx(first + 104, abs=0.2)


async def test_the_button_of_a_window_leads_out_of_a_zoom(walked: Walked, page: Page) -> None:
    await led(page, walked.at(104))
    active = page.locator(".fw-windows .mod-active")
    await expect(active).to_have_text("5 min")
    await drag(page, 0.5, 0.6)
    await expect(active).to_have_count(0)
    await page.get_by_role("button", name="5 min", exact=True).click()
    await expect(active).to_have_text("5 min")
    await page.wait_for_function(
        "() => { const q = new URLSearchParams(location.search); return q.get('to') - q.get('from') > 299; }"
    )


async def test_a_pointer_that_crosses_the_curves_tells_the_kernel_nothing(walked: Walked, page: Page) -> None:
    await led(page, walked.at(20.0))
    sent: list[str] = []
    session = await page.context.new_cdp_session(page)
    session.on(
        "Network.webSocketFrameSent",
        lambda event: sent.append(base64.b64decode(event["response"]["payloadData"]).decode(errors="replace")),
    )
    await session.send("Network.enable")
    box = await plot_box(page)
    for share in (0.1, 0.9):
        await page.mouse.move(box["x"] + share * box["width"], box["y"])
        await page.mouse.move(box["x"] + (1 - share) * box["width"], box["y"] + box["height"], steps=60)
    # What is said afterwards came after all that the pointer had to say.
    await page.keyboard.press("ArrowLeft")
    async with asyncio.timeout(30):
        while not any('"kind":"back"' in message for message in sent):
            await page.evaluate("0")
    spoken = [message for message in sent if '"comm_msg"' in message]
    assert all('"kind":"back"' in message or '"kind":"here"' in message for message in spoken), spoken
