"""What a notebook's widgets give to somebody who clicks on them."""

import base64
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

import pytest
from playwright.sync_api import Page, sync_playwright

from footlib.store.embedded import free_port
from tests.browser import COLOURS, launch
from tests.notebooks.running import NOTEBOOKS

pytestmark = pytest.mark.e2e

FIGURE = "img[src^='data:image/svg+xml']"


@pytest.fixture(scope="module")
def tour(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Page]:
    """The tour with its made-up walks, run by itself and shown in a browser."""
    folder = tmp_path_factory.mktemp("tour")
    (folder / "explore.ipynb").write_text((NOTEBOOKS / "explore.ipynb").read_text())
    port = free_port()
    environment = {name: value for name, value in os.environ.items() if not name.startswith("FOOTWATCH_")}
    program = str(Path(sys.executable).with_name("voila"))
    serving = subprocess.Popen(
        [program, "explore.ipynb", "--no-browser", f"--port={port}", "--template=lab"],
        cwd=folder,
        env=environment | {"FOOTWATCH_DATA_DIR": str(folder)},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        wait_until_served(f"http://127.0.0.1:{port}/voila/static/voila.js")
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(**launch())
            page = browser.new_page()
            page.goto(f"http://127.0.0.1:{port}/", timeout=90_000)
            page.locator(FIGURE).wait_for(timeout=90_000)
            yield page
            browser.close()
    finally:
        serving.terminate()
        serving.wait()


def wait_until_served(url: str) -> None:
    deadline = time.monotonic() + 60
    while True:
        try:
            with urlopen(url, timeout=5) as answer:
                assert answer.status == 200
                return
        except (URLError, ConnectionError):
            assert time.monotonic() < deadline, "Voilà does not answer"
            time.sleep(0.1)


def test_a_picture_of_the_curves_has_the_curves_on_it(tour: Page) -> None:
    card = tour.locator(".fw-still").first
    card.locator("svg path.line").first.wait_for(state="attached")
    with tour.expect_download() as waiting:
        card.get_by_role("button", name="Save PNG").click()
    assert waiting.value.suggested_filename == "footwatch.png"
    colours = tour.evaluate(COLOURS, base64.b64encode(Path(waiting.value.path()).read_bytes()).decode())
    for variable in ("--fw-left", "--fw-right"):
        told = tour.evaluate(f"getComputedStyle(document.documentElement).getPropertyValue('{variable}')").strip()
        key = ",".join(str(int(told[i : i + 2], 16)) for i in (1, 3, 5))
        assert colours.get(key, 0) > 1000, variable


def test_the_figure_is_as_wide_as_it_is_printed(tour: Page) -> None:
    box = tour.locator(FIGURE).bounding_box()
    assert box
    assert box["width"] == pytest.approx(170 / 25.4 * 96, abs=2)
