"""A card as a PNG, asked for by a live page and by what stands still in a cell."""

import asyncio
import base64
import struct

import pytest
from playwright.async_api import Download, Page, expect

from tests.browser import COLOURS
from tests.web.conftest import Kernel

STYLE = """<style>
  :root { --line: rgb(10, 20, 200); --hidden: rgb(250, 0, 250); }
  .fw-card { position: relative; width: 300px; height: 200px; background: rgb(250, 250, 240); color: rgb(0, 100, 0); }
  .fw-card > * { position: absolute; }
  .curve { stroke: var(--line); fill: none; stroke-width: 10px; }
  .off { stroke: var(--hidden); opacity: 0; stroke-width: 10px; }
  .fw-ramp { left: 200px; top: 20px; width: 80px; height: 20px;
             background-image: linear-gradient(to right, rgb(255, 0, 0), rgb(0, 0, 255)); }
  .fw-key { left: 200px; top: 60px; } .fw-key i { display: block; width: 20px; height: 20px; background: rgb(1, 2, 3); }
  .outlined { left: 150px; top: 120px; font: 700 40px sans-serif; color: rgb(255, 255, 255);
              -webkit-text-stroke: 4px rgb(200, 0, 0); }
  .words { left: 10px; top: 120px; font: 40px sans-serif; }
  .spoken { left: 10px; top: 160px; font: 40px sans-serif; color: rgb(0, 250, 250); }
  img { left: 10px; top: 60px; width: 40px; height: 40px; }
</style>"""
RED = "data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' width='9' height='9'%3E%3Crect width='9' height='9' fill='rgb(255,128,0)'/%3E%3C/svg%3E"  # noqa: E501
CARD = f"""{STYLE}
<svg width="0" height="0"><clipPath id="fw-soles" clipPathUnits="objectBoundingBox">
  <path d="M0,0H1V0.5H0Z"></path></clipPath></svg>
<section class="fw-card wanted">
  <div class="bqplot"><svg width="150" height="50"><path class="curve" d="M0,25H150"></path>
    <path class="off" d="M0,10H150"></path></svg></div>
  <div class="fw-stage"><img src="{RED}"></div>
  <div class="fw-ramp"></div><div class="fw-key"><i></i></div>
  <div class="words">kPa</div><div class="outlined">7</div>
  <div class="spoken fw-words">spoken</div><div class="spoken"><button>press</button></div>
</section>
<section class="fw-card other"></section>
"""


async def seen(page: Page, download: Download) -> tuple[tuple[int, int], dict[str, int]]:
    """Width and height of a picture, and how many of its pixels have which colour."""
    data = await asyncio.to_thread((await download.path()).read_bytes)
    width, height = struct.unpack(">II", data[16:24])
    colours: dict[str, int] = await page.evaluate(COLOURS, base64.b64encode(data).decode())
    return (width, height), colours


async def test_a_picture_shows_what_the_page_shows(kernel: Kernel) -> None:
    await kernel.start(CARD)
    page = kernel.page
    await page.locator(".wanted img").evaluate("image => image.decode()")
    async with page.expect_download() as waiting:
        await kernel.say("picture", name="feet.png", of="wanted", title="Person 1")
    download = await waiting.value
    assert download.suggested_filename == "feet.png"
    size, colours = await seen(page, download)
    assert size == (600, 468), "twice as sharp, and a title above"
    # Four pixels are one of the page's. The dotted line below is none, what is transparent neither.
    assert colours["10,20,200"] == pytest.approx(4 * 150 * 10, rel=0.05), "a variable of the style sheet"
    assert "250,0,250" not in colours
    assert colours["1,2,3"] == 4 * 20 * 20
    assert colours["255,128,0"] == pytest.approx(4 * 40 * 20, rel=0.1), "clipped to the soles"
    assert {"0,100,0", "255,255,255", "200,0,0"} <= colours.keys(), "words, with their edge"
    assert "0,250,250" not in colours, "what is spoken only, and controls"
    ramp = [colour for colour in colours if colour.split(",")[1] == "0" and 20 < int(colour.split(",")[0]) < 235]
    assert len(ramp) > 50, "a gradient"


