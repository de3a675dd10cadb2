"""Wheel and fingers on the curves."""

import pytest
from playwright.async_api import Page, expect

from tests.web.conftest import Kernel, stop_clock

LEFT, TOP, WIDTH, HEIGHT = 100, 50, 400, 200
CARD = f"""
<div class="fw-card"><div class="fw-plot"><svg style="position: absolute; left: 0; top: 0" width="600" height="300">
  <rect class="plotarea_events" x="{LEFT}" y="{TOP}" width="{WIDTH}" height="{HEIGHT}" fill="#eee"></rect>
</svg></div></div>
<p style="position: absolute; top: 3000px">far below</p>
"""
FINGER = """([kind, id, x]) => document.elementFromPoint(x, 150).dispatchEvent(new PointerEvent(kind, {
    pointerId: id, pointerType: "touch", isPrimary: id === 1, clientX: x, clientY: 150, bubbles: true }))"""


async def turn(page: Page, pixels: float, *, share: float = 0.25, key: str | None = "Control") -> None:
    await page.mouse.move(LEFT + share * WIDTH, TOP + HEIGHT / 2)
    if key:
        await page.keyboard.down(key)
    await page.mouse.wheel(0, pixels)
    if key:
        await page.keyboard.up(key)


async def finger(page: Page, kind: str, number: int, share: float) -> None:
    await page.evaluate(FINGER, [kind, number, LEFT + share * WIDTH])


async def said(kernel: Kernel, times: int) -> list[dict[str, float]]:
    await kernel.page.wait_for_function("n => model.sent.filter(one => one.kind === 'zoom_by').length >= n", arg=times)
    return await kernel.heard("zoom_by")


@pytest.mark.parametrize("key", ["Control", "Meta"])
@pytest.mark.parametrize(("pixels", "by"), [(100, 2**0.5), (-100, 2**-0.5), (5, 2**0.05), (4000, 2**0.5)])
async def test_the_wheel_with_a_key_zooms_around_the_pointer(
    kernel: Kernel, key: str, pixels: float, by: float
) -> None:
    await kernel.start(CARD)
    await turn(kernel.page, pixels, key=key)
    assert await said(kernel, 1) == [{"kind": "zoom_by", "at": pytest.approx(0.25), "by": pytest.approx(by)}]
    assert await kernel.page.evaluate("scrollY") == 0


async def test_many_turns_are_one_message(kernel: Kernel) -> None:
    await stop_clock(kernel.page)
    await kernel.start(CARD)
    for _ in range(4):
        await turn(kernel.page, -10)
    await kernel.page.wait_for_function("model.sent.some(one => one.kind === 'zoom_by')")
    await turn(kernel.page, -10, share=0.5)
    first = await kernel.heard("zoom_by")
    assert len(first) == 1
    await kernel.page.clock.run_for(100)
    both = await kernel.heard("zoom_by")
    assert len(both) == 2
    assert both[0]["by"] * both[1]["by"] == pytest.approx(2**-0.5), "nothing of it is lost"
    assert both[1]["at"] == pytest.approx(0.5), "around the last place"


async def test_the_wheel_alone_scrolls_the_page_and_tells_once_what_zooms(kernel: Kernel) -> None:
    await stop_clock(kernel.page)
    await kernel.start(CARD)
    hint = kernel.page.locator(".fw-hint")
    await turn(kernel.page, 20, key=None)
    await expect(hint).to_have_text("Ctrl and the wheel zoom; a drag does as well")
    await kernel.page.wait_for_function("scrollY > 0")
    assert await kernel.heard("zoom_by") == []
    await kernel.page.clock.run_for(2500)
    await expect(hint).to_have_count(0)
    await turn(kernel.page, -20, key=None)
    await kernel.page.wait_for_function("scrollY === 0")
    await expect(hint).to_have_count(0)


async def test_two_fingers_zoom_around_their_middle_and_neither_drag_nor_seek(kernel: Kernel) -> None:
    await stop_clock(kernel.page)
    await kernel.start(CARD)
    await finger(kernel.page, "pointerdown", 1, 0.4)
    await finger(kernel.page, "pointerdown", 2, 0.6)
    await finger(kernel.page, "pointermove", 2, 0.8)
    assert await said(kernel, 1) == [{"kind": "zoom_by", "at": pytest.approx(0.6), "by": pytest.approx(0.5)}]
    await finger(kernel.page, "pointermove", 1, 0.6)
    await kernel.page.clock.run_for(100)
    assert (await said(kernel, 2))[1] == {"kind": "zoom_by", "at": pytest.approx(0.7), "by": pytest.approx(2.0)}
    await finger(kernel.page, "pointerup", 2, 0.8)
    await finger(kernel.page, "pointermove", 1, 0.1)
    await finger(kernel.page, "pointerup", 1, 0.1)
    assert [one["kind"] for one in await kernel.heard()] == ["zoom_by"] * 2
    await finger(kernel.page, "pointerdown", 1, 0.1)
    await finger(kernel.page, "pointerup", 1, 0.1)
    assert [one["kind"] for one in await kernel.heard()][2:] == ["seek"], "a single finger does as before"
