"""What one does on the page: compare, export, replay, set limits, all of it by keyboard too."""

import asyncio
import base64
import csv
import io
import re
import struct
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import numpy as np
import pyarrow.parquet as pq
import pytest
import pytest_asyncio
from playwright.async_api import Browser, Download, Page, expect

from footlib.recording import Recording
from tests.browser import COLOURS
from tests.e2e.conftest import Running, demonstration, opened
from tests.e2e.walks import EVIL, flag, known_walk, led, says, shown_time, shows_counts, store_walk

PERSON, FLAGGED = 87, 88


@pytest.fixture(scope="module")
def flagged(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """A demonstration in which anomalies are frequent."""
    with demonstration(
        tmp_path_factory.mktemp("actions"), FOOTWATCH_IDS="1-2", FOOTWATCH_ANOMALIES_TRASHOLD="0.94"
    ) as running:
        yield running


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def walked(flagged: Running) -> Recording:
    recording = known_walk(flagged=((12.0, 14.0, -1), (30.0, 30.5, 1)))
    await store_walk(flagged, PERSON, recording)
    await store_walk(flagged, FLAGGED, recording)
    return recording


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def page(flagged: Running, walked: Recording, browser: Browser) -> AsyncIterator[Page]:
    """One page for all tests that lead it to what they act on; the first one looks at what its address asks for."""
    assert len(walked)
    async with opened(browser, f"{flagged.url}?person={PERSON}&warning=1&limit=2&hold=600") as page:
        await says(page, "late", "gone")
        yield page


async def side(page: Page, row: str, column: int) -> float:
    text = await page.locator(f".fw-comparison tr:has(th:text-is('{row}')) td").nth(column).text_content()
    return float((text or "nan").replace("\N{MINUS SIGN}", "-"))


async def differences(page: Page) -> list[tuple[int, int, int]]:
    """Colours of the difference map where the six sensors are, as drawn."""
    return [
        tuple(colour)
        for colour in await page.evaluate(
            """() => {
                const pen = document.createElement('canvas').getContext('2d');
                pen.drawImage(document.querySelectorAll('.fw-maps img')[2], 0, 0, 96, 82);
                const data = pen.getImageData(0, 0, 96, 82).data;
                const seen = new Set();
                for (let i = 0; i < data.length; i += 4) if (data[i + 3]) seen.add(data.slice(i, i + 3).join());
                return [...seen].map(one => one.split(',').map(Number));
            }"""
        )
    ]


async def test_an_asymmetry_over_the_limit_is_marked(page: Page) -> None:
    tile = page.locator(".fw-number-symmetry")
    await expect(tile).to_contain_text("over the limit in the last reading")
    await expect(tile.locator(".fw-sign")).to_have_count(0)
    limits = page.get_by_role("button", name="Limits")
    await limits.click()
    await page.get_by_label("Mark once it lasts s").fill("0")
    await page.keyboard.press("Enter")
    await expect(tile.locator(".fw-sign")).to_have_attribute("aria-label", re.compile("over the"))
    await limits.click()


async def reach(page: Page, selector: str, *, key: str = "Tab", most: int = 100) -> None:
    """Press the Tab key until it comes to what a selector names."""
    for _ in range(most):
        await page.keyboard.press(key)
        if await page.evaluate(
            "s => document.activeElement?.closest(s) !== null && document.activeElement !== document.body", selector
        ):
            focus = await page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
            assert focus != "none", "one sees where one is"
            return
    raise AssertionError(f"the Tab key does not reach {selector}")


async def test_the_keyboard_alone_is_enough(flagged: Running, page: Page) -> None:
    await led(page, f"{flagged.url}?person=1")
    await reach(page, ".fw-picker")
    await page.keyboard.type("2")
    options = await page.locator(".fw-picker datalist option").evaluate_all("all => all.map(one => one.value)")
    (second,) = [option for option in options if option.startswith("2")]
    await page.keyboard.type(second[1:])
    await page.keyboard.press("Enter")
    await expect(page.locator(".fw-person-card .fw-number dd")).to_have_text("2")
    await says(page, "live")
    await reach(page, ".fw-pause")
    await page.keyboard.press("Space")
    await says(page, "paused")
    await page.keyboard.press("Tab")
    held = await shown_time(page)
    await page.keyboard.press("ArrowLeft")
    await page.wait_for_function(f"document.querySelector('.fw-time').dataset.time < {held}")
    await page.keyboard.press("Shift+ArrowLeft")
    await page.wait_for_function(f"document.querySelector('.fw-time').dataset.time < {held - 0.5}")
    await expect(page.locator(".fw-anomaly-row").first).to_be_visible(timeout=30_000)
    await reach(page, ".fw-transport button[data-fw*='0.25']")
    await page.keyboard.press("Enter")
    await expect(page.locator("button[data-fw*='0.25']")).to_have_attribute("aria-pressed", "true")
    # The controls were written anew, and their focus is given back a moment later.
    await expect(page.locator("button[data-fw*='0.25']")).to_be_focused()
    await reach(page, ".fw-anomaly-row [aria-label^='Play']")
    await page.keyboard.press("Enter")
    await says(page, "replay")
    await expect(page.locator(".fw-header .fw-pill")).to_contain_text("\N{MULTIPLICATION SIGN}0.25")


async def test_two_windows_are_compared(flagged: Running, walked: Recording, page: Page) -> None:
    first = walked.time[0]
    one = f"{flagged.url}?person={PERSON}&window=10&at={first + 7:.6f}&from={first + 2:.6f}&to={first + 12:.6f}"
    await led(page, one)
    await expect(page.locator(".fw-compare-card")).to_be_hidden()
    await shows_counts(page, walked.counts[70])
    await page.get_by_role("button", name="Compare: keep").click()
    await expect(page.locator(".fw-maps figure")).to_have_count(3)
    for number in (0, 1):
        cadence = re.compile(rf"^{await side(page, 'Cadence', number)}\s*steps/min$")
        await expect(page.locator(".fw-number-cadence .fw-value")).to_have_text(cadence)
    assert len(await differences(page)) == 1, "nothing differs from itself"
    await page.get_by_role("button", name="1 min", exact=True).click()
    await page.wait_for_function(
        "a => document.querySelectorAll('.fw-maps figcaption')[1].textContent.slice(2) !== a",
        arg=(await page.locator(".fw-maps figcaption").first.text_content() or "")[2:],
    )
    wide, narrow = walked.between(None, first + 12), walked.between(first + 2, first + 12)
    for i, name in enumerate(("L0", "R0")):
        column = 3 * i
        means = [part.counts[:, column].mean() for part in (narrow, wide)]
        shown = [await side(page, f"Mean {name}", number) for number in range(3)]
        assert shown[:2] == pytest.approx(means, abs=0.06)
        assert shown[2] == pytest.approx(shown[1] - shown[0], abs=0.11)
    await page.get_by_role("button", name="Close").click()
    await expect(page.locator(".fw-compare-card")).to_be_hidden()


async def test_two_moments_are_compared(flagged: Running, walked: Recording, page: Page) -> None:
    first = walked.time[0]
    await led(page, f"{flagged.url}?person={PERSON}&window=30&at={first + 20:.6f}")
    before, after = walked.counts[200].tolist(), walked.counts[204].tolist()
    await shows_counts(page, before)
    await page.get_by_role("button", name="Compare: keep").click()
    await page.get_by_role("button", name="the moment", exact=True).click()
    for _ in range(4):
        await page.keyboard.press("ArrowRight")
    await page.wait_for_function(
        f"Math.abs(document.querySelector('.fw-time').dataset.time - {walked.time[204]}) < 0.01"
    )
    await shows_counts(page, after)
    for i, name in enumerate(("L0", "L1", "L2", "R0", "R1", "R2")):
        row = page.locator(
            f".fw-comparison tr:has(th:text-is('Mean {name}')) td, .fw-comparison tr:has(th:text-is('{name}')) td"
        )
        await expect(row.nth(1)).to_have_text(f"{after[i]:.1f}")
        await expect(row.nth(0)).to_have_text(f"{before[i]:.1f}")
    assert len(await differences(page)) > 3


async def test_two_persons_are_compared(flagged: Running, page: Page) -> None:
    await led(page, f"{flagged.url}?person=1")
    await page.get_by_role("button", name="Compare: keep").click()
    await page.get_by_role("button", name="Next person").click()
    captions = page.locator(".fw-maps figcaption")
    await expect(captions.nth(0)).to_contain_text("Person 1")
    await expect(captions.nth(1)).to_contain_text("Person 2")
    await expect(captions.nth(2)).to_contain_text("green less, purple more")
    await page.wait_for_function("document.querySelectorAll('.fw-comparison tbody tr').length >= 14")
    assert len(await differences(page)) > 3


async def chosen(page: Page, what: str) -> tuple[str, bytes]:
    async with page.expect_download() as waiting:
        await page.get_by_label("Export data or a picture").select_option(what)
    return await saved(await waiting.value)


async def saved(download: Download) -> tuple[str, bytes]:
    return download.suggested_filename, await asyncio.to_thread((await download.path()).read_bytes)


async def test_a_report_of_what_is_shown_is_saved(flagged: Running, page: Page) -> None:
    await led(page, f"{flagged.url}?person={PERSON}&window=60")
    async with page.expect_download() as waiting:
        await page.get_by_role("button", name="Report of what is shown, without name").click()
    name, data = await saved(await waiting.value)
    assert re.fullmatch(rf"footwatch-{PERSON}-report-\d{{8}}-\d{{6}}\.html", name)
    assert f"<h1>Person {PERSON}</h1>".encode() in data
    assert b"Gait numbers" in data
    assert EVIL.lastname.encode() not in data


async def test_what_is_downloaded_is_what_is_stored(flagged: Running, walked: Recording, page: Page) -> None:
    await led(page, f"{flagged.url}?person={PERSON}&window=60")
    name, data = await chosen(page, "all stored, CSV")
    assert re.fullmatch(rf"footwatch-{PERSON}-all-\d{{8}}-\d{{6}}\.csv", name)
    assert EVIL.lastname.encode() not in data
    rows = list(csv.DictReader(io.StringIO(data.decode())))
    assert [float(row["time"]) for row in rows] == pytest.approx(walked.time.tolist(), abs=1e-6)
    columns = ("L0", "L1", "L2", "R0", "R1", "R2")
    assert [[int(row[c]) for c in columns] for row in rows] == walked.counts.tolist()
    assert [int(row["anomaly"]) for row in rows] == walked.flagged.astype(int).tolist()
    name, data = await chosen(page, "anomalies, Parquet")
    assert name.endswith(".parquet")
    table = pq.read_table(io.BytesIO(data)).to_pydict()
    assert np.column_stack([table[c] for c in columns]).tolist() == walked.counts[walked.flagged].tolist()
    name, data = await chosen(page, "window, Parquet")
    assert len(pq.read_table(io.BytesIO(data))) == len(walked)


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
async def test_a_picture_shows_what_the_page_shows(
    flagged: Running, walked: Recording, page: Page, pictures: Path | None, *, dark: bool
) -> None:
    at = walked.time[0] + 20
    await page.emulate_media(color_scheme="dark" if dark else "light")
    await led(page, f"{flagged.url}?person={PERSON}&window=30&at={at:.6f}")
    for what, card in (("feet", ".fw-map-card"), ("curves", ".fw-curves")):
        name, data = await chosen(page, f"{what}, PNG")
        assert re.fullmatch(rf"footwatch-{PERSON}-{what}-\d{{8}}-\d{{6}}\.png", name)
        box = await page.locator(card).bounding_box()
        assert box
        width, height = struct.unpack(">II", data[16:24])
        assert width == pytest.approx(2 * box["width"], abs=2)
        figures = await page.locator(f"{card} .bqplot.figure").evaluate_all(
            "all => all.map(one => one.getBoundingClientRect()).map(({ top, bottom }) => [top, bottom])"
        )
        assert height > 2 * (max(bottom for _, bottom in figures) - min(top for top, _ in figures))
        if pictures:
            (pictures / f"export-{what}-{'dark' if dark else 'light'}.png").write_bytes(data)
        colours = await page.evaluate(COLOURS, base64.b64encode(data).decode())
        assert len(colours) > 40, "not blank"
        found = []
        for variable in ("--fw-left", "--fw-right"):
            hexed = await page.evaluate(f"getComputedStyle(document.documentElement).getPropertyValue('{variable}')")
            key = ",".join(str(int(hexed.strip()[i : i + 2], 16)) for i in (1, 3, 5))
            found.append(colours.get(key, 0) > 200)
        assert all(found) if what == "curves" else any(found), "a foot's hue is its bar or its lines"


async def test_an_anomaly_appears_in_the_table_and_the_keyboard_keeps_its_place(flagged: Running, page: Page) -> None:
    await led(page, f"{flagged.url}?person={FLAGGED}")
    row = page.locator(".fw-anomaly-row").first
    await expect(page.locator(".fw-anomaly-count")).to_have_text("2 episodes")
    start = await row.get_attribute("data-start") or ""
    spoken = await row.locator("[data-fw*=keep_episode]").get_attribute("aria-label") or ""
    keep = page.get_by_role("button", name=spoken)
    await keep.focus()
    await flag(flagged, FLAGGED)
    await expect(page.locator(".fw-anomaly-count")).to_have_text("3 episodes")
    await expect(row).not_to_have_attribute("data-start", start)
    store = flagged.store()
    episodes = await store.episodes(FLAGGED)
    await store.close()
    assert float(await row.get_attribute("data-start") or "nan") in {round(episode.start, 6) for episode in episodes}
    await expect(keep).to_be_focused()


async def test_an_episode_is_played_slowly_while_data_go_on_being_stored(flagged: Running, page: Page) -> None:
    await led(page, f"{flagged.url}?person=1")
    row = page.locator(".fw-anomaly-row").first
    await expect(row).to_be_visible(timeout=30_000)
    await page.get_by_role("button", name="\N{MULTIPLICATION SIGN}0.25").first.click()
    await page.locator(".fw-anomaly-row").nth(1).get_by_role("button", name="Play").click()
    await says(page, "replay")
    await expect(page.locator(".fw-header .fw-pill")).to_contain_text("\N{MULTIPLICATION SIGN}0.25")
    await expect(page.locator("tr.fw-chosen")).to_have_count(1)
    start = float(await page.locator("tr.fw-chosen").get_attribute("data-start") or 0)
    await expect(page.locator(".fw-map-card h2")).to_contain_text("Pressure at")
    store = flagged.store()
    newest = (await store.watch({1: None}, 1))[1].status.newest or 0
    began = await shown_time(page)
    assert began < start + 1
    await page.wait_for_function(f"document.querySelector('.fw-time').dataset.time > {began + 0.5}")
    later = (await store.watch({1: None}, 1))[1].status.newest or 0
    await store.close()
    assert later > newest + 1, "a quarter of the speed took longer"
    await page.keyboard.press("End")
    await says(page, "live")


async def test_the_dashboard_fills_the_screen_and_gives_it_back(flagged: Running, page: Page) -> None:
    await led(page, f"{flagged.url}?person=1")
    full = page.get_by_role("button", name="Full screen")
    await full.click()
    await page.wait_for_function(
        """() => ['.fw-header', '.fw-map-card', '.fw-plot-left']
            .every(part => document.fullscreenElement?.querySelector(part)?.checkVisibility())"""
    )
    await full.click()
    await page.wait_for_function("document.fullscreenElement === null")
