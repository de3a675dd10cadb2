"""A page gets ready while its kernel does, and what the kernel says meanwhile is not lost."""

import asyncio
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import psutil
import pytest
from playwright.async_api import Browser, Page, Request, WebSocket, WebSocketRoute, expect

from tests.e2e.conftest import Running, eventually, opened
from tests.e2e.walks import known_walk, says, shown_counts, store_walk

PERSON = 71
HELD = 3.0
"""Seconds; the widget manager waits four for the answer."""
LATE = """
    const { createObjectURL } = URL;
    URL.createObjectURL = blob => {
        if (blob.type !== 'text/javascript') return createObjectURL.call(URL, blob);
        window.wasLate = true;
        const wait = 'await new Promise(resolve => setTimeout(resolve, 2500));';
        return createObjectURL.call(URL, new Blob([wait, blob], { type: blob.type }));
    };
"""
"""A browser that takes long to run a widget's script; anywidget by itself gives it two seconds."""


class Snapshot:
    """Holds the kernel's answer with the state of all widgets back; what comes meanwhile finds no widget to go to."""

    def __init__(self) -> None:
        self.held = asyncio.Event()

    def route(self, page: WebSocketRoute) -> None:
        kernel = page.connect_to_server()

        def deliver(message: str | bytes) -> None:
            raw = message.encode() if isinstance(message, str) else message
            if b"update_states" in raw:
                self.held.set()
                asyncio.get_running_loop().call_later(HELD, page.send, message)
            else:
                page.send(message)

        page.on_message(kernel.send)
        kernel.on_message(deliver)


@asynccontextmanager
async def opened_late(running: Running, browser: Browser, query: str) -> AsyncIterator[Page]:
    """A page to which the store answers only while it waits for the state of its widgets."""
    server = running.part("valkey")
    snapshot = Snapshot()
    async with opened(browser, "about:blank") as page:
        await page.route_web_socket(re.compile("/api/kernels/.*/channels"), snapshot.route)
        server.suspend()
        try:
            loaded = asyncio.create_task(page.goto(f"{running.url}?{query}"))
            await asyncio.wait_for(snapshot.held.wait(), 30)
        finally:
            server.resume()
        await loaded
        yield page


async def test_a_link_whose_moment_comes_while_the_page_loads_shows_it(demo: Running, browser: Browser) -> None:
    walked = known_walk()
    await store_walk(demo, PERSON, walked)
    at = walked.time[200]
    async with opened_late(demo, browser, f"person={PERSON}&window=30&at={at:.6f}") as page:
        await says(page, "paused")
        await expect(page.locator(".fw-map-card h2")).to_have_text(re.compile("Pressure at"))
        await page.wait_for_function(
            "at => Math.abs(document.querySelector('.fw-time')?.dataset.time - at) < 0.01", arg=at
        )
        assert await shown_counts(page) == walked.counts[200].tolist()


async def test_everyone_who_comes_while_the_page_loads_is_shown(demo: Running, browser: Browser) -> None:
    async with opened_late(demo, browser, "view=overview") as page:
        await expect(page.locator(".fw-person-tile .fw-pill[data-state=live]")).to_have_count(6, timeout=30_000)


async def test_scripts_run_while_the_kernel_runs_the_notebook(demo: Running, browser: Browser) -> None:
    asked: list[str] = []
    heard: list[str] = []

    def note(request: Request) -> None:
        asked.append(request.url)

    def hear(socket: WebSocket) -> None:
        heard.append(socket.url)

    before = set(demo.kernels())
    async with opened(browser, "about:blank") as page:
        page.on("request", note)
        page.on("websocket", hear)
        loaded = asyncio.create_task(page.goto(f"{demo.url}?person=1"))
        await eventually(lambda: set(demo.kernels()) - before, "the page's kernel")
        (kernel,) = set(demo.kernels()) - before
        kernel.suspend()
        try:
            await page.wait_for_function("['bqplot', 'anywidget'].every(name => window._JUPYTERLAB?.[name])")
            await eventually(lambda: [url for url in asked if "/api/kernels/" in url], "the question for the kernel")
            assert await page.evaluate("document.readyState") == "loading"
            assert not heard, "a kernel that is busy would not answer"
        finally:
            kernel.resume()
        await loaded
        await says(page, "live")
        assert len(heard) == 1
        assert await page.evaluate("MathJax.version ?? null") is None
    await eventually(lambda: not kernel.is_running(), "the kernel to end with the page")


@pytest.mark.parametrize("phase", ["started", "answered"])
async def test_a_page_whose_kernel_dies_before_it_is_ready_says_so(demo: Running, browser: Browser, phase: str) -> None:
    before, said = set(demo.kernels()), len(demo.text())
    async with opened(browser, "about:blank") as page:
        loaded = asyncio.create_task(page.goto(f"{demo.url}?person=1"))
        await eventually(lambda: set(demo.kernels()) - before, "the kernel")
        (kernel,) = set(demo.kernels()) - before
        if phase == "answered":
            await page.wait_for_selector("#rendered_cells", state="attached")
        else:
            # Before, it would count as a fork that has failed, and another kernel would take its place.
            await eventually(kernel.net_connections, "the kernel's sockets")
        kernel.kill()
        await loaded
        overlay = page.locator("#fw-loading")
        await expect(overlay).to_contain_text("has ended before it was ready", timeout=30_000)
        again = overlay.get_by_role("link", name="Try again")
        await expect(again).to_be_visible()
        if phase == "answered":
            await again.click()
            await says(page, "live")
    assert "Traceback" not in demo.text()[said:]


@asynccontextmanager
async def starved(process: psutil.Process) -> AsyncIterator[None]:
    """What other work on a machine leaves a process: 10 ms of each 200."""

    async def starve() -> None:
        while True:
            process.suspend()
            await asyncio.sleep(0.19)
            process.resume()
            await asyncio.sleep(0.01)

    starving = asyncio.create_task(starve())
    try:
        yield
    finally:
        starving.cancel()
        await asyncio.wait({starving})
        process.resume()


async def test_a_page_opens_however_little_its_server_and_its_browser_get_of_the_machine(
    demo: Running, browser: Browser
) -> None:
    said = len(demo.text())
    async with opened(browser, "about:blank") as page:
        await page.add_init_script(LATE)
        async with starved(demo.part("voila")):
            await page.goto(f"{demo.url}?person=1", timeout=90_000)
        await says(page, "live")
        assert await page.evaluate("window.wasLate")
        await page.keyboard.press("Space")
        await says(page, "paused")
    assert "answers no more" not in demo.text()[said:]
