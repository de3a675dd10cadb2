"""Keys, and what takes them for itself."""

import pytest

from tests.web.conftest import Kernel

CONTROLS = """
<button id="button" onclick="window.clicks = (window.clicks ?? 0) + 1">Theme</button>
<input id="field"> <select id="list"><option>a</option></select> <textarea id="text"></textarea>
<a id="link" href="#">b</a>
"""
TAKEN = "addEventListener('keydown', event => { window.taken = event.defaultPrevented; })"
BOUND = {
    "Space": "toggle",
    "ArrowLeft": "back",
    "ArrowRight": "forward",
    "End": "live",
    "l": "label",
    "n": "next",
    "p": "previous",
    "k": "play",
    "r": "toggle_record",
    "Escape": "unzoom",
}


async def test_each_key_says_its_command_and_whether_it_is_a_large_step(kernel: Kernel) -> None:
    await kernel.start(CONTROLS)
    await kernel.page.evaluate(TAKEN)
    for key in BOUND:
        await kernel.page.keyboard.press(key)
        assert await kernel.page.evaluate("window.taken"), "it does nothing else"
    await kernel.page.keyboard.press("Shift+ArrowLeft")
    expected = [{"kind": kind, "large": False} for kind in BOUND.values()]
    assert await kernel.heard() == [*expected, {"kind": "back", "large": True}]


async def test_a_key_that_is_held_down_steps_on_and_commands_once(kernel: Kernel) -> None:
    await kernel.start(CONTROLS)
    for key in ("r", "l", "ArrowLeft"):
        for _ in range(3):
            await kernel.page.keyboard.down(key)
        await kernel.page.keyboard.up(key)
    kinds = [message["kind"] for message in await kernel.heard()]
    assert kinds == ["toggle_record", "label", "back", "back", "back"]


async def test_a_digit_names_a_kind_before_the_page_hears_that_one_labels(kernel: Kernel) -> None:
    await kernel.start(CONTROLS)
    for key in ("l", "3", "0"):
        await kernel.page.keyboard.press(key)
    await kernel.page.focus("#field")
    await kernel.page.keyboard.press("4")
    assert await kernel.heard() == [{"kind": "label", "large": False}, {"kind": "pick_label", "number": 3}]


async def test_escape_ends_labelling_before_it_shows_the_whole(kernel: Kernel) -> None:
    await kernel.start(CONTROLS, labelling=True)
    await kernel.page.keyboard.press("Escape")
    await kernel.change(labelling=False)
    await kernel.page.keyboard.press("Escape")
    assert await kernel.heard() == [{"kind": "label", "large": False}, {"kind": "unzoom", "large": False}]


async def test_escape_ends_a_choice_first(kernel: Kernel) -> None:
    await kernel.start(choosing=True)
    await kernel.page.keyboard.press("Escape")
    await kernel.change(choosing=False)
    await kernel.page.keyboard.press("Escape")
    assert await kernel.heard() == [{"kind": "choosing", "on": False}, {"kind": "unzoom", "large": False}]


@pytest.mark.parametrize("key", ["Control+l", "Alt+ArrowLeft", "Meta+n", "x"])
async def test_keys_of_the_browser_stay_its_own(kernel: Kernel, key: str) -> None:
    await kernel.start()
    await kernel.page.evaluate(TAKEN)
    await kernel.page.keyboard.press(key)
    assert await kernel.heard() == []
    assert await kernel.page.evaluate("window.taken") is False


@pytest.mark.parametrize("where", ["field", "list", "text"])
async def test_who_writes_moves_nothing(kernel: Kernel, where: str) -> None:
    await kernel.start(CONTROLS)
    await kernel.page.focus(f"#{where}")
    for key in BOUND:
        await kernel.page.keyboard.press(key)
    assert await kernel.heard() == []


async def test_space_presses_a_button_that_the_keyboard_has_reached_and_other_keys_go_on(kernel: Kernel) -> None:
    await kernel.start(CONTROLS)
    await kernel.page.focus("#button")
    await kernel.page.keyboard.press("Space")
    await kernel.page.keyboard.press("n")
    await kernel.page.focus("#link")
    await kernel.page.keyboard.press("Space")
    assert await kernel.page.evaluate("window.clicks") == 1
    assert await kernel.heard() == [{"kind": "next", "large": False}]


async def test_space_does_not_press_again_what_a_pointer_has_pressed(kernel: Kernel) -> None:
    await kernel.start(CONTROLS)
    await kernel.page.click("#button")
    await kernel.page.keyboard.press("Space")
    assert await kernel.page.evaluate("window.clicks") == 1
    assert await kernel.heard() == [{"kind": "toggle", "large": False}]


async def test_a_notebook_keeps_its_keys(kernel: Kernel) -> None:
    await kernel.start(place="lab")
    for key in BOUND:
        await kernel.page.keyboard.press(key)
    assert await kernel.heard() == []
