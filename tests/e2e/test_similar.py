"""Where else a stretch occurs: chosen on the dashboard's curves, searched in a process beside the kernel."""

import re
from collections.abc import AsyncIterator

import psutil
import pytest
import pytest_asyncio
from axe_playwright_python.async_playwright import Axe
from playwright.async_api import Browser, Locator, Page, expect

from tests.e2e.conftest import Running, eventually, opened
from tests.e2e.walks import drag, known_walk, says, store_walk, walking
from tests.processes import command_line

pytestmark = pytest.mark.timeout(300)
LONG = 120_000
"""Milliseconds: the first search on a machine compiles its package."""
PERSON, WALKING = 97, 98
"""Those who walk without a gap, which a busy machine does not promise of those whom a cacher follows."""


def workers(demo: Running) -> list[psutil.Process]:
    """Processes that search, with or without a kernel that asks them."""

    def ours(process: psutil.Process) -> bool:
        try:
            return process.environ().get("FOOTWATCH_DATA_DIR") == str(demo.data_dir)
        except psutil.Error:  # it has just ended
            return False

    return [one for one in psutil.process_iter() if "search_worker" in command_line(one) and ours(one)]


@pytest_asyncio.fixture(autouse=True, loop_scope="session")
async def alone(demo: Running) -> AsyncIterator[None]:
    """No process is left of the page before, and none of this one."""
    yield
    await eventually(lambda: not workers(demo), "the process that searched to end with the page")


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def gone(demo: Running) -> str:
    """The address of somebody who stopped just now."""
    await store_walk(demo, PERSON, known_walk(240.0))
    return f"{demo.url}?person={PERSON}&window=300"


async def walked(page: Page, *kinds: str) -> None:
    """Wait for data that cover the left half of the curves."""
    await says(page, *kinds)
    await page.wait_for_function(
        """() => [...document.querySelectorAll('.fw-plot-left path.line')].some(
            path => (path.getAttribute('d') ?? '').split('L').length > 150)""",
        timeout=60_000,
    )


def rows(page: Page) -> Locator:
    return page.locator(".fw-similar-row")


def button(page: Page, name: str) -> Locator:
    return page.locator(".fw-similar-card").get_by_role("button", name=name, exact=True)


async def marked(page: Page, foot: str) -> list[str]:
    """What is written over the marks of a foot's curves."""
    texts: list[str] = await page.locator(f".fw-plot-{foot} text").evaluate_all(
        "texts => texts.filter(t => getComputedStyle(t).fill === getComputedStyle("
        "document.querySelector('.fw-rank')).color).map(t => t.textContent).filter(t => t)"
    )
    return texts


async def time_shown(page: Page) -> float:
    return float(await page.locator(".fw-time").first.get_attribute("data-time") or "nan")


async def test_a_stretch_is_chosen_found_listed_marked_and_gone_to(demo: Running, gone: str, browser: Browser) -> None:
    async with opened(browser, gone, height=1300) as page:
        await walked(page, "late", "gone")
        await expect(button(page, "Find similar")).to_be_disabled()
        choose = button(page, "Choose on the curves")
        await choose.click()
        await expect(choose).to_have_attribute("aria-pressed", "true")
        await page.keyboard.press("Escape")
        await expect(choose).to_have_attribute("aria-pressed", "false")
        await choose.click()
        await expect(choose).to_have_attribute("aria-pressed", "true")
        await expect(page.locator(".fw-pill[data-state=paused]")).to_be_visible()
        await drag(page, 0.4, 0.5)
        chosen = page.locator(".fw-similar-chosen")
        await expect(chosen).to_contain_text(re.compile(r"Chosen \d\d:\d\d:\d\d\.\d to \d\d:\d\d:\d\d\.\d \(30\.0 s\)"))
        await expect(page.locator(".fw-pill[data-state=paused]")).to_be_visible()
        await button(page, "Find similar").click()
        await expect(page.locator(".fw-similar")).to_contain_text("Preparing the search")
        await expect(rows(page).first).to_be_visible(timeout=LONG)
        found = await rows(page).count()
        assert found > 2
        likeness = [float(text.split()[0]) for text in await rows(page).locator("td:nth-child(3)").all_text_contents()]
        assert likeness == sorted(likeness, reverse=True)
        await expect(page.locator(".fw-similar")).to_contain_text("best first, in everything stored")
        for foot in ("left", "right"):
            words = await marked(page, foot)
            assert "chosen" in words
            assert set(words) - {"chosen"} <= {str(rank) for rank in range(1, found + 1)}
            assert len(words) > 1, "some places lie in the window"
        shades: list[list[str]] = await page.locator(".fw-plot-left path.line").evaluate_all(
            "paths => paths.filter(p => p.style.stroke.includes('--fw-similar'))"
            ".map(p => [p.style.fill, p.style.fillOpacity])"
        )
        assert shades == [["var(--fw-similar)", "0.3"]] + [["var(--fw-similar)", "0.16"]] * found
        # The stretch itself is no place, and no two places are the same.
        starts = [float(start) for start in await rows(page).evaluate_all("rows => rows.map(r => r.dataset.start)")]
        assert len({round(start, 1) for start in starts}) == found
        await rows(page).nth(1).get_by_role("button", name="Show").click()
        await page.wait_for_function(
            f"Math.abs(document.querySelector('.fw-time').dataset.time - {starts[1]}) < 0.3", timeout=10_000
        )
        await expect(rows(page).nth(1)).to_have_class(re.compile("fw-chosen"))
        for violation in (await Axe().run(page, context=".fw-similar-card, .fw-curves")).response["violations"]:
            assert violation["impact"] not in {"serious", "critical"}, violation["id"]
        (worker,) = workers(demo)
        await button(page, "Clear the stretch and its marks").click()
        await expect(rows(page)).to_have_count(0)
        await page.wait_for_function(
            "![...document.querySelectorAll('.fw-plot text')].some(text => text.textContent === 'chosen')"
        )
    await eventually(lambda: not worker.is_running(), "the process that searched to end with the page")


