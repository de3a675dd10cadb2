"""Every state of the page for everybody: axe, all widths, time zones, calm for those who ask for it."""

import asyncio
import re
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
from axe_playwright_python.async_playwright import Axe
from playwright.async_api import Browser, Page, expect

from footlib import trials
from footlib.store import TrialNote
from footlib.store.embedded import free_port
from tests.e2e.conftest import Running, demonstration, opened
from tests.e2e.walks import known_walk, led, says, store_walk

WIDTHS = (390, 768, 1440, 2560)
WALKED = (1, 2, 3)
FLAGGED = ((12.0, 14.0, -1), (30.0, 30.5, 1))
# Looking at a state takes seconds of a core, and a busy machine gives a fraction of one.
pytestmark = pytest.mark.timeout(400)
CONTRAST = {"runOnly": {"type": "rule", "values": ["color-contrast", "link-in-text-block"]}}
HOURS_SEEN = """
    window.hoursSeen = new Set();
    setInterval(() => {
        const shown = document.querySelector('.fw-time')?.textContent;
        if (shown && document.documentElement.classList.contains('fw-ready')) hoursSeen.add(shown.slice(0, 5));
    }, 5);
"""
MAP = "() => document.querySelector('.fw-stage > img, .fw-mini img').src"
FITS = """width => innerWidth === width && [...document.querySelectorAll('.fw .bqplot')].every(figure => {
    const area = figure.querySelector('.plotarea_background');
    return !figure.offsetWidth || Math.abs(figure.clientWidth - area.getBoundingClientRect().width) < 64;
})"""


