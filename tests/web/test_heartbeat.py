"""The heart that beats both ways, on a clock of the test's own."""

from collections.abc import AsyncIterator
from typing import Any

import pytest
import pytest_asyncio
from playwright.async_api import Page, Route, expect

from tests.web.conftest import Kernel, stop_clock

HIDE = """hidden => {
    Object.defineProperty(document, "hidden", { value: hidden, configurable: true });
    document.dispatchEvent(new Event("visibilitychange"));
}"""
QUESTION = "**/base/static/voila.js"


@pytest_asyncio.fixture(loop_scope="session")
async def clocked(kernel: Kernel) -> AsyncIterator[Kernel]:
    """A kernel and a page whose time goes on only when it is told to."""
    await stop_clock(kernel.page)
    yield kernel


async def after(kernel: Kernel, seconds: float) -> None:
    await kernel.page.clock.run_for(round(1000 * seconds))


def lost(page: Page) -> Any:
    return expect(page.locator(".fw-lost"))


async def anew(page: Page) -> bool:
    return bool(await page.evaluate("window.model === undefined"))


async def test_a_page_introduces_itself_and_answers_each_pulse(clocked: Kernel) -> None:
    await clocked.start(pulse=1)
    first, *_ = await clocked.heard("here")
    assert first.keys() == {"kind", "visible", "dark", "width", "zone", "offset"}
    assert (first["visible"], first["dark"], first["width"]) == (True, False, 1000)
    assert len(await clocked.heard("hello")) == 1
    await clocked.forget()
    for pulse in range(2, 5):
        await after(clocked, 1)
        await clocked.change(pulse=pulse)
    assert len(await clocked.heard("here")) == 3
    await lost(clocked.page).to_be_hidden()


async def test_silence_is_answered_by_calls_then_told_until_a_pulse_comes(clocked: Kernel) -> None:
    await clocked.start('<div class="fw-pill"></div>', pulse=1)
    await clocked.page.route(QUESTION, lambda route: route.abort())
    await clocked.forget()
    await after(clocked, 2)
    assert await clocked.heard("here") == []
    await lost(clocked.page).to_be_hidden()
    await after(clocked, 2)
    assert len(await clocked.heard("here")) == 2
    await after(clocked, 1)
    await lost(clocked.page).to_contain_text("no word from the dashboard since")
    await lost(clocked.page).to_have_attribute("role", "alert")
    await expect(clocked.page.locator("html.fw-is-lost")).to_have_count(1)
    await after(clocked, 70)
    assert len(await clocked.heard("here")) == 57, "once a second, for a minute"
    await clocked.change(pulse=2)
    await lost(clocked.page).to_be_hidden()
    await expect(clocked.page.locator("html.fw-is-lost")).to_have_count(0)


async def test_a_wall_clock_that_is_set_is_no_silence(clocked: Kernel) -> None:
    await clocked.start(pulse=1)
    await clocked.page.evaluate("const now = Date.now; Date.now = () => now() + 3600e3")
    await after(clocked, 3)
    await lost(clocked.page).to_be_hidden()


async def test_what_stands_still_has_nothing_to_miss(clocked: Kernel) -> None:
    await clocked.start(pulse=0)
    await clocked.forget()
    await after(clocked, 60)
    assert await clocked.heard("here") == []
    await clocked.page.evaluate("dispatchEvent(new Event('online'))")
    await after(clocked, 10)
    assert len(await clocked.heard("here")) == 1
    await lost(clocked.page).to_be_hidden()


async def test_a_hidden_page_misses_nothing_and_starts_afresh(clocked: Kernel) -> None:
    await clocked.start(pulse=1)
    await clocked.page.evaluate(HIDE, arg=True)
    assert (await clocked.heard("here"))[-1]["visible"] is False
    await clocked.forget()
    await after(clocked, 30)
    assert await clocked.heard("here") == []
    await lost(clocked.page).to_be_hidden()
    await clocked.page.evaluate(HIDE, arg=False)
    assert (await clocked.heard("here"))[-1]["visible"] is True
    await after(clocked, 4)
    await lost(clocked.page).to_be_hidden()
    assert not await anew(clocked.page)


