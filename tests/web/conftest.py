"""The browser's code on a static page: a fake model speaks for the kernel, and Voilà is not there."""

import inspect
import json
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
from aiohttp import web
from playwright.async_api import Browser, BrowserContext, Page, async_playwright, expect

from tests.browser import launch
from tests.wheel import ROOT

SKELETON = """<!doctype html>
<html lang="en"><head><link rel="icon" href="data:,"></head>
<body data-base-url="/base/" {data}><div id="before"></div></body></html>"""
"""Before all that a test adds."""
PLACES = {"voila": 'data-voila="voila" data-jp-theme-light="true"', "lab": 'data-jp-theme-light="true"', "bare": ""}
START = """async ({ state, html }) => {
    document.getElementById("before").outerHTML = html;
    const [{ Model }, { default: widget }] = await Promise.all([
        import("/web/testing/model.js"), import("/web/page/index.js")]);
    window.model = new Model(state);
    widget.initialize({ model });
    const el = document.body.appendChild(document.createElement("div"));
    window.end = widget.render({ model, el });
}"""
ANSWERS = """
window.answers = 0;
const asked = window.fetch;
window.counting = (...request) => {
    const answer = asked(...request);
    answer.then(() => { answers += 1; }, () => { answers += 1; });
    return answer;
};
window.fetch = counting;
"""
"""Run before a page's own scripts: counts what it has been answered."""
# Two shared cores make a page slow now and then; that is no failure.
expect.set_options(timeout=20_000)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    # One loop for the browser and every test that drives it.
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.e2e)
            if inspect.iscoroutinefunction(getattr(item, "obj", None)):
                item.add_marker(pytest.mark.asyncio(loop_scope="session"), append=False)


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def origin() -> AsyncIterator[str]:
    """Where the modules and a page for each of PLACES are served."""

    async def skeleton(request: web.Request) -> web.Response:
        data = PLACES[request.match_info["place"]]
        return web.Response(text=SKELETON.format(data=data), content_type="text/html")

    async def answer(_: web.Request) -> web.Response:
        return web.Response()

    app = web.Application()
    app.router.add_static("/web", ROOT / "web")
    app.router.add_get("/base/static/voila.js", answer)
    app.router.add_get("/{place}", skeleton)
    runner = web.AppRunner(app)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    yield f"http://127.0.0.1:{runner.addresses[0][1]}"
    await runner.cleanup()


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def context() -> AsyncIterator[BrowserContext]:
    """Pages of one context, in which a module is fetched and compiled once."""
    async with async_playwright() as playwright:
        browser: Browser = await playwright.chromium.launch(**launch())
        yield await browser.new_context(viewport={"width": 1000, "height": 800})
        await browser.close()


@pytest_asyncio.fixture(loop_scope="session")
async def page(context: BrowserContext) -> AsyncIterator[Page]:
    """A tab of its own, whose scripts are seen not to fail."""
    page = await context.new_page()
    crashes: list[str] = []
    page.on("pageerror", lambda error: crashes.append(str(error)))
    await page.add_init_script(ANSWERS)
    yield page
    if page in stopped:
        # The clock is the context's, and the next page would stand still as well.
        stopped.remove(page)
        await page.clock.resume()
    await page.close()
    assert crashes == []


stopped: set[Page] = set()
"""Pages whose clock stands still."""


async def stop_clock(page: Page) -> None:
    """Let a page's time go on only when it is told to."""
    stopped.add(page)
    await page.clock.install(time=0)
    await page.clock.pause_at(1_000_000)


class Kernel:
    """A page in which a widget runs, and what its kernel hears and says."""

    def __init__(self, page: Page, origin: str) -> None:
        self.page = page
        self._origin = origin

    async def open(self, place: str = "voila", query: str = "") -> None:
        """Open an empty page."""
        await self.page.goto(f"{self._origin}/{place}{query}")

    async def start(self, html: str = "", *, place: str = "voila", query: str = "", **state: Any) -> None:
        """Open a page that remembers no earlier one, put HTML of the kernel's into it and start the widget."""
        await self.open(place, query)
        await self.page.evaluate("localStorage.clear()")
        await self.run(html, **state)

    async def run(self, html: str = "", **state: Any) -> None:
        """Start the widget on the open page."""
        await self.page.evaluate(START, {"state": state, "html": f'<main class="fw fw-scope-1">{html}</main>'})

    async def heard(self, *kinds: str) -> list[dict[str, Any]]:
        """All that the page has said of these kinds; of all but who looks, if none is named."""
        said: list[dict[str, Any]] = await self.page.evaluate("model.sent")
        return [one for one in said if (one["kind"] in kinds if kinds else one["kind"] not in {"here", "hello"})]

    async def forget(self) -> None:
        """Forget what the page has said."""
        await self.page.evaluate("model.sent.length = 0")

    async def change(self, **state: Any) -> None:
        """Change traits."""
        await self.page.evaluate("state => model.change(state)", state)

    async def say(self, kind: str, data: str = "", **message: Any) -> None:
        """Send a message, and bytes with it."""
        await self.page.evaluate(
            "([message, data]) => model.say(message, [new DataView(new TextEncoder().encode(data).buffer)])",
            [{"kind": kind, **message}, data],
        )


@pytest.fixture
def kernel(page: Page, origin: str) -> Kernel:
    return Kernel(page, origin)


def action(kind: str, **fields: Any) -> str:
    """The attribute of a button within HTML, as `footlib.ui.browser.elements.button` writes it."""
    return f"data-fw='{json.dumps({'kind': kind, **fields})}'"
