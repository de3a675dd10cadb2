"""Sockets that misbehave, stop and break beside a live page: the page goes on, and its server answers everybody."""

import asyncio
import re
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager

import aiohttp
import psutil
import pytest
from playwright.async_api import Browser, Page, WebSocket, async_playwright

from footlib.launch import notebooks
from footlib.launch.socket_limits import MOST_BYTES
from footlib.launch.sockets import SUBPROTOCOL
from tests.browser import launch
from tests.e2e.conftest import SELDOM, Running, demonstration, eventually, opened
from tests.e2e.test_outages import moves, state, untouched
from tests.e2e.walks import shown_time
from tests.processes import command_line

ROOM = 60e6
"""What Voilà may grow by while a socket of megabytes is served, and little of the seven gigabytes that it once took."""
MISREAD = b"\x00\x00\x00\x00\x00\x00\x00\x0c" + bytes(1834)
"""In the form that Voilà reads: a count of 864,691,128,455,135,232 offsets."""
KEEP = """
    window.sockets = [];
    window.WebSocket = class extends WebSocket {
        constructor(...request) { super(...request); window.sockets.push(this); }
    };
"""
PING = """
c.Voila.tornado_settings |= {"ws_ping_interval": 1000, "ws_ping_timeout": 3000}
"""


class Served:
    """Voilà's process, and how it does."""

    def __init__(self, running: Running) -> None:
        self.running = running
        self.process = running.part("voila")
        self.before = self.process.memory_info().rss

    async def answers(self) -> None:
        """See that it answers, and has not grown."""
        address = f"{self.running.url}voila/static/voila.js"
        async with asyncio.timeout(10), aiohttp.ClientSession() as session, session.get(address) as answer:
            assert answer.status == 200
        assert self.process.memory_info().rss < self.before + ROOM


@asynccontextmanager
async def live(running: Running, browser: Browser, ended: list[str] | None = None) -> AsyncIterator[tuple[Page, str]]:
    """A page that is live, and where its kernel's socket is; those of its sockets that close are noted in `ended`."""
    sockets: list[str] = []

    def note(socket: WebSocket) -> None:
        sockets.append(socket.url)
        if ended is not None:
            socket.on("close", lambda _: ended.append(socket.url))

    async with opened(browser, "about:blank") as page:
        page.on("websocket", note)
        await page.add_init_script(KEEP)
        await page.goto(f"{running.url}?person=1")
        await state(page, "live")
        await untouched(page)
        yield page, re.sub("^ws|session_id=.*", lambda part: "http" if part[0] == "ws" else "session_id=", sockets[0])


class Greetings:
    """How often a page asks its kernel for all that it shows."""

    def __init__(self, page: Page) -> None:
        self.count = 0
        page.on("websocket", self._follow)

    async def heard(self, times: int) -> None:
        await eventually(lambda: self.count == times, "the page to ask for all that it shows")

    def _follow(self, socket: WebSocket) -> None:
        socket.on("framesent", self._note)

    def _note(self, sent: str | bytes) -> None:
        self.count += b'"kind":"hello"' in (sent.encode() if isinstance(sent, str) else sent)


async def test_no_socket_beside_a_live_page_holds_the_server_up_and_one_that_is_closed_heals(
    demo: Running, browser: Browser
) -> None:
    served, said = Served(demo), len(demo.text())
    async with live(demo, browser) as (page, address):
        async with aiohttp.ClientSession(headers={"Host": "evil.example:8050"}) as rebound:
            async with rebound.get(demo.url) as answer:
                assert (answer.status, answer.reason) == (
                    403,
                    "The dashboard does not answer to evil.example; name it in HOSTS, or set a TOKEN",
                )
            with pytest.raises(aiohttp.WSServerHandshakeError, match="403"):
                await rebound.ws_connect(f"{address}rebound", protocols=[SUBPROTOCOL])
        async with aiohttp.ClientSession() as session:
            with pytest.raises(aiohttp.WSServerHandshakeError, match="400"):
                await session.ws_connect(f"{address}older")
            await served.answers()
            for number, sent in enumerate([MISREAD, b"\xff" * MOST_BYTES, MISREAD[:8], b""]):
                async with session.ws_connect(f"{address}{number}", protocols=[SUBPROTOCOL]) as socket:
                    await socket.send_bytes(sent)
                    async with asyncio.timeout(30):
                        async for _ in socket:
                            pass
                    assert socket.close_code == 1007
                await served.answers()
        await moves(page)
        beside = len(demo.text())
        greetings = Greetings(page)
        for number in range(1, 4):
            await page.evaluate("window.sockets.at(-1).send(new Uint8Array(8))")
            await page.wait_for_function(f"window.sockets.length > {number} && window.sockets.at(-1).readyState === 1")
            await greetings.heard(number)
            await moves(page)
        await state(page, "live")
        assert await page.evaluate("window.sameDocument")
        await page.keyboard.press("Space")
        await state(page, "paused")
    await served.answers()
    assert "Traceback" not in demo.text()[said:]
    assert len(demo.text()[beside:].splitlines()) <= 3


@pytest.fixture(scope="module")
def pinging(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """A demonstration that pings every second and gives a page three to answer, where the product gives ninety."""
    base = tmp_path_factory.mktemp("pinging")
    folder = notebooks.copy(base / "notebooks")
    with (folder / "voila" / "config" / "voila.py").open("a") as file:
        file.write(PING)
    with demonstration(base / "run", "--notebooks", str(folder), FOOTWATCH_IDS="1", **SELDOM) as running:
        yield running


async def test_a_page_keeps_its_connection_and_heals_once_its_browser_was_stopped_past_the_ping_timeout(
    pinging: Running,
) -> None:
    ended: list[str] = []
    async with async_playwright() as playwright:
        before = set(psutil.Process().children(recursive=True))
        browser = await playwright.chromium.launch(**launch())
        programs = set(psutil.Process().children(recursive=True)) - before
        async with live(pinging, browser, ended) as (page, _):
            start = await shown_time(page)
            # A connection that the server gives up is gone by the time of the fourth ping.
            await page.wait_for_function(f"document.querySelector('.fw-time').dataset.time > {start + 6}")
            assert ended == []
            assert await page.evaluate("window.sockets.length") == 1
            programs |= set(psutil.Process().children(recursive=True)) - before
            stopped = [one for one in programs if "chrom" in command_line(one)]
            assert stopped
            served = Served(pinging)
            for one in stopped:
                one.suspend()
            try:
                await eventually(lambda: "WebSocket ping timeout" in pinging.text(), "the ping's timeout")
                await served.answers()
            finally:
                for one in stopped:
                    one.resume()
            await page.wait_for_function("window.sockets.length > 1", timeout=60_000)
            await state(page, "live")
            await moves(page)
            assert await page.evaluate("window.sameDocument")
            await served.answers()
        await browser.close()
    assert "Traceback" not in pinging.text()
