"""docker-compose.yml, the images and docs/deploy.md, with a container engine and a browser.

The tests run in their order on one stack: what the first ones stored must still be there at the end.
"""

import asyncio
import stat
import time
from collections.abc import AsyncIterator

import pytest
import pytest_asyncio
from playwright.async_api import Browser, Page, expect

from tests.e2e.conftest import opened
from tests.e2e.walks import says
from tests.stack.engine import until
from tests.stack.project import PARTS, Project

# The build is in the first test's time; every wait has a limit of its own.
pytestmark = pytest.mark.timeout(1200)
in_the_browser = pytest.mark.asyncio(loop_scope="session")
URL = "http://127.0.0.1:8050/?person=1"
ANOMALIES = [f"{person}_anomaly{kind}" for person in range(1, 7) for kind in ("", "_timestamp")]
TIMES = "1_timestamp"
PATIENCE = 90.0
IMPORTED = {
    "footwatch-cacher": "cacher.__main__",
    "footwatch-notebooks": "footlib.ui.data.search_worker, jupyterlab.labapp, pyarrow.parquet, stumpy, voila.app",
}
UNCOMPILED = "(file := getattr(one, '__cached__', None)) and not pathlib.Path(file).exists()"


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def page(browser: Browser) -> AsyncIterator[Page]:
    """A page that stays open while the parts die."""
    async with opened(browser, URL) as page:
        yield page


def anomalies(stack: Project) -> dict[str, list[str]]:
    return stack.stored(*ANOMALIES)


def times(stack: Project) -> list[str]:
    return stack.stored(TIMES)[TIMES]


def kept(stack: Project, before: dict[str, list[str]]) -> None:
    """Every anomaly is where it was, and those of all persons have their times."""
    now = anomalies(stack)
    assert {key: now[key][: len(rows)] for key, rows in before.items()} == before
    assert all(before.values())


def readings_kept(before: list[str], now: list[str]) -> None:
    """Every reading is there but those that were swept away, which are the oldest."""
    left = [moment for moment in before if float(moment) >= float(now[0])]
    assert left
    assert now[: len(left)] == left


def test_all_parts_become_healthy(stack: Project) -> None:
    stack.until_healthy()


@pytest.mark.parametrize(("image", "modules"), IMPORTED.items())
def test_an_image_has_all_that_it_imports_and_has_it_compiled(stack: Project, image: str, modules: str) -> None:
    asked = f"import {modules}, pathlib, sys; print(*(name for name, one in sys.modules.items() if {UNCOMPILED}))"
    assert stack.engine.docker("run", "--rm", image, "python", "-c", asked).split() == []


def test_the_image_of_the_cacher_holds_nothing_of_jupyter(stack: Project) -> None:
    asked = "from importlib.metadata import distributions; print(*(one.name.lower() for one in distributions()))"
    installed = stack.engine.docker("run", "--rm", "footwatch-cacher", "python", "-c", asked).split()
    assert "redis" in installed
    assert not {"voila", "jupyterlab", "numpy", "pip"} & set(installed)


@in_the_browser
async def test_a_page_shows_feet_that_move(page: Page) -> None:
    await says(page, "live")
    pictures: set[bytes] = set()
    async with asyncio.timeout(PATIENCE):
        while len(pictures) < 5:
            pictures.add(await page.locator(".fw-stage img").first.screenshot())


@pytest.mark.parametrize("service", PARTS)
@in_the_browser
async def test_a_part_that_is_killed_comes_back_and_nothing_stored_is_lost(
    stack: Project, page: Page, service: str
) -> None:
    until(lambda: all(anomalies(stack).values()), "an anomaly of every person", PATIENCE)
    before, moments = anomalies(stack), times(stack)
    started = stack.started(service)
    stack.kill(service)
    killed = time.time()
    until(lambda: stack.started(service) != started, f"{service} to start again", PATIENCE)
    stack.until_healthy()
    until(lambda: float(times(stack)[-1]) > killed, "new readings", PATIENCE)
    kept(stack, before)
    readings_kept(moments, times(stack))
    await expect(page.locator(".fw-time").first).to_be_visible(timeout=PATIENCE * 1000)
    await page.wait_for_function(
        f"document.querySelector('.fw-time')?.dataset.time > {killed}", timeout=PATIENCE * 1000
    )
    await says(page, "live")


def test_a_back_up_is_restored(stack: Project) -> None:
    back_up, restore = stack.documented("Keeping and moving the data")
    before = anomalies(stack)
    clone = sorted(stack.clone.rglob("*"))
    stack.shell(back_up)
    assert sorted(stack.clone.rglob("*")) == clone, "nothing of it lies in the clone"
    (file,) = stack.home.iterdir()
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    stack.until_healthy()
    kept(stack, before)
    stack.shell("docker-compose exec -T redis valkey-cli flushall")
    stack.shell(restore)
    stack.until_healthy()
    kept(stack, before)


@in_the_browser
async def test_down_and_up_keeps_the_anomalies(stack: Project, browser: Browser) -> None:
    before = anomalies(stack)
    stack.shell("docker-compose down")
    assert not stack.engine.docker("ps", "--all", "--quiet")
    stack.shell("docker-compose up -d")
    stack.until_healthy()
    kept(stack, before)
    async with opened(browser, URL) as page:
        await says(page, "live")
        await expect(page.locator(".fw-anomaly-row").first).to_be_visible(timeout=PATIENCE * 1000)


def test_the_lab_gets_newer_notebooks_as_documented(stack: Project) -> None:
    *_, told = stack.documented("A newer version")
    stack.shell("docker-compose --profile lab up -d lab")
    until(lambda: stack.health()["lab"] == "healthy", "the lab to be healthy", PATIENCE)
    notebooks = "/var/lib/footwatch/notebooks"
    assert f"JupyterLab starts on {notebooks}" in stack.shell(told)
    stack.shell(f"docker-compose --profile lab exec -T lab rm {notebooks}/explore.ipynb")
    stack.shell("docker-compose --profile lab restart lab")
    until(lambda: "explore.ipynb is new" in stack.shell(told), "the notebook that is missing", PATIENCE)
    stack.shell("docker-compose --profile lab rm --stop --force lab")


def test_no_part_was_ever_unhealthy(stack: Project) -> None:
    changes = stack.health_log.read_text().splitlines()
    assert len(changes) > len(PARTS)
    assert [change for change in changes if "health_status: healthy" not in change] == []
