"""The scripts within Voilà's template, as the template includes them."""

import re
from functools import cache

import jinja2
import pytest
from playwright.async_api import Page, Route, WebSocketRoute, expect

from tests.web.conftest import stop_clock
from tests.wheel import ROOT

HOST = "http://page.test"
"""Nobody is asked: every answer is a test's own."""
SLOW = "/slow.js"
BODY = """<div class="fw-loading" id="fw-loading"><strong>Footwatch</strong><p id="fw-loading-text">Starting …</p></div>
<main id="rendered_cells"></main>"""


@cache
def script(name: str) -> str:
    folder = ROOT / "notebooks/voila/templates/footwatch"
    return jinja2.Environment(loader=jinja2.FileSystemLoader(folder), autoescape=True).get_template(name).render()


async def opened(page: Page, *, head: str = "", body: str = BODY, query: str = "") -> None:
    """Open a page that holds both scripts where the template has them."""
    html = f"""<!doctype html><html><head><script>{head}</script><script>{script("head.js.j2")}</script></head>
        <body data-voila="voila">{body}<script>{script("loading.js.j2")}</script></body></html>"""

    async def answer(route: Route) -> None:
        await route.fulfill(body=html, content_type="text/html; charset=utf-8")

    await page.route(re.compile(rf"^{HOST}/(\?.*)?$"), answer)
    await page.goto(f"{HOST}/{query}", wait_until="commit" if SLOW in body else "load")


def test_the_template_includes_what_the_modules_give_and_writes_no_script_of_its_own() -> None:
    template = (ROOT / "notebooks/voila/templates/footwatch/index.html.j2").read_text()
    scripts = re.findall(r"<script>(.*?)</script>", template, re.DOTALL)
    for text in scripts:
        assert re.fullmatch(r'\s*\{% include "voila/templates/footwatch/\w+\.js\.j2" %\}\s*|window\.\w+\(.*\);', text)


@pytest.mark.parametrize(
    ("query", "kept", "system", "theme"),
    [
        ("", None, "dark", "dark"),
        ("", None, "light", "light"),
        ("", "dark", "light", "dark"),
        ("?theme=light", "dark", "dark", "light"),
        ("?theme=blue", "none", "dark", "dark"),
    ],
)
async def test_the_first_theme_is_the_one_asked_for_or_kept_or_the_systems(
    page: Page, query: str, kept: str | None, system: str, theme: str
) -> None:
    await page.emulate_media(color_scheme="dark" if system == "dark" else "light")
    keep = f"localStorage.setItem('footwatch-theme', '{kept}')" if kept else "localStorage.clear()"
    await opened(page, head=keep, query=query)
    assert await page.evaluate("[document.documentElement.dataset.fwTheme, document.documentElement.lang]") == [
        theme,
        "en",
    ]
    assert await page.title() == "Footwatch"


EARLY = f"""{BODY}<script>
    window._JUPYTERLAB = {{ bqplot: {{ get: async () => () => {{ window.ran = true; }} }},
                           anywidget: {{ get: async () => {{ throw new Error("not there"); }} }} }};
    window.said = [];
    addEventListener("load", () => said.push("started"));
    addEventListener("resize", () => said.push("resized"));
    fetch("/api/kernels/1").then(answer => answer.text()).then(text => said.push(text));
</script><script src="{SLOW}"></script>"""


async def test_voila_gets_ready_beside_its_kernel_and_waits_for_the_first_answer_only(page: Page) -> None:
    held: list[Route] = []

    def hold(route: Route) -> None:
        held.append(route)

    await page.route(f"{HOST}{SLOW}", hold)
    await page.route("**/api/kernels/*", lambda route: route.fulfill(body="kernel"))
    async with page.expect_response("**/api/kernels/*"):
        await opened(page, body=EARLY)
    await page.wait_for_function("window.ran")
    assert await page.evaluate("document.readyState") == "loading"
    assert await page.evaluate("said") == ["started"], "its answer is kept until the page is whole"
    await held[0].fulfill(body="")
    await page.wait_for_function("said.includes('kernel')")
    await page.evaluate("dispatchEvent(new Event('resize'))")
    assert await page.evaluate("said") == ["started", "kernel", "resized"]
    assert await page.evaluate("fetch === counting"), "nothing stands between any more"


async def test_impatient_limits_of_others_are_stretched_and_no_others(page: Page) -> None:
    await stop_clock(page)
    await opened(page, head="AbortSignal.timeout = ms => ({ ms })")
    assert await page.evaluate("[2000, 90000].map(ms => AbortSignal.timeout(ms).ms)") == [60_000, 90_000]
    await page.evaluate(
        """() => {
            window.rang = [];
            setTimeout(() => rang.push("kernel did not respond in time"), 4000);
            setTimeout(word => rang.push(word), 4000, "other");
            setTimeout(() => rang.push("did not respond in time, at 3 s"), 3000);
        }"""
    )
    await page.clock.run_for(5000)
    assert await page.evaluate("rang") == ["did not respond in time, at 3 s", "other"]
    await page.clock.run_for(55_000)
    assert len(await page.evaluate("rang")) == 3


