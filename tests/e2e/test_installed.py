"""Footwatch installed as its image installs it, run outside the clone."""

from pathlib import Path

import pytest
from playwright.async_api import Browser

from footlib.store.embedded import free_port
from tests.e2e.conftest import opened, started
from tests.e2e.walks import says
from tests.wheel import install_image, run


@pytest.mark.timeout(400)
async def test_what_the_image_installs_shows_walking_feet(tmp_path: Path, browser: Browser) -> None:
    programs = install_image("notebooks/Dockerfile", tmp_path)
    assert "standin" in run(str(programs / "footwatch"), "--help", cwd=tmp_path)
    assert run(str(programs / "voila"), "--version", cwd=tmp_path).strip()
    port = free_port()
    url = f"http://127.0.0.1:{port}/"
    home = {"HOME": str(tmp_path), "XDG_CONFIG_HOME": str(tmp_path / "config"), "PYTHONPATH": ""}
    command: list[str | Path] = [programs / "footwatch", "run", "--no-browser", "--port", str(port)]
    with started(command, tmp_path / "data", ready="Footwatch is at", url=url, **home) as running:
        assert str(programs) in running.part("-m", "cacher").cmdline()[0]
        async with opened(browser, f"{url}?person=1") as page:
            await says(page, "live")
        assert running.stop() == 0
