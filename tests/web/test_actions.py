"""Buttons within HTML, which may be written anew at any moment; focus; the picker."""

import pytest
from playwright.async_api import Page, expect

from tests.web.conftest import Kernel, action

TABLE = f"""
<section class="fw-card fw-part-7f">
  <div id="table"><button id="play" {action("play", at=12.5)}>Play
    <svg width="9" height="9"><rect width="9" height="9"/></svg></button></div>
</section>
<div class="fw-person-tile" id="tile"><a href="?person=2" {action("open", person=2)}>2 · Ada</a>
  <svg width="40" height="40"><polygon id="shape" points="0,0 40,0 40,40 0,40"/></svg></div>
<button id="plain">plain</button>
"""
PLAY = {"kind": "play", "at": 12.5, "card": "7f"}
OPEN = {"kind": "open", "person": 2}
ANEW = "id => { const place = document.getElementById(id); place.innerHTML = place.innerHTML; }"
"""What ipywidgets does with HTML that has changed."""
CLICK = """selector => document.querySelector(selector)
    .dispatchEvent(new PointerEvent('click', { pointerType: 'mouse', bubbles: true, cancelable: true }))"""
"""What some browsers give for a press and a release on two elements, to what is around both."""


async def middle(page: Page, selector: str) -> tuple[float, float]:
    box = await page.locator(selector).bounding_box()
    assert box
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


async def test_a_click_sends_what_the_button_carries_and_the_card_it_is_in(kernel: Kernel) -> None:
    await kernel.start(TABLE)
    await kernel.page.click("#play svg")
    assert await kernel.heard() == [PLAY]


async def test_a_click_anywhere_on_a_tile_is_one_on_its_link_and_leads_nowhere(kernel: Kernel) -> None:
    await kernel.start(TABLE)
    address = kernel.page.url
    await kernel.page.click("#shape")
    await kernel.page.click("#tile a")
    assert await kernel.heard() == [OPEN, OPEN]
    assert kernel.page.url == address


async def test_the_keyboard_presses_too(kernel: Kernel) -> None:
    await kernel.start(TABLE)
    await kernel.page.focus("#play")
    await kernel.page.keyboard.press("Enter")
    assert await kernel.heard() == [PLAY]


@pytest.mark.parametrize("key", ["Control", "Meta"])
async def test_a_link_is_opened_in_another_tab_as_usual(kernel: Kernel, key: str) -> None:
    await kernel.start(TABLE)
    script = "addEventListener('click', event => { window.left = !event.defaultPrevented; event.preventDefault(); })"
    await kernel.page.evaluate(script)
    await kernel.page.keyboard.down(key)
    await kernel.page.click("#tile a")
    assert await kernel.heard() == []
    assert await kernel.page.evaluate("window.left") is True


async def test_what_another_kernel_shows_is_not_ours(kernel: Kernel) -> None:
    await kernel.start(TABLE)
    await kernel.change(scope="fw-scope-2")
    await kernel.page.click("#play")
    await kernel.page.click("#shape")
    assert await kernel.heard() == []


@pytest.mark.parametrize(("place", "pressed", "said"), [("table", "#play", PLAY), ("tile", "#shape", OPEN)])
async def test_a_press_counts_once_although_its_button_is_written_anew_meanwhile(
    kernel: Kernel, place: str, pressed: str, said: dict[str, object]
) -> None:
    await kernel.start(TABLE)
    page = kernel.page
    await page.mouse.move(*await middle(page, pressed))
    for _ in range(2):
        await page.mouse.down()
        await page.evaluate(ANEW, place)
        await page.mouse.up()
        await page.evaluate(CLICK, pressed)
    assert await kernel.heard() == [said, said]
    await page.evaluate("document.querySelector('[data-fw]').focus()")
    await page.keyboard.press("Enter")
    assert await kernel.heard() == [said, said, PLAY], "what the keyboard presses afterwards is no part of it"


