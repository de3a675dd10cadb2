"""Who looks: a hidden, frozen, cut off or vanished page costs nothing, and one that comes back shows the present."""

import asyncio
import json
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import psutil
import pytest
import pytest_asyncio
from playwright.async_api import Browser, Page, WebSocket, expect

from footlib.launch import notebooks
from tests.e2e.conftest import SELDOM, Running, demonstration, eventually, opened
from tests.e2e.walks import says, shown_time
from tests.processes import command_line

WATCH = """() => {
    window.fwSeen = [];
    const shown = () => Number(document.querySelector('.fw-time').dataset.time);
    new MutationObserver(() => window.fwSeen.push(shown()))
        .observe(document.querySelector('.fw-readout'), { childList: true, subtree: true, characterData: true });
    window.sameDocument = true;
}"""
STUCK = """address => setTimeout(() => {
    const question = new XMLHttpRequest();
    question.open('GET', address, false);
    question.send();
}, 0)"""
"""A page that waits for an answer, and does nothing else meanwhile."""
AWAY_SEC = 3.0
"""Seconds in which some thirty pictures would have been drawn."""
TOLD = 15_000
TOKEN = "open-sesame"


def spent(kernel: psutil.Process) -> float:
    times = kernel.cpu_times()
    return times.user + times.system


