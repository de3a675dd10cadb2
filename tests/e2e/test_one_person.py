"""What the page of one person shows of a walk that the test knows reading by reading."""

import re
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import numpy as np
import pytest
import pytest_asyncio
from playwright.async_api import Browser, Page, expect

from footlib.analysis import adapt, centre_of_pressure, detect, require, sensor_statistics, summarise
from footlib.drawing.symbols import MINUS, NONE
from footlib.recording import Recording
from footlib.sensors import NAMES
from tests.e2e.conftest import Running, opened
from tests.e2e.walks import (
    EVIL,
    known_walk,
    led,
    plot_box,
    says,
    shown_counts,
    shown_time,
    shows_counts,
    store_walk,
)

PERSON, SLOW, MANY = 77, 78, 79
ZONE = f"Etc/GMT{datetime.now(UTC).hour - 12:+d}"
"""Where it is noon, so that no day begins within a test. The names count westwards."""
FLAGGED = ((12.0, 14.0, -1), (30.0, 30.5, 1))


@dataclass(frozen=True, slots=True)
class Walked:
    running: Running
    recording: Recording

    @property
    def url(self) -> str:
        return f"{self.running.url}?person={PERSON}&window=60"

    def at(self, seconds: float) -> str:
        """The address of a moment of the walk."""
        return f"{self.url}&at={self.recording.time[0] + seconds:.6f}"


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def walked(demo: Running) -> Walked:
    recording = known_walk(flagged=FLAGGED)
    await store_walk(demo, PERSON, recording)
    await store_walk(demo, SLOW, known_walk(rate=3.0))
    await store_walk(demo, MANY, known_walk(100.0, flagged=tuple((5.0 * i, 5.0 * i + 0.5, -1) for i in range(1, 20))))
    return Walked(demo, recording)


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def page(walked: Walked, browser: Browser) -> AsyncIterator[Page]:
    """One page for all tests, each of which leads it to what it looks at first."""
    async with opened(browser, walked.url, zone=ZONE) as page:
        await says(page, "gone", "late")
        yield page


@pytest_asyncio.fixture(loop_scope="session")
async def still(walked: Walked, page: Page) -> Page:
    """The page of somebody who walks no more, for tests that only look."""
    if page.url != walked.url:
        await led(page, walked.url)
    await expect(page.locator(".fw-anomaly-row")).to_have_count(len(FLAGGED))
    return page


def local(moment: float) -> str:
    return f"{datetime.fromtimestamp(moment, UTC).astimezone(ZoneInfo(ZONE)):%H:%M:%S}"


async def test_person_card_shows_names_as_text(still: Page) -> None:
    card = still.locator(".fw-person-card")
    await expect(card.locator(".fw-name dd")).to_have_text(f"{EVIL.firstname} {EVIL.lastname}")
    await expect(card.locator(".fw-born dd")).to_have_text(f"1982 (age {datetime.now(UTC).year - 1982})")
    await expect(card.locator(".fw-disabled dd")).to_have_text("yes")
    await expect(card.locator(".fw-number dd")).to_have_text(str(PERSON))
    await expect(card.locator(".fw-trace dd")).to_have_text("bach")
    await expect(card.locator(".fw-device dd")).to_contain_text("02:35:04 · 01.01.2010")
    assert await still.locator(".evil, img[src=x]").count() == 0


async def test_foot_map_shows_the_newest_reading(still: Page, walked: Walked) -> None:
    newest = walked.recording.counts[-1].tolist()
    assert await shown_counts(still) == newest
    assert await still.locator(".fw-stage .fw-over b").all_text_contents() == list(NAMES)
    await expect(still.locator(".fw-map-card h2")).to_have_text(f"Last pressure, {local(walked.recording.time[-1])}")
    ends = " ".join(await still.locator(".fw-map-card .fw-ends span").all_text_contents())
    assert "counts of 1023" in ends
    assert "1023 = saturated" in ends
    shape = await still.evaluate(
        """() => {
            const image = document.querySelector('.fw-stage img');
            const inner = document.createElement('canvas').getContext('2d');
            inner.drawImage(image, 0, 0, 96, 82);
            const alpha = inner.getImageData(0, 0, 96, 82).data.filter((_, i) => i % 4 === 3);
            const curves = [...document.querySelectorAll('.fw-map path.line')].map(one => one.getBoundingClientRect());
            const discs = [...document.querySelectorAll('.fw-map .dot')].map(one => one.getBoundingClientRect());
            return {
                clip: getComputedStyle(image).clipPath, drawn: alpha.filter(one => one > 0).length, all: alpha.length,
                outlines: document.querySelectorAll('#fw-soles path')[0].getAttribute('d').split('M').length - 1,
            };
        }"""
    )
    assert "fw-soles" in shape["clip"]
    assert 0.2 < shape["drawn"] / shape["all"] < 0.7, "transparent off the feet"
    assert shape["outlines"] == 12, "a sole and five toes a foot"


