"""The dashboard in a real browser, fed by the stand-in through the cacher and Redis."""

import re
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import pytest
import pytest_asyncio
from playwright.async_api import Browser, Page, WebSocket, expect

from tests.e2e.conftest import Running, demonstration, eventually, opened
from tests.e2e.walks import says, shown_time
from tests.processes import command_line


@pytest.fixture(scope="module")
def flagged(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """A demonstration in which anomalies are frequent."""
    with demonstration(tmp_path_factory.mktemp("flagged"), FOOTWATCH_ANOMALIES_TRASHOLD="0.97") as running:
        yield running


@dataclass
class Lasting:
    """A page that is open, the time of its first reading, and the addresses of its sockets."""

    page: Page
    start: float = 0.0
    opened: list[str] = field(default_factory=list)
    closed: list[str] = field(default_factory=list)

    def follow(self, socket: WebSocket) -> None:
        self.opened.append(socket.url)
        socket.on("close", lambda _: self.closed.append(socket.url))


@pytest_asyncio.fixture(scope="module", loop_scope="session", autouse=True)
async def lasting(demo: Running, browser: Browser) -> AsyncIterator[Lasting]:
    """Open while the other tests run, since nothing but time can show that a connection lasts."""
    context = await browser.new_context()
    lasting = Lasting(await context.new_page())
    lasting.page.on("websocket", lasting.follow)
    await lasting.page.goto(f"{demo.url}?person=1")
    await says(lasting.page, "live")
    lasting.start = await shown_time(lasting.page)
    yield lasting
    await context.close()


async def test_values_in_the_page_are_those_that_were_stored(demo: Running, browser: Browser) -> None:
    async with opened(browser, f"{demo.url}?person=3") as page:
        await says(page, "live")
        shots: list[tuple[float, list[int]]] = await page.evaluate(
            """async () => {
                const seen = new Map();
                const until = performance.now() + 30000;
                while (performance.now() < until && seen.size < 15) {
                    await new Promise(requestAnimationFrame);
                    const { time, counts } = document.querySelector('.fw-time').dataset;
                    seen.set(time, counts.split(' ').map(Number));
                }
                return [...seen].map(([time, counts]) => [Number(time), counts]);
            }"""
        )
    assert len(shots) >= 15
    store = demo.store()
    stored = await store.window(3)
    await store.close()
    by_time = {
        round(time, 6): counts for time, counts in zip(stored.time.tolist(), stored.counts.tolist(), strict=True)
    }
    for time, counts in shots:
        assert by_time[round(time, 6)] == counts
    assert np.ptp([counts for _, counts in shots], axis=0).max() > 100, "a walk moves"


async def test_a_person_is_picked(demo: Running, browser: Browser) -> None:
    async with opened(browser, f"{demo.url}?person=1") as page:
        await says(page, "live")
        card = page.locator(".fw-person-card")
        store = demo.store()
        people = await store.people([1, 2])
        await store.close()
        await expect(card).to_contain_text(people[1].lastname)
        await page.get_by_role("button", name="Next person").click()
        await expect(card).to_contain_text(people[2].lastname)
        await says(page, "live")
        await expect(page).to_have_url(f"{demo.url}?person=2&window=30")
        await page.reload()
        await expect(card).to_contain_text(people[2].lastname, timeout=30_000)


async def test_pause_holds_the_picture_and_live_goes_on(demo: Running, browser: Browser) -> None:
    async with opened(browser, f"{demo.url}?person=2") as page:
        await says(page, "live")
        await page.locator(".fw-pause").click()
        await expect(page.locator(".fw-pill[data-state=paused]")).to_be_visible()
        held = await shown_time(page)
        store = demo.store()
        newest = (await store.watch({2: None}, 1))[2].status.newest or 0
        while ((await store.watch({2: None}, 1))[2].status.newest or 0) < newest + 1:
            pass
        await store.close()
        assert await shown_time(page) == held
        await page.locator(".fw-pause").click()
        await says(page, "live")
        await page.wait_for_function(f"document.querySelector('.fw-time').dataset.time > {held + 1}")


async def test_an_anomaly_appears_in_the_table(flagged: Running, browser: Browser) -> None:
    async with opened(browser, f"{flagged.url}?person=1") as page:
        await says(page, "live")
        row = page.locator(".fw-anomaly-row").first
        await expect(row).to_be_visible(timeout=30_000)
        start = float(await row.get_attribute("data-start") or "nan")
        store = flagged.store()
        episodes = await store.episodes(1, size=200)
        await store.close()
        assert start in {round(episode.start, 6) for episode in episodes}
        await expect(page.locator(".fw-anomaly-count")).not_to_have_text("0 episodes")
        # Live anomalies go on arriving: the newest row becomes another one.
        await expect(row).not_to_have_attribute("data-start", f"{start:.6f}", timeout=60_000)


async def test_the_kernel_goes_away_with_the_page(demo: Running, browser: Browser) -> None:
    before = set(demo.kernels())
    async with opened(browser, f"{demo.url}?person=4") as page:
        await says(page, "live")
        own = set(demo.kernels()) - before
        assert len(own) == 1
    await eventually(lambda: not own & set(demo.kernels()), "the page's kernel to end")


async def test_a_token_is_asked_for(tmp_path: Path, browser: Browser) -> None:
    with demonstration(tmp_path, FOOTWATCH_IDS="1", FOOTWATCH_TOKEN="open-sesame") as running:
        assert f"{running.url} and asks for TOKEN" in running.text()
        context = await browser.new_context()
        page = await context.new_page()
        await page.goto(f"{running.url}?person=1")
        assert "/login" in page.url or await page.locator(".fw-dashboard").count() == 0
        await page.goto(f"{running.url}?person=1&token=open-sesame")
        await says(page, "live")
        await context.close()
        commands = [command_line(child) for child in running.family()]
        assert not any("open-sesame" in line for line in commands), "other users could read it"
        assert "open-sesame" not in running.text(), "a log is kept, and read by others"


async def test_a_person_is_found_by_number_or_part_of_a_name_and_nobody_else(demo: Running, browser: Browser) -> None:
    async with opened(browser, f"{demo.url}?person=2") as page:
        await says(page, "live")
        field, number = page.locator(".fw-picker input"), page.locator(".fw-person-card .fw-number dd")
        second = await field.input_value()
        for typed, person in (("3", "3"), ("BJÖRN", "6"), ("wolno", "2")):
            await field.fill(typed)
            await field.press("Enter")
            await expect(number).to_have_text(person)
            await expect(field).to_have_value(re.compile(rf"^{person} · ."))
        for typed, words in (("zzz", "nobody has the number or name"), ("99", "nobody has"), ("o", "persons have")):
            await field.fill(typed)
            await field.press("Enter")
            await expect(page.locator(".fw-banner")).to_contain_text(words)
            await expect(field).to_have_value(second)
        await field.fill("2")
        await field.press("Enter")
        await expect(field).to_have_value(second)
        await expect(page.locator(".fw-banner")).not_to_contain_text("persons have")
        await expect(number).to_have_text("2")


async def test_a_page_keeps_its_connection(lasting: Lasting) -> None:
    # The server pings every 30 s; a connection that it gives up is gone by the time of the second ping.
    await lasting.page.wait_for_function(
        f"document.querySelector('.fw-time').dataset.time > {lasting.start + 65}", timeout=90_000
    )
    assert len(lasting.opened) == 1
    assert lasting.closed == []
