"""Footwatch installed from its wheel, run outside the clone."""

from pathlib import Path

import pytest
from playwright.async_api import Browser

from footlib.store.embedded import free_port
from tests.e2e.conftest import opened, started
from tests.e2e.walks import says
from tests.wheel import build_wheel, copy_sources, install_wheel_alone


@pytest.mark.timeout(300)
async def test_installed_wheel_shows_walking_feet(tmp_path: Path, browser: Browser) -> None:
    (tmp_path / "sources").mkdir()
    wheel = build_wheel(copy_sources(tmp_path / "sources"), tmp_path)
    programs = install_wheel_alone(wheel, tmp_path / "environment")
    port = free_port()
    url = f"http://127.0.0.1:{port}/"
    home = {"HOME": str(tmp_path), "XDG_CONFIG_HOME": str(tmp_path / "config"), "PYTHONPATH": ""}
    command: list[str | Path] = [programs / "footwatch", "run", "--no-browser", "--port", str(port)]
    with started(command, tmp_path / "data", ready="Footwatch is at", url=url, **home) as running:
        assert str(tmp_path / "environment") in running.part("-m", "cacher").cmdline()[0]
        async with opened(browser, f"{url}?person=1") as page:
            await says(page, "live")
        assert running.stop() == 0
