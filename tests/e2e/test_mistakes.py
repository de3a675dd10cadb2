"""A mistake of Footwatch's own: told on the page as what it is, with its traceback in the log of who started it."""

from __future__ import annotations

import json
from pathlib import Path

from playwright.async_api import Browser, expect

from footlib.launch import notebooks
from tests.e2e.conftest import SELDOM, demonstration, eventually, opened
from tests.e2e.walks import says

SAID = "ambrosia-quickfeather"
BREAKING = """
from pathlib import Path
import footlib.store.updates as updates
import footlib.ui.cards.header as header

def breaking(sound, sign):
    def broken(*given):
        if Path(sign).exists():
            raise KeyError("-".join(["ambrosia", "quickfeather"]))
        return sound(*given)
    return broken

updates._status = breaking(updates._status, {decoding!r})
header._meant = breaking(header._meant, {picking!r})
"""
FAILING = "1 / 0"
ENDING = "import os; os._exit(1)"
OUTPUT = "#rendered_cells .jp-RenderedText"


def _edited(tmp_path: Path, first: str) -> Path:
    """Notebooks of which the first cell of the page is another."""
    folder = notebooks.copy(tmp_path / "notebooks")
    file = folder / "dashboard.ipynb"
    notebook = json.loads(file.read_text())
    notebook["cells"][0]["source"] = first
    file.write_text(json.dumps(notebook))
    return folder


async def test_what_is_wrong_with_a_cell_is_not_for_viewers(tmp_path: Path, browser: Browser) -> None:
    folder = _edited(tmp_path, FAILING)
    settings = {"FOOTWATCH_IDS": "1", "FOOTWATCH_SHOW_TRACEBACKS": "false"}
    with demonstration(tmp_path / "data", "--notebooks", str(folder), **settings, **SELDOM) as running:
        async with opened(browser, running.url) as page:
            output = page.locator(OUTPUT)
            await expect(output).to_contain_text(
                "What went wrong stands in the log of Footwatch, and here too with SHOW_"
            )
            await expect(page.locator("#fw-loading")).to_be_hidden(timeout=5000)
            assert await output.evaluate("one => one.offsetWidth === rendered_cells.offsetWidth")
            assert "ZeroDivision" not in await page.content()
        assert "ZeroDivisionError" in running.text()


async def test_a_cell_that_ends_the_process_is_not_taken_for_one_that_fails(tmp_path: Path, browser: Browser) -> None:
    folder = _edited(tmp_path, ENDING)
    with demonstration(tmp_path / "data", "--notebooks", str(folder), FOOTWATCH_IDS="1", **SELDOM) as running:
        async with opened(browser, running.url) as page:
            await expect(page.locator(OUTPUT).first).to_contain_text("DeadKernelError")
            overlay = page.locator("#fw-loading")
            await expect(overlay).to_contain_text("has ended before it was ready")
            await expect(overlay.get_by_role("link", name="Try again")).to_be_visible()


async def test_a_mistake_is_told_on_the_page_and_traced_in_the_log(tmp_path: Path, browser: Browser) -> None:
    folder, decoding, picking = notebooks.copy(tmp_path / "notebooks"), tmp_path / "decoding", tmp_path / "picking"
    file = folder / "dashboard.ipynb"
    notebook = json.loads(file.read_text())
    cell = next(cell for cell in notebook["cells"] if cell["cell_type"] == "code")
    cell["source"] = BREAKING.format(decoding=str(decoding), picking=str(picking)) + "".join(cell["source"])
    notebook["cells"].append(cell | {"id": "own", "source": FAILING})
    file.write_text(json.dumps(notebook))
    with demonstration(tmp_path / "data", "--notebooks", str(folder), FOOTWATCH_IDS="1,2", **SELDOM) as running:
        async with opened(browser, f"{running.url}?person=1") as page:
            await says(page, "live")
            await expect(page.locator(OUTPUT)).to_contain_text("ZeroDivisionError: division by zero")
            decoding.touch()
            await says(page, "fault")
            notice = page.locator(".fw-notice")
            await expect(notice).to_contain_text("Fault of Footwatch: since")
            await expect(notice).to_contain_text("Footwatch made a mistake (KeyError)")
            await eventually(lambda: "in decode" in running.text(), "the traceback in the log")
            decoding.unlink()
            await says(page, "live")
            picking.touch()
            field = page.locator(".fw-picker input")
            await field.fill("2")
            await field.press("Enter")
            await expect(notice).to_contain_text("Footwatch made a mistake (KeyError)")
            await eventually(lambda: "in _pick" in running.text(), "the traceback of the click")
        log = running.text()
    assert log.count("a mistake of Footwatch's own") == 2, log
    assert SAID not in log