class Wire:
    """The network between a page and its server, which can be cut without either being told."""

    def __init__(self, port: int) -> None:
        self._target = port
        self._whole = asyncio.Event()
        self._whole.set()
        self._pumps: set[asyncio.Task[None]] = set()

    def cut(self) -> None:
        self._whole.clear()

    def mend(self) -> None:
        self._whole.set()

    async def carry(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        there = await asyncio.open_connection("127.0.0.1", self._target)
        for source, sink in ((reader, there[1]), (there[0], writer)):
            task = asyncio.create_task(self._pump(source, sink))
            self._pumps.add(task)
            task.add_done_callback(self._pumps.discard)

    async def _pump(self, source: asyncio.StreamReader, sink: asyncio.StreamWriter) -> None:
        try:
            while data := await source.read(65536):
                await self._whole.wait()
                sink.write(data)
                await sink.drain()
        except OSError:
            pass
        finally:
            sink.close()

    async def take_away(self) -> None:
        for pump in self._pumps:
            pump.cancel()
        await asyncio.gather(*self._pumps, return_exceptions=True)


@asynccontextmanager
async def wire(url: str) -> AsyncIterator[tuple[Wire, str]]:
    """A wire to a server, and the address at its near end."""
    cable = Wire(urlsplit(url).port or 80)
    server = await asyncio.start_server(cable.carry, "127.0.0.1", 0)
    try:
        yield cable, f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/"
    finally:
        server.close()
        await cable.take_away()
        await server.wait_closed()


@asynccontextmanager
async def holding() -> AsyncIterator[str]:
    """The address of a server that lets wait whom it has heard, until the context ends."""
    free, answered = asyncio.Event(), asyncio.Event()

    async def hold(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        await free.wait()
        writer.write(b"HTTP/1.1 204 No Content\r\nAccess-Control-Allow-Origin: *\r\n\r\n")
        writer.close()
        answered.set()

    async with await asyncio.start_server(hold, "127.0.0.1", 0) as server:
        yield f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/"
        free.set()
        await answered.wait()


class Traffic:
    """Counts the frames that a page's sockets bring."""

    def __init__(self, page: Page) -> None:
        self.frames = 0
        page.on("websocket", self._follow)

    def _follow(self, socket: WebSocket) -> None:
        socket.on("framereceived", self._count)

    def _count(self, _: object) -> None:
        self.frames += 1


async def hide(page: Page) -> None:
    """What a browser does to the page of a tab that another one covers."""
    await page.evaluate(
        """() => {
            Object.defineProperty(document, 'hidden', { value: true, configurable: true });
            Object.defineProperty(document, 'visibilityState', { value: 'hidden', configurable: true });
            document.dispatchEvent(new Event('visibilitychange'));
        }"""
    )


async def uncover(page: Page) -> None:
    await page.evaluate(
        """() => {
            delete document.hidden;
            delete document.visibilityState;
            document.dispatchEvent(new Event('visibilitychange'));
        }"""
    )


async def at_rest(kernel: psutil.Process, traffic: Traffic) -> tuple[float, float]:
    """See that neither the kernel works nor anything comes from it, once both have come to rest; from when to when."""
    async with asyncio.timeout(30):
        worked, frames, since = spent(kernel), traffic.frames, time.monotonic()
        while time.monotonic() - since < AWAY_SEC:
            await asyncio.sleep(0.25)
            if spent(kernel) - worked > 0.02 or traffic.frames > frames:
                worked, frames, since = spent(kernel), traffic.frames, time.monotonic()
    now = time.time()
    return now - AWAY_SEC, now


async def resumes(page: Page, rest: tuple[float, float]) -> None:
    """See that a page that comes back shows the present, and nothing that was measured while the kernel was at rest."""
    start, stop = rest
    await says(page, "live")
    await page.wait_for_function(f"window.fwSeen.filter(shown => shown > {stop}).length > 10")
    seen = await page.evaluate("window.fwSeen")
    # What was measured last is the first to be seen again, and on a busy machine a little old.
    assert sum(start + 0.5 < shown < stop - 1 for shown in seen) <= 1
    assert seen == sorted(seen), "the present once it is there stays"
    assert await page.evaluate("window.sameDocument")


@dataclass
class Watched:
    """A page behind a wire, its kernel, and what comes over the wire."""

    page: Page
    kernel: psutil.Process
    traffic: Traffic
    cable: Wire
    url: str


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def watched(demo: Running, browser: Browser) -> AsyncIterator[Watched]:
    """One page that is hidden, stuck, cut off and left by its kernel; the tests run in their order."""
    before = set(demo.kernels())
    async with wire(demo.url) as (cable, url), opened(browser, "about:blank") as page:
        traffic = Traffic(page)
        await page.goto(f"{url}?person=4&window=60")
        await says(page, "live")
        await page.evaluate(WATCH)
        (kernel,) = set(demo.kernels()) - before
        yield Watched(page, kernel, traffic, cable, url)


async def test_a_hidden_page_costs_nothing_and_comes_back_at_the_present(watched: Watched) -> None:
    page, kernel, traffic = watched.page, watched.kernel, watched.traffic
    before = spent(kernel), traffic.frames
    await page.wait_for_function("window.fwSeen.length > 20")
    assert traffic.frames > before[1] + 20
    assert spent(kernel) > before[0] + 0.02
    await hide(page)
    rest = await at_rest(kernel, traffic)
    hidden_at = await shown_time(page)
    await expect(page.locator(".fw-lost")).to_be_hidden()
    await uncover(page)
    await resumes(page, rest)
    assert await shown_time(page) > hidden_at + AWAY_SEC


async def test_a_stuck_page_costs_nothing_and_comes_back_at_the_present(watched: Watched) -> None:
    async with holding() as address:
        await watched.page.evaluate(STUCK, address)
        rest = await at_rest(watched.kernel, watched.traffic)
    await resumes(watched.page, rest)


async def test_a_lost_network_is_told_over_the_picture_and_heals(watched: Watched) -> None:
    page, cable = watched.page, watched.cable
    # While it hears nothing the page asks whether the server still answers; the mended wire brings that answer too.
    async with page.expect_request(lambda request: request.method == "HEAD", timeout=30_000):
        cable.cut()
        await page.evaluate("window.realNow = Date.now; Date.now = () => realNow() - 3600e3")
        notice = page.locator(".fw-lost")
        await expect(notice).to_contain_text("What you see is old", timeout=TOLD)
        await expect(notice.get_by_role("button", name="Reload")).to_be_visible()
        assert "grayscale" in await page.locator(".fw-feet").evaluate("one => getComputedStyle(one).filter")
        pill = await page.locator(".fw-header .fw-pill").evaluate("one => getComputedStyle(one, '::after').content")
        assert "Connection lost" in pill
        await page.evaluate("Date.now = realNow")
        rest = await at_rest(watched.kernel, watched.traffic)
    cable.mend()
    await expect(notice).to_be_hidden(timeout=TOLD)
    await resumes(page, rest)


async def test_a_killed_kernel_is_told_and_the_page_loads_anew(watched: Watched) -> None:
    page = watched.page
    watched.kernel.kill()
    notice = page.locator(".fw-lost")
    await expect(notice).to_be_visible(timeout=TOLD)
    await expect(notice.get_by_role("button", name="Reload")).to_be_visible()
    await page.wait_for_function("window.sameDocument === undefined", timeout=45_000)
    await says(page, "live")
    await expect(page).to_have_url(f"{watched.url}?person=4&window=60")


@pytest.fixture
def impatient(tmp_path: Path) -> Iterator[Running]:
    """Somebody's own page, which waits seconds for a page that is gone, where the product waits minutes."""
    folder = notebooks.copy(tmp_path / "notebooks")
    file = folder / "voila.json"
    settings = json.loads(file.read_text())
    settings["MappingKernelManager"] |= {"cull_idle_timeout": 6, "cull_interval": 1}
    file.write_text(json.dumps(settings))
    own = {"FOOTWATCH_IDS": "1", "FOOTWATCH_TOKEN": TOKEN, **SELDOM}
    with demonstration(tmp_path / "run", "--notebooks", str(folder), **own) as running:
        yield running


async def test_a_token_is_asked_for_and_the_kernel_of_a_page_that_vanished_goes_away(
    impatient: Running, browser: Browser
) -> None:
    assert f"{impatient.url} and asks for TOKEN" in impatient.text()
    context = await browser.new_context()
    page = await context.new_page()
    await page.goto(f"{impatient.url}?person=1")
    assert "/login" in page.url
    assert await page.locator(".fw-dashboard").count() == 0
    # One person alone needs no overview.
    await page.goto(f"{impatient.url}?token={TOKEN}")
    await says(page, "live")
    await expect(page.locator(".fw-person-card .fw-number dd")).to_have_text("1")
    (kernel,) = impatient.kernels()
    began = kernel.create_time()
    await page.wait_for_function(f"document.querySelector('.fw-time').dataset.time > {began + 9}")
    assert kernel.is_running(), "a page that is looked at keeps its kernel"
    # Without the farewell that a page sends when its tab is closed, as when a browser crashes.
    await context.close()
    await eventually(lambda: not impatient.kernels(), "the kernel to end")
    commands = [command_line(child) for child in impatient.family()]
    assert not any(TOKEN in line for line in commands), "other users could read it"
    assert TOKEN not in impatient.text(), "a log is kept, and read by others"


def test_a_vanished_page_costs_nothing_within_three_minutes() -> None:
    settings = json.loads((notebooks.folder() / "voila.json").read_text())["MappingKernelManager"]
    assert settings["cull_idle_timeout"] + settings["cull_interval"] <= 180
