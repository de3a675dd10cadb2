"""Any one part dies while the others run: the page says so and heals without a reload."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import aiohttp
import pytest
import pytest_asyncio
from playwright.async_api import Browser, Page, expect

from tests.e2e.conftest import PATIENCE, Running, cacher, demonstration, eventually, opened
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
        tmp_path_factory.mktemp("outages"), FOOTWATCH_IDS="1-2", FOOTWATCH_REQUEST_TIMEOUT="2"
    ) as running:
        yield running


async def test_second_cacher_takes_over_when_the_first_is_killed(system: Running, tmp_path: Path) -> None:
    first = system.part("-m", "cacher")
    environment = {name: value for name, value in first.environ().items() if name.startswith("FOOTWATCH_")}
    del environment["FOOTWATCH_HEALTH_PORT"]
    store = system.store()
    with cacher(tmp_path / "second", **environment) as second:
        await eventually(lambda: "another" in second.text(), "the second cacher to find the first")
        # Held back, the first is not started anew but neither does it renew its leases.
        first.suspend()
        before = (await store.watch({1: None}, 1))[1].status.newest or 0
        async with asyncio.timeout(PATIENCE):
            while ((await store.watch({1: None}, 1))[1].status.newest or 0) < before + 1:  # noqa: ASYNC110
                await asyncio.sleep(0.05)
        first.kill()
    recording = await store.window(1)
    await store.close()
    assert (recording.time[1:] > recording.time[:-1]).all()


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


async def test_dashboard_server_dies_and_a_reload_is_offered(system: Running, page: Page) -> None:
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


async def running_again(running: Running) -> None:
    async with aiohttp.ClientSession() as session, asyncio.timeout(30):
        while True:
            try:
                async with session.get(f"{running.url}voila/static/voila.js"):
                    return
            except aiohttp.ClientError:
                await asyncio.sleep(0.1)
