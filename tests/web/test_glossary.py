"""Words and keys: a dialog that the browser opens alone, and that has the keyboard for itself."""

import pytest
from playwright.async_api import expect

from footlib.ui.cards.glossary_html import BUTTON, dialog, term_link
from tests.web.conftest import Kernel

TILES = str(term_link("contact", "On the ground L / R"))
PAGE = f'<header>{BUTTON}{dialog()}</header><div id="tiles">{TILES}</div><input id="field"><p id="text">text</p>'
ANEW = "() => { const tiles = document.getElementById('tiles'); tiles.innerHTML = tiles.innerHTML; }"
"""What ipywidgets does with HTML that has changed."""


async def is_open(kernel: Kernel) -> bool:
    return bool(await kernel.page.evaluate("document.querySelector('.fw-glossary').open"))


@pytest.mark.parametrize("place", ["voila", "lab"])
async def test_the_button_opens_it_and_closing_goes_back_there(kernel: Kernel, place: str) -> None:
    await kernel.start(PAGE, place=place)
    await kernel.page.focus(".fw-help")
    await kernel.page.keyboard.press("Enter")
    assert await is_open(kernel)
    await expect(kernel.page.get_by_role("button", name="Close")).to_be_focused()
    await kernel.page.keyboard.press("Enter")
    assert not await is_open(kernel)
    await expect(kernel.page.locator(".fw-help")).to_be_focused()
    assert await kernel.heard() == []


async def test_its_key_opens_it_and_escape_closes_it_and_nothing_else(kernel: Kernel) -> None:
    await kernel.start(PAGE)
    await kernel.page.keyboard.press("?")
    assert await is_open(kernel)
    for key in ("?", "l", "3", "End", "ArrowLeft", "Escape"):
        await kernel.page.keyboard.press(key)
    assert not await is_open(kernel)
    assert await kernel.heard() == [], "what stands behind it has moved"
    await kernel.page.keyboard.press("Escape")
    assert await kernel.heard() == [{"kind": "unzoom", "large": False}]


async def test_a_question_mark_that_is_written_is_one(kernel: Kernel) -> None:
    await kernel.start(PAGE)
    await kernel.page.focus("#field")
    await kernel.page.keyboard.press("?")
    assert not await is_open(kernel)
    assert await kernel.page.input_value("#field") == "?"


async def test_a_notebook_keeps_its_question_mark(kernel: Kernel) -> None:
    await kernel.start(PAGE, place="lab")
    await kernel.page.keyboard.press("?")
    assert not await is_open(kernel)


@pytest.mark.parametrize("how", ["click", "Enter"])
async def test_a_word_leads_to_its_meaning_and_nowhere_else(kernel: Kernel, how: str) -> None:
    await kernel.start(PAGE)
    address = kernel.page.url
    link = kernel.page.locator(".fw-term")
    await (link.click() if how == "click" else link.press("Enter"))
    meaning = kernel.page.locator("[data-meaning=contact]")
    await expect(meaning).to_be_focused()
    await expect(meaning).to_be_in_viewport()
    await expect(meaning).to_contain_text("on and off thresholds")
    assert kernel.page.url == address
    assert await kernel.heard() == []


async def test_a_word_that_is_written_anew_while_it_is_pressed_leads_there_too(kernel: Kernel) -> None:
    await kernel.start(PAGE)
    await kernel.page.locator(".fw-term").hover()
    await kernel.page.mouse.down()
    await kernel.page.evaluate(ANEW)
    await kernel.page.mouse.up()
    assert await is_open(kernel)


async def test_who_has_closed_it_goes_on_where_it_was_opened_although_that_was_written_anew(kernel: Kernel) -> None:
    await kernel.start(PAGE)
    await kernel.page.locator(".fw-term").press("Enter")
    await kernel.page.evaluate(ANEW)
    await kernel.page.keyboard.press("Escape")
    await kernel.page.wait_for_function("document.activeElement === document.body")
    await kernel.page.evaluate(ANEW)
    await expect(kernel.page.locator(".fw-term")).to_be_focused()


async def test_a_press_beside_it_closes_it_and_one_within_does_not(kernel: Kernel) -> None:
    await kernel.start(PAGE)
    await kernel.page.keyboard.press("?")
    await kernel.page.click(".fw-glossary h2")
    assert await is_open(kernel)
    await kernel.page.mouse.click(3, 3)
    assert not await is_open(kernel)


async def test_a_wall_screen_has_none(kernel: Kernel) -> None:
    await kernel.start(PAGE, kiosk=True)
    await kernel.page.keyboard.press("?")
    await kernel.page.locator(".fw-term").press("Enter")
    assert not await is_open(kernel)