@pytest.mark.parametrize("height", [9, 18, 300])
async def test_a_press_counts_although_what_is_above_grows_meanwhile(kernel: Kernel, height: int) -> None:
    await kernel.start(f'<div id="above"></div>{TABLE}')
    page = kernel.page
    await page.mouse.move(*await middle(page, "#play"))
    await page.mouse.down()
    await page.evaluate("height => { document.getElementById('above').style.height = `${height}px`; }", height)
    await page.mouse.up()
    assert await kernel.heard() == [PLAY]
    await page.click("#tile a")
    assert await kernel.heard() == [PLAY, OPEN]


async def test_a_press_is_not_that_of_the_button_which_came_under_the_pointer(kernel: Kernel) -> None:
    await kernel.start(f'<button id="first" {action("first")}>first</button><div id="below">{TABLE}</div>')
    page = kernel.page
    await page.mouse.move(*await middle(page, "#first"))
    await page.mouse.down()
    await page.evaluate("document.getElementById('first').after(document.getElementById('first').cloneNode(true))")
    await page.evaluate("document.body.prepend(document.getElementById('below'))")
    await page.mouse.up()
    assert await kernel.heard() == [{"kind": "first"}]


async def test_a_press_that_is_let_go_elsewhere_is_none(kernel: Kernel) -> None:
    await kernel.start(TABLE)
    page = kernel.page
    x, y = await middle(page, "#play")
    await page.mouse.move(x, y)
    await page.mouse.down()
    await page.evaluate(ANEW, "table")
    await page.mouse.move(x + 11, y)
    await page.mouse.up()
    await page.mouse.move(x, y)
    await page.mouse.down()
    await page.evaluate(ANEW, "table")
    await page.evaluate("document.dispatchEvent(new PointerEvent('pointercancel'))")
    await page.mouse.up()
    assert await kernel.heard() == []


async def test_a_message_is_that_of_the_press_although_another_button_is_there_by_then(kernel: Kernel) -> None:
    await kernel.start(TABLE)
    page = kernel.page
    await page.mouse.move(*await middle(page, "#play"))
    await page.mouse.down()
    button = f"<button id='play' {action('play', at=99)}>Play</button>"
    await page.evaluate("html => { document.getElementById('table').innerHTML = html; }", button)
    await page.mouse.up()
    assert await kernel.heard() == [PLAY]


PAGER = "<button {speed}>{name}</button><button {older}>older</button>"


async def write(page: Page, *, name: str = "0.25", speed: float = 0.25, older: int = 2) -> None:
    """Write the table anew with buttons of these messages."""
    html = PAGER.format(speed=action("speed", value=speed), name=name, older=action("page", number=older))
    await page.evaluate("html => { document.getElementById('table').innerHTML = html; }", html)


async def test_the_keyboard_keeps_its_place_in_what_is_written_anew(kernel: Kernel) -> None:
    await kernel.start(TABLE)
    page = kernel.page
    await write(page)
    await page.get_by_text("0.25").focus()
    for _ in range(2):
        await write(page)
        await expect(page.get_by_text("0.25")).to_be_focused()
    await page.get_by_text("older").focus()
    await write(page, older=3)
    await expect(page.get_by_text("older")).to_be_focused()


async def test_whoever_has_gone_on_is_not_called_back(kernel: Kernel) -> None:
    await kernel.start(TABLE)
    page = kernel.page
    await write(page)
    await page.get_by_text("0.25").focus()
    await page.focus("#plain")
    await write(page)
    await expect(page.locator("#plain")).to_be_focused()
    await page.get_by_text("0.25").focus()
    await page.evaluate("document.activeElement.blur()")
    await write(page)
    assert await page.evaluate("document.activeElement === document.body")


async def test_the_picker_makes_room_and_remembers(kernel: Kernel) -> None:
    await kernel.start('<div class="fw-picker"><input value="2 · Ada"></div><input id="other" value="kept">')
    field = kernel.page.locator(".fw-picker input")
    await field.focus()
    await expect(field).to_have_value("")
    await expect(field).to_have_attribute("placeholder", "2 · Ada")
    await kernel.page.focus("#other")
    await expect(field).to_have_value("2 · Ada")
    await expect(kernel.page.locator("#other")).to_have_value("kept")
    await field.focus()
    await kernel.page.keyboard.type("3")
    await kernel.page.focus("#other")
    await expect(field).to_have_value("3")
