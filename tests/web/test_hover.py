"""The readings where the pointer is, told without the kernel."""

from typing import Any

import pytest
from playwright.async_api import Page, expect

from footlib.drawing.symbols import NONE
from footlib.drawing.times import LocalTime
from footlib.ui.browser.page import STYLE
from tests.web.conftest import Kernel

LEFT, TOP, WIDTH, HEIGHT = 100, 50, 400, 100
BASE = 1_700_000_000.0
PLOT = """
<div class="fw-plot fw-plot-{foot}" style="position: absolute; left: 0; top: {top}px"><svg width="600" height="150">
  <rect class="plotarea_events" x="100" y="50" width="400" height="100" fill="#eee"></rect>
</svg></div>"""
CARD = f"""
<div class="fw-card" style="position: absolute; left: 0; top: 0; width: 700px; height: 400px; padding: 0">
  {PLOT.format(foot="left", top=0)}{PLOT.format(foot="right", top=200)}
  <div class="fw-drawn"><i hidden data-base="{BASE}" data-left="a b" data-right="c d"></i></div>
</div>
<p style="position: absolute; top: 500px">beside</p>
"""
MODELS = """async ([x, left, right, tip]) => {
    const { Drawn } = await import("/web/testing/model.js");
    const nan = row => row.map(value => value ?? NaN);
    const scales = { x: new Drawn({ min: 0, max: 40 }), y: new Drawn({ min: 0, max: 1000 }) };
    const lines = (x, y) => new Drawn({ x, y: y.map(nan), opacities: [1, 0.7, 0.45], scales });
    window.foot = [["a", left], ["c", right]].map(([id, y]) => {
        const drawn = lines(x, y);
        model.others.set(id, drawn);
        return drawn;
    });
    const off = [-9999, -9999];
    model.others.set("b", tip ? lines(tip[0], tip[1]) : lines([0, 0], [off, off, off]));
    model.others.set("d", tip ? lines(tip[0], tip[2]) : lines([0, 0], [off, off, off]));
    window.scales = scales;
}"""
X = [0, 10, 20, 30, 40]
L, R = [[1, 2, 3, 4, 5], [10, 20, 30, 40, 50], [0, 0, 0, 0, 0]], [[7] * 5, [8] * 5, [900, 901, 902, 903, 904]]


async def draw(kernel: Kernel, *, x: Any = X, left: Any = L, right: Any = R, tip: Any = None) -> None:
    await kernel.start(CARD)
    await kernel.page.add_style_tag(content=STYLE)
    await kernel.page.evaluate(MODELS, [x, left, right, tip])


async def point(page: Page, seconds: float, *, foot: int = 0) -> None:
    await page.mouse.move(LEFT + seconds / 40 * WIDTH, TOP + 200 * foot + HEIGHT / 2, steps=2)


def clock(seconds: float) -> str:
    return LocalTime().clock(BASE + seconds, tenths=True)


async def tells(page: Page, time: str, *values: str) -> None:
    await expect(page.locator(".fw-hover-time")).to_have_text(time)
    await expect(page.locator(".fw-hover-words b")).to_have_text(list(values))


@pytest.mark.parametrize("foot", [0, 1])
async def test_all_six_values_of_the_nearest_reading_are_told_over_both_feet(kernel: Kernel, foot: int) -> None:
    await draw(kernel)
    await point(kernel.page, 11.0, foot=foot)
    await tells(kernel.page, clock(10), "2", "20", "0", "7", "8", "901")
    uprights = [await one.bounding_box() for one in await kernel.page.locator(".fw-hover-line").all()]
    places = [box[name] for box in uprights if box for name in ("x", "y", "height")]
    assert places == pytest.approx([LEFT + 100, TOP, HEIGHT, LEFT + 100, TOP + 200, HEIGHT])
    words = await kernel.page.locator(".fw-hover-words").bounding_box()
    assert words is not None
    assert TOP + 200 * foot <= words["y"] < TOP + 200 * foot + HEIGHT, "beside the pointer"
    assert await kernel.heard() == [], "the kernel hears nothing"


async def test_a_dot_stands_on_each_line_that_is_shown(kernel: Kernel) -> None:
    await draw(kernel)
    await kernel.page.evaluate("foot[0].change({ opacities: [1, 0, 0.45] })")
    await point(kernel.page, 20.0)
    dots = kernel.page.locator(".fw-hover-dot")
    await expect(dots).to_have_count(6)
    assert [await dot.is_visible() for dot in await dots.all()] == [True, False, True, True, True, True]
    box = await dots.nth(5).bounding_box()
    assert box is not None
    assert box["y"] + box["height"] / 2 == pytest.approx(TOP + 200 + HEIGHT * (1 - 0.902), abs=1)


