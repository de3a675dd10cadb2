"""Address, theme, names for a screen reader, what the kernel asks for, and several cells that show one page."""

import pytest
from playwright.async_api import expect

from tests.web.conftest import Kernel, stop_clock

LAB_DARK = "document.body.dataset.jpThemeLight = 'false'"


def query(kernel: Kernel) -> str:
    return kernel.page.url.partition("?")[2]


async def test_another_person_is_another_page_and_another_moment_is_not(kernel: Kernel) -> None:
    await kernel.start(address="person=1", name="Person 1")
    page = kernel.page
    began = await page.evaluate("history.length")
    assert query(kernel) == "person=1"
    assert await page.title() == "Person 1"
    await kernel.change(address="person=1&window=60")
    assert await page.evaluate("history.length") == began
    await kernel.change(address="person=2", name="Person 2")
    await kernel.change(address="view=overview")
    await kernel.change(address="")
    assert await page.evaluate("history.length") == began + 3
    assert page.url.endswith("/voila")
    assert await page.title() == "Person 2"
    await page.go_back()
    await page.go_back()
    assert await kernel.heard() == [
        {"kind": "address", "query": "view=overview"},
        {"kind": "address", "query": "person=2"},
    ]
    # The kernel answers with the address that it shows then, which is no step forward.
    await kernel.change(address="person=2&window=30")
    assert await page.evaluate("history.length") == began + 3
    await page.go_forward()
    assert (await kernel.heard())[-1] == {"kind": "address", "query": "view=overview"}


async def test_a_notebook_keeps_its_address_and_title(kernel: Kernel) -> None:
    await kernel.start(place="lab", query="?reset", address="person=1", name="Person 1")
    await kernel.change(address="person=2", name="Person 2")
    assert query(kernel) == "reset"
    assert await kernel.page.title() == ""


async def shown_theme(kernel: Kernel) -> str:
    return str(await kernel.page.evaluate("document.documentElement.dataset.fwTheme"))


async def test_the_theme_is_the_systems_until_one_is_chosen_which_the_next_page_keeps(kernel: Kernel) -> None:
    await kernel.page.emulate_media(color_scheme="dark")
    await kernel.start()
    assert await shown_theme(kernel) == "dark"
    assert {one["dark"] for one in await kernel.heard("here")} == {True}
    await kernel.page.emulate_media(color_scheme="light")
    await kernel.page.wait_for_function("document.documentElement.dataset.fwTheme === 'light'")
    assert (await kernel.heard("here"))[-1]["dark"] is False
    await kernel.change(theme_choice="dark")
    assert await shown_theme(kernel) == "dark"
    assert (await kernel.heard("here"))[-1]["dark"] is True
    await kernel.page.reload()
    await kernel.run()
    assert await shown_theme(kernel) == "dark"


FORBIDDEN = (
    "Object.defineProperty(window, 'localStorage', { get() { throw new DOMException('no', 'SecurityError'); } })"
)
FULL = "Storage.prototype.setItem = () => { throw new DOMException('no', 'QuotaExceededError'); }"


async def test_where_nothing_may_be_kept_a_theme_is_chosen_all_the_same(kernel: Kernel) -> None:
    await kernel.page.add_init_script(FORBIDDEN)
    await kernel.open()
    await kernel.run(theme_choice="dark")
    assert await shown_theme(kernel) == "dark"
    await kernel.change(theme_choice="light")
    assert await shown_theme(kernel) == "light"


async def said_author(kernel: Kernel) -> object:
    """What the page says of the viewer's name now."""
    await kernel.page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    return (await kernel.heard("here"))[-1].get("author", "nothing")


async def test_a_name_is_kept_for_later_pages_and_told_only_where_it_is_known(kernel: Kernel) -> None:
    await kernel.start()
    assert await said_author(kernel) == "nothing"
    await kernel.say("keep_author", name="Anna")
    assert await said_author(kernel) == "Anna"
    await kernel.page.reload()
    await kernel.run()
    assert await said_author(kernel) == "Anna"
    await kernel.say("keep_author", name="")
    assert await said_author(kernel) == ""


