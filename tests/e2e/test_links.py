"""The address says what is looked at, and a link shows the same."""

import re
import time
from collections.abc import AsyncIterator, Iterator
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
import pytest_asyncio
from playwright.async_api import Browser, Page, expect

from footlib.recording import Recording
from tests.e2e.conftest import PATIENCE, Running, demonstration, opened
from tests.e2e.walks import drag, led, plot_box, says, shown_counts, shown_time


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """A demonstration whose sweeper leaves ten minutes alone, however long the tests take."""
    with demonstration(tmp_path_factory.mktemp("kept"), FOOTWATCH_IDS="1-3", FOOTWATCH_MAX_SEC="3600") as running:
        yield running


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def page(kept: Running, browser: Browser) -> AsyncIterator[Page]:
    """One page from which links are taken; the tests with one of their own stand before those with this one."""
    async with opened(browser, f"{kept.url}?person=2") as page:
        await says(page, "live")
        yield page


def asked(page: Page) -> dict[str, str]:
    return {name: values[0] for name, values in parse_qs(urlsplit(page.url).query).items()}


async def picture(page: Page) -> dict[str, Any]:
    """What a colleague would compare: the moment, the numbers, the axis."""
    return {
        "time": await shown_time(page),
        "counts": await shown_counts(page),
        "title": await page.locator(".fw-map-card h2").text_content(),
        "tiles": await page.locator(".fw-tile .fw-value, .fw-tile .fw-note").all_text_contents(),
        "sensors": await page.locator(".fw-sensors td").all_text_contents(),
        "at the playhead": await page.locator(".fw-values").all_text_contents(),
        "axis": [text for text in await page.locator(".fw-plot-left .axis text").all_text_contents() if text],
        "window": await page.locator(".fw-windows .mod-active").all_text_contents(),
        "compared": await page.locator(".fw-comparison:visible :is(td, figcaption)").all_text_contents(),
    }


async def at_in_address(page: Page, other_than: str = "") -> str:
    await page.wait_for_function(
        "old => { const at = new URLSearchParams(location.search).get('at'); return at && at !== old; }", arg=other_than
    )
    return asked(page)["at"]


async def same_elsewhere(browser: Browser, page: Page) -> None:
    """See that a page that is opened with the address shows the same."""
    async with opened(browser, page.url) as other:
        await says(other, "paused")
        deadline = time.monotonic() + PATIENCE
        while (shown := await picture(other)) != (expected := await picture(page)) or not shown["counts"]:
            differs = "; ".join(
                f"{part}: {shown[part]} is not {expected[part]}" for part in expected if shown[part] != expected[part]
            )
            if time.monotonic() > deadline:
                pytest.fail(f"{page.url} shows another picture. {differs}")
        assert asked(other) == asked(page)


async def test_person_window_theme_kiosk_and_limits_come_from_the_address(kept: Running, browser: Browser) -> None:
    address = f"{kept.url}?person=3&window=300&theme=dark&kiosk=1&warning=15&late=4"
    async with opened(browser, address) as page:
        await says(page, "live")
        await expect(page).to_have_url(address)
        await expect(page).to_have_title(re.compile("Person 3"))
        await expect(page.locator(".fw-number-symmetry")).to_contain_text("±15")
        background = await page.evaluate("getComputedStyle(document.querySelector('.fw-dashboard')).backgroundColor")
        assert sum(int(part) for part in re.findall(r"\d+", background)[:3]) < 150, "dark"
        for controls in (".fw-pause", ".fw-windows", ".fw-picker", ".fw-export", ".fw-limits-button", ".fw-thin"):
            await expect(page.locator(controls)).to_be_hidden()
        await expect(page.locator(".fw-map-card")).to_be_visible()
        store = kept.store()
        person = (await store.people([3]))[3]
        await store.close()
        await expect(page.locator(".fw-who")).to_have_text(f"3 · {person.firstname} {person.lastname}")