async def test_discs_grow_with_the_pressure_and_numbers_lie_on_top(still: Page, walked: Walked) -> None:
    drawn = await still.evaluate(
        """() => [...document.querySelectorAll('.fw-map path')]
            .filter(one => one.closest('.object_grp, .mark') !== null)
            .map(one => [one.getBoundingClientRect().width, one.getAttribute('style') ?? ''])"""
    )
    dots = [i for i, (_, style) in enumerate(drawn) if "--fw-dot" in style]
    discs = [i for i, (_, style) in enumerate(drawn) if "--fw-ring-fill" in style]
    assert len(discs) == 6
    assert max(dots) < min(discs)
    widths = [drawn[i][0] for i in discs]
    order = np.argsort(walked.recording.counts[-1], kind="stable")
    assert widths[order[-1]] > widths[order[0]]
    off, on_top = await still.evaluate(
        """() => {
            const middle = one => {
                const { x, y, width, height } = one.getBoundingClientRect();
                return [x + width / 2, y + height / 2];
            };
            const discs = [...document.querySelectorAll('.fw-map path[style*="--fw-ring-fill"]')].map(middle);
            const over = document.querySelector('.fw-readout .fw-over');
            const numbers = [...over.children];
            over.style.pointerEvents = 'auto';
            const found = numbers.map(one => document.elementFromPoint(...middle(one)) === one);
            over.style.pointerEvents = '';
            return [numbers.map(middle).map(([x, y], i) => Math.hypot(x - discs[i][0], y - discs[i][1])), found];
        }"""
    )
    assert max(off) < 1.5, "each number in the middle of its disc, CSS pixels"
    assert on_top == [True] * 6


async def test_a_point_for_each_centre_of_pressure_of_the_last_two_seconds(still: Page, walked: Walked) -> None:
    recording = walked.recording
    trail = recording.time >= recording.time[-1] - 2.0
    heights = centre_of_pressure(detect(recording, adapt(recording))).y[trail]
    drawn = await still.evaluate(
        """() => {
            const map = document.querySelector('.fw-map svg').getBoundingClientRect();
            const centre = box => [(box.left + box.width / 2 - map.left) / map.width, box.top + box.height / 2];
            return [...document.querySelectorAll('.fw-map path[style*="--fw-dot"]')]
                .map(one => [...centre(one.getBoundingClientRect()), Number(getComputedStyle(one).opacity)])
                .filter(([, y]) => y > map.top && y < map.bottom);
        }"""
    )
    for column, (left, right) in enumerate(((0.0, 0.5), (0.5, 1.0))):
        points = [(y, opacity) for x, y, opacity in drawn if left < x < right]
        expected = heights[:, column][~np.isnan(heights[:, column])]
        assert len(points) == len(expected) > 5
        # Lower on the page is nearer to the heel; what is longer ago is fainter.
        assert np.corrcoef([-y for y, _ in points], expected)[0, 1] > 0.999
        assert [opacity for _, opacity in points] == sorted(opacity for _, opacity in points)


async def test_curves_show_three_lines_a_foot_over_the_viewers_time_of_day(still: Page, walked: Walked) -> None:
    stop = walked.recording.time[-1]
    for foot in ("left", "right"):
        plot = still.locator(f".fw-plot-{foot}")
        labels = [text for text in await plot.locator(".axis text").all_text_contents() if ":" in text]
        assert len(labels) > 3
        expected = {local(moment) for moment in np.arange(np.ceil(stop - 60), stop + 1)}
        assert set(labels) <= expected
        paths = await plot.locator("path.line").evaluate_all("all => all.map(one => one.getAttribute('d') ?? '')")
        assert sum(path.count("L") > 150 for path in paths) == 3
        signs = [text for text in await plot.locator("text").all_text_contents() if "⚠" in text]
        assert signs == ["⚠ 0.5 s", "⚠ 2.0 s"]


