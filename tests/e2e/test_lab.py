"""JupyterLab as a researcher uses it, beside the dashboard that shows what was edited."""

import asyncio
import base64
import json
import re
import subprocess
import sys
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from pathlib import Path

import nbformat
import pytest
import pytest_asyncio
from playwright.async_api import Browser, Locator, Page, expect

from footlib.store.embedded import free_port
from tests.browser import COLOURS
from tests.e2e.conftest import WHOLE, Running, demonstration, eventually, footwatch, opened
from tests.wheel import ROOT

pytestmark = pytest.mark.timeout(300)
LONG = 90_000
"""Milliseconds: a kernel starts, and the first search for a pattern compiles itself."""


@dataclass
class Workshop:
    """A copy of the notebooks, the dashboard that serves it and a JupyterLab that edits it."""

    folder: Path
    dashboard: Running
    token: str
    lab: str

    @property
    def page(self) -> str:
        return f"{self.lab}lab?reset&token={self.token}"


@pytest.fixture(scope="module")
def workshop(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workshop]:
    base = tmp_path_factory.mktemp("workshop")
    folder = base / "my-notebooks"
    subprocess.run([Path(sys.executable).with_name("footwatch"), "notebooks", folder], check=True, timeout=30)
    port = free_port()
    own = {f"JUPYTER{name}_DIR": str(base / name) for name in ("_CONFIG", "_DATA", "LAB_SETTINGS", "LAB_WORKSPACES")}
    with demonstration(base / "data", "--notebooks", str(folder), **WHOLE) as dashboard:
        command = ("lab", "--no-browser", "--port", str(port), "--notebooks", str(folder))
        store = {"FOOTWATCH_DATA_DIR": str(base / "data")}
        with footwatch(base / "lab", *command, ready="lab/tree/explore.ipynb?token=", **own, **store) as lab:
            token = re.findall(r"\?token=([0-9a-f]+)", lab.text())[0]
            yield Workshop(folder, dashboard, token, f"http://127.0.0.1:{port}/")


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def lab(workshop: Workshop, browser: Browser) -> AsyncIterator[Page]:
    """JupyterLab, tall enough that every cell is rendered; each test opens its notebook in it."""
    async with opened(browser, workshop.page, height=5600) as page:
        # An edited notebook asks whether to leave; this page is closed all the same.
        page.on("dialog", lambda dialog: dialog.accept())
        yield page


def shown(page: Page) -> Locator:
    """The notebook that was opened last, which hides the others."""
    return page.locator(".jp-NotebookPanel:not(.lm-mod-hidden)")


async def open_notebook(page: Page, name: str) -> Locator:
    """Open a notebook from the list of files, and wait until its kernel is ready."""
    await page.locator(".jp-DirListing-item", has_text=name).dblclick(timeout=LONG)
    await expect(page.locator(".jp-mod-current", has_text=name)).to_be_visible(timeout=LONG)
    await expect(shown(page).locator(".jp-Notebook-cell").first).to_be_visible(timeout=LONG)
    await expect(page.get_by_role("button", name="Python 3 (ipykernel) | Idle")).to_be_visible(timeout=LONG)
    return shown(page)


async def run_all(page: Page) -> None:
    await page.get_by_role("menuitem", name="Run", exact=True).click()
    await page.locator("[data-command='runmenu:run-all']").click()


async def expect_no_complaint(page: Page) -> None:
    for kind in ("application/vnd.jupyter.error", "application/vnd.jupyter.stderr"):
        await expect(page.locator(f".jp-OutputArea-output[data-mime-type='{kind}']")).to_have_count(0)
    await expect(page.locator(".Toastify__toast")).to_have_count(0)


async def test_the_tour_runs_and_shows_its_widgets(workshop: Workshop, lab: Page) -> None:
    tour = await open_notebook(lab, "explore.ipynb")
    await run_all(lab)
    await expect(tour.locator(".jp-RenderedSVG img")).to_be_visible(timeout=LONG)
    await expect(tour.locator(".fw-browse-row")).to_have_count(6)
    plots = tour.locator(".fw-still .fw-plot")
    await expect(plots).to_have_count(4)
    for i in range(4):
        drawn = plots.nth(i).locator("path.line[d^=M]")
        await expect(drawn.first).to_be_attached()
    await expect(tour.get_by_text("steps/min").first).to_be_visible()
    await expect_no_complaint(lab)
    assert "native code" not in await lab.evaluate("String(AbortSignal.timeout)"), "a busy browser is waited for"
    await choose_a_stretch(lab)
    await saves_the_curves(lab)
    printed = await tour.locator(".jp-RenderedSVG img").bounding_box()
    assert printed
    assert printed["width"] == pytest.approx(170 / 25.4 * 96, abs=2), "as wide as it is printed, CSS pixels"
    assert (workshop.folder / "exported" / "figure.svg").stat().st_size > 1000


async def saves_the_curves(page: Page) -> None:
    """A picture of the curves has the curves of both feet on it."""
    async with page.expect_download() as waiting:
        await page.locator(".fw-still").first.get_by_role("button", name="Save PNG").click()
    download = await waiting.value
    assert download.suggested_filename == "footwatch.png"
    picture = await asyncio.to_thread((await download.path()).read_bytes)
    colours = await page.evaluate(COLOURS, base64.b64encode(picture).decode())
    for variable in ("--fw-left", "--fw-right"):
        told = await page.evaluate(f"getComputedStyle(document.documentElement).getPropertyValue('{variable}')")
        key = ",".join(str(int(told.strip()[i : i + 2], 16)) for i in (1, 3, 5))
        assert colours.get(key, 0) > 1000, variable