@pytest.fixture(scope="module")
def still(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """A system whose API is away, so that nothing moves while it is looked at; three persons have just walked."""
    nowhere = f"http://127.0.0.1:{free_port()}/"
    with demonstration(tmp_path_factory.mktemp("access"), FOOTWATCH_IDS="4", FOOTWATCH_BASE_URL=nowhere) as running:
        for person in WALKED:
            asyncio.run(store_walk(running, person, known_walk(flagged=FLAGGED)))
        yield running


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def page(still: Running, browser: Browser) -> AsyncIterator[Page]:
    """One page that is led from state to state, so patient that it calls live who walked minutes ago."""
    async with opened(browser, f"{still.url}?person=1&late=600") as page:
        await says(page, "live")
        yield page


@dataclass
class Eye:
    """Looks at a state of the page; keeps a picture of it where pictures are asked for."""

    pictures: Path | None

    async def looks(self, page: Page, state: str, *, differs: str | None = None) -> None:
        """Nothing serious for axe in the dark and in the light, and no horizontal scroll bar at any width.

        Where a state differs from one that was looked at in the part `differs` alone, axe looks at that.
        """
        # Playwright waits for a script's answer without end.
        async with asyncio.timeout(90):
            await self._looks(page, state, differs)

    async def _looks(self, page: Page, state: str, differs: str | None) -> None:
        for theme in ("dark", "light"):
            drawn = await page.evaluate(MAP)
            await page.emulate_media(color_scheme=theme)
            await page.wait_for_function("theme => document.documentElement.dataset.fwTheme === theme", arg=theme)
            await page.wait_for_function(f"drawn => ({MAP})() !== drawn", arg=drawn)
            # Of all rules only those of contrast depend on the theme, and no width does.
            rules = None if theme == "dark" else CONTRAST
            assert await findings(page, rules, differs) == [], f"{state}, {theme}"
            for width in WIDTHS if self.pictures or (theme == "light" and not differs) else ():
                await self._fits(page, state, width)
                if self.pictures:
                    await page.screenshot(path=self.pictures / f"{state}-{width}-{theme}.png", full_page=True)
        await page.set_viewport_size({"width": 1440, "height": 920})

    async def _fits(self, page: Page, state: str, width: int) -> None:
        # A figure is laid out anew once it is in view, so all of them are.
        await page.set_viewport_size({"width": width, "height": 3200 if width < 1080 else 2400})
        await page.evaluate("scrollTo({ top: 0, behavior: 'instant' })")
        await page.wait_for_function(FITS, arg=width)
        overflow = await page.evaluate("document.documentElement.scrollWidth - innerWidth")
        assert overflow <= 0, f"{state} at {width} px"


@pytest.fixture(scope="module")
def eye(pictures: Path | None) -> Eye:
    return Eye(pictures)


async def findings(page: Page, rules: dict[str, Any] | None, part: str | None) -> list[tuple[str, list[str]]]:
    results = await Axe().run(page, context=part, options=rules)
    return [
        (violation["id"], [node["html"][:160] for node in violation["nodes"]][:4])
        for violation in results.response["violations"]
        if violation["impact"] in {"serious", "critical"}
    ]


async def test_times_are_those_of_the_viewer_from_the_first_one_on_and_the_page_stands_for_those_who_ask_for_it(
    demo: Running, browser: Browser
) -> None:
    zone, minutes_east = "Asia/Kathmandu", 345
    async with opened(browser, "about:blank", zone=zone, calm=True) as page:
        await page.add_init_script(HOURS_SEEN)
        await page.goto(f"{demo.url}?person=5", wait_until="commit")
        await expect(page.get_by_role("status").filter(has_text="Footwatch")).to_be_visible()
        loading = page.locator(".fw-loading svg path").first
        assert await loading.evaluate("one => getComputedStyle(one).animationName") == "none"
        await says(page, "live")
        await expect(page.locator("#fw-loading")).to_be_hidden()
        moving = await page.evaluate(
            """() => [...document.querySelectorAll('.fw, .fw *')].filter(one => {
                const style = getComputedStyle(one);
                return style.animationName !== 'none' || parseFloat(style.transitionDuration) > 0;
            }).length"""
        )
        assert moving == 0
        await page.wait_for_function("window.hoursSeen.size")
        own = await page.evaluate("new Date().toLocaleTimeString('en-GB').slice(0, 5)")
        minutes = {int(seen[3:]) for seen in await page.evaluate("[...hoursSeen]")}
        assert all((int(own[3:]) - minute) % 60 <= 1 for minute in minutes), (own, minutes)
        await page.locator(".fw-pause").click()
        await says(page, "paused")
        moment = float(await page.locator(".fw-time").get_attribute("data-time") or 0)
        local = await page.evaluate(
            "([t, zone]) => new Date(t * 1000).toLocaleTimeString('en-GB', { timeZone: zone })", [moment, zone]
        )
        await expect(page.locator(".fw-time")).to_contain_text(local)
        await expect(page.locator(".fw-map-card h2")).to_have_text(f"Pressure at {local}")
        assert local[3:5] == f"{(int(moment // 60) + minutes_east) % 60:02d}"
        hour = local[:3]
        labels = await page.locator(".fw-plot-left .axis text").all_text_contents()
        assert any(label.startswith(hour) for label in labels)


async def test_every_state_of_one_person(page: Page, eye: Eye) -> None:
    await expect(page.locator(".fw-anomaly-row")).to_have_count(len(FLAGGED))
    await eye.looks(page, "live")
    await page.locator(".fw-number-contact .fw-term").click()
    await expect(page.locator("[data-meaning=contact]")).to_be_focused()
    await eye.looks(page, "words", differs=".fw-glossary")
    await page.keyboard.press("Escape")
    await expect(page.locator(".fw-glossary")).to_be_hidden()
    await page.get_by_role("button", name="Limits").click()
    await page.get_by_role("button", name="Compare: keep").click()
    await expect(page.locator(".fw-maps figure")).to_have_count(3)
    await eye.looks(page, "compare", differs=".fw-compare-card, .fw-limits")
    await page.get_by_role("button", name="Close").click()
    await page.get_by_role("button", name="Limits").click()
    strides = page.locator(".fw-strides-card")
    await strides.get_by_role("button", name="Centre of pressure").click()
    await expect(strides.get_by_role("img", name=re.compile("centre of pressure"))).to_have_count(2)
    await eye.looks(page, "strides", differs=".fw-strides-card")
    await page.locator(".fw-pause").click()
    await says(page, "paused")
    await eye.looks(page, "paused", differs=".fw-header")
    await page.get_by_role("button", name="\N{MULTIPLICATION SIGN}0.25").first.click()
    await page.locator(".fw-anomaly-row button").first.click()
    await says(page, "replay")
    await eye.looks(page, "replay", differs=".fw-header, .fw-anomalies-card")


async def test_trials_of_which_one_runs(still: Running, page: Page, eye: Eye) -> None:
    store = still.store()
    for k, name in enumerate(("10 m walk", "TUG", "", "<i>stairs</i>", *["6 min walk"] * 8)):
        recording = known_walk(20.0 + k, ago=86400.0 * (k + 1))
        note = TrialNote(name, "stick" * (k % 2), "a long note that has no room at all in a narrow table" * (k % 3))
        newest, _ = await trials.bring_in(store, 3, recording, note)
    await store.trials.delete(3, newest)
    await store.trials.begin(3, back=30.0)
    await store.close()
    await led(page, f"{still.url}?person=3", moves=False)
    card = page.locator(".fw-trials-card")
    await expect(card).to_contain_text("page 1 of 2")
    await expect(page.locator(".fw-header .fw-running-trial")).to_be_visible()
    await card.locator("[data-fw*=edit_trial]").nth(2).click()
    await expect(card.get_by_label("Condition", exact=True)).to_have_value("stick")
    await eye.looks(page, "trials", differs=".fw-trials-card, .fw-progress-card, .fw-labels-card, .fw-header")
    await card.get_by_role("button", name="Delete this trial").click()
    await expect(card).to_contain_text("was deleted")
    await card.get_by_role("button", name=re.compile("^Open 10 m walk")).click()
    await says(page, "paused")
    await eye.looks(page, "trial", differs=".fw-trials-card, .fw-header")
    for width in WIDTHS:
        await eye._fits(page, "trial", width)
    await page.set_viewport_size({"width": 1440, "height": 920})


async def test_while_the_store_is_away(still: Running, page: Page, eye: Eye) -> None:
    await led(page, f"{still.url}?person=1", moves=False)
    server = still.part("valkey")
    server.suspend()
    try:
        await says(page, "away")
        notice = page.locator(".fw-notice")
        await expect(notice).to_contain_text(re.compile(r"Store away: since \d\d:\d\d:\d\d"))
        assert "grayscale" in await page.locator(".fw-feet").evaluate("one => getComputedStyle(one).filter")
        await expect(page.locator(".fw-map-card h2")).to_contain_text("Last pressure")
        await eye.looks(page, "away", differs=".fw-header, .fw-notice, .fw-map-card, .fw-numbers")
    finally:
        server.resume()
    await says(page, "live")
    await expect(notice).to_have_count(0)


async def test_the_map_and_the_state_are_spoken(still: Running, page: Page) -> None:
    await led(page, f"{still.url}?person=2", moves=False)
    await expect(page.locator(".fw-spoken [role=status]")).to_have_text("Data: live")
    await expect(page.get_by_role("img", name=re.compile(r"Foot map\. .*Counts of 1023: L0 \d+"))).to_have_count(1)
    await page.locator(".fw-pause").click()
    await expect(page.locator(".fw-spoken [role=status]")).to_have_text("Data: paused")


@pytest.mark.parametrize("width", [390, 1440])
async def test_no_time_on_the_axis_is_cut(still: Running, page: Page, width: int) -> None:
    store = still.store()
    newest = (await store.watch({2: None}, 1))[2].status.newest or 0
    await store.close()
    stop = newest // 10 * 10 + 0.1
    # A figure is laid out anew once it is in view.
    await page.set_viewport_size({"width": width, "height": 3200})
    await led(page, f"{still.url}?person=2&at={stop - 1}&from={stop - 30}&to={stop}", moves=False)
    whole = """() => {
        const box = document.querySelector('.fw-plot-left svg').getBoundingClientRect();
        const words = [...document.querySelectorAll('.fw-plot-left .axis text')];
        const ends = words.filter(one => one.textContent.includes(':'))
            .map(one => one.getBoundingClientRect().right);
        return ends.length > 0 && ends.every(end => end <= box.right);
    }"""
    await page.wait_for_function(f"({whole})()")


TOP = "document.querySelector('.fw-curves').getBoundingClientRect().top"
SAY = """([what, words]) => { document.querySelector(what).textContent = words; }"""
COMING = {
    ".fw-number-symmetry .fw-note": ("limits ±10, ±20", "over the warning for 0 s of 5 s · limits ±10, ±20"),
    ".fw-number-standing .fw-note": ("too short to tell its sway", "left bears 49 % · sways by 10.5 points, 40 in all"),
    ".fw-verdict": (
        "Nothing stands out.",
        "Leans left: 57 %. Double support long: 42 %. Cadence low: 88. Left front saturated 68 % of the time, 1 more.",
    ),
    ".fw-basis": (
        "Gait numbers are of 30 s of walking. Times are those of the readings' arrival.",
        "Of 42 s measured in these 60 s. Gait numbers are of 27 s of walking; 15 s of standing are left out. And …",
    ),
}


@pytest.mark.parametrize("width", [390, 1440])
async def test_words_that_come_and_go_move_nothing(still: Running, page: Page, width: int) -> None:
    await page.set_viewport_size({"width": width, "height": 844})
    await led(page, f"{still.url}?person=1", moves=False)
    if width == 390:
        header = await page.evaluate("document.querySelector('.fw-header').offsetHeight")
        assert header < 844 / 6, "most of a phone is for the person"
    await page.locator(".fw-pause").click()
    await says(page, "paused")
    for what, said in COMING.items():
        tops = set()
        for words in (*said, ""):
            await page.evaluate(SAY, [what, words])
            tops.add(await page.evaluate(TOP))
        assert len(tops) == 1, what
    name = page.locator(".fw-person .fw-name dd")
    before = await name.evaluate("name => name.offsetHeight")
    await name.evaluate("name => { name.textContent = 'Wolfeschlegelsteinhausenbergerdorff '.repeat(20); }")
    assert await name.evaluate("name => name.offsetHeight") <= 2 * before


PAPER = """() => {
    const all = what => [...document.querySelectorAll(what)];
    const style = what => all(what).map(one => getComputedStyle(one))[0] ?? {};
    const seen = all('.fw button, .fw select, .fw input').filter(part => part.checkVisibility());
    return {
        pressed: [...new Set(seen.map(part => part.textContent.trim() || part.className))],
        cards: all('.fw-card').map(card => getComputedStyle(card).breakInside),
        ramp: style('.fw-ramp').printColorAdjust,
        text: style('.fw-dashboard').color,
        columns: style('.fw-grid').gridTemplateColumns?.split(' ').length,
    };
}"""


async def test_on_paper_there_is_nothing_to_press_and_all_that_is_told(still: Running, page: Page) -> None:
    await led(page, f"{still.url}?person=1&late=600", moves=False)
    await says(page, "live")
    await page.emulate_media(media="print", color_scheme="dark")
    try:
        told = await page.evaluate(PAPER)
        lines = [f"{name}{i} {where}" for name in "LR" for i, where in enumerate(("front", "middle", "back"))]
        # What is chosen of several stays, as words.
        assert told["pressed"][:-1] == ["30 s", *lines], "and what of the strides is drawn"
        assert set(told["cards"]) == {"avoid"}
        assert told["ramp"] == "exact"
        assert told["text"] == "rgb(23, 32, 43)", "paper is light, whatever the screen is"
        await expect(page.locator(".fw-who")).to_be_visible()
    finally:
        await page.emulate_media(media="screen", color_scheme="light")


async def test_everyone_and_the_wall_screen(still: Running, page: Page, eye: Eye) -> None:
    await page.set_viewport_size({"width": 1440, "height": 920})
    await led(page, f"{still.url}?person=1", moves=False)
    await page.get_by_role("button", name="Everyone at a glance").click()
    await expect(page.locator(".fw-person-tile .fw-pill[data-state=live]")).to_have_count(3, timeout=30_000)
    await eye.looks(page, "everyone")
    await page.emulate_media(media="print")
    told = await page.evaluate(PAPER)
    assert (told["pressed"], told["columns"]) == ([], 2)
    await page.emulate_media(media="screen")
    await page.goto(f"{still.url}?person=2&kiosk=1&window=60&late=600")
    await says(page, "live")
    await eye.looks(page, "kiosk")
