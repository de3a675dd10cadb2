from collections.abc import Iterator
from pathlib import Path

import pytest
import redis
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import sync_playwright

from footlib.errors import ExportError
from footlib.importing import import_recording
from footlib.reporting import render, report_stored
from footlib.settings import Settings
from tests.browser import find_browser
from tests.footlib.reporting.contents import START, content, walk
from tests.footlib.reporting.test_page import episodes


@pytest.fixture
def server(settings: Settings) -> Iterator[redis.Redis]:
    with redis.Redis(settings.host or "", settings.port) as connection:
        connection.flushall()
        yield connection


def test_what_is_stored_is_reported(settings: Settings, server: redis.Redis, tmp_path: Path) -> None:
    import_recording(settings, walk(flagged=slice(300, 340)), 9)
    told = report_stored(settings, 9, tmp_path / "report.html")
    assert (len(told.recording), told.number) == (1200, 1)
    assert "Person 9" in (tmp_path / "report.html").read_text()
    assert [path.name for path in tmp_path.iterdir()] == ["report.html"]


@pytest.mark.e2e
def test_report_on_paper(settings: Settings, server: redis.Redis, tmp_path: Path) -> None:
    import_recording(settings, walk(), 9)
    report_stored(settings, 9, tmp_path / "report.PDF")
    assert (tmp_path / "report.PDF").read_bytes().startswith(b"%PDF-")


def test_file_that_exists_stays_unless_forced(settings: Settings, server: redis.Redis, tmp_path: Path) -> None:
    import_recording(settings, walk(), 9)
    file = tmp_path / "report.html"
    file.write_text("precious")
    with pytest.raises(ExportError, match="--force"):
        report_stored(settings, 9, file)
    assert file.read_text() == "precious"
    report_stored(settings, 9, file, force=True)
    assert "Person 9" in file.read_text()


def test_person_without_anything_is_named_with_those_who_have(
    settings: Settings, server: redis.Redis, tmp_path: Path
) -> None:
    import_recording(settings, walk(), 9)
    for person, span in ((4, (None, None)), (9, (START - 100, START - 50))):
        with pytest.raises(ExportError, match=r"nothing is stored .* stored persons are: 9"):
            report_stored(settings, person, tmp_path / "report.html", span)
    assert not list(tmp_path.iterdir())


def test_other_endings_and_places_are_refused(settings: Settings, server: redis.Redis, tmp_path: Path) -> None:
    import_recording(settings, walk(), 9)
    with pytest.raises(ExportError, match=r"ends in '.docx', allowed are .html and .pdf"):
        report_stored(settings, 9, tmp_path / "report.docx")
    with pytest.raises(ExportError, match="cannot be written"):
        report_stored(settings, 9, tmp_path / "nowhere" / "report.html")


@pytest.mark.e2e
@pytest.mark.parametrize("width", [390, 1280])
def test_a_browser_shows_it_without_asking_anybody(tmp_path: Path, width: int) -> None:
    file = tmp_path / "report.html"
    file.write_text(render(content(walk(flagged=slice(300, 340)), episodes(3))))
    asked: list[str] = []
    said: list[str] = []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=find_browser(), args=["--no-sandbox"])
        page = browser.new_page(viewport={"width": width, "height": 900})
        page.on("request", lambda request: asked.append(request.url))
        page.on("console", lambda message: said.append(message.text))
        page.goto(file.as_uri())
        assert page.locator("svg.chart path").first.bounding_box()
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        findings = Axe().run(page).response["violations"]
        browser.close()
    assert [url for url in asked if not url.startswith(("file:", "data:"))] == []
    assert said == []
    assert [finding["id"] for finding in findings if finding["impact"] in {"serious", "critical"}] == []
