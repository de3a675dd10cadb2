"""Reports as a browser shows and prints them."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, sync_playwright

from footlib.drawing.times import LocalTime
from footlib.reading import Person
from footlib.reporting import Content, Letter, Progress, Visit, render
from footlib.reporting.visit import Walked
from footlib.store import Label, Trial, TrialNote
from footlib.trials import facts_of
from tests.browser import launch
from tests.footlib.reporting.contents import content, walk
from tests.footlib.reporting.stored import DAY, HOUR

pytestmark = pytest.mark.e2e

SHEET = 267 / 25.4 * 96, 180 / 25.4 * 96
"""Height and breadth within the margins of A4, CSS pixels."""
LONG = "An exceedingly long name for ten metres along the corridor of building four"
KNOWN = Person("Adelheid Wilhelmina", "Countess of Lovelace-Byron", "1815", disabled=False)
LOGO = "data:image/svg+xml;base64,PHN2ZyB4bWxucz0iaHR0cDovL3d3dy53My5vcmcvMjAwMC9zdmciIHZpZXdCb3g9IjAgMCA5IDMiLz4="
LETTER = Letter(
    LOGO, "Gait lab\nHospital Road 1\n12345 Town", "steadier than before\nagain in a month", LocalTime("UTC")
)


def walked(number: int) -> Walked:
    start, condition = DAY + number * HOUR / 6, ("shoe", "stick", "")[number % 3]
    recording = walk(seconds=30.0, rate=4.0 if number == 5 else 20.0, start=start)
    trial = Trial(
        f"t{number}", start, start + 30, start, TrialNote(LONG if number % 4 == 3 else "walk", condition, "!" * 90)
    )
    labels = (Label(start + 3, start + 3, "turn"),) if number == 1 else ()
    return Walked(replace(trial, facts=facts_of(trial, recording)), recording, labels)


def trial() -> Content:
    one = walked(3)
    return replace(content(one.recording, known=KNOWN), trial=one.trial, labels=one.labels)


def visit() -> Visit:
    return Visit(3, KNOWN, date(2026, 11, 3), tuple(map(walked, range(9))), 1, DAY)


def progress() -> Progress:
    walks = [walked(i) for i in range(9)]
    ends = tuple((one.trial, one.recording) for one in (walks[0], walks[-1]))
    return Progress(3, KNOWN, LONG, tuple(one.trial for one in walks), ends, (), DAY)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(**launch())
        yield browser
        browser.close()


@pytest.mark.parametrize("made", [trial, visit, progress])
def test_the_first_sheet_holds_what_is_essential(browser: Browser, tmp_path: Path, made: object) -> None:
    assert callable(made)
    file = tmp_path / "report.html"
    file.write_text(render(made(), LETTER))
    page = browser.new_page(viewport={"width": 390, "height": 900})
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    page.goto(file.as_uri())
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), (
        "a phone shows it without scrolling aside"
    )
    found = Axe().run(page).response["violations"]
    assert [one["id"] for one in found if one["impact"] in {"serious", "critical"}] == []
    page.emulate_media(media="print")
    page.set_viewport_size({"width": round(SHEET[1]), "height": round(SHEET[0])})
    box = page.locator("section.maps").first.bounding_box()
    assert box
    assert box["y"] + box["height"] <= SHEET[0]
    page.close()
    assert said == []