async def test_the_words_stay_within_the_curves(kernel: Kernel) -> None:
    await draw(kernel)
    for seconds in (0.5, 20.0, 39.5):
        await point(kernel.page, seconds)
        await expect(kernel.page.locator(".fw-hover-time")).to_have_text(clock(round(seconds, -1)))
        box = await kernel.page.locator(".fw-hover-words").bounding_box()
        assert box is not None
        assert box["x"] >= LEFT
        assert box["x"] + box["width"] <= LEFT + WIDTH


async def test_nothing_is_told_where_nothing_was_measured(kernel: Kernel) -> None:
    gap: list[list[int | None]] = [[1, 2, None, 4, 5]] * 3
    await draw(kernel, left=gap, right=gap)
    await point(kernel.page, 16.0)
    await tells(kernel.page, f"{clock(16)} no reading", *[NONE] * 6)
    await point(kernel.page, 10.5)
    await tells(kernel.page, clock(10), *["2"] * 6)


async def test_what_came_since_the_lines_were_drawn_is_told_too(kernel: Kernel) -> None:
    await draw(kernel, tip=[[40, 40.5, 41], [[70, 71, 72]] * 3, [[80, 81, 82]] * 3])
    await kernel.page.evaluate("scales.x.change({ min: 1, max: 41 })")
    await point(kernel.page, 39.4)
    await tells(kernel.page, clock(40.5), *["71"] * 3, *["81"] * 3)


async def test_of_a_bin_the_mean_and_its_extremes_are_told(kernel: Kernel) -> None:
    await draw(kernel)
    await kernel.page.evaluate(
        """async ([x, rows]) => {
            const { Drawn } = await import("/web/testing/model.js");
            const told = document.querySelector(".fw-drawn i");
            told.dataset.left += " e";
            model.others.set("e", new Drawn({ x, y: rows }));
        }""",
        [X, [[0, 0, 1, 0, 0], [9, 9, 8, 9, 9], [0] * 5, [50] * 5, [0] * 5, [0] * 5]],
    )
    await point(kernel.page, 20.0)
    await tells(kernel.page, clock(20), "3", "30", "0", "7", "8", "902")
    ranges = kernel.page.locator(".fw-hover-words small")
    await expect(ranges).to_have_text([f"1{NONE}8", f"0{NONE}50", f"0{NONE}0", "", "", ""])
    await kernel.page.evaluate("model.others.get('e').change({ x: [0, 0], y: Array(6).fill([-9999, -9999]) })")
    await point(kernel.page, 21.0)
    await expect(ranges).to_have_text([""] * 6)


async def test_curves_that_move_on_under_a_pointer_that_rests_are_read_anew(kernel: Kernel) -> None:
    await draw(kernel)
    await point(kernel.page, 11.0)
    await tells(kernel.page, clock(10), "2", "20", "0", "7", "8", "901")
    await kernel.page.evaluate("scales.x.change({ min: 10, max: 50 })")
    await tells(kernel.page, clock(20), "3", "30", "0", "7", "8", "902")


async def test_it_goes_with_the_pointer_and_while_one_drags(kernel: Kernel) -> None:
    await draw(kernel)
    layer = kernel.page.locator(".fw-hover")
    await point(kernel.page, 11.0)
    await expect(layer).to_have_count(1)
    await kernel.page.mouse.down()
    await point(kernel.page, 30.0)
    await expect(layer).to_have_count(0)
    await kernel.page.mouse.up()
    await point(kernel.page, 31.0)
    await expect(layer).to_have_count(1)
    await kernel.page.get_by_text("beside").hover()
    await expect(layer).to_have_count(0)
    await point(kernel.page, 11.0)
    await expect(layer).to_have_count(1)
    await kernel.page.evaluate("end()")
    await expect(layer).to_have_count(0)


async def test_a_finger_still_only_seeks(kernel: Kernel) -> None:
    await draw(kernel)
    await kernel.page.evaluate("""() => {
        const at = { clientX: 200, clientY: 100, pointerType: "touch", isPrimary: true, bubbles: true };
        const on = document.elementFromPoint(200, 100);
        for (const kind of ["pointermove", "pointerdown", "pointermove", "pointerup"])
            on.dispatchEvent(new PointerEvent(kind, at));
    }""")
    await expect(kernel.page.locator(".fw-hover")).to_have_count(0)
    assert [one["kind"] for one in await kernel.heard()] == ["seek"]