async def test_a_page_is_told_of_each_connection_but_the_first(page: Page) -> None:
    def accept(_: WebSocketRoute) -> None:
        pass

    await page.route_web_socket("ws://page.test/*", accept)
    await opened(page)
    told = """async () => {
        window.told ??= 0;
        window.listening ??= addEventListener("fw-connected-again", () => { told += 1; }) ?? true;
        const socket = new WebSocket("ws://page.test/channels", ["v1.kernel.websocket.jupyter.org"]);
        await new Promise(resolve => socket.addEventListener("open", resolve));
        return [told, socket instanceof WebSocket];
    }"""
    assert [await page.evaluate(told) for _ in range(3)] == [[0, True], [1, True], [2, True]]


async def test_it_says_how_far_the_notebook_is(page: Page) -> None:
    await opened(page)
    words = page.locator("#fw-loading-text")
    await page.evaluate("voila_process(1, 3)")
    await expect(words).to_have_text("Preparing 1 of 3 …")
    await page.evaluate("update_loading_text(2, 3)")
    await expect(words).to_have_text("Preparing 2 of 3 …")
    await page.evaluate("update_loading_text(2, 3, 'Nearly there')")
    await expect(words).to_have_text("Nearly there")
    await page.evaluate("voila_heartbeat(); display_cells(); voila_finish()")
    await expect(words).to_have_text("Waiting for the first picture …")


@pytest.mark.parametrize(
    ("cells", "words", "shown"),
    [
        ("<style>p {}</style>", "The dashboard has not come yet; the server may be busy. Try again", True),
        ("NameError: name 'x'", "", False),
        ('<pre data-mime-type="application/vnd.jupyter.stderr">x</pre>', "", False),
        ("<div class='fw-page'></div>", "Waiting for the first picture …", True),
    ],
    ids=["nothing", "words", "what Voilà says", "a page"],
)
async def test_a_page_that_does_not_come_is_told_after_fifteen_seconds(
    page: Page, cells: str, words: str, *, shown: bool
) -> None:
    await stop_clock(page)
    await opened(page)
    await page.evaluate("html => { rendered_cells.innerHTML = html; voila_finish(); }", cells)
    await page.clock.run_for(14_900)
    overlay = page.locator("#fw-loading")
    await expect(overlay).to_be_visible()
    await expect(page.locator("#fw-loading-text")).to_have_text("Waiting for the first picture …")
    await page.clock.run_for(200)
    if shown:
        await expect(overlay.locator("p")).to_have_text(words)
        await expect(overlay).to_be_visible()
    else:
        await expect(overlay).to_be_hidden()


async def test_a_cell_that_fails_before_there_is_a_page_is_shown_at_once(page: Page) -> None:
    await stop_clock(page)
    await opened(page)
    failed = '<div class="fw-failed">1 / 0</div>'
    widget = '<script type="application/vnd.jupyter.widget-view+json">{}</script>'
    overlay = page.locator("#fw-loading")
    await page.evaluate("html => { rendered_cells.innerHTML = html; voila_finish(); }", failed + widget)
    await expect(overlay).to_be_visible()
    await page.evaluate("html => { rendered_cells.innerHTML = html; voila_finish(); }", failed)
    await expect(overlay).to_be_hidden()


async def test_a_kernel_that_ended_before_its_page_was_there_is_told_once(page: Page) -> None:
    await stop_clock(page)
    answers = [200, None, 404]
    asked: list[int | None] = []

    async def answer(route: Route) -> None:
        asked.append(answers[len(asked)])
        await (route.fulfill(status=asked[-1]) if asked[-1] else route.abort())

    await page.route("**/api/kernels/7", answer)
    await opened(page)
    await page.evaluate("footwatch_kernel('/api/kernels/7'); voila_finish()")
    words = page.locator("#fw-loading-text")
    ended = "The process behind this page has ended before it was ready. Try again"
    sentences = ("Waiting for the first picture …", "The server does not answer. Try again", ended)
    for number, sentence in enumerate(sentences, 1):
        await page.clock.run_for(3000)
        await page.wait_for_function(f"answers === {number}")
        await expect(words).to_have_text(sentence)
    await page.clock.run_for(60_000)
    assert asked == answers
    await expect(words).to_have_text(ended)


async def test_nothing_is_asked_once_the_page_is_there(page: Page) -> None:
    await stop_clock(page)
    asked: list[str] = []
    await opened(page)
    page.on("request", lambda request: asked.append(request.url))
    await page.evaluate("footwatch_kernel('/api/kernels/7'); rendered_cells.innerHTML = '<p class=fw-page></p>'")
    await page.clock.run_for(10_000)
    assert asked == []


async def test_the_link_loads_anew(page: Page) -> None:
    await stop_clock(page)
    await opened(page)
    await page.evaluate("voila_finish()")
    await page.clock.run_for(15_100)
    async with page.expect_event("load"):
        await page.get_by_role("link", name="Try again").click()
    await expect(page.locator("#fw-loading-text")).to_have_text("Starting …")
