"""The product as a user starts it, and a browser to look at it."""

import asyncio
import inspect
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from contextlib import AbstractContextManager, asynccontextmanager, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

import psutil
import pytest
import pytest_asyncio
from playwright.async_api import Browser, BrowserContext, Page, Request, async_playwright, expect

from footlib.settings import Settings
from footlib.store import Store
from footlib.store.embedded import found, free_port
from tests.browser import launch
from tests.processes import command_line, is_kernel

T = TypeVar("T")
PATIENCE = 30.0
WHOLE = {"FOOTWATCH_REQUEST_DELAY": "0.1"}
"""The stand-in's rate, which all gait numbers need."""
HALF = {"FOOTWATCH_REQUEST_DELAY": "0.2"}
SELDOM = {"FOOTWATCH_REQUEST_DELAY": "0.5"}
"""Where a page is only to move: one that is drawn twice a second takes a third of what ten times take."""
ARTIFACTS = Path(__file__).parents[1] / "artifacts"
_TOLD = 2000
"""Characters of a program's output that are shown beside a failure."""
FORGET = """
    if (location.protocol.startsWith('http') && !sessionStorage.getItem('fw-tests-began')) {
        localStorage.clear();
        sessionStorage.setItem('fw-tests-began', 'yes');
    }
"""
"""Run before a page's own scripts: a new tab finds nothing that another one has kept for a server."""
# Two shared cores make a page slow now and then; that is no failure.
expect.set_options(timeout=20_000)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    # One loop for the browser and every test that drives it.
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.e2e)
            if inspect.iscoroutinefunction(getattr(item, "obj", None)):
                item.add_marker(pytest.mark.asyncio(loop_scope="session"), append=False)


def pytest_runtest_setup() -> None:
    _started[:] = [running for running in _started if running.process.poll() is None]


@pytest.hookimpl(trylast=True)
def pytest_runtest_teardown(nextitem: pytest.Item | None) -> None:
    """End what the tests of pages share before others follow: it takes a sixth of a core though nobody looks."""
    if nextitem is None or Path(__file__).parent not in nextitem.path.parents:
        for running in _started:
            if running.process.poll() is None:
                running.stop()


def pytest_runtest_makereport(call: pytest.CallInfo[None]) -> None:
    """Say beside a failure what the programs said that ran in the test."""
    if call.excinfo is not None:
        for running in _started:
            call.excinfo.value.add_note(f"{running.data_dir.name} said at last: {running.text()[-_TOLD:]}")


def until(condition: Callable[[], T], what: str, patience: float = PATIENCE) -> T:
    """Wait until a condition holds."""
    deadline = time.monotonic() + patience
    while not (value := condition()):
        assert time.monotonic() < deadline, f"not within {patience} s: {what}"
        time.sleep(0.05)
    return value


@dataclass
class Running:
    """A started `footwatch` command."""

    process: subprocess.Popen[str]
    log: Path
    url: str
    data_dir: Path

    def text(self) -> str:
        return self.log.read_text()

    def family(self) -> list[psutil.Process]:
        return psutil.Process(self.process.pid).children(recursive=True)

    def part(self, *words: str) -> psutil.Process:
        """The living child whose command line holds all the words."""

        def living() -> list[psutil.Process]:
            return [child for child in self.family() if all(word in command_line(child) for word in words)]

        return until(living, f"a process with {words}")[0]

    def kernels(self) -> list[psutil.Process]:
        return [child for child in self.family() if is_kernel(child)]

    def kill(self, *words: str) -> None:
        """Kill a part at once, as a crash would."""
        self.part(*words).kill()

    def stop(self, number: signal.Signals = signal.SIGINT) -> int:
        self.process.send_signal(number)
        return self.process.wait(10)

    def store(self) -> Store:
        return Store(found(Settings(data_dir=str(self.data_dir))))


_started: list[Running] = []


@contextmanager
def started(
    command: Sequence[str | Path], data_dir: Path, *, ready: str, url: str = "", **environment: str
) -> Iterator[Running]:
    """Start a program with a data folder of its own and wait for the sentence that says it is ready."""
    data_dir.mkdir(parents=True, exist_ok=True)
    log = data_dir / "output.log"
    variables = {name: value for name, value in os.environ.items() if not name.startswith("FOOTWATCH_")}
    variables |= {"FOOTWATCH_DATA_DIR": str(data_dir), "FOOTWATCH_HEALTH_PORT": str(free_port()), **environment}
    with log.open("w") as output:
        process = subprocess.Popen(command, stdout=output, stderr=output, env=variables, text=True, cwd=data_dir)
    running = Running(process, log, url, data_dir)
    _started.append(running)
    try:
        until(lambda: ready in running.text() or process.poll() is not None, f"{ready!r} from {command}")
        assert process.poll() is None, running.text()
        yield running
    finally:
        if process.poll() is None:
            process.send_signal(signal.SIGTERM)
            try:
                process.wait(15)
            except subprocess.TimeoutExpired:
                process.kill()


