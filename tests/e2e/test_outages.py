"""Any one part dies while the others run: the page says so and heals without a reload."""

import asyncio
from collections.abc import AsyncIterator, Iterator

import aiohttp
import pytest
import pytest_asyncio
from playwright.async_api import Browser, Page, expect

from tests.e2e.conftest import SELDOM, Running, demonstration, opened
from tests.processes import left

SLOW = 45_000


async def state(page: Page, *kinds: str) -> None:
    """Wait until the pill says one of these."""
    await expect(page.locator(", ".join(f".fw-pill[data-state={kind}]" for kind in kinds))).to_be_visible(timeout=SLOW)


async def moves(page: Page) -> None:
    """Wait until a reading is drawn that is newer than what is drawn now."""
    time_shown = await page.locator(".fw-time").first.get_attribute("data-time")
    await page.wait_for_function(f"document.querySelector('.fw-time').dataset.time > {time_shown}", timeout=SLOW)


async def untouched(page: Page) -> None:
    """Mark the page, so that a reload would be seen."""
    await page.evaluate("window.sameDocument = true")


@pytest.fixture(scope="module")
def system(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """Everything, of which each test kills a part that the others have healed by then."""
    with demonstration(
        tmp_path_factory.mktemp("outages"), FOOTWATCH_IDS="1-2", FOOTWATCH_REQUEST_TIMEOUT="2", **SELDOM
    ) as running:
        yield running


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def page(system: Running, browser: Browser) -> AsyncIterator[Page]:
    """One page that sees part after part die, and heals without a reload."""
    async with opened(browser, f"{system.url}?person=1") as page:
        await state(page, "live")
        await untouched(page)
        yield page


async def test_store_dies_and_comes_back(system: Running, page: Page) -> None:
    await state(page, "live")
    server = system.part("valkey")
    server.suspend()
    try:
        await state(page, "away")
        await expect(page.locator(".fw-notice")).to_be_visible()
    finally:
        server.kill()
    await state(page, "live")
    await moves(page)
    await expect(page.locator(".fw-notice")).to_have_count(0)
    assert await page.evaluate("window.sameDocument")


async def test_api_dies_and_comes_back(system: Running, page: Page) -> None:
    await state(page, "live")
    api = system.part("standin")
    api.suspend()
    try:
        await state(page, "late", "gone")
        await expect(page.locator(".fw-dashboard")).to_contain_text("no whole answer", timeout=SLOW)
    finally:
        api.kill()
    await state(page, "live")
    await moves(page)
    assert await page.evaluate("window.sameDocument")


async def test_cacher_dies_and_comes_back(system: Running, page: Page) -> None:
    await state(page, "live")
    part = system.part("-m", "cacher")
    part.suspend()
    try:
        await state(page, "late", "gone")
    finally:
        part.kill()
    await state(page, "live")
    await moves(page)
    assert await page.evaluate("window.sameDocument")


async def test_dashboard_server_dies_and_the_page_offers_to_load_anew_or_does_so_itself(
    system: Running, page: Page
) -> None:
    await state(page, "live")
    kernels = system.kernels()
    # The page would load anew by itself, and the button is what is tested.
    await page.route("**/voila.js", lambda route: route.abort())
    system.kill("voila")
    assert left(kernels, 10) == []
    notice = page.locator(".fw-lost")
    await expect(notice).to_be_visible(timeout=SLOW)
    await running_again(system)
    await page.unroute("**/voila.js")
    await notice.get_by_role("button").click()
    await state(page, "live")
    await untouched(page)
    system.kill("voila")
    await page.wait_for_function("window.sameDocument === undefined", timeout=60_000)
    await state(page, "live")
    await moves(page)


async def running_again(running: Running) -> None:
    async with aiohttp.ClientSession() as session, asyncio.timeout(30):
        while True:
            try:
                async with session.get(f"{running.url}voila/static/voila.js"):
                    return
            except aiohttp.ClientError:
                await asyncio.sleep(0.1)