async def test_a_strip_under_the_curves_shows_when_a_foot_bears_load(still: Page, walked: Walked) -> None:
    recording = walked.recording
    contact = detect(recording, adapt(recording))
    for foot in ("left", "right"):
        drawn = await still.evaluate(
            """foot => {
                const plot = document.querySelector(`.fw-plot-${foot} .plotarea_events`).getBoundingClientRect();
                const strip = [...document.querySelectorAll(`.fw-plot-${foot} path.line`)]
                    .find(one => getComputedStyle(one).strokeWidth === '7px');
                return [plot.width, strip.getAttribute('d')];
            }""",
            foot,
        )
        width, path = drawn
        pieces = re.findall(r"M([\d.]+),[\d.]+L([\d.]+),[\d.]+", path)
        spans = recording.time[-1] - 60 + 60 * np.array(pieces, np.float64) / width
        phases = require(getattr(contact, foot))
        assert spans.shape == (len(phases.start), 2)
        assert len(spans) > 30
        assert spans == pytest.approx(np.stack([phases.start, phases.stop], 1), abs=0.1)


async def test_numbers_are_those_of_the_window(still: Page, walked: Walked) -> None:
    recording = walked.recording
    summary = summarise(recording, adapt(recording))
    for kind, key in (("cadence", "cadence"), ("double", "double_support")):
        value = summary[key].value
        assert value is not None
        await expect(still.locator(f".fw-number-{kind} .fw-value")).to_contain_text(f"{value:.1f}")
    share = summary["load_share_left"].value or 0.0
    await expect(still.locator(".fw-number-share .fw-value")).to_contain_text(f"{share:.0f} / {100 - share:.0f}")
    await expect(still.locator(".fw-number-share .fw-note")).to_have_text(
        "right bears more" if share < 50 else "left bears more"
    )
    worst = max(summary.saturated)
    await expect(still.locator(".fw-number-saturated .fw-note")).to_have_text(f"most R0: {worst:.0f} %")
    await expect(still.locator(".fw-number-stance")).to_contain_text(re.compile(r"alike in \d+ % of strides"))
    thresholds = re.compile(r"on and off thresholds.* Now on / off at L \d+ / \d+, R \d+ / \d+ counts\.")
    await expect(still.locator(".fw-number-contact .fw-term")).to_have_attribute("title", thresholds)
    statistics = sensor_statistics(recording)
    for i, name in enumerate(NAMES):
        cells = await still.locator(f".fw-sensors tbody tr:has(th:text-is('{name}')) td").all_text_contents()
        columns = ("minimum", "quartile_1", "median", "mean", "quartile_3", "maximum", "saturated")
        assert [int(re.sub(r"\D", "", cell)) for cell in cells[:7]] == [
            round(float(getattr(statistics, column)[i])) for column in columns
        ]
        assert cells[7]


async def test_a_slow_rate_refuses_what_it_cannot_carry(walked: Walked, page: Page) -> None:
    await led(page, f"{walked.running.url}?person={SLOW}&window=60")
    tile = page.locator(".fw-number-cadence")
    await expect(tile).to_contain_text("needs 10 Hz, got 3.0 Hz")
    await expect(tile.locator(".fw-value")).to_have_text("\N{EN DASH}")
    await expect(page.locator(".fw-number-contact .fw-value")).to_contain_text("%")


async def test_anomalies_are_counted_drawn_and_listed_newest_first(still: Page, walked: Walked) -> None:
    recording = walked.recording
    first, last = (float(recording.time[recording.flagged][i]) for i in (0, -1))
    head = still.locator(".fw-anomaly-head")
    await expect(head).to_contain_text("2 episodes")
    await expect(head).to_contain_text(f"since {local(first)}")
    await expect(head).to_contain_text(f"{int(recording.flagged.sum())} readings")
    await expect(still.locator(".fw-number-anomalies")).to_contain_text("last")
    rows = still.locator(".fw-anomaly-row")
    starts = [float(await rows.nth(i).get_attribute("data-start") or 0) for i in range(2)]
    assert starts == sorted(starts, reverse=True)
    assert abs(starts[1] - first) < 1e-6
    newest = await rows.first.locator("td").all_text_contents()
    assert newest[1:3] == [f"{last - starts[0]:.1f} s", "L1"]
    older = await rows.nth(1).locator("td").all_text_contents()
    assert older[2] == "", "that all six were flagged says nothing"
    await expect(rows.nth(1).locator("td").nth(3)).to_have_text(re.compile(rf"^([+{MINUS}]\d+ %|{NONE})$"))
    await expect(still.locator(".fw-line i")).to_have_count(2)
    bars = await still.locator(".fw-bars i").evaluate_all("all => all.map(one => one.getBoundingClientRect().height)")
    assert len(bars) == 32
    values = recording.counts[recording.flagged]
    filled = [np.histogram(values[:, columns], 16, (0, 1024))[0] for columns in (slice(0, 3), slice(3, 6))]
    assert [height > 0 for height in bars] == [n > 0 for pair in zip(*filled, strict=True) for n in pair]
    await expect(still.locator(".fw-histogram")).to_contain_text(f"{len(values)} readings")