@pytest.mark.parametrize(("target", "event"), [("window", "online"), ("document", "resume")])
async def test_a_page_that_may_have_been_away_calls(clocked: Kernel, target: str, event: str) -> None:
    await clocked.start(pulse=1)
    await clocked.forget()
    await clocked.page.evaluate(f"{target}.dispatchEvent(new Event('{event}'))")
    assert len(await clocked.heard("here")) == 1


async def test_a_page_that_was_connected_anew_asks_for_everything(clocked: Kernel) -> None:
    await clocked.start()
    await clocked.page.evaluate("dispatchEvent(new Event('fw-connected-again'))")
    assert len(await clocked.heard("hello")) == 2


async def test_a_new_width_is_told_once_it_stays(clocked: Kernel) -> None:
    await clocked.start()
    await clocked.forget()
    for _ in range(3):
        await clocked.page.evaluate("dispatchEvent(new Event('resize'))")
        await after(clocked, 0.1)
    assert await clocked.heard("here") == []
    await after(clocked, 0.2)
    assert len(await clocked.heard("here")) == 1


async def test_a_kernel_that_has_ended_is_told_without_an_error(clocked: Kernel) -> None:
    await clocked.start(pulse=1)
    await clocked.page.route(QUESTION, lambda route: route.abort())
    await clocked.page.evaluate("model.gone = true")
    await after(clocked, 6)
    await lost(clocked.page).to_be_visible()


async def until_answered(clocked: Kernel) -> None:
    answered = await clocked.page.evaluate("answers")
    await after(clocked, 13)
    await clocked.page.wait_for_function("before => answers > before", arg=answered)


async def test_a_page_whose_kernel_is_gone_loads_anew_where_it_is_served(clocked: Kernel) -> None:
    await clocked.start(pulse=1)
    await until_answered(clocked)
    async with clocked.page.expect_event("load"):
        await after(clocked, 2)
    assert await anew(clocked.page)


async def test_a_kernel_that_comes_with_the_server_keeps_its_page(clocked: Kernel) -> None:
    await clocked.start(pulse=1)
    await until_answered(clocked)
    await clocked.change(pulse=2)
    await after(clocked, 2)
    await lost(clocked.page).to_be_hidden()
    assert not await anew(clocked.page)
    # It asks again the next time.
    await until_answered(clocked)


async def test_a_server_that_is_away_is_asked_again(clocked: Kernel) -> None:
    await clocked.start(pulse=1)
    asked: list[Route] = []

    async def refuse(route: Route) -> None:
        asked.append(route)
        await (route.abort() if len(asked) == 1 else route.fulfill(status=503))

    await clocked.page.route(QUESTION, refuse)
    for _ in range(2):
        async with clocked.page.expect_request(QUESTION):
            await after(clocked, 13)
    async with clocked.page.expect_request(QUESTION):
        await after(clocked, 3)
    assert not await anew(clocked.page)


async def test_the_button_loads_anew(clocked: Kernel) -> None:
    await clocked.start(pulse=1)
    await after(clocked, 5)
    async with clocked.page.expect_event("load"):
        await clocked.page.get_by_role("button", name="Reload").click()
    assert await anew(clocked.page)


async def test_a_notebook_is_not_loaded_anew(clocked: Kernel) -> None:
    await clocked.start(place="lab", pulse=1)
    asked: list[str] = []
    clocked.page.on("request", lambda request: asked.append(request.url))
    await after(clocked, 30)
    await lost(clocked.page).to_be_visible()
    await expect(clocked.page.get_by_role("button", name="Reload")).to_be_hidden()
    assert asked == []
