"""The page of everyone."""

import asyncio
import re
from collections.abc import AsyncIterator, Iterator

import pytest
import pytest_asyncio
from playwright.async_api import Browser, Page, expect

from footlib.importing import import_recording
from footlib.reading import Person, decode_answer
from footlib.settings import Settings
from footlib.store import Clock, Entry, Writer, redis_client
from footlib.store.embedded import found
from tests.conftest import answer
from tests.e2e.conftest import Running, demonstration, opened
from tests.e2e.walks import EVIL, known_walk, says, store_walk

GONE, FLAGGED, RECORDED = 9, 20, 21


@pytest.fixture(scope="module")
def several(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """Three persons who walk."""
    with demonstration(tmp_path_factory.mktemp("several"), FOOTWATCH_IDS="1-3") as running:
        yield running


@pytest.fixture(scope="module")
def gone(several: Running) -> int:
    """One of two more persons whose readings have ended."""
    endless = Person("Aaron" * 24, "Aaa", "1950")
    asyncio.run(store_walk(several, GONE, known_walk(flagged=((12.0, 14.0, -1),)), endless))
    asyncio.run(store_walk(several, GONE + 1, known_walk(), EVIL))
    return GONE


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def page(several: Running, browser: Browser) -> AsyncIterator[Page]:
    """One page that is led back to everyone; the tests with one of their own stand before those with this one."""
    async with opened(browser, several.url) as page:
        yield page


async def everyone(page: Page) -> None:
    """Lead the page to everyone, in the order of their numbers."""
    await page.set_viewport_size({"width": 1440, "height": 920})
    overview = page.get_by_role("button", name="Everyone at a glance")
    await expect(overview).to_be_visible()
    await overview.click()
    await page.get_by_label("Order of the tiles").select_option("by number")


async def stand(page: Page, *numbers: int) -> None:
    """Wait until persons stand in an order."""
    await expect(page.locator(".fw-tile-title a")).to_have_text([re.compile(rf"^{number}\b") for number in numbers])


async def test_what_a_store_that_is_away_holds_is_not_known(several: Running, gone: int, browser: Browser) -> None:
    server = several.part("valkey")
    server.suspend()
    try:
        async with opened(browser, f"{several.url}?person={gone}") as page:
            await says(page, "away")
            await expect(page.locator(".fw-number-anomalies")).to_contain_text("not known yet")
            for card in (".fw-anomalies-card", ".fw-histogram-card"):
                await expect(page.locator(card)).to_contain_text("ot known yet")
                await expect(page.locator(card)).not_to_contain_text("othing has been flagged")
            await page.get_by_role("button", name="Everyone at a glance").click()
            head = page.locator(".fw-everyone-head")
            await expect(head).to_contain_text("Store away")
            await expect(head).to_contain_text("Connecting")
            server.resume()
            await expect(page.locator(f".fw-tile-{gone}")).to_contain_text("1 anomaly in 10 min", timeout=30_000)
            await page.locator(f".fw-tile-{gone} a").click()
            await expect(page.locator(".fw-number-anomalies .fw-note")).to_contain_text("last")
    finally:
        server.resume()


FILLED = """foot => {
    const { scrollWidth, scrollHeight } = document.documentElement;
    const last = Math.max(...[...document.querySelectorAll(foot)].map(one => one.getBoundingClientRect().bottom));
    return scrollWidth <= innerWidth && scrollHeight <= innerHeight && last <= innerHeight && last > 0.95 * innerHeight;
}"""
LETTERS = """words => {
    const one = document.querySelector(words);
    return one && parseFloat(getComputedStyle(one).fontSize) / Math.min(innerHeight, innerWidth);
}"""
READABLE = 0.02
"""Size of the letters by the shorter side: 14 mm on a screen of 55 inches, 9 minutes of arc from five metres."""


async def fills_the_screen(page: Page, foot: str, *letters: str) -> None:
    for width, height in ((1920, 1080), (2560, 1440), (1080, 1920)):
        await page.set_viewport_size({"width": width, "height": height})
        await page.wait_for_function(FILLED, arg=foot)
        for words in letters:
            size = await (await page.wait_for_function(LETTERS, arg=words)).json_value()
            assert size > READABLE, (words, width, height)


async def test_a_wall_screen_is_filled_and_read_from_five_metres(several: Running, browser: Browser) -> None:
    async with opened(browser, f"{several.url}?view=overview&kiosk=1") as page:
        await expect(page.locator(".fw-tile-1 .fw-pill[data-state=live]")).to_be_visible(timeout=30_000)
        await expect(page.get_by_label("Order of the tiles")).to_be_hidden()
        await expect(page.locator("button:visible")).to_have_count(0)
        await expect(page.locator(".fw-clock")).to_have_text(re.compile(r"^\d\d:\d\d$"))
        one = ".fw-tile-1"
        await fills_the_screen(
            page, ".fw-person-tile", f"{one} h2 a", f"{one} .fw-pill", f"{one} .fw-strong", ".fw-clock"
        )
        await page.goto(f"{several.url}?person=1&kiosk=1")
        state = ".fw-header .fw-pill"
        await expect(page.locator(f"{state}[data-state=live]")).to_be_visible(timeout=30_000)
        below = page.locator(".fw-person-card, .fw-trials-card, .fw-labels-card, .fw-sensors-card")
        await expect(below).to_have_count(0)
        await fills_the_screen(
            page, ".fw-card", ".fw-who p", state, ".fw-number-cadence .fw-value", ".fw-map-card .fw-strong"
        )


async def test_several_persons_land_on_everyone_and_a_click_opens_one(several: Running, gone: int, page: Page) -> None:
    tiles = page.locator(".fw-person-tile")
    await expect(tiles).to_have_count(5, timeout=30_000)
    await expect(page).to_have_url(f"{several.url}?view=overview")
    for number in (1, 2, 3):
        tile = page.locator(f".fw-tile-{number}")
        await expect(tile.locator(".fw-pill[data-state=live]")).to_be_visible()
        await expect(tile.locator(".fw-mini img")).to_be_visible()
        # One a foot for every stretch without a gap.
        await page.wait_for_function(
            "shapes => (({ length }) => length > 0 && length % 2 === 0)(document.querySelectorAll(shapes))",
            arg=f".fw-tile-{number} svg polygon",
        )
        await expect(tile).to_contain_text("in 10 min")
        await expect(tile).to_contain_text("load of", timeout=20_000)
    store = several.store()
    people = await store.people([2])
    await store.close()
    await expect(page.locator(".fw-tile-2")).to_contain_text(people[2].lastname)
    before = await page.locator(".fw-tile-2 .fw-mini img").get_attribute("src")
    await expect(page.locator(".fw-tile-2 .fw-mini img")).not_to_have_attribute("src", before or "")
    await page.locator(".fw-tile-2").click()
    await says(page, "live")
    await expect(page.locator(".fw-person-card")).to_contain_text(people[2].lastname)
    await expect(page).to_have_url(f"{several.url}?person=2&window=30")
    await page.set_viewport_size({"width": 1400, "height": 900})
    await page.wait_for_function("document.querySelector('.fw-bar').offsetHeight < 60")
    await page.keyboard.press("n")
    await expect(page).to_have_url(f"{several.url}?person=3&window=30")
    await page.go_back()
    await expect(page.locator(".fw-person-card")).to_contain_text(people[2].lastname)
    await page.go_back()
    await expect(tiles).to_have_count(5)
    await expect(page).to_have_url(f"{several.url}?view=overview")


async def test_tiles_are_ordered_by_number_name_or_trouble(several: Running, gone: int, page: Page) -> None:
    await everyone(page)
    await expect(page.locator(".fw-person-tile")).to_have_count(5, timeout=30_000)
    tile = page.locator(f".fw-tile-{gone}")
    await expect(tile.locator(".fw-pill")).to_contain_text("No data since")
    await expect(tile).to_contain_text("1 anomaly in 10 min")
    await expect(tile).to_contain_text("last")
    await expect(tile.locator(".fw-old")).to_have_css("filter", re.compile("grayscale"))
    await expect(tile.locator(".fw-old .fw-balance")).to_have_css("opacity", "0.45")
    named = page.locator(".fw-everyone-bar .fw-trouble-silent a")
    await expect(named).to_have_count(2)
    assert await page.locator(".evil, img[src=x]").count() == 0, "names are text"
    order = page.get_by_label("Order of the tiles")
    await stand(page, 1, 2, 3, 9, 10)
    await page.wait_for_url("**/*order=number*")
    await order.select_option("by name")
    await expect(page.locator(".fw-tile-title a").first).to_contain_text("Aaa")
    await order.select_option("by trouble")
    first_two = "[...document.querySelectorAll('.fw-tile-title a')].slice(0, 2).map(a => parseInt(a.textContent))"
    await page.wait_for_function(f"{first_two}.join() === '9,10'")
    await page.wait_for_url(f"{several.url}?view=overview")
    await page.reload()
    await page.wait_for_function(f"{first_two}.join() === '9,10'")
    await expect(order).to_have_value("by trouble")
    for width in (1440, 390):
        await page.set_viewport_size({"width": width, "height": 900})
        await page.wait_for_function(f"innerWidth === {width}")
        assert await page.evaluate("document.documentElement.scrollWidth") <= width, "a long name"


async def test_a_recording_is_nobodys_trouble(several: Running, gone: int, page: Page) -> None:
    settings = found(Settings(data_dir=str(several.data_dir)))
    recording = known_walk(ago=3600.0, flagged=((8.0, 9.0, 4),))
    await asyncio.to_thread(import_recording, settings, recording, RECORDED)
    await everyone(page)
    state = page.locator(f".fw-tile-{RECORDED} .fw-pill[data-state=recording]")
    await expect(state).to_contain_text("Recording to", timeout=30_000)
    await expect(page.locator(f".fw-trouble a[href='?person={gone}']")).to_be_visible()
    await expect(page.locator(f".fw-trouble a[href='?person={RECORDED}']")).to_have_count(0)
    await page.get_by_label("Order of the tiles").select_option("by trouble")
    await expect(page.locator(".fw-tile-title a").last).to_have_attribute("href", f"?person={RECORDED}")
    await page.locator(f".fw-tile-{RECORDED} a").click()
    await says(page, "recording")
    await expect(page.locator(".fw-map-card h2")).to_contain_text("Last pressure")
    await expect(page.locator(".fw-person .fw-disabled")).to_contain_text("unknown")
    assert await page.locator(".fw-feet").evaluate("one => getComputedStyle(one).filter") == "none"
    await expect(page.locator(".fw-line i")).to_have_count(1)
    pause = page.locator(".fw-pause")
    await expect(pause).to_be_hidden()
    await page.keyboard.press("ArrowLeft")
    await expect(pause).to_have_text("● End")
    await pause.click()
    await says(page, "recording")


async def test_an_anomaly_is_told_while_it_goes_on(several: Running, page: Page) -> None:
    settings = found(Settings(data_dir=str(several.data_dir)))
    client = redis_client(settings)
    writer = Writer(client, settings, Clock())
    await writer.lease([FLAGGED])
    flagged = decode_answer(answer(anomaly=True))

    async def flag() -> None:
        while True:
            await writer.append([Entry(FLAGGED, writer.clock.stamp(FLAGGED), flagged)])
            await asyncio.sleep(0.2)

    flagging = asyncio.get_running_loop().create_task(flag())
    try:
        await everyone(page)
        words = page.locator(f".fw-tile-{FLAGGED} .fw-now")
        await expect(words).to_contain_text("⚠ anomaly now, since", timeout=30_000)
        # Those who walk are flagged at times as well.
        await expect(page.locator(f".fw-trouble-anomaly a[href='?person={FLAGGED}']")).to_have_count(1)
        flagging.cancel()
        await expect(words).to_have_count(0)
        await page.locator(".fw-trouble a", has_text=f"{FLAGGED} ·").click()
        await expect(page).to_have_url(f"{several.url}?person={FLAGGED}&window=30")
    finally:
        flagging.cancel()
        await client.aclose()