async def test_the_history_is_paged(walked: Walked, page: Page) -> None:
    await led(page, f"{walked.running.url}?person={MANY}")
    pager = page.locator(".fw-pager")
    await expect(pager).to_contain_text("page 1 of 3")
    rows = page.locator(".fw-anomaly-row")
    await expect(rows).to_have_count(8)
    oldest = float(await rows.last.get_attribute("data-start") or 0)
    await pager.get_by_role("button", name="older").click()
    await expect(pager).to_contain_text("page 2 of 3")
    await page.wait_for_function(f"document.querySelector('.fw-anomaly-row').dataset.start < {oldest}")
    await pager.get_by_role("button", name="older").click()
    await expect(rows).to_have_count(3)
    await expect(pager.get_by_role("button", name="older")).to_be_disabled()


async def test_one_episode_alone_does_not_hide_the_curves(walked: Walked, page: Page) -> None:
    shades = """() => [...document.querySelectorAll('.fw-plot-left path')]
        .filter(one => one.getAttribute('style')?.includes('--fw-alarm'))
        .filter(one => one.getBoundingClientRect().width > 20)
        .map(one => Number(getComputedStyle(one).fillOpacity))"""
    at = walked.recording.time[0] + 22
    await led(page, f"{walked.running.url}?person={PERSON}&window=10&at={at:.6f}")
    await page.wait_for_function(f"({shades})().length === 0")
    await page.get_by_role("button", name="1 min", exact=True).click()
    await page.wait_for_function(f"({shades})().length > 0")
    assert set(await page.evaluate(shades)) == {0.14}


async def test_a_pressed_button_stays_so_under_the_pointer(still: Page) -> None:
    colour = "one => [getComputedStyle(one).backgroundColor, getComputedStyle(one).color]"
    pressed = still.locator("button[aria-pressed=true][data-fw*=speed], .fw-windows .mod-active")
    assert await pressed.count() > 1
    for button in await pressed.all():
        away = await button.evaluate(colour)
        await button.hover()
        assert await button.evaluate(colour) == away


async def test_a_flagged_and_a_saturated_sensor_are_marked(walked: Walked, page: Page) -> None:
    recording = walked.recording
    full = int(np.flatnonzero((recording.counts[:, 3] == 1023) & recording.flagged)[0])
    await led(page, walked.at(full * 0.1))
    await shows_counts(page, recording.counts[full])
    await expect(page.locator(".fw-over i")).to_have_text(["⚠"] * 6)
    await expect(page.locator(".fw-over small")).to_have_text(["sat"] * int((recording.counts[full] == 1023).sum()))
    await expect(page.locator(".fw-map-card [role=img]").first).to_have_attribute(
        "aria-label", re.compile(rf"Foot map\. .*R0 {recording.counts[full][3]}")
    )
    await led(page, walked.at(30.2))
    await expect(page.locator(".fw-over i")).to_have_count(1)