async def test_what_is_changed_on_the_page_goes_to_the_address(kept: Running, browser: Browser) -> None:
    async with opened(browser, f"{kept.url}?person=1") as page:
        await says(page, "live")
        await page.get_by_role("button", name="10 min", exact=True).click()
        await page.wait_for_url(re.compile("window=600"))
        await page.get_by_role("button", name="Light or dark theme").click()
        await page.wait_for_url(re.compile("theme=dark"))
        await page.get_by_role("button", name="Limits").click()
        await page.get_by_label("Asymmetry, warning %").fill("17")
        await page.keyboard.press("Enter")
        await page.wait_for_url(re.compile("warning=17"))
        await expect(page.locator(".fw-number-symmetry")).to_contain_text("±17")
        await page.get_by_label("Data late after s").fill("7")
        await page.keyboard.press("Enter")
        await page.wait_for_url(re.compile("late=7"))
        await page.get_by_role("button", name="Everyone at a glance").click()
        await page.wait_for_url(re.compile("view=overview"))
        await expect(page.locator(".fw-tile-3")).to_be_visible()
        await page.goto(page.url)
        await expect(page.locator(".fw-tile-3")).to_be_visible(timeout=30_000)
        await page.locator(".fw-tile-2 .fw-tile-title a").click()
        await page.wait_for_url(re.compile("person=2"))
        await says(page, "live")
        await expect(page.locator(".fw-windows .mod-active")).to_have_text("30 s")
        assert asked(page).items() >= {"person": "2", "theme": "dark", "warning": "17", "late": "7"}.items()
        await page.get_by_role("button", name="Limits").click()
        await page.get_by_label("Asymmetry, limit %").fill("5")
        await page.keyboard.press("Enter")
        words = page.locator(".fw-limits-words")
        await expect(words).to_contain_text("under the warning, so 17 % counts for both")
        await expect(page.locator(".fw-number-symmetry")).to_contain_text("limits ±17, ±17")
        await page.wait_for_url(re.compile("limit=5"))
        await page.get_by_label("Asymmetry, warning %").fill("3")
        await page.keyboard.press("Enter")
        await expect(page.locator(".fw-number-symmetry")).to_contain_text("limits ±3, ±5")
        await expect(words).not_to_contain_text("under the warning")
        # The theme is kept for the next page, the limits are not.
        await page.goto(f"{kept.url}?person=1")
        await says(page, "live")
        assert await page.evaluate("document.documentElement.dataset.fwTheme") == "dark"
        await expect(page.locator(".fw-number-symmetry")).not_to_contain_text("±3")


async def test_a_link_from_a_pause_and_a_scrub_shows_the_same_moment(
    kept: Running, browser: Browser, page: Page
) -> None:
    window = 600
    await led(page, f"{kept.url}?person=2&window={window}")
    assert "at" not in asked(page)
    await page.locator(".fw-pause").click()
    await says(page, "paused")
    paused = await at_in_address(page)
    assert float(paused) == pytest.approx(await shown_time(page), abs=1e-6)
    box = await plot_box(page)
    three_seconds_earlier = (1 - 3 / window) * box["width"]
    await page.mouse.click(box["x"] + three_seconds_earlier, box["y"] + box["height"] / 2)
    await at_in_address(page, paused)
    await same_elsewhere(browser, page)
    await page.mouse.dblclick(box["x"] + 0.5 * box["width"], box["y"] + box["height"] / 2)
    await page.keyboard.press("End")
    await says(page, "live")
    await page.wait_for_url(lambda url: "at=" not in url)


async def test_a_link_from_a_zoom_shows_the_same_stretch_and_comparison(
    kept: Running, browser: Browser, page: Page
) -> None:
    await led(page, f"{kept.url}?person=2&window=30")
    await page.wait_for_function("parseFloat(document.querySelector('.fw-number-contact .fw-value').textContent) > 0")
    await page.get_by_role("button", name="Compare: keep").click()
    card = page.locator(".fw-compare-card")
    await expect(card).to_contain_text("A Person 2")
    await page.keyboard.press("p")
    await expect(card).to_contain_text("B Person 1")
    await card.get_by_role("button", name="the moment").click()
    await page.locator(".fw-pause").click()
    await says(page, "paused")
    start = float(await at_in_address(page)) - 30
    await drag(page, 0.8, 0.9)
    await page.wait_for_function(f"new URLSearchParams(location.search).get('from') > {start + 20}")
    beside = asked(page)["beside"].split("_")
    assert beside[0] == "2"
    assert float(beside[2]) - float(beside[1]) == pytest.approx(30)
    await same_elsewhere(browser, page)
    await card.get_by_role("button", name="Close").click()
    await page.wait_for_url(lambda url: "beside" not in url)


async def test_a_link_to_just_now_fills_as_readings_come(kept: Running, page: Page) -> None:
    reach = """() => {
        const plot = document.querySelector('.fw-plot-left .plotarea_events').getBoundingClientRect();
        const lines = [...document.querySelectorAll('.fw-plot-left path.line')]
            .filter(one => getComputedStyle(one).strokeWidth === '1.8px').map(one => one.getBoundingClientRect());
        return Math.max(...lines.map(one => (one.right - plot.left) / plot.width));
    }"""
    at = time.time() - 2
    await led(page, f"{kept.url}?person=2&window=10&at={at:.3f}")
    shown = await shown_time(page)
    await page.wait_for_function(f"({reach})() > 0.98")
    store = kept.store()
    before = Recording.join([part async for part in store.chunks(2, at - 10, at)])
    await store.close()
    assert await shown_time(page) == shown == pytest.approx(before.time[-1], abs=1e-6)
    await expect(page.locator(".fw-header .fw-pill")).to_have_attribute("data-state", "paused")


async def test_a_window_that_has_no_button_can_be_left(kept: Running, page: Page) -> None:
    await led(page, f"{kept.url}?person=1&window=10")
    await expect(page.locator(".fw-windows .mod-active")).to_have_count(0)
    await page.get_by_role("button", name="30 s", exact=True).click()
    await page.wait_for_url(re.compile("window=30"))
    await expect(page.locator(".fw-windows .mod-active")).to_have_text("30 s")
