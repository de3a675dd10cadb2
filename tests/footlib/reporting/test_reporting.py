import re
from dataclasses import replace
from pathlib import Path

import pytest
import redis
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import sync_playwright
from typer.testing import CliRunner

from footlib.cli import app
from footlib.errors import ExportError
from footlib.importing import import_recording
from footlib.reading import Person
from footlib.reporting import render, report_stored
from footlib.settings import Settings
from footlib.sources import load
from footlib.store import Label
from tests.browser import launch
from tests.conftest import SHARED_DATA
from tests.footlib.analysis.walks import half_sine_walk, seen_stance
from tests.footlib.reporting.contents import START, content, walk
from tests.footlib.reporting.stored import on
from tests.footlib.reporting.test_page import Page, episodes


def test_what_is_stored_is_reported(settings: Settings, server: redis.Redis, tmp_path: Path) -> None:
    import_recording(settings, walk(flagged=slice(300, 340)), 9)
    told = report_stored(settings, 9, tmp_path / "report.html")
    assert (len(told.recording), told.number) == (1200, 1)
    assert "Person 9" in (tmp_path / "report.html").read_text()
    assert [path.name for path in tmp_path.iterdir()] == ["report.html"]


def numbers(report: Path) -> dict[str, list[float]]:
    """The numbers of a report's tiles and of its table."""
    html = report.read_text()
    text = Page(html).text
    found = {
        "cadence": re.search(r"Cadence ?([\d.]+) steps/min", text),
        "stance": re.search(r"Stance, left / right ?([\d.]+) / ([\d.]+) % of stride", text),
        "contact": re.search(r"Contact, left / right ?([\d.]+) / ([\d.]+) % of time", text),
        "double_support": re.search(r"Double support ?([\d.]+) % of time", text),
        "steps": re.search(r"Steps</th>\s*<td[^>]*>(\d+)</td>\s*<td[^>]*>(\d+)</td>", html),
    }
    assert all(found.values()), text
    return {name: [float(group) for group in match.groups()] for name, match in found.items() if match}


def test_an_analytic_walk_has_its_numbers_in_the_report(
    settings: Settings, server: redis.Redis, tmp_path: Path
) -> None:
    import_recording(settings, half_sine_walk(rate=20.0, seconds=120.0, stance=(0.64, 0.58)), 9)
    report_stored(settings, 9, tmp_path / "report.html")
    found = numbers(tmp_path / "report.html")
    left, right = 100 * seen_stance(0.64), 100 * seen_stance(0.58)

    assert found["cadence"] == pytest.approx([104.3], rel=0.02)
    assert found["stance"] == pytest.approx([left, right], abs=2)
    assert found["contact"] == pytest.approx([left, right], abs=2)
    assert found["double_support"] == pytest.approx([left + right - 100], abs=2)
    assert found["steps"] == pytest.approx([104, 104], abs=2)


@pytest.mark.data
@pytest.mark.skipif(not SHARED_DATA.is_dir(), reason="../shared/data is not here")
@pytest.mark.parametrize("name", ["physionet_GaCo01_01.txt", "gaco01_six_sensors_20hz.csv"])
def test_golden_numbers_are_in_the_report(settings: Settings, server: redis.Redis, tmp_path: Path, name: str) -> None:
    import_recording(settings, load(SHARED_DATA / name), 9)
    report_stored(settings, 9, tmp_path / "report.html")
    found = numbers(tmp_path / "report.html")

    assert found["cadence"] == pytest.approx([97.6], rel=0.02)
    assert found["stance"] == pytest.approx([60.0, 60.3], abs=2)
    assert found["contact"] == pytest.approx([61.7, 61.2], abs=2)
    assert found["double_support"] == pytest.approx([22.9], abs=2)
    assert found["steps"] == pytest.approx([96, 97], abs=2)


@pytest.mark.parametrize("with_person", [False, True])
def test_personal_data_are_in_a_report_only_when_asked_for_and_never_in_a_name(
    settings: Settings, server: redis.Redis, tmp_path: Path, with_person: bool
) -> None:
    known = Person("Ambrosia", "Quickfeather", "1953", disabled=True)
    import_recording(settings, replace(walk(), person=known), 9)
    arguments = ["report", "9", "--out", str(tmp_path / "report.html"), *(["--with-person"] * with_person)]
    done = CliRunner().invoke(app, arguments, env=settings.environment())

    assert done.exit_code == 0, done.output
    page = (tmp_path / "report.html").read_text()
    for word in ("Ambrosia", "Quickfeather", "born 1953", "disability"):
        assert (word in page) == with_person
    assert [path.name for path in tmp_path.iterdir()] == ["report.html"]
    assert not any(word in done.output for word in ("Ambrosia", "Quickfeather", "1953"))


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


def test_what_was_seen_is_reported_where_nothing_else_is_left(
    settings: Settings, server: redis.Redis, tmp_path: Path
) -> None:
    on(settings, lambda store: store.labels.add(9, Label(START, START, "fall")))
    told = report_stored(settings, 9, tmp_path / "report.html", (START - 60, START + 60))
    assert [label.kind for label in told.labels] == ["fall"]
    assert "What was seen" in (tmp_path / "report.html").read_text()


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
        browser = playwright.chromium.launch(**launch())
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