@pytest.mark.parametrize("storage", [FORBIDDEN, FULL])
async def test_where_nothing_may_be_kept_a_name_is_known_as_long_as_the_page_is_open(
    kernel: Kernel, storage: str
) -> None:
    await kernel.start()
    await kernel.page.add_init_script(storage)
    await kernel.page.reload()
    await kernel.run()
    assert await said_author(kernel) == "nothing"
    await kernel.say("keep_author", name="Anna")
    assert await said_author(kernel) == "Anna"
    await kernel.page.reload()
    await kernel.run()
    assert await said_author(kernel) == "nothing"


async def test_in_jupyterlab_the_theme_is_its_own(kernel: Kernel) -> None:
    await kernel.page.emulate_media(color_scheme="dark")
    await kernel.start(place="lab")
    assert await shown_theme(kernel) == "light"
    await kernel.page.evaluate(LAB_DARK)
    await kernel.page.wait_for_function("document.documentElement.dataset.fwTheme === 'dark'")
    await kernel.change(theme_choice="light")
    assert await shown_theme(kernel) == "light"
    await kernel.page.reload()
    await kernel.run()
    await kernel.page.evaluate(LAB_DARK)
    await kernel.page.wait_for_function("document.documentElement.dataset.fwTheme === 'dark'")


WIDGETS = """
<div class="jupyter-widgets" title="Order of the tiles"><select></select></div>
<button title="Full screen">□</button>
<div class="fw-picker"><input></div>
<div class="widget-toggle-buttons"><button class="mod-active">30 s</button><button>1 min</button></div>
<button class="widget-toggle-button mod-active">Limits</button>
<img src="data:,"> <img alt="kept" src="data:,">
<div class="bqplot"><svg></svg></div>
"""


async def test_controls_have_names_and_figures_are_passed_over(kernel: Kernel) -> None:
    await kernel.start(WIDGETS)
    page = kernel.page
    await expect(page.get_by_label("Order of the tiles")).to_have_count(1)
    await expect(page.get_by_label("Full screen")).to_have_count(1)
    await expect(page.get_by_label("Person: number or name")).to_have_count(1)
    for name, pressed in (("30 s", "true"), ("1 min", "false")):
        await expect(page.get_by_text(name)).to_have_attribute("aria-pressed", pressed)
    await expect(page.get_by_text("Limits")).to_have_attribute("aria-expanded", "true")
    assert await page.locator("img").evaluate_all("all => all.map(one => one.getAttribute('alt'))") == ["", "kept"]
    await expect(page.locator("svg")).to_have_attribute("aria-hidden", "true")


async def test_what_comes_later_is_named_at_once_and_what_changes_within_a_second(kernel: Kernel) -> None:
    await stop_clock(kernel.page)
    await kernel.start(WIDGETS)
    page = kernel.page
    await page.evaluate(
        """document.querySelector("main").insertAdjacentHTML("beforeend",
            '<div class="jupyter-widgets" title="Later"><input></div>')"""
    )
    await expect(page.get_by_label("Later")).to_have_count(1)
    await page.get_by_text("1 min").evaluate("one => one.classList.add('mod-active')")
    await page.clock.run_for(1000)
    await expect(page.get_by_text("1 min")).to_have_attribute("aria-pressed", "true")


async def test_the_style_sheets_know_how_the_page_is(kernel: Kernel) -> None:
    await kernel.start(ready=False, stale=True, kiosk=True)
    classes = "[...document.documentElement.classList].sort()"
    assert await kernel.page.evaluate(classes) == ["fw-is-stale", "fw-kiosk"]
    await kernel.change(ready=True, stale=False)
    assert await kernel.page.evaluate(classes) == ["fw-kiosk", "fw-ready"]


async def test_a_file_is_saved_under_its_name(kernel: Kernel) -> None:
    await kernel.start()
    async with kernel.page.expect_download() as waiting:
        await kernel.say("download", "t_s,L0\n0,1\n", name="footwatch-1.csv", type="text/csv")
    download = await waiting.value
    assert download.suggested_filename == "footwatch-1.csv"
    assert (await download.path()).read_bytes() == b"t_s,L0\n0,1\n"


