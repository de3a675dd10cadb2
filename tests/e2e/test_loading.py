"""What the kernel says while a page is still on its way to it must not be lost."""

import asyncio
import re
from pathlib import Path

from playwright.async_api import Browser, WebSocketRoute, expect

from tests.e2e.conftest import demonstration, opened
from tests.e2e.walks import known_walk, says, shown_counts, store_walk

PERSON = 77
HELD = 3.0
"""Seconds; the widget manager waits four for the answer."""


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


async def test_a_link_whose_moment_comes_while_the_page_loads_shows_it(tmp_path: Path, browser: Browser) -> None:
    with demonstration(tmp_path, FOOTWATCH_IDS="1") as running:
        walked = known_walk()
        await store_walk(running, PERSON, walked)
        server = running.part("valkey")
        at = walked.time[200]
        snapshot = Snapshot()
        async with opened(browser, "about:blank") as page:
            await page.route_web_socket(re.compile("/api/kernels/.*/channels"), snapshot.route)
            server.suspend()
            try:
                loaded = asyncio.create_task(page.goto(f"{running.url}?person={PERSON}&window=30&at={at:.6f}"))
                await asyncio.wait_for(snapshot.held.wait(), 30)
            finally:
                server.resume()
            await loaded
            await says(page, "paused")
            await expect(page.locator(".fw-map-card h2")).to_have_text(re.compile("Pressure at"))
            await page.wait_for_function(
                "at => Math.abs(document.querySelector('.fw-time')?.dataset.time - at) < 0.01", arg=at
            )
            assert await shown_counts(page) == walked.counts[200].tolist()