async def find_by_keyboard(page: Page) -> None:
    """Take the last three seconds and search them, while the picture goes on."""
    await button(page, "The last 3 s before the moment").focus()
    await page.keyboard.press("Enter")
    await expect(page.locator(".fw-similar-chosen")).to_contain_text("(3.0 s)")
    await expect(page.locator(".fw-similar [role=alert]")).to_have_count(0)
    await expect(page.locator(".fw-pill[data-state=live]")).to_be_visible()
    for _ in range(8):
        if "find_similar" in (await page.evaluate("document.activeElement.dataset.fw") or ""):
            break
        await page.keyboard.press("Tab")
    before = await time_shown(page)
    await page.keyboard.press("Enter")
    await page.wait_for_function(f"document.querySelector('.fw-time').dataset.time > {before + 0.5}")


async def test_the_keyboard_finds_while_data_arrive(demo: Running, browser: Browser) -> None:
    async with (
        walking(demo, WALKING),
        opened(browser, f"{demo.url}?person={WALKING}", height=1300) as page,
    ):
        await walked(page, "live")
        await find_by_keyboard(page)
        await expect(rows(page).first).to_be_visible(timeout=LONG)
        await expect(page.locator(".fw-pill[data-state=live]")).to_be_visible()
        start = float(await rows(page).first.get_attribute("data-start") or "nan")
        await rows(page).first.get_by_role("button", name="Show").focus()
        await page.keyboard.press("Enter")
        await page.wait_for_function(
            f"Math.abs(document.querySelector('.fw-time').dataset.time - {start}) < 0.3", timeout=10_000
        )
        await expect(page.locator(".fw-pill[data-state=paused]")).to_be_visible()


async def test_a_process_that_dies_is_told_and_the_next_search_works(
    demo: Running, gone: str, browser: Browser
) -> None:
    async with opened(browser, gone, height=1300) as page:
        await walked(page, "late", "gone")
        await button(page, "The last 5 s before the moment").click()
        await button(page, "Find similar").click()
        await eventually(lambda: workers(demo), "a process to search")
        workers(demo)[0].kill()
        alert = page.locator(".fw-similar [role=alert]")
        await expect(alert).to_contain_text("ended from outside before it was done")
        await button(page, "Find similar").click()
        await expect(rows(page).first).to_be_visible(timeout=LONG)
        await expect(alert).to_have_count(0)
        # What searches is large; the page's kernel does not become so, nor has it what tables need.
        kernels = demo.kernels()
        assert kernels
        mapped = " ".join(one.path for kernel in kernels for one in kernel.memory_maps())
        assert "numpy" in mapped
        assert not any(package in mapped for package in ("llvmlite", "pandas", "pyarrow"))
        (worker,) = workers(demo)
        assert any("llvmlite" in mapped.path for mapped in worker.memory_maps())
        # The page closes while another one prepares its search.
        worker.kill()
        await eventually(lambda: not workers(demo), "the process to end")
        await button(page, "Find similar").click()
        await eventually(lambda: workers(demo), "a process to search")