async def choose_a_stretch(page: Page) -> None:
    figure = page.locator(".fw-still .fw-plot").first
    box = await figure.bounding_box()
    assert box is not None
    y = box["y"] + box["height"] / 2
    await page.mouse.move(box["x"] + box["width"] * 0.4, y)
    await page.mouse.down()
    await page.mouse.move(box["x"] + box["width"] * 0.5, y, steps=5)
    await page.mouse.up()
    await expect(page.locator(".fw-still").first).to_contain_text("chosen:")


def own_card() -> str:
    """The card that the documents show."""
    (code,) = re.findall(r"```python\n(import bqplot.*?)```", (ROOT / "docs" / "notebooks.md").read_text(), re.DOTALL)
    return str(code)


async def draws_own_card(card: Locator) -> None:
    await expect(card.locator("b")).to_have_text(re.compile(r"\d+ %"), timeout=LONG)
    await expect(card.locator("path.line[d^=M]")).to_be_attached(timeout=LONG)


async def test_an_edit_shows_on_the_dashboard_after_a_reload(workshop: Workshop, browser: Browser, lab: Page) -> None:
    file = workshop.folder / "dashboard.ipynb"
    document = json.loads(file.read_text())
    heading = "import ipywidgets\n\nipywidgets.HTML(\"<h1 class='ward'>Ward seven</h1>\")"
    added = nbformat.v4.new_code_cell(heading)  # type: ignore[no-untyped-call]
    document["cells"].insert(0, added)
    own = nbformat.v4.new_code_cell(f"{own_card()}\nright.insert(1, Sway)")  # type: ignore[no-untyped-call]
    document["cells"].insert(-1, own)
    file.write_text(json.dumps(document))
    async with opened(browser, f"{workshop.dashboard.url}?person=3") as page:
        await expect(page.locator("h1.ward")).to_have_text("Ward seven", timeout=LONG)
        await draws_own_card(page.locator(".fw-main > .fw-card").nth(1))
        notebook = await open_notebook(lab, "dashboard.ipynb")
        await notebook.locator(".jp-Notebook-cell .cm-content").first.click()
        await lab.keyboard.press("ControlOrMeta+a")
        await lab.keyboard.insert_text(heading.replace("seven", "eight"))
        await lab.keyboard.press("ControlOrMeta+s")
        await eventually(lambda: "Ward eight" in file.read_text(), "JupyterLab to save")
        await page.reload()
        await expect(page.locator("h1.ward")).to_have_text("Ward eight", timeout=LONG)
        await expect(page.locator(".fw-pill[data-state=live]")).to_be_visible(timeout=LONG)


async def run_cells(workshop: Workshop, lab: Page, name: str, *sources: str) -> Locator:
    """A notebook of these cells, opened and run."""
    cells = [nbformat.v4.new_code_cell(source) for source in sources]  # type: ignore[no-untyped-call]
    kernel = {"kernelspec": {"display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3"}}
    document = nbformat.v4.new_notebook(cells=cells, metadata=kernel)  # type: ignore[no-untyped-call]
    (workshop.folder / f"{name}.ipynb").write_text(nbformat.writes(document))  # type: ignore[no-untyped-call]
    await lab.get_by_role("button", name="Refresh the file browser").click()
    notebook = await open_notebook(lab, f"{name}.ipynb")
    await run_all(lab)
    return notebook


async def test_a_card_of_ones_own_lives_alone_in_a_cell(workshop: Workshop, lab: Page) -> None:
    notebook = await run_cells(workshop, lab, "own", own_card(), "Sway(ui.connect(), person=3)")
    await draws_own_card(notebook.locator(".jp-OutputArea .fw-card"))


async def test_a_part_lives_alone_in_a_cell_as_the_readme_says(workshop: Workshop, lab: Page) -> None:
    section = (ROOT / "README.md").read_text().partition("## Edit the notebooks")[2]
    (code,) = re.findall(r"```python\n(.*?)```", section, re.DOTALL)[:1]
    both = "from footlib.ui import Curves, Numbers\n\nstore = connect()\nCurves(store, person=3)"
    sources = (code, both, "Numbers(store, person=3)", "Curves(store, person=3)")
    notebook = await run_cells(workshop, lab, "alone", *sources)
    time = notebook.locator(".fw-time")
    await expect(time).to_be_visible(timeout=LONG)
    first = float(await time.get_attribute("data-time") or "nan")
    await lab.wait_for_function(f"document.querySelector('.fw-time').dataset.time > {first + 2}", timeout=LONG)
    await expect(notebook.locator(".fw-map")).to_be_visible()
    for lost in await notebook.locator(".fw-lost").all():
        await expect(lost).to_be_hidden()
    # Cells share a page: a click is still one, and what is looked at is the same in all of them.
    lines = notebook.get_by_role("button", name="L1 middle")
    await expect(lines).to_have_count(2)
    for line, other in ((lines.first, lines.last), (lines.last, lines.first)):
        for pressed in ("false", "true"):
            await line.click()
            await expect(line).to_have_attribute("aria-pressed", pressed)
            await expect(other).to_have_attribute("aria-pressed", pressed)
    await notebook.locator(".fw-plot-left .plotarea_events").first.hover()
    await expect(notebook.locator(".fw-hover-words b")).to_have_text([re.compile(r"^\d+$")] * 6, timeout=LONG)
    await expect_no_complaint(lab)