async def test_one_playhead_runs_through_map_curves_and_numbers(walked: Walked, page: Page) -> None:
    recording = walked.recording
    await led(page, walked.at(20.0))
    for x in (0.55, 0.62):
        box = await plot_box(page, "right")
        await page.mouse.click(box["x"] + x * box["width"], box["y"] + box["height"] / 2)
        at = recording.time[0] + 20 - 30 + 60 * x
        row = int(np.searchsorted(recording.time, at, "right")) - 1
        await page.wait_for_function(
            "t => Math.abs(document.querySelector('.fw-time').dataset.time - t) < 0.15",
            arg=float(recording.time[row]),
        )
        row = int(np.argmin(abs(recording.time - await shown_time(page))))
        await shows_counts(page, recording.counts[row])
        await expect(page.locator(".fw-values b")).to_have_text([str(count) for count in recording.counts[row]])
        await expect(page.locator(".fw-map-card h2")).to_have_text(f"Pressure at {local(recording.time[row])}")
        await page.wait_for_function(
            """clicked => {
                const [left, right] = ['left', 'right'].map(
                    foot => [...document.querySelectorAll(`.fw-plot-${foot} path.line`)]
                        .find(one => one.getAttribute('style')?.includes('--fw-head')).getBoundingClientRect().x
                );
                return Math.abs(left - right) < 1 && Math.abs(left - clicked) < 3;
            }""",
            arg=box["x"] + x * box["width"],
        )


async def test_the_pointer_is_told_the_reading_that_is_nearest_to_it(walked: Walked, page: Page) -> None:
    recording = walked.recording
    await led(page, walked.at(20.0))
    for foot, x in (("left", 0.55), ("right", 0.62)):
        box = await plot_box(page, foot)
        await page.mouse.move(box["x"] + x * box["width"], box["y"] + box["height"] / 2, steps=2)
        at = recording.time[0] + 20 - 30 + 60 * x
        near = recording.counts[np.flatnonzero(abs(recording.time - at) < 0.11)]
        await page.wait_for_function(
            """near => {
                const told = [...document.querySelectorAll('.fw-hover-words b')].map(one => one.textContent).join();
                return near.includes(told);
            }""",
            arg=[",".join(map(str, row)) for row in near],
        )


async def test_a_line_is_switched_off_and_readings_are_thinned(walked: Walked, page: Page) -> None:
    drawn = """() => [...document.querySelectorAll('.fw-plot-left path.line')]
        .filter(one => getComputedStyle(one).strokeWidth === '1.8px')
        .map(one => [(one.getAttribute('d') ?? '').split('L').length, Number(getComputedStyle(one).opacity)])
        .filter(([points]) => points > 20)"""
    await led(page, walked.at(20.0))
    await page.wait_for_function(f"({drawn})().every(([points]) => points > 300)")
    whole = await page.evaluate(drawn)
    assert len(whole) == 3
    assert [opacity for _, opacity in whole] == sorted((opacity for _, opacity in whole), reverse=True)
    switch = page.get_by_role("button", name="L1 middle")
    await expect(switch).to_have_attribute("aria-pressed", "true")
    await switch.click()
    await expect(switch).to_have_attribute("aria-pressed", "false")
    await page.wait_for_function(f"({drawn})().filter(([, opacity]) => opacity === 0).length === 1")
    await page.get_by_label("Show every n-th reading").select_option("every 5th reading")
    await page.wait_for_function(f"({drawn})().every(([points]) => points < {whole[0][0] / 4})")
    thinned = await page.evaluate(drawn)
    assert all(whole[0][0] / 6 < points for points, _ in thinned)
    await page.get_by_label("Show every n-th reading").select_option("every reading")
    await switch.click()
    await page.wait_for_function(f"whole => JSON.stringify(({drawn})()) === JSON.stringify(whole)", arg=whole)


async def test_a_drag_zooms_and_a_double_click_shows_the_whole(walked: Walked, page: Page) -> None:
    first_label = """() => [...document.querySelectorAll('.fw-plot-left .axis text')]
        .map(one => one.textContent).filter(text => text.includes(':')).sort()[0]"""
    await led(page, walked.at(20.0))
    start = walked.recording.time[0] - 10 + 24
    await page.wait_for_function(f"t => ({first_label})() < t", arg=local(start))
    box = await plot_box(page)
    middle = box["y"] + box["height"] / 2
    await page.mouse.move(box["x"] + 0.4 * box["width"], middle)
    await page.mouse.down()
    await page.mouse.move(box["x"] + 0.6 * box["width"], middle, steps=5)
    await expect(page.locator(".fw-veil")).to_be_visible()
    await page.mouse.up()
    await expect(page.locator(".fw-veil")).to_have_count(0)
    last_label = first_label.replace("[0]", ".at(-1)")
    await page.wait_for_function(
        f"([a, b]) => ({first_label})() >= a && ({last_label})() <= b", arg=[local(start), local(start + 13)]
    )
    await page.mouse.dblclick(box["x"] + 0.5 * box["width"], middle)
    await page.wait_for_function(f"t => ({first_label})() < t", arg=local(start))