async def test_a_picture_is_of_one_moment_however_long_it_takes(kernel: Kernel) -> None:
    figure = '<div class="bqplot"><svg width="50" height="20"><path class="curve" d="M0,10H50"></path></svg></div>'
    await kernel.start(f'{STYLE}<section class="fw-card wanted">{figure}<div class="words">{figure}</div></section>')
    # A task that ends in the next one: nothing that waits meets the page as it was.
    await kernel.page.evaluate(
        """() => {
            const ticks = new MessageChannel();
            let n = 0;
            ticks.port1.onmessage = () => {
                document.documentElement.style.setProperty("--line", `rgb(${++n % 200}, 99, 7)`);
                ticks.port2.postMessage("");
            };
            ticks.port2.postMessage("");
        }"""
    )
    async with kernel.page.expect_download() as waiting:
        await kernel.say("picture", name="curves.png", of="wanted", title="Person 1")
    _, colours = await seen(kernel.page, await waiting.value)
    assert len([colour for colour in colours if colour.endswith(",99,7") and colours[colour] > 100]) == 1


async def test_no_card_no_picture(kernel: Kernel) -> None:
    await kernel.start(CARD)
    saved: list[str] = []
    kernel.page.on("download", lambda download: saved.append(download.suggested_filename))
    await kernel.say("picture", name="feet.png", of="nowhere", title="Person 1")
    await kernel.change(scope="fw-scope-2")
    await kernel.say("picture", name="feet.png", of="wanted", title="Person 1")
    async with kernel.page.expect_download():
        await kernel.say("download", "x", name="last.csv", type="text/csv")
    assert saved == ["last.csv"]


STILL = """async html => {
    document.body.innerHTML = html;
    const [{ Model }, { default: widget }] = await Promise.all([
        import("/web/testing/model.js"), import("/web/still/index.js")]);
    window.model = new Model();
    const el = document.querySelector(".wanted").appendChild(document.createElement("div"));
    window.end = widget.render({ model, el });
}"""


@pytest.mark.parametrize(("place", "theme"), [("lab", "light"), ("bare", None), ("voila", None)])
async def test_what_stands_still_saves_the_card_around_it_in_jupyterlabs_theme(
    kernel: Kernel, place: str, theme: str | None
) -> None:
    await kernel.open(place)
    page = kernel.page
    await page.evaluate(STILL, CARD)
    assert await page.evaluate("document.documentElement.dataset.fwTheme ?? null") == theme
    await expect(page.locator(".wanted .fw-page")).to_have_count(1)
    async with page.expect_download() as waiting:
        await page.evaluate("model.say({ name: 'footwatch.png', title: 'Walk' })")
    download = await waiting.value
    assert download.suggested_filename == "footwatch.png"
    size, colours = await seen(page, download)
    assert size == (600, 468)
    assert colours["10,20,200"] > 5000
    saved: list[str] = []
    page.on("download", lambda download: saved.append(download.suggested_filename))
    await page.evaluate("end(); model.say({ name: 'footwatch.png', title: 'Walk' })")
    async with page.expect_download():
        await page.evaluate(
            "Object.assign(document.createElement('a'), { href: 'data:,', download: 'last.csv' }).click()"
        )
    assert saved == ["last.csv"], "nothing after its end"


async def test_controls_at_the_top_of_a_card_leave_no_empty_room(kernel: Kernel) -> None:
    bar = '<div class="fw-curves-bar" style="top: 0; height: 40px"><button>Play</button></div>'
    await kernel.start(CARD.replace('<section class="fw-card wanted">', f'<section class="fw-card wanted">{bar}'))
    async with kernel.page.expect_download() as waiting:
        await kernel.say("picture", name="curves.png", of="wanted", title="Person 1")
    (_, height), _ = await seen(kernel.page, await waiting.value)
    assert height == 2 * (200 - 40 + 34)