def footwatch(
    data_dir: Path, *arguments: str, ready: str = "Footwatch is at", url: str = "", **environment: str
) -> AbstractContextManager[Running]:
    """Start a `footwatch` command."""
    program = Path(sys.executable).with_name("footwatch")
    return started([program, *arguments], data_dir, ready=ready, url=url, **environment)


def cacher(data_dir: Path, **environment: str) -> AbstractContextManager[Running]:
    """Start a cacher alone."""
    return started([sys.executable, "-m", "cacher"], data_dir, ready="the cacher starts", **environment)


@contextmanager
def demonstration(data_dir: Path, *arguments: str, **environment: str) -> Iterator[Running]:
    """`footwatch run` on free ports, at half the stand-in's rate unless another is named."""
    port = free_port()
    command = ("run", "--no-browser", "--port", str(port), *arguments)
    with footwatch(data_dir, *command, url=f"http://127.0.0.1:{port}/", **HALF | environment) as running:
        yield running


@contextmanager
def standin(folder: Path, *arguments: str, port: int | None = None) -> Iterator[str]:
    """`footwatch standin` on a free port; gives the API's address."""
    chosen = port or free_port()
    with footwatch(folder, "standin", "--port", str(chosen), *arguments, ready="") as running:
        until(lambda: accepts(chosen) or running.process.poll() is not None, "the stand-in to listen")
        assert running.process.poll() is None, running.text()
        yield f"http://127.0.0.1:{chosen}/v2/monitor/"


def accepts(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


@pytest.fixture(scope="session")
def pictures(pytestconfig: pytest.Config) -> Path | None:
    """Where pictures of the page are kept, if they are asked for."""
    if not pytestconfig.getoption("--screenshots"):
        return None
    ARTIFACTS.mkdir(exist_ok=True)
    return ARTIFACTS


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """The demonstration, shared by the tests that only look at it."""
    with demonstration(tmp_path_factory.mktemp("demo")) as running:
        yield running


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def browser() -> AsyncIterator[Browser]:
    async with async_playwright() as playwright:
        chromium = await playwright.chromium.launch(**launch())
        await shared(chromium)
        yield chromium
        await chromium.close()


async def shared(browser: Browser) -> BrowserContext:
    """The first context of a browser, in which pages find the scripts that those before them have fetched."""
    return browser.contexts[0] if browser.contexts else await browser.new_context()


@asynccontextmanager
async def opened(
    browser: Browser,
    url: str,
    *,
    width: int = 1440,
    height: int = 920,
    dark: bool = False,
    zone: str | None = None,
    calm: bool = False,
    forgiven: str = "",
    headers: dict[str, str] | None = None,
) -> AsyncIterator[Page]:
    """A page whose requests are seen to stay on this machine, and whose scripts are seen not to fail.

    Pages share what the browser has fetched, but for those of another time `zone`; what one keeps the next finds gone.
    `forgiven` is what may fail all the same, `headers` what a proxy would add to its requests.
    """
    own = await browser.new_context(timezone_id=zone) if zone else None
    page = await (own or await shared(browser)).new_page()
    await page.set_viewport_size({"width": width, "height": height})
    await page.emulate_media(
        color_scheme="dark" if dark else "light", reduced_motion="reduce" if calm else "no-preference"
    )
    await page.add_init_script(FORGET)
    await page.set_extra_http_headers(headers or {})
    strangers: list[str] = []
    crashes: list[str] = []
    page.on("request", lambda request: None if local(request.url) else strangers.append(request.url))
    page.on("websocket", lambda socket: None if local(socket.url) else strangers.append(socket.url))
    page.on("pageerror", lambda error: crashes.append(str(error)))
    awaited: dict[Request, float] = {}

    def answered(request: Request) -> None:
        awaited.pop(request, None)

    page.on("request", lambda request: awaited.update({request: time.monotonic()}))
    page.on("requestfinished", answered)
    page.on("requestfailed", answered)
    try:
        await page.goto(url)
        yield page
        # What widgets still try to send while their kernel is dismissed is no fault of the page.
        assert [crash for crash in crashes if crash != forgiven] == []
    except Exception as failure:
        for request, since in awaited.items():
            failure.add_note(f"awaited for {time.monotonic() - since:.1f} s: {request.url}")
        raise
    finally:
        # As a user closes a tab: the page's own farewell is sent, and no kernel goes on beside the tests that follow.
        async with page.expect_event("close"):
            await page.close(run_before_unload=True)
        if own:
            await own.close()
    assert strangers == []


def local(url: str) -> bool:
    return url.startswith(("http://127.0.0.1:", "ws://127.0.0.1:", "data:", "blob:", "about:"))


async def eventually(condition: Callable[[], object], what: str, patience: float = PATIENCE) -> None:
    """Wait for a condition that does not touch the page, without blocking the browser."""
    async with asyncio.timeout(patience):
        while not condition():  # noqa: ASYNC110 - other processes send no event
            await asyncio.sleep(0.05)
