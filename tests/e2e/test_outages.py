"""Any one part dies while the others run: the page says so and heals without a reload."""

import asyncio
import time
from pathlib import Path

import aiohttp
from playwright.async_api import Browser, Page, expect

from footlib.store.embedded import free_port
from tests.e2e.conftest import Running, cacher, demonstration, opened, standin
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


async def test_store_dies_and_comes_back(tmp_path: Path, browser: Browser) -> None:
    with demonstration(tmp_path, FOOTWATCH_IDS="1-2") as running:
        async with opened(browser, f"{running.url}?person=1") as page:
            await state(page, "live")
            await untouched(page)
            server = running.part("valkey")
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


async def test_api_dies_and_comes_back(tmp_path: Path, browser: Browser) -> None:
    port = free_port()
    with demonstration(
        tmp_path / "run",
        FOOTWATCH_IDS="1",
        FOOTWATCH_BASE_URL=f"http://127.0.0.1:{port}/v2/monitor/",
        FOOTWATCH_REQUEST_DELAY="0.1",
    ) as running:
        async with opened(browser, f"{running.url}?person=1") as page:
            with standin(tmp_path / "api", port=port):
                await state(page, "live")
                await untouched(page)
            await state(page, "late", "gone")
            await expect(page.locator(".fw-dashboard")).to_contain_text("connection", ignore_case=True, timeout=SLOW)
            with standin(tmp_path / "api", port=port):
                await state(page, "live")
                await moves(page)
            assert await page.evaluate("window.sameDocument")


async def test_cacher_dies_and_comes_back(tmp_path: Path, browser: Browser) -> None:
    with demonstration(tmp_path, FOOTWATCH_IDS="1-2") as running:
        async with opened(browser, f"{running.url}?person=2") as page:
            await state(page, "live")
            await untouched(page)
            cacher = running.part("-m", "cacher")
            cacher.suspend()
            try:
                await state(page, "late", "gone")
            finally:
                cacher.kill()
            await state(page, "live")
            await moves(page)
            assert await page.evaluate("window.sameDocument")


async def test_dashboard_server_dies_and_a_reload_is_offered(tmp_path: Path, browser: Browser) -> None:
    with demonstration(tmp_path, FOOTWATCH_IDS="1") as running:
        async with opened(browser, f"{running.url}?person=1") as page:
            await state(page, "live")
            kernels = running.kernels()
            # The page would load anew by itself, and the button is what is tested.
            await page.route("**/voila.js", lambda route: route.abort())
            running.kill("voila")
            assert left(kernels, 10) == []
            notice = page.locator(".fw-lost")
            await expect(notice).to_be_visible(timeout=SLOW)
            await running_again(running)
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


async def test_second_cacher_takes_over_when_the_first_is_killed(tmp_path: Path) -> None:
    with demonstration(tmp_path / "run", FOOTWATCH_IDS="1-2") as running:
        first = running.part("-m", "cacher")
        environment = {name: value for name, value in first.environ().items() if name.startswith("FOOTWATCH_")}
        del environment["FOOTWATCH_HEALTH_PORT"]
        store = running.store()
        with cacher(tmp_path / "second", **environment) as second:
            deadline = time.monotonic() + 20
            while "another" not in second.text():
                assert time.monotonic() < deadline, second.text()
                await asyncio.sleep(0.05)
            # Held back, the first is not started anew but neither does it renew its leases.
            first.suspend()
            before = (await store.watch({1: None}, 1))[1].status.newest or 0
            while ((await store.watch({1: None}, 1))[1].status.newest or 0) < before + 1:
                assert time.monotonic() < deadline + 20, second.text()
                await asyncio.sleep(0.05)
            first.kill()
        recording = await store.window(1)
        await store.close()
        assert (recording.time[1:] > recording.time[:-1]).all()
