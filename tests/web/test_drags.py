"""A pointer on the curves."""

from typing import Any

import pytest
from playwright.async_api import Page, expect

from tests.web.conftest import Kernel, stop_clock

LEFT, TOP, WIDTH, HEIGHT = 100, 50, 400, 200
PLOT = f"""
<div class="fw-plot"><svg style="position: absolute; left: 0; top: 0" width="600" height="300">
  <rect class="plotarea_events" x="{LEFT}" y="{TOP}" width="{WIDTH}" height="{HEIGHT}" fill="#eee"></rect>
</svg></div>
<p style="position: absolute; top: 400px">beside</p>
"""


async def press(page: Page, share: float, *, button: Any = "left") -> None:
    await page.mouse.move(LEFT + share * WIDTH, TOP + HEIGHT / 2)
    await page.mouse.down(button=button)


async def move(page: Page, share: float) -> None:
    await page.mouse.move(LEFT + share * WIDTH, TOP + HEIGHT / 2, steps=3)


async def test_a_click_seeks(kernel: Kernel) -> None:
    await kernel.start(PLOT)
    await press(kernel.page, 0.25)
    await kernel.page.mouse.up()
    assert await kernel.heard() == [{"kind": "seek", "at": pytest.approx(0.25)}]


async def test_a_hand_that_trembles_makes_no_drag(kernel: Kernel) -> None:
    await kernel.start(PLOT)
    await press(kernel.page, 0.25)
    await move(kernel.page, 0.25 + 6 / WIDTH)
    await expect(kernel.page.locator(".fw-veil")).to_have_count(0)
    await kernel.page.mouse.up()
    assert await kernel.heard() == [{"kind": "seek", "at": pytest.approx(0.25 + 6 / WIDTH)}]


@pytest.mark.parametrize(("start", "stop"), [(0.25, 0.75), (0.75, 0.25)])
async def test_a_drag_zooms_to_what_the_veil_shows(kernel: Kernel, start: float, stop: float) -> None:
    await kernel.start(PLOT)
    await press(kernel.page, start)
    await move(kernel.page, stop)
    veil = kernel.page.locator(".fw-veil")
    shown = [await veil.evaluate(f"one => parseFloat(one.style.{name})") for name in ("left", "width", "top", "height")]
    assert shown == pytest.approx([LEFT + 0.25 * WIDTH, 0.5 * WIDTH, TOP, HEIGHT])
    assert await kernel.heard() == []
    await kernel.page.mouse.up()
    await expect(veil).to_have_count(0)
    assert await kernel.heard() == [{"kind": "zoom", "from": pytest.approx(0.25), "to": pytest.approx(0.75)}]


async def test_a_drag_beyond_the_curves_ends_with_them(kernel: Kernel) -> None:
    await kernel.start(PLOT)
    await press(kernel.page, 0.5)
    await move(kernel.page, 2.0)
    await kernel.page.mouse.up()
    assert await kernel.heard() == [{"kind": "zoom", "from": pytest.approx(0.5), "to": 1}]


async def test_a_drag_chooses_where_that_is_asked_for_even_at_the_playhead(kernel: Kernel) -> None:
    await kernel.start(PLOT, head=0.5, choosing=True)
    await press(kernel.page, 0.5)
    await move(kernel.page, 0.75)
    await expect(kernel.page.locator(".fw-veil.fw-choosing")).to_have_count(1)
    await kernel.page.mouse.up()
    assert await kernel.heard() == [{"kind": "choose", "from": pytest.approx(0.5), "to": pytest.approx(0.75)}]


@pytest.mark.parametrize(("head", "key"), [(0.5, None), (-1.0, "Shift")], ids=["by its grip", "with Shift"])
async def test_the_playhead_is_dragged_and_the_newest_place_is_sent(
    kernel: Kernel, head: float, key: str | None
) -> None:
    await stop_clock(kernel.page)
    await kernel.start(PLOT, head=head)
    if key:
        await kernel.page.keyboard.down(key)
    await press(kernel.page, 0.5 + 9 / WIDTH)
    for share in (0.6, 0.7, 0.8):
        await move(kernel.page, share)
    first = await kernel.heard()
    assert len(first) == 1, "no more often than the kernel answers"
    await kernel.page.clock.run_for(33)
    assert (await kernel.heard())[1:] == [{"kind": "seek", "at": pytest.approx(0.8)}]
    await move(kernel.page, 0.85)
    await kernel.page.mouse.up()
    await kernel.page.clock.run_for(100)
    assert (await kernel.heard())[2:] == [{"kind": "seek", "at": pytest.approx(0.85)}], "the last place, once"
    await expect(kernel.page.locator(".fw-veil")).to_have_count(0)


async def test_beside_the_grip_a_drag_zooms(kernel: Kernel) -> None:
    await kernel.start(PLOT, head=0.5)
    await press(kernel.page, 0.5 + 11 / WIDTH)
    await move(kernel.page, 0.8)
    await kernel.page.mouse.up()
    assert [one["kind"] for one in await kernel.heard()] == ["zoom"]


async def test_a_double_click_shows_the_whole(kernel: Kernel) -> None:
    await kernel.start(PLOT)
    await kernel.page.mouse.dblclick(LEFT + 10, TOP + 10)
    assert [one["kind"] for one in await kernel.heard()] == ["seek", "seek", "unzoom"]


async def test_a_drag_that_the_browser_takes_away_does_nothing(kernel: Kernel) -> None:
    await kernel.start(PLOT)
    await press(kernel.page, 0.25)
    await move(kernel.page, 0.75)
    await kernel.page.evaluate("document.dispatchEvent(new PointerEvent('pointercancel'))")
    await expect(kernel.page.locator(".fw-veil")).to_have_count(0)
    await kernel.page.mouse.up()
    assert await kernel.heard() == []


async def test_nothing_else_is_meant(kernel: Kernel) -> None:
    await kernel.start(PLOT)
    await press(kernel.page, 0.25, button="right")
    await kernel.page.mouse.up(button="right")
    await kernel.page.get_by_text("beside").dblclick()
    await kernel.change(scope="fw-scope-2")
    await press(kernel.page, 0.25)
    await kernel.page.mouse.up()
    assert await kernel.heard() == [], "neither another button nor another place nor another kernel's curves"