async def test_the_screen_is_filled_and_given_back(kernel: Kernel) -> None:
    await kernel.start()
    # Only a hand may fill the screen.
    await kernel.page.evaluate("addEventListener('click', () => model.say({ kind: 'fullscreen' }))")
    await kernel.page.mouse.click(5, 5)
    await kernel.page.wait_for_function("document.fullscreenElement === document.documentElement")
    await kernel.page.mouse.click(5, 5)
    await kernel.page.wait_for_function("document.fullscreenElement === null")


LONG = """<div style="height: 3000px"></div>
<div class="fw-curves fw-scope-2">other</div><div class="fw-curves fw-scope-1">ours</div>"""


@pytest.mark.parametrize("calm", [False, True])
async def test_the_curves_are_scrolled_into_sight_and_the_page_to_its_top(kernel: Kernel, *, calm: bool) -> None:
    await kernel.page.emulate_media(reduced_motion="reduce" if calm else "no-preference")
    await kernel.start(LONG)
    await kernel.say("curves")
    if calm:
        assert await kernel.page.evaluate("scrollY") > 1000, "at once"
    await expect(kernel.page.get_by_text("ours")).to_be_in_viewport()
    await kernel.say("top")
    await kernel.page.wait_for_function("scrollY === 0")


async def test_a_cell_of_a_notebook_scrolls_no_other(kernel: Kernel) -> None:
    await kernel.page.emulate_media(reduced_motion="reduce")
    await kernel.start(LONG, place="lab")
    await kernel.page.evaluate("scrollTo(0, 500)")
    await kernel.say("top")
    assert await kernel.page.evaluate("scrollY") == 500


ANOTHER = """async ({ name, scope }) => {
    const [{ Model }, { default: widget }] = await Promise.all([
        import("/web/testing/model.js"), import("/web/page/index.js")]);
    window[name] = new Model({ scope });
    window[`end_${name}`] = widget.render({ model: window[name], el: document.createElement("div") });
}"""
KEYS = "name => window[name].sent.filter(({ kind }) => kind === 'next').length"


async def test_of_several_cells_one_attends_and_hands_over_at_its_end(kernel: Kernel) -> None:
    await kernel.start()
    page = kernel.page
    for name, scope in (("second", "fw-scope-1"), ("third", "fw-scope-1"), ("foreign", "fw-scope-2")):
        await page.evaluate(ANOTHER, {"name": name, "scope": scope})

    async def heard() -> list[int]:
        await page.keyboard.press("n")
        return [await page.evaluate(KEYS, name) for name in ("model", "second", "third", "foreign")]

    assert await heard() == [1, 0, 0, 1]
    await page.evaluate("end_second()")
    assert await heard() == [2, 0, 0, 2]
    await page.evaluate("end()")
    assert await heard() == [2, 0, 1, 3]
    await page.evaluate("end_third(); end_foreign()")
    assert await heard() == [2, 0, 1, 3]
    await expect(page.locator(".fw-lost")).to_have_count(0)


async def test_a_page_that_has_ended_leaves_nothing_behind(kernel: Kernel) -> None:
    await stop_clock(kernel.page)
    await kernel.start(pulse=1)
    await kernel.page.clock.run_for(5000)
    await kernel.page.evaluate("end()")
    await kernel.forget()
    await expect(kernel.page.locator(".fw-lost")).to_have_count(0)
    await expect(kernel.page.locator("html.fw-is-lost")).to_have_count(0)
    for event in ("visibilitychange", "resume"):
        await kernel.page.evaluate("event => document.dispatchEvent(new Event(event))", event)
    await kernel.page.evaluate("dispatchEvent(new Event('fw-connected-again'))")
    await kernel.page.evaluate(LAB_DARK)
    await kernel.page.clock.run_for(60_000)
    assert await kernel.page.evaluate("model.sent") == []
